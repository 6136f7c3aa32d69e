"""argparse as every command wants it: one way out for mistakes, hints, help that is laid out once."""

from __future__ import annotations

import argparse
import functools
from collections.abc import Sequence
from typing import NoReturn

from gostatic.cli.exits import UsageError
from gostatic.cli.terminal import page_width
from gostatic.engine.config import suggestion


class Parser(argparse.ArgumentParser):
    """argparse with one way out for mistakes, which names what may have been meant."""

    def __init__(self, command: str, takes: str, description: str, epilog: str | None = None) -> None:
        """``takes`` is what stands behind the options; a description of several lines is shown as it is."""
        formatter = argparse.RawDescriptionHelpFormatter if "\n" in description else argparse.HelpFormatter
        super().__init__(
            prog=f"gostatic {command}",
            usage=" ".join(f"gostatic {command} [OPTION ...] {takes}".split()),
            description=description,
            epilog=epilog,
            allow_abbrev=False,
            # Argparse makes a formatter for every option: without a width each asks the terminal for it.
            formatter_class=functools.partial(formatter, width=page_width()),
        )

    def error(self, message: str) -> NoReturn:
        """Raises ``UsageError``."""
        raise UsageError(f"{self._hinted(message)}\ntry `{self.prog} --help`")

    def parse_words(self, words: Sequence[str]) -> argparse.Namespace:
        """The words as options and patterns in any order; behind ``--`` all are patterns, whatever they look like."""
        words = list(words)
        after: list[str] = []
        if "--" in words and any(action.dest == "patterns" for action in self._actions):
            at = words.index("--")
            words, after = words[:at], words[at + 1 :]
        chosen = self.parse_intermixed_args(words)
        if after:
            chosen.patterns = [*chosen.patterns, *after]
        return chosen

    def options(self) -> tuple[argparse.Action, ...]:
        """The options and arguments, for completion and manual."""
        return tuple(self._actions)

    def _hinted(self, message: str) -> str:
        """argparse's message with a suggestion for an option or a choice that is none."""
        _, unrecognized, words = message.partition("unrecognized arguments: ")
        if unrecognized:
            word = words.split(" ")[0].partition("=")[0]
            known = [name for action in self._actions for name in action.option_strings if name.startswith("--")]
            return f'unknown option "{word}"{suggestion(word, known)}'
        before, invalid, rest = message.partition(": invalid choice: ")
        if invalid:
            word = rest.partition(" (choose from")[0].strip("'\"")
            for action in self._actions:
                names = "/".join(action.option_strings) or str(action.metavar or action.dest)
                if action.choices is not None and before.endswith(names):
                    choices = [str(choice) for choice in action.choices]
                    return f'{before}: must be one of {", ".join(choices)}, not "{word}"{suggestion(word, choices)}'
        return message
