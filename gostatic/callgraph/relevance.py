"""Which functions have to be looked at: decided by the words in their text, before anything is parsed.

A function matters when it has a concurrency operation itself, or when it lies between two that have: it can reach one, and is
called by one. What can reach an operation is decided over names (:mod:`gostatic.callgraph.name_graph`), which takes too
many and never misses for want of types; what is called is decided by resolved references, once a function is lowered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from gostatic.callgraph.carriers import carriers
from gostatic.callgraph.channel_words import channel_mark, channel_words
from gostatic.callgraph.known_words import KnownWords, complete, state_of
from gostatic.callgraph.name_graph import NameGraph, closure
from gostatic.callgraph.words import (
    ENDING,
    GATED,
    GATED_OPENING,
    GATED_PASSING,
    LASTING,
    LEAVING,
    OPENING,
    PASSING,
    SPINNING,
    THREAD_BLOCKING,
    blocking_calls,
    called_words,
    has_operation,
    model_names,
    starts_goroutine,
    words_of,
)
from gostatic.ir.text_calls import CALLED_NAMES
from gostatic.models.effects import OPAQUE_PACKAGES
from gostatic.models.rows import NO_WORDS, Words
from gostatic.types.universe import FuncSymbol

# The library's own types that must not be copied.
LOCK_TYPES = frozenset((b".Mutex", b".RWMutex", b".WaitGroup", b".Cond", b".Once", b".Pool"))
_IDENTIFIER_BYTES = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
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
# Those of them that give back.
_GIVING = ((b"Unlock", b"Lock"), (b"RUnlock", b"RLock"), (b"UnlockOSThread", b"LockOSThread"))
MAX_ASSERTION = 700
# A comment that says which locks a function's caller holds, and how much above a function is searched for it.
STATED = b"+checklocks"
MAX_COMMENT = 2048
# So much of a var declaration is searched for names: more is a table.
MAX_VARIABLE_TEXT = 2048


class Candidate(NamedTuple):
    """One package as the selection sees it.

    ``imports`` are the import paths its files name; ``fields`` the words of its type declarations: such a word without
    a call is taken for a field, not for a method value. ``types`` and ``variables`` are the declarations' texts.
    """

    path: str
    functions: Sequence[FuncSymbol]
    imports: frozenset[str]
    fields: frozenset[bytes]
    types: tuple[bytes, ...]
    variables: tuple[bytes, ...] = ()


class Place(NamedTuple):
    """Where functions are kept that are called from there: a field (or container in one) or a package variable.

    ``package`` is the import path of the struct or variable, "" when it is not known.
    """

    package: str
    name: str
    is_field: bool


class Selection:
    """What to lower, and what to follow from there.

    ``symbols`` are the functions to lower at once, in the order given; ``names`` the callee names whose calls are kept;
    ``reaching`` all functions that may reach an operation; ``asserting`` short ones that leave under a condition, worth
    lowering where they are called; ``copying`` those that may copy a value that must not be copied; ``fields`` the names of
    fields that hold functions; ``helpers`` functions that seem to take a lock for their caller; ``holding`` all that take
    one or start something; ``stated`` those of which a comment says that their caller holds one.
    """

    def __init__(
        self,
        symbols: list[FuncSymbol],
        names: frozenset[str],
        reaching: frozenset[FuncSymbol],
        asserting: frozenset[FuncSymbol],
        copying: frozenset[FuncSymbol],
        fields: frozenset[str] = frozenset(),
        helpers: frozenset[FuncSymbol] = frozenset(),
        holding: frozenset[FuncSymbol] = frozenset(),
        stated: frozenset[FuncSymbol] = frozenset(),
        index: _Index | None = None,
        reading: _Reading | None = None,
    ) -> None:
        self.symbols, self.names, self.reaching = symbols, names, reaching
        self.asserting, self.copying, self.fields = asserting, copying, fields
        self.helpers, self.holding, self.stated = helpers, holding, stated
        self._index = index
        # Methods that the library calls for those who pass it their objects, as fmt calls String.
        self.asked = frozenset(symbol for symbol in reaching if symbol.recv and symbol.name in CALLED_NAMES)
        self._reading = reading

    def words(self) -> dict[str, Any]:
        """What the words of all functions said, for ``KnownWords``."""
        reading = self._reading
        return state_of(reading, reading.graph, reading.counts) if reading is not None else {}

    def storing(self, places: Iterable[Place]) -> list[FuncSymbol]:
        """Functions that may put a function into one of these places.

        With them come the callers of those that are given the function to store.
        """
        return self._index.storing(places) if self._index is not None else []


class _Index:
    """What functions say of places that may hold functions, for questions asked while the program is lowered.

    ``having`` gives, for the words that name such places, the functions that have them; ``reaching`` are those that may
    reach an operation, also through a function they store; ``types`` are the names of function types.
    """

    def __init__(
        self,
        symbols: list[FuncSymbol],
        having: dict[bytes, list[int]],
        graph: NameGraph,
        reaching: set[int],
        types: frozenset[bytes],
    ) -> None:
        self.symbols, self.having, self.graph, self.reaching = symbols, having, graph, reaching
        self.types = types

    def storing(self, places: Iterable[Place]) -> list[FuncSymbol]:
        """See ``Selection.storing``."""
        having = self.having
        found: dict[int, None] = {}
        for place in places:
            name = place.name.encode()
            home = self.graph.numbers.get(place.package, -1)
            stores = _FIELD_STORES if place.is_field else _VARIABLE_STORES
            patterns = [before + name + after for before, after in stores]
            for index in (*having.get(b"." + name, ()), *having.get(name, ())):
                if index in found or not self.graph.sees(index, home) or not self.has(patterns, index):
                    continue
                takes = takes_function(self.symbols[index]) or not self.types.isdisjoint(
                    _TYPE_NAMES.findall(_parameters(self.symbols[index]))
                )
                if takes or index in self.reaching:
                    found[index] = None
                    if takes:
                        users = self.graph.users(index)
                        found.update(dict.fromkeys(user for user in users if _passes_function(self.symbols[user])))
        return [self.symbols[index] for index in sorted(found)]

    def setters(self, fields: Iterable[str]) -> Iterable[int]:
        """Functions that seem to put a function they are given into one of these fields: who calls them matters."""
        for name in fields:
            word = name.encode()
            patterns = [before + word + after for before, after in _FIELD_STORES]
            for index in (*self.having.get(b"." + word, ()), *self.having.get(word, ())):
                if takes_function(self.symbols[index]) and self.has(patterns, index):
                    yield index

    def has(self, patterns: list[bytes], index: int) -> bool:
        """Whether a function's text has one of the patterns, with what may be a function behind it."""
        symbol = self.symbols[index]
        text, start, end = symbol.file.text, symbol.slice.start, symbol.slice.end
        for pattern in patterns:
            at = text.find(pattern, start, end)
            while at >= 0:
                if pattern.endswith(b"[") or _FUNCTION_VALUE.match(text, at + len(pattern)):
                    return True
                at = text.find(pattern, at + 1, end)
        return False


