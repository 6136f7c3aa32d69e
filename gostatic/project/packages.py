"""One folder of Go files -> its packages: the package with its in-package tests, and the external test package.

Rules: package go/build (which files count), ``go help test`` (external tests), "Package clause" of the specification.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from gostatic.base.problem import Problem, ProblemKind
from gostatic.project import constraints, header
from gostatic.project.constraints import Tags
from gostatic.project.folders import Listing
from gostatic.project.places import Refusal, RunRoot, read_inside, read_regular
from gostatic.project.workspace import Module, Package, SourceFile

# Why a file of a folder is not part of its packages, as told of a file that was named one by one.
HIDDEN = "names that begin with _ or . are left out, as in Go"
NO_TESTS = "test files are left out"
NOT_THIS_BUILD = "build constraints exclude it"
NEEDS_CGO = 'import of "C" without cgo'
STANDALONE = "the build tag ignore"
DOCUMENTATION = "package documentation holds no code"
REPORTED = ""  # a problem of its own says why


class Folder(NamedTuple):
    """What a folder holds for one build: ``packages`` (the plain one first), by file name why one is left out."""

    packages: tuple[Package, ...]
    left_out: dict[str, str]
    problems: tuple[Problem, ...]


class _Entry(NamedTuple):
    """A file that belongs to the build, before it is known to which package."""

    name: str
    source: SourceFile


def load_folder(
    listing: Listing,
    root: RunRoot,
    module: Module,
    import_path: str,
    tags: Tags,
    tests: bool,
    alone: str = "",
    earlier: Mapping[str, bytes | None] | None = None,
) -> Folder:
    """Read the folder's Go files and group them to packages.

    ``import_path`` is that of the plain package. With ``alone`` only the file of that name is read, as a package of
    its own, whether or not its constraints hold (a program for ``go run``). ``earlier`` are texts that stand for those of
    files, by absolute path. Never raises.
    """
    left_out: dict[str, str] = {}
    problems: list[Problem] = list(listing.problems)
    entries: list[_Entry] = []
    for name, is_link in listing.go_files:
        if alone and name != alone:
            continue
        is_test = name.endswith("_test.go")
        if name[0] in "_.":
            left_out[name] = HIDDEN
        elif is_test and not tests:
            left_out[name] = NO_TESTS
        elif not alone and not constraints.name_matches(name, tags):
            left_out[name] = NOT_THIS_BUILD
        else:
            path = os.path.join(listing.path, name)
            before = earlier.get(path) if earlier else None
            if before is not None:
                text: bytes | Refusal = before
            else:
                text = read_inside(root, path) if is_link else read_regular(path)
            outcome = _admit(text, path, name, is_test, root, module, tags, bool(alone))
            if isinstance(outcome, SourceFile):
                entries.append(_Entry(name, outcome))
            elif isinstance(outcome, Problem):
                left_out[name] = REPORTED
                problems.append(outcome)
            else:
                left_out[name] = outcome
    packages, odd = _group(entries, listing.path, root, module, import_path)
    for problem, name in odd:
        problems.append(problem)
        left_out[name] = REPORTED
    return Folder(packages, left_out, tuple(problems))


def _admit(
    text: bytes | Refusal,
    path: str,
    name: str,
    is_test: bool,
    root: RunRoot,
    module: Module,
    tags: Tags,
    unconditional: bool,
) -> SourceFile | Problem | str:
    """The file as part of the build, else the problem that keeps it out, else the ordinary reason."""
    if isinstance(text, Refusal):
        return root.problem(text.kind, path, 0, text.message)
    head = header.read_head(text)
    # A file without package clause is judged by the name and the constraints it has all the same: no noise
    # about files of another system.
    verdict = constraints.judge(text[:8192] if head is None else head.comments, tags)
    if verdict.complaint:
        return root.problem(ProblemKind.MODULE, path, verdict.line, f"{verdict.complaint}; the file is left out")
    if not verdict.included and not unconditional:
        return STANDALONE if verdict.ignored else NOT_THIS_BUILD
    if head is None:
        line = header.first_line_with_code(text)
        what = "no package clause" if text.strip() else "an empty file"
        return root.problem(ProblemKind.SYNTAX, path, line, f"{what}; the file is left out")
    if head.package == "documentation":
        return DOCUMENTATION
    if not tags.cgo and header.imports_c(text, head.end):
        return NEEDS_CGO
    return SourceFile(
        root.relative(path),
        path,
        text,
        head.package,
        is_test,
        header.is_generated(head.comments),
        verdict.version or module.go_version,
    )


def _group(
    entries: list[_Entry], folder: str, root: RunRoot, module: Module, import_path: str
) -> tuple[tuple[Package, ...], list[tuple[Problem, str]]]:
    """The folder's packages, and a problem for each file whose package clause fits neither."""
    if not entries:
        return (), []
    name = _package_name([entry.source for entry in entries])
    plain: list[SourceFile] = []
    external: list[SourceFile] = []
    odd: list[tuple[Problem, str]] = []
    for entry in entries:
        source = entry.source
        if source.package == name:
            plain.append(source)
        elif source.is_test and source.package == name + "_test":
            external.append(source)
        else:
            message = f"package {source.package} in the folder of package {name}; the file is left out"
            line = source.text.count(b"\n", 0, _clause_offset(source.text)) + 1
            odd.append((Problem(ProblemKind.MODULE, source.path, line, message), entry.name))
    packages = []
    where = root.relative(folder)
    if plain:
        packages.append(Package(import_path, name, where, _by_path(plain), module))
    if external:
        path = import_path + "_test"
        # A folder beside this one may rightly have that import path.
        if os.path.isdir(folder + "_test"):
            path += "_test"
        packages.append(Package(path, name + "_test", where, _by_path(external), module))
    return tuple(packages), odd


def is_external(package: Package) -> bool:
    """Whether this is an external test package, which no package imports."""
    return package.name.endswith("_test") and all(source.is_test for source in package.files)


def _package_name(sources: list[SourceFile]) -> str:
    """The name most files that are no tests declare, the first of several; tests decide only where they are alone."""
    names = [source.package for source in sources if not source.is_test]
    if not names:
        names = [source.package.removesuffix("_test") or source.package for source in sources]
    counts = Counter(names)  # keeps the order of first appearance
    return max(counts, key=lambda name: counts[name])


def _by_path(sources: list[SourceFile]) -> tuple[SourceFile, ...]:
    return tuple(sorted(sources, key=lambda source: source.path))


def _clause_offset(text: bytes) -> int:
    head = header.read_head(text)
    return len(head.comments) if head is not None else 0
