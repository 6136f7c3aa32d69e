"""Whether the result of an earlier run holds for changed files, too: when nothing changed that any analysis looks at.

Most functions of a large program are never parsed: they have no operation and lie on no way to one. A change of such a function,
of its comments or of comments between declarations leaves the result as it was, moved by as many bytes, provided that

1. all declarations that are no functions, the heads of the files and the list of files are the same, in the same order;
2. all functions that were lowered have the same text, and the same comments before them;
3. the selection, made anew from the words of all files, chooses the same functions, for every question asked of it;
4. functions that came or went are called by no name that stands anywhere else, so no name can mean another thing;
5. functions that changed have the same header and are started as goroutines by nobody: analyses read the text of those;
6. what analyses asked about the text of changed packages has the same answers (``Types.ask``, dead functions), and nothing else
   read the text of those packages;
7. no comment that silences findings came, went or changed, and no line number that is told can have moved.

Whatever is not plainly so makes a whole new run.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from importlib import import_module
from typing import Any, Final, NamedTuple

from gostatic.analyses.reachability import Reachability
from gostatic.base.problem import Problem
from gostatic.base.span import Span
from gostatic.callgraph.known_words import KnownWords
from gostatic.callgraph.program import Prepared, Program, symbol_ids
from gostatic.callgraph.relevance import Place
from gostatic.engine.finding import Finding, RunResult
from gostatic.project.workspace import SourceFile, Workspace
from gostatic.syntax.slices import DeclSlice
from gostatic.types.universe import FuncSymbol, PackageScope, Types

MAX_CHANGED: Final = 64  # files; of more, some will hold what matters

_SILENCING = (b"gostatic:", b"nolint", b"lint:")
_LOWERED = 1 << 16  # beside the bits of _flags

# A type in a function: it is told from others of its name by how often the name stands before it.
_LOCAL_TYPE = re.compile(rb"\ttype[ \t]+([A-Za-z_\x80-\xff][\w\x80-\xff]*|\()")

# A declaration: kind, id of a function; sums of the comments before it, of its text and of a function's header; where those
# comments begin, where it begins, and on which line; whether comments in or before it silence findings; the types declared
# in a function, with how often their names stand before it.
_Decl = tuple[str, str, bytes, bytes, bytes, int, int, int, bool, tuple[tuple[bytes, int], ...]]


class _File(NamedTuple):
    """A file as the last run saw it: sums of its text and its head, whether comments behind its declarations silence
    findings, its declarations, and these once more as they are cut."""

    text: bytes
    head: bytes
    silencing: bool
    decls: tuple[_Decl, ...]
    slices: tuple[tuple[str, str, str, int, int], ...]


def facts_of(workspace: Workspace, prepared: Prepared, program: Program) -> dict[str, Any] | None:
    """What has to be known of a run to carry its result over, as plain values; None when everything was lowered."""
    if prepared.everything:
        return None
    ids = symbol_ids(scope for _, scope in prepared.scopes)
    places = _places(ids)
    flags = _flags(prepared, ids)
    for symbol in program.by_symbol:
        if symbol in ids:
            flags[ids[symbol]] = flags.get(ids[symbol], 0) | _LOWERED
    return {
        "files": {file.path: tuple(_file(scope, file, places)) for _, scope in prepared.scopes for file in scope.files},
        "ids": list(ids.values()),
        "flags": flags,
        "names": sorted(prepared.selection.names),
        "fields": sorted(prepared.selection.fields),
        "rounds": [([tuple(place) for place in each.places], [ids[s] for s in each.found]) for each in program.rounds],
        "problems": _told(workspace.problems),
        "words": prepared.selection.words(),
    }


def questions_of(types: Types, read: Iterable[str], dead: Mapping[FuncSymbol, bool]) -> dict[str, Any]:
    """What analyses asked about the text of packages, with the answers, as plain values."""
    return {
        "questions": [(*key, answer) for key, answer in types.asked.items()],
        "read": list(read),
        "dead": [(symbol.pkg, symbol.id, answer) for symbol, answer in dead.items()],
    }


class Comparison:
    """A workspace beside the facts of an earlier run and its result.

    ``words`` is what can be used of the earlier run's look at the words of functions, None when that is nothing.
    """

    def __init__(
        self,
        facts: Mapping[str, Any],
        asked: Mapping[str, Any],
        old: RunResult,
        workspace: Workspace,
        types: Types,
    ) -> None:
        self.facts, self.asked, self.old, self.workspace = facts, asked, old, workspace
        self.files = [(types.scope_of(package), file) for package in workspace.packages for file in package.files]
        self.changed: dict[str, tuple[PackageScope, SourceFile]] = {}
        self.ids: dict[FuncSymbol, str] = {}
        self.places: dict[tuple[str, int], str] = {}
        self.symbols: dict[str, FuncSymbol] = {}
        self.came: set[str] = set()
        self.went: set[str] = set()
        self.moves: dict[str, _Move] = {}
        self.words: KnownWords | None = None
        self.may_carry = self.start()

    def start(self) -> bool:
        """Finds the changed files and what may be used of the others; returns whether the result may hold for these, too."""
        files: Mapping[str, tuple[Any, ...]] = self.facts["files"]
        if {file.path for _, file in self.files} != files.keys() or _told(self.workspace.problems) != self.facts[
            "problems"
        ]:
            return False
        self.changed = {
            file.path: (scope, file) for scope, file in self.files if files[file.path][0] != _sum(file.text)
        }
        if len(self.changed) > MAX_CHANGED:
            return False
        troubled = {problem.file for problem in self.old.problems}
        for scope, file in self.files:
            if file.path not in self.changed and file.path not in troubled:
                scope.know(file, tuple(DeclSlice(*each) for each in files[file.path][4]))
        self.ids = symbol_ids(dict.fromkeys(scope for scope, _ in self.files))
        self.places = _places(self.ids)
        self.symbols = {id: symbol for symbol, id in self.ids.items()}
        pairs = [(_File(*files[path]), _file(scope, file, self.places)) for path, (scope, file) in self.changed.items()]
        for before, after in pairs:
            known, there = _functions_of(before), _functions_of(after)
            self.went |= known - there
            self.came |= there - known
        alike = all(_same_declarations(before, after) for before, after in pairs)
        if not alike or self.came & self.went or not self.nobody_mentions():
            return False
        packages = {scope.path for scope, _ in self.changed.values()}
        self.words = KnownWords(self.facts["words"], frozenset(packages))
        return all(self.compare(path, *pair) for path, pair in zip(self.changed, pairs, strict=True))

    def carried(self, prepared: Prepared, types: Types) -> RunResult | None:
        """The earlier result for the workspace as it is now; None when it may be another one."""
        if not self.may_carry or prepared.everything:
            return None
        if any(problem.file in self.changed for problem in types.problems):
            return None
        if not self.same_answers(types) or not self.same_selection(prepared):
            return None
        return self.moved(self.old)

    def compare(self, path: str, before: _File, after: _File) -> bool:
        """Whether what analyses look at in a changed file is the same."""
        if after.head != before.head or after.silencing or before.silencing:
            return False
        flags: Mapping[str, int] = self.facts["flags"]
        known = {decl[1]: decl for decl in before.decls if decl[1]}
        if any(flags.get(id, 0) & _LOWERED for id in known.keys() - _functions_of(after)):
            return False
        # What must not change, in its order: declarations that are no functions, and lowered functions.
        fixed_before = [decl for decl in before.decls if not decl[1] or flags.get(decl[1], 0) & _LOWERED]
        fixed_after = [decl for decl in after.decls if not decl[1] or flags.get(decl[1], 0) & _LOWERED]
        if [(decl[:5], decl[9]) for decl in fixed_before] != [(decl[:5], decl[9]) for decl in fixed_after]:
            return False
        if _silencing(before.decls) != _silencing(after.decls):
            return False
        self.moves[path] = _Move(fixed_before, fixed_after)
        for decl in after.decls:
            same = known.get(decl[1]) if decl[1] else None
            if (
                same is not None
                and same[3] != decl[3]
                and (same[4] != decl[4] or self.is_started(self.symbols[decl[1]]))
            ):
                return False
        return True

    def is_started(self, symbol: FuncSymbol) -> bool:
        """Whether some text may start the function as a goroutine."""
        name = symbol.name.encode()
        pattern = re.compile(rb"(?:\bgo\b|\bGo\()[^\n]*\b" + re.escape(name) + rb"\b")
        return any(name in file.text and pattern.search(file.text) for _, file in self.files)

    def nobody_mentions(self) -> bool:
        """Whether functions that came or went have names that stand nowhere else."""
        for id in sorted(self.came | self.went):
            name = id.rpartition(".")[2].partition("~")[0].encode()
            if not name.strip(b"_") or name in (b"init", b"main"):
                return False
            came = self.symbols.get(id)
            for _, file in self.files:
                count = file.text.count(name)
                if came is not None and came.file is file:
                    count -= file.text.count(name, came.slice.start, came.slice.end)
                    # Its own comment names it as well.
                    start = self.gap_start(came)
                    count -= file.text.count(name, start, came.slice.start)
                if count:
                    return False
        return True

    def same_answers(self, types: Types) -> bool:
        """Whether questions about the text of changed packages are answered as before."""
        packages = {scope.path for scope, _ in self.changed.values()}
        if not packages.isdisjoint(self.asked["read"]):
            return False
        for module, name, pkg, about, answer in self.asked["questions"]:
            if pkg in packages:
                question = getattr(import_module(module), name)
                if types.ask(question, pkg, *about) != answer:
                    return False
        reachability = Reachability(types)
        known: dict[str, FuncSymbol] = {}
        for symbol in self.ids:
            known.setdefault(symbol.id, symbol)
        # In the order they were asked in: answers lead to others.
        return all(
            id in known and reachability.of(known[id]) == answer
            for pkg, id, answer in self.asked["dead"]
            if pkg in packages
        )

    def gap_start(self, symbol: FuncSymbol) -> int:
        """Where the comments before a function begin."""
        scope = next(scope for scope, file in self.files if file is symbol.file)
        before = [item for item in scope.slices(symbol.file) if item.start < symbol.slice.start]
        if not before:
            return symbol.slice.start
        last = before[-1]
        return last.end if last.kind == "func" else _without_comments(symbol.file.text, last.start, last.end)

    def same_selection(self, prepared: Prepared) -> bool:
        """Whether the selection chooses what it chose, and answers as it did."""
        selection = prepared.selection
        before = {id: flags & ~_LOWERED for id, flags in self.facts["flags"].items()}
        after = _flags(prepared, self.ids)
        for id in self.came:
            if after.pop(id, 0) & _CHOSEN:
                return False
        for id in self.went:
            before.pop(id, None)
        if {id: flags for id, flags in before.items() if flags} != after:
            return False
        names_before, names_after = set(self.facts["names"]), set(selection.names)
        mine = {id.rpartition(".")[2].partition("~")[0] for id in self.came | self.went}
        if names_before - mine != names_after - mine or sorted(selection.fields) != self.facts["fields"]:
            return False
        unmoved = [id for id in self.facts["ids"] if id not in self.went]
        if unmoved != [id for id in self.ids.values() if id not in self.came]:
            return False
        return all(
            [self.ids[symbol] for symbol in selection.storing([Place(*place) for place in places])] == found
            for places, found in self.facts["rounds"]
        )

    def moved(self, old: RunResult) -> RunResult | None:
        """The result with all places in changed files moved; None when one cannot be, or a told line number may be another."""
        shifted = [path for path, move in self.moves.items() if move.moves_lines]
        names = [f"{path.rsplit('/', 1)[-1]}:" for path in shifted]
        if any(problem.file in self.changed for problem in old.problems):
            return None
        findings = []
        for finding in old.findings:
            diagnostic = finding.diagnostic
            texts = (diagnostic.message, *(step.text for step in diagnostic.witness), *diagnostic.lanes)
            if any(name in text for name in names for text in texts):
                return None
            moved = self.finding(finding)
            if moved is None:
                return None
            findings.append(moved)
        if any(name in problem.message for name in names for problem in old.problems):
            return None
        texts_of = {file.path: file.text for _, file in self.files}
        return replace(
            old, findings=tuple(findings), root=self.workspace.root, read=lambda path: texts_of.get(path, b"")
        )

    def finding(self, finding: Finding) -> Finding | None:
        """A finding with its places moved."""
        diagnostic = finding.diagnostic
        spans = [diagnostic.span, *(step.span for step in diagnostic.witness)]
        if not any(span.file in self.moves for span in spans):
            return finding
        placed: list[Span] = []
        for span in spans:
            move = self.moves.get(span.file)
            at = span if move is None else move.span(span)
            if at is None:
                return None
            placed.append(at)
        steps = tuple(replace(step, span=at) for step, at in zip(diagnostic.witness, placed[1:], strict=True))
        return replace(finding, diagnostic=replace(diagnostic, span=placed[0], witness=steps))

    def facts_now(self, prepared: Prepared) -> dict[str, Any]:
        """The facts for the run after this one."""
        files = dict(self.facts["files"])
        for path, (scope, file) in self.changed.items():
            files[path] = tuple(_file(scope, file, self.places))
        lowered = {id: flags & _LOWERED for id, flags in self.facts["flags"].items()}
        flags = _flags(prepared, self.ids)
        for id, bit in lowered.items():
            if bit:
                flags[id] = flags.get(id, 0) | bit
        return {
            **self.facts,
            "files": files,
            "flags": flags,
            "ids": list(self.ids.values()),
            "names": sorted(prepared.selection.names),
            "words": prepared.selection.words(),
        }


class _Move:
    """How offsets of a changed file moved: by the declarations that are the same, with the comments before them."""

    def __init__(self, before: list[_Decl], after: list[_Decl]) -> None:
        self.starts = [decl[5] for decl in before]
        self.shifts = [now[6] - then[6] for then, now in zip(before, after, strict=True)]
        self.moves_lines = any(now[7] != then[7] for then, now in zip(before, after, strict=True))

    def span(self, span: Span) -> Span | None:
        """Where a span is now, None when it lies in none of those declarations."""
        at = bisect_right(self.starts, span.start) - 1
        if at < 0:
            return None
        return Span(span.file, span.start + self.shifts[at], span.end + self.shifts[at])


_CHOSEN = 1


def _flags(prepared: Prepared, ids: Mapping[FuncSymbol, str]) -> dict[str, int]:
    """For each function by id what the selection says of it, as bits; nothing for functions it says nothing of."""
    selection = prepared.selection
    found: dict[str, int] = {}
    kinds: tuple[Iterable[FuncSymbol], ...] = (
        selection.symbols,
        selection.reaching,
        selection.asserting,
        selection.copying,
        selection.helpers,
        selection.holding,
        selection.stated,
    )
    for bit, symbols in enumerate(kinds):
        for symbol in symbols:
            id = ids[symbol]
            found[id] = found.get(id, 0) | 1 << bit
    return found


def _functions_of(file: _File) -> set[str]:
    """The ids of a file's functions."""
    return {decl[1] for decl in file.decls if decl[1]}