_TYPE_NAMES = re.compile(rb"[A-Z]\w*|[a-z]\w*(?=[,)])")
# A literal, a name or selector that is not called, or a call whose result it is.
_FUNCTION_VALUE = re.compile(
    rb"[ \t]*(?!nil\b|true\b|false\b|len\()(?:func\(|[A-Za-z_][\w.]*(?:[\n,})]| /| [})]|\([^)\n]))"
)
# `x.name = …`, `x.name[k] = …`, `x.name <- …` and `name: …` in a literal; a package variable also without selector.
_FIELD_STORES = (
    (b".", b" = "), (b".", b"["), (b".", b" <- "), (b"\t", b": "), (b" ", b": "), (b"{", b": "), (b"\t", b":\t"),
)  # fmt: skip
_VARIABLE_STORES = ((b"", b" = "), (b"", b"["), (b"", b" <- "))


def select(
    packages: Iterable[Candidate],
    everything: bool = False,
    own: Words = NO_WORDS,
    few_processors: bool = False,
    known: KnownWords | None = None,
) -> Selection:
    """Chooses where to start, and what may be reached from there; ``everything`` takes all functions.

    ``own`` are the names of the project's model rows, which count like the library's. With ``few_processors`` calls that block
    a thread matter everywhere, not only where a package says so. ``known`` is what an earlier run found.
    Source: the closure over name nodes of the project's speed study, narrowed by what Go's scoping allows.
    """
    packages = list(packages)
    symbols = [symbol for package in packages for symbol in package.functions]
    names = frozenset(symbol.name for symbol in symbols)
    called = function_fields(text for package in packages for text in package.types)
    homes = [home for home, package in enumerate(packages) for _ in package.functions]
    paths = [package.path for package in packages]
    imports, fields = [package.imports for package in packages], [package.fields for package in packages]
    graph = NameGraph(symbols, homes, paths, imports, fields, [package.types for package in packages])
    variables = frozenset(
        word for package in packages for text in package.variables for word in words_of(text[:MAX_VARIABLE_TEXT])
    )
    places = frozenset(dot + word for word in variables | {name.encode() for name in called} for dot in (b"", b"."))
    places |= {b".%b(" % name.encode() for name in called}
    reading = _Reading(packages, own, graph, places, few_processors, known)
    few = reading.few_processors
    if everything:
        all_of_them = frozenset(symbols)
        return Selection(symbols, names | model_names(few), all_of_them, frozenset(), all_of_them, called)
    helpers, around = _around_unbalanced(symbols, reading.holding, graph, own.pairs)
    around.extend(user for index in reading.takers for user in graph.users(index))
    up = closure(
        [*reading.holding, *reading.direct, *_calling_back(packages, symbols, reading.having, graph)], graph.users
    )
    graph.forget()
    iterating = {home for home, package in enumerate(packages) if "iter" in package.imports}
    for index in sorted(up) if iterating else ():
        if homes[index] in iterating and b"iter.Seq" in _parameters(symbols[index]):
            around.extend(graph.users(index))  # it may hold a lock while a loop over it runs
    graph.forget()
    direct = {*reading.holding, *reading.direct, *reading.opening, *reading.only_copying, *around}
    asserting = frozenset(symbols[index] for index in reading.asserting)
    reaching = frozenset(symbols[index] for index in up)
    # Who keeps whom: through interfaces, and parts that know what they are a part of.
    kinds = frozenset(
        name for package in packages for text in package.types for name in _INTERFACE.findall(text)
    ).union(*reading.holders.values())
    keeping = {index for index, symbol in enumerate(symbols) if index not in direct and _keeps(symbol, kinds)}
    types = function_types(text for package in packages for text in package.types)
    texts = _Index(symbols, reading.having, graph, up, types)
    names = (
        frozenset(symbol.name for symbol in reaching)
        | {symbols[number].name for number in sorted(keeping)}
        | {symbols[number].name for number in texts.setters(called)}
        | {symbols[number].name for number in reading.opening}
        | model_names(few)
        | {symbol.name for symbol in asserting}
        | called
        | reading.once_names
        | {channel_mark(word) for words in reading.channels.values() for word in words}
    )
    return Selection(
        [symbol for index, symbol in enumerate(symbols) if index in direct or index in keeping],
        names,
        reaching,
        asserting,
        frozenset(symbols[index] for index in reading.copying),
        called,
        frozenset(symbols[index] for index in helpers),
        frozenset(symbols[index] for index in reading.holding),
        frozenset(symbols[index] for index in reading.stated),
        texts,
        reading,
    )


