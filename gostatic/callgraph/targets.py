"""Who is called: from a callee's value to program functions and library effects.

Static calls, methods of concrete types and literals have one target. Function values are followed through the variables,
fields (field-based: all values ever stored under that type and field), parameters bound at known calls and results they went
through; interface calls by class hierarchy over the program's types. Facts all targets share are must, others may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gostatic.callgraph.relations import BACK, joined, lock_of, object_path
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Call, Return
from gostatic.ir.values import (
    CallResult,
    Closure,
    Const,
    Elem,
    FieldOf,
    FuncRef,
    Global,
    InterfaceMethod,
    MethodRef,
    Path,
    Received,
    Value,
    Var,
    class_of,
    path_of,
)
from gostatic.models.effects import EFFECTS, OPAQUE_PACKAGES, Effect
from gostatic.models.library_calls import row_of
from gostatic.models.resources import KEPT_CALLS

if TYPE_CHECKING:
    from gostatic.callgraph.program import Program

# How many hops of function values (variable to field to result ...) are followed.
MAX_HOPS = 5

# Marks the "path" of a constant argument, and of a lock that is seen through its RLocker.
CONSTANT = "="
RLOCKER = "<rlocker>"

Binding = dict[Var, "Path | None"]


class Kept(NamedTuple):
    """Where a function value came from: the class of the field it is in, the path of the object it is a field of, and the
    path of the object whose field was called, from which it may have come there through other fields."""

    class_: str
    path: Path | None
    called: Path | None


class Target(NamedTuple):
    """One possible callee.

    ``function`` is set for a function of the program, ``effect`` for a library call with a meaning; ``symbol`` is the id of
    what is called; ``recv`` the receiver's value; ``args`` the actual arguments without receiver; ``outer`` binds parameters
    of the functions whose result or frame the callee came from. ``own`` when the callee was stored in a field of an object
    that it knows itself, or in a table or list of functions: it is called there.
    """

    function: Function | None
    effect: Effect | None
    symbol: str
    recv: Value | None
    args: tuple[Value, ...]
    outer: Binding
    own: bool = False

    def binding(self) -> Binding:
        """Formal parameters of the callee to the paths of the actual operands."""
        bound = dict(self.outer)
        function = self.function
        if function is None:
            return bound
        params = function.params
        actuals = self.args
        if self.recv is not None:
            actuals = (self.recv, *actuals)
        for index, param in enumerate(params):
            actual = actuals[index] if index < len(actuals) else None
            if type(actual) is Const and actual.value is not None:
                bound[param] = (f"{CONSTANT}{actual.value}",)  # may be an index
                continue
            if type(actual) is CallResult:
                lock, mode = lock_of(actual)
                path = path_of(lock) if lock is not None else None
                if path is not None and mode == "R":
                    path = (*path, RLOCKER)
            else:
                path = path_of(actual) if actual is not None else None
            bound[param] = translate(path, self.outer, None) if path is not None and self.outer else path
        return bound


def is_in_container(callee: Value) -> bool:
    """Whether a called function comes from an element of a slice or map, or a field of one."""
    while type(callee) is FieldOf or (type(callee) is Var and callee.kind == "local" and len(callee.defs) == 1):
        callee = callee.base if type(callee) is FieldOf else callee.defs[0]  # type: ignore[union-attr]
    return type(callee) is Elem


def translate(path: Path, binding: Binding, callee: Function | None) -> Path | None:
    """A path of the callee as the caller sees it; None when it names something of the callee's own frame."""
    for part in path:
        if type(part) is str and part[:1] == "[" and "#" in part:
            path = tuple([_index_as_seen(item, binding, callee) if type(item) is str else item for item in path])
            break
    root = path[0]
    if type(root) is not Var:
        return path
    if root in binding:
        base = binding[root]
        if base is None:
            return None
        if len(path) > 1 and (path[1][:1] == BACK or (type(base[-1]) is str and base[-1][:1] == BACK)):  # type: ignore[index]
            return joined(base, path[1:])  # type: ignore[arg-type]
        return base + path[1:]
    if callee is not None and root.owner is callee:
        return None
    return path


def _index_as_seen(part: str, binding: Binding, callee: Function | None) -> str:
    """An element's index in the caller's terms: what a parameter is there, unknown for the callee's own variables."""
    if part[:1] != "[" or "#" not in part:
        return part
    for var, actual in binding.items():
        if part == f"[{var.name}#{var.uid}]" and (callee is None or var.owner is callee):
            root = actual[0] if actual is not None and len(actual) == 1 else None
            if type(root) is Var:
                return f"[{root.name}#{root.uid}]"
            return f"[{root[len(CONSTANT) :]}]" if type(root) is str and root.startswith(CONSTANT) else "[]"
    return part if callee is None or callee.parent is not None else "[]"


