"""The whole program: its lowered functions and what was stored, passed and created where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from gostatic.base.budgets import DEFAULT, Budgets
from gostatic.base.problem import Problem, ProblemKind
from gostatic.callgraph.backrefs import Backrefs
from gostatic.callgraph.handed import Handed
from gostatic.callgraph.held_calls import HeldCalls
from gostatic.callgraph.initial_values import InitialValues
from gostatic.callgraph.kinds import Kinds
from gostatic.callgraph.known_words import KnownWords
from gostatic.callgraph.meetings import Meetings
from gostatic.callgraph.never_returning import cut_behind
from gostatic.callgraph.relations import Relations, is_made
from gostatic.callgraph.relevance import Candidate, Place, Selection, select, takes_function, words_of
from gostatic.callgraph.targets import Resolver
from gostatic.ir.function import Block, Function
from gostatic.ir.lower import lower, lower_initializers
from gostatic.ir.lower_expr import References
from gostatic.ir.ops import Assign, Call, Defer, Go, Op, Send, call_in
from gostatic.ir.values import (
    CallResult,
    Closure,
    Elem,
    FieldOf,
    FuncRef,
    Global,
    InterfaceMethod,
    MethodRef,
    Received,
    Value,
    Var,
    class_of,
)
from gostatic.models.rows import Row, bodiless, words_of_rows
from gostatic.project.workspace import Package
from gostatic.syntax import ast
from gostatic.syntax.parse import parse_decls
from gostatic.types.model import Named, Pointer
from gostatic.types.universe import FuncSymbol, PackageScope, Types

_CALLABLE = frozenset((Closure, FuncRef, MethodRef))
_FLOWING = _CALLABLE | {Var, FieldOf, Global}
# Values stored under one class beyond this many are not told apart: the class counts as unknown.
MAX_STORED = 24
# Programs of less source than this are lowered whole.
WHOLE_BYTES = 256 * 1024


class Program:
    """All functions of a run that matter.

    ``functions`` maps ids to functions in a deterministic order (package, file, offset; literals behind their outermost
    function); ``by_symbol`` finds a declared one; ``stored`` lists the function values stored under a field, variable or
    element class; ``passed`` the function values passed for a parameter at known calls; ``cond_locks`` the class of a
    cond's lock; ``kinds`` tells what is behind interface values; ``relations`` what fields hold in terms of their object;
    ``imports`` the import paths that each package names; ``meetings`` which packages can be parts of one program;
    ``backrefs`` which objects know each other; ``handed`` what functions know of the objects they are handed to; ``wide``
    the (interface, method) pairs with too many implementations to follow; ``module_versions`` the go line of each
    package's module; ``problems`` is what went wrong on the way.
    """

    def __init__(self, types: Types, budgets: Budgets = DEFAULT) -> None:
        self.types = types
        self.budgets = budgets
        self.functions: dict[str, Function] = {}
        self.by_symbol: dict[FuncSymbol, Function] = {}
        self.stored: dict[str, list[Value]] = {}
        self.passed: dict[Var, list[Value]] = {}
        self.problems: list[Problem] = []
        self.methods: dict[str, list[Function]] = {}
        self.resolver = Resolver(self)
        self.kinds = Kinds(self)
        self.cond_locks: dict[str, str] = {}
        self.relations = Relations()
        self.handed = Handed(types)
        self.backrefs = Backrefs()
        self.wide: set[tuple[str, str]] = set()
        self.module_versions: dict[str, tuple[int, int]] = {}
        self.meetings = Meetings({}, ())
        self.imports: dict[str, frozenset[str]] = {}
        self.rounds: list[Round] = []
        self._given_functions: dict[Function, bool] = {}
        self._implementing: dict[tuple[object, str], list[Function]] = {}

    def add(self, function: Function) -> None:
        """Takes a function and its literals in."""
        pending = [function]
        while pending:
            item = pending.pop()
            self.functions[item.id] = item
            pending.extend(reversed(item.closures))

    def implementations(self, callee: InterfaceMethod) -> list[Function]:
        """The program's methods an interface call may reach (class hierarchy analysis)."""
        key = (callee.owner or callee.type, callee.name)
        if (callee.owner, callee.name) in self.wide:
            return []
        known = self._implementing.get(key)
        if known is None:
            known = []
            pkg, _, name = callee.owner.rpartition(".")
            for function in self.methods.get(callee.name, ()):
                symbol = function.symbol
                if symbol is None:
                    continue
                type_ = Named(symbol.pkg, symbol.recv)
                if symbol.pkg != pkg and self.is_command(symbol.pkg) and self.is_command(pkg):
                    continue  # nobody imports a command: its types never come to another one
                if pkg and not self.meetings.may_meet(symbol.pkg, pkg):
                    continue
                if not callee.owner or not pkg or self.types.implements(Pointer(type_), Named(pkg, name)):
                    known.append(function)
            self._implementing[key] = known
        return known

    def hands_on(self, argument: Var, callee: Function) -> bool:
        """Whether a parameter that is handed on may be a function, by the header of who is given it."""
        if argument.kind != "param" or argument.defs or callee.symbol is None:
            return False
        known = self._given_functions.get(callee)
        if known is None:
            known = self._given_functions[callee] = takes_function(callee.symbol)
        return known

    def returns_literal(self, value: Value) -> bool:
        """Whether a value may be a function literal that a function of the program returns."""
        callee = value.call.callee if type(value) is CallResult else None
        if type(callee) is not FuncRef and type(callee) is not MethodRef:
            return False
        function = self.by_symbol.get(callee.symbol)
        return function is not None and bool(function.closures)

    def is_command(self, pkg: str) -> bool:
        """Whether a package is a program of its own."""
        scope = self.types.scope(pkg)
        return scope is not None and scope.name == "main"

    @cached_property
    def commands_use(self) -> frozenset[str]:
        """The packages of the run that its commands import, also through others."""
        pending = [path for path in self.imports if self.is_command(path)]
        found: set[str] = set()
        while pending:
            fresh = [path for path in self.imports.get(pending.pop(), ()) if path in self.imports and path not in found]
            found.update(fresh)
            pending.extend(fresh)
        return frozenset(found)

    def operations(self) -> Iterator[tuple[Function, Op]]:
        """Every operation of every function."""
        for function in self.functions.values():
            for block in function.blocks:
                for op in block.ops:
                    yield function, op

    @cached_property
    def calls(self) -> list[MadeCall]:
        """Every call of every function, deferred ones and those in new goroutines too: the walk that most analyses want."""
        found: list[MadeCall] = []
        for function in self.functions.values():
            for block in function.blocks:
                for op in block.ops:
                    kind = type(op)
                    if kind is Call:
                        found.append(MadeCall(function, op, op, block))  # type: ignore[arg-type]
                    elif kind is Defer or kind is Go:
                        found.append(MadeCall(function, op, op.call, block))  # type: ignore[attr-defined]
        return found


