"""Which packages can be parts of one program: some command, or some package's tests, is built from both.

A type of one command's packages never comes to an interface of another command's, whatever methods it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


class Meetings:
    """Answers for the packages of a run: ``imports`` are the import paths each names, ``starts`` commands and tests."""

    def __init__(self, imports: Mapping[str, Iterable[str]], starts: Sequence[str]) -> None:
        self.imports, self.starts = imports, starts
        self._roots: dict[str, int] | None = None

    def may_meet(self, first: str, second: str) -> bool:
        """Whether a program may be built from both packages; yes when nothing here is built from one of them."""
        if first == second:
            return True
        roots = self._roots
        if roots is None:
            roots = self._roots = self._find_roots()
        ours, theirs = roots.get(first, 0), roots.get(second, 0)
        return not ours or not theirs or bool(ours & theirs)

    def _find_roots(self) -> dict[str, int]:
        """For each package the commands and packages with tests it is a part of, as a bit set."""
        roots: dict[str, int] = {}
        for number, start in enumerate(self.starts):
            pending, seen = [start], {start}
            while pending:
                path = pending.pop()
                roots[path] = roots.get(path, 0) | 1 << number
                for other in self.imports[path]:
                    if other in self.imports and other not in seen:
                        seen.add(other)
                        pending.append(other)
        return roots
