"""What a run works on: modules, packages and files, found from patterns without a Go toolchain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from gostatic.base.problem import Problem

Version = tuple[int, int]


@dataclass(frozen=True, slots=True)
class BuildContext:
    """What build constraints are evaluated against.

    ``goos``/``goarch`` are Go's names ("" = the host's); ``tags`` the extra build tags; ``cgo`` whether cgo is on;
    ``tests`` whether ``_test.go`` files take part.
    """

    goos: str = ""
    goarch: str = ""
    tags: tuple[str, ...] = ()
    cgo: bool = True
    tests: bool = True


@dataclass(frozen=True, slots=True)
class Module:
    """One module: ``path`` from go.mod ("" when there is none), ``root`` its absolute folder, ``go_version`` its go line."""

    path: str
    root: str
    go_version: Version


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One Go file of a package.

    ``path`` names it in the run (run-root relative, ``/``-separated), ``abspath`` on disk; ``text`` is its bytes.
    ``package`` is the name in its package clause. ``go_version`` is the language version that holds for this file.
    """

    path: str
    abspath: str
    text: bytes = field(repr=False)
    package: str
    is_test: bool
    generated: bool
    go_version: Version


@dataclass(frozen=True, slots=True)
class Package:
    """One package: in-package tests are part of it; an external test package is one of its own.

    ``import_path`` is unique in the run; that of an external test package ends in ``_test``. Files are sorted by path.
    """

    import_path: str
    name: str
    dir: str
    files: tuple[SourceFile, ...]
    module: Module


@dataclass(slots=True)
class Workspace:
    """The packages to analyse and the way to find others of the same modules for their declarations.

    ``root`` is the absolute run root all paths are relative to: the repository's (nearest folder upward with ``.git``),
    else the outermost module's or workspace's, else the folder the run was started in. ``packages`` are sorted by
    import path. ``find`` gives the package an import path names inside the run's modules (loading it when it was not
    matched by a pattern), or None for every package outside them.
    """

    root: str
    packages: tuple[Package, ...]
    modules: tuple[Module, ...]
    problems: list[Problem]
    find: Callable[[str], Package | None]
