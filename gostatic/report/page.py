"""A rule's page, written in Markdown, as text for a terminal: the few forms that pages use, laid out to a width."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BOLD, _DIM, _CYAN, _END = "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[0m"
_CODE = re.compile(r"``(.+?)``|`([^`]+)`")
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_ITEM = re.compile(r"(\s*)(?:[-*]|(\d+)\.)\s+(.*)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# Blanks within code: no line is broken there. Taken back before anything is written.
_HARD_BLANK = "\ue000"


def render(page: str, width: int, color: bool) -> str:
    """The page as text of at most ``width`` columns where words allow it, with ANSI signs when ``color``.

    Headings, paragraphs, lists, fenced code, inline code, strong words and links are known; tables are shown as written.
    """
    blocks = ["\n".join(block) for block in _blocks(_CONTROL.sub("", page).split("\n"), width, color)]
    return "\n\n".join(blocks).replace(_HARD_BLANK, " ") + "\n"


def _blocks(lines: list[str], width: int, color: bool) -> Iterator[list[str]]:
    """The page's blocks, each laid out as lines."""
    number = 0
    while number < len(lines):
        line = lines[number]
        if not line.strip():
            number += 1
        elif line.lstrip().startswith("```"):
            end = number + 1
            while end < len(lines) and not lines[end].lstrip().startswith("```"):
                end += 1
            code = [f"    {text}".replace("\t", "    ").rstrip() for text in lines[number + 1 : end]]
            yield [f"{_DIM}{text}{_END}" if color and text else text for text in code]
            number = end + 1
        elif line.startswith("#"):
            title = _plain(line.lstrip("#").strip())
            yield [f"{_BOLD}{title}{_END}"] if color else [title, _rule(line, title)]
            number += 1
        elif line.lstrip().startswith("|"):
            end = number
            while end < len(lines) and lines[end].lstrip().startswith("|"):
                end += 1
            yield lines[number:end]
            number = end
        else:
            end = number
            while end < len(lines) and lines[end].strip() and not lines[end].lstrip().startswith(("```", "#", "|")):
                end += 1
            yield _prose(lines[number:end], width, color)
            number = end


def _rule(line: str, title: str) -> str:
    return ("=" if line.startswith("# ") else "-") * len(title)


def _prose(lines: list[str], width: int, color: bool) -> list[str]:
    """A paragraph or a list, its words filled into lines."""
    items: list[tuple[str, str]] = []
    for line in lines:
        match = _ITEM.fullmatch(line)
        if match is not None:
            items.append((f"{match[1]}{match[2] + '.' if match[2] else '-'} ", match[3]))
        elif items:
            items[-1] = items[-1][0], f"{items[-1][1]} {line.strip()}"
        else:
            items.append(("", line.strip()))
    found: list[str] = []
    for mark, text in items:
        found += _filled(_styled(text, color), mark, width)
    return found


def _filled(text: str, mark: str, width: int) -> list[str]:
    lines = [mark]
    length = len(mark)
    empty = True
    for word in text.split():
        size = len(re.sub(r"\x1b\[\d+m", "", word))
        if not empty and length + 1 + size > width:
            lines.append(" " * len(mark))
            length, empty = len(mark), True
        lines[-1] += word if empty else f" {word}"
        length += size + (not empty)
        empty = False
    return lines


def _styled(text: str, color: bool) -> str:
    """Inline forms: code keeps its quotes where there is no colour."""

    def code(match: re.Match[str]) -> str:
        inner = (match[1] or match[2]).replace(" ", _HARD_BLANK)
        return f"{_CYAN}{inner}{_END}" if color else f"`{inner}`"

    text = _LINK.sub(lambda match: f"{match[1]} ({match[2]})", text)
    text = _STRONG.sub(lambda match: f"{_BOLD}{match[1]}{_END}" if color else match[1], text)
    return _CODE.sub(code, text)


def _plain(text: str) -> str:
    return _CODE.sub(lambda match: match[1] or match[2], text)
