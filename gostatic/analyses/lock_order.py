"""The lock-order graph: which class of lock is taken while which other is held, and the rings in it.

A ring is a hazard when its steps can run in different goroutines at the same time, no common gate lock keeps them apart,
and the modes conflict (two readers do not stop each other).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import NamedTuple

from gostatic.analyses.events import Edge, Events
from gostatic.analyses.goroutines import Goroutines, Thread
from gostatic.analyses.optional import is_optional
from gostatic.analyses.summary import Hold
from gostatic.analyses.waits import fields_passed, sole
from gostatic.base.graph import components
from gostatic.callgraph.program import Program
from gostatic.ir.function import Block, Function
from gostatic.ir.ops import Assign, Branch
from gostatic.ir.values import FieldOf, Operation, Path, Var, class_of, path_of
from gostatic.types.model import Array, Map, Named, Pointer, Slice

MAX_RING = 4
# Through more calls than this, conditions on the way are likely to exclude it.
MAX_CHAIN = 6
MAX_RINGS = 50
MAX_CHOICES = 64
MAX_EDGES_PER_PAIR = 12


class Ring(NamedTuple):
    """``edges[i]`` takes the lock that ``edges[i + 1]`` holds; ``threads`` run them.

    ``certain`` when every call on the way has one callee and no step holds several locks of one class.
    """

    edges: tuple[Edge, ...]
    threads: tuple[Thread, ...]
    certain: bool = True


class Transfer(NamedTuple):
    """Two locks of one class, both reached from parameters of the same type, taken in argument order."""

    edge: Edge
    first: Var
    second: Var


def edge_order(edge: Edge) -> tuple[str, int, int]:
    """Source order."""
    return (edge.function.file, edge.op.pos, edge.held.site.pos)


def _directness(edge: Edge) -> tuple[bool, tuple[str, int, int]]:
    """Edges of functions that lock by themselves first: there the order is made; then source order."""
    return (edge.held.site.inner is not None, edge_order(edge))


def rings(events: Events, goroutines: Goroutines) -> Iterator[Ring]:
    """The rings of the graph that can stop two or more goroutines, each set of classes once."""
    pairs: dict[tuple[str, str], list[Edge]] = {}
    for edge in events.of(Edge):
        first, second = edge.held.class_, edge.taken.class_
        if first and second and first != second:
            pairs.setdefault((first, second), []).append(edge)
    names = sorted({name for pair in pairs for name in pair})
    numbers = {name: number for number, name in enumerate(names)}
    following: list[list[int]] = [[] for _ in names]
    for first, second in sorted(pairs):
        following[numbers[first]].append(numbers[second])
    for component in components(following):
        if len(component) < 2:
            continue
        yield from _in_component([names[number] for number in component], pairs, goroutines)


def _in_component(names: list[str], pairs: dict[tuple[str, str], list[Edge]], goroutines: Goroutines) -> Iterator[Ring]:
    import networkx  # only where there is a ring to print

    # Nodes are numbers: the search for cycles starts where hashing puts it, and a text's hash changes from run to run.
    names = sorted(names)
    numbers = {name: number for number, name in enumerate(names)}
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(len(names)))
    graph.add_edges_from(
        sorted((numbers[pair[0]], numbers[pair[1]]) for pair in pairs if pair[0] in numbers and pair[1] in numbers)
    )
    seen: set[frozenset[str]] = set()
    # Short rings first: a longer one over the same locks says nothing more.
    for numbered in sorted(islice(networkx.simple_cycles(graph, length_bound=MAX_RING), MAX_RINGS), key=len):
        cycle = [names[number] for number in numbered]
        key = frozenset(cycle)
        if key in seen or any(known < key for known in seen):
            continue
        steps = [(cycle[i], cycle[(i + 1) % len(cycle)]) for i in range(len(cycle))]
        choices = [sorted(pairs[step], key=_directness)[:MAX_EDGES_PER_PAIR] for step in steps]
        found = _choose(choices, goroutines)
        if found is not None:
            certain = all(_is_certain(edge, goroutines) for edge in found.edges)
            certain = certain and not _are_apart(goroutines.program, found.edges)
            certain = certain and not _sets_callback(goroutines.program, found.edges)
            # Where a lock is known by its class alone, another object may be meant: of another kind, or one being made.
            program = goroutines.program
            certain = certain and all(
                (_is_named(edge) or _is_own(program, edge)) and not _comes_back(edge) for edge in found.edges
            )
            # A test that holds one of the locks itself arranges the order of what it starts.
            certain = certain and len({edge.function.test for edge in found.edges}) == 1
            found = found._replace(certain=certain)
        if found is not None:
            seen.add(key)
            yield found


def _sets_callback(program: Program, edges: tuple[Edge, ...]) -> bool:
    """Whether one step goes through a function in a field that another step sets: before that nobody calls it."""
    passed = {class_ for edge in edges for class_ in fields_passed(program, edge.taken.site)}
    if not passed:
        return False
    functions = (program.functions.get(site.function) for edge in edges for site in edge.taken.site.chain())
    return any(
        type(op) is Assign and type(op.target) is FieldOf and class_of(op.target) in passed
        for function in functions
        if function is not None
        for block in function.blocks
        for op in block.ops
    )


def _comes_back(edge: Edge) -> bool:
    """Whether the second lock is taken in another call of the same function: what wraps an object calls its like inside."""
    return any(site.function == edge.function.id for site in edge.taken.site.chain()[1:])


def _are_apart(program: Program, edges: tuple[Edge, ...]) -> bool:
    """Whether one step takes two locks of one object and another those of two objects of that type: ``a.swap(b)``."""
    alone: list[object] = []
    apart: list[object] = []
    for edge in edges:
        held, taken = edge.held.path, edge.taken.path
        if held is None or taken is None or type(held[0]) is not Var or type(taken[0]) is not Var:
            continue
        first, second = _owner(program, edge.held), _owner(program, edge.taken)
        if held[0] is taken[0]:
            alone.append(first)
        elif first == second:
            apart.append(first)
    return any(type_ == other for type_ in alone for other in apart)


def _owner(program: Program, hold: Hold) -> object:
    """What kind of object a lock's path begins with: by the lock's class when the lock is its field, else by the type."""
    path = hold.path
    assert path is not None and type(path[0]) is Var
    if len(path) == 2 and ":" not in hold.class_:
        return hold.class_.rpartition(".")[0]
    type_ = program.types.local_type(path[0])
    type_ = type_.elem if type(type_) is Pointer else type_
    return f"{type_.pkg}.{type_.name}" if type(type_) is Named else type_


def _is_certain(edge: Edge, goroutines: Goroutines) -> bool:
    """Whether an edge is no guess: one callee at each call, a lock taken in a callee is named here, and of no class twice."""
    if edge.taken.class_ in edge.gates or edge.held.class_ in edge.gates:
        return False  # stripes: several locks of the class are held at once, which of them is not known
    if len(edge.taken.site.chain()) > MAX_CHAIN or _is_guarded(edge):
        return False
    for hold in (edge.held, edge.taken):
        if _is_stripe(goroutines.program, hold.path):
            return False
        if hold.path is None and hold.site.inner is not None and edge.function.test:
            return False
        if hold.path is None and hold is edge.held and hold.site.inner is not None:
            return False
        if not sole(goroutines.program, hold.site) or is_optional(goroutines.program, hold.site):
            return False
    return True


def _is_guarded(edge: Edge) -> bool:
    """Whether the second lock is taken only where a flag of the first lock's object is set: that state may exclude the other."""
    root = edge.held.path[0] if edge.held.path is not None else None
    blocks = edge.function.blocks
    goal = next((number for number, block in enumerate(blocks) if edge.op in block.ops), None)
    for block in blocks:
        last = block.ops[-1]
        if type(last) is Branch and type(last.cond) is FieldOf and goal is not None:
            path = path_of(last.cond)
            if path is not None and path[0] is root and _reaches(blocks, block.succs[0], goal):
                if not _reaches(blocks, block.succs[1], goal):
                    return True
    return False


