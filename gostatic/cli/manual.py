"""``gostatic man``: the manual page, made from the grammar and the configuration's keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gostatic.cli.completion import options_of
from gostatic.cli.exits import CLEAN
from gostatic.cli.grammar import parsers
from gostatic.cli.help_arguments import parse_man
from gostatic.cli.terminal import write_output
from gostatic.cli.vocabulary import CACHE_ACTIONS, COMMANDS, CONFIG_ACTIONS
from gostatic.engine.config_keys import KEYS

_ENVIRONMENT = {
    "NO_COLOR": "no colours in text, unless --color always is given",
    "FORCE_COLOR": "colours in text also where standard output is no terminal",
    "GOWORK": "off: go.work files are not used",
    "GOSTATIC_CACHE_DIR": "the folder in which results are kept between runs; off: nothing is kept",
}
_STATUS = {
    "0": "no findings at or above --fail-on, or --exit-zero",
    "1": "findings",
    "2": "wrong usage or configuration, a pattern that matches nothing, output that cannot be written, or an internal error",
    "130": "interrupted",
}


def man(words: Sequence[str]) -> int:
    """Prints the page."""
    parse_man(words)
    write_output(page())
    return CLEAN


def page() -> str:
    """The manual page in man(7) macros."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    from gostatic import __version__

    yield f'.TH GOSTATIC 1 "" "gostatic {__version__}" "User Commands"'
    yield ".SH NAME"
    yield "gostatic \\- find concurrency hazards in Go source"
    yield ".SH SYNOPSIS"
    yield ".B gostatic"
    yield "\\fICOMMAND\\fR [\\fIOPTION\\fR ...] [\\fIARGUMENT\\fR ...]"
    yield ".SH DESCRIPTION"
    yield from _text(
        "Finds deadlocks, leaked goroutines, misused locks, WaitGroups, channels, contexts and OS threads in Go source, with the "
        "steps by which each goroutine gets stuck. It reads source: no Go toolchain, no build, no network."
    )
    yield ".SH COMMANDS"
    grammar = parsers()
    for name, what in COMMANDS.items():
        yield f".SS gostatic {_escaped(name)}"
        if name in ("config", "cache"):
            yield from _text(what[0].upper() + what[1:] + ".")
            yield from _items(CONFIG_ACTIONS if name == "config" else CACHE_ACTIONS)
        else:
            yield from _text(str(grammar[name].description))
        for option in options_of(name):
            if "--help" in option.names:
                continue
            yield ".TP"
            takes = (
                ""
                if option.values is None
                else " \\fI" + ("|".join(option.values) if _few(option.values) else "VALUE") + "\\fR"
            )
            yield ", ".join(f"\\fB{_escaped(spelling)}\\fR" for spelling in option.names) + takes
            yield from _text(option.help)
    yield ".SH CONFIGURATION"
    yield from _text(
        "The nearest .gostatic.toml or gostatic.toml, upward to the root of the repository; the command line beats it. Its keys:"
    )
    yield from _items({key.name: key.text for key in KEYS})
    yield ".SH SUPPRESSION"
    yield from _text("A comment on the reported line, or alone on the line above it:")
    yield ".EX"
    yield "//gostatic:ignore RULE \\-\\- the reason"
    yield ".EE"
    yield ".SH EXIT STATUS"
    yield from _items(_STATUS)
    yield ".SH ENVIRONMENT"
    yield from _items(_ENVIRONMENT)


def _few(values: Sequence[str]) -> bool:
    return 0 < len(values) <= 6


def _items(pairs: dict[str, str]) -> Iterator[str]:
    for name, what in pairs.items():
        yield ".TP"
        yield f"\\fB{_escaped(name)}\\fR"
        yield from _text(what)


def _text(text: str) -> Iterator[str]:
    """Running text; a line that began with a control character would be a request."""
    escaped = _escaped(" ".join(text.split()))
    yield f"\\&{escaped}" if escaped[:1] in (".", "'") else escaped


def _escaped(text: str) -> str:
    return text.replace("\\", "\\e").replace("-", "\\-")
