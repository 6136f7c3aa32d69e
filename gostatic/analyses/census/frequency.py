"""How often an operation runs for one channel: once, or again and again; and whether it asks if it still may."""

from __future__ import annotations

from gostatic.analyses.census.flow import Channel, Flow, Use
from gostatic.analyses.census.spawns import reaches
from gostatic.analyses.goroutines import GO, Goroutines, Thread
from gostatic.ir.function import Function
from gostatic.ir.ops import Branch, Call, Go, Op, Select, call_in
from gostatic.ir.values import OPAQUE, CallResult, Closure, Const, Operation, Pure, Value, Var, path_of

# How many callers are followed in search of a loop.
MAX_DEPTH = 4


class Frequency:
    """Answers for operations on channels; callers are looked up once."""

    def __init__(self, flow: Flow, goroutines: Goroutines) -> None:
        self.flow, self.goroutines = flow, goroutines
        self.sites: dict[str, list[tuple[Function, Op, int]]] | None = None

    def sites_of(self, id_: str) -> list[tuple[Function, Op, int]]:
        """Where a function is called, deferred or started: the function around, the operation and its loop."""
        if self.sites is None:
            self.sites = {}
            resolver = self.flow.program.resolver
            for function, op, call, block in self.flow.program.calls:
                for value in call.args:
                    if type(value) is Closure:
                        self.sites.setdefault(value.function.id, []).append((function, op, block.loop))
                direct = type(call.callee) is Closure or (type(call.callee) is Var and call.callee.kind == "local")
                for target in resolver.targets(call)[0]:
                    # A literal that was handed in runs as often as it is handed in, if not in a loop.
                    if target.function is not None and (target.function.parent is None or direct or block.loop):
                        self.sites.setdefault(target.function.id, []).append((function, op, block.loop))
            for thread in self.goroutines.sites:
                spawner = self.flow.program.functions.get(thread.spawner)
                entry = self.flow.program.functions.get(thread.entry)
                if entry is None or entry.parent is not None:
                    continue  # a literal, counted where it stands
                if spawner is not None and thread.op is not None and type(thread.op) is not Go:
                    loop = next((b.loop for b in spawner.blocks if any(op is thread.op for op in b.ops)), 0)
                    self.sites.setdefault(thread.entry, []).append((spawner, thread.op, loop))
        return self.sites.get(id_, [])

    def literal_above(self, function: Function) -> Function | None:
        """The literal that a function is, or is called by alone; None when there is none."""
        for _ in range(MAX_DEPTH):
            if function.parent is not None:
                return function
            callers = {caller.id: caller for caller, _, _ in self.sites_of(function.id)}
            if len(callers) != 1:
                return None
            function = next(iter(callers.values()))
        return None

    def is_often(self, use: Use, channel: Channel) -> bool:
        """Whether an operation comes again for the same channel: in a loop, or by calls or goroutines of a loop."""
        loop = next((b.loop for b in use.function.blocks if any(op is use.op for op in b.ops)), 0)
        if loop and reaches(use.function, use.op, use.op) and not self.is_made_in(channel, use.function, loop):
            return True
        return self.is_run_often(use.function, channel, 0, set())

    def is_run_often(self, function: Function, channel: Channel, depth: int, seen: set[str]) -> bool:
        """Whether a function runs several times for one channel."""
        if depth > MAX_DEPTH or function.id in seen or function.id in self.flow.once:
            return False
        seen.add(function.id)
        sites = self.sites_of(function.id)
        if len(sites) > 1 and not self.makes(function, channel) and not self.are_apart(sites, channel):
            return True
        for caller, _, loop in sites:
            if loop and not self.is_made_in(channel, caller, loop):
                return True
            if not self.makes(caller, channel) and self.is_run_often(caller, channel, depth + 1, seen):
                return True
        return False

    def are_apart(self, sites: list[tuple[Function, Op, int]], channel: Channel) -> bool:
        """Whether each call is for a channel of its own: all callers make it, and the calls are not on the same objects."""
        seen: set[object] = set()
        for caller, op, _ in sites:
            call = call_in(op)
            recv = getattr(call.callee, "recv", None) if call is not None else None
            root = path_of(recv) if recv is not None else None
            if root is None or (caller.id, root) in seen or not self.makes(caller, channel):
                return False
            seen.add((caller.id, root))
        return True

    def may_come_again(self, function: Function, channel: Channel) -> bool:
        """Whether a receiving function may be run again, or several times at once, for one channel."""
        started = self.goroutines.started.get(function.id, ())
        if any(thread.many and thread.kind == GO and not self.has_its_own(thread, channel) for thread in started):
            return True
        if self.makes(function, channel):
            return False
        return self.is_run_often(function, channel, 0, set())

    def has_its_own(self, thread: Thread, channel: Channel) -> bool:
        """Whether each goroutine of a go statement gets a channel of its own: it is made where the goroutine is started."""
        spawner = self.flow.program.functions.get(thread.spawner)
        if spawner is None or spawner is not channel.home:
            return False
        loop = next((block.loop for block in spawner.blocks if any(op is thread.op for op in block.ops)), 0)
        return not loop or self.is_made_in(channel, spawner, loop)

    def makes(self, function: Function, channel: Channel) -> bool:
        """Whether a function makes the channel itself, or calls who makes it: each run has its own."""
        home = channel.home
        return home is function or home.outermost is function or home.id in self.goroutines.below(function.id)

    def is_made_in(self, channel: Channel, function: Function, loop: int) -> bool:
        """Whether each turn of a loop makes its own channel."""
        home = channel.home
        for block in function.blocks:
            if not block.loop or not function.in_loop(block.loop, loop):
                continue
            for op in block.ops:
                if home is function and getattr(op, "value", None) is channel.site:
                    return True
                call = op if type(op) is Call else None
                if call is None or home is function:
                    continue
                for target in self.flow.program.resolver.targets(call)[0]:
                    if target.function is not None and home.id in self.goroutines.below(target.function.id):
                        return True
        return False

    def asks_before(self, use: Use) -> bool:
        """Whether the loop around an operation asks some state, or another channel, if it is to end."""
        function = use.function
        loop = next((b.loop for b in function.blocks if any(op is use.op for op in b.ops)), 0)
        if not loop:
            return False
        for block in function.blocks:
            if not block.loop or not function.in_loop(block.loop, loop):
                continue
            last = block.ops[-1]
            leaves = [succ for succ in block.succs if not function.in_loop(function.blocks[succ].loop, loop)]
            if not leaves:
                continue
            # A select that does not wait asks too early: it may be left between that and the send.
            if (type(last) is Select and not last.has_default) or (type(last) is Branch and _asks(last.cond)):
                return True
        return False


def _asks(cond: Value) -> bool:
    """Whether a condition asks more than a range, a counter, or whether a call has failed."""
    if cond is OPAQUE:
        return False
    if type(cond) is Pure:
        return "." in cond.text or "(" in cond.text.replace("len(", "")
    if type(cond) is Operation:
        nil = any(type(item) is Const and item.value is None for item in cond.operands)
        failed = any(
            type(item) is Var and any(type(value) is CallResult for value in item.defs) for item in cond.operands
        )
        return not (nil and failed)
    if type(cond) is Var:
        return not all(value is OPAQUE for value in cond.defs)
    return True
