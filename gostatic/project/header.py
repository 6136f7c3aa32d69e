"""The head of a Go file: where its package clause stands, and what the comments before it say."""

from __future__ import annotations

import re
from typing import NamedTuple

# Blanks and comments, each alternative possessive: a hostile head costs linear time.
_BLANK = rb"(?:[ \t\r\n;]++|//[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)*+"
_CLAUSE = re.compile(
    rb"(?:\xef\xbb\xbf)?" + _BLANK + rb"(package)\b" + _BLANK + rb"([A-Za-z_\x80-\xff][\w\x80-\xff]*+)"
)
_GENERATED = re.compile(rb"^// Code generated .* DO NOT EDIT\.\r?$", re.MULTILINE)
_IMPORTS_C = re.compile(
    _BLANK
    + rb"(?:import\b"
    + _BLANK
    + rb"(?:\((?P<group>[^)]*+)\)|(?:[\w.\x80-\xff]++"
    + _BLANK
    + rb")?(?P<path>\"[^\"\n]*\"|`[^`]*`)))"
)


class Head(NamedTuple):
    """What stands at the top of a file; ``comments`` is all before the package clause, ``end`` the offset after it."""

    package: str
    comments: bytes
    end: int


def read_head(text: bytes) -> Head | None:
    """The head of a file; None when no package clause follows the leading comments."""
    match = _CLAUSE.match(text)
    if match is None:
        return None
    return Head(match[2].decode("utf-8", "replace"), text[: match.start(1)], match.end())


def is_generated(comments: bytes) -> bool:
    """Whether the comments before the package clause hold Go's mark of a generated file, a line of its own."""
    return b"// Code generated " in comments and _GENERATED.search(comments) is not None


def imports_c(text: bytes, end: int) -> bool:
    """Whether the import declarations that follow the package clause (which ends at ``end``) name "C", that is, cgo."""
    if b'"C"' not in text:
        return False
    while (match := _IMPORTS_C.match(text, end)) is not None:
        if match["path"] == b'"C"' or (
            match["group"] is not None and re.search(rb'(?m)^\s*(?:_\s+)?"C"', match["group"])
        ):
            return True
        end = match.end()
    return False


def first_line_with_code(text: bytes) -> int:
    """The 1-based line a missing package clause is reported at: where blanks and comments end."""
    match = re.match(rb"(?:\xef\xbb\xbf)?" + _BLANK, text)
    return text.count(b"\n", 0, match.end() if match else 0) + 1