class _Reading:
    """One look at every function's text: its words, and what they make it.

    ``holding`` have an operation that lasts over calls, ``direct`` another one, ``opening`` something to close, ``copying``
    may copy what must not be copied, ``asserting`` are short and leave under a condition; all are numbers of functions.
    """

    def __init__(
        self,
        packages: list[Candidate],
        own: Words,
        graph: NameGraph,
        places: frozenset[bytes],
        few_processors: bool,
        known: KnownWords | None,
    ) -> None:
        self.graph, self.places = graph, places
        self.having: dict[bytes, list[int]] = {}
        self.lasting, self.passing = LASTING | called_words(own.lasting), PASSING | called_words(own.passing)
        self.leaving = LEAVING | called_words(own.leaving)
        self.count = 0
        self.holding: list[int] = []
        self.direct: list[int] = []
        self.opening: list[int] = []
        self.copying: set[int] = set()
        self.only_copying: set[int] = set()
        self.takers: list[int] = []
        self.asserting: list[int] = []
        self.stated: list[int] = []
        self.few_everywhere = few_processors
        self.holders = {
            package.path: carriers(package.types)[0] for package in packages if package.path not in OPAQUE_PACKAGES
        }
        self.channels = {package.path: channel_words(package.types, package.variables) for package in packages}
        self.counts = [len(package.functions) for package in packages]
        self.once_of = {home: found for home, package in enumerate(packages) if (found := _once_names(package))}
        self.few_of: list[int] = []
        if known is not None and not known.fits(self.once_of):
            known = None
        read = [home for home, package in enumerate(packages) if known is None or package.path in known.changed]
        for home in read:
            self.count = sum(self.counts[:home]) if known is not None else self.count
            self.read(home, packages[home])
        if known is not None:
            complete(self, graph, known, read, self.counts)
        self.few_processors = few_processors or bool(self.few_of)
        self.once_names = {name for found in self.once_of.values() for name in found}

    def read(self, home: int, package: Candidate) -> None:
        """Reads the functions of one package."""
        foreign = frozenset(
            name for other in package.imports for name in self.holders.get(other, ()) if name[:1].isupper()
        )
        own: frozenset[bytes] = frozenset()
        fields: frozenset[bytes] = frozenset()
        if package.path not in OPAQUE_PACKAGES:
            own, fields = carriers(package.types, foreign)
        holding_types = own | {b"." + name for name in foreign} | LOCK_TYPES
        carrying = holding_types | {b"." + name for name in fields}
        texts = {symbol.file.path: symbol.file.text for symbol in package.functions}
        gated = {word for word, owner in GATED.items() if any(owner in text for text in texts.values())}
        beside = {word for word, near in GATED_PASSING.items() if any(near in text for text in texts.values())}
        lasting, passing = self.lasting | gated, self.passing | beside
        opening = OPENING.union(
            word for word, owner in GATED_OPENING.items() if any(owner in text for text in texts.values())
        )
        spinning = {path: [found.start() for found in SPINNING.finditer(text)] for path, text in texts.items()}
        marked = {path for path, text in texts.items() if STATED in text}
        names = sorted(name for name in self.channels[package.path] if name[:1] != b".")
        kinds = re.compile(rb"\bmake\((?:%b)\b" % b"|".join(names)) if names else None
        responds = any(b"*http.Response, error) {" in text for text in texts.values())
        few = self.few_everywhere or any(
            b"GOMAXPROCS(1)" in text or b"GOMAXPROCS(2)" in text for text in texts.values()
        )
        if few:
            self.few_of.append(home)
            passing = passing | blocking_calls()
        if home in self.once_of:
            wrapped = {name for other, found in self.once_of.items() if other <= home for name in found}
            passing = passing | called_words(sorted(wrapped))
        channels = self.channels[package.path].union(
            b"." + name.lstrip(b".")
            for other in package.imports
            for name in self.channels.get(other, ())
            if name.lstrip(b".")[:1].isupper() and other not in OPAQUE_PACKAGES
        )
        for symbol in package.functions:
            text = symbol.file.text
            start, end = symbol.slice.start, symbol.slice.end
            body = text[start:end]
            found = words_of(body)
            number = self.count
            self.count += 1
            opens = not found.isdisjoint(opening) or (responds and not found.isdisjoint(_REQUESTS))
            hands_out = opens and _HANDS_OPEN.search(body, 0, body.find(b"{\n") + 1)
            makes = kinds is not None and b"make(" in found and kinds.search(body)
            if hands_out or makes or (len(body) < MAX_TAKER and _TAKES_SLOT.search(body)):
                self.takers.append(number)
            copies = not found.isdisjoint(carrying) and _may_copy(body, found, holding_types, fields)
            if copies:
                self.copying.add(number)
            if marked and symbol.file.path in marked and STATED in _above(text, start):
                self.stated.append(number)
                self.holding.append(number)
            elif not found.isdisjoint(lasting) or (few and starts_goroutine(body)):
                self.holding.append(number)
            elif (
                has_operation(body, found)
                or not found.isdisjoint(passing)
                or not found.isdisjoint(channels)
                or _hands_out(found, body)
                or (symbol.name == "main" and not symbol.recv)
                or (few and b"C" in found)
                or any(start < at < end for at in spinning[symbol.file.path])
                or (b".Sleep(" in found and b".Context" in found and b"for {" in body)
            ):
                self.direct.append(number)
            elif hands_out or not found.isdisjoint(opening) or _defers_in_loop(symbol, text, start, end):
                self.opening.append(number)
            elif copies and _copies_plainly(body, found & holding_types, fields):
                self.only_copying.add(number)
            elif (
                end - start < MAX_ASSERTION
                and not found.isdisjoint(self.leaving)
                and (b"if " in body or not found.isdisjoint(ENDING))
            ):
                self.asserting.append(number)
            self.graph.note(number, found)
            for word in found & self.places:
                self.having.setdefault(word, []).append(number)


