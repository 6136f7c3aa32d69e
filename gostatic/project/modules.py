"""Modules and workspaces of a run: which one a folder belongs to, and where an import path lies."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from gostatic.base.problem import Problem, ProblemKind
from gostatic.project.folders import Folders
from gostatic.project.gomod import MAX_MOD_BYTES, MISSING_GO, NEWEST_GO, ModFile, parse_mod
from gostatic.project.places import Refusal, printable, read_inside
from gostatic.project.workspace import Module

NAMELESS = "command-line-arguments"  # Go's own name for a package no import path leads to
_DISTRIBUTION = {"std": "", "cmd": "cmd"}  # the Go distribution's modules: what their import paths begin with


@dataclass(frozen=True, slots=True, eq=False)
class ModuleRoot:
    """A module where it lies; identity equality.

    ``prefix`` begins the import path of its packages; ``has_mod`` is false for folders no go.mod governs.
    """

    module: Module
    prefix: str
    has_mod: bool
    mod: ModFile
    problems: tuple[Problem, ...]

    @property
    def is_distribution(self) -> bool:
        """Whether this is the Go distribution's std or cmd, whose vendored packages are imported by their own names."""
        return self.module.path in _DISTRIBUTION and self.has_mod

    def ignores(self, folder: str) -> bool:
        """Whether the go.mod's ignore directives leave the absolute folder out of ``...`` patterns.

        ``ignore ./x`` means the folder x of the module's root, ``ignore x`` every folder x.
        """
        if not self.mod.ignores:
            return False
        inside = f"/{_slashed(os.path.relpath(folder, self.module.root))}/"
        for ignored in self.mod.ignores:
            wanted = f"/{ignored.removeprefix('./').strip('/')}/"
            if inside.startswith(wanted) if ignored.startswith("./") else wanted in inside:
                return True
        return False


class Work(NamedTuple):
    """A go.work: the absolute folders of the modules it uses and of its local replacements (module path, folder)."""

    folders: tuple[str, ...]
    replaced: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]


