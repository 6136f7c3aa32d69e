"""Small facts of one function each: captured loop variables, forgotten cancels, test failures in goroutines, thread pins."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from gostatic.analyses.events import Blocked, CondWaited, Events, Left, NilChannel
from gostatic.analyses.goroutines import API, GO, TEST, Goroutines, Thread
from gostatic.analyses.uses import loops_of, op_mentions
from gostatic.callgraph.program import Program
from gostatic.callgraph.targets import Target
from gostatic.callgraph.words import THREAD_BLOCKING
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Call, Close, Defer, Exit, Go, Op, Recv, Return, Select, Send, call_in
from gostatic.ir.values import (
    CallResult,
    Closure,
    Const,
    FieldOf,
    Global,
    InterfaceMethod,
    MakeChan,
    Value,
    Var,
    class_of,
    path_of,
    text_of,
)
from gostatic.models.effects import Kind
from gostatic.models.library_calls import LIBRARY_CALLS

PER_ITERATION = (1, 22)


class Capture(NamedTuple):
    """A literal run later that uses a variable its loop goes on changing."""

    function: Function
    op: Op
    var: Var
    use: tuple[int, int]
    closure: Function
    how: str


class Cancel(NamedTuple):
    """A context's cancel function that is dropped, not called on the way to ``exit``, or ``stored`` where nobody calls it.

    Not ``certain``: it is thrown away where the parent ends soon anyway, as tests do.
    """

    function: Function
    op: Call
    name: str
    exit: Op | None
    stored: str = ""
    certain: bool = True


class FatalCall(NamedTuple):
    """A test is failed from a goroutine that is not the test's, or by ``helper`` that is called there.

    Not ``certain``: the helper may fail, and nobody waits for what the goroutine does behind it.
    """

    function: Function
    op: Call
    name: str
    thread: Thread
    helper: bool = False
    certain: bool = True


class Pinned(NamedTuple):
    """A way out with the goroutine still locked to its thread; ``never``: no path unlocks it, ``op`` is the lock then."""

    function: Function
    op: Op
    lock: Op | None
    depth: int
    never: bool = False


class CondMisuse(NamedTuple):
    """A ``Cond.Wait`` in no loop (``how`` is "loop"), without its lock ("unlocked") or under another one ("other")."""

    function: Function
    op: Op
    operand: Value
    how: str
    certain: bool


class ThreadCall(NamedTuple):
    """A call that holds an OS thread (or its P) while few Ps exist; ``certain`` when it is known to wait without bound."""

    function: Function
    op: Call
    symbol: str
    kind: str
    limit: tuple[Function, Op, int]
    thread: Thread
    certain: bool


def captures(program: Program) -> Iterator[Capture]:
    """Loop variables captured by goroutines and deferred literals, where one variable serves all turns."""
    for function in program.functions.values():
        if function.version >= PER_ITERATION:
            continue
        for number, block in enumerate(function.blocks):
            if not block.loop:
                continue
            for op in block.ops:
                closure, how = _later(program, op)
                if closure is None:
                    continue
                parallel = _parallel(program, closure) if how == "parallel" else -1
                for var, use in closure.captures.items():
                    if var.loop_var and var.owner is function and function.in_loop(block.loop, var.loop_var):
                        if how == "go" and _joined(function, op, var.loop_var):
                            continue
                        if use[0] < parallel or not _again(function, number, var.loop_var):
                            continue
                        yield Capture(function, op, var, use, closure, how)


def _later(program: Program, op: Op) -> tuple[Function | None, str]:
    if type(op) is Go or type(op) is Defer:
        callee = op.call.callee
        if type(callee) is Closure:
            return callee.function, "go" if type(op) is Go else "defer"
    elif type(op) is Call:
        for target in program.resolver.targets(op)[0]:
            if target.effect is not None and target.effect.kind is Kind.GO and target.args:
                argument = target.args[0]
                if type(argument) is Closure:
                    return argument.function, "go"
            elif target.symbol == "testing.T.Run" and len(target.args) == 2:
                argument = target.args[1]
                if type(argument) is Closure and _parallel(program, argument.function) >= 0:
                    return argument.function, "parallel"
    return None, ""


def _parallel(program: Program, function: Function) -> int:
    """Where a subtest's body calls ``t.Parallel()``: what follows runs when the loop is over; -1 when it does not."""
    for block in function.blocks:
        for op in block.ops:
            if type(op) is Call:
                for target in program.resolver.targets(op)[0]:
                    if target.effect is not None and target.effect.kind is Kind.PARALLEL:
                        return op.pos
    return -1


