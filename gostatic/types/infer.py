"""Types and constant values of expressions, found on demand."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from gostatic.syntax import ast
from gostatic.types import constants
from gostatic.types.constants import Constant
from gostatic.types.members import Member, Members
from gostatic.types.model import (
    UNKNOWN,
    Array,
    Basic,
    Chan,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Tuple,
    Type,
    TypeParam,
)
from gostatic.types.resolve import ANY, MAX_DEPTH, Found
from gostatic.types.scope import LocalConst, LocalType, LocalVar, Scope
from gostatic.types.substitution import has_params, substitute, unify
from gostatic.types.symbols import (
    TYPE_NAMES,
    ConstSymbol,
    FuncSymbol,
    PackageName,
    Symbol,
    TypeSymbol,
    Universe,
    VarSymbol,
)

BOOL, INT, STRING, FLOAT, RUNE, COMPLEX = (
    Basic("bool"), Basic("int"), Basic("string"), Basic("float64"), Basic("int32"), Basic("complex128"),
)  # fmt: skip
_LITERALS: dict[str, Type] = {"int": INT, "float": FLOAT, "imag": COMPLEX, "char": RUNE, "string": STRING}
_TYPE_FORMS = (ast.ArrayType, ast.ChanType, ast.MapType, ast.FuncType, ast.StructType, ast.InterfaceType)
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=", "&&", "||")
NOTHING = Tuple(())


class Selection(NamedTuple):
    """What ``x.name`` selects.

    ``kind`` is package (a package's name), field, method, interface (a method of an interface) or method-expr (a method
    of a type, ``T.name``). ``symbol`` is the package's symbol or the method's (None when it is not known), ``member`` the
    member selected, ``base_type`` the type of ``x`` (or the type ``T``).
    """

    kind: str
    symbol: Symbol | None
    member: Member | None
    base_type: Type


class Inference(Members):
    """Types and constants of expressions; see ``Types`` for the whole."""

    def type_of(self, expr: ast.Expr, scope: Scope) -> Type:
        """The type of an expression; of untyped constants their default type.

        A Tuple for a call with none or several results. Unknown for what is no value or cannot be found out.
        """
        kind = type(expr)
        rule = _TYPE_OF.get(kind)
        if rule is None:
            return UNKNOWN
        kept = kind is ast.Call or kind is ast.Selector
        if kept and expr in scope.memo:
            return scope.memo[expr]
        if self._depth >= MAX_DEPTH:
            return self._too_deep(scope)
        self._depth += 1
        try:
            found = rule(self, expr, scope)
        finally:
            self._depth -= 1
        if kept:
            scope.memo[expr] = found
        return found

    # --- variables and constants -------------------------------------------------------------------------------

    def local_type(self, var: LocalVar) -> Type:
        """The type of a local variable. Memoised; unknown when it depends on itself."""
        known = var._type
        if known is not None:
            return known
        scope, expr = var._scope, var._expr
        if var._busy or scope is None or expr is None:
            return UNKNOWN
        if self._depth >= MAX_DEPTH:
            return self._too_deep(scope)
        var._busy = True
        how, extra = var._how, var._extra
        self._depth += 1
        try:
            if how == "declared":
                found = self.resolve(expr, scope)
                if extra:
                    found = Slice(found)
            elif how == "expr":
                assert isinstance(extra, int)
                found = self._nth(expr, extra, scope)
            elif how == "range":
                found = self._ranged(expr, extra == "value", scope)
            else:
                assert isinstance(extra, tuple)
                found = self._asserted(expr, extra, scope)
        finally:
            self._depth -= 1
            var._busy = False
        var._type = found
        var._expr = var._extra = var._scope = None
        return found

    def var_type(self, symbol: VarSymbol) -> Type:
        """The type of a package-level variable. Memoised; unknown when it depends on itself."""
        return self._declared_value(symbol, symbol.decl, symbol.index, self._root(symbol.pkg, symbol.file))

    def const_type(self, symbol: ConstSymbol) -> Type:
        """The type of a package-level constant (the default type of an untyped one). Memoised."""
        return self._declared_value(symbol, symbol.decl, symbol.index, self._root(symbol.pkg, symbol.file))

    def _declared_value(
        self, entry: VarSymbol | ConstSymbol | LocalConst, decl: ast.ValueDecl, index: int, scope: Scope | None
    ) -> Type:
        if entry._type is None:
            if entry._busy or scope is None:
                return UNKNOWN
            entry._busy = True
            if decl.type is not None:
                entry._type = self.resolve(decl.type, scope)
            elif len(decl.values) == len(decl.names):
                entry._type = self._nth(decl.values[index], -1, scope)
            elif decl.values:
                entry._type = self._nth(decl.values[0], index, scope)
            else:
                entry._type = UNKNOWN
            entry._busy = False
        return entry._type

    def _nth(self, expr: ast.Expr, index: int, scope: Scope) -> Type:
        """The type of result ``index`` of an expression; -1 for its only one."""
        found = self.type_of(expr, scope)
        if type(found) is Tuple:
            wanted = max(index, 0)
            return found.types[wanted] if wanted < len(found.types) else UNKNOWN
        if index <= 0:
            return found
        # The second value of a receive, a map index or a type assertion.
        comma_ok = type(expr) in (ast.Index, ast.TypeAssert) or (type(expr) is ast.Unary and expr.op == "<-")
        return BOOL if comma_ok and index == 1 else UNKNOWN

    def _ranged(self, expr: ast.Expr, value: bool, scope: Scope) -> Type:
        """The type of an iteration variable."""
        source = self.type_of(expr, scope)
        under = self.underlying(source)
        if type(under) is Pointer:
            under = self.underlying(under.elem)
        if type(under) is Slice or type(under) is Array:
            return under.elem if value else INT
        if type(under) is Map:
            return under.value if value else under.key
        if type(under) is Chan:
            return UNKNOWN if value else under.elem
        if type(under) is Basic:
            if under.name == "string":
                return RUNE if value else INT
            return UNKNOWN if value else source
        if type(under) is Signature and under.params:
            body = self.underlying(under.params[0])
            if type(body) is Signature and len(body.params) > value:
                return body.params[int(value)]
        return UNKNOWN

    def _asserted(self, expr: ast.Expr, type_exprs: tuple[ast.Expr, ...], scope: Scope) -> Type:
        if len(type_exprs) == 1:
            only = type_exprs[0]
            if not (type(only) is ast.Ident and only.name == "nil"):
                return self.resolve(only, scope)
        return self.type_of(expr, scope)

    # --- names and selectors -----------------------------------------------------------------------------------

    def _of_ident(self, node: ast.Ident, scope: Scope) -> Type:
        return self._of_found(self.lookup(node.name, node.pos, scope))

    def _of_found(self, found: Found) -> Type:
        if isinstance(found, LocalVar):
            return self.local_type(found)
        if isinstance(found, VarSymbol):
            return self.var_type(found)
        if isinstance(found, FuncSymbol):
            return self.signature(found)
        if isinstance(found, ConstSymbol):
            return self.const_type(found)
        if isinstance(found, LocalConst):
            return self._declared_value(found, found.decl, found.index, found.scope)
        if isinstance(found, Universe):
            if found.name in ("true", "false"):
                return BOOL
            return INT if found.name == "iota" else UNKNOWN
        return UNKNOWN

    def select(self, sel: ast.Selector, scope: Scope) -> Selection | None:
        """What a selector expression selects; None when it is not known."""
        x = sel.x
        if type(x) is ast.Ident:
            found = self.lookup(x.name, x.pos, scope)
            if isinstance(found, PackageName):
                return Selection("package", self._package_symbol(found.path, sel.name), None, UNKNOWN)
            if isinstance(found, LocalVar):
                base = self.local_type(found)
                denoted = None
            else:
                denoted = self.denoted(x, scope)
                base = self._of_found(found) if denoted is None else denoted
        else:
            denoted = self.denoted(x, scope)
            base = self.type_of(x, scope) if denoted is None else denoted
        if type(base) is Tuple and base.types:
            base = base.types[0]  # broken source
        member = self.member(base, sel.name)
        if member is None:
            return None
        kind = member.kind if denoted is None else "method-expr"
        return Selection(kind, member.func, member, base)

    def _of_selector(self, node: ast.Selector, scope: Scope) -> Type:
        selection = self.select(node, scope)
        if selection is None:
            return UNKNOWN
        if selection.kind == "package":
            return self._of_found(selection.symbol)
        assert selection.member is not None
        found = selection.member.type
        if selection.kind == "method-expr" and type(found) is Signature:
            return found._replace(params=(selection.base_type, *found.params))
        return found

    def denoted(self, expr: ast.Expr, scope: Scope) -> Type | None:
        """The type an expression stands for, None when it is a value: tells ``T(x)`` from ``f(x)``, ``T.m`` from ``x.m``."""
        kind = type(expr)
        if kind in _TYPE_FORMS:
            return self.resolve(expr, scope)
        inner, depth = expr, 0
        while type(inner) is ast.Star or type(inner) is ast.Index:
            inner = inner.x
            depth += 1
            if depth > MAX_DEPTH:
                return None
        if type(inner) is ast.Ident:
            found = self.lookup(inner.name, inner.pos, scope)
            is_type = isinstance(found, (TypeSymbol, LocalType)) or (
                isinstance(found, Universe) and found.name in TYPE_NAMES
            )
            return self.resolve(expr, scope) if is_type else None
        if type(inner) is ast.Selector and type(inner.x) is ast.Ident:
            package = self.lookup(inner.x.name, inner.x.pos, scope)
            if isinstance(package, PackageName):
                symbol = self._package_symbol(package.path, inner.name)
                if isinstance(symbol, TypeSymbol) or (package.path == "unsafe" and inner.name == "Pointer"):
                    return self.resolve(expr, scope)
        elif type(inner) in _TYPE_FORMS:
            return self.resolve(expr, scope)
        return None

    # --- calls -------------------------------------------------------------------------------------------------

    def _of_call(self, node: ast.Call, scope: Scope) -> Type:
        fun = node.fun
        if type(fun) is ast.Ident:
            found = self.lookup(fun.name, fun.pos, scope)
            if isinstance(found, Universe):
                return self._of_builtin(found.name, node, scope)
        conversion = self.denoted(fun, scope)
        if conversion is not None:
            return conversion
        callee = self.call_signature(node, scope)
        if callee is None:
            return UNKNOWN
        return callee.results[0] if len(callee.results) == 1 else Tuple(callee.results)

    def call_signature(self, node: ast.Call, scope: Scope) -> Signature | None:
        """The signature of what a call calls, type arguments filled in; None when it is not known or a conversion."""
        fun = node.fun
        explicit: tuple[ast.Expr, ...] = ()
        if type(fun) is ast.Index and type(fun.x) in (ast.Ident, ast.Selector):
            func, signature = self._callee(fun.x, scope)
            if func is not None:
                explicit = fun.indices
            else:
                signature = self.underlying(self._of_index(fun, scope))
        else:
            func, signature = self._callee(fun, scope)
        if type(signature) is not Signature:
            return None
        if func is not None:
            params = self.shape(func).params
            if params:
                return self._instantiate(signature, params, explicit, node, scope)
        return signature

    def _callee(self, fun: ast.Expr, scope: Scope) -> tuple[FuncSymbol | None, Type]:
        """The declared function or method an expression names, if it does, and its type."""
        if type(fun) is ast.Ident:
            found = self.lookup(fun.name, fun.pos, scope)
            if isinstance(found, FuncSymbol):
                return found, self.signature(found)
            return None, self.underlying(self._of_found(found))
        if type(fun) is ast.Selector:
            selection = self.select(fun, scope)
            if selection is None:
                return None, UNKNOWN
            symbol = selection.symbol
            if selection.kind == "package":
                if isinstance(symbol, FuncSymbol):
                    return symbol, self.signature(symbol)
                return None, self.underlying(self._of_found(symbol))
            if selection.kind == "method":
                assert selection.member is not None
                return symbol if isinstance(symbol, FuncSymbol) else None, selection.member.type
            return None, self.underlying(self._of_selector(fun, scope))
        return None, self.underlying(self.type_of(fun, scope))

    def _instantiate(
        self,
        signature: Signature,
        params: tuple[TypeParam, ...],
        explicit: tuple[ast.Expr, ...],
        node: ast.Call,
        scope: Scope,
    ) -> Signature:
        """A generic function's signature at a call: type arguments as given, the others inferred."""
        found: dict[str, Type] = {}
        for param, expr in zip(params, explicit, strict=False):
            found[param.name] = self.resolve(expr, scope)
        names = frozenset([param.name for param in params])
        if len(found) < len(params) and has_params(Tuple(signature.results)):
            self._infer(signature, names, found, node, scope)
            for param in params:
                self._infer_core(param, names, found)
        for param in params:
            found.setdefault(param.name, UNKNOWN)
        instance = substitute(signature, found)
        return instance if type(instance) is Signature else signature

    def _infer(
        self, signature: Signature, names: frozenset[str], found: dict[str, Type], node: ast.Call, scope: Scope
    ) -> None:
        """Unifies parameter and argument types, untyped literals last."""
        arguments: list[tuple[Type, Type | ast.Expr]] = []
        if len(node.args) == 1 and len(signature.params) > 1:
            several = self.type_of(node.args[0], scope)
            items: tuple[Type | ast.Expr, ...] = several.types if type(several) is Tuple else node.args
        else:
            items = node.args
        for position, item in enumerate(items):
            parameter = _parameter(signature, position, node.spread)
            if parameter is not None and has_params(parameter):
                arguments.append((parameter, item))
        arguments.sort(key=lambda pair: type(pair[1]) is ast.BasicLit)
        for parameter, item in arguments:
            argument = self.type_of(item, scope) if isinstance(item, ast.Node) else item
            self._unify(parameter, argument, names, found)

    def _unify(self, parameter: Type, argument: Type, names: frozenset[str], found: dict[str, Type]) -> None:
        """Unification that looks through a named type on one side, as assignability does."""
        if type(parameter) is not TypeParam and type(parameter) is not type(argument):
            if type(argument) is Named:
                argument = self.underlying(argument)
            elif type(parameter) is Named:
                parameter = self.underlying(parameter)
        elif type(parameter) is Named and type(argument) is Named and parameter[:2] != argument[:2]:
            # An interface or function type and a value of another name: look through both.
            left, right = self.underlying(parameter), self.underlying(argument)
            if left.tag == "interface":
                for name, want in self.interface_methods(parameter).items():
                    member = self.member(argument, name)
                    if member is not None:
                        unify(want, member.type, names, found)
                return
            parameter, argument = left, right
        unify(parameter, argument, names, found)

    def _infer_core(self, param: TypeParam, names: frozenset[str], found: dict[str, Type]) -> None:
        """``S ~[]E``: once S is known, so is E; and the other way round."""
        core = self.underlying(param)
        if core.tag in ("interface", "unknown", "typeparam"):
            return
        known = found.get(param.name)
        if known is not None:
            unify(core, self.underlying(known), names, found)
        else:
            filled = substitute(core, found)
            if not has_params(filled):
                found[param.name] = filled

    def _of_builtin(self, name: str, node: ast.Call, scope: Scope) -> Type:
        args = node.args
        if name in TYPE_NAMES:
            return self.resolve(node.fun, scope)
        if name in ("len", "cap", "copy"):
            return INT
        if name == "recover":
            return ANY
        if not args:
            return NOTHING
        if name == "make":
            return self.resolve(args[0], scope)
        if name == "new":
            denoted = self.denoted(args[0], scope)
            if denoted is None and type(args[0]) in (ast.Ident, ast.Selector, ast.Index):
                # Either a value (Go 1.26) or a type that cannot be found, which still has a name.
                value = self.type_of(args[0], scope)
                return Pointer(value if value != UNKNOWN else self.resolve(args[0], scope))
            return Pointer(self.type_of(args[0], scope) if denoted is None else denoted)
        if name == "append":
            return self.type_of(args[0], scope)
        if name in ("min", "max"):
            return self._arithmetic(args, scope)
        if name == "complex":
            return COMPLEX
        if name in ("real", "imag"):
            return FLOAT
        return NOTHING

    # --- other expressions -------------------------------------------------------------------------------------

    def _of_literal(self, node: ast.BasicLit, scope: Scope) -> Type:
        return _LITERALS.get(node.kind, UNKNOWN)

    def _of_index(self, node: ast.Index, scope: Scope) -> Type:
        if type(node.x) in (ast.Ident, ast.Selector):
            func, _ = self._callee(node.x, scope)
            if func is not None:
                arguments = zip(self.shape(func).params, node.indices, strict=False)
                return substitute(
                    self.signature(func), {param.name: self.resolve(expr, scope) for param, expr in arguments}
                )
        under = self.underlying(self.type_of(node.x, scope))
        if type(under) is Pointer:
            under = self.underlying(under.elem)
        if type(under) is Slice or type(under) is Array:
            return under.elem
        if type(under) is Map:
            return under.value
        if type(under) is Basic and under.name == "string":
            return Basic("uint8")
        return UNKNOWN

    def _of_slice(self, node: ast.SliceExpr, scope: Scope) -> Type:
        found = self.type_of(node.x, scope)
        under = self.underlying(found)
        if type(under) is Pointer:
            under = self.underlying(under.elem)
        return Slice(under.elem) if type(under) is Array else found

    def _of_star(self, node: ast.Star, scope: Scope) -> Type:
        under = self.underlying(self.type_of(node.x, scope))
        return under.elem if type(under) is Pointer else UNKNOWN

    def _of_unary(self, node: ast.Unary, scope: Scope) -> Type:
        found = self.type_of(node.x, scope)
        if node.op == "&":
            return Pointer(found)
        if node.op == "<-":
            under = self.underlying(found)
            return under.elem if type(under) is Chan else UNKNOWN
        return found

    def _of_binary(self, node: ast.Binary, scope: Scope) -> Type:
        if node.op in _COMPARISONS:
            return BOOL
        if node.op in ("<<", ">>"):
            return self.type_of(node.operands[0], scope)
        return self._arithmetic(node.operands, scope)

    def _arithmetic(self, operands: tuple[ast.Expr, ...], scope: Scope) -> Type:
        """The type of an operation: that of the first operand that is no untyped constant, as far as can be seen."""
        fallback: Type = UNKNOWN
        for operand in operands:
            found = self.type_of(operand, scope)
            if type(found) is Basic and (type(operand) is ast.BasicLit or found in (INT, FLOAT, RUNE)):
                # Perhaps an untyped constant; a float constant wins over an integer one.
                if fallback == UNKNOWN or (fallback == INT and found == FLOAT):
                    fallback = found
            elif found != UNKNOWN:
                return found
        return fallback

    def _of_assert(self, node: ast.TypeAssert, scope: Scope) -> Type:
        return self.resolve(node.type, scope) if node.type is not None else self.type_of(node.x, scope)

    def _of_composite(self, node: ast.CompositeLit, scope: Scope) -> Type:
        if node.type is None:
            return UNKNOWN
        length = node.type.length if type(node.type) is ast.ArrayType else None
        if type(node.type) is ast.ArrayType and type(length) is ast.Ident and length.name == "...":
            keyed = any(key is not None for key, _ in node.elements)
            return Array(self.resolve(node.type.elem, scope), None if keyed else len(node.elements))
        return self.resolve(node.type, scope)

    def _of_func(self, node: ast.FuncLit, scope: Scope) -> Type:
        return self.resolve(node.type, scope)

    # --- constants ---------------------------------------------------------------------------------------------

    def const(self, expr: ast.Expr, scope: Scope) -> int | str | bool | None:
        """The value of a constant expression, None when it is not constant or not known.

        A floating-point constant is given when it is whole, as an int.
        """
        return constants.public(self._constant(expr, scope, None))

    def _constant(self, expr: ast.Expr, scope: Scope, iota: int | None) -> Constant | None:
        rule = _CONSTANTS.get(type(expr))
        if rule is None:
            return None
        if self._depth >= MAX_DEPTH:
            self._too_deep(scope)
            return None
        self._depth += 1
        try:
            return rule(self, expr, scope, iota)
        finally:
            self._depth -= 1

    def _constant_literal(self, node: ast.BasicLit, scope: Scope, iota: int | None) -> Constant | None:
        return constants.literal(node.kind, node.text)

    def _constant_ident(self, node: ast.Ident, scope: Scope, iota: int | None) -> Constant | None:
        found = self.lookup(node.name, node.pos, scope)
        if isinstance(found, Universe):
            return iota if found.name == "iota" else {"true": True, "false": False}.get(found.name)
        return self._constant_found(found)

    def _constant_found(self, found: Found) -> Constant | None:
        if isinstance(found, ConstSymbol):
            return self._named_constant(found, self._root(found.pkg, found.file))
        if isinstance(found, LocalConst):
            return self._named_constant(found, found.scope)
        return None

    def _named_constant(self, entry: ConstSymbol | LocalConst, scope: Scope | None) -> Constant | None:
        if not entry._known:
            if scope is None or entry.index >= len(entry.decl.values):
                return None
            # Known as nothing meanwhile, so that a constant defined by itself ends here.
            entry._known = True
            decl = entry.decl
            value = self._constant(decl.values[entry.index], scope, decl.iota)
            if decl.type is not None and value is not None:
                value = self._converted(value, self.resolve(decl.type, scope))
            entry._value = value
        return entry._value

    def _converted(self, value: Constant, target: Type) -> Constant | None:
        under = self.underlying(target)
        return constants.convert(value, under.name) if type(under) is Basic else value

    def _constant_selector(self, node: ast.Selector, scope: Scope, iota: int | None) -> Constant | None:
        if type(node.x) is not ast.Ident:
            return None
        package = self.lookup(node.x.name, node.x.pos, scope)
        if not isinstance(package, PackageName):
            return None
        return self._constant_found(self._package_symbol(package.path, node.name))

    def _constant_unary(self, node: ast.Unary, scope: Scope, iota: int | None) -> Constant | None:
        value = self._constant(node.x, scope, iota)
        if value is None:
            return None
        result = constants.unary(node.op, value)
        if node.op == "^" and result is not None and type(node.x) is ast.Call:
            return self._converted(result, self.type_of(node.x, scope))
        return result

    def _constant_binary(self, node: ast.Binary, scope: Scope, iota: int | None) -> Constant | None:
        result = self._constant(node.operands[0], scope, iota)
        for operand in node.operands[1:]:
            if result is None:
                return None
            right = self._constant(operand, scope, iota)
            result = None if right is None else constants.binary(node.op, result, right)
        return result

    def _constant_call(self, node: ast.Call, scope: Scope, iota: int | None) -> Constant | None:
        if type(node.fun) is ast.Ident:
            found = self.lookup(node.fun.name, node.fun.pos, scope)
            if isinstance(found, Universe) and found.name not in TYPE_NAMES:
                return self._constant_builtin(found.name, node, scope, iota)
        if len(node.args) != 1:
            return None
        target = self.denoted(node.fun, scope)
        if target is None:
            return None
        value = self._constant(node.args[0], scope, iota)
        return None if value is None else self._converted(value, target)

    def _constant_builtin(self, name: str, node: ast.Call, scope: Scope, iota: int | None) -> Constant | None:
        if name in ("len", "cap") and len(node.args) == 1:
            value = self._constant(node.args[0], scope, iota)
            if isinstance(value, str):
                return len(value.encode("utf-8", "surrogatepass"))
            if type(node.args[0]) not in (ast.Ident, ast.Selector, ast.Index, ast.Star):
                return None  # a call or receive in it makes it no constant
            under = self.underlying(self.type_of(node.args[0], scope))
            if type(under) is Pointer:
                under = self.underlying(under.elem)
            return under.length if type(under) is Array else None
        if name in ("min", "max") and node.args:
            numbers: list[int | float] = []
            for argument in node.args:
                number = self._constant(argument, scope, iota)
                if number is None or isinstance(number, str):
                    return None
                numbers.append(number)
            return min(numbers) if name == "min" else max(numbers)
        return None


