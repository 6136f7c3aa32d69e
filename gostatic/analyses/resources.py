"""Resources that a function opens and drops: never closed, or not closed on some way out.

A value that goes elsewhere (returned, stored, passed to who may close it, captured by a literal that closes it) is not this
function's to close any more. Calls that only read from it are told from others by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.analyses.obligations import Start, bound_to, error_of, success, walk
from gostatic.analyses.openers import opened
from gostatic.analyses.operations import Operations, Place
from gostatic.analyses.timers import is_collected
from gostatic.analyses.uses import family, mentions, op_mentions, operands, source_of
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Call, Defer, Go, Op, Return, call_in
from gostatic.ir.values import (
    CallResult,
    Closure,
    Const,
    Elem,
    FieldOf,
    FuncRef,
    InterfaceMethod,
    MethodRef,
    Operation,
    Pure,
    Value,
    Var,
    path_of,
)
from gostatic.models.resources import (
    BORROWERS,
    PIPE_ENDS,
    READERS_TO_END,
    RECEIVER,
    RESOURCES,
    TICKER,
    TICKER_RESOURCE,
    WRITES,
    Resource,
)

# How many literals that call each other are followed to a close.
MAX_LITERALS = 4


class Unclosed(NamedTuple):
    """A resource ``name`` opened at ``op`` and not closed: on the way to ``exit``, or nowhere (None)."""

    function: Function
    op: Op
    name: str
    resource: Resource
    exit: Op | None
    exit_function: Function
    certain: bool


def unclosed(program: Program, operations: Operations) -> Iterator[Unclosed]:
    """All resources that are dropped on some path."""
    places = [(item.place, item.resource, item.origin, item.handed) for item in opened(program, operations)]
    for symbol, resource in RESOURCES.items():
        if resource.result == RECEIVER:
            places += [(use.place, resource, use.target.recv, False) for use in operations.calling(symbol)]
    told: set[tuple[str, int]] = set()
    for place, resource, recv, handed in places:
        for found in dropped(program, place, resource, recv, handed):
            if found.exit is not None:
                key = (found.name, id(found.exit))
                if key in told:
                    continue  # opened anew where the first attempt failed
                told.add(key)
            yield found


def unstopped_tickers(program: Program, operations: Operations) -> Iterator[Unclosed]:
    """Tickers that outlive their function, where the runtime does not collect them."""
    for use in operations.calling(TICKER):
        if not is_collected(program, use.function):
            yield from dropped(program, use.place, TICKER_RESOURCE)


def dropped(
    program: Program, place: Place, resource: Resource, recv: Value | None = None, handed: bool = False
) -> Iterator[Unclosed]:
    """What happens to the resource that a call opens, ``recv`` being its receiver; ``handed`` when a helper hands it out."""
    function, op, number, position = place
    if type(op) is not Call:
        return
    start = Start(function, op, number, position + 1)
    if resource.result == RECEIVER:
        var = recv if type(recv) is Var and recv.kind == "local" else None
        if var is None or var.owner is not function:
            return
    else:
        var = bound_to(function, start, op, resource.result)
    if var is None or var.owner is not function or var.kind != "local" or var.name == "_":
        return
    if resource.result != RECEIVER and sum(type(item) is CallResult for item in var.defs) != len(var.defs):
        return  # it may hold something else as well
    if _escapes(program, function, var, op, resource):
        return
    closers = _Closers(var, resource)
    error = error_of(function, start, op) if resource.result != RECEIVER else bound_to(function, start, op, 0)
    if error is var:
        error = None
    found = walk(start, closers.settles, worked=closers.worked(op, error), error=error)
    if resource.result != RECEIVER and _closes_origin(function, recv):
        return
    certain = resource.certain and not function.test
    exits = [exit for exit in found.exits if not closers.gives_out(exit) and not closers.returns_closer(exit)]
    if resource.field and _HEAD.search(source_of(function), function.pos, op.end):
        certain = False  # the answer to a HEAD request has no body
    if resource.field and _is_read_to_end(function, var, resource, op):
        certain = False  # then the connection is free again
    if handed and resource.reads_out and b"EOF" in source_of(function)[op.end : function.end]:
        certain = False  # where it may have been read to its end
    exits = [exit for exit in exits if not _is_renamed(function, var, op, exit)]
    if resource in PIPE_ENDS and not handed:
        exits = [exit for exit in exits if _is_shared(function, op, var, start, exit)]
    if not closers.anywhere(function):
        if exits and not _is_read_only(function):
            yield Unclosed(function, op, var.name, resource, None, function, certain)
        return
    if exits and not closers.deferred_first(function, op):
        certain = not function.test and not (
            resource.field and _is_read_to_end(function, var, resource, op, exits[0].pos)
        )
        yield Unclosed(function, op, var.name, resource, exits[0], function, certain)
        return
    if sum(literal is not function and closers.own(literal) for literal in family(function)) > 1:
        return
    for literal in family(function):
        # The one goroutine that closes it may leave without.
        if literal is not function and var in literal.captures and closers.own(literal):
            inner = walk(Start(literal, op, 0, 0), closers.settles, worked=closers.worked(op, None))
            if inner.settled and inner.exits:
                yield Unclosed(function, op, var.name, resource, inner.exits[0], literal, not function.test)
                return


def _is_read_to_end(function: Function, var: Var, resource: Resource, op: Op, end: int = -1) -> bool:
    """Whether the text behind an operation, up to an offset, reads what is to be closed to its end."""
    place = re.escape(var.name.encode()) + rb"\." + resource.field.encode()
    readers = b"|".join(re.escape(name) for name in sorted(READERS_TO_END))
    return (
        re.search(
            rb"\b(?:%b)\([^\n]*\b%b\b" % (readers, place),
            source_of(function)[op.end : end if end >= 0 else function.end],
        )
        is not None
    )


def _closes_origin(function: Function, origin: Value | None) -> bool:
    """Whether what handed out the resource, a database, is closed by the same function when it ends, with all it handed out."""
    if type(origin) is not Var or origin.owner is not function or origin.kind != "local":
        return False
    return any(
        type(op) is Defer
        and type(op.call.callee) is MethodRef
        and op.call.callee.symbol.name == "Close"
        and op.call.callee.recv is origin
        for block in function.blocks
        for op in block.ops
    )


def _is_renamed(function: Function, var: Var, op: Op, exit: Op) -> bool:
    """Whether the text before a way out has the resource under another type: it is known by another name from there on."""
    asserted = re.compile(rb"(?<![\w.])%b(?:\.\w+)?\.\(\*?\w" % re.escape(var.name.encode()))
    return asserted.search(source_of(function), op.end, exit.pos) is not None


def _is_shared(function: Function, op: Call, var: Var, start: Start, exit: Op) -> bool:
    """Whether the other end of a pipe is mentioned between where it is made and an exit: else nobody waits at it."""
    other = next((end for index in (0, 1) if (end := bound_to(function, start, op, index)) not in (None, var)), None)
    if other is None:
        return True
    mention = re.compile(rb"(?<![\w.])%b\b" % re.escape(other.name.encode()))
    found = list(mention.finditer(source_of(function), op.end, exit.pos))
    # Who was given it and failed at once does not wait at it either.
    return bool(found) and not (len(found) == 1 and _FAILED.fullmatch(source_of(function), found[0].end(), exit.pos))


def _is_read_only(function: Function) -> bool:
    """Whether a function never returns, so that nothing is dropped."""
    return not any(type(block.ops[-1]) is Return for block in function.blocks)


class _Closers:
    """Recognizes what closes a variable's resource."""

    def __init__(self, var: Var, resource: Resource) -> None:
        self.var = var
        self.resource = resource
        self.path = (var, resource.field) if resource.field else (var,)

    def closes(self, op: Op) -> bool:
        """Whether an operation is a closing call, now or deferred."""
        call = call_in(op) if type(op) is not Go else None
        callee = call.callee if call is not None else None
        if type(callee) is MethodRef:
            name = callee.symbol.name
        elif type(callee) is InterfaceMethod:
            name = callee.name
        else:
            return False
        if name in self.resource.spent_by:
            return path_of(callee.recv) == (self.var,)
        return name in self.resource.closers and self.is_place(callee.recv)

    def is_place(self, value: Value) -> bool:
        """Whether a value is the resource."""
        path = path_of(value)
        return path is not None and path[0] is self.var and path in (self.path, (self.var,))

    def settles(self, op: Op) -> bool:
        """Whether the resource is closed by an operation, or is another's to close from there on."""
        if self.closes(op):
            return True
        if type(op) is Assign and type(op.target) is not Var and self.hands_on(op.value, 0):
            return True  # a literal that closes it, kept for somebody to call
        call = call_in(op)
        if call is None:
            return False
        if type(op) is Defer and op_mentions(op, self.var):
            return True
        values = (call.callee, *call.args)
        return any(self.hands_on(value, 0) for value in values)

    def hands_on(self, value: Value, depth: int) -> bool:
        """Whether a function value closes the resource: a literal, or a variable with one, that may call another."""
        if type(value) is Var and depth < MAX_LITERALS:
            return any(self.hands_on(item, depth + 1) for item in value.defs)
        if type(value) is not Closure or depth > MAX_LITERALS:
            return False
        return self.own(value.function) or any(
            (call := call_in(op)) is not None and type(call.callee) is Var and self.hands_on(call.callee, depth + 1)
            for item in family(value.function)
            for block in item.blocks
            for op in block.ops
        )

    def gives_out(self, exit: Op) -> bool:
        """Whether a way out hands the resource to the caller; another field of what holds it, such as a status, is not it."""
        return any(mentions(value, self.var) and not self.is_beside(value) for value in operands(exit))

    def is_beside(self, value: Value) -> bool:
        """Whether a value is made of other fields of what holds the resource, and of nothing else of it."""
        if type(value) is Operation:
            return all(self.is_beside(item) or not mentions(item, self.var) for item in value.operands)
        while type(value) is FieldOf or type(value) is Elem:
            if type(value) is FieldOf and value.base is self.var:
                return bool(self.resource.field) and value.name != self.resource.field
            value = value.base
        return False

    def returns_closer(self, exit: Op) -> bool:
        """Whether a way out hands a literal that closes the resource to the caller."""
        return type(exit) is Return and any(self.hands_on(value, 0) for value in exit.values)

    def own(self, function: Function) -> bool:
        """Whether a literal, or one in it, closes the resource."""
        return self.var in function.captures and any(
            self.closes(op) for item in family(function) for block in item.blocks for op in block.ops
        )

    def anywhere(self, function: Function) -> bool:
        """Whether anything in a function and its literals closes the resource."""
        return any(self.closes(op) for item in family(function) for block in item.blocks for op in block.ops)

    def deferred_first(self, function: Function, op: Op) -> bool:
        """Whether a close is deferred before the resource is opened."""
        return any(
            type(other) is Defer and other.pos < op.pos and op_mentions(other, self.var)
            for block in function.blocks
            for other in block.ops
        )

    def worked(self, call: Call, error: Var | None) -> Callable[[Value, bool], bool | None]:
        """Reads conditions: where the call failed, or the last row was read, there is nothing to close."""
        plain = success(call, self.var if self.resource.result != RECEIVER else None, error)

        def worked(cond: Value, fresh: bool) -> bool | None:
            if self.resource.ends_with and type(cond) is CallResult and self.is_end(cond.call):
                return True
            if self.resource.field and (exists := self.has_field(cond)) is not None:
                return exists
            if (self.resource.reads_out or self.resource.field) and self.is_read_out(cond):
                return True
            if self.resource.peer_ends and (failed := self.write_failed(cond)) is not None:
                return not failed
            return plain(cond, fresh)

        return worked

    def has_field(self, cond: Value) -> bool | None:
        """The truth of a condition that compares the resource with nil, where there is one; None for other conditions."""
        if type(cond) is not Operation or cond.op not in ("==", "!=") or len(cond.operands) != 2:
            return None
        left, right = cond.operands
        if (
            type(right) is not Const
            or right.value is not None
            or type(left) is not FieldOf
            or left.name != self.resource.field
        ):
            return None
        return cond.op == "!=" if self.is_place(left) else None

    def write_failed(self, cond: Value) -> bool | None:
        """What a condition's truth says about a plain write to the resource: it failed (True), or not; None for others."""
        if type(cond) is not Operation or cond.op not in ("==", "!=") or len(cond.operands) != 2:
            return None
        left, right = cond.operands
        if type(right) is not Const or right.value is not None or type(left) is not Var or not left.defs:
            return None
        if not all(type(item) is CallResult and self.is_write(item.call) for item in left.defs):
            return None
        return cond.op == "!="

    def is_write(self, call: Call) -> bool:
        """Whether a call only writes to the resource."""
        callee = call.callee
        if type(callee) is FuncRef:
            return callee.symbol.id in WRITES and bool(call.args) and self.is_place(call.args[0])
        return type(callee) is MethodRef and callee.symbol.name == "Write" and self.is_place(callee.recv)

    def is_read_out(self, cond: Value) -> bool:
        """Whether a condition's false says that a scanner over the resource came to its end."""
        if type(cond) is CallResult and type(cond.call.callee) is MethodRef:
            scanner = cond.call.callee.recv if cond.call.callee.symbol.id == "bufio.Scanner.Scan" else None
        elif type(cond) is Pure and len(cond.variables) == 1 and cond.text == f"{cond.variables[0].name}.Scan()":
            scanner = cond.variables[0]
        else:
            return False
        return type(scanner) is Var and self.is_scanner(scanner)

    def is_scanner(self, var: Var) -> bool:
        """Whether a variable is a scanner over the resource, and nothing else."""
        made = re.compile(rb"\b%b :?= bufio\.NewScanner\((.*)\)" % re.escape(var.name.encode()))
        found = made.findall(source_of(var.owner)[var.owner.pos : var.owner.end])
        return bool(found) and all(item.split(b".")[0] == self.var.name.encode() for item in found)

    def is_end(self, call: Call) -> bool:
        """Whether a call is the one whose false ends the resource."""
        callee = call.callee
        return (
            type(callee) is MethodRef and callee.symbol.name == self.resource.ends_with and self.is_place(callee.recv)
        )


