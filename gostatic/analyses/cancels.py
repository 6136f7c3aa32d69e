"""Cancel functions of contexts that are dropped, forgotten on a path, or stored where nobody calls them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.analyses.obligations import Start, error_of, success, walk
from gostatic.analyses.operations import Operations
from gostatic.analyses.unread_fields import unread_name
from gostatic.analyses.uses import family, mentions, op_mentions, source_of
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Call, Op, Recv, Return, call_in
from gostatic.ir.values import (
    OPAQUE,
    Alloc,
    CallResult,
    Closure,
    FieldOf,
    FuncRef,
    InterfaceMethod,
    MethodRef,
    Value,
    Var,
    path_of,
)
from gostatic.models.effects import Kind

# A timeout up to so many seconds counts as short.
MAX_SECONDS = 60
_TIMEOUT = re.compile(
    rb"WithTimeout\(\s*context\.(?:Background|TODO)\(\),\s*(?:(\d+)\s*\*\s*)?time\.(Second|Millisecond|Microsecond)\s*\)"
)
_EXCHANGE = re.compile(rb"[\w.]+\(\s*(\w+)(?:\.\w+)*\.Context\(\)\s*[,)]")


class Cancel(NamedTuple):
    """A context's cancel function that is dropped, not called on the way to ``exit``, or ``stored`` where nobody calls it.

    ``again`` when the exit is the jump into a loop's next turn, which makes another one. Not ``certain``: it is thrown away
    where the parent ends soon anyway, as tests do.
    """

    function: Function
    op: Call
    name: str
    exit: Op | None
    stored: str = ""
    certain: bool = True
    again: bool = False


class _Source(NamedTuple):
    """A call whose result ``result`` is a cancel function: of the library, or of a ``helper`` that returns one it got there.

    ``cancelling`` when the helper calls it itself on some way.
    """

    function: Function
    op: Call
    block: int
    position: int
    result: int
    helper: bool
    cancelling: bool = False


def cancels(program: Program, operations: Operations, ends_process: Callable[[Function], bool]) -> Iterator[Cancel]:
    """Cancel functions that are thrown away, forgotten on some path, or stored where nobody calls them."""
    for source in _sources(program, operations):
        function, op, number, position, index, helper, cancelling = source
        target, stored = _bound(function.blocks[number].ops[position + 1 :], op, index)
        if stored:
            name = unread_name(program, target)
            if name:
                yield Cancel(function, op, name, None, name)
            continue
        if type(target) is not Var:
            # A test that drops the function does so knowing that the test, and with it the context, ends.
            certain = not function.test and not parent_ends(program, op)
            certain = certain and not (_is_for_life(program, op) or _is_soon_over(function, op))
            yield Cancel(function, op, "_", None, certain=certain)
            continue
        kept = _kept_for_nobody(program, function, target, op)
        if kept:
            yield Cancel(function, op, target.name, None, kept)
            continue
        if target.owner is not function or target.kind == "result":
            continue
        hidden = _first_hidden_use(program, function, target, op)
        if hidden is not None and function.blocks[number].loop:
            continue
        leak, again = _unused_exit(program, source, target)
        if leak is not None and (hidden is None or (leak.pos < hidden and not again)):
            certain = not parent_ends(program, op) and not (helper and (function.test or cancelling))
            if _is_of_exchange(function, op) or ends_process(function) or _is_for_life(program, op):
                certain = False  # the parent ends as well when this function is left
            if again and not target.loop and _is_used_in_loop(function, number, target):
                certain = False  # perhaps this place is come to only when the one before was cancelled
            yield Cancel(function, op, target.name, leak, certain=certain, again=again)


def _is_for_life(program: Program, op: Call) -> bool:
    """Whether a context ends with a signal: most programs make one, and keep it until they end."""
    return any(target.symbol == "os/signal.NotifyContext" for target in program.resolver.targets(op)[0])


def _is_used_in_loop(function: Function, number: int, var: Var) -> bool:
    """Whether the loop around a block uses a variable: calls it, say, on another way."""
    loop = function.blocks[number].loop
    return any(
        op_mentions(op, var) for block in function.blocks if function.in_loop(block.loop, loop) for op in block.ops
    )


def _sources(program: Program, operations: Operations) -> Iterator[_Source]:
    """Calls of the library, then of functions that return what they got there."""
    helpers: dict[str, tuple[int, bool]] = {}
    for use in operations.having(Kind.DERIVE):
        function, op, number, position = use.place
        if type(op) is not Call:
            continue
        yield _Source(function, op, number, position, 1, False)
        index = _returned(function, op, number, position)
        if index is not None and function.symbol is not None:
            target, _ = _bound(function.blocks[number].ops[position + 1 :], op, 1)
            if not _keeps(function, target):
                helpers[function.id] = index, _calls(function, target)
    if not helpers:
        return
    for place in operations.of(Call):
        op = place.op
        if type(op) is not Call or type(op.callee) not in (FuncRef, MethodRef):
            continue
        targets, complete = program.resolver.targets(op)
        if len(targets) == 1 and complete and targets[0].function is not None:
            known = helpers.get(targets[0].function.id)
            if known is not None and targets[0].function is not place.function:
                yield _Source(place.function, op, place.block, place.position, known[0], True, known[1])


def _keeps(function: Function, var: Value | None) -> bool:
    """Whether a function puts the cancel function somewhere or hands it to others, besides returning it."""
    if type(var) is not Var:
        return False
    # Calls nobody asks about are not in the IR.
    text = re.sub(rb"(?m)//.*$|^\s*return\b.*$", b"", source_of(function)[function.pos : function.end])
    if re.search(rb"[(,]\s*%b\s*[,)]" % re.escape(var.name.encode()), text.partition(b"{\n")[2].replace(b":=", b"=")):
        return True
    return any(
        (type(op) is Assign and type(op.target) is not Var and op.value is var)
        or ((call := call_in(op)) is not None and any(argument is var for argument in call.args))
        for block in function.blocks
        for op in block.ops
    )


def _calls(function: Function, var: Value | None) -> bool:
    """Whether a function calls the cancel function itself."""
    return any(
        (call := call_in(op)) is not None and call.callee is var for block in function.blocks for op in block.ops
    )


def _is_soon_over(function: Function, op: Call) -> bool:
    """Whether a context of nobody else's has a timeout of seconds that is written out: it runs out by itself."""
    found = _TIMEOUT.search(source_of(function), op.pos, op.end)
    return found is not None and (found[2] != b"Second" or int(found[1] or b"1") <= MAX_SECONDS)


