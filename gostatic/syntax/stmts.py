"""Tree-sitter statements to syntax tree statements.

In a tree without errors children are where the grammar puts them. In a broken one each statement that contains the
error goes through the tolerant conversions at the end of this module, so that its good neighbours and, in compound
statements, its good parts are kept.
"""

from __future__ import annotations

from typing import Final

from gostatic.syntax.ast import (
    Assign,
    BadStmt,
    Block,
    Branch,
    Case,
    CommCase,
    DeclStmt,
    DeferStmt,
    Expr,
    ExprStmt,
    For,
    GoStmt,
    If,
    IncDec,
    Labeled,
    Range,
    Return,
    Select,
    SendStmt,
    Stmt,
    Switch,
    TypeSwitch,
)
from gostatic.syntax.decls import value_or_type_decls
from gostatic.syntax.exprs import block, tolerant
from gostatic.syntax.grammar import field, kind, kinds
from gostatic.syntax.source import EXPRS, IS_EXPR, MAX_DEPTH, STMTS, Source, TreeNode, expressions, statement
from gostatic.syntax.typeexprs import part, text_of

_BLOCK: Final = kind("block")
_COMMENT: Final = kind("comment")
_COMMUNICATION_CASE: Final = kind("communication_case")
_DEFAULT_CASE: Final = kind("default_case")
_ERROR: Final = 0xFFFF
_EXPRESSION_CASE: Final = kind("expression_case")
_EXPRESSION_LIST: Final = kind("expression_list")
_FOR_CLAUSE: Final = kind("for_clause")
_IDENTIFIERS: Final = frozenset(kinds("identifier"))
_IF: Final = kind("if_statement")
_RANGE_CLAUSE: Final = kind("range_clause")
_SEND: Final = kind("send_statement")
_STATEMENT_LIST: Final = kind("statement_list")
_TYPE_CASE: Final = kind("type_case")
_DEFINE: Final = 30

_ALIAS: Final = field("alias")
_ALTERNATIVE: Final = field("alternative")
_CHANNEL: Final = field("channel")
_COMMUNICATION: Final = field("communication")
_CONDITION: Final = field("condition")
_CONSEQUENCE: Final = field("consequence")
_INITIALIZER: Final = field("initializer")
_LABEL: Final = field("label")
_LEFT: Final = field("left")
_OPERATOR: Final = field("operator")
_RIGHT: Final = field("right")
_TYPE: Final = field("type")
_UPDATE: Final = field("update")
_VALUE: Final = field("value")


def convert_statement(source: Source, node: TreeNode, depth: int) -> Stmt:
    """Convert one statement node; BadStmt when it is none or is nested too deep."""
    convert = STMTS[node.kind_id]
    if depth > MAX_DEPTH:
        source.cut(node)
        convert = None
    if convert is None:
        return BadStmt(node.start_byte + source.base, node.end_byte + source.base)
    if source.broken and node.has_error:
        return _tolerant_statement(source, node, depth)
    return convert(source, node, depth)


def _cut(source: Source, node: TreeNode) -> BadStmt:
    """The stand-in for a statement nested too deep."""
    bad = source.cut(node)
    return BadStmt(bad.pos, bad.end)


def _statements(source: Source, node: TreeNode, depth: int) -> tuple[Stmt, ...]:
    """The statements among the children of ``node``, which may have a statement list in between."""
    if depth > MAX_DEPTH:
        return (_cut(source, node),)
    children = node.children
    if source.broken:
        found: list[Stmt] = []
        _broken_statements(source, children, depth, found)
        return tuple(found)
    return tuple([convert(source, child, depth) for child in children if (convert := STMTS[child.kind_id]) is not None])


def _body(source: Source, node: TreeNode, depth: int) -> tuple[Stmt, ...]:
    """The statements of a switch or select arm."""
    if source.broken:
        return _statements(source, node, depth) if _has_list(node) else ()
    last = node.child(node.child_count - 1)
    return _statements(source, last, depth) if last.kind_id == _STATEMENT_LIST else ()


def _has_list(node: TreeNode) -> bool:
    return any(child.kind_id == _STATEMENT_LIST for child in node.children)


def _optional(source: Source, node: TreeNode, name: int, depth: int) -> Stmt | None:
    child = node.child_by_field_id(name)
    return None if child is None else convert_statement(source, child, depth)


