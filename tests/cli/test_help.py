"""Pages in the terminal, the index, completion scripts, the manual page."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from gostatic.cli.completion import completion, options_of
from gostatic.cli.grammar import parsers
from gostatic.cli.manual import page
from gostatic.cli.vocabulary import COMMANDS, CONFIG_ACTIONS, SHELLS
from gostatic.engine.config_keys import KEYS
from gostatic.report.page import render
from gostatic_rules.registry import FAMILIES, help_of
from tests.cli.conftest import Outcome, Tree

IDS = [rule_id for ids in FAMILIES.values() for rule_id in ids]


@pytest.mark.parametrize("rule_id", IDS)
def test_every_page_fits_a_terminal_and_keeps_its_words(rule_id: str) -> None:
    written = help_of(rule_id)
    text = render(written, 80, color=False)
    code = [line for block in re.findall(r"```\w*\n(.*?)```", written, re.DOTALL) for line in block.splitlines()]
    for line in text.splitlines():
        indented = line.startswith("    ")
        assert len(line) <= 80 or indented or "`" in line, line
    for line in code:
        assert f"    {line}".replace("\t", "    ").rstrip() in text
    words = re.sub(r"```.*?```", "", written, flags=re.DOTALL)
    assert re.findall(r"[A-Za-z]{3,}", words) == re.findall(
        r"[A-Za-z]{3,}", "\n".join(line for line in text.splitlines() if not line.startswith("    "))
    )


def test_forms_of_a_page() -> None:
    text = (
        "# t `x`\n\na **b** [c](https://d)\nwrapped `e f`\n- one\n  more\n2. two\n\n"
        "```go\n\tcode  # no heading\n```\n\n| a | b |\n\x1b[31m"
    )
    plain = render(text, 40, color=False)
    assert plain.startswith(
        "t x\n===\n\na b c (https://d) wrapped `e f`\n- one more\n2. two\n\n        code  # no heading\n"
    )
    assert "\x1b" not in plain
    colored = render(text, 40, color=True)
    assert "\x1b[1mt x\x1b[0m" in colored
    assert "\x1b[36me f\x1b[0m" in colored
    assert "\x1b[31m" not in colored


def test_explain_lays_out_and_index_lists_by_family(tree: Tree) -> None:
    assert tree.run("explain", "double-lock").out.startswith("double-lock\n===========\n\nWhat it reports\n")
    assert "\x1b[1mdouble-lock" in tree.run("explain", "--color", "always", "double-lock").out
    index = tree.run("explain", "--format", "markdown").out
    assert "## stub\n\n- `double-lock`: half a sentence on double-lock\n" in index
    assert "- `spin-without-yield`: half a sentence on spin-without-yield (audit)\n" in index
    assert "double-lock" in tree.run("explain").out


def test_index_names_every_rule(run_real: Callable[..., Outcome], tmp_path: Path) -> None:
    out = run_real(["explain", "--format", "markdown"], tmp_path).out
    assert re.findall(r"^- `([a-z-]+)`", out, re.MULTILINE) == IDS
    assert re.findall(r"^## (.*)$", out, re.MULTILINE) == list(FAMILIES)


@pytest.mark.parametrize("command", list(COMMANDS))
def test_manual_has_every_option(command: str) -> None:
    text = page()
    section = text.partition(f".SS gostatic {command}\n")[2].partition("\n.S")[0].replace("\\-", "-")
    for option in options_of(command):
        if "--help" not in option.names:
            assert all(f"\\fB{name}\\fR" in section for name in option.names)


def test_manual_has_every_key_and_is_well_formed() -> None:
    text = page()
    for key in KEYS:
        assert f"\\fB{key.name}\\fR".replace("-", "\\-") in text
    assert all(re.match(r"\.(TH|SH|SS|TP|B|EX|EE)\b|[^.']", line) for line in text.splitlines())
    groff = shutil.which("groff")
    if groff is not None:
        done = subprocess.run(
            [groff, "-man", "-Tascii", "-ww", "-z"], input=text, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")


def _script(shell: str, capture: pytest.CaptureFixture[str]) -> str:
    capture.readouterr()
    assert completion([shell]) == 0
    return capture.readouterr().out


@pytest.mark.parametrize("shell", SHELLS)
def test_scripts_are_taken_by_their_shells(shell: str, capfd: pytest.CaptureFixture[str]) -> None:
    script = _script(shell, capfd)
    for command, grammar in parsers().items():
        assert command in script
        for action in grammar.options():
            for name in action.option_strings:
                assert (f"-l {name[2:]}" if shell == "fish" and name.startswith("--") else name[1:]) in script
    assert all(action in script for action in CONFIG_ACTIONS)
    program = shutil.which(shell)
    if program is not None:
        done = subprocess.run([program, "-n"], input=script, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "some"),
    [
        (["gostatic", "ch"], ["check"]),
        (["gostatic", "config", ""], list(CONFIG_ACTIONS)),
        (["gostatic", "baseline", "c"], ["create"]),
        (["gostatic", "check", "--fo"], ["--format"]),
        (["gostatic", "check", "--format", "sa"], ["sarif"]),
        (["gostatic", "explain", "lock-not"], ["lock-not-released"]),
        (["gostatic", "check", "--rules", "double"], ["double-lock", "double-close"]),
        (["gostatic", "check", "on"], ["one.go"]),
        (["gostatic", "completion", "f"], ["fish"]),
    ],
)
def test_bash_completes(words: list[str], some: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.go").write_text("package one\n")
    quoted = " ".join(f"'{word}'" for word in words)
    script = (
        f"{_script('bash', capfd)}\nCOMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _gostatic; "
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL
    )
    found = done.stdout.split()
    known = [word for word in some if word in IDS or not word.startswith("double")]
    assert set(known) <= set(found)
    assert all(word.startswith(words[-1]) for word in found)
