"""What fields hold in terms of the object they are in: callbacks that capture it, conds and lockers over a lock beside them.

``l.expire = func() { l.Count() }`` makes a relation: whoever calls ``x.expire()`` runs the literal with ``l`` being ``x``. It
holds per stored value, whatever else is stored there. ``m.cond = sync.NewCond(&m.mu)`` makes another: ``x.cond.L`` is
``x.mu``, as long as every value stored in the field is made that way. Setters that store what they are given are seen
from their callers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Call
from gostatic.ir.values import (
    Alloc,
    CallResult,
    Closure,
    Const,
    Elem,
    FieldOf,
    FuncRef,
    MethodRef,
    Path,
    Value,
    Var,
    class_of,
    path_of,
)

# Begins a step that leads from a part to what it is a part of.
BACK = "^"
# Tells the field of an object made in sight in which it has held a place from the start.
HeldIn = Callable[[Alloc, Path], "str | None"]
# A root variable of a stored function's own frame, and what has to be put behind the object's path to name it.
Relation = tuple[tuple[Var, tuple[str, ...]], ...]


# So many functions around functions around a function are looked through.
MAX_WRAPPED = 4


class Beside(NamedTuple):
    """The lock a cond or locker in a field stands for: the fields from the object that holds it, and the mode."""

    steps: tuple[tuple[str, str], ...]
    mode: str


class Kept(NamedTuple):
    """A setter: parameter ``value`` is stored below parameter ``base`` in a field of class ``class_``."""

    class_: str
    base: Var
    steps: tuple[str, ...]
    value: Var


class Relations:
    """Collected once per program, from its assignments and the calls of its setters."""

    def __init__(self) -> None:
        self.bound: dict[tuple[str, int], Relation] = {}
        self.beside: dict[str, Beside | None] = {}
        self.setters: dict[Function, list[Kept]] = {}
        self.pending: list[tuple[str, Path | None, Alloc | None, Value]] = []

    def note(self, function: Function, op: Assign) -> None:
        """Takes a store in a field, or in an element of one, into account."""
        target, value = op.target, op.value
        kind = type(value)
        functions = functions_in(value)
        if functions:
            class_ = class_of(target)
            for item in functions:
                self.relate(class_, target, item)
        elif kind is Var and value.kind == "param" and value.owner is function and not value.defs:  # type: ignore[attr-defined]
            path = path_of(target)
            base = path[0] if path is not None else None
            if path is not None and type(base) is Var and base.kind == "param" and base.owner is function:
                steps = object_path(path)[1:]
                class_ = class_of(target)
                if class_ and not base.defs:
                    self.setters.setdefault(function, []).append(Kept(class_, base, steps, value))  # type: ignore[arg-type]
        if kind is not Const:
            self.note_lock(function, target, value)

    def relate(self, class_: str, target: Value, value: Value) -> None:
        """Notes which of a stored function's outer variables are the object it is stored in."""
        path = path_of(target)
        if class_ and path is not None:
            self.pending.append((class_, object_path(path), None, value))
        elif class_:
            root = target
            while isinstance(root, (FieldOf, Elem)):
                root = root.base
            if type(root) is Alloc and isinstance(target, FieldOf) and target.base is root:
                self.pending.append((class_, None, root, value))

    def finish(self, held_in: HeldIn) -> None:
        """Binds what was stored, once it is known with which parts objects are made; nothing is noted afterwards.

        ``held_in`` tells the field of an object in which it has held a place since it was made.
        """
        for class_, base, fresh, value in self.pending:
            self.bind(class_, base, fresh, value, held_in)
        self.pending.clear()

    def bind(self, class_: str, base: Path | None, fresh: Alloc | None, value: Value, held_in: HeldIn) -> None:
        """See :meth:`relate`; the object is at ``base``, or ``fresh`` and bound to a variable later."""
        found: list[tuple[Var, tuple[str, ...]]] = []
        for var in outer_variables(value):
            steps = steps_to(var, base, fresh, held_in)
            if steps is not None:
                found.append((var, steps))
        if found:
            self.bound[class_, id(value)] = tuple(found)

    def note_call(self, function: Function, call: Call, recv: Value | None) -> Iterator[tuple[str, Path, Value]]:
        """Takes a call of a setter into account; yields the objects it puts where: class, object's path, value."""
        actuals = call.args if recv is None else (recv, *call.args)
        for kept in self.setters.get(function, ()):
            if max(kept.base.index, kept.value.index) >= len(actuals):
                continue
            value = actuals[kept.value.index]
            base = path_of(actuals[kept.base.index])
            if base is None:
                continue
            functions = functions_in(value)
            for item in functions:
                self.pending.append((kept.class_, (*base, *kept.steps), None, item))
            if not functions:
                yield kept.class_, (*base, *kept.steps), value

    # --- locks -------------------------------------------------------------------------------------------------

    def note_lock(self, function: Function, target: Value, value: Value) -> None:
        """Takes a cond or locker that is put into a field into account; whatever else is put there makes it unknown."""
        if type(target) is not FieldOf:
            return
        class_ = class_of(target)
        lock, mode = (
            (value, "W") if type(value) is FieldOf else lock_of(value) if type(value) is CallResult else (None, "")
        )
        steps = _steps_from(function, target.base, lock) if lock is not None else None
        beside = Beside(steps, mode) if steps is not None else None
        if class_:
            self.beside[class_] = beside if self.beside.get(class_, beside) == beside else None

    def resolve(self, value: Value, mode: str) -> tuple[Value, str]:
        """The lock behind ``x.cond.L`` or a locker in a field, when it is known."""
        holder = value.base if type(value) is FieldOf and value.name == "L" and value.owner == "sync.Cond" else value
        if type(holder) is Var and holder is not value and len(holder.defs) == 1:
            made = holder.defs[0]
            if type(made) is CallResult:
                lock, shared = lock_of(made)
                return (lock, shared) if lock is not None else (value, mode)
            holder = made
        if type(holder) is not FieldOf:
            return value, mode
        beside = self.beside.get(class_of(holder))
        if beside is None:
            return value, mode
        found = holder.base
        for name, owner in beside.steps:
            found = FieldOf(found, name, owner)
        return found, beside.mode


