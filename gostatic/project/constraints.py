"""Build constraints: which files of a folder belong to a build, and the language version a constraint sets.

Rules: ``go help buildconstraint``, package go/build (file names, ``// +build``) and go/build/constraint (expressions,
the version they imply). The tables below name what Go 1.27 knows.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from gostatic.project.gomod import NEWEST_GO
from gostatic.project.workspace import BuildContext, Version


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KNOWN_OS = _words(
    "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows"
    " zos"
)
UNIX_OS = _words("aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris")
KNOWN_ARCH = _words(
    "386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64"
    " ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm"
)
# A GOOS that also satisfies the tag of another one.
_IMPLIED_OS = {"android": "linux", "illumos": "solaris", "ios": "darwin"}
# The baseline of each architecture's feature levels (GOAMD64=v1 and so on).
_ARCH_LEVELS = {
    "386": ("386.sse2",),
    "amd64": ("amd64.v1",),
    "arm": ("arm.5", "arm.6", "arm.7"),
    "arm64": ("arm64.v8.0",),
    "mips": ("mips.hardfloat",),
    "mipsle": ("mipsle.hardfloat",),
    "mips64": ("mips64.hardfloat",),
    "mips64le": ("mips64le.hardfloat",),
    "ppc64": ("ppc64.power8",),
    "ppc64le": ("ppc64le.power8",),
    "riscv64": ("riscv64.rva20u64",),
}
# Experiments that are on by default in Go 1.27; the distribution's own files ask for them.
_EXPERIMENTS = ("greenteagc", "jsonv2", "randomizedheapbase64", "sizespecializedmalloc")
_REGISTER_ABI = frozenset(("amd64", "arm64", "loong64", "ppc64le", "ppc64", "riscv64", "s390x"))
_NO_DWARF5 = frozenset(("darwin", "ios", "aix"))

_HOST_ARCH = {
    "x86_64": "amd64",
    "amd64": "amd64",
    "i386": "386",
    "i686": "386",
    "x86": "386",
    "aarch64": "arm64",
    "arm64": "arm64",
    "armv6l": "arm",
    "armv7l": "arm",
    "loongarch64": "loong64",
    "ppc64le": "ppc64le",
    "ppc64": "ppc64",
    "riscv64": "riscv64",
    "s390x": "s390x",
    "mips64": "mips64",
}

MAX_EXPRESSION = 1000  # tokens of one constraint; Go has the same limit and refuses the file too
MIN_FILE_GO: Version = (1, 21)  # a file's constraint lowers its language version to this at least


@dataclass(frozen=True, slots=True)
class Tags:
    """The build tags that hold in a run; ``satisfied`` is complete, nothing else holds."""

    goos: str
    goarch: str
    cgo: bool
    satisfied: frozenset[str]

    def holds(self, tag: str) -> bool:
        """Whether one tag is satisfied."""
        if tag == "boringcrypto":
            tag = "goexperiment.boringcrypto"  # its name since Go 1.19
        return tag in self.satisfied


class Verdict(NamedTuple):
    """What a file's constraints say: whether it belongs to the build and the language version it asks for.

    ``ignored`` is true when only the conventional tag ``ignore`` keeps the file out: a program of its own, for go run.
    ``line`` and ``complaint`` tell of a constraint that cannot be read (then the file is out, as in Go).
    """

    included: bool
    version: Version | None = None
    ignored: bool = False
    line: int = 0
    complaint: str = ""


def host() -> tuple[str, str]:
    """The host's GOOS and GOARCH by Go's names; an unknown machine counts as linux or amd64."""
    platform = sys.platform
    goos = {"win32": "windows", "cygwin": "windows", "emscripten": "js", "wasi": "wasip1", "sunos5": "solaris"}.get(
        platform, re.sub(r"\d+$", "", platform)
    )
    machine = os.uname().machine if hasattr(os, "uname") else os.environ.get("PROCESSOR_ARCHITECTURE", "")
    machine = machine.lower()
    return (
        goos if goos in KNOWN_OS else "linux",
        _HOST_ARCH.get(machine, machine if machine in KNOWN_ARCH else "amd64"),
    )


def tags_of(context: BuildContext) -> Tags:
    """The tags that hold under a build context; empty names stand for the host's."""
    host_os, host_arch = host()
    goos, goarch = context.goos or host_os, context.goarch or host_arch
    holding = {goos, goarch, "gc", *context.tags, *_ARCH_LEVELS.get(goarch, ())}
    holding.update(f"go1.{minor}" for minor in range(1, NEWEST_GO[1] + 1))
    holding.update(f"goexperiment.{name}" for name in _EXPERIMENTS)
    if goarch in _REGISTER_ABI:
        holding.update(("goexperiment.regabiwrappers", "goexperiment.regabiargs"))
    if goos not in _NO_DWARF5:
        holding.add("goexperiment.dwarf5")
    if goos in _IMPLIED_OS:
        holding.add(_IMPLIED_OS[goos])
    if goos in UNIX_OS:
        holding.add("unix")
    if context.cgo:
        holding.add("cgo")
    return Tags(goos, goarch, context.cgo, frozenset(holding))


