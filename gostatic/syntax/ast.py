"""The syntax tree the later stages see: small slotted objects, one per Go construct, free of tree-sitter nodes.

Every node carries ``pos`` and ``end``, byte offsets into its file (not into the slice it was parsed from).
Parentheses are dropped. Anything that could not be parsed or is nested deeper than the bound is a ``Bad`` node.
Optional children are ``None``; lists are tuples. Nodes are built complete and never changed afterwards.
"""

from __future__ import annotations


class Node:
    """Base of all nodes."""

    __slots__ = ("end", "pos")

    pos: int
    end: int


class Expr(Node):
    """Base of expressions and type expressions (Go's grammar shares them)."""

    __slots__ = ()


class Stmt(Node):
    """Base of statements."""

    __slots__ = ()


# --- expressions -----------------------------------------------------------------------------------------------


class Bad(Expr):
    """Source that could not be understood, as expression, type or statement."""

    __slots__ = ()

    def __init__(self, pos: int, end: int) -> None:
        self.pos, self.end = pos, end


class Ident(Expr):
    """A name, also a type name, ``_``, ``nil``, ``true``, ``iota``."""

    __slots__ = ("name",)

    def __init__(self, pos: int, end: int, name: str) -> None:
        self.pos, self.end, self.name = pos, end, name


class BasicLit(Expr):
    """A literal; ``kind`` is int, float, imag, char or string; ``text`` is the source text (strings keep their quotes)."""

    __slots__ = ("kind", "text")

    def __init__(self, pos: int, end: int, kind: str, text: str) -> None:
        self.pos, self.end, self.kind, self.text = pos, end, kind, text


class Selector(Expr):
    """``x.name``, also a qualified name such as ``sync.Mutex`` in expression or type position."""

    __slots__ = ("name", "x")

    def __init__(self, pos: int, end: int, x: Expr, name: str) -> None:
        self.pos, self.end, self.x, self.name = pos, end, x, name


class Index(Expr):
    """``x[a]`` or an instantiation ``x[A, B]`` (also of a generic type)."""

    __slots__ = ("indices", "x")

    def __init__(self, pos: int, end: int, x: Expr, indices: tuple[Expr, ...]) -> None:
        self.pos, self.end, self.x, self.indices = pos, end, x, indices


class SliceExpr(Expr):
    """``x[lo:hi:max]``; absent bounds are None."""

    __slots__ = ("bounds", "x")

    def __init__(self, pos: int, end: int, x: Expr, bounds: tuple[Expr | None, ...]) -> None:
        self.pos, self.end, self.x, self.bounds = pos, end, x, bounds


class Call(Expr):
    """``fun(args...)``; a conversion looks the same. Explicit type arguments are an ``Index`` in ``fun``.

    For ``make`` and ``new`` (and any call) a type argument is an ordinary type expression in ``args``.
    ``spread`` is true for a final ``...``. ``paren`` is the offset of the opening parenthesis.
    """

    __slots__ = ("args", "fun", "paren", "spread")

    def __init__(self, pos: int, end: int, fun: Expr, args: tuple[Expr, ...], spread: bool, paren: int) -> None:
        self.pos, self.end, self.fun, self.args, self.spread, self.paren = pos, end, fun, args, spread, paren


class Star(Expr):
    """``*x``: dereference or pointer type."""

    __slots__ = ("x",)

    def __init__(self, pos: int, end: int, x: Expr) -> None:
        self.pos, self.end, self.x = pos, end, x


class Unary(Expr):
    """``op x`` with op one of ``& <- ! - + ^ ~``."""

    __slots__ = ("op", "x")

    def __init__(self, pos: int, end: int, op: str, x: Expr) -> None:
        self.pos, self.end, self.op, self.x = pos, end, op, x


class Binary(Expr):
    """``operands[0] op operands[1] op ...``: left-associative chains of one operator are flattened (bounded depth)."""

    __slots__ = ("op", "operands")

    def __init__(self, pos: int, end: int, op: str, operands: tuple[Expr, ...]) -> None:
        self.pos, self.end, self.op, self.operands = pos, end, op, operands


