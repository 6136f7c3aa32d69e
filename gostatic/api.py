"""The names a rule may import: the contract, the records of the analyses, and how witnesses are written."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.analyses.census.abandoned import Abandoned
from gostatic.analyses.census.close_effects import CLOSE, SEND
from gostatic.analyses.census.close_effects import Effect as CloseEffect
from gostatic.analyses.census.closes import Misclosed
from gostatic.analyses.census.deserted import Deserted
from gostatic.analyses.census.flow import Channel, Use
from gostatic.analyses.census.leaving import Left
from gostatic.analyses.census.owed_answers import Owed
from gostatic.analyses.channel_fields import unbuffered_notifies
from gostatic.analyses.events import (
    Alike,
    CondWaited,
    ContractRelease,
    DeferredLock,
    DoubleUnlock,
    NilChannel,
    Reacquired,
    Taken,
    TryDropped,
    WrongUnlock,
)
from gostatic.analyses.goroutines import Thread
from gostatic.analyses.ignored_contexts import IgnoredContext
from gostatic.analyses.results import Results
from gostatic.analyses.summary import STATED, Hold, Site
from gostatic.analyses.unreleased import Unreleased, deferred_release, is_turn
from gostatic.analyses.uses import loops_of, meets_others
from gostatic.analyses.wait_rings.rings import Link
from gostatic.analyses.wait_rings.telling import ToldRing, channel_text
from gostatic.base.span import Span
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Copy, Defer, Op, Return, Select
from gostatic.ir.values import Alloc, Var, class_of, text_of
from gostatic.models.effects import NO_COPY_LOCKS, NO_COPY_WAITGROUPS, Effect, Kind
from gostatic.rule import Diagnostic, Precision, Profile, Rule, RulePack, Severity, Step, pages_beside

__all__ = [
    "BLOCKING_WORDS",
    "CLOSE",
    "NO_COPY_LOCKS",
    "NO_COPY_WAITGROUPS",
    "SEND",
    "Abandoned",
    "Alike",
    "Call",
    "Channel",
    "CondWaited",
    "ContractRelease",
    "Copy",
    "DeferredLock",
    "Diagnostic",
    "DoubleUnlock",
    "Effect",
    "Function",
    "Hold",
    "IgnoredContext",
    "Kind",
    "NilChannel",
    "Op",
    "Precision",
    "Profile",
    "Reacquired",
    "Results",
    "Return",
    "Rule",
    "RulePack",
    "Severity",
    "Site",
    "Span",
    "Step",
    "Taken",
    "Thread",
    "TryDropped",
    "Unreleased",
    "Use",
    "WrongUnlock",
    "channel_diagnostic",
    "channel_name",
    "class_of",
    "deferred_release",
    "deserted_diagnostics",
    "direct_effect",
    "exit_text",
    "is_turn",
    "is_waited_for",
    "lane_name",
    "late_drain_diagnostics",
    "left_diagnostic",
    "left_waiting_diagnostics",
    "lock_name",
    "lock_steps",
    "locker",
    "loops_of",
    "make_span",
    "meets_others",
    "misclosed_diagnostic",
    "op_span",
    "owed_diagnostic",
    "pages_beside",
    "ring_diagnostics",
    "self_wait_diagnostics",
    "short",
    "site_steps",
    "text_of",
    "too_early_diagnostics",
    "unbuffered_notifies",
    "use_span",
    "verb",
    "waits",
]  # fmt: skip


# What a blocking operation does, by the kind of its event; the place is filled in.
BLOCKING_WORDS = {
    "send": "sends on {0}",
    "recv": "receives from {0}",
    "range": "receives from {0}",
    "exit": "waits for {0} to be closed",
    "select": "waits in a select",
    "forever": "blocks for ever in select {{}}",
    "wait": "waits for {0}",
    "cond": "waits on {0}",
    "call": "calls a function that the configuration declares to block",
}


def op_span(function: Function, op: Op) -> Span:
    """The span of an operation."""
    return function.span(op)


def use_span(use: Use) -> Span:
    """The span of an operation on a channel; of the case for one in a select."""
    pos, end = use.place
    return Span(use.function.file, pos, end)


_DESERTED = {
    "send": ("the send on {0} waits for ever", "the receive that does not come"),
    "recv": ("the receive from {0} waits for ever", "the answer that does not come"),
    "range": ("the loop over {0} never ends", "the close that does not come"),
}


def deserted_diagnostics(results: Results, kind: str) -> Iterator[Diagnostic]:
    """Reports of the operations of one kind whose counterpart can leave first."""
    for found in results.deserted:
        if found.wait.kind != kind:
            continue
        name = channel_name(found.wait)
        what, missing = _DESERTED[kind]
        out = op_span(found.leaver, found.exit)
        who, place = results.name_of(found.leaver.id), results.place(out.file, out.start)
        steps = [
            Step(use_span(found.wait), f"{BLOCKING_WORDS[kind].format(name)}: nobody is left to answer", 1, "block"),
            Step(
                out,
                "leaves without having handed it on" if found.thread is None else f"returns without a word to {name}",
                2,
                "exit",
            ),
            Step(use_span(found.answer), missing, 2),
        ]
        yield Diagnostic(
            span=use_span(found.wait),
            message=(
                f"{what.format(name)} when {who} returns at {place}: nobody else answers it"
                if found.thread is not None
                else f"{what.format(name)} when {who} comes to {place} without having handed the channel to anybody"
            ),
            witness=tuple(steps),
            symbols=(name, found.leaver.id),
            profile=Profile.DEFAULT if found.certain and not _is_carried(found) else Profile.AUDIT,
            lanes=(f"in {results.name_of(found.wait.function.id)}", lane_name(results, found.thread, found.leaver.id)),
        )


def _is_carried(found: Deserted) -> bool:
    """Whether a way out returns an object made there, which may carry the channel along: who has it then is not known."""
    if found.thread is not None or not isinstance(found.exit, Return):
        return False
    return any(
        isinstance(value, Alloc) or (isinstance(value, Var) and any(isinstance(item, Alloc) for item in value.defs))
        for value in (*found.exit.values, *found.leaver.results)
    )


def make_span(channel: Channel) -> Span:
    """Where a channel is made."""
    return Span(channel.site.file, channel.site.pos, channel.site.pos + len("make"))


def channel_name(use: Use) -> str:
    """How a message names the channel of an operation: its text there."""
    op = use.op
    return text_of(op.arms[use.arm].chan if type(op) is Select else op.chan)  # type: ignore[attr-defined]


def waits(use: Use, name: str) -> str:
    """What a waiting operation does, as a verb."""
    return {"send": f"waits to send on {name}", "recv": f"waits to receive from {name}"}.get(
        use.kind, f"waits in its loop over {name}"
    )


def exit_text(found: Abandoned) -> str:
    """How the home function leaves: it returns, or makes a new channel in the next turn."""
    return "returns" if type(found.exit) is Return else "goes into its next turn"


def is_waited_for(found: Abandoned) -> bool:
    """Whether the home function waits for the goroutine it has left waiting."""
    return type(found.exit) is Call


def short(class_: str) -> str:
    """A class without its import path's folders: ``store.Cache.mu``; a local variable is its name."""
    if ":" in class_:
        return class_.rsplit(":", 1)[1].split("#", 1)[0]
    return class_.rsplit("/", 1)[-1]


