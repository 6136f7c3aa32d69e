"""The wheel holds the packages with everything that lies in them, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> set[str]:
    """The names of the files in a wheel built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(repository)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_whole_packages_are_in_it(names: set[str], repository: Path) -> None:
    for base, package in ((repository, "gostatic"), (repository / "rules", "gostatic_rules")):
        wanted = {
            str(path.relative_to(base))
            for path in (base / package).rglob("*")
            if path.is_file()
            and not any(part.startswith((".", "__pycache__")) for part in path.relative_to(base).parts)
        }
        assert wanted <= names
        assert any(name.endswith((".md", ".go", ".txt", ".json")) for name in wanted)


def test_nothing_else_is_in_it(names: set[str]) -> None:
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"gostatic", "gostatic_rules"}
    assert not [name for name in names if "__pycache__" in name]