class TypeAssert(Expr):
    """``x.(T)``; ``type`` is None for the ``x.(type)`` of a type switch."""

    __slots__ = ("type", "x")

    def __init__(self, pos: int, end: int, x: Expr, type: Expr | None) -> None:
        self.pos, self.end, self.x, self.type = pos, end, x, type


class CompositeLit(Expr):
    """``T{...}``; ``type`` is None for an elided inner type; elements are (key or None, value)."""

    __slots__ = ("elements", "type")

    def __init__(self, pos: int, end: int, type: Expr | None, elements: tuple[tuple[Expr | None, Expr], ...]) -> None:
        self.pos, self.end, self.type, self.elements = pos, end, type, elements


class FuncLit(Expr):
    """A function literal."""

    __slots__ = ("body", "type")

    def __init__(self, pos: int, end: int, type: FuncType, body: Block) -> None:
        self.pos, self.end, self.type, self.body = pos, end, type, body


# --- type expressions ------------------------------------------------------------------------------------------


class ArrayType(Expr):
    """``[length]elem``; ``length`` is None for a slice and an Ident ``...`` for ``[...]T``."""

    __slots__ = ("elem", "length")

    def __init__(self, pos: int, end: int, length: Expr | None, elem: Expr) -> None:
        self.pos, self.end, self.length, self.elem = pos, end, length, elem


class ChanType(Expr):
    """``chan T``; ``direction`` is both, send (``chan<- T``) or recv (``<-chan T``)."""

    __slots__ = ("direction", "elem")

    def __init__(self, pos: int, end: int, direction: str, elem: Expr) -> None:
        self.pos, self.end, self.direction, self.elem = pos, end, direction, elem


class MapType(Expr):
    """``map[key]value``."""

    __slots__ = ("key", "value")

    def __init__(self, pos: int, end: int, key: Expr, value: Expr) -> None:
        self.pos, self.end, self.key, self.value = pos, end, key, value


class Field(Node):
    """One name of a parameter, result, receiver, type parameter or struct field list.

    ``name`` is "" when absent (unnamed parameter); a struct's embedded field has ``embedded`` true and, as name, the
    type's own name. ``variadic`` marks ``...T`` (then ``type`` is T).
    """

    __slots__ = ("embedded", "name", "type", "variadic")

    def __init__(
        self, pos: int, end: int, name: str, type: Expr, embedded: bool = False, variadic: bool = False
    ) -> None:
        self.pos, self.end, self.name, self.type = pos, end, name, type
        self.embedded, self.variadic = embedded, variadic


class FuncType(Expr):
    """A signature: one ``Field`` per parameter and per result (``a, b int`` gives two)."""

    __slots__ = ("params", "results")

    def __init__(self, pos: int, end: int, params: tuple[Field, ...], results: tuple[Field, ...]) -> None:
        self.pos, self.end, self.params, self.results = pos, end, params, results


class StructType(Expr):
    """A struct type."""

    __slots__ = ("fields",)

    def __init__(self, pos: int, end: int, fields: tuple[Field, ...]) -> None:
        self.pos, self.end, self.fields = pos, end, fields


class InterfaceType(Expr):
    """An interface: methods as (name, signature); ``embeds`` are embedded types and unions (a union is a Binary ``|``)."""

    __slots__ = ("embeds", "methods")

    def __init__(self, pos: int, end: int, methods: tuple[tuple[str, FuncType], ...], embeds: tuple[Expr, ...]) -> None:
        self.pos, self.end, self.methods, self.embeds = pos, end, methods, embeds


# --- statements ------------------------------------------------------------------------------------------------


class ExprStmt(Stmt):
    """An expression used as a statement."""

    __slots__ = ("x",)

    def __init__(self, pos: int, end: int, x: Expr) -> None:
        self.pos, self.end, self.x = pos, end, x


class SendStmt(Stmt):
    """``chan <- value``."""

    __slots__ = ("chan", "value")

    def __init__(self, pos: int, end: int, chan: Expr, value: Expr) -> None:
        self.pos, self.end, self.chan, self.value = pos, end, chan, value