_STRING = re.compile(rb'"(?:[^"\\\n]|\\.)*"')
_FAILED = re.compile(rb"[^\n{}]*\n\s*if \w+ != nil \{\s*")
_HEAD = re.compile(rb'"HEAD"|\bMethodHead\b|\.HEAD\b')
_CALLEE = re.compile(rb"([\w.]+)\($")


def _escapes(program: Program, function: Function, var: Var, op: Op, resource: Resource) -> bool:
    """Whether the variable goes where it may be closed: argument, element, assignment, result, address or method value.

    Going by the text: calls nobody asks about are not in the IR.
    """
    text = source_of(function)[: function.outermost.end]
    name = re.escape(var.name.encode())
    field = re.escape(resource.field.encode())
    value = rb"%b(?:\.%b)?" % (name, field) if field else name
    for found in re.finditer(rb"(?<![\w.])%b\b" % value, text[op.end :]):
        begin, end = op.end + found.start(), op.end + found.end()
        line = text[text.rfind(b"\n", 0, begin) + 1 : begin]
        bare = _STRING.sub(b"", line)
        if b"//" in bare or b'"' in bare:
            continue  # in a comment or string
        before, after = text[max(0, begin - 40) : begin].rstrip(), text[end : end + 80].lstrip(b" \t")
        if after[:1] == b"." or after[:2] in (b"==", b"!=", b":=", b"+="):
            closing = re.match(rb"\.(?:%b)\b(?!\()" % b"|".join(item.encode() for item in resource.closers), after)
            if closing is not None:
                return True  # a method value: somebody will call it
            continue
        if after[:1] == b"=" and before[-1:] in (b"\n", b"{", b";", b"\t", b","):
            continue
        if re.match(rb",[^\n;(){}]*[^=!<>]:?=[^=]", after):
            continue  # on the left of an assignment
        if before[-2:] in (b"==", b"!="):
            continue
        if before[-1:] in (b"(", b","):
            callee, position = _callee_of(text, begin)
            if callee in BORROWERS and not (resource.reads_out and callee in READERS_TO_END):
                continue
            if callee and _only_uses(program, function, callee, position, resource):
                continue
        return True
    return False


