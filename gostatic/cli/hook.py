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
from gostatic.cli.running import View, kept_or_made, options_at
from gostatic.cli.source import build_context
from gostatic.cli.terminal import note
from gostatic.cli.values import CheckArguments
from gostatic.engine.finding import Finding, RunResult
from gostatic.project.places import Refusal, RunRoot, read_regular

if TYPE_CHECKING:
    from gostatic.cli.check import Plan
    from gostatic.engine.cache.results import Kept, LastWhole
    from gostatic.engine.edits import Edit
    from gostatic.project.load import Found


def changed(arguments: CheckArguments, plan: Plan, cwd: str) -> RunResult:
    """The findings of a hook that was given the names of changed files."""
    from gostatic.engine.cache.results import last_whole, result_of
    from gostatic.project.load import find

    change = change_of(arguments.source.patterns, cwd)
    if not change.patterns:
        return _nothing(plan, cwd)
    found = find(change.patterns, build_context(arguments.source, plan.settings), cwd)
    options = options_at(plan, found.root)
    whole = last_whole(plan.store, found, options, plan.rule_ids) if plan.store is not None and plan.lasting else None
    since = _since(whole, change, found.root) if whole is not None else None
    earlier = _earlier(change, found.root) if plan.lasting else {}
    known = None
    if earlier is None:  # git knows nothing; the last check of the whole may
        earlier = dict.fromkeys(since or ())
        if whole is not None and plan.store is not None:
            known = result_of(plan.store, whole, found)
    edits, tests = _edits(earlier)
    near: tuple[str, ...] = ()
    left_out = 0
    if edits or tests:
        from gostatic.engine.neighbours import neighbours

        near, left_out = neighbours(found, edits, tests, cwd, plan.store)
    kept = None
    if whole is not None and since is not None:
        kept = _from_whole(arguments, plan, whole, found, near, {} if edits or tests else earlier, since)
    kept = kept or kept_or_made(arguments, change.patterns, plan, cwd, view=View(near))
    touched = change.touched(kept.files, kept.result.root, plan.options.generated)
    mine = kept.selection.packages
    telling = [each.package in mine and touches(each, touched) for each in kept.result.findings]
    # Comments cause no findings.
    if (edits or tests) and not all(telling):
        if known is None:
            known = kept_or_made(arguments, change.patterns, plan, cwd, view=View(near, earlier)).result
        telling = _or_new(telling, kept.result, known)
    if left_out:
        plural = "package" if left_out == 1 else "packages"
        note(f"note: {left_out} more {plural} may use what was changed; --new-from-rev HEAD ./... looks at all of them")
    if not touched and not any(telling):
        return _nothing(plan, kept.result.root)
    findings = tuple(each for each, tells in zip(kept.result.findings, telling, strict=True) if tells)
    return replace(kept.result, findings=findings, problems=_problems(kept))


def _earlier(change: Change, root: RunRoot) -> dict[str, bytes | None] | None:
    """The changed files as they were, by absolute path; None when nobody knows."""
    if change.modules:
        return {}  # all packages of the module were changed
    from gostatic.cli.earlier import earlier_texts

    texts = earlier_texts(_inside(change, root), root.real)
    return None if texts is None else {_below(root, path): text for path, text in texts.items()}


def _since(whole: LastWhole, change: Change, root: RunRoot) -> list[str]:
    """Those of the changed files that are not as the last check of the whole saw them."""
    from hashlib import sha256

    texts = {path: read_regular(path) for each in _inside(change, root) for path in (_below(root, each),)}
    return [
        path
        for path, text in texts.items()
        if isinstance(text, bytes) and whole.files.get(root.relative(path)) != sha256(text).digest()
    ]


