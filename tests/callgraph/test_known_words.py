"""A selection that takes the words of unchanged packages from an earlier run is the one that reads them all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gostatic.callgraph.known_words import KnownWords
from gostatic.callgraph.program import Place, prepare, symbol_ids
from gostatic.engine.run import source_workspace
from gostatic.types.universe import Types

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*(ROOT / "rules" / "gostatic_rules").glob("*/*.go"), *(ROOT / "testdata" / "tour").glob("*/*.go")])
MORE = b"\n\nfunc %b(x int) int { return x }\n"


def _files() -> dict[str, bytes]:
    """All examples and the tour, a package each."""
    return {f"{path.stem}_{number}/{path.name}": path.read_bytes() for number, path in enumerate(SOURCES)}


def _said(files: dict[str, bytes], known: KnownWords | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is selected, by ids and names, and the state for later runs."""
    workspace = source_workspace(files)
    types = Types(workspace.find)
    prepared = prepare(types, workspace.packages, False, known=known)
    selection = prepared.selection
    ids = symbol_ids(scope for _, scope in prepared.scopes)
    said: dict[str, Any] = {}
    for name, value in vars(selection).items():
        if isinstance(value, (list, frozenset)):
            said[name] = (
                [ids.get(each, each) for each in value]
                if isinstance(value, list)
                else {
                    ids.get(each, each)
                    for each in value  # type: ignore[call-overload]
                }
            )
    places = [Place("", name, True) for name in sorted(selection.fields)]
    said["storing"] = [ids[symbol] for symbol in selection.storing(places)]
    return said, selection.words()


@pytest.mark.parametrize("grown", [False, True])
def test_words_of_an_earlier_run_select_the_same(grown: bool) -> None:
    files = _files()
    before, state = _said(files, None)
    assert len(before["symbols"]) > 100
    assert before["storing"]
    for number, name in enumerate(sorted(files)[::9]):
        changed = dict(files)
        if grown:
            changed[name] += MORE % b"cameLater%d" % number
        package = f"example/{name.rpartition('/')[0]}"
        whole, _ = _said(changed, None)
        part, after = _said(changed, KnownWords(state, frozenset((package,))))
        assert part == whole, name
        assert _said(changed, KnownWords(after, frozenset((package,))))[0] == whole
