"""What callers need to know of a function: plain values, formals named by the parameter variables of the callee.

Paths are rooted at a parameter, a captured variable or a package variable; what is rooted elsewhere has path None and is
known by its class only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from gostatic.base.span import Span
from gostatic.ir.values import Path

Facts = dict[object, object]

# How a lock is held that the caller holds as well, before and after.
CALLERS = frozenset(("borrowed", "stated"))
STATED = frozenset(("stated", "given"))
# How one is held that this function did not take.
NOT_TAKEN = CALLERS | {"given", "iterator"}

# Bounds; at each the rest is left out: fewer findings, never other ones.
MAX_ACQUISITIONS = 48
MAX_BLOCKS = 24
# So many times as many are gathered while a function is looked at; those with the shortest ways to them are kept.
GATHERED = 4
MAX_OUTCOMES = 8
MAX_CALLBACKS = 12


class Site(NamedTuple):
    """Where something happens: an operation, or the call through which ``inner`` happens; ``function`` is an id."""

    file: str
    pos: int
    end: int
    function: str
    inner: Site | None = None

    @property
    def span(self) -> Span:
        """The place in the outermost function."""
        return Span(self.file, self.pos, self.end)

    @property
    def depth(self) -> int:
        """How many calls lead to the operation."""
        count, inner = 0, self.inner
        while inner is not None:
            count, inner = count + 1, inner.inner
        return count

    @property
    def in_literal(self) -> Site:
        """The place in the text of the outermost call that shows best what happens: in a literal that stands there."""
        found = self
        for site in self.chain()[1:]:
            if site.file == found.file and found.pos < site.pos < found.end:
                found = site
        return found

    def then(self, site: Site) -> Site:
        """This chain with ``site`` at its inner end."""
        return self._replace(inner=site if self.inner is None else self.inner.then(site))

    def chain(self) -> list[Site]:
        """The sites from the outermost call to the operation."""
        found = [self]
        while found[-1].inner is not None:
            found.append(found[-1].inner)
        return found


class Hold(NamedTuple):
    """A lock that is held: ``mode`` W or R; ``how`` is lock, try, or one of those that are not this function's own.

    borrowed: released for the caller and taken back; stated and given: the caller holds it by a contract a comment states, and
    gets it back as it was (stated) or released (given); iterator: a function that is ranged over holds it while it yields.
    ``origin`` is the id of the function whose own operation took it.
    """

    path: Path | None
    class_: str
    text: str
    mode: str
    site: Site
    how: str
    origin: str


class Acquisition(NamedTuple):
    """A lock taken somewhere during a call; ``without`` are the caller's locks given back before; ``pre`` must hold on entry."""

    path: Path | None
    class_: str
    text: str
    mode: str
    site: Site
    without: tuple[Path, ...]
    pre: frozenset[tuple[object, object]]


class Blocking(NamedTuple):
    """An operation that can wait for another goroutine: kind is send, recv, range, select, forever, wait, cond, call.

    "call" is a call that a row of the project declares to block.
    """

    kind: str
    path: Path | None
    class_: str
    text: str
    site: Site
    without: tuple[Path, ...]
    pre: frozenset[tuple[object, object]]


_Inside = TypeVar("_Inside", Acquisition, Blocking)


def nearest(found: Iterable[_Inside], most: int, before: tuple[_Inside, ...] = ()) -> tuple[_Inside, ...]:
    """At most so many of what happens in a function, that through the fewest calls first.

    ``before`` is what the function's summary had of it so far. When there is too much, that is kept: in a recursive group the
    choice would else change with every visit, and the group never settle.
    """
    gathered = tuple(found)
    if len(gathered) > 1:
        gathered = tuple(sorted(gathered, key=lambda item: item.site.depth))
    if len(gathered) > most and before:
        chosen = {_thing(item) for item in before}
        gathered = tuple(sorted(gathered, key=lambda item: _thing(item) not in chosen))
    return gathered[:most]


def _thing(item: Acquisition | Blocking) -> tuple[object, str]:
    """What is taken or waited for, and how."""
    return item.path or item.class_, item.mode if isinstance(item, Acquisition) else item.kind


class Callback(NamedTuple):
    """A call of a function the caller passed in (``path`` names it), with the locks held then.

    ``without`` are the caller's locks given back before.
    """

    path: Path
    held: tuple[Hold, ...]
    site: Site
    without: tuple[Path, ...] = ()


class State(NamedTuple):
    """The property state of a path.

    ``held`` in order of acquisition; ``free`` the locks known not to be held: (path, mode, "contract" when the caller's
    lock was given back, "maybe" when one of several callees did, "free" when our own was); ``counts`` WaitGroup deltas
    (None: unknown); ``thread`` pins; ``defers`` the deferred operations still to run, by index.
    """

    held: tuple[Hold, ...] = ()
    free: tuple[tuple[Path, str, str], ...] = ()
    counts: tuple[tuple[Path, int | None], ...] = ()
    thread: int = 0
    defers: tuple[int, ...] = ()


class Outcome(NamedTuple):
    """One way a function returns: effects that outlive it, conditions ``pre`` on its formals, known results ``ret``."""

    pre: frozenset[tuple[object, object]]
    acquired: tuple[Hold, ...]
    released: tuple[tuple[Path, str, str], ...]
    counts: tuple[tuple[Path, int | None], ...]
    thread: int
    ret: tuple[tuple[int, object], ...]

    @property
    def neutral(self) -> bool:
        """Whether nothing of it matters to a caller."""
        return not (self.acquired or self.released or self.counts or self.thread)


class Summary(NamedTuple):
    """A function's summary. No outcome at all: it never returns."""

    outcomes: tuple[Outcome, ...]
    acquires: tuple[Acquisition, ...]
    blocks: tuple[Blocking, ...]
    callbacks: tuple[Callback, ...] = ()

    @property
    def asserts(self) -> bool:
        """Whether it returns only under conditions on its arguments (an assertion that fails leaves for good)."""
        return bool(self.outcomes) and all(outcome.pre for outcome in self.outcomes)

    def meaning(self) -> object:
        """What it says, apart from the calls through which things happen."""
        return (
            tuple(
                (
                    tuple((hold.path, hold.class_, hold.mode, hold.how) for hold in outcome.acquired),
                    outcome[0],
                    outcome[2:],
                )
                for outcome in self.outcomes
            ),
            frozenset((item.path or item.class_, item.mode, item.without, item.pre) for item in self.acquires),
            frozenset((item.kind, item.path or item.class_, item.without, item.pre) for item in self.blocks),
            frozenset((back.path, tuple(hold[:2] for hold in back.held), back.without) for back in self.callbacks),
        )

    @property
    def neutral(self) -> bool:
        """Whether every way of returning leaves nothing behind."""
        return bool(self.outcomes) and all(outcome.neutral for outcome in self.outcomes)


PLAIN = Outcome(frozenset(), (), (), (), 0, ())
UNKNOWN_SUMMARY = Summary((PLAIN,), (), ())
