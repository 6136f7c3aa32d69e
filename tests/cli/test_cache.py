"""What is kept between runs: the same bytes, for every change a new answer, and nothing that can go wrong with it does harm."""

from __future__ import annotations

import json
import marshal
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gostatic.cli.vocabulary import FORMATS
from gostatic.engine.cache.store import Store, default_folder, entry_of
from tests.cli.conftest import REPOSITORY, Outcome, environment

FAULTY = """package m

import "sync"

type box struct {
	mu sync.Mutex
	n  int
}

func (b *box) add(limit int) bool {
	b.mu.Lock()
	if b.n >= limit {
		return false
	}
	b.n++
	b.mu.Unlock()
	return true
}

func use() bool {
	var b box
	return b.add(2)
}
"""
FIXED = FAULTY.replace("\t\treturn false", "\t\tb.mu.Unlock()\n\t\treturn false")
USER = 'package user\n\nimport "example.com/m/lib"\n\nfunc Use() { lib.Do() }\n'

# Says on the last line of standard error which modules a run has loaded.
_DRIVER = """
import json, sys
from gostatic.cli.main import main
status = main(sys.argv[1:])
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
sys.exit(status)
"""


class Place:
    """A module and a cache, and runs of the program over them as processes."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "tree"
        self.cache = folder / "cache"
        (self.root / ".git").mkdir(parents=True)
        self.write("go.mod", "module example.com/m\n\ngo 1.22\n")
        self.write("box.go", FAULTY)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def start(self, *words: str, root: Path | None = None, **how: Any) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", _DRIVER, "check", *words]
        how.setdefault("env", environment(GOSTATIC_CACHE_DIR=str(self.cache)))
        return subprocess.Popen(
            command, cwd=root or self.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how
        )

    def run(self, *words: str, **how: Any) -> tuple[Outcome, set[str]]:
        """What a run says, and the modules it has loaded."""
        process = self.start(*words, **how)
        out, err = process.communicate(timeout=120)
        told, _, modules = err.rstrip("\n").rpartition("\n")
        return Outcome(process.returncode, out, told), set(json.loads(modules))

    def check(self, *words: str, **how: Any) -> tuple[Outcome, bool]:
        """What a run says, and whether the engine was not even loaded for it."""
        outcome, modules = self.run(*(words or ("./...",)), **how)
        return outcome, "gostatic.engine.run" not in modules

    def entries(self, kind: str) -> list[Path]:
        return sorted(self.cache.glob(f"*/{kind}-*"))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_second_run_writes_the_same_bytes_and_loads_no_engine(place: Place, format_name: str) -> None:
    shutil.copytree(REPOSITORY / "testdata" / "tour", place.root / "tour")
    cold, _ = place.run("--format", format_name, "--profile", "audit", "./...")
    warm, modules = place.run("--format", format_name, "--profile", "audit", "./...")
    assert cold.status == 1
    assert warm == cold
    engine = {"tree_sitter", "networkx", "gostatic_rules.mutex", "gostatic.engine.run", "gostatic.api"}
    engine |= {f"gostatic.{layer}" for layer in ("syntax", "ir", "types", "callgraph", "analyses", "models")}
    assert not engine & modules
    assert format_name not in ("text", "concise") or not modules & {"difflib", "tomllib", "multiprocessing"}


def test_what_a_result_hangs_on_makes_a_new_one(place: Place) -> None:
    place.write("user/user.go", USER)
    assert not place.check()[1]
    assert place.check()[1]
    changes: list[Callable[[], object]] = [
        lambda: place.write("box.go", FIXED),
        lambda: place.write("more.go", "package m\n"),
        lambda: (place.root / "more.go").unlink(),
        lambda: place.write("go.mod", "module example.com/m\n\ngo 1.20\n"),
        lambda: place.write("lib/lib.go", "package lib\n\nfunc Do() {}\n"),
        lambda: place.write("lib/go.mod", "module example.com/lib\n"),
        lambda: place.write(".gostatic.toml", 'profile = "audit"\n'),
        lambda: (place.root / "linked.go").symlink_to("user/user.go"),
    ]
    for number, change in enumerate(changes):
        change()
        fresh, hit = place.check()
        assert hit == (number in (2, 5)), number  # the file that came is gone again; lib is no part of the module again
        assert fresh == place.check("--no-cache", "./...")[0]
        assert place.check() == (fresh, True)


def test_a_package_that_was_only_imported_counts(place: Place) -> None:
    place.write("user/user.go", USER)
    place.check("./user")
    assert place.check("./user")[1]
    place.write("lib/lib.go", "package lib\n\nfunc Do() {}\n")
    assert not place.check("./user")[1]
    assert place.check("./user")[1]
    place.write("lib/lib.go", "package lib\n\nfunc Do() { println() }\n")
    assert not place.check("./user")[1]
    place.write("other/other.go", "package other\n")
    assert place.check("./user")[1]


def test_what_does_not_matter_makes_no_new_result(place: Place) -> None:
    place.check()
    os.utime(place.root / "box.go", (1, 1))
    place.write("README.md", "text")
    assert place.check("--jobs", "1", "./...")[1]
    assert place.check("--exit-zero", "--quiet", "./...")[1]


@pytest.mark.parametrize(
    "words",
    [("--profile", "audit"), ("--rules", "double-lock"), ("--no-tests",), ("--goos", "windows"), ("--tags", "x")],
)
def test_options_have_results_of_their_own(place: Place, words: tuple[str, ...]) -> None:
    place.check()
    assert not place.check(*words, "./...")[1]
    assert place.check(*words, "./...")[1]
    assert place.check()[1]


def test_another_checkout_has_the_same_results(place: Place, tmp_path: Path) -> None:
    first = place.check()[0]
    other = tmp_path / "other place" / "x"
    shutil.copytree(place.root, other)
    assert place.check(root=other) == (first, True)


def test_a_change_that_leaves_size_and_time_is_seen(place: Place) -> None:
    path = place.root / "box.go"
    before = path.stat()
    place.check()
    path.write_text(FAULTY.replace("b.mu.Unlock()", "b.mu.Lock()  "))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert not place.check()[1]


@pytest.mark.parametrize("harm", ["empty", "short", "flipped", "foreign", "swapped", "no marshal", "other shape"])
def test_a_damaged_entry_is_told_and_ignored(place: Place, harm: str) -> None:
    cold = place.check()[0]
    entries = [*place.entries("result"), *place.entries("tree"), *place.entries("tool")]
    contents = [path.read_bytes() for path in entries]
    for number, path in enumerate(entries):
        kind, _, key = path.name.partition("-")
        content = contents[number]
        if harm == "flipped":
            content = content[:-1] + bytes((content[-1] ^ 1,))
        elif harm == "foreign":
            content = b"somebody else's file\n" * 9
        elif harm == "swapped":
            content = contents[number - 1]
        elif harm == "no marshal":
            content = entry_of(kind, key, b"\xff")
        elif harm == "other shape":
            content = entry_of(kind, key, marshal.dumps([kind]))
        else:
            content = content[: 0 if harm == "empty" else -9]
        path.write_bytes(content)
    again, hit = place.check()
    assert not hit
    assert again._replace(err="") == cold._replace(err="")
    assert again.err.count("damaged entry, which is ignored") == 1
    assert place.check() == (cold, True)


def test_entries_of_another_version_are_left_alone(place: Place) -> None:
    place.check()
    own = place.entries("result")[0].parent
    own.rename(own.with_name("0-cpython-36"))
    outcome, hit = place.check()
    assert not hit
    assert "cache" not in outcome.err


def test_a_cache_that_cannot_be_written_is_told(place: Place) -> None:
    plain = place.check("--no-cache", "./...")[0]

    def no_space() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    full = place.check(preexec_fn=no_space)[0]
    assert full.err.splitlines()[0].startswith(f"gostatic: note: the cache in {place.cache} cannot be written: ")
    assert full._replace(err="") == plain._replace(err="")
    assert not list(place.cache.glob("*/*"))
    shutil.rmtree(place.cache)
    place.cache.write_text("a file where the folder should be")
    blocked = place.check()[0]
    assert "cannot be written" in blocked.err
    assert blocked.out == plain.out


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_cache_serves_what_it_has(place: Place) -> None:
    cold = place.check()[0]
    folder = place.entries("result")[0].parent
    folder.chmod(0o500)
    try:
        assert place.check() == (cold, True)
        place.write("box.go", FIXED)
        fixed = place.check()[0]
        assert fixed.status == 0
        assert "cannot be written" in fixed.err
    finally:
        folder.chmod(0o700)


def test_twenty_runs_at_once(place: Place) -> None:
    expected = place.check("--no-cache", "./...")[0]
    processes = [place.start("./...") for _ in range(20)]
    for process in processes:
        out, err = process.communicate(timeout=300)
        assert (process.returncode, out) == (expected.status, expected.out), err
        assert "cache" not in err.rpartition("\n[")[0]
    assert place.check() == (expected, True)
    assert not place.entries("tmp")


@pytest.mark.slow
def test_killed_runs_leave_nothing_that_harms(place: Place) -> None:
    expected = place.check("--no-cache", "./...")[0]
    since = time.monotonic()
    place.check()
    lasting = time.monotonic() - since
    for number in range(10):
        shutil.rmtree(place.cache, ignore_errors=True)
        process = place.start("./...")
        time.sleep(lasting * (number * 37 % 100) / 100)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        assert place.check()[0] == expected
        assert place.check() == (expected, True)


def test_what_is_left_behind_and_what_is_too_much_is_pruned(tmp_path: Path) -> None:
    store = Store(str(tmp_path), pytest.fail)
    for number in range(10):
        store.write("result", f"{number:032x}", "x" * 1000)
        os.utime(next(tmp_path.glob(f"*/result-{number:032x}")), (number, number))
    stale, young = (next(tmp_path.glob("1-*")) / f"tmp-{name}-1" for name in ("aa", "bb"))
    stale.write_bytes(b"x")
    young.write_bytes(b"x")
    os.utime(stale, (1, 1))
    store.prune(5000)
    assert store.read("result", f"{0:032x}") is None
    assert store.read("result", f"{9:032x}") == "x" * 1000
    assert sum(path.stat().st_size for path in tmp_path.glob("*/result-*")) <= 4000
    assert not stale.exists()
    assert young.exists()


def test_status_and_clean(place: Place) -> None:
    def cache(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "gostatic", "cache", *words],
            env=environment(GOSTATIC_CACHE_DIR=str(place.cache)),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    assert "holds: nothing" in cache("status")
    place.check()
    own = place.entries("result")[0].parent
    (own / "notes.txt").write_text("mine")
    (place.cache / "1-other").mkdir()
    said = cache("status")
    assert f"folder: {place.cache}\n" in said
    assert "1 results" in said
    assert cache("clean").endswith(f"removed from {place.cache}\n")
    assert "holds: nothing" in cache("status")
    assert (own / "notes.txt").read_text() == "mine"
    assert (
        "off"
        in subprocess.run(
            [sys.executable, "-m", "gostatic", "cache", "status"],
            env=environment(GOSTATIC_CACHE_DIR="off"),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )


def test_where_the_cache_is(place: Place, tmp_path: Path) -> None:
    given = tmp_path / "given"
    place.check("--cache-dir", str(given), "./...")
    assert given.is_dir()
    assert not place.cache.exists()
    home = {"HOME": str(tmp_path / "home"), "XDG_CACHE_HOME": ""}
    place.check(env=environment(**home) | {"GOSTATIC_CACHE_DIR": ""})
    assert (tmp_path / "home" / ".cache" / "gostatic").is_dir()
    assert default_folder({"XDG_CACHE_HOME": str(tmp_path)}) == str(tmp_path / "gostatic")
    assert default_folder({"XDG_CACHE_HOME": "relative"}).endswith(os.path.join(".cache", "gostatic"))


def test_results_of_changed_files_of_the_program_are_not_used(place: Place, tmp_path: Path) -> None:
    for name in ("gostatic", "rules"):
        shutil.copytree(REPOSITORY / name, tmp_path / "copy" / name, ignore=shutil.ignore_patterns("__pycache__"))
    paths = os.pathsep.join(str(tmp_path / "copy" / name) for name in ("", "rules"))
    env = environment(GOSTATIC_CACHE_DIR=str(place.cache)) | {"PYTHONPATH": paths}
    first = place.check()[0]
    assert place.check(env=env) == (first, True)
    rule = tmp_path / "copy" / "rules" / "gostatic_rules" / "mutex" / "double_lock.py"
    rule.write_text(rule.read_text() + "\n# changed\n")
    assert not place.check(env=env)[1]
    assert place.check()[1]
