"""One analysis as the command line wants it: what the patterns name, from the cache or by the engine."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gostatic.cli.source import build_context
from gostatic.cli.terminal import note
from gostatic.cli.values import CheckArguments
from gostatic.engine.config import Config
from gostatic.engine.finding import Finding, RunResult
from gostatic.engine.globs import below
from gostatic.engine.options import Options
from gostatic.project.places import RunRoot
from gostatic.project.workspace import Workspace
from gostatic.rule import Rule

if TYPE_CHECKING:
    from gostatic.cli.check import Plan
    from gostatic.engine.cache.results import Kept, Results
    from gostatic.project.load import Selection

# A process costs as much as reading so much source; a smaller share is not worth one.
MIN_BYTES = 2 * 1024 * 1024


def run(arguments: CheckArguments, plan: Plan, cwd: str) -> tuple[RunResult, frozenset[str]]:
    """The findings that were asked for (those of the named packages and files, or those that touch a change), and the
    import paths of the packages that were asked for whole."""
    if arguments.changed_only:
        from gostatic.cli.hook import changed

        return changed(arguments, plan, cwd), frozenset()
    kept = kept_or_made(arguments, arguments.source.patterns, plan, cwd, shard=arguments.shard)
    for sentence in kept.notes:
        note(sentence)
    covers = kept.selection.covers
    result = _wanted(kept.result, lambda found: covers(found.package, found.diagnostic.span.file))
    return result, kept.selection.packages


@dataclass(frozen=True, slots=True)
class View:
    """How the named packages are looked at: together with those of the import paths ``beside``, without their tests; and with
    Go files as they were ``earlier``, by absolute path."""

    beside: tuple[str, ...] = ()
    earlier: Mapping[str, bytes | None] = field(default_factory=dict)

    def said(self, root: RunRoot) -> str:
        """The view as part of a key, "" for the plain one."""
        if not self.beside and not self.earlier:
            return ""
        from gostatic.engine.cache.store import key_of

        texts = sorted((root.relative(path), text) for path, text in self.earlier.items())
        return f"view {key_of(self.beside, [(path, text is None, text or b'') for path, text in texts])}"


PLAIN = View()


def kept_or_made(
    arguments: CheckArguments,
    patterns: tuple[str, ...],
    plan: Plan,
    cwd: str,
    shard: tuple[int, int] | None = None,
    view: View = PLAIN,
) -> Kept:
    """All findings of the packages that the patterns name, from the cache when it has them."""
    from gostatic.engine.cache.results import Results
    from gostatic.project.load import find, load_found

    if plan.options.timings is not None:
        plan.options.timings.phase("finding files")
    context = build_context(arguments.source, plan.settings)
    found = find(patterns, context, cwd, view.earlier)
    options = options_at(plan, found.root)
    results = None
    if plan.store is not None:
        said = f"{shard[0]}/{shard[1]}" if shard else view.said(found.root)
        at = found.root.relative(found.root.canonical(cwd) or "") if patterns == ("./...",) else ""
        lasting = plan.lasting and not view.earlier
        results = Results(plan.store, found, options, plan.rule_ids, said, lasting, at)
        kept = results.kept()
        if kept is not None:
            return kept
    workspace, selection = load_found(found)
    alone = shard is not None or view != PLAIN
    jobs = 1 if alone else _jobs(arguments, workspace)
    if (arguments.executor and view == PLAIN) or jobs > 1:
        from gostatic.cli.parts import analysed_in_parts, workers
        from gostatic.engine.shards import sizes

        with workers(arguments.executor, jobs) as run_by:
            kept, asked = analysed_in_parts(patterns, arguments, cwd, found, run_by, len(sizes(workspace)))
    else:
        kept, asked = _analysed(workspace, selection, shard, plan, options, results, view.beside)
    if results is not None:
        results.keep(find(patterns, context, cwd, view.earlier), asked, kept)
    return kept


def part(arguments: CheckArguments, plan: Plan, cwd: str, index: int, count: int) -> tuple[Kept, list[str]]:
    """One of the parts of a check, and the import paths that were looked up for it."""
    from gostatic.project.load import find, load_found

    found = find(arguments.source.patterns, build_context(arguments.source, plan.settings), cwd)
    options = options_at(plan, found.root)
    workspace, selection = load_found(found)
    kept, asked = _analysed(workspace, selection, (index, count), plan, options, None)
    return replace(kept, result=replace(kept.result, shard=""), notes=()), asked


def _jobs(arguments: CheckArguments, workspace: Workspace) -> int:
    """How many processes a run is worth: not more than there are groups of packages to share out."""
    if arguments.jobs == 1 or arguments.executor:
        return 1
    wanted = arguments.jobs or os.cpu_count() or 1
    total = sum(len(file.text) for package in workspace.packages for file in package.files)
    if wanted == 1 or (not arguments.jobs and total < 2 * MIN_BYTES):
        return 1
    from gostatic.engine.shards import sizes

    groups = sizes(workspace)
    if not arguments.jobs:
        # The largest group is as long as the run can get; the others together are what can be done meanwhile.
        wanted = min(wanted, 1 + (total - groups[0]) // MIN_BYTES) if groups else 1
    return max(1, min(wanted, len(groups)))


def _analysed(
    workspace: Workspace,
    selection: Selection,
    shard: tuple[int, int] | None,
    plan: Plan,
    options: Options,
    results: Results | None,
    beside: tuple[str, ...] = (),
) -> tuple[Kept, list[str]]:
    """The findings of a workspace or a shard of it, and the import paths that were looked up for them."""
    from gostatic.engine.cache.results import Kept, files_of, watched

    notes: tuple[str, ...] = ()
    if shard is not None:
        workspace, notes = _shard(workspace, *shard)
        taken = frozenset(package.import_path for package in workspace.packages)
        selection = replace(selection, packages=selection.packages & taken)
    asked = watched(workspace)
    if beside:
        packages = {package.import_path: package for path in beside if (package := workspace.find(path)) is not None}
        packages |= {package.import_path: package for package in workspace.packages}
        workspace.packages = tuple(packages[path] for path in sorted(packages))
    result = _analyse(workspace, plan.known.rules(plan.rule_ids), options, results)
    if shard is not None:
        result = replace(result, shard=f"{shard[0]}/{shard[1]}")
    return Kept(result, selection, files_of(workspace), notes), list(asked)


def _analyse(
    workspace: Workspace, rules: tuple[Rule, ...], options: Options, memory: Results | None = None
) -> RunResult:
    from gostatic.engine.run import analyse

    return analyse(workspace, rules, options) if memory is None else analyse(workspace, rules, options, memory=memory)


def _wanted(result: RunResult, wanted: Callable[[Finding], bool]) -> RunResult:
    return replace(result, findings=tuple(finding for finding in result.findings if wanted(finding)))


def options_at(plan: Plan, root: RunRoot) -> Options:
    """The options of a plan for a run with that root."""
    return _deployed(_placed(plan.options, plan.settings, root.path), root)


def _placed(options: Options, settings: Config, root: str) -> Options:
    """The options with the configuration's globs, which count from its folder, as seen from the run's root."""
    if not settings.exclude and not settings.per_path:
        return options
    folder = os.path.relpath(os.path.dirname(settings.path), root).replace(os.sep, "/")
    return replace(
        options,
        exclude=tuple(below(folder, glob) for glob in settings.exclude),
        per_path=tuple(
            replace(entry, paths=tuple(below(folder, glob) for glob in entry.paths)) for entry in settings.per_path
        ),
    )


def _deployed(options: Options, root: RunRoot) -> Options:
    """The options with the processors that an image or environment at the root gives, where the configuration says nothing."""
    from gostatic.project.deployment import declared_processors

    declared = declared_processors(root) if not options.gomaxprocs else None
    if declared is None:
        return options
    return replace(options, gomaxprocs=declared.amount, gomaxprocs_place=declared.place)


def _shard(workspace: Workspace, index: int, count: int) -> tuple[Workspace, tuple[str, ...]]:
    from gostatic.engine.shards import take_shard

    part = take_shard(workspace, index, count)
    return part, (f"shard {index}/{count}: {len(part.packages)} of {len(workspace.packages)} packages",)
