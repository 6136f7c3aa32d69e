"""The command line's grammar: words -> typed arguments. Nothing is looked up or opened here."""

from __future__ import annotations

import argparse
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from gostatic.cli.caching import DEFAULT_CACHE, CacheArguments
from gostatic.cli.exits import UsageError
from gostatic.cli.terminal import page_width
from gostatic.engine.config import is_build_tag, suggestion
from gostatic.engine.options import MAX_JOBS

# Said again here so that --help need not import the reporters; a test compares.
FORMATS = (
    "text",
    "concise",
    "json",
    "sarif",
    "github",
    "gitlab",
    "checkstyle",
    "junit",
    "rdjson",
    "markdown",
    "vet",
)
GRAPH_FORMATS = ("text", "dot", "mermaid")
LEVELS = ("error", "warning", "note")
COMMANDS = {
    "check": "find concurrency hazards in packages",
    "explain": "print the page of a rule",
    "rules": "list the rules",
    "files": "list the files a check would analyse",
    "graph": "show who calls whom, and how the callees were found",
    "baseline": "write down today's findings, so that checks report only further ones",
    "merge": "make one report of those of several runs",
    "config": "show, verify, find or start a configuration file",
    "cache": "show or remove what is kept between runs",
    "completion": "print a completion script for bash, zsh or fish",
    "man": "print the manual page",
}
BASELINE_ACTIONS = {
    "create": "write a baseline of what is found now",
    "update": "write it anew: what is found now, and what was not looked at",
    "prune": "take out the entries that no longer occur, add none",
}
CACHE_ACTIONS = {
    "status": "print the folder and what it holds",
    "clean": "remove all that gostatic keeps there",
}
CONFIG_ACTIONS = {
    "show": "print the configuration that holds here",
    "verify": "check the configuration file",
    "path": "print where it is",
    "schema": "print its JSON schema",
    "init": "write a first one, every key in it as a comment",
}
SHELLS = ("bash", "zsh", "fish")
STANDARD_OUTPUT = "-"
MAX_SHARDS = 1000

OVERVIEW = f"""usage: gostatic COMMAND [OPTION ...] [ARGUMENT ...]

Finds concurrency hazards in Go source: deadlocks, leaked goroutines, misused locks, WaitGroups, channels, contexts.

commands:
{chr(10).join(f"  {name:<10} {what}" for name, what in COMMANDS.items())}

options:
  --help     print this text; `gostatic COMMAND --help` tells a command's options
  --version  print the version

exit status: 0 no findings, 1 findings, 2 wrong usage or an internal error
"""


@dataclass(frozen=True, slots=True)
class Output:
    """One place findings go to: a format and a file, ``-`` for standard output."""

    format: str
    file: str


@dataclass(frozen=True, slots=True)
class SourceArguments:
    """Which code: patterns and build; an empty text or None means that the command line does not say.

    ``config`` is the configuration file; with ``isolated`` none is read.
    """

    patterns: tuple[str, ...]
    tests: bool | None
    tags: tuple[str, ...]
    goos: str
    goarch: str
    config: str
    isolated: bool


@dataclass(frozen=True, slots=True)
class CheckArguments:
    """The arguments of ``check``; None or an empty text means that the command line does not say.

    ``rules`` are ids to run, ``-id`` to leave out. ``outputs`` has at least one. ``jobs`` 0 = as the run finds best.
    """

    source: SourceArguments
    outputs: tuple[Output, ...]
    rules: tuple[str, ...]
    profile: str
    jobs: int
    color: str
    exit_zero: bool
    fail_on: str
    generated: bool | None
    show_suppressed: bool
    changed_only: bool
    quiet: bool
    baseline: str = ""
    require_rule: bool | None = None
    require_reason: bool | None = None
    unused: str = ""
    reason: str | None = None
    new_from_rev: str = ""
    new_from_merge_base: str = ""
    new_from_patch: str = ""
    shard: tuple[int, int] | None = None
    statistics: bool = False
    timings: bool = False
    cache: CacheArguments = DEFAULT_CACHE


