"""Loops whose turns count a WaitGroup down, but not all of them: a ``continue`` skips the Done or the goroutine of one item.

Two shapes. The spawner's: ``wg.Add(len(items))`` and a loop over the items that starts one counted goroutine per turn. The
worker's: a loop over a channel of items, each of which somebody counted when it was sent, that calls Done in every turn.
Ways through a turn are followed over blocks, whatever their conditions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator

from gostatic.analyses.events import Counted
from gostatic.analyses.states import path_text
from gostatic.analyses.uses import operands
from gostatic.analyses.waitgroups import Missing, WaitGroups
from gostatic.callgraph.targets import translate
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Defer, Go, Jump, Op, Recv, Return, Send, call_in
from gostatic.ir.values import MakeChan, MethodRef, Path, Value, Var, class_of, path_of
from gostatic.models.effects import Kind

_ALL_OF = re.compile(rb"\.Add\(\s*len\(([\w.]+)\)\s*\)")


class GroupTurns:
    """Answers which turns of such loops leave their count; built on what is known of the groups."""

    def __init__(self, groups: WaitGroups, text_of_file: Callable[[str], bytes]) -> None:
        self.groups = groups
        self.program = groups.program
        self.text_of_file = text_of_file
        self.senders: dict[object, list[Function]] | None = None
        self.workers: set[tuple[str, object]] = set()

    def skipped(self) -> Iterator[Missing]:
        """Turns that leave without Done, or without having started what calls it."""
        for record in self.groups.counted:
            if record.kind is Kind.ADD and record.delta is None:
                yield from self.not_started(record)
        if not self.groups.counted:
            return
        for id in self.groups.goroutines.started:
            function = self.program.functions.get(id)
            if function is not None and len(function.loop_spans) > 1:
                yield from self.not_done(function)

    # --- the spawner -------------------------------------------------------------------------------------------

    def not_started(self, add: Counted) -> Iterator[Missing]:
        """Turns of a loop over all that was counted at once in which nothing is started for an item."""
        function, path, groups = add.function, add.path, self.groups
        text = self.text_of_file(function.file)
        counted = _ALL_OF.search(text, add.op.pos, add.op.end)
        if counted is None or not (groups.is_local(function, path) or groups.is_kept(function, path)):
            return
        wait = next((it for it in groups.waits_of.get(function.id, ()) if it.path == path), None)
        if wait is None or any(it.delta is not None for it in self.adds(function, path)):
            return
        over = re.compile(
            rb"range\s+" + re.escape(counted[1]) + rb"\s*\{|<\s*len\(" + re.escape(counted[1]) + rb"\)\s*;"
        )
        starts = {id(worker.op) for worker in groups.workers(wait) if worker.spawner is function}
        for loop, (start, end) in enumerate(function.loop_spans):
            if not loop or start < add.op.pos or not over.search(text, start, text.find(b"\n", start, end)):
                continue
            if groups.loop_of(function, add.op) != function.loop_parents[loop]:
                continue
            if not any(id(op) in starts and block.loop == loop for block in function.blocks for op in block.ops):
                continue
            for op in self.ends(function, loop, lambda op: id(op) in starts or self.concerns(function, op, path)):
                if type(op) is Jump:
                    yield Missing(
                        function, op, path_text(path), "not started", add.op, wait.op, None, groups.class_of_path(path)
                    )

    def adds(self, function: Function, path: Path) -> list[Counted]:
        """All that a function itself changes a group's count by."""
        return [record for record in self.groups.by_function.get(function.id, ()) if record.path == path]

    # --- the worker --------------------------------------------------------------------------------------------

    def not_done(self, function: Function) -> Iterator[Missing]:
        """Turns of a worker's loop over a channel that leave an item without Done, which others call."""
        groups = self.groups
        for loop, chan in self.ranged(function):
            for path, settling in self.settling(function, loop).items():
                class_ = groups.class_of_path(path)
                if not self.counted_when_sent(chan, class_, path):
                    continue
                spawn = groups.goroutines.started[function.id][0]
                spawner = self.program.functions[spawn.spawner]
                wait = groups.wait_for(path, function, spawner)
                start = (spawner, spawn.op) if spawn.op is not None else None
                for op in self.unsettled(function, loop, chan, path, settling):
                    yield Missing(function, op, path_text(path), "turn", None, wait, start, class_)

    def unsettled(
        self, function: Function, loop: int, chan: Value, path: Path, settling: Container[int]
    ) -> Iterator[Op]:
        """How turns end that neither count their item down nor hand it on."""
        return self.ends(function, loop, lambda op: id(op) in settling or self.concerns(function, op, path, chan))

    def settling(self, function: Function, loop: int) -> dict[Path, set[int]]:
        """Operations of a loop's turns that count one item down, by the group: Done, or a call that comes to it in any case."""
        found: dict[Path, set[int]] = {}
        direct = {id(record.op): record for record in self.groups.by_function.get(function.id, ())}
        for block in function.blocks:
            for op in block.ops if block.loop == loop else ():
                if type(op) is not Call:
                    continue
                record = direct.get(id(op))
                paths = [record.path] if record is not None and record.kind is Kind.DONE else self.always_done(op)
                for path in paths:
                    root = path[0]
                    if not (type(root) is Var and root.owner is function and root.kind == "local"):
                        found.setdefault(path, set()).add(id(op))
        return found

    def always_done(self, call: Call) -> list[Path]:
        """The groups that a call counts down by one, however it returns."""
        targets, _ = self.program.resolver.targets(call)
        target = targets[0] if len(targets) == 1 else None
        summary = self.groups.summaries.get(target.function.id) if target is not None and target.function else None
        if target is None or summary is None or not summary.outcomes:
            return []
        binding = target.binding()
        found = []
        for path, delta in summary.outcomes[0].counts:
            if delta == -1 and all((path, -1) in outcome.counts for outcome in summary.outcomes):
                outer = translate(path, binding, target.function)
                if outer is not None:
                    self.groups.events.class_names.setdefault(outer, self.groups.class_of_path(path))
                    found.append(outer)
        return found

    def ranged(self, function: Function) -> Iterator[tuple[int, Value]]:
        """The loops over channels of a function."""
        for block in function.blocks:
            for op in block.ops:
                if type(op) is Recv and op.ranged and block.loop:
                    yield block.loop, op.chan

    def counted_when_sent(self, chan: Value, class_: str, path: Path) -> bool:
        """Whether everybody who sends on a channel counts the group up as well; workers may send an item again."""
        if self.senders is None:
            self.senders = {}
            for function, op in self.program.operations():
                if type(op) is Send:
                    self.senders.setdefault(_key(op.chan), []).append(function)
                elif type(op) is Recv and op.ranged:
                    self.workers.add((function.id, _key(op.chan)))
        key = _key(chan)
        senders = [sender for sender in self.senders.get(key, ()) if (sender.id, key) not in self.workers]
        return bool(senders) and all(self.counts_up(sender, class_, path) for sender in senders)

    def counts_up(self, function: Function, class_: str, path: Path) -> bool:
        """Whether a function, or the one it stands in, adds to a group."""
        around: Function | None = function
        while around is not None:
            for record in self.groups.by_function.get(around.id, ()):
                same = record.path == path or (
                    bool(class_) and ":" not in class_ and self.groups.class_of_path(record.path) == class_
                )
                if same and self.groups.is_add(record):
                    return True
            around = around.parent
        return False

    # --- turns -------------------------------------------------------------------------------------------------

    def ends(self, function: Function, loop: int, does: Callable[[Op], bool]) -> Iterator[Op]:
        """How turns of a loop end that pass no operation which ``does`` it: the jump of a turn, or a return."""
        blocks = function.blocks
        inside = [function.in_loop(block.loop, loop) for block in blocks]
        head = next((number for number, block in enumerate(blocks) if block.loop == loop), -1)
        if head < 0:
            return
        pending = [succ for succ in blocks[head].succs[:1] if inside[succ]]
        seen = set(pending)
        seen.add(head)
        while pending:
            number = pending.pop()
            block = blocks[number]
            if any(does(op) for op in block.ops):
                continue
            last = block.ops[-1]
            if type(last) is Return or (
                type(last) is Jump and last.word in ("continue", "goto") and block.loop == loop
            ):
                yield last
                continue
            for succ in block.succs:
                if succ == head:
                    yield last
                elif succ not in seen and inside[succ]:
                    seen.add(succ)
                    pending.append(succ)

    def concerns(self, function: Function, op: Op, path: Path, chan: Value | None = None) -> bool:
        """Whether an operation may settle an item's count: it changes it, hands the group or the item on, or may not return."""
        if type(op) is Go or type(op) is Defer:
            return True
        if type(op) is Send:
            return chan is not None
        call = call_in(op)
        if call is None:
            return False
        callee = call.callee
        if type(callee) is MethodRef and path_of(callee.recv) == path:
            return True
        if any(_leads_to(value, path) for value in operands(op) if value is not callee):
            return True
        for target in self.program.resolver.targets(call)[0]:
            summary = self.groups.summaries.get(target.function.id) if target.function is not None else None
            if target.function is None:
                continue
            if summary is None or not summary.outcomes:
                return True
            binding = target.binding()
            for outcome in summary.outcomes:
                if any(translate(found, binding, target.function) == path for found, _ in outcome.counts):
                    return True
            below = self.groups.goroutines.below(target.function.id)
            class_ = self.groups.class_of_path(path)
            if any(
                self.groups.class_of_path(record.path) == class_
                for id in below
                for record in self.groups.by_function.get(id, ())
            ):
                return True
        return False


def _key(chan: Value) -> object:
    """What tells channels apart: the variable, or the class of a field."""
    if type(chan) is Var:
        if len(chan.defs) == 1 and type(chan.defs[0]) is not MakeChan and class_of(chan.defs[0]):
            return class_of(chan.defs[0])
        return chan
    return class_of(chan) or None


def _leads_to(value: Value, path: Path) -> bool:
    return path_of(value.recv if type(value) is MethodRef else value) == path
