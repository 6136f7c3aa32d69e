"""The bounds of a run that a project may move: how much is looked at before "unknown" is the answer."""

from __future__ import annotations

from typing import NamedTuple


class Budgets(NamedTuple):
    """Bounds that count states, steps or callees, never seconds: the same input gives the same answer.

    ``path_states`` are the states kept at one place of a function, ``path_steps`` the steps of simulating one function;
    what is beyond them is left out, and a problem says so. A call with more than ``callees`` possible callees counts as unknown.
    """

    path_states: int = 40
    path_steps: int = 6000
    callees: int = 6


DEFAULT = Budgets()
MAX_FACTOR = 1000  # a configuration may not ask for more than this many times the default: it would never end
