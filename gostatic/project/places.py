"""The run's root: how paths are printed, what lies outside, and reading a file that may be hostile."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from typing import NamedTuple

from gostatic.base.problem import Problem, ProblemKind

MAX_FILE_BYTES = (
    64 * 1024 * 1024
)  # a longer Go file is left out with a BOUND problem; the longest seen in the wild have 10 MB

# A FIFO that took the place of a regular file after the folder was listed must not block the run.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


class Refusal(NamedTuple):
    """Why a file was not read: the kind of problem and the sentence for the user."""

    kind: ProblemKind
    message: str


class RunRoot:
    """The folder all printed paths are relative to and nothing is followed out of.

    ``path`` is absolute as the user reaches it, ``real`` the same with every symlink resolved.
    """

    __slots__ = ("_prefix", "path", "real")

    def __init__(self, path: str) -> None:
        self.path = path
        self.real = os.path.realpath(path)
        self._prefix = path if path.endswith(os.sep) else path + os.sep

    def relative(self, path: str) -> str:
        """The run path of an absolute path below the root: ``/``-separated, printable, "." for the root itself."""
        if path == self.path:
            return "."
        if path.startswith(self._prefix):
            path = path[len(self._prefix) :]
        if os.sep != "/":
            path = path.replace(os.sep, "/")
        return path if path.isascii() and path.isprintable() else printable(path)

    def contains(self, path: str) -> bool:
        """Whether the absolute path lies in the root by its name (symlinks not looked at)."""
        return path == self.path or path.startswith(self._prefix)

    def canonical(self, path: str) -> str | None:
        """The one name of a place inside the root that may be reached through symlinks; None when it is outside."""
        try:
            real = os.path.realpath(path)
        except (OSError, ValueError):  # a NUL in the name, or a name longer than the system takes
            return None
        if real == self.real:
            return self.path
        prefix = self.real if self.real.endswith(os.sep) else self.real + os.sep
        return self._prefix + real[len(prefix) :] if real.startswith(prefix) else None

    def problem(self, kind: ProblemKind, path: str, line: int, message: str) -> Problem:
        """A problem at an absolute path."""
        return Problem(kind, self.relative(path), line, message)


def printable(text: str) -> str:
    """The text with control characters and undecodable bytes as escapes, so that a name cannot steer a terminal."""
    if text.isprintable():
        return text
    out = []
    for char in text:
        code = ord(char)
        if char.isprintable():
            out.append(char)
        elif 0xDC80 <= code <= 0xDCFF:  # a byte that was no UTF-8, as Python hands it over
            out.append(f"\\x{code - 0xDC00:02x}")
        elif code < 0x100:
            out.append(f"\\x{code:02x}")
        else:
            out.append(f"\\u{code:04x}")
    return "".join(out)


def reason(error: OSError | ValueError) -> str:
    """What the system says went wrong, in lower case and without the path."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text[:1].lower() + text[1:]


def read_regular(path: str, limit: int = MAX_FILE_BYTES) -> bytes | Refusal:
    """The bytes of a regular file of at most ``limit`` bytes, read once; a Refusal for everything else.

    Devices and FIFOs are opened without blocking and not read.
    """
    try:
        descriptor = os.open(path, _OPEN_FLAGS)
    except (OSError, ValueError) as error:
        return Refusal(ProblemKind.IO, f"cannot be read: {reason(error)}")
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return Refusal(ProblemKind.IO, "is not a regular file and is not read")
        if status.st_size > limit:
            return _too_big(limit)
        text = os.read(descriptor, status.st_size + 1)
        if len(text) == status.st_size:
            return text
        return _read_rest(descriptor, text, limit)
    except OSError as error:
        return Refusal(ProblemKind.IO, f"cannot be read: {reason(error)}")
    finally:
        os.close(descriptor)


def _read_rest(descriptor: int, text: bytes, limit: int) -> bytes | Refusal:
    """Go on reading a file whose size did not hold (it grew, or the file system reports none)."""
    parts = [text]
    total = len(text)
    while chunk := os.read(descriptor, 1 << 20):
        parts.append(chunk)
        total += len(chunk)
        if total > limit:
            return _too_big(limit)
    return b"".join(parts)


def _too_big(limit: int) -> Refusal:
    return Refusal(ProblemKind.BOUND, f"is larger than {limit // (1024 * 1024)} MB and is left out")


def read_inside(root: RunRoot, path: str, limit: int = MAX_FILE_BYTES) -> bytes | Refusal:
    """As ``read_regular``, but a symlink out of the run's root is refused."""
    if os.path.islink(path) and root.canonical(path) is None:
        return Refusal(ProblemKind.IO, OUTSIDE)
    return read_regular(path, limit)


OUTSIDE = "is a symlink that leads outside the run's root and is not followed"


def find_root(cwd: str, starts: Sequence[str]) -> str:
    """The run's root for a run started in ``cwd`` that looks at the absolute folders ``starts``.

    The nearest folder upward with ``.git``, else the outermost with go.mod or go.work, else the folder the run was
    started in. Looked for from ``cwd`` when all starts lie in what is found there, else from their common ancestor.
    """
    own = _upward(cwd)
    if own is not None and all(_below(start, own) for start in starts):
        return own
    ancestor = _common(starts) if starts else cwd
    found = _upward(ancestor)
    if found is not None:
        return found
    return cwd if _below(ancestor, cwd) else ancestor


def _upward(folder: str) -> str | None:
    outermost: str | None = None
    while True:
        if os.path.lexists(os.path.join(folder, ".git")):
            return folder
        if os.path.isfile(os.path.join(folder, "go.mod")) or os.path.isfile(os.path.join(folder, "go.work")):
            outermost = folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return outermost
        folder = parent


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder if folder.endswith(os.sep) else folder + os.sep)


def _common(paths: Sequence[str]) -> str:
    try:
        return os.path.commonpath(paths)
    except ValueError:  # different drives
        return paths[0]
