"""What calls of the library mean for locks, WaitGroups, conds, onces, threads and contexts: one row per function.

Rows are keyed by symbol id (``import/path.Type.Method`` or ``import/path.Func``; an interface's method likewise). A new library
is a new row. ``object`` says which operand the effect is on: ``RECV`` or an argument's index.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

RECV = -1


class Kind(IntEnum):
    """What a call does to its object."""

    ACQUIRE = 1
    RELEASE = 2
    TRY = 3
    ADD = 4
    DONE = 5
    WAIT = 6
    GO = 7  # wg.Go, errgroup.Go: counts, runs argument 0 in a goroutine, counts down
    COND_WAIT = 8
    SIGNAL = 9
    BROADCAST = 10
    PIN = 11
    UNPIN = 12
    ONCE = 13
    NOTIFY = 14
    MAXPROCS = 15
    DERIVE = 16  # returns a context and the function that must be called to release it
    JOIN = 17  # waits for goroutines started through the same object (errgroup.Wait)
    PARALLEL = 18  # the rest of the subtest runs when its parent's body is over
    BLOCK = 19  # waits for somebody without bound
    SEND = 20  # a queue of the project's own: lowered to the operation on a channel
    RECV = 21
    CLOSE = 22


class Effect(NamedTuple):
    """One effect: ``mode`` is W or R for locks, else ""; ``object`` RECV or an argument index."""

    kind: Kind
    object: int = RECV
    mode: str = ""


def _mutex(type_: str, shared: bool) -> dict[str, Effect]:
    rows = {
        f"{type_}.Lock": Effect(Kind.ACQUIRE, RECV, "W"),
        f"{type_}.Unlock": Effect(Kind.RELEASE, RECV, "W"),
        f"{type_}.TryLock": Effect(Kind.TRY, RECV, "W"),
    }
    if shared:
        rows |= {
            f"{type_}.RLock": Effect(Kind.ACQUIRE, RECV, "R"),
            f"{type_}.RUnlock": Effect(Kind.RELEASE, RECV, "R"),
            f"{type_}.TryRLock": Effect(Kind.TRY, RECV, "R"),
        }
    return rows


EFFECTS: dict[str, Effect] = {
    **_mutex("sync.Mutex", False),
    **_mutex("sync.RWMutex", True),
    **_mutex("sync.Locker", False),
    **_mutex("github.com/sasha-s/go-deadlock.Mutex", False),
    **_mutex("github.com/sasha-s/go-deadlock.RWMutex", True),
    "sync.WaitGroup.Add": Effect(Kind.ADD),
    "sync.WaitGroup.Done": Effect(Kind.DONE),
    "sync.WaitGroup.Wait": Effect(Kind.WAIT),
    "sync.WaitGroup.Go": Effect(Kind.GO),
    "sync.Cond.Wait": Effect(Kind.COND_WAIT),
    "sync.Cond.Signal": Effect(Kind.SIGNAL),
    "sync.Cond.Broadcast": Effect(Kind.BROADCAST),
    "sync.Once.Do": Effect(Kind.ONCE),
    "runtime.LockOSThread": Effect(Kind.PIN),
    "runtime.UnlockOSThread": Effect(Kind.UNPIN),
    "runtime.GOMAXPROCS": Effect(Kind.MAXPROCS, 0),
    "os/signal.Notify": Effect(Kind.NOTIFY, 0),
    "testing.T.Parallel": Effect(Kind.PARALLEL),
    "context.WithCancel": Effect(Kind.DERIVE),
    "context.WithCancelCause": Effect(Kind.DERIVE),
    "context.WithTimeout": Effect(Kind.DERIVE),
    "context.WithTimeoutCause": Effect(Kind.DERIVE),
    "context.WithDeadline": Effect(Kind.DERIVE),
    "context.WithDeadlineCause": Effect(Kind.DERIVE),
    "os/signal.NotifyContext": Effect(Kind.DERIVE),
    "golang.org/x/sync/errgroup.Group.Go": Effect(Kind.GO),
    "golang.org/x/sync/errgroup.Group.Wait": Effect(Kind.JOIN),
}

# Types that must not be copied once used, by class: which rule speaks of them.
NO_COPY_LOCKS = frozenset({
    "sync.Mutex", "sync.RWMutex", "sync.Cond", "sync.Once", "sync.Pool", "sync.Map",
    "github.com/sasha-s/go-deadlock.Mutex", "github.com/sasha-s/go-deadlock.RWMutex",
})  # fmt: skip
NO_COPY_WAITGROUPS = frozenset({"sync.WaitGroup"})

# Library packages whose functions hand no lock, count or pin to their callers. When their own source is part of the run,
# calls from other packages are not followed into it: the rows say what there is to say, as for every other program.
OPAQUE_PACKAGES = frozenset({
    "bufio", "bytes", "errors", "fmt", "internal/poll", "internal/testenv", "io", "io/fs", "log", "os", "os/exec", "path",
    "path/filepath", "reflect", "runtime", "sort", "strconv", "strings", "sync", "sync/atomic", "syscall", "testing", "time",
    "unicode",
})  # fmt: skip

CHANNEL_KINDS = frozenset({Kind.SEND, Kind.RECV, Kind.CLOSE})
# Calls without an effect whose results stand for other objects: a lock in read mode, a cond with its lock.
VALUE_NAMES = frozenset({"RLocker", "NewCond"})
# Functions that return an error that is never nil, when they are called to return one.
_ERROR_MAKERS = frozenset(
    {"errors.New", "fmt.Errorf", "google.golang.org/grpc/status.Error", "google.golang.org/grpc/status.Errorf"}
)


def makes_error(id: str) -> bool:
    """Whether a function makes an error on the spot: those of the library, and of packages named errors."""
    return id in _ERROR_MAKERS or id.rpartition(".")[0].endswith("/errors")
