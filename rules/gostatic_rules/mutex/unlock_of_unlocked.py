"""An unlock without the lock: twice, of the other mode, or of a lock nothing takes."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import (
    ContractRelease,
    Diagnostic,
    DoubleUnlock,
    Precision,
    Profile,
    Results,
    Rule,
    Severity,
    Step,
    Taken,
    WrongUnlock,
    lock_name,
    lock_steps,
    meets_others,
    op_span,
    short,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields unlocks that end in a fatal error at run time."""
    for twice in results.events.of(DoubleUnlock):
        span = op_span(twice.function, twice.op)
        yield Diagnostic(
            span=span,
            message=f"{twice.text} is unlocked here although this path does not hold it (any more): a fatal error at run time",
            witness=(Step(span, f"unlocks {twice.text} a second time", kind="release"),),
            symbols=(twice.text,),
            # What this function never locks may be locked by another goroutine that it hears from in between.
            profile=Profile.AUDIT if twice.how == "contract" and meets_others(twice.function) else Profile.DEFAULT,
        )
    for wrong in results.events.of(WrongUnlock):
        span = op_span(wrong.function, wrong.op)
        used, wanted = ("RUnlock", "Unlock") if wrong.mode == "R" else ("Unlock", "RUnlock")
        name = lock_name(wrong.hold)
        yield Diagnostic(
            span=span,
            message=f"{name} was {'' if wrong.hold.mode == 'W' else 'read-'}locked, so {wanted} must release it, not {used}",
            witness=(*lock_steps(results, wrong.hold), Step(span, f"releases it with {used}", kind="release")),
            symbols=(short(wrong.hold.class_),),
        )
    locked = {taken.hold.class_ for taken in results.events.of(Taken)} | results.events.taken_by_value
    for release in results.events.of(ContractRelease):
        if (
            not release.class_
            or ":" in release.class_
            or any(class_ in locked for class_ in results.events.aliases(release.class_))
        ):
            continue
        span = op_span(release.function, release.op)
        yield Diagnostic(
            span=span,
            message=f"{release.text} is unlocked here, but nothing in the program locks it: a fatal error at run time",
            witness=(Step(span, f"unlocks {release.text}", kind="release"),),
            symbols=(short(release.class_),),
        )


RULE = Rule(
    id="unlock-of-unlocked",
    family="mutex",
    summary="a mutex is unlocked that is not locked",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(765, 667),
)