class MadeCall(NamedTuple):
    """A call with the function it stands in; ``op`` is the call itself, or the defer or go statement it belongs to."""

    function: Function
    op: Op
    call: Call
    block: Block


class Prepared(NamedTuple):
    """The packages of a run with their scopes, whether all functions are lowered, and what was selected."""

    scopes: list[tuple[str, PackageScope]]
    everything: bool
    selection: Selection


class Round(NamedTuple):
    """One question to the selection while functions were lowered: who stores functions in ``places``; and its answer."""

    places: tuple[Place, ...]
    found: tuple[FuncSymbol, ...]


def prepare(
    types: Types,
    packages: Sequence[Package],
    everything: bool | None = None,
    rows: Sequence[Row] = (),
    few_processors: bool = False,
    known: KnownWords | None = None,
) -> Prepared:
    """The first step of ``build``, with its arguments: cuts files into declarations and selects functions by their words.

    ``known`` is what an earlier run found in packages that did not change.
    """
    scopes = [(package.import_path, types.scope_of(package)) for package in packages]
    if everything is None:
        everything = sum(len(file.text) for package in packages for file in package.files) < WHOLE_BYTES
    selection = select(
        [_candidate(path, scope) for path, scope in scopes], everything, words_of_rows(rows), few_processors, known
    )
    return Prepared(scopes, everything, selection)


def symbol_ids(scopes: Iterable[PackageScope]) -> dict[FuncSymbol, str]:
    """The functions of a run with ids unique in it: several init and blank functions of a package share their symbol's."""
    ids: dict[FuncSymbol, str] = {}
    counts: dict[str, int] = {}
    for scope in scopes:
        for symbol in scope.functions():
            count = counts[symbol.id] = counts.get(symbol.id, 0) + 1
            ids[symbol] = symbol.id if count == 1 else f"{symbol.id}~{count}"
    return ids