@dataclass(frozen=True, slots=True)
class CatalogueArguments:
    """The arguments of ``rules`` and ``explain``: ids of rules, a format, and where the configuration is."""

    rules: tuple[str, ...]
    format: str
    config: str
    isolated: bool


@dataclass(frozen=True, slots=True)
class GraphArguments:
    """The arguments of ``graph``: which code, a format, and the functions from which on it is shown (none: all of it)."""

    source: SourceArguments
    format: str
    start: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConfigArguments:
    """The arguments of ``config``: one of ``CONFIG_ACTIONS``, and which file; "" is the nearest one."""

    action: str
    file: str
    isolated: bool


class _Parser(argparse.ArgumentParser):
    """argparse with one way out for mistakes, which names what may have been meant."""

    def __init__(self, **how: Any) -> None:
        listing = "\n" in how["description"]
        formatter = argparse.RawDescriptionHelpFormatter if listing else argparse.HelpFormatter
        # Argparse makes a formatter for every option: without a width each asks the terminal for it.
        super().__init__(formatter_class=functools.partial(formatter, width=page_width()), **how)

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self._hinted(message)}\ntry `{self.prog} --help`")

    def parse_words(self, words: Sequence[str]) -> argparse.Namespace:
        """The words as options and patterns in any order; behind ``--`` all are patterns, whatever they look like."""
        words = list(words)
        after: list[str] = []
        if "--" in words and any(action.dest == "patterns" for action in self._actions):
            at = words.index("--")
            words, after = words[:at], words[at + 1 :]
        chosen = self.parse_intermixed_args(words)
        if after:
            chosen.patterns = [*chosen.patterns, *after]
        return chosen

    def options(self) -> tuple[argparse.Action, ...]:
        """The options and arguments, for completion and manual."""
        return tuple(self._actions)

    def _hinted(self, message: str) -> str:
        """argparse's message with a suggestion for an option or a choice that is none."""
        _, unrecognized, words = message.partition("unrecognized arguments: ")
        if unrecognized:
            word = words.split(" ")[0].partition("=")[0]
            known = [name for action in self._actions for name in action.option_strings if name.startswith("--")]
            return f'unknown option "{word}"{suggestion(word, known)}'
        before, invalid, rest = message.partition(": invalid choice: ")
        if invalid:
            word = rest.partition(" (choose from")[0].strip("'\"")
            for action in self._actions:
                names = "/".join(action.option_strings) or str(action.metavar or action.dest)
                if action.choices is not None and before.endswith(names):
                    choices = [str(choice) for choice in action.choices]
                    return f'{before}: must be one of {", ".join(choices)}, not "{word}"{suggestion(word, choices)}'
        return message


def check_parser() -> _Parser:
    """The grammar of ``check``."""
    parser = _Parser(
        prog="gostatic check",
        description="Find concurrency hazards in the packages that the patterns name.",
        epilog="exit status: 0 no findings, 1 findings, 2 wrong usage or an internal error, whatever the format",
        allow_abbrev=False,
    )
    _add_source(parser)
    _add_reporting(parser)
    _add_analysis(parser)
    parser.add_argument(
        "--baseline",
        default="",
        metavar="FILE",
        help="report only findings that are not in FILE; see `gostatic baseline`",
    )
    parser.add_argument(
        "--shard",
        type=_shard,
        metavar="I/N",
        help="analyse the I-th of N parts of the packages; see `gostatic merge`",
    )
    parser.add_argument("--timings", action="store_true", help="times by phase, rule and function on standard error")
    new = parser.add_mutually_exclusive_group()
    new.add_argument(
        "--new-from-rev",
        default="",
        metavar="REV",
        help="report only what the changes since the git revision REV cause",
    )
    new.add_argument("--new-from-merge-base", default="", metavar="BRANCH", help="the same since HEAD left BRANCH")
    new.add_argument(
        "--new-from-patch",
        default="",
        metavar="FILE",
        help="report only what the patch in FILE, applied already, causes",
    )
    parser.add_argument(
        "--add-suppressions",
        metavar="REASON",
        dest="reason",
        help="write a //gostatic:ignore comment with REASON into the source for every finding",
    )
    parser.add_argument(
        "--require-suppression-rule",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="comments that name no rule silence nothing",
    )
    parser.add_argument(
        "--require-suppression-reason",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="comments without a reason silence nothing",
    )
    parser.add_argument(
        "--unused-suppressions",
        choices=("note", "error", "off"),
        default="",
        help="comments that silence nothing are told (note, the default), make the exit status 1 (error), or are not told",
    )
    parser.add_argument(
        "--changed-only",
        action="store_true",
        help="for hooks: the arguments are names of changed files; analyse their packages, report what touches the files",
    )
    return parser


