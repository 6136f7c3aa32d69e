"""``gostatic rules`` and ``gostatic explain``: what rules there are, and the page of each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from gostatic.cli.exits import CLEAN, UsageError
from gostatic.cli.help_arguments import parse_explain, parse_rules
from gostatic.cli.packs import Catalogue, catalogue_or_usage_error
from gostatic.cli.source import configuration, working_folder
from gostatic.cli.terminal import page_width, wants_color, write_output
from gostatic.cli.values import CatalogueArguments
from gostatic.engine.config import suggestion
from gostatic.rule import Profile, Rule

FORMAT_VERSION = 1  # of ``rules --format json``: fields may be added; one that changes its meaning makes version 2


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
    arguments = parse_rules(words)
    known = _known(arguments)
    listed = known.rules(known.ids())
    write_output(_as_json(listed) if arguments.format == "json" else _as_text(listed))
    return CLEAN


def explain(words: Sequence[str]) -> int:
    """``gostatic explain``: the pages of rules, or the index of all rules by family."""
    arguments, color = parse_explain(words)
    known = _known(arguments)
    ids = known.ids()
    for rule_id in arguments.rules:
        if rule_id not in ids:
            raise UsageError(unknown_rule(rule_id, ids))
    if not arguments.rules:
        text = _index(known.rules(ids))
    else:
        text = "\n".join(known.page(rule_id).rstrip("\n") + "\n" for rule_id in arguments.rules)
        for rule_id in arguments.rules:
            if not known.page(rule_id).strip():
                raise UsageError(f'the page of rule "{rule_id}" is missing from this installation')
    if arguments.format == "text":
        from gostatic.report.page import render

        text = render(text, page_width(), wants_color(color, os.environ))
    write_output(text)
    return CLEAN


def _known(arguments: CatalogueArguments) -> Catalogue:
    """The rules there are where the command was started."""
    settings = configuration(arguments.config, arguments.isolated, working_folder())
    return catalogue_or_usage_error(settings.rule_packs)


def _index(listed: Sequence[Rule]) -> str:
    """All rules by family, as Markdown."""
    families: dict[str, list[Rule]] = {}
    for rule in listed:
        families.setdefault(rule.family, []).append(rule)
    sections = []
    for family, members in families.items():
        lines = [
            f"- `{rule.id}`: {rule.summary}{'' if rule.profile is Profile.DEFAULT else ' (audit)'}" for rule in members
        ]
        sections.append(f"## {family}\n\n" + "\n".join(lines) + "\n")
    return "# Rules\n\n" + "\n".join(sections) + "\n`gostatic explain RULE` prints the page of one.\n"


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
