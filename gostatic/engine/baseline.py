"""A baseline: the findings a project lives with for now, so that only further ones are reported.

Entries are keyed on the rule, the package, the qualified function, the symbols and the text of the reported line, with how often
each occurs; never on file names or line numbers. So they survive lines that move, functions that move to another file of
the package, and renamed files. Numbers of function literals do not count either: one more literal in a function changes no
key. An entry that is left over then covers a finding of the same cause on the same line of the same function, whatever its
symbols are: a witness may lead over other locks tomorrow, and where rule ids form a chain (one cause, told as the most specific)
another id may tell it. An entry whose line is gone from its function covers one on that line elsewhere in the
package: functions are renamed and their parts moved out. Each entry covers as many findings as it counts; what comes on top is
reported.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from gostatic.engine.finding import Finding, RunResult, stable_name

VERSION = 1
MAX_BYTES = 64 * 1024 * 1024  # a longer file is refused
MAX_LINE = 160  # of a line's text in an entry; the rest is a hash

# A declared function around all literals: ``F``, ``T.m``. Literals in package variables have no such name.
_OUTERMOST = re.compile(r"(?:(\w+)\.)?(\w+)(?:\.func|$)")


class BaselineError(Exception):
    """A baseline that cannot be read; the text is half a sentence without the file's name."""


class Entry(NamedTuple):
    """What identifies a finding without file and line numbers; ``line`` is the line's text without blanks."""

    package: str
    function: str
    rule: str
    line: str
    symbols: tuple[str, ...]


class Baseline:
    """Entries, how often each occurs, and the profile it is shown in."""

    __slots__ = ("counts", "profiles")

    def __init__(self) -> None:
        self.counts: dict[Entry, int] = {}
        self.profiles: dict[Entry, str] = {}

    def add(self, entry: Entry, count: int, profile: str) -> None:
        """Count an entry ``count`` times more; none at all takes nothing away."""
        if count > 0:
            self.counts[entry] = self.counts.get(entry, 0) + count
            self.profiles.setdefault(entry, profile)

    @staticmethod
    def of(findings: Iterable[Finding], read: Callable[[str], bytes]) -> Baseline:
        """The baseline of findings; ``read`` gives a file's bytes by its run path."""
        made = Baseline()
        for finding in findings:
            made.add(entry_of(finding, read), 1, finding.diagnostic.profile.value)
        return made

    @staticmethod
    def parse(text: bytes) -> Baseline:
        """The baseline in a file. Raises ``BaselineError``."""
        if len(text) > MAX_BYTES:
            raise BaselineError(f"is longer than {MAX_BYTES} bytes")
        import json  # only for runs with a baseline

        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            raise BaselineError("is no JSON") from None
        if not isinstance(document, dict) or not isinstance(document.get("entries"), list):
            raise BaselineError('is no baseline: it has no list "entries"')
        if document.get("version") != VERSION:
            raise BaselineError(f"is of a version this program does not know; it knows version {VERSION}")
        made = Baseline()
        for number, entry in enumerate(document["entries"], 1):
            made.add(*_parsed(entry, number))
        return made

    def text(self) -> str:
        """The file: JSON, sorted, one entry per line, so that versions of it can be compared and merged."""
        import json

        lines = [
            json.dumps(
                {
                    "rule": entry.rule,
                    "package": entry.package,
                    "function": entry.function,
                    "symbols": list(entry.symbols),
                    "line": entry.line,
                    "profile": self.profiles[entry],
                    "count": self.counts[entry],
                }
            )
            for entry in sorted(self.counts)
        ]
        body = ",\n".join(f"    {line}" for line in lines)
        listed = f"[\n{body}\n  ]" if lines else "[]"
        return f'{{\n  "version": {VERSION},\n  "entries": {listed}\n}}\n'

    def covered(
        self, findings: Sequence[Finding], result: RunResult, chain: Collection[str] = ()
    ) -> tuple[frozenset[int], Baseline]:
        """Which of the findings the entries cover, as indices, and the entries that are left over.

        ``findings`` are of ``result``; ``chain`` are rule ids of which any covers any other.
        """
        left = dict(self.counts)
        entries = [entry_of(finding, result.read) for finding in findings]
        lines_of = functools.cache(lambda package, function: _lines_of(package, function, result))
        covered: set[int] = set()
        for key, moved in _closest_first(frozenset(chain)):
            rest = [index for index in range(len(entries)) if index not in covered]
            if not rest or not any(left.values()):
                break
            alike: dict[tuple[object, ...], list[Entry]] = {}
            for entry in sorted(left):
                if left[entry] and (not moved or _is_gone(entry.line, lines_of(entry.package, entry.function))):
                    alike.setdefault(key(entry), []).append(entry)
            for index in rest:
                for entry in alike.get(key(entries[index]), ()):
                    if left[entry]:
                        left[entry] -= 1
                        covered.add(index)
                        break
        remaining = Baseline()
        for entry, count in left.items():
            remaining.add(entry, count, self.profiles[entry])
        return frozenset(covered), remaining


