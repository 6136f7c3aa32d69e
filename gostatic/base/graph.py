"""Small graph routines on int lists: what the hot paths need, without a graph library's start-up cost."""

from __future__ import annotations

from collections.abc import Sequence


def components(successors: Sequence[Sequence[int]]) -> list[list[int]]:
    """Strongly connected components, callees before callers.

    Takes adjacency lists over 0..n-1; returns the components in reverse topological order, members in discovery order.
    Source: Tarjan, "Depth-first search and linear graph algorithms", 1972, made iterative.
    """
    count = len(successors)
    order = [-1] * count
    low = [0] * count
    on_stack = [False] * count
    stack: list[int] = []
    found: list[list[int]] = []
    clock = 0
    for root in range(count):
        if order[root] >= 0:
            continue
        work = [(root, 0)]
        while work:
            node, position = work[-1]
            if position == 0:
                order[node] = low[node] = clock
                clock += 1
                stack.append(node)
                on_stack[node] = True
            advanced = False
            following = successors[node]
            while position < len(following):
                target = following[position]
                position += 1
                if order[target] < 0:
                    work[-1] = (node, position)
                    work.append((target, 0))
                    advanced = True
                    break
                if on_stack[target] and order[target] < low[node]:
                    low[node] = order[target]
            if advanced:
                continue
            work.pop()
            if work and low[node] < low[work[-1][0]]:
                low[work[-1][0]] = low[node]
            if low[node] == order[node]:
                component: list[int] = []
                while True:
                    member = stack.pop()
                    on_stack[member] = False
                    component.append(member)
                    if member == node:
                        break
                component.reverse()
                found.append(component)
    return found


def postorder(members: Sequence[int], successors: Sequence[Sequence[int]]) -> list[int]:
    """Some of the nodes in depth-first postorder, following edges among them only: what a node leads to comes before it,
    but for the edges that close a cycle.
    """
    within = set(members)
    seen: set[int] = set()
    found: list[int] = []
    for root in members:
        if root in seen:
            continue
        seen.add(root)
        work = [(root, 0)]
        while work:
            node, position = work.pop()
            following = successors[node]
            while position < len(following):
                target = following[position]
                position += 1
                if target in within and target not in seen:
                    seen.add(target)
                    work.append((node, position))
                    work.append((target, 0))
                    break
            else:
                found.append(node)
    return found
