"""Methods of arguments that library functions call: ``fmt`` asks what it prints for its text, ``sort`` compares elements.

``log.Printf("%v", s)`` calls ``s.String()`` while it runs. Such calls become operations of the caller, so that locks are followed
through them as through all others. What is called is known for arguments of a concrete type; ``fmt`` calls the first of
Format, Error and String, and none for verbs that print something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gostatic.models.library_calls import LIBRARY_CALLS
from gostatic.syntax import ast

# Methods that a text is asked from, in the order in which fmt looks for them.
_TEXTS = ("Format", "Error", "String")
#: Names of library functions that call methods of their arguments before they return.
CALLING_NAMES = frozenset(
    id.rsplit(".", 1)[1] for id, row in LIBRARY_CALLS.items() if any(how == "sync" for _, _, how in row.methods)
)
#: The names of those methods.
CALLED_NAMES = frozenset(method for row in LIBRARY_CALLS.values() for _, method, how in row.methods if how == "sync")
_VERB = re.compile(r"%[-+# 0]*(\*|\d+)?(?:\.(\*|\d+)?)?(\[\d+\])?([a-zA-Z%])")
_PRINTS_TEXT = frozenset("vsqxX")


def methods_called(id: str, args: tuple[ast.Expr, ...]) -> Iterator[tuple[ast.Expr, tuple[str, ...]]]:
    """The arguments whose methods a library function calls, each with the names of which the first it has is called."""
    row = LIBRARY_CALLS.get(id)
    if row is None or not row.methods:
        return
    wanted: dict[int, list[str]] = {}
    for index, method, how in row.methods:
        if how == "sync":
            wanted.setdefault(index, []).append(method)
    for index, methods in wanted.items():
        if not any(method in _TEXTS for method in methods):
            if index < len(args):
                yield from ((args[index], (method,)) for method in methods)
            continue
        names = tuple(method for method in (*_TEXTS, "LogValue") if method in methods)
        format = args[index - 1] if id.endswith("f") and 0 < index <= len(args) else None
        for position, argument in enumerate(args[index:]):
            if format is None or _is_printed(format, position):
                yield argument, names


def _is_printed(format: ast.Expr, position: int) -> bool:
    """Whether a format prints the text of its argument number ``position``."""
    if type(format) is not ast.BasicLit or format.kind != "string":
        return False
    verbs: list[str] = []
    for width, precision, explicit, verb in _VERB.findall(format.text):
        if explicit:
            return False
        verbs += ["*"] * ((width == "*") + (precision == "*"))
        if verb != "%":
            verbs.append(verb)
    return position < len(verbs) and verbs[position] in _PRINTS_TEXT