def _once_names(package: Candidate) -> list[str]:
    """The names of what holds a function wrapped by sync.OnceFunc and its like in a package."""
    texts = {symbol.file.path: symbol.file.text for symbol in package.functions}
    return sorted(
        {name.decode() for text in texts.values() if b"sync.Once" in text for name in _ONCE_WRAPPED.findall(text)}
    )


def _above(text: bytes, start: int) -> bytes:
    """The comment above a declaration."""
    return text[max(0, start - MAX_COMMENT) : start].rpartition(b"\n\n")[2]


# The variable or field that holds what sync.OnceFunc and its like return: a call of it waits for the function's end.
_ONCE_WRAPPED = re.compile(rb"(\w+)\s*(?:=|:=|:)\s*sync\.Once(?:Func|Values?)\b")

# A method that takes a slot of a semaphore for its caller: a short one that sends a token, or gives what it receives.
MAX_TAKER = 160
_TAKES_SLOT = re.compile(rb"\w <- (?:struct\{\}\{\}|\d+|true|false)\s*\}?|\breturn <-\w[\w.]*\s*\}")

# One that opens something and returns it, or the function that ends it: its callers have to.
_HANDS_OPEN = re.compile(
    rb"\)\s*\(?[^()]*(?:\bCancelFunc|\bCancelCauseFunc|\bfunc\(\)|\bReadCloser|\bPipeReader|\bhttp\.Response|\bsql\.(?:Rows|Tx))"
)
_REQUESTS = called_words(("Do", "Get", "Post", "PostForm", "RoundTrip"))

