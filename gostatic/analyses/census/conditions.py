"""Correlated branches of one function: a condition asked twice has one answer as long as its variables do not change."""

from __future__ import annotations

from gostatic.ir.function import Function
from gostatic.ir.ops import Branch
from gostatic.ir.values import Const, FieldOf, Operation, Pure, Value, Var, path_of

# (condition, truth) pairs known on a path.
Known = tuple[tuple[object, bool], ...]


class Conditions:
    """The conditions of a function that stand at more than one branch."""

    def __init__(self, function: Function) -> None:
        counts: dict[object, int] = {}
        self.variables: dict[object, frozenset[Var]] = {}
        for block in function.blocks:
            last = block.ops[-1]
            if type(last) is Branch:
                variables: set[Var] = set()
                key = _key(last.cond, variables)
                if key is not None:
                    counts[key] = counts.get(key, 0) + 1
                    self.variables[key] = frozenset(variables)
        self.repeated = frozenset(key for key, count in counts.items() if count > 1)

    def taken(self, known: Known, cond: Value, truth: bool) -> Known | None:
        """What is known behind one side of a branch; None when it cannot be taken."""
        if type(cond) is Const and type(cond.value) is bool:
            return known if cond.value is truth else None
        if not self.repeated and not known:
            return known
        key = _key(cond, set())
        for item, value in known:
            if item == key:
                return known if value is truth else None
        return (*known, (key, truth)) if key in self.repeated else known

    def assigned(self, known: Known, target: Value, value: Value | None = None) -> Known:
        """What is known after an assignment; a flag that is set is known by its value."""
        root = target
        while isinstance(root, FieldOf):
            root = root.base
        if known:
            known = tuple(item for item in known if root not in self.variables[item[0]])
        if type(value) is Const and type(value.value) is bool:
            key = _key(target, set())
            if key in self.variables:
                known = (*known, (key, value.value))
        return known


def _key(value: Value, variables: set[Var], depth: int = 0) -> object:
    """Something equal for equal conditions, None when a condition has no name; adds the variables it rests on."""
    kind = type(value)
    if kind is Var:
        variables.add(value)  # type: ignore[arg-type]
        return value
    if kind is Const:
        return ("const", value.value)  # type: ignore[attr-defined]
    if kind is Pure:
        variables.update(value.variables)  # type: ignore[attr-defined]
        return ("text", value.text)  # type: ignore[attr-defined]
    if kind is FieldOf:
        path = path_of(value)
        if path is not None and type(path[0]) is Var:
            variables.add(path[0])
        return path
    if kind is Operation and depth < 4:
        parts = tuple(_key(item, variables, depth + 1) for item in value.operands)  # type: ignore[attr-defined]
        return None if None in parts else (value.op, parts)  # type: ignore[attr-defined]
    return None
