"""Lowering of expressions: names are resolved, calls that can matter become operations, the rest leaves no trace.

Two walks exist. ``effects`` only looks for what happens inside an expression (calls, receives, function literals);
``value`` also says what the expression stands for. A call is kept when its name is one the run asks about (``names``; None
keeps all), when it has a function literal or function value among its arguments, or when its callee is not a plain name.
"""

from __future__ import annotations

from collections.abc import Callable
from sys import intern
from typing import NamedTuple

from gostatic.ir.function import Block, Function
from gostatic.ir.ops import Assign, Call, Close, Copy, Exit, Op, Panic, Recv, Send
from gostatic.ir.text_calls import CALLING_NAMES, methods_called
from gostatic.ir.values import (
    NIL,
    OPAQUE,
    Alloc,
    Builtin,
    CallResult,
    Closure,
    Const,
    Elem,
    FieldOf,
    FuncRef,
    Global,
    InterfaceMethod,
    MakeChan,
    MethodRef,
    Operation,
    Pure,
    Received,
    Value,
    Var,
    class_of,
)
from gostatic.models.effects import (
    CHANNEL_KINDS,
    EFFECTS,
    NO_COPY_LOCKS,
    NO_COPY_WAITGROUPS,
    OPAQUE_PACKAGES,
    RECV,
    Effect,
    Kind,
)
from gostatic.models.library_calls import REQUIREMENT_NAMES, row_of
from gostatic.models.resources import KEPT_CALLS
from gostatic.syntax import ast
from gostatic.types.model import UNKNOWN, Array, Interface, Map, Named, Pointer, Signature, Slice, Struct, Type
from gostatic.types.universe import (
    ConstSymbol,
    FileEnv,
    FuncSymbol,
    PackageName,
    Scope,
    Types,
    TypeSymbol,
    Universe,
    VarSymbol,
)

# Longer condition texts are not compared with others.
MAX_PURE_TEXT = 160
MAX_PURE_NAMES = 8

_TYPE_EXPRESSIONS = (ast.ArrayType, ast.ChanType, ast.MapType, ast.FuncType, ast.StructType, ast.InterfaceType)
_PLACES = (Var, FieldOf, Elem, Global)
_FUNCTIONS = (Closure, FuncRef, MethodRef, InterfaceMethod)


class Around(NamedTuple):
    """A composite literal and, when it stands in another, that one likewise."""

    literal: ast.CompositeLit
    around: Around | None


_KEPT_ELEMENTS = (ast.FuncLit, ast.Ident, ast.Selector, ast.Call, ast.Unary)
# Library functions without an effect whose result is a lock, or remembers one: the calls are kept.
_NAMED_RESULTS = frozenset({"sync.NewCond", "sync.RWMutex.RLocker"})
_COPYING = (ast.Star, ast.Ident, ast.Selector, ast.Index)
_NO_COPY = NO_COPY_LOCKS | NO_COPY_WAITGROUPS


def _no_copy(type_: Named) -> bool:
    return f"{type_.pkg}.{type_.name}" in _NO_COPY


_GROUP = Named("sync", "WaitGroup")


def owner_of(type_: Type) -> str:
    """The class name of a named type, through one pointer: ``import/path.Type``, "" for others."""
    if type(type_) is Pointer:
        type_ = type_.elem
    if type(type_) is Named:
        return f"{type_.pkg}.{type_.name}" if type_.pkg else type_.name
    return ""


class References(NamedTuple):
    """What a function refers to: declared functions and methods, and methods called through (interface class, name)."""

    symbols: dict[FuncSymbol, None]
    dispatched: dict[tuple[str, str], None]

    def has_effect(self) -> bool:
        """Whether the function itself locks, counts, waits or pins."""
        return any(symbol.id in EFFECTS for symbol in self.symbols) or any(
            f"{owner}.{name}" in EFFECTS for owner, name in self.dispatched
        )