def name_matches(name: str, tags: Tags) -> bool:
    """Whether a file's name fits: ``_GOOS``, ``_GOARCH`` or ``_GOOS_GOARCH`` before ``_test`` and the extension.

    What stands before the first ``_`` never counts: linux.go is a file for every system.
    """
    if "_" not in name:
        return True
    words = name.split(".", 1)[0].split("_")[1:]
    if words and words[-1] == "test":
        words.pop()
    if not words:
        return True
    last = words[-1]
    if last in KNOWN_ARCH:
        if not tags.holds(last):
            return False
        return len(words) < 2 or words[-2] not in KNOWN_OS or tags.holds(words[-2])
    return last not in KNOWN_OS or tags.holds(last)


_INCLUDED = Verdict(True)


def judge(header: bytes, tags: Tags) -> Verdict:
    """Judge a file by what stands before its package clause.

    A ``//go:build`` line outside block comments rules; without one all ``// +build`` lines of the comment run that a
    blank line ends must hold.
    """
    if b"go:build" not in header and b"+build" not in header:
        return _INCLUDED
    build_line, build_number, plus_lines, doubled = _constraint_lines(header)
    if doubled:
        return Verdict(False, line=doubled, complaint="a second //go:build line")
    if build_line is not None:
        outcome = _evaluate(build_line.decode("utf-8", "replace"), tags)
        if isinstance(outcome, str):
            return Verdict(False, line=build_number, complaint=f"the //go:build line cannot be read: {outcome}")
        version = max((1, outcome.implied), MIN_FILE_GO) if outcome.implied >= 0 else None
        return Verdict(outcome.value, version, ignored=not outcome.value and outcome.with_ignore)
    values = [_plus_build(line.decode("utf-8", "replace"), tags) for line in plus_lines]
    included = all(value for value, _ in values)
    return Verdict(included, ignored=not included and all(with_ignore for _, with_ignore in values))


def _constraint_lines(header: bytes) -> tuple[bytes | None, int, list[bytes], int]:
    """The ``//go:build`` line and its number, the ``// +build`` lines that count, the number of a second build line."""
    build_line: bytes | None = None
    build_number = doubled = 0
    pending: list[bytes] = []  # +build lines no blank line has ended yet
    plus_lines: list[bytes] = []
    in_run = True  # still in the leading run of // comments and blank lines
    in_block = False
    # The header ends where the package clause begins: its last line is not blank.
    lines = (header.removeprefix(b"\xef\xbb\xbf") + b"package").split(b"\n")
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if not line and in_run:
            plus_lines += pending
            pending = []
            continue
        if not line.startswith(b"//"):
            in_run = False
        if not in_block and line.startswith(b"//"):
            if line == b"//go:build" or line.startswith((b"//go:build ", b"//go:build\t")):
                if build_line is not None:
                    doubled = doubled or number
                build_line, build_number = line[len(b"//go:build") :].strip(), number
            elif in_run:
                words = line[2:].split()
                if words and words[0] == b"+build":
                    pending.append(b" ".join(words[1:]))
            continue
        while line:
            if in_block:
                close = line.find(b"*/")
                if close < 0:
                    break
                in_block = False
                line = line[close + 2 :].strip()
            elif line.startswith(b"/*"):
                in_block = True
                line = line[2:]
            else:
                break  # a // comment after a block, or the package clause
    return build_line, build_number, plus_lines, doubled


