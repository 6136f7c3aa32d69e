"""What the user named -> the folders to load: ``./...``, folders, files and import paths.

Rules: ``go help packages`` (wildcards, vendor, folders left out), Go's module boundaries.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from gostatic.base.problem import Problem, ProblemKind
from gostatic.project.modules import ImportPaths, ModuleRoot, Modules, Work
from gostatic.project.places import OUTSIDE, printable

_VENDORED = "\0"  # stands for a "vendor" element a wildcard must not match; no name holds it


@dataclass(slots=True)
class Matches:
    """What patterns named: ``whole`` folders (absolute) with the patterns that did, and single files by folder."""

    whole: dict[str, list[str]] = field(default_factory=dict)
    named: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def start_of(pattern: str, cwd: str) -> str | None:
    """The absolute folder a pattern of places starts from; None for an import path.

    A pattern means places when it begins like one or when what stands before its wildcard exists in ``cwd``.
    """
    path = _localised(pattern)
    fixed = path.split("...", 1)[0]
    base = fixed if "..." not in path else fixed[: fixed.rfind("/") + 1]
    place = os.path.normpath(os.path.join(cwd, base)) if "\0" not in base else cwd
    if not (_begins_like_place(path) or os.path.lexists(place)):
        return None
    if "..." not in path and (path.endswith(".go") and not os.path.isdir(place)):
        return os.path.dirname(place)
    return place


def _begins_like_place(path: str) -> bool:
    return path in (".", "..", "...") or path.startswith(("./", "../", "/")) or os.path.isabs(path)


def _localised(pattern: str) -> str:
    return pattern.replace("\\", "/") if os.sep == "\\" else pattern


class Matcher:
    """Matches patterns against one run's folders."""

    def __init__(self, modules: Modules, imports: ImportPaths, cwd: str, workspaces: bool) -> None:
        """``imports`` resolves import paths; ``workspaces`` is false when go.work files do not count."""
        self._modules = modules
        self._folders = modules.folders
        self._root = modules.root
        self._imports = imports
        self._cwd = cwd
        self._workspaces = workspaces
        self.matches = Matches()
        self._seen_links: set[str] = set()

    def match(self, pattern: str) -> None:
        """Add what the pattern names to ``matches``; a pattern that names nothing adds a USAGE problem."""
        if not pattern or "\0" in pattern:
            self._usage(pattern, "is no pattern")
            return
        place = start_of(pattern, self._cwd)
        path = _localised(pattern)
        if place is None:
            self._match_imports(path)
        elif "..." in path:
            self._match_tree(path, place)
        else:
            self._match_place(path, os.path.normpath(os.path.join(self._cwd, path)))

    def _add(self, pattern: str, folder: str) -> None:
        self.matches.whole.setdefault(folder, []).append(pattern)

    def _usage(self, pattern: str, message: str) -> None:
        self.matches.problems.append(Problem(ProblemKind.USAGE, "", 0, f'pattern "{printable(pattern)}" {message}'))

    def _match_place(self, pattern: str, path: str) -> None:
        if os.path.isdir(path):
            folder = self._root.canonical(path)
            if folder is None:
                self._refuse(path)
                self._usage(pattern, "leads outside the run's root")
                return
            listing = self._folders.listing(folder)
            if listing.go_files:
                self._add(pattern, folder)
            else:
                self.matches.problems += listing.problems
                below = f"{pattern.rstrip('/') or '/'}/..."
                self._usage(pattern, f"names a folder without Go files; {printable(below)} means the packages below it")
        elif not os.path.lexists(path):
            self._usage(pattern, "names nothing that exists")
        elif not path.endswith(".go"):
            self._usage(pattern, "names neither a folder nor a Go file")
        else:
            folder = self._root.canonical(os.path.dirname(path))
            if folder is None:
                self._refuse(os.path.dirname(path))
                self._usage(pattern, "leads outside the run's root")
            else:
                self.matches.named.setdefault(folder, []).append(os.path.basename(path))

    def _match_tree(self, pattern: str, place: str) -> None:
        if not os.path.isdir(place):
            self._usage(pattern, "starts from no folder")
            return
        start = self._root.canonical(place)
        if start is None:
            self._refuse(place)
            self._usage(pattern, "leads outside the run's root")
            return
        # Names are matched as the user wrote them: what stands before the wildcard, normalised, then the rest.
        fixed = pattern.split("...", 1)[0]
        cut = fixed.rfind("/") + 1
        name = os.path.normpath(fixed[:cut] or ".").replace(os.sep, "/")
        rest = pattern[cut:]
        whole = compile_wildcard(f"{name}/{rest}" if name != "/" else f"/{rest}")
        found = False
        for folder in self._walk(start, name, whole, deep_vendor="vendor" in rest):
            self._add(pattern, folder)
            found = True
        if not found:
            self._usage(pattern, "matches no packages")

    def _match_imports(self, pattern: str) -> None:
        if "..." not in pattern:
            folder = self._imports.folder(pattern)
            if folder is None:
                self._usage(pattern, "names no folder, file or package of this module")
            else:
                self._add(pattern, folder)
            return
        matches = compile_wildcard(pattern)
        fixed = pattern.split("...", 1)[0]
        found = False
        for prefix, module_root in self._imports.roots:
            if not (fixed.startswith(prefix) or prefix.startswith(fixed)):
                continue
            start = self._root.canonical(module_root.module.root)
            if start is None:
                continue
            for folder in self._walk(start, prefix, matches, deep_vendor="vendor" in pattern[len(fixed) :]):
                self._add(pattern, folder)
                found = True
        if not found:
            self._usage(pattern, "matches no packages")

    def _walk(self, start: str, name: str, matches: Callable[[str], bool], deep_vendor: bool) -> Iterator[str]:
        """The folders with Go files below ``start`` whose names match, depth first by name.

        Left out: folders that begin with _ or . and testdata, unless the walk starts there; symlinks; the packages in
        vendor folders; nested modules. Where no go.mod governs the start there is no module to stay in: the walk
        enters the modules it meets, those of the go.work when there is one.
        """
        first = self._modules.enclosing(start)
        work = self._modules.work_of(start) if self._workspaces else None
        stack: list[tuple[str, str, ModuleRoot]] = [(start, name, first)]
        while stack:
            folder, name, owner = stack.pop()
            listing = self._folders.listing(folder)
            if listing.has_mod and folder != start:
                if not _may_enter(folder, owner, work):
                    continue
                owner = self._modules.at(folder)
            if owner.mod.ignores and folder != start and owner.ignores(folder):
                continue
            if listing.go_files and matches(name) and not _is_builtin(folder, owner):
                yield folder  # save the folder builtin, which only documents what the language declares
            elif listing.problems:
                self.matches.problems += listing.problems
            self._report_links(folder, listing.links)
            if folder != start and os.path.basename(folder) == "vendor" and not deep_vendor:
                continue
            for subfolder in reversed(listing.subfolders):
                if subfolder[0] not in "_." and subfolder != "testdata":
                    inner = subfolder if not name else f"{name}/{subfolder}" if name != "/" else f"/{subfolder}"
                    stack.append((os.path.join(folder, subfolder), inner, owner))

    def _report_links(self, folder: str, links: tuple[str, ...]) -> None:
        for link in links:
            if link[0] not in "_." and link not in ("testdata", "vendor"):
                path = os.path.join(folder, link)
                if self._root.canonical(path) is None:
                    self._refuse(path)

    def _refuse(self, path: str) -> None:
        if path not in self._seen_links:
            self._seen_links.add(path)
            self.matches.problems.append(self._root.problem(ProblemKind.IO, path, 0, OUTSIDE))


