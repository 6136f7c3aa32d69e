"""README, the check script, the hooks file and the configuration example say the same as the program."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from gostatic import __version__
from gostatic.cli.arguments import parse_check
from gostatic.engine.config import read


def _command(text: str, name: str) -> str:
    found = re.search(rf"^<!-- command: {name} -->\n```sh\n(.*?)\n```$", text, re.DOTALL | re.MULTILINE)
    assert found is not None, f"README.md has no command {name}"
    return found[1]


@pytest.fixture
def readme(repository: Path) -> str:
    return (repository / "README.md").read_text()


@pytest.mark.parametrize("name", ["tour", "test"])
def test_script_runs_the_commands_of_the_first_screen(repository: Path, readme: str, name: str) -> None:
    script = (repository / ".ci" / "run").read_text()
    extract = next(line for line in script.splitlines() if line.startswith("readme_command()"))
    done = subprocess.run(
        ["bash", "-c", f"{extract}\nreadme_command {name}"], cwd=repository, capture_output=True, text=True, check=True
    )
    assert done.stdout.rstrip("\n") == _command(readme, name)
    assert f"$(readme_command {name})" in script
    line = readme[: readme.index(_command(readme, name))].count("\n")
    assert line < 25, "both commands are on the first screen"


def test_commands_are_one_line_each_and_make_their_own_environment(readme: str) -> None:
    for name in ("tour", "test"):
        command = _command(readme, name)
        assert "\n" not in command
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")


def test_configuration_example_is_read(readme: str, tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", readme, re.DOTALL)
    assert example is not None
    path = tmp_path / "gostatic.toml"
    path.write_text(example[1])
    assert read(str(path), lambda packs: ("lock-copied", "lock-held-at-blocking-op")).gomaxprocs == 1


def test_yaml_examples_are_whole(readme: str) -> None:
    examples = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)]
    assert [next(iter(example)) for example in examples] == ["repos", "name"]
    assert examples[0]["repos"][0]["rev"] == f"v{__version__}"
    assert examples[1]["permissions"]["security-events"] == "write"


def test_commands_shown_are_understood(readme: str) -> None:
    shown = re.findall(r"^(?:- run: |\s+- run: |)gostatic check ([^#\n]*)", readme, re.MULTILINE)
    assert len(shown) >= 6
    for words in shown:
        parse_check(words.split())


def test_hooks_call_what_there_is(repository: Path) -> None:
    hooks = yaml.safe_load((repository / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in hooks] == ["gostatic", "gostatic-all"]
    for hook in hooks:
        program, command, *words = hook["entry"].split()
        assert (program, command, hook["language"]) == ("gostatic", "check", "python")
        assert hook["require_serial"] is True
        parse_check(words)
        for name in ("a.go", "x/y.go", "go.mod", "x/go.mod", "go.work"):
            assert re.search(hook["files"], name)
        for name in ("a.gox", "cargo.mod", "go.sum", "README.md"):
            assert not re.search(hook["files"], name)
    assert hooks[0].get("pass_filenames", True) is True
    assert hooks[1]["pass_filenames"] is False


def test_every_dependency_is_named_with_its_use(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    names = [re.split(r"[<>=]", dependency)[0] for dependency in project["dependencies"]]
    assert names == ["tree-sitter", "tree-sitter-go", "networkx", "sarif-om"]
    assert project["scripts"] == {"gostatic": "gostatic.cli.main:main"}