def _only_uses(program: Program, function: Function, callee: bytes, position: int, resource: Resource) -> bool:
    """Whether all the package's functions of that name take the argument as an interface that cannot close it.

    One that can be read from may be read to its end, which settles what ``reads_out``.
    """
    symbol = function.outermost.symbol
    scope = program.types.scope(symbol.pkg) if symbol is not None else None
    if scope is None:
        return False
    qualifier, _, name = callee.decode("utf-8", "replace").rpartition(".")
    found = [item for item in scope.functions() if item.name == name and bool(item.recv) == bool(qualifier)]
    for item in found:
        params = program.types.signature(item).params
        if position >= len(params):
            return False
        methods = program.types.interface_methods(params[position])
        if not methods or not methods.keys().isdisjoint(resource.closers):
            return False
        if resource.reads_out and "Read" in methods:
            return False
    return bool(found)


def _callee_of(text: bytes, at: int) -> tuple[bytes, int]:
    """The name before the parenthesis that is open at an offset, and the position among its arguments."""
    depth, argument = 0, 0
    for position in range(at - 1, max(0, at - MAX_CALL_TEXT), -1):
        byte = text[position]
        if byte == 41:
            depth += 1
        elif byte == 40:
            if depth == 0:
                found = _CALLEE.search(text[max(0, position - 80) : position + 1])
                return (found[1], argument) if found is not None else (b"", 0)
            depth -= 1
        elif byte == 44 and depth == 0:
            argument += 1
        elif byte in (123, 125) and depth == 0:
            return b"", 0
    return b"", 0


# How far back from an argument its callee's name is looked for.
MAX_CALL_TEXT = 400
