"""Tree-sitter expressions to syntax tree expressions.

Children are taken by position where the grammar fixes it: first and last children are never comments, and a child
count other than the usual one means that a comment stands between, which takes the slower way by field.
"""

from __future__ import annotations

import re
from typing import Final

from gostatic.syntax.ast import (
    BasicLit,
    Binary,
    Block,
    Call,
    CompositeLit,
    Expr,
    FuncLit,
    Index,
    Selector,
    SliceExpr,
    Star,
    TypeAssert,
    Unary,
)
from gostatic.syntax.grammar import field, kind
from gostatic.syntax.source import EXPRS, IS_EXPR, MAX_DEPTH, NAMES, STMTS, Source, TreeNode, expression, expressions
from gostatic.syntax.typeexprs import part, signature, text_of

_BINARY: Final = kind("binary_expression")
_COMMENT: Final = kind("comment")
_ERROR: Final = 0xFFFF
_KEYED: Final = kind("keyed_element")
_LITERAL_ELEMENT: Final = kind("literal_element")
_LITERAL_VALUE: Final = kind("literal_value")
_VARIADIC: Final = kind("variadic_argument")
_FUNC_LITERAL: Final = kind("func_literal")
_CALL: Final = kind("call_expression")
_PARENTHESIZED: Final = kind("parenthesized_expression")

_ARGUMENTS: Final = field("arguments")
_BODY: Final = field("body")
_CAPACITY: Final = field("capacity")
_END: Final = field("end")
_FUNCTION: Final = field("function")
_INDEX: Final = field("index")
_OPERAND: Final = field("operand")
_OPERATOR: Final = field("operator")
_START: Final = field("start")
_TYPE: Final = field("type")
_TYPE_ARGUMENTS: Final = field("type_arguments")

# A table literal of at least this many bytes is converted without its elements when nothing in it can be concurrent:
# such tables are a large share of generated source and say nothing about goroutines.
TABLE_BYTES: Final = 4096
LIVE_IN_TABLE: Final = re.compile(rb"func[ (]|chan |<-|make\(|sync\.|context\.")


def _literal(kind_name: str, node_kind: str) -> None:
    def convert(source: Source, node: TreeNode, depth: int) -> Expr:
        start = node.start_byte
        end = node.end_byte
        base = source.base
        return BasicLit(start + base, end + base, kind_name, source.text[start:end].decode("utf-8", "replace"))

    expression(node_kind)(convert)


_literal("int", "int_literal")
_literal("float", "float_literal")
_literal("imag", "imaginary_literal")
_literal("char", "rune_literal")
_literal("string", "raw_string_literal")
_literal("string", "interpreted_string_literal")


