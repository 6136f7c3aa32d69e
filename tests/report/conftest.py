"""Synthetic runs for the report tests: hostile files in memory, and findings whose spans are found by their text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gostatic.base.problem import Problem, ProblemKind
from gostatic.base.span import Span
from gostatic.engine.finding import Finding, RunResult
from gostatic.report import FORMATS, Rendered, ReportOptions
from gostatic.rule import Diagnostic, Precision, Profile, Rule, Severity, Step

ODD_PATH = "odd dir/naïve#1/100%:a+b.go"
ROOT = "/srv/checkout/repo"

FILES: dict[str, bytes] = {
    "pool/pool.go": (
        b"package pool\n\nfunc (p *Pool) Get() error {\n\tp.mu.Lock()\n\tif p.closed {\n\t\treturn errClosed\n\t}\n"
        b"\tp.mu.Unlock()\n\treturn nil\n}\n"
    ),
    "ring/ring.go": (
        b"package ring\n\nfunc left() {\n\ta.Lock()\n\tb.Lock() // inner\n}\n\nfunc right() {\n\tb.Lock() // outer\n"
        b"\ta.Lock() // reversed\n}\n"
    ),
    ODD_PATH: '\ufeffpackage odd\r\n\r\n\t/* 😀 größer */ ch <- "→"; ch <- 2\r\n}\r\n'.encode(),
    "bytes/latin.go": b'package latin\n// caf\xe9 \xff\xfe\n\tx := "\xe9"; mu.Lock()\x1b[31m\n',
    "empty.go": b"",
}

PAGE = """# lock-not-released

## What it reports

A function that returns on some path while a mutex it
locked itself is still locked.

- one item
  that goes on

