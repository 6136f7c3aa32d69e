"""go.mod and go.work, read line by line; what cannot be read is a problem and the rest still counts.

Grammar: "Go Modules Reference", sections "go.mod files" and "Workspaces" (lexical elements, blocks, directives).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from gostatic.project.workspace import Version

NEWEST_GO: Version = (1, 27)  # assumed where no go.mod says otherwise
MISSING_GO: Version = (1, 16)  # what Go takes a go.mod without a go line for
MAX_DIRECTIVES = 2000  # of one kind (replace, use, ignore) that are kept; each costs a look at the disk
MAX_MOD_BYTES = 4 * 1024 * 1024  # a longer go.mod or go.work is read to this point; Go's own module cache allows 16 MB

_TOKEN = re.compile(
    r"""\s*(?: (?P<comment>//.*) | (?P<string>"(?:\\.|[^"\\])*" | `[^`]*`) | (?P<mark>[()\[\],{}])"""
    r""" | (?P<word>(?:(?!//)[^\s()\[\],{}"`])+) )""",
    re.VERBOSE,
)
_VERSION = re.compile(r"([0-9]{1,4}+)(?:\.([0-9]{1,4}+)|(?!\.))(?![0-9])")
_KNOWN = frozenset(
    ("module", "go", "toolchain", "require", "exclude", "replace", "retract", "tool", "ignore", "godebug", "use")
)
_WANTED = frozenset(("module", "go", "replace", "ignore", "use"))


class Replace(NamedTuple):
    """A replace directive with a local path: imports below ``path`` are read from ``folder`` (as written)."""

    path: str
    folder: str
    line: int


class Use(NamedTuple):
    """A use directive of go.work; ``folder`` as written."""

    folder: str
    line: int


class Complaint(NamedTuple):
    """Something wrong in the file: 1-based line and a sentence."""

    line: int
    message: str


class ModFile(NamedTuple):
    """What matters of a go.mod or go.work.

    ``path`` is "" when there is no usable module line; ``go_version`` is None when there is no usable go line.
    """

    path: str
    go_version: Version | None
    replaces: tuple[Replace, ...]
    ignores: tuple[str, ...]
    uses: tuple[Use, ...]
    complaints: tuple[Complaint, ...]


def parse_mod(text: bytes) -> ModFile:
    """Read a go.mod or go.work (``text`` at most ``MAX_MOD_BYTES``); never raises.

    Only the first complaint about the syntax is kept: after it the others are mostly its echo.
    """
    reading = _Reading()
    block: str | None = None
    number = 0
    # The whole file is decoded once; undecodable bytes become characters no path on disk has.
    for number, line in enumerate(text.decode("utf-8", "replace").removeprefix("\ufeff").split("\n"), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("//"):
            continue
        if block is not None:
            if stripped.startswith(")"):
                block = None
            elif block in _WANTED:
                reading.statement(block, _tokens(stripped, number, reading), number)
            continue
        verb = re.split(r"[\s(]", stripped, maxsplit=1)[0]
        if verb not in _KNOWN:
            reading.complain(number, f'unknown directive "{verb[:40]}"')
            continue
        rest = stripped[len(verb) :].lstrip()
        if rest.startswith("(") and not rest[1:].split("//", 1)[0].strip():
            block = verb
        elif verb in _WANTED:
            reading.statement(verb, _tokens(rest, number, reading), number)
    if block is not None:
        reading.complain(number, f'the "{block}" block is not closed')
    return reading.result()


class _Reading:
    """The parts of a ModFile while they are collected."""

    def __init__(self) -> None:
        self.path = ""
        self.go_version: Version | None = None
        self.replaces: list[Replace] = []
        self.ignores: list[str] = []
        self.uses: list[Use] = []
        self.complaints: list[Complaint] = []

    def complain(self, line: int, message: str) -> None:
        if not self.complaints:
            self.complaints.append(Complaint(line, message))

    def statement(self, verb: str, words: list[str], line: int) -> None:
        if verb == "module":
            if len(words) != 1 or not words[0]:
                self.complain(line, "the module line needs one module path")
            elif self.path:
                self.complain(line, "a second module line")
            else:
                self.path = words[0]
        elif verb == "go":
            version = parse_version(words[0]) if len(words) == 1 else None
            if version is None:
                self.complain(line, "the go line needs one version such as 1.22")
            elif self.go_version is None:
                self.go_version = version
        elif max(len(self.replaces), len(self.ignores), len(self.uses)) >= MAX_DIRECTIVES:
            self.complain(line, f"more than {MAX_DIRECTIVES} {verb} directives; the rest is not followed")
        elif verb == "replace":
            self._replace(words, line)
        elif verb == "ignore" and words:
            self.ignores.append(words[0])
        elif verb == "use" and words:
            self.uses.append(Use(words[0], line))

    def _replace(self, words: list[str], line: int) -> None:
        if "=>" not in words or words[0] == "=>" or words[-1] == "=>":
            self.complain(line, "a replace line needs a module path, => and a replacement")
            return
        target = words[words.index("=>") + 1 :]
        # Go takes a replacement for a local path when it has no version and looks like a path.
        if len(target) == 1 and (target[0] in (".", "..") or target[0].startswith(("./", "../", "/", ".\\", "..\\"))):
            self.replaces.append(Replace(words[0], target[0], line))

    def result(self) -> ModFile:
        return ModFile(
            self.path,
            self.go_version,
            tuple(self.replaces),
            tuple(self.ignores),
            tuple(self.uses),
            tuple(self.complaints),
        )


def parse_version(text: str) -> Version | None:
    """``1.22``, ``1.22.3``, ``1.23rc1`` -> (major, minor); None for what is no version."""
    match = _VERSION.match(text)
    return (int(match[1]), int(match[2] or 0)) if match else None


def _tokens(line: str, number: int, reading: _Reading) -> list[str]:
    words = []
    at = 0
    while at < len(line):
        match = _TOKEN.match(line, at)
        if match is None:
            if line[at:].strip():
                reading.complain(number, "a quoted string is not closed")
            break
        at = match.end()
        if match["comment"] is not None:
            break
        if match["string"] is not None:
            quoted = match["string"]
            words.append(quoted[1:-1] if quoted[0] == "`" else re.sub(r"\\(.)", r"\1", quoted[1:-1]))
        else:
            words.append(match["mark"] or match["word"])
    return words