@expression("selector_expression")
def _selector(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    x = node.child(0)
    name = node.child(node.child_count - 1)
    base = source.base
    end = node.end_byte
    return Selector(
        node.start_byte + base,
        end + base,
        EXPRS[x.kind_id](source, x, depth + 1),
        NAMES[source.text[name.start_byte : end]],
    )


@expression("call_expression")
def _call(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    count = node.child_count
    function = node.child(0)
    fun = EXPRS[function.kind_id](source, function, depth + 1)
    if count != 2:
        types = node.child_by_field_id(_TYPE_ARGUMENTS)
        if types is not None:
            fun = Index(fun.pos, types.end_byte + base, fun, expressions(source, types, depth + 1))
    arguments = node.child(count - 1)
    paren = arguments.start_byte
    end = node.end_byte
    spread = False
    args: tuple[Expr, ...] = ()
    if end - paren > 2:
        depth += 1
        converted = []
        for child in arguments.children:
            number = child.kind_id
            if IS_EXPR[number]:
                converted.append(EXPRS[number](source, child, depth))
            elif number == _VARIADIC:
                spread = True
                inner = child.child(0)
                converted.append(EXPRS[inner.kind_id](source, inner, depth))
        args = tuple(converted)
    return Call(node.start_byte + base, end + base, fun, args, spread, paren + base)


@expression("type_conversion_expression")
def _conversion(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    fun = part(source, node, _TYPE, depth + 1)
    arg = part(source, node, _OPERAND, depth + 1)
    paren = source.text.find(b"(", fun.end - base)
    return Call(node.start_byte + base, node.end_byte + base, fun, (arg,), False, paren + base)


@expression("index_expression")
def _index(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    x = node.child(0)
    return Index(
        node.start_byte + base,
        node.end_byte + base,
        EXPRS[x.kind_id](source, x, depth + 1),
        (part(source, node, _INDEX, depth + 1),),
    )


@expression("type_instantiation_expression")
def _instantiation(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    parts = expressions(source, node, depth + 1)
    return Index(node.start_byte + base, node.end_byte + base, parts[0], parts[1:]) if parts else source.bad(node)


@expression("slice_expression")
def _slice(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    bounds: list[Expr | None] = []
    for name in (_START, _END, _CAPACITY):
        child = node.child_by_field_id(name)
        bounds.append(None if child is None else EXPRS[child.kind_id](source, child, depth + 1))
    x = node.child(0)
    return SliceExpr(
        node.start_byte + base, node.end_byte + base, EXPRS[x.kind_id](source, x, depth + 1), tuple(bounds)
    )


@expression("type_assertion_expression")
def _assertion(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    x = node.child(0)
    return TypeAssert(
        node.start_byte + base,
        node.end_byte + base,
        EXPRS[x.kind_id](source, x, depth + 1),
        part(source, node, _TYPE, depth + 1),
    )


@expression("parenthesized_expression")
def _parenthesized(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    inner = node.child(1)
    if not IS_EXPR[inner.kind_id]:
        found = expressions(source, node, depth + 1)
        return found[0] if found else source.bad(node)
    return EXPRS[inner.kind_id](source, inner, depth + 1)


@expression("unary_expression")
def _unary(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    start = node.start_byte
    operand = node.child(node.child_count - 1)
    x = EXPRS[operand.kind_id](source, operand, depth + 1)
    op = _UNARY.get(source.text[start : start + 1], "<-")
    if op == "*":
        return Star(start + base, node.end_byte + base, x)
    return Unary(start + base, node.end_byte + base, op, x)


_UNARY: Final = {op.encode(): op for op in "+-!^*&"}


@expression("binary_expression")
def _binary(source: Source, node: TreeNode, depth: int) -> Expr:
    """Walk down the left spine in a loop: long chains such as ``a + b + c`` are nested as deep as they are long.

    Equal operators next to each other on the spine become one node; each change of operator is one more level.
    """
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    spine: list[tuple[str, TreeNode, int]] = []
    below = depth
    previous = ""
    current = node
    while True:
        left, sign, right = _operands(current)
        op = text_of(source, sign)
        if op != previous:
            below += 1
            previous = op
        spine.append((op, right, current.end_byte))
        if left.kind_id != _BINARY or below > MAX_DEPTH:
            break
        current = left
    result = EXPRS[left.kind_id](source, left, below)
    start = node.start_byte + base
    index = len(spine) - 1
    while index >= 0:
        op, right, end = spine[index]
        operands = [result, EXPRS[right.kind_id](source, right, below)]
        index -= 1
        while index >= 0 and spine[index][0] == op:
            _, right, end = spine[index]
            operands.append(EXPRS[right.kind_id](source, right, below))
            index -= 1
        below -= 1
        result = Binary(start, end + base, op, tuple(operands))
    return result


def _operands(node: TreeNode) -> tuple[TreeNode, TreeNode, TreeNode]:
    """Left operand, operator and right operand of a binary expression, around comments."""
    count = node.child_count
    sign = node.child(1)
    if count != 3:
        sign = node.child_by_field_id(_OPERATOR) or sign
    return node.child(0), sign, node.child(count - 1)


@expression("func_literal")
def _function(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    body = node.child(node.child_count - 1)
    return FuncLit(
        node.start_byte + base, node.end_byte + base, signature(source, node, depth), block(source, body, depth + 1)
    )


def block(source: Source, node: TreeNode, depth: int) -> Block:
    """Convert a block; an empty one for a node that is none."""
    convert = STMTS[node.kind_id]
    made = convert(source, node, depth) if convert is not None else None
    return made if isinstance(made, Block) else Block(node.start_byte + source.base, node.end_byte + source.base, ())


@expression("composite_literal")
def _composite(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    type = node.child(0)
    body = node.child(node.child_count - 1)
    return CompositeLit(
        node.start_byte + base,
        node.end_byte + base,
        EXPRS[type.kind_id](source, type, depth + 1),
        _elements(source, body, depth + 1),
    )


@expression("literal_value")
def _elided(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    return CompositeLit(node.start_byte + base, node.end_byte + base, None, _elements(source, node, depth))


@expression("literal_element")
def _element(source: Source, node: TreeNode, depth: int) -> Expr:
    inner = node.child(0)
    return EXPRS[inner.kind_id](source, inner, depth)


def _elements(source: Source, body: TreeNode, depth: int) -> tuple[tuple[Expr | None, Expr], ...]:
    start, end = body.start_byte, body.end_byte
    if end - start <= 2:
        return ()
    if end - start >= TABLE_BYTES and not LIVE_IN_TABLE.search(source.text, start, end):
        return ()
    elements: list[tuple[Expr | None, Expr]] = []
    depth += 1
    for child in body.children:
        number = child.kind_id
        if number == _LITERAL_ELEMENT:
            inner = child.child(0)
            elements.append((None, EXPRS[inner.kind_id](source, inner, depth)))
        elif number == _KEYED:
            key = child.child(0)
            value = child.child(child.child_count - 1)
            elements.append((_element(source, key, depth), _element(source, value, depth)))
    return tuple(elements)


def tolerant(source: Source, node: TreeNode, depth: int) -> Expr:
    """Convert an expression whose tree may contain errors: calls and function literals keep their good parts."""
    if not node.has_error:
        return EXPRS[node.kind_id](source, node, depth)
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    number = node.kind_id
    if number == _FUNC_LITERAL:
        body = node.child_by_field_id(_BODY)
        if body is not None:
            made = signature(source, node, depth)
            return FuncLit(node.start_byte + base, node.end_byte + base, made, block(source, body, depth + 1))
    elif number == _CALL:
        function = node.child_by_field_id(_FUNCTION)
        arguments = node.child_by_field_id(_ARGUMENTS)
        if function is not None and arguments is not None:
            args = tuple(
                [
                    tolerant(source, child, depth + 1)
                    for child in arguments.children
                    if IS_EXPR[child.kind_id] or child.kind_id == _ERROR
                ]
            )
            fun = tolerant(source, function, depth + 1)
            return Call(node.start_byte + base, node.end_byte + base, fun, args, False, arguments.start_byte + base)
    elif number == _PARENTHESIZED:
        for child in node.children:
            if IS_EXPR[child.kind_id]:
                return tolerant(source, child, depth + 1)
    return source.bad(node)
