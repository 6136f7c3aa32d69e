"""What functions do to channels that somebody closes, in terms of their callers: closes, sends, new channels.

An effect of a callee is an effect of its caller on the path the callee's path stands for there, as long as the call has
one callee. Effects of goroutines count as effects of whoever starts them, marked ``spawned``; so do those of a constructor's
goroutines on the object that it returns.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.census.flow import Flow
from gostatic.analyses.census.guards import Guards
from gostatic.analyses.census.joins import Joins
from gostatic.analyses.census.openness import is_own_interface
from gostatic.analyses.census.spawns import reaches
from gostatic.analyses.goroutines import Goroutines
from gostatic.base.graph import components
from gostatic.base.span import Span
from gostatic.callgraph.targets import Target, translate
from gostatic.ir.function import Function
from gostatic.ir.ops import Arm, Assign, Branch, Call, Close, Defer, Go, Jump, Op, Recv, Return, Select, Send, call_in
from gostatic.ir.values import (
    OPAQUE,
    CallResult,
    Const,
    FieldOf,
    Global,
    Operation,
    Path,
    Pure,
    Value,
    Var,
    class_of,
    path_of,
)
from gostatic.models.effects import Kind

# Effects are followed through so many calls, and so many of one function are kept: fewer findings beyond, never other ones.
MAX_CALLS = 5
MAX_EFFECTS = 40

CLOSE, SEND, MAKE = "close", "send", "make"
Link = tuple[Function, Op]


class Effect(NamedTuple):
    """One effect on the channel at ``path``.

    ``chain`` are the calls that lead to it, then the operation itself, on ``operand``; ``arm`` is the select's arm. ``spawned``
    counts the links up to the call that started a goroutine, 0 when the effect is over when the call returns; ``many`` says
    that several goroutines do it to the same channel.
    """

    kind: str
    path: Path
    operand: Value
    chain: tuple[Link, ...]
    arm: int = -1
    spawned: int = 0
    many: bool = False

    @property
    def function(self) -> Function:
        """The function of the operation itself."""
        return self.chain[-1][0]

    @property
    def op(self) -> Op:
        """The operation itself."""
        return self.chain[-1][1]

    @property
    def span(self) -> Span:
        """Where the operation stands, an arm for a select."""
        function, op = self.chain[-1]
        place: Op | Arm = op.arms[self.arm] if type(op) is Select else op
        return Span(function.file, place.pos, place.end)


class Effects:
    """Effects by function id, and by operation of a function."""

    def __init__(self, flow: Flow, goroutines: Goroutines) -> None:
        self.flow, self.goroutines = flow, goroutines
        self.joins, self.guards = Joins(flow, goroutines), Guards(flow, goroutines)
        self.resolver = flow.program.resolver
        self.of: dict[str, list[Effect]] = {}
        # Effects of single operations, by their identity, in the order in which they happen.
        self.at: dict[int, list[Effect]] = {}
        self.always_known: dict[int, bool] = {}
        self.guarded_known: dict[int, bool] = {}
        self.classes = self.closed_classes()
        # The last names of the classes, to tell most assignments by.
        self.names = frozenset(class_.rpartition(".")[2] for class_ in self.classes)
        # By function id the operations with effects, each with its loop, in source order.
        self.places: dict[str, list[tuple[Op, int]]] = {}
        if self.classes:
            self.collect()

    def closed_classes(self) -> frozenset[str]:
        """The classes of closed channels and of what they are reached through."""
        found: set[str] = set()
        for _, use in self.flow.operations:
            if type(use.op) is Close:
                value: Value | None = use.op.chan
                while value is not None:
                    found.add(class_of(value))
                    value = value.base if type(value) is FieldOf else None
        found.discard("")
        return frozenset(found)

    def collect(self) -> None:
        """Goes through the functions, callees first."""
        functions = self.flow.program.functions
        ids = list(functions)
        numbers = {id_: number for number, id_ in enumerate(ids)}
        calls, spawns = self.goroutines.edges.calls, self.goroutines.edges.spawns
        succs = [
            [numbers[callee] for callee in (*calls.get(id_, ()), *spawns.get(id_, ())) if callee in numbers]
            for id_ in ids
        ]
        for group in components(succs):
            for number in group:
                found = self.function(functions[ids[number]])
                if found:
                    self.of[ids[number]] = found

    def function(self, function: Function) -> list[Effect]:
        """The effects of a function that its callers can see."""
        own: list[Effect] = []
        for block in function.blocks:
            for op in block.ops:
                if type(op) in _SILENT:
                    continue
                found = list(self.effects_of(function, op, block.loop))
                if found:
                    self.at[id(op)] = found
                    own.extend(found)
                    self.places.setdefault(function.id, []).append((op, block.loop))
        if not own:
            return own
        # What is deferred happens at the end, the last first.
        late = [effect for effect in reversed(own) if type(effect.chain[0][1]) is Defer]
        own = [effect for effect in own if type(effect.chain[0][1]) is not Defer] + late
        if self.is_recovered(function):
            own = [effect for effect in own if effect.spawned or effect.kind == MAKE]
        # A guarded one is neither sure to have happened nor sure to be wrong: it says nothing to callers.
        own = [effect for effect in own if effect.kind == MAKE or not self.is_guarded(effect.chain[:1])]
        results = {var for value in self.returned(function) if type(value) is Var for var in (value,)}
        return [
            effect
            for effect in own
            if len(effect.chain) < MAX_CALLS
            and (
                type(effect.path[0]) is not Var
                # A parameter that got another channel here is not what the caller passed.
                or (effect.path[0].kind == "param" and not effect.path[0].defs)
                or effect.path[0].owner is not function
                or (effect.spawned and effect.path[0] in results)
            )
        ][:MAX_EFFECTS]

    def is_recovered(self, function: Function) -> bool:
        """Whether a deferred call of a function recovers from a panic."""
        for block in function.blocks:
            for op in block.ops:
                if type(op) is Defer:
                    for target in self.resolver.targets(op.call)[0]:
                        if target.function is not None and target.function.recovers:
                            return True
        return False

    def returned(self, function: Function) -> Iterator[Value]:
        """The values of a function's return statements."""
        for block in function.blocks:
            last = block.ops[-1]
            if type(last) is Return:
                yield from last.values or function.results

    def effects_of(self, function: Function, op: Op, loop: int) -> Iterator[Effect]:
        """The effects of one operation."""
        kind = type(op)
        if kind is Close:
            yield from self.own(function, op, CLOSE, op.chan)  # type: ignore[attr-defined]
        elif kind is Send:
            yield from self.own(function, op, SEND, op.chan)  # type: ignore[attr-defined]
        elif kind is Select:
            for number, arm in enumerate(op.arms):  # type: ignore[attr-defined]
                if arm.kind == "send":
                    yield from self.own(function, op, SEND, arm.chan, number)
        elif kind is Assign:
            target: Value = op.target  # type: ignore[attr-defined]
            if (
                (type(target) is FieldOf and target.name in self.names)
                or type(target) is Global
                or (type(target) is Var and target.owner is not function)
            ):
                yield from self.own(function, op, MAKE, target)
            if type(op.value) is CallResult and type(op.target) is Var:  # type: ignore[attr-defined]
                yield from self.constructed(function, op)  # type: ignore[arg-type]
        else:
            call = call_in(op)
            if call is None:
                return
            targets, complete = self.resolver.targets(call)
            if len(targets) != 1 or not (complete or is_own_interface(self.flow.program, call.callee)):
                return
            if targets[0].function is not None:
                yield from self.lifted(function, op, targets[0], kind is Go, loop)
            elif targets[0].effect is not None and targets[0].effect.kind is Kind.GO and targets[0].args:
                inner = Call(call.pos, call.end, targets[0].args[0], (), "")
                items, _ = self.resolver.targets(inner)
                if len(items) == 1 and items[0].function is not None:
                    yield from self.lifted(function, op, items[0], True, loop)

    def own(self, function: Function, op: Op, kind: str, value: Value, arm: int = -1) -> Iterator[Effect]:
        """The effect of an operation of the language, when somebody closes such channels."""
        path = path_of(value)
        if path is None or _has_index(path):
            return
        if class_of(value) in self.classes or type(value) is Var:
            yield Effect(kind, path, value, ((function, op),), arm)

    def lifted(self, function: Function, op: Op, target: Target, starts: bool, loop: int) -> Iterator[Effect]:
        """The effects of a callee, in the caller's terms."""
        callee = target.function
        assert callee is not None
        known = self.of.get(callee.id)
        if not known:
            return
        binding = target.binding()
        made = [effect.path for effect in known if effect.kind == MAKE and not effect.spawned]
        for effect in known:
            path = translate(effect.path, binding, callee)
            if path is None or _has_index(path) or (type(path[0]) is Var and path[0].owner is callee):
                continue
            path = _as_kept(function, op, path)
            if path is None:
                continue
            spawned = effect.spawned + 1 if effect.spawned else int(starts)
            many = effect.many or bool(spawned and loop and self.is_around(function, path, loop))
            if many and not effect.many:
                # Not when the callee makes the channel, nor when the loop is left behind the call.
                own = any(effect.path[: len(item)] == item for item in made) or _is_renewed(callee, effect.path)
                many = not own and reaches(function, op, op)
            yield effect._replace(path=path, chain=((function, op), *effect.chain), spawned=spawned, many=many)

    def is_around(self, function: Function, path: Path, loop: int) -> bool:
        """Whether a loop's turns all see the same channel: it is not made inside the loop."""
        root = path[0]
        if type(root) is not Var or root.owner is not function:
            return True
        if root.loop and function.in_loop(root.loop, loop):
            return False
        for block in function.blocks:
            if block.loop and function.in_loop(block.loop, loop):
                for op in block.ops:
                    if type(op) is Assign and (known := path_of(op.target)) is not None and path[: len(known)] == known:
                        return False
        return True

    def constructed(self, function: Function, op: Assign) -> Iterator[Effect]:
        """What goroutines started by a constructor do to the object it returns."""
        value = op.value
        assert type(value) is CallResult
        targets, _ = self.resolver.targets(value.call)
        callee = targets[0].function if len(targets) == 1 else None
        if callee is None:
            return
        for effect in self.of.get(callee.id, ()):
            root = effect.path[0]
            if type(root) is not Var or root.owner is not callee or root.kind == "param" or not effect.spawned:
                continue
            values = [item for item in self.resolver.results(callee, value.index) if not _is_nil(item)]
            if values and all(item is root for item in values):
                assert type(op.target) is Var
                path: Path = (op.target, *effect.path[1:])
                yield effect._replace(path=path, chain=((function, op), *effect.chain), spawned=effect.spawned + 1)

    # --- how sure an effect is ------------------------------------------------------------------------------------

    def is_always(self, chain: tuple[Link, ...]) -> bool:
        """Whether the operations of a chain happen whenever their functions return."""
        for function, op in chain:
            known = self.always_known.get(id(op))
            if known is None:
                known = self.always_known[id(op)] = must_pass(function, op)
            if not known:
                return False
        return True

    def is_guarded(self, chain: tuple[Link, ...]) -> bool:
        """Whether a condition on some state decides about an operation of a chain: it may ask if the channel is closed."""
        for function, op in chain:
            known = self.guarded_known.get(id(op))
            if known is None:
                known = self.guarded_known[id(op)] = not self.is_always(((function, op),)) and _is_guarded(
                    function, op, self.guards
                )
            if known:
                return True
        return False