def build(
    types: Types,
    packages: Sequence[Package],
    everything: bool | None = None,
    rows: Sequence[Row] = (),
    budgets: Budgets = DEFAULT,
    prepared: Prepared | None = None,
    few_processors: bool = False,
) -> Program:
    """Lowers the functions of the packages that matter (or all: ``everything``) into a program.

    When nothing is said, a program of less than ``WHOLE_BYTES`` is lowered whole: choosing would cost more than it saves.
    First those that have an operation in their text; then, from those whose operations last over calls, what they call or
    refer to by resolved names, as long as it can reach an operation. ``rows`` are the project's model rows,
    ``budgets`` the bounds of the run; ``prepared`` is what ``prepare`` gave for the same arguments, when it was called before.
    ``few_processors`` says that calls that block a thread matter in all packages.
    An exception while lowering one function is our own bug: it becomes an internal problem naming the function.
    """
    program = Program(types, budgets)
    program.module_versions = {package.import_path: package.module.go_version for package in packages}
    scopes, everything, selection = prepared or prepare(types, packages, everything, rows, few_processors)
    building = _Building(program, dict(scopes), selection, None if everything else selection.names, bodiless(rows))
    building.run()
    for path, scope in scopes:
        program.imports[path] = frozenset(item.path for file in scope.files for item in scope.imports(file))
        for symbol in scope.functions():
            function = program.by_symbol.get(symbol)
            if function is not None:
                program.add(function)
                if symbol.recv:
                    program.methods.setdefault(symbol.name, []).append(function)
        for file in scope.files:
            _lower_variables(program, scope, file, path, building.names, building.initial.wanted)
    starts = [path for path, scope in scopes if scope.name == "main" or any(file.is_test for file in scope.files)]
    program.meetings = Meetings(program.imports, starts)
    cut_behind(program)
    _index(program, building.selection.fields)
    return program