_AFTER_TYPE = (b")", b",", b" ", b"[", b"\n", b"{", b"}")
# A dereferenced variable used as a value.
_READ_FIELD = re.compile(rb"(?:range |= |return )[A-Za-z_][\w.\[\]]*\.(\w+)(?: \{|\n| /)")
_PLAIN_COPY = re.compile(rb" :?= [A-Za-z_]\w*(?:\n| /)")
_DEREFERENCE = re.compile(rb"(?:[(,=] ?|return )\*[A-Za-z_][\w.]*[,) \n]")


def _copies_plainly(body: bytes, named: frozenset[bytes], fields: frozenset[bytes]) -> bool:
    """Whether a text takes such a value as a parameter, dereferences a variable, or reads such a field.

    Asked of functions with nothing else in them, where a mere mention of the type is not enough to look closer.
    """
    if named and ((b"\tvar " in body and _PLAIN_COPY.search(body)) or _copies_pointee(body, named)):
        return True
    header = body[: body.find(b"{\n") + 1 or len(body)]
    return _may_copy(header, named, named, frozenset()) or any(name in fields for name in _READ_FIELD.findall(body))


def _copies_pointee(body: bytes, named: frozenset[bytes]) -> bool:
    """Whether a dereferenced variable is declared, somewhere in the text, as a pointer to one of the types."""
    for match in _DEREFERENCE.finditer(body):
        name = match[0].strip(b"(,=return) \n").lstrip(b"*")
        if b"." in name:
            return True
        for type_ in named:
            bare = type_.lstrip(b".")
            if any(name + before + bare in body for before in (b" *", b" := &", b" = new(", b" := new(")):
                return True
            if type_ is not bare and re.search(
                re.escape(name) + rb" (?:\*|:= &|:?= new\()\w+\." + re.escape(bare), body
            ):
                return True
    return False


