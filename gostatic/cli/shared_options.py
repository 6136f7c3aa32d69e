"""Options that several commands take, and what they say as typed arguments."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, Protocol

from gostatic.cli.caching import CacheArguments
from gostatic.cli.exits import UsageError
from gostatic.cli.values import STANDARD_OUTPUT, Output, SourceArguments
from gostatic.cli.vocabulary import FORMATS, LEVELS
from gostatic.engine.config import is_build_tag, suggestion
from gostatic.engine.options import MAX_JOBS


def add_source(parser: argparse.ArgumentParser) -> None:
    """Which code is looked at, and by which configuration; ``source_of`` reads it."""
    parser.add_argument(
        "patterns",
        nargs="*",
        metavar="PATTERN",
        help="./..., a folder, a .go file, or an import path of this module (default: the folder you are in)",
    )
    group = parser.add_argument_group("which code")
    group.add_argument(
        "--tests", action=argparse.BooleanOptionalAction, default=None, help="_test.go files take part (default: yes)"
    )
    group.add_argument("--tags", action="append", default=[], metavar="TAG,...", help="build tags")
    group.add_argument("--goos", default="", help="operating system to analyse for (default: this one)")
    group.add_argument("--goarch", default="", help="architecture to analyse for (default: this one)")
    add_config(parser)


def add_config(parser: argparse.ArgumentParser) -> None:
    """Which configuration holds; ``exclude_each_other`` checks it."""
    parser.add_argument(
        "--config", default="", metavar="FILE", help="configuration (default: the nearest .gostatic.toml upward)"
    )
    parser.add_argument("--isolated", action="store_true", help="read no configuration file")


def exclude_each_other(chosen: argparse.Namespace) -> None:
    """Raises ``UsageError`` when a configuration is named and none shall be read."""
    if chosen.config and chosen.isolated:
        raise UsageError("--config and --isolated exclude each other")


def source_of(chosen: argparse.Namespace) -> SourceArguments:
    """What ``add_source`` asked for. Raises ``UsageError``."""
    tags = split(chosen.tags)
    for tag in tags:
        if not is_build_tag(tag):
            raise UsageError(f'argument --tags: "{tag}" is no build tag')
    exclude_each_other(chosen)
    return SourceArguments(
        patterns=tuple(chosen.patterns),
        tests=chosen.tests,
        tags=tags,
        goos=chosen.goos,
        goarch=chosen.goarch,
        config=chosen.config,
        isolated=chosen.isolated,
    )


def add_rules(parser: argparse.ArgumentParser) -> None:
    """Which rules run, and how much they say."""
    group = parser.add_argument_group("what is looked for")
    group.add_argument("--rules", action="append", default=[], metavar="ID,...", help="only these rules; -ID drops one")
    group.add_argument(
        "--profile",
        choices=("default", "audit"),
        default="",
        help="default: what a maintainer would fix today; audit: also what may be wrong",
    )
    group.add_argument(
        "--generated", action=argparse.BooleanOptionalAction, default=None, help="report in generated files too"
    )


class _Group(Protocol):
    """A parser or one of its groups."""

    def add_argument(self, *names: str, **how: Any) -> argparse.Action: ...


def add_work(group: _Group) -> None:
    """How the work is done; ``cache_of`` reads the cache."""
    group.add_argument("--jobs", type=_jobs, default=0, metavar="N", help="number of processes (default: as fits)")
    group.add_argument(
        "--executor",
        type=_executor,
        metavar="dask:ADDRESS",
        help="do the work on the cluster of the Dask scheduler at ADDRESS, whose workers see the same files",
    )
    group.add_argument(
        "--cache-dir",
        default="",
        metavar="DIR",
        help="keep results in DIR (default: $GOSTATIC_CACHE_DIR, else gostatic in the user's folder for caches)",
    )
    group.add_argument("--no-cache", action="store_true", help="keep nothing between runs and use nothing kept")


def _executor(text: str) -> str:
    if not text.removeprefix("dask:") or not text.startswith("dask:"):
        raise argparse.ArgumentTypeError("must be dask:ADDRESS, such as dask:tcp://10.0.0.1:8786")
    return text


def _jobs(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 9 and 1 <= int(text) <= MAX_JOBS):
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {MAX_JOBS}")
    return int(text)


def joined(words: Sequence[str]) -> list[str]:
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


def split(values: Sequence[str]) -> tuple[str, ...]:
    """The words of an option that takes several, separated by commas or given again."""
    return tuple(part for value in values for part in (piece.strip() for piece in value.split(",")) if part)


def cache_of(chosen: argparse.Namespace) -> CacheArguments:
    """What ``add_work`` asked of the cache. Raises ``UsageError``."""
    if chosen.cache_dir and chosen.no_cache:
        raise UsageError("--cache-dir and --no-cache exclude each other")
    return CacheArguments(chosen.cache_dir, chosen.no_cache)


def add_reporting(parser: argparse.ArgumentParser) -> None:
    """Where findings go, and what the exit status says of them; ``outputs_of`` reads the former."""
    group = parser.add_argument_group("what is told")
    group.add_argument("--format", choices=FORMATS, default="", help="format of the findings (default: text)")
    group.add_argument(
        "--output",
        action="append",
        default=[],
        metavar="[FORMAT=]FILE",
        help="write to FILE (- is standard output) instead of standard output; may be given several times",
    )
    group.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colours in text")
    group.add_argument("--exit-zero", action="store_true", help="exit 0 in spite of findings")
    group.add_argument(
        "--fail-on", choices=LEVELS, default="note", help="least severity that makes the exit status 1 (default: note)"
    )
    group.add_argument("--statistics", action="store_true", help="counts by rule and package on standard error")
    group.add_argument("--quiet", action="store_true", help="no closing line on standard error")


def outputs_of(values: Sequence[str], format_name: str) -> tuple[Output, ...]:
    """The values of ``--output``, in the ``--format`` that holds where they name none. Raises ``UsageError``."""
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
    elif value in FORMATS:
        meant = f"--format {value} or --output {value}=FILE"
        raise UsageError(
            f'argument --output: "{value}" is a format; write {meant}, or ./{value} for a file of that name'
        )
    elif not format_name:
        ending = value.rpartition(".")[2]
        format_name = ending if ending in FORMATS else "text"
    if not value:
        raise UsageError("argument --output: the file's name is missing")
    return Output(format_name, value)
