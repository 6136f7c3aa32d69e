"""For hooks: names of changed files -> the packages to analyse, and which findings have to do with the change."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gostatic.cli.exits import UsageError
from gostatic.engine.finding import Finding

if TYPE_CHECKING:
    from gostatic.engine.cache.results import KeptFile


@dataclass(frozen=True, slots=True)
class Change:
    """A change: ``patterns`` of the packages it lies in, the real paths of its Go ``files`` and of changed ``modules``."""

    patterns: tuple[str, ...]
    files: frozenset[str]
    modules: frozenset[str]

    def touched(self, files: Mapping[str, KeptFile], root: str, generated: bool) -> frozenset[str]:
        """Those of the analysed files below ``root`` that were changed; generated ones only when those are reported."""
        paths = []
        folders: dict[str, str] = {}
        modules: dict[str, bool] = {}
        for path, file in files.items():
            if file.generated and not generated:
                continue
            whole = modules.get(file.module)
            if whole is None:
                whole = modules[file.module] = _real(root, file.module) in self.modules
            folder, _, name = (file.place or path).rpartition("/")
            if folder not in folders:
                folders[folder] = _real(root, folder)
            if whole or os.path.join(folders[folder], name) in self.files:
                paths.append(path)
        return frozenset(paths)


def _real(root: str, path: str) -> str:
    return os.path.realpath(os.path.join(root, *path.split("/")))


def change_of(names: Sequence[str], cwd: str) -> Change:
    """What a hook's file names mean.

    A Go file stands for its package, a go.mod for all packages of its module, a go.work for those below its folder. Names
    of deleted files, of other files and of what ``./...`` would leave out (vendor, testdata, names with a leading _ or .)
    stand for nothing. Raises ``UsageError`` for a pattern or a folder: the whole of something is no change.
    """
    patterns: dict[str, None] = {}
    files = []
    modules = []
    for name in names:
        path = os.path.normpath(os.path.join(cwd, name))
        if name.endswith("...") or os.path.isdir(path):
            raise UsageError(f'--changed-only takes names of changed files, and "{name}" is none')
        if "\0" in name or not os.path.isfile(path) or is_left_out(os.path.relpath(path, cwd)):
            continue
        folder, base = os.path.split(path)
        folder = os.path.realpath(folder)
        if base in ("go.mod", "go.work"):
            patterns[f"{folder}{'' if folder.endswith(os.sep) else os.sep}..."] = None
            modules.append(folder)
        elif base.endswith(".go"):
            patterns[folder] = None
            files.append(os.path.join(folder, base))
    return Change(tuple(sorted(patterns)), frozenset(files), frozenset(modules))


def touches(finding: Finding, paths: frozenset[str]) -> bool:
    """Whether the finding or a step of its witness lies in one of the files."""
    diagnostic = finding.diagnostic
    return diagnostic.span.file in paths or any(step.span.file in paths for step in diagnostic.witness)


def is_left_out(path: str) -> bool:
    """Whether a path from the folder of a run is one that ``./...`` would leave out."""
    elements = [element for element in path.split(os.sep) if element != os.pardir]
    return any(element[:1] in ("_", ".") for element in elements) or not {"vendor", "testdata"}.isdisjoint(
        elements[:-1]
    )