class ExpressionLowering:
    """State of lowering one outermost function, and the expression half of it."""

    # Set by the statement half before any use.
    function: Function
    block: Block

    def __init__(self, types: Types, env: FileEnv, text: bytes, path: str, names: frozenset[str] | None) -> None:
        self.types = types
        self.env = env
        self.text = text
        self.path = path
        self.names = names
        self.scope = Scope(None, env)
        self.loop = 0
        self.uid = 0
        self.copying = True
        self.asked: frozenset[FuncSymbol] = frozenset()
        self.references = References({}, {})
        self.variables: list[Var] = []
        self.literals = 0
        # The functions stored in each composite literal: place of the element, where it is stored, what.
        self.filled: dict[Alloc, list[tuple[int, int, Value, Value]]] = {}

    # --- small pieces ------------------------------------------------------------------------------------------

    def emit(self, op: Op) -> None:
        """Appends an operation to the current block."""
        self.block.ops.append(op)

    def new_var(self, var: Var, kind: str) -> Var:
        """Completes a variable just made by one of LocalVar's constructors and declares it in the current scope."""
        self.uid += 1
        var.kind, var.index, var.defs, var.owner = kind, 0, [], self.function
        self.variables.append(var)
        var.captured, var.loop, var.loop_var, var.uid = False, self.loop, 0, self.uid
        if var.name and var.name != "_":
            self.scope.declare(var.name, var)
        return var

    def use(self, var: Var, node: ast.Expr) -> Var:
        """Notes that the current function uses a variable of an enclosing one."""
        if var.owner is not self.function:
            var.captured = True
            function: Function | None = self.function
            while function is not None and function is not var.owner:
                function.captures.setdefault(var, (node.pos, node.end))
                function = function.parent
        return var

    def lookup(self, node: ast.Ident) -> object:
        """What a name means at its place."""
        return self.types.lookup(node.name, node.pos, self.scope)

    def literal(self, node: ast.FuncLit) -> Closure:
        """Lowers a function literal; the statement half overrides it."""
        raise NotImplementedError

    def short_circuit(self, node: ast.Binary) -> Value:
        """Lowers an ``&&`` or ``||`` whose later operands may not run as control flow; the statement half overrides it."""
        raise NotImplementedError

    def may_act(self, nodes: tuple[ast.Expr, ...]) -> bool:
        """Whether expressions may leave operations: a receive, a literal, a call that is kept. Too often is no harm."""
        pending: list[ast.Expr | None] = list(nodes)
        while pending:
            item = pending.pop()
            kind = type(item)
            if kind is ast.Call:
                fun = item.fun  # type: ignore[union-attr]
                while type(fun) is ast.Index:
                    fun = fun.x
                if type(fun) is not ast.Ident and type(fun) is not ast.Selector:
                    return True
                if self.names is None or fun.name in self.names or fun.name == "panic":
                    return True
                if type(fun) is ast.Selector:
                    pending.append(fun.x)
                elif type(fun) is ast.Ident and isinstance(self.lookup(fun), (Var, VarSymbol)):
                    return True
                pending.extend(item.args)  # type: ignore[union-attr]
            elif kind is ast.FuncLit or (kind is ast.Unary and item.op == "<-"):  # type: ignore[union-attr]
                return True
            elif kind is ast.Binary:
                pending.extend(item.operands)  # type: ignore[union-attr]
            elif kind is ast.Selector or kind is ast.Star or kind is ast.TypeAssert or kind is ast.Unary:
                pending.append(item.x)  # type: ignore[union-attr]
            elif kind is ast.Index:
                pending.append(item.x)  # type: ignore[union-attr]
                pending.extend(item.indices)  # type: ignore[union-attr]
            elif kind is ast.SliceExpr:
                pending.append(item.x)  # type: ignore[union-attr]
                pending.extend(item.bounds)  # type: ignore[union-attr]
            elif kind is ast.CompositeLit:
                return True
        return False

    def pure(self, node: ast.Expr) -> Value:
        """An expression kept as text with its variables, for comparing conditions."""
        if node.end - node.pos > MAX_PURE_TEXT:
            return OPAQUE
        found: list[Var] = []
        pending: list[ast.Expr] = [node]
        while pending:
            item = pending.pop()
            kind = type(item)
            if kind is ast.Ident:
                binding = self.lookup(item)  # type: ignore[arg-type]
                if isinstance(binding, Var) and binding not in found:
                    found.append(self.use(binding, item))
            elif kind is ast.Selector:
                pending.append(item.x)  # type: ignore[attr-defined]
            elif kind is ast.Call:
                pending.append(item.fun)  # type: ignore[attr-defined]
                pending.extend(item.args)  # type: ignore[attr-defined]
            elif kind is ast.Binary:
                pending.extend(item.operands)  # type: ignore[attr-defined]
            elif kind is ast.Unary or kind is ast.Star:
                if kind is ast.Unary and item.op == "<-":  # type: ignore[attr-defined]
                    return OPAQUE
                pending.append(item.x)  # type: ignore[attr-defined]
            elif kind is ast.Index:
                pending.append(item.x)  # type: ignore[attr-defined]
                pending.extend(item.indices)  # type: ignore[attr-defined]
            elif kind is not ast.BasicLit:
                return OPAQUE
            if len(found) > MAX_PURE_NAMES:
                return OPAQUE
        text = b"".join(self.text[node.pos : node.end].split())
        return Pure(intern(text.decode("utf-8", "replace")), tuple(found))

    def copied(self, node: ast.Expr, how: str) -> None:
        """Emits a ``Copy`` when an existing value that must not be copied is used as a value."""
        if self.copying and type(node) in _COPYING:
            self.copied_type(node, self.types.type_of(node, self.scope), how)

    def copied_type(self, node: ast.Node, type_: Type, how: str) -> None:
        """Emits a ``Copy`` at ``node`` when a value of the type must not be copied."""
        if type_.tag in ("named", "struct", "array"):
            inner = self.types.contains(type_, _no_copy)
            if inner is not None:
                held = type_
                for name in inner:
                    while type(held) is Array:
                        held = held.elem
                    member = self.types.member(held, name)
                    if member is None:
                        break
                    held = member.type
                while type(held) is Array:
                    held = held.elem
                what = " ".join(self.text[node.pos : node.end].decode("utf-8", "replace").split())
                self.emit(Copy(node.pos, node.end, how, what[:60], owner_of(held), ".".join(inner)))

    # --- effects -----------------------------------------------------------------------------------------------

    def effects(self, node: ast.Expr | None) -> None:
        """Lowers what happens inside an expression whose value nobody asks about."""
        handler = _EFFECTS.get(type(node))
        if handler is not None:
            handler(self, node)

    def _effects_ident(self, node: ast.Ident) -> None:
        # Nothing happens, but a literal captures what it names.
        if self.function.parent is not None:
            binding = self.scope.lookup(node.name, node.pos)
            if isinstance(binding, Var):
                self.use(binding, node)

    def _effects_call(self, node: ast.Call) -> None:
        self.call(node, "value")

    def _effects_binary(self, node: ast.Binary) -> None:
        if node.op in ("&&", "||") and self.may_act(node.operands[1:]):
            self.short_circuit(node)
            return
        for operand in node.operands:
            self.effects(operand)

    def _effects_x(self, node: ast.Selector | ast.Star | ast.TypeAssert) -> None:
        self.effects(node.x)

    def _effects_unary(self, node: ast.Unary) -> None:
        if node.op == "<-":
            self.emit(Recv(node.pos, node.end, self.value(node.x)))
        else:
            self.effects(node.x)

    def _effects_index(self, node: ast.Index) -> None:
        self.effects(node.x)
        for index in node.indices:
            self.effects(index)

    def _effects_slice(self, node: ast.SliceExpr) -> None:
        self.effects(node.x)
        for bound in node.bounds:
            self.effects(bound)

    def _effects_literal(self, node: ast.FuncLit) -> None:
        # A literal nobody binds (an element of a list, say) may be called by whoever gets it: keep it reachable.
        closure = self.literal(node)
        self.emit(Assign(node.pos, node.end, OPAQUE, closure, False))

    def _effects_composite(self, node: ast.CompositeLit) -> None:
        self.composite(node)

    # --- values ------------------------------------------------------------------------------------------------

    def value(self, node: ast.Expr) -> Value:
        """Lowers an expression and says what it stands for."""
        handler = _VALUES.get(type(node))
        return handler(self, node) if handler is not None else OPAQUE

    def _value_ident(self, node: ast.Ident) -> Value:
        binding = self.lookup(node)
        if isinstance(binding, Var):
            return self.use(binding, node)
        if isinstance(binding, VarSymbol):
            return Global(binding.id)
        if isinstance(binding, FuncSymbol):
            self.references.symbols[binding] = None
            return FuncRef(binding)
        if isinstance(binding, Universe):
            name = binding.name
            if name == "true" or name == "false":
                return Const(name == "true")
            return NIL if name == "nil" else Builtin(name)
        return self.constant(node)

    def constant(self, node: ast.Expr) -> Value:
        """The constant value of an expression, OPAQUE when it has none."""
        value = self.types.const(node, self.scope)
        return OPAQUE if value is None else Const(value)

    def _value_basic(self, node: ast.BasicLit) -> Value:
        return self.constant(node) if node.kind in ("int", "string", "char") else OPAQUE

    def _value_selector(self, node: ast.Selector) -> Value:
        if type(node.x) is ast.Ident:
            binding = self.lookup(node.x)
            if isinstance(binding, PackageName):
                scope = self.types.scope(binding.path)
                symbol = scope.lookup(node.name) if scope is not None else None
                if isinstance(symbol, FuncSymbol):
                    self.references.symbols[symbol] = None
                    return FuncRef(symbol)
                if isinstance(symbol, ConstSymbol):
                    return self.constant(node)
                return Global(f"{binding.path}.{node.name}")
        selection = self.types.select(node, self.scope)
        if selection is None:
            base = self.value(node.x)
            return FieldOf(base, node.name, "") if isinstance(base, _PLACES) else OPAQUE
        if selection.kind == "method-expr":
            symbol = selection.symbol
            if not isinstance(symbol, FuncSymbol):
                return OPAQUE
            self.references.symbols[symbol] = None
            return FuncRef(symbol)
        if selection.member is None:
            return OPAQUE
        base = self.value(node.x)
        member = selection.member
        base, last = self.embedded(base, selection.base_type, member.path)
        if selection.kind == "field":
            # The class of a lock in a struct that is nothing else is that of the field it is in.
            bare = type(base) in (FieldOf, Global) and self.types.is_bare_lock(member)
            owner = "" if bare else owner_of(member.owner) or owner_of(last)
            return FieldOf(base, intern(node.name), intern(owner))
        if selection.kind == "method" and member.func is not None:
            self.references.symbols[member.func] = None
            return MethodRef(base, member.func)
        self.references.dispatched[(owner_of(member.owner), node.name)] = None
        return InterfaceMethod(base, owner_of(member.owner), node.name, member.type)

    def embedded(self, base: Value, base_type: Type, hops: tuple[str, ...]) -> tuple[Value, Type]:
        """Walks through embedded fields, so that promoted and explicit selectors have one path."""
        current = base_type
        for hop in hops:
            member = self.types.member(current, hop)
            bare = member is not None and type(base) in (FieldOf, Global) and self.types.is_bare_lock(member)
            owner = "" if bare else owner_of(member.owner if member else current) or owner_of(current)
            base = FieldOf(base, intern(hop), intern(owner))
            if member is not None:
                current = member.type
        return base, current

    def _value_x(self, node: ast.Star) -> Value:
        return self.value(node.x)

    def _value_assert(self, node: ast.TypeAssert) -> Value:
        return self.value(node.x)

    def _value_unary(self, node: ast.Unary) -> Value:
        if node.op == "&":
            return self.value(node.x)
        if node.op == "<-":
            chan = self.value(node.x)
            self.emit(Recv(node.pos, node.end, chan))
            return Received(chan)
        if node.op == "!":
            return Operation("!", (self.value(node.x),))
        if node.op == "-":
            return self.constant(node)
        self.effects(node.x)
        return OPAQUE

    def _value_index(self, node: ast.Index) -> Value:
        base = self.value(node.x)
        if isinstance(base, (FuncRef, MethodRef)):
            return base
        for index in node.indices:
            self.effects(index)
        return Elem(base, self.index_key(node.indices)) if isinstance(base, _PLACES) else OPAQUE

    def index_key(self, indices: tuple[ast.Expr, ...]) -> str:
        """Names an element by a constant or variable index; "" for what changes or is not known."""
        if len(indices) != 1:
            return ""
        index = indices[0]
        if type(index) is ast.BasicLit:
            return intern(index.text)
        if type(index) is ast.Ident:
            binding = self.lookup(index)
            if isinstance(binding, Var):
                return f"{binding.name}#{binding.uid}"
            if isinstance(binding, ConstSymbol):
                return index.name
        return ""

    def _value_slice(self, node: ast.SliceExpr) -> Value:
        self._effects_slice(node)
        return OPAQUE

    def _value_literal(self, node: ast.FuncLit) -> Value:
        return self.literal(node)

    def _value_binary(self, node: ast.Binary) -> Value:
        if node.op in ("==", "!=") and len(node.operands) == 2:
            return Operation(node.op, (self.operand(node.operands[0]), self.operand(node.operands[1])))
        if node.op in ("&&", "||"):
            if self.may_act(node.operands[1:]):
                return self.short_circuit(node)
            for operand in node.operands:
                self.effects(operand)
            return OPAQUE
        block, before = self.block, len(self.block.ops)
        for operand in node.operands:
            self.effects(operand)
        if self.block is block and len(block.ops) == before:
            value = self.constant(node)
            return value if value is not OPAQUE else self.pure(node)
        return OPAQUE

    def operand(self, node: ast.Expr) -> Value:
        """One side of a comparison: a place, a constant, a kept call, or its text."""
        value = self.value(node)
        return self.pure(node) if value is OPAQUE else value

    def _value_composite(self, node: ast.CompositeLit) -> Value:
        return self.composite(node)

    def composite(self, node: ast.CompositeLit, around: Around | None = None) -> Value:
        """A composite literal: functions, channels and places stored in it become assignments.

        ``around`` leads to the literal it stands in, whose type says what an elided type is.
        """
        alloc: Alloc | None = None
        type_: Type | None = None
        owner = ""
        struct: Struct | None = None
        for position, (key, element) in enumerate(node.elements):
            kind = type(element)
            if kind is ast.BasicLit:
                continue
            if key is not None and type(key) is not ast.Ident:
                self.effects(key)
            if kind is ast.CompositeLit:
                value = self.composite(element, Around(node, around))  # type: ignore[arg-type]
            elif kind in _KEPT_ELEMENTS:
                value = self.value(element)
            else:
                self.effects(element)
                continue
            if value is OPAQUE or type(value) is Const:
                continue
            if type(value) is Alloc and value not in self.filled and not self.fills(value):
                if not value.type:
                    continue
                type_ = self.literal_type(node, around) if type_ is None else type_
                if not self.is_interface(slot_of(self.types.underlying(type_), key, position)):
                    continue
            if alloc is None:
                type_ = self.literal_type(node, around) if type_ is None else type_
                owner = owner_of(type_)
                alloc = Alloc(self.path, node.pos, owner)
                under = self.types.underlying(type_)
                struct = under if type(under) is Struct else None
            target: Value = Elem(alloc, "")
            if struct is not None:
                if type(key) is ast.Ident:
                    target = FieldOf(alloc, intern(key.name), intern(owner))
                elif key is None and position < len(struct.fields):
                    target = FieldOf(alloc, intern(struct.fields[position].name), intern(owner))
            elif type(key) is ast.Ident:
                self.effects(key)
            if type(value) is Alloc and value in self.filled:
                self.refill(alloc, target, value)
                continue
            self.emit(Assign(element.pos, element.end, target, value, False))
            if isinstance(value, _FUNCTIONS):
                self.filled.setdefault(alloc, []).append((element.pos, element.end, target, value))
        if alloc is None:
            if node.type is not None and type(node.type) not in _TYPE_EXPRESSIONS:
                owner = owner_of(self.types.resolve(node.type, self.scope))
            alloc = Alloc(self.path, node.pos, owner)
        return alloc

    def is_interface(self, type_: Type) -> bool:
        """Whether an element or field of a literal can hold objects of several types: which it holds is worth knowing."""
        return type(type_) is Named and type(self.types.underlying(type_)) is Interface

    def fills(self, alloc: Alloc) -> bool:
        """Whether the literal lowered last put something into one of its fields."""
        last = self.block.ops[-1] if self.block.ops else None
        return type(last) is Assign and type(last.target) is FieldOf and last.target.base is alloc

    def refill(self, around: Alloc | None, place: Value, alloc: Alloc) -> None:
        """Says of the functions in a literal that they are now in ``place`` too, which names them for calls through it.

        ``around`` is the literal ``place`` is a part of, if it is one.
        """
        for pos, end, target, value in self.filled[alloc]:
            moved = _rebased(target, alloc, place)
            if around is not None:
                self.filled.setdefault(around, []).append((pos, end, moved, value))
            if class_of(moved) and not class_of(target):
                self.emit(Assign(pos, end, moved, value, False))

    def literal_type(self, node: ast.CompositeLit, around: Around | None) -> Type:
        """The type of a composite literal, through one pointer when it is elided."""
        depth = 0
        while node.type is None and around is not None:
            node, around = around
            depth += 1
        type_: Type = UNKNOWN if node.type is None else self.types.resolve(node.type, self.scope)
        for _ in range(depth):
            under = self.types.underlying(type_)
            if type(under) is Map:
                type_ = under.value
            elif type(under) is Slice or type(under) is Array:
                type_ = under.elem
            else:
                return UNKNOWN
            if type(type_) is Pointer:
                type_ = type_.elem
        return type_

    def _value_call(self, node: ast.Call) -> Value:
        return self.call(node, "value")

    # --- calls -------------------------------------------------------------------------------------------------

    def call(self, node: ast.Call, used: str, force: bool = False) -> Value:
        """Lowers a call and emits it when it is kept; the value of its (first) result."""
        operation = self.build_call(node, used, force)
        if not isinstance(operation, Call):
            return operation
        id = id_of(operation.callee)
        effect = EFFECTS.get(id)
        if effect is not None and effect.kind in CHANNEL_KINDS:
            return self.queue(operation, id, effect)
        self.emit(operation)
        row = row_of(id) if id else None
        if row is not None and row.no_return:
            self.leave(operation, row.no_return)
        elif row is None and type(operation.callee) is InterfaceMethod and self.ends_test(node.fun):
            self.leave(operation, "goexit")
        return CallResult(operation, 0)

    def ends_test(self, fun: ast.Expr) -> bool:
        """Whether a method of an interface of the program stands for one of a test's that do not return."""
        if type(fun) is not ast.Selector or fun.name not in ("FailNow", "Fatal", "Fatalf"):
            return False
        selection = self.types.select(fun, self.scope)
        return selection is not None and self.types.member(selection.base_type, "Helper") is not None

    def queue(self, call: Call, id: str, effect: Effect) -> Value:
        """A call that a row of the project declares to be a channel operation: the queue's channel is a field of it."""
        args = call.args
        chan: Value = OPAQUE
        if effect.object == RECV:
            recv = call.callee.recv if isinstance(call.callee, (MethodRef, InterfaceMethod)) else OPAQUE
            # A field nobody makes: its name is exported, so that it may be made where nobody looks.
            chan = FieldOf(recv, "Queue", id.rsplit(".", 1)[0]) if isinstance(recv, _PLACES) else OPAQUE
        elif effect.object < len(args):
            chan = args[effect.object]
        if effect.kind is Kind.CLOSE:
            self.emit(Close(call.pos, call.end, chan))
            return OPAQUE
        if effect.kind is Kind.RECV:
            self.emit(Recv(call.pos, call.end, chan))
            return Received(chan)
        rest = args if effect.object == RECV else args[: effect.object] + args[effect.object + 1 :]
        self.emit(Send(call.pos, call.end, chan, rest[0] if rest else OPAQUE))
        return OPAQUE

    def leave(self, call: Call, ends: str) -> None:
        """Ends the block after a call that never returns."""
        self.emit(Panic(call.pos, call.end) if ends == "panic" else Exit(call.pos, call.end, ends))
        self.block = self.fresh()

    def fresh(self) -> Block:
        """A new block without predecessors."""
        block = Block(self.loop)
        self.function.blocks.append(block)
        return block

    def build_call(self, node: ast.Call, used: str, force: bool = False) -> Call | Value:
        """Lowers callee and arguments; a ``Call`` not yet emitted, or a plain value when nothing is called."""
        fun = node.fun
        kind = type(fun)
        if self.asked and kind is ast.Selector and fun.name in CALLING_NAMES:  # type: ignore[attr-defined]
            self.ask(node, fun)  # type: ignore[arg-type]
        callee: Value
        while kind is ast.Index and type(fun.x) in (ast.Ident, ast.Selector):  # type: ignore[attr-defined]
            # An instantiation f[T](...) or a function taken from a container fs[i](...).
            value = self.value(fun.x)  # type: ignore[attr-defined]
            if not isinstance(value, (FuncRef, MethodRef)):
                break
            fun = fun.x  # type: ignore[attr-defined]
            kind = type(fun)
        if kind is ast.Ident:
            binding = self.lookup(fun)  # type: ignore[arg-type]
            if isinstance(binding, Universe):
                return self.builtin(node, binding.name, used)
            if isinstance(binding, Var):
                callee = self.use(binding, fun)
            elif isinstance(binding, FuncSymbol):
                if not force and self.names is not None and binding.name not in self.names:
                    return self.dropped(node)
                self.references.symbols[binding] = None
                callee = FuncRef(binding)
            elif isinstance(binding, VarSymbol):
                callee = Global(binding.id)
            elif isinstance(binding, TypeSymbol) or (binding is not None and not isinstance(binding, ConstSymbol)):
                return self.value(node.args[0]) if len(node.args) == 1 else self.dropped(node)  # a conversion
            else:
                return self.dropped(node)
        elif kind is ast.Selector:
            if not force and self.names is not None and fun.name not in self.names and not self.is_foreign(fun):  # type: ignore
                return self.dropped(node)
            callee = self.value(fun)
            if not force and self.is_opaque(callee):
                return self.dropped(node)
            if type(callee) is OPAQUE.__class__ or type(callee) is Const:
                return self.dropped(node)
        elif kind is ast.FuncLit:
            callee = self.literal(fun)  # type: ignore[arg-type]
        elif kind in _TYPE_EXPRESSIONS or kind is ast.Star:
            return self.value(node.args[0]) if len(node.args) == 1 else self.dropped(node)  # a conversion
        else:
            callee = self.value(fun)
            if callee is OPAQUE:
                return self.dropped(node)
        if not _is_unsafe(fun):
            for argument in node.args:
                self.copied(argument, "passed")
        args = tuple([self.value(argument) for argument in node.args])
        return Call(node.pos, node.end, callee, args, used)

    def ask(self, node: ast.Call, fun: ast.Selector) -> None:
        """Emits the calls that a library function makes of methods of its arguments."""
        binding = self.lookup(fun.x) if type(fun.x) is ast.Ident else None
        if isinstance(binding, PackageName):
            id = f"{binding.path}.{fun.name}"
        else:
            selection = self.types.select(fun, self.scope)
            member = selection.member if selection is not None else None
            if member is None or member.func is None:
                return
            id = member.func.id
        for argument, names in methods_called(id, node.args):
            plain = argument.x if type(argument) is ast.Unary and argument.op == "&" else argument
            if type(plain) is ast.Ident or type(plain) is ast.Selector:
                self.ask_one(argument, plain, names)

    def ask_one(self, argument: ast.Expr, plain: ast.Expr, names: tuple[str, ...]) -> None:
        """Emits the call of the first of the methods that a value has."""
        type_ = self.types.type_of(argument, self.scope)
        addressed = type(type_) is Pointer
        if type(type_.elem if type(type_) is Pointer else type_) is not Named:
            return
        for name in names:
            member = self.types.member(type_, name)
            if member is None or member.kind != "method" or member.func is None:
                continue
            if not addressed and type(self.types.receiver(member.func)[1]) is Pointer:
                continue  # not in the method set of a value
            if member.func in self.asked:
                base = self.value(plain)
                if isinstance(base, _PLACES):
                    base, _ = self.embedded(base, type_, member.path)
                    self.references.symbols[member.func] = None
                    self.emit(Call(argument.pos, argument.end, MethodRef(base, member.func), (), "value"))
            return

    def is_foreign(self, fun: ast.Selector) -> bool:
        """Whether a callee is a C function."""
        return type(fun.x) is ast.Ident and fun.x.name == "C"

    def is_opaque(self, callee: Value) -> bool:
        """Whether a callee is a function of a package whose callers know all they need from the models."""
        symbol = _static_symbol(callee)
        return (
            symbol is not None
            and symbol.pkg in OPAQUE_PACKAGES
            and self.function.pkg.removesuffix("_test") != symbol.pkg
            and symbol.id not in EFFECTS
            and symbol.id not in KEPT_CALLS
            and row_of(symbol.id) is None
            and symbol.id not in _NAMED_RESULTS
        )

    def dropped(self, node: ast.Call) -> Value:
        """A call nobody asks about: only what happens in its callee's and arguments' expressions is kept.

        Function literals among its arguments may be called by it, so then the call is kept after all.
        """
        fun = node.fun
        if type(fun) is ast.Selector:
            self.effects(fun.x)
        elif type(fun) is not ast.Ident:
            self.effects(fun)
        if not node.args:
            return OPAQUE
        literals = channels = False
        for argument in node.args:
            if type(argument) is ast.FuncLit:
                literals = True
                break
            channels |= self.is_channel(argument) or _is_unlock_value(argument) or self.is_group(argument)
        if channels and not literals:
            # Whoever is called here may use the channel, give the lock back, or count the group down.
            args = tuple([self.value(argument) for argument in node.args])
            callee = self.value(fun) if type(fun) in (ast.Ident, ast.Selector) else OPAQUE
            call = Call(node.pos, node.end, callee, args, "value")
            self.emit(call)
            return CallResult(call, 0)
        if not literals and any(self.is_kept_call(argument) for argument in node.args):
            for argument in node.args:
                if type(argument) is ast.Star:
                    self.copied(argument, "passed")
            args = tuple([self.value(argument) for argument in node.args])
            if any(self.is_made_function(value) for value in args):
                # Whoever is called here may call the function, which may give a lock back.
                self.emit(Call(node.pos, node.end, self.value(fun), args, "value"))
            elif self.function.test and _is_requirement(fun) and type(args[-1]) is CallResult:
                # What the test requires of the result of a call that matters.
                self.emit(Call(node.pos, node.end, self.value(fun), args, ""))
            return OPAQUE
        if not literals:
            for argument in node.args:
                if type(argument) is ast.Star and not _is_unsafe(fun):
                    self.copied(argument, "passed")
                self.effects(argument)
            return OPAQUE
        args = tuple([self.value(argument) for argument in node.args])
        if not any(type(argument) is Closure and argument.function.matters() for argument in args):
            return OPAQUE
        callee = self.value(fun) if type(fun) in (ast.Ident, ast.Selector) else OPAQUE
        call = Call(node.pos, node.end, callee, args, "value")
        self.emit(call)
        return CallResult(call, 0)

    def is_kept_call(self, node: ast.Expr) -> bool:
        """Whether an expression is a call that somebody may ask about, going by the callee's name."""
        fun = node.fun if type(node) is ast.Call else None
        return type(fun) in (ast.Ident, ast.Selector) and (self.names is None or fun.name in self.names)  # type: ignore

    def is_made_function(self, value: Value) -> bool:
        """Whether a value is what a function of the program returns, and is a function."""
        if type(value) is not CallResult:
            return False
        symbol = _static_symbol(value.call.callee)
        if symbol is None or self.types.scope(symbol.pkg) is None:
            return False
        results = self.types.signature(symbol).results
        return value.index < len(results) and type(results[value.index]) is Signature

    def is_channel(self, node: ast.Expr) -> bool:
        """Whether an expression is a channel in plain sight: a local variable, or a field or package variable so declared."""
        if type(node) is ast.Selector:
            return self.names is not None and f".{node.name}" in self.names
        if type(node) is not ast.Ident:
            return False
        binding = self.scope.lookup(node.name, node.pos)
        if not isinstance(binding, Var):
            return self.names is not None and f"${node.name}" in self.names
        return binding.is_declared_channel() or any(
            type(value) is MakeChan or (type(value) is CallResult and _returns_channel(value)) for value in binding.defs
        )

    def is_group(self, node: ast.Expr) -> bool:
        """Whether an expression is the address of a local WaitGroup."""
        if type(node) is not ast.Unary or node.op != "&" or type(node.x) is not ast.Ident:
            return False
        binding = self.scope.lookup(node.x.name, node.x.pos)
        return isinstance(binding, Var) and self.types.local_type(binding) == _GROUP

    def builtin(self, node: ast.Call, name: str, used: str) -> Call | Value:
        """A predeclared function, or a conversion to a predeclared type."""
        args = node.args
        if name == "make" and args:
            kind = args[0]
            is_chan = type(kind) is ast.ChanType or (
                type(kind) in (ast.Ident, ast.Selector, ast.Index)
                and self.types.underlying(self.types.resolve(kind, self.scope)).tag == "chan"
            )
            for argument in args[1:]:
                self.effects(argument)
            if not is_chan:
                return Alloc(self.path, node.pos, "")
            capacity: int | None = 0
            size: Value | None = None
            if len(args) > 1:
                constant = self.types.const(args[1], self.scope)
                capacity = constant if type(constant) is int else None
                if capacity is None and type(args[1]) is ast.Ident:
                    size = self.value(args[1])
            return MakeChan(self.path, node.pos, capacity, size)
        if name == "new" and args:
            return Alloc(self.path, node.pos, owner_of(self.types.resolve(args[0], self.scope)))
        if name == "close" and args:
            self.emit(Close(node.pos, node.end, self.value(args[0])))
            return OPAQUE
        if name == "panic":
            for argument in args:
                self.effects(argument)
            self.emit(Panic(node.pos, node.end))
            self.block = self.fresh()
            return OPAQUE
        if name == "recover":
            self.function.recovers = True
            return OPAQUE
        if name == "append":
            for argument in args[1:]:
                value = self.value(argument)
                if (
                    not isinstance(value, Const)
                    and value is not OPAQUE
                    and (type(value) is not Alloc or self.fills(value))
                ):
                    base = self.value(args[0])
                    if isinstance(base, _PLACES):
                        self.emit(Assign(argument.pos, argument.end, Elem(base, ""), value, False))
                    elif self.is_channel(argument):
                        self.emit(Assign(argument.pos, argument.end, OPAQUE, value, False))
            return OPAQUE
        if len(args) == 1 and name not in ("len", "cap"):
            return self.value(args[0])  # a conversion
        for argument in args:
            self.effects(argument)
        return OPAQUE


