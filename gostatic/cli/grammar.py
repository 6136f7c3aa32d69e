"""The grammar of every command, for completion and the manual page."""

from __future__ import annotations

from gostatic.cli.arguments import baseline_parser, check_parser, files_parser, graph_parser, merge_parser
from gostatic.cli.help_arguments import (
    cache_parser,
    completion_parser,
    config_parser,
    explain_parser,
    man_parser,
    rules_parser,
)
from gostatic.cli.parser import Parser
from gostatic.cli.vocabulary import COMMANDS


def parsers() -> dict[str, Parser]:
    """The grammar of every command, in the order of ``COMMANDS``."""
    made = {
        "check": check_parser,
        "explain": explain_parser,
        "rules": rules_parser,
        "files": files_parser,
        "graph": graph_parser,
        "baseline": baseline_parser,
        "merge": merge_parser,
        "config": config_parser,
        "cache": cache_parser,
        "completion": completion_parser,
        "man": man_parser,
    }
    return {name: made[name]() for name in COMMANDS}
