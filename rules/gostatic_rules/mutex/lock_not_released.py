"""A way out of a function, or into a loop's next turn, keeps a lock that nobody gives back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gostatic.api import (
    Diagnostic,
    Precision,
    Profile,
    Results,
    Return,
    Rule,
    Severity,
    Step,
    Unreleased,
    lock_name,
    lock_steps,
    op_span,
    short,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields exits that keep a lock, or the lock itself when nothing ever gives it back."""
    for found in results.unreleased:
        hold = found.hold
        if hold.how == "try":
            continue
        name = lock_name(hold)
        at = results.place(hold.site.file, hold.site.pos)
        steps: list[Step] = list(lock_steps(results, hold))
        if found.never:
            span = hold.site.span
            message = f"{name} is locked and never released: nothing in the program gives it back"
        elif found.loop:
            span = op_span(found.function, found.op)
            message = (
                f"the loop goes on with {name} still locked (at {at}): the next turn locks it again and waits for ever"
            )
            steps.append(Step(span, "next turn, the lock still held", kind="branch"))
            steps.append(Step(hold.site.span, f"locks {name} again: waits for itself", kind="block"))
        elif found.jump == "panic" and found.release is not None:
            span = op_span(found.function, found.op)
            line = results.place(found.function.file, found.release.pos)
            message = (
                f"a panic in this call skips the release of {name} ({line}): it is recovered further up, and the lock stays "
                f"held (locked at {at})"
            )
            steps.append(Step(span, f"panics: a caller recovers and goes on, {name} is not released", kind="exit"))
        elif found.jump and found.release is not None:
            span = op_span(found.function, found.op)
            line = results.place(found.function.file, found.release.pos)
            message = f"this {found.jump} skips the release of {name} ({line}), which stays locked (at {at})"
            steps.append(Step(span, f"goes on without releasing {name}; whoever wants it next hangs", kind="exit"))
        else:
            span = op_span(found.function, found.op)
            word = "returns" if isinstance(found.op, Return) else "leaves"
            message = f"{found.function.name} {word} here with {name} still locked (at {at})"
            if found.release is not None:
                line = results.place(found.function.file, found.release.pos)
                message += f", which other paths release ({line})"
            steps.append(Step(span, f"{word} without releasing {name}; whoever wants it next hangs", kind="exit"))
        yield Diagnostic(
            span=span,
            message=message,
            witness=tuple(steps),
            symbols=(short(hold.class_),),
            # With nothing to guard, the lock is taken as a barrier or for the caller.
            profile=Profile.AUDIT if found.harmless or _is_last(results, found) else Profile.DEFAULT,
        )


def _is_last(results: Results, found: Unreleased) -> bool:
    """Whether nothing at all stands between taking the lock and the end of the function."""
    site = found.hold.site
    if site.inner is not None or site.pos >= found.op.pos:
        return False
    text = results.text_of_file(site.file)[site.end : found.op.pos]
    return not _COMMENT.sub(b"", text).strip(b" \t\r\n;}")


_COMMENT = re.compile(rb"//[^\n]*")

RULE = Rule(
    id="lock-not-released",
    family="mutex",
    summary="a path leaves with a lock held that nobody gives back",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(667, 772),
)
