"""What ``check`` and ``files`` share: the configuration that holds, the build, and problems told on standard error."""

from __future__ import annotations

import os
from collections.abc import Iterable

from gostatic.base.problem import Problem, ProblemKind
from gostatic.cli.exits import UsageError
from gostatic.cli.packs import catalogue
from gostatic.cli.terminal import note
from gostatic.cli.values import SourceArguments
from gostatic.engine import config
from gostatic.engine.config import Config
from gostatic.project.workspace import BuildContext

MAX_TOLD = 20  # problems of one kind told one by one; the rest is counted, and JSON and SARIF have them all

_WORD = {ProblemKind.INTERNAL: "internal error", ProblemKind.USAGE: "error"}  # all other kinds are notes


def working_folder() -> str:
    """The absolute folder the command was started in. Raises ``UsageError`` when it is gone."""
    try:
        return os.getcwd()
    except OSError as error:
        raise UsageError(f"the current folder cannot be read: {error.strerror}") from None


def configuration(chosen: str, isolated: bool, cwd: str) -> Config:
    """The configuration that holds for a run started in ``cwd``: the ``chosen`` file, else the nearest, none when
    ``isolated``. Raises ``UsageError``."""
    if isolated:
        return Config()
    path = os.path.join(cwd, chosen) if chosen else config.find(cwd)
    if not path:
        return Config()
    try:
        return config.read(path, lambda packs: catalogue(packs).ids(), chosen or os.path.relpath(path, cwd))
    except config.ConfigError as error:
        raise UsageError(str(error)) from None


def build_context(arguments: SourceArguments, settings: Config) -> BuildContext:
    """What build constraints are evaluated against: the command line, else the configuration."""
    return BuildContext(
        goos=arguments.goos,
        goarch=arguments.goarch,
        tags=arguments.tags or settings.tags,
        tests=settings.tests if arguments.tests is None else arguments.tests,
    )


def tell(problems: Iterable[Problem], root: str, cwd: str) -> None:
    """Writes problems to standard error, their files as seen from ``cwd``; of many notes of one kind only the first."""
    told: dict[ProblemKind, int] = {}
    for problem in problems:
        told[problem.kind] = told.get(problem.kind, 0) + 1
        if problem.kind in _WORD or told[problem.kind] <= MAX_TOLD:
            file = os.path.relpath(os.path.join(root, problem.file), cwd) if problem.file else ""
            note(f"{_WORD.get(problem.kind, 'note')}: {problem._replace(file=file)}")
    for kind, count in told.items():
        if kind not in _WORD and count > MAX_TOLD:
            note(f"note: {count - MAX_TOLD} more {kind.value} problems are not told here; --format json has them all")


def has_failed(problems: Iterable[Problem]) -> bool:
    """Whether one of the problems is no matter of the source alone."""
    return any(problem.kind in _WORD for problem in problems)
