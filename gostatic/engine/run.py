"""One run: workspace and rules in, findings and problems out."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from time import perf_counter
from typing import Protocol

from gostatic.analyses.results import Results
from gostatic.analyses.thread_calls import MAX_LOW, Deployment
from gostatic.base.problem import Problem, ProblemKind
from gostatic.base.span import Span
from gostatic.callgraph.known_words import KnownWords
from gostatic.callgraph.program import Prepared, Program, build, prepare
from gostatic.engine.config import suggestion
from gostatic.engine.finding import Finding, RunResult, stable_name
from gostatic.engine.options import Options
from gostatic.engine.precedence import PRECEDENCE
from gostatic.engine.suppress import Suppressions
from gostatic.engine.timings import Timings
from gostatic.ir.function import Function
from gostatic.models.rows import Row, declarations, function_named, installed
from gostatic.project.workspace import Module, Package, SourceFile, Workspace
from gostatic.rule import Diagnostic, Profile, Rule, Severity
from gostatic.types.model import Named
from gostatic.types.universe import Types


class Memory(Protocol):
    """What is known of earlier runs on nearly the same workspace."""

    def words(self, workspace: Workspace, types: Types) -> KnownWords | None:
        """What an earlier run found in packages that have not changed since; asked first."""

    def recall(self, workspace: Workspace, prepared: Prepared, types: Types) -> RunResult | None:
        """The result of a run on this workspace, when an earlier one settles it."""

    def note(self, workspace: Workspace, prepared: Prepared, program: Program) -> None:
        """Takes down what later runs need to know of this one."""


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
        return _analyse(workspace, rules, options, everything, rows, memory)


def rows_of(options: Options) -> tuple[Row, ...]:
    """The project's model rows, those of functions that only never return among them."""
    return (*_ends(options.no_return), *options.models)


def _ends(names: Iterable[str]) -> Iterator[Row]:
    """Rows of functions that are only known not to return."""
    for name in names:
        named = function_named(name)
        if named is not None:
            yield Row(*named, "no-return")


def _rows_of_nobody(rows: Iterable[Row], workspace: Workspace, types: Types) -> Iterator[Problem]:
    """Rows on functions that their package, which is part of the run, does not declare."""
    packages = {package.import_path: package for package in workspace.packages}
    for row in rows:
        package = packages.get(row.package)
        if package is None:
            continue
        scope = types.scope_of(package)
        known = {f"{each.recv}.{each.name}" if each.recv else each.name for each in scope.functions()}
        name = f"{row.type}.{row.name}" if row.type else row.name
        if name not in known and not _is_interface(types, row):
            message = f"the model row on {row.id} is about no function of that package{suggestion(name, known)}"
            yield Problem(ProblemKind.CONFIG, "", 0, message)


def _is_interface(types: Types, row: Row) -> bool:
    return bool(row.type) and row.name in types.interface_methods(Named(row.package, row.type))


def _analyse(
    workspace: Workspace,
    rules: Sequence[Rule],
    options: Options,
    everything: bool | None,
    rows: tuple[Row, ...],
    memory: Memory | None,
) -> RunResult:
    texts = {file.path: file.text for package in workspace.packages for file in package.files}
    files = {file.path: file for package in workspace.packages for file in package.files}
    packages = {file.path: package for package in workspace.packages for file in package.files}
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
    options.progress("analysing", 0, len(program.functions))
    results = Results(
        program, lambda path: texts.get(path, b""), Deployment(options.gomaxprocs, options.gomaxprocs_place)
    )
    problems: list[Problem] = []
    found: list[Finding] = []
    suppressions = Suppressions(texts, PRECEDENCE, options.suppressions)
    places = _Places(program.functions.values())
    if timings is not None:
        _time_paths(results, timings)
    for number, rule in enumerate(rules):
        options.progress("checking", number, len(rules))
        since = perf_counter()
        if not options.may_show(rule.profile):
            continue
        try:
            for diagnostic in rule.check(results):
                file = files.get(diagnostic.span.file)
                if file is None:
                    continue
                function = places.find(diagnostic.span)
                if diagnostic.profile is Profile.DEFAULT and function and results.reachability.is_dead(function):
                    diagnostic = replace(diagnostic, profile=Profile.AUDIT)  # nobody suffers from what never runs
                if not (options.shows(rule.profile, file.path) and options.shows(diagnostic.profile, file.path)):
                    suppressions.reason(rule.id, diagnostic.span)  # its comment is of use, in another profile
                    continue
                severity = options.severity_of(rule, file.path)
                if severity is None:
                    continue
                if (file.generated and not options.generated) or options.excludes(file.path):
                    continue
                found.append(
                    _finding(rule, diagnostic, severity, packages[file.path], function, texts[file.path], suppressions)
                )
        except Exception as error:  # our own bug: this rule's other findings are lost, the run goes on
            problems.append(Problem(ProblemKind.INTERNAL, "", 0, f"rule {rule.id} failed: {error!r}"))
        if timings is not None:
            timings.rules[rule.id] = perf_counter() - since
    for function in results.events.bounded:
        line = results.line_of(function.file, function.pos)
        message = f"{function.name} has too many paths; some were left out"
        problems.append(Problem(ProblemKind.BOUND, function.file, line, message))
    if options.judge_suppressions:
        judged = [
            p for p, file in files.items() if (options.generated or not file.generated) and not options.excludes(p)
        ]
        ran = {rule.id for rule in rules if options.may_show(rule.profile)}
        everything_ran = set(options.suppressions.known) <= {rule.id for rule in rules}
        problems.extend(suppressions.problems(judged, ran, everything_ran))
    problems.extend(_rows_of_nobody(rows, workspace, types))
    problems.extend(program.problems)
    problems.extend(types.problems)
    problems.extend(workspace.problems)
    return RunResult(
        findings=_subsume(sorted(found, key=order)),
        problems=tuple(sorted(set(problems), key=lambda p: (p.file, p.line, p.kind.value, p.message))),
        rules=tuple(rules),
        root=workspace.root,
        files=len(texts),
        read=lambda path: texts.get(path, b""),
        packages={package.import_path: tuple(file.path for file in package.files) for package in workspace.packages},
    )


