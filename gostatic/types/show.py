"""Types as Go-like text, for messages and tests."""

from __future__ import annotations

from gostatic.types.model import (
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
)
from gostatic.types.resolve import LOCAL_MARK

# Types nested deeper are shortened to "...".
MAX_SHOWN = 12
_CHAN = {"both": "chan ", "send": "chan<- ", "recv": "<-chan "}


def type_text(t: Type, level: int = 0) -> str:
    """A type as text with full import paths (``*net/http.Server``); ``?`` for an unknown one."""
    if level > MAX_SHOWN:
        return "..."
    level += 1
    if type(t) is Basic or type(t) is TypeParam:
        return t.name
    if type(t) is Named:
        name = t.name.split(LOCAL_MARK, 1)[0]
        args = f"[{_list(t.args, level)}]" if t.args else ""
        return f"{t.pkg}.{name}{args}" if t.pkg else name
    if type(t) is Pointer:
        return f"*{type_text(t.elem, level)}"
    if type(t) is Slice:
        return f"[]{type_text(t.elem, level)}"
    if type(t) is Array:
        return f"[{'?' if t.length is None else t.length}]{type_text(t.elem, level)}"
    if type(t) is Map:
        return f"map[{type_text(t.key, level)}]{type_text(t.value, level)}"
    if type(t) is Chan:
        return f"{_CHAN.get(t.direction, 'chan ')}{type_text(t.elem, level)}"
    if type(t) is Signature:
        return f"func{_signature(t, level)}"
    if type(t) is Struct:
        fields = [f"{field.name} {type_text(field.type, level)}" for field in t.fields]
        return f"struct{{{'; '.join(fields)}}}"
    if type(t) is Interface:
        parts = [f"{name}{_signature(method, level)}" for name, method in t.methods]
        parts += [type_text(embed, level) for embed in t.embeds]
        return f"interface{{{'; '.join(parts)}}}" if parts else "any"
    if type(t) is Tuple:
        return f"({_list(t.types, level)})"
    return "?"


def _list(types: tuple[Type, ...], level: int) -> str:
    return ", ".join([type_text(item, level) for item in types])


def _signature(t: Signature, level: int) -> str:
    params = [type_text(param, level) for param in t.params]
    if t.variadic and params:
        params[-1] = f"...{params[-1].removeprefix('[]')}"
    text = f"({', '.join(params)})"
    if not t.results:
        return text
    results = _list(t.results, level)
    return f"{text} {results}" if len(t.results) == 1 else f"{text} ({results})"
