"""What every conversion step carries: the slice's bytes, where it lies in its file, and what went wrong in it."""

from __future__ import annotations

from collections.abc import Callable
from sys import intern
from typing import Final, Protocol

from gostatic.syntax.ast import Bad, Expr, Stmt
from gostatic.syntax.grammar import KINDS, kinds

# Deepest nesting of tree nodes that is converted; what lies deeper is Bad. Conversion takes at most two Python frames
# a level, so this keeps it, and any plain recursion over the tree, well inside Python's limit of 1,000.
MAX_DEPTH: Final = 200


# Distinct names kept decoded; more than this and the table starts anew.
_MAX_NAMES: Final = 1 << 16


class _Names(dict[bytes, str]):
    """Names by their bytes, interned: asking is cheaper than decoding the same few thousand names over and over."""

    def __missing__(self, name: bytes) -> str:
        if len(self) >= _MAX_NAMES:
            self.clear()
        made = self[name] = intern(name.decode("utf-8", "replace"))
        return made


NAMES: Final = _Names()


class TreeNode(Protocol):
    """The part of a tree-sitter node that conversion uses.

    ``child`` is only called with positions the grammar guarantees, so it is typed as always there.
    """

    @property
    def kind_id(self) -> int:
        """The number of the node's kind; 65535 for an ERROR node."""

    @property
    def start_byte(self) -> int:
        """Where it begins in the slice."""

    @property
    def end_byte(self) -> int:
        """Where it ends in the slice."""

    @property
    def child_count(self) -> int:
        """How many children there are, comments and punctuation included."""

    @property
    def has_error(self) -> bool:
        """Whether it is or contains an error or a missing token."""

    @property
    def is_missing(self) -> bool:
        """Whether it stands for a token that is not there."""

    @property
    def is_named(self) -> bool:
        """Whether it is more than punctuation or a keyword."""

    @property
    def children(self) -> list[TreeNode]:
        """All children."""

    def child(self, index: int, /) -> TreeNode:
        """The child at a position."""

    def child_by_field_id(self, id: int, /) -> TreeNode | None:
        """The child in a field, or None."""


class Source:
    """One slice during conversion.

    ``text`` is the original source, whose offsets the parsed text shares; ``base`` is the slice's offset in the file.
    ``broken`` says that the parsed tree has errors, so that children may be missing. ``too_deep`` is the offset in the
    slice of the first node cut off at ``MAX_DEPTH``, or -1.
    """

    __slots__ = ("base", "broken", "text", "too_deep")

    def __init__(self, text: bytes, base: int, broken: bool) -> None:
        self.text, self.base, self.broken = text, base, broken
        self.too_deep = -1

    def cut(self, node: TreeNode) -> Bad:
        """The stand-in for a node nested too deep."""
        if self.too_deep < 0:
            self.too_deep = node.start_byte
        return self.bad(node)

    def bad(self, node: TreeNode) -> Bad:
        """The stand-in for a node that is no Go."""
        return Bad(node.start_byte + self.base, node.end_byte + self.base)


ToExpr = Callable[[Source, TreeNode, int], Expr]
ToStmt = Callable[[Source, TreeNode, int], Stmt]


def _unknown(source: Source, node: TreeNode, depth: int) -> Expr:
    return source.bad(node)


# Conversion by kind number: expressions and types share one table; kinds that are neither convert to Bad. IS_EXPR tells
# the elements of a list from its punctuation and comments. STMTS has None for what is no statement.
EXPRS: Final[list[ToExpr]] = [_unknown] * KINDS
IS_EXPR: Final = bytearray(KINDS)
STMTS: Final[list[ToStmt | None]] = [None] * KINDS


def expression(*names: str) -> Callable[[ToExpr], ToExpr]:
    """Decorate the conversion of the expression or type kinds ``names``."""

    def enter(convert: ToExpr) -> ToExpr:
        for name in names:
            for number in kinds(name):
                EXPRS[number] = convert
                IS_EXPR[number] = 1
        return convert

    return enter


def statement(*names: str) -> Callable[[ToStmt], ToStmt]:
    """Decorate the conversion of the statement kinds ``names``."""

    def enter(convert: ToStmt) -> ToStmt:
        for name in names:
            for number in kinds(name):
                STMTS[number] = convert
        return convert

    return enter


def expressions(source: Source, node: TreeNode, depth: int) -> tuple[Expr, ...]:
    """Convert the children of ``node`` that are expressions or types."""
    return tuple([EXPRS[k](source, child, depth) for child in node.children if IS_EXPR[k := child.kind_id]])