def lock_name(hold: Hold) -> str:
    """How a message names a lock: its text at the place, which is what the reader sees there."""
    return hold.text if hold.text != "it" else short(hold.class_)


def locker(hold: Hold) -> str:
    """Who took a lock that is met again: the same goroutine, or a caller by a contract that a comment states."""
    return "whose caller must have" if hold.how in STATED else "that"


def verb(mode: str, past: bool = False) -> str:
    """The word for taking a lock in a mode."""
    if mode == "R":
        return "read-locked" if past else "read-locks"
    return "locked" if past else "locks"


def site_steps(results: Results, site: Site, last: str, goroutine: int = 1, kind: str = "") -> Iterator[Step]:
    """The calls that lead to a place, then the place itself with the text ``last``."""
    chain = site.chain()
    for depth, outer in enumerate(chain[:-1]):
        callee = results.name_of(chain[depth + 1].function)
        yield Step(outer.span, f"calls {callee}", goroutine, "call", depth)
    yield Step(chain[-1].span, last, goroutine, kind, len(chain) - 1)


def lock_steps(results: Results, hold: Hold, goroutine: int = 1) -> Iterator[Step]:
    """How a lock came to be held."""
    name = lock_name(hold)
    if hold.how in STATED:
        return iter(
            (Step(hold.site.span, f"the caller has {verb(hold.mode, past=True)} {name}", goroutine, "acquire"),)
        )
    return site_steps(results, hold.site, f"{verb(hold.mode)} {name}", goroutine, "acquire")


