"""Find the top-level declarations of a file as text, at a small fraction of the cost of parsing it.

Three readings, each used only where the one before cannot prove itself right:

1. Code as gofmt writes it: every declaration starts in column 0. The result is kept only if no raw string or block
   comment is open at a start, each function closes with a brace in column 0 followed by nothing but comments, and
   nothing between the declarations looks like a declaration that is indented or shares a line.
2. The same on a copy in which comments and literals are blanked.
3. The blanked copy read bracket by bracket: a declaration starts where a keyword stands outside all brackets. If the
   brackets do not balance, the source is broken; then column 0 is believed again, so that only one declaration is lost.
"""

from __future__ import annotations

import re

from gostatic.base.problem import Problem, ProblemKind
from gostatic.syntax.ast import ImportDecl
from gostatic.syntax.lexical import BOM, NAME, SKIP, closing, line_of, mask, name_text
from gostatic.syntax.slices import DeclSlice

_KIND_OF = {kind.encode(): kind for kind in ("func", "type", "var", "const", "import")}
_COLUMN_ZERO = re.compile(rb"\n(func|type|var|const|import)[ \t(]")
_NEWLINE, _SEMICOLON = b"\n;"
_LONGEST = len(b"import ")

_FUNC = re.compile(
    rb"func" + SKIP
    + rb"(?:\(" + SKIP + rb"(?:" + NAME + rb"(?:" + SKIP + rb"(?=[*(])|[ \t\r\n]++))?[*(\s]*+(" + NAME + rb")"
    + SKIP + rb"(?:\[[^\]]*+\])?[\s,]*+\)[\s)]*+" + SKIP + rb"(?=" + NAME + SKIP + rb"[(\[]))?(" + NAME + rb")"
)  # fmt: skip
_RECEIVER = re.compile(rb"func" + SKIP + rb"\(")
_RECEIVER_TYPE = re.compile(rb"[ \t\r\n]*+(?:" + NAME + rb"(?:[ \t\r\n]++|(?=\*)))?[*(\s]*+(" + NAME + rb")")
_NAME_AFTER = re.compile(SKIP + rb"(" + NAME + rb")" + SKIP + rb"[(\[]")
_PACKAGE = re.compile(rb"(?:" + BOM + rb")?" + SKIP + rb"package" + SKIP + rb"(" + NAME + rb")")
_HEADER = re.compile(rb"(?:" + BOM + rb")?" + SKIP + rb"(?:package[ \t]+" + NAME + SKIP + rb";?" + SKIP + rb")?\Z")
_BETWEEN = re.compile(rb"\}[ \t\r]*+;?" + SKIP + rb"\Z")
_CLOSE = re.compile(rb"\n[)}][)}]*+(?:\(\))?+[ \t]*+")
_AFTER_LINE = re.compile(SKIP + rb"\Z")
_QUOTE = re.compile(rb"""["'`]""")
_SHARES_LINE = re.compile(rb";[ \t]*(?:func|type|var|const|import)[ \t(]")
_INDENTED = re.compile(rb"[\n;][ \t]+(?:type|var|const|import|func[ \t]+[\w(\x80-\xff])")
_STRUCTURE = re.compile(rb"[{}()\[\]]|(?<![\w.\x80-\xff])(?:func|type|var|const|import)(?![\w\x80-\xff])")
_NAMED_FUNC = re.compile(rb"func[ \t]+" + NAME + rb"|func[ \t]*\([^()]*+\)[ \t]*" + NAME + rb"[ \t]*[(\[]")
_IMPORT_TOKEN = re.compile(
    rb"""[ \t\r\n();]++|//[^\n]*+|/\*(?s:.*?)\*/|(?P<path>"[^"\n]*"|`[^`\n]*`)|(?P<name>""" + NAME + rb"""|\.)|(?P<bad>(?s:.))"""
)  # fmt: skip

_Start = tuple[int, str]


def package_name(text: bytes) -> str:
    """The name in the package clause, or "" when the file does not begin with one (after comments and a BOM)."""
    match = _PACKAGE.match(text)
    return name_text(match.group(1)) if match else ""


def split(text: bytes, path: str) -> tuple[tuple[DeclSlice, ...], list[Problem]]:
    """Cut ``text`` into its top-level declarations, in source order.

    Takes the file's bytes, however broken, and its run-relative path. Returns the slices and the problems; source
    that belongs to no declaration is a problem. A slice reaches to the next declaration at most, and may contain
    comments after its own; it ends in a newline unless two declarations share a line or the file ends.
    """
    found = _split_gofmt(text, text, guarded=True)
    if found is None:
        code = mask(text)
        found = _split_gofmt(text, code, guarded=False)
        if found is None:
            found = _slices(text, code, _starts_by_structure(code))
    first = found[0].start if found else len(text)
    problems = []
    if not _HEADER.match(text, 0, first):
        problems.append(_outside(text, path, first))
    return tuple(found), problems


