"""What the words of functions said in an earlier run, for a run in which only some packages' function bodies changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from gostatic.callgraph.name_graph import NameGraph

# What a look at the functions holds besides lists and sets of their numbers.
_OTHERS = frozenset((
    "channels", "count", "counts", "few_everywhere", "few_of", "few_processors", "graph", "having", "holders", "lasting",
    "leaving", "once_names", "once_of", "passing", "places",
))  # fmt: skip


class KnownWords(NamedTuple):
    """The ``state`` of an earlier run (see ``state_of``), and the import paths of the packages that have to be read anew.

    Holds when both runs have the same packages and the same declarations that are no functions, and functions that came or went
    have names that stand nowhere else.
    """

    state: dict[str, Any]
    changed: frozenset[str]

    def fits(self, once_of: dict[int, list[str]]) -> bool:
        """Whether the packages wrap the same functions in onces: such names count in other packages, too."""
        return dict(self.state["once_of"]) == once_of


def state_of(reading: Any, graph: NameGraph, counts: Sequence[int]) -> dict[str, Any]:
    """What a look at every function found, as plain values; ``counts`` are the numbers of functions of the packages."""
    return {
        "numbers": {name: sorted(found) for name, found in vars(reading).items() if name not in _OTHERS},
        "counts": list(counts),
        "once_of": sorted(reading.once_of.items()),
        "few_of": reading.few_of,
        "having": reading.having,
        "users_near": graph.users_near,
        "users_far": graph.users_far,
        "callers_far": graph.callers_far,
    }


def complete(reading: Any, graph: NameGraph, known: KnownWords, read: Sequence[int], counts: Sequence[int]) -> None:
    """Adds what an earlier run found in the packages that were not read now: all but those numbered ``read``.

    ``counts`` are the numbers of functions of the packages.
    """
    state = known.state
    kept = _kept(state["counts"], counts, frozenset(read))
    for name, numbers in state["numbers"].items():
        found = getattr(reading, name)
        merged = sorted([*kept(numbers), *found])
        setattr(reading, name, set(merged) if isinstance(found, set) else merged)
    reading.few_of = sorted([*(home for home in state["few_of"] if home not in read), *reading.few_of])
    reading.having = _merged(reading.having, state["having"], kept)
    graph.users_far = _merged(graph.users_far, state["users_far"], kept)
    graph.callers_far = _merged(graph.callers_far, state["callers_far"], kept)
    for home, users in enumerate(state["users_near"]):
        if home not in read:
            graph.users_near[home] = {word: kept(found) for word, found in users.items()}


def _kept(before: Sequence[int], after: Sequence[int], read: frozenset[int]) -> Callable[[list[int]], list[int]]:
    """Takes an ascending list of functions by their numbers in the earlier run to their numbers now, without those of packages
    that were read anew."""
    firsts = [0, *accumulate(before)]
    if list(before) == list(after):
        spans = [(firsts[home], firsts[home + 1]) for home in sorted(read)]

        def without(found: list[int]) -> list[int]:
            for first, behind in spans:
                at = bisect_left(found, first)
                if at < len(found) and found[at] < behind:
                    found = found[:at] + found[bisect_left(found, behind, at) :]
            return found

        return without
    numbers: list[int] = []
    first = 0
    for home, count in enumerate(before):
        numbers.extend([-1] * count if home in read else range(first, first + count))
        first += after[home]
    return lambda found: [number for each in found if (number := numbers[each]) >= 0]


def _merged(
    new: dict[bytes, list[int]], old: dict[bytes, list[int]], kept: Callable[[list[int]], list[int]]
) -> dict[bytes, list[int]]:
    """Lists of function numbers by word: the old ones as ``kept`` has them, and the new ones."""
    merged = {word: found for word, numbers in old.items() if (found := kept(numbers))}
    for word, found in new.items():
        others = merged.get(word)
        merged[word] = found if others is None else sorted(others + found)
    return merged
