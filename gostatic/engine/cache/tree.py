"""What a tree of source is: sums of the files that a run would read, taken from the last run where nothing moved.

A file whose size, times and inode are those of the last look is not read again. As in version control, that cannot be trusted
for a file that changed about when it was looked at, so such files are read.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from gostatic.engine.cache.store import Store, key_of
from gostatic.project.load import Found
from gostatic.project.places import Refusal, read_inside, read_regular

# File systems keep times this coarsely at worst, and a clock on another machine may be off by as much.
RACY_NS: Final = 2_000_000_000

_Known = dict[str, tuple[tuple[int, int, int, int], bytes]]


class Tree:
    """The sums of the folders of one run, kept by folder and file name; ``store`` keeps them between runs.

    ``stats`` is how each file looked: size, times, inode. A tree that is not ``lasting`` is not written down. ``instead`` are
    sums that stand for those of files, by absolute path.
    """

    def __init__(
        self, found: Found, store: Store, lasting: bool = True, instead: Mapping[str, bytes | str] | None = None
    ) -> None:
        self._found = found
        self._store = store
        self._root = found.root
        self._lasting = lasting
        self._instead = instead or {}
        self._key = key_of("tree", found.root.real)
        known = store.read("tree", self._key)
        self._known: dict[str, _Known] = known if isinstance(known, dict) else {}
        self._now: dict[str, _Known] = {}
        self._folders: dict[str, tuple[Any, ...]] = {}
        self.stats: dict[str, tuple[int, int, int, int]] = {}
        self._since = time.time_ns()
        self._changed = False

    def matched(self) -> list[Any]:
        """All that the run's own patterns lead to: plain values that are equal when the run reads the same."""
        found = self._found
        named = [(self._root.relative(folder), sorted(names)) for folder, names in sorted(found.matches.named.items())]
        whole = [(self._root.relative(folder), names) for folder, names in sorted(found.matches.whole.items())]
        folders = sorted({*found.matches.whole, *found.matches.named})
        return [
            [self.folder(folder) for folder in folders],
            whole,
            named,
            [
                (prefix, each.module.path, self._root.relative(each.module.root), each.module.go_version)
                for prefix, each in found.imports.roots
            ],
            [(each.kind.value, each.file, each.line, each.message) for each in found.problems],
            (found.tags.goos, found.tags.goarch, found.tags.cgo, sorted(found.tags.satisfied), found.tests),
        ]

    def shape(self) -> list[Any]:
        """The same as ``matched`` without what is in the Go files: equal for runs that are worth comparing."""
        folders, *rest = self.matched()
        return [[folder[:4] for folder in folders], *rest]

    def sums(self) -> dict[str, bytes | str]:
        """The sums of the files in all folders that were looked at, by run path."""
        return {
            name if folder[0] == "." else f"{folder[0]}/{name}": found
            for folder in self._folders.values()
            for name, found in folder[4]
        }

    def imported(self, path: str) -> tuple[Any, ...] | None:
        """What an import path leads to in the run's modules."""
        folder = self._found.imports.folder(path)
        return None if folder is None else self.folder(folder)

    def folder(self, folder: str) -> tuple[Any, ...]:
        """An absolute folder of the run: its name, its module, and the name and sum of every Go file in it."""
        known = self._folders.get(folder)
        if known is None:
            known = self._folders[folder] = self._sum_folder(folder)
        return known

    def _sum_folder(self, folder: str) -> tuple[Any, ...]:
        modules = self._found.modules
        listing = modules.folders.listing(folder)
        owner = modules.enclosing(folder)
        before = self._known.get(folder, {})
        now: _Known = {}
        sums = [(name, self._sum_file(folder, name, is_link, before, now)) for name, is_link in listing.go_files]
        self._now[folder] = now
        if now != before:
            self._changed = True
        return (
            self._root.relative(folder),
            modules.import_path(folder),
            (owner.module.path, self._root.relative(owner.module.root), owner.module.go_version),
            os.path.isdir(folder + "_test"),
            sums,
            [(each.kind.value, each.file, each.line, each.message) for each in listing.problems],
        )

    def _sum_file(self, folder: str, name: str, is_link: bool, before: _Known, now: _Known) -> bytes | str:
        path = os.path.join(folder, name)
        if path in self._instead:
            return self._instead[path]
        if is_link:
            text = read_inside(self._root, path)
            return text.message if isinstance(text, Refusal) else sha256(text).digest()
        try:
            status = os.stat(path, follow_symlinks=False)
        except OSError as error:
            return error.strerror or "cannot be looked at"
        seen = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        self.stats[path] = seen
        known = before.get(name)
        if known is not None and known[0] == seen:
            now[name] = known
            return known[1]
        text = read_regular(path)
        if isinstance(text, Refusal):
            return text.message
        found = sha256(text).digest()
        if max(status.st_mtime_ns, status.st_ctime_ns) + RACY_NS < self._since:
            now[name] = (seen, found)
        return found

    def keep(self) -> None:
        """Writes down what was seen, when it is not what was known."""
        if self._changed and self._lasting:
            self._store.write("tree", self._key, {**self._known, **self._now})
            self._changed = False
