"""Tree-sitter declarations to syntax tree declarations."""

from __future__ import annotations

from typing import Final

from gostatic.syntax.ast import Block, Decl, Expr, Field, FuncDecl, Ident, ImportDecl, TypeDecl, ValueDecl
from gostatic.syntax.exprs import block
from gostatic.syntax.grammar import field, kind, kinds
from gostatic.syntax.source import EXPRS, Source, TreeNode, expressions
from gostatic.syntax.typeexprs import fields_of, part, signature, text_of

_BODY: Final = field("body")
_NAME: Final = field("name")
_PATH: Final = field("path")
_RECEIVER: Final = field("receiver")
_TYPE: Final = field("type")
_TYPE_PARAMETERS: Final = field("type_parameters")
_VALUE: Final = field("value")

_COMMA: Final = 12
_COMMENT: Final = kind("comment")
_CONST: Final = kind("const_declaration")
_CONST_SPEC: Final = kind("const_spec")
_FUNCTION: Final = kind("function_declaration")
_IDENTIFIERS: Final = frozenset(kinds("identifier"))
_IMPORT: Final = kind("import_declaration")
_IMPORT_SPEC: Final = kind("import_spec")
_IMPORT_SPEC_LIST: Final = kind("import_spec_list")
_METHOD: Final = kind("method_declaration")
_TYPE_ALIAS: Final = kind("type_alias")
_TYPE_DECLARATION: Final = kind("type_declaration")
_TYPE_SPEC: Final = kind("type_spec")
_VAR: Final = kind("var_declaration")
_VAR_SPEC: Final = kind("var_spec")
_VAR_SPEC_LIST: Final = kind("var_spec_list")

_TOLERANT: Final = (kind("struct_type"), kind("interface_type"))
_VALUES: Final = (_VAR, _CONST, _TYPE_DECLARATION)


def convert_declaration(source: Source, node: TreeNode) -> tuple[Decl, ...]:
    """The declarations of one top-level node; empty when it is none."""
    number = node.kind_id
    if number in (_FUNCTION, _METHOD):
        found = _function(source, node)
        return () if found is None else (found,)
    if number in _VALUES:
        return value_or_type_decls(source, node, 0)
    if number == _IMPORT:
        return tuple(_imports(source, node.children))
    return ()


def _function(source: Source, node: TreeNode) -> FuncDecl | None:
    base = source.base
    name = node.child_by_field_id(_NAME)
    if name is None or name.is_missing:
        return None
    receiver = node.child_by_field_id(_RECEIVER)
    parameters = node.child_by_field_id(_TYPE_PARAMETERS)
    body = node.child_by_field_id(_BODY)
    recv: Field | None = None
    if receiver is not None:
        fields = fields_of(source, receiver, 0)
        bad = Field(receiver.start_byte + base, receiver.end_byte + base, "", source.bad(receiver))
        recv = fields[0] if fields else bad
    made: Block | None = None if body is None or body.is_missing else block(source, body, 0)
    tparams = () if parameters is None else fields_of(source, parameters, 0)
    start, end = node.start_byte + base, node.end_byte + base
    return FuncDecl(start, end, text_of(source, name), recv, tparams, signature(source, node, 0), made)


def value_or_type_decls(source: Source, node: TreeNode, depth: int) -> tuple[Decl, ...]:
    """The specifications of a var, const or type declaration, top-level or local, one node each."""
    found: list[Decl] = []
    is_const = node.kind_id == _CONST
    type: Expr | None = None
    values: tuple[Expr, ...] = ()
    iota = 0
    for spec in _specs(node):
        number = spec.kind_id
        if number in (_TYPE_SPEC, _TYPE_ALIAS):
            made = _type(source, spec, depth)
            if made is not None:
                found.append(made)
            continue
        own_type, own_values = _type_and_values(source, spec, depth)
        if own_values or own_type is not None or not is_const:
            type, values = own_type, own_values
        start, end = spec.start_byte + source.base, spec.end_byte + source.base
        kind_name = "const" if is_const else "var"
        found.append(ValueDecl(start, end, kind_name, _names(source, spec), type, values, iota if is_const else 0))
        iota += 1
    return tuple(found)


def _specs(node: TreeNode) -> list[TreeNode]:
    specs = []
    for child in node.children:
        if child.kind_id == _VAR_SPEC_LIST:
            specs.extend([spec for spec in child.children if spec.kind_id == _VAR_SPEC])
        elif child.kind_id in (_VAR_SPEC, _CONST_SPEC, _TYPE_SPEC, _TYPE_ALIAS):
            specs.append(child)
    return specs


def _names(source: Source, spec: TreeNode) -> tuple[Ident, ...]:
    base = source.base
    names = []
    for child in spec.children:
        if child.kind_id in _IDENTIFIERS:
            names.append(Ident(child.start_byte + base, child.end_byte + base, text_of(source, child)))
        elif child.kind_id not in (_COMMA, _COMMENT):
            break
    return tuple(names)


def _type_and_values(source: Source, spec: TreeNode, depth: int) -> tuple[Expr | None, tuple[Expr, ...]]:
    if source.broken and spec.has_error:
        return None, (source.bad(spec),)
    typed = spec.child_by_field_id(_TYPE) is not None
    values = spec.child_by_field_id(_VALUE)
    return (
        part(source, spec, _TYPE, depth + 1) if typed else None,
        () if values is None else expressions(source, values, depth + 1),
    )


def _type(source: Source, spec: TreeNode, depth: int) -> TypeDecl | None:
    name = spec.child_by_field_id(_NAME)
    if name is None or name.is_missing:
        return None
    base = source.base
    parameters = spec.child_by_field_id(_TYPE_PARAMETERS)
    tparams = () if parameters is None else fields_of(source, parameters, depth + 1)
    start, end = spec.start_byte + base, spec.end_byte + base
    alias = spec.kind_id == _TYPE_ALIAS
    type = spec.child_by_field_id(_TYPE)
    # Structs and interfaces with an error keep their good members.
    if type is None or (type.has_error and type.kind_id not in _TOLERANT):
        made: Expr = source.bad(spec)
    else:
        made = EXPRS[type.kind_id](source, type, depth + 1)
    return TypeDecl(start, end, text_of(source, name), tparams, alias, made)


def _imports(source: Source, children: list[TreeNode]) -> list[ImportDecl]:
    found = []
    base = source.base
    for child in children:
        if child.kind_id == _IMPORT_SPEC_LIST:
            found.extend(_imports(source, child.children))
        elif child.kind_id == _IMPORT_SPEC:
            name = child.child_by_field_id(_NAME)
            path = child.child_by_field_id(_PATH)
            if path is not None and not path.has_error:
                quoted = text_of(source, path)
                new_name = "" if name is None else text_of(source, name)
                found.append(ImportDecl(child.start_byte + base, child.end_byte + base, new_name, quoted[1:-1]))
    return found
