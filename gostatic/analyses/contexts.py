"""Contexts as values: which variables are contexts, what each is derived from, and whether anybody can end it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.solve import Edges
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Call, call_in
from gostatic.ir.values import CallResult, FieldOf, InterfaceMethod, Value, Var, class_of
from gostatic.models.effects import Kind
from gostatic.types.model import Named

CONTEXT = Named("context", "Context")
# The calls that derive a context: by the index of the result that is one.
GROUP_CONTEXT = "golang.org/x/sync/errgroup.WithContext"
_BY_HAND = ("context.WithCancel", "context.WithCancelCause")
# Callers, and parents of parents, that are followed.
MAX_HOPS = 6


class Origin(NamedTuple):
    """Where a context comes from: other names of it (variables, and fields by class), and ``chain``, which adds those of
    all contexts it is derived from.

    ``ends`` says whether somebody can end it: True, False, or None when that is not known; ``derived`` whether a function of
    the program is seen to derive it with a cancel function or a timeout.
    """

    names: tuple[object, ...]
    chain: tuple[object, ...]
    ends: bool | None
    derived: bool

    def ends_with(self, other: Origin) -> bool:
        """Whether it is known to end when another context does."""
        return any(name in self.chain for name in other.names)


def done_of(chan: Value) -> Value | None:
    """The context whose ``Done()`` a channel is, None for other channels."""
    if type(chan) is not CallResult:
        return None
    callee = chan.call.callee
    if type(callee) is InterfaceMethod and callee.name == "Done" and callee.owner == "context.Context":
        return callee.recv
    return None


class Contexts:
    """Answers questions about the contexts of a program; ``edges`` finds callers."""

    def __init__(self, program: Program, edges: Edges) -> None:
        self.program = program
        self.edges = edges
        self._callers: dict[str, list[str]] | None = None
        self._visible: dict[str, tuple[Var, ...]] = {}

    def is_context(self, var: Var) -> bool:
        """Whether a variable is a context: a parameter of that type, or one derived here."""
        if var.kind == "param":
            return self.program.types.local_type(var) == CONTEXT
        return any(self.derived_from(value) is not None for value in var.defs)

    def derived_from(self, value: Value) -> Call | None:
        """The call that derived a context, None for other values."""
        if type(value) is not CallResult:
            return None
        for target in self.program.resolver.targets(value.call)[0]:
            index = 1 if target.symbol == GROUP_CONTEXT else 0
            derives = target.symbol == GROUP_CONTEXT or (
                target.effect is not None and target.effect.kind is Kind.DERIVE
            )
            if derives and value.index == index:
                return value.call
        return None

    def is_cancelled_by_hand(self, call: Call) -> bool:
        """Whether a call derives a context that ends only with its parent or by its cancel function: no timeout, no group."""
        return any(target.symbol in _BY_HAND for target in self.program.resolver.targets(call)[0])

    def visible(self, function: Function) -> tuple[Var, ...]:
        """The contexts that the text of a function can name: its own, and those of the functions around it."""
        known = self._visible.get(function.id)
        if known is None:
            own = [var for var in function.params if self.is_context(var)]
            for block in function.blocks:
                for op in block.ops:
                    if type(op) is Assign and type(op.target) is Var and self.derived_from(op.value) is not None:
                        if op.target not in own and op.target.owner is function:
                            own.append(op.target)
            outer = self.visible(function.parent) if function.parent is not None else ()
            known = self._visible[function.id] = (*own, *outer)
        return known

    def origin(self, value: Value) -> Origin:
        """Where a context comes from."""
        names: dict[object, None] = {}
        chain: dict[object, None] = {}
        ends = self._follow(value, names, chain, 0)
        derived = any(self.derived_from(item) is not None for name in names if type(name) is Var for item in name.defs)
        return Origin(tuple(names), (*names, *(item for item in chain if item not in names)), ends, derived)

    def _follow(self, value: Value, names: dict[object, None], chain: dict[object, None], hops: int) -> bool | None:
        """Adds the names of a context and of those it comes from; whether somebody can end it."""
        if hops > MAX_HOPS:
            return None
        if type(value) is FieldOf:
            class_ = class_of(value)
            if class_ and not value.name[:1].isupper():  # others put contexts of all kinds into exported fields
                names[class_] = None
            return None
        if type(value) is not Var or value in names or value in chain:
            return None
        names[value] = None
        if value.kind == "param" and not value.defs:
            return self._of_callers(value, names, chain, hops)
        ends: bool | None = None
        for item in value.defs:
            call = self.derived_from(item)
            if call is not None:
                ends = True
                if call.args and call.args[0] is not value:
                    self._follow(call.args[0], chain, chain, hops + 1)
                elif value.kind == "param":
                    self._of_callers(value, chain, chain, hops)  # ctx, cancel := context.WithCancel(ctx)
            else:
                ends = self._follow(item, names, chain, hops + 1) or ends
        return ends

    def parent_ends(self, call: Call, derived: Var) -> bool | None:
        """Whether somebody can end the context that a call derives another one from, which it stores in ``derived``."""
        if not call.args:
            return None
        if call.args[0] is derived:
            return self._of_callers(derived, {}, {}, 0) if derived.kind == "param" else None
        return self.origin(call.args[0]).ends

    def _of_callers(self, var: Var, names: dict[object, None], chain: dict[object, None], hops: int) -> bool | None:
        """What the known callers pass; an exported function may get one that ends."""
        function = var.owner
        answers = [self._follow(actual, names, chain, hops + 1) for actual in self.actuals(function, var)]
        symbol = function.symbol
        if not answers:
            return True if symbol is not None and symbol.name[:1].isupper() else None
        return True if True in answers else None

    def actuals(self, function: Function, var: Var) -> Iterator[Value]:
        """What known calls and go statements pass for a parameter."""
        if self._callers is None:
            self._callers = self.edges.callers()
        position = function.params.index(var)
        for caller in self._callers.get(function.id, ()):
            body = self.program.functions.get(caller)
            if body is None or (body.test and not function.test):
                continue  # a test gives one context to functions that the program gives different ones
            for block in body.blocks:
                for op in block.ops:
                    call = call_in(op)
                    for target in self.program.resolver.targets(call)[0] if call is not None else ():
                        if target.function is function:
                            given = target.args if target.recv is None else (target.recv, *target.args)
                            if position < len(given):
                                yield given[position]