class Modules:
    """Looks up and caches the modules of the folders of one run; nothing outside the run's root is read."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders
        self.root = folders.root
        self._by_folder: dict[str, ModuleRoot] = {}
        self._by_root: dict[str, ModuleRoot] = {}
        self._loose: dict[str, ModuleRoot] = {}
        self._works: dict[str, Work] = {}

    def enclosing(self, folder: str) -> ModuleRoot:
        """The module an absolute folder of the run belongs to: that of the nearest go.mod upward."""
        chain = []
        at = folder
        while True:
            found = self._by_folder.get(at)
            if found is None and self.folders.listing(at).has_mod:
                found = self.at(at)
            chain.append(at)
            if found is not None:
                for passed in chain:
                    self._by_folder[passed] = found
                return found
            if at == self.root.path or not self.root.contains(at):
                return self._without_mod(folder)
            at = os.path.dirname(at)

    def at(self, folder: str) -> ModuleRoot:
        """The module whose go.mod lies in the absolute ``folder``."""
        known = self._by_root.get(folder)
        if known is None:
            known = self._by_root[folder] = self._read_module(folder)
        return known

    def _read_module(self, folder: str) -> ModuleRoot:
        mod, problems = self._read_mod(os.path.join(folder, "go.mod"))
        # The version is that of a go.mod without a go line only when there was a go.mod to read.
        version = (mod.go_version or MISSING_GO) if mod is not None else NEWEST_GO
        path = mod.path if mod is not None else ""
        if mod is not None and not path:
            name = os.path.join(folder, "go.mod")
            problems.append(
                self.root.problem(ProblemKind.MODULE, name, 0, "no module line; packages are named by folder")
            )
        prefix = _DISTRIBUTION.get(path, path) if path else self._folder_name(folder)
        return ModuleRoot(Module(path, folder, version), prefix, True, mod or _NO_MOD, tuple(problems))

    def _without_mod(self, folder: str) -> ModuleRoot:
        """The module "" of a folder without go.mod: the run's root, or the ``src`` of a GOPATH-like tree inside it."""
        relative = os.path.relpath(folder, self.root.path)
        parts = [] if relative == "." else relative.split(os.sep)
        base, prefix = self.root.path, _gopath_prefix(self.root.path)
        if "src" in parts:
            base, prefix = os.path.join(base, *parts[: parts.index("src") + 1]), ""
        known = self._loose.get(base)
        if known is None:
            message = f"no go.mod found; packages are named by folder and read as Go {NEWEST_GO[0]}.{NEWEST_GO[1]}"
            problem = self.root.problem(ProblemKind.MODULE, base, 0, message)
            known = ModuleRoot(Module("", base, NEWEST_GO), prefix, False, _NO_MOD, (problem,))
            self._loose[base] = known
        return known

    def _folder_name(self, folder: str) -> str:
        relative = os.path.relpath(folder, self.root.path)
        prefix = _gopath_prefix(self.root.path)
        return prefix if relative == "." else _join(prefix, printable(_slashed(relative)))

    def _read_mod(self, path: str) -> tuple[ModFile | None, list[Problem]]:
        """A go.mod or go.work with its problems; None when it cannot be read at all."""
        text = read_inside(self.root, path)
        if isinstance(text, Refusal):
            return None, [self.root.problem(ProblemKind.MODULE, path, 0, text.message)]
        problems = []
        if len(text) > MAX_MOD_BYTES:
            text = text[: text.rfind(b"\n", 0, MAX_MOD_BYTES) + 1]
            message = f"only the first {MAX_MOD_BYTES // (1024 * 1024)} MB are read"
            problems.append(self.root.problem(ProblemKind.BOUND, path, 0, message))
        mod = parse_mod(text)
        for line, message in mod.complaints:
            problems.append(self.root.problem(ProblemKind.MODULE, path, line, printable(message)))
        return mod, problems

    def import_path(self, folder: str) -> str:
        """The import path of the package in an absolute folder of the run."""
        found = self.enclosing(folder)
        relative = os.path.relpath(folder, found.module.root)
        if relative == ".":
            return found.prefix or NAMELESS
        parts = relative.split(os.sep)
        if "vendor" in parts[:-1]:
            # A vendored package goes by its own path, in the distribution as everywhere.
            last = len(parts) - 1 - parts[::-1].index("vendor", 0 if parts[-1] != "vendor" else 1)
            return printable("/".join(parts[last + 1 :]))
        return _join(found.prefix, printable("/".join(parts)))

    def work_of(self, folder: str) -> Work | None:
        """The workspace of the nearest go.work upward in the run's root; None when there is none."""
        at = folder
        while True:
            if self.folders.listing(at).has_work:
                known = self._works.get(at)
                if known is None:
                    known = self._works[at] = self._read_work(at)
                return known
            if at == self.root.path or not self.root.contains(at):
                return None
            at = os.path.dirname(at)

    def _read_work(self, folder: str) -> Work:
        path = os.path.join(folder, "go.work")
        mod, problems = self._read_mod(path)
        if mod is None:
            return Work((), (), tuple(problems))
        used: dict[str, None] = {}
        for use in mod.uses:
            target = self._local(folder, use.folder)
            if target is None:
                message = f"use {printable(use.folder)} leads outside the run's root and is not followed"
                problems.append(self.root.problem(ProblemKind.MODULE, path, use.line, message))
            elif not self._is_module(target):
                message = f"use {printable(use.folder)} names a folder without a go.mod"
                problems.append(self.root.problem(ProblemKind.MODULE, path, use.line, message))
            else:
                used[target] = None
        replaced, more = self._local_replaces(mod, folder, path)
        return Work(tuple(used), replaced, tuple(problems + more))

    def replaced(self, module_root: ModuleRoot) -> tuple[tuple[tuple[str, str], ...], list[Problem]]:
        """The modules a go.mod replaces by folders of the run (module path, absolute folder), and the problems met."""
        folder = module_root.module.root
        return self._local_replaces(module_root.mod, folder, os.path.join(folder, "go.mod"))

    def _local_replaces(
        self, mod: ModFile, folder: str, path: str
    ) -> tuple[tuple[tuple[str, str], ...], list[Problem]]:
        replaced = []
        problems = []
        for replace in mod.replaces:
            target = self._local(folder, replace.folder)
            shown = f"the replacement of {printable(replace.path)}, {printable(replace.folder)},"
            if target is None:
                message = f"{shown} lies outside the run's root and is not read"
                problems.append(self.root.problem(ProblemKind.MODULE, path, replace.line, message))
            elif not os.path.isdir(target):
                problems.append(self.root.problem(ProblemKind.MODULE, path, replace.line, f"{shown} does not exist"))
            else:
                replaced.append((replace.path, target))
        return tuple(replaced), problems

    def _local(self, folder: str, written: str) -> str | None:
        path = written.replace("\\", "/") if os.sep == "\\" else written
        try:
            return self.root.canonical(os.path.normpath(os.path.join(folder, path)))
        except ValueError:
            return None

    def _is_module(self, folder: str) -> bool:
        path = os.path.join(folder, "go.mod")
        return os.path.lexists(path) and not os.path.isdir(path)


