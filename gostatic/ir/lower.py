"""Lowering of functions: syntax to basic blocks.

One pass over a function's statements. Structured statements become blocks joined by ``Jump``, ``Branch`` and ``Select``;
``&&``, ``||`` and ``!`` in conditions become control flow; a function literal becomes a function of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from gostatic.ir.function import Block, Function
from gostatic.ir.lower_expr import ExpressionLowering, References, id_of
from gostatic.ir.ops import (
    TERMINATORS,
    Arm,
    Assign,
    Branch,
    Call,
    Defer,
    Exit,
    Go,
    Jump,
    Recv,
    Return,
    Select,
    Send,
    Yielded,
    Yielding,
)
from gostatic.ir.values import (
    OPAQUE,
    Alloc,
    CallResult,
    Closure,
    Const,
    Elem,
    FieldOf,
    Global,
    Operation,
    Pure,
    Received,
    Value,
    Var,
)
from gostatic.models.effects import CHANNEL_KINDS, EFFECTS
from gostatic.syntax import ast
from gostatic.types.model import Basic
from gostatic.types.universe import FileEnv, FuncSymbol, LocalConst, LocalType, Scope, Types, Universe


class Lowering(ExpressionLowering):
    """The statement half: see :func:`lower`."""

    def __init__(self, types: Types, env: FileEnv, text: bytes, path: str, names: frozenset[str] | None) -> None:
        super().__init__(types, env, text, path, names)
        # (label or "", break block, continue block or None), innermost last
        self.targets: list[tuple[str, Block, Block | None]] = []
        # Loops over functions around the statement: how many targets are around each, and the call that runs its body.
        self.iterations: list[tuple[int, Call]] = []
        self.labels: dict[str, Block] = {}
        self.next_case: Block | None = None
        self.pending_label = ""
        self.receiver: ast.Field | None = None

    # --- functions ---------------------------------------------------------------------------------------------

    def run(self, function: Function, decl: ast.FuncDecl) -> Function:
        """Lowers a declared function with all its literals."""
        self.function = function
        self.scope.declare_type_params(decl.tparams)
        if decl.recv is not None:
            self.scope.declare_receiver(decl.recv)
            function.has_recv = True
            receiver = Var.declared(decl.recv.name, decl.recv.pos, decl.recv.type, self.scope)
            function.params.append(self.new_var(receiver, "param"))
            self.receiver = decl.recv
        if decl.body is not None:
            self.body(decl.type, decl.body)
        return function

    def body(self, signature: ast.FuncType, block: ast.Block) -> None:
        """Lowers parameters, results and statements into ``self.function``."""
        function = self.function
        pending: list[tuple[ast.Field, Var]] = []
        receiver = function.params[0] if function.params else None
        if receiver is not None and self.receiver is not None:
            pending.append((self.receiver, receiver))
        for field in signature.params:
            var = Var.declared(field.name, field.pos, field.type, self.scope, variadic=field.variadic)
            self.new_var(var, "param").index = len(function.params)
            function.params.append(var)
            function.variadic = field.variadic
            if type(field.type) is ast.Selector and field.type.name == "Context":
                self.types.local_type(var)  # asked for later, when the syntax is gone
            pending.append((field, var))
        for field in signature.results:
            var = Var.declared(field.name, field.pos, field.type, self.scope)
            if type(field.type) is ast.Ident and field.type.name == "error":
                self.types.local_type(var)  # asked for later, when the syntax is gone
            self.new_var(var, "result").index = len(function.results)
            function.results.append(var)
        self.block = self.fresh()
        for field, var in pending:
            if self.copying and type(field.type) in _NAMED_TYPES and not field.variadic:
                self.copied_type(field, self.types.local_type(var), "receiver" if var is receiver else "parameter")
        self.statements(block.stmts)
        self.emit(Return(block.end - 1, block.end, (), implicit=True))
        _finish(function)

    def finish(self) -> None:
        """Lets go of the syntax: variables keep only the types that were asked for."""
        for var in self.variables:
            var.release()

    def literal(self, node: ast.FuncLit) -> Closure:
        """Lowers a function literal into a function of its own, numbered within the outermost one."""
        outer = self.function
        self.literals += 1
        outermost = outer.outermost
        function = Function(
            f"{outermost.id}${self.literals}",
            f"{outermost.name}.func{self.literals}",
            outer.pkg,
            outer.file,
            node.pos,
            node.end,
            outer,
            None,
            outer.version,
            outer.test,
        )
        outer.closures.append(function)
        saved = (self.block, self.scope, self.loop, self.targets, self.labels, self.next_case, self.pending_label)
        self.function, self.scope, self.loop = function, Scope(self.scope, self.env), 0
        self.targets, self.labels, self.next_case, self.pending_label = [], {}, None, ""
        iterations, self.iterations = self.iterations, []
        declared, self.receiver = self.receiver, None
        self.body(node.type, node.body)
        self.receiver = declared
        self.function, self.iterations = outer, iterations
        self.block, self.scope, self.loop, self.targets, self.labels, self.next_case, self.pending_label = saved
        return Closure(function)

    # --- control flow pieces -----------------------------------------------------------------------------------

    def jump(self, target: Block, pos: int, end: int, word: str = "") -> None:
        """Ends the current block with a jump."""
        self.emit(Jump(pos, end, word))
        self.block.following.append(target)

    def branch(self, cond: Value, pos: int, end: int, then: Block, orelse: Block) -> None:
        """Ends the current block with a two-way branch."""
        self.emit(Branch(pos, end, cond))
        self.block.following += (then, orelse)

    def condition(self, node: ast.Expr, then: Block, orelse: Block) -> None:
        """Lowers a condition as control flow."""
        if type(node) is ast.Unary and node.op == "!":
            self.condition(node.x, orelse, then)
            return
        if type(node) is ast.Binary and node.op in ("&&", "||"):
            for operand in node.operands[:-1]:
                rest = self.fresh()
                if node.op == "&&":
                    self.condition(operand, rest, orelse)
                else:
                    self.condition(operand, then, rest)
                self.block = rest
            self.condition(node.operands[-1], then, orelse)
            return
        if type(node) is ast.Call:
            value = self.call(node, "cond")
            if value is OPAQUE:
                value = self.pure(node)
        else:
            value = self.operand(node)
        if type(value) is Operation and value.op == "!=":
            value, then, orelse = Operation("==", value.operands), orelse, then
        self.branch(value, node.pos, node.end, then, orelse)

    def short_circuit(self, node: ast.Binary) -> Value:
        """An ``&&`` or ``||`` used as a value: a variable without name that is true on one way and false on the other."""
        var = self.new_var(Var.typed("", node.pos, Basic("bool")), "local")
        then, orelse, after = self.fresh(), self.fresh(), Block(self.loop)
        self.condition(node, then, orelse)
        for block, truth in ((then, True), (orelse, False)):
            self.block = block
            self.store(node, var, Const(truth), define=True)
            self.jump(after, node.end, node.end)
        self.function.blocks.append(after)
        self.block = after
        return var

    def enter(self) -> Scope:
        """Opens a lexical block; returns the scope to restore."""
        saved = self.scope
        self.scope = Scope(saved, self.env)
        return saved

    def open_loop(self, node: ast.Stmt) -> int:
        """Opens a loop; returns the number of the loop around it."""
        saved = self.loop
        function = self.function
        function.loop_parents.append(saved)
        function.loop_spans.append((node.pos, node.end))
        self.loop = len(function.loop_parents) - 1
        return saved

    # --- statements --------------------------------------------------------------------------------------------

    def statements(self, stmts: tuple[ast.Stmt, ...]) -> None:
        """Lowers a list of statements."""
        for stmt in stmts:
            handler = _STATEMENTS.get(type(stmt))
            if handler is not None:
                handler(self, stmt)

    def statement(self, stmt: ast.Stmt | None) -> None:
        """Lowers one statement, if there is one."""
        if stmt is not None:
            handler = _STATEMENTS.get(type(stmt))
            if handler is not None:
                handler(self, stmt)

    def _block(self, node: ast.Block) -> None:
        saved = self.enter()
        self.statements(node.stmts)
        self.scope = saved

    def _expr(self, node: ast.ExprStmt) -> None:
        if type(node.x) is ast.Call:
            self.call(node.x, "")
        else:
            self.effects(node.x)

    def _send(self, node: ast.SendStmt) -> None:
        chan = self.value(node.chan)
        value = self.value(node.value)
        self.emit(Send(node.pos, node.end, chan, value))

    def _incdec(self, node: ast.IncDec) -> None:
        self.effects(node.x)
        if type(node.x) is ast.Ident:
            self.store(node, self.value(node.x), OPAQUE)

    def store(self, node: ast.Node, target: Value, value: Value, define: bool = False, known: bool = True) -> None:
        """Emits an assignment and records it as a definition of a local variable.

        Not ``known``: the value was read before an earlier assignment of the same statement changed it (``a, b = b, a``),
        so at this operation it has no name any more.
        """
        if type(target) is Var:
            target.defs.append(value)
        elif target is OPAQUE:
            return
        self.emit(Assign(node.pos, node.end, target, value if known else OPAQUE, define))
        if type(value) is Alloc and value in self.filled:
            self.refill(None, target, value)

    def _assign(self, node: ast.Assign) -> None:
        lhs, rhs = node.lhs, node.rhs
        if node.op not in ("=", ":="):
            for expr in (*lhs, *rhs):
                self.effects(expr)
            if type(lhs[0]) is ast.Ident:
                self.store(node, self.value(lhs[0]), OPAQUE)
            return
        if len(rhs) == 1 and type(rhs[0]) is ast.Call and all(type(t) is ast.Ident and t.name == "_" for t in lhs):
            self.call(rhs[0], "")
            return
        values: list[Value]
        if len(lhs) == len(rhs):
            for target, expr in zip(lhs, rhs, strict=True):
                if not (type(target) is ast.Ident and target.name == "_"):
                    self.copied(expr, "assigned")
            values = [self.value(expr) for expr in rhs]
        else:
            values = self.multiple(rhs[0], len(lhs)) if rhs else [OPAQUE] * len(lhs)
        assigned: list[Value] = []
        for index, target in enumerate(lhs):
            value = values[index]
            if type(target) is ast.Ident:
                if target.name == "_":
                    continue
                existing = self.scope.lookup(target.name, target.pos) if node.op == ":=" else None
                if node.op == ":=" and not (existing is not None and self.declared_here(target.name)):
                    if len(lhs) == len(rhs):
                        var = Var.from_expr(target.name, target.end, rhs[index], -1, self.scope)
                    else:
                        var = Var.from_expr(target.name, target.end, rhs[0], index, self.scope)
                    # The new name is visible only behind the statement.
                    var.pos = node.end
                    self.new_var(var, "local")
                    self.store(target, var, value, define=True)
                else:
                    place = self.value(target)
                    self.store(target, place, value, known=not any(_is_read(item, value) for item in assigned))
                    assigned.append(place)
            else:
                self.store(target, self.value(target), value)

    def declared_here(self, name: str) -> bool:
        """Whether the current lexical block itself declares a name."""
        return self.scope.declares(name)

    def multiple(self, node: ast.Expr, count: int) -> list[Value]:
        """The values of an expression with several results."""
        value = self.value(node)
        if type(value) is CallResult:
            return [CallResult(value.call, index) for index in range(count)]
        if type(node) is ast.TypeAssert and count == 2:
            return [value, self.asserted(node)]
        return [value] + [OPAQUE] * (count - 1)

    def asserted(self, node: ast.TypeAssert) -> Value:
        """Whether a type assertion holds, comparable with other assertions of the same value to the same type."""
        of = self.pure(node.x)
        if type(of) is not Pure:
            return OPAQUE
        text = b"".join(self.text[node.pos : node.end].split()).decode("utf-8", "replace")
        return Pure(text, of.variables)

    def _go(self, node: ast.GoStmt) -> None:
        self.spawned(node, Go)

    def _defer(self, node: ast.DeferStmt) -> None:
        self.spawned(node, Defer)

    def spawned(self, node: ast.GoStmt | ast.DeferStmt, kind: type[Go] | type[Defer]) -> None:
        """A go or defer statement: callee and arguments are evaluated now."""
        if type(node.call) is not ast.Call:
            self.effects(node.call)
            return
        fun = node.call.fun
        if type(fun) is ast.Ident and fun.name in ("close", "recover", "panic"):
            binding = self.lookup(fun)
            if isinstance(binding, Universe):
                self.later_builtin(node, node.call, fun.name, kind)
                return
        call = self.build_call(node.call, "", force=kind is Go or type(fun) is not ast.Selector)
        if isinstance(call, Call):
            effect = EFFECTS.get(id_of(call.callee))
            if effect is not None and effect.kind in CHANNEL_KINDS:
                self.later_builtin(node, node.call, "close", kind)
                return
            self.emit(kind(node.pos, node.end, call))

    def later_builtin(self, node: ast.Stmt, call: ast.Call, name: str, kind: type[Go] | type[Defer]) -> None:
        """``defer close(ch)``, ``go panic(x)``: a literal with one operation in it; a recover called so recovers nothing."""
        if name == "panic" and kind is Go:
            # Nobody can recover it there: the process ends, whatever this goroutine does meanwhile.
            self.effects(call.args[0] if call.args else call)
            self.emit(Exit(node.pos, node.end, "exit"))
            self.block = self.fresh()
        elif name != "recover":
            # The channel is evaluated here, the close happens later: a literal around it keeps both in the IR's words.
            signature = ast.FuncType(call.pos, call.pos, (), ())
            body = ast.Block(call.pos, call.end, (ast.ExprStmt(call.pos, call.end, call),))
            closure = self.literal(ast.FuncLit(call.pos, call.end, signature, body))
            self.emit(kind(node.pos, node.end, Call(call.pos, call.end, closure, (), "")))

    def _return(self, node: ast.Return) -> None:
        for expr in node.results:
            self.copied(expr, "returned")
        values = tuple([self.value(expr) for expr in node.results])
        count = len(self.function.results)
        if len(values) == 1 < count and type(values[0]) is CallResult:
            # `return f()` hands on all results of the call, each under its own number.
            values = tuple([CallResult(values[0].call, index) for index in range(count)])
        self.leave_iterations(node, 0)
        self.emit(Return(node.pos, node.end, values))
        self.block = self.fresh()

    def _branch(self, node: ast.Branch) -> None:
        target: Block | None
        word = node.token
        around = len(self.targets)
        if node.token == "goto":
            target = self.label_block(node.label)
        elif node.token == "fallthrough":
            target, word = self.next_case, ""
        else:
            target, around = self.find_target(node.token, node.label)
        if target is not None:  # else the source is broken: the statement is left out
            self.leave_iterations(node, around)
            self.jump(target, node.pos, node.end, word)
            self.block = self.fresh()

    def find_target(self, token: str, label: str) -> tuple[Block | None, int]:
        """Where a break or continue goes, and how many statements lie around the one it is about; None in broken source."""
        for around in range(len(self.targets) - 1, -1, -1):
            name, on_break, on_continue = self.targets[around]
            if label and name != label:
                continue
            if token == "break":
                return on_break, around
            if on_continue is not None:
                return on_continue, around
        return None, 0

    def leave_iterations(self, node: ast.Stmt, around: int) -> None:
        """Ends the bodies of the loops over functions that a way out leaves: those with at least so much around them."""
        for outside, call in reversed(self.iterations):
            if outside >= around:
                self.emit(Yielded(node.pos, node.end, call))

    def label_block(self, label: str) -> Block:
        """The block a label stands before."""
        block = self.labels.get(label)
        if block is None:
            block = Block(self.loop)
            self.function.blocks.append(block)
            self.labels[label] = block
        return block

    def _labeled(self, node: ast.Labeled) -> None:
        block = self.label_block(node.label)
        block.loop = self.loop
        self.jump(block, node.pos, node.pos)
        self.block = block
        if type(node.stmt) in (ast.For, ast.Range, ast.Switch, ast.TypeSwitch, ast.Select, ast.Block):
            self.pending_label = node.label
        self.statement(node.stmt)

    def take_label(self) -> str:
        """The label of the statement being lowered."""
        label, self.pending_label = self.pending_label, ""
        return label

    def _if(self, node: ast.If) -> None:
        outer = self.enter()
        after = Block(self.loop)
        current: ast.If | None = node
        while current is not None:  # an else-if chain is a loop here, not recursion
            self.statement(current.init)
            then = self.fresh()
            orelse = self.fresh() if current.orelse is not None else after
            self.condition(current.cond, then, orelse)
            self.block = then
            self._block(current.then)
            self.jump(after, current.then.end - 1, current.then.end)
            following = current.orelse
            current = None
            if following is not None:
                self.block = orelse
                if type(following) is ast.If:
                    current = following
                else:
                    self.statement(following)
                    self.jump(after, following.end - 1, following.end)
        self.function.blocks.append(after)
        self.block = after
        self.scope = outer

    def _for(self, node: ast.For) -> None:
        label = self.take_label()
        outer = self.enter()
        self.statement(node.init)
        around = self.open_loop(node)
        for binding in self.init_vars(node.init):
            binding.loop_var = self.loop
        head, body, post = self.fresh(), self.fresh(), self.fresh()
        after = Block(around)
        self.jump(head, node.pos, node.pos)
        self.block = head
        if node.cond is not None:
            self.condition(node.cond, body, after)
        else:
            self.jump(body, node.pos, node.pos)
        self.block = body
        self.targets.append((label, after, post))
        self._block(node.body)
        self.targets.pop()
        self.jump(post, node.body.end - 1, node.body.end)
        self.block = post
        self.statement(node.post)
        self.jump(head, node.body.end - 1, node.body.end, "loop")
        self.loop = around
        self.function.blocks.append(after)
        self.block = after
        self.scope = outer

    def init_vars(self, init: ast.Stmt | None) -> list[Var]:
        """The variables a for statement's init declares."""
        found: list[Var] = []
        if type(init) is ast.Assign and init.op == ":=":
            for target in init.lhs:
                if type(target) is ast.Ident:
                    binding = self.scope.lookup(target.name, init.end)
                    if isinstance(binding, Var):
                        found.append(binding)
        return found

    def _range(self, node: ast.Range) -> None:
        label = self.take_label()
        outer = self.enter()
        source = self.value(node.x)
        if type(source) is Alloc and source in self.filled:
            # A table written where it is ranged over: a variable without name, through which its functions are found.
            table = self.new_var(Var.from_expr("", node.x.pos, node.x, -1, self.scope), "local")
            self.store(node.x, table, source, define=True)
            source = table
        kind = self.types.underlying(self.types.type_of(node.x, self.scope)).tag
        iteration: Call | None = None
        if kind == "func":
            # One call, which runs the body as its yield.
            iteration = Call(node.x.pos, node.x.end, source, (), "")
            self.emit(iteration)
        around = self.open_loop(node)
        head, body = self.fresh(), self.fresh()
        after = Block(around)
        self.jump(head, node.pos, node.pos)
        self.block = head
        if kind == "chan":
            self.emit(Recv(node.x.pos, node.x.end, source, ranged=True))
        self.branch(OPAQUE, node.x.pos, node.x.end, body, after)
        self.block = body
        for which, target in (("key", node.key), ("value", node.value)):
            if target is None or (type(target) is ast.Ident and target.name == "_"):
                continue
            value: Value = OPAQUE
            if kind == "chan":
                value = Received(source)
            elif which == "value" and kind != "func":
                value = Elem(source, "") if source is not OPAQUE else OPAQUE
            if node.define and type(target) is ast.Ident:
                var = self.new_var(Var.from_range(target.name, target.pos, node.x, which, outer), "local")
                var.loop_var = self.loop
                if self.copying and which == "value" and kind != "chan":
                    self.copied_type(target, self.types.local_type(var), "ranged")
                self.store(target, var, value, define=True)
            else:
                self.store(target, self.value(target), value)
        if iteration is not None:
            self.emit(Yielding(node.x.pos, node.x.end, iteration))
            self.iterations.append((len(self.targets), iteration))
        self.targets.append((label, after, head))
        self._block(node.body)
        self.targets.pop()
        if iteration is not None:
            self.iterations.pop()
            self.emit(Yielded(node.body.end - 1, node.body.end, iteration))
        self.jump(head, node.body.end - 1, node.body.end, "loop")
        self.loop = around
        self.function.blocks.append(after)
        self.block = after
        self.scope = outer

    def _switch(self, node: ast.Switch) -> None:
        label = self.take_label()
        outer = self.enter()
        self.statement(node.init)
        tag = self.operand(node.tag) if node.tag is not None else None
        after = Block(self.loop)
        bodies = [self.fresh() for _ in node.cases]
        default: Block = after
        for case, body in zip(node.cases, bodies, strict=True):
            if case.exprs is None:
                default = body
                continue
            for expr in case.exprs:
                rest = self.fresh()
                if tag is None:
                    self.condition(expr, body, rest)
                else:
                    value = self.operand(expr)
                    self.branch(Operation("==", (tag, value)), expr.pos, expr.end, body, rest)
                self.block = rest
        self.jump(default, node.pos, node.pos)
        self.arms(label, [case.body for case in node.cases], bodies, after, node)
        self.scope = outer

    def arms(
        self, label: str, stmts: list[tuple[ast.Stmt, ...]], bodies: list[Block], after: Block, node: ast.Stmt
    ) -> None:
        """Lowers the bodies of a switch; each falls out to ``after``."""
        saved_next = self.next_case
        self.targets.append((label, after, None))
        for position, (body_stmts, body) in enumerate(zip(stmts, bodies, strict=True)):
            self.block = body
            self.next_case = bodies[position + 1] if position + 1 < len(bodies) else None
            saved = self.enter()
            self.statements(body_stmts)
            self.scope = saved
            self.jump(after, node.end - 1, node.end)
        self.targets.pop()
        self.next_case = saved_next
        self.function.blocks.append(after)
        self.block = after

    def _type_switch(self, node: ast.TypeSwitch) -> None:
        label = self.take_label()
        outer = self.enter()
        self.statement(node.init)
        value = self.value(node.x)
        after = Block(self.loop)
        bodies = [self.fresh() for _ in node.cases]
        default: Block = after
        for case, body in zip(node.cases, bodies, strict=True):
            if case.exprs is None:
                default = body
                continue
            rest = self.fresh()
            self.branch(OPAQUE, case.pos, case.end, body, rest)
            self.block = rest
        self.jump(default, node.pos, node.pos)
        self.targets.append((label, after, None))
        for case, body in zip(node.cases, bodies, strict=True):
            self.block = body
            saved = self.enter()
            if node.bind:
                var = Var.from_assert(node.bind, case.pos, node.x, case.exprs or (), outer)
                self.store(case, self.new_var(var, "local"), value, define=True)
            self.statements(case.body)
            self.scope = saved
            self.jump(after, node.end - 1, node.end)
        self.targets.pop()
        self.function.blocks.append(after)
        self.block = after
        self.scope = outer

    def _select(self, node: ast.Select) -> None:
        label = self.take_label()
        arms: list[Arm] = []
        has_default = False
        for case in node.cases:
            comm = case.comm
            if comm is None:
                has_default = True
            elif type(comm) is ast.SendStmt:
                chan = self.value(comm.chan)
                arms.append(Arm(comm.pos, comm.end, "send", chan, self.value(comm.value)))
            else:
                receive = _received(comm)
                chan = self.value(receive.x) if receive is not None else OPAQUE
                arms.append(Arm(comm.pos, comm.end, "recv", chan, OPAQUE))
        ordered = [case for case in node.cases if case.comm is not None]
        ordered += [case for case in node.cases if case.comm is None]
        bodies = [self.fresh() for _ in ordered]
        after = Block(self.loop)
        self.emit(Select(node.pos, node.end, tuple(arms), has_default))
        self.block.following += bodies
        self.targets.append((label, after, None))
        for position, (case, body) in enumerate(zip(ordered, bodies, strict=True)):
            self.block = body
            saved = self.enter()
            if type(case.comm) is ast.Assign:
                self.bind_received(case.comm, arms[position].chan)
            self.statements(case.body)
            self.scope = saved
            self.jump(after, node.end - 1, node.end)
        self.targets.pop()
        self.function.blocks.append(after)
        self.block = after

    def bind_received(self, comm: ast.Assign, chan: Value) -> None:
        """The assignment of a receiving select arm."""
        for index, target in enumerate(comm.lhs):
            if type(target) is ast.Ident and target.name == "_":
                continue
            value = Received(chan) if index == 0 else OPAQUE
            if comm.op == ":=" and type(target) is ast.Ident:
                var = self.new_var(Var.from_expr(target.name, target.pos, comm.rhs[0], index, self.scope), "local")
                self.store(target, var, value, define=True)
            else:
                self.store(target, self.value(target), value)

    def _decl(self, node: ast.DeclStmt) -> None:
        for decl in node.decls:
            if type(decl) is ast.TypeDecl:
                self.scope.declare(decl.name, LocalType(decl.name, decl.pos, decl, self.scope))
            elif type(decl) is ast.ValueDecl and decl.kind == "const":
                for index, name in enumerate(decl.names):
                    self.scope.declare(name.name, LocalConst(name.name, decl.end, decl, index, self.scope))
            elif type(decl) is ast.ValueDecl:
                self.local_var(decl)

    def local_var(self, decl: ast.ValueDecl) -> None:
        """``var a, b T = x, y`` inside a function."""
        names, exprs = decl.names, decl.values
        if len(exprs) == len(names):
            for expr in exprs:
                self.copied(expr, "assigned")
            values = [self.value(expr) for expr in exprs]
        elif exprs:
            values = self.multiple(exprs[0], len(names))
        else:
            values = [ZERO] * len(names)
        for index, name in enumerate(names):
            if decl.type is not None:
                var = Var.declared(name.name, decl.end, decl.type, self.scope)
            elif len(exprs) == len(names):
                var = Var.from_expr(name.name, decl.end, exprs[index], -1, self.scope)
            elif exprs:
                var = Var.from_expr(name.name, decl.end, exprs[0], index, self.scope)
            else:
                continue
            self.store(name, self.new_var(var, "local"), values[index], define=True)