def _closest_first(chain: frozenset[str]) -> Iterator[tuple[Callable[[Entry], tuple[object, ...]], bool]]:
    """By what an entry and a finding are compared, and whether only entries that are gone from their function are."""

    def cause(entry: Entry) -> str:
        return "" if entry.rule in chain else entry.rule

    yield tuple, False
    yield lambda entry: (entry.package, entry.function, entry.line, entry.rule), False
    yield lambda entry: (entry.package, entry.function, entry.line, cause(entry)), False
    yield lambda entry: (entry.package, entry.line, cause(entry), entry.symbols), True
    yield lambda entry: (entry.package, entry.line, cause(entry)), True


def _is_gone(line: str, lines: frozenset[str] | None) -> bool:
    return lines is not None and line not in lines


def _lines_of(package: str, function: str, result: RunResult) -> frozenset[str] | None:
    """The lines of a declared function as entries have them, none when the package no longer declares it; None in doubt.

    The text is asked, as a run does not parse what cannot matter. What follows a function up to the next one counts too.
    """
    declared = _OUTERMOST.match(function)
    if declared is None or package not in result.packages:
        return None
    receiver, name = (re.escape(each or "") for each in declared.groups())
    takes = rf"\([^()\n]*\b{receiver}\b[^()\n]*\)\s*" if receiver else r"\s"
    head = re.compile(rf"^func\s*{takes}{name}\s*[\[(]".encode(), re.MULTILINE)
    lines: set[str] = set()
    for path in result.packages[package]:
        text = result.read(path)
        for match in head.finditer(text):
            end = text.find(b"\nfunc", match.end())
            lines.update(_key_line(line) for line in text[match.start() : end if end >= 0 else len(text)].split(b"\n"))
    return frozenset(lines)


def entry_of(finding: Finding, read: Callable[[str], bytes]) -> Entry:
    """The entry of a finding; a file that cannot be read any more has empty lines."""
    span = finding.diagnostic.span
    try:
        text = read(span.file)
    except (OSError, LookupError, ValueError):
        text = b""
    end = text.find(b"\n", span.start)
    line = text[text.rfind(b"\n", 0, span.start) + 1 : len(text) if end < 0 else end]
    return Entry(
        finding.package,
        stable_name(finding.function),
        finding.rule.id,
        _key_line(line),
        tuple(stable_name(symbol) for symbol in finding.diagnostic.symbols),
    )


def _key_line(text: bytes) -> str:
    """A line without blanks; the end of a long one is hashed."""
    line = "".join(text.decode("utf-8", "backslashreplace").split())
    if len(line) <= MAX_LINE:
        return line
    return f"{line[:MAX_LINE]}…{hashlib.sha256(line.encode()).hexdigest()[:16]}"


def _parsed(entry: Any, number: int) -> tuple[Entry, int, str]:
    if not isinstance(entry, dict):
        raise BaselineError(f"is damaged: entry {number} is no object")
    texts = [entry.get(name, "") for name in ("package", "function", "rule", "line", "profile")]
    symbols, count = entry.get("symbols", []), entry.get("count", 1)
    if not all(isinstance(text, str) for text in texts) or not texts[2]:
        raise BaselineError(f"is damaged: entry {number} has no rule, or a value that is no text")
    if not isinstance(symbols, list) or not all(isinstance(symbol, str) for symbol in symbols):
        raise BaselineError(f'is damaged: "symbols" of entry {number} is no list of texts')
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise BaselineError(f'is damaged: "count" of entry {number} is no number of at least 1')
    return Entry(texts[0], texts[1], texts[2], texts[3], tuple(symbols)), count, texts[4]
