"""Text from the analysed source made safe to show: no terminal control, no direction changes, no surrogates."""

from __future__ import annotations

import re

# C0 and C1 controls but tab, the characters that turn the direction of writing or break the line unseen, and surrogates
# (a file name that is not UTF-8 has them).
_HIDDEN = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte that file-name decoding kept as a surrogate
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def visible(text: str) -> str:
    """``text`` on one line, with every character that a terminal would obey rather than show written as an escape."""
    return _HIDDEN.sub(_escaped, text.replace("\r\n", " ").replace("\n", " "))


def well_formed(text: str) -> str:
    """``text`` with lone surrogates written as escapes, so that it can be encoded."""
    return _SURROGATE.sub(_escaped, text)
