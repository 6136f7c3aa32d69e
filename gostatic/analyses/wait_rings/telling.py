"""How a ring is told: which rule speaks of it, at which of its waits, and who does what in it."""

from __future__ import annotations

from typing import NamedTuple

from gostatic.analyses.census.flow import Channel
from gostatic.analyses.wait_rings.rings import Link, WaitRing
from gostatic.ir.function import Function
from gostatic.ir.ops import Op

MIXED = "mixed"
GROUP = "group"
CHANNEL = "channel"


class ToldRing(NamedTuple):
    """A ring turned so that its first link is the one to report; ``how`` is mixed, group or channel."""

    links: tuple[Link, ...]
    how: str
    certain: bool

    @property
    def function(self) -> Function:
        """The function of the wait to report."""
        return self.links[0].node.function

    @property
    def op(self) -> Op:
        """The wait to report."""
        return self.links[0].node.op


def tell(ring: WaitRing) -> ToldRing | None:
    """Chooses the rule and the place; None for a goroutine that waits for itself over one channel, which has a rule of its own.

    The place is the wait under a lock; else the wait for a group that keeps a channel unserved; else the first in the source.
    """
    links = ring.links
    kinds = ring.kinds
    if len(links) == 1 and ("lock" not in kinds or "cond" in kinds):
        return None  # a cond under a foreign lock is lock-held-at-blocking-op's matter
    start = 0
    how = CHANNEL
    if "lock" in kinds or "cond" in kinds:
        how = GROUP if kinds == {"lock", "wait"} else MIXED
        for number, link in enumerate(links):
            if link.lock is not None:
                start = (number + 1) % len(links)
                break
        else:
            start = next(number for number, link in enumerate(links) if link.node.kind == "cond")
    elif "wait" in kinds:
        how = GROUP
        start = next(
            (
                (number + 1) % len(links)
                for number, link in enumerate(links)
                if link.node.kind != "wait" and links[(number + 1) % len(links)].node.kind == "wait"
            ),
            next(number for number, link in enumerate(links) if link.node.kind == "wait"),
        )
    return ToldRing((*links[start:], *links[:start]), how, ring.certain)


def channel_text(channels: list[Channel]) -> str:
    """A name for channels without one in the source."""
    return channels[0].name if channels and channels[0].name else "the channel"
