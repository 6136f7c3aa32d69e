"""Closed channels, and objects with such channels, that stay in the list or map where another function closes what it finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.analyses.census.flow import Flow, Use
from gostatic.analyses.uses import mentions, source_of
from gostatic.ir.function import Function
from gostatic.ir.ops import Branch, Close, Select
from gostatic.ir.values import Elem, FieldOf, Value, Var, class_of, path_of, text_of
from gostatic.types.universe import Types

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


def left_objects(flow: Flow) -> Iterator[LeftClosed]:
    """Closes of a field's channel in objects that stay in a list or map, each once, in source order of the functions.

    Another function closes that field of all the objects in there, and asks none of them whether that has been done.
    """
    closes: dict[str, list[Use]] = {}
    for _, use in flow.operations:
        if type(use.op) is Close and type(use.operand) is FieldOf and class_of(use.operand):
            closes.setdefault(class_of(use.operand), []).append(use)
    for uses in closes.values():
        for then in uses if len(uses) > 1 else ():
            element = _element(then.operand.base)  # type: ignore[attr-defined]
            kept = class_of(element.base) if element is not None else ""
            if element is None or not kept or ":" in kept or then.function.id in flow.once or _asks(then):
                continue
            name = text_of(element.base).rpartition(".")[2]
            if flow.program.types.ask(is_shrunk, then.function.pkg, name):
                continue
            for use in uses:
                if use.function is then.function or use.function.test or use.function.id in flow.once:
                    continue
                outer = use.function.outermost
                if not any(word in source_of(outer)[outer.pos : outer.end] for word in _TAKES_OUT):
                    yield LeftClosed(use, then, text_of(element.base))


def _asks(use: Use) -> bool:
    """Whether a function asks something of the object before it closes its channel, or the channel itself."""
    root = use.operand.base  # type: ignore[attr-defined]
    for block in use.function.blocks:
        last = block.ops[-1]
        if type(last) is Branch and type(root) is Var and mentions(last.cond, root):
            return True
        if type(last) is Select and any(path_of(arm.chan) == path_of(use.operand) for arm in last.arms):
            return True
    return False


def is_shrunk(types: Types, pkg: str, name: str) -> bool:
    """Whether some file of a package takes elements out of a list or map of that name."""
    scope = types.scope(pkg)
    pattern = re.compile(
        rb"\b(?:delete|clear|slices\.Delete\w*|maps\.DeleteFunc)\((?:[\w.]*\.)?%(name)b\b"
        rb"|\bappend\((?:[\w.]*\.)?%(name)b\[|\b%(name)b\[[^\]\n]*:|&(?:[\w.]*\.)?%(name)b\b"
        rb"|\b%(name)b(?:\[[^\]\n]*\])? = (?!append\(|nil\b|make\()" % {b"name": re.escape(name.encode())}
    )
    return scope is not None and any(pattern.search(file.text) for file in scope.files)


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
