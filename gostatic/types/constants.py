"""Values of constant expressions' parts: literals and operators, with bounds on size."""

from __future__ import annotations

# Larger integers and longer strings are not kept as constants.
MAX_BITS = 1024
MAX_STRING = 1 << 16

Constant = int | float | str | bool

_ESCAPES = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", "'": "'", '"': '"',
}  # fmt: skip
_UNSIGNED = {"uint": 64, "uint8": 8, "byte": 8, "uint16": 16, "uint32": 32, "uint64": 64, "uintptr": 64}


def literal(kind: str, text: str) -> Constant | None:
    """The value of a literal (``kind`` as in ``ast.BasicLit``); None for imaginary, malformed or oversized ones."""
    try:
        if kind == "int":
            return _integer(text)
        if kind == "float":
            number = float.fromhex(text.replace("_", "")) if text[:2] in ("0x", "0X") else float(text.replace("_", ""))
            return number if number - number == 0 else None
        if kind == "string" and len(text) <= MAX_STRING:
            return text[1:-1].replace("\r", "") if text[:1] == "`" else _unquote(text[1:-1])
        if kind == "char":
            value = _unquote(text[1:-1])
            return ord(value) if len(value) == 1 else None
    except (ValueError, OverflowError, IndexError):
        return None
    return None


def _integer(text: str) -> int | None:
    digits = text.replace("_", "")
    if len(digits) > MAX_BITS // 3:
        return None
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
        return int(digits, 8)
    return int(digits, 0)


def _unquote(text: str) -> str:
    if "\\" not in text:
        return text
    out: list[str] = []
    position = 0
    while position < len(text):
        char = text[position]
        position += 1
        if char != "\\":
            out.append(char)
            continue
        char = text[position]
        if char in "xuU":
            width = {"x": 2, "u": 4, "U": 8}[char]
            out.append(chr(int(text[position + 1 : position + 1 + width], 16)))
            position += 1 + width
        elif char in "01234567":
            out.append(chr(int(text[position : position + 3], 8)))
            position += 3
        else:
            out.append(_ESCAPES[char])
            position += 1
    return "".join(out)


def unary(op: str, value: Constant) -> Constant | None:
    """``op value``; None when it does not apply."""
    if op == "!":
        return not value if isinstance(value, bool) else None
    if isinstance(value, (bool, str)):
        return None
    if op == "-":
        return -value
    if op == "+":
        return value
    if op == "^" and isinstance(value, int):
        return ~value
    return None


def binary(op: str, left: Constant, right: Constant) -> Constant | None:
    """``left op right`` with Go's integer division; None when it does not apply or grows too large."""
    if isinstance(left, bool) or isinstance(right, bool):
        if not (isinstance(left, bool) and isinstance(right, bool)):
            return None
        return {"&&": left and right, "||": left or right, "==": left == right, "!=": left != right}.get(op)
    if isinstance(left, str) or isinstance(right, str):
        if not (isinstance(left, str) and isinstance(right, str)):
            return None
        if op == "+":
            return left + right if len(left) + len(right) <= MAX_STRING else None
        return _compare(op, left < right, left == right)
    if op in ("==", "!=", "<", "<=", ">", ">="):
        return _compare(op, left < right, left == right)
    if isinstance(left, int) and isinstance(right, int):
        return _integers(op, left, right)
    try:
        if op == "+":
            return left + right
        if op == "-":
            return left - right
        if op == "*":
            return left * right
        if op == "/" and right:
            return left / right
        if op in ("<<", ">>") and float(left).is_integer() and float(right).is_integer():
            return _integers(op, int(left), int(right))
    except OverflowError:
        return None
    return None


def _compare(op: str, less: bool, equal: bool) -> bool | None:
    return {
        "==": equal, "!=": not equal, "<": less, "<=": less or equal, ">": not (less or equal), ">=": not less,
    }.get(op)  # fmt: skip


def _integers(op: str, left: int, right: int) -> int | None:
    if op in ("<<", ">>"):
        if not 0 <= right <= MAX_BITS:
            return None
        return _bounded(left << right) if op == "<<" else left >> right
    if op in ("/", "%"):
        if right == 0:
            return None
        quotient = abs(left) // abs(right)
        if (left < 0) != (right < 0):
            quotient = -quotient
        return quotient if op == "/" else left - quotient * right
    if op == "+":
        return _bounded(left + right)
    if op == "-":
        return _bounded(left - right)
    if op == "*":
        return _bounded(left * right)
    return {"&": left & right, "|": left | right, "^": left ^ right, "&^": left & ~right}.get(op)


def _bounded(value: int) -> int | None:
    return value if value.bit_length() <= MAX_BITS else None


def convert(value: Constant, basic: str) -> Constant | None:
    """A constant converted to a basic type; None when it cannot be."""
    if basic == "string":
        return value if isinstance(value, str) else None
    if basic == "bool":
        return value if isinstance(value, bool) else None
    if isinstance(value, (bool, str)):
        return None
    if basic.startswith("float"):
        try:
            return float(value)
        except OverflowError:
            return None
    if basic.startswith(("int", "uint", "byte", "rune")):
        if isinstance(value, float):
            return int(value) if value.is_integer() else None
        bits = _UNSIGNED.get(basic)
        # ^uint(0) and the like: the complement was taken without a width.
        return value & ((1 << bits) - 1) if bits is not None and value < 0 else value
    return None


def public(value: Constant | None) -> int | str | bool | None:
    """A constant as callers see it: whole floating-point numbers become integers, others are left out."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**63 else None
    return value
