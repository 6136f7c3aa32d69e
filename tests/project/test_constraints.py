"""Build constraints by file name and by comment."""

from __future__ import annotations

import pytest

from gostatic.project.constraints import MAX_EXPRESSION, host, judge, name_matches, tags_of
from gostatic.project.workspace import BuildContext

from .conftest import LINUX, Tree, files, messages, run

TAGS = tags_of(BuildContext(goos="linux", goarch="amd64", tags=("mine",)))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.go", True),
        ("linux.go", True),
        ("windows.go", True),
        ("a_linux.go", True),
        ("a_windows.go", False),
        ("a_amd64.go", True),
        ("a_arm64.go", False),
        ("a_linux_amd64.go", True),
        ("a_linux_arm64.go", False),
        ("a_windows_amd64.go", False),
        ("a_windows_test.go", False),
        ("a_linux_test.go", True),
        ("a_amd64_linux.go", True),
        ("a_windows_x.go", True),
        ("a_unix.go", True),
        ("a_windows.pb.go", False),
        ("_test.go", True),
        ("a_test.go", True),
    ],
)
def test_file_names(name: str, expected: bool) -> None:
    assert name_matches(name, TAGS) is expected


@pytest.mark.parametrize(
    ("header", "included"),
    [
        (b"", True),
        (b"//go:build linux\n\n", True),
        (b"//go:build windows\n\n", False),
        (b"//go:build windows\r\n\r\n", False),
        (b"\xef\xbb\xbf//go:build windows\n\n", False),
        (b"//go:build windows\n", False),  # no blank line needed
        (b"// text\n\n//go:build windows\n\n", False),
        (b"/* text */\n\n//go:build windows\n\n", False),
        (b"/*\n//go:build windows\n*/\n\n", True),
        (b"/*\n//go:build windows\n*/ //go:build windows\n\n", True),
        (b"//go:buildwindows\n\n", True),
        (b"// go:build windows\n\n", True),
        (b"//go:build unix && !cgo\n\n", False),
        (b"//go:build (linux || darwin) && (!arm64)\n\n", True),
        (b"//go:build !(linux && amd64)\n\n", False),
        (b"//go:build windows || linux && amd64\n\n", True),
        (b"//go:build (windows || linux) && arm64\n\n", False),
        (b"//go:build mine\n\n", True),
        (b"//go:build ignore\n\n", False),
        (b"//go:build gc && go1.27\n\n", True),
        (b"//go:build gccgo || go1.28 || race || msan || purego\n\n", False),
        (b"//go:build goexperiment.jsonv2 && amd64.v1\n\n", True),
        (b"//go:build amd64.v2\n\n", False),
        (b"//go:build boringcrypto\n\n", False),
        (b"// +build linux\n\n", True),
        (b"//+build windows\n\n", False),
        (b"// +build windows\n", True),  # not followed by a blank line: an ordinary comment
        (b"// +build windows linux\n\n", True),
        (b"// +build linux,arm64 darwin\n\n", False),
        (b"// +build linux\n// +build !amd64\n\n", False),
        (b"// +build !windows,!darwin\n\n", True),
        (b"// +build !!linux\n\n", False),
        (b"// +build\n\n", False),
        (b"/* x */\n// +build windows\n\n", True),
        (b"//go:build linux\n// +build windows\n\n", True),  # the new line rules
    ],
)
def test_comments(header: bytes, included: bool) -> None:
    verdict = judge(header, TAGS)
    assert verdict.included is included
    assert verdict.complaint == ""


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "(",
        ")",
        "linux &&",
        "linux & amd64",
        "linux amd64",
        "!!linux",
        "linux)",
        "(linux",
        "()",
        "linux || || amd64",
        "a-b",
        "linux, amd64",
        "\x00",
        "(" * 100_000,
        "!(" * 400 + "x" + ")" * 399,
        "x" + " || x" * MAX_EXPRESSION,
    ],
)
def test_broken_expressions_leave_the_file_out(expression: str) -> None:
    verdict = judge(b"// x\n//go:build " + expression.encode() + b"\n\n", TAGS)
    assert not verdict.included
    assert verdict.line == 2
    assert "cannot be read" in verdict.complaint


def test_deep_nesting_within_the_bound() -> None:
    depth = 300
    assert judge(b"//go:build " + b"!(" * depth + b"linux" + b")" * depth + b"\n\n", TAGS).included


def test_second_build_line(tree: Tree) -> None:
    root = tree(
        {"go.mod": "module m\n", "a.go": "package m\n", "b.go": "//go:build linux\n//go:build amd64\n\npackage m\n"}
    )
    workspace, _ = run(root)
    assert files(workspace) == ["a.go"]
    assert messages(workspace) == ["module b.go:2: a second //go:build line; the file is left out"]


@pytest.mark.parametrize(
    ("goos", "goarch", "tag", "expected"),
    [
        ("android", "arm64", "linux", True),
        ("ios", "arm64", "darwin", True),
        ("illumos", "amd64", "solaris", True),
        ("windows", "amd64", "unix", False),
        ("plan9", "amd64", "unix", False),
        ("aix", "ppc64", "unix", True),
        ("darwin", "arm64", "goexperiment.dwarf5", False),
        ("js", "wasm", "goexperiment.regabiargs", False),
    ],
)
def test_implied_tags(goos: str, goarch: str, tag: str, expected: bool) -> None:
    assert tags_of(BuildContext(goos=goos, goarch=goarch)).holds(tag) is expected


def test_host_is_the_default() -> None:
    goos, goarch = host()
    assert tags_of(BuildContext()).goos == goos
    assert tags_of(BuildContext()).holds(goarch)


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ('package m\nimport "C"\n', False),
        ('package m\n\nimport (\n\t"fmt"\n\t"C"\n)\n', False),
        ('package m\n// #include <x.h>\nimport "C"\n', False),
        ('package m; import f "fmt"; import "C"\n', False),
        ('package m\nvar c = "C"\n', True),
        ('package m\nimport "fmt"\nvar c = `\nimport "C"\n`\n', True),
    ],
)
def test_cgo(tree: Tree, source: str, kept: bool) -> None:
    root = tree({"go.mod": "module m\n", "a.go": "package m\n", "c.go": source})
    assert "c.go" in files(run(root)[0])
    without = BuildContext("linux", "amd64", cgo=False)
    assert ("c.go" in files(run(root, context=without)[0])) is kept
    assert LINUX.cgo