def lane_name(results: Results, thread: Thread | None, entry: str) -> str:
    """What a goroutine is called in a witness."""
    if thread is None:
        return results.name_of(entry)
    if thread.kind == "go":
        spawner = results.program.functions.get(thread.spawner)
        if spawner is not None and thread.op is not None:
            return f"started at {results.place(spawner.file, thread.op.pos)}, runs {results.name_of(thread.entry)}"
    if thread.kind == "main":
        return "main goroutine"
    if thread.kind == "test":
        return f"test {results.name_of(thread.entry)}"
    return f"caller of {results.name_of(entry)}"


def channel_diagnostic(
    channel: Channel,
    use: Use,
    message: str,
    last: str,
    certain: bool,
    others: tuple[Step, ...] = (),
    lanes: tuple[str, ...] = (),
) -> Diagnostic:
    """An operation on a channel that waits for ever: where the channel is made, what ``others`` do, then the wait itself."""
    span, name = use_span(use), channel_name(use)
    return Diagnostic(
        span=span,
        message=message,
        witness=(Step(make_span(channel), f"{name} is made here", 1), *others, Step(span, last, 1, "block")),
        symbols=(name,),
        profile=Profile.DEFAULT if certain else Profile.AUDIT,
        lanes=lanes,
    )


def left_diagnostic(results: Results, found: Left) -> Diagnostic:
    """A send that comes when the one loop that receives has been left."""
    name, home = channel_name(found.wait), found.answer.function
    way = _way_span(home, found.branch, found.arm)
    leaves = "leaves its loop" if found.looped else "gives up"
    return channel_diagnostic(
        found.channel,
        found.wait,
        f"the send on {name} waits for ever once {home.name} {leaves} at {results.place(way.file, way.start)}: "
        "nobody else receives from it",
        f"sends on {name} and waits for ever",
        found.certain,
        (
            Step(
                use_span(found.answer),
                f"receives {'in a loop' if found.looped else 'once'} from {channel_name(found.answer)}",
                2,
            ),
            Step(way, "leaves the loop" if found.looped else "gives up waiting", 2, "branch"),
            Step(op_span(home, found.exit), f"{home.name} returns: the receiver is gone", 2, "exit"),
        ),
        (found.wait.function.name, home.name),
    )


def owed_diagnostic(results: Results, found: Owed) -> Diagnostic:
    """A request that some way of its server leaves without an answer."""
    name, server = channel_name(found.wait), found.server
    return channel_diagnostic(
        found.channel,
        found.wait,
        f"the receive from {name} waits for ever when {server.name} takes the way at "
        f"{results.place(server.file, found.branch.pos)}, on which it does not answer",
        f"waits for ever for the answer on {name}",
        True,
        (
            Step(op_span(server, found.taken), "takes the message to answer", 2),
            Step(op_span(server, found.branch), "takes the way without an answer", 2, "branch"),
            Step(op_span(server, found.end), "is done with the message", 2, "exit"),
        ),
        (found.wait.function.name, server.name),
    )


