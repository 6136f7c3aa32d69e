"""Which names may stand for values that hold a lock: found in the text of type declarations, before types are resolved."""

from __future__ import annotations

import re
from collections.abc import Iterable

# A type of package sync that must not be copied, held by value (not behind a pointer, slice, map or channel).
_OWN = re.compile(rb"(?<![*\w\].])(?:\[\w+\])?(?:sync|deadlock)\.(?:Mutex|RWMutex|WaitGroup|Cond|Once|Pool|Map)\b")
_ONE = re.compile(rb"^type\s+([A-Za-z_]\w*)", re.MULTILINE)
_GROUP = re.compile(rb"^type\s*\(", re.MULTILINE)
_IN_GROUP = re.compile(rb"^\t([A-Za-z_]\w*)(?:\[[^\]\n]*\])?\s+(?=[=*\[A-Za-z_])", re.MULTILINE)
_FIELD = re.compile(
    rb"(?:^[ \t]+|struct[ \t]*\{[ \t]*|;[ \t]*)([A-Za-z_]\w*(?:, *[A-Za-z_]\w*)*)[ \t]+([^\n`/;}]+)", re.MULTILINE
)
_NO_HOLDER = re.compile(rb"\s*(?:=\s*)?(?:interface\b|func\b|map\b|chan\b|\*|\[\]|<-)")
_POINTER = re.compile(rb"\*[\w.]+")
_WORD = re.compile(rb"[A-Za-z_]\w*")


def carriers(
    declarations: Iterable[bytes], foreign: frozenset[bytes] = frozenset()
) -> tuple[frozenset[bytes], frozenset[bytes]]:
    """Names of a package's types that hold a lock by value, and of its fields whose type mentions one of those.

    Takes the texts of the package's type declarations, and names of such types in packages it imports. The answer is by
    name only: it may hold too many names; it misses a lock that comes in through a package that is not part of the run.
    """
    types: dict[bytes, bytes] = {}
    for text in declarations:
        heads = list((_IN_GROUP if _GROUP.search(text) else _ONE).finditer(text))
        for position, head in enumerate(heads):
            end = heads[position + 1].start() if position + 1 < len(heads) else len(text)
            name = head.group(1)
            types[name] = types.get(name, b"") + text[head.end() : end]
    # What holds a value of such a type is a struct or an array; an interface or function only mentions it.
    types = {name: body for name, body in types.items() if not _NO_HOLDER.match(body)}
    found = {name for name, body in types.items() if _OWN.search(body)}
    pending = [*found, *foreign]
    if not pending:
        return frozenset(), frozenset()
    mentions: dict[bytes, list[bytes]] = {}
    for name, body in types.items():
        for word in set(_WORD.findall(body)):
            mentions.setdefault(word, []).append(name)
    while pending:
        held = pending.pop()
        if held not in mentions:
            continue
        qualifier = rb"\w+\." if held in foreign else rb""
        by_value = re.compile(rb"(?<![*\w\].])(?:\[\w+\])?" + qualifier + held + rb"\b")
        for name in mentions[held]:
            if name not in found and by_value.search(types[name]):
                found.add(name)
                pending.append(name)
    fields: set[bytes] = set()
    for body in types.values():
        for match in _FIELD.finditer(body):
            type_ = _POINTER.sub(b"", match.group(2))
            if _OWN.search(type_) or not found.isdisjoint(_WORD.findall(type_)):
                fields.update(part.strip() for part in match.group(1).split(b","))
    return frozenset(found), frozenset(fields)
