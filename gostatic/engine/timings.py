"""Where the time of a run goes: by phase, by rule, by function. Times are told, they never decide anything."""

from __future__ import annotations

from time import perf_counter

MOST = 10  # rules and functions that are listed


class Timings:
    """Seconds by phase, rule and function id, filled while the run goes on."""

    def __init__(self) -> None:
        self.phases: dict[str, float] = {}
        self.rules: dict[str, float] = {}
        self.functions: dict[str, float] = {}
        self._phase = ""
        self._since = perf_counter()

    def phase(self, name: str) -> None:
        """A phase begins, and the one before ends; "" only ends."""
        now = perf_counter()
        if self._phase:
            self.phases[self._phase] = self.phases.get(self._phase, 0.0) + now - self._since
        self._phase, self._since = name, now

    def lines(self) -> list[str]:
        """The table, slowest rules and functions first."""
        total = sum(self.phases.values())
        lines = [f"time: {total:.2f} s"]
        lines += [f"  {seconds:8.3f} s  {name}" for name, seconds in self.phases.items()]
        for what, spent in (("rules", self.rules), ("functions", self.functions)):
            slowest = sorted(spent.items(), key=lambda each: (-each[1], each[0]))[:MOST]
            if slowest:
                lines.append(f"slowest {what}, of {len(spent)}:")
                lines += [f"  {seconds:8.3f} s  {name}" for name, seconds in slowest]
        return lines
