"""Names of fields and package variables that hold channels, by the text of their declarations.

A function may take part in what happens to a channel without any word of the language that says so: ``for job := range
q.jobs`` or ``start(q.jobs)``. It is then known by the name of the field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_FIELD = re.compile(rb"(?:^|[{;])[ \t]*([A-Za-z_]\w*(?:, *[A-Za-z_]\w*)*)[ \t]+(?:=[ \t]*)?([^\n`;}]+)", re.MULTILINE)
_NAMED = re.compile(
    rb"(?:^type[ \t]+|^\t)([A-Za-z_]\w*)(?:\[[^\]\n]*\])?[ \t]+=?[ \t]*(?:<-[ \t]*)?chan\b", re.MULTILINE
)
_VARIABLE = re.compile(rb"(?:^var[ \t]+|^\t)([A-Za-z_]\w*(?:, *[A-Za-z_]\w*)*)[ \t]+([^\n`]+)", re.MULTILINE)


def channel_words(types: Iterable[bytes], variables: Iterable[bytes]) -> frozenset[bytes]:
    """The words that name a channel in a package: ``.field``, ``variable`` and types that are channels.

    Takes the texts of type and variable declarations. By name only: too many are found, none that is declared plainly is missed.
    """
    texts = [text for text in types if b"chan" in text or b"struct" in text]
    named = {name for text in texts if b"chan" in text for name in _NAMED.findall(text)}
    kind = re.compile(rb"\b(?:chan" + b"".join(rb"|" + name for name in sorted(named)) + rb")\b")
    found: set[bytes] = set(named)
    for text in texts:
        if named or b"chan" in text:
            for names, type_ in _FIELD.findall(text):
                if kind.search(type_):
                    found.update(b"." + name.strip() for name in names.split(b","))
    for text in variables:
        if kind.search(text):
            for names, rest in _VARIABLE.findall(text):
                if kind.search(rest):
                    found.update(name.strip() for name in names.split(b","))
    return frozenset(found)


def channel_mark(word: bytes) -> str:
    """How the names whose calls are kept say that a field (``.field``) or package variable (``$variable``) is a channel.

    A call nobody else asks about is kept when it is given one: it may use the channel.
    """
    text = word.decode("utf-8", "replace")
    return text if text[:1] == "." else f"${text}"
