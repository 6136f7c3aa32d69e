"""Operations of the IR: Go's own primitives, in evaluation order, with their spans.

What ``sync``, ``context`` or ``testing`` do is not here: those are calls, and ``models/`` says what they mean.
"""

from __future__ import annotations

from gostatic.ir.values import Value


class Op:
    """Base: ``pos`` and ``end`` are byte offsets in the function's file."""

    __slots__ = ("end", "pos")

    pos: int
    end: int


class Assign(Op):
    """``target = value``; ``define`` for the first binding of a new variable instance (also loop variables)."""

    __slots__ = ("define", "target", "value")

    def __init__(self, pos: int, end: int, target: Value, value: Value, define: bool) -> None:
        self.pos, self.end, self.target, self.value, self.define = pos, end, target, value, define


class Call(Op):
    """A call. ``callee`` says whom; for a bound method the receiver is in the callee, not in ``args``.

    ``used`` says whether the result is used: "" (dropped), "value" or "cond".
    """

    __slots__ = ("args", "callee", "resolved", "used")

    def __init__(self, pos: int, end: int, callee: Value, args: tuple[Value, ...], used: str) -> None:
        self.pos, self.end, self.callee, self.args, self.used = pos, end, callee, args, used
        # The call graph keeps its answer here: (targets, whether these are all).
        self.resolved: object = None


class Go(Op):
    """``go call``: the callee and arguments are evaluated here, the body runs in a new goroutine."""

    __slots__ = ("call",)

    def __init__(self, pos: int, end: int, call: Call) -> None:
        self.pos, self.end, self.call = pos, end, call


class Defer(Op):
    """``defer call``: runs when the function returns, panics or exits its goroutine."""

    __slots__ = ("call",)

    def __init__(self, pos: int, end: int, call: Call) -> None:
        self.pos, self.end, self.call = pos, end, call


class Send(Op):
    """``chan <- value``."""

    __slots__ = ("chan", "value")

    def __init__(self, pos: int, end: int, chan: Value, value: Value) -> None:
        self.pos, self.end, self.chan, self.value = pos, end, chan, value


class Recv(Op):
    """``<-chan``; ``ranged`` for the receive of ``for range chan`` (ends when the channel is closed)."""

    __slots__ = ("chan", "ranged")

    def __init__(self, pos: int, end: int, chan: Value, ranged: bool = False) -> None:
        self.pos, self.end, self.chan, self.ranged = pos, end, chan, ranged


class Close(Op):
    """``close(chan)``."""

    __slots__ = ("chan",)

    def __init__(self, pos: int, end: int, chan: Value) -> None:
        self.pos, self.end, self.chan = pos, end, chan


class Arm:
    """One communication of a select: ``kind`` is send or recv."""

    __slots__ = ("chan", "end", "kind", "pos", "value")

    def __init__(self, pos: int, end: int, kind: str, chan: Value, value: Value) -> None:
        self.pos, self.end, self.kind, self.chan, self.value = pos, end, kind, chan, value


class Copy(Op):
    """A value that must not be copied is copied: ``how`` says by what, ``what`` names it, ``held`` is the class inside it."""

    __slots__ = ("held", "how", "inner", "what")

    def __init__(self, pos: int, end: int, how: str, what: str, held: str, inner: str) -> None:
        self.pos, self.end, self.how, self.what, self.held, self.inner = pos, end, how, what, held, inner


class Yielding(Op):
    """The body of a loop over a function begins: ``call``, which runs it, is under way and may hold something."""

    __slots__ = ("call",)

    def __init__(self, pos: int, end: int, call: Call) -> None:
        self.pos, self.end, self.call = pos, end, call


class Yielded(Op):
    """The body of a loop over a function ends, or is left."""

    __slots__ = ("call",)

    def __init__(self, pos: int, end: int, call: Call) -> None:
        self.pos, self.end, self.call = pos, end, call


# --- terminators: the last operation of every block ------------------------------------------------------------


class Jump(Op):
    """Goes to the only successor. ``word`` is what stands in the source: continue, break, goto, or "" (falls through)."""

    __slots__ = ("word",)

    def __init__(self, pos: int, end: int, word: str = "") -> None:
        self.pos, self.end, self.word = pos, end, word


class Branch(Op):
    """Successor 0 when ``cond`` is true, successor 1 when false."""

    __slots__ = ("cond",)

    def __init__(self, pos: int, end: int, cond: Value) -> None:
        self.pos, self.end, self.cond = pos, end, cond


class Select(Op):
    """Waits for one of ``arms`` (successor i for arm i); with ``has_default`` the last successor is the default arm."""

    __slots__ = ("arms", "has_default")

    def __init__(self, pos: int, end: int, arms: tuple[Arm, ...], has_default: bool) -> None:
        self.pos, self.end, self.arms, self.has_default = pos, end, arms, has_default


class Return(Op):
    """Leaves the function; ``implicit`` for the closing brace."""

    __slots__ = ("implicit", "values")

    def __init__(self, pos: int, end: int, values: tuple[Value, ...], implicit: bool = False) -> None:
        self.pos, self.end, self.values, self.implicit = pos, end, values, implicit


class Panic(Op):
    """``panic(value)`` or a call that always panics."""

    __slots__ = ()

    def __init__(self, pos: int, end: int) -> None:
        self.pos, self.end = pos, end


class Exit(Op):
    """The end of the process (``kind`` exit) or of the goroutine (``kind`` goexit) inside a call."""

    __slots__ = ("kind",)

    def __init__(self, pos: int, end: int, kind: str) -> None:
        self.pos, self.end, self.kind = pos, end, kind


TERMINATORS = (Jump, Branch, Select, Return, Panic, Exit)


def call_in(op: Op) -> Call | None:
    """The call an operation makes: now, deferred or in a new goroutine; None for other operations."""
    if type(op) is Call:
        return op
    if type(op) is Defer or type(op) is Go:
        return op.call
    return None