def _again(function: Function, start: int, loop: int) -> bool:
    """Whether a block can run again within the same run of a loop: if not, its turn is the last one."""
    pending = list(function.blocks[start].succs)
    seen: set[int] = set()
    while pending:
        number = pending.pop()
        if number == start:
            return True
        if number not in seen and function.in_loop(function.blocks[number].loop, loop):
            seen.add(number)
            pending.extend(function.blocks[number].succs)
    return False


def _joined(function: Function, op: Op, loop: int) -> bool:
    """Whether the loop's body waits for the goroutine before the next turn."""
    for block in function.blocks:
        if not function.in_loop(block.loop, loop):
            continue
        for other in block.ops:
            if other.pos > op.end and (type(other) is Recv or _waits(other)):
                return True
    return False


def _waits(op: Op) -> bool:
    symbol = getattr(getattr(op, "callee", None), "symbol", None)
    return symbol is not None and symbol.name == "Wait"


def cancels(program: Program) -> Iterator[Cancel]:
    """Cancel functions that are thrown away, forgotten on some path, or stored where nobody calls them."""
    for function in program.functions.values():
        for number, block in enumerate(function.blocks):
            for position, op in enumerate(block.ops):
                if type(op) is not Call or not _derives(program, op):
                    continue
                target, stored = _bound(block.ops[position + 1 :], op)
                if stored:
                    if type(target) is FieldOf and _never_read(program, target):
                        yield Cancel(function, op, target.name, None, target.name)
                    continue
                if type(target) is not Var:
                    # A test that drops the function does so knowing that the test, and with it the context, ends.
                    yield Cancel(function, op, "_", None, certain=not function.test and not _parent_ends(program, op))
                    continue
                if target.owner is not function or (target.captured and _captured_elsewhere(function, target)):
                    continue
                if target.kind == "result" or _handed_on(function, target, op):
                    continue
                leak = _unused_exit(function, number, position + 1, target, op)
                if leak is not None:
                    yield Cancel(function, op, target.name, leak, certain=not _parent_ends(program, op))


def source_of(function: Function) -> bytes:
    """The text of the file a function stands in, b"" for package variables."""
    symbol = function.outermost.symbol
    return symbol.file.text if symbol is not None else b""


def _handed_on(function: Function, var: Var, op: Call) -> bool:
    """Whether the variable is an argument or element anywhere behind the call: calls nobody asks about are not in the IR."""
    text = source_of(function)[op.end : function.end]
    return re.search(rb"[(,{:]\s*%b\s*[,)}]" % re.escape(var.name.encode()), text) is not None


def _parent_ends(program: Program, op: Call) -> bool:
    """Whether the parent was derived in the same function with a cancel function that is used: it ends the child as well."""
    parent = op.args[0] if op.args else None
    if type(parent) is not Var:
        return False
    for value in parent.defs:
        if type(value) is CallResult and value.call is not op and _derives(program, value.call):
            for block in parent.owner.blocks:
                target, _ = next(
                    (
                        _bound(block.ops[at + 1 :], value.call)
                        for at, other in enumerate(block.ops)
                        if other is value.call
                    ),
                    (None, False),
                )
                if type(target) is Var:
                    return any(op_mentions(other, target) for inner in parent.owner.blocks for other in inner.ops)
    return False


