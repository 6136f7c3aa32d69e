"""What a command line says, typed. Nothing is looked up or opened here."""

from __future__ import annotations

from dataclasses import dataclass

from gostatic.cli.caching import DEFAULT_CACHE, CacheArguments

STANDARD_OUTPUT = "-"


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
    executor: str = ""


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