class _Building:
    """Lowers functions on demand, each once."""

    def __init__(
        self,
        program: Program,
        scopes: dict[str, PackageScope],
        selection: Selection,
        names: frozenset[str] | None,
        bodiless: frozenset[str],
    ) -> None:
        self.program = program
        self.scopes = scopes
        self.selection = selection
        self.names = names
        self.bodiless = bodiless
        self.ids = symbol_ids(scopes.values())
        self.by_name: dict[str, list[FuncSymbol]] = {}
        for scope in scopes.values():
            for symbol in scope.functions():
                if symbol.recv:
                    self.by_name.setdefault(symbol.name, []).append(symbol)
        self.references: dict[FuncSymbol, References] = {}
        self.answered: set[tuple[str, str]] = set()
        self.entered: set[FuncSymbol] = set()
        self.places: set[Place] = set()
        self.kept_in: dict[str, None] = {}
        self.holders: dict[tuple[str, str], None] = {}
        self.initial = InitialValues(scopes)
        self.fresh: list[Function] = []

    def run(self) -> None:
        """Lowers what was selected, all that it refers to and that can reach an operation, and what is stored for its calls.

        Functions called through a field, variable or container lead to those that may have been stored there.
        """
        self.follow(self.selection.symbols)
        while True:
            places = self.new_places()
            if not places and not self.holders and not self.kept_in:
                return
            found = self.selection.storing(places)
            self.program.rounds.append(Round(tuple(places), tuple(found)))
            self.follow(found)
            self.follow(self.handed_over(found, {place.name for place in places}), True)
            variables = [(place.package, place.name) for place in places if not place.is_field]
            variables.extend(self.holders)
            self.holders.clear()
            types, self.kept_in = tuple(self.kept_in), {}
            named = self.initial.named(variables, types) if variables or types else []
            self.follow([symbol for symbol in named if self.wanted(symbol)], True)

    def handed_over(self, storing: list[FuncSymbol], names: set[str]) -> list[FuncSymbol]:
        """Declared functions and methods that functions put into places of some names, or hand to who does."""
        found: dict[FuncSymbol, None] = {}
        setters = set(storing)
        pending = [function for symbol in storing if (function := self.program.by_symbol.get(symbol)) is not None]
        while pending:
            function = pending.pop()
            pending.extend(function.closures)
            for block in function.blocks:
                for op in block.ops:
                    call = call_in(op)
                    values: tuple[Value, ...] = ()
                    if call is not None and call.args:
                        callee = call.callee
                        if isinstance(callee, (FuncRef, MethodRef)) and callee.symbol in setters:
                            values = call.args
                    elif type(op) is Assign and _place_name(op.target) in names:
                        values = (op.value,)
                    for value in values:
                        if isinstance(value, (FuncRef, MethodRef)) and self.wanted(value.symbol):
                            found[value.symbol] = None
        return list(found)

    def follow(self, start: list[FuncSymbol], held: bool = False) -> None:
        """Lowers functions and, from them on, all they call with something held and that can reach an operation.

        What is called so is followed in all its calls; the first ones are if they are called with something ``held``.
        """
        pending = [(symbol, held) for symbol in reversed(start) if held or symbol not in self.references]
        while pending:
            symbol, held = pending.pop()
            if symbol in self.references and (not held or symbol in self.entered):
                continue
            self.lower(symbol)
            if held:
                self.entered.add(symbol)
            function = self.program.by_symbol.get(symbol)
            if function is None:
                continue
            held = held or symbol in self.selection.stated
            calls = HeldCalls(function, self.selection.helpers, self.selection.holding, held)
            found: list[FuncSymbol] = list(calls.symbols)
            for owner, name in calls.dispatched:
                found.extend(self.candidates(owner, name))
            pending.extend((target, True) for target in found if self.wanted(target))
            asserting = self.selection.asserting
            pending.extend((target, False) for target in self.references[symbol].symbols if target in asserting)

    def wanted(self, target: FuncSymbol) -> bool:
        """Whether a function called with something held has still to be followed."""
        return target not in self.entered and (target in self.selection.reaching or takes_function(target))

    def new_places(self) -> list[Place]:
        """Fields, variables and containers that functions lowered since the last question call through."""
        found: dict[Place, None] = {}
        pending, self.fresh = self.fresh, []
        while pending:
            function = pending.pop()
            pending.extend(function.closures)
            for block in function.blocks:
                for op in block.ops:
                    call = call_in(op)
                    place = _stored_place(call.callee, self.selection.fields) if call is not None else None
                    if place is not None and place not in self.places:
                        self.places.add(place)
                        found[place] = None
                    if call is not None and type(call.callee) is InterfaceMethod:
                        variable = _variable_of(call.callee.recv)
                        if variable is not None:
                            self.holders[variable] = None
                    if place is not None and place.is_field:
                        self.kept_in[_owner_name(call.callee)] = None  # type: ignore[union-attr]
        return list(found)

    def candidates(self, owner: str, name: str) -> list[FuncSymbol]:
        """Methods that a call through an interface may reach; each interface and name is answered once."""
        if (owner, name) in self.answered:
            return []
        self.answered.add((owner, name))
        methods = self.by_name.get(name, [])
        pkg, _, type_ = owner.rpartition(".")
        if pkg and len(methods) > self.program.budgets.callees:
            interface = Named(pkg, type_)
            implements = self.program.types.implements
            methods = [symbol for symbol in methods if implements(Pointer(Named(symbol.pkg, symbol.recv)), interface)]
        if len(methods) > self.program.budgets.callees:
            # With that many candidates the call counts as unknown; the few that happen to be lowered must not stand for all.
            self.program.wide.add((owner, name))
            return []
        return methods

    def lower(self, symbol: FuncSymbol) -> None:
        """Lowers one function, if that has not been done."""
        if symbol in self.references:
            return
        references = self.references[symbol] = References({}, {})
        program = self.program
        scope = self.scopes.get(symbol.pkg)
        if scope is None or symbol.id in self.bodiless:
            return
        try:
            decls, problems = parse_decls(symbol.file.text, symbol.slice, symbol.file.path)
            program.problems.extend(problems)
            for decl in decls:
                if type(decl) is ast.FuncDecl and decl.name == symbol.name:
                    env = program.types.env(scope, symbol.file)
                    copying = symbol in self.selection.copying
                    id = self.ids.get(symbol, symbol.id)
                    function = lower(
                        program.types, env, symbol, decl, id, self.names, copying, references, self.selection.asked
                    )
                    program.by_symbol[symbol] = function
                    self.fresh.append(function)
                    break
        except Exception as error:  # our own bug: this function is lost, the run goes on
            line = symbol.file.text.count(b"\n", 0, symbol.slice.start) + 1
            program.problems.append(
                Problem(ProblemKind.INTERNAL, symbol.file.path, line, f"lowering {symbol.id} failed: {error!r}")
            )


