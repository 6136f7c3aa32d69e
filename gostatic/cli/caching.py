"""Where the cache of a run is: the command line, else the environment, else the system's folder for caches."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from gostatic.cli.terminal import note

if TYPE_CHECKING:
    from gostatic.engine.cache.store import Store

VARIABLE = "GOSTATIC_CACHE_DIR"
OFF = "off"  # the value of VARIABLE that turns the cache off, as in Go's GOCACHE


class CacheArguments(NamedTuple):
    """What the command line says of the cache: a folder ("" = not said), or that there shall be none."""

    folder: str = ""
    off: bool = False


DEFAULT_CACHE = CacheArguments()


def folder_of(arguments: CacheArguments) -> str:
    """The absolute folder of the cache, "" when there is none."""
    from gostatic.engine.cache.store import default_folder

    if arguments.off:
        return ""
    given = arguments.folder or os.environ.get(VARIABLE, "")
    if not arguments.folder and given == OFF:
        return ""
    return os.path.abspath(given) if given else default_folder(os.environ)


def open_store(arguments: CacheArguments) -> Store | None:
    """The cache of a run, None when there is none."""
    folder = folder_of(arguments)
    if not folder:
        return None
    from gostatic.engine.cache.store import Store

    return Store(folder, lambda message: note(f"note: {message}"))
