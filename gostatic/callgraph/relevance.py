"""Which functions have to be looked at: decided by the words in their text, before anything is parsed.

A function matters when it has a concurrency operation itself, or when it lies between two that have: it can reach one, and can
be reached from one. Reachability goes over names (function -> word -> function), so it is complete for static calls,
methods, interface calls and function values taken by name; it never misses for want of types, it only takes too many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from gostatic.base.graph import components
from gostatic.callgraph.carriers import carriers
from gostatic.models.effects import EFFECTS, OPAQUE_PACKAGES, VALUE_NAMES
from gostatic.models.library_calls import LIBRARY_CALLS
from gostatic.models.rows import NO_WORDS, Words
from gostatic.types.universe import FuncSymbol

# Everything that is neither an identifier byte nor "(" becomes a blank; split() then yields words, calls with their "(".
_WORDS = bytes(
    byte if byte >= 128 or chr(byte).isalnum() or byte in (40, 95) else 32 for byte in range(256)
)  # fmt: skip


def _calls(*names: str) -> frozenset[bytes]:
    return frozenset(f"{name}(".encode() for name in names)


# Calls that are an operation by themselves, whatever the types, and whose callees must be known as well: what they
# hold, count, pin or start lasts over calls.
LASTING = _calls(
    "Lock", "RLock", "TryLock", "TryRLock", "RLocker", "LockOSThread", "UnlockOSThread",
)  # fmt: skip
# Operations done with when their function returns.
PASSING = _calls(
    "Unlock", "RUnlock", "GOMAXPROCS", "NewCond", "AfterFunc",
    "WithCancel", "WithTimeout", "WithDeadline", "WithCancelCause", "WithTimeoutCause", "WithDeadlineCause", "close",
) | frozenset((b"chan", b"select"))  # fmt: skip
# Calls that are an operation only where the word's owner is mentioned in the same package.
GATED = {
    b"Add(": b"WaitGroup",
    b"Done(": b"WaitGroup",
    b"Go(": b"oup",
    b"Wait(": b"sync",
    b"Signal(": b"Cond",
    b"Broadcast(": b"Cond",
    b"Do(": b"sync.Once",
    b"Notify(": b"os/signal",
}
# Methods that interfaces of the library call.
LIBRARY_INTERFACES = frozenset(
    word.encode()
    for word in (
        "Accept", "Addr", "Close", "Deadline", "Done", "Err", "Error", "Flush", "Format", "Len", "Less", "Lock", "MarshalJSON",
        "Read", "ReadAt", "ReadByte", "ReadFrom", "RoundTrip", "Scan", "Seek", "ServeHTTP", "String", "Swap", "Unlock",
        "UnmarshalJSON", "Unwrap", "Value", "Write", "WriteAt", "WriteByte", "WriteString", "WriteTo",
    )
)  # fmt: skip
# The library's own types that must not be copied.
LOCK_TYPES = frozenset((b"Mutex", b"RWMutex", b"WaitGroup", b"Cond", b"Once", b"Pool"))
_IDENTIFIER_BYTES = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_GO_STATEMENTS = (b"\tgo ", b"{ go ", b"; go ", b"  go ")
# A function with the first word and not the second leaves or takes a lock for its caller.
_PAIRS = (
    (b"Lock", b"Unlock"),
    (b"Unlock", b"Lock"),
    (b"RLock", b"RUnlock"),
    (b"RUnlock", b"RLock"),
    (b"LockOSThread", b"UnlockOSThread"),
    (b"UnlockOSThread", b"LockOSThread"),
    (b"TryLock", b"Unlock"),
)
# A short function that leaves under a condition is an assertion: who calls it goes on only when the condition holds.
LEAVING = _calls("Fatal", "Fatalf", "Fatalln", "FailNow", "Exit", "panic", "Panic", "Panicf", "Skip", "Skipf")
MAX_ASSERTION = 700

# What a call must wait for to hold an OS thread meanwhile.
THREAD_BLOCKING = frozenset({"syscall", "rawsyscall", "signal", "file", "process"})


class Selection(NamedTuple):
    """``symbols`` are the functions to lower, in the order given; ``names`` the callee names whose calls are kept.

    ``followed`` are those whose callees must be known: their operations last over calls, by their words (``lasting``), or they
    call somebody who seems to lock for them. ``reaching`` are all functions that may reach an operation; ``copying`` those
    that may copy a value that must not be copied.
    """

    symbols: list[FuncSymbol]
    names: frozenset[str]
    followed: frozenset[FuncSymbol]
    lasting: frozenset[FuncSymbol]
    reaching: frozenset[FuncSymbol]
    copying: frozenset[FuncSymbol]


def words_of(text: bytes) -> frozenset[bytes]:
    """The identifiers of a text; one that is called (or declared as a function) carries its opening parenthesis."""
    return frozenset(text.translate(_WORDS).replace(b"(", b"( ").split())


def model_names(blocking: bool) -> frozenset[str]:
    """The names of library functions that mean something; those that only block a thread on request."""
    return (
        frozenset(id.rsplit(".", 1)[1] for id in EFFECTS)
        | VALUE_NAMES
        | {"NewCond"}
        | {
            id.rsplit(".", 1)[1]
            for id, row in LIBRARY_CALLS.items()
            if row.no_return or row.calls or (blocking and row.blocks in THREAD_BLOCKING)
        }
    )


class Candidate(NamedTuple):
    """One package as the selection sees it.

    ``imports`` are the import paths its files name; ``fields`` the words of its type declarations: such a word without
    a call is taken for a field, not for a method value. ``interfaces`` are the words of those with an interface in them: a
    method of such a name may be called where its package is not imported. ``types`` are the declarations' texts.
    """

    path: str
    functions: Sequence[FuncSymbol]
    imports: frozenset[str]
    fields: frozenset[bytes]
    interfaces: frozenset[bytes]
    types: tuple[bytes, ...]


def select(packages: Iterable[Candidate], everything: bool = False, own: Words = NO_WORDS) -> Selection:
    """Chooses where to start, and what may be reached from there; ``everything`` takes all functions.

    ``own`` are the names of the project's model rows, which count like the library's.

    Source: the closure over name nodes of the project's speed study, narrowed by what Go's scoping allows: an
    unexported name is only called in its own package, an exported function only where its package is imported.
    """
    symbols: list[FuncSymbol] = []
    words: list[frozenset[bytes]] = []
    homes: list[int] = []
    paths: list[str] = []
    imports: list[frozenset[str]] = []
    holding: list[int] = []
    direct: list[int] = []
    asserting: list[int] = []
    fields: set[bytes] = set()
    few_processors = False
    interfaces = set(LIBRARY_INTERFACES)
    packages = list(packages)
    holders = {package.path: carriers(package.types)[0] for package in packages if package.path not in OPAQUE_PACKAGES}
    copying: set[FuncSymbol] = set()
    lasting_words, passing_words, leaving = LASTING | _calls(*own.lasting), PASSING | _calls(*own.passing), LEAVING
    leaving |= _calls(*own.leaving)
    for path, functions, imported, declared, called, types in packages:
        foreign = frozenset(name for other in imported for name in holders.get(other, ()) if name[:1].isupper())
        held, fields_of = carriers(types, foreign) if path not in OPAQUE_PACKAGES else (frozenset(), frozenset())
        holding_types = held | foreign | LOCK_TYPES
        carrying = holding_types | fields_of
        home = len(paths)
        paths.append(path)
        imports.append(imported)
        texts = {symbol.file.path: symbol.file.text for symbol in functions}
        gated = {word for word, owner in GATED.items() if any(owner in text for text in texts.values())}
        lasting, passing = lasting_words | gated, passing_words
        few = any(b"GOMAXPROCS(1)" in text or b"GOMAXPROCS(2)" in text for text in texts.values())
        if few:
            few_processors = True
            passing = passing_words | blocking_calls()
        for symbol in functions:
            text = symbol.file.text
            start, end = symbol.slice.start, symbol.slice.end
            body = text[start:end]
            found = words_of(body)
            copies = not found.isdisjoint(carrying) and _may_copy(body, found, holding_types, fields_of)
            if copies:
                copying.add(symbol)
            starts = _starts(text, start, end)
            if not found.isdisjoint(lasting) or (few and starts):
                holding.append(len(symbols))
            elif (
                copies
                or starts
                or _hands_out(found, text, start, end)
                or not found.isdisjoint(passing)
                or text.find(b"<-", start, end) >= 0
                or (few and b"C" in found)
                or _defers_in_loop(symbol, text, start, end)
            ):
                direct.append(len(symbols))
            elif end - start < MAX_ASSERTION and not found.isdisjoint(leaving) and b"if " in body:
                asserting.append(len(symbols))
            symbols.append(symbol)
            words.append(found)
            homes.append(home)
        fields.update(declared)
        interfaces.update(called)
    names = frozenset(symbol.name for symbol in symbols)
    if everything:
        all_of_them = frozenset(symbols)
        return Selection(
            symbols, names | model_names(few_processors), all_of_them, frozenset(), all_of_them, all_of_them
        )
    called_fields = function_fields(text for package in packages for text in package.types)
    graph = _NameGraph(symbols, words, homes, paths, imports, fields, interfaces)
    around = _around_unbalanced(symbols, holding, graph, own.pairs)
    up = _closure([*holding, *direct, *around], graph.users)
    reaching = [symbol for index, symbol in enumerate(symbols) if index in up]
    chosen = {*holding, *direct, *around, *asserting}
    operating = frozenset(symbols[index].name.encode() for index in chosen)
    chosen.update(index for index in up if index not in chosen and _stores(symbols[index], words[index], operating))
    asserted = frozenset(symbols[index].name for index in asserting)
    followed = {*holding, *around}
    names = frozenset(symbol.name for symbol in reaching) | model_names(few_processors) | asserted | called_fields
    return Selection(
        [symbol for index, symbol in enumerate(symbols) if index in chosen],
        names,
        frozenset(symbols[index] for index in followed),
        frozenset(symbols[index] for index in followed - set(around)),
        frozenset(reaching),
        frozenset(copying),
    )


_AFTER_TYPE = (b")", b",", b" ", b"[", b"\n", b"{", b"}")
# A dereferenced variable used as a value.
_DEREFERENCE = re.compile(rb"(?:[(,=] ?|return )\*[A-Za-z_][\w.]*[,) \n]")


def _may_copy(body: bytes, found: frozenset[bytes], types: frozenset[bytes], fields: frozenset[bytes]) -> bool:
    """Whether a function's text has the shape of a copy of such a value in it.

    That is: a type named by value, a variable dereferenced in a function that names such a type, or a range over a field.
    """
    named = found & types
    if named and _DEREFERENCE.search(body):
        return True
    for word in named:
        at = body.find(word)
        while at >= 0:
            if body[at + len(word) : at + len(word) + 1] in _AFTER_TYPE:
                head = body[max(0, at - 40) : at]
                if head.endswith(b"."):
                    head = head[:-1].rstrip(_IDENTIFIER_BYTES)
                if head[-1:] in (b" ", b"]", b"("):
                    return True
            at = body.find(word, at + 1)
    return any(body.find(b"." + word + after) >= 0 for word in found & fields for after in (b" {", b"\n", b" /"))


class _NameGraph:
    """Who may call whom, by the words in their texts."""

    def __init__(
        self,
        symbols: list[FuncSymbol],
        words: list[frozenset[bytes]],
        homes: list[int],
        paths: list[str],
        imports: list[frozenset[str]],
        fields: set[bytes],
        interfaces: set[bytes],
    ) -> None:
        self.homes = homes
        self.names = [symbol.name.encode() for symbol in symbols]
        self.local: list[dict[bytes, list[int]]] = [{} for _ in paths]
        self.methods: dict[bytes, list[int]] = {}
        self.functions: dict[bytes, list[int]] = {}
        self.is_method = [bool(symbol.recv) for symbol in symbols]
        self.exported = [
            symbol.name[:1].isupper() and paths[homes[index]] not in OPAQUE_PACKAGES
            for index, symbol in enumerate(symbols)
        ]
        for index, name in enumerate(self.names):
            self.local[homes[index]].setdefault(name, []).append(index)
            if self.exported[index]:
                (self.methods if self.is_method[index] else self.functions).setdefault(name, []).append(index)
        numbers = {path: number for number, path in enumerate(paths)}
        self.imported = [
            frozenset(numbers[path] for path in found if path in numbers and path not in OPAQUE_PACKAGES)
            for found in imports
        ]
        self.below = _below(self.imported)
        self.dispatched = interfaces
        # An external test package sees what its package exports; both are told apart by their paths.
        far = frozenset(self.methods) | frozenset(self.functions)
        called_far = frozenset(name + b"(" for name in far)
        called_near = [frozenset(name + b"(" for name in names) for names in self.local]
        values_far = far - fields
        values_near = [frozenset(names) - fields for names in self.local]
        self.words = []
        for index, found in enumerate(words):
            home = homes[index]
            called = (found & called_far) | (found & called_near[home])
            values = (found & values_far) | (found & values_near[home])
            self.words.append(values.union(word[:-1] for word in called))
        self.users_near: list[dict[bytes, list[int]]] = [{} for _ in paths]
        self.users_far: dict[bytes, list[int]] = {}
        for index, found in enumerate(self.words):
            near = self.users_near[homes[index]]
            for word in found:
                near.setdefault(word, []).append(index)
                if word in far:
                    self.users_far.setdefault(word, []).append(index)
        self.seen_up: set[object] = set()

    def users(self, index: int) -> Iterable[int]:
        """Functions whose text may call the function; each name node is answered once."""
        name, home = self.names[index], self.homes[index]
        if not self.exported[index]:
            return self.once(self.seen_up, (home, name), self.users_near[home].get(name, ()))
        if self.is_method[index] and name in self.dispatched:
            return self.once(self.seen_up, name, self.users_far.get(name, ()))
        key = (home, name, self.is_method[index])
        if key in self.seen_up:
            return ()
        self.seen_up.add(key)
        users = self.users_far.get(name, ())
        if self.is_method[index]:
            return [user for user in users if self.homes[user] == home or self.below[self.homes[user]] >> home & 1]
        return [user for user in users if self.homes[user] == home or home in self.imported[self.homes[user]]]

    def once(self, seen: set[object], key: object, answer: Iterable[int]) -> Iterable[int]:
        """The answer the first time a name node is asked, nothing later."""
        if key in seen:
            return ()
        seen.add(key)
        return answer


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


_FUNCTION_TYPE = re.compile(rb"^(?:type\s+|\t)([A-Za-z_]\w*)(?:\[[^\]\n]*\])?\s+func\(", re.MULTILINE)
_FUNCTION_FIELD = re.compile(
    rb"^[ \t]+([A-Za-z_]\w*(?:, *[A-Za-z_]\w*)*)[ \t]+(?:func\(|(?:\w+\.)?([A-Za-z_]\w*)[ \t]*(?:$|//|`))", re.M
)


def function_fields(declarations: Iterable[bytes]) -> frozenset[str]:
    """Names of struct fields that hold functions: calls of them are kept, though no function has such a name."""
    texts = list(declarations)
    types = {name for text in texts for name in _FUNCTION_TYPE.findall(text)}
    found: set[str] = set()
    for text in texts:
        for names, type_ in _FUNCTION_FIELD.findall(text):
            if not type_ or type_ in types or type_ in (b"CancelFunc", b"CancelCauseFunc", b"HandlerFunc"):
                found.update(name.strip().decode("utf-8", "replace") for name in names.split(b","))
    return frozenset(found)


def _stores(symbol: FuncSymbol, found: frozenset[bytes], operating: frozenset[bytes]) -> bool:
    """Whether a function may keep a function that has an operation where others will call it."""
    text = symbol.file.text
    start, end = symbol.slice.start, symbol.slice.end
    if any(text.find(word, start, end) >= 0 for word in (b" = func(", b": func(", b"{func(")):
        return True
    return any(
        text.find(before + word + after, start, end) >= 0
        for word in found & operating
        for before in (b".", b" ")
        for after in (b",\n", b"\n", b"}")
    )


def _starts(text: bytes, start: int, end: int) -> bool:
    """Whether a go statement begins in the text."""
    return any(text.find(word, start, end) >= 0 for word in _GO_STATEMENTS)


def blocking_calls() -> frozenset[bytes]:
    """Calls that may hold an OS thread, as words."""
    return frozenset(
        f"{id.rsplit('.', 1)[1]}(".encode() for id, row in LIBRARY_CALLS.items() if row.blocks in THREAD_BLOCKING
    )


def _defers_in_loop(symbol: FuncSymbol, text: bytes, start: int, end: int) -> bool:
    """Whether a literal may be deferred, or a parallel subtest, in a loop whose variable it shares (before Go 1.22)."""
    return (
        symbol.file.go_version < (1, 22)
        and text.find(b"for ", start, end) >= 0
        and (text.find(b"defer func", start, end) >= 0 or text.find(b".Parallel()", start, end) >= 0)
    )


def _hands_out(found: frozenset[bytes], text: bytes, start: int, end: int) -> bool:
    """Whether an unlock or Done is passed on as a method value."""
    for name in (b"Unlock", b"RUnlock", b"Done"):
        if name in found and any(text.find(b"." + name + after, start, end) >= 0 for after in (b"\n", b")", b",")):
            return True
    return False


def _around_unbalanced(
    symbols: list[FuncSymbol], direct: list[int], graph: _NameGraph, own: Iterable[tuple[str, str]] = ()
) -> list[int]:
    """Callers of functions that seem to lock, count or pin on their caller's behalf, or that call back."""
    found: list[int] = []
    locking = (*_PAIRS, *((first.encode(), second.encode()) for first, second in own))
    for index in direct:
        symbol = symbols[index]
        text = symbol.file.text
        start, end = symbol.slice.start, symbol.slice.end
        for first, second in locking if b"WaitGroup" not in text else (*locking, (b"Add", b"Done")):
            if text.find(b"." + first + b"(", start, end) >= 0 and text.find(b"." + second, start, end) < 0:
                found.extend(graph.users(index))
                break
        else:
            # It may call a function that its caller passes, under its own lock.
            header = text[start : text.find(b"{\n", start, end)]
            if header.find(b"func(", 5) >= 0 or b"Func" in header:
                found.extend(graph.users(index))
    graph.seen_up.clear()
    return found


def _closure(start: Iterable[int], following: Callable[[int], Iterable[int]]) -> set[int]:
    seen = set(start)
    pending = list(seen)
    while pending:
        for index in following(pending.pop()):
            if index not in seen:
                seen.add(index)
                pending.append(index)
    return seen
