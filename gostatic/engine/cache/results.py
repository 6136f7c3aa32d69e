"""The results of whole runs, by all that they were made from: tool, options, rules, and the content of what is read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from marshal import dumps, loads
from typing import TYPE_CHECKING, Any, NamedTuple

from gostatic.base.problem import Problem, ProblemKind
from gostatic.base.span import Span
from gostatic.engine.cache.store import MARSHAL, Store, key_of
from gostatic.engine.cache.tool import fingerprint
from gostatic.engine.cache.tree import Tree
from gostatic.engine.finding import Finding, RunResult
from gostatic.engine.options import Options
from gostatic.project.load import Found, Selection
from gostatic.project.places import Refusal, read_inside
from gostatic.project.workspace import Package, Workspace
from gostatic.rule import Diagnostic, Precision, Profile, Rule, Severity, Step

if TYPE_CHECKING:
    from gostatic.callgraph.known_words import KnownWords
    from gostatic.callgraph.program import Prepared, Program
    from gostatic.engine.cache.carry import Comparison
    from gostatic.types.universe import FuncSymbol, Types

# Options that say how a run goes about it, not what it finds.
_MEANS = frozenset(("jobs", "timings", "progress"))


class KeptFile(NamedTuple):
    """An analysed file: whether it is generated, the run path of its module's root, and its ``/``-separated path below
    the run's root, "" when that is its run path."""

    generated: bool
    module: str
    place: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A result as it is kept: all findings of the packages that were read, before any are left out.

    ``selection`` is what the patterns named; ``files`` are the analysed files by run path; ``notes`` are told on
    standard error, too.
    """

    result: RunResult
    selection: Selection
    files: Mapping[str, KeptFile]
    notes: tuple[str, ...] = ()


class LastWhole(NamedTuple):
    """The last check of ``./...`` in a place: the sums of its files by run path, the folder it was started in as a run path,
    and the key of its result."""

    files: Mapping[str, bytes | str]
    at: str
    key: str


def last_whole(store: Store, found: Found, options: Options, rule_ids: Iterable[str]) -> LastWhole | None:
    """The last check of ``./...`` by the same tool, options and rules in the same place; None when it is not known."""
    known = store.read("whole", _whole_key(store, found, options, rule_ids))
    try:
        return None if known is None else LastWhole(**known)
    except TypeError:
        store.tell_damaged()
        return None


def result_of(store: Store, whole: LastWhole, found: Found) -> RunResult | None:
    """What the check found, None when that is gone."""
    value = store.read("result", whole.key)
    try:
        return None if value is None else decoded(value, found).result
    except (LookupError, TypeError, ValueError, AttributeError):
        store.tell_damaged()
        return None


def _whole_key(store: Store, found: Found, options: Options, rule_ids: Iterable[str]) -> str:
    shared = replace(options, judge_suppressions=True)  # a hook leaves that out
    return key_of("whole", fingerprint(store), _plain(shared), list(rule_ids), found.root.real)


class Results:
    """Looks one run up, and keeps it. One object serves one run; ``lasting`` says that its tree will be there for others,
    ``at`` where a check of ``./...`` was started ("" for others). ``instead`` are sums of files as they were, for a look at
    an earlier run only."""

    def __init__(
        self,
        store: Store,
        found: Found,
        options: Options,
        rule_ids: Iterable[str],
        shard: str,
        lasting: bool = True,
        at: str = "",
        instead: Mapping[str, bytes | str] | None = None,
    ) -> None:
        self._store = store
        self._found = found
        self._lasting = lasting
        self._tree = Tree(found, store, lasting and not instead, instead)
        self._parts = (fingerprint(store), _plain(options), list(rule_ids), shard)
        self._matched = self._tree.matched()
        self._key = key_of(self._parts, self._matched)
        self._at = at
        self._whole = _whole_key(store, found, options, rule_ids) if at and lasting and not shard else ""
        self._family = key_of(self._parts, self._tree.shape())
        self._place = key_of(self._family, found.root.real)
        self._facts: bytes | None = None
        self._imported: list[str] = []
        self._asked: dict[str, Any] = {}
        self._comparison: Comparison | None = None

    def kept(self) -> Kept | None:
        """The result of an equal run, None when there is none."""
        value = self._store.read("result", self._key)
        self._tree.keep()
        if value is None:
            return None
        try:
            if any(self._tree.imported(path) != seen for path, seen in value["imported"]):
                return None
            self._tree.keep()
            self._note_whole()
            return decoded(value, self._found)
        except (LookupError, TypeError, ValueError, AttributeError):
            self._store.tell_damaged()
            return None

    def _note_whole(self) -> None:
        if self._whole:
            now = {"files": self._tree.sums(), "at": self._at, "key": self._key}
            if self._store.read("whole", self._whole) != now:
                self._store.write("whole", self._whole, now)

    def words(self, workspace: Workspace, types: Types) -> KnownWords | None:
        """What an earlier run on nearly the same files found in packages that have not changed since."""
        known = self._nearest()
        try:
            value = self._store.read("result", known["result"]) if known is not None else None
            if known is None or value is None:
                return None
            if any(self._tree.imported(path) != seen for path, seen in value["imported"]):
                return None
            from gostatic.engine.cache.carry import Comparison

            self._imported = [path for path, _ in value["imported"]]
            self._asked = known["asked"]
            old = decoded(value, self._found).result
            self._comparison = Comparison(known["facts"], self._asked, old, workspace, types)
        except (LookupError, TypeError, ValueError, AttributeError):
            self._store.tell_damaged()
            return None
        return self._comparison.words

    def _nearest(self) -> dict[str, Any] | None:
        """The facts of the last run in this place, else of the last one in any checkout."""
        known = self._store.read("facts", self._place)
        if known is None:
            last = self._store.read("last", self._family)
            known = self._store.read("facts", last) if isinstance(last, str) else None
        return known if isinstance(known, dict) else None

    def recall(self, workspace: Workspace, prepared: Prepared, types: Types) -> RunResult | None:
        """The earlier result, when what has changed cannot matter to it; see ``carry``."""
        if self._comparison is None:
            return None
        result = self._comparison.carried(prepared, types)
        if result is None:
            self._comparison, self._imported = None, []
            return None
        self._facts = dumps(self._comparison.facts_now(prepared), MARSHAL)
        return result

    def note(self, workspace: Workspace, prepared: Prepared, program: Program) -> None:
        """Takes down what carrying the result over will need."""
        from gostatic.engine.cache.carry import facts_of

        facts = facts_of(workspace, prepared, program)
        self._facts = None if facts is None else dumps(facts, MARSHAL)

    def asked(self, types: Types, read: Iterable[str], dead: Mapping[FuncSymbol, bool]) -> None:
        """Takes down what was asked about texts."""
        from gostatic.engine.cache.carry import questions_of

        self._asked = questions_of(types, read, dead)

    def keep(self, again: Found, imported: Iterable[str], kept: Kept) -> None:
        """Keeps a result, unless a file was changed while it was made or something of ours went wrong.

        ``again`` is what the patterns name now; ``imported`` the import paths that were looked up.
        """
        if any(problem.kind is ProblemKind.INTERNAL for problem in kept.result.problems):
            return
        tree = Tree(again, self._store, self._lasting)
        if tree.matched() != self._matched:
            return
        seen = [(path, tree.imported(path)) for path in sorted({*imported, *self._imported})]
        if any(tree.stats.get(path, look) != look for path, look in self._tree.stats.items()):
            return
        self._store.write("result", self._key, encoded(kept, seen))
        self._note_whole()
        if self._facts is not None and self._lasting:
            self._store.write(
                "facts", self._place, {"result": self._key, "facts": loads(self._facts), "asked": self._asked}
            )
            self._store.write("last", self._family, self._place)
        tree.keep()
        self._store.prune()


def watched(workspace: Workspace) -> dict[str, None]:
    """Has a workspace write down every import path it is asked for, in the returned mapping."""
    asked: dict[str, None] = {}
    find = workspace.find

    def finding(path: str) -> Package | None:
        asked[path] = None
        return find(path)

    workspace.find = finding
    return asked


def files_of(workspace: Workspace) -> dict[str, KeptFile]:
    """What ``Kept`` says of the files of a workspace."""
    found = {}
    for package in workspace.packages:
        module = _below(workspace.root, package.module.root)
        for file in package.files:
            place = _below(workspace.root, file.abspath)
            found[file.path] = KeptFile(file.generated, module, "" if place == file.path else place)
    return found


def _below(root: str, path: str) -> str:
    beginning = root if root.endswith(os.sep) else root + os.sep
    inside = path[len(beginning) :] if path.startswith(beginning) else os.path.relpath(path, root)
    return inside.replace(os.sep, "/")


def _plain(value: Any) -> Any:
    """A value of options as plain ones, equal for equal options."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return [(each.name, _plain(getattr(value, each.name))) for each in fields(value) if each.name not in _MEANS]
    if isinstance(value, Mapping):
        return sorted((key, _plain(each)) for key, each in value.items())
    if isinstance(value, (set, frozenset)):
        return sorted(_plain(each) for each in value)
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, (bool, int, str, bytes)):
        return value
    raise TypeError(f"options hold a {type(value).__name__}")