class ImportPaths:
    """Where the import paths of the run's modules lead: longest prefix first, as Go chooses among modules."""

    def __init__(self, modules: Modules, roots: Iterable[tuple[str, ModuleRoot]]) -> None:
        """``roots`` pairs each module with the prefix it is imported by (for a replaced one the path it replaces)."""
        self.modules = modules
        unique = {(prefix, found.module.root): found for prefix, found in roots}
        ordered = sorted(unique, key=lambda key: (-len(key[0]), key))
        self.roots: tuple[tuple[str, ModuleRoot], ...] = tuple((key[0], unique[key]) for key in ordered)

    def folder(self, import_path: str) -> str | None:
        """The absolute folder with Go files the import path names in the run's modules; None when there is none."""
        parts = import_path.split("/")
        if not all(parts) or any(part in (".", "..") or "\\" in part or "\0" in part for part in parts):
            return None  # never out of a module's root, whatever the source says
        for prefix, found in self.roots:
            if import_path == prefix:
                rest: list[str] = []
            elif not prefix:
                rest = parts
            elif import_path.startswith(prefix + "/"):
                rest = import_path[len(prefix) + 1 :].split("/")
            else:
                continue
            if "vendor" not in rest[:-1]:
                folder = self._holding(found, rest)
                if folder is not None:
                    return folder
        for _, found in reversed(self.roots):  # std before cmd
            if found.is_distribution:
                folder = self._holding(found, ["vendor", *parts])
                if folder is not None:
                    return folder
        return None

    def _holding(self, found: ModuleRoot, rest: list[str]) -> str | None:
        folder = os.path.join(found.module.root, *rest)
        if not os.path.isdir(folder):
            return None
        inside = self.modules.root.canonical(folder)
        if inside is None or not self.modules.folders.listing(inside).go_files:
            return None
        return inside if self.modules.enclosing(inside) is found else None


_NO_MOD = parse_mod(b"")


def _gopath_prefix(folder: str) -> str:
    """What import paths begin with in a folder below a GOPATH-like ``src``: only where a host name follows it.

    Without that condition the import paths would change with the place of the checkout.
    """
    parts = folder.split(os.sep)
    for at in range(len(parts) - 2, -1, -1):
        if parts[at] == "src" and "." in parts[at + 1]:
            return printable("/".join(parts[at + 1 :]))
    return ""


def _slashed(path: str) -> str:
    return path.replace(os.sep, "/") if os.sep != "/" else path


def _join(prefix: str, rest: str) -> str:
    return f"{prefix}/{rest}" if prefix else rest
