"""Path simulation of one function: locks held, WaitGroup counts, thread pins and pending defers on every path.

Property simulation (Das, Lerner, Seigle: ESP, PLDI 2002): paths are merged when they agree on the property state (what is held,
counted, pinned, deferred); what else is known of them (branch facts) is intersected at the merge. So `if c { Lock }; ...;
if c { Unlock }` is understood, and the number of states stays small. Calls are replaced by the callee's summary.
"""

from __future__ import annotations

from heapq import heappop, heappush

from gostatic.analyses.facts import NOT_EQUAL, assign, assume, common, mentions, starts_with
from gostatic.analyses.outcomes import merged, settle
from gostatic.analyses.planning import Planning
from gostatic.analyses.states import NONNIL, START, Flow
from gostatic.analyses.summary import (
    MAX_ACQUISITIONS,
    MAX_BLOCKS,
    MAX_OUTCOMES,
    PLAIN,
    STATED,
    UNKNOWN_SUMMARY,
    Facts,
    Outcome,
    State,
    Summary,
    nearest,
)
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Branch, Exit, Jump, Op, Panic, Return, Select
from gostatic.ir.values import OPAQUE, Path, Value, Var, path_of

# Functions with at most so many decisions, and no loop, have their paths followed one by one.
MAX_DECISIONS = 4
MAX_PATHS = 400
# After so many steps the locks a function has taken and given back are no longer remembered: which of them were last
# multiplies the states of long functions, and only an unlock of one of them would be judged by it.
COARSE_STEPS = 1200