def _never_read(program: Program, target: FieldOf) -> bool:
    """Whether a field that its package keeps to itself is only ever assigned there, going by the text of all its files."""
    pkg = target.owner.rpartition(".")[0]
    scope = program.types.scope(pkg) if pkg else None
    if scope is None or target.name[:1].isupper():
        return False
    # A selector of that name that is not on the left of an assignment, by itself or in a list.
    read = re.compile(rb"(\w*)\.%b\b(?!\s*=[^=])(?!\s*,[^;\n(){}]*[^=!<>:]=[^=])" % re.escape(target.name.encode()))
    own = target.owner.rpartition(".")[2].encode()
    for file in scope.files:
        for found in read.finditer(file.text):
            # What a method of another type reads of its receiver is another field of that name.
            header = file.text.rfind(b"\nfunc ", 0, found.start())
            method = _METHOD.match(file.text, header) if header >= 0 else None
            if method is None or method[1] != found[1] or method[2] == own:
                return False
    return True


_METHOD = re.compile(rb"\nfunc \((\w+) \*?(\w+)")


def _derives(program: Program, op: Call) -> bool:
    targets = program.resolver.targets(op)[0]
    return any(target.effect is not None and target.effect.kind is Kind.DERIVE for target in targets)


def _bound(following: list[Op], op: Call) -> tuple[Value | None, bool]:
    """What a cancel function is bound to, and whether that is something else than a variable."""
    context = False
    for other in following:
        if type(other) is Assign and type(other.value) is CallResult and other.value.call is op:
            if other.value.index == 1:
                return other.target, type(other.target) is not Var
            context = True
        elif type(other) is Return and any(type(value) is CallResult and value.call is op for value in other.values):
            return None, True
    return None, not context


def _captured_elsewhere(function: Function, var: Var) -> bool:
    """Whether some literal uses the variable: it may call it whenever it likes."""
    pending = list(function.closures)
    while pending:
        item = pending.pop()
        if var in item.captures:
            return True
        pending.extend(item.closures)
    return False


def _unused_exit(function: Function, number: int, start: int, var: Var, call: Call) -> Op | None:
    """A return reached from the call without any use of the cancel function."""
    pending = [(number, start)]
    seen: set[int] = set()
    exits: list[Op] = []
    while pending:
        index, position = pending.pop()
        block = function.blocks[index]
        stopped = False
        for op in block.ops[position:]:
            if type(op) is Assign and type(op.value) is CallResult and op.value.call is call:
                continue
            if op_mentions(op, var) or (type(op) is Recv and _ends(op.chan, call)):
                stopped = True
                break
            if type(op) is Assign and op.target is var:
                break  # overwritten: the next value is another story
            if type(op) is Return:
                exits.append(op)
        if not stopped:
            last = block.ops[-1]
            for arm, succ in enumerate(block.succs):
                if type(last) is Select and arm < len(last.arms) and _ends(last.arms[arm].chan, call):
                    continue
                if succ not in seen:
                    seen.add(succ)
                    pending.append((succ, 0))
    return min(exits, key=lambda op: op.pos) if exits else None


def _ends(chan: Value, call: Call) -> bool:
    """Whether a channel is the parent context's ``Done()``: behind a receive from it the derived context is done as well."""
    if type(chan) is not CallResult or not call.args:
        return False
    callee = chan.call.callee
    if type(callee) is not InterfaceMethod or callee.name != "Done":
        return False
    path = path_of(call.args[0])
    return path is not None and path == path_of(callee.recv)