def _is_of_exchange(function: Function, op: Call) -> bool:
    """Whether the parent is the ``Context()`` of a parameter, a request or stream: it ends when its handler returns."""
    parent = op.args[0] if op.args else None
    if type(parent) is Var and len(parent.defs) == 1:
        parent = parent.defs[0]
    if parent is OPAQUE:
        found = _EXCHANGE.match(source_of(function), op.pos, op.end)
        return found is not None and found[1].decode() in {param.name for param in function.params}
    callee = parent.call.callee if type(parent) is CallResult else None
    if type(callee) is InterfaceMethod:
        name, recv = callee.name, callee.recv
    elif type(callee) is MethodRef:
        name, recv = callee.symbol.name, callee.recv
    elif type(callee) is FieldOf:  # of a type nobody knows
        name, recv = callee.name, callee.base
    else:
        return False
    path = path_of(recv)
    return name == "Context" and path is not None and type(path[0]) is Var and path[0].kind == "param"


def _returned(function: Function, call: Call, number: int, position: int) -> int | None:
    """Which result of a function is the cancel function of a call in it, or a literal that calls that."""
    target, _ = _bound(function.blocks[number].ops[position + 1 :], call, 1)
    for block in function.blocks:
        last = block.ops[-1]
        if type(last) is not Return:
            continue
        values = last.values or tuple(function.results)
        for index, value in enumerate(values):
            if type(value) is CallResult and value.call is call and len(values) == 1:
                return 1
            if type(target) is Var and value is target:
                return index
            if type(target) is Var and type(value) is Closure and target in value.function.captures:
                return index
    return None


