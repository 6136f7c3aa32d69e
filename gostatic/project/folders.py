"""What lies in a folder, listed once per run."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from typing import NamedTuple

from gostatic.base.problem import Problem, ProblemKind
from gostatic.project.places import RunRoot, reason


class Listing(NamedTuple):
    """A folder's Go files (name, is a symlink), subfolders and symlinks to folders, each sorted by name.

    ``has_mod`` and ``has_work`` tell of a go.mod and go.work that is no folder. ``problems`` name what is not read.
    """

    path: str
    go_files: tuple[tuple[str, bool], ...]
    subfolders: tuple[str, ...]
    links: tuple[str, ...]
    has_mod: bool
    has_work: bool
    problems: tuple[Problem, ...]


class Folders:
    """The folders of a run, each listed at most once.

    ``earlier`` shows the tree as it was before a change: by absolute path what Go files held, None for those that are new.
    """

    def __init__(self, root: RunRoot, earlier: Mapping[str, bytes | None] | None = None) -> None:
        self.root = root
        self.earlier: Mapping[str, bytes | None] = earlier or {}
        self._listings: dict[str, Listing] = {}

    def listing(self, path: str) -> Listing:
        """What lies in the absolute folder ``path``; empty, with a problem, when it cannot be listed."""
        known = self._listings.get(path)
        if known is None:
            known = _list(path, self.root)
            if self.earlier:
                known = self._as_it_was(known)
            self._listings[path] = known
        return known

    def _as_it_was(self, listing: Listing) -> Listing:
        files = dict(listing.go_files)
        for path, text in self.earlier.items():
            folder, name = os.path.split(path)
            if folder == listing.path:
                files.pop(name, None)
                if text is not None:
                    files[name] = False
        return listing._replace(go_files=tuple(sorted(files.items())))


def _list(path: str, root: RunRoot) -> Listing:
    go_files: list[tuple[str, bool]] = []
    subfolders: list[str] = []
    links: list[str] = []
    odd: list[str] = []
    has_mod = has_work = False
    problems: list[Problem] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                name = entry.name
                if entry.is_dir(follow_symlinks=False):
                    subfolders.append(name)
                elif name.endswith(".go"):
                    if entry.is_file(follow_symlinks=False):
                        go_files.append((name, False))
                    elif not entry.is_symlink():
                        odd.append(name)
                    elif os.path.isdir(entry.path):
                        links.append(name)
                    else:
                        go_files.append((name, True))
                elif name == "go.mod":
                    has_mod = not os.path.isdir(entry.path)
                elif name == "go.work":
                    has_work = not os.path.isdir(entry.path)
                elif entry.is_symlink() and os.path.isdir(entry.path):
                    links.append(name)
    except (OSError, ValueError) as error:
        problems.append(root.problem(ProblemKind.IO, path, 0, f"cannot be listed: {reason(error)}"))
    for name in sorted(odd):
        if name[0] not in "_.":
            place = os.path.join(path, name)
            problems.append(root.problem(ProblemKind.IO, place, 0, f"is {_kind(place)} and is not opened"))
    return Listing(
        path,
        tuple(sorted(go_files)),
        tuple(sorted(subfolders)),
        tuple(sorted(links)),
        has_mod,
        has_work,
        tuple(problems),
    )


def _kind(path: str) -> str:
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return "no regular file"
    if stat.S_ISFIFO(mode):
        return "a named pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device" if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else "no regular file"
