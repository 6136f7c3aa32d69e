"""What the files around a program say of how it is run: the processors it is given, as ``GOMAXPROCS`` in an image or environment.

Looked at are a few files at the run's root by name; what is set elsewhere belongs in the configuration.
"""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from gostatic.project.places import Refusal, RunRoot, read_inside

# Names of files that set a program's environment: images, compose files, environment files, service units, Procfiles.
_NAMES = re.compile(
    r"(?:.*\.)?Dockerfile(?:\..*)?|(?:docker-)?compose.*\.ya?ml|.*\.env|\.env(?:\..*)?|.*\.service|Procfile"
)
_SETS = re.compile(rb"""^[^#\n]*\bGOMAXPROCS["']?\s*(?:=|:\s|\s)\s*["']?(\d+)\b""", re.MULTILINE)
_NEWLINE = b"\n"
# More of a file is not read: such files are short.
MAX_BYTES = 64 * 1024


class Processors(NamedTuple):
    """A number of processors and the place that gives it, as ``Dockerfile:3``."""

    amount: int
    place: str


def declared_processors(root: RunRoot) -> Processors | None:
    """The smallest number of processors that a file at the run's root gives, None when none does."""
    try:
        names = sorted(entry.name for entry in os.scandir(root.path) if _NAMES.fullmatch(entry.name))
    except OSError:
        return None
    found: Processors | None = None
    for name in names:
        text = read_inside(root, os.path.join(root.path, name), MAX_BYTES)
        if isinstance(text, Refusal):
            continue
        for match in _SETS.finditer(text):
            count = int(match[1])
            if count > 0 and (found is None or count < found.amount):
                found = Processors(count, f"{name}:{text.count(_NEWLINE, 0, match.start(1)) + 1}")
    return found
