"""Only what a change causes: ``--new-from-rev``, ``--new-from-merge-base``, ``--new-from-patch``.

A finding is new when it, or a step of its witness, lies on a line the change wrote; or when the same analysis of the old code
does not have it. The second is what makes an early return in one file report the goroutine that it abandons in another. The old
code is written to a temporary folder, and only when a finding is not new by its lines; findings are compared as a baseline
does, so lines that moved and files that were renamed make nothing new.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace

from gostatic.cli.exits import UsageError
from gostatic.cli.terminal import note
from gostatic.engine.baseline import Baseline
from gostatic.engine.finding import Finding, RunResult
from gostatic.engine.precedence import PRECEDENCE

# Pairs of lines of two versions of a file; beyond it a line counts as old when the old file has one like it.
MAX_COMPARED = 20_000_000
MAX_COPIED = 64 * 1024 * 1024  # bytes of one file of the old code; the loader leaves out longer ones too
MAX_PATCH = 256 * 1024 * 1024

_MODULE_FILES = ("go.mod", "go.work", "modules.txt")
_SKIPPED_FOLDERS = (".git", "node_modules")


class OldCode:
    """The code before a change.

    ``top`` is the real folder that paths count from; ``changed`` gives the lines of a file (by its path) that the change wrote,
    given its text now; ``write`` writes the Go and module files of the old code below a folder.
    """

    def __init__(
        self, name: str, top: str, changed: Callable[[str, bytes], frozenset[int]], write: Callable[[str], None]
    ) -> None:
        self.name = name
        self.top = top
        self.changed = changed
        self.write = write


def of_revision(folder: str, revision: str, merge_base: bool = False) -> OldCode:
    """The code at a revision, or where HEAD left a branch. Raises ``UsageError``."""
    from gostatic.cli.git import Repository

    repository = Repository(folder)
    if revision == "HEAD" and repository.is_unborn():
        return OldCode(revision, repository.top, _every_line, lambda target: None)
    commit = repository.merge_base(revision) if merge_base else repository.commit(revision)
    blobs = {blob.path: blob for blob in repository.files(commit) if _is_code(blob.path)}

    def changed(path: str, text: bytes) -> frozenset[int]:
        blob = blobs.get(path)
        if blob is None:
            return _every_line(path, text)
        return changed_lines(next(repository.contents([blob]))[1], text)

    def write(target: str) -> None:
        for blob, text in repository.contents(blobs.values()):
            _put(target, blob.path, text)

    return OldCode(revision, repository.top, changed, write)


def _every_line(path: str, text: bytes) -> frozenset[int]:
    return frozenset(range(1, text.count(b"\n") + 2))


def of_patch(folder: str, file: str, top: str) -> OldCode:
    """The code before an applied patch whose paths count from ``top``. Raises ``UsageError``."""
    from gostatic.cli.patches import parse

    try:
        with open(os.path.join(folder, file), "rb") as stream:
            text = stream.read(MAX_PATCH + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {file}: {getattr(error, 'strerror', None) or 'no path'}") from None
    if len(text) > MAX_PATCH:
        raise UsageError(f"{file} is longer than {MAX_PATCH} bytes")
    patches = [patch for patch in parse(text) if _is_code(patch.new or patch.old)]
    added = {patch.new: patch.added() for patch in patches}
    before: dict[str, bytes | None] = {}
    for patch in patches:
        content = b""
        if patch.new:
            try:
                with open(os.path.join(top, patch.new), "rb") as stream:
                    content = stream.read()
            except OSError:
                raise UsageError(f"the patch does not fit: there is no {patch.new} here") from None
            if patch.new != patch.old:
                before.setdefault(patch.new, None)
        if patch.old:
            before[patch.old] = patch.before(content)

    def write(target: str) -> None:
        for path in _code_below(top):
            if path not in before:
                with open(os.path.join(top, path), "rb") as stream:
                    _put(target, path, stream.read(MAX_COPIED + 1))
        for path, old in before.items():
            if old is not None:
                _put(target, path, old)

    return OldCode(file, top, lambda path, text: added.get(path, frozenset()), write)


def only_new(result: RunResult, old: OldCode, analyse_at: Callable[[str], RunResult]) -> RunResult:
    """The result with only the new findings.

    ``analyse_at`` runs the same check on the code below a folder that stands for ``old.top``.
    """
    lines: dict[str, frozenset[int]] = {}
    touched = frozenset(index for index, finding in enumerate(result.findings) if _touches(finding, result, old, lines))
    rest = [index for index in range(len(result.findings)) if index not in touched]
    known: frozenset[int] = frozenset()
    if rest:
        import tempfile

        with tempfile.TemporaryDirectory(prefix="gostatic-") as folder:
            os.mkdir(os.path.join(folder, ".git"))  # marks the root, as in the repository
            old.write(folder)
            before = analyse_at(os.path.realpath(folder))
            # A result from the cache reads the files only now: while they are there.
            baseline = Baseline.of(before.findings, before.read)
        covered, _ = baseline.covered([result.findings[index] for index in rest], result, PRECEDENCE)
        known = frozenset(rest[index] for index in covered)
    if known:
        plural = "finding is" if len(known) == 1 else "findings are"
        note(f"note: {len(known)} {plural} older than {old.name} and not reported")
    return replace(result, findings=tuple(each for index, each in enumerate(result.findings) if index not in known))


def moved_patterns(patterns: Sequence[str], top: str, folder: str) -> tuple[str, ...]:
    """Patterns for the copy of ``top`` in ``folder``: absolute ones are taken there."""
    moved = []
    for pattern in patterns:
        if os.path.isabs(pattern):
            inside = os.path.relpath(os.path.realpath(pattern), top)
            pattern = folder if inside == os.curdir else os.path.join(folder, inside)
        moved.append(pattern)
    return tuple(moved)


def _touches(finding: Finding, result: RunResult, old: OldCode, lines: dict[str, frozenset[int]]) -> bool:
    for span in (finding.diagnostic.span, *(step.span for step in finding.diagnostic.witness)):
        text = result.read(span.file)
        if span.file not in lines:
            path = os.path.realpath(os.path.join(result.root, span.file))
            lines[span.file] = old.changed(os.path.relpath(path, old.top).replace(os.sep, "/"), text)
        if text.count(b"\n", 0, span.start) + 1 in lines[span.file]:
            return True
    return False


def changed_lines(old: bytes, new: bytes) -> frozenset[int]:
    """The 1-based lines of ``new`` that are not in ``old``; line ends do not count.

    Where lines could have been inserted at several places (a copy of a function below it ends as the function does), the last one
    counts, as with git.
    """
    before = old.replace(b"\r\n", b"\n").split(b"\n")
    after = new.replace(b"\r\n", b"\n").split(b"\n")
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    tail = 0
    while tail < min(len(before), len(after)) - start and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    was, now = before[start : len(before) - tail], after[start : len(after) - tail]
    if len(was) * len(now) > MAX_COMPARED:
        kept = frozenset(was)
        return frozenset(start + 1 + index for index, line in enumerate(now) if line not in kept)
    runs: list[tuple[bool, int, int]] = [(not was, 0, len(now))] if now else []  # is it an insertion, from, to
    if was and now:
        from difflib import SequenceMatcher

        codes = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
        runs = [(tag == "insert", first, last) for tag, _, _, first, last in codes if first < last and tag != "equal"]
    lines: set[int] = set()
    bound = len(after)
    for is_insertion, first, last in reversed(runs):
        first, last = start + first, start + last
        while is_insertion and last < bound and after[first] == after[last]:
            first, last = first + 1, last + 1
        lines.update(range(first + 1, last + 1))
        bound = first
    return frozenset(lines)


def _is_code(path: str) -> bool:
    return path.endswith(".go") or path.rpartition("/")[2] in _MODULE_FILES


def _put(target: str, path: str, text: bytes) -> None:
    if len(text) > MAX_COPIED:
        return
    place = os.path.join(target, *path.split("/"))
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place, "wb") as file:
        file.write(text)


def _code_below(top: str) -> list[str]:
    """The Go and module files below a folder, as paths from it; nothing is followed through a symbolic link."""
    found = []
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if name not in _SKIPPED_FOLDERS]
        where = os.path.relpath(folder, top)
        for name in files:
            path = name if where == os.curdir else f"{where}/{name}".replace(os.sep, "/")
            if _is_code(path) and not os.path.islink(os.path.join(folder, name)):
                found.append(path)
    return sorted(found)
