"""Goroutines that wait for themselves: the only one who answers a channel waits on it, in what it calls meanwhile.

An event loop whose handler posts an event, a loop that calls what stops it and waits for its end. All answers of the channel
are in one goroutine, started once; from its entry the calls are followed to the waiting operation, and the channel's path is
carried back along them: what is told must be the loop's own channel, not that of another object of the same type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.analyses.census.flow import Channel, Flow, Use
from gostatic.analyses.goroutines import GO, Goroutines, Thread
from gostatic.callgraph.targets import Target, translate
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Defer, Op, Select, call_in
from gostatic.ir.values import Closure, Path, Value, class_of, path_of
from gostatic.models.effects import Kind

ANSWERS = {"send": ("recv", "range"), "recv": ("send", "close"), "range": ("send", "close")}
# Calls followed from a goroutine's entry, and functions looked at on the way.
MAX_DEPTH = 8
MAX_FUNCTIONS = 400


class SelfWait(NamedTuple):
    """An operation ``wait`` that only the goroutine itself, at ``answer``, could let go on; ``calls`` lead to it from the entry.

    ``certain`` when it is the same channel for sure.
    """

    channel: Channel
    wait: Use
    answer: Use
    thread: Thread
    calls: tuple[tuple[Function, Op], ...]
    certain: bool


class _Step(NamedTuple):
    """A call on the way: from ``caller`` by ``op`` to ``target``; ``sole`` when it can go nowhere else."""

    caller: Function
    op: Op
    target: Target
    sole: bool


def self_waits(flow: Flow, goroutines: Goroutines, is_one: Callable[[str], bool]) -> Iterator[SelfWait]:
    """All such operations, each once, in source order of the channels; ``is_one`` says that a field's object is the only one."""
    ways: dict[str, dict[str, tuple[_Step, ...]]] = {}
    seen: set[int] = set()
    for channel in flow.channels:
        if channel.escaped or channel.capacity != 0:
            continue
        for wait in channel.uses:
            if wait.free or wait.kind == "close" or id(wait.op) in seen:
                continue
            found = _judge(flow, goroutines, is_one, channel, wait, ways)
            if found is not None:
                seen.add(id(wait.op))
                yield found


def _judge(
    flow: Flow,
    goroutines: Goroutines,
    is_one: Callable[[str], bool],
    channel: Channel,
    wait: Use,
    ways: dict[str, dict[str, tuple[_Step, ...]]],
) -> SelfWait | None:
    answers = channel.of(*ANSWERS[wait.kind])
    if not answers or flow.channels_of(wait) != [channel]:
        return None
    threads = dict.fromkeys(thread for use in answers for thread in goroutines.threads(use.function.id))
    thread = next(iter(threads), None)
    if thread is None or len(threads) != 1 or thread.kind != GO or thread.many:
        return None
    entry = goroutines.program.functions.get(thread.entry)
    if entry is None or wait.function.id not in goroutines.below(entry.id):
        return None
    if any(use.kind == "close" and not _is_deferred(entry, use) for use in answers):
        return None  # it may be closed before
    known = ways.get(entry.id)
    if known is None:
        known = ways[entry.id] = _ways(flow, entry)
    steps = known.get(wait.function.id)
    if steps is None:
        return None
    answer = answers[0]
    # A deferred close stands in a literal of the entry, and means the same variables.
    back = known.get(answer.function.id, ())
    here, there = _carried(_operand(wait), steps), _carried(_operand(answer), back)
    same = here is not None and here == there
    if not same and not (class_of(_operand(wait)) and is_one(class_of(_operand(wait)))):
        return None
    certain = all(step.sole for step in steps) and not wait.function.test
    return SelfWait(channel, wait, answer, thread, tuple((step.caller, step.op) for step in steps), certain)


def _operand(use: Use) -> Value:
    op = use.op
    return op.arms[use.arm].chan if type(op) is Select else op.chan  # type: ignore[attr-defined]


def _is_deferred(entry: Function, use: Use) -> bool:
    """Whether an operation is one that a goroutine's entry defers: done when nothing else is to come."""
    return any(
        type(op) is Defer and (op is use.op or _calls_literal(op.call, use.function))
        for block in entry.blocks
        for op in block.ops
    )


def _calls_literal(call: Call, function: Function) -> bool:
    return type(call.callee) is Closure and call.callee.function is function


def _ways(flow: Flow, entry: Function) -> dict[str, tuple[_Step, ...]]:
    """The calls that lead from a goroutine's entry to each function it runs, the fewest of them."""
    found: dict[str, tuple[_Step, ...]] = {entry.id: ()}
    pending = [entry]
    for _ in range(MAX_DEPTH):
        following: list[Function] = []
        for function in pending:
            for step in _calls(flow, function):
                callee = step.target.function
                if callee is not None and callee.id not in found and len(found) < MAX_FUNCTIONS:
                    found[callee.id] = (*found[function.id], step)
                    following.append(callee)
        pending = following
    return found


def _calls(flow: Flow, function: Function) -> Iterator[_Step]:
    """What a function calls itself, also through a ``once``; not what it starts."""
    resolver = flow.program.resolver
    for block in function.blocks:
        for op in block.ops:
            call = call_in(op) if type(op) is Call or type(op) is Defer else None
            if call is None:
                continue
            targets, _ = resolver.targets(call)
            for target in targets:
                if target.function is not None:
                    yield _Step(function, op, target, len(targets) == 1)
                elif target.effect is not None and target.effect.kind is Kind.ONCE and target.args:
                    inner, _ = resolver.targets(Call(op.pos, op.end, target.args[0], (), ""))
                    for item in inner:
                        yield _Step(function, op, item, len(inner) == 1)


def _carried(value: Value, steps: tuple[_Step, ...]) -> Path | None:
    """A channel's path as the entry of the goroutine names it."""
    path = path_of(value)
    for step in reversed(steps):
        if path is None:
            return None
        path = translate(path, step.target.binding(), step.target.function)
    return path