# Values looked at for one call; beyond, its callees count as unknown.
MAX_LOOKS = 2000


class Resolver:
    """Finds targets; one per run, memoising what does not depend on the call site."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.returned: dict[tuple[int, int], list[Value]] = {}
        # Of the question being answered: where values were looked up already, and how many looks it took.
        self.looked: dict[tuple[object, ...], tuple[int, Binding, list[Target]]] = {}
        self.looks = 0

    def targets(self, call: Call) -> tuple[list[Target], bool]:
        """The targets of a call and whether they are all there are."""
        known = call.resolved
        if known is None:
            found: list[Target] = []
            self.looked.clear()
            self.looks = 0
            complete = self.collect(call.callee, call.args, {}, found, 0)
            many = len(found) > self.program.budgets.callees or self.looks > MAX_LOOKS
            known = ([], False) if many else (found, complete)
            call.resolved = known
        return known  # type: ignore[return-value]

    def maker(self, call: Call) -> tuple[Function, Binding] | None:
        """The only function a call can reach, with its parameters bound."""
        targets, _ = self.targets(call)
        function = targets[0].function if len(targets) == 1 else None
        return None if function is None else (function, targets[0].binding())

    def collect(
        self,
        callee: Value,
        args: tuple[Value, ...],
        outer: Binding,
        found: list[Target],
        hops: int,
        kept: Kept | None = None,
    ) -> bool:
        """Adds the targets of one callee value, ``kept`` in a field it came from; false when there may be others."""
        self.looks += 1
        if hops > MAX_HOPS or len(found) > self.program.budgets.callees or self.looks > MAX_LOOKS:
            return False
        kind = type(callee)
        if kept is not None and (kind is MethodRef or kind is Closure or kind is CallResult):
            known = outer
            outer = self.related(callee, outer, kept)
            if outer is not known:
                before = len(found)
                complete = self.collect(callee, args, outer, found, hops)
                found[before:] = [target._replace(own=True) for target in found[before:]]
                return complete
        if kind is MethodRef:
            self.declared(callee.symbol, callee.recv, args, outer, found)  # type: ignore[attr-defined]
            return True
        if kind is FuncRef:
            self.declared(callee.symbol, None, args, outer, found)  # type: ignore[attr-defined]
            return True
        if kind is Closure:
            found.append(Target(callee.function, None, callee.function.id, None, args, outer))  # type: ignore[attr-defined]
            return True
        if kind is InterfaceMethod:
            return self.interface(callee, args, outer, found)  # type: ignore[arg-type]
        if kind is Var:
            return self.variable(callee, args, outer, found, hops, kept)  # type: ignore[arg-type]
        if kind is CallResult:
            return self.result(callee, args, outer, found, hops)  # type: ignore[arg-type]
        if kind is FieldOf or kind is Global or kind is Elem or kind is Received:
            class_ = f"{class_of(callee.chan)}<-" if kind is Received else class_of(callee)  # type: ignore[attr-defined]
            values = self.program.stored.get(class_)
            if not values:
                return False
            path = path_of(callee) if kind is not Received else None
            if path is not None and outer:
                path = translate(path, outer, None)
            base = object_path(path) if path is not None else None
            called = base if kept is None else kept.called
            kept = Kept(class_, base, called) if base is not None or called is not None else None
            if self.again(class_, outer, kept, found, hops):
                return False
            before = len(found)
            for value in values:
                self.collect(value, args, outer, found, hops + 1, kept)
            if is_in_container(callee):
                # Each function in a table or list of handlers is there to be called.
                found[before:] = [target._replace(own=True) for target in found[before:]]
            return False
        return False

    def again(self, place: object, outer: Binding, kept: Kept | None, found: list[Target], hops: int) -> bool:
        """Whether the values of a place have been looked up for this question already, in the same terms and as near."""
        key = (place, id(outer), kept, id(found))
        known = self.looked.get(key)
        if known is not None and known[0] <= hops:
            return True
        self.looked[key] = (hops, outer, found)  # with the objects, so that no others get their identities meanwhile
        return False

    def related(self, callee: Value, outer: Binding, kept: Kept) -> Binding:
        """A binding in which a stored function's own object is the one whose field is called."""
        relation = self.program.relations.bound.get((kept.class_, id(callee))) if kept.path is not None else None
        if relation is not None:
            return {**outer, **{var: joined(kept.path, steps) for var, steps in relation}}  # type: ignore[arg-type]
        handed = self.program.handed
        found = handed.binding(callee, kept.called) if kept.called is not None and id(callee) in handed.known else None
        return {**outer, **found} if found else outer

    def declared(
        self, symbol: object, recv: Value | None, args: tuple[Value, ...], outer: Binding, found: list[Target]
    ) -> None:
        """A declared function or method; a library row goes before the program's own source of it."""
        id: str = symbol.id  # type: ignore[attr-defined]
        effect = EFFECTS.get(id)
        function = None if effect is not None else self.program.by_symbol.get(symbol)  # type: ignore[call-overload]
        if function is not None and symbol.pkg in OPAQUE_PACKAGES and (id in KEPT_CALLS or row_of(id) is not None):  # type: ignore[attr-defined]
            function = None
        if effect is not None and recv is None and args and symbol.recv:  # type: ignore[attr-defined]
            recv, args = args[0], args[1:]  # method expression
        found.append(Target(function, effect, id, recv, args, outer))

    def interface(self, callee: InterfaceMethod, args: tuple[Value, ...], outer: Binding, found: list[Target]) -> bool:
        """An interface call: a library row, else the program's types that implement it."""
        effect = EFFECTS.get(f"{callee.owner}.{callee.name}")
        if effect is not None:
            found.append(Target(None, effect, f"{callee.owner}.{callee.name}", callee.recv, args, outer))
            return True
        candidates = self.program.implementations(callee)
        for function in candidates:
            found.append(Target(function, None, function.id, callee.recv, args, outer))
        return False

    def variable(
        self,
        var: Var,
        args: tuple[Value, ...],
        outer: Binding,
        found: list[Target],
        hops: int,
        kept: Kept | None = None,
    ) -> bool:
        """A function in a variable: all values assigned to it; a parameter: what known callers pass."""
        if var.kind == "param":
            values = self.program.passed.get(var)
            if values and not self.again(var, outer, kept, found, hops):
                for value in values:
                    self.collect(value, args, outer, found, hops + 1, kept)
            return False
        complete = bool(var.defs)
        for value in var.defs:
            if type(value) is CallResult:
                complete &= self.result(value, args, outer, found, hops + 1, var.owner)
            else:
                complete &= self.collect(value, args, outer, found, hops + 1, kept)
        return complete

    def result(
        self,
        value: CallResult,
        args: tuple[Value, ...],
        outer: Binding,
        found: list[Target],
        hops: int,
        home: Function | None = None,
    ) -> bool:
        """A function returned by a call: what the callee's return statements give.

        ``home`` is the function that keeps the results in variables of its own: what the returned function captured and the
        callee returned beside it has a name there.
        """
        if hops > MAX_HOPS:
            return False
        makers: list[Target] = []
        complete = self.collect(value.call.callee, value.call.args, outer, makers, hops + 1)
        for maker in makers:
            if maker.function is None:
                complete = False
                continue
            binding = maker.binding()
            if home is not None:
                self.bind_results(binding, maker.function, value.call, home)
            for returned in self.results(maker.function, value.index):
                complete &= self.collect(returned, args, binding, found, hops + 1)
        return complete and bool(makers)

    def bind_results(self, binding: Binding, maker: Function, call: Call, home: Function) -> None:
        """Gives what a function returns from its own variables the names its results have where they are kept."""
        for block in home.blocks:
            for op in block.ops:
                if type(op) is not Assign or type(op.value) is not CallResult or op.value.call is not call:
                    continue
                target = op.target
                if type(target) is Var:
                    for returned in self.results(maker, op.value.index):
                        path = path_of(returned)
                        if path is not None and len(path) == 1 and type(path[0]) is Var and path[0].kind != "param":
                            binding.setdefault(path[0], (target,))

    def results(self, function: Function, index: int) -> list[Value]:
        """The values a function returns as result ``index``."""
        key = (id(function), index)
        known = self.returned.get(key)
        if known is None:
            known = []
            for block in function.blocks:
                last = block.ops[-1]
                if type(last) is Return:
                    if index < len(last.values):
                        known.append(last.values[index])
                    elif index < len(function.results):
                        known.append(function.results[index])
            self.returned[key] = known
        return known
