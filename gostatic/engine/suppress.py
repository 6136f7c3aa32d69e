"""Suppression comments: ``//gostatic:ignore rule[,rule] -- reason`` on the reported line or alone on the line above."""

from __future__ import annotations

import re

from gostatic.base.span import Span

_COMMENT = re.compile(rb"//gostatic:ignore\b([^\r\n]*)")
NO_REASON = "no reason given"


class Suppressions:
    """Finds the comments of files when a finding in them asks."""

    def __init__(self, texts: dict[str, bytes]) -> None:
        self.texts = texts
        self.known: dict[str, dict[int, tuple[frozenset[str], str]]] = {}

    def reason(self, rule: str, span: Span) -> str | None:
        """The reason a finding of the rule at the span is silenced with, None when it is not."""
        text = self.texts.get(span.file, b"")
        comments = self.known.get(span.file)
        if comments is None:
            comments = self.known[span.file] = _comments(text)
        if not comments:
            return None
        found = comments.get(text.count(b"\n", 0, span.start))
        if found is None or (found[0] and rule not in found[0]):
            return None
        return found[1]


def _comments(text: bytes) -> dict[int, tuple[frozenset[str], str]]:
    """The lines silenced, 0-based: rule ids (empty: all) and the reason."""
    found: dict[int, tuple[frozenset[str], str]] = {}
    for match in _COMMENT.finditer(text):
        rules, _, why = match.group(1).decode("utf-8", "replace").partition("--")
        names = frozenset(rules.replace(",", " ").split())
        reason = why.strip() or NO_REASON
        line = text.count(b"\n", 0, match.start())
        start = text.rfind(b"\n", 0, match.start()) + 1
        if not text[start : match.start()].strip():
            line += 1  # alone on its line: it speaks of the next one
        found[line] = (names, reason)
    return found
