"""Which functions have to be looked at: decided by the words in their text, before anything is parsed.

A function matters when it has a concurrency operation itself, or when it lies between two that have: it can reach one, and can
be reached from one. Reachability goes over names (function -> word -> function), so it is complete for static calls,
methods, interface calls and function values taken by name; it never misses for want of types, it only takes too many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gostatic.models.effects import EFFECT_NAMES
from gostatic.models.library_calls import LIBRARY_CALLS
from gostatic.types.universe import FuncSymbol

# Everything that is no identifier byte becomes a blank, so that split() yields words.
_WORDS = bytes(
    byte if byte >= 128 or chr(byte).isalnum() or byte == 95 else 32 for byte in range(256)
)  # fmt: skip

# Words that are an operation by themselves, whatever the types.
ALWAYS = frozenset(
    word.encode()
    for word in (
        "go", "chan", "select", "Lock", "Unlock", "RLock", "RUnlock", "TryLock", "TryRLock", "RLocker",
        "LockOSThread", "UnlockOSThread", "GOMAXPROCS", "WaitGroup", "Mutex", "RWMutex",
        "WithCancel", "WithTimeout", "WithDeadline", "WithCancelCause", "WithTimeoutCause", "WithDeadlineCause",
        "NewCond", "Cond",
    )
)  # fmt: skip
# Words that are an operation only where the word's owner is mentioned in the same package.
GATED = {
    b"Add": b"WaitGroup",
    b"Done": b"WaitGroup",
    b"Go": b"WaitGroup",
    b"Wait": b"sync",
    b"Signal": b"Cond",
    b"Broadcast": b"Cond",
    b"Do": b"Once",
    b"Notify": b"os/signal",
}
# A function with the first word and not the second leaves or takes a lock for its caller.
_PAIRS = (
    (b"Lock", b"Unlock"),
    (b"Unlock", b"Lock"),
    (b"RLock", b"RUnlock"),
    (b"RUnlock", b"RLock"),
    (b"Add", b"Done"),
    (b"Done", b"Add"),
    (b"LockOSThread", b"UnlockOSThread"),
    (b"UnlockOSThread", b"LockOSThread"),
    (b"TryLock", b"Unlock"),
)


# What a call must wait for to hold an OS thread meanwhile.
THREAD_BLOCKING = frozenset({"syscall", "rawsyscall", "signal", "file", "process"})


class Selection(NamedTuple):
    """``symbols`` are the functions to lower, in the order given; ``names`` the callee names whose calls are kept."""

    symbols: list[FuncSymbol]
    names: frozenset[str]


def words_of(text: bytes) -> bytes:
    """The text with everything but identifiers blanked out; offsets are kept."""
    return text.translate(_WORDS)


def model_names(blocking: bool) -> frozenset[str]:
    """The names of library functions that mean something; those that only block a thread on request."""
    return EFFECT_NAMES | {
        id.rsplit(".", 1)[1]
        for id, row in LIBRARY_CALLS.items()
        if row.no_return or row.calls or (blocking and row.blocks in THREAD_BLOCKING)
    }


def select(packages: Iterable[tuple[str, Sequence[FuncSymbol]]], everything: bool = False) -> Selection:
    """Chooses the functions that matter.

    Takes (import path, its functions) per package and whether to take all of them. Source: the up-and-down closure over
    name nodes of the project's speed study.
    """
    symbols: list[FuncSymbol] = []
    words: list[frozenset[bytes]] = []
    direct: list[int] = []
    few_processors = False
    for _, functions in packages:
        texts: dict[str, tuple[bytes, bytes]] = {}
        for symbol in functions:
            path = symbol.file.path
            if path not in texts:
                texts[path] = (symbol.file.text, words_of(symbol.file.text))
        active = {
            word for word, owner in GATED.items() if any(owner in text for text, _ in texts.values())
        } | ALWAYS
        few_processors |= any(b"GOMAXPROCS(" in text for text, _ in texts.values())
        for symbol in functions:
            text, blanked = texts[symbol.file.path]
            start, end = symbol.slice.start, symbol.slice.end
            found = frozenset(blanked[start:end].split())
            if not found.isdisjoint(active) or text.find(b"<-", start, end) >= 0 or _closes(found, text, start, end):
                direct.append(len(symbols))
            symbols.append(symbol)
            words.append(found)
    names = frozenset(symbol.name for symbol in symbols)
    if everything:
        return Selection(symbols, names | model_names(few_processors))
    by_name: dict[bytes, list[int]] = {}
    for index, symbol in enumerate(symbols):
        by_name.setdefault(symbol.name.encode(), []).append(index)
    known = frozenset(by_name)
    words = [found & known for found in words] if len(known) else words
    users: dict[bytes, list[int]] = {}
    for index, found in enumerate(words):
        for word in found:
            users.setdefault(word, []).append(index)
    for index in _around_unbalanced(symbols, direct, users):
        direct.append(index)
    up = _closure(direct, lambda i: users.get(symbols[i].name.encode(), ()))
    down = _closure(direct, lambda i: [j for word in words[i] for j in by_name[word]])
    chosen = up & down
    kept = [symbol for index, symbol in enumerate(symbols) if index in chosen]
    return Selection(kept, frozenset(symbol.name for symbol in kept) | model_names(few_processors))


def _closes(found: frozenset[bytes], text: bytes, start: int, end: int) -> bool:
    return b"close" in found and text.find(b"close(", start, end) >= 0


def _around_unbalanced(symbols: list[FuncSymbol], direct: list[int], users: dict[bytes, list[int]]) -> list[int]:
    """Callers of functions that seem to lock, count or pin on their caller's behalf."""
    found: list[int] = []
    for index in direct:
        symbol = symbols[index]
        text = symbol.file.text
        start, end = symbol.slice.start, symbol.slice.end
        for first, second in _PAIRS:
            if text.find(b"." + first + b"(", start, end) >= 0 and text.find(b"." + second, start, end) < 0:
                found.extend(users.get(symbol.name.encode(), ()))
                break
    return found


def _closure(start: Iterable[int], following: object) -> set[int]:
    seen = set(start)
    pending = list(seen)
    while pending:
        for index in following(pending.pop()):  # type: ignore[operator]
            if index not in seen:
                seen.add(index)
                pending.append(index)
    return seen