def steps_to(var: Var, base: Path | None, fresh: Alloc | None, held_in: HeldIn) -> tuple[str, ...] | None:
    """How a stored function's outer variable is reached from the object it is stored in; None when it is not.

    A step ``^field`` leads back: to the object whose ``field`` this one is.
    """
    path = path_of(var)
    if path is None:
        return None
    if fresh is not None:
        if any(item is fresh for item in var.defs):
            return ()
        field = held_in(fresh, path)
        return None if field is None else (field,)
    if base is None:
        return None
    if path[: len(base)] == base:
        return path[len(base) :]  # type: ignore[return-value]
    if base == (var,):
        return ()
    if base[: len(path)] == path and not any(str(step).startswith("[") for step in base[len(path) :]):
        return tuple(f"{BACK}{step}" for step in reversed(base[len(path) :]))
    made = next((item for item in var.defs if type(item) is Alloc), None) if len(var.defs) == 1 else None
    field = held_in(made, base) if made is not None else None
    return None if field is None else (f"{BACK}{field}",)


def functions_in(value: Value) -> list[Value]:
    """The functions a value is known to be: itself, or what its variable is set to."""
    if type(value) is Closure or type(value) is MethodRef:
        return [value]
    if type(value) is Var and value.kind == "local":
        return [item for item in value.defs if type(item) is Closure or type(item) is MethodRef]
    return []


def is_made(value: Value) -> bool:
    """Whether a value is what a function of some package returns, which may be a function that knows its arguments."""
    return type(value) is CallResult and type(value.call.callee) in (FuncRef, MethodRef)


def outer_variables(value: Value) -> Iterable[Var]:
    """The variables of other frames that a function value depends on; those of a call that returns one are its operands'."""
    if type(value) is Closure:
        return value.function.captures
    if type(value) is CallResult:
        return _operand_variables(value, {}, MAX_WRAPPED)
    path = path_of(value.recv) if type(value) is MethodRef else None
    return (path[0],) if path is not None and type(path[0]) is Var else ()


def _operand_variables(value: CallResult, found: dict[Var, None], depth: int) -> dict[Var, None]:
    """The variables that a call's operands are reached from, also those of calls among them and of literals."""
    callee = value.call.callee
    for operand in (callee.recv, *value.call.args) if type(callee) is MethodRef else value.call.args:
        path = path_of(operand)
        if path is not None and type(path[0]) is Var:
            found[path[0]] = None
        elif type(operand) is CallResult:
            if depth:
                _operand_variables(operand, found, depth - 1)
        else:
            found.update(dict.fromkeys(outer_variables(operand)))
    return found


def object_path(path: Path) -> Path:
    """The path of the object whose field a path ends in: without elements and that field."""
    end = len(path)
    while end > 1 and str(path[end - 1]).startswith("["):
        end -= 1
    return path[: max(1, end - 1)]


def joined(base: Path, steps: tuple[str, ...]) -> Path | None:
    """``base`` and steps behind it; one that leads back and the same field undo each other. None when it does not fit."""
    while steps and len(base) > 1:
        last, step = str(base[-1]), steps[0]
        if step[:1] == BACK and last[:1] != BACK:
            if last != step[1:]:
                return None
        elif last[:1] != BACK or last[1:] != step:
            break
        base, steps = base[:-1], steps[1:]
    return (*base, *steps)


def lock_of(value: CallResult) -> tuple[Value | None, str]:
    """The lock of ``sync.NewCond(lock)`` or ``rw.RLocker()``, and its mode."""
    callee = value.call.callee
    if type(callee) is FuncRef and callee.symbol.id == "sync.NewCond" and value.call.args:
        lock = value.call.args[0]
        if type(lock) is CallResult:
            return lock_of(lock)
        return lock, "W"
    if type(callee) is MethodRef and callee.symbol.id == "sync.RWMutex.RLocker":
        return callee.recv, "R"
    return None, ""


def _steps_from(function: Function, base: Value, lock: Value) -> tuple[tuple[str, str], ...] | None:
    """The fields that lead from an object to a lock in it, or to the lock that is stored in it as well."""
    steps: list[tuple[str, str]] = []
    place = path_of(base)
    value = lock
    while type(value) is FieldOf:
        steps.append((value.name, value.owner))
        value = value.base
        if value is base or (place is not None and path_of(value) == place):
            return tuple(reversed(steps))
    if type(lock) is Var:
        for op in _stores_of(function, lock):
            target = op.target
            if type(target) is FieldOf and (
                target.base is base or (place is not None and path_of(target.base) == place)
            ):
                return ((target.name, target.owner),)
    return None


def _stores_of(function: Function, value: Var) -> Iterable[Assign]:
    """The assignments of a variable's value to something else."""
    found: list[Assign] = []
    for block in function.blocks:
        for op in block.ops:
            if type(op) is Assign and op.value is value:
                found.append(op)
    return found
