"""Small facts of one function each: captured loop variables, forgotten cancels, test failures in goroutines, thread pins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.events import Events, Left
from gostatic.analyses.goroutines import GO, Goroutines, Thread
from gostatic.analyses.uses import op_mentions
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Call, Defer, Exit, Go, Op, Recv, Return, call_in
from gostatic.ir.values import CallResult, Closure, Const, MakeChan, Value, Var, path_of
from gostatic.models.effects import Kind
from gostatic.callgraph.relevance import THREAD_BLOCKING
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
    """A context's cancel function that is dropped, or not called on the way to ``exit``."""

    function: Function
    op: Call
    name: str
    exit: Op | None


class FatalCall(NamedTuple):
    """A test is failed from a goroutine that is not the test's."""

    function: Function
    op: Call
    name: str
    thread: Thread


class Pinned(NamedTuple):
    """A way out with the goroutine still locked to its thread."""

    function: Function
    op: Op
    lock: Op | None
    depth: int


class ThreadCall(NamedTuple):
    """A call that holds an OS thread (or its P) while few Ps exist."""

    function: Function
    op: Call
    symbol: str
    kind: str
    limit: tuple[Function, Op, int]
    thread: Thread


def captures(program: Program) -> Iterator[Capture]:
    """Loop variables captured by goroutines and deferred literals, where one variable serves all turns."""
    for function in program.functions.values():
        if function.version >= PER_ITERATION:
            continue
        for block in function.blocks:
            if not block.loop:
                continue
            for op in block.ops:
                closure, how = _later(program, op)
                if closure is None:
                    continue
                for var, use in closure.captures.items():
                    if var.loop_var and var.owner is function and function.in_loop(block.loop, var.loop_var):
                        if how == "go" and _joined(function, op, var.loop_var):
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
    return None, ""


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
    """Cancel functions that are thrown away, or forgotten on some path."""
    for function in program.functions.values():
        for number, block in enumerate(function.blocks):
            for position, op in enumerate(block.ops):
                if type(op) is not Call or not _derives(program, op):
                    continue
                var, stored = _bound(block.ops[position + 1 :], op)
                if stored:
                    continue
                if var is None:
                    if op.used != "" or True:
                        yield Cancel(function, op, "_", None)
                    continue
                if var.captured or var.owner is not function:
                    if var.owner is not function or _captured_elsewhere(function, var):
                        continue
                if var.kind == "result":
                    continue
                leak = _unused_exit(function, number, position + 1, var, op)
                if leak is not None:
                    yield Cancel(function, op, var.name, leak)


def _derives(program: Program, op: Call) -> bool:
    for target in program.resolver.targets(op)[0]:
        if target.effect is not None and target.effect.kind is Kind.DERIVE:
            return True
    return False


def _bound(following: list[Op], op: Call) -> tuple[Var | None, bool]:
    """The variable a cancel function is bound to, and whether it goes somewhere else."""
    context = False
    for other in following:
        if type(other) is Assign and type(other.value) is CallResult and other.value.call is op:
            if other.value.index == 1:
                return (other.target, False) if type(other.target) is Var else (None, True)
            context = True
        elif type(other) is Return and any(
            type(value) is CallResult and value.call is op for value in other.values
        ):
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
            if op_mentions(op, var):
                stopped = True
                break
            if type(op) is Assign and op.target is var:
                break  # overwritten: the next value is another story
            if type(op) is Return:
                exits.append(op)
        if not stopped:
            for succ in block.succs:
                if succ not in seen:
                    seen.add(succ)
                    pending.append((succ, 0))
    return min(exits, key=lambda op: op.pos) if exits else None


def fatal_calls(program: Program, goroutines: Goroutines) -> Iterator[FatalCall]:
    """Calls that end the calling goroutine as if it were the test's, in goroutines a test started."""
    for function in program.functions.values():
        if not function.test:
            continue
        threads = [thread for thread in goroutines.started.get(function.id, ()) if thread.kind == GO]
        threads = [thread for thread in threads if type(thread.op) is Go or _group(program, thread.op)]
        if not threads or function.id in goroutines.callers:
            continue
        for block in function.blocks:
            for op in block.ops:
                if type(op) is not Call:
                    continue
                symbol = getattr(op.callee, "symbol", None)
                if symbol is None or not symbol.id.startswith("testing."):
                    continue
                row = LIBRARY_CALLS.get(symbol.id)
                if row is None or row.no_return != "goexit":
                    continue
                receiver = path_of(getattr(op.callee, "recv", None) or Const(None))
                if receiver is not None and type(receiver[0]) is Var and receiver[0].owner is not function:
                    yield FatalCall(function, op, symbol.name, threads[0])
                elif receiver is not None and type(receiver[0]) is Var and type(threads[0].op) is Go:
                    yield FatalCall(function, op, symbol.name, threads[0])


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
    for id, lefts in by_function.items():
        function = program.functions[id]
        if not any(left.thread > 0 for left in lefts):
            continue
        if function.symbol is not None and function.symbol.name in ("main", "init"):
            continue
        if id in goroutines.started and id not in goroutines.callers:
            continue  # the goroutine ends and takes the thread with it
        returns = [left for left in lefts if type(left.op) is Return or left.recovered]
        if not any(left.thread <= 0 and _after_pin(program, function, left) for left in returns):
            continue
        seen: set[int] = set()
        for left in returns:
            if left.thread > 0 and left.op.pos not in seen:
                seen.add(left.op.pos)
                yield Pinned(function, left.op, _pin(program, function), left.thread)


