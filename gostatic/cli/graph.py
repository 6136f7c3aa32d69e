"""``gostatic graph``: how the program hangs together, so that people can see why something is, or is not, reported."""

from __future__ import annotations

from collections.abc import Sequence

from gostatic.cli.arguments import parse_graph
from gostatic.cli.exits import CLEAN, FAILED, UsageError
from gostatic.cli.source import build_context, configuration, has_failed, tell, working_folder
from gostatic.cli.terminal import write_output


def graph(words: Sequence[str]) -> int:
    """Prints the call graph of the packages and returns the exit status. Raises ``UsageError``."""
    arguments = parse_graph(words)
    cwd = working_folder()
    settings = configuration(arguments.source.config, arguments.source.isolated, cwd)
    from gostatic.engine.call_graph import call_graph
    from gostatic.engine.options import Options
    from gostatic.project.load import load
    from gostatic.report.call_graph import render

    workspace = load(arguments.source.patterns, build_context(arguments.source, settings), cwd)
    options = Options(no_return=settings.no_return, models=settings.models, budgets=settings.budgets)
    calls = call_graph(workspace, options)
    if arguments.start:
        part = calls.below(frozenset(arguments.start))
        if not part.callers:
            raise UsageError(f"no function here is called {' or '.join(arguments.start)}")
        calls = part
    write_output(render(calls, arguments.format))
    problems = (*workspace.problems, *calls.problems)
    tell(problems, workspace.root, cwd)
    return FAILED if has_failed(problems) else CLEAN
