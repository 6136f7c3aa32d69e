"""A check in parts, each in a process of its own: groups of packages that no import connects, as ``--shard`` deals them out.

A part is asked for and answered in one message of plain values (``marshal``); who carries it is any
``concurrent.futures.Executor``: processes of this machine, or a cluster's. The parts' findings together are those of one run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from marshal import dumps, loads
from typing import TYPE_CHECKING, Any, NamedTuple

from gostatic.cli.caching import CacheArguments
from gostatic.cli.exits import UsageError
from gostatic.cli.values import CheckArguments, SourceArguments

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from gostatic.engine.cache.results import Kept
    from gostatic.project.load import Found

_MARSHAL = 4


class Workers(NamedTuple):
    """Who does the parts, and how many at a time."""

    executor: Executor
    places: int


@contextmanager
def workers(address: str, jobs: int) -> Iterator[Workers]:
    """The workers of a cluster (``dask:ADDRESS``), or ``jobs`` processes of this machine. Raises ``UsageError``."""
    if address:
        yield from _cluster(address.removeprefix("dask:"))
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Nothing here has threads yet, so a copy of the process is safe where the system makes good ones.
    method = "fork" if os.name == "posix" and os.uname().sysname == "Linux" else "spawn"
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context(method)) as pool:
        yield Workers(pool, jobs)


def _cluster(address: str) -> Iterator[Workers]:
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("--executor dask:ADDRESS needs the extra: pip install gostatic[dask]") from None
    connect: Any = Client  # has no types where it is installed, and is unknown where it is not
    try:
        client = connect(address, timeout=10, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(f"no Dask scheduler answers at {address}: {' '.join(str(error).split())[:200]}") from None
    with client:
        count = len(client.scheduler_info(n_workers=-1)["workers"])
        if not count:
            raise UsageError(f"the Dask scheduler at {address} has no workers")
        yield Workers(client.get_executor(), count)


def analysed_in_parts(
    patterns: tuple[str, ...], arguments: CheckArguments, cwd: str, found: Found, run_by: Workers, most: int
) -> tuple[Kept, list[str]]:
    """All findings of the packages that the patterns name, and the import paths that were looked up for them.

    ``most`` is how many parts there can be.
    """
    from gostatic.engine.cache.results import decoded

    count = max(1, min(run_by.places, most))
    tasks = [dumps((_plain(patterns, arguments), cwd, index, count), _MARSHAL) for index in range(1, count + 1)]
    answers = [loads(answer) for answer in run_by.executor.map(check_part, tasks)]
    asked = sorted({path for answer in answers for path, _ in answer["imported"]})
    return _joined([decoded(answer, found) for answer in answers]), asked


def check_part(task: bytes) -> bytes:
    """Does one part, wherever it is called."""
    from gostatic.cli.check import planned
    from gostatic.cli.running import part
    from gostatic.engine.cache.results import encoded

    said, cwd, index, count = loads(task)
    arguments = _arguments(said)
    kept, asked = part(arguments, planned(arguments, cwd), cwd, index, count)
    return dumps(encoded(kept, [(path, None) for path in asked]), _MARSHAL)


def _plain(patterns: tuple[str, ...], arguments: CheckArguments) -> tuple[Any, ...]:
    source = arguments.source
    return (
        (patterns, source.tests, source.tags, source.goos, source.goarch, source.config, source.isolated),
        arguments.rules,
        arguments.profile,
        arguments.generated,
        arguments.changed_only,
        arguments.require_rule,
        arguments.require_reason,
        arguments.unused,
    )


def _arguments(said: Sequence[Any]) -> CheckArguments:
    source, rules, profile, generated, changed_only, require_rule, require_reason, unused = said
    return CheckArguments(
        source=SourceArguments(*source),
        outputs=(),
        rules=rules,
        profile=profile,
        jobs=1,
        color="never",
        exit_zero=False,
        fail_on="note",
        generated=generated,
        show_suppressed=False,
        changed_only=changed_only,
        quiet=True,
        require_rule=require_rule,
        require_reason=require_reason,
        unused=unused,
        cache=CacheArguments(off=True),
    )


def _joined(parts: list[Kept]) -> Kept:
    """The parts as one result, in the order of one run."""
    from gostatic.engine.cache.results import Kept
    from gostatic.engine.collect import order

    results = [each.result for each in parts]
    problems = {problem for result in results for problem in result.problems}
    files = {path: file for each in parts for path, file in each.files.items()}
    whole = replace(
        results[0],
        findings=tuple(sorted((finding for result in results for finding in result.findings), key=order)),
        problems=tuple(sorted(problems, key=lambda each: (each.file, each.line, each.kind.value, each.message))),
        files=sum(result.files for result in results),
        packages=dict(sorted(item for result in results for item in result.packages.items())),
        read=lambda path: next(
            each.result.read(path) for each in (*(part for part in parts if path in part.files), parts[0])
        ),
    )
    selection = replace(parts[0].selection, packages=frozenset().union(*(each.selection.packages for each in parts)))
    return Kept(whole, selection, files)
