"""``gostatic check``: arguments and configuration -> options -> the engine -> outputs and the exit status."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gostatic.base.problem import ProblemKind
from gostatic.cli import baseline
from gostatic.cli.add_suppressions import add_suppressions, checked_reason
from gostatic.cli.arguments import parse_check
from gostatic.cli.caching import open_store
from gostatic.cli.catalogue import select
from gostatic.cli.exits import CLEAN, FAILED, FINDINGS, UsageError
from gostatic.cli.packs import Catalogue, catalogue_or_usage_error
from gostatic.cli.running import run
from gostatic.cli.source import configuration, has_failed, tell, working_folder
from gostatic.cli.terminal import ProgressLine, note, wants_color, write_output
from gostatic.cli.values import STANDARD_OUTPUT, CheckArguments, Output
from gostatic.engine.cache.store import Store
from gostatic.engine.config import Config
from gostatic.engine.finding import RunResult
from gostatic.engine.options import Options
from gostatic.engine.suppress import SuppressionRules
from gostatic.engine.timings import Timings
from gostatic.rule import Profile, Rule, Severity


@dataclass(frozen=True, slots=True)
class Plan:
    """What a check will do: the configuration that holds, all rules there are, the ids of those to run, how, and the cache.

    The tree of a plan that is not ``lasting`` is gone after the run.
    """

    settings: Config
    known: Catalogue
    rule_ids: tuple[str, ...]
    options: Options
    timings: Timings | None = None
    store: Store | None = None
    lasting: bool = True


def planned(arguments: CheckArguments, cwd: str) -> Plan:
    """The plan of a check started in ``cwd``. Raises ``UsageError``."""
    settings = configuration(arguments.source.config, arguments.source.isolated, cwd)
    known = catalogue_or_usage_error(settings.rule_packs)
    # A rule that is off may have a level below some path.
    somewhere = {rule_id for entry in settings.per_path for rule_id in entry.severities}
    rule_ids = select(known.ids(), arguments.rules, settings.off - somewhere)
    profile = Profile(arguments.profile) if arguments.profile else settings.profile
    _tell_silent(arguments.rules, known.rules([each for each in rule_ids if each in arguments.rules]), profile)
    # What a pack finds may hang on anything its code looks at.
    store = None if settings.rule_packs else open_store(arguments.cache)

    options = Options(
        profile=profile,
        jobs=arguments.jobs,
        generated=settings.generated if arguments.generated is None else arguments.generated,
        severities=settings.severities,
        off=settings.off - set(arguments.rules),
        gomaxprocs=settings.gomaxprocs,
        no_return=settings.no_return,
        models=settings.models,
        budgets=settings.budgets,
        suppressions=SuppressionRules(
            require_rule=_said(arguments.require_rule, settings.suppressions_require_rule),
            require_reason=_said(arguments.require_reason, settings.suppressions_require_reason),
            tell_unused=(arguments.unused or settings.unused_suppressions) != "off",
            known=tuple(known.ids()),
        ),
        # A hook sees a part of the program: what a comment is for may lie in the rest.
        judge_suppressions=not arguments.changed_only,
    )
    if not arguments.timings:
        return Plan(settings, known, rule_ids, options, store=store)
    from gostatic.engine.timings import Timings

    timings = Timings()
    return Plan(settings, known, rule_ids, replace(options, timings=timings), timings, store)


def analysed(arguments: CheckArguments, plan: Plan, cwd: str) -> tuple[RunResult, frozenset[str]]:
    """The findings that were asked for, and the import paths of the packages that were asked for whole."""
    progress = ProgressLine(os.environ)
    plan = replace(plan, options=replace(plan.options, progress=progress.show))
    try:
        return run(arguments, plan, cwd)
    finally:
        progress.clear()


def check(words: Sequence[str]) -> int:
    """Runs a check and returns the exit status. Raises ``UsageError`` and, after ``--help``, ``SystemExit``."""
    arguments = parse_check(words)
    reason = None if arguments.reason is None else checked_reason(arguments.reason)
    cwd = working_folder()
    plan = planned(arguments, cwd)
    settings = plan.settings
    if arguments.shard is not None and arguments.changed_only:
        raise UsageError("--shard and --changed-only exclude each other")
    for output in arguments.outputs:
        require_folder(output, cwd)
    shown, path = baseline.place(arguments.baseline, settings.baseline, settings.path, cwd)
    entries = baseline.read(path, shown) if path else None
    result, packages = analysed(arguments, plan, cwd)
    result = _only_new(arguments, plan, result, cwd)
    if entries is not None:
        result = baseline.applied(result, entries, shown, packages, plan.options)
    if reason is not None:
        tell(result.problems, result.root, cwd)
        return CLEAN if add_suppressions(result, reason) and not has_failed(result.problems) else FAILED

    if plan.timings is not None:
        plan.timings.phase("writing")
    status = finish(arguments, result, cwd, plan.known, settings.unused_suppressions)
    if plan.timings is not None:
        plan.timings.phase("")
        for line in plan.timings.lines():
            note(line)
    return status


def finish(arguments: CheckArguments, result: RunResult, cwd: str, known: Catalogue, unused: str) -> int:
    """Writes the outputs, tells what is to be told on standard error, and returns the exit status.

    ``unused`` is what the configuration says of comments that silence nothing.
    """
    written = _write(arguments, result, cwd, known)
    tell(result.problems, result.root, cwd)
    standing = [finding for finding in result.findings if finding.suppressed is None]
    if not arguments.quiet and (standing or not arguments.changed_only):
        from gostatic.report import summary

        note(summary(result))
    if arguments.statistics:
        from gostatic.report.statistics import lines

        for line in lines(result):
            note(line)
    if not written or has_failed(result.problems):
        return FAILED
    limit = Severity(arguments.fail_on).rank
    failing = any(finding.severity.rank <= limit for finding in standing)
    if (arguments.unused or unused) == "error":
        useless = sum(problem.kind is ProblemKind.SUPPRESSION for problem in result.problems)
        if useless:
            failing = True
            note(f"error: {useless} {'suppression is' if useless == 1 else 'suppressions are'} of no use")
    return FINDINGS if failing and not arguments.exit_zero else CLEAN


def _only_new(arguments: CheckArguments, plan: Plan, result: RunResult, cwd: str) -> RunResult:
    """The result with the findings that a change causes, when that is what was asked for."""
    revision = arguments.new_from_rev or arguments.new_from_merge_base
    if not revision and not arguments.new_from_patch:
        return result
    from gostatic.cli import new_code

    if revision:
        old = new_code.of_revision(cwd, revision, bool(arguments.new_from_merge_base))
    else:
        old = new_code.of_patch(cwd, arguments.new_from_patch, os.path.realpath(result.root))

    def analyse_at(folder: str) -> RunResult:
        def moved(path: str) -> str:
            return os.path.normpath(os.path.join(folder, os.path.relpath(os.path.realpath(path), old.top)))

        os.makedirs(moved(cwd), exist_ok=True)
        source = replace(arguments.source, patterns=new_code.moved_patterns(arguments.source.patterns, old.top, folder))
        settings = replace(plan.settings, path=moved(plan.settings.path)) if plan.settings.path else plan.settings
        options = replace(plan.options, judge_suppressions=False)
        then = replace(plan, settings=settings, options=options, lasting=False)
        return analysed(replace(arguments, source=source), then, moved(cwd))[0]

    return new_code.only_new(result, old, analyse_at)


def _said(given: bool | None, configured: bool) -> bool:
    return configured if given is None else given


def _tell_silent(chosen: Sequence[str], rules: tuple[Rule, ...], profile: Profile) -> None:
    """A rule that was asked for by name and will say nothing in this profile is worth a note."""
    for rule in rules:
        if rule.id in chosen and rule.profile is Profile.AUDIT and profile is not Profile.AUDIT:
            note(f"note: {rule.id} reports only with --profile audit")


def require_folder(output: Output, cwd: str) -> None:
    """An output that cannot be written is told before the work, where that can be seen."""
    path = os.path.join(cwd, output.file)
    if output.file == STANDARD_OUTPUT:
        return
    if "\0" in path or not os.path.isdir(os.path.dirname(path)):
        raise UsageError(f"cannot write {output.file}: its folder does not exist")
    if os.path.isdir(path):
        raise UsageError(f"cannot write {output.file}: it is a folder")


def _write(arguments: CheckArguments, result: RunResult, cwd: str, known: Catalogue) -> bool:
    """Writes every output; tells the reporters' notes and what cannot be written, and returns whether all were."""
    from gostatic.report import FORMATS, ReportOptions

    all_written = True
    for output in arguments.outputs:
        to_terminal = output.file == STANDARD_OUTPUT
        # A file gets colours only when they are asked for in so many words.
        color = wants_color(arguments.color, os.environ) if to_terminal else arguments.color == "always"
        options = ReportOptions(cwd=cwd, color=color, include_suppressed=arguments.show_suppressed, help_of=known.page)
        rendered = FORMATS[output.format](result, options)
        for sentence in rendered.notes:
            note(f"note: {sentence}")
        if to_terminal:
            write_output(rendered.text)
            continue
        try:
            with open(os.path.join(cwd, output.file), "wb") as file:
                file.write(rendered.text.encode("utf-8", "backslashreplace"))
        except OSError as error:
            note(f"error: cannot write {output.file}: {error.strerror}")
            all_written = False
    return all_written
