"""The tree-sitter grammar of Go: one language, one parser, and node kinds by number.

Importing this module loads tree-sitter; only the parsing half of the package imports it.
"""

from __future__ import annotations

from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import Final

import tree_sitter


def _language() -> object:
    """The grammar, from the extension module alone: its package imports ``importlib.resources`` for queries that nobody
    asks for here, which costs a tenth of a small run."""
    package = find_spec("tree_sitter_go")
    if package is not None and package.submodule_search_locations:
        extension = PathFinder.find_spec("_binding", list(package.submodule_search_locations))
        if extension is not None and extension.loader is not None:
            module = module_from_spec(extension)
            extension.loader.exec_module(module)
            return module.language()
    import tree_sitter_go  # laid out otherwise

    return tree_sitter_go.language()


LANGUAGE: Final = tree_sitter.Language(_language())
PARSER: Final = tree_sitter.Parser(LANGUAGE)

# Kind numbers go up to the 16-bit one of ERROR nodes; tables indexed by kind have a place for each.
KINDS: Final = 0x10000


def kinds(name: str) -> tuple[int, ...]:
    """All numbers of the visible node kind ``name`` (aliases give some names several)."""
    return tuple(
        kind
        for kind in range(LANGUAGE.node_kind_count)
        if LANGUAGE.node_kind_is_visible(kind) and LANGUAGE.node_kind_for_id(kind) == name
    )


def kind(name: str) -> int:
    """The number of the named node kind ``name``, which has one."""
    found = LANGUAGE.id_for_node_kind(name, True)
    assert found is not None, name
    return found


def field(name: str) -> int:
    """The number of the field ``name``."""
    found = LANGUAGE.field_id_for_name(name)
    assert found is not None, name
    return found
