"""What the texts of goroutines in tests say of the test: assertions that end the goroutine, and reports after the test's end.

Calls of assertion libraries and of ``Log`` and the like are not in the IR: too many functions have those names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gostatic.ir.function import Function
from gostatic.models.library_calls import REQUIREMENTS

_TEST_PARAM = re.compile(rb"(\w+) \*?testing\.(?:TB?|B|F)\b")
_REQUIRE = re.compile(rb"\brequire\.(\w+)\(\s*(\w+)\b")
_ASSERTIONS = re.compile(rb"\b(\w+) :?= require\.New\((\w+)\)")
_REPORT = re.compile(rb"\b(\w+)\.(Logf?|Errorf?|Fail)\(")
_SPEAKS = re.compile(
    rb"<-|\bclose\(|\w*[cC]ancel\w*\(|\.(?:Done|Store|Add|Signal|Broadcast|Unlock|Close|Write|Send|Flush|Set)\w*\(|\bstop\w*\("
)
# Results of other methods of an assertion object are of no interest here.
_NAMES = frozenset(name.encode() for base in REQUIREMENTS.split() for name in (base, base + "f")) | {
    b"FailNow",
    b"Fail",
}


class Said(NamedTuple):
    """A call of ``name`` at ``pos`` to ``end`` in a goroutine's text; ``always`` when no condition or loop stands around it."""

    pos: int
    end: int
    name: str
    always: bool


def test_objects(function: Function, source: bytes) -> frozenset[bytes]:
    """The names of the test objects that the functions around a literal, or the function itself, have as parameters."""
    found: set[bytes] = set()
    item: Function | None = function
    while item is not None:
        found.update(_TEST_PARAM.findall(source[item.pos : source.find(b"{\n", item.pos, item.end) + 1]))
        item = item.parent
    return frozenset(found)


def is_subtest(function: Function, source: bytes) -> bool:
    """Whether a literal is the body of a subtest, which has a test object of its own and is over when it returns."""
    header = source[function.pos : source.find(b"{\n", function.pos, function.end) + 1]
    return _TEST_PARAM.search(header) is not None and _RUN.search(source[: function.pos][-200:]) is not None


_RUN = re.compile(rb"\b\w+\.Run\([^\n]*,\s*$")


def own_text(function: Function, source: bytes) -> bytes:
    """The text of a function with the literals in it blanked out, at its place in a file of blanks' length."""
    text = bytearray(source[function.pos : function.end])
    for literal in function.closures:
        start, end = literal.pos - function.pos, literal.end - function.pos
        text[start:end] = b" " * (end - start)
    return bytes(text)


def has_requirements(source: bytes) -> bool:
    """Whether a file imports testify's ``require``."""
    return b'"github.com/stretchr/testify/require"' in source


def requirements(function: Function, source: bytes) -> Iterator[Said]:
    """Assertions in a goroutine that end it when they fail: of testify's ``require``, by function or by object."""
    objects = test_objects(function, source)
    text = own_text(function, source)
    for found in _REQUIRE.finditer(text):
        if found[2] in objects and found[1] in _NAMES:
            yield _said(function, text, found, b"require." + found[1])
    outer = function.outermost
    for name, on in _ASSERTIONS.findall(source, outer.pos, outer.end):
        if on in objects:
            for found in re.finditer(rb"(?<![\w.])%b\.(\w+)\(" % re.escape(name), text):
                if found[1] in _NAMES:
                    yield _said(function, text, found, name + b"." + found[1])


def reports(function: Function, source: bytes) -> Iterator[Said]:
    """Calls that write to the test's log or mark it as failed."""
    objects = test_objects(function, source)
    text = own_text(function, source)
    for found in _REPORT.finditer(text):
        if found[1] in objects:
            yield _said(function, text, found, found[1] + b"." + found[2])


def speaks(function: Function, source: bytes) -> bool:
    """Whether a goroutine does anything by which others may learn how far it is."""
    return _SPEAKS.search(source, function.pos, function.end) is not None


def is_heard(function: Function, spawner: Function, source: bytes) -> bool:
    """Whether what a literal started by a function says of its progress may reach anybody.

    It does not when all it does are sends, closes and counts on the spawner's variables, and the spawner has no other use
    for these than to declare, count up, send and close.
    """
    text = source[function.pos : function.end]
    if function not in spawner.closures or len(_SPEAKS.findall(text)) != len(_TELLS.findall(text)):
        return True
    around = _COMMENT.sub(b"", source[spawner.pos : function.pos] + b" " + source[function.end : spawner.end])
    if _WAITS.search(around):
        return True
    for told in _TELLS.finditer(text):
        name = told[1] or told[2] or told[3]
        if not name:
            continue
        root = re.escape(name.partition(b".")[0])
        if re.search(rb"\b%b\b" % root, re.sub(_UNHEARD % (root, root, root, root, root), b"", around)):
            return True
    return False


# A send, a close, a count down, a receive in the goroutine itself: what is told, and to whom.
_TELLS = re.compile(rb"([\w.]+) <-|\bclose\(([\w.]+)\)|([\w.]+)\.Done\(\)|<-\s*[\w.]+")
# What gives a goroutine time, whether it tells or not.
_WAITS = re.compile(rb"Sleep|Eventually|[wW]ait\w*\(|Cleanup|After|\bselect\b|(?:[=(,!]|return|case|range|\n)\s*<-")
_UNHEARD = rb"\b%b(?:\.\w+)* <- |\bclose\(%b(?:\.\w+)*\)|\b%b :?= |\bvar %b |\b%b(?:\.\w+)*\.Add\("
_COMMENT = re.compile(rb"//[^\n]*")


def _said(function: Function, text: bytes, found: re.Match[bytes], name: bytes) -> Said:
    pos = function.pos + found.start()
    before = text[: found.start()]
    return Said(pos, pos + len(name), name.decode(), before.count(b"{") - before.count(b"}") == 1)