def _list(source: Source, node: TreeNode, depth: int) -> tuple[Expr, ...]:
    if node.child_count == 1:
        only = node.child(0)
        return (EXPRS[only.kind_id](source, only, depth),)
    return expressions(source, node, depth)


@statement("block")
def _block(source: Source, node: TreeNode, depth: int) -> Stmt:
    base = source.base
    start, end = node.start_byte, node.end_byte
    statements: tuple[Stmt, ...] = ()
    if source.broken:
        statements = _statements(source, node, depth + 1)
    elif end - start > 2:
        for child in node.children:
            if child.kind_id == _STATEMENT_LIST:
                statements = _statements(source, child, depth + 1)
                break
    return Block(start + base, end + base, statements)


@statement("expression_statement")
def _expression(source: Source, node: TreeNode, depth: int) -> Stmt:
    base = source.base
    x = node.child(0)
    return ExprStmt(node.start_byte + base, node.end_byte + base, EXPRS[x.kind_id](source, x, depth))


@statement("send_statement")
def _send(source: Source, node: TreeNode, depth: int) -> Stmt:
    base = source.base
    chan = node.child(0)
    value = node.child(node.child_count - 1)
    return SendStmt(
        node.start_byte + base,
        node.end_byte + base,
        EXPRS[chan.kind_id](source, chan, depth),
        EXPRS[value.kind_id](source, value, depth),
    )


@statement("inc_statement", "dec_statement")
def _step(source: Source, node: TreeNode, depth: int) -> Stmt:
    base = source.base
    end = node.end_byte
    x = node.child(0)
    op = "++" if source.text[end - 1 : end] == b"+" else "--"
    return IncDec(node.start_byte + base, end + base, EXPRS[x.kind_id](source, x, depth), op)


@statement("assignment_statement", "short_var_declaration")
def _assign(source: Source, node: TreeNode, depth: int) -> Stmt:
    base = source.base
    count = node.child_count
    sign = node.child(1)
    if count != 3:
        sign = next(child for child in node.children[1:] if child.kind_id != _COMMENT)
    return Assign(
        node.start_byte + base,
        node.end_byte + base,
        _list(source, node.child(0), depth),
        text_of(source, sign),
        _list(source, node.child(count - 1), depth),
    )


@statement("receive_statement")
def _receive(source: Source, node: TreeNode, depth: int) -> Stmt:
    base = source.base
    start, end = node.start_byte + base, node.end_byte + base
    left = node.child_by_field_id(_LEFT)
    right = part(source, node, _RIGHT, depth)
    if left is None:
        return ExprStmt(start, end, right)
    op = ":=" if any(child.kind_id == _DEFINE for child in node.children) else "="
    return Assign(start, end, _list(source, left, depth), op, (right,))


@statement("go_statement")
def _go(source: Source, node: TreeNode, depth: int) -> Stmt:
    base = source.base
    call = node.child(node.child_count - 1)
    return GoStmt(node.start_byte + base, node.end_byte + base, EXPRS[call.kind_id](source, call, depth))


@statement("defer_statement")
def _defer(source: Source, node: TreeNode, depth: int) -> Stmt:
    base = source.base
    call = node.child(node.child_count - 1)
    return DeferStmt(node.start_byte + base, node.end_byte + base, EXPRS[call.kind_id](source, call, depth))


@statement("return_statement")
def _return(source: Source, node: TreeNode, depth: int) -> Stmt:
    base = source.base
    results: tuple[Expr, ...] = ()
    if node.child_count > 1:
        last = node.child(node.child_count - 1)
        if last.kind_id == _EXPRESSION_LIST:
            results = _list(source, last, depth)
    return Return(node.start_byte + base, node.end_byte + base, results)


@statement("break_statement", "continue_statement", "goto_statement", "fallthrough_statement")
def _branch(source: Source, node: TreeNode, depth: int) -> Stmt:
    base = source.base
    count = node.child_count
    token = node.child(0) if count else node
    label = text_of(source, node.child(count - 1)) if count > 1 else ""
    return Branch(node.start_byte + base, node.end_byte + base, text_of(source, token), label)


@statement("labeled_statement")
def _labeled(source: Source, node: TreeNode, depth: int) -> Stmt:
    base = source.base
    label = text_of(source, node.child(0))
    last = node.child(node.child_count - 1)
    inner = None
    if STMTS[last.kind_id] is not None:
        inner = convert_statement(source, last, depth + 1)
    return Labeled(node.start_byte + base, node.end_byte + base, label, inner)


