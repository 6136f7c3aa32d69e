"""A goroutine takes a mutex that it holds already."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import (
    Alike,
    Diagnostic,
    Precision,
    Profile,
    Reacquired,
    Results,
    Rule,
    Severity,
    is_turn,
    lock_name,
    lock_steps,
    locker,
    op_span,
    short,
    site_steps,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields each second acquisition; what a loop's next turn meets is lock-not-released's matter."""
    for found in results.events.of(Reacquired):
        held, taken = found.held, found.taken
        if results.is_left_over(held, found.function):
            continue  # lock-not-released: a call that is over, or an earlier turn of a loop, has kept it
        if is_turn(found) or (held.mode == "R" and taken.mode == "R"):
            continue
        if held.how == "try" and held.site.inner is not None:
            continue  # trylock-unchecked: the caller was told and did not act
        name = lock_name(held)
        place = taken.site.in_literal
        through = f" through {results.name_of(place.inner.function)}" if place.inner else ""
        how = "read-locked" if taken.mode == "R" else "locked"
        earlier = "read-locked" if held.mode == "R" else "locked"
        reason = "an RWMutex cannot be upgraded" if held.mode == "R" else "Go's mutexes are not re-entrant"
        certain = found.certain and held.class_ not in results.crossing and not results.is_optional(taken.site)
        certain = certain and results.is_followed(taken.site)
        # A test that always stops would not have been kept: what it calls leaves before the lock in the state it sets up.
        certain = certain and not (found.function.test and results.is_avoidable(taken.site))
        yield Diagnostic(
            span=place.span,
            message=(
                f"{name} is {how} again{through} by the goroutine {locker(held)} {earlier} it at "
                f"{results.place(held.site.file, held.site.pos)}: it waits for itself for ever, {reason}"
            ),
            witness=(
                *lock_steps(results, held),
                *site_steps(results, taken.site, f"locks {name} again: waits for itself", kind="block"),
            ),
            symbols=(short(held.class_),),
            profile=Profile.DEFAULT if certain else Profile.AUDIT,
        )
    for alike in results.events.of(Alike):
        held, taken = alike.held, alike.taken
        if held.mode == taken.mode == "R" or taken.site.inner is None or held.how == "try":
            continue
        if held.class_ in results.crossing or not results.singletons.is_one(held.class_):
            continue  # of two locks of one class nothing is known
        name = lock_name(held)
        yield Diagnostic(
            span=op_span(alike.function, alike.op),
            message=(
                f"{short(held.class_)} is locked again through {results.name_of(taken.site.inner.function)} while {name} is "
                f"held (locked at {results.place(held.site.file, held.site.pos)}): the program has only one of them, so the "
                "goroutine waits for itself for ever"
            ),
            witness=(
                *lock_steps(results, held),
                *site_steps(results, taken.site, f"locks {short(held.class_)} again", kind="block"),
            ),
            symbols=(short(held.class_),),
        )


RULE = Rule(
    id="double-lock",
    family="mutex",
    summary="a goroutine locks a mutex it already holds",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(764, 833),
)
