"""The tool against the programs of testdata/pairs and testdata/tempting: what docs/pairs.json says is what it finds.

Something found that is now missed, and a new finding in a program that is right, fail the test. What is found beyond
the table does not: ``python tools/score_pairs.py --write`` renews the table, and its diff is to be read.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import observe_go  # noqa: E402  (tools are scripts, not a package)
import score_pairs  # noqa: E402


def test_the_tool_finds_at_least_what_the_table_says() -> None:
    now = score_pairs.results(score_pairs.programs(), score_pairs.run_tool())
    assert score_pairs.losses(score_pairs.read_table(), now) == []


def test_the_page_shows_the_table() -> None:
    page = score_pairs.PAGE.read_text(encoding="utf-8")
    assert score_pairs.page_table(score_pairs.programs(), score_pairs.read_table()) in page


def test_each_faulty_program_says_what_it_needs_and_has_a_twin_that_is_right() -> None:
    programs = {each.name: each for each in score_pairs.programs()}
    for name, program in programs.items():
        if name.endswith("_bad"):
            assert program.places and program.rule and program.needs, name
            assert not programs[name.removesuffix("_bad") + "_good"].places, name
        else:
            assert not program.places, name


def test_each_program_was_seen_to_do_what_it_should_under_the_real_toolchain() -> None:
    record = json.loads(score_pairs.SEEN.read_text(encoding="utf-8"))
    for top in score_pairs.FOLDERS:
        for program in observe_go.programs([score_pairs.TESTDATA / top]):
            key = observe_go.key_of(program)
            assert observe_go.is_recorded(program, record), f"{key} has changed since it was observed"
            assert (record[key]["seen"] == "clean") == program.mended, key