def _is_read(target: Value, value: Value) -> bool:
    """Whether a value is what an assigned variable named before, or is reached through it."""
    while isinstance(value, (FieldOf, Elem)):
        value = value.base
    if type(target) is Global:
        return type(value) is Global and value.id == target.id
    if type(value) is Pure:
        return target in value.variables
    return value is target


_NAMED_TYPES = (ast.Ident, ast.Selector, ast.Index, ast.ArrayType, ast.StructType)

# The zero value of a declared variable: false, 0, "" or nil, told apart by nobody.
ZERO = Const(None)


def _received(comm: ast.Stmt) -> ast.Unary | None:
    """The receive expression of a select arm."""
    expr: ast.Expr | None = None
    if type(comm) is ast.ExprStmt:
        expr = comm.x
    elif type(comm) is ast.Assign and comm.rhs:
        expr = comm.rhs[0]
    return expr if type(expr) is ast.Unary and expr.op == "<-" else None


_STATEMENTS: dict[type, Callable[..., None]] = {
    ast.Block: Lowering._block,
    ast.ExprStmt: Lowering._expr,
    ast.SendStmt: Lowering._send,
    ast.IncDec: Lowering._incdec,
    ast.Assign: Lowering._assign,
    ast.GoStmt: Lowering._go,
    ast.DeferStmt: Lowering._defer,
    ast.Return: Lowering._return,
    ast.Branch: Lowering._branch,
    ast.Labeled: Lowering._labeled,
    ast.If: Lowering._if,
    ast.For: Lowering._for,
    ast.Range: Lowering._range,
    ast.Switch: Lowering._switch,
    ast.TypeSwitch: Lowering._type_switch,
    ast.Select: Lowering._select,
    ast.DeclStmt: Lowering._decl,
}


