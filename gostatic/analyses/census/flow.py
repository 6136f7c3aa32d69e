"""Where channels go: an inclusion-based points-to analysis of allocation sites, field-based and context-insensitive.

Source: L. O. Andersen, *Program Analysis and Specialization for the C Programming Language* (1994), with fields kept by
declaring type as in D. Pearce, P. Kelly, C. Hankin (2007). Nodes are variables, fields by class, package variables, results,
elements of containers and payloads of channels; an edge says that what is in one node may be in the other. A channel is its
``make``. What reaches ``ESCAPED`` may be used by code nobody sees; what comes from ``UNKNOWN`` may be any channel. What reaches
``SHOWING`` is used by a command of the run, and channels made there for others may be used by code nobody sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from gostatic.analyses.census.capacities import capacity_of
from gostatic.analyses.census.containers import may_lose
from gostatic.analyses.census.objects import Channel, Use
from gostatic.analyses.census.openness import CLOSED, OPEN, SHOWN, Openness
from gostatic.analyses.uses import source_of
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Call, Close, Defer, Go, Op, Recv, Return, Select, Send
from gostatic.ir.values import (
    OPAQUE,
    Alloc,
    CallResult,
    Closure,
    Const,
    Elem,
    FieldOf,
    FuncRef,
    Global,
    MakeChan,
    MethodRef,
    Operation,
    Received,
    Value,
    Var,
    path_of,
)
from gostatic.types.model import Chan, Interface, Unknown

__all__ = ["ESCAPED", "UNKNOWN", "Channel", "Flow", "Use"]

# What stands behind the place that an append is assigned to.
_APPENDS = re.compile(rb"\s*=\s*append\(")
# Rounds of following channels sent over channels; what is not settled then counts as escaped.
MAX_ROUNDS = 4
# Containers of containers: deeper elements fold into the last level.
MAX_NESTING = 3
# A channel in more places than this counts as escaped: it went through a container of anything.
MAX_NODES = 400

ESCAPED = 0
UNKNOWN = 1
SHOWING = 2


class Flow:
    """The solved graph: ``channels`` in source order, each with all its uses; ``channels_at(value)`` answers for an operand."""

    def __init__(
        self, program: Program, callers: dict[str, list[str]], is_dead: Callable[[Function], bool] | None = None
    ) -> None:
        self.program = program
        self.callers = callers
        self.is_dead = is_dead
        self.index: dict[object, int] = {"escaped": ESCAPED, "unknown": UNKNOWN, "showing": SHOWING}
        self.keys: list[object] = ["escaped", "unknown", "showing"]
        self.edges: set[int] = set()
        self.succs: list[list[int]] = [[], [], []]
        self.preds: list[list[int]] = [[], [], []]
        self.fields: dict[int, str] = {}
        self.elements: dict[int, int] = {}
        self.containers: dict[int, int] = {}
        self.depth: dict[int, int] = {}
        self.received: dict[int, int] = {}
        self.sent: list[tuple[int, int]] = []
        self.channels: list[Channel] = []
        self.made: dict[MakeChan, int] = {}
        self.roots: list[int] = []
        self.operations: list[tuple[int, Use]] = []
        self.calls: list[object] = []  # kept alive: their identities are keys
        self.current: Function = None  # type: ignore[assignment]  # set before any use
        self.readers: dict[str, list[Function]] = {}
        self.openness = Openness(program, callers)
        # Functions run by a sync.Once.
        self.once: set[str] = set()
        self.collected: set[Function] = set()
        # The list of the last element that was filled, and where.
        self.appended: tuple[Value | None, int] = (None, 0)
        self.pending: list[tuple[int, int]] = []
        self.pts: dict[int, list[int]] = {}
        self.unknown: set[int] = set()
        self.lost: dict[int, bool] = {}
        # What the fields of new objects are given where they are made; the fields that are given something elsewhere.
        self.fresh: dict[tuple[Alloc, str], list[Value]] = {}
        self.changed: set[str] = set()
        self.active: set[int] = set()
        self.explore()
        self.finish()

    # --- the graph, as far as channels go ------------------------------------------------------------------------

    def explore(self) -> None:
        """Collects the functions that use channels, and from them on all that channels may reach."""
        start: list[Function] = []
        for function in self.program.functions.values():
            if self.survey(function):
                start.append(function)
        for function in start:
            self.take(function)
        self.spread()
        self.taint([UNKNOWN])
        for _ in range(MAX_ROUNDS):
            if not self.exchange():
                return
            self.spread()
        for _, value in self.sent:
            for number in self.pts.get(value, ()):
                self.channels[number].escaped = True

    def spread(self) -> None:
        """Carries channels along the edges; one that escapes or gets everywhere is not followed any more."""
        pending, channels, pts = self.pending, self.channels, self.pts
        while pending:
            number, node = pending.pop()
            channel = channels[number]
            if channel.escaped or node in channel.nodes:
                continue
            if node == SHOWING:
                channel.shown = True
                continue
            if node == ESCAPED or len(channel.nodes) >= MAX_NODES:
                channel.escaped = True
                continue
            channel.nodes[node] = None
            holders = pts.get(node)
            if holders is None:
                pts[node] = [number]
                self.arrive(node)
            else:
                holders.append(number)
            for succ in self.succs[node]:
                pending.append((number, succ))

    def survey(self, function: Function) -> bool:
        """Whether a function has an operation on a channel; notes which fields and package variables it hands on."""
        found = False
        readers = self.readers
        for block in function.blocks:
            for op in block.ops:
                kind = type(op)
                if kind is Assign:
                    values: tuple[Value, ...] = (op.value,)  # type: ignore[attr-defined]
                elif kind is Call:
                    values = op.args  # type: ignore[attr-defined]
                    callee = op.callee  # type: ignore[attr-defined]
                    if type(callee) in (MethodRef, FuncRef) and callee.symbol.id in _ONCE:
                        for value in values:
                            if type(value) is Closure:
                                self.once.add(value.function.id)
                elif kind is Go or kind is Defer:
                    values = op.call.args  # type: ignore[attr-defined]
                elif kind is Return:
                    values = op.values  # type: ignore[attr-defined]
                else:
                    found = found or kind in _CHANNEL_OPS
                    continue
                for value in values:
                    of = type(value)
                    if of is MakeChan:
                        found = True
                    elif of is Elem:
                        value = value.base  # type: ignore[attr-defined]
                        of = type(value)
                    if of is FuncRef or of is MethodRef:
                        known = self.program.by_symbol.get(value.symbol)  # type: ignore[attr-defined]
                        if known is not None:
                            self.openness.handed_out.add(known.id)
                    elif of is FieldOf:
                        readers.setdefault(_field_key(value), []).append(function)  # type: ignore[arg-type]
                    elif of is Global:
                        readers.setdefault(value.id, []).append(function)  # type: ignore[attr-defined]
        return found

    def take(self, function: Function) -> None:
        """Collects a function with all literals around and in it, once."""
        outer = function.outermost
        if outer in self.collected:
            return
        self.collected.add(outer)
        pending = [outer]
        while pending:
            item = pending.pop()
            if item.id in self.program.functions:
                self.collect(item)
            pending.extend(reversed(item.closures))

    def arrive(self, node: int) -> None:
        """A channel reaches a node: what may carry it on from there is collected."""
        key = self.keys[node]
        kind = type(key)
        if kind is Var:
            self.take(key.owner)  # type: ignore[attr-defined]
        elif kind is str:
            for function in self.readers.get(key, ()):  # type: ignore[call-overload]
                self.take(function)
        elif kind is tuple and type(key[0]) is str:  # type: ignore[index]
            for caller in self.callers.get(key[0], ()):  # type: ignore[index]
                function_ = self.program.functions.get(caller)
                if function_ is not None:
                    self.take(function_)
        container = self.containers.get(node)
        if container is not None and container not in self.active:
            self.active.add(container)
            for other in (*self.succs[container], *self.preds[container]):
                self.share(container, other)
            self.arrive(container)

    def share(self, node: int, other: int) -> None:
        """Two containers one of which flows into the other have the same elements."""
        own = self.element(node)
        if other in (ESCAPED, SHOWING):
            self.edge(own, other)
        elif other == UNKNOWN:
            self.edge(UNKNOWN, own)
        elif other != own:
            theirs = self.element(other)
            if theirs != own and theirs != other and own != node:
                self.edge(own, theirs)
                self.edge(theirs, own)

    def edge(self, source: int, target: int) -> None:
        """Says that what is in one node may be in the other."""
        key = source << 32 | target
        if key in self.edges:
            return
        self.edges.add(key)
        self.succs[source].append(target)
        self.preds[target].append(source)
        for number in self.pts.get(source, ()):
            self.pending.append((number, target))
        if source in self.active:
            self.share(source, target)
        if target in self.active:
            self.share(target, source)

    def node(self, key: object) -> int:
        """The number of a node, made on first use."""
        found = self.index.get(key)
        if found is None:
            found = self.index[key] = len(self.succs)
            self.keys.append(key)
            self.succs.append([])
            self.preds.append([])
        return found

    def node_of(self, value: Value) -> int:
        """The node of an operand; ``UNKNOWN`` for what is not followed, -1 for what is no channel."""
        kind = type(value)
        if kind is Var:
            return self.node(value)
        if kind is FieldOf:
            return self.field(value)  # type: ignore[arg-type]
        if kind is Global:
            id: str = value.id  # type: ignore[attr-defined]
            known = self.index.get(id)
            if known is None:
                known = self.node(id)
                self.fields[known] = id
                self.bare(known, self.openness.of_variable(id))
            return known
        if kind is MakeChan:
            return self.make(value)  # type: ignore[arg-type]
        if kind is CallResult:
            return self.result(value)  # type: ignore[arg-type]
        if kind is Alloc:
            return self.index.get(value, -1)
        if kind is Elem:
            under = value.base  # type: ignore[attr-defined]
            base = self.node(under) if type(under) is Alloc else self.node_of(under)
            return self.element(base) if base > UNKNOWN else base
        if kind is Received:
            base = self.node_of(value.chan)  # type: ignore[attr-defined]
            if base <= UNKNOWN:
                return base
            known = self.received.get(base)
            if known is None:
                known = self.received[base] = self.node((base, "received"))
            return known
        return UNKNOWN if value is OPAQUE else -1

    def element(self, base: int) -> int:
        """The elements of what a node holds."""
        found = self.elements.get(base)
        if found is None:
            depth = self.depth.get(base, 0)
            if depth >= MAX_NESTING:
                return base
            found = self.elements[base] = self.node((base, "elem"))
            self.containers[found] = base
            self.depth[found] = depth + 1
        return found

    def field(self, value: FieldOf) -> int:
        """A field by its declaring type; one of an unknown type by its name, and nothing is certain of it."""
        key = _field_key(value)
        known = self.index.get(key)
        if known is None:
            known = self.node(key)
            self.fields[known] = key
            self.bare(known, self.openness.of_field(value.owner, value.name) if value.owner else OPEN)
        return known

    def bare(self, node: int, how: str) -> None:
        """Notes how far a field or package variable may be used by code that is not seen."""
        if how == OPEN:
            self.edge(node, ESCAPED)
            self.edge(UNKNOWN, node)
        elif how == SHOWN:
            self.edge(node, SHOWING)

    def make(self, site: MakeChan) -> int:
        """The node of an allocation."""
        number = self.made.get(site)
        if number is None:
            number = self.made[site] = len(self.channels)
            self.channels.append(Channel(number, site, self.current))
            self.roots.append(self.node(site))
            self.pending.append((number, self.roots[number]))
        return self.roots[number]

    def result(self, value: CallResult) -> int:
        """A result of a call: what its callees return."""
        key = (id(value.call), "result", value.index)
        known = self.index.get(key)
        if known is not None:
            return known
        node = self.node(key)
        self.calls.append(value.call)
        targets, _ = self.program.resolver.targets(value.call)
        for target in targets:
            if target.function is None:
                self.edge(UNKNOWN, node)
            else:
                self.edge(self.node((target.function.id, value.index)), node)
        if not targets:
            self.edge(UNKNOWN, node)
        return node

    def link(self, value: Value, target: int) -> None:
        """Says that a value may be in a node."""
        if type(value) is Const or type(value) is Operation:
            return
        source = self.node_of(value)
        if source >= 0 and target >= 0 and source != target:
            self.edge(source, target)

    # --- one pass over the operations ---------------------------------------------------------------------------

    def collect(self, function: Function) -> None:
        """Takes in a function's operations."""
        self.current = function
        if self.openness.of_function(function) == OPEN:
            for param in function.params:
                self.edge(UNKNOWN, self.node(param))
        for block in function.blocks:
            for op in block.ops:
                handler = _HANDLERS.get(type(op))
                if handler is not None:
                    handler(self, function, op)

    def _assign(self, function: Function, op: Assign) -> None:
        value = op.value
        if type(op.target) is Elem and "#" in op.target.key:
            self.keyed(function, op.target.key)
        kind = type(value)
        if kind not in _CARRYING and value is not OPAQUE:
            return
        target = op.target
        if type(target) is Elem and not target.key:
            self.appended = target.base, op.pos
        if target is OPAQUE:
            self.link(value, ESCAPED)
            return
        if value is OPAQUE and self.is_appended(function, op):
            return  # the list with what was appended to it
        if type(target) is FieldOf:
            self.given(target, value)
        node = self.node_of(target)
        self.link(value, node)
        if type(target) is Var and target.kind == "param" and kind is not Received:
            self.link(value, ESCAPED)  # perhaps through a pointer: the caller has it as well

    def is_appended(self, function: Function, op: Assign) -> bool:
        """Whether an assignment gives a list back what was just appended to it: ``x = append(x, ch)``."""
        base, pos = self.appended
        path = path_of(base) if base is not None and op.end <= pos < function.end else None
        if path is None or path != path_of(op.target):
            return False
        return _APPENDS.match(source_of(function), op.end) is not None

    def given(self, target: FieldOf, value: Value) -> None:
        """Notes the channel that a new object's field is given, or that fields of that class are changed later."""
        made = _made(target.base)
        if made is None:
            self.changed.add(_field_key(target))
        else:
            self.fresh.setdefault((made, target.name), []).append(value)

    def own(self, use: Use) -> list[int] | None:
        """The channel of an operation on the field of an object made by its own function, None when it is not of that kind."""
        operand = use.operand
        if type(operand) is not FieldOf or _field_key(operand) in self.changed:
            return None
        made = _made(operand.base)
        values = self.fresh.get((made, operand.name), ()) if made is not None else ()
        if len(values) != 1 or type(values[0]) is not MakeChan:
            return None
        return [self.made[values[0]]] if values[0] in self.made else None

    def keyed(self, function: Function, key: str) -> None:
        """What a variable holds is a key of a map: others may find it there, by a loop."""
        types = self.program.types
        assigned = (op.target for block in function.blocks for op in block.ops if type(op) is Assign)
        for var in dict.fromkeys((*function.params, *function.captures, *assigned)):
            if type(var) is Var and key == f"{var.name}#{var.uid}":
                if type(types.underlying(types.local_type(var))) in (Chan, Unknown):
                    self.edge(self.node(var), ESCAPED)

    def _call(self, function: Function, op: Call) -> None:
        args = op.args
        for argument in args:
            if type(argument) in _CARRYING:
                break
        else:
            return
        targets, _ = self.program.resolver.targets(op)
        known = False
        for target in targets:
            if target.function is None:
                continue
            known = True
            params = target.function.params
            given = target.args
            if len(given) == 1 and len(params) > 1 and type(given[0]) is CallResult and not target.function.variadic:
                # f(g()), where g has several results
                count = len(params) - (target.recv is not None)
                given = tuple(CallResult(given[0].call, index) for index in range(count))
            actuals = given if target.recv is None else (target.recv, *given)
            last = len(params) - 1 if target.function.variadic else len(params)
            for index, argument in enumerate(actuals):
                if type(argument) not in _CARRYING:
                    continue
                if index < last:
                    self.link(argument, self.node(params[index]))
                    if self.is_channel_as_any(argument, params[index]):
                        self.link(argument, ESCAPED)  # used through reflection
                elif last == len(params):
                    self.link(argument, ESCAPED)  # broken source: too many arguments
                else:
                    node = self.node(params[last])
                    self.link(argument, self.element(node))
                    if len(actuals) == len(params):
                        self.link(argument, node)  # perhaps the whole list: f(list...)
        if not known or any(target.function is None for target in targets):
            for argument in args:
                if type(argument) in _CARRYING:
                    self.link(argument, ESCAPED)

    def is_channel_as_any(self, argument: Value, param: Var) -> bool:
        """Whether a channel is passed where any value is taken."""
        types = self.program.types
        return (
            type(argument) is Var
            and type(types.underlying(types.local_type(argument))) in (Chan, Unknown)
            and type(types.underlying(types.local_type(param))) is Interface
        )

    def _later(self, function: Function, op: Go | Defer) -> None:
        self._call(function, op.call)

    def _return(self, function: Function, op: Return) -> None:
        values: tuple[Value, ...] = op.values or tuple(function.results)
        if len(values) == 1 and len(function.results) > 1 and type(values[0]) is CallResult:
            values = tuple(CallResult(values[0].call, index) for index in range(len(function.results)))
        how: str | None = None
        for index, value in enumerate(values):
            if type(value) in _CARRYING or value is OPAQUE:
                node = self.node((function.id, index))
                self.link(value, node)
                if how is None:
                    how = self.openness.of_function(function)
                if how != CLOSED:
                    self.edge(node, ESCAPED if how == OPEN else SHOWING)

    def _send(self, function: Function, op: Send) -> None:
        self.use(op.chan, Use(function, op, "send", -1, False))
        self.payload(op.chan, op.value)

    def payload(self, chan: Value, value: Value) -> None:
        """A value that may be a channel sent over another."""
        if type(value) in _CARRYING:
            self.sent.append((self.node_of(chan), self.node_of(value)))

    def _recv(self, function: Function, op: Recv) -> None:
        self.use(op.chan, Use(function, op, "range" if op.ranged else "recv", -1, False))

    def _close(self, function: Function, op: Close) -> None:
        self.use(op.chan, Use(function, op, "close", -1, False))

    def _select(self, function: Function, op: Select) -> None:
        free = len(op.arms) + op.has_default > 1
        for number, arm in enumerate(op.arms):
            self.use(arm.chan, Use(function, op, arm.kind, number, free))
            if arm.kind == "send":
                self.payload(arm.chan, arm.value)

    def use(self, chan: Value, use: Use) -> None:
        """Notes an operation."""
        node = self.node_of(chan)
        if node >= 0:
            self.operations.append((node, use))

    # --- solving -------------------------------------------------------------------------------------------------

    def taint(self, start: list[int]) -> None:
        """Marks nodes that may hold a channel nobody knows."""
        pending = start
        while pending:
            node = pending.pop()
            if node not in self.unknown:
                self.unknown.add(node)
                pending.extend(self.succs[node])

    def exchange(self) -> bool:
        """Carries channels from sends to receives over the same channels; whether anything is left to spread."""
        payloads: dict[int, dict[int, None]] = {}
        for chan, value in self.sent:
            values = self.pts.get(value)
            if not values:
                continue
            carriers = self.pts.get(chan, ())
            if not carriers or chan in self.unknown or any(self.channels[number].escaped for number in carriers):
                self.pending.extend((number, ESCAPED) for number in values)
            for number in carriers:
                payloads.setdefault(number, {}).update(dict.fromkeys(values))
        for chan, node in self.received.items():
            for number in self.pts.get(chan, ()):
                for sent in payloads.get(number, ()):
                    if node not in self.channels[sent].nodes:
                        self.pending.append((sent, node))
        return bool(self.pending)

    def channels_of(self, use: Use) -> list[Channel]:
        """All channels an operation may be on; none when it may also be on one that nobody knows."""
        return self.on.get((id(use.op), use.arm), [])

    def neighbours(self, home: Function) -> list[Channel]:
        """The channels made in the same declared function."""
        return self.by_home.get(home.outermost, [])

    def is_lost(self, node: int) -> bool:
        """Whether elements may be reached under another name than that of their variable or field."""
        while node in self.containers:
            node = self.containers[node]
        known = self.lost.get(node)
        if known is None:
            known = self.lost[node] = may_lose(self.program, self.keys[node])
        return known

    def finish(self) -> None:
        """Gives every channel its uses, its fields and whether it escapes."""
        payload_nodes = set(self.received.values())
        elements = set(self.elements.values())
        results = {node for key, node in self.index.items() if type(key) is tuple and type(key[0]) is str}
        self.by_home: dict[Function, list[Channel]] = {}
        for channel in self.channels:
            if channel.site.size is not None and self.openness.of_function(channel.home) != OPEN:
                channel.room = capacity_of(self.program, self.callers, channel.site)
            self.by_home.setdefault(channel.home.outermost, []).append(channel)
            for node in channel.nodes:
                if node in self.fields:
                    channel.fields.append(self.fields[node])
                if node in elements and not channel.escaped and self.is_lost(node):
                    channel.escaped = True
                if node in payload_nodes or node in elements or node in results or node in self.fields:
                    channel.kept = True
        self.on: dict[tuple[int, int], list[Channel]] = {}
        for node, use in self.operations:
            own = self.own(use)
            numbers = self.pts.get(node, ()) if own is None else own
            unknown = own is None and node in self.unknown
            self.on[id(use.op), use.arm] = [] if unknown else [self.channels[number] for number in numbers]
            dead = self.is_dead is not None and self.is_dead(use.function)
            for number in numbers:
                channel = self.channels[number]
                if dead and self.is_dead is not None and not self.is_dead(channel.home):
                    continue  # what never runs answers nobody
                channel.uses.append(use)


def _made(value: Value) -> Alloc | None:
    """The new object that a value is, also in a variable that holds nothing else."""
    if type(value) is Var and value.kind == "local" and len(value.defs) == 1:
        value = value.defs[0]
    return value if type(value) is Alloc else None


def _field_key(value: FieldOf) -> str:
    """A field by its declaring type, one of an unknown type by its name alone."""
    return f"{value.owner}.{value.name}"


_ONCE = frozenset({"sync.Once.Do", "sync.OnceFunc"})
_CHANNEL_OPS = frozenset((Send, Recv, Close, Select))
_CARRYING = frozenset((Alloc, Var, FieldOf, Global, Elem, CallResult, MakeChan, Received))
_HANDLERS: dict[type[Op], Callable[..., None]] = {
    Assign: Flow._assign,
    Call: Flow._call,
    Go: Flow._later,
    Defer: Flow._later,
    Return: Flow._return,
    Send: Flow._send,
    Recv: Flow._recv,
    Close: Flow._close,
    Select: Flow._select,
}
