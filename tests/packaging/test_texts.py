"""README, the check script, the hooks file and the configuration example say the same as the program."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from gostatic import __version__
from gostatic.cli.arguments import parse_check
from gostatic.engine.config import read
from gostatic.engine.config_keys import KEYS
from gostatic.models.rows import EFFECT_WORDS
from gostatic_rules.registry import FAMILIES
from tests.cli.conftest import environment


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


def test_finding_of_the_first_screen_is_what_is_printed(repository: Path, readme: str) -> None:
    shown = re.search(r"```console\n\$ gostatic ([^\n]*)\n(.*?)```", readme, re.DOTALL)
    assert shown is not None
    words = [sys.executable, "-m", "gostatic", *shown[1].split(), "--quiet", "--isolated"]
    done = subprocess.run(words, cwd=repository, env=environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, shown[2])


def test_table_of_hazards_has_every_family(readme: str) -> None:
    table = readme.partition("| family | hazards |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| (\w+) \|", table, re.MULTILINE)) == set(FAMILIES)


@pytest.mark.parametrize(
    "name", ["README.md", "docs/README.md", "docs/ci.md", "docs/formats.md", "docs/configuration.md"]
)
def test_links_lead_to_what_is_there(repository: Path, name: str) -> None:
    page = repository / name
    targets = re.findall(r"\]\(([\w./-]+)(?:#[\w-]*)?\)", page.read_text())
    assert targets
    for target in targets:
        assert (page.parent / target).exists(), target


def test_commands_are_one_line_each_and_make_their_own_environment(readme: str) -> None:
    for name in ("tour", "test"):
        command = _command(readme, name)
        assert "\n" not in command
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")


@pytest.mark.parametrize("name", ["README.md", "docs/configuration.md", "docs/rule-pack/README.md"])
def test_configuration_examples_are_read(repository: Path, tmp_path: Path, name: str) -> None:
    examples = re.findall(r"```toml\n(.*?)```", (repository / name).read_text(), re.DOTALL)
    assert examples
    for example in examples:
        path = tmp_path / "gostatic.toml"
        path.write_text(example)
        read(str(path), lambda packs: ("lock-copied", "lock-held-at-blocking-op", "double-lock", "goroutine-in-init"))


def test_every_key_and_input_is_documented(repository: Path) -> None:
    page = (repository / "docs" / "configuration.md").read_text()
    for key in KEYS:
        assert f"| `{key.name}` | `{key.example}` | {key.text} |" in page
    for effect in EFFECT_WORDS:
        assert f"`{effect}`" in page
    page = (repository / "docs" / "ci.md").read_text()
    for name, each in yaml.safe_load((repository / "action.yml").read_text())["inputs"].items():
        default = f"`{each['default']}`" if each["default"] else ""
        assert f"| `{name}` | {default} | {each['description']} |" in page


def _yaml_examples(text: str) -> list[Any]:
    return [yaml.safe_load(example) for example in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]


def test_yaml_examples_are_whole(repository: Path, readme: str) -> None:
    examples = _yaml_examples(readme)
    assert [next(iter(example)) for example in examples] == ["repos", "name"]
    assert examples[0]["repos"][0]["rev"] == f"v{__version__}"
    pages = [*examples[1:], *_yaml_examples((repository / "docs" / "ci.md").read_text())]
    inputs = yaml.safe_load((repository / "action.yml").read_text())["inputs"]
    for page in pages:
        if "jobs" not in page:
            continue
        assert page["permissions"]["security-events"] == "write"
        for step in page["jobs"]["gostatic"]["steps"]:
            if "example/gostatic" in step.get("uses", ""):
                assert step["uses"].endswith(f"@v{__version__}")
                assert set(step.get("with", {})) <= set(inputs)


def test_every_cell_of_the_comparison_names_tests_that_are_there(repository: Path) -> None:
    page, _, sources = (
        (repository / "docs" / "comparison.md").read_text().partition("## Where the others' cells were read")
    )
    head = next(line for line in page.splitlines() if "| gostatic |" in line)
    assert all(f"| {tool.strip()} |" in sources for tool in head.split("|")[3:-1])
    rows = [line.split("|")[1:-1] for line in page.splitlines() if line.startswith("| ") and "| gostatic |" not in line]
    assert len(rows) >= 30
    for row in rows:
        assert len(row) == 7, row
        assert all(cell.strip() for cell in row), row
        named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", row[1])
        assert named, f"no test is named: {row[0]}"
        for file, name in named:
            assert re.search(rf"^def {name}\(", (repository / file).read_text(), re.MULTILINE), f"{file}::{name}"


def test_commands_shown_are_understood(readme: str) -> None:
    shown = re.findall(r"^(?:\s*- run: )?gostatic check ([^#\n]*)", readme, re.MULTILINE)
    assert len(shown) >= 6
    for words in shown:
        parse_check(words.split())


def test_hooks_call_what_there_is(repository: Path) -> None:
    hooks = yaml.safe_load((repository / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in hooks] == ["gostatic", "gostatic-new", "gostatic-all"]
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
    assert project["scripts"] == {"gostatic": "gostatic.cli.main:process"}
