"""The grammar of the commands that look at code: words -> typed arguments."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from gostatic.cli.parser import Parser
from gostatic.cli.shared_options import (
    add_config,
    add_reporting,
    add_rules,
    add_source,
    add_work,
    cache_of,
    exclude_each_other,
    joined,
    outputs_of,
    source_of,
    split,
)
from gostatic.cli.values import CheckArguments, GraphArguments, SourceArguments
from gostatic.cli.vocabulary import BASELINE_ACTIONS, GRAPH_FORMATS, LEVELS

MAX_SHARDS = 1000


def check_parser() -> Parser:
    """The grammar of ``check``."""
    parser = Parser(
        "check",
        "[PATTERN ...]",
        "Find concurrency hazards in the packages that the patterns name.",
        epilog="exit status: 0 no findings, 1 findings, 2 wrong usage or an internal error, whatever the format",
    )
    add_source(parser)
    add_rules(parser)
    add_reporting(parser)
    new = parser.add_argument_group("only what is new")
    one = new.add_mutually_exclusive_group()
    one.add_argument(
        "--new-from-rev",
        default="",
        metavar="REV",
        help="report only what the changes since the git revision REV cause",
    )
    one.add_argument("--new-from-merge-base", default="", metavar="BRANCH", help="the same since HEAD left BRANCH")
    one.add_argument(
        "--new-from-patch",
        default="",
        metavar="FILE",
        help="report only what the patch in FILE, applied already, causes",
    )
    new.add_argument(
        "--baseline",
        default="",
        metavar="FILE",
        help="report only findings that are not in FILE; see `gostatic baseline`",
    )
    new.add_argument(
        "--changed-only",
        action="store_true",
        help="for hooks: the arguments are names of changed files; report what touches them, and what they cause elsewhere",
    )
    _add_suppression(parser)
    work = parser.add_argument_group("how it is done")
    add_work(work)
    work.add_argument(
        "--shard",
        type=_shard,
        metavar="I/N",
        help="analyse the I-th of N parts of the packages; see `gostatic merge`",
    )
    work.add_argument("--timings", action="store_true", help="times by phase, rule and function on standard error")
    return parser


def _add_suppression(parser: Parser) -> None:
    group = parser.add_argument_group("comments that silence findings")
    group.add_argument(
        "--show-suppressed",
        action="store_true",
        help="also write the findings that a comment or the baseline silences",
    )
    group.add_argument(
        "--add-suppressions",
        metavar="REASON",
        dest="reason",
        help="write a //gostatic:ignore comment with REASON into the source for every finding",
    )
    group.add_argument(
        "--require-suppression-rule",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="comments that name no rule silence nothing",
    )
    group.add_argument(
        "--require-suppression-reason",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="comments without a reason silence nothing",
    )
    group.add_argument(
        "--unused-suppressions",
        choices=("note", "error", "off"),
        default="",
        help="comments that silence nothing are told (note, the default), make the exit status 1 (error), or are not told",
    )


def parse_check(words: Sequence[str]) -> CheckArguments:
    """The arguments of ``check``. Raises ``UsageError``; ``--help`` prints and raises ``SystemExit``."""
    chosen = check_parser().parse_words(joined(words))
    return CheckArguments(
        source=source_of(chosen),
        outputs=outputs_of(chosen.output, chosen.format),
        rules=split(chosen.rules),
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
        cache=cache_of(chosen),
        executor=chosen.executor or "",
    )


def _shard(text: str) -> tuple[int, int]:
    index, _, count = text.partition("/")
    if not all(each.isascii() and each.isdigit() and len(each) < 6 for each in (index, count)):
        raise argparse.ArgumentTypeError("must be I/N, such as 1/4")
    if not 1 <= int(index) <= int(count) <= MAX_SHARDS:
        raise argparse.ArgumentTypeError(f"must be I/N with 1 <= I <= N <= {MAX_SHARDS}")
    return int(index), int(count)


def merge_parser() -> Parser:
    """The grammar of ``merge``."""
    parser = Parser(
        "merge",
        "FILE ...",
        "Make one report of the JSON reports of several runs: of shards, or for other systems and build tags.",
        epilog="exit status: as of a check with these findings",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="what gostatic check --format json wrote")
    add_reporting(parser)
    parser.add_argument(
        "--show-suppressed", action="store_true", help="also write the findings that were silenced in the runs"
    )
    add_config(parser)
    return parser


def parse_merge(words: Sequence[str]) -> tuple[tuple[str, ...], CheckArguments]:
    """The files of ``merge``, and how to report. Raises as ``parse_check``."""
    chosen = merge_parser().parse_intermixed_args(words)
    exclude_each_other(chosen)
    arguments = CheckArguments(
        source=SourceArguments((), None, (), "", "", chosen.config, chosen.isolated),
        outputs=outputs_of(chosen.output, chosen.format),
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


def baseline_parser() -> Parser:
    """The grammar of ``baseline``."""
    parser = Parser(
        "baseline", "ACTION [PATTERN ...]", "\n".join(f"{name}: {what}" for name, what in BASELINE_ACTIONS.items())
    )
    parser.add_argument("action", choices=tuple(BASELINE_ACTIONS), metavar="ACTION", help="one of the above")
    add_source(parser)
    add_rules(parser)
    add_work(parser.add_argument_group("how it is done"))
    parser.add_argument(
        "--baseline",
        default="",
        metavar="FILE",
        help="the file (default: the configuration's, else .gostatic-baseline.json in the folder you are in)",
    )
    return parser


def parse_baseline(words: Sequence[str]) -> tuple[str, str, CheckArguments]:
    """The action of ``baseline``, its file ("" = not said), and the check whose findings it takes. Raises as ``parse_check``."""
    chosen = baseline_parser().parse_words(joined(words))
    arguments = CheckArguments(
        source=source_of(chosen),
        outputs=(),
        rules=split(chosen.rules),
        profile=chosen.profile,
        jobs=chosen.jobs,
        color="never",
        exit_zero=False,
        fail_on=LEVELS[-1],
        generated=chosen.generated,
        show_suppressed=False,
        changed_only=False,
        quiet=False,
        cache=cache_of(chosen),
        executor=chosen.executor or "",
    )
    return chosen.action, chosen.baseline, arguments


def files_parser() -> Parser:
    """The grammar of ``files``."""
    parser = Parser("files", "[PATTERN ...]", "List the files that a check would analyse.")
    add_source(parser)
    parser.add_argument("-0", "--null", action="store_true", help="end each name with NUL instead of a line end")
    return parser


def parse_files(words: Sequence[str]) -> tuple[SourceArguments, bool]:
    """The arguments of ``files``, and whether names end in NUL. Raises as ``parse_check``."""
    chosen = files_parser().parse_words(words)
    return source_of(chosen), chosen.null


def graph_parser() -> Parser:
    """The grammar of ``graph``."""
    parser = Parser(
        "graph",
        "--calls [PATTERN ...]",
        "Show for each function whom it calls, defers and starts, how each callee was found, and where goroutines "
        "and unknown callers come in.",
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
    add_source(parser)
    return parser


def parse_graph(words: Sequence[str]) -> GraphArguments:
    """The arguments of ``graph``. Raises as ``parse_check``."""
    chosen = graph_parser().parse_words(words)
    return GraphArguments(source_of(chosen), str(chosen.format), tuple(chosen.start))
