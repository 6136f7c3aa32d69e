"""A way out that leaves the goroutine locked to its OS thread."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, Precision, Profile, Results, Rule, Severity, Step, op_span


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields exits that skip UnlockOSThread."""
    for found in results.pinned():
        span = op_span(found.function, found.op)
        steps: list[Step] = []
        if found.lock is not None:
            steps.append(Step(op_span(found.function, found.lock), "locks the goroutine to its thread", kind="acquire"))
        if found.never:
            yield Diagnostic(
                span=span,
                message=(
                    f"no path of {found.function.name} calls runtime.UnlockOSThread(): its caller's goroutine stays bound to "
                    "its thread"
                ),
                witness=tuple(steps),
                symbols=(found.function.name,),
                profile=Profile.AUDIT,
            )
            continue
        does = "goes on to the next turn" if found.turn else "leaves"
        steps.append(Step(span, f"{does} without UnlockOSThread", kind="exit"))
        yield Diagnostic(
            span=span,
            message=(
                f"{found.function.name} {does} here without runtime.UnlockOSThread(), which its other paths call: the "
                "goroutine stays bound to its thread"
            ),
            witness=tuple(steps),
            symbols=(found.function.name,),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
        )


RULE = Rule(
    id="osthread-unbalanced",
    family="scheduler",
    summary="LockOSThread is not undone on some path",
    severity=Severity.WARNING,
    precision=Precision.HIGH,
    check=check,
    cwe=(772,),
)
