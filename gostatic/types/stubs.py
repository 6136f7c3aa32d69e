"""The packaged library declarations as packages: found by import path, read when first asked for."""

from __future__ import annotations

import os

from gostatic.project.workspace import SourceFile

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "library")


def read_stub(import_path: str, folder: str = FOLDER) -> SourceFile | None:
    """The declarations of a library package as a source file, None when there are none.

    The file's ``path`` is ``library:IMPORT/PATH``, so that it is never taken for a file of the run.
    """
    if not import_path or "~" in import_path or "\0" in import_path or ".." in import_path:
        return None
    name = os.path.join(folder, import_path.replace("/", "~").replace("\\", "~") + ".txt")
    try:
        with open(name, "rb") as stream:
            text = stream.read()
    except (OSError, ValueError):
        return None
    return stub_of(import_path, text, name)


def stub_of(import_path: str, text: bytes, abspath: str = "") -> SourceFile:
    """Declarations given as text as a source file of a library package; without ``abspath`` they are nobody's file."""
    from gostatic.syntax.split import package_name

    return SourceFile(
        path=f"library:{import_path}" if abspath else f"library:{import_path}:declared",
        abspath=abspath,
        text=text,
        package=package_name(text),
        is_test=False,
        generated=False,
        go_version=(1, 27),
    )
