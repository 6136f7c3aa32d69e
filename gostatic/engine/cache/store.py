"""A folder of entries that many processes read and write at once: whole files, each replaced in one step, no locks.

An entry is a header, a SHA-256 of its name and content, and the content in Python's ``marshal`` format, which holds plain
values only. What is damaged, of another version or put there by somebody else does not fit its sum and counts as absent.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from marshal import dumps, loads
from typing import Any, Final, NamedTuple

FORMAT: Final = 1
MAX_BYTES: Final = 512 * 1024 * 1024  # of all entries together; beyond it the least recently used go
KEPT_SHARE: Final = 0.8  # of MAX_BYTES, after pruning
MAX_ENTRY: Final = 256 * 1024 * 1024  # a longer file is no entry of ours
STALE_SECONDS: Final = 3600  # a temporary file this old is what a killed run left behind
TOUCH_SECONDS: Final = 6 * 3600  # the time of use is not written down oftener

_HEADER: Final = b"gostatic cache %d\n" % FORMAT
MARSHAL: Final = 4  # the format's version, the same in all Pythons that run this
_ENTRY = re.compile(r"[a-z]+-[0-9a-f]{32}")
_TEMPORARY = re.compile(r"tmp-[0-9a-f]+-\d+")
_FOLDER = re.compile(r"\d+-[\w.-]+")
_TAG = "CACHEDIR.TAG"
_TAG_TEXT = b"Signature: 8a477f597d28d172789f06886806bc55\n# Made by gostatic; see https://bford.info/cachedir/\n"


class Usage(NamedTuple):
    """How much a cache holds: entries of this version by kind, bytes of all, and how many bytes are of other versions."""

    entries: dict[str, int]
    size: int
    foreign: int


def default_folder(environment: dict[str, str] | os._Environ[str]) -> str:
    """Where caches lie on this system; "" when there is no home to put one in."""
    if sys.platform == "win32":
        base = environment.get("LOCALAPPDATA", "")
        return os.path.join(base, "gostatic", "cache") if os.path.isabs(base) else ""
    base = environment.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):  # a relative one is to be ignored, says the specification
        home = os.path.expanduser("~")
        if not os.path.isabs(home):
            return ""
        base = os.path.join(home, ".cache")
    return os.path.join(base, "gostatic")


def key_of(*parts: Any) -> str:
    """The name of an entry: a sum of plain values."""
    return sha256(dumps(parts, 2)).hexdigest()[:32]


def entry_of(kind: str, key: str, body: bytes) -> bytes:
    """The bytes of an entry."""
    return _HEADER + _sum(kind, key, body) + body


class Store:
    """The entries in one folder. ``note`` is told, once each, what is wrong with the folder or with entries."""

    def __init__(self, folder: str, note: Callable[[str], None]) -> None:
        self.folder = folder
        self._own = os.path.join(folder, f"{FORMAT}-{sys.implementation.cache_tag or 'python'}")
        self._note = note
        self._told: set[str] = set()
        self._writable = True

    def read(self, kind: str, key: str) -> Any:
        """The value of an entry, None when there is none that can be used."""
        path = os.path.join(self._own, f"{kind}-{key}")
        try:
            with open(path, "rb", buffering=0) as file:
                status = os.fstat(file.fileno())
                content = file.read(MAX_ENTRY) if status.st_size <= MAX_ENTRY else b""
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            self._tell(f"the cache in {self.folder} cannot be read: {_reason(error)}")
            return None
        head = len(_HEADER)
        body = memoryview(content)[head + 32 :]
        if content[:head] == _HEADER and content[head : head + 32] == _sum(kind, key, body):
            if time.time() - status.st_mtime > TOUCH_SECONDS:
                with suppress(OSError):  # somebody else's, or gone
                    os.utime(path)
            try:
                return loads(body)
            except (EOFError, ValueError, TypeError):
                pass
        self.tell_damaged()
        return None

    def tell_damaged(self) -> None:
        """Tells of an entry that does not hold what it should."""
        self._tell(f"the cache in {self.folder} has a damaged entry, which is ignored")

    def write(self, kind: str, key: str, value: Any) -> None:
        """Writes an entry, or tells why that cannot be done."""
        if not self._writable:
            return
        content = entry_of(kind, key, dumps(value, MARSHAL))
        temporary = os.path.join(self._own, f"tmp-{os.urandom(6).hex()}-{os.getpid()}")
        try:
            self._make_folder()
            try:
                with open(temporary, "xb") as file:
                    file.write(content)
                os.replace(temporary, os.path.join(self._own, f"{kind}-{key}"))
            except BaseException:
                _remove(temporary)
                raise
        except OSError as error:
            self._writable = False
            self._tell(f"the cache in {self.folder} cannot be written: {_reason(error)}")

    def prune(self, limit: int = MAX_BYTES) -> None:
        """Takes out what killed runs left behind and, of more than ``limit`` bytes, the entries used longest ago."""
        now = time.time()
        total = 0
        entries: list[tuple[float, int, str]] = []
        for path, name, status in self._files():
            if _TEMPORARY.fullmatch(name):
                if now - status.st_mtime > STALE_SECONDS:
                    _remove(path)
            else:
                entries.append((status.st_mtime, status.st_size, path))
                total += status.st_size
        if total <= limit:
            return
        for _, size, path in sorted(entries):
            if total <= limit * KEPT_SHARE:
                break
            _remove(path)
            total -= size

    def usage(self) -> Usage:
        """What the folder holds."""
        entries: dict[str, int] = {}
        size = foreign = 0
        for path, name, status in self._files():
            size += status.st_size
            if os.path.dirname(path) == self._own:
                kind = name.partition("-")[0]
                entries[kind] = entries.get(kind, 0) + 1
            else:
                foreign += status.st_size
        return Usage(dict(sorted(entries.items())), size, foreign)

    def clean(self) -> int:
        """Removes all entries of all versions, and nothing else; returns the bytes that were freed."""
        freed = 0
        folders = {self._own}
        for path, _, status in self._files():
            if _remove(path):
                freed += status.st_size
                folders.add(os.path.dirname(path))
        for folder in sorted(folders):
            with suppress(OSError):  # something in it is not ours
                os.rmdir(folder)
        return freed

    def _files(self) -> Iterator[tuple[str, str, os.stat_result]]:
        """The entries and temporary files of all versions: path, name, stat."""
        for folder in _scan(self.folder):
            if folder.is_dir(follow_symlinks=False) and _FOLDER.fullmatch(folder.name):
                for entry in _scan(folder.path):
                    if _ENTRY.fullmatch(entry.name) or _TEMPORARY.fullmatch(entry.name):
                        try:
                            status = entry.stat(follow_symlinks=False)
                        except OSError:
                            continue  # gone meanwhile
                        yield entry.path, entry.name, status

    def _make_folder(self) -> None:
        if os.path.isdir(self._own):
            return
        os.makedirs(self._own, mode=0o700, exist_ok=True)
        for name, text in ((_TAG, _TAG_TEXT), (".gitignore", b"*\n")):
            try:
                with open(os.path.join(self.folder, name), "xb") as file:
                    file.write(text)
            except FileExistsError:
                pass

    def _tell(self, message: str) -> None:
        if message not in self._told:
            self._told.add(message)
            self._note(message)


def _scan(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _sum(kind: str, key: str, body: bytes | memoryview) -> bytes:
    found = sha256(f"{kind}-{key}\n".encode())
    found.update(body)
    return found.digest()


def _remove(path: str) -> bool:
    try:
        os.unlink(path)
    except OSError:
        return False  # another process was first, or may not be asked
    return True


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
