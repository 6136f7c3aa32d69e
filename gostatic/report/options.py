"""What a reporter is told besides the findings, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from gostatic import __version__


def _no_help(rule_id: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """How to show the findings; a reporter reads what its format needs.

    ``cwd`` is the absolute folder the paths of the text format are relative to ("" = the run root), spelled with the
    same symbolic links resolved as ``RunResult.root``; ``color`` whether text carries ANSI colours;
    ``include_suppressed`` whether findings silenced by a comment are written too (marked as such); ``help_of`` gives
    the Markdown page of a rule id ("" when there is none; only SARIF asks); ``version`` is the tool's own.
    """

    cwd: str = ""
    color: bool = False
    include_suppressed: bool = False
    help_of: Callable[[str], str] = _no_help
    version: str = __version__


class Rendered(NamedTuple):
    """The output of a reporter, and one-sentence notes about it for standard error (such as what a limit left out)."""

    text: str
    notes: tuple[str, ...] = ()