def parse_check(words: Sequence[str]) -> CheckArguments:
    """The arguments of ``check``. Raises ``UsageError``; ``--help`` prints and raises ``SystemExit``."""
    chosen = check_parser().parse_words(_joined(words))
    return CheckArguments(
        source=_source(chosen),
        outputs=_outputs(chosen.output, chosen.format),
        rules=_split(chosen.rules),
        profile=chosen.profile,
        jobs=chosen.jobs,
        color=chosen.color,
        exit_zero=chosen.exit_zero,
        fail_on=chosen.fail_on,
        generated=chosen.generated,
        show_suppressed=chosen.show_suppressed,
        changed_only=chosen.changed_only,
        quiet=chosen.quiet,
        baseline=chosen.baseline,
        require_rule=chosen.require_suppression_rule,
        require_reason=chosen.require_suppression_reason,
        unused=chosen.unused_suppressions,
        reason=chosen.reason,
        new_from_rev=chosen.new_from_rev,
        new_from_merge_base=chosen.new_from_merge_base,
        new_from_patch=chosen.new_from_patch,
        shard=chosen.shard,
        statistics=chosen.statistics,
        timings=chosen.timings,
        cache=_cache(chosen),
    )


def merge_parser() -> _Parser:
    """The grammar of ``merge``."""
    parser = _Parser(
        prog="gostatic merge",
        description="Make one report of the JSON reports of several runs: of shards, or for other systems and build tags.",
        epilog="exit status: as of a check with these findings",
        allow_abbrev=False,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="what gostatic check --format json wrote")
    _add_reporting(parser)
    _add_config(parser)
    return parser


def parse_merge(words: Sequence[str]) -> tuple[tuple[str, ...], CheckArguments]:
    """The files of ``merge``, and how to report. Raises as ``parse_check``."""
    chosen = merge_parser().parse_intermixed_args(words)
    _exclude_each_other(chosen)
    arguments = CheckArguments(
        source=SourceArguments((), None, (), "", "", chosen.config, chosen.isolated),
        outputs=_outputs(chosen.output, chosen.format),
        rules=(),
        profile="",
        jobs=0,
        color=chosen.color,
        exit_zero=chosen.exit_zero,
        fail_on=chosen.fail_on,
        generated=None,
        show_suppressed=chosen.show_suppressed,
        changed_only=False,
        quiet=chosen.quiet,
        statistics=chosen.statistics,
    )
    return tuple(chosen.files), arguments


def baseline_parser() -> _Parser:
    """The grammar of ``baseline``."""
    parser = _Parser(
        prog="gostatic baseline",
        description="\n".join(f"{name}: {what}" for name, what in BASELINE_ACTIONS.items()),
        allow_abbrev=False,
    )
    parser.add_argument("action", choices=tuple(BASELINE_ACTIONS), metavar="ACTION", help="one of the above")
    _add_source(parser)
    _add_analysis(parser)
    parser.add_argument(
        "--baseline",
        default="",
        metavar="FILE",
        help="the file (default: the configuration's, else .gostatic-baseline.json in the folder you are in)",
    )
    return parser


