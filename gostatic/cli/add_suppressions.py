"""``check --add-suppressions REASON``: writes a comment for every finding that stands."""

from __future__ import annotations

import os

from gostatic.cli.exits import UsageError
from gostatic.cli.terminal import note
from gostatic.engine.finding import RunResult
from gostatic.engine.suppress_edit import with_suppressions


def checked_reason(reason: str) -> str:
    """The reason on one line. Raises ``UsageError`` when it cannot stand in a comment."""
    reason = reason.strip()
    if not reason or not reason.isprintable():
        raise UsageError("argument --add-suppressions: the reason must be one line of text")
    return reason


def add_suppressions(result: RunResult, reason: str) -> bool:
    """Edits the files; says how many comments were written and where none could be. Returns whether all were."""
    by_file: dict[str, list[tuple[int, str]]] = {}
    for finding in result.findings:
        if finding.suppressed is None:
            span = finding.diagnostic.span
            by_file.setdefault(span.file, []).append((span.start, finding.rule.id))
    added = 0
    complete = True
    for file, wanted in by_file.items():
        text = result.read(file)
        edited = with_suppressions(text, wanted, reason)
        for line in edited.refused:
            note(f"error: {file}:{line}: there is no place for a comment; suppress it by hand or in a baseline")
            complete = False
        path = os.path.realpath(os.path.join(result.root, file))
        if edited.added:
            try:
                _replace(path, text, edited.text)
                added += edited.added
            except OSError as error:
                note(f"error: cannot write {file}: {error.strerror}")
                complete = False
    note(f"{added} suppressions added in {len(by_file)} {'file' if len(by_file) == 1 else 'files'}")
    return complete


def _replace(path: str, old: bytes, new: bytes) -> None:
    """Writes a file in one step with its permissions; one that was changed meanwhile is left alone."""
    with open(path, "rb") as file:
        if file.read() != old:
            raise OSError(0, "it has changed since it was analysed")
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "xb") as file:
            file.write(new)
        os.chmod(temporary, os.stat(path).st_mode & 0o7777)
        os.replace(temporary, path)
    except OSError:
        if os.path.lexists(temporary):
            os.unlink(temporary)
        raise
