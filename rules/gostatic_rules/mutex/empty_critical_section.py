"""Lock immediately followed by Unlock."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gostatic.api import (
    Call,
    Diagnostic,
    Effect,
    Function,
    Kind,
    Precision,
    Profile,
    Results,
    Rule,
    Severity,
    Step,
    direct_effect,
    op_span,
    text_of,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields locks with nothing, not even a comment, before their unlock."""
    for use in results.operations.having(Kind.RELEASE):
        function, second, number, position = use.place
        first = function.blocks[number].ops[position - 1] if position else None
        if isinstance(first, Call) and isinstance(second, Call):
            yield from _pair(results, function, first, second)


def _pair(results: Results, function: Function, first: Call, second: Call) -> Iterator[Diagnostic]:
    recv, other = getattr(first.callee, "recv", None), getattr(second.callee, "recv", None)
    if recv is None or other is None or text_of(recv) != text_of(other):
        return
    taken, given = direct_effect(results, first), direct_effect(results, second)
    if not _matches(taken, given) or results.between(function, first, second).strip(b" \t\r\n;"):
        return
    if results.has_comment(function, first):
        return  # a barrier on purpose, and said so
    span = op_span(function, second)
    name = text_of(recv)
    mode = given.mode if given is not None else ""
    yield Diagnostic(
        span=span,
        message=f"{name} is locked and at once unlocked: the section is empty, defer {name}.Unlock() may have been meant",
        witness=(
            Step(op_span(function, first), f"locks {name}", kind="acquire"),
            Step(span, "unlocks it", kind="release"),
        ),
        symbols=(name,),
        # Tests lock and unlock to see that it can be done.
        profile=Profile.DEFAULT
        if not function.test and _guards(results, function, second, name, mode)
        else Profile.AUDIT,
    )


def _guards(results: Results, function: Function, op: Call, name: str, mode: str) -> bool:
    """Whether what follows may have been meant to be guarded: it changes what lies beside the lock (behind a read lock, uses it).

    A function that only takes and gives back locks waits for whoever holds them.
    """
    rest = results.text_of_file(function.file)[op.end : function.end]
    root, dot, _ = name.partition(".")
    used = rb"\b%b\.\w+(?![\w(]|\.(?:R?Lock|R?Unlock)\b)" % re.escape(root.encode())
    if dot and mode == "R":
        return re.search(used, rest) is not None
    # A lock by itself: the next statement changes something; behind another lock or a wait it is a barrier.
    rest = rest if dot else re.split(rb"Lock\(|\bselect\b|<-", rest, maxsplit=1)[0]
    changed = rb"[\w.\[\]]+" if not dot else rb"%b\.[\w.\[\]]+" % re.escape(root.encode())
    return re.search(rb"(?m)^\s*%b\s*(?:\+\+|--|[-+*/|&^]?=[^=])" % changed, rest) is not None


def _matches(taken: Effect | None, given: Effect | None) -> bool:
    return (
        taken is not None
        and given is not None
        and taken.kind is Kind.ACQUIRE
        and given.kind is Kind.RELEASE
        and taken.mode == given.mode
    )


RULE = Rule(
    id="empty-critical-section",
    family="mutex",
    summary="a lock is released as soon as it is taken",
    severity=Severity.WARNING,
    precision=Precision.MEDIUM,
    check=check,
    cwe=(585,),
)
