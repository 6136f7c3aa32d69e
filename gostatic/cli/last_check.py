"""What the last check of ``./...`` in a place saw and said, for hooks, which look at a part of the program only."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gostatic.cli.changed import Change
from gostatic.cli.running import options_at
from gostatic.engine.finding import Finding, RunResult
from gostatic.engine.options import Options
from gostatic.project.places import Refusal, RunRoot, read_regular
from gostatic.project.workspace import BuildContext

if TYPE_CHECKING:
    from gostatic.cli.check import Plan
    from gostatic.engine.cache.results import Kept, LastWhole
    from gostatic.engine.cache.store import Store
    from gostatic.engine.edits import Moves
    from gostatic.project.load import Found


@dataclass(frozen=True, slots=True)
class LastCheck:
    """The last check of the whole, as seen from a run on the changed packages, which ``found`` found."""

    store: Store
    found: Found
    options: Options
    rule_ids: tuple[str, ...]
    whole: LastWhole

    @classmethod
    def of(cls, plan: Plan, found: Found) -> LastCheck | None:
        """The one that a plan's cache knows."""
        if plan.store is None or not plan.lasting:
            return None
        from gostatic.engine.cache.results import last_whole

        options = replace(options_at(plan, found.root), judge_suppressions=True)
        whole = last_whole(plan.store, found, options, plan.rule_ids)
        return None if whole is None else cls(plan.store, found, options, plan.rule_ids, whole)

    def since(self, files: Iterable[str]) -> list[str]:
        """Those of the files, named by real paths, that are not as the check saw them; by absolute path."""
        root = self.found.root
        changed = []
        for path in (below(root, each) for each in files):
            text = read_regular(path)
            if isinstance(text, bytes) and self.whole.files.get(root.relative(path)) != _sum(text):
                changed.append(path)
        return changed

    def result(self) -> RunResult | None:
        """What it said, None when that is gone."""
        from gostatic.engine.cache.results import result_of

        return result_of(self.store, self.whole, self.found)

    def part(self, context: BuildContext, near: tuple[str, ...], earlier: Mapping[str, bytes | None]) -> Kept | None:
        """What it said of the changed packages and those near them.

        None unless it saw the tree as it is now, with the ``earlier`` texts of some files. Places are those of the texts it saw.
        """
        from gostatic.engine.cache.results import Results
        from gostatic.project.load import find

        root = self.found.root
        seen = {path: self.whole.files.get(root.relative(path), b"") for path in earlier}
        if any(text is None or _sum(text) != seen[path] for path, text in earlier.items()):
            return None
        everything = find(("./...",), context, os.path.normpath(os.path.join(root.path, self.whole.at)))
        kept = Results(self.store, everything, self.options, self.rule_ids, "", instead=seen).kept()
        return None if kept is None else _part_of(kept, self.found, near)


def _sum(text: bytes) -> bytes:
    from hashlib import sha256

    return sha256(text).digest()


def _part_of(kept: Kept, found: Found, near: tuple[str, ...]) -> Kept | None:
    """A whole result without what is said of packages that were not changed, nor are near such; None when some are not in it."""
    folders = {found.root.relative(folder) for folder in found.matches.whole}
    mine = {package for package, paths in kept.result.packages.items() if folder_of(paths) in folders}
    if not folders <= {folder_of(kept.result.packages[package]) for package in mine}:
        return None
    packages = {
        package: paths if package in mine else tuple(path for path in paths if not path.endswith("_test.go"))
        for package, paths in kept.result.packages.items()
        if package in mine or package in near
    }
    result = replace(
        kept.result,
        findings=tuple(each for each in kept.result.findings if each.package in packages),
        packages=packages,
        files=sum(map(len, packages.values())),
    )
    return replace(kept, result=result, selection=replace(kept.selection, packages=frozenset(mine)))


def moved(kept: Kept, root: RunRoot, earlier: Mapping[str, bytes]) -> Kept | None:
    """A result on files as they were, by absolute path, placed where the code is now: only comments differ. None in doubt."""
    if not earlier:
        return kept
    from gostatic.engine.edits import Moves

    moves: dict[str, Moves] = {}
    for path, before in earlier.items():
        after = read_regular(path)
        moves[root.relative(path)] = Moves(before, b"" if isinstance(after, Refusal) else after)
    if not all(each.keeps_directives() for each in moves.values()):
        return None
    if any(problem.file in moves for problem in kept.result.problems):
        return None
    shifted = [f"{file.rsplit('/', 1)[-1]}:" for file, move in moves.items() if not move.keeps_lines()]
    findings = [_moved(each, moves, shifted) for each in kept.result.findings]
    placed = tuple(each for each in findings if each is not None)
    return replace(kept, result=replace(kept.result, findings=placed)) if len(placed) == len(findings) else None


def _moved(finding: Finding, moves: Mapping[str, Moves], shifted: list[str]) -> Finding | None:
    """A finding where the code is now; None when that cannot be said, or it tells a line of a file whose lines have moved."""
    diagnostic = finding.diagnostic
    spans = [diagnostic.span, *(step.span for step in diagnostic.witness)]
    texts = (diagnostic.message, *diagnostic.lanes, *(step.text for step in diagnostic.witness))
    if any(name in text for text in texts for name in shifted):
        return None
    if not any(span.file in moves for span in spans):
        return finding
    placed = [moves[span.file].span(span) if span.file in moves else span for span in spans]
    found = [span for span in placed if span is not None]
    if len(found) < len(spans):
        return None
    steps = tuple(replace(step, span=span) for step, span in zip(diagnostic.witness, found[1:], strict=True))
    return replace(finding, diagnostic=replace(diagnostic, span=found[0], witness=steps))


def as_it_was(result: RunResult, root: RunRoot, earlier: Mapping[str, bytes | None]) -> RunResult:
    """A result whose files read as they did, by absolute path, when it was made."""
    texts = {root.relative(path): text for path, text in earlier.items()}
    return replace(result, read=lambda path: texts.get(path) or result.read(path))


def covered(result: RunResult, indices: Iterable[int], before: RunResult) -> frozenset[int]:
    """Those of the findings, by index, that ``before`` has."""
    from gostatic.engine.baseline import Baseline
    from gostatic.engine.precedence import PRECEDENCE

    numbers = list(indices)
    findings = [result.findings[index] for index in numbers]
    found, _ = Baseline.of(before.findings, before.read).covered(findings, result, PRECEDENCE)
    return frozenset(numbers[index] for index in found)


def inside(change: Change, root: RunRoot) -> list[str]:
    """The changed files below the run's root, by real path."""
    return sorted(path for path in change.files if path.startswith(os.path.join(root.real, "")))


def below(root: RunRoot, path: str) -> str:
    """A real path below the run's root as the run names it."""
    return root.path + path[len(root.real) :]


def folder_of(paths: tuple[str, ...]) -> str:
    """The folder of a package, given the run paths of its files."""
    return os.path.dirname(paths[0]) or "." if paths else ""
