"""Rule pages as reports show them."""

from __future__ import annotations

from gostatic.report.markdown import description_of, unwrapped

PAGE = """# title
text that
goes on

* item one
  continued
  - nested
    continued too
1. first
> quote
> more

| a | b |
|---|---|

```go
x := 1
y := 2
```

    code
    stays
last"""


def test_paragraphs_become_one_line_and_code_stays() -> None:
    assert unwrapped(PAGE).split("\n") == [
        "# title",
        "text that goes on",
        "",
        "* item one continued",
        "  - nested continued too",
        "1. first",
        "> quote",
        "> more",
        "",
        "| a | b |",
        "|---|---|",
        "",
        "```go",
        "x := 1",
        "y := 2",
        "```",
        "",
        "    code",
        "    stays",
        "last",
    ]


def test_description_is_the_first_paragraph() -> None:
    assert description_of(unwrapped(PAGE)) == "text that goes on"
    assert description_of("# only a title\n\n```go\nx\n```") == ""
