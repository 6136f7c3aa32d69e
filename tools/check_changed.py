"""Changes files of a tree at random and compares a check that knows the tree from before with one that knows nothing.

Usage: ``python tools/check_changed.py [--rounds N] [--seed N] [--files N] FOLDER [PATTERN ...]``. Works on a copy. Every round
changes some files, checks with the cache and without, and compares the JSON reports byte by byte; then the files are put back or,
every third time, left as they are. Prints a line per round: what was changed, whether the earlier result was carried over, CPU
seconds with and without it. Exit status 1 when two reports differ.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_FUNCTION = re.compile(rb"^func (?:\([^)\n]*\) )?(\w+)\([^\n]*\{\n.*?^\}\n", re.MULTILINE | re.DOTALL)
_FAULTY = b"""
func %b(fail bool) int {
	var mu sync.Mutex
	mu.Lock()
	if fail {
		return 1
	}
	mu.Unlock()
	return 0
}
"""

Change = Callable[[bytes, random.Random], bytes]


def comment_at_end(text: bytes, chance: random.Random) -> bytes:
    """One more line of comment."""
    return text + b"\n// %d\n" % chance.randrange(1000)


def comment_in_function(text: bytes, chance: random.Random) -> bytes:
    """A comment as the first line of some function."""
    found = list(_FUNCTION.finditer(text))
    if not found:
        return comment_at_end(text, chance)
    at = text.find(b"{\n", chance.choice(found).start()) + 2
    return text[:at] + b"\t// looked at\n" + text[at:]


def statement(text: bytes, chance: random.Random) -> bytes:
    """A statement that does nothing as the first one of some function."""
    found = list(_FUNCTION.finditer(text))
    if not found:
        return comment_at_end(text, chance)
    at = text.find(b"{\n", chance.choice(found).start()) + 2
    return text[:at] + b"\t_ = %d\n" % chance.randrange(1000) + text[at:]


def call(text: bytes, chance: random.Random) -> bytes:
    """A call of one function of the file in another one."""
    found = list(_FUNCTION.finditer(text))
    if not found:
        return comment_at_end(text, chance)
    at = text.find(b"{\n", chance.choice(found).start()) + 2
    return text[:at] + b"\t%b()\n" % chance.choice(found)[1] + text[at:]


def new_function(text: bytes, chance: random.Random) -> bytes:
    """One more function that nobody calls."""
    return text + b"\nfunc unheardOf%d(x int) int { return x + 1 }\n" % chance.randrange(1000)


def new_faulty_function(text: bytes, chance: random.Random) -> bytes:
    """One more function, with a mistake in it."""
    text = re.sub(
        rb"^package \w+\n", lambda clause: clause[0] + b'\nimport "sync"\n', text, count=1, flags=re.MULTILINE
    )
    return text + _FAULTY % b"unheardOf%d" % chance.randrange(1000)


def without_a_function(text: bytes, chance: random.Random) -> bytes:
    """Some function taken out."""
    found = list(_FUNCTION.finditer(text))
    if not found:
        return comment_at_end(text, chance)
    taken = chance.choice(found)
    return text[: taken.start()] + text[taken.end() :]


def without_a_line(text: bytes, chance: random.Random) -> bytes:
    """Some line taken out, whatever that makes of the file."""
    lines = text.splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    return b"".join(lines)


CHANGES: tuple[Change, ...] = (
    comment_at_end, comment_in_function, statement, call, new_function, new_faulty_function, without_a_function, without_a_line,
)  # fmt: skip


def main() -> int:
    """Runs the rounds; 1 when reports differ."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0], allow_abbrev=False)
    parser.add_argument("folder")
    parser.add_argument("patterns", nargs="*", default=["./..."])
    parser.add_argument("--rounds", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=1, help="files changed in a round")
    parser.add_argument("--profile", default="audit")
    chosen = parser.parse_args()
    differing = carried = 0
    with tempfile.TemporaryDirectory(prefix="gostatic-") as folder:
        tree, cache = Path(folder, "tree"), Path(folder, "cache")
        shutil.copytree(chosen.folder, tree, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        (tree / ".git").mkdir()
        words = ["--profile", chosen.profile, "--isolated", *chosen.patterns]
        files = sorted(Path(name) for name in _gostatic(tree, "off", "files", *chosen.patterns)[1].split("\n") if name)
        _gostatic(tree, str(cache), "check", "--format", "json", *words)
        for number in range(chosen.rounds):
            chance = random.Random(f"{chosen.seed} {number}")
            change = CHANGES[number % len(CHANGES)]
            picked = [tree / each for each in chance.sample(files, chosen.files)]
            before = {path: path.read_bytes() for path in picked}
            for path, text in before.items():
                path.write_bytes(change(text, chance))
            warm = _gostatic(tree, str(cache), "check", "--format", "json", "--timings", *words)
            cold = _gostatic(tree, "off", "check", "--format", "json", *words)
            same = warm[1] == cold[1]
            over = "slowest rules" not in warm[2]
            differing += not same
            carried += over
            names = ", ".join(str(path.relative_to(tree)) for path in picked)
            how = "carried" if over else "anew"
            print(
                f"{'same' if same else 'DIFFERS'}, {how}, {warm[0]:.2f} s of {cold[0]:.2f} s: {change.__name__} in {names}",
                flush=True,
            )
            if number % 3 != 2:
                for path, text in before.items():
                    path.write_bytes(text)
    print(f"{chosen.rounds} rounds: {differing} differ, {carried} carried over")
    return 1 if differing else 0


def _gostatic(folder: Path, cache: str, *words: str) -> tuple[float, str, str]:
    """CPU seconds, standard output and standard error of a run."""
    paths = [str(ROOT), str(ROOT / "rules")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "GOSTATIC_CACHE_DIR": cache}
    before = os.times()
    done = subprocess.run(
        [sys.executable, "-m", "gostatic", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    after = os.times()
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(words)} ends with {done.returncode}: {done.stderr}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return cpu, done.stdout, done.stderr


if __name__ == "__main__":
    sys.exit(main())
