"""Small functions on the property state of a path: counts, free locks, and what a result is known to be."""

from __future__ import annotations

from gostatic.analyses.facts import NOT_EQUAL
from gostatic.analyses.summary import Facts, Outcome, State
from gostatic.callgraph.program import Program
from gostatic.callgraph.relations import BACK, lock_of
from gostatic.ir.ops import Call
from gostatic.ir.values import CallResult, Const, Elem, FieldOf, MethodRef, Path, Value, Var

# Own locks remembered as given back; an unlock of one given back earlier than that is not told from a contract.
MAX_FREE = 2
# Counts further from zero than this are taken as unknown; sooner those that callees change, which is done in loops mostly.
MAX_COUNT = 4
MAX_CALLED_COUNT = 2
# A read lock taken through calls is counted so many times.
MAX_READS = 2
START = State()
Flow = list[tuple[State, Facts]]
NO_FACTS: frozenset[tuple[object, object]] = frozenset()


class _Mark:
    """A named mark that is no Go constant."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name

    def __lt__(self, other: object) -> bool:
        return False


NONNIL = _Mark("nonnil")
UNSURE = _Mark("unsure")


def lock_operand(program: Program, value: Value, mode: str) -> tuple[Value, str]:
    """The lock behind a value: an ``RLocker()`` is the same lock in read mode, a cond's ``L`` what it was made with."""
    if type(value) is FieldOf:
        value, mode = program.relations.resolve(value, mode)
    elif type(value) is CallResult:
        value = returned_place(program, value) or value
    if type(value) is Var and value.kind == "local":
        made = [item for item in value.defs if not (type(item) is Const and item.value is None)]
        if len(made) == 1 and type(made[0]) is CallResult:
            result = made[0]
            place = returned_place(program, result)
            if place is not None:
                return place, mode
            value = result if lock_of(result)[0] is not None else value
    if type(value) is CallResult and type(value.call.callee) is MethodRef:
        method = value.call.callee
        if method.symbol.id == "sync.RWMutex.RLocker":
            return method.recv, "R"
    return value, mode


def returned_place(program: Program, result: CallResult) -> Value | None:
    """The field of its receiver or of an argument that a function always returns: ``func (s *S) lock() *sync.Mutex``."""
    targets, _ = program.resolver.targets(result.call)
    target = targets[0] if len(targets) == 1 else None
    if target is None or target.function is None or len(target.function.blocks) > 1:
        return None
    values = program.resolver.results(target.function, result.index)
    place = values[0] if len(values) == 1 else None
    steps: list[FieldOf | Elem] = []
    while type(place) is FieldOf or type(place) is Elem:
        steps.append(place)
        place = place.base
    if not steps or type(place) is not Var or place.owner is not target.function or place.kind != "param" or place.defs:
        return None
    actuals = target.args if target.recv is None else (target.recv, *target.args)
    if place.index >= len(actuals):
        return None
    found = actuals[place.index]
    for step in reversed(steps):
        found = FieldOf(found, step.name, step.owner) if type(step) is FieldOf else Elem(found, "")
    return found


def is_flag(key: object, constant: object) -> bool:
    """Whether a condition is on a flag or on nil: such arguments say how to behave, others are what the work is on."""
    compared = key[2] if type(key) is tuple and len(key) == 3 and key[1] == NOT_EQUAL else constant
    return compared is None or type(compared) is bool


def exact(path: Path | None) -> bool:
    """Whether a path names one object: no element with an unknown index on it."""
    return path is not None and "[]" not in path


def path_text(path: Path) -> str:
    """A path as one would write it."""
    root = path[0]
    text = root.name if type(root) is Var else str(root).rsplit("/", 1)[-1].split(".", 1)[-1]
    for part in path[1:]:
        field = str(part)
        if field[:1] == BACK:
            text = f"(what {text} is {field[1:]} of)"
            continue
        if "#" in field and field[:1] == "[":
            field = f"{field.partition('#')[0]}]"
        text += field if field.startswith("[") else f".{field}"
    return text.replace("[]", "[...]")


def add_count(
    counts: tuple[tuple[Path, int | None], ...], path: Path, delta: int | None, limit: int = MAX_COUNT
) -> tuple[tuple[Path, int | None], ...]:
    """Counts with ``delta`` added for one WaitGroup; beyond ``limit`` on either side of zero they are not known."""
    for position, (known, value) in enumerate(counts):
        if known == path:
            total = None if value is None or delta is None else value + delta
            if total is not None and abs(total) > limit:
                total = None
            return (*counts[:position], (path, total), *counts[position + 1 :])
    return (*counts, (path, delta))


def remember(free: tuple[tuple[Path, str, str], ...]) -> tuple[tuple[Path, str, str], ...]:
    """The locks known to be free, without the oldest when there are many: each one splits the paths further."""
    own = [item for item in free if item[2] == "free"]
    if len(own) <= MAX_FREE:
        return free
    oldest = own[0]
    return tuple(item for item in free if item is not oldest)


def is_try(outcome: Outcome) -> bool:
    """Whether a way of returning has taken a lock by trying, and says so."""
    return any(hold.how == "try" for hold in outcome.acquired) and any(constant is True for _, constant in outcome.ret)


def hold_dropped(outcome: Outcome, call: Call) -> bool:
    """Whether a caller drops the result that says a lock was taken."""
    return (
        call.used == ""
        and bool(outcome.acquired)
        and outcome.acquired[-1].how == "try"
        and any(constant is True for _, constant in outcome.ret)
    )