def fatal_calls(program: Program, goroutines: Goroutines) -> Iterator[FatalCall]:
    """Calls that end the calling goroutine as if it were the test's, in goroutines a test started."""
    failing: dict[str, set[int]] | None = None
    for function in program.functions.values():
        if not function.test:
            continue
        threads = [thread for thread in goroutines.started.get(function.id, ()) if thread.kind == GO]
        threads = [thread for thread in threads if type(thread.op) is Go or _group(program, thread.op)]
        if not threads or function.id in goroutines.callers:
            continue
        plain = type(threads[0].op) is Go
        for block in function.blocks:
            for op in block.ops:
                if type(op) is not Call:
                    continue
                name = _fails(op)
                if name:
                    root = _root(getattr(op.callee, "recv", None))
                    if root is not None and (root.owner is not function or plain):
                        yield FatalCall(function, op, name, threads[0])
                    continue
                targets, complete = program.resolver.targets(op)
                if len(targets) == 1 and complete and targets[0].function is not None and targets[0].function.symbol:
                    if failing is None:
                        failing = _failing(program)
                    for index in failing.get(targets[0].function.id, ()):
                        root = _root(_actual(targets[0], index))
                        if root is not None and (root.owner is not function or (plain and root.kind == "param")):
                            tells = _tells(program, function, op)
                            yield FatalCall(function, op, targets[0].function.name, threads[0], True, tells)
                            break


def _tells(program: Program, function: Function, call: Call) -> bool:
    """Whether a goroutine sends, closes or counts down behind a call: then others wait for it in vain if it ends there."""
    for block in function.blocks:
        for op in block.ops:
            if op.pos < call.pos:
                continue
            if type(op) is Send or type(op) is Close:
                return True
            if type(op) is Call:
                for target in program.resolver.targets(op)[0]:
                    if target.effect is not None and target.effect.kind is Kind.DONE:
                        return True
    return False


def _fails(op: Call) -> str:
    """The name of the method of ``testing`` that a call ends its goroutine with, "" for other calls."""
    symbol = getattr(op.callee, "symbol", None)
    id: str = symbol.id if symbol is not None else ""
    if not id and getattr(op.callee, "owner", "") == "testing.TB":
        id = f"testing.TB.{op.callee.name}"  # type: ignore[attr-defined]
    if not id.startswith("testing."):
        return ""
    row = LIBRARY_CALLS.get(id)
    return id.rsplit(".", 1)[1] if row is not None and row.no_return == "goexit" else ""


def _root(value: Value | None) -> Var | None:
    path = path_of(value) if value is not None else None
    return path[0] if path is not None and type(path[0]) is Var else None


def _actual(target: Target, index: int) -> Value | None:
    actuals = target.args if target.recv is None else (target.recv, *target.args)
    return actuals[index] if index < len(actuals) else None


def _failing(program: Program) -> dict[str, set[int]]:
    """By function, the parameters whose FailNow it calls, itself or through others it hands them to."""
    found: dict[str, set[int]] = {}
    handed: dict[str, list[tuple[Function, Var, int]]] = {}
    work: list[tuple[str, int]] = []

    def note(function: Function, var: Var | None) -> None:
        if (
            var is not None
            and var.kind == "param"
            and var.owner is function
            and not var.defs
            and function.parent is None
        ):
            known = found.setdefault(function.id, set())
            if var.index not in known:
                known.add(var.index)
                work.append((function.id, var.index))

    for function, op in program.operations():
        if type(op) is not Call or function.parent is not None:
            continue
        if _fails(op):
            note(function, _root(getattr(op.callee, "recv", None)))
            continue
        targets, complete = program.resolver.targets(op)
        if len(targets) == 1 and complete and targets[0].function is not None:
            actuals = targets[0].args if targets[0].recv is None else (targets[0].recv, *targets[0].args)
            for index, actual in enumerate(actuals):
                if type(actual) is Var and actual.kind == "param":
                    handed.setdefault(targets[0].function.id, []).append((function, actual, index))
    while work:
        id, index = work.pop()
        for function, var, position in handed.get(id, ()):
            if position == index:
                note(function, var)
    return found


def _group(program: Program, op: Op | None) -> bool:
    if type(op) is not Call:
        return False
    return any(
        target.effect is not None and target.effect.kind is Kind.GO for target in program.resolver.targets(op)[0]
    )


