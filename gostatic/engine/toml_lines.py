"""On which line a key of a TOML text stands: the standard library's reader keeps no positions.

Only asked when a mistake is about to be told, and only of a text that the standard library has read without complaint, so the
scan trusts its grammar: https://toml.io/en/v1.0.0.
"""

from __future__ import annotations

import re

Place = tuple["str | int", ...]

_BLANK = re.compile(r"[ \t]*")
_BETWEEN = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}#\r\n]*")
_STRINGS = {
    '"""': re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}', re.DOTALL),
    "'''": re.compile(r"'''.*?'{3,5}", re.DOTALL),
    '"': re.compile(r'"(?:[^"\\]|\\.)*"'),
    "'": re.compile(r"'[^']*'"),
}


def line_of(text: str, place: Place) -> int:
    """The 1-based line of a key, named by the keys and list indices that lead to it; of the nearest one around it
    when that is not there, and 0 when none is."""
    try:
        found = _Scan(text).places()
    except (IndexError, ValueError, RecursionError):  # no TOML after all, or nested beyond reason
        return 0
    while place and place not in found:
        place = place[:-1]
    return found.get(place, 0)


class _Scan:
    """One pass over a text; ``at`` is where it is."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Place, int] = {}
        self.lists: dict[Place, int] = {}  # arrays of tables, and the index of their last one

    def places(self) -> dict[Place, int]:
        """The lines of all keys and list elements."""
        table: Place = ()
        while True:
            self.skip(_BETWEEN)
            if self.at >= len(self.text):
                return self.found
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)

    def skip(self, what: re.Pattern[str]) -> None:
        """Moves behind what matches here."""
        match = what.match(self.text, self.at)
        self.at = match.end() if match is not None else self.at

    def note(self, place: Place) -> None:
        """Remembers where a key stands; the first place counts."""
        self.found.setdefault(place, self.text.count("\n", 0, self.at) + 1)

    def header(self) -> Place:
        """``[a.b]`` or ``[[a.b]]``: the table that the following pairs belong to."""
        double = self.text.startswith("[[", self.at)
        start = self.at
        self.at += 2 if double else 1
        keys = self.key()
        end = self.at
        self.at = start
        place: Place = ()
        for number, key in enumerate(keys):
            place = (*place, key)
            if double and number == len(keys) - 1:
                self.lists[place] = self.lists.get(place, -1) + 1
            self.note(place)
            if place in self.lists:
                place = (*place, self.lists[place])
        self.note(place)
        self.at = self.text.index("]", end) + (2 if double else 1)
        return place

    def key(self) -> list[str]:
        """A dotted key."""
        parts: list[str] = []
        while True:
            self.skip(_BLANK)
            quote = self.text[self.at]
            if quote in "\"'":
                start = self.at
                self.skip(_STRINGS[quote])
                import tomllib

                parts.append(str(tomllib.loads(f"x = {self.text[start : self.at]}")["x"]))
            else:
                match = _BARE_KEY.match(self.text, self.at)
                if match is None:
                    raise IndexError
                parts.append(match[0])
                self.at = match.end()
            self.skip(_BLANK)
            if self.text[self.at : self.at + 1] != ".":
                return parts
            self.at += 1

    def pair(self, table: Place) -> None:
        """``key = value``."""
        start = self.at
        keys = self.key()
        end, self.at = self.at, start
        place = table
        for key in keys:
            place = (*place, key)
            self.note(place)
        self.at = self.text.index("=", end) + 1
        self.skip(_BLANK)
        self.value(place)

    def value(self, place: Place) -> None:
        """A value, and the keys inside it."""
        char = self.text[self.at]
        if char in "\"'":
            triple = char * 3
            self.skip(_STRINGS[triple if self.text.startswith(triple, self.at) else char])
        elif char == "[":
            self.sequence(place)
        elif char == "{":
            self.at += 1
            self.skip(_BETWEEN)
            while self.text[self.at] != "}":
                self.pair(place)
                self.comma()
            self.at += 1
        else:
            self.skip(_BARE_VALUE)

    def sequence(self, place: Place) -> None:
        """A list."""
        self.at += 1
        self.skip(_BETWEEN)
        number = 0
        while self.text[self.at] != "]":
            self.note((*place, number))
            start = self.at
            self.value((*place, number))
            self.comma()
            number += 1
            if self.at == start:
                raise IndexError
        self.at += 1

    def comma(self) -> None:
        """What stands between two elements."""
        self.skip(_BETWEEN)
        if self.text[self.at] == ",":
            self.at += 1
            self.skip(_BETWEEN)
