"""One run: workspace and rules in, findings and problems out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from time import perf_counter
from typing import Protocol

from gostatic.analyses.results import Results
from gostatic.analyses.thread_calls import MAX_LOW, Deployment
from gostatic.base.problem import Problem, ProblemKind
from gostatic.callgraph.known_words import KnownWords
from gostatic.callgraph.program import Prepared, Program, build, prepare
from gostatic.engine.collect import Collector, Functions
from gostatic.engine.finding import Finding, RunResult
from gostatic.engine.model_rows import rows_of, rows_of_nobody
from gostatic.engine.options import Options
from gostatic.engine.precedence import PRECEDENCE
from gostatic.engine.suppress import Suppressions
from gostatic.engine.timings import Timings
from gostatic.models.rows import Row, declarations, installed
from gostatic.project.workspace import Module, Package, SourceFile, Workspace
from gostatic.rule import Profile, Rule
from gostatic.types.universe import FuncSymbol, PackageScope, Types


class Memory(Protocol):
    """What is known of earlier runs on nearly the same workspace."""

    def words(self, workspace: Workspace, types: Types) -> KnownWords | None:
        """What an earlier run found in packages that have not changed since; asked first."""

    def recall(self, workspace: Workspace, prepared: Prepared, types: Types) -> RunResult | None:
        """The result of a run on this workspace, when an earlier one settles it."""

    def note(self, workspace: Workspace, prepared: Prepared, program: Program) -> None:
        """Takes down what later runs need to know of this one."""

    def asked(self, types: Types, read: Iterable[str], dead: Mapping[FuncSymbol, bool]) -> None:
        """Takes down what was asked about texts: by ``Types.ask``, by reading the files of packages, about dead functions."""


def analyse(
    workspace: Workspace,
    rules: Sequence[Rule],
    options: Options,
    everything: bool | None = None,
    memory: Memory | None = None,
) -> RunResult:
    """Analyses a workspace.

    Takes the workspace, the rules to run and the options; ``everything`` lowers all functions (True) or
    those that matter (False); None decides by the size of the program; and the memory of earlier runs, if there is one.
    Returns findings sorted by place, and all problems. An exception in a rule is our own bug: it becomes an internal problem.
    """
    rows = rows_of(options)
    with installed(rows):
        try:
            return _analyse(workspace, rules, options, everything, rows, memory)
        finally:
            PackageScope.read = None


def _analyse(
    workspace: Workspace,
    rules: Sequence[Rule],
    options: Options,
    everything: bool | None,
    rows: tuple[Row, ...],
    memory: Memory | None,
) -> RunResult:
    texts = {file.path: file.text for package in workspace.packages for file in package.files}
    timings = options.timings
    if timings is not None:
        timings.phase("reading and lowering")
    options.progress("reading", 0, len(texts))
    types = Types(workspace.find, declared=declarations(rows))
    few_processors = 0 < options.gomaxprocs <= MAX_LOW
    words = memory.words(workspace, types) if memory is not None else None
    prepared = prepare(types, workspace.packages, everything, rows, few_processors, words)
    if memory is not None:
        known = memory.recall(workspace, prepared, types)
        if known is not None:
            return known
    program = build(types, workspace.packages, everything, rows, options.budgets, prepared, few_processors)
    if memory is not None:
        memory.note(workspace, prepared, program)
    del prepared  # it holds the words of all functions
    PackageScope.read = {} if memory is not None else None
    options.progress("analysing", 0, len(program.functions))
    results = Results(
        program, lambda path: texts.get(path, b""), Deployment(options.gomaxprocs, options.gomaxprocs_place)
    )
    suppressions = Suppressions(texts, PRECEDENCE, options.suppressions)
    functions = Functions(program.functions.values(), lambda function: results.reachability.is_dead(function))
    collector = Collector(workspace, functions, options, suppressions)
    if timings is not None:
        _time_paths(results, timings)
    problems = _run_rules(rules, results, collector, options)
    problems += _bounds(results)
    if memory is not None:
        memory.asked(types, PackageScope.read or (), results.reachability.asked)
    if options.judge_suppressions:
        problems += _judged(suppressions, workspace, rules, options)
    problems += rows_of_nobody(rows, workspace, types)
    for met in (program.problems, types.problems, workspace.problems):
        problems += met
    return RunResult(
        findings=collector.findings(),
        problems=tuple(sorted(set(problems), key=lambda p: (p.file, p.line, p.kind.value, p.message))),
        rules=tuple(rules),
        root=workspace.root,
        files=len(texts),
        read=lambda path: texts.get(path, b""),
        packages={package.import_path: tuple(file.path for file in package.files) for package in workspace.packages},
    )


def _run_rules(rules: Sequence[Rule], results: Results, collector: Collector, options: Options) -> list[Problem]:
    """Hands what the rules say to the collector; returns a problem for each rule that failed."""
    problems = []
    for number, rule in enumerate(rules):
        options.progress("checking", number, len(rules))
        if not options.may_show(rule.profile):
            continue
        since = perf_counter()
        try:
            for diagnostic in rule.check(results):
                collector.take(rule, diagnostic)
        except Exception as error:  # our own bug: this rule's other findings are lost, the run goes on
            problems.append(Problem(ProblemKind.INTERNAL, "", 0, f"rule {rule.id} failed: {error!r}"))
        if options.timings is not None:
            options.timings.rules[rule.id] = perf_counter() - since
    return problems


def _bounds(results: Results) -> Iterator[Problem]:
    """The functions of which some paths were not looked at."""
    for function in results.events.bounded:
        line = results.line_of(function.file, function.pos)
        message = f"{function.name} has too many paths; some were left out"
        yield Problem(ProblemKind.BOUND, function.file, line, message)


def _judged(suppressions: Suppressions, workspace: Workspace, rules: Sequence[Rule], options: Options) -> list[Problem]:
    """What is wrong with the comments that silence findings, where findings are told."""
    files = [file for package in workspace.packages for file in package.files]
    judged = [file.path for file in files if options.reports_in(file.path, file.generated)]
    ran = {rule.id for rule in rules if options.may_show(rule.profile)}
    everything_ran = set(options.suppressions.known) <= {rule.id for rule in rules}
    return suppressions.problems(judged, ran, everything_ran)


def _time_paths(results: Results, timings: Timings) -> None:
    """Runs the path simulation before the rules, so that the first one to ask for it is not charged with it."""
    timings.phase("paths")
    results.spent = timings.functions
    with suppress(Exception):  # told where a rule meets it
        _ = results.events
    timings.phase("rules")


_GO_VERSION = re.compile(rb"//go:build go1\.(\d+)")


def check_source(
    files: dict[str, bytes], rules: Sequence[Rule], profile: str = "audit", go_version: tuple[int, int] = (1, 27)
) -> tuple[Finding, ...]:
    """Checks sources given as text: the entry of tests.

    Takes file names (``dir/name.go``, the folder is the package's import path below ``example``) with their bytes, the
    rules to run, the profile's name and the language version (a ``//go:build go1.N`` line overrides it). Returns the findings.
    """
    workspace = source_workspace(files, go_version)
    return analyse(workspace, rules, Options(profile=Profile(profile))).findings


def source_workspace(files: dict[str, bytes], go_version: tuple[int, int] = (1, 27)) -> Workspace:
    """A workspace made of texts, without any file on disk."""
    from gostatic.syntax.split import package_name

    module = Module("example", "/", go_version)
    folders: dict[str, list[SourceFile]] = {}
    for path in sorted(files):
        folder = path.rpartition("/")[0]
        match = _GO_VERSION.search(files[path][:2000])
        version = (1, int(match.group(1))) if match else go_version
        text = files[path]
        name = package_name(text) or "main"
        file = SourceFile(path, "/" + path, text, name, path.endswith("_test.go"), False, version)
        folders.setdefault(folder, []).append(file)
    packages = tuple(
        Package(f"example/{folder}" if folder else "example", members[0].package, folder or ".", tuple(members), module)
        for folder, members in sorted(folders.items())
    )
    by_path = {package.import_path: package for package in packages}
    return Workspace("/", packages, (module,), [], by_path.get)
