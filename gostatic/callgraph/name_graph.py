"""Who may call whom, by the words in their texts: complete for static calls, methods, interfaces and function values.

Reachability goes over name nodes (function -> word -> function) and is never narrowed by types, only by what Go's scoping
allows: a bare word means the function's own package, a selected one a method or an imported package's function; an
unexported name means its own package; a method of a package that the user does not import, also not through
others, is reached through an interface only (see :mod:`gostatic.callgraph.dispatch`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from gostatic.base.graph import components
from gostatic.callgraph.dispatch import dispatched
from gostatic.models.effects import OPAQUE_PACKAGES
from gostatic.types.universe import FuncSymbol

# A method whose name more exported methods share is reached from packages that import its own, not through others: what
# else a call of that name means is another type nearly always.
WIDE = 8


class NameGraph:
    """Functions are numbers. ``homes`` gives each its package's number; ``note`` takes each one's words, once.

    ``paths``, ``imports``, ``fields`` and ``types`` are per package: import path, import paths its files name, the words of its
    type declarations (such a word that is selected and not called is taken for a field), and their texts.
    """

    def __init__(
        self,
        symbols: Sequence[FuncSymbol],
        homes: Sequence[int],
        paths: Sequence[str],
        imports: Sequence[frozenset[str]],
        fields: Sequence[frozenset[bytes]],
        types: Sequence[Sequence[bytes]],
    ) -> None:
        self.homes = homes
        self.names = [symbol.name.encode() for symbol in symbols]
        self.is_method = [bool(symbol.recv) for symbol in symbols]
        self.exported = [
            symbol.name[:1].isupper() and paths[homes[index]] not in OPAQUE_PACKAGES
            for index, symbol in enumerate(symbols)
        ]
        self.numbers = numbers = {path: number for number, path in enumerate(paths)}
        self.imported = [
            frozenset(numbers[path] for path in found if path in numbers and path not in OPAQUE_PACKAGES)
            for found in imports
        ]
        self.below = _below(self.imported)
        methods = [
            (index, (homes[index], symbol.recv), self.names[index])
            for index, symbol in enumerate(symbols)
            if self.exported[index] and symbol.recv
        ]
        self.dispatched = dispatched(types, methods)
        self.methods = Counter(name for _, _, name in methods)
        self.seen: set[object] = set()
        near: list[set[bytes]] = [set() for _ in paths]
        far: set[bytes] = set()
        for index, name in enumerate(self.names):
            near[homes[index]].add(b"." + name if self.is_method[index] else name)
            if self.exported[index]:
                far.add(b"." + name)
        self.far_words = far | {name + b"(" for name in far}
        self.near_words = [names | {name + b"(" for name in names} for names in near]
        self.field_words = [frozenset(b"." + name for name in names) for names in fields]
        self.users_near: list[dict[bytes, list[int]]] = [{} for _ in paths]
        self.users_far: dict[bytes, list[int]] = {}
        self.callers_far: dict[bytes, list[int]] = {}

    def note(self, index: int, found: frozenset[bytes]) -> None:
        """Takes the words of one function: it uses what they may name."""
        home = self.homes[index]
        near, values = self.users_near[home], self.field_words[home]
        for word in found & self.near_words[home]:
            if word.endswith(b"("):
                word = word[:-1]
            elif word in values or word + b"(" in found:
                continue
            near.setdefault(word, []).append(index)
        users, callers = self.users_far, self.callers_far
        for word in found & self.far_words:
            if word.endswith(b"("):
                word = word[:-1]
                callers.setdefault(word, []).append(index)
            elif word in values or word + b"(" in found:
                continue
            users.setdefault(word, []).append(index)

    def users(self, index: int) -> Iterable[int]:
        """Functions whose text may call the function; each name node is answered once (until ``forget``)."""
        name, home, is_method = self.names[index], self.homes[index], self.is_method[index]
        word = b"." + name if is_method else name
        found = list(self.once((home, word), self.users_near[home].get(word, ())))
        if not self.exported[index]:
            return found
        far = b"." + name
        if not self.once((home, is_method, name), (True,)):
            return found
        nearby = not is_method or self.methods[name] > WIDE
        for user in self.users_far.get(far, ()):
            other = self.homes[user]
            if home in self.imported[other] if nearby else self.below[other] >> home & 1:
                found.append(user)
        where = self.dispatched.get(index, 0)
        if where:
            for user in self.once((far, where), self.callers_far.get(far, ())):
                if (self.below[self.homes[user]] | 1 << self.homes[user]) & where:
                    found.append(user)
        return found

    def sees(self, index: int, package: int) -> bool:
        """Whether a function's package is, or imports (also through others), a package; -1 stands for any."""
        home = self.homes[index]
        return package < 0 or home == package or bool(self.below[home] >> package & 1)

    def once(self, key: object, answer: Iterable[int]) -> Iterable[int]:
        """The answer the first time a name node is asked, nothing later."""
        if key in self.seen:
            return ()
        self.seen.add(key)
        return answer

    def forget(self) -> None:
        """Answers all name nodes again from here on."""
        self.seen.clear()


def closure(start: Iterable[int], following: Callable[[int], Iterable[int]]) -> set[int]:
    """All numbers reached from ``start``, those included."""
    seen = set(start)
    pending = list(seen)
    while pending:
        for index in following(pending.pop()):
            if index not in seen:
                seen.add(index)
                pending.append(index)
    return seen


def _below(imported: list[frozenset[int]]) -> list[int]:
    """For each package the packages it imports, also through others, as bit sets."""
    found = [0] * len(imported)
    for component in components([sorted(targets) for targets in imported]):
        bits = 0
        for number in component:
            for target in imported[number]:
                bits |= found[target] | 1 << target
        for number in component:
            found[number] = bits
    return found
