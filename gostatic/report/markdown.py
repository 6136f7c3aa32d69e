"""The little that reports need to know of a rule's Markdown page."""

from __future__ import annotations

import re

_FENCE = re.compile(r"\s*(```|~~~)")
# Lines that do not continue the paragraph before them: headings, list items, quotes, tables, rules, HTML.
_BLOCK_START = re.compile(r"\s*(#{1,6}\s|[-*+]\s|\d+[.)]\s|[>|<]|---|===|\*\*\*$)")
# Lines that the next line does not continue; an indented one is code here, as it follows an empty line.
_ALONE = re.compile(r"\s*(#{1,6}\s|[>|<]|---|===|\*\*\*$)|    |\t")


def unwrapped(page: str) -> str:
    """The page with each paragraph and list item on one line, since GitHub renders a line end in rule help as a break.

    Code, headings, quotes and tables stay as they are.
    """
    written: list[str] = []
    in_code = False
    may_continue = False
    for line in page.replace("\r\n", "\n").split("\n"):
        if _FENCE.match(line):
            in_code = not in_code
            may_continue = False
        elif in_code or not line.strip():
            may_continue = False
        elif may_continue and not _BLOCK_START.match(line):
            written[-1] = f"{written[-1].rstrip()} {line.strip()}"
            continue
        else:
            may_continue = not _ALONE.match(line)
        written.append(line)
    return "\n".join(written).strip()


def description_of(page: str) -> str:
    """The first paragraph of an unwrapped page that is neither heading nor code; "" when there is none."""
    in_code = False
    for line in page.split("\n"):
        if _FENCE.match(line):
            in_code = not in_code
        elif not in_code and line.strip() and not line.startswith("#"):
            return line.strip()
    return ""
