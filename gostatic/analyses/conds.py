"""Wake-ups of ``sync.Cond`` waiters that get lost: nobody signals, one is woken of many, the state changes without the lock.

What a wait depends on are the names in its loop's condition. Names are compared, not values: assignments that no other analysis
asks about are not in the IR, so they are looked for in the source text of the functions concerned.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.analyses.events import CondWaited, Events, Taken
from gostatic.analyses.goroutines import GO, Goroutines
from gostatic.analyses.summary import Hold, Summary
from gostatic.analyses.uses import loops_of
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Call, Defer, Op, Return, Send, call_in
from gostatic.ir.values import (
    OPAQUE,
    CallResult,
    Closure,
    FieldOf,
    InterfaceMethod,
    MethodRef,
    Value,
    Var,
    class_of,
    last_names,
    may_be_named,
    path_of,
)
from gostatic.models.effects import Kind
from gostatic.types.model import Pointer, Type

# How many callers are followed in search of somebody who holds the lock.
MAX_CALLERS_DEPTH = 4

_WORDS = re.compile(rb"[A-Za-z_]\w*")
_KEYWORDS = frozenset((
    b"for", b"if", b"len", b"cap", b"nil", b"true", b"false", b"return", b"break", b"continue", b"range", b"Load", b"Len",
    b"int", b"int64", b"uint64", b"func", b"select", b"case", b"default", b"else", b"var",
))  # fmt: skip
_LEAVES = re.compile(rb"\b(break|return|goto|panic|Fatal\w*|Exit|FailNow|Goexit)\b")
_COMMENT = re.compile(rb"//[^\n]*|/\*.*?\*/", re.DOTALL)


class LostWakeup(NamedTuple):
    """A wait on a cond that may never be woken: ``function`` and ``op`` are what is reported.

    ``how``: nobody (no Signal or Broadcast at all), endless (no statement changes the condition), single (one of many waiters
    is woken), mixed (waiters of two conditions share one Signal), unlocked (the state changes without the lock), silent (the
    state changes under the lock and those who wait for it are not told). ``name`` is
    what changes, ``other`` the wait or signal it concerns.
    """

    function: Function
    op: Op
    operand: Value
    how: str
    name: str
    other: tuple[Function, Op] | None
    certain: bool


class _Wait(NamedTuple):
    function: Function
    op: Op
    operand: Value
    words: frozenset[bytes]
    header: bytes
    body: bytes


class Conds:
    """Answers the question of lost wake-ups; built once per run."""

    def __init__(
        self,
        program: Program,
        events: Events,
        summaries: dict[str, Summary],
        goroutines: Goroutines,
        text_of_file: Callable[[str], bytes],
    ) -> None:
        self.program = program
        self.events = events
        self.summaries = summaries
        self.goroutines = goroutines
        self.text_of_file = text_of_file
        self.waits: dict[str, list[_Wait]] = {}
        self.held_at: dict[str, list[tuple[Hold, ...]]] = {}
        for waited in events.of(CondWaited):
            class_ = class_of(waited.operand)
            known = self.waits.setdefault(class_, [])
            self.held_at.setdefault(class_, []).append(waited.held)
            if class_ and not any(wait.op is waited.op for wait in known):
                known.append(self.wait(waited))
        self.signals: dict[str, list[tuple[Function, Op, Kind, Value]]] = {}
        self.escaping: set[str] = set()
        self.given: set[str] = set()
        self.taking: dict[str, list[Taken]] = {}
        if self.waits:
            self.collect()

    def wait(self, waited: CondWaited) -> _Wait:
        """A wait with the text of its loop."""
        function, op = waited.function, waited.op
        loop = loops_of(function).get(id(op), 0)
        if not loop:
            return _Wait(function, op, waited.operand, frozenset(), b"", b"")
        text = self.text_of_file(function.file)
        start, end = function.loop_spans[loop]
        before = _COMMENT.sub(b"", text[start : op.pos])
        header, _, _ = before.partition(b"{")
        words = _WORDS.findall(header if header.strip() != b"for" else before)
        kept = frozenset(word for word in words if word not in _KEYWORDS)
        return _Wait(function, op, waited.operand, kept, header, _COMMENT.sub(b"", text[start:end]))

    def collect(self) -> None:
        """Notes who signals which cond, and which conds are handed around."""
        for taken in self.events.of(Taken):
            self.taking.setdefault(taken.function.id, []).append(taken)
        for function, op, call, _ in self.program.calls:
            for target in self.program.resolver.targets(call)[0]:
                effect = target.effect
                if effect is not None and effect.kind in (Kind.SIGNAL, Kind.BROADCAST) and target.recv is not None:
                    entry = (function, op, effect.kind, target.recv)
                    self.signals.setdefault(class_of(target.recv), []).append(entry)
        self.given = {class_ for class_ in self.waits if class_ in self.program.cond_locks}
        names = last_names(self.waits)
        for _, op in self.program.operations():
            values: tuple[Value, ...] = ()
            call_ = call_in(op)
            if call_ is not None:
                values = call_.args
            elif type(op) is Return:
                values = op.values
            elif type(op) is Send or (type(op) is Assign and not op.define):
                values = (op.value,)
                if type(op) is Assign and type(op.target) is FieldOf and class_of(op.target) in self.waits:
                    self.given.add(class_of(op.target))
                    if type(op.value) is not CallResult:
                        self.escaping.add(class_of(op.target))  # it has another name, and is signalled by that
            self.escaping.update(class_of(value) for value in values if may_be_named(value, names))
        self.escaping.discard("")

    # --- questions ---------------------------------------------------------------------------------------------

    def lost(self) -> Iterator[LostWakeup]:
        """All lost wake-ups, by the wait or by the signal that is wrong."""
        for class_, waits in self.waits.items():
            if not class_:
                continue
            signals = self.signals.get(class_, [])
            if not signals and not self.may_be_signalled_elsewhere(class_):
                # A field that nothing ever sets is nil: no wait is reached.
                certain = self.is_private(class_) and (class_ in self.given or not self.is_pointer(waits[0].operand))
                for wait in waits:
                    yield LostWakeup(wait.function, wait.op, wait.operand, "nobody", "", None, certain)
                continue
            seen: set[int] = set()
            for wait in waits:
                if self.is_endless(wait):
                    seen.add(id(wait.op))
                    yield LostWakeup(wait.function, wait.op, wait.operand, "endless", "", None, True)
            for signal in signals:
                found = self.unlocked(class_, signal, waits) or self.single(class_, signal, waits, signals)
                if found is not None and id(found.op) not in seen:
                    seen.add(id(found.op))
                    yield found
            if not seen:
                yield from self.mixed(waits, signals)
            yield from self.silent(class_, waits, signals)

    def may_be_signalled_elsewhere(self, class_: str) -> bool:
        """Whether a cond goes where its signals are not seen under this class."""
        return class_ in self.escaping or "" in self.signals

    def is_pointer(self, operand: Value) -> bool:
        """Whether a cond is kept by its address."""
        path = path_of(operand)
        if path is None or type(path[0]) is not Var or len(path) < 2:
            return False
        types = self.program.types
        type_: Type = types.local_type(path[0])
        for part in path[1:]:
            member = types.member(type_, str(part))
            if member is None:
                return False
            type_ = member.type
        return type(type_) is Pointer

    def is_private(self, class_: str) -> bool:
        """Whether no other package can name the cond."""
        if ":" in class_:
            return True
        owner, _, field = class_.rpartition(".")
        pkg, _, type_ = owner.rpartition(".")
        named = field[:1].isupper() and type_[:1].isupper()
        return not named or "internal" in pkg.split("/") or self.goroutines.is_command(pkg)

    def is_endless(self, wait: _Wait) -> bool:
        """Whether the loop around a wait looks at local variables only that nothing in it changes."""
        condition = wait.header.strip()[3:].strip()
        if not condition or not wait.words or _LEAVES.search(wait.body) or b"(" in condition.replace(b"len(", b""):
            return False
        if b"." in condition or b"[" in condition or b"," in condition or b"&" in wait.body.replace(b"&&", b""):
            return False
        variables = {var.name.encode(): var for var in _variables_of(wait.function)}
        for word in wait.words:
            var = variables.get(word)
            if var is None or var.captured or var.owner is not wait.function:
                return False
            if self.assigned(word, wait.body):
                return False
        return True

    def assigned(self, word: bytes, text: bytes) -> int | None:
        """Where a name is assigned in a text (a variable, or the last field of a path), None when it is not."""
        name = re.escape(word)
        match = re.search(
            rb"(?:^|[\s;{(.*])"
            + name
            + rb"(?:\[[^\]\n]*\])?\s*(?:=(?!=)|\+\+|--|[-+*/|&^%]=|:=|,[^;\n(){}]*[^=!<>:]=(?!=))"
            rb"|" + name + rb"\.(?:Store|Add|Swap|CompareAndSwap|Push\w*|Remove\w*|Write\w*)\("
            rb"|atomic\.(?:Store|Add|Swap|CompareAndSwap)\w*\(&[\w.]*\b" + name + rb"\b"
            rb"|delete\([\w.]*\b" + name + rb"\b",
            text,
        )
        return None if match is None else match.start()

    def unlocked(self, class_: str, signal: tuple[Function, Op, Kind, Value], waits: list[_Wait]) -> LostWakeup | None:
        """A signal for a change made in the same function without the cond's lock.

        The waiter may look at the old state, and the change and its signal come before it waits.
        """
        function, op, _, operand = signal
        text = _COMMENT.sub(lambda match: b" " * len(match[0]), self.text_of_file(function.file)[function.pos : op.pos])
        for wait in waits:
            if wait.function is function:
                continue
            for word in sorted(wait.words):
                place = self.assigned(word, text)
                if b".Lock()" in text:
                    continue  # a lock of a type that is not known
                if place is None or self.may_hold_a_lock(function, frozenset(), 0):
                    continue
                return LostWakeup(
                    function, op, operand, "unlocked", word.decode(), (wait.function, wait.op), function.parent is None
                    or function.id in self.goroutines.started,
                )  # fmt: skip
        return None

    def may_hold_a_lock(self, function: Function, seen: frozenset[str], depth: int) -> bool:
        """Whether a function or somebody who calls it takes any lock, so that it may be held in it."""
        if function.id in self.taking or depth > MAX_CALLERS_DEPTH:
            return True
        for block in function.blocks:
            for op in block.ops:
                call = op if type(op) is Call else op.call if type(op) is Defer else None
                if call is not None:
                    for target in self.program.resolver.targets(call)[0]:
                        summary = self.summaries.get(target.function.id) if target.function is not None else None
                        if summary is not None and any(outcome.acquired for outcome in summary.outcomes):
                            return True
        if function.id in self.goroutines.started:
            return False
        if function.parent is not None and function.id not in self.goroutines.callers:
            return True  # given away: whoever calls it may hold the lock
        for caller in self.goroutines.callers.get(function.id, ()):
            item = self.program.functions.get(caller)
            if item is None or caller in seen:
                continue
            if self.may_hold_a_lock(item, seen | {function.id}, depth + 1):
                return True
        return False

    def single(
        self,
        class_: str,
        signal: tuple[Function, Op, Kind, Value],
        waits: list[_Wait],
        signals: list[tuple[Function, Op, Kind, Value]],
    ) -> LostWakeup | None:
        """Signal after a flag is set that lets all waiters go, when several can wait."""
        function, op, kind, operand = signal
        if kind is not Kind.SIGNAL or any(other[0] is function and other[2] is Kind.BROADCAST for other in signals):
            return None
        text = _COMMENT.sub(b"", self.text_of_file(function.file)[function.pos : function.end])
        for wait in waits:
            if wait.function is function or not self.runs_in_many(wait):
                continue
            if any(other[0] is wait.function for other in signals):
                continue  # whoever wakes up wakes the next
            own = self.text_of_file(wait.function.file)[wait.function.pos : wait.function.end]
            for word in sorted(wait.words):
                name = re.escape(word)
                match = re.search(rb"(?:^|[\s;{.])" + name + rb"\s*=\s*(true|false)\b", text)
                if match is None or not self.ends(wait, word, match[1]):
                    continue
                if self.assigned(word, own) is None:
                    return LostWakeup(
                        function, op, operand, "single", word.decode(), (wait.function, wait.op), True
                    )  # fmt: skip
        return None

    def ends(self, wait: _Wait, word: bytes, value: bytes) -> bool:
        """Whether a flag with that value ends the loop for good: ``for !done`` or ``for ... && !closed``."""
        negated = re.search(rb"!\s*[\w.]*\b" + re.escape(word) + rb"\b", wait.header) is not None
        return bool(wait.header) and b"||" not in wait.header and negated == (value == b"true")

    def runs_in_many(self, wait: _Wait) -> bool:
        """Whether several goroutines are known to run a wait at the same time."""
        sites: dict[str, set[int]] = {}
        for thread in self.goroutines.threads(wait.function.id):
            if thread.kind == GO:
                sites.setdefault(thread.spawner, set()).add(id(thread.op))
                if thread.many and not _is_of_turn(thread.op):
                    return True
        # Those of one function wait on one object; others may have their own.
        return any(len(ops) > 1 for ops in sites.values())

    def silent(
        self, class_: str, waits: list[_Wait], signals: list[tuple[Function, Op, Kind, Value]]
    ) -> Iterator[LostWakeup]:
        """Changes of a flag, or of a queue, that end a wait, made under the cond's lock by functions that wake nobody.

        Neither what they call nor who calls them does: then only a later change of somebody else could wake the waiters.
        """
        # Whatever is held where it is waited for, the cond's own lock is among it.
        locks = {hold.class_ for held in self.held_at[class_] for hold in held if hold.mode == "W"} - {""}
        if len(locks) != 1 or class_ in self.escaping or self.is_woken_regularly(signals):
            return
        waking = {function.id for function, _, _, _ in signals}
        holding = [
            function
            for id, records in self.taking.items()
            if any(record.hold.class_ in locks and record.hold.mode == "W" for record in records)
            and (function := self.program.functions.get(id)) is not None
        ]
        for function in holding:
            if any(wait.function is function for wait in waits) or self.wakes(function.id, waking, 0):
                continue
            text = _COMMENT.sub(lambda match: b" " * len(match[0]), self.text_of_file(function.file)[: function.end])
            for wait in waits:
                found = self.ending_change(function, wait, text)
                if found is not None:
                    word, start, end = found
                    change = Assign(start, end, OPAQUE, OPAQUE, False)
                    yield LostWakeup(
                        function, change, wait.operand, "silent", word.decode(), (wait.function, wait.op), True
                    )  # fmt: skip
                    break

    def is_woken_regularly(self, signals: list[tuple[Function, Op, Kind, Value]]) -> bool:
        """Whether some goroutine wakes the waiters again and again: a ticker's loop, or a call that nobody here sees."""
        return any(
            function.id in self.goroutines.started and loops_of(function).get(id(op), 0)
            for function, op, _, _ in signals
        )

    def wakes(self, function: str, waking: set[str], depth: int) -> bool:
        """Whether a function, what it calls, or somebody who calls it wakes waiters."""
        if not waking.isdisjoint(self.goroutines.below(function)):
            return True
        if depth >= MAX_CALLERS_DEPTH:
            return True
        return any(
            caller != function and self.wakes(caller, waking, depth + 1)
            for caller in self.goroutines.callers.get(function, ())
            if not caller.endswith(".main") and ".Test" not in caller
        )

    def is_started_inside(self, function: Function, outer: Function) -> bool:
        """Whether a literal of a function runs in a goroutine of its own, such as a timer's: it shares the variables around."""
        if function.id not in self.goroutines.started or function.id in self.goroutines.callers:
            return False
        item = function.parent
        while item is not None and item is not outer:
            item = item.parent
        return item is not None

    def ending_change(self, function: Function, wait: _Wait, text: bytes) -> tuple[bytes, int, int] | None:
        """Where a function changes what a wait depends on so that it ends: the word and the place."""
        for word in sorted(wait.words):
            name = re.escape(word)
            place = rb"[\w.]*\." + name
            if self.is_started_inside(function, wait.function):
                place += rb"|(?<![\w.:])" + name
            for match in re.compile(rb"(?:" + place + rb")\s*=\s*(true|false)\b").finditer(text, function.pos):
                if self.ends(wait, word, match[1]) and self.stands_in(function, match.start()):
                    return word, match.start(), match.end()
            if (
                re.search(rb"\blen\([\w.]*\b" + name + rb"\)\s*(?:==\s*0|<\s*1)\b", wait.header)
                and b"||" not in wait.header
            ):
                grows = re.compile(rb"([\w.]*\." + name + rb")\s*=\s*append\(\1,")
                for match in grows.finditer(text, function.pos):
                    if self.stands_in(function, match.start()):
                        return word, match.start(), match.end() - 1
        return None

    def stands_in(self, function: Function, pos: int) -> bool:
        """Whether an offset is in a function's own text, in none of its literals."""
        return not any(literal.pos <= pos < literal.end for literal in function.closures)

    def mixed(self, waits: list[_Wait], signals: list[tuple[Function, Op, Kind, Value]]) -> Iterator[LostWakeup]:
        """Signals that may wake a waiter of the other condition, which goes back to sleep: the right one is never woken."""
        first = waits[0]
        other = next(
            (wait for wait in waits if wait.function is not first.function and wait.header != first.header), None
        )
        if (
            other is None
            or not first.words
            or not other.words
            or any(kind is Kind.BROADCAST for _, _, kind, _ in signals)
        ):
            return
        own = [signal for signal in signals if signal[0] in (first.function, other.function)]
        # A put that waits for room and a get that waits for items: each signals what the other waits for.
        if {signal[0].id for signal in own} != {first.function.id, other.function.id}:
            return
        if not (self.runs_in_many(first) or self.runs_in_many(other)):
            return
        for wait, counterpart in ((first, other), (other, first)):
            signal = next(signal for signal in own if signal[0] is wait.function)
            # Of several conds in a list each may have one waiter of either kind: then Signal wakes the right one.
            certain = "[]" not in class_of(signal[3])
            yield LostWakeup(
                signal[0], signal[1], signal[3], "mixed", "", (counterpart.function, counterpart.op), certain
            )  # fmt: skip
            return


def _is_of_turn(op: Op | None) -> bool:
    """Whether what a loop starts works on an object of the turn, so that each has its own."""
    call = call_in(op) if op is not None else None
    if call is None:
        return False
    callee = call.callee
    path = path_of(callee.recv) if isinstance(callee, (MethodRef, InterfaceMethod)) else None
    roots = [path[0]] if path is not None else callee.function.captures if type(callee) is Closure else []
    return any(type(root) is Var and root.loop for root in roots)


def _variables_of(function: Function) -> list[Var]:
    """The parameters and assigned variables of a function, which its conditions may name."""
    found: list[Var] = [*function.params]
    for block in function.blocks:
        for op in block.ops:
            if type(op) is Assign and type(op.target) is Var:
                found.append(op.target)
    return found
