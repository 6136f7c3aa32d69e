"""What the program itself is: results of another version of it, or of its parsers, are not its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from hashlib import sha256
from importlib.util import find_spec
from typing import Any

from gostatic.engine.cache.store import Store, key_of

_OWN = ("gostatic", "gostatic_rules")
_LIBRARIES = ("tree_sitter", "tree_sitter_go", "networkx")
_ENDINGS = (".py", ".txt", ".json", ".so", ".pyd")


def fingerprint(store: Store) -> str:
    """A sum of the program's own files, and of the names and versions of the libraries it works with.

    The files are read only when their sizes or times are not those of the last run from the same place: a checkout under
    work has no version of its own.
    """
    folders = [folder for name in _OWN for folder in _folders(name)]
    stats = [(path, *_stat(full)) for folder in folders for path, full in _files(folder)]
    seen = key_of(stats)
    place = key_of("tool", folders)
    known = store.read("tool", place)
    if isinstance(known, tuple) and known[:1] == (seen,):
        content = str(known[1])
    else:
        content = _content(folders)
        store.write("tool", place, (seen, content))
    return key_of(content, sys.version, sys.platform, [_version(name) for name in _LIBRARIES])


def _folders(name: str) -> list[str]:
    module = sys.modules.get(name)
    spec = module.__spec__ if module is not None else find_spec(name)
    return list(spec.submodule_search_locations or ()) if spec is not None else []


def _files(folder: str, inside: str = "") -> Iterator[tuple[str, str]]:
    """The package's files by name: path in the package, full path."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        path = f"{inside}{entry.name}"
        if entry.name.endswith(_ENDINGS):
            yield path, entry.path
        elif entry.name != "__pycache__" and entry.is_dir():
            yield from _files(entry.path, f"{path}/")


def _stat(path: str) -> tuple[int, int]:
    status = os.stat(path)
    return status.st_size, status.st_mtime_ns


def _content(folders: list[str]) -> str:
    found = sha256()
    for folder in folders:
        for path, full in _files(folder):
            with open(full, "rb", buffering=0) as file:
                content = file.read()
            found.update(f"{path}\0{len(content)}\0".encode())
            found.update(content)
    return found.hexdigest()


def _version(name: str) -> Any:
    """A library's version as its folder of metadata is called; without one, the place and time of its file."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        return ""
    site = os.path.dirname(os.path.dirname(spec.origin))
    beginning = f"{name}-"
    try:
        for entry in sorted(os.listdir(site)):
            if entry.startswith(beginning) and entry.endswith(".dist-info"):
                return entry
    except OSError:
        pass
    return spec.origin, *_stat(spec.origin)