def _finish(function: Function) -> None:
    """Drops unreachable blocks and turns successors from objects into indices, in source order of creation."""
    entry = function.blocks[0]
    seen = {id(entry)}
    pending = [entry]
    while pending:
        block = pending.pop()
        # Statements behind a terminator in the same block cannot run.
        for position, op in enumerate(block.ops):
            if isinstance(op, TERMINATORS):
                del block.ops[position + 1 :]
                break
        else:  # a label that broken source jumps to and never sets: the function ends there
            block.loop = 0
            block.ops.append(Return(max(function.pos, function.end - 1), function.end, (), implicit=True))
        count = _successors(block)
        del block.following[count:]
        for target in block.following:
            if id(target) not in seen:
                seen.add(id(target))
                pending.append(target)
    function.blocks = [block for block in function.blocks if id(block) in seen]
    numbers = {id(block): number for number, block in enumerate(function.blocks)}
    for block in function.blocks:
        block.succs = [numbers[id(target)] for target in block.following]
        block.following = []


def _successors(block: Block) -> int:
    """How many successors the block's terminator has."""
    last = block.ops[-1]
    if type(last) is Jump:
        return 1
    if type(last) is Branch:
        return 2
    if type(last) is Select:
        return len(last.arms) + last.has_default
    return 0


