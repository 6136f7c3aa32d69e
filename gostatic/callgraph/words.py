"""The words of a function's text, and which of them are operations by themselves: known before anything is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gostatic.models.effects import EFFECTS, VALUE_NAMES
from gostatic.models.library_calls import LIBRARY_CALLS
from gostatic.models.resources import KEPT_CALLS, KEPT_NAMES

# Everything that is neither an identifier byte nor "(" nor "." becomes a blank; see words_of.
_WORDS = bytes(
    byte if byte >= 128 or chr(byte).isalnum() or byte in (40, 46, 95) else 32 for byte in range(256)
)  # fmt: skip


def _calls(*names: str) -> frozenset[bytes]:
    return frozenset(f".{name}(".encode() for name in names)


# Calls that are an operation by themselves, whatever the types, and whose callees must be known as well: what they
# hold, count, pin or start lasts over calls.
LASTING = _calls(
    "Lock", "RLock", "TryLock", "TryRLock", "RLocker", "LockOSThread", "UnlockOSThread",
)  # fmt: skip
# Operations done with when their function returns.
PASSING = _calls(
    "Unlock", "RUnlock", "GOMAXPROCS", "NewCond", "AfterFunc", "OnceFunc", "OnceValue", "OnceValues",
) | {b"recover("}  # fmt: skip
# What asks for a close, stop or cancel in the same function: looked at, but nobody else has to know of it.
OPENING = _calls(
    "Pipe", "Dial", "DialTimeout", "StdoutPipe", "StderrPipe", "StdinPipe", "NewTicker", "NewTimer",
    "WithCancel", "WithTimeout", "WithDeadline", "WithCancelCause", "WithTimeoutCause", "WithDeadlineCause", "NotifyContext",
)  # fmt: skip
# The same where the word's owner is mentioned in the package.
GATED_OPENING = {
    b".Body": b"http",
    b".NewWatcher(": b"fsnotify",
    b".Query(": b"sql",
    b".QueryContext(": b"sql",
    b".Begin(": b"sql",
    b".BeginTx(": b"sql",
    b".Pull(": b"iter.",
    b".Pull2(": b"iter.",
}
# Calls that are an operation only where the word's owner is mentioned in the same package.
GATED = {
    b".Add(": b"WaitGroup",
    b".Done(": b"WaitGroup",
    b".Go(": b"oup",
    b".Wait(": b"sync",
    b".Signal(": b"Cond",
    b".Broadcast(": b"Cond",
    b".Do(": b"sync.Once",
    b".Notify(": b"os/signal",
    b".Acquire(": b"semaphore",
    b".TryAcquire(": b"semaphore",
    b".NewServer(": b"httptest",
    b".NewTLSServer(": b"httptest",
}
# Operations done with when their function returns, of interest only beside a text: a stop of a ticker that is ranged over.
GATED_PASSING = {
    b".Stop(": b".C {",
    b".C": b".C {",
    b".Do(": b"singleflight.",
}
# A loop without a body, or one that only asks whether to end.
SPINNING = re.compile(
    rb"\tfor (?!range\b)[^\n;]*\{[ \t]*(?://[^\n]*)?(?:\n?[ \t]*\}|\n[ \t]*if [^\n(:=]*(?:\(\) )?\{\n[ \t]*(?:break|return)\b)"
)
# A short function that leaves under a condition is an assertion: who calls it goes on only when the condition holds.
LEAVING = _calls("Fatal", "Fatalf", "Fatalln", "FailNow", "Exit", "Panic", "Panicf", "Skip", "Skipf") | {b"panic("}
# What ends the process or the goroutine on every way, where no condition stands before it.
ENDING = _calls("Fatal", "Fatalf", "Fatalln", "FailNow", "Exit")
# What a call must wait for to hold an OS thread meanwhile.
THREAD_BLOCKING = frozenset({"syscall", "rawsyscall", "signal", "file", "process"})
_GO_STATEMENTS = (b"\tgo ", b"{ go ", b"; go ", b"  go ")


# Calls that end a resource, or tell that it is at its end.
CLOSING = frozenset(("Close", "CloseWithError", "Commit", "Next", "Rollback", "Release"))


def words_of(text: bytes) -> frozenset[bytes]:
    """The identifiers of a text as words.

    A word begins with ``.`` when it is selected from something (``x.name``), and ends with ``(`` when it is called (or
    declared as a function), so a method or imported function is told from a local name.
    """
    return frozenset(text.translate(_WORDS).replace(b"(", b"( ").replace(b".", b" .").split())


def model_names(blocking: bool) -> frozenset[str]:
    """The names of library functions that mean something; those that only block a thread on request."""
    return (
        frozenset(id.rsplit(".", 1)[1] for id in EFFECTS)
        | VALUE_NAMES
        | KEPT_NAMES
        | {"NewCond"}
        | CLOSING
        | {id.rsplit(".", 1)[1] for id in KEPT_CALLS}
        | {
            id.rsplit(".", 1)[1]
            for id, row in LIBRARY_CALLS.items()
            if row.no_return or row.calls or (blocking and row.blocks in THREAD_BLOCKING)
        }
    )


def called_words(names: Iterable[str]) -> frozenset[bytes]:
    """Calls of functions and methods of these names, as words."""
    return frozenset(f"{dot}{name}(".encode() for name in names for dot in ("", "."))


def blocking_calls() -> frozenset[bytes]:
    """Calls that may hold an OS thread, as words."""
    return frozenset(
        f".{id.rsplit('.', 1)[1]}(".encode() for id, row in LIBRARY_CALLS.items() if row.blocks in THREAD_BLOCKING
    )


def has_operation(body: bytes, words: frozenset[bytes]) -> bool:
    """Whether a function's text has an operation of the language itself: go, select, a channel or its operations."""
    if any(word in body for word in _GO_STATEMENTS) and any(in_code(body, word) for word in _GO_STATEMENTS):
        return True
    if b"<-" in body and in_code(body, b"<-"):
        return True
    if b"chan" in words and any(in_code(body, word) for word in _CHANNEL_TYPES):
        return True
    if b"select" in words and in_code(body, b"select {"):
        return True
    return b"close(" in words and in_code(body, b"close(")


_CHANNEL_TYPES = (b"chan ", b"chan<", b"chan(", b"chan[", b"chan\n")


def in_code(body: bytes, word: bytes) -> bool:
    """Whether a word stands on some line of the text before a line comment."""
    at = body.find(word)
    while at >= 0:
        before = body[body.rfind(b"\n", 0, at) + 1 : at]
        if b"//" not in before or not (before.lstrip().startswith(b"//") or b" // " in before or b"\t// " in before):
            return True
        at = body.find(word, at + 1)
    return False


def starts_goroutine(body: bytes) -> bool:
    """Whether a go statement begins in the text."""
    return any(word in body for word in _GO_STATEMENTS)
