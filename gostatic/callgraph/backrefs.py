"""Objects that know each other: fields set when an object is made, and parts that point back to what they are a part of.

``r := newRelay(h)`` whose body is ``return &relay{out: s}``: here ``r.out`` is ``h``. ``t.kids = append(t.kids, &leaf{owner:
t})`` everywhere: the ``owner`` of an element of ``t.kids`` is ``t``. Fields that are also set otherwise are left alone.
"""

from __future__ import annotations

from collections.abc import Callable

from gostatic.callgraph.relations import object_path
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Call, Return
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

Identity = Alloc
Maker = tuple[Function, dict[Var, "Path | None"]]
# How often a path is rewritten: each step makes it shorter or moves it to an object made earlier.
MAX_REWRITES = 4


class Backrefs:
    """Collected once per program from its assignments; asked for paths by the analyses."""

    def __init__(self) -> None:
        # Field class -> (made object -> what the field is); None when the field is set on objects made elsewhere.
        self.born: dict[str, dict[Identity, Path] | None] = {}
        self.by_object: dict[Identity, list[tuple[str, str, Path]]] = {}
        # (container's class, or its field's name alone, then the part's field): whether each part points back.
        self.back: dict[tuple[str, str], bool] = {}
        # Field that holds what its own struct is embedded in -> the embedded fields; None when it also holds others.
        self.up: dict[str, Path | None] = {}
        self.parts: list[tuple[str, Path, Identity]] = []
        # What the fields of an object are first set to.
        self.birth: dict[Identity, dict[str, Value]] = {}
        # (field, field of what is in it) -> the field of the same object that holds the same; None when not always.
        self.sideways: dict[tuple[str, str], str | None] = {}
        self.fields: frozenset[str] = frozenset()

    def note(self, function: Function, op: Assign) -> None:
        """Takes a store in a field, or in an element of one, into account."""
        target, value = op.target, op.value
        kind = type(value)
        if kind is Const or kind is Closure or kind is MethodRef:
            return
        class_ = class_of(target)
        if not class_:
            return
        part = identity_of(value)
        path = path_of(target)
        if part is not None and path is not None:
            self.parts.append((class_, object_path(path), part))
        if type(target) is not FieldOf:
            return
        around = path_of(value)
        if around is not None and path is not None:
            inner = path[len(around) : -1] if path[: len(around)] == around else ()
            self.up[target.name] = (inner or None) if self.up.get(target.name, inner) == inner else None
        made = identity_of(target.base)
        place = around
        if made is not None:
            self.birth.setdefault(made, {}).setdefault(target.name, value)
        if made is None or place is None:
            if made is None or kind is Var or kind is FieldOf:
                self.born[class_] = None
            return
        known = self.born.setdefault(class_, {})
        if known is not None:
            if made in known:
                self.born[class_] = None
            else:
                known[made] = place
                self.by_object.setdefault(made, []).append((target.name, class_, place))

    def note_part(self, class_: str, base: Path, value: Value) -> None:
        """Takes an object that a setter puts into a field into account."""
        part = identity_of(value)
        if part is not None:
            self.parts.append((class_, base, part))

    def finish(self, made_by: Callable[[Call], Maker | None]) -> None:
        """Finds the parts that point back or know the same objects; nothing is noted afterwards."""
        for class_, base, part in self.parts:
            container = class_.rstrip("[]").rpartition(".")[2]
            for name, field, place in self.by_object.get(part, ()):
                if self.born.get(field) is None:
                    continue
                for key in ((class_, name), (container, name)):
                    self.back[key] = self.back.get(key, True) and place == base
        self.up = {name: inner for name, inner in self.up.items() if inner}
        for made, fields in self.birth.items():
            self.find_sideways(made, fields, made_by)
        self.sideways = {names: field for names, field in self.sideways.items() if field is not None}
        self.fields = frozenset(class_.rpartition(".")[2] for class_, known in self.born.items() if known)

    def find_sideways(self, made: Identity, fields: dict[str, Value], made_by: Callable[[Call], Maker | None]) -> None:
        """Finds fields of an object whose own fields are what the object itself holds beside them."""
        stable = {
            name: place for name, class_, place in self.by_object.get(made, ()) if self.born.get(class_) is not None
        }
        for name, value in fields.items():
            for inner, place in self.fields_of(value, made_by):
                beside = next((other for other, held in stable.items() if held == place and other != name), None)
                if self.sideways.setdefault((name, inner), beside) != beside:
                    self.sideways[(name, inner)] = None

    def fields_of(self, value: Value, made_by: Callable[[Call], Maker | None]) -> list[tuple[str, Path]]:
        """The fields of a value made in sight and where they lead, in terms of the place it is made at or asked for."""
        binding: dict[Var, Path | None] | None = None
        part = identity_of(value)
        if part is None and type(value) is Var and value.kind == "local" and len(value.defs) == 1:
            value = value.defs[0]
        if part is None and type(value) is CallResult and type(value.call.callee) in (FuncRef, MethodRef):
            maker = made_by(value.call)
            if maker is not None:
                part, binding = self.made_in(maker[0], value.index), maker[1]
        found: list[tuple[str, Path]] = []
        for name, class_, place in self.by_object.get(part, ()) if part is not None else ():
            if self.born.get(class_) is None:
                continue
            root = place[0]
            if binding is not None and type(root) is Var:
                base = None if root.defs else binding.get(root)
                if base is None:
                    continue
                place = (*base, *place[1:])
            found.append((name, place))
        return found

    def held_in(self, made: Identity, place: Path) -> str | None:
        """The field of an object that has held a place since it was made."""
        for name, class_, held in self.by_object.get(made, ()):
            if held == place and self.born.get(class_) is not None:
                return name
        return None

    def inside(self, value: Value) -> list[tuple[Var, tuple[str, ...]]]:
        """The local variables a value is, or holds in a field since it was made, with the field."""
        path = path_of(value)
        found: list[tuple[Var, tuple[str, ...]]] = []
        if path is not None and len(path) == 1 and type(path[0]) is Var:
            found.append((path[0], ()))
        made = identity_of(value)
        for name, class_, place in self.by_object.get(made, ()) if made is not None else ():
            if len(place) == 1 and type(place[0]) is Var and self.born.get(class_) is not None:
                found.append((place[0], (name,)))
        return found

    def place(self, path: Path, made_by: Callable[[Call], Maker | None]) -> Path:
        """The shortest name of a place; ``made_by`` tells the only callee of a call and its binding."""
        for _ in range(MAX_REWRITES):
            shorter = self.rewrite(path, made_by)
            if shorter is None:
                return path
            path = shorter
        return path

    def rewrite(self, path: Path, made_by: Callable[[Call], Maker | None]) -> Path | None:
        """One step of :meth:`place`; None when there is none."""
        root = path[0]
        if len(path) == 1:
            return None  # an earlier step led to the object itself
        if type(root) is Var and root.kind == "local" and path[1] in self.fields and len(root.defs) == 1:
            origin = root.defs[0]
            if type(origin) is Elem:
                around = path_of(origin)
                if around is not None and len(around) > 2 and self.back.get((class_of(origin), str(path[1]))):
                    return (*object_path(around), *path[2:])
            elif type(origin) is Alloc:
                found = self.value_at_birth(origin, str(path[1]))
                if found is not None:
                    return (*found, *path[2:])
            elif type(origin) is CallResult:
                found = self.from_maker(origin, str(path[1]), made_by)
                if found is not None:
                    return (*found, *path[2:])
        for position in range(1, len(path)):
            inner = self.up.get(path[position]) if self.up else None  # type: ignore[arg-type]
            if inner and path[position + 1 : position + 1 + len(inner)] == inner:
                return (*path[:position], *path[position + 1 + len(inner) :])
            if self.sideways and position + 1 < len(path):
                beside = self.sideways.get((str(path[position]), str(path[position + 1])))
                if beside is not None:
                    return (*path[:position], beside, *path[position + 2 :])
            if position > 1 and path[position] in self.fields and self.points_back(path, position, str(path[position])):
                return (*object_path(path[:position]), *path[position + 1 :])
        return None

    def points_back(self, path: Path, end: int, field: str) -> bool:
        """Whether ``field`` of what ``path[:end]`` names is the object that it is a part of."""
        while end > 1 and str(path[end - 1]).startswith("["):
            end -= 1
        return end > 1 and self.back.get((str(path[end - 1]), field), False)

    def value_at_birth(self, made: Identity, field: str) -> Path | None:
        """What a field of an object made in sight was set to."""
        for name, class_, place in self.by_object.get(made, ()):
            if name == field and self.born.get(class_) is not None:
                return place
        return None

    def from_maker(
        self,
        result: CallResult,
        field: str,
        made_by: Callable[[Call], Maker | None],
    ) -> Path | None:
        """What a field of an object was set to by the function that made it, in the caller's terms."""
        maker = made_by(result.call)
        if maker is None:
            return None
        function, binding = maker
        made = self.made_in(function, result.index)
        place = self.value_at_birth(made, field) if made is not None else None
        if place is None:
            return None
        root = place[0]
        if type(root) is not Var:
            return place
        base = binding.get(root)
        return None if base is None or root.defs else (*base, *place[1:])

    def made_in(self, function: Function, index: int) -> Identity | None:
        """The object that a function always returns as its result ``index``, nil aside."""
        found: dict[Identity, None] = {}
        for block in function.blocks:
            last = block.ops[-1]
            if type(last) is not Return:
                continue
            if index >= len(last.values):
                return None
            value = last.values[index]
            made = identity_of(value)
            if made is None:
                if type(value) is Const:
                    continue
                return None
            found[made] = None
        return next(iter(found)) if len(found) == 1 else None


def identity_of(value: Value) -> Identity | None:
    """An object made in sight: a literal, or the variable that always holds one and the same."""
    if type(value) is Alloc:
        return value
    if type(value) is Var and value.kind == "local" and len(value.defs) == 1 and type(value.defs[0]) is Alloc:
        return value.defs[0]
    return None
