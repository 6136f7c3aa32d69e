"""The function of a ``sync.Once``, ``OnceFunc`` or ``OnceValue`` reaches the same once again."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import (
    Diagnostic,
    Precision,
    Profile,
    Results,
    Rule,
    Severity,
    class_of,
    op_span,
    short,
    site_steps,
    text_of,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields each once that its own function uses; in the default profile when it is the same object for sure."""
    for found in results.once_reentries():
        name = text_of(found.text)
        chain = found.site.chain()
        last = chain[-1]
        again = f"at {results.place(last.file, last.pos)}"
        use = f"calls {name} again" if found.wrapped else f"calls {name}.Do again"
        runs = f"that {name} wraps" if found.wrapped else f"that {name} runs"
        message = (
            f"the function {runs} {use} {again} before it has returned: it waits for itself for ever, and so does everybody "
            "else who calls it"
        )
        yield Diagnostic(
            span=op_span(found.function, found.op),
            message=message,
            witness=tuple(
                site_steps(results, found.site, f"{use}: waits for the first call, which is this one", kind="block")
            ),
            symbols=(short(class_of(found.text)),),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
        )


RULE = Rule(
    id="once-reentry",
    family="once",
    summary="the function of a sync.Once reaches the same once again",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(833, 674),
)