```go
mu.Lock()
return
```
"""


def make_rule(rule_id: str, severity: Severity = Severity.ERROR, precision: Precision = Precision.HIGH) -> Rule:
    """A rule that never runs."""
    return Rule(rule_id, "locks", f"summary of {rule_id}", severity, precision, lambda _: iter(()), cwe=(833, 5))


RULES = {
    each.id: each
    for each in (
        make_rule("unlock-of-unlocked"),
        make_rule("lock-not-released"),
        make_rule("lock-order-inversion", precision=Precision.VERY_HIGH),
        make_rule("send-blocks", Severity.WARNING, Precision.MEDIUM),
        make_rule("style-note", Severity.NOTE, Precision.LOW),
    )
}


def span_of(file: str, text: str, count: int = 1) -> Span:
    """The span of the ``count``-th occurrence of a text in one of the files."""
    wanted, start = text.encode(), -1
    for _ in range(count):
        start = FILES[file].index(wanted, start + 1)
    return Span(file, start, start + len(wanted))


def make_finding(rule_id: str, span: Span, message: str, **given: Any) -> Finding:
    """A finding with its diagnostic; ``given`` are fields of either."""
    of_diagnostic = {name: given.pop(name) for name in ("witness", "lanes", "symbols", "profile") if name in given}
    rule = RULES[rule_id]
    fields: dict[str, Any] = {
        "id": f"{rule_id}-{span.file}-{span.start}",
        "severity": rule.severity,
        "package": "example.org/m/x",
    }
    fields |= {"function": "example.org/m/x.F"} | given
    return Finding(rule=rule, diagnostic=Diagnostic(span, message, **of_diagnostic), **fields)


def make_result(*findings: Finding, problems: tuple[Problem, ...] = (), **given: Any) -> RunResult:
    """A run over ``FILES`` with these findings, sorted as the engine sorts them."""
    ordered = tuple(sorted(findings, key=lambda each: each.diagnostic.span))
    fields: dict[str, Any] = {
        "rules": tuple(RULES.values()),
        "root": ROOT,
        "files": len(FILES),
        "read": FILES.__getitem__,
    } | given
    return RunResult(findings=ordered, problems=problems, **fields)


def everything() -> RunResult:
    """One finding of each kind that gave trouble, and one problem of each kind."""
    pool, ring, latin = "pool/pool.go", "ring/ring.go", "bytes/latin.go"
    return make_result(
        make_finding(
            "lock-not-released",
            span_of(pool, "return errClosed"),
            "p.mu is still locked when Get returns early",
            witness=(
                Step(span_of(pool, "p.mu.Lock()"), "Get locks p.mu", kind="acquire"),
                Step(span_of(pool, "p.closed"), "p.closed holds", kind="branch", depth=1),
                Step(span_of(pool, "return errClosed"), "Get returns with p.mu locked", kind="exit"),
            ),
            symbols=("Pool.Get", "Pool.mu"),
        ),
        make_finding(
            "lock-order-inversion",
            span_of(ring, "b.Lock() // inner"),
            "b is locked while a is held; right locks them the other way round",
            witness=(
                Step(span_of(ring, "a.Lock()"), "goroutine 1 locks a", kind="acquire"),
                Step(span_of(ring, "b.Lock()", 2), "goroutine 2 locks b", 2, "acquire"),
                Step(span_of(ring, "b.Lock()"), "goroutine 1 waits for b", kind="block"),
                Step(span_of(ring, "a.Lock()", 2), "goroutine 2 waits for a: [deadlock]", 2, "block"),
            ),
            lanes=("left", "right"),
        ),
        make_finding("send-blocks", span_of(ODD_PATH, "ch <-"), "nobody receives from chans[i](1) and *chans[i]"),
        make_finding(
            "send-blocks", span_of(ODD_PATH, "ch <- 2"), "nobody receives the second one", severity=Severity.ERROR
        ),
        make_finding("style-note", span_of(latin, "mu.Lock()"), "a message without end, " * 200 + "or nearly"),
        make_finding(
            "lock-not-released",
            Span(pool, FILES[pool].index(b"if p.closed"), FILES[pool].index(b"\tp.mu.Unlock")),
            "a region of several lines",
            profile=Profile.AUDIT,
        ),
        make_finding("style-note", span_of(pool, "p.mu.Unlock()"), "known and wanted", suppressed="the caller unlocks"),
        make_finding("style-note", Span("gone.go", 5, 9), "the file has gone"),
        make_finding("style-note", Span("empty.go", 3, 1), "out of every range"),
        problems=tuple(
            Problem(kind, file, line, f"something with {kind.value}")
            for kind, file, line in (
                (ProblemKind.SYNTAX, ODD_PATH, 3),
                (ProblemKind.IO, "unreadable dir", 0),
                (ProblemKind.MODULE, "go.mod", 1),
                (ProblemKind.BOUND, "", 0),
            )
        ),
    )


@pytest.fixture(name="make_finding")
def _make_finding() -> Callable[..., Finding]:
    return make_finding


@pytest.fixture(name="make_result")
def _make_result() -> Callable[..., RunResult]:
    return make_result


@pytest.fixture(name="span_of")
def _span_of() -> Callable[..., Span]:
    return span_of


@pytest.fixture(name="everything")
def _everything() -> RunResult:
    return everything()


@pytest.fixture(name="files")
def _files() -> dict[str, bytes]:
    return FILES


@pytest.fixture(name="odd_path")
def _odd_path() -> str:
    return ODD_PATH


@pytest.fixture(name="render")
def _render() -> Callable[..., Rendered]:
    def render(name: str, result: RunResult, **options: Any) -> Rendered:
        options.setdefault("help_of", {"lock-not-released": PAGE}.get)
        help_of = options["help_of"]
        return FORMATS[name](result, ReportOptions(**options | {"help_of": lambda rule_id: help_of(rule_id) or ""}))

    return render


@pytest.fixture(name="sarif_run")
def _sarif_run(render: Callable[..., Rendered]) -> Callable[..., dict[str, Any]]:
    """The one run of the SARIF log of a result, parsed."""

    def sarif_run(result: RunResult, **options: Any) -> dict[str, Any]:
        run: dict[str, Any] = json.loads(render("sarif", result, **options).text)["runs"][0]
        return run

    return sarif_run


@pytest.fixture(name="data", scope="session")
def _data() -> Iterator[Path]:
    yield Path(__file__).parent / "data"
