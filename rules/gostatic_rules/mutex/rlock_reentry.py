"""A goroutine read-locks an RWMutex twice while a writer may come in between."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import (
    Diagnostic,
    Precision,
    Profile,
    Reacquired,
    Results,
    Rule,
    Severity,
    Step,
    Taken,
    is_turn,
    lane_name,
    lock_name,
    lock_steps,
    short,
    site_steps,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields nested read locks for which some goroutine may be waiting to write."""
    writers: dict[str, list[Taken]] = {}
    for taken in results.events.of(Taken):
        if taken.hold.mode == "W":
            writers.setdefault(taken.hold.class_, []).append(taken)
    for found in results.events.of(Reacquired):
        if found.held.mode != "R" or found.taken.mode != "R" or is_turn(found):
            continue
        for writer in writers.get(found.held.class_, ()):
            meeting = results.goroutines.meeting((found.function, found.op), (writer.function, writer.op))
            if meeting is None:
                continue
            # Locks behind a wrapper's Lock method are all of one class: whether this very one is written is not known.
            summary = results.summaries.get(writer.function.id)
            wrapped = summary is not None and any(outcome.acquired for outcome in summary.outcomes)
            name = lock_name(found.held)
            site = writer.hold.site
            yield Diagnostic(
                span=found.taken.site.in_literal.span,
                message=(
                    f"{name} is read-locked again while already read-locked at "
                    f"{results.place(found.held.site.file, found.held.site.pos)}: a writer waiting in between "
                    f"({results.place(site.file, site.pos)}) stops this goroutine, and it stops the writer"
                ),
                witness=(
                    *lock_steps(results, found.held),
                    Step(site.span, f"waits to lock {name} for writing; new readers now queue behind it", 2, "block"),
                    *site_steps(
                        results, found.taken.site, f"read-locks {name} again: waits for the writer", kind="block"
                    ),
                ),
                symbols=(short(found.held.class_),),
                profile=Profile.DEFAULT if found.certain and not wrapped else Profile.AUDIT,
                lanes=(
                    lane_name(results, meeting[0], found.function.id),
                    lane_name(results, meeting[1], writer.function.id),
                ),
            )
            break


RULE = Rule(
    id="rlock-reentry",
    family="mutex",
    summary="a read lock is taken again while a writer may be waiting",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(833,),
)