def pinned(program: Program, events: Events, goroutines: Goroutines) -> Iterator[Pinned]:
    """Ways out of a function that leave the goroutine locked to its thread while others do not."""
    by_function: dict[str, list[Left]] = {}
    for left in events.of(Left):
        by_function.setdefault(left.function.id, []).append(left)
    pinning, unpinning = _doing(program, Kind.PIN), _doing(program, Kind.UNPIN)
    if not pinning:
        return
    # A type with a method that only unlocks pairs it with one that only locks; so do plain functions of a package.
    single = [program.functions[id] for id in unpinning - pinning if id in program.functions]
    paired = {_home(function) for function in single if function.parent is None}
    for id, lefts in by_function.items():
        function = program.functions[id]
        if not any(left.thread > 0 for left in lefts):
            continue
        if function.symbol is not None and function.symbol.name in ("main", "init"):
            continue
        if id in goroutines.started and id not in goroutines.callers:
            continue  # the goroutine ends and takes the thread with it
        returns = [left for left in lefts if type(left.op) is Return or left.recovered]
        unlocks = _site_of(program, function, Kind.UNPIN, unpinning)
        if unlocks is None:
            # Nothing in it gives the thread back.
            lock = _site_of(program, function, Kind.PIN, frozenset())
            if lock is None or function.parent is not None or _home(function) in paired or not returns:
                continue
            if all(left.thread > 0 for left in returns) and any(
                thread.kind in (API, TEST) for thread in goroutines.threads(id)
            ):
                yield Pinned(function, lock, lock, 1, True)
            continue
        if not any(left.thread <= 0 for left in returns):
            continue
        seen: set[int] = set()
        for left in returns:
            if left.thread > 0 and left.op.pos not in seen:
                seen.add(left.op.pos)
                yield Pinned(function, left.op, _site_of(program, function, Kind.PIN, pinning), left.thread)


def _home(function: Function) -> tuple[str, str]:
    """The package and receiver type of a function."""
    symbol = function.outermost.symbol
    return function.pkg, symbol.recv if symbol is not None else ""


def _doing(program: Program, kind: Kind) -> set[str]:
    """Ids of the functions that have an effect of a kind themselves, literals counted with the function they stand in."""
    found: set[str] = set()
    for function, op in program.operations():
        call = call_in(op) if type(op) is not Go else None
        if call is not None:
            for target in program.resolver.targets(call)[0]:
                if target.effect is not None and target.effect.kind is kind:
                    found |= {function.id, function.outermost.id}
    return found


def _site_of(program: Program, function: Function, kind: Kind, doing: Collection[str]) -> Op | None:
    """The function's first operation that has an effect of a kind, itself or through one of the functions ``doing`` it."""
    for block in function.blocks:
        for op in block.ops:
            call = call_in(op) if type(op) is not Go else None
            if call is not None:
                for target in program.resolver.targets(call)[0]:
                    if target.effect is not None and target.effect.kind is kind:
                        return op
                    if target.function is not None and target.function.id in doing:
                        return op
    return None


def nil_fields(program: Program) -> Iterator[NilChannel]:
    """One operation for each channel field that its package never makes, going by the text of all its files."""
    found: dict[str, tuple[int, NilChannel]] = {}
    settled: dict[str, bool] = {}
    for function, op in program.operations():
        if type(op) is Send:
            rank, kind = 0, "send"
        elif type(op) is Recv:
            rank, kind = 1, "range" if op.ranged else "recv"
        elif type(op) is Close:
            rank, kind = 2, "close"
        else:
            continue
        chan = op.chan
        if type(chan) is not FieldOf or not chan.owner or chan.name[:1].isupper():
            continue
        class_ = class_of(chan)
        if class_ not in settled:
            settled[class_] = _never_assigned(program, chan)
        if settled[class_] and (class_ not in found or rank < found[class_][0]):
            found[class_] = (rank, NilChannel(function, op, kind, text_of(chan)))
    yield from (field for _, field in found.values())