def _reaches(blocks: list[Block], start: int, goal: int) -> bool:
    """Whether control can go from one block to another."""
    seen = {start}
    pending = [start]
    while pending:
        number = pending.pop()
        if number == goal:
            return True
        for succ in blocks[number].succs:
            if succ not in seen:
                seen.add(succ)
                pending.append(succ)
    return False


def _is_named(edge: Edge) -> bool:
    """Whether both locks of an edge are places that the function can name."""
    return edge.held.path is not None and edge.taken.path is not None


def _is_own(program: Program, edge: Edge) -> bool:
    """Whether the second lock is taken in a literal of the function that holds the first: it is seen there what it is."""
    taker = program.functions.get(edge.taken.site.chain()[-1].function)
    return edge.held.path is not None and taker is not None and taker.outermost is edge.function.outermost


def _is_stripe(program: Program, path: Path | None) -> bool:
    """Whether a lock is an element of a slice or array picked by an index: which one another goroutine picks is not known."""
    if (
        path is None
        or type(path[0]) is not Var
        or not any(str(part)[:1] == "[" and "#" in str(part) for part in path[1:])
    ):
        return False
    types = program.types
    type_ = types.local_type(path[0])
    for part in path[1:]:
        under = types.underlying(type_)
        if type(under) is Pointer:
            type_, under = under.elem, types.underlying(under.elem)
        if str(part)[:1] != "[":
            member = types.member(type_, str(part))
            if member is None:
                return False
            type_ = member.type
        elif type(under) is Map:
            type_ = under.value
        elif type(under) is Slice or type(under) is Array:
            if "#" in str(part):
                return True
            type_ = under.elem
        else:
            return False
    return False