def lower(
    types: Types,
    env: FileEnv,
    symbol: FuncSymbol,
    decl: ast.FuncDecl,
    id: str,
    names: frozenset[str] | None,
    copying: bool = True,
    references: References | None = None,
    asked: frozenset[FuncSymbol] = frozenset(),
) -> Function:
    """Lowers a declared function.

    Takes the types, the file's environment, the function's symbol and syntax, the id it shall have, and the set of callee
    names to keep (None: all); ``copying`` asks for ``Copy`` operations; ``references`` is filled with what the function
    refers to; ``asked`` are methods that matter when the library calls them. Returns the function with its literals in
    ``closures``. Raises nothing on broken Go.
    """
    file = symbol.file
    name = f"{symbol.recv}.{symbol.name}" if symbol.recv else symbol.name
    function = Function(
        id, name, symbol.pkg, file.path, decl.pos, decl.end, None, symbol, file.go_version, file.is_test
    )
    lowering = Lowering(types, env, file.text, file.path, names)
    lowering.copying = copying
    lowering.asked = asked
    if references is not None:
        lowering.references = references
    lowering.run(function, decl)
    lowering.finish()
    return function


def lower_initializers(
    types: Types, env: FileEnv, pkg: str, decls: tuple[ast.ValueDecl, ...], names: frozenset[str] | None, id: str
) -> Function | None:
    """Lowers the initial values of a file's package variables as one function that assigns them in source order."""
    if not decls:
        return None
    file = env.file
    function = Function(
        id, "package variables", pkg, file.path, decls[0].pos, decls[-1].end, None, None, file.go_version, file.is_test
    )
    lowering = Lowering(types, env, file.text, file.path, names)
    lowering.function = function
    lowering.block = lowering.fresh()
    for decl in decls:
        values = [lowering.value(expr) for expr in decl.values]
        for index, name in enumerate(decl.names):
            if index < len(values) and name.name != "_":
                lowering.store(name, lowering.value(name), values[index])
    lowering.emit(Return(decls[-1].end - 1, decls[-1].end, (), implicit=True))
    _finish(function)
    lowering.finish()
    return function
