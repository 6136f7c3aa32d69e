"""Packages that a change can matter to beyond the one it lies in, found as text.

A change of a function matters to its callers: to packages that import its own and use a name that leads to it. It matters to
what it calls, too: a goroutine started in another package waits for an answer that does not come any more. So packages are
taken in rounds, from the changed functions up to who uses them and down to what they use, and from what was found so in
the next round. Names stand for what they may mean; what too many is costs time only. A small program is taken whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from gostatic.engine.edits import Edit
from gostatic.engine.package_texts import (
    PackageText,
    exported,
    function_of,
    leading_to,
    packages_of,
    selected,
    uses_of,
)
from gostatic.project.load import Found
from gostatic.syntax.lexical import name_text

if TYPE_CHECKING:
    from gostatic.engine.cache.store import Store

MAX_BYTES: Final = 256 * 1024  # of source of neighbours, tests not counted: they are not looked at
WHOLE_BYTES: Final = 512 * 1024  # what a program may have to be taken whole
MAX_ROUNDS: Final = 4

# What is declared with a type that operations are done on: a field or a variable that packages share.
_SHARED = re.compile(rb"\b([A-Z][\w\x80-\xff]*)[ \t]+(?:\[\]|map\[[^\]\n]*\]|\*)*(?:<-[ \t]*)?(?:chan\b|sync\.|func\()")
_TYPES = (b"chan", b"sync.", b"func(", b"context.", b"interface")


class Neighbours(NamedTuple):
    """Import paths, sorted, and how many more there would be beyond ``MAX_BYTES``."""

    paths: tuple[str, ...]
    left_out: int


def neighbours(
    found: Found, edits: Mapping[str, Edit], tests: Mapping[str, Edit], cwd: str, store: Store | None
) -> Neighbours:
    """The packages that a change can matter to.

    ``found`` is the run on the changed packages; ``edits`` and ``tests`` say by absolute folder what was changed in files and
    in test files. Nothing is found where no code was changed. ``store`` keeps what is known of packages between runs.
    """
    packages = packages_of(found, cwd, store)
    mine = {found.modules.import_path(folder) for folder in (*edits, *tests)}
    others = [package for package in packages.values() if package.path not in mine]
    if sum(package.size for package in others) <= WHOLE_BYTES:
        return Neighbours(tuple(sorted(package.path for package in others)), 0)
    search = _Search(packages, mine)
    for folder, edit in sorted(edits.items()):
        search.start(found.modules.import_path(folder), edit, may_be_used=True)
    for folder, edit in sorted(tests.items()):
        search.start(found.modules.import_path(folder), edit, may_be_used=False)
    for _ in range(MAX_ROUNDS):
        if not search.advance():
            break
    return Neighbours(tuple(sorted(search.taken)), len(search.left_out))


class _Search:
    """The rounds: ``users`` and ``used`` hold what the next one starts from."""

    def __init__(self, packages: Mapping[str, PackageText], mine: Iterable[str]) -> None:
        self.packages = packages
        self.importers: dict[str, list[str]] = {}
        for package in packages.values():
            for path in package.imports:
                self.importers.setdefault(path, []).append(package.path)
        self.mine = frozenset(mine)
        self.taken: dict[str, None] = {}
        self.left_out: dict[str, None] = {}
        self.size = 0
        self.users: dict[str, frozenset[str]] = {}
        self.used: dict[str, frozenset[str]] = {}

    def start(self, path: str, edit: Edit, may_be_used: bool) -> None:
        """Starts from a change in a package; that of a test is used by nobody."""
        if path not in self.packages or not self.may_matter(path, edit):
            return
        texts = list(edit.texts)
        if may_be_used:
            shared = frozenset(name_text(name) for text in self.packages[path].texts for name in _SHARED.findall(text))
            leading = frozenset(leading_to(self.packages[path].functions, edit.names))
            uses = uses_of(edit.names)
            texts += [each.text for each in self.packages[path].functions if not uses.isdisjoint(each.words)]
            names = exported(leading) | shared & selected(edit.texts)
            self.users[path] = self.users.get(path, frozenset()) | names
        self.used[path] = self.used.get(path, frozenset()) | selected(texts)

    def may_matter(self, path: str, edit: Edit) -> bool:
        """Whether operations stand in what was changed, or in what that seems to call."""
        calls = uses_of(self.foreign(path)) | uses_of(self.packages[path].operating)
        for text in edit.texts:
            function = function_of("", text)
            if not text.startswith(b"func"):
                if any(word in text for word in _TYPES):
                    return True
            elif function.operates or not calls.isdisjoint(function.words):
                return True
        return False

    def foreign(self, path: str) -> frozenset[str]:
        """The exported names in the packages that one imports from which operations are reached."""
        return exported(name for target in self.packages[path].imports for name in self.packages[target].operating)

    def advance(self) -> bool:
        """One round; returns whether it led anywhere."""
        users, used = self.users, self.used
        self.users, self.used = {}, {}
        fresh: dict[str, None] = {}
        for path, names in sorted(used.items()):
            for target in sorted(self.packages[path].imports):
                self.enter_used(target, names, fresh)
        for path, names in sorted(users.items()):
            for importer in sorted(self.importers.get(path, ())):
                self.enter_user(importer, names, fresh)
        return bool(fresh)

    def enter_used(self, path: str, names: frozenset[str], fresh: dict[str, None]) -> None:
        """Looks at a package that may declare functions of these names."""
        package = self.packages[path]
        if not names.isdisjoint(package.operating) and self.has_room(package) and self.take(package, fresh):
            called = (each.text for each in package.functions if each.name in names)
            self.used[path] = self.used.get(path, frozenset()) | selected(called)

    def enter_user(self, path: str, names: frozenset[str], fresh: dict[str, None]) -> None:
        """Looks at a package that imports one with these names."""
        package = self.packages[path]
        if names.isdisjoint(package.selected) or not self.has_room(package):
            return
        uses = uses_of(names)
        using = [each for each in package.functions if not uses.isdisjoint(each.words)]
        leading = leading_to(package.functions, (each.name for each in using))
        # Where neither they nor who leads to them has operations, or calls others that have, nothing can come of it.
        others = uses_of(self.foreign(path) - names)
        if any(
            each.name in leading and (each.operates or not others.isdisjoint(each.words)) for each in package.functions
        ) and self.take(package, fresh):
            self.users[path] = self.users.get(path, frozenset()) | exported(leading)
            self.used[path] = self.used.get(path, frozenset()) | selected(each.text for each in using)

    def has_room(self, package: PackageText) -> bool:
        """Whether a package is in already, or there is room for it."""
        if package.path in self.mine or package.path in self.taken or self.size + package.size <= MAX_BYTES:
            return True
        self.left_out[package.path] = None
        return False

    def take(self, package: PackageText, fresh: dict[str, None]) -> bool:
        """Takes a package in; returns whether that is news, from which the search goes on."""
        if package.path in self.mine or package.path in self.taken:
            return package.path in fresh
        self.size += package.size
        self.taken[package.path] = fresh[package.path] = None
        return True