class IncDec(Stmt):
    """``x++`` or ``x--`` (``op`` is ``++`` or ``--``)."""

    __slots__ = ("op", "x")

    def __init__(self, pos: int, end: int, x: Expr, op: str) -> None:
        self.pos, self.end, self.x, self.op = pos, end, x, op


class Assign(Stmt):
    """``lhs op rhs`` with op ``=``, ``:=`` or a compound one such as ``+=``."""

    __slots__ = ("lhs", "op", "rhs")

    def __init__(self, pos: int, end: int, lhs: tuple[Expr, ...], op: str, rhs: tuple[Expr, ...]) -> None:
        self.pos, self.end, self.lhs, self.op, self.rhs = pos, end, lhs, op, rhs


class GoStmt(Stmt):
    """``go call``."""

    __slots__ = ("call",)

    def __init__(self, pos: int, end: int, call: Expr) -> None:
        self.pos, self.end, self.call = pos, end, call


class DeferStmt(Stmt):
    """``defer call``."""

    __slots__ = ("call",)

    def __init__(self, pos: int, end: int, call: Expr) -> None:
        self.pos, self.end, self.call = pos, end, call


class Return(Stmt):
    """``return results``."""

    __slots__ = ("results",)

    def __init__(self, pos: int, end: int, results: tuple[Expr, ...]) -> None:
        self.pos, self.end, self.results = pos, end, results


class Branch(Stmt):
    """``break``, ``continue``, ``goto`` or ``fallthrough`` (``token``) with its label or ""."""

    __slots__ = ("label", "token")

    def __init__(self, pos: int, end: int, token: str, label: str) -> None:
        self.pos, self.end, self.token, self.label = pos, end, token, label


class Block(Stmt):
    """``{ stmts }``; ``pos`` is the opening brace and ``end`` one past the closing one."""

    __slots__ = ("stmts",)

    def __init__(self, pos: int, end: int, stmts: tuple[Stmt, ...]) -> None:
        self.pos, self.end, self.stmts = pos, end, stmts


class If(Stmt):
    """``if init; cond { then } else orelse``; ``orelse`` is a Block, an If or None."""

    __slots__ = ("cond", "init", "orelse", "then")

    def __init__(self, pos: int, end: int, init: Stmt | None, cond: Expr, then: Block, orelse: Stmt | None) -> None:
        self.pos, self.end, self.init, self.cond, self.then, self.orelse = pos, end, init, cond, then, orelse


class Case(Node):
    """One arm of a switch or type switch: ``exprs`` is None for ``default``."""

    __slots__ = ("body", "exprs")

    def __init__(self, pos: int, end: int, exprs: tuple[Expr, ...] | None, body: tuple[Stmt, ...]) -> None:
        self.pos, self.end, self.exprs, self.body = pos, end, exprs, body


class Switch(Stmt):
    """``switch init; tag { cases }``; ``tag`` is None for a switch on true."""

    __slots__ = ("cases", "init", "tag")

    def __init__(self, pos: int, end: int, init: Stmt | None, tag: Expr | None, cases: tuple[Case, ...]) -> None:
        self.pos, self.end, self.init, self.tag, self.cases = pos, end, init, tag, cases


class TypeSwitch(Stmt):
    """``switch init; bind := x.(type) { cases }``; ``bind`` is "" without a variable."""

    __slots__ = ("bind", "cases", "init", "x")

    def __init__(self, pos: int, end: int, init: Stmt | None, bind: str, x: Expr, cases: tuple[Case, ...]) -> None:
        self.pos, self.end, self.init, self.bind, self.x, self.cases = pos, end, init, bind, x, cases


class CommCase(Node):
    """One arm of a select: ``comm`` is a SendStmt, an ExprStmt with a receive, an Assign from a receive, or None (default)."""

    __slots__ = ("body", "comm")

    def __init__(self, pos: int, end: int, comm: Stmt | None, body: tuple[Stmt, ...]) -> None:
        self.pos, self.end, self.comm, self.body = pos, end, comm, body


