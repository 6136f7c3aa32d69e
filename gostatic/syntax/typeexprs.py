"""Tree-sitter types and signatures to syntax tree type expressions."""

from __future__ import annotations

from typing import Final

from gostatic.syntax.ast import (
    ArrayType,
    Binary,
    ChanType,
    Expr,
    Field,
    FuncType,
    Ident,
    Index,
    InterfaceType,
    MapType,
    Selector,
    Star,
    StructType,
    Unary,
)
from gostatic.syntax.grammar import field, kind, kinds
from gostatic.syntax.source import EXPRS, IS_EXPR, MAX_DEPTH, NAMES, Source, TreeNode, expression, expressions

_ELEMENT: Final = field("element")
_KEY: Final = field("key")
_LENGTH: Final = field("length")
_NAME: Final = field("name")
_PARAMETERS: Final = field("parameters")
_RESULT: Final = field("result")
_TYPE: Final = field("type")
_TYPE_ARGUMENTS: Final = field("type_arguments")
_VALUE: Final = field("value")

_FIELD_DECLARATION: Final = kind("field_declaration")
_FIELD_DECLARATION_LIST: Final = kind("field_declaration_list")
_METHOD_ELEM: Final = kind("method_elem")
_PARAMETER_DECLARATION: Final = kind("parameter_declaration")
_PARAMETER_LIST: Final = kind("parameter_list")
_TYPE_ELEM: Final = kind("type_elem")
_TYPE_PARAMETER_DECLARATION: Final = kind("type_parameter_declaration")
_VARIADIC: Final = kind("variadic_parameter_declaration")
_NAMES: Final = frozenset(kinds("identifier") + kinds("field_identifier"))
_STAR: Final = 20
_ARROW: Final = 29


def text_of(source: Source, node: TreeNode) -> str:
    """The interned name a leaf stands for."""
    return NAMES[source.text[node.start_byte : node.end_byte]]


def part(source: Source, node: TreeNode, name: int, depth: int) -> Expr:
    """Convert the child in field ``name``; Bad when it is missing."""
    child = node.child_by_field_id(name)
    return source.bad(node) if child is None else EXPRS[child.kind_id](source, child, depth)


@expression(
    "identifier", "type_identifier", "package_identifier", "field_identifier", "blank_identifier", "nil", "true"
)
def _ident(source: Source, node: TreeNode, depth: int) -> Expr:
    start = node.start_byte
    end = node.end_byte
    base = source.base
    return Ident(start + base, end + base, NAMES[source.text[start:end]])


expression("false", "iota")(_ident)


@expression("qualified_type")
def _qualified(source: Source, node: TreeNode, depth: int) -> Expr:
    base = source.base
    name = node.child(node.child_count - 1)
    return Selector(
        node.start_byte + base, node.end_byte + base, _ident(source, node.child(0), depth), text_of(source, name)
    )


