"""The grammar of the commands that tell of gostatic itself: rules, configuration, cache, completion, manual."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from gostatic.cli.caching import CacheArguments
from gostatic.cli.exits import UsageError
from gostatic.cli.parser import Parser
from gostatic.cli.shared_options import add_config, exclude_each_other
from gostatic.cli.values import CatalogueArguments, ConfigArguments
from gostatic.cli.vocabulary import CACHE_ACTIONS, CONFIG_ACTIONS, SHELLS


def explain_parser() -> Parser:
    """The grammar of ``explain``."""
    parser = Parser(
        "explain", "[RULE ...]", "Print the page of each rule; without a rule, the index of all rules by family."
    )
    parser.add_argument("rules", nargs="*", metavar="RULE", help="rule id; without one all rules are listed by family")
    parser.add_argument(
        "--format", choices=("text", "markdown"), default="text", help="as for a terminal, or as it is written"
    )
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colours in text")
    add_config(parser)
    return parser


def parse_explain(words: Sequence[str]) -> tuple[CatalogueArguments, str]:
    """The arguments of ``explain``, and whether colours are wanted. Raises as ``parse_check``."""
    chosen = explain_parser().parse_words(words)
    return _catalogue(chosen, chosen.rules), str(chosen.color)


def rules_parser() -> Parser:
    """The grammar of ``rules``."""
    parser = Parser("rules", "", "List the rules.")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="(default: text)")
    add_config(parser)
    return parser


def parse_rules(words: Sequence[str]) -> CatalogueArguments:
    """The arguments of ``rules``. Raises as ``parse_check``."""
    return _catalogue(rules_parser().parse_words(words), ())


def _catalogue(chosen: argparse.Namespace, rules: Sequence[str]) -> CatalogueArguments:
    exclude_each_other(chosen)
    return CatalogueArguments(tuple(rules), chosen.format, chosen.config, chosen.isolated)


def config_parser() -> Parser:
    """The grammar of ``config``."""
    parser = Parser("config", "ACTION [FILE]", "\n".join(f"{name}: {what}" for name, what in CONFIG_ACTIONS.items()))
    parser.add_argument("action", choices=tuple(CONFIG_ACTIONS), metavar="ACTION", help="one of the above")
    parser.add_argument("file", nargs="?", default="", metavar="FILE", help="the file to verify or show")
    add_config(parser)
    return parser


def parse_config(words: Sequence[str]) -> ConfigArguments:
    """The arguments of ``config``. Raises as ``parse_check``."""
    chosen = config_parser().parse_words(words)
    if chosen.file and (chosen.config or chosen.isolated or chosen.action not in ("verify", "show")):
        raise UsageError(f'{chosen.action} takes no file "{chosen.file}" here')
    exclude_each_other(chosen)
    return ConfigArguments(chosen.action, chosen.file or chosen.config, chosen.isolated)


def cache_parser() -> Parser:
    """The grammar of ``cache``."""
    parser = Parser("cache", "ACTION", "\n".join(f"{name}: {what}" for name, what in CACHE_ACTIONS.items()))
    parser.add_argument("action", choices=tuple(CACHE_ACTIONS), metavar="ACTION", help="one of the above")
    parser.add_argument(
        "--cache-dir", default="", metavar="DIR", help="the cache in DIR (default: the one a check would use)"
    )
    return parser


def parse_cache(words: Sequence[str]) -> tuple[str, CacheArguments]:
    """The action of ``cache``, and the cache. Raises as ``parse_check``."""
    chosen = cache_parser().parse_words(words)
    return str(chosen.action), CacheArguments(chosen.cache_dir)


def completion_parser() -> Parser:
    """The grammar of ``completion``."""
    parser = Parser(
        "completion",
        "SHELL",
        'Print a completion script: eval "$(gostatic completion bash)" in ~/.bashrc, likewise for zsh; for fish '
        "gostatic completion fish > ~/.config/fish/completions/gostatic.fish",
    )
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=f"one of {', '.join(SHELLS)}")
    return parser


def parse_completion(words: Sequence[str]) -> str:
    """The shell of ``completion``. Raises as ``parse_check``."""
    return str(completion_parser().parse_words(words).shell)


def man_parser() -> Parser:
    """The grammar of ``man``."""
    return Parser("man", "", "Print the manual page: gostatic man | man -l -")


def parse_man(words: Sequence[str]) -> None:
    """``man`` takes nothing. Raises as ``parse_check``."""
    man_parser().parse_words(words)