def _is_builtin(folder: str, owner: ModuleRoot) -> bool:
    return owner.is_distribution and folder == os.path.join(owner.module.root, "builtin")


def _may_enter(folder: str, owner: ModuleRoot, work: Work | None) -> bool:
    """Whether a walk that is in ``owner`` goes on into the module whose go.mod lies in ``folder``."""
    if owner.has_mod:
        return False
    return work is None or not work.folders or folder in work.folders


def compile_wildcard(pattern: str) -> Callable[[str], bool]:
    """The predicate of a pattern with ``...``: any text, except that it never runs into a ``vendor`` folder.

    ``/...`` at the end matches the name without it too. Names and pattern have ``vendor`` elements replaced, save
    the last one: a folder named vendor that holds code itself is no vendored package.
    """
    anything = f"[^{_VENDORED}]*"
    marked = _mark_vendor(pattern)
    tail = ""
    if marked.endswith(_VENDORED + "/..."):
        marked, tail = marked[: -len(_VENDORED + "/...")], f"(?:vendor|{_VENDORED}/{anything})"
    elif marked.endswith("/..."):
        marked, tail = marked[:-4], f"(?:/{anything})?"
    expression = re.compile(anything.join(re.escape(part) for part in marked.split("...")) + tail, re.DOTALL)
    return lambda name: expression.fullmatch(_mark_vendor(name)) is not None


def _mark_vendor(name: str) -> str:
    if "vendor" not in name:
        return name
    parts = name.split("/")
    return "/".join([_VENDORED if part == "vendor" else part for part in parts[:-1]] + parts[-1:])