def _may_copy(body: bytes, found: frozenset[bytes], types: frozenset[bytes], fields: frozenset[bytes]) -> bool:
    """Whether a function's text has the shape of a copy of such a value in it.

    That is: a type named by value, a variable dereferenced in a function that names such a type, or a range over a field.
    """
    named = found & types
    if named and _DEREFERENCE.search(body):
        return True
    for word in named:
        selected = word[:1] == b"."
        at = body.find(word)
        while at >= 0:
            if body[at + len(word) : at + len(word) + 1] in _AFTER_TYPE:
                head = body[max(0, at - 40) : at]
                if selected:
                    head = head.rstrip(_IDENTIFIER_BYTES)
                if head[-1:] in (b" ", b"]", b"("):
                    return True
            at = body.find(word, at + 1)
    return any(
        body.find(b"." + word + after) >= 0
        for word in fields
        if b"." + word in found
        for after in (b" {", b"\n", b" /")
    )


_FUNCTION_TYPE = re.compile(rb"^(?:type\s+|\t)([A-Za-z_]\w*)(?:\[[^\]\n]*\])?\s+func\(", re.MULTILINE)
_FUNCTION_FIELD = re.compile(
    rb"(?:^[ \t]+|[{;] )([A-Za-z_]\w*(?:, *[A-Za-z_]\w*)*)[ \t]+(?:\[\w*\]|map\[[\w.*]+\]|chan )*"
    rb"(?:func\(|(?:\w+\.)?([A-Za-z_]\w*)[ \t]*(?:$|//|`))",
    re.MULTILINE,
)


def function_types(declarations: Iterable[bytes]) -> frozenset[bytes]:
    """The names of types that are functions."""
    return frozenset(name for text in declarations for name in _FUNCTION_TYPE.findall(text))


def function_fields(declarations: Iterable[bytes]) -> frozenset[str]:
    """Names of struct fields that hold functions: calls of them are kept, though no function has such a name."""
    texts = list(declarations)
    types = function_types(texts)
    found: set[str] = set()
    for text in texts:
        for names, type_ in _FUNCTION_FIELD.findall(text):
            if not type_ or type_ in types or type_ in (b"CancelFunc", b"CancelCauseFunc", b"HandlerFunc"):
                found.update(name.strip().decode("utf-8", "replace") for name in names.split(b","))
    return frozenset(found)


def _calling_back(
    packages: list[Candidate], symbols: list[FuncSymbol], having: dict[bytes, list[int]], graph: NameGraph
) -> Iterable[int]:
    """Functions that call what is kept in a field, which may reach anything: decided by the field's name and package."""
    for home, package in enumerate(packages):
        for field in function_fields(package.types):
            for index in having.get(b".%b(" % field.encode(), ()):
                if graph.homes[index] == home or (field[:1].isupper() and graph.sees(index, home)):
                    yield index


_INTERFACE = re.compile(rb"^(?:type\s+|\t)([A-Za-z_]\w*)(?:\[[^\]\n]*\])?\s+interface\b", re.MULTILINE)
# A function that is given an object of some type, or makes one, and a statement that keeps it.
MAX_KEEPER = 900
_GIVEN = re.compile(rb"[(,] ?([a-z]\w*) +(?:\.\.\.)?(?:\[\])?\*?(?:\w+\.)?([A-Za-z_]\w*)[,)\[]")
_MADE = re.compile(rb"\t(\w+) := &?(\w+)\{")
_KEEPING = (b" = %b\n", b", %b)\n", b": %b,", b": %b}", b" = %b }", b"{%b}", b"{%b,", b", %b) }")


def _keeps(symbol: FuncSymbol, kinds: frozenset[bytes]) -> bool:
    """Whether a short function stores an object of one of the named kinds that it is given, or makes, in another one."""
    text = symbol.file.text
    start, end = symbol.slice.start, symbol.slice.end
    if end - start > MAX_KEEPER:
        return False
    body = text.find(b"{", start, end)
    for name, type_ in (*_GIVEN.findall(text, start, body), *_MADE.findall(text, body, end)):
        if type_ in kinds and any(text.find(form % name, body, end) >= 0 for form in _KEEPING):
            return True
    return False


def _parameters(symbol: FuncSymbol) -> bytes:
    """The text of a function's parameters and results."""
    text = symbol.file.text
    start, end = symbol.slice.start, symbol.slice.end
    at = text.find(b") ", start + 5, end) if symbol.recv else text.find(symbol.name.encode(), start + 5, end)
    return text[at + 1 : text.find(b"{\n", at, end)]


