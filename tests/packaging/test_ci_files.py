"""The Action, the GitLab component and the Dockerfile: linted by public linters, and their steps run as plain shell.

What runs only on their own services (the upload, the cache, the image's build) is not run here.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

from gostatic.cli.arguments import parse_check

LEAKY = """package p

import "sync"

type gate struct {
	mu   sync.Mutex
	open bool
}

func (g *gate) enter() bool {
	g.mu.Lock()
	if !g.open {
		return false
	}
	g.mu.Unlock()
	return true
}
"""
CLEAN = "package p\n\nfunc nothing() {}\n"
SCRIPTS = Path(sysconfig.get_path("scripts"))


def _lint(*words: str, folder: Path) -> None:
    done = subprocess.run(
        [str(SCRIPTS / words[0]), *words[1:]],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def action(repository: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((repository / "action.yml").read_text())
    return loaded


def _step(action: dict[str, Any], name: str) -> dict[str, Any]:
    return next(step for step in action["runs"]["steps"] if step["name"] == name)


def test_action_and_workflow_pass_their_schemas_and_linter(repository: Path) -> None:
    _lint("check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml", folder=repository)
    workflows = sorted(str(path) for path in (repository / ".github" / "workflows").glob("*.yml"))
    _lint("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows, folder=repository)
    _lint("zizmor", "--offline", "--no-progress", "--quiet", "action.yml", *workflows, folder=repository)


def test_every_use_in_the_action_is_pinned(action: dict[str, Any]) -> None:
    used = [step["uses"] for step in action["runs"]["steps"] if "uses" in step]
    assert len(used) == 4
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", each) for each in used)


def test_inputs_and_outputs_are_used_and_declared(action: dict[str, Any]) -> None:
    steps = json.dumps(action["runs"])
    assert set(re.findall(r"inputs\.([\w-]+)", steps)) == set(action["inputs"])
    assert set(re.findall(r"steps\.check\.outputs\.([\w-]+)", json.dumps(action))) == set(action["outputs"])


class Job:
    """The Action's shell steps in a checkout, as its runner would run them."""

    def __init__(self, action: dict[str, Any], folder: Path, checkout: Path) -> None:
        self.action = action
        self.checkout = checkout
        self.files = {name: folder / name for name in ("output", "summary")}
        for path in self.files.values():
            path.write_text("")
        self.temporary = folder / "temporary"
        (self.temporary / "gostatic" / "bin").mkdir(parents=True)
        program = self.temporary / "gostatic" / "bin" / "gostatic"
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m gostatic "$@"\n')
        program.chmod(0o755)

    def check(self, **given: str) -> tuple[int, str, dict[str, str], str]:
        """Status and output of the step that checks, its outputs, and the summary."""
        step = _step(self.action, "Check")
        defaults = {name: str(each["default"]) for name, each in self.action["inputs"].items()}
        environment = {
            **os.environ,
            "PATTERNS": defaults["paths"],
            "ARGS": defaults["args"],
            "FAIL_ON": defaults["fail-on"],
            "SARIF": defaults["sarif-file"],
            "ANNOTATE": "false",
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_OUTPUT": str(self.files["output"]),
            "GITHUB_STEP_SUMMARY": str(self.files["summary"]),
            **given,
        }
        assert set(step["env"]) <= set(environment)
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.checkout,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        pairs = dict(line.split("=", 1) for line in self.files["output"].read_text().splitlines())
        return done.returncode, done.stdout + done.stderr, pairs, self.files["summary"].read_text()


@pytest.fixture
def job(action: dict[str, Any], tmp_path: Path) -> Job:
    checkout = tmp_path / "checkout"
    for name, content in {"go.mod": "module example.com/p\n", "a b/bad.go": LEAKY, "good/good.go": CLEAN}.items():
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_text(content)
    (checkout / ".git").mkdir()
    (tmp_path / "job").mkdir()
    return Job(action, tmp_path / "job", checkout)