def _is_renewed(function: Function, path: Path) -> bool:
    """Whether a function puts another object where a path leads through."""
    return any(
        type(op) is Assign
        and (known := path_of(op.target)) is not None
        and len(known) > 1
        and path[: len(known)] == known
        for block in function.blocks
        for op in block.ops
    )


def _as_kept(function: Function, op: Op, path: Path) -> Path | None:
    """A path as the function with the call sees it, when a literal that some call has returned is called.

    What belongs to the frame around the literal belongs to the place where the literal is kept; there is none for a literal
    that is called where it is returned: each time it is another frame.
    """
    root = path[0]
    if type(root) is not Var or _is_within(function, root.owner):
        return path
    call = call_in(op)
    kept = path_of(call.callee) if call is not None else None
    return None if kept is None or _has_index(kept) else (*kept, f"{root.name}#{root.uid}", *path[1:])


def _is_within(function: Function | None, outer: Function) -> bool:
    while function is not None and function is not outer:
        function = function.parent
    return function is not None


_SILENT = frozenset((Jump, Branch, Return, Recv))


def must_pass(function: Function, goal: Op) -> bool:
    """Whether a function returns, and no way from its start to a return avoids an operation."""
    pending = [0]
    seen = {0}
    met = False
    while pending:
        block = function.blocks[pending.pop()]
        if any(op is goal for op in block.ops):
            met = True
            continue
        if type(block.ops[-1]) is Return:
            return False
        for succ in block.succs:
            if succ not in seen:
                seen.add(succ)
                pending.append(succ)
    return met and (type(goal) is not Defer or any(type(block.ops[-1]) is Return for block in function.blocks))


