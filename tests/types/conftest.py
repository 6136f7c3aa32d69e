"""Small Go programs held in memory, and questions about their types."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

from gostatic.project.workspace import Module, Package, SourceFile
from gostatic.syntax import ast
from gostatic.syntax.parse import parse_decls
from gostatic.syntax.split import package_name
from gostatic.types.model import Named, Type
from gostatic.types.show import type_text
from gostatic.types.universe import (
    ConstSymbol,
    FuncSymbol,
    LocalConst,
    LocalType,
    LocalVar,
    PackageScope,
    Scope,
    Types,
    TypeSymbol,
    VarSymbol,
)

MODULE = Module("example.com/m", "/nowhere", (1, 27))


def source_file(path: str, source: str) -> SourceFile:
    if source.startswith("\n"):  # Go indented in a Python string: tabs as gofmt sets them
        source = "\n".join([_tabs(line) for line in textwrap.dedent(source[1:]).split("\n")])
    text = source.encode()
    return SourceFile(path, f"/nowhere/{path}", text, package_name(text), path.endswith("_test.go"), False, (1, 27))


def _tabs(line: str) -> str:
    code = line.lstrip(" ")
    return "\t" * ((len(line) - len(code)) // 4) + code


class World:
    """Packages by import path, the first one the one asked about."""

    def __init__(self, packages: dict[str, dict[str, str]]) -> None:
        self.packages: dict[str, Package] = {}
        self.asked: list[str] = []
        for path, files in packages.items():
            parsed = tuple([source_file(f"{path}/{name}", source) for name, source in sorted(files.items())])
            self.packages[path] = Package(path, parsed[0].package, path, parsed, MODULE)
        self.types = Types(self.find)
        self.main = next(iter(packages))

    def find(self, path: str) -> Package | None:
        self.asked.append(path)
        return self.packages.get(path)

    @property
    def package(self) -> PackageScope:
        found = self.types.scope(self.main)
        assert found is not None
        return found

    def var_type(self, name: str) -> Type:
        symbol = self.package.lookup(name)
        assert isinstance(symbol, VarSymbol), name
        return self.types.var_type(symbol)

    def var(self, name: str) -> str:
        return type_text(self.var_type(name))

    def const(self, name: str) -> int | str | bool | None:
        symbol = self.package.lookup(name)
        assert isinstance(symbol, ConstSymbol), name
        root = self.types.env(self.package, symbol.file).root
        return self.types.const(ast.Ident(0, 0, name), root)

    def named(self, name: str, *args: Type) -> Named:
        symbol = self.package.lookup(name)
        assert isinstance(symbol, TypeSymbol), name
        return Named(symbol.pkg, symbol.name, args)

    def func(self, name: str) -> FuncSymbol:
        recv, _, method = name.rpartition(".")
        symbol = self.package.method(recv, method) if recv else self.package.lookup(name)
        assert isinstance(symbol, FuncSymbol), name
        return symbol

    def locals(self, name: str) -> dict[str, str]:
        """The types of all variables of a function by name; of several with one name the last."""
        return {var.name: type_text(self.types.local_type(var)) for var in self.variables(name)}

    def variables(self, name: str) -> list[LocalVar]:
        walk = self.walked(name)
        return walk.variables

    def walked(self, name: str) -> Walk:
        func = self.func(name)
        decls, problems = parse_decls(func.file.text, func.slice, func.file.path)
        assert not problems, problems
        decl = decls[0]
        assert isinstance(decl, ast.FuncDecl)
        return walk_decl(self.types, self.package, func, decl)


def walk_decl(types: Types, package: PackageScope, func: FuncSymbol, decl: ast.FuncDecl) -> Walk:
    """Declares everything a function declares outside its literals."""
    scope = Scope(None, types.env(package, func.file))
    scope.declare_type_params(decl.tparams)
    walk = Walk()
    if decl.recv is not None:
        scope.declare_receiver(decl.recv)
        recv = LocalVar.declared(decl.recv.name, decl.recv.pos, decl.recv.type, scope)
        walk.add(recv, scope, decl.recv.pos)
    for field in (*decl.type.params, *decl.type.results):
        var = LocalVar.declared(field.name, field.pos, field.type, scope, variadic=field.variadic)
        walk.add(var, scope, field.pos)
    if decl.body is not None:
        walk.block(decl.body.stmts, scope)
    return walk


class Walk:
    """Declares what a function's statements declare, in their lexical blocks."""

    def __init__(self) -> None:
        self.variables: list[LocalVar] = []
        self.places: list[tuple[LocalVar, int]] = []
        self.exprs: list[tuple[ast.Expr, Scope]] = []

    def add(self, var: LocalVar, scope: Scope, at: int) -> None:
        if var.name not in ("", "_"):
            scope.declare(var.name, var)
            self.variables.append(var)
            self.places.append((var, at))

    def block(self, stmts: tuple[ast.Stmt, ...], scope: Scope) -> None:
        for stmt in stmts:
            self.statement(stmt, scope)

    def statement(self, stmt: ast.Stmt | None, scope: Scope) -> None:
        inner = Scope(scope, scope.env)
        if isinstance(stmt, ast.Assign) and stmt.op == ":=":
            self.define(stmt.lhs, stmt.rhs, stmt.end, scope)
        elif isinstance(stmt, ast.ExprStmt):
            self.exprs.append((stmt.x, scope))
        elif isinstance(stmt, ast.Block):
            self.block(stmt.stmts, inner)
        elif isinstance(stmt, ast.If):
            self.statement(stmt.init, inner)
            self.statement(stmt.then, inner)
            self.statement(stmt.orelse, inner)
        elif isinstance(stmt, ast.For):
            self.statement(stmt.init, inner)
            self.statement(stmt.body, inner)
        elif isinstance(stmt, ast.Range):
            for which, target in (("key", stmt.key), ("value", stmt.value)):
                if isinstance(target, ast.Ident) and stmt.define:
                    self.add(LocalVar.from_range(target.name, target.pos, stmt.x, which, scope), inner, target.pos)
            self.statement(stmt.body, inner)
        elif isinstance(stmt, ast.Labeled):
            self.statement(stmt.stmt, scope)
        elif isinstance(stmt, ast.Switch):
            self.statement(stmt.init, inner)
            for branch in stmt.cases:
                self.block(branch.body, Scope(inner, scope.env))
        elif isinstance(stmt, ast.TypeSwitch):
            self.statement(stmt.init, inner)
            for case in stmt.cases:
                arm = Scope(inner, scope.env)
                self.add(LocalVar.from_assert(stmt.bind, case.pos, stmt.x, case.exprs or (), inner), arm, -1)
                self.block(case.body, arm)
        elif isinstance(stmt, ast.Select):
            for comm in stmt.cases:
                arm = Scope(inner, scope.env)
                self.statement(comm.comm, arm)
                self.block(comm.body, arm)
        elif isinstance(stmt, ast.DeclStmt):
            self.declare(stmt, scope)

    def define(self, lhs: tuple[ast.Expr, ...], rhs: tuple[ast.Expr, ...], pos: int, scope: Scope) -> None:
        for index, target in enumerate(lhs):
            if not isinstance(target, ast.Ident):
                continue
            if len(lhs) == len(rhs):
                self.add(LocalVar.from_expr(target.name, pos, rhs[index], -1, scope), scope, target.pos)
            else:
                self.add(LocalVar.from_expr(target.name, pos, rhs[0], index, scope), scope, target.pos)

    def declare(self, stmt: ast.DeclStmt, scope: Scope) -> None:
        for decl in stmt.decls:
            if isinstance(decl, ast.TypeDecl):
                scope.declare(decl.name, LocalType(decl.name, decl.pos, decl, scope))
            elif isinstance(decl, ast.ValueDecl) and decl.kind == "const":
                for index, name in enumerate(decl.names):
                    scope.declare(name.name, LocalConst(name.name, decl.end, decl, index, scope))
            elif isinstance(decl, ast.ValueDecl) and decl.type is not None:
                for name in decl.names:
                    self.add(LocalVar.declared(name.name, decl.end, decl.type, scope), scope, name.pos)
            elif isinstance(decl, ast.ValueDecl):
                self.define(decl.names, decl.values, decl.end, scope)


@pytest.fixture
def world() -> Callable[..., World]:
    """Makes a world of one package from its source, or of several from ``{import path: {file: source}}``."""

    def make(source: str | dict[str, dict[str, str]]) -> World:
        return World({"example.com/m": {"a.go": source}} if isinstance(source, str) else source)

    return make


@pytest.fixture
def walk_function() -> Callable[..., Walk]:
    """Declares all of a parsed function of any program."""
    return walk_decl