def _after_pin(program: Program, function: Function, left: Left) -> bool:
    """Whether the function unpins anywhere: then it means to give the thread back."""
    for block in function.blocks:
        for op in block.ops:
            call = call_in(op) if type(op) is not Go else None
            if call is not None:
                for target in program.resolver.targets(call)[0]:
                    if target.effect is not None and target.effect.kind is Kind.UNPIN:
                        return True
                    if target.function is not None and "Unlock" in target.function.name:
                        return True
    return False


def _pin(program: Program, function: Function) -> Op | None:
    for block in function.blocks:
        for op in block.ops:
            if type(op) is Call:
                for target in program.resolver.targets(op)[0]:
                    if target.effect is not None and target.effect.kind is Kind.PIN:
                        return op
    return None


Limit = tuple[Function, Op, int]
MAX_LOW = 2


def low_limits(program: Program) -> dict[str, Limit]:
    """By package, the smallest constant GOMAXPROCS it sets, where that is small."""
    found: dict[str, Limit] = {}
    for function, op in program.operations():
        if type(op) is not Call:
            continue
        for target in program.resolver.targets(op)[0]:
            if target.effect is not None and target.effect.kind is Kind.MAXPROCS and target.args:
                amount = target.args[0]
                if type(amount) is Const and type(amount.value) is int and 0 < amount.value <= MAX_LOW:
                    known = found.get(function.pkg)
                    if known is None or amount.value < known[2]:
                        found[function.pkg] = (function, op, amount.value)
    return found


def thread_calls(program: Program, goroutines: Goroutines) -> Iterator[ThreadCall]:
    """Calls that block a thread in goroutines of a program that allows itself few Ps.

    A package's limit holds for it and for the packages below its folder.
    """
    limits = low_limits(program)
    if not limits:
        return
    for function in program.functions.values():
        pkg = function.pkg
        while pkg and pkg not in limits:
            pkg = pkg.rpartition("/")[0]
        limit = limits.get(pkg)
        if limit is None:
            continue
        threads = [thread for thread in goroutines.threads(function.id) if thread.kind == GO]
        if not threads:
            continue
        for block in function.blocks:
            for op in block.ops:
                if type(op) is not Call:
                    continue
                found = thread_blocking(program, op)
                if found is not None:
                    yield ThreadCall(function, op, found[0], found[1], limit, threads[0])


def thread_blocking(program: Program, op: Call) -> tuple[str, str] | None:
    """The symbol and kind (raw, syscall, cgo, file) of a call that holds a thread while it blocks."""
    callee: Value = op.callee
    id = getattr(callee, "id", "")
    if type(id) is str and id.startswith("C.") and callee.__class__.__name__ == "Global":
        return id, "cgo"
    for target in program.resolver.targets(op)[0]:
        row = LIBRARY_CALLS.get(target.symbol)
        if row is None or row.blocks not in THREAD_BLOCKING:
            continue
        kinds = {"rawsyscall": "raw", "file": "file"}
        return target.symbol, kinds.get(row.blocks, "syscall")
    return None


def unbuffered_notifies(program: Program) -> Iterator[tuple[Function, Call, MakeChan]]:
    """``signal.Notify`` on a channel made without room."""
    for function, op in program.operations():
        if type(op) is not Call:
            continue
        for target in program.resolver.targets(op)[0]:
            if target.effect is None or target.effect.kind is not Kind.NOTIFY or not target.args:
                continue
            made = _made(target.args[0])
            if made is not None and made.capacity == 0:
                yield function, op, made


def _made(value: Value, depth: int = 0) -> MakeChan | None:
    if type(value) is MakeChan:
        return value
    if type(value) is Var and len(value.defs) == 1 and depth < 4:
        return _made(value.defs[0], depth + 1)
    return None


__all__ = ["Exit", "Return", "captures"]
