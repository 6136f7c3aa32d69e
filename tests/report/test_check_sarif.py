"""``tools/check_sarif.py`` lets what a real run writes pass, and objects to what GitHub would refuse or misplace."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import REPOSITORY, environment

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module", name="log")
def _log() -> dict[str, Any]:
    words = [sys.executable, "-m", "gostatic", "check", "--isolated", "--format", "sarif", "./testdata/tour/..."]
    done = subprocess.run(words, cwd=REPOSITORY, env=environment(), capture_output=True, check=False, timeout=120)
    log: dict[str, Any] = json.loads(done.stdout)
    assert len(log["runs"][0]["results"]) > 8
    return log


def _judged(log: dict[str, Any], folder: Path) -> tuple[int, str]:
    file = folder / "log.sarif"
    file.write_text(json.dumps(log))
    words = [sys.executable, str(REPOSITORY / "tools" / "check_sarif.py"), "--no-multitool"]
    done = subprocess.run(
        [*words, "--root", str(REPOSITORY), str(file)],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_real_run_passes(log: dict[str, Any], tmp_path: Path) -> None:
    status, told = _judged(log, tmp_path)
    assert (status, told.count("\n")) == (0, 1), told


def _place(result: dict[str, Any]) -> Any:
    return result["locations"][0]["physicalLocation"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda result: result.pop("message"), "schema: "),
        (lambda result: _place(result)["artifactLocation"].update(uri="/elsewhere/a.go"), "not relative to the root"),
        (lambda result: _place(result)["artifactLocation"].update(uri="absent.go"), "there is no file"),
        (lambda result: _place(result)["region"].update(endLine=99), "lines "),
        (lambda result: _place(result)["region"].update(endColumn=999), "columns "),
        (
            lambda result: result["partialFingerprints"].update(primaryLocationLineHash="ab:1"),
            "fingerprint 'ab:1', not",
        ),
        (lambda result: result["partialFingerprints"].clear(), "fingerprint ''"),
        (lambda result: result.update(ruleIndex=result["ruleIndex"] - 1), "do not fit"),
        (lambda result: result.update(relatedLocations=[]), "the message links"),
    ],
)
def test_what_github_would_not_take_is_told(log: dict[str, Any], tmp_path: Path, change: Change, told: str) -> None:
    spoilt = json.loads(json.dumps(log))
    change(next(result for result in spoilt["runs"][0]["results"] if result.get("relatedLocations")))
    status, said = _judged(spoilt, tmp_path)
    assert status == 1 and told in said and "Traceback" not in said, said


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda run: run.pop("columnKind"), "columnKind"),
        (lambda run: run.update(automationDetails={"id": "gostatic"}), "automationDetails"),
        (lambda run: run["tool"]["driver"]["rules"][0]["help"].pop("markdown"), "no help"),
        (lambda run: run["tool"]["driver"]["rules"][0]["shortDescription"].update(text="x" * 1025), "1025 characters"),
        (lambda run: run["tool"]["driver"]["rules"][0]["properties"].update(tags=[str(n) for n in range(11)]), "tags"),
        (lambda run: run["results"].append(run["results"][0]), "has its fingerprint"),
    ],
)
def test_what_is_wrong_with_a_run_is_told(log: dict[str, Any], tmp_path: Path, change: Change, told: str) -> None:
    spoilt = json.loads(json.dumps(log))
    change(spoilt["runs"][0])
    status, said = _judged(spoilt, tmp_path)
    assert status == 1 and told in said and "Traceback" not in said, said
