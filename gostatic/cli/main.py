"""The entry point: picks the command, and turns whatever happens into an exit status and never into a traceback."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from gostatic.cli.exits import CLEAN, FAILED, INTERRUPTED, UsageError


def main(words: Sequence[str] | None = None) -> int:
    """Runs the command line ``words`` (default: the process's own) and returns the exit status."""
    if words is None:
        # What a run builds lives until its end and has no reference cycles worth looking for.
        gc.disable()
        words = sys.argv[1:]
    from gostatic.cli.terminal import flush_output, note

    try:
        status = _run(list(words))
    except UsageError as error:
        note(f"error: {error}")
        status = FAILED
    except KeyboardInterrupt:
        note("interrupted")
        status = INTERRUPTED
    except SystemExit as exit_request:  # argparse after --help
        status = exit_request.code if isinstance(exit_request.code, int) else CLEAN
    except BrokenPipeError:
        status = CLEAN
    except Exception as error:
        note(f"internal error: {_described(error)}; this is a bug in gostatic, please report it")
        status = FAILED
    flush_output()
    return status


def process() -> NoReturn:
    """The whole process: as ``main``, and its end.

    The process ends at once: giving back what a run built, object by object, costs as much as a stage of it.
    """
    status = main()
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
    except (OSError, ValueError):
        pass
    os._exit(status)


def _run(words: list[str]) -> int:
    from gostatic.cli.terminal import write_output

    if words[:1] in (["--version"], ["-V"]):
        from gostatic import __version__

        write_output(f"gostatic {__version__}\n")
        return CLEAN
    from gostatic.cli.vocabulary import COMMANDS, OVERVIEW

    if not words:
        raise UsageError(f"a command is missing: {', '.join(COMMANDS)}\ntry `gostatic --help`")
    command, rest = words[0], words[1:]
    if command == "help" and rest and rest[0] in COMMANDS:
        command, rest = rest[0], ["--help"]
    elif command in ("--help", "-h", "help"):
        if rest and command == "help":
            raise UsageError(_unknown(rest[0], COMMANDS))
        write_output(OVERVIEW)
        return CLEAN
    if command not in COMMANDS:
        raise UsageError(_unknown(command, COMMANDS))
    return _command(command)(rest)


def _command(name: str) -> Callable[[Sequence[str]], int]:
    """The function of a command; only its own modules are imported."""
    if name == "check":
        from gostatic.cli.check import check

        return check
    if name == "files":
        from gostatic.cli.files import files

        return files
    if name == "graph":
        from gostatic.cli.graph import graph

        return graph
    if name == "baseline":
        from gostatic.cli.baseline import baseline

        return baseline
    if name == "merge":
        from gostatic.cli.merge import merge

        return merge
    if name == "config":
        from gostatic.cli.config_command import config

        return config
    if name == "cache":
        from gostatic.cli.cache_command import cache

        return cache
    if name == "completion":
        from gostatic.cli.completion import completion

        return completion
    if name == "man":
        from gostatic.cli.manual import man

        return man
    from gostatic.cli.catalogue import explain, rules

    return explain if name == "explain" else rules


def _unknown(word: str, commands: Sequence[str] | dict[str, str]) -> str:
    from gostatic.engine.config import suggestion

    if word.startswith("-"):
        return f'unknown option "{word}" before the command\ntry `gostatic --help`'
    if word.endswith((".go", "...")) or os.sep in word or word.startswith("."):
        return f'unknown command "{word}"; to analyse it: gostatic check {word}'
    return f'unknown command "{word}"{suggestion(word, commands)}\ntry `gostatic --help`'


def _described(error: Exception) -> str:
    """The exception and the place of ours it came from, on one line."""
    place = ""
    trace = error.__traceback__
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "")
        if module.startswith(("gostatic.", "gostatic_rules.")):
            place = f" in {module} line {trace.tb_lineno}"
        trace = trace.tb_next
    text = " ".join(str(error).split())
    return f"{type(error).__name__}{': ' if text else ''}{text[:300]}{place}"
