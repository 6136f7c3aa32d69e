"""Whatever the bytes: the readers of heads, constraints and go.mod give a value, never an exception."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gostatic.project.constraints import judge, tags_of
from gostatic.project.gomod import parse_mod
from gostatic.project.header import imports_c, is_generated, read_head
from gostatic.project.places import printable
from gostatic.project.workspace import BuildContext

TAGS = tags_of(BuildContext("linux", "amd64"))
PIECES = st.sampled_from(
    b'//go:build |// +build |linux|!|(|)|&&|go1.9|\n|\n\n|/*|*/|//|package |m|import |"C"|`|;|\xff|\0| |,'.split(b"|")
)
MOD_PIECES = st.sampled_from(
    b'module |go |replace |use |ignore |require |(|)|\n|=>|./x|1.22|"|`|\\|//| |\r|\xff|\0|[|,|a'.split(b"|")
)


@given(st.lists(PIECES, max_size=40).map(b"".join) | st.binary(max_size=200))
def test_heads(text: bytes) -> None:
    head = read_head(text)
    judge(text, TAGS)
    is_generated(text)
    imports_c(text, head.end if head else 0)


@given(st.lists(MOD_PIECES, max_size=40).map(b"".join) | st.binary(max_size=200))
def test_go_mod(text: bytes) -> None:
    mod = parse_mod(text)
    assert len(mod.complaints) <= 1
    assert mod.go_version is None or len(mod.go_version) == 2


@given(st.text())
def test_printable(text: str) -> None:
    assert printable(text).isprintable()
