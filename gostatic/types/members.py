"""Fields and methods of a type: promotion through embedding, method sets, what a value contains."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from gostatic.project.workspace import Package
from gostatic.types import stubs
from gostatic.types.model import (
    UNKNOWN,
    Array,
    Interface,
    Named,
    Pointer,
    Signature,
    Struct,
    Tuple,
    Type,
    TypeParam,
    Unknown,
)
from gostatic.types.resolve import LOCAL_MARK, Resolution
from gostatic.types.substitution import substitute
from gostatic.types.symbols import FuncSymbol

# Embedding and containment are followed this deep; what lies deeper is not found.
MAX_EMBEDDING = 16
# So many embedded types are looked at for one name: embedding in a diamond can double them at every level.
MAX_EMBEDDED = 500

Wanted = Callable[[Named], bool]


class Member(NamedTuple):
    """A field or method of a type.

    ``kind`` is field, method or interface (a method of an interface); ``path`` the embedded fields walked to reach it;
    ``owner`` the type that declares it; ``type`` the field's type or method's signature; ``func`` a method's symbol.
    """

    kind: str
    path: tuple[str, ...]
    owner: Type
    type: Type
    func: FuncSymbol | None = None


class _Step(NamedTuple):
    """A type to look into and the embedded fields that lead to it; ``indirect`` when one of them is a pointer."""

    type: Type
    path: tuple[str, ...]


class Members(Resolution):
    """Selectors on types; see ``Types`` for the whole."""

    def __init__(
        self,
        find: Callable[[str], Package | None],
        library: str = stubs.FOLDER,
        declared: Mapping[str, bytes] = MappingProxyType({}),
    ) -> None:
        super().__init__(find, library, declared)
        self._members: dict[tuple[Type, str], Member | None] = {}
        self._contained: dict[Wanted, dict[Type, tuple[str, ...] | None]] = {}
        self._interfaces: dict[Type, dict[str, tuple[Type, Signature]]] = {}
        self._implements: dict[tuple[Type, Type], bool] = {}

    def is_bare(self, type_: Type) -> bool:
        """Whether a type, through one pointer, is a struct of one field."""
        under = self.underlying(type_.elem if type(type_) is Pointer else type_)
        return type(under) is Struct and len(under.fields) == 1

    def is_bare_lock(self, member: Member) -> bool:
        """Whether a member is the lock in a struct that is nothing else, such as a project's own ``syncutil.Mutex``."""
        type_ = member.type
        return (
            type(type_) is Named and type_.pkg == "sync" and type_.name.endswith("Mutex") and self.is_bare(member.owner)
        )

    def member(self, t: Type, name: str) -> Member | None:
        """The field or method ``t.name`` of ``t`` or ``*t``: the one at the least depth, as Go selects it. Memoised.

        None when there is none, or when two stand at the same depth.
        """
        if type(t) is Pointer:
            t = t.elem
        key = (t, name)
        try:
            return self._members[key]
        except KeyError:
            found = self._members[key] = self._search(t, name)
            return found

    def _search(self, t: Type, name: str) -> Member | None:
        if type(t) is Named:
            under = self.underlying(t)
            if type(under) is Pointer:  # type P *T has T's fields, but no methods
                t = under.elem
        level = [_Step(t, ())]
        seen: set[Type] = set()
        visited = 0
        for _ in range(MAX_EMBEDDING):
            found: list[Member] = []
            following: list[_Step] = []
            for step in level:
                if step.type in seen or visited > MAX_EMBEDDED:
                    continue
                visited += 1
                under = self.underlying(step.type)
                direct = self._direct(step, under, name)
                if direct is not None:
                    found.append(direct)
                elif type(under) is Struct:
                    for field in under.fields:
                        if field.embedded:
                            inner = field.type.elem if type(field.type) is Pointer else field.type
                            following.append(_Step(inner, (*step.path, field.name)))
            if found:
                # The same type embedded twice at one depth is as ambiguous as two types.
                return found[0] if len(found) == 1 else None
            seen.update(step.type for step in level)
            if not following:
                return None
            level = following
        return None

    def _direct(self, step: _Step, under: Type, name: str) -> Member | None:
        """The member a type declares itself."""
        t = step.type
        if type(t) is Named:
            method = self._method(t, name)
            if method is not None:
                return Member("method", step.path, t, self._method_type(t, method), method)
        if type(under) is Struct:
            for field in under.fields:
                if field.name == name:
                    return Member("field", step.path, t if type(t) is Named else under, field.type)
        elif type(under) is Interface or type(t) is TypeParam:
            entry = self._method_table(t).get(name)
            if entry is not None:
                return Member("interface", step.path, entry[0], entry[1])
        return None

    def _method(self, t: Named, name: str) -> FuncSymbol | None:
        if not t.pkg or LOCAL_MARK in t.name:
            return None
        scope = self.scope(t.pkg)
        return scope.method(t.name, name) if scope is not None else None

    def _method_type(self, t: Named, method: FuncSymbol) -> Type:
        """A method's signature, its receiver's type parameters replaced by the type's arguments."""
        signature = self.signature(method)
        if not t.args:
            return signature
        return substitute(signature, dict(zip(self.shape(method).receiver_params, t.args, strict=False)))

    # --- interfaces --------------------------------------------------------------------------------------------

    def interface_methods(self, t: Type) -> dict[str, Signature]:
        """The methods of an interface type (or type parameter's constraint) with those of embedded interfaces."""
        return {name: signature for name, (_, signature) in self._method_table(t).items()}

    def _method_table(self, t: Type) -> dict[str, tuple[Type, Signature]]:
        known = self._interfaces.get(t)
        if known is None:
            known = {}
            # Breadth first, so that a method keeps the outermost interface that declares it as owner.
            level: list[Type] = [t]
            seen: set[Type] = set()
            while level and len(seen) <= MAX_EMBEDDED:
                following: list[Type] = []
                for item in level:
                    if item in seen:
                        continue
                    seen.add(item)
                    under = self.underlying(item.constraint if type(item) is TypeParam else item)
                    if type(under) is not Interface:
                        continue
                    owner = item.constraint if type(item) is TypeParam else item
                    for name, signature in under.methods:
                        known.setdefault(name, (owner, signature))
                    following.extend(under.embeds)
                level = following
            self._interfaces[t] = known
        return known

    def implements(self, t: Type, iface: Type) -> bool:
        """Whether ``t`` has all methods of ``iface``, compared by name and number of parameters and results. Memoised.

        The method set is Go's: methods with a pointer receiver count for ``Pointer(t)`` only, unless they are promoted
        through an embedded pointer. An interface without methods is implemented by everything.
        """
        key = (t, iface)
        known = self._implements.get(key)
        if known is None:
            known = all(self._satisfies(t, name, want) for name, (_, want) in self._method_table(iface).items())
            self._implements[key] = known
        return known

    def _satisfies(self, t: Type, name: str, want: Signature) -> bool:
        member = self.member(t, name)
        if member is None or member.kind == "field" or type(member.type) is not Signature:
            return False
        have = member.type
        if len(have.params) != len(want.params) or len(have.results) != len(want.results):
            return False
        if type(t) is Pointer or member.func is None or not self.has_pointer_receiver(member.func):
            return True
        return self._through_pointer(t, member.path)

    def has_pointer_receiver(self, func: FuncSymbol) -> bool:
        """Whether a method's receiver is a pointer; read off the text, without parsing."""
        text, start = func.file.text, func.slice.start
        opening = text.find(b"(", start, func.slice.end)
        closing = text.find(b")", opening, func.slice.end)
        return bool(func.recv) and b"*" in text[opening:closing]

    def _through_pointer(self, t: Type, path: tuple[str, ...]) -> bool:
        for hop in path:
            member = self.member(t, hop)
            if member is None:
                return False
            if type(member.type) is Pointer:
                return True
            t = member.type
        return False

    # --- containment -------------------------------------------------------------------------------------------

    def contains(self, t: Type, wanted: Wanted) -> tuple[str, ...] | None:
        """The fields by which a value of type ``t`` holds a named type that is ``wanted``; () for ``t`` itself, else None.

        Only what lies in the value counts: structs and arrays, not pointers, slices, maps, channels or interfaces.
        Memoised per ``wanted``, so pass the same function each time.
        """
        memo = self._contained.get(wanted)
        if memo is None:
            memo = self._contained[wanted] = {}
        return self._contains(t, wanted, memo, 0)

    def _contains(
        self, t: Type, wanted: Wanted, memo: dict[Type, tuple[str, ...] | None], depth: int
    ) -> tuple[str, ...] | None:
        kind = type(t)
        while kind is Array:
            t = t.elem  # type: ignore[union-attr]
            kind = type(t)
        if kind is not Named and kind is not Struct and kind is not Tuple:
            return None
        if t in memo:
            return memo[t]
        memo[t] = None  # a type that contains itself is broken: the inner one adds nothing
        if depth > MAX_EMBEDDING:
            return None
        found: tuple[str, ...] | None = None
        if kind is Named and wanted(t):  # type: ignore[arg-type]
            found = ()
        else:
            under = self.underlying(t)
            if type(under) is Struct:
                for field in under.fields:
                    inner = self._contains(field.type, wanted, memo, depth + 1)
                    if inner is not None:
                        found = (field.name, *inner)
                        break
            elif type(under) is Array:
                found = self._contains(under, wanted, memo, depth + 1)
        memo[t] = found
        return found


def is_unknown(t: Type) -> bool:
    """Whether nothing is known of a type."""
    return type(t) is Unknown


__all__ = ["UNKNOWN", "Member", "Members", "is_unknown"]
