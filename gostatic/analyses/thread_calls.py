"""Calls that hold an OS thread (or its P) in programs that allow themselves few processors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gostatic.analyses.goroutines import GO, Goroutines, Thread
from gostatic.analyses.operations import Operations
from gostatic.analyses.uses import source_of
from gostatic.callgraph.program import Program
from gostatic.callgraph.targets import Target
from gostatic.callgraph.words import THREAD_BLOCKING
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Defer, Op, call_in
from gostatic.ir.values import (
    OPAQUE,
    Const,
    Elem,
    FieldOf,
    Global,
    Value,
    Var,
)
from gostatic.models.effects import Kind
from gostatic.models.library_calls import LIBRARY_CALLS


class Limit(NamedTuple):
    """A small number of processors and where it is set: by an operation of a function, or at a ``place`` outside the program."""

    function: Function | None
    op: Op | None
    processors: int
    place: str = ""


class Deployment(NamedTuple):
    """The processors a program is given from outside (0: not said), and the place that says so."""

    processors: int
    place: str


UNKNOWN = Deployment(0, "")


class ThreadCall(NamedTuple):
    """A call that holds an OS thread (or its P) while few Ps exist; ``certain`` when it is known to wait without bound."""

    function: Function
    op: Call
    symbol: str
    kind: str
    limit: Limit
    thread: Thread
    certain: bool


MAX_LOW = 2


def low_limits(program: Program, operations: Operations) -> tuple[dict[str, Limit], list[Limit]]:
    """Small constant GOMAXPROCS: by package the smallest that lasts, and those that hold for a while or in a test only."""
    lasting: dict[str, Limit] = {}
    passing: list[Limit] = []
    for use in operations.having(Kind.MAXPROCS):
        function, op = use.function, use.op
        amount = use.target.args[0] if use.target.args and type(op) is Call else None
        if type(op) is not Call:
            continue
        if type(amount) is not Const or type(amount.value) is not int or not 0 < amount.value <= MAX_LOW:
            continue
        limit = Limit(function, op, amount.value)
        if function.test or _restores(program, function, op):
            passing.append(limit)
        elif function.pkg not in lasting or amount.value < lasting[function.pkg].processors:
            lasting[function.pkg] = limit
    return lasting, passing


def _processors(program: Program, call: Call) -> Value | None:
    """What a call gives GOMAXPROCS, None for other calls."""
    for target in program.resolver.targets(call)[0]:
        if target.effect is not None and target.effect.kind is Kind.MAXPROCS and target.args:
            return target.args[0]
    return None


def _restores(program: Program, function: Function, limit: Call) -> bool:
    """Whether the function sets another limit as well: then this one is for a while."""
    pending = [function]
    while pending:
        item = pending.pop()
        pending.extend(item.closures)
        for block in item.blocks:
            for op in block.ops:
                call = call_in(op)
                if call is not None and call is not limit:
                    amount = _processors(program, call)
                    if amount is not None and not (type(amount) is Const and amount.value == 0):
                        return True
    return False


def thread_calls(
    program: Program, goroutines: Goroutines, operations: Operations, deployment: Deployment = UNKNOWN
) -> Iterator[ThreadCall]:
    """Calls that block a thread in goroutines of a program that allows itself few Ps.

    A package's limit holds for it and for the packages below its folder; one that is given back, or set by a test, for the
    goroutines that its function starts. What the deployment gives holds where no package says otherwise.
    """
    lasting, passing = low_limits(program, operations)
    outside = None
    if 0 < deployment.processors <= MAX_LOW:
        outside = Limit(None, None, deployment.processors, deployment.place)
    if not lasting and not passing and outside is None:
        return
    ranges = [(limit, _started_by(goroutines, limit.function)) for limit in passing if limit.function is not None]
    for function in program.functions.values():
        calls = _thread_blocking_calls(program, function)
        if not calls:
            continue
        pkg = function.pkg
        while pkg and pkg not in lasting:
            pkg = pkg.rpartition("/")[0]
        limit = lasting.get(pkg, outside)
        within = [(local, started) for local, started in ranges if function.id in started]
        if (limit is None or function.test) and not within:
            continue
        threads = [thread for thread in goroutines.threads(function.id) if thread.kind == GO]
        if limit is None or function.test:
            # What a test limits is the test, not the program that it calls.
            within = [
                (local, started)
                for local, started in within
                if function.test or not (local.function and local.function.test)
            ]
            if not within:
                continue
            limit, started = within[0]
            threads = [thread for thread in threads if thread.spawner in started]
        if not threads:
            continue
        for call, (symbol, kind, certain) in calls:
            if certain and kind == "syscall":
                certain = not _is_closed_meanwhile(program, function, call)
            yield ThreadCall(function, call, symbol, kind, limit, threads[0], certain)


def _is_closed_meanwhile(program: Program, function: Function, call: Call) -> bool:
    """Whether the package closes the descriptor, or the other end of the same pipe, before it waits for anybody."""
    value = call.args[0] if call.args else OPAQUE
    while type(value) is Elem:
        value = value.base
    name = value.name if isinstance(value, FieldOf | Var) else ""
    scope = program.types.scope(function.pkg) if name else None
    closes = re.compile(
        rb"^(?!.*\bdefer\b).*\b(?:syscall|unix)\.(?:Close|Shutdown)\([\w.]*\b%b\b" % name.encode(), re.MULTILINE
    )
    for file in scope.files if scope is not None else ():
        for match in closes.finditer(file.text):
            begin = file.text.rfind(b"\nfunc ", 0, match.start())
            if b".Wait()" not in file.text[max(begin, 0) : match.start()]:
                return True
    return False


def _thread_blocking_calls(program: Program, function: Function) -> list[tuple[Call, tuple[str, str, bool]]]:
    """The calls of a function that hold a thread while they block."""
    found: list[tuple[Call, tuple[str, str, bool]]] = []
    for block in function.blocks:
        for op in block.ops:
            call = op.call if type(op) is Defer else op
            if type(call) is Call:
                blocking = thread_blocking(program, function, call)
                if blocking is not None:
                    found.append((call, blocking))
    return found


def _started_by(goroutines: Goroutines, function: Function) -> set[str]:
    """Functions that run during a function or in goroutines that it starts, directly or through others."""
    spawned: dict[str, list[str]] = {}
    for thread in goroutines.sites:
        spawned.setdefault(thread.spawner, []).append(thread.entry)
    found: set[str] = set()
    pending = [function.id]
    while pending:
        id = pending.pop()
        if id not in found:
            found.add(id)
            pending.extend(goroutines.edges.calls.get(id, ()))
            pending.extend(spawned.get(id, ()))
    return found


# System calls that wait for somebody, by number's name; what is not named here returns by itself.
_WAITING = frozenset({
    "ACCEPT", "ACCEPT4", "EPOLL_PWAIT", "EPOLL_WAIT", "FLOCK", "FUTEX", "MSGRCV", "PAUSE", "POLL", "PPOLL", "PSELECT6", "READ",
    "READV", "RECVFROM", "RECVMSG", "RT_SIGSUSPEND", "RT_SIGTIMEDWAIT", "SELECT", "SEMOP", "WAIT4", "WAITID",
})  # fmt: skip


# The same as functions.
_WAITING_CALLS = frozenset({
    "Accept", "Accept4", "EpollWait", "Flock", "FcntlFlock", "Pause", "Poll", "Ppoll", "Pselect", "Read", "Readv", "Recvfrom",
    "Recvmsg", "Select", "Wait4", "Waitid",
})  # fmt: skip


_NUMBER = re.compile(rb"\bSYS_([A-Z0-9_]+)")


_NOT_WAITING = re.compile(rb"\b(?:LOCK_NB|LOCK_UN|WNOHANG|MSG_DONTWAIT|F_SETLK|F_UNLCK|FUTEX_WAKE\w*)\b")


_NON_BLOCKING = re.compile(rb"\b(?:SetNonblock|O_NONBLOCK|SOCK_NONBLOCK|SO_RCVTIMEO)\b")


# C functions whose name says that they wait; names of C types, which look like calls in a conversion; helpers of cgo.
_C_WAITS = re.compile(r"wait|poll|read(?!y)|recv|sleep|select|accept|pause|flock|dequeue", re.IGNORECASE)


_C_QUIET = re.compile(
    r"(?:u?int|u?long|u?short|u?char|schar|u?longlong|float|double|bool|enum_.*|struct_.*|union_.*|.*_t|CString|CBytes|GoString|"
    r"GoStringN|GoBytes|malloc|calloc|free|str\w+|mem\w+)$"
)


def thread_blocking(program: Program, function: Function, op: Call) -> tuple[str, str, bool] | None:
    """The symbol and kind (raw, syscall, cgo, file) of a call that holds a thread while it waits, and whether it surely waits."""
    callee: Value = op.callee
    if type(callee) is Global and callee.id.startswith("C."):
        name = callee.id[2:]
        return None if _C_QUIET.match(name) else (callee.id, "cgo", _C_WAITS.search(name) is not None)
    for target in program.resolver.targets(op)[0]:
        row = LIBRARY_CALLS.get(target.symbol)
        if row is None or row.blocks not in THREAD_BLOCKING:
            continue
        name = target.symbol.rsplit(".", 1)[1]
        if row.blocks == "file":
            waits = _waiting_file(program, function, target, name)
            return (target.symbol, "file", waits) if waits is not None else None
        if target.symbol.startswith("os"):
            return target.symbol, "syscall", False  # another process, which mostly ends
        waits = _waiting_call(function, op, target, name, row.bound)
        if waits is None:
            return None
        return target.symbol, "raw" if row.blocks == "rawsyscall" else "syscall", waits
    return None


def _waiting_call(function: Function, op: Call, target: Target, name: str, bound: int) -> bool | None:
    """Whether a system call waits without bound; None when it does not."""
    source = source_of(function)
    text = source[op.pos : op.end]
    if _NOT_WAITING.search(text) or _NON_BLOCKING.search(source[function.outermost.pos : function.outermost.end]):
        return None
    if "Syscall" in name:
        number = _NUMBER.search(text)
        if number is None:
            return False
        called = number[1].decode()
        if called == "PAUSE" and "Raw" in name:
            return None  # the scheduler's own signal ends it
        if called in ("POLL", "EPOLL_WAIT", "PPOLL", "SELECT", "PSELECT6"):
            return None if called == "POLL" and not re.search(rb"\^uintptr\(0\)|-1", text) else False
        return True if called in _WAITING else None
    if name not in _WAITING_CALLS:
        return None
    if bound >= 0 and bound < len(target.args):
        limit = target.args[bound]
        if type(limit) is not Const:
            return False
        return True if limit.value is None or limit.value == -1 else None
    return True


def _waiting_file(program: Program, function: Function, target: Target, name: str) -> bool | None:
    """Whether a read waits for somebody with a thread: a terminal, or a descriptor that never went through the poller."""
    if name in ("Scan", "Scanf", "Scanln"):
        return True
    if name != "Read" or target.recv is None:
        return None
    recv = target.recv
    if type(recv) is Global:
        return True if recv.id == "os.Stdin" else None
    name = recv.name if isinstance(recv, FieldOf | Var) else ""
    if not name:
        return None
    made = re.compile(rb"\b%b\s*(?::|:?=|,[^=\n]*=)\s*os\.NewFile\(" % re.escape(name.encode()))
    texts: Iterable[bytes]
    if type(recv) is FieldOf:
        scope = program.types.scope(recv.owner.rpartition(".")[0])
        texts = [file.text for file in scope.files] if scope is not None else ()
    else:
        texts = (source_of(function)[function.outermost.pos : function.outermost.end],)
    for text in texts:
        if made.search(text):
            return None if re.search(rb"SetReadDeadline|SetDeadline|SetNonblock", text) else True
    return None
