"""Locks on one path: taken, given back, met again."""

from __future__ import annotations

from gostatic.analyses.outcomes import Frame
from gostatic.analyses.states import exact, remember
from gostatic.analyses.summary import (
    GATHERED,
    MAX_ACQUISITIONS,
    NOT_TAKEN,
    STATED,
    Acquisition,
    Facts,
    Hold,
    Site,
    State,
)
from gostatic.analyses.uses import escapes, first_given
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Op
from gostatic.ir.values import Alloc, Const, Path, Var


class Locks(Frame):
    """Lock operations of the function's own, or done for it by a callee."""

    def note_acquisition(self, state: State, facts: Facts, hold: Hold, op: Op) -> None:
        """Puts a lock taken here into the summary."""
        if self.is_being_made(hold.path, op):
            return
        outward = self.outward(hold.path)
        key = (outward if outward is not None else hold.class_, hold.mode)
        known = self.acquires.get(key)
        if known is not None:
            if known.pre:
                # It also happens on paths that know less.
                self.acquires[key] = known._replace(pre=known.pre & self.precondition(facts))
            return
        if len(self.acquires) >= GATHERED * MAX_ACQUISITIONS:
            return
        without = tuple(item[0] for item in state.free if item[2] != "free")
        self.acquires[key] = Acquisition(
            outward, hold.class_, hold.text, hold.mode, hold.site, without, self.precondition(facts)
        )

    def acquire(self, state: State, facts: Facts, hold: Hold, op: Op) -> State | None:
        """Takes a lock; None when the goroutine stops here for good."""
        for item in state.free:
            if item[0] == hold.path:
                free = tuple(other for other in state.free if other is not item)
                if item[2] != "free":
                    if item[1] == hold.mode:
                        # Taken back for the caller: other locks held meanwhile make an order all the same.
                        self.note_acquisition(state, facts, hold, op)
                        for other in state.held:
                            self.edge(op, other, hold, state.held)
                        return state._replace(free=free, held=(*state.held, hold._replace(how="borrowed")))
                    break  # the caller's lock stays given back while ours, of the other mode, is held
                state = state._replace(free=free)
                break
        self.note_acquisition(state, facts, hold, op)
        if state.held:
            for other in state.held:
                if other.path is not None and other.path == hold.path and exact(hold.path):
                    self.events.reacquired(self.function, op, other, hold, state.defers, not self.failing)
                    if not (other.mode == "R" and hold.mode == "R"):
                        return None
                else:
                    self.edge(op, other, hold, state.held)
        return state._replace(held=(*state.held, hold))

    def edge(self, op: Op, held: Hold, taken: Hold, all_held: tuple[Hold, ...]) -> None:
        """Notes an order of locks, but for those of objects that nobody else knows yet: nobody waits for them."""
        if not self.is_being_made(held.path, op) and not self.is_being_made(taken.path, op):
            self.events.edge(self.function, op, held, taken, all_held)

    def is_being_made(self, path: Path | None, op: Op) -> bool:
        """Whether a lock is in an object made by this function that has not gone anywhere yet."""
        root = path[0] if path is not None and len(path) > 1 else None
        if type(root) is not Var or root.kind != "local" or root.owner is not self.function or len(root.defs) != 1:
            return False
        if type(root.defs[0]) is not Alloc or (self.block_loop and not root.loop):
            return False
        known = self.known_from.get(root)
        if known is None:
            known = self.known_from[root] = first_given(self.program, self.function, root)
        return op.pos <= known

    def release(self, state: State, path: Path | None, class_: str, text: str, mode: str, site: Site, op: Op) -> State:
        """Gives a lock back; what the caller must have held is noted as a contract."""
        if path is not None and self.is_of_another_call(path):
            path = None
        held = state.held
        for position in range(len(held) - 1, -1, -1):
            hold = held[position]
            if path is not None and hold.path == path:
                if hold.mode != mode and any(h.path == path and h.mode == mode for h in held):
                    continue
                if hold.mode != mode:
                    self.events.wrong_unlock(self.function, op, hold, mode, text)
                self.events.released(self.function, op, hold, path)
                rest = held[:position] + held[position + 1 :]
                how = "contract" if hold.how in NOT_TAKEN and hold.how != "iterator" else "free"
                if hold.how in STATED:
                    self.events.contract_release(self.function, op, path, class_, text)
                free = state.free
                if not any(other.path == path for other in rest) and not any(item[0] == path for item in free):
                    free = remember((*free, (path, mode, how)))
                return state._replace(held=rest, free=free)
        for position in range(len(held) - 1, -1, -1):
            hold = held[position]
            if hold.class_ and hold.class_ == class_ and (hold.path is None or path is None or not exact(path)):
                self.events.released(self.function, op, hold, path)
                return state._replace(held=held[:position] + held[position + 1 :])
        if path is None or not exact(path):
            self.events.contract(class_)
            if path is None or any(item[0] == path for item in state.free):
                return state
            # One of several elements, which one is not known here: a caller that has taken one does not hold it for sure.
            return state._replace(free=(*state.free, (path, mode, "maybe")))
        for item in state.free:
            if item[0] == path and item[2] != "maybe":
                if item[2] == "free" or item[1] == mode == "W":
                    self.events.double_unlock(self.function, op, path, text, item[2])
                return state
        if self.is_fresh(path):
            self.events.double_unlock(self.function, op, path, text, "fresh")
            return state
        self.events.contract_release(self.function, op, path, class_, text)
        return state._replace(free=(*state.free, (path, mode, "contract")))

    def is_of_another_call(self, path: Path) -> bool:
        """Whether a lock is reached through a variable of a function that has returned: each of its calls has its own.

        Such a lock is given back through a returned unlock function, or one kept in a returned object.
        """
        root = path[0]
        if type(root) is not Var or root.kind not in ("local", "param"):
            return False
        around: Function | None = self.function
        while around is not None and around is not root.owner:
            around = around.parent
        return around is None and (root.kind == "local" or self.calls(root.owner))

    def calls(self, callee: Function) -> bool:
        """Whether this function itself calls another one."""
        return any(
            target.function is callee
            for block in self.function.blocks
            for op in block.ops
            if type(op) is Call
            for target in self.program.resolver.targets(op)[0]
        )

    def perhaps_free(self, state: State, path: Path) -> State:
        """What a path has given back may be somebody's again."""
        if not any(item[0] == path and item[2] == "free" for item in state.free):
            return state
        given = tuple((*item[:2], "maybe") if item[0] == path and item[2] == "free" else item for item in state.free)
        return state._replace(free=given)

    def perhaps_taken(self, state: State, path: Path, mode: str) -> State:
        """A lock may or may not have been taken: an unlock of it is right either way."""
        state = self.perhaps_free(state, path)
        if any(item[0] == path for item in state.free):
            return state
        return state._replace(free=(*state.free, (path, mode, "maybe")))

    def release_perhaps(self, state: State, path: Path, mode: str, class_: str, op: Op) -> State:
        """One of several callees gives a lock back: it does not count as held any more, and may be given back again."""
        for hold in state.held:
            if hold.path == path:
                self.events.released(self.function, op, hold, path)
                return state._replace(held=tuple(other for other in state.held if other is not hold))
        outward = self.outward(path)
        if (outward if outward is not None else class_, mode) in self.acquires:
            return state  # our own, given back before
        self.events.contract(class_)
        if any(item[0] == path for item in state.free):
            return state
        return state._replace(free=(*state.free, (path, mode, "maybe")))

    def is_fresh(self, path: Path) -> bool:
        """Whether a lock is a variable of this function that nobody else has seen."""
        root = path[0]
        return (
            type(root) is Var
            and root.kind == "local"
            and root.owner is self.function
            and not root.captured
            and not root.loop
            and len(path) == 1
            and len(root.defs) == 1
            and type(root.defs[0]) is Const
            and not escapes(self.program, root)
        )
