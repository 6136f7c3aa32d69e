"""The types of a run: package scopes, names, types of expressions, members, constants. Import everything from here.

Everything is found when it is asked for and remembered: an import path costs a dictionary entry until a name is looked
up in it, a declaration is parsed when it is first needed, a function's header without its body. Nothing raises on broken
source; what cannot be found is ``UNKNOWN`` (or None), and cycles and depth are bounded.
"""

from __future__ import annotations

from collections.abc import Callable

from gostatic.types.infer import Inference, Selection
from gostatic.types.members import Member
from gostatic.types.package import PackageScope
from gostatic.types.resolve import ANY, ERROR
from gostatic.types.scope import FileEnv, LocalConst, LocalType, LocalTypeParam, LocalVar, Scope
from gostatic.types.symbols import ConstSymbol, FuncSymbol, PackageName, TypeSymbol, Universe, VarSymbol

Question = Callable[..., bool]
"""Takes the types of a run, the import path of a package and further texts."""


class Types(Inference):
    """Answers all questions about names and types of one run.

    ``find`` gives the package of the run's modules at an import path, or None; packages it does not know are taken from
    the packaged library declarations in the folder ``library``; ``declared`` adds the texts of further declarations by import
    path. ``problems`` gathers what was met while splitting and parsing
    declarations of the run, and bounds that were hit.

    The parts, from the ground up: ``Resolution`` (packages, names, type expressions, signatures), ``Members`` (selectors
    on types, interfaces, containment), ``Inference`` (expressions and constants).
    """

    def ask(self, question: Question, pkg: str, *about: str) -> bool:
        """The answer of a function to a question about the text of a package's files, which is kept.

        A run after a change puts the same questions to the new text: ``question`` must be a function of a module and hang on
        nothing but its arguments, the text of the package's files, and types.
        """
        key = (question.__module__, question.__qualname__, pkg, about)
        known = self.asked.get(key)
        if known is None:
            with PackageScope.unnoted():
                known = self.asked[key] = question(self, pkg, *about)
        return known


__all__ = [
    "ANY",
    "ERROR",
    "ConstSymbol",
    "FileEnv",
    "FuncSymbol",
    "LocalConst",
    "LocalType",
    "LocalTypeParam",
    "LocalVar",
    "Member",
    "PackageName",
    "PackageScope",
    "Scope",
    "Selection",
    "TypeSymbol",
    "Types",
    "Universe",
    "VarSymbol",
]