def _first_hidden_use(program: Program, function: Function, var: Var, op: Call) -> int | None:
    """Where the variable is first used in ways that a walk over operations does not see: an exit in front of it is none of them.

    By a literal, or as an argument or element anywhere behind the call: calls nobody asks about are not in the IR. A list in the
    IR that keeps it in an object, and a call that ignores it, are looked at step by step.
    """
    known = 0
    for block in function.blocks:
        for other in block.ops:
            if type(other) is Assign:
                known += other.value is var and _object_of(other) is not None
            elif (call := call_in(other)) is not None:
                known += _ignores(program, call, var)
    places = [literal.pos for literal in function.closures if any(var in item.captures for item in family(literal))]
    text = source_of(function)[op.end : function.end]
    found = list(re.finditer(rb"[(,{:]\s*%b\s*(?=[,)}])" % re.escape(var.name.encode()), text))
    if len(found) > known:
        places.append(op.end + found[0].start())
    return min(places, default=None)


def _object_of(op: Assign) -> Alloc | None:
    """The object made on the spot whose field an assignment fills."""
    return op.target.base if type(op.target) is FieldOf and type(op.target.base) is Alloc else None


def _ignores(program: Program, call: Call, var: Var) -> bool:
    """Whether the only callee of a call gets a variable and never mentions it."""
    if not any(argument is var for argument in call.args):
        return False
    targets, complete = program.resolver.targets(call)
    body = targets[0].function if len(targets) == 1 and complete else None
    if body is None or body.variadic:
        return False
    given = targets[0].args if targets[0].recv is None else (targets[0].recv, *targets[0].args)
    names = [param.name for param, value in zip(body.params, given, strict=False) if value is var]
    text = source_of(body)[body.pos : body.end]
    inner = text[text.find(b"{") :]
    return bool(names) and not any(
        name and name != "_" and re.search(rb"\b%b\b" % re.escape(name.encode()), inner) for name in names
    )


def parent_ends(program: Program, op: Call) -> bool:
    """Whether the parent was derived in the same function with a cancel function that is used: it ends the child as well."""
    parent = op.args[0] if op.args else None
    if type(parent) is not Var:
        return False
    for value in parent.defs:
        if type(value) is CallResult and value.call is not op and _derives(program, value.call):
            for block in parent.owner.blocks:
                target, _ = next(
                    (
                        _bound(block.ops[at + 1 :], value.call, 1)
                        for at, other in enumerate(block.ops)
                        if other is value.call
                    ),
                    (None, False),
                )
                if type(target) is Var:
                    return any(op_mentions(other, target) for inner in parent.owner.blocks for other in inner.ops)
    return False


def _kept_for_nobody(program: Program, function: Function, var: Var, call: Call) -> str:
    """Where a cancel function is stored and nothing ever takes it from, when that is all that happens to it."""
    found = ""
    for item in family(function):
        for block in item.blocks:
            for op in block.ops:
                if type(op) is Assign and op.value is var:
                    name = unread_name(program, op.target)
                    if not name:
                        return ""
                    found = name
                elif op_mentions(op, var) and not (type(op) is Assign and op.target is var):
                    return ""
    if found:
        # Each mention in the text behind the call is one of those assignments.
        text = re.sub(rb"//[^\n]*", b"", source_of(function)[call.end : function.end])
        mentions_ = len(re.findall(rb"(?<![\w.])%b\b(?!\s*:[^=])" % re.escape(var.name.encode()), text))
        stored = len(re.findall(rb"[:=]\s*%b\b|[{,]\s*%b\s*[,}]" % ((re.escape(var.name.encode()),) * 2), text))
        return found if mentions_ == stored else ""
    return ""


def _derives(program: Program, op: Call) -> bool:
    targets = program.resolver.targets(op)[0]
    return any(target.effect is not None and target.effect.kind is Kind.DERIVE for target in targets)


def _bound(following: list[Op], op: Call, index: int) -> tuple[Value | None, bool]:
    """What a cancel function is bound to, and whether that is something else than a variable."""
    context = False
    for other in following:
        if type(other) is Assign and type(other.value) is CallResult and other.value.call is op:
            if other.value.index == index:
                return other.target, type(other.target) is not Var
            context = True
        elif type(other) is Return and any(type(value) is CallResult and value.call is op for value in other.values):
            return None, True
    return None, not context


