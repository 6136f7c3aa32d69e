"""Closed channels that stay in the map they were found in, where another function closes what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.analyses.census.flow import Flow, Use
from gostatic.ir.function import Function
from gostatic.ir.ops import Close
from gostatic.ir.values import Elem, Value, Var, class_of, text_of

# What takes elements out of a map or list, or empties it.
_TAKES_OUT = (b"delete(", b"clear(", b"maps.DeleteFunc(", b"slices.Delete")


class LeftClosed(NamedTuple):
    """``first`` closes an element found by its key and leaves it in ``container``; ``then`` closes it again."""

    first: Use
    then: Use
    container: str


def left_closed(
    flow: Flow, callers: dict[str, list[str]], text_of_file: Callable[[str], bytes]
) -> Iterator[LeftClosed]:
    """All closes of elements that stay where they were found, each once, in source order of the functions."""
    by_class: dict[str, list[tuple[Use, Elem]]] = {}
    for _, use in flow.operations:
        if type(use.op) is Close:
            element = _element(use.operand)
            class_ = class_of(element.base) if element is not None else ""
            if element is not None and class_ and ":" not in class_:
                by_class.setdefault(class_, []).append((use, element))
    for closes in by_class.values():
        for use, element in closes:
            others = [other for other, _ in closes if other.function is not use.function]
            if not element.key or not others or use.function.test:
                continue
            name = text_of(element.base).rpartition(".")[2].encode()
            around = [use.function]
            around.extend(
                item
                for id_ in callers.get(use.function.id, ())
                if (item := flow.program.functions.get(id_)) is not None
            )
            if not any(_takes_out(item, name, text_of_file) for item in around):
                yield LeftClosed(use, others[0], text_of(element.base))


def _element(value: Value) -> Elem | None:
    """The element that a closed channel is: by name, or in a variable that is nothing else."""
    if type(value) is Var and value.kind == "local" and len(value.defs) == 1:
        value = value.defs[0]
    return value if type(value) is Elem else None


def _takes_out(function: Function, name: bytes, text_of_file: Callable[[str], bytes]) -> bool:
    """Whether a function takes something out of a container, or gives it another value."""
    outer = function.outermost
    text = text_of_file(outer.file)[outer.pos : outer.end]
    if any(word in text for word in _TAKES_OUT):
        return True
    at = text.find(name)
    while at >= 0:
        behind = text[at + len(name) : at + len(name) + 60].split(b"\n", 1)[0]
        if b" = " in behind.partition(b"//")[0]:
            return True
        at = text.find(name, at + 1)
    return False
