"""Summaries and events as text, for tests and for people: what each function holds, takes, waits for and leaves behind.

One paragraph per function of which anything is known, in the program's order. Places are ``name.go:line``; a chain of calls
reads from the function's own call down to the operation (``a.go:7 > a.go:31``). What is keyed by sets is sorted by its text.
"""

from __future__ import annotations

from enum import Enum

from gostatic.analyses.facts import NOT_EQUAL
from gostatic.analyses.results import Results
from gostatic.analyses.states import path_text
from gostatic.analyses.summary import Acquisition, Blocking, Hold, Outcome, Site, Summary
from gostatic.ir.function import Function
from gostatic.ir.ops import Op
from gostatic.ir.values import Value, Var, text_of

# Fields that hold the simulation's own keys, and values that say nothing, are not shown.
_INNER = ("defers", "facts")
_NOTHING: tuple[object, ...] = ((), "", None, False, frozenset())


def show_summaries(results: Results) -> str:
    """The summaries and events of all functions as text, each line ended.

    Takes the results of a run (they are computed when asked for). Functions that leave nothing behind, take and await
    nothing and have no events are left out.
    """
    paragraphs = []
    for function in results.program.functions.values():
        lines = _summary(results, results.summaries.get(function.id))
        lines += _events(results, function)
        if lines:
            paragraphs.append("".join([f"{function.id}\n", *[f"  {line}\n" for line in lines]]))
    return "\n".join(paragraphs)


def _summary(results: Results, summary: Summary | None) -> list[str]:
    if summary is None:
        return ["no summary"]
    lines = []
    if not summary.outcomes:
        lines.append("never returns")
    if not summary.neutral:
        lines += [f"returns{_outcome(results, outcome)}" for outcome in summary.outcomes]
    lines += [f"acquires {_inner(results, item)}" for item in summary.acquires]
    lines += [f"waits {_inner(results, item)}" for item in summary.blocks]
    return lines


def _inner(results: Results, item: Acquisition | Blocking) -> str:
    what = item.mode if isinstance(item, Acquisition) else item.kind
    place = f" {_named(item.path, item.text, item.class_)}" if item.path is not None or item.class_ else ""
    text = f"{what}{place} at {_chain(results, item.site)}"
    if item.without:
        text += f" without {', '.join([path_text(path) for path in item.without])}"
    return text + _condition(item.pre)


def _outcome(results: Results, outcome: Outcome) -> str:
    parts = [f"holding {_hold(results, hold)}" for hold in outcome.acquired]
    parts += [f"having released {mode} {path_text(path)}" for path, mode, _ in outcome.released]
    parts += [f"having counted {_delta(path, delta)}" for path, delta in outcome.counts]
    if outcome.thread:
        parts.append(f"having pinned the thread {outcome.thread:+d}")
    text = "".join(f" {part}," for part in parts) if parts else " plain,"
    known = [f"result {index} is {_constant(constant)}" for index, constant in outcome.ret]
    return (text + "".join(f" {item}," for item in known))[:-1] + _condition(outcome.pre)


def _condition(pre: frozenset[tuple[object, object]]) -> str:
    if not pre:
        return ""
    found = []
    for key, constant in pre:
        if type(key) is tuple and len(key) == 3 and key[1] == NOT_EQUAL:
            found.append(f"{_subject(key[0])} != {_constant(key[2])}")
        else:
            found.append(f"{_subject(key)} == {_constant(constant)}")
    return f" if {' and '.join(sorted(found))}"


def _subject(key: object) -> str:
    if type(key) is tuple and len(key) == 2 and key[0] == "p":
        return path_text(key[1])
    return "an expression"


def _constant(constant: object) -> str:
    return "nil" if constant is None else str(constant).lower() if isinstance(constant, bool) else ascii(constant)


def _named(path: tuple[Var | str, ...] | None, text: str, class_: str) -> str:
    """A place by its path, or what is only known by its class."""
    return path_text(path) if path is not None else f"some {class_ or text or 'thing'}"


def _delta(path: tuple[Var | str, ...], delta: int | None) -> str:
    return f"{path_text(path)} {'?' if delta is None else format(delta, '+d')}"


def _chain(results: Results, site: Site) -> str:
    return " > ".join([results.place(item.file, item.pos) for item in site.chain()])


def _hold(results: Results, hold: Hold) -> str:
    how = "" if hold.how == "lock" else f" ({hold.how})"
    return f"{hold.mode} {_named(hold.path, hold.text, hold.class_)}{how} from {_chain(results, hold.site)}"


def _events(results: Results, function: Function) -> list[str]:
    lines = []
    for record in results.events.records.get(function.id, {}).values():
        names = record._fields  # type: ignore[attr-defined]  # all records are named tuples
        parts = []
        place = ""
        for name, value in zip(names, record, strict=True):
            if isinstance(value, Op):
                place = results.place(function.file, value.pos)
            elif name not in _INNER and not isinstance(value, Function) and value not in _NOTHING:
                parts.append(f" {name}: {_any(results, value)};")
        # A way out of the function with nothing left is every function's.
        if parts or type(record).__name__ != "Left":
            lines.append(f"{place} {type(record).__name__}{''.join(parts)}".rstrip(";"))
    return lines


def _any(results: Results, value: object) -> str:
    if isinstance(value, Hold):
        return _hold(results, value)
    if isinstance(value, Blocking):
        return _inner(results, value)
    if isinstance(value, Value):
        return text_of(value)
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, frozenset):
        return ", ".join(sorted(_any(results, item) for item in value))
    if isinstance(value, tuple):
        if value and isinstance(value[0], (Var, str)) and all(isinstance(item, str) for item in value[1:]):
            return path_text(value)
        return ", ".join([_pair(results, item) for item in value])
    return _constant(value) if isinstance(value, bool) else str(value)


def _pair(results: Results, value: object) -> str:
    """A WaitGroup with its count, a result's number with its value, or one of several things."""
    if isinstance(value, tuple) and not isinstance(value, Hold) and len(value) == 2:
        if isinstance(value[0], tuple):
            return _delta(value[0], value[1])
        return f"{value[0]} is {_constant(value[1])}"
    return _any(results, value)
