"""A lock is held while its goroutine waits for another one."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import (
    BLOCKING_WORDS,
    Diagnostic,
    Precision,
    Profile,
    Results,
    Rule,
    Severity,
    Step,
    lock_name,
    lock_steps,
    op_span,
    short,
    site_steps,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields waits under locks; by default those whose other side needs the lock, or that never end."""
    for found in results.held_waits.find():
        if found.is_ring:
            continue  # mixed-wait-cycle says more
        event = found.blocked.event
        name = lock_name(found.hold)
        does = BLOCKING_WORDS[event.kind].format(event.text)
        held_at = results.place(found.hold.site.file, found.hold.site.pos)
        steps: list[Step] = list(lock_steps(results, found.hold))
        lanes: tuple[str, ...] = ()
        if event.kind == "forever":
            message = (
                f"{name} (locked at {held_at}) is held into select {{}}: it is never given back, whoever wants it hangs"
            )
            steps.extend(site_steps(results, event.site, "blocks for ever", kind="block"))
        elif found.wakes is not None and found.needs is not None:
            function, op = found.needs
            waker, wake = found.wakes
            message = (
                f"this {does} while {name} is held (locked at {held_at}), but {waker.name} must lock it at "
                f"{results.place(function.file, op.pos)} before it can answer: both wait for ever"
            )
            steps.append(Step(op_span(function, op), f"waits for {name}", 2, "block"))
            steps.append(Step(op_span(waker, wake), "would answer, but is never reached", 2))
            steps.extend(site_steps(results, event.site, f"{does}: nobody answers", kind="block"))
            lanes = (found.blocked.function.name, waker.name)
        else:
            message = f"this {does} while {name} is held (locked at {held_at}): whoever wants the lock waits as long"
            steps.extend(site_steps(results, event.site, does, kind="block"))
        yield Diagnostic(
            span=op_span(found.blocked.function, found.blocked.op),
            message=message,
            witness=tuple(steps),
            symbols=(short(found.hold.class_), event.kind, short(event.class_)),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
            lanes=lanes,
        )


RULE = Rule(
    id="lock-held-at-blocking-op",
    family="mutex",
    summary="a lock is held while the goroutine waits for somebody who needs it, or for ever",
    severity=Severity.ERROR,
    precision=Precision.MEDIUM,
    check=check,
    cwe=(833, 667),
)
