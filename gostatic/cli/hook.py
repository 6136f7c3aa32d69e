"""``--changed-only``: the findings that have to do with a change, and those that it causes in files it does not touch.

The packages of the changed files are analysed together with those across whose border the change can matter (``neighbours``). A
finding that a changed file has a part in is told. Any other, and all in packages that were not changed, are told
when the same look at the code before the change does not have them. What was before is asked of git.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from gostatic.base.problem import Problem, ProblemKind
from gostatic.cli.changed import Change, change_of, touches
from gostatic.cli.last_check import LastCheck, as_it_was, below, covered, folder_of, inside, moved
from gostatic.cli.running import View, kept_or_made
from gostatic.cli.source import build_context
from gostatic.cli.terminal import note
from gostatic.cli.values import CheckArguments
from gostatic.engine.finding import RunResult
from gostatic.project.places import Refusal, RunRoot, read_regular

if TYPE_CHECKING:
    from gostatic.cli.check import Plan
    from gostatic.engine.cache.results import Kept
    from gostatic.engine.edits import Edit
    from gostatic.project.load import Found


def changed(arguments: CheckArguments, plan: Plan, cwd: str) -> RunResult:
    """The findings of a hook that was given the names of changed files."""
    from gostatic.project.load import find

    change = change_of(arguments.source.patterns, cwd)
    if not change.patterns:
        return _nothing(plan, cwd)
    found = find(change.patterns, build_context(arguments.source, plan.settings), cwd)
    return _Look(arguments, plan, cwd, change, found).result()


class _Look:
    """One look at a change.

    ``earlier`` are the changed files as git, or nobody (``is_blind``), knows them; ``edits`` and ``tests`` what of the code was
    changed, by folder; ``near`` the packages to look at beside; ``whole`` the last check of the whole, and ``since`` the
    changed files that it saw otherwise.
    """

    def __init__(self, arguments: CheckArguments, plan: Plan, cwd: str, change: Change, found: Found) -> None:
        self.arguments, self.plan, self.cwd, self.change, self.found = arguments, plan, cwd, change, found
        self.whole = LastCheck.of(plan, found)
        self.since = self.whole.since(inside(change, found.root)) if self.whole is not None else []
        earlier = _earlier(change, found.root) if plan.lasting else {}
        self.is_blind = earlier is None
        self.earlier = dict.fromkeys(self.since) if earlier is None else earlier
        self.edits, self.tests = _edits(self.earlier)
        self.near: tuple[str, ...] = ()
        if self.edits or self.tests:
            from gostatic.engine.neighbours import neighbours

            self.near, left_out = neighbours(found, self.edits, self.tests, cwd, plan.store)
            if left_out:
                more = f"{left_out} more {'package' if left_out == 1 else 'packages'} may use what was changed"
                note(f"note: {more}; --new-from-rev HEAD ./... looks at all of them")

    def result(self) -> RunResult:
        """What is told."""
        seen = None
        if self.whole is not None and not (self.is_blind and self.since):
            context = build_context(self.arguments.source, self.plan.settings)
            seen = self.whole.part(context, self.near, {path: self.earlier.get(path) for path in self.since})
        kept = None
        # Comments cause no findings.
        if seen is not None and not (self.since and (self.edits or self.tests)):
            kept = moved(seen, self.found.root, {path: self.earlier[path] or b"" for path in self.since})
        if kept is None:
            kept = self.made({})
        touched = self.change.touched(kept.files, kept.result.root, self.plan.options.generated)
        mine = kept.selection.packages
        telling = [each.package in mine and touches(each, touched) for each in kept.result.findings]
        if self.edits or self.tests:
            telling = self.caused(kept.result, telling, seen if self.since else None)
        if not touched and not any(telling):
            return _nothing(self.plan, kept.result.root)
        findings = tuple(each for each, tells in zip(kept.result.findings, telling, strict=True) if tells)
        return replace(kept.result, findings=findings, problems=_problems(kept))

    def made(self, earlier: Mapping[str, bytes | None]) -> Kept:
        """A look at the changed packages and those near them, now or as they were."""
        view = View(self.near, earlier)
        return kept_or_made(self.arguments, self.change.patterns, self.plan, self.cwd, view=view)

    def caused(self, result: RunResult, telling: list[bool], seen: Kept | None) -> list[bool]:
        """Which findings are told: those that were told anyway (``telling``), and those that the change causes.

        ``seen`` is what a check of the whole said before the change. What it did not say and a look at the part does is what
        the change causes, or is said for want of context: then a look at the part as it was says it, too.
        """
        if self.is_blind:
            known = self.whole.result() if self.whole is not None else None
            if known is None:
                return telling
            stood = covered(result, [index for index, tells in enumerate(telling) if not tells], known)
            return [tells or index not in stood for index, tells in enumerate(telling)]
        if seen is not None:
            said = covered(result, range(len(telling)), as_it_was(seen.result, self.found.root, self.earlier))
            doubted = [index for index in range(len(telling)) if index not in said]
        else:
            doubted = [index for index, tells in enumerate(telling) if not tells]
        stood = covered(result, doubted, self.made(self.earlier).result) if doubted else frozenset()
        new = frozenset(doubted) - stood
        return [index in new or (tells and index not in stood) for index, tells in enumerate(telling)]


def _earlier(change: Change, root: RunRoot) -> dict[str, bytes | None] | None:
    """The changed files as they were, by absolute path; None when nobody knows."""
    if change.modules:
        return {}  # all packages of the module were changed
    from gostatic.cli.earlier import earlier_texts

    texts = earlier_texts(inside(change, root), root.real)
    return None if texts is None else {below(root, path): text for path, text in texts.items()}


def _edits(texts: Mapping[str, bytes | None]) -> tuple[dict[str, Edit], dict[str, Edit]]:
    """What of the code was changed in files and in test files, by folder, given the earlier texts."""
    from gostatic.engine.edits import Edit, edit_of

    edits: dict[str, Edit] = {}
    tests: dict[str, Edit] = {}
    for path, before in sorted(texts.items()):
        after = read_regular(path)
        edit = edit_of(before or b"", b"" if isinstance(after, Refusal) else after)
        if edit.texts:
            folder = os.path.dirname(path)
            into = tests if path.endswith("_test.go") else edits
            known = into.get(folder)
            into[folder] = edit if known is None else Edit(known.names | edit.names, known.texts + edit.texts)
    return edits, tests


def _problems(kept: Kept) -> tuple[Problem, ...]:
    """What is told of the packages that were changed."""
    mine = {folder_of(kept.result.packages.get(package, ())) for package in kept.selection.packages}
    return tuple(
        problem
        for problem in kept.result.problems
        # A folder without files for this build is no mistake of who changed a file in it.
        if problem.kind is ProblemKind.INTERNAL
        or (
            problem.kind not in (ProblemKind.USAGE, ProblemKind.SUPPRESSION)
            and (not problem.file.endswith(".go") or (os.path.dirname(problem.file) or ".") in mine)
        )
    )


def _nothing(plan: Plan, root: str) -> RunResult:
    """The result of a hook that was given nothing to do."""

    def read(path: str) -> bytes:
        raise FileNotFoundError(path)

    rules = plan.known.rules(plan.rule_ids)
    return RunResult(findings=(), problems=(), rules=rules, root=root, files=0, read=read)