def _way_span(function: Function, op: Op, number: int) -> Span:
    """Where a way begins: at a condition, or at an arm of a select."""
    if type(op) is Select and 0 <= number < len(op.arms):
        return Span(function.file, op.arms[number].pos, op.arms[number].end)
    return op_span(function, op)


_DRAINED = "comes only at {0}, and before that {1}: all of them wait for ever"
_DRY = "came for the last time at {0}, for what was there: then {1}, and all of them wait for ever"
_LATE = {
    "dry": "{0} waits for the group that counts this goroutine at {1}",
    "group": "{0} waits for the group that counts this goroutine at {1}",
    "loop": "{0} waits at {1} for a channel that is closed when all of these goroutines are done",
    "slot": "{0} first has to get a slot for each of them, which they give back behind their sends, at {1}",
    "feed": "{0} first has to get rid of all that these goroutines receive, at {1}",
}


def late_drain_diagnostics(results: Results, groups: bool) -> Iterator[Diagnostic]:
    """Sends drained too late: behind a group's wait, told at the wait, or behind another wait, told at the send."""
    for found in results.late_drains:
        if (found.kind in ("group", "dry")) != groups:
            continue
        name, home = channel_name(found.wait), found.home
        who = _LATE[found.kind].format(home.name, results.place(home.file, found.block.pos))
        drained = results.place(home.file, found.drain.pos)
        if found.drained is not None:
            drained = results.place(found.drained.function.file, found.drained.place[0])
        yield Diagnostic(
            span=op_span(home, found.block) if groups else use_span(found.wait),
            message=(
                f"the send on {name} at {results.place(found.wait.function.file, found.wait.place[0])} waits for a receive, "
                f"which {_DRY if found.kind == 'dry' else _DRAINED}".format(drained, who)
            ),
            witness=(
                Step(use_span(found.wait), f"waits to send on {name}: nobody receives yet", 1, "block"),
                Step(op_span(home, found.block), "waits for the senders", 2, "block"),
                Step(use_span(found.drained), f"received from {name} what was there before that", 2)
                if found.drained is not None
                else Step(op_span(home, found.drain), f"would receive from {name}, but is never reached", 2),
            ),
            symbols=(name, home.id),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
            lanes=(found.wait.function.name, home.name),
        )


def left_waiting_diagnostics(results: Results) -> Iterator[Diagnostic]:
    """Waits for goroutines that nobody answers any more on the way that leads there."""
    for found in results.abandoned:
        if not is_waited_for(found):
            continue
        home, name = found.home, channel_name(found.wait)
        span, wait = op_span(home, found.exit), use_span(found.wait)
        place = results.place(wait.file, wait.start)
        steps = [Step(wait, f"{waits(found.wait, name)}: nobody is left to answer", 2, "block")]
        if found.branch is not None:
            steps.append(Step(op_span(home, found.branch), "takes another way", 1, "branch"))
        steps.append(Step(span, "waits for the goroutine for ever", 1, "block"))
        yield Diagnostic(
            span=span,
            message=(
                f"{home.name} waits here for a goroutine that {waits(found.wait, name)} at {place}, and has left the loop or "
                "way on which it answers: both wait for ever"
            ),
            witness=tuple(steps),
            symbols=(home.id, name),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
            lanes=(home.name, found.wait.function.name),
        )