def _is_guarded(function: Function, goal: Op, guards: Guards) -> bool:
    home = next((number for number, block in enumerate(function.blocks) if any(op is goal for op in block.ops)), -1)
    if home < 0:
        return False
    for number, block in enumerate(function.blocks):
        last = block.ops[-1]
        if len(block.succs) < 2 or number == home:
            continue
        if type(last) is Branch and last.cond is OPAQUE and block.loop:
            outside = [not function.in_loop(function.blocks[succ].loop, block.loop) for succ in block.succs]
            if any(outside) and not all(outside):
                continue  # whether a range has another turn
        reached = [_comes_to(function, succ, home, number) for succ in block.succs]
        if (
            any(reached)
            and not all(reached)
            and (type(last) is not Branch or (_asks_state(last.cond) and guards.asks(last.cond)))
        ):
            if type(last) is not Branch and not any(arm.kind == "recv" for arm in getattr(last, "arms", ())):
                continue
            return True
    return False


def _comes_to(function: Function, start: int, goal: int, without: int) -> bool:
    pending = [start]
    seen = {without}
    while pending:
        number = pending.pop()
        if number in seen:
            continue
        if number == goal:
            return True
        seen.add(number)
        pending.extend(function.blocks[number].succs)
    return False


def _asks_state(cond: Value, depth: int = 0) -> bool:
    """Whether a condition rests on more than parameters, counters and constants."""
    if type(cond) is Const:
        return False
    if type(cond) is Operation:
        return any(_asks_state(item, depth) for item in cond.operands)
    if type(cond) is Pure:
        return "." in cond.text or "(" in cond.text.replace("len(", "")
    if type(cond) is Var:
        if len(cond.defs) > 1:
            return True  # a flag
        return cond.kind != "param" and (depth > 3 or any(_asks_state(item, depth + 1) for item in cond.defs))
    return True


def _has_index(path: Path) -> bool:
    """Whether a path leads through an element: which one it is can change."""
    return any(type(part) is str and part[:1] == "[" for part in path[1:])


def _is_nil(value: Value) -> bool:
    return type(value) is Const and value.value is None


__all__ = ["CLOSE", "MAKE", "SEND", "Effect", "Effects", "Link", "must_pass"]
