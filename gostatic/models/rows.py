"""Rows of a project: what its own functions mean, said in its configuration, on a par with the rows of this package.

A run installs them in the tables of ``effects`` and ``library_calls`` for as long as it lasts, so that whoever asks the
tables cannot tell them from built-in rows. A function with a row is taken at the row's word: where its source is part of the
run, callers see the row and not the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from gostatic.models.effects import EFFECTS, RECV, Effect, Kind
from gostatic.models.library_calls import LIBRARY_CALLS, LibraryCall

# Word of the configuration to the effect's kind; "spawns", "calls" and "no-return" are rows of ``library_calls``.
KINDS = {
    "acquire": Kind.ACQUIRE,
    "release": Kind.RELEASE,
    "try-acquire": Kind.TRY,
    "add": Kind.ADD,
    "done": Kind.DONE,
    "wait": Kind.WAIT,
    "blocks": Kind.BLOCK,
    "send": Kind.SEND,
    "recv": Kind.RECV,
    "close": Kind.CLOSE,
}
EFFECT_WORDS = (*KINDS, "spawns", "calls", "no-return")
LOCK_WORDS = ("acquire", "release", "try-acquire")
ENDS = ("exit", "goexit", "panic")


class Row(NamedTuple):
    """One row of a project.

    The function is ``package.name`` or, with a ``type``, the method ``package.type.name``. ``effect`` is one of
    ``EFFECT_WORDS``. ``argument`` is the index of the argument the effect is on (of "spawns" and "calls": the function that
    is run), None for the receiver of a method and argument 0 of a function. ``mode`` is "read" for the shared side of a
    lock, else "". ``how`` tells how a function that never returns leaves, one of ``ENDS``.
    """

    package: str
    type: str
    name: str
    effect: str
    argument: int | None = None
    mode: str = ""
    how: str = "exit"

    @property
    def id(self) -> str:
        """The function's symbol id, as the tables have it."""
        return f"{self.package}.{self.type}.{self.name}" if self.type else f"{self.package}.{self.name}"


_METHOD = re.compile(r"(.*[^\s.()])\.\(\*?([^\W\d]\w*)(?:\[[^\]]*\])?\)\.([^\W\d]\w*)")
_PLAIN = re.compile(r"[^\s()*\"\[\]]*[^\s()*\"\[\]./](?:\.[^\W\d]\w*){1,2}")
_VERSION = re.compile(r"v\d+")


def function_named(text: str) -> tuple[str, str, str] | None:
    """Package, type ("" for none) and name of a function written ``import/path.Func``, ``import/path.Type.Method`` or
    ``import/path.(*Type).Method``; None when it is none of them."""
    match = _METHOD.fullmatch(text)
    if match is not None:
        return match[1], match[2], match[3]
    if _PLAIN.fullmatch(text) is None:
        return None
    head, slash, last = text.rpartition("/")
    parts = last.split(".")
    # An import path may end in a version behind a dot: gopkg.in/yaml.v3.Marshal.
    if len(parts) > 2 and _VERSION.fullmatch(parts[-2]) is None:
        return head + slash + ".".join(parts[:-2]), parts[-2], parts[-1]
    return head + slash + ".".join(parts[:-1]), "", parts[-1]


@contextmanager
def installed(rows: Iterable[Row]) -> Iterator[None]:
    """The rows stand in the tables within the context; a row goes before a built-in one of the same function."""
    effects: dict[str, Effect | None] = {}
    calls: dict[str, LibraryCall | None] = {}
    try:
        for row in rows:
            effects.setdefault(row.id, EFFECTS.get(row.id))
            calls.setdefault(row.id, LIBRARY_CALLS.get(row.id))
            _install(row)
        yield
    finally:
        for id_, effect in effects.items():
            if effect is None:
                EFFECTS.pop(id_, None)
            else:
                EFFECTS[id_] = effect
        for id_, call in calls.items():
            if call is None:
                LIBRARY_CALLS.pop(id_, None)
            else:
                LIBRARY_CALLS[id_] = call


def _install(row: Row) -> None:
    kind = KINDS.get(row.effect)
    if kind is not None:
        object_ = row.argument if row.argument is not None else RECV if row.type else 0
        mode = "" if row.effect not in LOCK_WORDS else "R" if row.mode == "read" else "W"
        EFFECTS[row.id] = Effect(kind, object_, mode)
        if kind is Kind.BLOCK:
            LIBRARY_CALLS[row.id] = LibraryCall(blocks="goroutine")
        return
    argument = row.argument or 0
    if row.effect == "no-return":
        LIBRARY_CALLS[row.id] = LibraryCall(no_return=row.how)
    elif row.effect == "spawns":
        LIBRARY_CALLS[row.id] = LibraryCall(calls=((argument, "go"),))
    else:
        LIBRARY_CALLS[row.id] = LibraryCall(calls=((argument, "sync"),))


class Words(NamedTuple):
    """The names of functions with rows, for choosing what to look at by the words in a text.

    ``lasting`` hold or count beyond the call, ``passing`` do not, ``leaving`` never return; ``pairs`` are the names that take
    and give back a lock of one type.
    """

    lasting: frozenset[str]
    passing: frozenset[str]
    leaving: frozenset[str]
    pairs: tuple[tuple[str, str], ...]


NO_WORDS = Words(frozenset(), frozenset(), frozenset(), ())


def words_of_rows(rows: Iterable[Row]) -> Words:
    """The words of some rows."""
    lasting: set[str] = set()
    passing: set[str] = set()
    leaving: set[str] = set()
    takers: dict[str, list[str]] = {}
    givers: dict[str, list[str]] = {}
    for row in rows:
        owner, name = f"{row.package}.{row.type}", row.name
        if row.effect in ("acquire", "try-acquire", "add", "done", "wait"):
            lasting.add(name)
        elif row.effect == "no-return":
            leaving.add(name)
        else:
            passing.add(name)
        if row.effect in ("acquire", "try-acquire"):
            takers.setdefault(owner, []).append(name)
        elif row.effect == "release":
            givers.setdefault(owner, []).append(name)
    pairs: dict[tuple[str, str], None] = {}
    for owner, names in takers.items():
        for taker in names:
            for giver in givers.get(owner, ()):
                pairs[taker, giver] = pairs[giver, taker] = None
    return Words(frozenset(lasting), frozenset(passing), frozenset(leaving), tuple(pairs))


def declarations(rows: Iterable[Row]) -> dict[str, bytes]:
    """Go declarations of the functions, by import path: what is known of packages that are not read."""
    types: dict[str, dict[str, None]] = {}
    functions: dict[str, list[str]] = {}
    for row in rows:
        result = " bool" if row.effect == "try-acquire" else ""
        receiver = ""
        if row.type:
            types.setdefault(row.package, {})[row.type] = None
            receiver = f"(*{row.type}) "
        functions.setdefault(row.package, []).append(f"func {receiver}{row.name}(){result}")
    found: dict[str, bytes] = {}
    for package, lines in functions.items():
        last = package.rpartition("/")[2].partition(".")[0]
        name = "".join(char for char in last if char.isalnum() or char == "_") or "p"
        heads = [f"type {type_} struct{{}}" for type_ in types.get(package, ())]
        found[package] = "\n".join([f"package {name}", *heads, *lines, ""]).encode()
    return found


def bodiless(rows: Iterable[Row]) -> frozenset[str]:
    """Ids of the functions whose body has nothing to add to their row: what they hold, count, send or wait for is said."""
    return frozenset(row.id for row in rows if row.effect in KINDS and row.effect != "blocks")
