"""A context's cancel function that is dropped or forgotten on a path."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, Precision, Profile, Results, Rule, Severity, Step, op_span


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields contexts whose cancel function is not used on some way out."""
    for found in results.cancels():
        span = op_span(found.function, found.op)
        steps = [Step(span, "derives a context that must be cancelled")]
        if found.stored:
            message = (
                f"the cancel function is stored in {found.stored}, which nothing in its package ever reads: the context and "
                "all that waits for it stay until the parent ends"
            )
        elif found.exit is None:
            message = (
                "the cancel function is thrown away: the context and all that waits for it stay until the parent ends"
            )
        elif found.again:
            message = (
                f"{found.name} is not called before the loop's next turn makes another one: the context of each turn and all "
                "that waits for it stay until the parent ends"
            )
            steps.append(
                Step(op_span(found.function, found.exit), f"goes on without calling {found.name}", kind="branch")
            )
        else:
            exit_span = op_span(found.function, found.exit)
            line = results.place(exit_span.file, exit_span.start)
            message = (
                f"{found.name} is not called on the way to {line}: the context and all that waits for it stay until "
                "the parent ends"
            )
            steps.append(Step(exit_span, f"leaves without calling {found.name}", kind="exit"))
        profile = Profile.DEFAULT if found.certain else Profile.AUDIT
        yield Diagnostic(span=span, message=message, witness=tuple(steps), symbols=(found.name,), profile=profile)
    for group in results.unwaited_groups():
        span, way_out = op_span(group.function, group.op), op_span(group.function, group.exit)
        yield Diagnostic(
            span=span,
            message=(
                f"{group.name}.Wait is not called on the way to {results.place(way_out.file, way_out.start)}: the group's "
                "context ends only with it, so what the group has started goes on"
            ),
            witness=(
                Step(span, "derives a context that ends with the group"),
                Step(way_out, f"leaves without {group.name}.Wait", kind="exit"),
            ),
            symbols=(group.name,),
            profile=Profile.DEFAULT if group.certain else Profile.AUDIT,
        )


RULE = Rule(
    id="lost-cancel",
    family="goroutine",
    summary="a context's cancel function is dropped or not called on a path",
    severity=Severity.WARNING,
    precision=Precision.HIGH,
    check=check,
    cwe=(772,),
)