def parse_baseline(words: Sequence[str]) -> tuple[str, str, CheckArguments]:
    """The action of ``baseline``, its file ("" = not said), and the check whose findings it takes. Raises as ``parse_check``."""
    chosen = baseline_parser().parse_words(_joined(words))
    arguments = CheckArguments(
        source=_source(chosen),
        outputs=(),
        rules=_split(chosen.rules),
        profile=chosen.profile,
        jobs=chosen.jobs,
        color="never",
        exit_zero=False,
        fail_on=LEVELS[-1],
        generated=chosen.generated,
        show_suppressed=False,
        changed_only=False,
        quiet=False,
        cache=_cache(chosen),
    )
    return chosen.action, chosen.baseline, arguments


def files_parser() -> _Parser:
    """The grammar of ``files``."""
    parser = _Parser(
        prog="gostatic files", description="List the files that a check would analyse.", allow_abbrev=False
    )
    _add_source(parser)
    parser.add_argument("-0", "--null", action="store_true", help="end each name with NUL instead of a line end")
    return parser


def parse_files(words: Sequence[str]) -> tuple[SourceArguments, bool]:
    """The arguments of ``files``, and whether names end in NUL. Raises as ``parse_check``."""
    chosen = files_parser().parse_words(words)
    return _source(chosen), chosen.null


def graph_parser() -> _Parser:
    """The grammar of ``graph``."""
    parser = _Parser(
        prog="gostatic graph",
        description="Show for each function whom it calls, defers and starts, how each callee was found, and where goroutines "
        "and unknown callers come in.",
        allow_abbrev=False,
    )
    parser.add_argument("--calls", action="store_true", required=True, help="the call graph")
    parser.add_argument(
        "--from",
        action="append",
        default=[],
        dest="start",
        metavar="FUNCTION",
        help="only what this function reaches: Func, Type.Method or an id as it is printed; may be given several times",
    )
    parser.add_argument(
        "--format", choices=GRAPH_FORMATS, default="text", help="text (default), or for Graphviz or Mermaid"
    )
    _add_source(parser)
    return parser


def parse_graph(words: Sequence[str]) -> GraphArguments:
    """The arguments of ``graph``. Raises as ``parse_check``."""
    chosen = graph_parser().parse_words(words)
    return GraphArguments(_source(chosen), str(chosen.format), tuple(chosen.start))


def explain_parser() -> _Parser:
    """The grammar of ``explain``."""
    parser = _Parser(
        prog="gostatic explain",
        description="Print the page of each rule; without a rule, the index of all rules by family.",
        allow_abbrev=False,
    )
    parser.add_argument("rules", nargs="*", metavar="RULE", help="rule id; without one all rules are listed by family")
    parser.add_argument(
        "--format", choices=("text", "markdown"), default="text", help="as for a terminal, or as it is written"
    )
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colours in text")
    _add_config(parser)
    return parser


def parse_explain(words: Sequence[str]) -> tuple[CatalogueArguments, str]:
    """The arguments of ``explain``, and whether colours are wanted. Raises as ``parse_check``."""
    chosen = explain_parser().parse_words(words)
    return _catalogue(chosen, chosen.rules), str(chosen.color)


def rules_parser() -> _Parser:
    """The grammar of ``rules``."""
    parser = _Parser(prog="gostatic rules", description="List the rules.", allow_abbrev=False)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="(default: text)")
    _add_config(parser)
    return parser


def parse_rules(words: Sequence[str]) -> CatalogueArguments:
    """The arguments of ``rules``. Raises as ``parse_check``."""
    return _catalogue(rules_parser().parse_words(words), ())


def config_parser() -> _Parser:
    """The grammar of ``config``."""
    parser = _Parser(
        prog="gostatic config",
        description="\n".join(f"{name}: {what}" for name, what in CONFIG_ACTIONS.items()),
        allow_abbrev=False,
    )
    parser.add_argument("action", choices=tuple(CONFIG_ACTIONS), metavar="ACTION", help="one of the above")
    parser.add_argument("file", nargs="?", default="", metavar="FILE", help="the file to verify or show")
    _add_config(parser)
    return parser


