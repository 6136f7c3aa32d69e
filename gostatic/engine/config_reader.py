"""A configuration file's table on its way to a ``Config``: every value is checked, every mistake told with its line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, NoReturn

from gostatic.base.budgets import DEFAULT, MAX_FACTOR, Budgets
from gostatic.engine.config import Config, ConfigError, is_build_tag, suggestion
from gostatic.engine.config_keys import (
    BUDGET_KEYS,
    KEYS,
    LEVELS,
    MODEL_KEYS,
    MODES,
    PER_PATH_KEYS,
    PROFILES,
    SUPPRESSION_FLAGS,
    UNUSED,
)
from gostatic.engine.toml_lines import Place, line_of
from gostatic.rule import PathRules, Profile, Severity

_NAMED = 'such as "example.com/log.Die" or "example.com/log.(*Logger).Die"'
MAX_ARGUMENT = 64  # a function with more parameters is nobody's wrapper


class Reader:
    """One file's table on its way to a ``Config``; every method takes where its value stands and raises ``ConfigError``."""

    def __init__(
        self,
        table: dict[str, Any],
        text: str,
        shown: str,
        path: str,
        known_rules: Callable[[Sequence[str]], Collection[str]],
    ) -> None:
        self._table = table
        self._text = text
        self._shown = shown
        self._path = path
        self._known_rules = known_rules
        self._known: Collection[str] | None = None

    def config(self) -> Config:
        """The whole file."""
        readers: dict[str, Callable[[Place, Any], dict[str, Any]]] = {
            "profile": lambda place, value: {"profile": self._profile(place, value)},
            "rules": self._rules,
            "globs": lambda place, value: {str(place[-1]): self._globs(place, value)},
            "flag": self._flag,
            "tags": self._tags,
            "count": lambda place, value: {str(place[-1]): self._count(place, value)},
            "functions": self._no_return,
            "packs": self._packs,
            "per-path": self._per_path,
            "models": self._models,
            "budgets": self._budgets,
            "file": self._file,
            "suppressions": self._suppressions,
        }
        kinds = {key.name: key.kind for key in KEYS}
        fields: dict[str, Any] = {}
        for key, value in self._table.items():
            if key not in kinds:
                self._fail((key,), f'unknown key "{_short(key)}"{suggestion(key, kinds)}')
            fields.update(readers[kinds[key]]((key,), value))
        return Config(path=self._path, **fields)

    # --- suppression and baseline ------------------------------------------------------------------------------

    def _file(self, place: Place, value: object) -> dict[str, Any]:
        if not isinstance(value, str) or not value or "\0" in value:
            self._fail(place, f'"{place[-1]}" must be the name of a file')
        if value.startswith(("/", "\\")) or ".." in value.replace("\\", "/").split("/"):
            self._fail(place, f'"{_short(value)}" leads out of the folder of this file')
        return {str(place[-1]): value}

    def _suppressions(self, place: Place, table: object) -> dict[str, Any]:
        if not isinstance(table, dict):
            self._fail(place, f'"{place[-1]}" must be a table')
        said: dict[str, Any] = {}
        known = (*SUPPRESSION_FLAGS, "unused")
        for key, value in table.items():
            at = (*place, key)
            if key not in known:
                self._fail(at, f'unknown key "{_short(key)}"{suggestion(key, known)}')
            if key == "unused":
                said["unused_suppressions"] = self._one_of(at, value, UNUSED)
            elif isinstance(value, bool):
                said[f"suppressions_{key.replace('-', '_')}"] = value
            else:
                self._fail(at, f'"{key}" must be true or false')
        return said

    # --- rules -------------------------------------------------------------------------------------------------

    def _profile(self, place: Place, value: object) -> Profile:
        return Profile(self._one_of(place, value, PROFILES))

    def _rules(self, place: Place, table: object) -> dict[str, Any]:
        off, severities = self._levels(place, table)
        return {"off": off, "severities": severities}

    def _levels(self, place: Place, table: object) -> tuple[frozenset[str], dict[str, Severity]]:
        if not isinstance(table, dict):
            self._fail(
                place, f'"{place[-1]}" must be a table of rule ids, such as [rules] with lock-copied = "off" below it'
            )
        known = self._rule_ids() if table else ()
        chosen = {}
        for rule_id, level in table.items():
            if rule_id not in known:
                self._fail((*place, rule_id), f'unknown rule "{_short(rule_id)}"{suggestion(rule_id, known)}')
            chosen[rule_id] = self._one_of((*place, rule_id), level, LEVELS)
        return (
            frozenset(rule_id for rule_id, level in chosen.items() if level == "off"),
            {rule_id: Severity(level) for rule_id, level in chosen.items() if level != "off"},
        )

    def _packs(self, place: Place, value: object) -> dict[str, Any]:
        packs = self._strings(place, value)
        if packs:
            self._rule_ids()  # a pack that cannot be used is told even when no rule is spoken of
        return {"rule_packs": packs}

    def _rule_ids(self) -> Collection[str]:
        """The ids of all rules there are, those of the file's rule packs among them."""
        if self._known is None:
            key = "rule-packs"
            packs = self._strings((key,), self._table[key]) if key in self._table else ()
            try:
                self._known = self._known_rules(packs)
            except ValueError as error:
                self._fail((key,), str(error))
        return self._known

    def _per_path(self, place: Place, value: object) -> dict[str, Any]:
        entries = []
        for at, entry in self._tables(place, value, PER_PATH_KEYS):
            if "paths" not in entry:
                self._fail(at, f'an entry of "{place[0]}" needs "paths"')
            if len(entry) == 1:
                self._fail(at, f'an entry of "{place[0]}" needs "rules" or "profile"')
            off, severities = self._levels((*at, "rules"), entry.get("rules", {}))
            profile = self._profile((*at, "profile"), entry["profile"]) if "profile" in entry else None
            entries.append(PathRules(self._globs((*at, "paths"), entry["paths"]), off, severities, profile))
        return {"per_path": tuple(entries)}

    # --- code --------------------------------------------------------------------------------------------------

    def _models(self, place: Place, value: object) -> dict[str, Any]:
        from gostatic.models.rows import EFFECT_WORDS, ENDS, LOCK_WORDS, Row  # only for files that have rows

        rows = []
        for at, entry in self._tables(place, value, MODEL_KEYS):
            for needed in ("function", "effect"):
                if needed not in entry:
                    self._fail(at, f'an entry of "{place[0]}" needs "{needed}"')
            effect = self._one_of((*at, "effect"), entry["effect"], EFFECT_WORDS)
            package, type_, name = self._function((*at, "function"), entry["function"])
            argument = self._argument((*at, "argument"), entry["argument"]) if "argument" in entry else None
            for key, words in (("mode", LOCK_WORDS), ("how", ("no-return",))):
                if key in entry and effect not in words:
                    self._fail((*at, key), f'"{key}" belongs to {", ".join(words)}, and the effect is {effect}')
            mode = self._one_of((*at, "mode"), entry.get("mode", MODES[0]), MODES)
            how = self._one_of((*at, "how"), entry.get("how", ENDS[0]), ENDS)
            rows.append(Row(package, type_, name, effect, argument, "read" if mode == "read" else "", how))
        return {"models": tuple(rows)}

    def _function(self, place: Place, value: object) -> tuple[str, str, str]:
        from gostatic.models.rows import function_named

        named = function_named(value) if isinstance(value, str) else None
        if named is None:
            said = f'"{_short(value)}" is no function\'s' if isinstance(value, str) else "this is no"
            self._fail(place, f"{said} name with its import path, {_NAMED}")
        return named

    def _argument(self, place: Place, value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_ARGUMENT:
            self._fail(
                place, f'"{place[-1]}" must be the number of an argument, counted from 0 and without the receiver'
            )
        return value

    def _no_return(self, place: Place, value: object) -> dict[str, Any]:
        names = []
        for number, name in enumerate(self._strings(place, value)):
            names.append(".".join(part for part in self._function((*place, number), name) if part))
        return {"no_return": tuple(names)}

    def _budgets(self, place: Place, table: object) -> dict[str, Any]:
        if not isinstance(table, dict):
            self._fail(place, f'"{place[-1]}" must be a table')
        chosen: dict[str, int] = {}
        for key, value in table.items():
            if key not in BUDGET_KEYS:
                self._fail((*place, key), f'unknown budget "{_short(key)}"{suggestion(key, BUDGET_KEYS)}')
            field = BUDGET_KEYS[key]
            limit = getattr(DEFAULT, field) * MAX_FACTOR
            count = self._count((*place, key), value)
            if count > limit:
                self._fail((*place, key), f'"{key}" may be at most {limit}')
            chosen[field] = count
        return {"budgets": Budgets(**chosen)}

    # --- values ------------------------------------------------------------------------------------------------

    def _tables(self, place: Place, value: object, keys: Sequence[str]) -> list[tuple[Place, dict[str, Any]]]:
        """The entries of an array of tables with where they stand, their keys checked."""
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self._fail(place, f'"{place[-1]}" must be a list of tables, written [[{place[-1]}]]')
        found: list[tuple[Place, dict[str, Any]]] = []
        for number, entry in enumerate(value):
            at = (*place, number)
            for key in entry:
                if key not in keys:
                    self._fail((*at, key), f'unknown key "{_short(key)}" in [[{place[-1]}]]{suggestion(key, keys)}')
            found.append((at, entry))
        return found

    def _flag(self, place: Place, value: object) -> dict[str, Any]:
        if not isinstance(value, bool):
            self._fail(place, f'"{place[-1]}" must be true or false')
        return {str(place[-1]).replace("-", "_"): value}

    def _count(self, place: Place, value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self._fail(place, f'"{place[-1]}" must be a whole number of at least 1')
        return value

    def _globs(self, place: Place, value: object) -> tuple[str, ...]:
        globs = self._strings(place, value)
        for number, glob in enumerate(globs):
            if ".." in glob.split("/"):
                self._fail((*place, number), f'the glob "{_short(glob)}" leads out of the folder of this file')
            if glob.startswith("!"):
                self._fail(
                    (*place, number), f'the glob "{_short(glob)}" cannot be negated: name what is to be left out'
                )
        return globs

    def _tags(self, place: Place, value: object) -> dict[str, Any]:
        tags = self._strings(place, value)
        for number, tag in enumerate(tags):
            if not is_build_tag(tag):
                self._fail((*place, number), f'"{_short(tag)}" is no build tag')
        return {"tags": tags}

    def _strings(self, place: Place, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            self._fail(place, f'"{place[-1]}" must be a list of texts')
        return tuple(value)

    def _one_of(self, place: Place, value: object, choices: Sequence[str]) -> str:
        if not isinstance(value, str) or value not in choices:
            said = f', not "{_short(value)}"{suggestion(value, choices)}' if isinstance(value, str) else ", in quotes"
            self._fail(place, f'"{_short(str(place[-1]))}" must be one of {", ".join(choices)}{said}')
        return value

    def _fail(self, place: Place, message: str) -> NoReturn:
        line = line_of(self._text, place)
        raise ConfigError(f"{self._shown}:{line}: {message}" if line else f"{self._shown}: {message}")


def _short(text: str) -> str:
    """A text of the file made safe and short enough for a message."""
    shown = "".join(char if char.isprintable() else "?" for char in text[:60])
    return shown if len(text) <= 60 else shown + "…"
