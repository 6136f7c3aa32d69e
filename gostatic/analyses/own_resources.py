"""Objects of the program's own types with a goroutine that ends only when a method of theirs is called.

``newPoller`` starts ``p.run()``, which leaves its loop only by ``<-p.stop``, and nothing but ``p.Close`` closes ``p.stop``: so
whoever calls ``newPoller`` must see to it that ``Close`` is called, as for a resource of the library. The same goes for a
context that is cancelled by a function in a field, and for objects whose method ``Start`` starts the goroutine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.analyses.contexts import done_of
from gostatic.analyses.goroutines import Goroutines, Thread
from gostatic.analyses.operations import LibraryUse, Operations, Place
from gostatic.analyses.resources import Unclosed, dropped
from gostatic.analyses.uses import family, source_of
from gostatic.callgraph.program import Program
from gostatic.callgraph.targets import Target, translate
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Call, Close, Go, Op, Recv, Return, Select, call_in
from gostatic.ir.values import Alloc, CallResult, FieldOf, FuncRef, MethodRef, Path, Value, Var, class_of, path_of
from gostatic.models.effects import Kind
from gostatic.models.resources import RECEIVER, Resource
from gostatic.types.model import Named

# So many calls may lie between a constructor and the method that starts the goroutine.
MAX_ROUNDS = 2
_ROOTS = ("context.Background", "context.TODO")


class Starter(NamedTuple):
    """A function that starts a goroutine for an object: its receiver, or the one it returns as result ``result``.

    ``derived`` is the call that derived the context the goroutine waits for, None when it waits for a channel. ``ended_by``
    are the functions that call one of the closers, or are one.
    """

    function: Function
    result: int
    type: str
    closers: tuple[str, ...]
    spawner: Function
    op: Op
    derived: Call | None
    ended_by: frozenset[str]


class OwnResources:
    """Finds the starters of a program and judges their calls; built once per run."""

    def __init__(
        self,
        program: Program,
        operations: Operations,
        goroutines: Goroutines,
        ends_process: Callable[[Function], bool],
    ) -> None:
        self.program, self.operations, self.goroutines = program, operations, goroutines
        self.ends_process = ends_process
        # Field (of a channel, a cancel function or a context) -> the call that derived the context, None for channels.
        self.ends: dict[str, Call | None] = {}
        self.contexts: dict[str, Call] = {}
        # The field of a cancel function and the object it is in, by the call that derived the context.
        self.cancels: dict[Call, tuple[str, Path]] = {}
        self.closing: dict[str, list[Function]] = {}
        self.collect()

    def collect(self) -> None:
        """Notes the fields that somebody closes or calls to end what waits for them."""
        derived = {id(use.call): use.call for use in self.operations.having(Kind.DERIVE)}
        for function, op in self.program.operations() if derived else ():
            if type(op) is Assign and type(op.target) is FieldOf:
                made = _made(op.value)
                if made is not None and id(made.call) in derived:
                    class_ = class_of(op.target)
                    if made.index == 1:
                        self.ends[class_] = made.call
                        path = path_of(op.target)
                        base = path[:-1] if path is not None else _variable_of(function, op.target.base)
                        if base is not None:
                            self.cancels[made.call] = class_, base
                    else:
                        self.contexts[class_] = made.call
        for place in self.operations.of(Close):
            if type(place.op) is Close and type(place.op.chan) is FieldOf:
                class_ = class_of(place.op.chan)
                self.ends.setdefault(class_, None)
                self.closing.setdefault(class_, []).append(place.function)
        for made_call in self.program.calls if self.contexts or self.ends else ():
            if type(made_call.call.callee) is FieldOf:
                class_ = class_of(made_call.call.callee)
                if self.ends.get(class_) is not None:
                    self.closing.setdefault(class_, []).append(made_call.function)

    # --- starters ----------------------------------------------------------------------------------------------

    def starters(self) -> list[Starter]:
        """All functions that start such a goroutine, directly or by a method of the object."""
        found: list[Starter] = []
        for thread in self.goroutines.sites:
            starter = self.of_thread(thread) if self.ends else None
            if starter is not None:
                found.append(starter)
        fresh = [starter for starter in found if starter.result == RECEIVER]
        for _ in range(MAX_ROUNDS):
            outer = [
                starter._replace(function=caller, result=result)
                for starter in fresh
                for caller, call in self.calls_of(starter.function)
                if type(call.callee) is MethodRef
                and caller.id not in starter.ended_by
                and (result := self.object_of(caller, path_of(call.callee.recv), starter.type)) is not None
                and not any(known.function is caller for known in found)
            ]
            found.extend(outer)
            fresh = [starter for starter in outer if starter.result == RECEIVER]
        return found

    def of_thread(self, thread: Thread) -> Starter | None:
        """The starter that a go statement makes of its function."""
        spawner = self.program.functions.get(thread.spawner)
        entry = self.program.functions.get(thread.entry)
        if (
            spawner is None
            or entry is None
            or spawner.parent is not None
            or spawner.symbol is None
            or thread.op is None
        ):
            return None
        if spawner.test or any(block.loop and thread.op in block.ops for block in spawner.blocks):
            return None
        call = call_in(thread.op)
        for target in self.program.resolver.targets(call)[0] if call is not None else ():
            if target.function is entry:
                field = self.waited_for(entry, target)
                if field is None:
                    return None
                class_, place = field
                type_ = class_.rpartition(".")[0]
                result = self.object_of(spawner, place, type_)
                closers, ended_by = self.closers(class_, type_, entry)
                if result is None or not closers or spawner.id in ended_by:
                    return None
                return Starter(spawner, result, type_, closers, spawner, thread.op, self.ends[class_], ended_by)
        return None

    def waited_for(self, entry: Function, target: Target) -> tuple[str, Path | None] | None:
        """The one field whose close a goroutine needs to end, with the path of the object it is in as the spawner has it."""
        fields: dict[str, Path | None] = {}
        pending, seen = [0], {0}
        while pending:
            block = entry.blocks[pending.pop()]
            last = block.ops[-1]
            stopped = False
            for op in block.ops:
                if type(op) is Recv and self.note_field(op.chan, target, fields):
                    stopped = True
                    break
            if stopped:
                continue
            if type(last) is Return:
                return None  # it ends otherwise
            for number, succ in enumerate(block.succs):
                if type(last) is Select and number < len(last.arms):
                    arm = last.arms[number]
                    if arm.kind == "recv" and self.note_field(arm.chan, target, fields):
                        continue
                if succ not in seen:
                    seen.add(succ)
                    pending.append(succ)
        return next(iter(fields.items())) if len(fields) == 1 else None

    def note_field(self, chan: Value, target: Target, fields: dict[str, Path | None]) -> bool:
        """Takes down the field that has to be closed (or called) for a receive to return, if it is one."""
        context = done_of(chan)
        if type(context) is Var:
            return self.note_context(context, target, fields)
        class_ = class_of(chan if context is None else context)
        path = path_of(chan if context is None else context)
        if path is None or len(path) != 2:
            return False
        derived = self.ends.get(class_, self.contexts.get(class_))
        if context is not None:
            cancel = self.cancels.get(derived, ("", path))[0] if derived is not None else ""
            if not cancel or cancel.rpartition(".")[0] != class_.rpartition(".")[0]:
                return False
            class_ = cancel
        elif class_ not in self.ends or derived is not None:
            return False
        fields[class_] = translate(path[:1], target.binding(), target.function)
        return True

    def note_context(self, context: Var, target: Target, fields: dict[str, Path | None]) -> bool:
        """The same for a context that the spawner passes, or that a literal catches."""
        given: Value = context
        if context.kind == "param" and context.owner is target.function:
            actuals = target.args if target.recv is None else (target.recv, *target.args)
            if context.index >= len(actuals):
                return False
            given = actuals[context.index]
        made = _made(given)
        known = self.cancels.get(made.call) if made is not None and made.index == 0 else None
        if known is None:
            return False
        fields[known[0]] = known[1]
        return True

    def object_of(self, function: Function, path: Path | None, type_: str) -> int | None:
        """Whether a path names the receiver of a method of the type (RECEIVER), or the object a function returns."""
        symbol = function.symbol
        if path is None or len(path) != 1 or type(path[0]) is not Var or symbol is None or function.parent is not None:
            return None
        var = path[0]
        if var.kind == "param":
            return RECEIVER if var.index == 0 and f"{symbol.pkg}.{symbol.recv}" == type_ else None
        if len(var.defs) != 1 or type(var.defs[0]) is not Alloc or self.is_handed_on(function, var):
            return None
        for index in range(len(function.results)) or range(1):
            if self.program.backrefs.made_in(function, index) is var.defs[0]:
                return index
        return None

    def is_handed_on(self, function: Function, var: Var) -> bool:
        """Whether an object goes elsewhere than to the caller: stored, passed on, or caught by a literal that is no goroutine."""
        for item in family(function):
            for block in item.blocks:
                for op in block.ops:
                    if type(op) is Assign and op.value is var and type(op.target) is not Var:
                        return True
                    call = call_in(op)
                    if call is not None and type(op) is not Go and any(argument is var for argument in call.args):
                        return True
        started = {thread.entry for thread in self.goroutines.sites_of(function.id)}
        return any(var in literal.captures and literal.id not in started for literal in function.closures)

    def closers(self, class_: str, type_: str, entry: Function) -> tuple[tuple[str, ...], frozenset[str]]:
        """The methods of a type that end what waits for a field; none when others than they do. With them all who call them."""
        found: dict[str, None] = {}
        pending = [function.outermost for function in self.closing.get(class_, ())]
        seen: set[str] = set()
        while pending:
            function = pending.pop()
            symbol = function.symbol
            if function.id in seen:
                continue
            seen.add(function.id)
            if symbol is None or f"{symbol.pkg}.{symbol.recv}" != type_:
                if len(seen) <= len(self.closing[class_]):
                    return (), frozenset()  # somebody else closes it
                continue
            if function is not entry.outermost:
                found[symbol.name] = None
            callers = self.goroutines.callers.get(function.id, ())
            pending.extend(self.program.functions[id_].outermost for id_ in callers if id_ in self.program.functions)
        return tuple(sorted(found, key=lambda name: not name[:1].isupper())), frozenset(seen)

    # --- uses --------------------------------------------------------------------------------------------------

    def calls_of(self, function: Function) -> Iterator[tuple[Function, Call]]:
        """The known calls of a function, with who makes them."""
        for id_ in dict.fromkeys(self.goroutines.callers.get(function.id, ())):
            caller = self.program.functions.get(id_)
            for op in self.goroutines.calls_towards(caller, function.id) if caller is not None else ():
                if caller is not None and type(op) is Call:
                    yield caller, op

    def unclosed(self) -> Iterator[Unclosed]:
        """Calls of starters whose object is dropped."""
        starters = self.starters()
        own = {starter.function for starter in starters}
        for starter in starters:
            for caller, call in self.calls_of(starter.function):
                if caller in own:
                    continue
                for use in self.uses(caller, call, starter.function):
                    yield from self.judge(starter, use)

    def uses(self, caller: Function, call: Call, callee: Function) -> Iterator[LibraryUse]:
        """A call with its place, when it can only reach the callee."""
        targets, _ = self.program.resolver.targets(call)
        if len(targets) != 1 or targets[0].function is not callee:
            return
        for number, block in enumerate(caller.blocks):
            for position, op in enumerate(block.ops):
                if op is call:
                    yield LibraryUse(Place(caller, op, number, position), call, targets[0])

    def judge(self, starter: Starter, use: LibraryUse) -> Iterator[Unclosed]:
        """What happens to one object that was made or started."""
        certain = starter.derived is None or self.is_endless(starter, use.target)
        certain = certain and not self.ends_process(use.function)
        line = source_of(starter.spawner).count(b"\n", 0, starter.op.pos) + 1
        file = starter.spawner.file.rpartition("/")[2]
        name = starter.type.rpartition(".")[2]
        resource = Resource(
            starter.result,
            starter.closers,
            name,
            f"its goroutine, started at {file}:{line}, stays",
            certain=certain,
        )
        call, function = use.call, use.function
        if starter.result != RECEIVER and call.used == "":
            text = f"of {starter.function.name}"
            yield Unclosed(function, call, text, resource, None, function, certain and not function.test)
            return
        if starter.result == RECEIVER:
            recv = use.target.recv
            if type(recv) is not Var or not all(type(item) is Alloc for item in recv.defs) or not recv.defs:
                return
            if self.is_handed_on(function, recv):
                return
        for found in dropped(self.program, use.place, resource, use.target.recv):
            if not self.is_kept(found, starter):
                yield found

    def is_kept(self, found: Unclosed, starter: Starter) -> bool:
        """Whether an object lives on in a literal or method value that somebody keeps."""
        pkg, _, name = starter.type.rpartition(".")
        var = re.escape(found.name.encode())
        for item in family(found.function):
            if item is not found.function and any(each.name == found.name for each in item.captures):
                return True
        text = source_of(found.function)[found.op.end : found.function.outermost.end]
        for match in re.finditer(rb"(?<![\w.])%b\.(\w+)\b(?!\s*\()" % var, text):
            member = self.program.types.member(Named(pkg, name), match[1].decode("utf-8", "replace"))
            if member is None or member.kind != "field":
                return True
        return False

    def is_endless(self, starter: Starter, target: Target) -> bool:
        """Whether the context that a goroutine waits for has no parent that may end it."""
        derived = starter.derived
        parent = derived.args[0] if derived is not None and derived.args else None
        if type(parent) is Var and parent.kind == "param" and starter.function is starter.spawner:
            given = target.args if target.recv is None else (target.recv, *target.args)
            parent = given[parent.index] if parent.index < len(given) else None
        if type(parent) is Var and len(parent.defs) == 1:
            parent = parent.defs[0]
        callee = parent.call.callee if type(parent) is CallResult else None
        return type(callee) is FuncRef and callee.symbol.id in _ROOTS


def _made(value: Value) -> CallResult | None:
    """The result of a call that a value is, also through a variable that may be assigned elsewhere as a parameter."""
    if type(value) is Var:
        results = [item for item in value.defs if type(item) is CallResult]
        return results[0] if len(results) == 1 and len(value.defs) == 1 else None
    return value if type(value) is CallResult else None


def _variable_of(function: Function, made: Value) -> Path | None:
    """The variable that holds an object made in sight."""
    for block in function.blocks:
        for op in block.ops:
            if type(op) is Assign and op.value is made and type(op.target) is Var:
                return (op.target,)
    return None
