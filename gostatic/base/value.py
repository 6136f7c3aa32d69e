"""The base of all operands of the IR; down here because variables, which are operands too, are made with their types."""

from __future__ import annotations


class Value:
    """Base of all values."""

    __slots__ = ()
