"""Facts about values on one path: which conditions were taken, so that correlated branches are told apart.

A subject is a place or a call result; ``facts[subject] = constant`` and ``facts[(subject, "!=", constant)] = True`` are known;
an expression known by text only maps to the truth it had. Everything here is functional: dictionaries are never changed in place.
"""

from __future__ import annotations

from gostatic.analyses.summary import Facts
from gostatic.ir.values import CallResult, Const, Operation, Path, Pure, Value, Var, path_of

NOT_EQUAL = "!="
_ZEROS = (False, 0, "", None)


def same_constant(first: object, second: object) -> bool:
    """Whether two constants are equal; the zero of an unknown type equals every zero."""
    if first is None or second is None:
        return first in _ZEROS and second in _ZEROS
    return type(first) is type(second) and first == second


def subject_of(value: Value) -> object | None:
    """What facts about a value are kept under; None when it has no identity."""
    if type(value) is CallResult:
        return ("r", value.call, value.index)
    path = path_of(value)
    return ("p", path) if path is not None else None


def assume_equal(facts: Facts, subject: object, constant: object) -> Facts | None:
    """Facts after ``subject == constant`` turned out true; None when that cannot be."""
    if subject in facts:
        return facts if same_constant(facts[subject], constant) else None
    for key in facts:
        if (
            type(key) is tuple
            and len(key) == 3
            and key[1] == NOT_EQUAL
            and key[0] == subject
            and same_constant(key[2], constant)
        ):
            return None
    return {**facts, subject: constant}


def assume_unequal(facts: Facts, subject: object, constant: object) -> Facts | None:
    """Facts after ``subject == constant`` turned out false; None when that cannot be."""
    if type(constant) is bool:
        return assume_equal(facts, subject, not constant)
    if subject in facts:
        return None if same_constant(facts[subject], constant) else facts
    return {**facts, (subject, NOT_EQUAL, constant): True}


def assume(cond: Value, truth: bool, facts: Facts) -> Facts | None:
    """Facts after a condition turned out ``truth``; None when the path is impossible."""
    kind = type(cond)
    if kind is Const:
        return facts if bool(cond.value) == truth else None  # type: ignore[attr-defined]
    if kind is Pure:
        key = ("t", cond.text, cond.variables)  # type: ignore[attr-defined]
        if key in facts:
            return facts if facts[key] == truth else None
        return {**facts, key: truth}
    if kind is Operation:
        operands = cond.operands  # type: ignore[attr-defined]
        if cond.op == "!":  # type: ignore[attr-defined]
            return assume(operands[0], not truth, facts)
        if cond.op == "!=":  # type: ignore[attr-defined]
            return assume(Operation("==", operands), not truth, facts)
        left, right = operands
        if type(left) is Const:
            left, right = right, left
        subject = subject_of(left)
        if type(right) is Const and subject is not None:
            step = assume_equal if truth else assume_unequal
            return step(facts, subject, right.value)
        first, second = key_of(left), key_of(right)
        if first is None or second is None:
            return facts
        key = ("t", first, second)
        if key in facts:
            return facts if facts[key] == truth else None
        return {**facts, key: truth}
    subject = subject_of(cond)
    if subject is None:
        return facts
    known = assume_equal(facts, subject, truth)
    if known is not None and kind is Var and len(cond.defs) == 1 and type(cond.defs[0]) in (Pure, Operation):  # type: ignore[attr-defined]
        return assume(cond.defs[0], truth, known)  # type: ignore[attr-defined]
    return known


def key_of(value: Value) -> object | None:
    """A hashable identity of an operand."""
    if type(value) is Const:
        return ("c", value.value)
    if type(value) is Pure:
        return (value.text, value.variables)
    return subject_of(value)


def mentions(key: object, var: Var) -> bool:
    """Whether a fact's key depends on a variable."""
    if key is var:
        return True
    if type(key) is tuple:
        for part in key:  # a loop, not any(): this is the hottest spot of the simulation
            if part is var or (type(part) is tuple and mentions(part, var)):
                return True
            if type(part) is str and part[:1] == "[" and part == f"[{var.name}#{var.uid}]":
                return True
        return False
    return type(key) is str and key.startswith("[") and key == f"[{var.name}#{var.uid}]"


def starts_with(key: object, prefix: Path) -> bool:
    """Whether a fact's key is about a place at or below ``prefix``."""
    if type(key) is not tuple:
        return False
    if key and key[0] == "p" and len(key) == 2:
        path = key[1]
        return type(path) is tuple and path[: len(prefix)] == prefix
    return any(starts_with(part, prefix) for part in key)


def assign(facts: Facts, target: Path, value: Value) -> Facts:
    """Facts after ``target = value``."""
    if facts:
        if len(target) == 1 and type(target[0]) is Var:
            var = target[0]
            kept = {key: known for key, known in facts.items() if not mentions(key, var)}
        else:
            kept = {key: known for key, known in facts.items() if not starts_with(key, target)}
        before, facts = facts, kept
    else:
        before = facts
    subject = ("p", target)
    if type(value) is Const:
        return {**facts, subject: value.value}
    source = subject_of(value)
    if source is None or source == subject:
        return facts
    copied = dict(facts)
    for key, known in before.items():
        if key == source:
            copied[subject] = known
        elif type(key) is tuple and len(key) == 3 and key[1] == NOT_EQUAL and key[0] == source:
            copied[(subject, NOT_EQUAL, key[2])] = known
    return copied


def common(first: Facts, second: Facts) -> Facts:
    """Facts that hold on both paths."""
    return {key: known for key, known in first.items() if key in second and second[key] == known}