def _candidate(path: str, scope: PackageScope) -> Candidate:
    """What the selection is told of a package."""
    imports = frozenset(item.path for file in scope.files for item in scope.imports(file))
    fields: set[bytes] = set()
    texts: list[bytes] = []
    variables: list[bytes] = []
    for file in scope.files:
        for item in scope.slices(file):
            if item.kind == "type":
                text = file.text[item.start : item.end]
                fields.update(words_of(text))
                texts.append(text)
            elif item.kind == "var":
                variables.append(file.text[item.start : item.end])
    return Candidate(path, scope.functions(), imports, frozenset(fields), tuple(texts), tuple(variables))


# What makes the initial values of package variables worth lowering; ``make`` of a named type may make a channel.
_KEPT_IN_VARIABLES = (b"func(", b"chan", b"NewCond", b"sync.Once")
_MAKES_NAMED = re.compile(rb"make\((?!map\[|\[)")


def _place_name(target: Value) -> str:
    """The name of the field or package variable that is stored in, or in whose container."""
    while type(target) is Elem:
        target = target.base
    return target.name if type(target) is FieldOf else target.id.rpartition(".")[2] if type(target) is Global else ""


def _stored_place(callee: Value, fields: frozenset[str]) -> Place | None:
    """Where a called function was stored: a field, a package variable, or a container in either.

    Only fields whose name is among ``fields`` count: others are methods of unknown types.
    """
    while isinstance(callee, (Elem, Received)):
        callee = callee.base if isinstance(callee, Elem) else callee.chan
    if type(callee) is Var:
        for value in callee.defs[:4]:
            place = _stored_place(value, fields) if type(value) is not Var else None
            if place is not None:
                return place
        return None
    if type(callee) is FieldOf:
        return Place(callee.owner.rpartition(".")[0], callee.name, True) if callee.name in fields else None
    if type(callee) is Global:
        package, _, name = callee.id.rpartition(".")
        return Place(package, name, False)
    return None


def _variable_of(value: Value) -> tuple[str, str] | None:
    """The package variable (package, name) that an object comes from: the variable itself, or a list or table in it."""
    while type(value) is Elem or (type(value) is Var and value.kind == "local" and len(value.defs) == 1):
        value = value.base if type(value) is Elem else value.defs[0]  # type: ignore[union-attr]
    if type(value) is not Global:
        return None
    package, _, name = value.id.rpartition(".")
    return package, name


def _owner_name(callee: Value) -> str:
    """The name of the type whose field a called function was kept in."""
    while isinstance(callee, (Elem, Received)):
        callee = callee.base if isinstance(callee, Elem) else callee.chan
    if type(callee) is Var:
        return next((name for value in callee.defs[:4] if type(value) is not Var and (name := _owner_name(value))), "")
    return callee.owner.rpartition(".")[2] if type(callee) is FieldOf else ""


def _lower_variables(
    program: Program,
    scope: object,
    file: object,
    path: str,
    names: frozenset[str] | None,
    wanted: set[tuple[str, int]],
) -> None:
    types = program.types
    found: list[ast.ValueDecl] = []
    try:
        for item in scope.slices(file):  # type: ignore[attr-defined]
            if item.kind != "var":
                continue
            text = file.text[item.start : item.end]  # type: ignore[attr-defined]
            if (
                (file.path, item.start) not in wanted  # type: ignore[attr-defined]
                and not any(word in text for word in _KEPT_IN_VARIABLES)
                and not _MAKES_NAMED.search(text)
            ):
                continue
            decls, problems = parse_decls(file.text, item, file.path)  # type: ignore[attr-defined]
            program.problems.extend(problems)
            found.extend(decl for decl in decls if type(decl) is ast.ValueDecl and decl.kind == "var")
        if found:
            env = types.env(scope, file)  # type: ignore[arg-type]
            id = f"{path}.{file.path.rsplit('/', 1)[-1]}$vars"  # type: ignore[attr-defined]
            function = lower_initializers(types, env, path, tuple(found), names, id)
            if function is not None:
                program.add(function)
    except Exception as error:  # our own bug
        program.problems.append(
            Problem(ProblemKind.INTERNAL, file.path, 0, f"lowering the package variables failed: {error!r}")  # type: ignore[attr-defined]
        )


