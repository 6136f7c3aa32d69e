"""A goroutine stays blocked because the function that started it leaves before it answers."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import (
    Abandoned,
    Diagnostic,
    Precision,
    Profile,
    Results,
    Rule,
    Severity,
    Span,
    Step,
    channel_name,
    exit_text,
    is_waited_for,
    lane_name,
    make_span,
    op_span,
    use_span,
    waits,
)


def _witness(results: Results, found: Abandoned) -> tuple[Step, ...]:
    home, thread = found.home, found.spawned.thread
    name = channel_name(found.wait)
    steps = [Step(use_span(found.wait), f"{waits(found.wait, name)}: nobody is left to answer", 1, "block")]
    if found.handed:
        steps.append(Step(make_span(found.channel), "makes the channel and hands it on", 2))
    elif thread.op is not None:
        spawner = results.program.functions[thread.spawner]
        steps.append(Step(op_span(spawner, thread.op), "starts the goroutine", 2, "spawn"))
    if found.branch is not None:
        steps.append(Step(op_span(home, found.branch), "takes another way", 2, "branch"))
    steps.append(Step(op_span(home, found.exit), f"{exit_text(found)} with {name} unanswered", 2, "exit"))
    steps.append(Step(use_span(found.answer), "the answer that is left out on this way", 2))
    return tuple(steps)


def _who(results: Results, found: Abandoned) -> str:
    """The goroutine that stays behind, as a sentence begins with it."""
    thread = found.spawned.thread
    if found.handed or thread.op is None:
        return f"the goroutine that is handed the channel of {found.home.name}"
    spawner = results.program.functions[thread.spawner]
    return f"the goroutine started at {results.place(spawner.file, thread.op.pos)}"


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields waiting operations of goroutines that those who should answer may leave behind."""
    for found in results.abandoned:
        if is_waited_for(found):
            continue  # a deadlock, told at the wait
        name = channel_name(found.wait)
        home = found.home
        thread = found.spawned.thread
        exit_place = results.place(home.file, found.exit.pos)
        yield Diagnostic(
            span=use_span(found.wait),
            message=(
                f"{_who(results, found)} {waits(found.wait, name)} for ever when {home.name} "
                f"{exit_text(found)} at {exit_place} before it answers"
            ),
            witness=_witness(results, found),
            symbols=(home.id, name),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
            lanes=(lane_name(results, thread, thread.entry), f"caller of {home.name}"),
        )
    yield from _unending(results)


def _unending(results: Results) -> Iterator[Diagnostic]:
    for found in results.unending():
        span = Span(found.function.file, found.pos, found.end)
        go = op_span(found.spawner, found.op)
        started = f"the goroutine started at {results.place(go.file, go.start)}"
        if found.signal:
            message = (
                f"nobody ever sends on or closes {found.signal}, the only way out of this loop: {started} never ends"
            )
            step, symbol = "waits for a signal that never comes", found.signal
        else:
            assert found.closer is not None
            symbol = f"{found.closer.recv}.{found.closer.name}"
            message = f"{started} has no way to end: nothing leaves this loop, and {symbol} does not stop it"
            step = f"goes on when {symbol} has returned"
        yield Diagnostic(
            span=span,
            message=message,
            witness=(Step(go, "starts the goroutine", 2, "spawn"), Step(span, step, 1, "block")),
            symbols=(symbol,),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
            lanes=(found.function.name, found.spawner.name),
        )


RULE = Rule(
    id="goroutine-leak-on-early-return",
    family="goroutine",
    summary="a function leaves and the goroutine it started stays blocked",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(772, 833),
)