class Simulation(Planning):
    """Runs one function once; see the module's text. ``summaries`` are those of functions already done."""

    def run(self) -> Summary:
        """Simulates all paths; records events; returns the function's summary."""
        function = self.function
        if not function.blocks:
            return UNKNOWN_SUMMARY
        stated = self.events.stated.get(function.id, ())
        start = START._replace(held=tuple(hold for hold in stated if hold.how in STATED)) if stated else START
        if not self.plan() and not start.held:
            return self.plain()
        self.one_by_one = self.is_small()
        if self.one_by_one:
            self.each_path(start)
        else:
            self.merged_paths(start)
        for found in self.nils.values():
            if found is not None:
                self.events.nil_channel(function, *found)
        if self.bounded:
            self.events.bounded.append(function)
        outcomes = tuple(self.outcomes)
        outcomes = settle(outcomes)
        if outcomes and all(outcome.neutral for outcome in outcomes):
            leaves = any(type(block.ops[-1]) in (Exit, Panic) for block in self.function.blocks)
            if leaves and len(outcomes) <= 2 and all(outcome.pre for outcome in outcomes):
                outcomes = tuple(dict.fromkeys(outcome._replace(ret=()) for outcome in outcomes))
            else:
                outcomes = (PLAIN,)
        if len(outcomes) > MAX_OUTCOMES:
            outcomes = merged(outcomes)
        if len(outcomes) > MAX_OUTCOMES:
            # Fewer distinctions first; then what all agree on: with that many ways of returning nothing is sure.
            outcomes = tuple(dict.fromkeys(outcome._replace(ret=()) for outcome in outcomes))
            if len(outcomes) > MAX_OUTCOMES:
                outcomes = (PLAIN,) if any(outcome.neutral for outcome in outcomes) else outcomes[:MAX_OUTCOMES]
        return self.summed_up(outcomes)

    def summed_up(self, outcomes: tuple[Outcome, ...]) -> Summary:
        """The summary, with what was gathered on the way."""
        before = self.summaries.get(self.function.id)
        return Summary(
            outcomes,
            nearest(self.acquires.values(), MAX_ACQUISITIONS, before.acquires if before is not None else ()),
            nearest(self.blocks.values(), MAX_BLOCKS, before.blocks if before is not None else ()),
            tuple(self.calls_back.values()),
        )

    def is_small(self) -> bool:
        """Whether a function is a few decisions without a loop: then its paths are followed one by one.

        A deferred ``if failed || early { mu.Unlock() }`` gives the lock back under either condition, which merging would lose.
        """
        blocks = self.function.blocks
        branches = sum(type(block.ops[-1]) is Branch for block in blocks)
        return 1 < branches <= MAX_DECISIONS and not any(block.loop for block in blocks)

    def each_path(self, start: State) -> None:
        """Follows every path from its start to its end."""
        pending: list[tuple[int, State, Facts]] = [(0, start, {})]
        steps = 0
        while pending:
            steps += 1
            if steps > MAX_PATHS:
                self.bounded = True
                break
            pending.extend(reversed(self.through(*pending.pop())))

    def merged_paths(self, start: State) -> None:
        """Follows all paths, merging those that agree on the property state."""
        states: list[dict[State, Facts]] = [{} for _ in self.function.blocks]
        states[0][start] = {}
        # A block is looked at when all before it have been, loops apart: then its facts are merged once.
        order = forward_order(self.function)
        changes = loop_changes(self.function, order)
        work: list[tuple[int, int, int, State]] = [(0, 0, 0, start)]
        queued = {(0, start)}
        steps = pushed = 0
        # Beyond these paths are left out, and a problem says so.
        max_states, max_steps = self.program.budgets.path_states, self.program.budgets.path_steps
        while work:
            _, _, index, state = heappop(work)
            queued.discard((index, state))
            steps += 1
            if steps > max_steps:
                self.bounded = True
                break
            for succ, after, facts in self.through(index, state, states[index][state]):
                if steps > COARSE_STEPS and after.free:
                    after = after._replace(free=tuple(item for item in after.free if item[2] != "free"))
                if succ in changes and order[index] < order[succ]:
                    facts = changes[succ].left_of(facts)
                known = states[succ].get(after)
                if known is None:
                    if len(states[succ]) >= max_states:
                        self.bounded = True
                        continue
                    states[succ][after] = facts
                else:
                    merged = common(known, facts)
                    if len(merged) == len(known):
                        continue
                    states[succ][after] = merged
                if (succ, after) not in queued:
                    queued.add((succ, after))
                    pushed += 1
                    heappush(work, (order[succ], pushed, succ, after))

    def drop_plans(self) -> None:
        """Drops the plans: they hold bound methods of this object, and the collector that would find the cycle is off."""
        self.plans.clear()
        self.deferred.clear()

    def plain(self) -> Summary:
        """The summary of a function that changes no property state: no paths need to be told apart.

        One walk over the blocks, with no facts; a call that never returns ends its path.
        """
        blocks = self.function.blocks
        pending = [0]
        seen = {0}
        returns = False
        while pending:
            index = pending.pop()
            self.visited += 1
            stopped = False
            for handler, op, prepared in self.plans[index]:
                if handler in (self.on_assign, self.on_renew, self.on_defer, self.on_unknown):
                    if handler == self.on_defer:
                        step = prepared[1]  # type: ignore[index]
                        step[0](START, {}, op, step[1])
                    continue
                if not handler(START, {}, op, prepared):
                    stopped = True
                    break
            if stopped:
                continue
            returns |= type(blocks[index].ops[-1]) is Return
            for succ in blocks[index].succs:
                if succ not in seen:
                    seen.add(succ)
                    pending.append(succ)
        returns |= any(self.recovers(position) for position in range(len(self.defers)))
        return self.summed_up((PLAIN,) if returns else ())

    def through(self, index: int, state: State, facts: Facts) -> list[tuple[int, State, Facts]]:
        """Takes one state through a block to its successors."""
        block = self.function.blocks[index]
        self.visited += 1
        self.block_loop = block.loop
        flow: Flow = [(state, facts)]
        for handler, op, prepared in self.plans[index]:
            if len(flow) == 1:
                flow = handler(flow[0][0], flow[0][1], op, prepared)
            else:
                merged: dict[State, Facts] = {}
                for before, known in flow:
                    for after, facts_after in handler(before, known, op, prepared):
                        same = merged.get(after)
                        merged[after] = facts_after if same is None else common(same, facts_after)
                flow = list(merged.items())
                if len(flow) > self.program.budgets.path_states:
                    flow = flow[: self.program.budgets.path_states]
                    self.bounded = True
            if not flow:
                return []
        last = block.ops[-1]
        kind = type(last)
        found: list[tuple[int, State, Facts]] = []
        for after, known in flow:
            if kind is Jump:
                if last.word in ("loop", "continue") and after.held:  # type: ignore[attr-defined]
                    self.events.back_edge(self.function, last, after.held, after.defers)
                found.append((block.succs[0], after, known))
            elif kind is Branch:
                fleeting = id(last) in self.fleeting
                for truth, succ in ((True, block.succs[0]), (False, block.succs[1])):
                    taken = assume(last.cond, truth, known)  # type: ignore[attr-defined]
                    if taken is not None:
                        found.append((succ, after, known if fleeting else taken))
            elif kind is Select:
                found.extend((succ, after, known) for succ in block.succs)
            else:
                self.leave(after, known, last)
        return found

    def leave(self, state: State, facts: Facts, op: Op) -> None:
        """A return, panic or exit: deferred calls run, then what is left is an outcome."""
        kind = type(op)
        if kind is Exit and op.kind == "exit":  # type: ignore[attr-defined]
            return
        if kind is Return and state.defers and op.values and self.function.results:  # type: ignore[attr-defined]
            # Named results have their values when the deferred calls look at them.
            before = self.returned(op, facts)  # type: ignore[arg-type]
            for index, var in enumerate(self.function.results):
                if index < len(op.values):  # type: ignore[attr-defined]
                    value = op.values[index]  # type: ignore[attr-defined]
                    if value is not var:
                        facts = assign(facts, (var,), value)
                    if before.get(index) is NONNIL:
                        facts = {**facts, (("p", (var,)), NOT_EQUAL, None): True}
        flow: Flow = [(state, facts)]
        # A failed test may well hang in its deferred calls: true, but of little weight.
        self.failing = kind is Exit and self.function.test
        for position in reversed(state.defers):
            handler, prepared = self.deferred[position]
            call = self.defers[position].call
            flow = [item for before, known in flow for item in handler(before, known, call, prepared)]
        self.failing = False
        returned = {}
        if kind is Return:
            returned = self.returned(op, facts)  # type: ignore[arg-type]
        for after, known in flow:
            recovered = kind is Panic and any(self.recovers(position) for position in state.defers)
            self.events.exit(self.function, op, after, returned, known, recovered)
            if kind is Return or recovered:
                self.add_outcome(after, known, returned)