def parse_config(words: Sequence[str]) -> ConfigArguments:
    """The arguments of ``config``. Raises as ``parse_check``."""
    chosen = config_parser().parse_words(words)
    if chosen.file and (chosen.config or chosen.isolated or chosen.action not in ("verify", "show")):
        raise UsageError(f'{chosen.action} takes no file "{chosen.file}" here')
    _exclude_each_other(chosen)
    return ConfigArguments(chosen.action, chosen.file or chosen.config, chosen.isolated)


def cache_parser() -> _Parser:
    """The grammar of ``cache``."""
    parser = _Parser(
        prog="gostatic cache",
        description="\n".join(f"{name}: {what}" for name, what in CACHE_ACTIONS.items()),
        allow_abbrev=False,
    )
    parser.add_argument("action", choices=tuple(CACHE_ACTIONS), metavar="ACTION", help="one of the above")
    parser.add_argument(
        "--cache-dir", default="", metavar="DIR", help="the cache in DIR (default: the one a check would use)"
    )
    return parser


def parse_cache(words: Sequence[str]) -> tuple[str, CacheArguments]:
    """The action of ``cache``, and the cache. Raises as ``parse_check``."""
    chosen = cache_parser().parse_words(words)
    return str(chosen.action), CacheArguments(chosen.cache_dir)


def completion_parser() -> _Parser:
    """The grammar of ``completion``."""
    parser = _Parser(
        prog="gostatic completion",
        description='Print a completion script: eval "$(gostatic completion bash)" in ~/.bashrc, likewise for zsh; for fish '
        "gostatic completion fish > ~/.config/fish/completions/gostatic.fish",
        allow_abbrev=False,
    )
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=f"one of {', '.join(SHELLS)}")
    return parser


def parse_completion(words: Sequence[str]) -> str:
    """The shell of ``completion``. Raises as ``parse_check``."""
    return str(completion_parser().parse_words(words).shell)


def man_parser() -> _Parser:
    """The grammar of ``man``."""
    return _Parser(
        prog="gostatic man", description="Print the manual page: gostatic man | man -l -", allow_abbrev=False
    )


def parse_man(words: Sequence[str]) -> None:
    """``man`` takes nothing. Raises as ``parse_check``."""
    man_parser().parse_words(words)


def parsers() -> dict[str, _Parser]:
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


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "patterns",
        nargs="*",
        metavar="PATTERN",
        help="./..., a folder, a .go file, or an import path of this module (default: the folder you are in)",
    )
    parser.add_argument(
        "--tests", action=argparse.BooleanOptionalAction, default=None, help="_test.go files take part (default: yes)"
    )
    parser.add_argument("--tags", action="append", default=[], metavar="TAG,...", help="build tags")
    parser.add_argument("--goos", default="", help="operating system to analyse for (default: this one)")
    parser.add_argument("--goarch", default="", help="architecture to analyse for (default: this one)")
    _add_config(parser)


def _add_analysis(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rules", action="append", default=[], metavar="ID,...", help="only these rules; -ID drops one"
    )
    parser.add_argument(
        "--profile",
        choices=("default", "audit"),
        default="",
        help="default: what a maintainer would fix today; audit: also what may be wrong",
    )
    parser.add_argument("--jobs", type=_jobs, default=0, metavar="N", help="number of processes (default: as fits)")
    parser.add_argument(
        "--generated", action=argparse.BooleanOptionalAction, default=None, help="report in generated files too"
    )
    _add_cache(parser)


def _add_cache(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--cache-dir",
        default="",
        metavar="DIR",
        help="keep results in DIR (default: $GOSTATIC_CACHE_DIR, else gostatic in the user's folder for caches)",
    )
    parser.add_argument("--no-cache", action="store_true", help="keep nothing between runs and use nothing kept")


def _cache(chosen: argparse.Namespace) -> CacheArguments:
    if chosen.cache_dir and chosen.no_cache:
        raise UsageError("--cache-dir and --no-cache exclude each other")
    return CacheArguments(chosen.cache_dir, chosen.no_cache)


