"""The packages of a run's modules as text: whom they import, which functions have operations, which names they use.

What is known of a package is kept between runs by the sums of its files; the files themselves are read when somebody asks for
the functions. Tests are left out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gostatic.callgraph.words import (
    GATED,
    GATED_OPENING,
    LASTING,
    LEAVING,
    OPENING,
    PASSING,
    has_operation,
    words_of,
)
from gostatic.project.load import Found
from gostatic.project.patterns import Matcher
from gostatic.project.places import read_regular
from gostatic.syntax.lexical import name_text
from gostatic.syntax.split import split

if TYPE_CHECKING:
    from gostatic.engine.cache.store import Store

_QUOTED = re.compile(rb'"([^"\n]+)"')
_OPERATIONS: Final = LASTING | PASSING | OPENING | GATED.keys() | GATED_OPENING.keys() | LEAVING


class FunctionText(NamedTuple):
    """A function as text, with its words; ``operates`` says that an operation stands in it."""

    name: str
    text: bytes
    words: frozenset[bytes]
    operates: bool


class PackageText:
    """A package as text: its import path, its files, their size, and by text the import paths in them."""

    def __init__(self, path: str, files: tuple[str, ...], size: int) -> None:
        self.path, self.files, self.size = path, files, size
        self.imports: frozenset[str] = frozenset()
        self._known: tuple[str, str] | None = None

    @cached_property
    def texts(self) -> tuple[bytes, ...]:
        """The texts of the files."""
        return tuple(text for path in self.files if isinstance(text := read_regular(path), bytes))

    @cached_property
    def functions(self) -> list[FunctionText]:
        """The functions, by file and source order."""
        return [
            function_of(item.name, text[item.start : item.end])
            for text in self.texts
            for item in split(text, "")[0]
            if item.kind == "func"
        ]

    @cached_property
    def operating(self) -> frozenset[str]:
        """The names of functions that have an operation, or from which one is reached in the package."""
        if self._known is not None:
            return frozenset(self._known[0].split())
        return frozenset(leading_to(self.functions, (each.name for each in self.functions if each.operates)))

    @cached_property
    def selected(self) -> frozenset[str]:
        """The exported names that are selected from something."""
        return frozenset(self._known[1].split()) if self._known is not None else selected(self.texts)

    def imported(self) -> list[str]:
        """All import paths in the files, and perhaps other quoted words before the first function."""
        found: set[str] = set()
        for text in self.texts:
            head = text.find(b"\nfunc ")
            found.update(name_text(quoted) for quoted in _QUOTED.findall(text, 0, head if head >= 0 else len(text)))
        return sorted(found)

    def know(self, said: tuple[str, str]) -> None:
        """Takes ``operating`` and ``selected`` from an earlier run."""
        self._known = said

    def said(self) -> tuple[str, str]:
        """The two as text."""
        return " ".join(sorted(self.operating)), " ".join(sorted(self.selected))


def packages_of(found: Found, cwd: str, store: Store | None) -> dict[str, PackageText]:
    """All packages of the modules of a run, by import path."""
    known, sums = _Known(found, store), {}
    packages: dict[str, PackageText] = {}
    imports: dict[str, list[str]] = {}
    for path, folders in _folders(found, cwd).items():
        sums[path], package = known.look(path, folders)
        packages[path] = package
        said = known.of(path, sums[path])
        imports[path] = package.imported() if said is None else said[1].split()
        if said is not None:
            package.know(said[2:])
    for path, package in packages.items():
        package.imports = frozenset(each for each in imports[path] if each in packages and each != path)
    known.keep({path: (sums[path], imports[path], package) for path, package in packages.items()})
    return packages


def _folders(found: Found, cwd: str) -> dict[str, list[str]]:
    """The folders of the packages by import path."""
    matcher = Matcher(found.modules, found.imports, cwd, False)
    for _, owner in found.imports.roots:
        matcher.match(os.path.join(owner.module.root, "..."))
    folders: dict[str, list[str]] = {}
    for folder in sorted(matcher.matches.whole):
        folders.setdefault(found.modules.import_path(folder), []).append(folder)
    return folders


class _Known:
    """What an earlier run in this place knew of packages, by import path: sum, import paths, what ``PackageText.said``."""

    def __init__(self, found: Found, store: Store | None) -> None:
        self._found, self._store = found, store
        self._tree: Any = None
        self._key = ""
        self._entries: Mapping[str, Any] = {}
        if store is not None:
            from gostatic.engine.cache.store import key_of
            from gostatic.engine.cache.tool import fingerprint
            from gostatic.engine.cache.tree import Tree

            self._tree = Tree(found, store)
            self._key = key_of("packages", fingerprint(store), found.root.real)
            known = store.read("packages", self._key)
            self._entries = known if isinstance(known, dict) else {}

    def look(self, path: str, folders: list[str]) -> tuple[Any, PackageText]:
        """A package with the sums of its files, None where nothing is kept."""
        names = [
            os.path.join(folder, name)
            for folder in folders
            for name, is_link in self._found.modules.folders.listing(folder).go_files
            if not is_link and name[0] not in "_." and not name.endswith("_test.go")
        ]
        if self._tree is None:
            package = PackageText(path, tuple(names), 0)
            package.size = sum(map(len, package.texts))
            return None, package
        seen = {
            os.path.join(folder, name): digest for folder in folders for name, digest in self._tree.folder(folder)[4]
        }
        size = sum(self._tree.stats[name][0] for name in names if name in self._tree.stats)
        return [seen[name] for name in names], PackageText(path, tuple(names), size)

    def of(self, path: str, sums: Any) -> Any:
        """The entry of a package whose files are the same."""
        entry = self._entries.get(path)
        return entry if entry is not None and sums is not None and entry[0] == sums else None

    def keep(self, packages: Mapping[str, tuple[Any, list[str], PackageText]]) -> None:
        """Keeps what is known now, when that is more than before."""
        if self._store is None:
            return
        self._tree.keep()
        if all(self.of(path, sums) is not None for path, (sums, _, _) in packages.items()):
            return
        entries = {
            path: self.of(path, sums) or (sums, " ".join(imports), *package.said())
            for path, (sums, imports, package) in packages.items()
        }
        self._store.write("packages", self._key, {**self._entries, **entries})


def function_of(name: str, text: bytes) -> FunctionText:
    """A function as text."""
    words = words_of(text)
    return FunctionText(name, text, words, not words.isdisjoint(_OPERATIONS) or has_operation(text, words))


def uses_of(names: Iterable[str]) -> frozenset[bytes]:
    """The words that may stand for a use of one of the names."""
    texts = [name.encode() for name in names]
    return frozenset(word for text in texts for word in (text, text + b"(", b"." + text, b".%s(" % text))


def leading_to(functions: list[FunctionText], names: Iterable[str]) -> dict[str, None]:
    """These names and those of the functions from which, by names, one of these is used."""
    found: dict[str, None] = dict.fromkeys(sorted(names))
    known = uses_of({*found, *(function.name for function in functions)})
    users: dict[bytes, list[str]] = {}
    for function in functions:
        for word in function.words & known:
            users.setdefault(word.strip(b".("), []).append(function.name)
    pending = list(found)
    while pending:
        for user in users.get(pending.pop().encode(), ()):
            if user not in found:
                found[user] = None
                pending.append(user)
    return found


def exported(names: Iterable[str]) -> frozenset[str]:
    """Those of the names that other packages can use."""
    return frozenset(name for name in names if name[:1].isupper())


def selected(texts: Iterable[bytes]) -> frozenset[str]:
    """The exported names that are selected from something in the texts."""
    return exported(name_text(word.strip(b".(")) for text in texts for word in words_of(text) if word[:1] == b".")
