"""``gostatic rules`` and ``gostatic explain``: what rules there are, and the page of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gostatic.cli.arguments import parse_explain, parse_rules
from gostatic.cli.exits import CLEAN, UsageError
from gostatic.cli.terminal import write_output
from gostatic.engine.config import suggestion
from gostatic.rule import Rule

FORMAT_VERSION = 1  # of ``rules --format json``: fields may be added; one that changes its meaning makes version 2


def known_ids() -> tuple[str, ...]:
    """The ids of all rules, in the catalogue's order; no rule is imported for it."""
    from gostatic_rules.registry import FAMILIES

    return tuple(rule_id for ids in FAMILIES.values() for rule_id in ids)


def select(known: Sequence[str], chosen: Sequence[str], off: Iterable[str]) -> tuple[str, ...]:
    """The ids of the rules to run, in the order of ``known``.

    ``chosen`` holds ids (only these run, even when they are ``off``) and ``-id`` (never run); ``off`` are the ids that
    the configuration turns off. Raises ``UsageError`` for an id that is no rule's.
    """
    for word in chosen:
        rule_id = word.removeprefix("-")
        if rule_id not in known:
            raise UsageError(unknown_rule(rule_id, known))
    only = {word for word in chosen if not word.startswith("-")}
    dropped = {word.removeprefix("-") for word in chosen if word.startswith("-")}
    wanted = (only or set(known).difference(off)) - dropped
    return tuple(rule_id for rule_id in known if rule_id in wanted)


def unknown_rule(rule_id: str, known: Sequence[str]) -> str:
    """The message for an id that is no rule's."""
    return f'unknown rule "{rule_id}"{suggestion(rule_id, known)}; `gostatic rules` lists them'


def rules(words: Sequence[str]) -> int:
    """``gostatic rules``: one line per rule, or JSON with all that is said of it."""
    format_name = parse_rules(words)
    from gostatic_rules.registry import all_rules

    catalogue = all_rules()
    write_output(_as_json(catalogue) if format_name == "json" else _as_text(catalogue))
    return CLEAN


def explain(words: Sequence[str]) -> int:
    """``gostatic explain``: the pages of rules, as Markdown."""
    wanted = parse_explain(words)
    known = known_ids()
    for rule_id in wanted:
        if rule_id not in known:
            raise UsageError(unknown_rule(rule_id, known))
    from gostatic_rules.registry import help_of

    pages = [help_of(rule_id).rstrip("\n") + "\n" for rule_id in wanted]
    for rule_id, page in zip(wanted, pages, strict=True):
        if not page.strip():
            raise UsageError(f'the page of rule "{rule_id}" is missing from this installation')
    write_output("\n".join(pages))
    return CLEAN


def _as_text(catalogue: Sequence[Rule]) -> str:
    width = max((len(rule.id) for rule in catalogue), default=0)
    return "".join(
        f"{rule.id:<{width}}  {rule.severity.value:<7}  {rule.profile.value:<7}  {rule.summary}\n" for rule in catalogue
    )


def _as_json(catalogue: Sequence[Rule]) -> str:
    import json

    listed = [
        {
            "id": rule.id,
            "family": rule.family,
            "summary": rule.summary,
            "severity": rule.severity.value,
            "precision": rule.precision.value,
            "profile": rule.profile.value,
            "cwe": list(rule.cwe),
            "tags": list(rule.tags),
        }
        for rule in catalogue
    ]
    return json.dumps({"version": FORMAT_VERSION, "rules": listed}, indent=2) + "\n"
