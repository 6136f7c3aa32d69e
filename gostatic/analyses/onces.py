"""Functions given to a ``sync.Once``, ``OnceFunc`` or ``OnceValue`` that come to the same once again: it waits for itself.

The paths of a once are followed into callees by binding their parameters, so that another object's once is another once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.solve import Edges
from gostatic.analyses.summary import Site
from gostatic.callgraph.program import Program
from gostatic.callgraph.targets import Binding, Target, translate
from gostatic.ir.function import Block, Function
from gostatic.ir.ops import Assign, Branch, Call, Defer, Go, Op
from gostatic.ir.values import (
    CallResult,
    Const,
    Elem,
    FieldOf,
    FuncRef,
    Global,
    Operation,
    Path,
    Value,
    Var,
    class_of,
    path_of,
)
from gostatic.models.effects import Kind
from gostatic.models.library_calls import LIBRARY_CALLS

# Calls deeper than this below the once's function are not followed.
MAX_DEPTH = 12

# Names of uses, see ``_Reach``: of whatever came in as a whole, and of functions kept in a place of that class.
_ANY = "*"
_CALLED = "()"
_PLACES = (Var, Global, FieldOf, Elem)
_WRAPPERS = ("sync.OnceFunc", "sync.OnceValue", "sync.OnceValues")
# Calls for one key wait for the call under way: a once for each key, as long as that lasts.
FLIGHT = "golang.org/x/sync/singleflight.Group.Do"


class Reentry(NamedTuple):
    """A once that its own function reaches: ``op`` starts the function, ``site`` leads from it to the second use.

    ``certain`` when each call on the way has that one callee and the once is the same object.
    """

    function: Function
    op: Op
    text: Value
    site: Site
    certain: bool
    wrapped: bool


class _Once(NamedTuple):
    """A once whose function runs: its path, its class and, for a wrapper, the class of the place that holds it.

    ``key`` is a path or a constant's text for a group whose calls are told apart by one.
    """

    path: Path | None
    class_: str
    wrapped: bool
    key: Path | str | None = None


class _Reach:
    """Which functions may come to a use of a once: only those are followed. Callers are listed when first asked for.

    A use is known by the last name of the place the once is in; one that comes in as a whole may be any.
    """

    def __init__(self, program: Program, edges: Edges) -> None:
        self.program = program
        self.edges = edges
        self.uses: dict[str, dict[str, None]] = {}
        self.answers: dict[tuple[str, ...], set[str]] = {}
        self.callers: dict[str, list[str]] | None = None
        self.sees_wrapped = False

    def note(self, function: Function, target: Target) -> None:
        """A use of a once or of a group of flights in a function."""
        name = FLIGHT if target.symbol == FLIGHT else _last(path_of(target.recv) if target.recv is not None else None)
        self.uses.setdefault(name, {})[function.id] = None

    def of(self, once: _Once) -> set[str]:
        """The ids of the functions from which a use of this once may be come to."""
        if once.key is not None:
            names: tuple[str, ...] = (FLIGHT,)
        elif once.wrapped:
            self.see_wrapped()
            names = (_CALLED + once.class_,)
        else:
            names = (_ANY, _last(once.path), once.class_.rpartition(".")[2])
        found = self.answers.get(names)
        if found is None:
            found = self.answers[names] = self.search(names)
        return found

    def see_wrapped(self) -> None:
        """Notes which functions call what is kept where, once somebody asks."""
        if self.sees_wrapped:
            return
        self.sees_wrapped = True
        for function, op, call, _ in self.program.calls:
            if type(call.callee) in _PLACES and type(op) is not Go:
                self.uses.setdefault(_CALLED + class_of(call.callee), {})[function.id] = None

    def search(self, names: tuple[str, ...]) -> set[str]:
        """The functions with such a use and all that call, defer or are given to calls of one of them."""
        if self.callers is None:
            self.callers = {}
            for known in (self.edges.calls, self.edges.passes):
                for caller, callees in known.items():
                    for callee in callees:
                        self.callers.setdefault(callee, []).append(caller)
        pending = [id for name in dict.fromkeys(names) for id in self.uses.get(name, ())]
        seen = set(pending)
        while pending:
            for caller in self.callers.get(pending.pop(), ()):
                if caller not in seen:
                    seen.add(caller)
                    pending.append(caller)
        return seen


def _last(path: Path | None) -> str:
    """The last name of a path; a variable may be given any once."""
    last = path[-1] if path is not None and len(path) > 1 else _ANY
    return last if type(last) is str and last != "[]" else _ANY


def reentries(program: Program, edges: Edges) -> Iterator[Reentry]:
    """All onces whose function reaches them again, each once, in source order."""
    reach = _Reach(program, edges)
    begun: list[tuple[Function, Op, Value, _Once, tuple[Value, ...]]] = []
    for function, op, call, _ in program.calls:
        if type(op) is Go:
            continue
        if type(call.callee) is FuncRef and call.callee.symbol.id in _WRAPPERS:
            begun.extend(
                (function, call, kept.target, _Once(path_of(kept.target), class_of(kept.target), True), call.args)
                for block in function.blocks
                for kept in block.ops
                if type(kept) is Assign and type(kept.value) is CallResult and kept.value.call is call
            )
            continue
        for target in program.resolver.targets(call)[0]:
            if target.recv is None or not _is_use(target):
                continue
            reach.note(function, target)
            if type(op) is Defer:
                continue
            path, class_ = path_of(target.recv), class_of(target.recv)
            if target.symbol != FLIGHT:
                begun.append((function, op, target.recv, _Once(path, class_, False), target.args))
            elif len(target.args) == 2 and (key := _key(target.args[0], {})) is not None:
                begun.append((function, op, target.recv, _Once(path, class_, False, key), target.args[1:]))
    for function, op, text, once, args in begun:
        yield from _search(program, function, op, text, once, args, reach.of(once))


def _is_use(target: Target) -> bool:
    """Whether a call is made on a once or on a group of flights."""
    return target.symbol == FLIGHT or (target.effect is not None and target.effect.kind is Kind.ONCE)


def _key(value: Value, binding: Binding) -> Path | str | None:
    """What tells a key from others: a constant, or a place in terms of the function the search began in."""
    if type(value) is Const:
        return repr(value.value)
    path = path_of(value)
    return None if path is None else translate(path, binding, None)


def _search(
    program: Program,
    function: Function,
    op: Op,
    text: Value,
    once: _Once,
    args: tuple[Value, ...],
    reach: set[str],
) -> Iterator[Reentry]:
    """The first way from a once's function back to the once, through functions in ``reach``."""
    if not args or not once.class_:
        return
    targets, _ = program.resolver.targets(Call(op.pos, op.end, args[0], (), ""))
    for target in targets:
        if target.function is None or target.function.id not in reach:
            continue
        seen: set[tuple[object, ...]] = set()
        found = _walk(program, target.function, target.binding(), _constants(target, {}), once, seen, 0, reach)
        if found is not None:
            site, certain = found
            outer = Site(function.file, op.pos, op.end, function.id, site)
            yield Reentry(function, op, text, outer, certain and len(targets) == 1, once.wrapped)
            return


