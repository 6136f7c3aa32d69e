"""Patterns -> the workspace a run works on.

Entry points: ``load`` and ``load_selected``, whose halves are ``find`` and ``load_found``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gostatic.base.problem import Problem, ProblemKind
from gostatic.project import packages
from gostatic.project.constraints import KNOWN_ARCH, KNOWN_OS, Tags, tags_of
from gostatic.project.folders import Folders
from gostatic.project.modules import ImportPaths, ModuleRoot, Modules, Work
from gostatic.project.patterns import Matcher, Matches, start_of
from gostatic.project.places import RunRoot, find_root, printable
from gostatic.project.workspace import BuildContext, Package, Workspace


@dataclass(frozen=True, slots=True)
class Selection:
    """What of a workspace the user asked for; packages are loaded whole even when one file of theirs was named.

    ``packages`` holds the import paths of the packages named whole, ``files`` the run paths of files named one by one.
    """

    packages: frozenset[str]
    files: frozenset[str]

    def covers(self, import_path: str, file: str) -> bool:
        """Whether a finding in the run path ``file`` of the package belongs to what was asked for."""
        return import_path in self.packages or file in self.files


def load(patterns: Sequence[str], context: BuildContext, cwd: str) -> Workspace:
    """The packages ``patterns`` name, seen from the folder ``cwd``; no pattern stands for ``.``.

    Patterns are ``./...``, ``dir/...``, folders, Go files and import paths (``path/...`` too) of the run's modules.
    Never raises for what it finds: whatever is wrong is a problem of the workspace, USAGE for a pattern that matches
    nothing. Packages, modules and problems are sorted.
    """
    return load_selected(patterns, context, cwd)[0]


def load_selected(patterns: Sequence[str], context: BuildContext, cwd: str) -> tuple[Workspace, Selection]:
    """As ``load``, and which packages and files the patterns named."""
    return load_found(find(patterns, context, cwd))


@dataclass(frozen=True, slots=True)
class Found:
    """What patterns name, before a Go file is opened: folders and files, the modules they lie in, where imports lead.

    Only folders were listed and module files read. ``problems`` are those met on the way.
    """

    root: RunRoot
    modules: Modules
    matches: Matches
    imports: ImportPaths
    tags: Tags
    tests: bool
    problems: tuple[Problem, ...]


def find(
    patterns: Sequence[str], context: BuildContext, cwd: str, earlier: Mapping[str, bytes | None] | None = None
) -> Found:
    """The first half of ``load_selected``: what the patterns name, seen from the folder ``cwd``.

    ``earlier`` gives Go files other texts than those on disk, by absolute path below the run's root; None for no such file.
    """
    cwd = os.path.abspath(cwd)
    patterns = list(patterns) or ["."]
    starts = [place for pattern in patterns if "\0" not in pattern and (place := start_of(pattern, cwd)) is not None]
    root = RunRoot(find_root(cwd, starts))
    modules = Modules(Folders(root, earlier))
    uses_work = os.environ.get("GOWORK") != "off"

    problems = _check_context(context)
    bases = [
        folder for place in (cwd, *starts) if (folder := root.canonical(place)) is not None and os.path.isdir(folder)
    ]
    works = _works(modules, bases) if uses_work else []
    matcher = Matcher(modules, _import_paths(modules, _enclosing(modules, bases), works, []), cwd, uses_work)
    for pattern in patterns:
        matcher.match(pattern)
    matches = matcher.matches
    problems += matches.problems

    mains = _enclosing(modules, [*matches.whole, *matches.named])
    imports = _import_paths(modules, mains, works, problems)
    return Found(root, modules, matches, imports, tags_of(context), context.tests, tuple(problems))


def load_found(found: Found) -> tuple[Workspace, Selection]:
    """The second half: reads the files of what was found."""
    loading = _Loading(found.modules, found.tags, found.tests)
    loading.load(found.matches)
    problems = {*found.problems, *loading.problems}
    modules = {id(each): each.module for _, each in found.imports.roots}.values()
    workspace = Workspace(
        found.root.path,
        loading.packages,
        tuple(sorted(modules, key=lambda module: (module.path, module.root))),
        sorted(problems, key=lambda problem: (problem.file, problem.line, problem.kind.value, problem.message)),
        lambda path: None,
    )
    workspace.find = _Finding(found.modules, found.imports, found.tags, workspace, loading.by_folder).find
    return workspace, Selection(frozenset(loading.whole), frozenset(loading.files))


def _check_context(context: BuildContext) -> list[Problem]:
    problems = []
    for what, name, known in (
        ("operating system", context.goos, KNOWN_OS),
        ("architecture", context.goarch, KNOWN_ARCH),
    ):
        if name and name not in known:
            message = f'"{printable(name)}" is no {what} Go knows; it knows {", ".join(sorted(known))}'
            problems.append(Problem(ProblemKind.USAGE, "", 0, message))
    return problems


def _enclosing(modules: Modules, folders: Sequence[str]) -> list[ModuleRoot]:
    """The modules the folders belong to, each once."""
    return list({id(found): found for folder in folders for found in (modules.enclosing(folder),)}.values())


def _works(modules: Modules, folders: Sequence[str]) -> list[Work]:
    """The workspaces the folders lie in, each once."""
    found = (modules.work_of(folder) for folder in folders)
    return list({id(work): work for work in found if work is not None}.values())


def _import_paths(
    modules: Modules, mains: Sequence[ModuleRoot], works: Sequence[Work], problems: list[Problem]
) -> ImportPaths:
    """The import paths of the run: its main modules, those of its workspaces, and local replacements of both.

    What is wrong with the files read is added to ``problems``.
    """
    roots: list[tuple[str, ModuleRoot]] = []
    replaced: list[tuple[str, str]] = []
    main_modules = list(mains)
    for work in works:
        problems += work.problems
        replaced += work.replaced
        main_modules += [modules.at(folder) for folder in work.folders]
    for found in main_modules:
        roots.append((found.prefix, found))
        problems += found.problems
        local, complaints = modules.replaced(found)
        replaced += local
        problems += complaints
    roots += [(path, modules.enclosing(folder)) for path, folder in replaced]
    return ImportPaths(modules, roots)


class _Loading:
    """The matched folders while they are read.

    ``packages`` have unique import paths and are sorted by them; ``by_folder`` gives the importable ones by their
    ``dir``.
    """

    def __init__(self, modules: Modules, tags: Tags, tests: bool) -> None:
        self._modules = modules
        self._root = modules.root
        self._tags = tags
        self._tests = tests
        self.packages: tuple[Package, ...] = ()
        self.by_folder: dict[str, Package] = {}
        self.problems: list[Problem] = []
        self.whole: list[str] = []
        self.files: list[str] = []

    def load(self, matches: Matches) -> None:
        """Read every matched folder, and each named program with the tag ``ignore`` as a package of its own."""
        taken: set[str] = set()
        found: list[tuple[bool, Package]] = []
        serving: set[str] = set()  # patterns that led to a package, or to a problem that says why not
        left_out: dict[str, set[str]] = {}
        late: list[tuple[bool, Package]] = []  # external tests give way to the packages that own a path
        # An outer module's packages come first to an import path that a module nested in it claims as well.
        folders = sorted(
            {*matches.whole, *matches.named}, key=lambda name: (self._modules.enclosing(name).module.root, name)
        )
        for folder in folders:
            whole = folder in matches.whole
            loaded = self._read(folder)
            self.problems += loaded.problems
            standalone = (
                self._note_named(folder, matches.named.get(folder, ()), loaded) if folder in matches.named else []
            )
            for pattern in matches.whole.get(folder, ()):
                reasons = left_out.setdefault(pattern, set())
                if loaded.packages or loaded.problems:
                    serving.add(pattern)
                else:
                    reasons.update(why for why in loaded.left_out.values() if why)
            for package in loaded.packages:
                (late if packages.is_external(package) else found).append((whole, package))
            late += [(False, package) for package in standalone]
        for pattern, reasons in left_out.items():
            if pattern not in serving:
                self.problems.append(self._nothing_for(pattern, sorted(reasons)))
        unique: list[Package] = []
        for at, (whole, package) in enumerate(found + late):
            path = _free_path(package, taken)
            taken.add(path)
            named = package if path == package.import_path else replace(package, import_path=path)
            unique.append(named)
            if at < len(found):
                self.by_folder[named.dir] = named
            if whole:
                self.whole.append(path)
        self.packages = tuple(sorted(unique, key=lambda package: package.import_path))

    def _read(self, folder: str, alone: str = "") -> packages.Folder:
        modules = self._modules
        import_path = modules.import_path(folder)
        return packages.load_folder(
            modules.folders.listing(folder),
            self._root,
            modules.enclosing(folder).module,
            f"{import_path}/{printable(alone)}" if alone else import_path,
            self._tags,
            self._tests,
            alone,
            modules.folders.earlier,
        )

    def _note_named(self, folder: str, names: Sequence[str], loaded: packages.Folder) -> list[Package]:
        """Note the files that were named; the packages of those that are programs of their own."""
        standalone: list[Package] = []
        for name in sorted(set(names)):
            path = os.path.join(folder, name)
            why = loaded.left_out.get(name)
            self.files.append(self._root.relative(path))
            if why == packages.STANDALONE:
                alone = self._read(folder, alone=name)
                standalone += alone.packages
                self.problems += alone.problems
            elif why:
                self.problems.append(self._root.problem(ProblemKind.MODULE, path, 0, f"is not analysed: {why}"))
        return standalone

    def _nothing_for(self, pattern: str, reasons: list[str]) -> Problem:
        """The problem of a pattern none of whose files belongs to the build."""
        build = f"{self._tags.goos}/{self._tags.goarch}"
        message = f'pattern "{printable(pattern)}" matches no Go file for {build}: {"; ".join(reasons)}'
        return Problem(ProblemKind.USAGE, "", 0, message)


def _free_path(package: Package, taken: set[str]) -> str:
    """The package's import path, or where two folders claim one, the later folder's place in the run."""
    path = package.import_path
    if path not in taken:
        return path
    if not packages.is_external(package):
        path = package.dir
    while path in taken:
        path += "_test" if packages.is_external(package) else "~"
    return path


class _Finding:
    """Finds packages of the run's modules by import path, loading what no pattern matched."""

    def __init__(
        self,
        modules: Modules,
        imports: ImportPaths,
        tags: Tags,
        workspace: Workspace,
        by_folder: dict[str, Package],
    ) -> None:
        self._modules = modules
        self._imports = imports
        self._tags = tags
        self._workspace = workspace
        self._by_folder = by_folder
        self._known: dict[str, Package | None] = {}

    def find(self, import_path: str) -> Package | None:
        """The package the import path names in the run's modules, loaded without its tests unless it was matched.

        Problems met while loading are added to the workspace's.
        """
        if import_path not in self._known:
            self._known[import_path] = self._load(import_path)
        return self._known[import_path]

    def _load(self, import_path: str) -> Package | None:
        folder = self._imports.folder(import_path)
        if folder is None:
            return None
        where = self._modules.root.relative(folder)
        if where not in self._by_folder:
            loaded = packages.load_folder(
                self._modules.folders.listing(folder),
                self._modules.root,
                self._modules.enclosing(folder).module,
                import_path,
                self._tags,
                tests=False,
                earlier=self._modules.folders.earlier,
            )
            self._workspace.problems += loaded.problems
            if not loaded.packages:
                return None
            self._by_folder[where] = loaded.packages[0]
        return self._by_folder[where]
