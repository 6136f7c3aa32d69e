"""Which of several findings on one place is told."""

from __future__ import annotations

# One cause, one finding: of two findings on one place (or with one of these symbols in common) the earlier id wins.
PRECEDENCE = (
    "mixed-wait-cycle",
    "channel-wait-cycle",
    "waitgroup-wait-cycle",
    "once-reentry",
    "rlock-reentry",
    "unlock-deferred-in-loop",
    "deferred-lock",
    "double-lock",
    "trylock-unchecked",
    "lock-held-at-blocking-op",
    "cond-lost-wakeup",
    "cond-wait-without-loop",
    "ticker-timer-leak",
    "goroutine-leak-on-early-return",
    "ctx-ignored",
    "send-without-receiver",
    "receive-without-sender",
    "range-over-unclosed",
    "lock-not-released",
    "waitgroup-negative-counter",
    "waitgroup-add-inside-goroutine",
    "waitgroup-missing-done",
)