def _unused_exit(program: Program, source: _Source, var: Var) -> tuple[Op | None, bool]:
    """A return, or a jump into the next turn (True), reached from the call without any use of the cancel function."""
    function, call = source.function, source.op
    keepers = {
        target
        for block in function.blocks
        for op in block.ops
        if type(op) is Assign and op.value is var and (alloc := _object_of(op)) is not None
        for target in _variables_of(function, alloc)
    }

    def settles(op: Op) -> bool:
        if type(op) is Assign:
            if type(op.value) is CallResult and op.value.call is call:
                return False
            if op.target is var:
                return True  # overwritten: the next value is another story
            if op.value is var and (alloc := _object_of(op)) is not None:
                return not _variables_of(function, alloc)
            if op.target in keepers and type(op.value) is Alloc:
                return False
        called = call_in(op)
        if called is not None and _ignores(program, called, var) and called.callee is not var:
            return False
        if op_mentions(op, var) or (type(op) is Recv and _ends(op.chan, call)):
            return True
        return any(op_mentions(op, keeper) and not _only_runs(program, op, keeper, source, var) for keeper in keepers)

    start = Start(function, call, source.block, source.position + 1)
    error = error_of(function, start, call) if source.helper else None
    if error is var:
        error = None
    found = walk(start, settles, lambda chan: _ends(chan, call), success(call, var, error), error)
    if found.exits and any(_is_used_unseen(function, keeper, call, found.exits[0], settles) for keeper in keepers):
        return None, False
    if found.exits:
        return found.exits[0], False
    return (found.again, True) if found.again is not None else (None, False)


def _is_used_unseen(function: Function, keeper: Var, call: Call, exit: Op, settles: Callable[[Op], bool]) -> bool:
    """Whether the text between a call and an exit mentions a variable where no operation does: a call nobody asks about."""
    seen = [
        (op.pos, op.end) for block in function.blocks for op in block.ops if op_mentions(op, keeper) and not settles(op)
    ]
    seen += [
        (op.pos, op.end) for block in function.blocks for op in block.ops if type(op) is Assign and op.target is keeper
    ]
    for found in re.finditer(rb"(?<![\w.])%b\b" % re.escape(keeper.name.encode()), source_of(function)[: exit.pos]):
        if found.start() > call.end and not any(pos <= found.start() < end for pos, end in seen):
            return True
    return False


def _variables_of(function: Function, alloc: Alloc) -> list[Var]:
    """The local variables that hold an object made on the spot."""
    return [
        op.target
        for block in function.blocks
        for op in block.ops
        if type(op) is Assign and op.value is alloc and type(op.target) is Var and op.target.owner is function
    ]


def _only_runs(program: Program, op: Op, keeper: Var, source: _Source, var: Var) -> bool:
    """Whether an operation only calls a method of the object that keeps the cancel function, one that does not call it."""
    call = call_in(op)
    if call is None or any(mentions(argument, keeper) for argument in call.args):
        return False
    callee = call.callee
    if type(callee) is not MethodRef or callee.recv is not keeper:
        return False
    body = program.by_symbol.get(callee.symbol)
    names = [
        op.target.name
        for block in source.function.blocks
        for op in block.ops
        if type(op) is Assign and op.value is var and type(op.target) is FieldOf and _object_of(op) is not None
    ]
    if body is None or not names:
        return False
    text = source_of(body)[body.pos : body.end]
    receiver = re.escape(body.params[0].name.encode())
    # It may hand the object on, or call a method that cancels.
    others = re.search(rb"(?<![\w.])%b\b(?!\.)" % receiver, text[text.find(b"{") :])
    return (
        others is None
        and not any(re.search(rb"\.%b\b" % re.escape(name.encode()), text) for name in names)
        and not re.search(rb"(?<![\w.])%b\.\w+\(" % receiver, text)
    )


def _ends(chan: Value, call: Call) -> bool:
    """Whether a channel is the ``Done()`` of the derived context or of its parent: behind a receive from it nothing is left."""
    if type(chan) is not CallResult or not call.args:
        return False
    callee = chan.call.callee
    if type(callee) is not InterfaceMethod or callee.name != "Done":
        return False
    own = callee.recv
    if type(own) is Var and any(type(item) is CallResult and item.call is call and not item.index for item in own.defs):
        return True
    path = path_of(call.args[0])
    return path is not None and path == path_of(callee.recv)