def forward_order(function: Function) -> list[int]:
    """The number of each block in reverse postorder: behind all blocks that lead to it, but for loops."""
    blocks = function.blocks
    order = [len(blocks)] * len(blocks)
    number = len(blocks)
    seen = {0}
    # The last successor first, so that of two ways the one that comes first in the source has the smaller numbers.
    pending: list[tuple[int, int]] = [(0, len(blocks[0].succs) - 1)]
    while pending:
        index, arm = pending.pop()
        if arm >= 0:
            pending.append((index, arm - 1))
            succ = blocks[index].succs[arm]
            if succ not in seen:
                seen.add(succ)
                pending.append((succ, len(blocks[succ].succs) - 1))
        else:
            number -= 1
            order[index] = number
    return order


class Changes:
    """What the turns of a loop assign: nothing known of it in front of the loop is known at its head.

    It would be forgotten at the end of the first turn anyway, and everything behind the head looked at once more.
    """

    def __init__(self) -> None:
        self.variables: set[Var] = set()
        self.places: set[Path] = set()

    def note(self, target: Value) -> None:
        """Takes down what is assigned."""
        if type(target) is Var:
            self.variables.add(target)
            return
        path = path_of(target) if target is not OPAQUE else None
        if path is not None:
            self.places.add(path)

    def left_of(self, facts: Facts) -> Facts:
        """The facts that the loop does not change."""
        if not facts:
            return facts
        return {
            key: known
            for key, known in facts.items()
            if not any(mentions(key, var) for var in self.variables)
            and not any(starts_with(key, place) for place in self.places)
        }


def loop_changes(function: Function, order: list[int]) -> dict[int, Changes]:
    """What each loop changes, by its head: what blocks assign from which control comes back to the head."""
    blocks = function.blocks
    before: list[list[int]] | None = None
    found: dict[int, set[int]] = {}
    for index, block in enumerate(blocks):
        for head in block.succs:
            if order[head] > order[index]:
                continue
            if before is None:
                before = [[] for _ in blocks]
                for number, item in enumerate(blocks):
                    for succ in item.succs:
                        before[succ].append(number)
            body = found.setdefault(head, {head})
            pending = [index]
            while pending:
                number = pending.pop()
                if number not in body:
                    body.add(number)
                    pending.extend(before[number])
    changes: dict[int, Changes] = {}
    for head, body in found.items():
        changes[head] = made = Changes()
        for number in body:
            for op in blocks[number].ops:
                if type(op) is Assign:
                    made.note(op.target)
    return changes
