"""The number of processors that images, environment files and the like give a program."""

from __future__ import annotations

from pathlib import Path

import pytest

from gostatic.project.deployment import declared_processors
from gostatic.project.places import RunRoot


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Dockerfile", "FROM scratch\nENV GOMAXPROCS=1\n", (1, "Dockerfile:2")),
        ("Dockerfile", "FROM scratch\nENV GOMAXPROCS 2\n", (2, "Dockerfile:2")),
        ("prod.Dockerfile", 'ENV A=b GOMAXPROCS="1"\n', (1, "prod.Dockerfile:1")),
        (
            "docker-compose.yml",
            "services:\n  a:\n    environment:\n      - GOMAXPROCS=1\n",
            (1, "docker-compose.yml:4"),
        ),
        ("compose.yaml", 'environment:\n  GOMAXPROCS: "1"\n', (1, "compose.yaml:2")),
        (".env", "export GOMAXPROCS=1\n", (1, ".env:1")),
        ("app.service", "[Service]\nEnvironment=GOMAXPROCS=1\n", (1, "app.service:2")),
        ("Procfile", "web: GOMAXPROCS=1 bin/web\n", (1, "Procfile:1")),
        ("Dockerfile", "# ENV GOMAXPROCS=1\n", None),
        ("Dockerfile", "ENV GOMAXPROCS=$N\n", None),
        ("notes.md", "ENV GOMAXPROCS=1\n", None),
        ("Dockerfile", "ENV MY_GOMAXPROCS_NOTE=1\n", None),
    ],
)
def test_what_a_file_gives(tmp_path: Path, name: str, text: str, expected: tuple[int, str] | None) -> None:
    (tmp_path / name).write_text(text)
    assert declared_processors(RunRoot(str(tmp_path))) == expected


def test_the_smallest_counts(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("ENV GOMAXPROCS=8\nENV GOMAXPROCS=2\n")
    (tmp_path / "z.env").write_text("GOMAXPROCS=4\n")
    assert declared_processors(RunRoot(str(tmp_path))) == (2, "Dockerfile:2")


def test_what_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").mkdir()
    assert declared_processors(RunRoot(str(tmp_path))) is None
    assert declared_processors(RunRoot(str(tmp_path / "nowhere"))) is None