def _from_whole(
    arguments: CheckArguments,
    plan: Plan,
    whole: LastWhole,
    found: Found,
    near: tuple[str, ...],
    earlier: Mapping[str, bytes | None],
    since: list[str],
) -> Kept | None:
    """What the last check of the whole, which has all context, says of the changed packages and those near them.

    None when it is not about the code as it is now: but for comments in the files ``since``, whose ``earlier`` texts it saw.
    """
    from gostatic.engine.cache.results import Results
    from gostatic.project.load import find

    seen = {path: whole.files.get(found.root.relative(path), b"") for path in since}
    if not all(_is_sum_of(seen[path], earlier.get(path)) for path in since):
        return None
    assert plan.store is not None
    at = os.path.normpath(os.path.join(found.root.path, whole.at))
    everything = find(("./...",), build_context(arguments.source, plan.settings), at)
    options = replace(options_at(plan, found.root), judge_suppressions=True)
    kept = Results(plan.store, everything, options, plan.rule_ids, "", instead=seen).kept()
    kept = _part_of(kept, found, near) if kept is not None else None
    return _moved(kept, {found.root.relative(path): (earlier[path] or b"", path) for path in since}) if kept else None


def _is_sum_of(digest: bytes | str, text: bytes | None) -> bool:
    from hashlib import sha256

    return text is not None and sha256(text).digest() == digest


def _part_of(kept: Kept, found: Found, near: tuple[str, ...]) -> Kept | None:
    """A whole result without what is said of packages that were not changed, nor are near such; None when some are not in it."""
    folders = {found.root.relative(folder) for folder in found.matches.whole}
    mine = {package for package, paths in kept.result.packages.items() if _folder(paths) in folders}
    if not folders <= {_folder(kept.result.packages[package]) for package in mine}:
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


def _moved(kept: Kept, files: Mapping[str, tuple[bytes, str]]) -> Kept | None:
    """The result for files, by run path given as they were and where they are, in which comments changed; None in doubt."""
    if not files:
        return kept
    from gostatic.engine.edits import Moves

    moves: dict[str, Moves] = {}
    for file, (before, path) in files.items():
        after = read_regular(path)
        moves[file] = Moves(before, b"" if isinstance(after, Refusal) else after)
    if not all(each.keeps_directives() for each in moves.values()):
        return None
    if any(problem.file in moves for problem in kept.result.problems):
        return None
    findings = []
    for finding in kept.result.findings:
        diagnostic = finding.diagnostic
        steps = [step.span for step in diagnostic.witness]
        if not any(span.file in moves for span in (diagnostic.span, *steps)):
            findings.append(finding)
            continue
        spans = [moves[span.file].span(span) if span.file in moves else span for span in (diagnostic.span, *steps)]
        texts = (diagnostic.message, *diagnostic.lanes, *(step.text for step in diagnostic.witness))
        told = [file for file in moves if any(f"{file.rsplit('/', 1)[-1]}:" in text for text in texts)]
        placed = [span for span in spans if span is not None]
        if len(placed) < len(spans) or not all(moves[file].keeps_lines() for file in told):
            return None
        witness = tuple(replace(step, span=span) for step, span in zip(diagnostic.witness, placed[1:], strict=True))
        findings.append(replace(finding, diagnostic=replace(diagnostic, span=placed[0], witness=witness)))
    return replace(kept, result=replace(kept.result, findings=tuple(findings)))


def _folder(paths: tuple[str, ...]) -> str:
    return os.path.dirname(paths[0]) or "." if paths else ""


def _inside(change: Change, root: RunRoot) -> list[str]:
    return sorted(path for path in change.files if path.startswith(os.path.join(root.real, "")))


def _below(root: RunRoot, path: str) -> str:
    """A real path below the run's root as the run names it."""
    return root.path + path[len(root.real) :]


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


def _or_new(telling: list[bool], result: RunResult, before: RunResult) -> list[bool]:
    """Tells of findings that ``before`` does not have, too."""
    from gostatic.engine.baseline import Baseline
    from gostatic.engine.precedence import PRECEDENCE

    rest = [index for index, tells in enumerate(telling) if not tells]
    findings: list[Finding] = [result.findings[index] for index in rest]
    covered, _ = Baseline.of(before.findings, before.read).covered(findings, result, PRECEDENCE)
    known = {rest[index] for index in covered}
    return [tells or index not in known for index, tells in enumerate(telling)]


def _problems(kept: Kept) -> tuple[Problem, ...]:
    """What is told of the packages that were changed."""
    mine = {_folder(kept.result.packages.get(package, ())) for package in kept.selection.packages}
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