def id_of(callee: Value) -> str:
    """The symbol id of a declared function, method or interface method, "" for other callees."""
    symbol = _static_symbol(callee)
    if symbol is not None:
        return symbol.id
    return f"{callee.owner}.{callee.name}" if type(callee) is InterfaceMethod else ""


def _rebased(value: Value, root: Value, place: Value) -> Value:
    """A place below ``root`` as the same place below another one."""
    steps: list[FieldOf | Elem] = []
    while isinstance(value, (FieldOf, Elem)):
        steps.append(value)
        value = value.base
    found = place if value is root else value
    for step in reversed(steps):
        found = FieldOf(found, step.name, step.owner) if isinstance(step, FieldOf) else Elem(found, step.key)
    return found


def _returns_channel(result: CallResult) -> bool:
    """Whether the text of a function's head names a channel, which it may return."""
    symbol = _static_symbol(result.call.callee)
    if symbol is None:
        return False
    text = symbol.file.text
    head = text[symbol.slice.start : text.find(b"{\n", symbol.slice.start, symbol.slice.end)]
    return b"chan " in head


def _is_requirement(fun: ast.Expr) -> bool:
    """Whether a callee has the name of a requirement of testify behind which something is known."""
    return type(fun) is ast.Selector and fun.name.removesuffix("f") in REQUIREMENT_NAMES