def _choose(choices: list[list[Edge]], goroutines: Goroutines) -> Ring | None:
    for edges in islice(product(*choices), MAX_CHOICES):
        threads = _stuck(edges, goroutines)
        if threads is not None:
            start = min(range(len(edges)), key=lambda i: edge_order(edges[i]))
            return Ring(edges[start:] + edges[:start], threads[start:] + threads[:start])
    return None


def _stuck(edges: tuple[Edge, ...], goroutines: Goroutines) -> tuple[Thread, ...] | None:
    """The threads in which the steps can stop each other."""
    threads: list[Thread] = []
    for position, edge in enumerate(edges):
        following = edges[(position + 1) % len(edges)]
        if edge.taken.mode == "R" and following.held.mode == "R":
            return None
        if same_instance_excluded(edge, following):
            return None
        if any(edge.gates & other.gates for other in edges if other is not edge):
            return None
        meeting = goroutines.meeting((edge.function, edge.op), (following.function, following.op))
        if meeting is None:
            return None
        threads.append(meeting[0])
    return tuple(threads)


def same_instance_excluded(edge: Edge, following: Edge) -> bool:
    """Whether the paths themselves show that two different objects of the class are meant: ``c.in.mu`` and ``c.out.mu``."""
    taken, held = edge.taken.path, following.held.path
    if taken is None or held is None or len(taken) < 3 or len(held) < 3 or taken[-1] != held[-1]:
        return False
    first, second = taken[-2], held[-2]
    return type(first) is str and type(second) is str and first != second and "[" not in first + second


def transfers(events: Events) -> Iterator[Transfer]:
    """Pairs of one class ordered only by the order of the arguments: ``transfer(a, b)`` against ``transfer(b, a)``."""
    for edge in events.of(Edge):
        held, taken = edge.held, edge.taken
        if not held.class_ or held.class_ != taken.class_ or held.mode == taken.mode == "R":
            continue
        if held.path is None or taken.path is None or held.path[1:] != taken.path[1:]:
            continue
        first, second = held.path[0], taken.path[0]
        if type(first) is not Var or type(second) is not Var or first is second:
            continue
        if first.kind != "param" or second.kind != "param" or first.owner is not second.owner:
            continue
        if first.owner is not edge.function or held.site.inner is not None or taken.site.inner is not None:
            continue
        if first.defs or second.defs or _compared(edge.function, first, second, edge.taken.site.pos):
            continue  # put in order before they are locked
        yield Transfer(edge, first, second)


def _compared(function: Function, first: Var, second: Var, before: int) -> bool:
    """Whether a condition ahead compares something of the two parameters by size: they are locked in that order."""
    for block in function.blocks:
        last = block.ops[-1]
        if type(last) is not Branch or last.pos > before or type(last.cond) is not Operation:
            continue
        roots = {path[0] for operand in last.cond.operands if (path := path_of(operand)) is not None}
        if last.cond.op in ("<", ">", "<=", ">=") and {first, second} <= roots:
            return True
    return False