def test_findings_leave_the_judgement_to_the_step_after_the_upload(job: Job) -> None:
    status, told, outputs, summary = job.check()
    assert (status, outputs["status"]) == (0, "1")
    assert "a b/bad.go:13:" in told
    (run,) = json.loads(Path(outputs["sarif-file"]).read_text())["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["lock-not-released"]
    assert "lock-not-released" in summary
    judge = _step(job.action, "Judge")
    for value in "0", "1":
        done = subprocess.run(["bash", "-c", judge["run"]], env={"STATUS": value}, check=False)
        assert done.returncode == int(value)


def test_fork_gets_annotations(job: Job) -> None:
    _, told, _, summary = job.check(ANNOTATE="true")
    assert "::error " in told
    assert "file=a b/bad.go" in told
    assert "lock-not-released" in summary


@pytest.mark.parametrize(
    ("given", "status", "outcome"),
    [
        ({"PATTERNS": "./good"}, 0, "0"),
        ({"PATTERNS": "./good ./..."}, 0, "1"),
        ({"FAIL_ON": "never"}, 0, "0"),
        ({"ARGS": "--rules double-lock --no-tests"}, 0, "0"),
        ({"ARGS": "--nonsense"}, 1, "2"),
        ({"PATTERNS": "./absent"}, 1, "2"),
        ({"PATTERNS": "./good; touch stolen"}, 1, "2"),
        ({"PATTERNS": "$(touch stolen)"}, 1, "2"),
    ],
)
def test_inputs_reach_the_check_and_run_nothing(job: Job, given: dict[str, str], status: int, outcome: str) -> None:
    found, told, outputs, _ = job.check(**given)
    assert (found, outputs["status"]) == (status, outcome), told
    assert not (job.checkout / "stolen").exists()


def test_install_step_installs_the_action_itself(action: dict[str, Any]) -> None:
    step = _step(action, "Install")
    done = subprocess.run(["bash", "-n"], input=step["run"], text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert '"$GITHUB_ACTION_PATH"' in step["run"]


# --- GitLab -------------------------------------------------------------------------------------------------------


def _component(repository: Path, **given: str) -> dict[str, Any]:
    """The component's job as GitLab has it once the inputs are filled in."""
    spec, text = (repository / "templates" / "gostatic.yml").read_text().split("\n---\n")
    inputs = yaml.safe_load(spec)["spec"]["inputs"]
    values = {name: str(each.get("default", "")) for name, each in inputs.items()} | given
    assert set(re.findall(r"\$\[\[ inputs\.([\w-]+) \]\]", text)) == set(inputs)
    filled = re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda match: values[match[1]], text)
    loaded: dict[str, Any] = yaml.safe_load(filled)
    return loaded


def test_component_passes_gitlabs_schema(repository: Path, tmp_path: Path) -> None:
    path = tmp_path / "ci.yml"
    path.write_text(yaml.safe_dump(_component(repository, source="gostatic")))
    words = ("--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", str(path))
    _lint("check-jsonschema", *words, folder=tmp_path)


def test_component_runs_as_plain_shell(repository: Path, job: Job) -> None:
    lines = _component(repository, source="gostatic")["gostatic"]["script"]
    assert "venv" in lines[0]
    assert "install" in lines[1]
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", lines[2]],
        cwd=job.checkout,
        env={**os.environ, "TMPDIR": str(job.temporary)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    report = json.loads((job.checkout / "gl-code-quality-report.json").read_text())
    assert [(each["check_name"], each["location"]["path"]) for each in report] == [("lock-not-released", "a b/bad.go")]
    artifacts = _component(repository, source="gostatic")["gostatic"]["artifacts"]
    assert artifacts["reports"]["codequality"] == "gl-code-quality-report.json"


# --- Docker -------------------------------------------------------------------------------------------------------


def test_dockerfile_is_linted_and_gives_no_rights(repository: Path) -> None:
    _lint("hadolint", "Dockerfile", folder=repository)
    text = (repository / "Dockerfile").read_text()
    final = text[text.rindex("\nFROM ") :]
    assert re.search(r"^USER 10001$", final, re.MULTILINE)
    assert re.search(r"^FROM \S+-slim$", final, re.MULTILINE)
    (entry,) = re.findall(r"^ENTRYPOINT (.*)$", final, re.MULTILINE)
    (words,) = re.findall(r"^CMD (.*)$", final, re.MULTILINE)
    assert json.loads(entry) == ["gostatic"]
    command, *rest = json.loads(words)
    assert command == "check"
    parse_check(rest)


def test_what_the_dockerfile_copies_is_there_and_not_ignored(repository: Path) -> None:
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", (repository / "Dockerfile").read_text(), re.MULTILINE)
    names = [name for words in copied for name in words.split()]
    kept = {line[1:] for line in (repository / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert set(names) == kept
    assert all((repository / name).exists() for name in names)
