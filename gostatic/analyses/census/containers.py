"""Lists of channels that are sliced, copied or appended to under another name: the IR does not follow those, the text tells."""

from __future__ import annotations

import re
from functools import cache

from gostatic.callgraph.program import Program
from gostatic.ir.values import Var


def may_lose(program: Program, key: object) -> bool:
    """Whether the elements of a container may be reached under another name: of a variable, or a field by its class."""
    if type(key) is Var:
        outer = key.owner.outermost
        name, places = key.name, [(outer.pkg, outer.pos, outer.end, outer.file)]
    elif type(key) is str and "." in key:
        owner, _, name = key.rpartition(".")
        pkg = owner.rpartition(".")[0] or owner
        places = [(pkg, 0, 1 << 60, "")]
    else:
        return False
    pattern, own = _patterns(name)
    for pkg, start, end, path in places:
        scope = program.types.scope(pkg)
        for file in scope.files if scope is not None else ():
            if path and file.path != path:
                continue
            for match in pattern.finditer(file.text, start, min(end, len(file.text))):
                line = file.text[file.text.rfind(b"\n", 0, match.start()) + 1 : match.start()]
                if match["append"] is None or not own.search(line):
                    return True
    return False


@cache
def _patterns(name: str) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """What takes elements of a list elsewhere, and what is in front of an append to the list itself."""
    word = rb"(?:[\w.]*\.)?\b" + re.escape(name.encode())
    text = rb"%b\[[^\]\n:]*:|%b\.\.\.|\bcopy\([^)\n]*\b%b\b|\bslices\.\w+\(%b\b|(?P<append>\bappend\(\s*%b\s*[,)])"
    return re.compile(text % (word, word, re.escape(name.encode()), word, word)), re.compile(
        rb"\b%b(?:\[[^\]\n]*\])* :?= *$" % re.escape(name.encode())
    )
