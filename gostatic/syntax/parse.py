"""Parse declarations: a slice of a file in, syntax tree nodes and problems out.

Only the slice is parsed, so an error costs no more than the declaration it is in. When the tree has errors, the
rewritings of :mod:`gostatic.syntax.mend` are tried before the error is believed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, cast

from gostatic.base.problem import Problem, ProblemKind
from gostatic.syntax import stmts as _statements  # noqa: F401  registers the conversion of bodies
from gostatic.syntax.ast import BadStmt, Block, Decl, Field, FuncDecl, Node
from gostatic.syntax.decls import convert_declaration
from gostatic.syntax.exprs import LIVE_IN_TABLE, TABLE_BYTES
from gostatic.syntax.grammar import PARSER, kind
from gostatic.syntax.lexical import SKIP, body_brace, line_of
from gostatic.syntax.mend import blank_receiver, method_type_parameters, variants
from gostatic.syntax.slices import DeclSlice
from gostatic.syntax.source import MAX_DEPTH, STMTS, Source, TreeNode
from gostatic.syntax.split import split

# Longer declarations are not parsed but for their signature: an error in one of 5 MB takes the parser minutes, since the
# cost of recovery grows with the square of the length. Plain tables are cut out before, whatever their length.
MAX_BYTES: Final = 1 << 20

_ERROR: Final = 0xFFFF
_DECLARATIONS: Final = frozenset(
    kind(name)
    for name in (
        "function_declaration",
        "method_declaration",
        "var_declaration",
        "const_declaration",
        "type_declaration",
        "import_declaration",
    )
)
_ONLY_COMMENTS = re.compile(rb"\)*" + SKIP + rb"\Z")
# Literals shorter than this are not worth cutting.
SHORT_LITERAL: Final = 256


def parse_file(text: bytes, path: str) -> tuple[tuple[Decl, ...], list[Problem]]:
    """All declarations of a file, in source order, and all problems of splitting and parsing it."""
    slices, problems = split(text, path)
    found: list[Decl] = []
    for piece in slices:
        decls, more = parse_decls(text, piece, path)
        found.extend(decls)
        problems.extend(more)
    return tuple(found), problems


def parse_decls(
    text: bytes, slice: DeclSlice, path: str, types_only: bool = False
) -> tuple[tuple[Decl, ...], list[Problem]]:
    """Parse one slice of the file ``text``.

    Returns its declarations (a group gives one per specification), with positions in the file. Never raises for any
    source: what cannot be understood is ``Bad`` or missing, and a SYNTAX problem names the line of the first error; what
    is nested deeper than ``MAX_DEPTH`` is ``Bad`` under a BOUND problem, and so is the body of a function longer than
    ``MAX_BYTES`` (other declarations of that length are left out). A table literal of ``TABLE_BYTES`` or more with nothing
    concurrent in it has no elements. With ``types_only`` no long literal of a variable has any, nor a function's body: neither
    says anything of the variable's type.
    """
    own = text[slice.start : slice.end] + b"\n"
    parse_text = own
    if slice.kind == "var" and len(own) >= (SHORT_LITERAL if types_only else TABLE_BYTES):
        parse_text = _without_table(own, types_only)
    if len(own) > MAX_BYTES and parse_text is own:
        return _too_long(text, slice, path)
    return _convert(text, own, parse_text, slice, path)


def parse_header(text: bytes, slice: DeclSlice, path: str) -> tuple[FuncDecl | None, list[Problem]]:
    """Parse the signature of the function in ``slice``: a FuncDecl without body that ends where the body begins.

    Returns None, with the problem, when no function can be made out; for other kinds of slices None alone.
    """
    if slice.kind != "func":
        return None, []
    brace = body_brace(text, slice.start, slice.end)
    end = brace if brace >= 0 else slice.end
    if end - slice.start > MAX_BYTES:
        return None, [_length_problem(text, slice, path)]
    own = text[slice.start : end] + b"\n"
    decls, problems = _convert(text, own, own, slice, path)
    for decl in decls:
        if isinstance(decl, FuncDecl):
            end = max(decl.end, end) if brace >= 0 else decl.end
            return FuncDecl(decl.pos, end, decl.name, decl.recv, decl.tparams, decl.type, None), problems
    return None, problems


def _too_long(text: bytes, slice: DeclSlice, path: str) -> tuple[tuple[Decl, ...], list[Problem]]:
    """What is kept of a declaration over ``MAX_BYTES``: a function's signature, with a body not understood."""
    problems = [_length_problem(text, slice, path)]
    header, _ = parse_header(text, slice, path)
    if header is None:
        return (), problems
    start, end = header.end, slice.end
    body = Block(start, end, (BadStmt(start + 1, end),)) if text[start : start + 1] == b"{" else None
    whole = FuncDecl(header.pos, end, header.name, header.recv, header.tparams, header.type, body)
    return (whole,), problems


def _length_problem(text: bytes, slice: DeclSlice, path: str) -> Problem:
    message = f"{_title(slice)} is longer than {MAX_BYTES} bytes and is not analysed"
    return Problem(ProblemKind.BOUND, path, line_of(text, slice.start), message)