def _walk(
    program: Program,
    function: Function,
    binding: Binding,
    constants: dict[Var, object],
    once: _Once,
    seen: set[tuple[object, ...]],
    depth: int,
    reach: set[str],
) -> tuple[Site, bool] | None:
    """The way from a function's start to a use of the once, and whether it is certain."""
    root = once.path[0] if once.path is not None else None
    if type(root) is Var and root.kind == "local" and root.owner is function:
        return None  # called again, it has a once of its own
    key = (function.id, tuple(binding.get(param) for param in function.params), tuple(constants.values()))
    if key in seen or depth > MAX_DEPTH:
        return None
    seen.add(key)
    for block in _reached(function, constants):
        for op in block.ops:
            if type(op) is Go:
                continue
            call = op if type(op) is Call else op.call if type(op) is Defer else None
            if call is None:
                continue
            site = Site(function.file, op.pos, op.end, function.id)
            if once.wrapped and type(call.callee) in _PLACES and class_of(call.callee) == once.class_:
                same = _is_same(program, once, path_of(call.callee), binding)
                if same is not None:
                    return site, same
            targets, _ = program.resolver.targets(call)
            for target in targets:
                effect = target.effect
                if once.key is not None:
                    if target.symbol == FLIGHT and target.recv is not None and target.args:
                        if _key(target.args[0], binding) == once.key:
                            same = _is_same(program, once, path_of(target.recv), binding)
                            if same is not None:
                                return site, same
                    continue
                if effect is not None and effect.kind is Kind.ONCE and not once.wrapped and target.recv is not None:
                    if (
                        class_of(target.recv) == once.class_
                        or _moved(program, path_of(target.recv), binding) == once.path
                    ):
                        same = _is_same(program, once, path_of(target.recv), binding)
                        if same is not None:
                            return site, same
            for target, sure in _followed(program, call, targets):
                assert target.function is not None
                if target.function.id not in reach:
                    continue
                bound = _bound(program, target, binding)
                found = _walk(
                    program, target.function, bound, _constants(target, constants), once, seen, depth + 1, reach
                )
                if found is not None:
                    inner, certain = found
                    certain = certain and sure and (len(targets) == 1 or _is_kept(program, target))
                    return site._replace(inner=inner), certain
    return None