def misclosed_diagnostic(results: Results, found: Misclosed) -> Diagnostic:
    """A second close, or a send on a closed channel, with a lane for each goroutine that takes part."""
    first, then = found.first, found.then
    name = text_of(then.operand)
    closed_at = results.place(first.function.file, first.op.pos)
    does = f"closes {name} again" if then.kind == CLOSE else f"sends on {name}"
    who = [f"the goroutine started at {_start_of(results, item)}" if item.spawned else "" for item in (first, then)]
    deferred = ", when the function returns," if type(then.chain[0][1]) is Defer else ""
    if found.many:
        message = f"each of the goroutines started at {_start_of(results, then)} closes {name}: the second close panics"
    elif not any(who):
        message = f"this {does}{deferred} behind the close at {closed_at}: it panics"
    elif then.kind == CLOSE:
        does_so = f"{who[1]} closes {name}" if who[1] else f"this closes {name}{deferred}"
        message = f"{does_so}, and so does {who[0] or found.home.name} at {closed_at}: the second close panics"
    else:
        closes = f"{who[0] or found.home.name} closes it at {closed_at} without waiting for that"
        message = f"{who[1] or found.home.name} {does}, and {closes}: it panics when the close comes first"
    same = not (found.many or any(who))
    lanes = [who[0] or found.home.name, "another one" if found.many else who[1] or found.home.name]
    steps = [
        *_effect_steps(first, 1, f"closes {text_of(first.operand)}"),
        *_effect_steps(then, 1 if same else 2, f"{does}: panics"),
    ]
    return Diagnostic(
        span=found.place,
        message=message,
        witness=tuple(steps),
        symbols=(name, found.home.id),
        profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
        lanes=tuple(lanes[:1] if same else lanes),
    )


def _effect_steps(effect: CloseEffect, lane: int, text: str) -> Iterator[Step]:
    """The calls that lead to an effect, then the operation itself with a text."""
    for depth, (function, op) in enumerate(effect.chain[:-1]):
        starts = depth + 1 == effect.spawned
        calls = "starts the goroutine" if starts else f"calls {effect.chain[depth + 1][0].name}"
        yield Step(op_span(function, op), calls, lane, "spawn" if starts else "call", depth)
    yield Step(effect.span, text, lane, "", len(effect.chain) - 1)


def _start_of(results: Results, effect: CloseEffect) -> str:
    """Where the goroutine of an effect is started."""
    function, op = effect.chain[effect.spawned - 1]
    return results.place(function.file, op.pos)


def direct_effect(results: Results, call: Call) -> Effect | None:
    """The library meaning of a call, when it has exactly one."""
    targets, _ = results.program.resolver.targets(call)
    return targets[0].effect if len(targets) == 1 else None


def too_early_diagnostics(results: Results) -> Iterator[Diagnostic]:
    """Reports of waits for a goroutine that is started only afterwards."""
    for found in results.too_early():
        name, home = channel_name(found.wait), found.home
        start, answer = op_span(home, found.start), use_span(found.answer)
        does = BLOCKING_WORDS[found.wait.kind].format(name)
        steps = [Step(use_span(found.wait), f"{does}: nobody is there to answer", 1, "block")]
        if found.wait.function is not home:
            steps.insert(0, Step(op_span(home, found.step), f"{home.name} calls {found.wait.function.name}", 1, "call"))
        steps.append(Step(start, "would start the goroutine, but is never reached", 1))
        steps.append(Step(answer, "would answer", 2))
        yield Diagnostic(
            span=use_span(found.wait),
            message=(
                f"this {does}, and the goroutine that answers, at {results.place(answer.file, answer.start)}, is started "
                f"only afterwards, at {results.place(start.file, start.start)}: {home.name} waits for ever"
            ),
            witness=tuple(steps),
            symbols=(name, home.id),
            lanes=(home.name, found.answer.function.name),
        )


def self_wait_diagnostics(results: Results) -> Iterator[Diagnostic]:
    """Reports of goroutines that wait for themselves over a channel."""
    for found in results.self_waits:
        name = channel_name(found.wait)
        runs = results.name_of(found.thread.entry)
        answer = use_span(found.answer)
        place = results.place(answer.file, answer.start)
        steps = [
            Step(op_span(caller, op), f"{results.name_of(caller.id)} calls on", 1, "call") for caller, op in found.calls
        ]
        does = BLOCKING_WORDS[found.wait.kind].format(name)
        steps.append(Step(use_span(found.wait), f"{does}: only this goroutine could answer", 1, "block"))
        steps.append(Step(answer, "where it would answer", 1))
        through = f" through {results.name_of(found.wait.function.id)}" if found.calls else ""
        yield Diagnostic(
            span=use_span(found.wait),
            message=(
                f"{runs} comes here{through}, which {does}, and is itself the only one to answer (at {place}): "
                "it waits for itself for ever"
            ),
            witness=tuple(steps),
            symbols=(name, found.thread.entry),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
            lanes=(lane_name(results, found.thread, found.thread.entry),),
        )