def encoded(kept: Kept, imported: list[Any]) -> dict[str, Any]:
    """A result as plain values, with the import paths that were looked up for it and what each led to."""
    result = kept.result
    return {
        "imported": imported,
        "findings": [_from_finding(each) for each in result.findings],
        "problems": [(each.kind.value, *each[1:]) for each in result.problems],
        "rules": [
            (
                rule.id, rule.family, rule.summary, rule.severity.value, rule.precision.value, rule.profile.value,
                rule.cwe, rule.tags,
            )
            for rule in result.rules
        ],
        "files": {path: tuple(said) for path, said in kept.files.items()},
        "count": result.files,
        "shard": result.shard,
        "packages": dict(result.packages),
        "selection": (sorted(kept.selection.packages), sorted(kept.selection.files)),
        "notes": kept.notes,
    }  # fmt: skip


def _from_finding(finding: Finding) -> tuple[Any, ...]:
    diagnostic = finding.diagnostic
    return (
        finding.id,
        finding.rule.id,
        tuple(diagnostic.span),
        diagnostic.message,
        tuple((tuple(step.span), step.text, step.goroutine, step.kind, step.depth) for step in diagnostic.witness),
        diagnostic.symbols,
        diagnostic.profile.value,
        diagnostic.lanes,
        finding.severity.value,
        finding.package,
        finding.function,
        finding.suppressed,
        finding.suppressed_by,
    )


