"""The same input gives the same bytes: for any hash seed, any number of processes, any place of the checkout."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import REPOSITORY, Outcome


@pytest.mark.parametrize("format_name", ["text", "json", "sarif"])
def test_output_depends_on_the_source_only(tmp_path: Path, run_real: Callable[..., Outcome], format_name: str) -> None:
    outcomes = []
    for number, (place, jobs) in enumerate([("a", "1"), ("b/longer name/c", "4")]):
        folder = tmp_path / place
        shutil.copytree(REPOSITORY / "testdata" / "tour", folder / "tour")
        shutil.copytree(REPOSITORY / "testdata" / "tour_fixed", folder / "tour_fixed")
        (folder / ".git").mkdir()
        words = [
            "check",
            "--profile",
            "audit",
            "--format",
            format_name,
            "--jobs",
            jobs,
            "./tour/...",
            "./tour_fixed/...",
        ]
        outcomes.append(run_real(words, folder, PYTHONHASHSEED=str(number + 1)))
    assert outcomes[0].status == 1, outcomes[0].err
    assert "lock-held-at-blocking-op" in outcomes[0].out
    assert outcomes[0] == outcomes[1]
