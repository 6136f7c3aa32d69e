"""Who is to answer whom: functions that have all answers of a channel, with the places where somebody comes to wait for them.

There are three kinds. In the simplest a function makes the channel and starts the goroutines. Or it gets the channel from
a function that has started them (``for x := range produce()``). Or it hands its own channel on, in a request or under a
key, to goroutines that are there already and will answer on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.census.bounds import around, header_of, is_short
from gostatic.analyses.census.flow import Channel, Flow, Use
from gostatic.analyses.census.held_arms import held_arms
from gostatic.analyses.census.openness import is_own_interface
from gostatic.analyses.census.spawns import ANSWERS, MANY, Spawned, spawned
from gostatic.analyses.goroutines import GO, Goroutines
from gostatic.analyses.uses import op_mentions, source_of
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Branch, Call, Op, Select, Send
from gostatic.ir.values import Alloc, CallResult, Const, Elem, FieldOf, Received, Value, Var

KINDS = ("send", "range", "recv")


class Scope(NamedTuple):
    """One function ``home`` that has all answers to what waits on a channel by operations of one ``kind``.

    The walk starts behind ``begin`` (None: where the function starts). ``sites`` are the operations, with the arm of a select
    or -1, from which on somebody waits; ``answers`` the uses that may answer. ``handed`` when the channel goes to goroutines
    that are there already.
    """

    channel: Channel
    kind: str
    home: Function
    begin: Op | None
    sites: tuple[tuple[Op, int, Spawned], ...]
    answers: tuple[Use, ...]
    certain: bool
    handed: bool


def scopes(flow: Flow, goroutines: Goroutines) -> Iterator[Scope]:
    """All scopes, in source order of the channels."""
    for channel in flow.channels:
        if channel.escaped:
            continue
        for kind in KINDS:
            if not any(use.kind == kind and (not use.free or kind != "range") for use in channel.uses):
                continue
            found = _at_home(flow, goroutines, channel, kind) or _handed_on(flow, goroutines, channel, kind)
            for scope in (found,) if found is not None else _elsewhere(flow, goroutines, channel, kind):
                if channel.capacity is not None or (kind == "send" and not _may_have_room(scope)):
                    yield scope


def _is_main(function: Function) -> bool:
    """Whether the process ends with a function."""
    return function.name == "main" and function.parent is None


def make_of(channel: Channel) -> Op | None:
    """The assignment of the channel to a variable or part of one where it is made."""
    for block in channel.home.blocks:
        for op in block.ops:
            if type(op) is Assign and op.value is channel.site:
                return op
    return None


def _may_have_room(scope: Scope) -> bool:
    """Whether a channel of unknown capacity may have room for all that is sent on it."""
    for op, _, site in scope.sites:
        headers = [header_of(scope.home, loop) for loop in around(scope.home, op)]
        if site.most == MANY:
            for wait in site.waits:
                headers.extend(header_of(wait.function, loop) for loop in around(wait.function, wait.op))
        if is_short(scope.channel, [header for header in headers if header]):
            return False
    return True


# --- made and answered in one function -----------------------------------------------------------------------------


def _at_home(flow: Flow, goroutines: Goroutines, channel: Channel, kind: str) -> Scope | None:
    """The scope of a channel that its function and the goroutines started there keep to themselves."""
    home = channel.home
    if channel.kept or _is_main(home):
        return None
    held, more = held_arms(flow, home, channel, kind)
    if not any(
        use.kind == kind and (not use.free or (id(use.op), use.arm) in held) and use.function is not home
        for use in channel.uses
    ):
        return None
    sites = _as_sites(spawned(goroutines, home, channel, kind, held))
    sites += _by_callees(flow, goroutines, home, channel, kind, held)
    begin = make_of(channel)
    own = channel.of(*ANSWERS[kind])
    answers = (*own, *more)
    if not sites or begin is None or not own or not _are_below(goroutines, home, answers):
        return None
    return Scope(channel, kind, home, begin, sites, answers, True, False)


def _as_sites(found: list[Spawned]) -> tuple[tuple[Op, int, Spawned], ...]:
    return tuple((item.thread.op, -1, item) for item in found if item.thread.op is not None)


def _by_callees(
    flow: Flow, goroutines: Goroutines, home: Function, channel: Channel, kind: str, held: frozenset[tuple[int, int]]
) -> tuple[tuple[Op, int, Spawned], ...]:
    """The calls by which a function has others start goroutines on its channel."""
    waiting = {
        thread.spawner
        for use in channel.uses
        if use.kind == kind and use.function is not home
        for thread in goroutines.threads(use.function.id)
        if thread.kind == GO and thread.spawner != home.id
    }
    found: list[tuple[Op, int, Spawned]] = []
    for block in home.blocks if waiting else ():
        for op in block.ops:
            if type(op) is not Call:
                continue
            targets, complete = flow.program.resolver.targets(op)
            callee = targets[0].function if len(targets) == 1 and complete else None
            if callee is not None and callee.id in waiting and callee is not home:
                found.extend((op, -1, item) for item in spawned(goroutines, callee, channel, kind, held))
    return tuple(found)


def _are_below(goroutines: Goroutines, home: Function, answers: tuple[Use, ...]) -> bool:
    """Whether all that may answer is in a function, or in what it calls."""
    below = goroutines.below(home.id)
    started = frozenset().union(*(goroutines.below(thread.entry) for thread in goroutines.sites_of(home.id)))
    return all(use.function is home or (use.function.id in below and use.function.id not in started) for use in answers)


# --- handed on -------------------------------------------------------------------------------------------------------


def _handed_on(flow: Flow, goroutines: Goroutines, channel: Channel, kind: str) -> Scope | None:
    """The scope of a reply channel: its function puts it where others find it, and waits for their answer itself."""
    home = channel.home
    begin = make_of(channel)
    if kind != "send" or not channel.kept or begin is None or _is_main(home):
        return None
    answers = tuple(use for use in channel.of(*ANSWERS[kind]) if not _is_on_its_own(flow, channel, use))
    if not answers or any(use.function is not home for use in answers):
        return None
    waits = tuple(use for use in channel.of(kind) if not use.free)
    others = goroutines.below(home.id)
    if not waits or any(use.function.id in others for use in channel.of(kind)):
        return None
    thread = next((item for use in waits for item in goroutines.threads(use.function.id)), None)
    if thread is None:
        return None
    carriers = carriers_of(home, channel)
    answering = {id(use.op) for use in answers}
    sites: list[tuple[Op, int, Spawned]] = []
    for block in home.blocks:
        for op in block.ops:
            if op is begin or id(op) in answering:
                continue
            for arm in _hands_on(op, channel, carriers):
                sites.append((op, arm, Spawned(thread, waits, 1)))
    if not sites or not carriers:
        return None
    if any(b"delete(" in _text(goroutines, id) for id in (home.id, *others)):
        return None  # what is taken back is answered by nobody, or no more
    return Scope(channel, kind, home, begin, tuple(sites), answers, True, True)


def _is_on_its_own(flow: Flow, channel: Channel, use: Use) -> bool:
    """Whether an operation is on a channel that its own function has made, though one field stands for all."""
    function = use.function
    root = _root(use.operand)
    return function is not channel.home and any(
        other.home is function and any(root is item for item in carriers_of(function, other))
        for other in flow.channels_of(use)
    )


def _text(goroutines: Goroutines, id: str) -> bytes:
    function = goroutines.program.functions.get(id)
    return b"" if function is None else source_of(function)[function.pos : function.end]


def carriers_of(home: Function, channel: Channel) -> list[Value]:
    """Variables of a function, and composite literals in it, that hold the channel or a value with it inside."""
    found: list[Value] = []
    changed = True
    while changed:
        changed = False
        for block in home.blocks:
            for op in block.ops:
                if type(op) is not Assign or not (op.value is channel.site or any(op.value is item for item in found)):
                    continue
                root = _root(op.target)
                own = type(root) is Alloc or (type(root) is Var and _is_own(root, op.target, home))
                if own and not any(root is item for item in found):
                    found.append(root)
                    changed = True
    return found


def _is_own(root: Var, target: Value, home: Function) -> bool:
    """Whether what is stored in a part of a variable stays in the function: it holds nothing that came from elsewhere."""
    if root.owner is not home or root.kind != "local":
        return False
    return root is target or all(type(item) is Alloc or type(item) is Const for item in root.defs)


def _root(value: Value) -> Value:
    while type(value) is FieldOf or type(value) is Elem:
        value = value.base
    return value


def _hands_on(op: Op, channel: Channel, carriers: list[Value]) -> list[int]:
    """The arms (-1: the operation itself) by which an operation puts the channel where others find it."""
    kind = type(op)
    if kind is Send:
        return [-1] if _is_carried(op.value, channel, carriers) else []  # type: ignore[attr-defined]
    if kind is Select:
        arms = op.arms  # type: ignore[attr-defined]
        return [
            number
            for number, arm in enumerate(arms)
            if arm.kind == "send" and _is_carried(arm.value, channel, carriers)
        ]
    if kind is Assign and _is_carried(op.value, channel, carriers):  # type: ignore[attr-defined]
        root = _root(op.target)  # type: ignore[attr-defined]
        return [] if type(root) is Alloc or any(root is item for item in carriers) else [-1]
    if kind is Call and any(_is_carried(argument, channel, carriers) for argument in op.args):  # type: ignore[attr-defined]
        return [-1]
    return []


def _is_carried(value: Value, channel: Channel, carriers: list[Value]) -> bool:
    return value is channel.site or any(value is var for var in carriers)


# --- made by one function, answered in another -----------------------------------------------------------------------


def _elsewhere(flow: Flow, goroutines: Goroutines, channel: Channel, kind: str) -> Iterator[Scope]:
    """Scopes of functions that get the channel from a call which starts the goroutines, or start them themselves."""
    answers = channel.of(*ANSWERS[kind])
    homes: dict[str, Function] = {use.function.id: use.function for use in answers}
    for home in homes.values():
        if _is_main(home) or home is channel.home:
            continue
        called = list(_from_calls(flow, goroutines, channel, kind, home))
        yield from called
        if not called and len(homes) == 1:
            found = _started_here(goroutines, channel, kind, home, tuple(answers))
            if found is not None:
                yield found


def _from_calls(flow: Flow, goroutines: Goroutines, channel: Channel, kind: str, home: Function) -> Iterator[Scope]:
    """A function that calls the maker of the channel, and keeps what it gets to itself: a scope for each call."""
    for block in home.blocks:
        for op in block.ops:
            if type(op) is not Call:
                continue
            targets, complete = flow.program.resolver.targets(op)
            known = complete or is_own_interface(flow.program, op.callee)
            maker = targets[0].function if len(targets) == 1 and known else None
            if maker is None or maker is not channel.home:
                continue
            sites = spawned(goroutines, maker, channel, kind)
            if len(sites) != 1:
                continue
            answers = tuple(
                use
                for use in channel.of(*ANSWERS[kind])
                if use.function is home and flow.channels_of(use) == [channel] and _comes_from(use, op)
            )
            if answers and _keeps_to_itself(home, op, answers):
                site = (op, -1, sites[0])
                yield Scope(channel, kind, home, op, (site,), answers, True, False)


def _comes_from(use: Use, call: Call) -> bool:
    """Whether an operation is on the result of one call."""
    value = use.operand
    if type(value) is Var:
        return bool(value.defs) and all(type(item) is CallResult and item.call is call for item in value.defs)
    return type(value) is CallResult and value.call is call


def _keeps_to_itself(home: Function, call: Call, answers: tuple[Use, ...]) -> bool:
    """Whether nobody else gets the channel that a call returned: its variable is only received from."""
    variables = {value for use in answers if type(value := use.operand) is Var}
    if any(var.captured or var.owner is not home for var in variables):
        return False
    uses = {id(use.op) for use in answers}
    for block in home.blocks:
        for op in block.ops:
            if id(op) in uses or op is call or type(op) is Branch:
                continue
            if type(op) is Assign and type(op.value) is CallResult and op.value.call is call:
                continue
            if type(op) is Assign and type(op.value) is Received and type(op.target) is Var:
                continue  # what was received
            if any(op_mentions(op, var) for var in variables):
                return False
    return True


def _started_here(
    goroutines: Goroutines, channel: Channel, kind: str, home: Function, answers: tuple[Use, ...]
) -> Scope | None:
    """A function that starts the goroutines on a channel kept in a field, and has all answers."""
    sites = spawned(goroutines, home, channel, kind)
    waits = [use for use in channel.of(kind) if not use.free]
    covered = {id(use.op) for item in sites for use in item.waits}
    if not sites or any(id(use.op) not in covered for use in waits) or not _are_below(goroutines, home, answers):
        return None
    for use in waits:
        threads = goroutines.threads(use.function.id)
        if any(thread.spawner != home.id for thread in threads):
            return None  # others start it as well
    return Scope(channel, kind, home, None, _as_sites(sites), answers, True, False)


__all__ = ["MANY", "Scope", "carriers_of", "make_of", "scopes"]
