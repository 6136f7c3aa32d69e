"""How many findings there are: by rule, and by package, the most first. For standard error."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from gostatic.report.plain import visible
from gostatic.rule import Severity

if TYPE_CHECKING:
    from gostatic.engine.finding import RunResult

MAX_PACKAGES = 20  # packages that are listed; the rest is counted


def lines(result: RunResult) -> list[str]:
    """The tables; only the header when there is nothing to count."""
    standing = [finding for finding in result.findings if finding.suppressed is None]
    silenced = [finding for finding in result.findings if finding.suppressed is not None]
    by_rule = Counter(finding.rule.id for finding in standing)
    severities = Counter((finding.rule.id, finding.severity) for finding in standing)
    by_comment = Counter(finding.rule.id for finding in silenced if finding.suppressed_by == "comment")
    by_baseline = Counter(finding.rule.id for finding in silenced if finding.suppressed_by == "baseline")
    rules = sorted({*by_rule, *by_comment, *by_baseline}, key=lambda rule: (-by_rule[rule], rule))
    written = ["findings  errors  warnings  notes  suppressed  baseline  rule"]
    for rule in rules:
        errors, warnings, notes = (severities[rule, severity] for severity in Severity)
        counts = f"{by_rule[rule]:8}  {errors:6}  {warnings:8}  {notes:5}  {by_comment[rule]:10}  {by_baseline[rule]:8}"
        written.append(f"{counts}  {rule}")
    packages = Counter(finding.package for finding in standing)
    listed = sorted(packages.items(), key=lambda each: (-each[1], each[0]))
    if listed:
        written.append("findings  package")
        written += [f"{count:8}  {visible(package)}" for package, count in listed[:MAX_PACKAGES]]
    if len(listed) > MAX_PACKAGES:
        rest = sum(count for _, count in listed[MAX_PACKAGES:])
        written.append(f"{rest:8}  in {len(listed) - MAX_PACKAGES} more packages")
    return written
