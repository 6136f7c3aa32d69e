"""The line hash against published values and against a slow implementation written from the description."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gostatic.report.line_hash import line_hashes

EMPTY = "c129715d7a2bc9a3:1"


def slow_line_hashes(text: str) -> tuple[str, ...]:
    """Character by character, each line for itself, with Python's unbounded integers and no rolling."""
    kept: list[int] = []
    starts: list[int] = []
    at_line_start, after_cr = True, False
    raw = text.encode("utf-16-be")
    for unit in [*(raw[index] << 8 | raw[index + 1] for index in range(0, len(raw), 2)), 0xFFFF]:
        if unit in (ord(" "), ord("\t")) or (after_cr and unit == ord("\n")):
            after_cr = False
            continue
        after_cr = unit == ord("\r")
        if at_line_start:
            starts.append(len(kept))
        kept.append(ord("\n") if after_cr else unit)
        at_line_start = kept[-1] == ord("\n")
    hashes: list[str] = []
    for start in starts:
        window = (kept[start:] + [0] * 100)[:100]
        value = sum(unit * 37 ** (99 - place) for place, unit in enumerate(window)) % 2**64
        hexadecimal = format(value, "x")
        hashes.append(f"{hexadecimal}:{1 + sum(each.split(':')[0] == hexadecimal for each in hashes)}")
    return tuple(hashes)


# Values that GitHub's upload action itself is tested with.
GREETINGS = (
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    EMPTY,
)
PUBLISHED = [
    ("", (EMPTY,)),
    (" a\nb\n  \t\tc\n d", ("271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1")),
    (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", GREETINGS),
    (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", GREETINGS),
    (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", GREETINGS),
    (
        "Lorem ipsum dolor sit amet.\n" * 10,
        (
            *(f"a7f2ff13bc495cf2:{count}" for count in range(1, 7)),
            *("a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", EMPTY),
        ),
    ),
]


@pytest.mark.parametrize(("text", "expected"), PUBLISHED)
def test_published_values(text: str, expected: tuple[str, ...]) -> None:
    assert line_hashes(text.encode()) == expected
    assert slow_line_hashes(text) == expected


@given(st.text(alphabet=st.sampled_from(list("ab \t\r\n→😀\ufeff{}")), max_size=300))
def test_agrees_with_the_slow_one(text: str) -> None:
    assert line_hashes(text.encode()) == slow_line_hashes(text)


@given(st.binary(max_size=200))
def test_any_bytes_have_a_hash_per_line(text: bytes) -> None:
    assert line_hashes(text) == slow_line_hashes(text.decode("utf-8", "replace"))
    # Lines as Go counts them are never more than lines as they are hashed: a lookup by Go's number always succeeds.
    assert len(line_hashes(text)) > text.count(b"\n")