def _index(program: Program, fields: frozenset[str]) -> None:
    """Records what function values were stored and passed where, in one walk over all operations.

    ``fields`` are the names of fields that hold functions.
    """
    stored = program.stored
    calls: list[Call] = []
    kept: set[str] = set()
    for function in program.functions.values():
        for block in function.blocks:
            for op in block.ops:
                kind = type(op)
                if kind is Assign:
                    value, target = op.value, op.target  # type: ignore[attr-defined]
                    if type(target) is FieldOf or type(target) is Elem:
                        program.relations.note(function, op)  # type: ignore[arg-type]
                        program.backrefs.note(function, op)  # type: ignore[arg-type]
                        if type(value) is Closure or type(value) is MethodRef:
                            program.handed.note_stored(target, value)
                    if type(target) is FieldOf and target.name in fields and target.owner:
                        class_ = class_of(target)
                        kept.add(class_)
                        if type(value) is Var:
                            program.handed.kept.add(value)
                        elif is_made(value):
                            stored.setdefault(class_, []).append(value)
                            program.relations.relate(class_, target, value)
                    if type(value) in _FLOWING and type(target) is not Var:
                        class_ = class_of(target)
                        if class_:
                            stored.setdefault(class_, []).append(value)
                    elif type(value) is CallResult:
                        _note_cond(program, target, value.call)
                        if value.call.args:
                            program.handed.note_made(target, value)
                elif kind is Call:
                    calls.append(op)  # type: ignore[arg-type]
                elif kind is Go or kind is Defer:
                    calls.append(op.call)  # type: ignore[attr-defined]
                elif kind is Send and type(op.value) in _CALLABLE:  # type: ignore[attr-defined]
                    stored.setdefault(class_of(op.chan) + "<-", []).append(op.value)  # type: ignore[attr-defined]
    for class_, values in list(stored.items()):
        called = class_ in kept or any(type(value) in _CALLABLE or type(value) is Var for value in values)
        if len(values) > MAX_STORED or not called:
            del stored[class_]
    for call in calls:
        if call.args:
            _note_arguments(program, call)
            program.handed.note_call(call)
    program.backrefs.finish(program.resolver.maker)
    program.relations.finish(program.backrefs.held_in)

    def made_in(symbol: FuncSymbol, index: int) -> str:
        function = program.by_symbol.get(symbol)
        made = program.backrefs.made_in(function, index) if function is not None else None
        return made.type if made is not None else ""

    program.handed.finish(program.backrefs.held_in, made_in)


def _note_cond(program: Program, target: Value, call: Call) -> None:
    """Which lock a cond releases while it waits, by classes: what NewCond was given."""
    callee = call.callee
    if type(callee) is FuncRef and callee.symbol.id == "sync.NewCond" and call.args:
        lock = call.args[0]
        class_ = class_of(target)
        if class_:
            known = class_of(lock) or f"{class_}.L"
            if program.cond_locks.setdefault(class_, known) != known:
                program.cond_locks[class_] = f"{class_}.L"


def _note_arguments(program: Program, call: Call) -> None:
    callee = call.callee
    function: Function | None = None
    offset = 0
    if type(callee) is MethodRef:
        function, offset = program.by_symbol.get(callee.symbol), 1
    elif type(callee) is FuncRef:
        function = program.by_symbol.get(callee.symbol)
    elif type(callee) is Closure:
        function = callee.function
    if function is None:
        return
    if function in program.relations.setters:
        recv = callee.recv if type(callee) is MethodRef else None
        for class_, base, value in program.relations.note_call(function, call, recv):
            program.backrefs.note_part(class_, base, value)
    params = function.params
    for index, argument in enumerate(call.args):
        kind = type(argument)
        if index + offset >= len(params):
            break
        if kind in _CALLABLE or (
            any(type(value) in _CALLABLE for value in argument.defs) or program.hands_on(argument, function)  # type: ignore[attr-defined,arg-type]
            if kind is Var
            else kind is CallResult
            and (params[index + offset].captured or params[index + offset] in program.handed.kept)
            and is_made(argument)
        ):
            program.passed.setdefault(params[index + offset], []).append(argument)
