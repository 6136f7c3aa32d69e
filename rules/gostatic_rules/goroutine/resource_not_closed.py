"""A resource whose close would end a goroutine or wake a peer is dropped."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, Precision, Profile, Results, Rule, Severity, Step, op_span


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields resources that are not closed on some path."""
    for found in results.unclosed_resources():
        span = op_span(found.function, found.op)
        what, name = found.resource.what, found.name
        if found.resource.field:
            name = f"{name}.{found.resource.field}"
        closers = " or ".join(found.resource.closers)
        steps = [Step(span, f"opens the {what} {name}", kind="acquire")]
        if found.exit is None:
            message = f"the {what} {name} is never ended by {closers}: {found.resource.left}"
        else:
            way_out = op_span(found.exit_function, found.exit)
            place = results.place(way_out.file, way_out.start)
            message = f"the {what} {name} is not ended by {closers} on the way to {place}: {found.resource.left}"
            steps.append(Step(way_out, f"leaves without {found.resource.closers[0]}", kind="exit"))
        yield Diagnostic(
            span=span,
            message=message,
            witness=tuple(steps),
            symbols=(name,),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
        )
    for pipe in results.unread_pipes():
        span, way_out = op_span(pipe.function, pipe.op), op_span(pipe.function, pipe.exit)
        yield Diagnostic(
            span=span,
            message=(
                f"the pipe reader {pipe.name} is not closed when reading fails, on the way to "
                f"{results.place(way_out.file, way_out.start)}: who writes to the pipe waits for a reader for ever"
            ),
            witness=(
                Step(span, f"opens the pipe reader {pipe.name}", kind="acquire"),
                Step(way_out, "leaves without Close", kind="exit"),
            ),
            symbols=(pipe.name,),
            profile=Profile.AUDIT if pipe.function.test else Profile.DEFAULT,
        )


RULE = Rule(
    id="resource-not-closed",
    family="goroutine",
    summary="a body, pipe end, watcher or the like is dropped on a path",
    severity=Severity.WARNING,
    precision=Precision.HIGH,
    check=check,
    cwe=(772,),
)