class Select(Stmt):
    """``select { cases }``."""

    __slots__ = ("cases",)

    def __init__(self, pos: int, end: int, cases: tuple[CommCase, ...]) -> None:
        self.pos, self.end, self.cases = pos, end, cases


class For(Stmt):
    """``for init; cond; post { body }``; a bare ``for`` has all three None."""

    __slots__ = ("body", "cond", "init", "post")

    def __init__(
        self, pos: int, end: int, init: Stmt | None, cond: Expr | None, post: Stmt | None, body: Block
    ) -> None:
        self.pos, self.end, self.init, self.cond, self.post, self.body = pos, end, init, cond, post, body


class Range(Stmt):
    """``for key, value := range x { body }``; ``define`` tells ``:=`` from ``=``; key and value may be None."""

    __slots__ = ("body", "define", "key", "value", "x")

    def __init__(
        self, pos: int, end: int, key: Expr | None, value: Expr | None, define: bool, x: Expr, body: Block
    ) -> None:
        self.pos, self.end, self.key, self.value, self.define, self.x, self.body = (
            pos, end, key, value, define, x, body,
        )  # fmt: skip


class Labeled(Stmt):
    """``label: stmt``; ``stmt`` is None when the label ends its block."""

    __slots__ = ("label", "stmt")

    def __init__(self, pos: int, end: int, label: str, stmt: Stmt | None) -> None:
        self.pos, self.end, self.label, self.stmt = pos, end, label, stmt


class DeclStmt(Stmt):
    """A ``var``, ``const`` or ``type`` declaration inside a function."""

    __slots__ = ("decls",)

    def __init__(self, pos: int, end: int, decls: tuple[Decl, ...]) -> None:
        self.pos, self.end, self.decls = pos, end, decls


class BadStmt(Stmt):
    """A statement that could not be understood."""

    __slots__ = ()

    def __init__(self, pos: int, end: int) -> None:
        self.pos, self.end = pos, end


# --- declarations ----------------------------------------------------------------------------------------------


class Decl(Node):
    """Base of declarations."""

    __slots__ = ()


class FuncDecl(Decl):
    """A function or method: ``recv`` is None for a function, ``body`` None for an external one.

    ``tparams`` holds type parameters as Fields (their type is the constraint). The type parameters of a receiver
    ``(r *T[K, V])`` stay in the receiver's type expression as an ``Index``.
    """

    __slots__ = ("body", "name", "recv", "tparams", "type")

    def __init__(
        self,
        pos: int,
        end: int,
        name: str,
        recv: Field | None,
        tparams: tuple[Field, ...],
        type: FuncType,
        body: Block | None,
    ) -> None:
        self.pos, self.end, self.name, self.recv = pos, end, name, recv
        self.tparams, self.type, self.body = tparams, type, body


class TypeDecl(Decl):
    """One type specification; ``alias`` for ``type A = B``."""

    __slots__ = ("alias", "name", "tparams", "type")

    def __init__(self, pos: int, end: int, name: str, tparams: tuple[Field, ...], alias: bool, type: Expr) -> None:
        self.pos, self.end, self.name, self.tparams, self.alias, self.type = pos, end, name, tparams, alias, type


class ValueDecl(Decl):
    """One var or const specification.

    ``kind`` is var or const. A const without type and values repeats the previous one's: then ``values`` and ``type``
    are already those of the earlier specification, and ``iota`` is this one's index in its group.
    """

    __slots__ = ("iota", "kind", "names", "type", "values")

    def __init__(
        self,
        pos: int,
        end: int,
        kind: str,
        names: tuple[Ident, ...],
        type: Expr | None,
        values: tuple[Expr, ...],
        iota: int,
    ) -> None:
        self.pos, self.end, self.kind, self.names = pos, end, kind, names
        self.type, self.values, self.iota = type, values, iota


class ImportDecl(Decl):
    """One import: ``name`` is "" (default), ``.``, ``_`` or the new name; ``path`` without quotes."""

    __slots__ = ("name", "path")

    def __init__(self, pos: int, end: int, name: str, path: str) -> None:
        self.pos, self.end, self.name, self.path = pos, end, name, path