@statement("var_declaration", "const_declaration", "type_declaration")
def _declaration(source: Source, node: TreeNode, depth: int) -> Stmt:
    base = source.base
    return DeclStmt(node.start_byte + base, node.end_byte + base, value_or_type_decls(source, node, depth))


@statement("if_statement")
def _if(source: Source, node: TreeNode, depth: int) -> Stmt:
    """Collect a chain of ``else if`` in a loop, then build it from its end: it is nested as deep as it is long."""
    base = source.base
    arms: list[tuple[TreeNode, int]] = []
    orelse: Stmt | None = None
    current = node
    while True:
        if depth > MAX_DEPTH:
            orelse = _cut(source, current)
            break
        depth += 1
        arms.append((current, depth))
        if current.child_count == 3:
            break  # no initializer, no else, no comment: most there are
        alternative = current.child_by_field_id(_ALTERNATIVE)
        if alternative is None:
            break
        if alternative.kind_id != _IF:
            orelse = convert_statement(source, alternative, depth)
            break
        current = alternative
    if not arms:
        return _cut(source, node)
    for arm, level in reversed(arms):
        init: Stmt | None = None
        if arm.child_count == 3 and not source.broken:
            cond = arm.child(1)
            test = EXPRS[cond.kind_id](source, cond, level)
            then = block(source, arm.child(2), level)
        else:
            init = _optional(source, arm, _INITIALIZER, level)
            condition = arm.child_by_field_id(_CONDITION)
            test = source.bad(arm) if condition is None else tolerant(source, condition, level)
            then = block(source, arm.child_by_field_id(_CONSEQUENCE) or arm, level)
        orelse = If(arm.start_byte + base, arm.end_byte + base, init, test, then, orelse)
    assert orelse is not None
    return orelse


@statement("for_statement")
def _for(source: Source, node: TreeNode, depth: int) -> Stmt:
    if depth > MAX_DEPTH:
        return _cut(source, node)
    base = source.base
    depth += 1
    start, end = node.start_byte + base, node.end_byte + base
    body = block(source, node.child(node.child_count - 1), depth)
    for child in node.children:
        number = child.kind_id
        if number == _RANGE_CLAUSE:
            key, value, define = None, None, False
            left = child.child_by_field_id(_LEFT)
            if left is not None:
                names = _list(source, left, depth)
                key = names[0] if names else None
                value = names[1] if len(names) > 1 else None
                define = any(sign.kind_id == _DEFINE for sign in child.children)
            return Range(start, end, key, value, define, part(source, child, _RIGHT, depth), body)
        if number == _FOR_CLAUSE:
            cond = child.child_by_field_id(_CONDITION)
            return For(
                start,
                end,
                _optional(source, child, _INITIALIZER, depth),
                None if cond is None else EXPRS[cond.kind_id](source, cond, depth),
                _optional(source, child, _UPDATE, depth),
                body,
            )
        if IS_EXPR[number]:
            return For(start, end, None, EXPRS[number](source, child, depth), None, body)
    return For(start, end, None, None, None, body)


@statement("expression_switch_statement")
def _switch(source: Source, node: TreeNode, depth: int) -> Stmt:
    if depth > MAX_DEPTH:
        return _cut(source, node)
    base = source.base
    depth += 1
    tag = node.child_by_field_id(_VALUE)
    return Switch(
        node.start_byte + base,
        node.end_byte + base,
        _optional(source, node, _INITIALIZER, depth),
        None
        if tag is None
        else tolerant(source, tag, depth)
        if source.broken
        else EXPRS[tag.kind_id](source, tag, depth),
        _cases(source, node, depth),
    )


def _cases(source: Source, node: TreeNode, depth: int) -> tuple[Case, ...]:
    base = source.base
    cases = []
    for child in node.children:
        number = child.kind_id
        exprs: tuple[Expr, ...] | None = None
        if number == _EXPRESSION_CASE:
            values = child.child_by_field_id(_VALUE)
            exprs = () if values is None else _list(source, values, depth)
        elif number == _TYPE_CASE:
            exprs = expressions(source, child, depth)
        elif number != _DEFAULT_CASE:
            continue
        cases.append(Case(child.start_byte + base, child.end_byte + base, exprs, _body(source, child, depth + 1)))
    return tuple(cases)


