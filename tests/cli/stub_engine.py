"""A command line over a stub engine that finds what comments say: ``//! RULE``, ``//! RULE suppressed``, ``//! KIND problem``.

The command line's behaviour (statuses, streams, outputs) is tested over it, so that every kind of finding and problem can be
had at will. ``//! RULE -> name.go`` adds a witness step at the start of the file of that name in the same package.
Run as a script it is the whole program.
"""

from __future__ import annotations

import re
import signal
import sys
import types
from collections.abc import Iterator

from gostatic.base.problem import Problem, ProblemKind
from gostatic.base.span import Span
from gostatic.engine.finding import Finding, RunResult
from gostatic.engine.options import Options
from gostatic.project.workspace import Package, Workspace
from gostatic.rule import Diagnostic, Precision, Profile, Rule, Severity, Step


def _silent(results: object) -> Iterator[Diagnostic]:
    return iter(())


def _rule(rule_id: str, severity: Severity, profile: Profile = Profile.DEFAULT) -> Rule:
    return Rule(
        rule_id, "stub", f"half a sentence on {rule_id}", severity, Precision.HIGH, _silent, profile, cwe=(833,)
    )


RULES = (
    _rule("double-lock", Severity.ERROR),
    _rule("lock-copied", Severity.WARNING),
    _rule("empty-critical-section", Severity.NOTE),
    _rule("spin-without-yield", Severity.WARNING, Profile.AUDIT),
)

_MARK = re.compile(rb"//! ([\w-]+)(?: (suppressed|problem|crash|-> \S+))?")

last_options: list[Options] = []


def analyse(workspace: Workspace, rules: tuple[Rule, ...], options: Options) -> RunResult:
    """The engine's entry point."""
    last_options.append(options)
    by_id = {rule.id: rule for rule in rules}
    findings: list[Finding] = []
    problems = list(workspace.problems)
    texts = {}
    files = [(package, file) for package in workspace.packages for file in package.files]
    for done, (package, file) in enumerate(files):
        options.progress("reading", done, len(files))
        texts[file.path] = file.text
        for mark in _MARK.finditer(file.text):
            word, kind = mark[1].decode(), (mark[2] or b"").decode()
            line = file.text.count(b"\n", 0, mark.start()) + 1
            if kind == "crash":
                if word == "signal":
                    signal.raise_signal(signal.SIGINT)
                raise {"interrupt": KeyboardInterrupt, "recursion": RecursionError}.get(word, RuntimeError)(
                    "stub\nfailed"
                )
            if kind == "problem":
                problems.append(Problem(ProblemKind(word), file.path, line, f"a {word} problem"))
                continue
            rule = by_id.get(word)
            skipped = options.excludes(file.path) or (file.generated and not options.generated)
            if rule is None or skipped or not options.shows(rule.profile, file.path):
                continue
            severity = options.severity_of(rule, file.path)
            if severity is None:
                continue
            witness = _witness(package, kind.removeprefix("-> "), file.path) if kind.startswith("->") else ()
            findings.append(
                Finding(
                    f"{word}-{line}",
                    rule,
                    Diagnostic(Span(file.path, mark.start(), mark.end()), f"says {word}", witness),
                    severity,
                    package.import_path,
                    "f",
                    "known" if kind == "suppressed" else None,
                )
            )
    findings.sort(key=lambda found: (found.diagnostic.span, found.rule.id))
    return RunResult(tuple(findings), tuple(problems), rules, workspace.root, len(files), texts.__getitem__)


def _witness(package: Package, name: str, path: str) -> tuple[Step, ...]:
    other = next(file.path for file in package.files if file.path.rpartition("/")[2] == name)
    return (Step(Span(other, 0, 1), "is locked"), Step(Span(path, 0, 1), "is locked again"))


def modules() -> dict[str, types.ModuleType]:
    """The modules that stand in for the real ones."""
    run = types.ModuleType("gostatic.engine.run")
    run.analyse = analyse  # type: ignore[attr-defined]
    registry = types.ModuleType("gostatic_rules.registry")
    registry.FAMILIES = {"stub": tuple(rule.id for rule in RULES)}  # type: ignore[attr-defined]
    registry.all_rules = lambda: RULES  # type: ignore[attr-defined]
    registry.rules_named = lambda ids: tuple(rule for rule in RULES if rule.id in ids)  # type: ignore[attr-defined]
    registry.help_of = lambda rule_id: f"# {rule_id}\n\n## What it reports\n\nA page.\n"  # type: ignore[attr-defined]
    return {
        "gostatic.engine.run": run,
        "gostatic_rules": types.ModuleType("gostatic_rules"),
        registry.__name__: registry,
    }


if __name__ == "__main__":
    from gostatic.cli.main import main

    sys.modules.update(modules())
    sys.exit(main())
