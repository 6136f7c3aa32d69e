"""JUnit's XML, for the test views of Jenkins and GitLab: a suite per package, a failed case per finding.

A run without findings is one passed case, since an empty report is an error to some readers. Suppressed findings, when
asked for, are skipped cases with their reason. Times are not written: the same findings are the same bytes. Nor are the
attributes ``file`` and ``line`` of a case, which the strict schema of Jenkins refuses: its name has the place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gostatic.report.flat import Flat, flattened
from gostatic.report.options import ReportOptions
from gostatic.report.xml_text import HEADER, attributes, escaped

if TYPE_CHECKING:
    from gostatic.engine.finding import RunResult


def render(result: RunResult, options: ReportOptions) -> str:
    """The report; packages and findings in the order of the run."""
    suites: dict[str, list[Flat]] = {}
    for flat in flattened(result, options):
        suites.setdefault(flat.finding.package, []).append(flat)
    if not suites:
        passed = f"    <testcase{attributes(name='no findings', classname='gostatic')}/>"
        return _document([*_suite("gostatic", [passed], 0, 0)], 1, 0)
    lines = []
    tests = failures = 0
    for package, found in suites.items():
        skipped = sum(flat.finding.suppressed is not None for flat in found)
        cases = [_case(flat) for flat in found]
        lines += _suite(package, cases, len(found) - skipped, skipped)
        tests += len(found)
        failures += len(found) - skipped
    return _document(lines, tests, failures)


def _document(suites: list[str], tests: int, failures: int) -> str:
    head = f"{HEADER}<testsuites{attributes(name='gostatic', tests=tests, failures=failures)}>"
    return "\n".join([head, *suites, "</testsuites>", ""])


def _suite(name: str, cases: list[str], failures: int, skipped: int) -> list[str]:
    counts = attributes(name=name, tests=len(cases), failures=failures, errors=0, skipped=skipped)
    return [f"  <testsuite{counts}>", *cases, "  </testsuite>"]


def _case(flat: Flat) -> str:
    name = f"{flat.rule} {flat.path}:{flat.line}:{flat.column}"
    case = attributes(name=name, classname=flat.finding.package)
    if flat.finding.suppressed is not None:
        inner = f"<skipped{attributes(message=flat.message)}/>"
    else:
        lines = [f"{flat.severity.value}: {flat.one_line()}"]
        lines += [f"({step.number}) {step.path}:{step.place.start.line}: {step.text}" for step in flat.steps]
        text = "\n".join(escaped(line) for line in lines)
        inner = f"<failure{attributes(message=flat.message, type=flat.rule)}>{text}</failure>"
    return f"    <testcase{case}>\n      {inner}\n    </testcase>"