def ring_diagnostics(results: Results, how: str) -> Iterator[Diagnostic]:
    """The rings of waits that a rule speaks of (``how`` is mixed, group or channel), told goroutine by goroutine."""
    for ring in results.told_rings:
        if ring.how == how:
            yield _ring_diagnostic(results, ring)


def _ring_diagnostic(results: Results, ring: ToldRing) -> Diagnostic:
    links = ring.links
    before = [links[-1], *links[:-1]]
    held = before[0].held
    function, op = (held.blocked.function, held.blocked.op) if held is not None else (ring.function, ring.op)
    message = f"this {_does(links[0])}"
    if held is not None:
        message += f" while {lock_name(held.hold)} is held (locked at {_place(results, held.hold.site)})"
    clauses = []
    for link, following in zip(links, [*links[1:], links[0]], strict=True):
        assert link.answer is not None
        name, answer = link.answer[0].name, results.place(link.answer[0].file, link.answer[1].pos)
        stop = following.node if link.lock is None else link.lock
        does = _does(following) if link.lock is None or link.held is None else f"locks {lock_name(link.held.hold)}"
        where = results.place(stop.function.file, stop.op.pos)
        if link.node.kind == "wait":
            clauses.append(f"{name} must end for that, and before it does it {does} at {where}")
        else:
            clauses.append(f"{name} answers at {answer} only after it {does} at {where}")
    message += ", but " + "; ".join(clauses) + ": all of them wait for ever"
    return Diagnostic(
        span=op_span(function, op),
        message=message,
        witness=tuple(_ring_steps(results, links, before)),
        symbols=tuple(f"{link.node.kind} {link.node.function.name}" for link in links),
        # Whether somebody waits on a cond depends on a state that the ring does not know.
        profile=Profile.DEFAULT
        if ring.certain and not any(link.node.kind == "cond" for link in links)
        else Profile.AUDIT,
        lanes=_lanes(links),
    )


def _place(results: Results, site: Site) -> str:
    return results.place(site.file, site.pos)


def _does(link: Link) -> str:
    """What a wait of a ring does, in words."""
    node = link.node
    text = text_of(node.operand) if node.operand is not None else "it"
    return BLOCKING_WORDS[node.kind].format(channel_text(node.channels) if text == "it" else text)


def _lanes(links: tuple[Link, ...]) -> tuple[str, ...]:
    """The goroutines of a ring: those that wait, then those that wait for a lock."""
    others = [link.lock.function.name for link in links if link.lock is not None]
    return (*(link.node.function.name for link in links), *others)


def _ring_steps(results: Results, links: tuple[Link, ...], before: list[Link]) -> Iterator[Step]:
    """One lane of steps per goroutine: what it holds, where it waits, what it would do for the one before it."""
    extra = len(links)
    for number, (link, previous) in enumerate(zip(links, before, strict=True), 1):
        if previous.held is not None:
            yield from lock_steps(results, previous.held.hold, number)
        waits = " for ever" if link.node.kind in ("wait", "cond") else ": nobody answers"
        yield Step(op_span(link.node.function, link.node.op), f"{_does(link)}{waits}", number, "block")
        if link.answer is None:
            continue
        says = "would end, but never does" if link.node.kind == "wait" else "would answer, but is never reached"
        if link.lock is not None and link.held is not None:
            extra += 1
            yield Step(
                op_span(link.lock.function, link.lock.op), f"waits for {lock_name(link.held.hold)}", extra, "block"
            )
            yield Step(op_span(*link.answer), says, extra)
        else:
            yield Step(op_span(*link.answer), says, number % len(links) + 1)
