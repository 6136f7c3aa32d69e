"""A check that knows the tree from before says of changed files what one says that knows nothing."""

from __future__ import annotations

import importlib.util
import random
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from gostatic.callgraph import program
from gostatic.engine.cache.carry import Comparison
from tests.cli.conftest import REPOSITORY, Tree

ROUNDS = 5  # of every kind of change


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_changed", REPOSITORY / "tools" / "check_changed.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


CHANGES = {change.__name__: change for change in _tool().CHANGES}
LIBRARY = """package lib

// Limit is how many there may be.
const Limit = 3

// Plain is looked at by nobody.
func Plain(x int) int {
	return x + Limit
}

// Doubled is Plain twice.
func Doubled(x int) int {
	return Plain(x) * 2
}
"""


@pytest.fixture
def programs(module: Tree, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """The programs of the tour as one module, of which only what matters is lowered, as of a large one."""
    monkeypatch.setattr(program, "WHOLE_BYTES", 0)
    for name in ("tour", "tour_fixed"):
        shutil.copytree(REPOSITORY / "testdata" / name, module.root / name)
    for path in module.root.glob("*/go.mod"):
        path.unlink()
    module.write(
        {
            "lib/lib.go": LIBRARY,
            "lib/more.go": LIBRARY.replace("Limit", "Most").replace("Plain", "Simple").replace("Doubled", "Twice"),
        }
    )
    return module


@pytest.fixture
def outcomes(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether the earlier result was carried over, for each time it was asked for."""
    carried: list[bool] = []
    real = Comparison.carried

    def watched(*arguments: object) -> object:
        found = real(*arguments)  # type: ignore[arg-type]
        carried.append(found is not None)
        return found

    monkeypatch.setattr(Comparison, "carried", watched)
    return carried


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_changed_files_make_the_report_of_a_new_run(
    programs: Tree, outcomes: list[bool], name: str, tmp_path: Path
) -> None:
    words = ("check", "--profile", "audit", "--format", "json", "./...")
    cache = ("--cache-dir", str(tmp_path / "cache"))
    programs.run(*words, *cache)
    files = sorted(programs.root.glob("*/**/*.go"))
    for number in range(ROUNDS):
        chance = random.Random(f"{name} {number}")
        library = [path for path in files if path.parent.name == "lib"]
        picked = chance.sample(files, 1 + number % 2) if number % 3 else [chance.choice(library)]
        before = {path: path.read_bytes() for path in picked}
        for path, text in before.items():
            path.write_bytes(CHANGES[name](text, chance))
        assert programs.run(*words, *cache) == programs.run(*words), picked
        if number % 2:
            for path, text in before.items():
                path.write_bytes(text)
    if name in ("comment_at_end", "comment_in_function", "statement", "new_function"):
        assert any(outcomes)
    elif name == "new_faulty_function":
        assert not any(outcomes)


def test_what_is_told_with_a_line_is_not_carried_over(programs: Tree, outcomes: list[bool], tmp_path: Path) -> None:
    words = ("check", "--profile", "audit", "--format", "json", "./...", "--cache-dir", str(tmp_path / "cache"))
    programs.run(*words)
    path = programs.root / "tour" / "f_opposite_order" / "main.go"
    text = path.read_text()
    path.write_text(text.replace("\nfunc ", "\n// A line more.\n\nfunc ", 1))
    moved = programs.run(*words)
    assert outcomes == [False]
    assert moved == programs.run(*words[:-2])
    path.write_text(path.read_text() + "\n// At the end.\n")
    assert programs.run(*words).out.count("lock-order-inversion") == moved.out.count("lock-order-inversion")
    assert outcomes[1:] == [True]


def test_a_function_that_is_called_from_elsewhere_is_no_news(
    programs: Tree, outcomes: list[bool], tmp_path: Path
) -> None:
    words = ("check", "--profile", "audit", "--format", "json", "./...", "--cache-dir", str(tmp_path / "cache"))
    programs.write({"user/user.go": 'package user\n\nimport "example.com/m/lib"\n\nfunc Use() { lib.Missing() }\n'})
    programs.run(*words)
    programs.write({"lib/lib.go": LIBRARY + "\nfunc Missing() {}\n"})
    programs.run(*words)
    assert outcomes == [False]


DEAD = """package dead

import "sync"

var mu, other sync.Mutex

func helper(fail bool) {
	mu.Lock()
	if fail {
		return
	}
	mu.Unlock()
}

func busy() {
	other.Lock()
	other.Unlock()
}

func user(x int) int {
	helper(x > 1)
	busy()
	return x
}

// Use is the way in.
func Use() int { return user(3) }
"""


def test_what_analyses_read_of_functions_nobody_lowers_counts(
    programs: Tree, outcomes: list[bool], tmp_path: Path
) -> None:
    words = ("check", "--format", "json", "./dead")
    cache = ("--cache-dir", str(tmp_path / "cache"))
    programs.write({"dead/dead.go": DEAD})
    assert "lock-not-released" in programs.run(*words, *cache).out
    programs.write({"dead/dead.go": DEAD.replace("\tbusy()\n", "\tbusy()\n\t_ = x\n")})
    assert "lock-not-released" in programs.run(*words, *cache).out
    assert outcomes == [True]
    programs.write({"dead/dead.go": DEAD.replace("\thelper(x > 1)\n", "\t// helper(x > 1)\n")})
    gone = programs.run(*words, *cache)
    assert outcomes == [True, False]
    assert gone == programs.run(*words)
    assert "lock-not-released" not in gone.out
