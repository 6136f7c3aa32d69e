"""A call graph as text, for Graphviz and for Mermaid."""

from __future__ import annotations

from gostatic.engine.call_graph import Callee, CallGraph

FORMATS = ("text", "dot", "mermaid")


def render(graph: CallGraph, format: str) -> str:
    """The graph in one of ``FORMATS``."""
    return {"text": _text, "dot": _dot, "mermaid": _mermaid}[format](graph)


def _text(graph: CallGraph) -> str:
    """One paragraph per function: itself, then a line per callee."""
    paragraphs = []
    for caller in graph.callers:
        lines = [f"{caller.id}  {caller.file}:{caller.line}{f'  ({caller.entry})' if caller.entry else ''}\n"]
        for callee in caller.callees:
            lines.append(f"  :{callee.line} {callee.how} {_target(callee)}  [{_way(callee)}]\n")
        paragraphs.append("".join(lines))
    return "\n".join(paragraphs)


def _target(callee: Callee) -> str:
    return callee.target or f"{callee.text}, which nothing is known of"


def _way(callee: Callee) -> str:
    text = f"{callee.way} {callee.through}".rstrip()
    return text if callee.complete or not callee.target else f"{text}; there may be others"


def _numbered(graph: CallGraph) -> tuple[dict[str, str], list[tuple[str, str, Callee]]]:
    """Node names by function id, and the edges without repeats: callees that differ in their line only are one."""
    nodes = {caller.id: f"n{number}" for number, caller in enumerate(graph.callers)}
    edges: dict[tuple[str, str, str, str], Callee] = {}
    for caller in graph.callers:
        for callee in caller.callees:
            target = callee.target or "?"
            nodes.setdefault(target, f"n{len(nodes)}")
            edges.setdefault((nodes[caller.id], nodes[target], callee.how, callee.way), callee)
    return nodes, [(key[0], key[1], callee) for key, callee in edges.items()]


def _label(callee: Callee) -> str:
    """What stands at an edge: nothing at a plain call."""
    words = [callee.how] if callee.how != "calls" else []
    return " ".join(words + ([callee.way] if callee.way != "static" else []))


def _dot(graph: CallGraph) -> str:
    nodes, edges = _numbered(graph)
    entries = {caller.id for caller in graph.callers if caller.entry}
    own = {caller.id for caller in graph.callers}
    lines = ["digraph calls {", "  rankdir=LR;", '  node [shape=box, fontname="monospace"];']
    for id, name in nodes.items():
        shape = "" if id in own else ", style=dashed"
        lines.append(f"  {name} [label={_quoted(id)}{', peripheries=2' if id in entries else shape}];")
    for source, target, callee in edges:
        style = "dashed" if callee.how == "starts" else "solid" if callee.complete else "dotted"
        lines.append(f"  {source} -> {target} [label={_quoted(_label(callee))}, style={style}];")
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _mermaid(graph: CallGraph) -> str:
    nodes, edges = _numbered(graph)
    entries = {caller.id for caller in graph.callers if caller.entry}
    lines = ["flowchart LR"]
    for id, name in nodes.items():
        text = id.replace('"', "#quot;")
        lines.append(f'  {name}(["{text}"])' if id in entries else f'  {name}["{text}"]')
    for source, target, callee in edges:
        arrow = "-.->" if callee.how == "starts" or not callee.complete else "-->"
        label = _label(callee)
        lines.append(f"  {source} {arrow}{f'|{label}|' if label else ''} {target}")
    return "\n".join(lines) + "\n"