def _constants(target: Target, outer: dict[Var, object]) -> dict[Var, object]:
    """The callee's parameters that are given constants: flags that say what is not to be done."""
    found: dict[Var, object] = {}
    actuals = target.args if target.recv is None else (target.recv, *target.args)
    for param, actual in zip(target.function.params if target.function is not None else (), actuals, strict=False):
        if param.defs:
            continue
        if type(actual) is Const:
            found[param] = actual.value
        elif type(actual) is Var and actual in outer:
            found[param] = outer[actual]
    return found


def _reached(function: Function, constants: dict[Var, object]) -> Iterator[Block]:
    """The function's blocks that can be reached with these arguments, in source order."""
    if not constants:
        yield from function.blocks
        return
    pending, seen = [0], {0}
    while pending:
        block = function.blocks[pending.pop()]
        succs = block.succs
        last = block.ops[-1]
        if type(last) is Branch and len(succs) == 2:
            cond = last.cond
            negated = type(cond) is Operation and cond.op == "!"
            subject = cond.operands[0] if type(cond) is Operation and negated else cond
            known = constants.get(subject) if type(subject) is Var else None
            if type(known) is bool:
                succs = [succs[0 if known != negated else 1]]
        for succ in succs:
            if succ not in seen:
                seen.add(succ)
                pending.append(succ)
    yield from (block for number, block in enumerate(function.blocks) if number in seen)


def _followed(program: Program, call: Call, targets: list[Target]) -> Iterator[tuple[Target, bool]]:
    """What runs during a call: its callees, and functions the library calls back before it returns."""
    for target in targets:
        if target.function is not None:
            yield target, True
            continue
        row = LIBRARY_CALLS.get(target.symbol)
        indices = [index for index, when in row.calls if when in ("sync", "once")] if row is not None else []
        if target.effect is not None and target.effect.kind is Kind.ONCE:
            indices = [0]
        for index in indices:
            if index < len(target.args):
                inner = Call(call.pos, call.end, target.args[index], (), "")
                for item in program.resolver.targets(inner)[0]:
                    if item.function is not None:
                        yield item, True


def _bound(program: Program, target: Target, binding: Binding) -> Binding:
    """A callee's parameters in terms of the function the search began in; captured variables stay themselves."""
    bound = dict(binding)
    for param, path in target.binding().items():
        bound[param] = None if path is None else _moved(program, path, binding)
    return bound


def _moved(program: Program, path: Path | None, binding: Binding) -> Path | None:
    """A path in terms of the function the search began in, by its shortest name."""
    found = None if path is None else translate(path, binding, None)
    return found if found is None or len(found) < 3 else program.backrefs.place(found, program.resolver.maker)


def _is_kept(program: Program, target: Target) -> bool:
    """Whether one of several callees is the method of an object seen to be put where the receiver comes from."""
    return (
        target.function is not None and target.recv is not None and program.kinds.may_be(target.recv, target.function)
    )


def _is_same(program: Program, once: _Once, path: Path | None, binding: Binding) -> bool | None:
    """Whether a once is the one searched for: True for the same path, False for perhaps, None for another."""
    moved = _moved(program, path, binding)
    if once.path is None or moved is None:
        return False
    if moved == once.path:
        return "[]" not in moved
    return None
