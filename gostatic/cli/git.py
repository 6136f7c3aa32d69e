"""Reading old revisions with git, so that nothing the repository says can run anything.

Only plumbing commands that read objects are used: git never looks at the work tree (no filters, no file-system monitor), draws
no diff (no external or text-conversion drivers), fetches nothing and takes no locks; hooks belong to none of these commands.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gostatic.cli.exits import UsageError

_SAFE = (
    "--no-pager",
    "--no-replace-objects",
    "--literal-pathspecs",
    "-c",
    "core.fsmonitor=false",
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "core.alternateRefsCommand=",
    "-c",
    "protocol.allow=never",
)
# A hook's own git may have set these for the commit being made; the folder decides here.
_DROPPED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_EXTERNAL_DIFF", "GIT_TRACE")
_REGULAR = (b"100644", b"100755")


class Blob(NamedTuple):
    """A regular file of a revision: its path from the top, ``/``-separated, and its object's name."""

    path: str
    oid: str


class Repository:
    """The repository a folder lies in; ``top`` is its real top folder."""

    def __init__(self, folder: str, top: str = "") -> None:
        """Looks for the top, unless it is given (a bare repository has none).

        Raises ``UsageError`` when the folder is in no repository, or there is no git.
        """
        self._folder = folder
        self.top = top or os.path.realpath(os.fsdecode(self._run("rev-parse", "--show-toplevel").rstrip(b"\r\n")))

    def commit(self, revision: str) -> str:
        """The name of the commit a revision stands for. Raises ``UsageError``."""
        try:
            return self._line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        except UsageError:
            raise UsageError(f'"{revision}" is no revision of this repository; was enough history fetched?') from None

    def is_unborn(self) -> bool:
        """Whether there is no commit yet."""
        try:
            self.commit("HEAD")
        except UsageError:
            return not self._run("for-each-ref", "--count=1")
        return False

    def merge_base(self, branch: str) -> str:
        """The name of the commit where HEAD left a branch. Raises ``UsageError``."""
        other, head = self.commit(branch), self.commit("HEAD")
        try:
            return self._line("merge-base", other, head)
        except UsageError:
            message = f'"{branch}" and HEAD have no common ancestor here; was enough history fetched?'
            raise UsageError(message) from None

    def files(self, commit: str) -> list[Blob]:
        """The regular files of a commit. Symbolic links, submodules and names that lead out are left out."""
        return _blobs(self._run("ls-tree", "-r", "-z", "--full-tree", commit))

    def files_in(self, commit: str, folders: Iterable[str]) -> list[Blob]:
        """The same of some folders, given by their paths from the top ("." for the top itself), without what lies deeper."""
        wanted = list(folders)
        blobs = _blobs(self._run("ls-tree", "-z", "--full-tree", commit)) if "." in wanted else []
        below = [f"{folder}/" for folder in wanted if folder != "."]
        if below:
            blobs += _blobs(self._run("ls-tree", "-z", "--full-tree", commit, "--", *below))
        return blobs

    def contents(self, blobs: Iterable[Blob]) -> Iterator[tuple[Blob, bytes]]:
        """The bytes of files as they are stored."""
        wanted = list(blobs)
        output = self._run(
            "cat-file", "--batch", "--buffer", given="".join(f"{blob.oid}\n" for blob in wanted).encode()
        )
        at = 0
        for blob in wanted:
            end = output.index(b"\n", at)
            fields = output[at:end].split()
            if len(fields) != 3:
                raise UsageError(f"{blob.path}: its content is not in this repository; was enough history fetched?")
            size = int(fields[2])
            yield blob, output[end + 1 : end + 1 + size]
            at = end + 1 + size + 1

    def _line(self, *words: str) -> str:
        return self._run(*words).decode("ascii", "replace").strip()

    def _run(self, *words: str, given: bytes = b"") -> bytes:
        environment = {name: value for name, value in os.environ.items() if name not in _DROPPED}
        environment |= {
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_LAZY_FETCH": "1",
            "LC_ALL": "C",
        }
        try:
            done = subprocess.run(
                ["git", *_SAFE, "-C", self._folder, *words],
                input=given,
                env=environment,
                capture_output=True,
                check=False,
            )
        except (OSError, ValueError) as error:
            raise UsageError(f"git cannot be run: {getattr(error, 'strerror', None) or error}") from None
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise UsageError(f"git {words[0]} failed: {said[0][:200] if said else f'status {done.returncode}'}")
        return done.stdout


def _blobs(listed: bytes) -> list[Blob]:
    blobs = []
    for record in listed.split(b"\0"):
        head, _, name = record.partition(b"\t")
        fields = head.split()
        if len(fields) == 3 and fields[0] in _REGULAR and is_safe(path := os.fsdecode(name)):
            blobs.append(Blob(path, fields[2].decode()))
    return blobs


def is_safe(path: str) -> bool:
    """Whether a path of a repository stays below the folder it is written to, and out of git's own."""
    elements = path.split("/")
    return (
        bool(path)
        and "\\" not in path
        and "\0" not in path
        and not path.startswith("/")
        and not any(element in ("", ".", "..") or element.lower() == ".git" for element in elements)
    )
