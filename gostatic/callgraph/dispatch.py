"""Which methods an interface call may reach from a package that does not import theirs, decided by names alone.

A call ``x.Close()`` in a package that knows nothing of a type reaches the type's method only through an interface that the
type implements. Interfaces and method sets are read as sets of names: a type with all names of an interface is taken to
implement it, which finds too many, never too few. An interface with very many implementations counts as unknown to
every later stage, so its calls lead nowhere here as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# The bound of later stages is on types that really implement an interface; by names a few more seem to.
MAX_IMPLEMENTATIONS = 12

# What the library's interfaces ask for.
LIBRARY_SETS = tuple(
    frozenset(word.encode() for word in words.split())
    for words in (
        "Accept Addr Close", "Close", "Deadline Done Err", "Error", "Flush", "Format", "Len Less Swap", "Lock Unlock",
        "MarshalJSON", "Read", "ReadAt", "ReadByte", "ReadFrom", "RoundTrip", "Scan", "Seek", "ServeHTTP", "String",
        "UnmarshalJSON", "Unwrap", "Value", "Write", "WriteAt", "WriteByte", "WriteString", "WriteTo",
    )
)  # fmt: skip
_LIBRARY_NAMES = {
    b"Reader": b"Read", b"Writer": b"Write", b"Closer": b"Close", b"Stringer": b"String", b"error": b"Error",
    b"ReadCloser": b"Close", b"WriteCloser": b"Close", b"Handler": b"ServeHTTP",
}  # fmt: skip
_HEAD = re.compile(rb"(?:([A-Za-z_]\w*)(?:\[[^\]\n]*\])?[ \t]+)?(?:=[ \t]*)?interface[ \t]*\{")
_METHOD = re.compile(rb"(?:^|[;{])[ \t]*([A-Z]\w*)\(", re.MULTILINE)
_EMBEDDED = re.compile(rb"(?:^|[;{])[ \t]*(?:\w+\.)?([A-Za-z]\w*)(?:\[[^\n]*\])?[ \t]*(?:$|//|;|\})", re.MULTILINE)
_EMBEDDED_FIELD = re.compile(rb"^[ \t]+\*?(?:\w+\.)?([A-Za-z_]\w*)(?:\[[^\]\n]*\])?[ \t]*(?:$|//|`)", re.MULTILINE)


def interface_bodies(text: bytes) -> Iterable[tuple[bytes, bytes]]:
    """The interfaces written in a text: name ("" when none stands before it) and what is between the braces."""
    for head in _HEAD.finditer(text):
        depth, at = 1, head.end()
        while depth and at < len(text):
            opened, closed = text.find(b"{", at), text.find(b"}", at)
            if closed < 0:
                at = len(text)
            elif 0 <= opened < closed:
                depth, at = depth + 1, opened + 1
            else:
                depth, at = depth - 1, closed + 1
        body = text[head.end() : at - 1]
        if body.strip():
            yield head.group(1) or b"", body


def dispatched(
    packages: Iterable[Iterable[bytes]], methods: Sequence[tuple[int, tuple[int, str], bytes]]
) -> dict[int, int]:
    """Which methods may be called through an interface by a package that does not import theirs, and where.

    Takes, per package, the texts of its type declarations, and the exported methods as (number, key of the receiver's type,
    name); the key is (package, name of the type). Returns for the numbers of those methods the packages that declare
    such an interface, as a bit set (-1, all bits, when the library does).
    """
    declarations = [list(texts) for texts in packages]
    sets = _interfaces(declarations)
    types: dict[tuple[int, str], set[bytes]] = {}
    for _, type_, name in methods:
        types.setdefault(type_, set()).add(name)
    having: dict[bytes, set[tuple[int, str]]] = {}
    for type_, names in types.items():
        for name in names:
            having.setdefault(name, set()).add(type_)
    parts = frozenset(name for texts in declarations for text in texts for name in _EMBEDDED_FIELD.findall(text))
    reached: dict[tuple[tuple[int, str], bytes], int] = {}
    narrow: dict[bytes, int] = {}
    for wanted, where in sets.items():
        if not all(name in having for name in wanted):
            continue
        rarest = sorted((having[name] for name in wanted), key=len)
        implementing = rarest[0].intersection(*rarest[1:])
        if len(implementing) <= MAX_IMPLEMENTATIONS:
            for name in wanted:
                narrow[name] = narrow.get(name, 0) | where
                for type_ in implementing:
                    reached[(type_, name)] = reached.get((type_, name), 0) | where
    found: dict[int, int] = {}
    for number, type_, name in methods:
        where = reached.get((type_, name), 0)
        if type_[1].encode() in parts:
            # A type that is a part of others lends them its methods: then any interface with that method will do.
            where |= narrow.get(name, 0)
        if where:
            found[number] = where
    return found


def _interfaces(packages: list[list[bytes]]) -> dict[frozenset[bytes], int]:
    """The sets of names that interfaces ask for, each with the packages that declare one as a bit set."""
    known: dict[bytes, list[set[bytes]]] = {}
    written: list[tuple[int, dict[bytes, set[bytes]], set[bytes], list[bytes]]] = []
    for package, texts in enumerate(packages):
        near: dict[bytes, set[bytes]] = {}
        for text in texts:
            if b"interface" not in text:
                continue
            for name, body in interface_bodies(text):
                names = set(_METHOD.findall(body))
                if name:
                    near[name] = names
                    known.setdefault(name, []).append(names)
                written.append((package, near, names, _EMBEDDED.findall(body)))
    # Interfaces that others are made of stand before or behind them; two rounds settle all but deep towers.
    for _ in range(2):
        for _, near, names, parts in written:
            for part in parts:
                if part in near:
                    names |= near[part]
                elif part in _LIBRARY_NAMES:
                    names.add(_LIBRARY_NAMES[part])
                elif part in known:
                    names |= min(known[part], key=len)
    found: dict[frozenset[bytes], int] = dict.fromkeys(LIBRARY_SETS, -1)
    for package, _, names, _ in written:
        if names:
            wanted = frozenset(names)
            found[wanted] = found.get(wanted, 0) | 1 << package
    return found