def _parameter(signature: Signature, position: int, spread: bool) -> Type | None:
    """The type of the parameter an argument goes to; a variadic parameter's element unless the argument is spread."""
    params = signature.params
    last = len(params) - 1
    if signature.variadic and position >= last and not spread:
        variadic = params[last]
        return variadic.elem if type(variadic) is Slice else None
    return params[position] if position <= last else None


_TYPE_OF: dict[type, Callable[..., Type]] = {
    ast.Ident: Inference._of_ident,
    ast.BasicLit: Inference._of_literal,
    ast.Selector: Inference._of_selector,
    ast.Index: Inference._of_index,
    ast.SliceExpr: Inference._of_slice,
    ast.Call: Inference._of_call,
    ast.Star: Inference._of_star,
    ast.Unary: Inference._of_unary,
    ast.Binary: Inference._of_binary,
    ast.TypeAssert: Inference._of_assert,
    ast.CompositeLit: Inference._of_composite,
    ast.FuncLit: Inference._of_func,
}
_CONSTANTS: dict[type, Callable[..., Constant | None]] = {
    ast.Ident: Inference._constant_ident,
    ast.BasicLit: Inference._constant_literal,
    ast.Selector: Inference._constant_selector,
    ast.Unary: Inference._constant_unary,
    ast.Binary: Inference._constant_binary,
    ast.Call: Inference._constant_call,
}