def _never_assigned(program: Program, field: FieldOf) -> bool:
    """Whether a package neither assigns a field of its own, nor names it in a literal, takes its address or asks if it is nil."""
    pkg, _, type_ = field.owner.rpartition(".")
    scope = program.types.scope(pkg) if pkg else None
    if scope is None or not scope.files:
        return False
    plain = (b".%b = " % field.name.encode(), b"%b: " % field.name.encode())
    if any(words in file.text for file in scope.files for words in plain):
        return False  # the usual case, found without a pattern
    name = re.escape(field.name.encode())
    touched = re.compile(
        rb"\.%b\s*=[^=]|\.%b\s*,[^;\n(){}]*=[^=]|\b%b\s*:[^=]|&[\w.()\[\]]*\.%b\b|\.%b\s*[!=]=\s*nil" % ((name,) * 5)
    )
    positional = re.compile(rb"\b%b(?:\[[^\]]*\])?\{\s*(?![\w]+\s*:|\}|//|/\*)" % re.escape(type_.encode()))
    declared = re.compile(rb"\b%b\s+(?:<-\s*)?chan\b" % name)
    if not any(declared.search(file.text) for file in scope.files):
        return False
    return not any(touched.search(file.text) or positional.search(file.text) for file in scope.files)


Limit = tuple[Function, Op, int]
MAX_LOW = 2


def low_limits(program: Program) -> tuple[dict[str, Limit], list[Limit]]:
    """Small constant GOMAXPROCS: by package the smallest that lasts, and those that hold for a while or in a test only."""
    lasting: dict[str, Limit] = {}
    passing: list[Limit] = []
    for function, op in program.operations():
        if type(op) is not Call:
            continue
        amount = _processors(program, op)
        if type(amount) is not Const or type(amount.value) is not int or not 0 < amount.value <= MAX_LOW:
            continue
        limit = (function, op, amount.value)
        if function.test or _restores(program, function, op):
            passing.append(limit)
        elif function.pkg not in lasting or amount.value < lasting[function.pkg][2]:
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


def thread_calls(program: Program, goroutines: Goroutines) -> Iterator[ThreadCall]:
    """Calls that block a thread in goroutines of a program that allows itself few Ps.

    A package's limit holds for it and for the packages below its folder; one that is given back, or set by a test, for the
    goroutines that its function starts.
    """
    lasting, passing = low_limits(program)
    if not lasting and not passing:
        return
    ranges = [(limit, _started_by(goroutines, limit[0])) for limit in passing]
    for function in program.functions.values():
        calls = _thread_blocking_calls(program, function)
        if not calls:
            continue
        pkg = function.pkg
        while pkg and pkg not in lasting:
            pkg = pkg.rpartition("/")[0]
        limit = lasting.get(pkg)
        within = [(local, started) for local, started in ranges if function.id in started]
        if (limit is None or function.test) and not within:
            continue
        threads = [thread for thread in goroutines.threads(function.id) if thread.kind == GO]
        if limit is None or function.test:
            # What a test limits is the test, not the program that it calls.
            within = [(local, started) for local, started in within if function.test or not local[0].test]
            if not within:
                continue
            limit, started = within[0]
            threads = [thread for thread in threads if thread.spawner in started]
        if not threads:
            continue
        for call, (symbol, kind, certain) in calls:
            yield ThreadCall(function, call, symbol, kind, limit, threads[0], certain)


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


def unbuffered_notifies(program: Program) -> Iterator[tuple[Function, Call, MakeChan]]:
    """``signal.Notify`` on a channel made without room."""
    stored: dict[str, list[Value]] = {}
    indexed = False
    for function, op in program.operations():
        if type(op) is not Call:
            continue
        for target in program.resolver.targets(op)[0]:
            if target.effect is None or target.effect.kind is not Kind.NOTIFY or not target.args:
                continue
            if not indexed:
                stored, indexed = _stored_channels(program), True
            made = _made(target.args[0], stored)
            if made is not None:
                yield function, op, made


