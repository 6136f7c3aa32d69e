"""Names to declarations, type expressions to types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from gostatic.base.problem import Problem, ProblemKind
from gostatic.project.workspace import Package, SourceFile
from gostatic.syntax import ast
from gostatic.types import stubs
from gostatic.types.model import (
    UNKNOWN,
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    StructField,
    Type,
    TypeParam,
)
from gostatic.types.package import PackageScope
from gostatic.types.scope import (
    FileEnv,
    LocalConst,
    LocalType,
    LocalTypeParam,
    LocalVar,
    Scope,
    receiver_base,
    receiver_params,
)
from gostatic.types.substitution import substitute
from gostatic.types.symbols import BASIC_TYPES, FuncSymbol, PackageName, Shape, Symbol, TypeSymbol, Universe

# Deeper nesting of type expressions, of expressions, or of variables initialised from one another has no known type. A level
# takes up to six Python frames, and lowering's own are below them.
MAX_DEPTH = 80
# Between a local type's name and the count that tells it from others of its name in the file.
LOCAL_MARK = "·"

Found = LocalVar | LocalConst | LocalType | Symbol | PackageName | Universe | None

ERROR = Named("", "error")
ANY = Interface(())
ERROR_INTERFACE = Interface((("Error", Signature((), (Basic("string"),))),))
_PREDECLARED: dict[str, Type] = {
    **{name: Basic(name) for name in BASIC_TYPES},
    "byte": Basic("uint8"),
    "rune": Basic("int32"),
    "any": ANY,
    "comparable": ANY,
    "error": ERROR,
}
_NO_SHAPE = Shape(Signature((), ()), None, (), ())


class Resolution:
    """Package scopes and type expressions; see ``Types`` for the whole."""

    def __init__(
        self,
        find: Callable[[str], Package | None],
        library: str = stubs.FOLDER,
        declared: Mapping[str, bytes] = MappingProxyType({}),
    ) -> None:
        self.problems: list[Problem] = []
        self.asked: dict[tuple[str, str, str, tuple[str, ...]], bool] = {}
        self._find = find
        self._library = library
        self._declared = declared
        self._scopes: dict[str, PackageScope | None] = {}
        self._envs: dict[tuple[str, str], FileEnv] = {}
        self._underlying: dict[Type, Type] = {}
        self._locals: dict[tuple[str, str], LocalType] = {}
        self._busy_types: set[Type] = set()
        self._cut: set[str] = set()
        self._depth = 0

    # --- packages and files ------------------------------------------------------------------------------------

    def scope(self, import_path: str) -> PackageScope | None:
        """The declarations of a package: of the run's modules, else of the packaged library, else None. Memoised."""
        try:
            return self._scopes[import_path]
        except KeyError:
            pass
        package = self._find(import_path)
        if package is not None:
            # A vendored package may be known by another path than the one it is imported by.
            found = self._scopes[import_path] = self.scope_of(package)
            return found
        own = self._declared.get(import_path)
        found_stubs = (
            stubs.read_stub(import_path, self._library),
            stubs.stub_of(import_path, own) if own is not None else None,
        )
        files = tuple(stub for stub in found_stubs if stub is not None)
        scope = PackageScope(import_path, files[0].package, True, files, self.problems) if files else None
        self._scopes[import_path] = scope
        return scope

    def scope_of(self, package: Package) -> PackageScope:
        """The declarations of a package of the run."""
        scope = self._scopes.get(package.import_path)
        if scope is None or scope.library:
            scope = PackageScope(package.import_path, package.name, False, package.files, self.problems)
            self._scopes[package.import_path] = scope
        return scope

    def env(self, package: PackageScope, file: SourceFile) -> FileEnv:
        """One file of a package with its imports. Memoised."""
        key = (package.path, file.path)
        env = self._envs.get(key)
        if env is None:
            env = self._envs[key] = FileEnv(package, file, self.scope)
        return env

    def _root(self, pkg: str, file: SourceFile) -> Scope | None:
        package = self.scope(pkg)
        return self.env(package, file).root if package is not None else None

    # --- names -------------------------------------------------------------------------------------------------

    def lookup(self, name: str, pos: int, scope: Scope) -> Found:
        """What a name stands for at offset ``pos``: local binding, package-level symbol, import or predeclared."""
        local = scope.lookup(name, pos)
        return local if local is not None else scope.env.lookup(name)

    def _type_name(self, name: str, scope: Scope) -> Found:
        local = scope.lookup_type(name)
        return local if local is not None else scope.env.lookup(name)

    def _package_symbol(self, path: str, name: str) -> Symbol | None:
        package = self.scope(path)
        return package.lookup(name) if package is not None else None

    # --- type expressions --------------------------------------------------------------------------------------

    def resolve(self, type_expr: ast.Expr, scope: Scope) -> Type:
        """The type a type expression stands for; unknown when it is none or cannot be found."""
        resolver = _RESOLVERS.get(type(type_expr))
        if resolver is None:
            return UNKNOWN
        if self._depth >= MAX_DEPTH:
            return self._too_deep(scope)
        self._depth += 1
        try:
            return resolver(self, type_expr, scope)
        finally:
            self._depth -= 1

    def _too_deep(self, scope: Scope) -> Type:
        """Notes, once per file, that the depth bound was hit."""
        path = scope.env.file.path
        if path not in self._cut and not scope.env.package.library:
            self._cut.add(path)
            message = f"types nested deeper than {MAX_DEPTH} levels are taken as unknown"
            self.problems.append(Problem(ProblemKind.BOUND, path, 0, message))
        return UNKNOWN

    def _ident(self, node: ast.Ident, scope: Scope) -> Type:
        return self._instance(self._type_name(node.name, scope), ())

    def _selector(self, node: ast.Selector, scope: Scope) -> Type:
        return self._qualified(node, scope, ())

    def _qualified(self, node: ast.Selector, scope: Scope, args: tuple[Type, ...]) -> Type:
        if type(node.x) is not ast.Ident:
            return UNKNOWN
        # Variables cannot stand before the dot of a type, so one of the import's name does not hide it.
        package = scope.env.lookup(node.x.name)
        if type(package) is not PackageName:
            return UNKNOWN
        symbol = self._package_symbol(package.path, node.name)
        if symbol is None:
            # A type of a package that is not read still has an identity.
            return Named(package.path, node.name, args)
        return self._instance(symbol, args)

    def _generic(self, node: ast.Index, scope: Scope) -> Type:
        args = tuple([self.resolve(index, scope) for index in node.indices])
        if type(node.x) is ast.Ident:
            return self._instance(self._type_name(node.x.name, scope), args)
        if type(node.x) is ast.Selector:
            return self._qualified(node.x, scope, args)
        return UNKNOWN

    def _instance(self, found: Found, args: tuple[Type, ...]) -> Type:
        """The type a type's name stands for, with type arguments."""
        if isinstance(found, TypeSymbol):
            if not found.decl.alias:
                return Named(found.pkg, found.name, args)
            target = self._declared_type(found)
            return substitute(target, _arguments(found.decl, args))
        if isinstance(found, LocalTypeParam):
            return self._param_type(found)
        if isinstance(found, LocalType):
            return self._local_named(found)
        if isinstance(found, Universe):
            return _PREDECLARED.get(found.name, UNKNOWN)
        return UNKNOWN

    def _declared_type(self, symbol: TypeSymbol) -> Type:
        """The type on the right of a package-level type declaration, with its type parameters in it."""
        if symbol._type is None:
            root = self._root(symbol.pkg, symbol.file)
            if symbol._busy or root is None:
                return UNKNOWN
            symbol._busy = True
            symbol._type = self.resolve(symbol.decl.type, self._decl_scope(symbol.decl, root))
            symbol._busy = False
        return symbol._type

    def _decl_scope(self, decl: ast.TypeDecl, around: Scope) -> Scope:
        if not decl.tparams:
            return around
        scope = Scope(around, around.env)
        scope.declare_type_params(decl.tparams)
        return scope

    def _param_type(self, binding: LocalTypeParam) -> Type:
        if binding._type is None:
            if binding._resolving:
                # The constraint mentions the parameter itself.
                return TypeParam(binding.name, UNKNOWN)
            binding._resolving = True
            constraint = self._constraint(binding)
            binding._resolving = False
            binding._type = TypeParam(binding.name, constraint)
        return binding._type

    def _constraint(self, binding: LocalTypeParam) -> Type:
        if binding.constraint is not None:
            return self.resolve(binding.constraint, binding.scope)
        if type(binding.base) is not ast.Ident:
            return UNKNOWN
        symbol = binding.scope.env.lookup(binding.base.name)
        if not isinstance(symbol, TypeSymbol) or binding.index >= len(symbol.decl.tparams):
            return UNKNOWN
        root = self._root(symbol.pkg, symbol.file)
        if root is None:
            return UNKNOWN
        return self.resolve(symbol.decl.tparams[binding.index].type, self._decl_scope(symbol.decl, root))

    def _local_named(self, binding: LocalType) -> Type:
        if binding.decl.alias:
            return self._local_declared(binding)
        if binding._named is None:
            env = binding.scope.env
            # Counted by the name's earlier occurrences: the same in every run, and most edits elsewhere leave it alone.
            count = env.file.text.count(binding.name.encode(), 0, max(binding.pos, 0))
            stem = env.file.path.rsplit("/", 1)[-1]
            named = Named(env.package.path, f"{binding.name}{LOCAL_MARK}{stem}{LOCAL_MARK}{count}")
            self._locals[named.pkg, named.name] = binding
            binding._named = named
        return binding._named

    def _local_declared(self, binding: LocalType) -> Type:
        if binding._type is None:
            if binding._resolving:
                return UNKNOWN
            binding._resolving = True
            binding._type = self.resolve(binding.decl.type, self._decl_scope(binding.decl, binding.scope))
            binding._resolving = False
        return binding._type

    def _star(self, node: ast.Star, scope: Scope) -> Type:
        return Pointer(self.resolve(node.x, scope))

    def _array(self, node: ast.ArrayType, scope: Scope) -> Type:
        elem = self.resolve(node.elem, scope)
        if node.length is None:
            return Slice(elem)
        length = self.const(node.length, scope)
        return Array(elem, length if type(length) is int and length >= 0 else None)

    def _chan(self, node: ast.ChanType, scope: Scope) -> Type:
        return Chan(self.resolve(node.elem, scope), node.direction)

    def _map(self, node: ast.MapType, scope: Scope) -> Type:
        return Map(self.resolve(node.key, scope), self.resolve(node.value, scope))

    def _func(self, node: ast.FuncType, scope: Scope) -> Signature:
        params: list[Type] = []
        variadic = False
        for field in node.params:
            param = self.resolve(field.type, scope)
            variadic = field.variadic
            params.append(Slice(param) if variadic else param)
        return Signature(tuple(params), tuple([self.resolve(field.type, scope) for field in node.results]), variadic)

    def _struct(self, node: ast.StructType, scope: Scope) -> Type:
        fields = [StructField(field.name, self.resolve(field.type, scope), field.embedded) for field in node.fields]
        return Struct(tuple(fields))

    def _interface(self, node: ast.InterfaceType, scope: Scope) -> Type:
        methods = tuple([(name, self._func(signature, scope)) for name, signature in node.methods])
        embeds = [self.resolve(embed, scope) for embed in node.embeds if type(embed) is not ast.Binary]
        return Interface(methods, tuple(embeds))

    def _term(self, node: ast.Unary, scope: Scope) -> Type:
        # ``~[]E`` as a constraint: what the parameter's values look like.
        return self.resolve(node.x, scope) if node.op == "~" else UNKNOWN

    def _union(self, node: ast.Binary, scope: Scope) -> Type:
        return ANY if node.op == "|" else UNKNOWN

    # --- declarations ------------------------------------------------------------------------------------------

    def underlying(self, t: Type) -> Type:
        """What a named type is declared as, type arguments filled in; a type parameter's core type or constraint.

        Other types are returned as they are; unknown when the declaration cannot be found.
        """
        kind = type(t)
        if kind is not Named and kind is not TypeParam:
            return t
        found = self._underlying.get(t)
        if found is not None:
            return found
        if t in self._busy_types or len(self._busy_types) >= MAX_DEPTH:
            return UNKNOWN
        self._busy_types.add(t)
        if kind is Named:
            found = self.underlying(self._right_side(t))  # type: ignore[arg-type]
        else:
            found = self._core(self.underlying(t.constraint))  # type: ignore[union-attr]
        self._busy_types.discard(t)
        self._underlying[t] = found
        return found

    def _right_side(self, named: Named) -> Type:
        if not named.pkg:
            return ERROR_INTERFACE if named.name == "error" else UNKNOWN
        if LOCAL_MARK in named.name:
            local = self._locals.get((named.pkg, named.name))
            return self._local_declared(local) if local is not None else UNKNOWN
        symbol = self._package_symbol(named.pkg, named.name)
        if not isinstance(symbol, TypeSymbol):
            return UNKNOWN
        return substitute(self._declared_type(symbol), _arguments(symbol.decl, named.args))

    def _core(self, constraint: Type) -> Type:
        """The core type of a constraint with a single term that is no interface, else the constraint."""
        if type(constraint) is Interface and not constraint.methods and len(constraint.embeds) == 1:
            core = self.underlying(constraint.embeds[0])
            return constraint if core == UNKNOWN else core
        return constraint

    def signature(self, func: FuncSymbol) -> Signature:
        """A function's or method's signature (without receiver), type parameters in it. Memoised."""
        return self.shape(func).signature

    def receiver(self, func: FuncSymbol) -> tuple[str, Type]:
        """The receiver's variable name ("" when it has none) and type; unknown for a function without receiver."""
        receiver = self.shape(func).receiver
        return receiver if receiver is not None else ("", UNKNOWN)

    def shape(self, func: FuncSymbol) -> Shape:
        """All that a function's header says; parses the header, not the body. Memoised."""
        if func._shape is None:
            func._shape = self._read_shape(func)
        return func._shape

    def _read_shape(self, func: FuncSymbol) -> Shape:
        root = self._root(func.pkg, func.file)
        if root is None:
            return _NO_SHAPE
        from gostatic.syntax.parse import parse_header

        # Problems in a header are reported where the whole function is parsed.
        decl, _ = parse_header(func.file.text, func.slice, func.file.path)
        if decl is None:
            return _NO_SHAPE
        scope = root
        if decl.tparams or decl.recv is not None:
            scope = Scope(root, root.env)
            scope.declare_type_params(decl.tparams)
        receiver: tuple[str, Type] | None = None
        receiver_names: tuple[str, ...] = ()
        if decl.recv is not None:
            scope.declare_receiver(decl.recv)
            receiver = (decl.recv.name, self.resolve(decl.recv.type, scope))
            receiver_names = receiver_params(decl.recv.type)
        own: list[TypeParam] = []
        for field in decl.tparams:
            binding = scope.lookup_type(field.name)
            if isinstance(binding, LocalTypeParam):
                own.append(self._param_type(binding))  # type: ignore[arg-type]
        return Shape(self._func(decl.type, scope), receiver, tuple(own), receiver_names)

    def const(self, expr: ast.Expr, scope: Scope) -> int | str | bool | None:
        """The value of a constant expression; see ``Inference``."""
        raise NotImplementedError


def _arguments(decl: ast.TypeDecl, args: tuple[Type, ...]) -> dict[str, Type]:
    return {field.name: arg for field, arg in zip(decl.tparams, args, strict=False)} if args else {}


_RESOLVERS: dict[type, Callable[..., Type]] = {
    ast.Ident: Resolution._ident,
    ast.Selector: Resolution._selector,
    ast.Index: Resolution._generic,
    ast.Star: Resolution._star,
    ast.ArrayType: Resolution._array,
    ast.ChanType: Resolution._chan,
    ast.MapType: Resolution._map,
    ast.FuncType: Resolution._func,
    ast.StructType: Resolution._struct,
    ast.InterfaceType: Resolution._interface,
    ast.Unary: Resolution._term,
    ast.Binary: Resolution._union,
}

__all__ = ["ANY", "ERROR", "LOCAL_MARK", "MAX_DEPTH", "Found", "Resolution", "receiver_base"]