@expression("generic_type")
def _generic(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    arguments = node.child_by_field_id(_TYPE_ARGUMENTS)
    indices = () if arguments is None else expressions(source, arguments, depth + 1)
    return Index(node.start_byte + base, node.end_byte + base, part(source, node, _TYPE, depth + 1), indices)


@expression("pointer_type")
def _pointer(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    elem = node.child(node.child_count - 1)
    return Star(node.start_byte + base, node.end_byte + base, EXPRS[elem.kind_id](source, elem, depth + 1))


@expression("negated_type")
def _tilde(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    elem = node.child(node.child_count - 1)
    return Unary(node.start_byte + base, node.end_byte + base, "~", EXPRS[elem.kind_id](source, elem, depth + 1))


@expression("parenthesized_type")
def _parenthesized(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    for child in node.children:
        if IS_EXPR[child.kind_id]:
            return EXPRS[child.kind_id](source, child, depth + 1)
    return source.bad(node)


@expression("type_elem", "type_constraint")
def _union(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    terms = expressions(source, node, depth + 1)
    if len(terms) == 1:
        return terms[0]
    base = source.base
    return Binary(node.start_byte + base, node.end_byte + base, "|", terms) if terms else source.bad(node)


@expression("slice_type")
def _slice(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    elem = node.child(node.child_count - 1)
    return ArrayType(node.start_byte + base, node.end_byte + base, None, EXPRS[elem.kind_id](source, elem, depth + 1))


@expression("array_type")
def _array(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    length = part(source, node, _LENGTH, depth + 1)
    return ArrayType(node.start_byte + base, node.end_byte + base, length, part(source, node, _ELEMENT, depth + 1))


@expression("implicit_length_array_type")
def _counted_array(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    dots = source.text.find(b"...", node.start_byte) + base
    length = Ident(dots, dots + 3, "...")
    return ArrayType(node.start_byte + base, node.end_byte + base, length, part(source, node, _ELEMENT, depth + 1))


@expression("map_type")
def _map(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    key = part(source, node, _KEY, depth + 1)
    return MapType(node.start_byte + base, node.end_byte + base, key, part(source, node, _VALUE, depth + 1))


@expression("channel_type")
def _chan(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    base = source.base
    direction = "both"
    if node.child(0).kind_id == _ARROW:
        direction = "recv"
    elif any(child.kind_id == _ARROW for child in node.children):
        direction = "send"
    elem = part(source, node, _VALUE, depth + 1)
    return ChanType(node.start_byte + base, node.end_byte + base, direction, elem)


@expression("struct_type")
def _struct(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    fields: list[Field] = []
    for child in node.child(node.child_count - 1).children:
        if child.kind_id == _FIELD_DECLARATION and not child.has_error:
            _struct_field(source, child, depth + 1, fields)
    base = source.base
    return StructType(node.start_byte + base, node.end_byte + base, tuple(fields))


def _struct_field(source: Source, node: TreeNode, depth: int, fields: list[Field]) -> None:
    """Append the fields one declaration of a struct makes."""
    base = source.base
    end = node.end_byte + base
    type = part(source, node, _TYPE, depth)
    named = [child for child in node.children if child.kind_id in _NAMES]
    for name in named:
        fields.append(Field(name.start_byte + base, end, text_of(source, name), type))
    if not named:
        if node.child(0).kind_id == _STAR:
            type = Star(node.start_byte + base, type.end, type)
        fields.append(Field(node.start_byte + base, end, type_name(type), type, embedded=True))


def type_name(type: Expr) -> str:
    """The name an embedded field or a receiver takes from its type; "" when it has none."""
    while True:
        if isinstance(type, (Star, Index)):
            type = type.x
        elif isinstance(type, (Ident, Selector)):
            return type.name
        else:
            return ""


@expression("interface_type")
def _interface(source: Source, node: TreeNode, depth: int) -> Expr:
    if depth > MAX_DEPTH:
        return source.cut(node)
    methods: list[tuple[str, FuncType]] = []
    embeds: list[Expr] = []
    for child in node.children:
        number = child.kind_id
        if child.has_error:
            continue
        if number == _METHOD_ELEM:
            name = child.child_by_field_id(_NAME)
            if name is not None:
                methods.append((text_of(source, name), signature(source, child, depth + 1)))
        elif number == _TYPE_ELEM:
            embeds.append(_union(source, child, depth + 1))
    base = source.base
    return InterfaceType(node.start_byte + base, node.end_byte + base, tuple(methods), tuple(embeds))


def signature(source: Source, node: TreeNode, depth: int) -> FuncType:
    """The signature in any node that has the fields parameters and result (functions, methods, literals, types)."""
    base = source.base
    parameters = node.child_by_field_id(_PARAMETERS)
    result = node.child_by_field_id(_RESULT)
    last = result or parameters or node
    if depth > MAX_DEPTH:
        source.cut(node)
        parameters = result = None
    return FuncType(
        node.start_byte + base,
        last.end_byte + base,
        () if parameters is None else fields_of(source, parameters, depth + 1),
        () if result is None else _results(source, result, depth + 1),
    )


@expression("function_type")
def _function(source: Source, node: TreeNode, depth: int) -> Expr:
    return source.cut(node) if depth > MAX_DEPTH else signature(source, node, depth)


def _results(source: Source, node: TreeNode, depth: int) -> tuple[Field, ...]:
    if node.kind_id == _PARAMETER_LIST:
        return fields_of(source, node, depth)
    base = source.base
    type = source.bad(node) if node.has_error else EXPRS[node.kind_id](source, node, depth)
    return (Field(node.start_byte + base, node.end_byte + base, "", type),)


def fields_of(source: Source, node: TreeNode, depth: int) -> tuple[Field, ...]:
    """One Field per name (or unnamed type) of a list of parameters, results, receivers or type parameters."""
    if node.child_count == 2:
        return ()
    fields: list[Field] = []
    base = source.base
    for child in node.children:
        number = child.kind_id
        if number in (_PARAMETER_DECLARATION, _TYPE_PARAMETER_DECLARATION, _VARIADIC):
            if source.broken and child.has_error:
                fields.append(Field(child.start_byte + base, child.end_byte + base, "", source.bad(child)))
                continue
            parts = child.children
            last = parts[-1]
            end = last.end_byte + base
            type = EXPRS[last.kind_id](source, last, depth)
            variadic = number == _VARIADIC
            names = [name for name in parts[:-1] if name.kind_id in _NAMES]
            for name in names:
                fields.append(Field(name.start_byte + base, end, text_of(source, name), type, variadic=variadic))
            if not names:
                fields.append(Field(child.start_byte + base, end, "", type, variadic=variadic))
    return tuple(fields)
