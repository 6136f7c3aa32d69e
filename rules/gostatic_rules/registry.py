"""Which rules there are: a hand-written list, so that start-up imports nothing it does not need."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # who asks for ids and pages alone imports no analysis
    from gostatic.api import Rule

# Family to rule ids, in the order they are listed and run.
FAMILIES: dict[str, tuple[str, ...]] = {
    "mutex": (
        "double-lock",
        "rlock-reentry",
        "lock-order-inversion",
        "lock-held-at-blocking-op",
        "lock-not-released",
        "unlock-of-unlocked",
        "deferred-lock",
        "unlock-deferred-in-loop",
        "trylock-unchecked",
        "lock-copied",
        "empty-critical-section",
    ),
    "waitgroup": (
        "waitgroup-wait-cycle",
        "waitgroup-missing-done",
        "waitgroup-add-inside-goroutine",
        "waitgroup-negative-counter",
        "waitgroup-reused",
        "waitgroup-copied",
    ),
    "deadlock": ("mixed-wait-cycle",),
    "channel": (
        "channel-wait-cycle",
        "nil-channel",
        "send-without-receiver",
        "receive-without-sender",
        "range-over-unclosed",
        "double-close",
        "send-on-closed",
        "signal-notify-unbuffered",
    ),
    "goroutine": (
        "goroutine-leak-on-early-return",
        "semaphore-not-released",
        "resource-not-closed",
        "fatal-in-goroutine",
        "ctx-ignored",
        "lost-cancel",
        "ticker-timer-leak",
        "spin-without-yield",
        "unbounded-spawn",
    ),
    "cond": ("cond-wait-without-loop", "cond-lost-wakeup"),
    "once": ("once-reentry",),
    "scheduler": ("osthread-unbalanced", "blocking-syscall-low-gomaxprocs"),
    "race": ("loop-variable-capture",),
}


def family_of(rule_id: str) -> str | None:
    """The family of a rule, None for an unknown id."""
    return next((family for family, ids in FAMILIES.items() if rule_id in ids), None)


@cache
def load(rule_id: str) -> Rule:
    """The rule with that id. Raises KeyError for an unknown one."""
    family = family_of(rule_id)
    if family is None:
        raise KeyError(rule_id)
    rule: Rule = import_module(f"gostatic_rules.{family}.{rule_id.replace('-', '_')}").RULE
    return rule


def all_rules() -> tuple[Rule, ...]:
    """All rules, in the catalogue's order."""
    return tuple(load(rule_id) for ids in FAMILIES.values() for rule_id in ids)


def rules_named(rule_ids: Sequence[str]) -> tuple[Rule, ...]:
    """The named rules. Raises KeyError for an unknown one."""
    return tuple(load(rule_id) for rule_id in rule_ids)


def help_of(rule_id: str) -> str:
    """The rule's page as Markdown, "" for an unknown id."""
    family = family_of(rule_id)
    if family is None:
        return ""
    try:
        with open(os.path.join(os.path.dirname(__file__), family, f"{rule_id.replace('-', '_')}.md"), "rb") as page:
            return page.read().decode()
    except OSError:
        return ""