def _add_reporting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=FORMATS, default="", help="format of the findings (default: text)")
    parser.add_argument(
        "--output",
        action="append",
        default=[],
        metavar="[FORMAT=]FILE",
        help="write to FILE (- is standard output) instead of standard output; may be given several times",
    )
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colours in text")
    parser.add_argument("--exit-zero", action="store_true", help="exit 0 in spite of findings")
    parser.add_argument(
        "--fail-on", choices=LEVELS, default="note", help="least severity that makes the exit status 1 (default: note)"
    )
    parser.add_argument(
        "--show-suppressed",
        action="store_true",
        help="also write the findings that a comment or the baseline silences",
    )
    parser.add_argument("--statistics", action="store_true", help="counts by rule and package on standard error")
    parser.add_argument("--quiet", action="store_true", help="no closing line on standard error")


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config", default="", metavar="FILE", help="configuration (default: the nearest .gostatic.toml upward)"
    )
    parser.add_argument("--isolated", action="store_true", help="read no configuration file")


def _exclude_each_other(chosen: argparse.Namespace) -> None:
    if chosen.config and chosen.isolated:
        raise UsageError("--config and --isolated exclude each other")


def _catalogue(chosen: argparse.Namespace, rules: Sequence[str]) -> CatalogueArguments:
    _exclude_each_other(chosen)
    return CatalogueArguments(tuple(rules), chosen.format, chosen.config, chosen.isolated)


def _source(chosen: argparse.Namespace) -> SourceArguments:
    tags = _split(chosen.tags)
    for tag in tags:
        if not is_build_tag(tag):
            raise UsageError(f'argument --tags: "{tag}" is no build tag')
    _exclude_each_other(chosen)
    return SourceArguments(
        patterns=tuple(chosen.patterns),
        tests=chosen.tests,
        tags=tags,
        goos=chosen.goos,
        goarch=chosen.goarch,
        config=chosen.config,
        isolated=chosen.isolated,
    )


def _shard(text: str) -> tuple[int, int]:
    index, _, count = text.partition("/")
    if not all(each.isascii() and each.isdigit() and len(each) < 6 for each in (index, count)):
        raise argparse.ArgumentTypeError("must be I/N, such as 1/4")
    if not 1 <= int(index) <= int(count) <= MAX_SHARDS:
        raise argparse.ArgumentTypeError(f"must be I/N with 1 <= I <= N <= {MAX_SHARDS}")
    return int(index), int(count)


def _jobs(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 9 and 1 <= int(text) <= MAX_JOBS):
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {MAX_JOBS}")
    return int(text)


def _split(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(part for value in values for part in (piece.strip() for piece in value.split(",")) if part)


def _joined(words: Sequence[str]) -> list[str]:
    """``--rules -id`` as one word: argparse would take ``-id`` for an option."""
    joined: list[str] = []
    for index, word in enumerate(words):
        if word == "--":
            return joined + list(words[index:])
        if joined and joined[-1] == "--rules" and word.startswith("-") and not word.startswith("--"):
            joined[-1] = f"--rules={word}"
        else:
            joined.append(word)
    return joined


def _outputs(values: Sequence[str], format_name: str) -> tuple[Output, ...]:
    outputs = [_output(value, format_name) for value in values]
    if sum(output.file == STANDARD_OUTPUT for output in outputs) > 1:
        raise UsageError("argument --output: only one output can go to standard output")
    files = [output.file for output in outputs]
    for file in files:
        if files.count(file) > 1:
            raise UsageError(f'argument --output: two outputs go to "{file}"')
    return tuple(outputs) or (Output(format_name or "text", STANDARD_OUTPUT),)


def _output(value: str, format_name: str) -> Output:
    before, sign, after = value.partition("=")
    if sign and before in FORMATS:
        value, format_name = after, before
    elif sign and before.isalnum():
        hint = suggestion(before, FORMATS)
        raise UsageError(f'argument --output: unknown format "{before}"{hint}; for a file of that name write ./{value}')
    elif not format_name:
        ending = value.rpartition(".")[2]
        format_name = ending if ending in FORMATS else "text"
    if not value:
        raise UsageError("argument --output: the file's name is missing")
    return Output(format_name, value)