def _stored_channels(program: Program) -> dict[str, list[Value]]:
    """By class of field or package variable, what is assigned to it."""
    found: dict[str, list[Value]] = {}
    for _, op in program.operations():
        if type(op) is Assign and type(op.target) in (FieldOf, Global):
            class_ = class_of(op.target)
            if class_:
                found.setdefault(class_, []).append(op.value)
    return found


def _made(value: Value, stored: dict[str, list[Value]], depth: int = 0) -> MakeChan | None:
    """The ``make`` without room that a channel comes from, None when it may come from elsewhere."""
    if type(value) is MakeChan:
        return value if value.capacity == 0 else None
    values: list[Value] = []
    if type(value) is Var and value.kind == "local":
        values = value.defs
    elif type(value) is FieldOf or type(value) is Global:
        values = stored.get(class_of(value), [])
    made = [_made(item, stored, depth + 1) for item in values if not _is_nil(item)] if depth < 4 else []
    return made[0] if made and all(item is not None for item in made) else None


def _is_nil(value: Value) -> bool:
    return type(value) is Const and value.value is None


def cond_misuses(program: Program, events: Events, goroutines: Goroutines) -> Iterator[CondMisuse]:
    """Waits that are not in a loop, or not under the cond's lock."""
    waits: dict[int, list[CondWaited]] = {}
    for event in events.of(CondWaited):
        waits.setdefault(id(event.op), []).append(event)
    if not waits:
        return
    under: dict[tuple[str, int], set[str]] = {}
    for blocked in events.of(Blocked):
        innermost = blocked.event.site.chain()[-1]
        if blocked.event.kind == "cond":
            under.setdefault((innermost.file, innermost.pos), set()).update(hold.class_ for hold in blocked.held)
    for found in waits.values():
        function, op, operand, _ = found[0]
        held = {hold.class_ for event in found for hold in event.held}
        again = bool(loops_of(function).get(id(op)))
        if not again and not (not held and _called_in_loops(program, function, goroutines, frozenset())):
            # Without a lock of its own it is a helper whose callers check, or one that nobody calls yet. A test that
            # wakes its waiters in a fixed order has no condition to check.
            yield CondMisuse(
                function, op, operand, "loop", bool(held) and (not function.test or _conditional(function, op))
            )
            continue
        held |= under.get((function.file, op.pos), set())
        class_ = class_of(operand)
        lock = program.cond_locks.get(class_, "")
        if ":" in lock or ":" in class_ or lock == f"{class_}.L":
            lock = ""  # a local variable has other names elsewhere
        if not held:
            if function.parent is None and function.id not in goroutines.callers:
                yield CondMisuse(function, op, operand, "unlocked", False)
        elif lock and not held & {lock, f"{class_}.L", "sync.Cond.L", ""}:
            yield CondMisuse(function, op, operand, "other", function.id not in goroutines.callers)


def _conditional(function: Function, op: Op) -> bool:
    """Whether the function can return without having come to an operation."""
    pending, seen = [0], {0}
    while pending:
        block = function.blocks[pending.pop()]
        if op in block.ops:
            continue
        if type(block.ops[-1]) is Return:
            return True
        pending.extend(succ for succ in block.succs if succ not in seen)
        seen.update(block.succs)
    return False


def _called_in_loops(program: Program, function: Function, goroutines: Goroutines, seen: frozenset[str]) -> bool:
    """Whether a function is called, and always from a loop, so that its callers check the condition again."""
    callers = goroutines.callers.get(function.id, ())
    if not callers or function.id in seen or function.id in goroutines.started:
        return False
    for id_ in callers:
        caller = program.functions.get(id_)
        if caller is None:
            return False
        for block in caller.blocks:
            if block.loop:
                continue
            for op in block.ops:
                call = call_in(op)
                targets = program.resolver.targets(call)[0] if call is not None else []
                if not any(target.function is function for target in targets):
                    continue
                if not _called_in_loops(program, caller, goroutines, seen | {function.id}):
                    return False
    return True


__all__ = ["Exit", "Return", "captures"]