class _Value(NamedTuple):
    """A constraint's worth: its truth, also with ``ignore`` set, and the go1.N it and its negation imply (-1: none)."""

    value: bool
    with_ignore: bool
    implied: int
    negated: int


_LEXEME = re.compile(r"[ \t]*(&&|\|\||[()!]|[\w.]+)")
_RELEASE = re.compile(r"go1(?:\.([0-9]{1,6}))?")
_PRECEDENCE = {"(": 0, "||": 1, "&&": 2}


@lru_cache(maxsize=4096)
def _evaluate(text: str, tags: Tags) -> _Value | str:
    """Evaluate a ``//go:build`` expression, or say what is wrong with it.

    Operator precedence with explicit stacks (Dijkstra's shunting yard): nesting cannot exhaust Python's own stack.
    The implied version follows go/build/constraint.GoVersion: and takes the larger, or the smaller of two.
    """
    values: list[_Value] = []
    operators: list[str] = []
    wants_operand = True
    at = count = 0
    end = len(text.rstrip())
    while at < end:
        match = _LEXEME.match(text, at, end)
        if match is None:
            return f'unexpected "{text[at:].strip()[:1]}"'
        at = match.end()
        token = match[1]
        count += 1
        if count > MAX_EXPRESSION:
            return "the expression is too large"
        if wants_operand:
            if token == "!" and operators and operators[-1] == "!":
                return "double negation"
            if token in ("(", "!"):
                operators.append(token)
                continue
            if token in (")", "&&", "||"):
                return f'"{token}" where a tag is expected'
            values.append(_tag(token, tags))
            wants_operand = False
        elif token == ")":
            while operators and operators[-1] != "(":
                _reduce(values, operators.pop())
            if not operators:
                return 'a ")" too many'
            operators.pop()
        elif token in ("&&", "||"):
            while operators and _PRECEDENCE[operators[-1]] >= _PRECEDENCE[token]:
                _reduce(values, operators.pop())
            operators.append(token)
            wants_operand = True
            continue
        else:
            return f'"{token[:40]}" where an operator is expected'
        if operators and operators[-1] == "!":
            operators.pop()
            value = values[-1]
            values[-1] = _Value(not value.value, not value.with_ignore, value.negated, value.implied)
    if wants_operand:
        return "the expression is not complete"
    while operators:
        operator = operators.pop()
        if operator == "(":
            return 'a "(" is not closed'
        _reduce(values, operator)
    return values[0]


def _tag(name: str, tags: Tags) -> _Value:
    value = tags.holds(name)
    release = _RELEASE.fullmatch(name)
    return _Value(value, value or name == "ignore", int(release[1] or 0) if release else -1, -1)


def _reduce(values: list[_Value], operator: str) -> None:
    right, left = values.pop(), values.pop()
    if operator == "&&":
        values.append(
            _Value(
                left.value and right.value,
                left.with_ignore and right.with_ignore,
                max(left.implied, right.implied),
                min(left.negated, right.negated),
            )
        )
    else:
        values.append(
            _Value(
                left.value or right.value,
                left.with_ignore or right.with_ignore,
                min(left.implied, right.implied),
                max(left.negated, right.negated),
            )
        )


_VALID_TAG = re.compile(r"[\w.]+")


def _plus_build(text: str, tags: Tags) -> tuple[bool, bool]:
    """A ``// +build`` line: blanks are or, commas are and; a malformed term counts as the tag ``ignore``, as in Go.

    Gives its truth and its truth were ``ignore`` set.
    """
    value = with_ignore = False
    for clause in text.split() or ["ignore"]:
        holds = holds_with = True
        for term in clause.split(","):
            negated = term.startswith("!")
            name = term.removeprefix("!")
            if name.startswith("!") or not _VALID_TAG.fullmatch(name):
                name, negated = "ignore", negated and bool(name) and not name.startswith("!")
            truth = tags.holds(name)
            holds = holds and truth != negated
            holds_with = holds_with and (truth or name == "ignore") != negated
        value = value or holds
        with_ignore = with_ignore or holds_with
    return value, with_ignore
