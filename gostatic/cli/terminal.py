"""Standard output and standard error: what is written where, in which colours, and what to do when nobody reads."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping

from gostatic.cli.exits import UsageError

PAGE_COLUMNS, MAX_PAGE_COLUMNS = 88, 110  # of a page of text where the width is not known, and at most
PROGRESS_SECONDS = 0.1  # the progress line changes no oftener: it must not cost what it measures


def note(message: str) -> None:
    """Writes one line to standard error; a closed standard error loses it."""
    _write_error(f"gostatic: {message}\n")


def _write_error(text: str) -> None:
    try:
        if sys.stderr is not None:
            sys.stderr.write(text)
            sys.stderr.flush()
    except (OSError, ValueError):
        pass  # there is nowhere left to say it


def write_output(text: str | bytes) -> None:
    """Writes to standard output, text as UTF-8 whatever the locale is.

    A reader that went away (``| head``) is no error. Raises ``UsageError`` when the output cannot be written.
    """
    content = text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text
    try:
        if sys.stdout is None:
            raise OSError("it is closed")
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _forget_output()
    except (OSError, ValueError) as error:
        _forget_output()
        raise UsageError(f"cannot write to standard output: {getattr(error, 'strerror', None) or error}") from None


def flush_output() -> None:
    """Gives out what is still buffered, so that a reader that went away is noticed here and not at the process's end."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        _forget_output()


def _forget_output() -> None:
    """Points standard output to nowhere, so that the interpreter's last flush does not fail with a traceback."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.close(nowhere)
    except (OSError, ValueError):
        pass


def _is_terminal(stream: object, environment: Mapping[str, str]) -> bool:
    try:
        return bool(stream.isatty()) and environment.get("TERM") != "dumb"  # type: ignore[attr-defined]
    except (AttributeError, OSError, ValueError):  # no stream, or a closed one
        return False


def wants_color(choice: str, environment: Mapping[str, str]) -> bool:
    """Whether text on standard output is coloured: ``--color``, else NO_COLOR, else FORCE_COLOR, else a terminal is."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    forced = environment.get("FORCE_COLOR", "")
    if forced:
        return forced not in ("0", "false")
    return _is_terminal(sys.stdout, environment)


def page_width() -> int:
    """The columns a page of text may take: the terminal's, and not more than reads well."""
    if not _is_terminal(sys.stdout, os.environ):
        return PAGE_COLUMNS
    from shutil import get_terminal_size

    return max(40, min(get_terminal_size((PAGE_COLUMNS, 24)).columns, MAX_PAGE_COLUMNS))


class ProgressLine:
    """One line on standard error that says how far a run is; nothing when that is no terminal."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.active = _is_terminal(sys.stderr, environment)
        self._shown = False
        self._next = 0.0

    def show(self, stage: str, done: int, total: int) -> None:
        """Takes the engine's progress; see ``gostatic.engine.options.Progress``."""
        if not self.active:
            return
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + PROGRESS_SECONDS
        self._shown = True
        _write_error(f"\r\x1b[K{stage} {done}/{total}" if total else f"\r\x1b[K{stage}")

    def clear(self) -> None:
        """Takes the line away; to be called before anything else is written."""
        if self._shown:
            self._shown = False
            _write_error("\r\x1b[K")
