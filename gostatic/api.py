"""The names a rule may import: the contract, the records of the analyses, and how witnesses are written."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.analyses.census.abandoned import Abandoned
from gostatic.analyses.census.flow import Channel, Use
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
from gostatic.analyses.results import Results
from gostatic.analyses.summary import Hold, Site
from gostatic.analyses.unreleased import deferred_release, is_turn
from gostatic.analyses.uses import loops_of
from gostatic.base.span import Span
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Copy, Op, Return, Select
from gostatic.ir.values import class_of, text_of
from gostatic.models.effects import NO_COPY_LOCKS, NO_COPY_WAITGROUPS, Effect, Kind
from gostatic.rule import Diagnostic, Precision, Profile, Rule, RulePack, Severity, Step, pages_beside

__all__ = [
    "BLOCKING_WORDS",
    "NO_COPY_LOCKS",
    "NO_COPY_WAITGROUPS",
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
    "Use",
    "WrongUnlock",
    "channel_name",
    "class_of",
    "deferred_release",
    "direct_effect",
    "exit_text",
    "is_turn",
    "lane_name",
    "lock_name",
    "lock_steps",
    "loops_of",
    "make_span",
    "op_span",
    "pages_beside",
    "short",
    "site_steps",
    "text_of",
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


def short(class_: str) -> str:
    """A class without its import path's folders: ``store.Cache.mu``; a local variable is its name."""
    if ":" in class_:
        return class_.rsplit(":", 1)[1].split("#", 1)[0]
    return class_.rsplit("/", 1)[-1]


def lock_name(hold: Hold) -> str:
    """How a message names a lock: its text at the place, which is what the reader sees there."""
    return hold.text if hold.text != "it" else short(hold.class_)


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


def direct_effect(results: Results, call: Call) -> Effect | None:
    """The library meaning of a call, when it has exactly one."""
    targets, _ = results.program.resolver.targets(call)
    return targets[0].effect if len(targets) == 1 else None