def imports(text: bytes, slices: tuple[DeclSlice, ...], path: str) -> tuple[ImportDecl, ...]:
    """The imports of a file, from its slices, as text; a malformed import declaration goes through the parser."""
    found: list[ImportDecl] = []
    for piece in slices:
        if piece.kind != "import":
            continue
        specs: list[ImportDecl] = []
        name, name_at = "", -1
        for match in _IMPORT_TOKEN.finditer(text, piece.start + len(b"import"), piece.end):
            group = match.lastgroup
            if group == "name":
                name, name_at = name_text(match.group()), match.start()
            elif group == "path":
                at = name_at if name_at >= 0 else match.start()
                specs.append(ImportDecl(at, match.end(), name, name_text(match.group()[1:-1])))
                name, name_at = "", -1
            elif group == "bad":
                from gostatic.syntax.parse import parse_decls

                decls, _ = parse_decls(text, piece, path)
                specs = [decl for decl in decls if isinstance(decl, ImportDecl)]
                break
        found.extend(specs)
    return tuple(found)


def _outside(text: bytes, path: str, end: int) -> Problem:
    """The problem of source before the first declaration that is no package clause; ``end`` is that declaration's start."""
    clause = _PACKAGE.match(text, 0, end)
    if clause is None:
        return Problem(ProblemKind.SYNTAX, path, 1, "the file does not begin with a package clause")
    skipped = re.compile(SKIP).match(text, clause.end(), end)
    at = skipped.end() if skipped else clause.end()
    return Problem(ProblemKind.SYNTAX, path, line_of(text, at), "source outside of any declaration")


def _split_gofmt(text: bytes, code: bytes, guarded: bool) -> list[DeclSlice] | None:
    """Split by column 0, or None when that cannot be proved right.

    ``code`` is ``text`` or its masked copy; ``guarded`` says it is not masked, so raw strings and comments count.
    """
    starts = _starts_in_column_zero(code)
    if guarded and not _starts_are_code(text, starts):
        return None
    first = starts[0][0] if starts else len(code)
    if not _HEADER.match(code, 0, first):
        return None
    slices = []
    for index, (start, kind) in enumerate(starts):
        limit = starts[index + 1][0] if index + 1 < len(starts) else len(code)
        if kind == "func":
            end = _function_end(code, start, limit)
            if end < 0:
                return None
            function = _function(text, start, end)
            if not function.name:
                return None
            slices.append(function)
        else:
            if not _is_alone(code, start, limit):
                return None
            slices.append(DeclSlice(kind, "", "", start, limit))
    return slices


def _starts_in_column_zero(code: bytes) -> list[_Start]:
    begin = len(BOM) if code.startswith(BOM) else 0
    starts = []
    first = _COLUMN_ZERO.match(b"\n" + code[begin : begin + _LONGEST])
    if first:
        starts.append((begin, _KIND_OF[first.group(1)]))
    starts.extend([(match.start() + 1, _KIND_OF[match.group(1)]) for match in _COLUMN_ZERO.finditer(code)])
    return starts


def _starts_are_code(text: bytes, starts: list[_Start]) -> bool:
    """Whether no start can be inside a raw string (an even number of backticks before it) or a block comment."""
    if b"`" in text:
        last = 0
        # Backticks that are literals themselves: in valid code no raw string begins or ends like this.
        literals = [quoted for quoted in (b"'`'", b'"`"') if quoted in text]
        for start in [start for start, _ in starts] + [len(text)]:
            ticks = text.count(b"`", last, start)
            for quoted in literals:
                ticks -= text.count(quoted, last, start)
            if ticks & 1:
                return False
            last = start
    at = text.find(b"/*")
    index = 0
    while at >= 0:
        if _is_quoted(text[text.rfind(b"\n", 0, at) + 1 : at]):
            at = text.find(b"/*", at + 2)
            continue
        close = text.find(b"*/", at + 2)
        if close < 0:
            close = len(text)
        while index < len(starts) and starts[index][0] < at:
            index += 1
        if index < len(starts) and starts[index][0] < close:
            return False
        at = text.find(b"/*", close + 2)
    return True


def _is_quoted(before: bytes) -> bool:
    """Whether what comes after ``before`` on its line is surely in a line comment or an interpreted string."""
    quotes = before.count(b'"')
    if quotes == 0 or b"'" in before or b"`" in before or b"\\" in before:
        comment = before.find(b"//")
        return comment >= 0 and not _QUOTE.search(before, 0, comment)
    return quotes & 1 == 1


def _function_end(code: bytes, start: int, limit: int) -> int:
    """Where the function's own lines end, or -1 when something but comments follows its closing brace."""
    close = code.find(b"\n}", start, limit)
    if close >= 0:
        if not _BETWEEN.match(code, close + 1, limit):
            return -1
        line = code.find(b"\n", close + 2, limit)
    else:
        # One line, or no body at all.
        line = code.find(b"\n", start, limit)
        if line >= 0 and not _AFTER_LINE.match(code, line + 1, limit):
            return -1
        if _SHARES_LINE.search(code, start, limit) or not _is_balanced(code, start, limit):
            return -1
    return line + 1 if line >= 0 else limit


