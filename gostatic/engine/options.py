"""What a run is told besides the code: resolved once from the command line and the configuration, then passed down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gostatic.base.budgets import DEFAULT, Budgets
from gostatic.engine.globs import matches_any
from gostatic.engine.suppress import ANY_COMMENT, SuppressionRules
from gostatic.rule import PathRules, Profile, Rule, Severity

if TYPE_CHECKING:
    from gostatic.engine.timings import Timings
    from gostatic.models.rows import Row

MAX_JOBS = 256  # more processes than this is a slip of the keyboard, and each costs memory

Progress = Callable[[str, int, int], None]
"""Told how far a run is: the stage ("reading", "analysing", ...), how much of it is done, how much there is."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to run.

    ``profile`` says which diagnostics are shown. ``jobs`` is the number of processes, 0 = as the run finds best; the
    findings do not depend on it. ``generated`` reports findings in generated files too. ``severities`` are the levels
    the configuration gave to rule ids in place of the rules' own, ``off`` ids of rules that report only where ``per_path`` gives
    them a level; of several entries of ``per_path`` that match, the last that says something counts. ``exclude`` are
    globs of run paths in which nothing is reported (such files are still read: what they declare and do counts).
    ``gomaxprocs`` is the number of processors a deployment gives the program, 0 = not said, ``gomaxprocs_place`` where that is
    said. ``no_return`` names functions that
    never return, as ``import/path.Func`` or ``import/path.Type.Method``. ``models`` are the project's model rows,
    ``budgets`` its bounds. ``suppressions`` says what comments that silence findings must have; with ``judge_suppressions`` those
    of no use are problems. ``timings`` is told where the time goes. ``progress`` is called from the main process only.

    Which rules run and which files take part is decided before: ``analyse`` is given the rules and a workspace.
    """

    profile: Profile = Profile.DEFAULT
    jobs: int = 0
    generated: bool = False
    severities: Mapping[str, Severity] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    per_path: tuple[PathRules, ...] = ()
    exclude: tuple[str, ...] = ()
    gomaxprocs: int = 0
    gomaxprocs_place: str = "the configuration"
    no_return: tuple[str, ...] = ()
    models: tuple[Row, ...] = ()
    budgets: Budgets = DEFAULT
    suppressions: SuppressionRules = ANY_COMMENT
    judge_suppressions: bool = True
    timings: Timings | None = field(default=None, repr=False, compare=False)
    progress: Progress = field(default=no_progress, repr=False, compare=False)

    def severity_of(self, rule: Rule, path: str = "") -> Severity | None:
        """The level of a rule's findings in the file of that run path: the configuration's, else the rule's own; None where
        the rule is off."""
        for entry in reversed(self.per_path):
            if (rule.id in entry.off or rule.id in entry.severities) and matches_any(path, entry.paths):
                return entry.severities.get(rule.id)
        return None if rule.id in self.off else self.severities.get(rule.id, rule.severity)

    def excludes(self, path: str) -> bool:
        """Whether nothing is reported in the file of that run path."""
        return bool(self.exclude) and matches_any(path, self.exclude)

    def reports_in(self, path: str, generated: bool) -> bool:
        """Whether anything is reported in the file of that run path, which is ``generated`` or not."""
        return (self.generated or not generated) and not self.excludes(path)

    def shows(self, profile: Profile, path: str = "") -> bool:
        """Whether diagnostics of ``profile`` are reported in the file of that run path."""
        if profile is Profile.DEFAULT:
            return True
        for entry in reversed(self.per_path):
            if entry.profile is not None and matches_any(path, entry.paths):
                return entry.profile is Profile.AUDIT
        return self.profile is Profile.AUDIT

    def may_show(self, profile: Profile) -> bool:
        """Whether diagnostics of ``profile`` are reported in any file."""
        return self.shows(profile) or any(entry.profile is Profile.AUDIT for entry in self.per_path)
