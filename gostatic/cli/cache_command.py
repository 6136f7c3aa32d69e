"""``gostatic cache``: how much the cache holds, and taking it all out."""

from __future__ import annotations

from collections.abc import Sequence

from gostatic.cli.caching import open_store
from gostatic.cli.exits import CLEAN
from gostatic.cli.help_arguments import parse_cache
from gostatic.cli.terminal import write_output

_KINDS = {
    "result": "results",
    "tree": "trees",
    "tool": "versions of gostatic",
    "facts": "programs",
    "last": "last programs",
    "packages": "lists of packages",
    "whole": "last checks of modules",
}


def cache(words: Sequence[str]) -> int:
    """``status`` prints the folder and what is in it; ``clean`` removes every entry, and nothing that is not gostatic's."""
    action, arguments = parse_cache(words)
    store = open_store(arguments)
    if store is None:
        write_output("the cache is off\n")
        return CLEAN
    if action == "clean":
        write_output(f"{_megabytes(store.clean())} removed from {store.folder}\n")
        return CLEAN
    from gostatic.engine.cache.store import MAX_BYTES

    usage = store.usage()
    held = ", ".join(f"{count} {_KINDS.get(kind, kind)}" for kind, count in usage.entries.items()) or "nothing"
    lines = [
        f"folder: {store.folder}",
        f"holds: {held}",
        f"size: {_megabytes(usage.size)} of at most {_megabytes(MAX_BYTES)}",
    ]
    if usage.foreign:
        lines.append(f"of other versions: {_megabytes(usage.foreign)}")
    write_output("\n".join(lines) + "\n")
    return CLEAN


def _megabytes(size: int) -> str:
    return f"{size / (1024 * 1024):.1f} MB"
