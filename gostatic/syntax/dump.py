"""Syntax trees as indented text, for tests and for people: one line a node, children below it."""

from __future__ import annotations

from collections.abc import Iterable

from gostatic.syntax.ast import Node


def dump(nodes: Iterable[Node], positions: bool = False) -> str:
    """The text of ``nodes`` and all below them, each line ended; ``positions`` adds ``[pos:end]`` to every node.

    Attributes come in the order of the node's constructor; absent children, empty lists and names, and the offset of a
    call's parenthesis are left out. Works on trees of any depth.
    """
    lines = []
    # What is still to print, the next one last: depth, label, and a node, a list, a word or an absent list item.
    stack: list[tuple[int, str, object]] = [(0, "", node) for node in reversed(tuple(nodes))]
    while stack:
        depth, label, value = stack.pop()
        below: list[tuple[str, object]] = []
        if isinstance(value, Node):
            words = [type(value).__name__]
            if positions:
                words.append(f"[{value.pos}:{value.end}]")
            for name in _attributes(value):
                part = getattr(value, name)
                if isinstance(part, Node) or (isinstance(part, tuple) and part):
                    below.append((f"{name}:", part))
                elif part is True:
                    words.append(name)
                elif isinstance(part, str | int) and part is not False and part != "":
                    words.append(f"{name}={part}")
            text = " ".join(words)
        elif isinstance(value, tuple):
            text = "" if label else "pair"
            below = [("", item) for item in value]
        else:
            text = "-" if value is None else str(value)
        lines.append("  " * depth + f"{label} {text}".strip() + "\n")
        stack.extend((depth + 1, name, part) for name, part in reversed(below))
    return "".join(lines)


def _attributes(node: Node) -> tuple[str, ...]:
    code = type(node).__init__.__code__
    return tuple(name for name in code.co_varnames[1 : code.co_argcount] if name not in ("pos", "end", "paren"))
