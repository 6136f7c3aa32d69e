"""The configuration file: ``.gostatic.toml`` (or ``gostatic.toml``), nearest upward until the repository's root.

::

    profile = "audit"                     # default | audit
    exclude = ["third_party", "**/*.pb.go"]
    generated = false                     # report findings in generated files too
    tests = true                          # _test.go files take part
    tags = ["integration"]                # build tags
    gomaxprocs = 1                        # processors the deployment gives the program
    no-return = ["example.com/log.Die"]   # functions that never return

    [rules]
    lock-copied = "off"                   # off | error | warning | note

The file belongs to the repository that is analysed, so it is as hostile as the code: whatever is wrong with it is a
``ConfigError`` that names the file and the line.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from gostatic.rule import Profile, Severity

NAMES = (".gostatic.toml", "gostatic.toml")  # the first one found in a folder counts
MAX_CONFIG_BYTES = 1024 * 1024  # a longer file is refused: nobody wrote it by hand
MAX_FOLDERS = 256  # how far upward a file is looked for; deeper trees are not the work of people

# "Func", "Type.Method" or "(*Type).Method" after the last dot of an import path's last element.
_FUNCTION = re.compile(r"[^\s()*\"]*[^\s()*\"./]\.(?:\(\*?\w+\)\.\w+|\w+(?:\.\w+)?)")


class ConfigError(Exception):
    """A configuration that cannot be used; the text is one sentence that starts with ``file:line:``."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a configuration file says; the defaults are those of a run without one.

    ``path`` is the file's absolute path, "" without one; globs of ``exclude`` count from its folder. ``off`` are rules
    that do not run, ``severities`` the levels given to others. ``no_return`` names functions as ``import/path.Func`` or
    ``import/path.Type.Method`` (a pointer receiver's ``(*Type)`` is written as ``Type`` here). ``gomaxprocs`` 0 = not said.
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


def find(folder: str) -> str:
    """The path of the configuration file that holds for an absolute folder; "" when there is none.

    Looks in the folder and upward, and no further than the folder that holds ``.git``.
    """
    for _ in range(MAX_FOLDERS):
        for name in NAMES:
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                return path
        parent = os.path.dirname(folder)
        if parent == folder or os.path.lexists(os.path.join(folder, ".git")):
            return ""
        folder = parent
    return ""


def read(path: str, known_rules: Callable[[], Collection[str]], shown: str = "") -> Config:
    """The configuration in the file at ``path``, called ``shown`` in messages (default: its path).

    ``known_rules`` gives the rule ids there are; it is asked only when the file speaks of rules. Raises ``ConfigError``.
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
    return _Reader(table, text, shown, os.path.abspath(path), known_rules).config()


def suggestion(word: str, known: Collection[str]) -> str:
    """`` (did you mean "x"?)`` for the known word nearest to a misspelt one, "" when none is near."""
    from difflib import get_close_matches  # only for a mistake

    near = get_close_matches(word[:100], sorted(known), n=1, cutoff=0.6)
    return f' (did you mean "{near[0]}"?)' if near else ""


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


class _Reader:
    """One file's table on its way to a ``Config``; every method takes the key's name and raises ``ConfigError``."""

    def __init__(
        self, table: dict[str, Any], text: str, shown: str, path: str, known_rules: Callable[[], Collection[str]]
    ) -> None:
        self._table = table
        self._text = text
        self._shown = shown
        self._path = path
        self._known_rules = known_rules

    def config(self) -> Config:
        readers = {
            "profile": self._profile,
            "rules": self._rules,
            "exclude": self._globs,
            "generated": self._flag,
            "tests": self._flag,
            "tags": self._tags,
            "gomaxprocs": self._count,
            "no-return": self._functions,
        }
        fields: dict[str, Any] = {}
        for key in self._table:
            if key not in readers:
                self._fail((key,), f'unknown key "{_short(key)}"{suggestion(key, readers)}')
            fields.update(readers[key](key))
        return Config(path=self._path, **fields)

    def _profile(self, key: str) -> dict[str, Any]:
        return {"profile": Profile(self._one_of((key,), self._table[key], [each.value for each in Profile]))}

    def _rules(self, key: str) -> dict[str, Any]:
        table = self._table[key]
        if not isinstance(table, dict):
            self._fail(
                (key,), f'"{key}" must be a table of rule ids, such as [rules] with lock-copied = "off" below it'
            )
        levels = ["off", *(each.value for each in Severity)]
        known = self._known_rules() if table else ()
        chosen = {}
        for rule_id, level in table.items():
            if rule_id not in known:
                self._fail((key, rule_id), f'unknown rule "{_short(rule_id)}"{suggestion(rule_id, known)}')
            chosen[rule_id] = self._one_of((key, rule_id), level, levels)
        return {
            "off": frozenset(rule_id for rule_id, level in chosen.items() if level == "off"),
            "severities": {rule_id: Severity(level) for rule_id, level in chosen.items() if level != "off"},
        }

    def _flag(self, key: str) -> dict[str, Any]:
        value = self._table[key]
        if not isinstance(value, bool):
            self._fail((key,), f'"{key}" must be true or false')
        return {key: value}

    def _count(self, key: str) -> dict[str, Any]:
        value = self._table[key]
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self._fail((key,), f'"{key}" must be a whole number of at least 1')
        return {key: value}

    def _globs(self, key: str) -> dict[str, Any]:
        globs = self._strings(key)
        for glob in globs:
            if ".." in glob.split("/"):
                self._fail((key,), f'the glob "{_short(glob)}" leads out of the folder of this file')
            if glob.startswith("!"):
                self._fail((key,), f'the glob "{_short(glob)}" cannot be negated: name what is to be left out')
        return {key: globs}

    def _tags(self, key: str) -> dict[str, Any]:
        tags = self._strings(key)
        for tag in tags:
            if not is_build_tag(tag):
                self._fail((key,), f'"{_short(tag)}" is no build tag')
        return {key: tags}

    def _functions(self, key: str) -> dict[str, Any]:
        names = self._strings(key)
        for name in names:
            if _FUNCTION.fullmatch(name) is None:
                wanted = 'such as "example.com/log.Die" or "example.com/log.Logger.Die"'
                self._fail((key,), f'"{_short(name)}" is no function\'s name with its import path, {wanted}')
        return {"no_return": tuple(re.sub(r"\.\(\*?(\w+)\)\.", r".\1.", name) for name in names)}

    def _strings(self, key: str) -> tuple[str, ...]:
        value = self._table[key]
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            self._fail((key,), f'"{key}" must be a list of texts')
        return tuple(value)

    def _one_of(self, place: tuple[str, ...], value: object, choices: list[str]) -> str:
        if not isinstance(value, str) or value not in choices:
            said = f', not "{_short(value)}"{suggestion(value, choices)}' if isinstance(value, str) else ", in quotes"
            self._fail(place, f'"{_short(place[-1])}" must be one of {", ".join(choices)}{said}')
        return value

    def _fail(self, place: tuple[str, ...], message: str) -> NoReturn:
        line = _line_of(self._text, place)
        raise ConfigError(f"{self._shown}:{line}: {message}" if line else f"{self._shown}: {message}")


def is_build_tag(tag: str) -> bool:
    """Whether the text can be a build tag: letters, digits, ``_`` and ``.``."""
    return tag.replace("_", "a").replace(".", "a").isalnum()


def _short(text: str) -> str:
    """A text of the file made safe and short enough for a message."""
    shown = "".join(char if char.isprintable() else "?" for char in text[:60])
    return shown if len(text) <= 60 else shown + "…"


def _line_of(text: str, place: tuple[str, ...]) -> int:
    """The 1-based line a key stands on, 0 when it is not found.

    tomllib keeps no positions, so the lines are scanned for the key under its table's header, or dotted, or as part of an
    inline table. A wrong hit needs a multi-line text that looks like the key.
    """
    quoted = [_key_pattern(part) for part in place]
    dotted = re.compile(r"\s*" + r"\s*\.\s*".join(quoted) + r"\s*[=.]")
    own = re.compile(r"\s*" + quoted[-1] + r"\s*[=.]")
    header = re.compile(r"\s*\[+\s*" + r"\s*\.\s*".join(quoted[:1]) + r"\s*[\].]")
    inline = re.compile(r"\s*" + quoted[0] + r"\s*=.*[{,\s]" + quoted[-1] + r"\s*=")
    in_table = in_any_table = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("["):
            in_any_table = True
            in_table = header.match(line) is not None
            if in_table and len(place) == 1:
                return number
            continue
        at_top = not in_any_table and (dotted.match(line) or (len(place) > 1 and inline.match(line)))
        if at_top or (in_table and len(place) > 1 and own.match(line)):
            return number
    return 0


def _key_pattern(key: str) -> str:
    escaped = re.escape(key)
    return f"(?:{escaped}|\"{escaped}\"|'{escaped}')"
