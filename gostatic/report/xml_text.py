"""The little XML that checkstyle and JUnit reports need: attributes and text that any parser takes."""

from __future__ import annotations

import re

from gostatic.report.plain import visible

# What XML 1.0 forbids and ``visible`` leaves in: the two non-characters at the end of the basic plane.
_FORBIDDEN = re.compile("[\ufffe\uffff]")
HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'


def attributes(**values: str | int) -> str:
    """`` name="value"`` for each, in the order given; a trailing underscore of a name is dropped (``class_``)."""
    return "".join(f' {name.rstrip("_")}="{escaped(str(value))}"' for name, value in values.items())


def escaped(text: str) -> str:
    """One line of text for an attribute or between tags, what XML forbids written as an escape."""
    text = _FORBIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", visible(text)).replace("\t", " ")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