def _convert(
    text: bytes, own: bytes, parse_text: bytes, slice: DeclSlice, path: str
) -> tuple[tuple[Decl, ...], list[Problem]]:
    tree = PARSER.parse(parse_text)
    root = cast(TreeNode, tree.root_node)
    error_at = -1
    if root.has_error:
        root, error_at = _mended(parse_text, root)
    source = Source(own, slice.start, root.has_error)
    found: list[Decl] = []
    try:
        for child in root.children:
            if child.kind_id in _DECLARATIONS:
                found.extend(convert_declaration(source, child))
            elif STMTS[child.kind_id] is not None and error_at < 0:
                error_at = child.start_byte
            elif child.kind_id == _ERROR:
                found.extend(_inside_error(source, child))
    except RecursionError:
        # Only when the caller's own stack is nearly used up; MAX_DEPTH keeps conversion itself well below the limit.
        source.too_deep = max(source.too_deep, 0)
    if error_at >= 0:
        _clamp(found, slice.start + len(own) - 1)
    if slice.kind == "func" and len(found) == 1 and isinstance(found[0], FuncDecl):
        found[0] = _with_type_parameters(source, found[0])
    problems = []
    if error_at >= 0:
        message = f"syntax error in {_title(slice)}; what is around it is not analysed"
        problems.append(Problem(ProblemKind.SYNTAX, path, line_of(text, slice.start + error_at), message))
    if source.too_deep >= 0:
        message = f"{_title(slice)} is nested deeper than {MAX_DEPTH} levels; what is deeper is not analysed"
        problems.append(Problem(ProblemKind.BOUND, path, line_of(text, slice.start + source.too_deep), message))
    return tuple(found), problems


def _title(slice: DeclSlice) -> str:
    if slice.kind != "func":
        return f"{slice.kind} declaration"
    if not slice.name:
        return "function without a name"
    return f"method {slice.recv}.{slice.name}" if slice.recv else f"function {slice.name}"


def _mended(text: bytes, root: TreeNode) -> tuple[TreeNode, int]:
    """The tree of the rewriting with fewest errors and the offset of the first error in it, -1 when there is none."""
    best, (fewest, first) = root, _errors(root)
    for variant in variants(text):
        other = cast(TreeNode, PARSER.parse(variant).root_node)
        if not other.has_error:
            # Closing what was left open mends the tree, not the source.
            return other, -1 if len(variant) == len(text) else first
        count, at = _errors(other)
        if count < fewest:
            best, fewest, first = other, count, at
    return best, first


def _errors(root: TreeNode) -> tuple[int, int]:
    """How many error and missing nodes the tree has, and the offset of the first with no other below it."""
    count, first = 0, -1
    stack = [root]
    while stack:
        node = stack.pop()
        below = [child for child in reversed(node.children) if child.has_error]
        if node.kind_id == _ERROR or node.is_missing:
            count += 1
            if first < 0 and not below:
                first = node.start_byte
        stack.extend(below)
    return count, max(first, 0)


def _clamp(nodes: Sequence[Node], end: int) -> None:
    """Pull positions behind the slice, where mending appended brackets, back to its end."""
    stack: list[object] = list(nodes)
    while stack:
        part = stack.pop()
        if isinstance(part, Node):
            part.pos, part.end = min(part.pos, end), min(part.end, end)
            stack.extend(getattr(part, name) for name in type(part).__slots__)
        elif isinstance(part, tuple):
            stack.extend(part)


def _inside_error(source: Source, node: TreeNode) -> list[Decl]:
    """Whole declarations that an error node swallowed."""
    found: list[Decl] = []
    for child in node.children:
        if child.kind_id in _DECLARATIONS:
            found.extend(convert_declaration(source, child))
    return found


def _with_type_parameters(source: Source, decl: FuncDecl) -> FuncDecl:
    """Add the type parameters of a method, which mending blanked: read again as those of a function."""
    if decl.recv is None or decl.tparams:
        return decl
    parameters = method_type_parameters(source.text)
    if parameters is None:
        return decl
    header = blank_receiver(source.text[: parameters[1]]) + b"()\n"
    root = cast(TreeNode, PARSER.parse(header).root_node)
    tparams: tuple[Field, ...] = ()
    for child in root.children:
        for made in convert_declaration(Source(source.text, source.base, root.has_error), child):
            if isinstance(made, FuncDecl):
                tparams = made.tparams
    return FuncDecl(decl.pos, decl.end, decl.name, decl.recv, tparams, decl.type, decl.body)


def _without_table(text: bytes, whatever: bool) -> bytes:
    """Blank the elements of ``var name = T{...}`` whose literal is a table with nothing concurrent in it, or ``whatever`` it is.

    The tree then has the same shape as with the elements dropped in conversion, at none of the cost of parsing them.
    """
    newline = text.find(b"\n")
    if text[newline - 1 : newline] != b"{" or b"=" not in text[:newline]:
        return text
    close = text.find(b"\n}", newline)
    if close < 0 or not _ONLY_COMMENTS.match(text, close + 2):
        return text
    if b"[...]" in text[:newline] if whatever else LIVE_IN_TABLE.search(text):
        return text  # with the elements goes the length of an array that counts them
    return text[:newline] + b" " * (close - newline) + text[close:]