def _same_declarations(before: _File, after: _File) -> bool:
    """Whether two versions of a file have the same head and the same declarations that are no functions, in the same order."""
    return before.head == after.head and [(each[0], each[3]) for each in before.decls if not each[1]] == [
        (each[0], each[3]) for each in after.decls if not each[1]
    ]


def _places(ids: Mapping[FuncSymbol, str]) -> dict[tuple[str, int], str]:
    """The ids of functions by file and offset."""
    return {(symbol.file.path, symbol.slice.start): id for symbol, id in ids.items()}


def _file(scope: PackageScope, file: SourceFile, places: Mapping[tuple[str, int], str]) -> _File:
    text = file.text
    decls: list[_Decl] = []
    end = line = at = 0
    slices = scope.slices(file)
    for item in slices:
        line += text.count(b"\n", at, item.start)
        at = item.start
        stop = item.end if item.kind == "func" else _without_comments(text, item.start, item.end)
        body = text[item.start : stop]
        is_function = item.kind == "func"
        header = body[: body.find(b"{\n") + 1 or len(body)] if is_function else b""
        begin = end if decls else item.start
        decls.append(
            (
                item.kind,
                places[file.path, item.start] if is_function else "",
                _sum(text[begin : item.start]),
                _sum(body),
                _sum(header),
                begin,
                item.start,
                line,
                any(word in text[begin:stop] for word in _SILENCING),
                _local_types(text, item.start, body) if is_function else (),
            )
        )
        end = stop
    head = text[: slices[0].start] if slices else text
    return _File(
        _sum(text),
        _sum(head),
        any(word in text[end:] for word in _SILENCING),
        tuple(decls),
        tuple((item.kind, item.name, item.recv, item.start, item.end) for item in slices),
    )


def _without_comments(text: bytes, start: int, end: int) -> int:
    """Where a declaration ends before the line comments behind it, which belong to the next one."""
    while True:
        last = text.rfind(b"\n", start, end - 1) + 1
        line = text[last:end].strip() if last > start else b"it"
        if line and not line.startswith(b"//"):
            return end
        end = last


def _local_types(text: bytes, start: int, body: bytes) -> tuple[tuple[bytes, int], ...]:
    if b"\ttype " not in body:
        return ()
    # A group of them counts as moved with every byte.
    names = _LOCAL_TYPE.findall(body)
    return tuple((name, start if name == b"(" else text.count(name, 0, start)) for name in names)


def _silencing(decls: Iterable[_Decl]) -> list[tuple[bytes, bytes]]:
    """The declarations with comments that silence findings, by their sums."""
    return [decl[2:4] for decl in decls if decl[8]]


def _sum(text: bytes) -> bytes:
    return sha256(text).digest()[:16]


def _told(problems: Iterable[Problem]) -> list[tuple[str, str, int, str]]:
    return sorted((each.kind.value, each.file, each.line, each.message) for each in problems)
