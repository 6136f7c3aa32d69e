"""The comments that silence findings, read from source: which lines each covers, which rules it names, and why.

===========================================  =================================================================
``//gostatic:ignore rule[,rule] -- reason``   our own; without a rule every rule is meant
``//nolint:gostatic[,other] // reason``       golangci-lint's; ``gostatic``, ``all``, our rule ids, or bare ``//nolint``
``//lint:ignore rule[,rule] reason``          staticcheck's; our rule ids, globs of them, or ``gostatic``
===========================================  =================================================================

At the end of a line a comment covers that line; alone on a line, the next line of code. Where the covered line leaves ``(``
or ``[`` open, it goes on to the line that closes them; ``//nolint`` also follows ``{``, as golangci-lint covers the
declaration or statement that starts there. ``//gostatic:file-ignore``, ``//lint:file-ignore``, and ``//nolint`` before or on
the package clause cover the file. The scan is lexical, so that it works on source that does not parse: text in strings and
block comments is no directive.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from fnmatch import fnmatchcase

TOOL = "gostatic"  # the name that stands for all of our rules in other tools' comments
LAST_LINE = 1 << 60  # of a directive that covers its whole file

# One pass over a file, and only over files in which one of these words occurs at all.
_CANDIDATE = re.compile(rb"//\s*nolint|//[ \t]*gostatic:|//lint:")
_TOKEN = re.compile(
    rb"(?P<comment>//[^\n]*)|(?P<skipped>/\*.*?(?:\*/|\Z)|`[^`]*(?:`|\Z)|\"(?:\\[^\n]|[^\"\\\n])*\"?|'(?:\\[^\n]|[^'\\\n])*'?)"
    rb"|(?P<open>[({\[])|(?P<close>[)}\]])|(?P<package>^package\b)",
    re.DOTALL | re.MULTILINE,
)
_OWN = re.compile(r"//gostatic:(?P<file>file-)?ignore(?:\s+(?P<rules>(?!--).*?))?\s*(?:--\s*(?P<reason>.*))?")
_OTHER = re.compile(r"//gostatic:(?P<word>[\w-]+).*")
_BLANK = re.compile(r"//\s+gostatic:(?:file-)?ignore\s+(?P<rule>[\w-]+).*")
_NOLINT = re.compile(r"//\s*nolint(?::(?P<rules>[\w\-,\s]*?)|(?=\s|$).*?)\s*(?://\s*(?P<reason>.*))?")
_LINT = re.compile(r"//lint:(?P<file>file-)?ignore\s+(?P<rules>\S+)(?:\s+(?P<reason>.*))?")


@dataclass(frozen=True, slots=True)
class Directive:
    """One comment that silences findings.

    ``line`` is its own 1-based line, ``first`` to ``last`` the lines it covers. ``rules`` are ids or globs of ids, empty for
    all rules; ``reason`` may be empty. ``addressed`` says that it names us: one for other linters too is never unused.
    ``unknown`` is the word of a comment of our own that we do not know, a blank for one that has a blank before it: it covers
    nothing.
    """

    line: int
    first: int
    last: int
    rules: tuple[str, ...]
    reason: str
    addressed: bool
    own: bool
    unknown: str = ""

    def names(self, rule_id: str) -> bool:
        """Whether findings of the rule are meant."""
        return not self.rules or any(rule_id == rule or fnmatchcase(rule_id, rule) for rule in self.rules)


class Lexed:
    """The comments and brackets of a file, by line."""

    __slots__ = ("brackets", "comments", "inside", "package", "starts", "text")

    def __init__(self, text: bytes) -> None:
        """Scans ``text`` once."""
        self.text = text
        self.starts = [0, *(match.end() for match in re.finditer(rb"\n", text))]
        self.comments: list[tuple[int, int]] = []  # start and end offsets of line comments
        self.inside: list[tuple[int, int]] = []  # strings and block comments of several lines: first and last line
        self.brackets: dict[
            int, list[tuple[bool, int]]
        ] = {}  # line -> of each bracket left open: is it {, closing line
        self.package = 0
        stack: list[tuple[bool, int]] = []
        for match in _TOKEN.finditer(text):
            kind, start = match.lastgroup, match.start()
            if kind == "comment":
                self.comments.append((start, match.end()))
            elif kind == "skipped":
                first, last = self.line_of(start), self.line_of(max(start, match.end() - 1))
                if first != last:
                    self.inside.append((first, last))
            elif kind == "open":
                stack.append((match.group() == b"{", self.line_of(start)))
            elif kind == "close" and stack:
                is_brace, opened = stack.pop()
                closed = self.line_of(start)
                if closed != opened:
                    self.brackets.setdefault(opened, []).append((is_brace, closed))
            elif kind == "package" and not self.package:
                self.package = self.line_of(start)

    def line_of(self, offset: int) -> int:
        """The 1-based line of an offset."""
        return bisect_right(self.starts, offset)

    def line(self, number: int) -> bytes:
        """The bytes of a 1-based line with its line end; empty beyond the end."""
        if number > len(self.starts):
            return b""
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : end]

    def is_alone(self, start: int) -> bool:
        """Whether nothing but blanks stands before the offset on its line."""
        return not self.text[self.starts[self.line_of(start) - 1] : start].strip()

    def code_after(self, line: int) -> int:
        """The first line behind ``line`` that is neither empty nor a line comment."""
        line += 1
        while line < len(self.starts) and self.line(line).lstrip()[:2] in (b"", b"//"):
            line += 1
        return line

    def extent(self, line: int, braces: bool) -> int:
        """The last line of what starts on ``line``: where the brackets it leaves open are closed."""
        left = self.brackets.get(line, ())
        if not braces and any(is_brace for is_brace, _ in left):
            return line
        return max((closed for _, closed in left), default=line)


def directives_of(text: bytes) -> tuple[Directive, ...]:
    """The directives of a file that may concern us, in source order; cheap for files that have none."""
    if _CANDIDATE.search(text) is None:
        return ()
    lexed = Lexed(text)
    found = (_directive(lexed, start, end) for start, end in lexed.comments)
    return tuple(directive for directive in found if directive is not None)


def _directive(lexed: Lexed, start: int, end: int) -> Directive | None:
    comment = lexed.text[start:end].decode("utf-8", "replace").rstrip()
    line = lexed.line_of(start)
    for pattern in (_OWN, _NOLINT, _LINT):
        match = pattern.fullmatch(comment)
        if match is None:
            continue
        rules = tuple((match["rules"] or "").replace(",", " ").split())
        reason = (match["reason"] or "").strip()
        bare = pattern is _NOLINT and not rules
        if pattern is not _OWN and not bare:
            if not {TOOL, "all"}.isdisjoint(rules):
                addressed, rules = TOOL in rules, ()
            else:
                # Ids of other linters are nobody's business here; ours have a hyphen or a glob's star.
                addressed = True
                rules = tuple(rule for rule in rules if "-" in rule or "*" in rule)
                if not rules:
                    return None
        else:
            addressed = not bare
        groups = match.groupdict()
        is_file = bool(groups.get("file")) or (pattern is _NOLINT and line <= lexed.package)
        if is_file:
            return Directive(line, 1, LAST_LINE, rules, reason, addressed, pattern is _OWN)
        first = lexed.code_after(line) if lexed.is_alone(start) else line
        last = lexed.extent(first, braces=pattern is _NOLINT)
        return Directive(line, first, last, rules, reason, addressed, pattern is _OWN)
    other = _OTHER.fullmatch(comment)
    if other is not None:
        return Directive(line, 0, 0, (), "", True, True, other["word"])
    prose = _BLANK.fullmatch(comment)
    return Directive(line, 0, 0, (prose["rule"],), "", True, True, " ") if prose is not None else None
