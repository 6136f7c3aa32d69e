"""The worked example of a rule pack: installed offline into an environment of its own, and run there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

SOURCE = """package p

func init() {
	go func() {
		select {}
	}()
}

func okStart() {
	go func() {}()
}
"""
MODULE = {"go.mod": "module example.com/p\n\ngo 1.22\n", "p.go": SOURCE}


class Installed:
    """An environment with the pack and what this one has, and runs of gostatic in it."""

    def __init__(self, folder: Path, repository: Path) -> None:
        venv.create(folder, with_pip=False)
        self.python = folder / "bin" / "python"
        (site,) = (folder / "lib").glob("python*/site-packages")
        ours = [str(repository), str(repository / "rules"), sysconfig.get_path("purelib")]
        (site / "ours.pth").write_text("\n".join(ours) + "\n")
        # Built from a copy: a build leaves nothing behind in the checkout.
        pack = folder / "pack"
        subprocess.run(["cp", "-r", str(repository / "docs" / "rule-pack"), str(pack)], check=True)
        pip = [sys.executable, "-m", "pip", "--python", str(self.python), "install", "-q", "--no-index"]
        done = subprocess.run(
            [*pip, "--no-deps", "--no-build-isolation", str(pack)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def run(self, folder: Path, *words: str) -> tuple[int, str, str]:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(
            [str(self.python), "-m", "gostatic", *words],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Installed:
    return Installed(tmp_path_factory.mktemp("pack") / "environment", repository)


@pytest.fixture
def module(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for name, content in MODULE.items():
        (tmp_path / name).write_text(content)
    return tmp_path


def test_named_pack_is_run_like_the_built_in_rules(installed: Installed, module: Path) -> None:
    (module / ".gostatic.toml").write_text('rule-packs = ["team-rules"]\n')
    status, out, err = installed.run(module, "check", "./...")
    assert status == 1, err
    assert "p.go:4:2: init starts" in out
    assert "[goroutine-in-init]" in out
    assert "goroutine-in-init" in installed.run(module, "rules")[1]
    assert installed.run(module, "explain", "goroutine-in-init")[1].startswith("goroutine-in-init\n=")
    assert installed.run(module, "check", "--rules=-goroutine-in-init", "./...")[0] == 0
    status, out, _ = installed.run(module, "check", "--format", "sarif", "./...")
    (run,) = json.loads(out)["runs"]
    assert "goroutine-in-init" in [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    (module / ".gostatic.toml").write_text('rule-packs = ["team-rules"]\n[rules]\ngoroutine-in-init = "off"\n')
    assert installed.run(module, "check", "./...")[0] == 0
    (module / ".gostatic.toml").write_text('rule-packs = ["team-rules"]\n')
    silenced = "\t//gostatic:ignore goroutine-in-init -- known\n\tgo func() {\n\t\tsel"
    (module / "p.go").write_text(SOURCE.replace("\tgo func() {\n\t\tsel", silenced))
    assert installed.run(module, "check", "./...")[0] == 0


def test_pack_is_not_imported_unless_it_is_named(installed: Installed, module: Path) -> None:
    script = (
        "import sys\nfrom gostatic.cli.main import main\nstatus = main(['check', './...'])\n"
        "print(status, 'team_rules' in sys.modules, 'importlib.metadata' in sys.modules, file=sys.stderr)"
    )
    for config, told in (("", "0 False False"), ('rule-packs = ["team-rules"]\n', "1 True True")):
        (module / ".gostatic.toml").write_text(config)
        done = subprocess.run(
            [str(installed.python), "-c", script], cwd=module, capture_output=True, text=True, check=True
        )
        assert done.stderr.splitlines()[-1] == told


@pytest.mark.parametrize(
    ("pack", "config", "told"),
    [
        (
            "",
            'rule-packs = ["taem-rules"]',
            '.gostatic.toml:1: rule pack "taem-rules" is not installed (did you mean "team-rules"?)',
        ),
        ("", 'rule-packs = ["taem-rules"]\n[rules]\nx = "off"', '.gostatic.toml:1: rule pack "taem-rules"'),
        ("", 'rule-packs = ["team-rules"]\n[rules]\ngoroutine-in-int = "off"', '(did you mean "goroutine-in-init"?)'),
        (
            "raise OSError('no\\nlicence')",
            'rule-packs = ["other"]',
            'rule pack "other" cannot be loaded: OSError: no licence',
        ),
        ("PACK = 3", 'rule-packs = ["other"]', 'rule pack "other" is a int and no RulePack'),
        (
            "from gostatic_rules.registry import load\nfrom gostatic.api import RulePack\n"
            "PACK = RulePack((load('double-lock'),), str)",
            'rule-packs = ["other"]',
            'there is a rule "double-lock" already',
        ),
    ],
)
def test_pack_that_cannot_be_used_is_told(
    installed: Installed, module: Path, pack: str, config: str, told: str
) -> None:
    (site,) = (installed.python.parent.parent / "lib").glob("python*/site-packages")
    information = site / "other-1.dist-info"
    information.mkdir(exist_ok=True)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1\n")
    (information / "entry_points.txt").write_text("[gostatic.rules]\nother = other_pack:PACK\n")
    (site / "other_pack.py").write_text(pack)
    (module / ".gostatic.toml").write_text(config)
    status, out, err = installed.run(module, "check", "./...")
    assert (status, out) == (2, ""), err
    assert told in err
    assert "Traceback" not in err
