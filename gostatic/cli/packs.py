"""All rules of a run: the built-in ones, and those of the rule packs that the configuration names.

A pack is an installed package with an entry point of the group ``gostatic.rules`` whose object is a ``RulePack``. Packs are
looked for only when a configuration names one, and only the named ones are imported: a package that happens to be
installed runs no code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gostatic.cli.exits import UsageError
from gostatic.engine.config import suggestion
from gostatic.rule import Rule, RulePack

GROUP = "gostatic.rules"
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The rules there are; built-in ones are imported only when they are asked for."""

    packs: tuple[RulePack, ...] = ()
    _by_id: dict[str, tuple[Rule, RulePack]] = field(default_factory=dict)

    def ids(self) -> tuple[str, ...]:
        """The ids of all rules, the built-in ones in the catalogue's order, then those of the packs."""
        from gostatic_rules.registry import FAMILIES

        return (*(rule_id for ids in FAMILIES.values() for rule_id in ids), *self._by_id)

    def rules(self, rule_ids: Iterable[str]) -> tuple[Rule, ...]:
        """The rules of known ids."""
        from gostatic_rules.registry import rules_named

        wanted = tuple(rule_ids)
        built_in = rules_named([rule_id for rule_id in wanted if rule_id not in self._by_id])
        return (*built_in, *(self._by_id[rule_id][0] for rule_id in wanted if rule_id in self._by_id))

    def page(self, rule_id: str) -> str:
        """A rule's page as Markdown, "" when there is none."""
        if rule_id in self._by_id:
            return self._by_id[rule_id][1].page(rule_id)
        from gostatic_rules.registry import help_of

        return help_of(rule_id)


BUILT_IN = Catalogue()


def catalogue(names: Sequence[str]) -> Catalogue:
    """The rules with those of the named packs. Raises ``ValueError`` with one sentence when a pack cannot be used."""
    if not names:
        return BUILT_IN
    from importlib.metadata import entry_points  # costs more than a small run: only for who has packs

    found = {point.name: point for point in entry_points(group=GROUP)}
    packs = []
    by_id: dict[str, tuple[Rule, RulePack]] = {}
    taken = frozenset(BUILT_IN.ids())
    for name in dict.fromkeys(names):
        if name not in found:
            raise ValueError(f'rule pack "{name}" is not installed{suggestion(name, found)}')
        try:
            pack = found[name].load()
        except Exception as error:  # the pack's code is not ours: whatever it raises is told
            raise ValueError(f'rule pack "{name}" cannot be loaded: {type(error).__name__}: {_line(error)}') from None
        if not isinstance(pack, RulePack):
            raise ValueError(f'rule pack "{name}" is a {type(pack).__name__} and no RulePack')
        for rule in pack.rules:
            if _ID.fullmatch(rule.id) is None:
                raise ValueError(f'rule pack "{name}": "{rule.id}" is no rule id: words in small letters joined by -')
            if rule.id in taken or rule.id in by_id:
                raise ValueError(f'rule pack "{name}": there is a rule "{rule.id}" already')
            by_id[rule.id] = rule, pack
        packs.append(pack)
    return Catalogue(tuple(packs), by_id)


def catalogue_or_usage_error(names: Sequence[str]) -> Catalogue:
    """As ``catalogue``, for names that the configuration did not check. Raises ``UsageError``."""
    try:
        return catalogue(names)
    except ValueError as error:
        raise UsageError(str(error)) from None


def _line(error: Exception) -> str:
    """What an exception says, on one line."""
    return " ".join(str(error).split())[:300]