def decoded(value: dict[str, Any], found: Found) -> Kept:
    """A result from plain values, for the tree it is looked at in. Raises what wrong shapes make it raise."""
    rules = {rule.id: rule for rule in map(_rule, value["rules"])}
    files = {path: KeptFile(*said) for path, said in value["files"].items()}
    return Kept(
        RunResult(
            findings=tuple(_to_finding(each, rules) for each in value["findings"]),
            problems=tuple(Problem(ProblemKind(each[0]), *each[1:]) for each in value["problems"]),
            rules=tuple(rules.values()),
            root=found.root.path,
            files=value["count"],
            read=_reader(found, files),
            shard=value["shard"],
            packages={package: tuple(paths) for package, paths in value["packages"].items()},
        ),
        Selection(*map(frozenset, value["selection"])),
        files,
        tuple(value["notes"]),
    )


def _rule(said: tuple[Any, ...]) -> Rule:
    id, family, summary, severity, precision, profile, cwe, tags = said
    return Rule(
        id,
        family,
        summary,
        Severity(severity),
        Precision(precision),
        _not_run,
        Profile(profile),
        tuple(cwe),
        tuple(tags),
    )


def _not_run(results: object) -> Iterator[Diagnostic]:
    """Stands for the check of a rule whose findings are kept."""
    return iter(())


def _to_finding(said: tuple[Any, ...], rules: Mapping[str, Rule]) -> Finding:
    id, rule, span, message, witness, symbols, profile, lanes, severity, *rest = said
    steps = tuple(Step(Span(*place), text, lane, kind, depth) for place, text, lane, kind, depth in witness)
    diagnostic = Diagnostic(Span(*span), message, steps, tuple(symbols), Profile(profile), tuple(lanes))
    return Finding(id, rules[rule], diagnostic, Severity(severity), *rest)


def _reader(found: Found, files: Mapping[str, KeptFile]) -> Callable[[str], bytes]:
    """Reads files of the run by run path, each once."""
    known: dict[str, bytes] = {}

    def read(path: str) -> bytes:
        if path not in known:
            file = files.get(path)
            place = (file.place if file is not None else "") or path
            text = read_inside(found.root, os.path.join(found.root.path, *place.split("/")))
            known[path] = b"" if isinstance(text, Refusal) else text
        return known[path]

    return read
