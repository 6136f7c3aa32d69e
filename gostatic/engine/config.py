"""The configuration file: ``.gostatic.toml`` (or ``gostatic.toml``), nearest upward until the repository's root.

``config_keys`` lists its keys. The file belongs to the repository that is analysed, so it is as hostile as the code:
whatever is wrong with it is a ``ConfigError`` that names the file and the line.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gostatic.base.budgets import DEFAULT, Budgets
from gostatic.rule import PathRules, Profile, Severity

if TYPE_CHECKING:
    from gostatic.models.rows import Row

NAMES = (".gostatic.toml", "gostatic.toml")  # the first one found in a folder counts
MAX_CONFIG_BYTES = 1024 * 1024  # a longer file is refused: nobody wrote it by hand
MAX_HINTS = 4  # words offered for one that is none of them
MAX_FOLDERS = 256  # how far upward a file is looked for; deeper trees are not the work of people


class ConfigError(Exception):
    """A configuration that cannot be used; the text is one sentence that starts with ``file:line:``."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a configuration file says; the defaults are those of a run without one.

    ``path`` is the file's absolute path, "" without one; globs count from its folder. ``off`` are rules that do not run,
    ``severities`` the levels given to others, ``per_path`` what holds below some paths. ``no_return`` names functions as
    ``import/path.Func`` or ``import/path.Type.Method`` (a pointer receiver's ``(*Type)`` is written as ``Type`` here), ``models``
    are the rows on others. ``rule_packs`` are entry point names. ``gomaxprocs`` 0 = not said.
    ``baseline`` is a file relative to the configuration's folder; the ``suppressions`` are about comments.
    """

    path: str = ""
    profile: Profile = Profile.DEFAULT
    off: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    generated: bool = False
    tests: bool = True
    tags: tuple[str, ...] = ()
    gomaxprocs: int = 0
    no_return: tuple[str, ...] = ()
    rule_packs: tuple[str, ...] = ()
    per_path: tuple[PathRules, ...] = ()
    models: tuple[Row, ...] = ()
    budgets: Budgets = DEFAULT
    baseline: str = ""
    suppressions_require_rule: bool = False
    suppressions_require_reason: bool = False
    unused_suppressions: str = "note"


def find(folder: str) -> str:
    """The path of the configuration file that holds for an absolute folder; "" when there is none.

    Looks in the folder and upward, and no further than the folder that holds ``.git``.
    """
    for _ in range(MAX_FOLDERS):
        for name in NAMES:
            path = os.path.join(folder, name)
            # What is no file after all, such as a link to nowhere, is told when it is read and not passed over.
            if os.path.lexists(path) and not os.path.isdir(path):
                return path
        parent = os.path.dirname(folder)
        if parent == folder or os.path.lexists(os.path.join(folder, ".git")):
            return ""
        folder = parent
    return ""


def read(path: str, known_rules: Callable[[Sequence[str]], Collection[str]], shown: str = "") -> Config:
    """The configuration in the file at ``path``, called ``shown`` in messages (default: its path).

    ``known_rules`` gives the rule ids there are, those of the named rule packs among them; it is asked only when the file
    speaks of rules, and its ``ValueError`` is a mistake in the packs' names. Raises ``ConfigError``.
    """
    shown = shown or path
    text = _text(path, shown)
    import tomllib  # only here: most runs have no configuration file

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place, message = _place_of(str(error))
        raise ConfigError(f"{shown}:{place} {message}") from None
    except (RecursionError, ValueError):  # nested beyond reason; a number or date out of range
        raise ConfigError(
            f"{shown}: cannot be read as TOML: it is nested too deep or holds a value out of range"
        ) from None
    from gostatic.engine.config_reader import Reader

    return Reader(table, text, shown, os.path.abspath(path), known_rules).config()


def suggestion(word: str, known: Collection[str]) -> str:
    """`` (did you mean "x"?)`` for the known words that a misspelt one may stand for, "" when none is near.

    These are the words that it begins, else those that it is a part of, when they are few; else the one most like it.
    """
    from difflib import get_close_matches  # only for a mistake

    plain = word.strip("-")
    meant = [each for each in sorted(known) if len(plain) > 2 and each.strip("-").startswith(plain)]
    meant = meant or [each for each in sorted(known) if len(plain) > 3 and plain in each]
    if not 0 < len(meant) <= MAX_HINTS:
        meant = get_close_matches(word[:100], sorted(known), n=1, cutoff=0.6)
    quoted = " or ".join(f'"{each}"' for each in meant)
    return f" (did you mean {quoted}?)" if meant else ""


def _text(path: str, shown: str) -> str:
    try:
        # Nothing but a regular file is opened: a named pipe would wait for ever.
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise ConfigError(f"{shown}: is no regular file")
        with open(path, "rb") as file:
            content = file.read(MAX_CONFIG_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is no path"
        raise ConfigError(f"{shown}: cannot be read: {reason}") from None
    if len(content) > MAX_CONFIG_BYTES:
        raise ConfigError(f"{shown}: is longer than {MAX_CONFIG_BYTES} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{shown}:{line}: is not UTF-8") from None


def _place_of(message: str) -> tuple[str, str]:
    """Splits tomllib's ``what (at line 3, column 5)`` into the place and a sentence."""
    match = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message, re.DOTALL)
    if match is None:
        return "", message
    what = match[1][:1].lower() + match[1][1:]
    return (f"{match[2]}:{match[3]}:", what) if match[2] else ("", f"{what} at the end of the file")


def is_build_tag(tag: str) -> bool:
    """Whether the text can be a build tag: letters, digits, ``_`` and ``.``."""
    return tag.replace("_", "a").replace(".", "a").isalnum()