def _is_unsafe(fun: ast.Expr) -> bool:
    """Whether a callee is one of package unsafe, such as Sizeof: they do not evaluate their argument."""
    return type(fun) is ast.Selector and type(fun.x) is ast.Ident and fun.x.name == "unsafe"


def _is_unlock_value(node: ast.Expr) -> bool:
    """Whether an expression is an unlock that is not called: ``mu.Unlock``."""
    return type(node) is ast.Selector and node.name in ("Unlock", "RUnlock")


def _static_symbol(callee: Value) -> FuncSymbol | None:
    if type(callee) is FuncRef or type(callee) is MethodRef:
        return callee.symbol
    return None


_Handler = Callable[[ExpressionLowering, ast.Expr], None]
_EFFECTS: dict[type, Callable[..., None]] = {
    ast.Ident: ExpressionLowering._effects_ident,
    ast.Call: ExpressionLowering._effects_call,
    ast.Binary: ExpressionLowering._effects_binary,
    ast.Selector: ExpressionLowering._effects_x,
    ast.Star: ExpressionLowering._effects_x,
    ast.TypeAssert: ExpressionLowering._effects_x,
    ast.Unary: ExpressionLowering._effects_unary,
    ast.Index: ExpressionLowering._effects_index,
    ast.SliceExpr: ExpressionLowering._effects_slice,
    ast.FuncLit: ExpressionLowering._effects_literal,
    ast.CompositeLit: ExpressionLowering._effects_composite,
}
_VALUES: dict[type, Callable[..., Value]] = {
    ast.Ident: ExpressionLowering._value_ident,
    ast.BasicLit: ExpressionLowering._value_basic,
    ast.Selector: ExpressionLowering._value_selector,
    ast.Star: ExpressionLowering._value_x,
    ast.TypeAssert: ExpressionLowering._value_assert,
    ast.Unary: ExpressionLowering._value_unary,
    ast.Index: ExpressionLowering._value_index,
    ast.FuncLit: ExpressionLowering._value_literal,
    ast.Binary: ExpressionLowering._value_binary,
    ast.CompositeLit: ExpressionLowering._value_composite,
    ast.Call: ExpressionLowering._value_call,
}
_VALUES[ast.SliceExpr] = ExpressionLowering._value_slice


def slot_of(under: Type, key: ast.Expr | None, position: int) -> Type:
    """The type of one element or field of a composite literal of the given underlying type."""
    if type(under) is Struct:
        if type(key) is ast.Ident:
            return next((field.type for field in under.fields if field.name == key.name), UNKNOWN)
        return under.fields[position].type if key is None and position < len(under.fields) else UNKNOWN
    if type(under) is Map:
        return under.value
    return under.elem if type(under) is Slice or type(under) is Array else UNKNOWN