def _is_alone(code: bytes, start: int, limit: int) -> bool:
    """Whether the type, var, const or import declaration at ``start`` surely has no other one behind it in its slice."""
    line = code.find(b"\n", start, limit)
    if line < 0 or line + 1 == limit:
        return _is_balanced(code, start, limit) and not _SHARES_LINE.search(code, start, limit)
    if _closes_in_column_zero(code, line, limit):
        return True
    return _is_balanced(code, start, limit) and not (
        _INDENTED.search(code, start, limit) or _SHARES_LINE.search(code, start, limit)
    )


def _closes_in_column_zero(code: bytes, line: int, limit: int) -> bool:
    """Whether the line ending at ``line`` opens a bracket that a bracket in column 0 closes, with only comments after.

    As in ``[]struct {`` ... ``}{`` ... ``}`` the closing line may open another. Then nothing is behind the declaration:
    keywords in indented lines belong to function literals in it.
    """
    while line >= 0 and code[line - 1] in b"({":
        close = _CLOSE.search(code, line, limit)
        if close is None:
            return False
        if _AFTER_LINE.match(code, close.end(), limit):
            return True
        line = code.find(b"\n", close.end(), limit)
    return False


def _is_balanced(code: bytes, start: int, limit: int) -> bool:
    """Whether as many brackets open as close; if not, the next start is inside of this one."""
    return _counts_agree(code, start, limit) or _counts_agree(mask(code[start:limit]), 0, limit - start)


def _counts_agree(code: bytes, start: int, limit: int) -> bool:
    braces = code.count(b"{", start, limit) == code.count(b"}", start, limit)
    return braces and code.count(b"(", start, limit) == code.count(b")", start, limit)


def _function(text: bytes, start: int, end: int) -> DeclSlice:
    match = _FUNC.match(text, start, end)
    if match is None:
        return _odd_function(text, start, end)
    receiver, name = match.groups()
    return DeclSlice("func", name_text(name), name_text(receiver) if receiver else "", start, end)


def _odd_function(text: bytes, start: int, end: int) -> DeclSlice:
    """The slice of a function whose receiver is not written as usual: comments in it, none, or more than one."""
    receiver = name = b""
    paren = _RECEIVER.match(text, start, end)
    if paren:
        close = closing(text, paren.end() - 1, end)
        after = _NAME_AFTER.match(text, close + 1, end) if close >= 0 else None
        if after:
            name = after.group(1)
            inside = _RECEIVER_TYPE.match(mask(text[paren.end() : close]))
            receiver = inside.group(1) if inside else b""
    return DeclSlice("func", name_text(name), name_text(receiver), start, end)


def _starts_by_structure(code: bytes) -> list[_Start]:
    """Read masked code bracket by bracket; in broken code a keyword in column 0 starts a declaration at any depth."""
    starts, balanced = _structure(code, resync=False)
    if not balanced:
        starts, _ = _structure(code, resync=True)
    return starts


def _structure(code: bytes, resync: bool) -> tuple[list[_Start], bool]:
    starts: list[_Start] = []
    depth = 0
    balanced = True
    for match in _STRUCTURE.finditer(code):
        token = match.group()
        at = match.start()
        if len(token) == 1:
            if token in b"([{":
                depth += 1
            elif depth:
                depth -= 1
            else:
                balanced = False
            continue
        in_column_zero = at == 0 or code[at - 1] == _NEWLINE
        begins = token != b"func" or _begins_statement(code, at)
        if depth:
            # A function with a name is never nested, so the brackets before it cannot be right.
            named = token == b"func" and (begins or in_column_zero) and _NAMED_FUNC.match(code, at) is not None
            balanced = balanced and not named
            if not (resync and (named or (in_column_zero and token != b"func"))):
                continue
            depth = 0
            begins = True
        if begins:
            starts.append((at, token.decode("ascii")))
    return starts, balanced and depth == 0


def _begins_statement(code: bytes, at: int) -> bool:
    """Whether Go's automatic semicolon, a written one or the start of the file comes before ``at`` in masked code."""
    before = at
    newline = False
    while before and code[before - 1] in b" \t\r\n":
        before -= 1
        newline = newline or code[before] == _NEWLINE
    if before == 0 or code[before - 1] == _SEMICOLON:
        return True
    if before == len(BOM) and code.startswith(BOM):
        return True
    last = code[before - 1 : before]
    return newline and (last.isalnum() or last in b"_)]}\"'`" or last >= b"\x80")


def _slices(text: bytes, code: bytes, starts: list[_Start]) -> list[DeclSlice]:
    slices = []
    for index, (start, kind) in enumerate(starts):
        limit = starts[index + 1][0] if index + 1 < len(starts) else len(text)
        if kind == "func":
            slices.append(_function(text, start, limit))
        else:
            slices.append(DeclSlice(kind, "", "", start, limit))
    return slices