@statement("type_switch_statement")
def _type_switch(source: Source, node: TreeNode, depth: int) -> Stmt:
    if depth > MAX_DEPTH:
        return _cut(source, node)
    base = source.base
    depth += 1
    alias = node.child_by_field_id(_ALIAS)
    return TypeSwitch(
        node.start_byte + base,
        node.end_byte + base,
        _optional(source, node, _INITIALIZER, depth),
        "" if alias is None else text_of(source, alias),
        part(source, node, _VALUE, depth),
        _cases(source, node, depth),
    )


@statement("select_statement")
def _select(source: Source, node: TreeNode, depth: int) -> Stmt:
    if depth > MAX_DEPTH:
        return _cut(source, node)
    base = source.base
    depth += 1
    cases = []
    for child in node.children:
        comm: Stmt | None = None
        if child.kind_id == _COMMUNICATION_CASE:
            comm = _optional(source, child, _COMMUNICATION, depth)
            if comm is None:
                comm = BadStmt(child.start_byte + base, child.end_byte + base)
        elif child.kind_id != _DEFAULT_CASE:
            continue
        cases.append(CommCase(child.start_byte + base, child.end_byte + base, comm, _body(source, child, depth + 1)))
    return Select(node.start_byte + base, node.end_byte + base, tuple(cases))


# --- trees with errors -----------------------------------------------------------------------------------------


def _broken_statements(source: Source, children: list[TreeNode], depth: int, found: list[Stmt]) -> None:
    """Append the statements among ``children``, looking into statement lists and error nodes as well."""
    base = source.base
    for child in children:
        number = child.kind_id
        if number == _STATEMENT_LIST:
            _broken_statements(source, child.children, depth, found)
        elif number == _ERROR:
            found.append(BadStmt(child.start_byte + base, child.end_byte + base))
            if depth < MAX_DEPTH:
                _broken_statements(source, child.children, depth + 1, found)
        elif STMTS[number] is not None:
            found.append(convert_statement(source, child, depth))


def _tolerant_statement(source: Source, node: TreeNode, depth: int) -> Stmt:
    """Convert a statement that contains an error: compound ones in parts, calls with their good arguments."""
    base = source.base
    name = _TOLERANT.get(node.kind_id)
    if name == "compound":
        convert = STMTS[node.kind_id]
        if convert is not None and not _header_has_error(node):
            # One level more than needed: there are more frames to a level here.
            return convert(source, node, depth + 1)
    elif name == "if":
        return _if(source, node, depth + 1)
    elif name in ("expression", "go", "defer"):
        operand = node.child(node.child_count - 1)
        if IS_EXPR[operand.kind_id]:
            x = tolerant(source, operand, depth)
            start, end = node.start_byte + base, node.end_byte + base
            if name == "go":
                return GoStmt(start, end, x)
            return DeferStmt(start, end, x) if name == "defer" else ExprStmt(start, end, x)
    elif name == "assign":
        left, right = node.child_by_field_id(_LEFT), node.child_by_field_id(_RIGHT)
        if left is not None and right is not None and not left.has_error:
            values = tuple([tolerant(source, child, depth) for child in right.children if IS_EXPR[child.kind_id]])
            sign = next((text_of(source, child) for child in node.children if not child.is_named), "=")
            return Assign(node.start_byte + base, node.end_byte + base, _list(source, left, depth), sign, values)
    elif name == "labeled":
        return _labeled(source, node, depth)
    return BadStmt(node.start_byte + base, node.end_byte + base)


def _header_has_error(node: TreeNode) -> bool:
    """Whether an error lies outside the bodies of a compound statement, so that its parts cannot be trusted."""
    bodies = (_BLOCK, _EXPRESSION_CASE, _TYPE_CASE, _DEFAULT_CASE, _COMMUNICATION_CASE)
    for child in node.children:
        if child.has_error and child.kind_id not in bodies:
            return True
        is_arm = child.kind_id in bodies and child.kind_id != _BLOCK
        if is_arm and any(inner.has_error and inner.kind_id != _STATEMENT_LIST for inner in child.children):
            return True
    return False


_TOLERANT: Final[dict[int, str]] = {
    kind(kind_name): how
    for kind_name, how in (
        ("block", "compound"),
        ("for_statement", "compound"),
        ("expression_switch_statement", "compound"),
        ("type_switch_statement", "compound"),
        ("select_statement", "compound"),
        ("if_statement", "if"),
        ("expression_statement", "expression"),
        ("go_statement", "go"),
        ("defer_statement", "defer"),
        ("assignment_statement", "assign"),
        ("short_var_declaration", "assign"),
    )
} | dict.fromkeys(kinds("labeled_statement"), "labeled")