def takes_function(symbol: FuncSymbol) -> bool:
    """Whether a function seems to be given a function by its caller, or to give one back."""
    header = _parameters(symbol)
    return b"func(" in header or b"Func" in header


def _returns_function(symbol: FuncSymbol) -> bool:
    """Whether a function seems to give a function back."""
    header = _parameters(symbol)
    before = header[: header.rfind(b"func(")]
    return b"func(" in header and (before.count(b"(") == before.count(b")") or b") (" in before)


def _defers_in_loop(symbol: FuncSymbol, text: bytes, start: int, end: int) -> bool:
    """Whether a literal may be deferred, or a parallel subtest, in a loop whose variable it shares (before Go 1.22)."""
    return (
        symbol.file.go_version < (1, 22)
        and text.find(b"for ", start, end) >= 0
        and (text.find(b"defer func", start, end) >= 0 or text.find(b".Parallel()", start, end) >= 0)
    )


def _hands_out(found: frozenset[bytes], body: bytes) -> bool:
    """Whether an unlock or Done is passed on as a method value."""
    for name in (b".Unlock", b".RUnlock", b".Done"):
        if name in found and any(name + after in body for after in (b"\n", b")", b",")):
            return True
    return False


def _is_unbalanced(pair: tuple[bytes, bytes], text: bytes, start: int, end: int) -> bool:
    """Whether a text calls the first function of a pair and never the second."""
    return text.find(b"." + pair[0] + b"(", start, end) >= 0 and text.find(b"." + pair[1], start, end) < 0


def _adds_for_its_caller(text: bytes, start: int, end: int) -> bool:
    """Whether a text seems to count a WaitGroup up and not down: one that the file names, not an atomic number."""
    if text.find(b".Add(", start, end) < 0 or text.find(b".Done", start, end) >= 0 or b"WaitGroup" not in text:
        return False
    parts = text.split(b"sync.WaitGroup")
    names = {part.rstrip(b" \t*")[-40:].replace(b"\t", b" ").rpartition(b" ")[2] for part in parts[:-1]}
    return any(text.find(name.strip(b"(,") + b".Add(", start, end) >= 0 for name in names)


def _passes_function(symbol: FuncSymbol, ranged: bool = False) -> bool:
    """Whether a function has a literal in it, or hands on a function or method by its name; ``ranged``: or has a loop's body."""
    text = symbol.file.text
    start, end = symbol.slice.start, symbol.slice.end
    if ranged and text.find(b"range ", start, end) >= 0:
        return True
    return text.find(b"func(", start + 5, end) >= 0 or _HANDED.search(text, start, end) is not None


# A selected or plain name, not called, as a call's last argument.
_HANDED = re.compile(rb"[(,] ?[A-Za-z_][\w.]*\)\n")


def _around_unbalanced(
    symbols: list[FuncSymbol], direct: list[int], graph: NameGraph, own: Iterable[tuple[str, str]]
) -> tuple[list[int], list[int]]:
    """Functions that seem to lock, count or pin on their caller's behalf; callers of those and of ones that call back."""
    helpers: list[int] = []
    found: list[int] = []
    locking = (*_PAIRS, *((first.encode(), second.encode()) for first, second in own))
    opaque = [path in OPAQUE_PACKAGES for path in graph.numbers]
    for index in direct:
        symbol = symbols[index]
        text = symbol.file.text
        start, end = symbol.slice.start, symbol.slice.end
        pair = next((pair for pair in locking if _is_unbalanced(pair, text, start, end)), None)
        if pair is not None or _adds_for_its_caller(text, start, end):
            if pair not in _GIVING and not opaque[graph.homes[index]]:
                helpers.append(index)
            found.extend(graph.users(index))
        elif takes_function(symbol):
            # It may call a function that its caller passes, under its own lock.
            returns = _returns_function(symbol)
            ranged = b" bool)" in _parameters(symbol)
            found.extend(user for user in graph.users(index) if returns or _passes_function(symbols[user], ranged))
    graph.forget()
    return helpers, found


__all__ = ["THREAD_BLOCKING", "Candidate", "Selection", "select", "words_of"]
