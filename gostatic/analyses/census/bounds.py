"""How often against how many: the turns of a loop and the room of a channel, compared as the source has them.

Neither number is known as a rule, but what they are made of is: ``make(chan T, len(jobs))`` has room for one value of every
turn of ``for range jobs``, whereas ``make(chan T, limit)`` has not, unless somebody made ``limit`` of the jobs.
"""

from __future__ import annotations

import re

from gostatic.analyses.census.objects import Channel
from gostatic.analyses.uses import source_of
from gostatic.ir.function import Function
from gostatic.ir.ops import Op
from gostatic.ir.values import OPAQUE, Const, FieldOf, Global, Value, Var, text_of

# A loop over the elements of a list in a variable: how many there are is not known.
_LIST = re.compile(rb"^for \w+, *\w+ :?= range ([\w.]+) *\{?$")
# ``n`` of ``i < n`` and of ``range n``.
_BOUND = re.compile(rb"<=? *([^;{]+);|\brange +([^{]+)")
_MAKE = re.compile(rb"make\(\s*(?:<-\s*)?chan\b")
_NAME = re.compile(rb"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
# Names of numbers that count something: what, the name does not say.
_COUNT = re.compile(rb"(?:^|\.)(?:n|k|m|[nN]um\w*|n[A-Z]\w*|\w*[cC]ount|\w*[tT]otal|len\w*|\w*[lL]en)$")
# More room than that was counted by somebody.
MAX_ROOM = 8
# How far the text of one ``make`` is read.
MAX_TEXT = 300
# How many variables are gone through in search of where a number comes from.
MAX_DEPTH = 3


def loop_of(function: Function, op: Op) -> int:
    """The innermost loop around an operation, 0 outside of loops."""
    return next((block.loop for block in function.blocks if any(item is op for item in block.ops)), 0)


def around(function: Function, op: Op) -> list[int]:
    """The loops around an operation, the innermost first."""
    found: list[int] = []
    loop = loop_of(function, op)
    while loop:
        found.append(loop)
        loop = function.loop_parents[loop]
    return found


def header_of(function: Function, loop: int) -> bytes:
    """The header of a loop in one line, "" outside of loops. A list that is written out in the function has no name."""
    if not loop:
        return b""
    text, outer = source_of(function), function.outermost
    start, end = function.loop_spans[loop]
    header = b" ".join(text[start:end].split(b"{\n", 1)[0].split())
    listed = _LIST.search(header)
    if listed is not None:
        name = listed[1]
        if re.search(rb"\b%b :?= \[\w*\][\w.*]+\{" % re.escape(name), text[outer.pos : start]):
            return header.replace(name, b"[]")
    return header


def bound_of(header: bytes) -> bytes:
    """How often a loop turns, as its header has it, "" when it does not say."""
    match = _BOUND.search(header)
    return (match[1] or match[2]).strip() if match is not None else b""


def is_over_list(header: bytes) -> bool:
    """Whether a loop goes over the elements of a list in a variable."""
    return _LIST.search(header) is not None


def size_of(channel: Channel) -> bytes:
    """The capacity of a channel as its ``make`` has it, "" when that is not found."""
    text = source_of(channel.home)
    match = _MAKE.match(text, channel.site.pos)
    if match is None:
        return b""
    depth, comma, start = 0, -1, match.start() + len(b"make(")
    for at in range(start, min(len(text), start + MAX_TEXT)):
        char = text[at : at + 1]
        if char in b"([{":
            depth += 1
        elif char in b")]}":
            if not depth:
                return text[comma + 1 : at].strip() if comma >= 0 else b""
            depth -= 1
        elif char == b"," and not depth:
            comma = at
    return b""


def is_short(channel: Channel, headers: list[bytes]) -> bool:
    """Whether a channel surely was not given room for a value of each turn of loops, by their headers."""
    bounds = [bound for header in headers if (bound := bound_of(header))]
    if not bounds:
        return False
    if channel.capacity is not None:
        return channel.capacity == 1 and any(is_over_list(header) for header in headers)
    return is_chosen(size_of(channel), channel.site.size) and not any(
        _is_related(size_of(channel), bound) for bound in bounds
    )


def has_room(channel: Channel, header: bytes) -> bool:
    """Whether a channel may have been given room for a value of each turn of a loop, by its header."""
    bound = bound_of(header)
    if not bound:
        return True
    if channel.capacity is None:
        return not is_short(channel, [header])
    if bound.isdigit() and channel.capacity:
        return int(bound) <= channel.capacity
    return channel.capacity > MAX_ROOM or (channel.capacity > 0 and _is_related(size_of(channel), bound))


def is_fewer(size: bytes, value: Value | None, header: bytes) -> bool:
    """Whether a number, by its text, surely was not made of what a loop goes over, by its header."""
    bound = bound_of(header)
    if not bound:
        return False
    if size.isdigit():
        return int(size) < int(bound) if bound.isdigit() else int(size) <= MAX_ROOM
    return is_chosen(size, value) and not _is_related(size, bound)


def is_chosen(size: bytes, value: Value | None) -> bool:
    """Whether somebody chose a number, which did not come by counting; ``value`` as far as it is known."""
    if value is not None:
        return _is_chosen(value, 0)
    return _NAME.fullmatch(size) is not None and _COUNT.search(size) is None


def _is_chosen(value: Value, depth: int) -> bool:
    """Whether somebody chose a number: a constant, a parameter, a setting, or how many processors there are."""
    if type(value) is Const:
        return True
    if type(value) is FieldOf or type(value) is Global:
        return _COUNT.search(text_of(value).encode()) is None
    if type(value) is not Var or depth > MAX_DEPTH:
        return False
    if value.kind == "local" and len(value.defs) == 1 and value.defs[0] is OPAQUE:
        outer = value.owner.outermost
        given = rb"\b%b :?= runtime\.(?:NumCPU|GOMAXPROCS)\(" % value.name.encode()
        return re.search(given, source_of(outer)[outer.pos : outer.end]) is not None
    if value.kind == "param" and _COUNT.search(value.name.encode()) is not None:
        return False
    return (value.kind == "param" or bool(value.defs)) and all(_is_chosen(item, depth + 1) for item in value.defs)


def _is_related(size: bytes, bound: bytes) -> bool:
    """Whether two numbers are made of the same name, or one of no name."""
    names = {name for name in _NAME.findall(bound) if name not in (b"len", b"cap")}
    return not names or any(name == size for name in names)
