"""The line hash by which GitHub code scanning recognizes an alert after the lines around it have moved.

The value goes into SARIF's ``partialFingerprints.primaryLocationLineHash``. It must equal the one that GitHub's upload
action computes itself, so the algorithm is that of ``github/codeql-action`` (``src/fingerprints.ts``), ported from its
description: of each line, the 100 UTF-16 code units from its start on (running on into the next lines) are hashed as
the digits of a number in base 37 modulo 2^64, the first being the most significant. Spaces and tabs do not count; CR,
CRLF and LF all count as LF; the file is followed by one unit 0xFFFF and then by zeros. Written as lower-case
hexadecimal, ``:`` and how often this hash has come up in the file so far, from 1.
"""

from __future__ import annotations

import sys
from array import array
from itertools import accumulate

_WINDOW = 100
_BASE = 37
_MASK = (1 << 64) - 1
_DROPPED = pow(_BASE, _WINDOW, 1 << 64)  # the weight of the unit that has just left the window
_END_OF_FILE = 0xFFFF
_LF = 0x0A


def line_hashes(text: bytes) -> tuple[str, ...]:
    """The hash of every line of a file, first line first.

    A lone CR ends a line here (it does not in Go): the line numbers are those by which the hash is looked up.
    Invalid UTF-8 is read as U+FFFD; a byte order mark counts.
    """
    read = text.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    units = array("H", read.translate({0x20: None, 0x09: None}).encode("utf-16-le"))
    if sys.byteorder == "big":
        units.byteswap()
    # A line starts at the first unit after each LF; the end mark is a unit too, so the last one always exists.
    starts = [0, *(index + 1 for index, unit in enumerate(units) if unit == _LF)]
    units.append(_END_OF_FILE)
    units.extend([0] * _WINDOW)
    # Hashes of all prefixes; 8 bytes each, as generated files run to millions of units.
    prefix = array("Q", accumulate(units, lambda hashed, unit: (hashed * _BASE + unit) & _MASK, initial=0))
    seen: dict[int, int] = {}
    hashes = []
    for start in starts:
        value = (prefix[start + _WINDOW] - prefix[start] * _DROPPED) & _MASK
        seen[value] = count = seen.get(value, 0) + 1
        hashes.append(f"{value:x}:{count}")
    return tuple(hashes)