def _time_paths(results: Results, timings: Timings) -> None:
    """Runs the path simulation before the rules, so that the first one to ask for it is not charged with it."""
    timings.phase("paths")
    results.spent = timings.functions
    with suppress(Exception):  # told where a rule meets it
        _ = results.events
    timings.phase("rules")


def order(finding: Finding) -> tuple[str, int, int, str, str]:
    """The key by which findings are sorted."""
    span = finding.diagnostic.span
    return (span.file, span.start, span.end, finding.rule.id, finding.diagnostic.message)


def _subsume(findings: list[Finding]) -> tuple[Finding, ...]:
    """Drops what a more specific finding on the same line says already, and exact repeats."""
    rank = {id: number for number, id in enumerate(PRECEDENCE)}
    kept: list[Finding] = []
    best: dict[tuple[str, int], int] = {}
    for finding in findings:
        if finding.rule.id in rank:
            span = finding.diagnostic.span
            key = (span.file, span.start)
            best[key] = min(best.get(key, len(rank)), rank[finding.rule.id])
    seen: set[tuple[object, ...]] = set()
    for finding in findings:
        span = finding.diagnostic.span
        if finding.rule.id in rank and best[(span.file, span.start)] < rank[finding.rule.id]:
            continue
        key2 = (finding.rule.id, span, finding.diagnostic.message)
        if key2 not in seen:
            seen.add(key2)
            kept.append(finding)
    return tuple(_numbered(kept))


def _numbered(findings: list[Finding]) -> Iterable[Finding]:
    """Makes equal ids distinct by counting them in source order."""
    counts: dict[str, int] = {}
    for finding in findings:
        count = counts.get(finding.id, 0)
        counts[finding.id] = count + 1
        if not count:
            yield finding
            continue
        yield replace(finding, id=f"{finding.id}-{count + 1}")


def _finding(
    rule: Rule,
    diagnostic: Diagnostic,
    severity: Severity,
    package: Package,
    function: Function | None,
    text: bytes,
    suppressions: Suppressions,
) -> Finding:
    name = function.name if function is not None else ""
    span = diagnostic.span
    line = text[text.rfind(b"\n", 0, span.start) + 1 : _line_end(text, span.start)]
    key = (
        "\0".join((rule.id, package.import_path, *map(stable_name, (name, *diagnostic.symbols)))).encode()
        + b"\0"
        + b"".join(line.split())
    )
    return Finding(
        id=hashlib.sha256(key).hexdigest()[:16],
        rule=rule,
        diagnostic=diagnostic,
        severity=severity,
        package=package.import_path,
        function=name,
        suppressed=suppressions.reason(rule.id, span),
    )


def _line_end(text: bytes, offset: int) -> int:
    end = text.find(b"\n", offset)
    return len(text) if end < 0 else end


class _Places:
    """Finds the function a span lies in."""

    def __init__(self, functions: Iterable[Function]) -> None:
        self._by_file: dict[str, list[Function]] = {}
        for function in functions:
            self._by_file.setdefault(function.file, []).append(function)
        self._sorted: dict[str, _Nested] = {}

    def find(self, span: Span) -> Function | None:
        """The innermost function around a span."""
        nested = self._sorted.get(span.file)
        if nested is None:
            nested = self._sorted[span.file] = _Nested(self._by_file.get(span.file, ()))
        return nested.innermost(span.start)


class _Nested:
    """Functions of a file by their start, each with the nearest one before it that reaches into it."""

    def __init__(self, functions: Iterable[Function]) -> None:
        self._functions = sorted(functions, key=lambda function: function.pos)
        self._starts = [function.pos for function in self._functions]
        self._around: list[int] = []
        open_: list[int] = []
        for index, function in enumerate(self._functions):
            while open_ and self._functions[open_[-1]].end <= function.pos:
                open_.pop()
            self._around.append(open_[-1] if open_ else -1)
            open_.append(index)

    def innermost(self, offset: int) -> Function | None:
        """The last function to start before an offset that has not ended there."""
        index = bisect_right(self._starts, offset) - 1
        while index >= 0 and self._functions[index].end <= offset:
            index = self._around[index]
        return self._functions[index] if index >= 0 else None


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
