"""``gostatic files``: exactly the files a check of the same patterns would analyse."""

from __future__ import annotations

import os
from collections.abc import Sequence

from gostatic.cli.arguments import parse_files
from gostatic.cli.exits import CLEAN, FAILED
from gostatic.cli.source import build_context, configuration, has_failed, tell, working_folder
from gostatic.cli.terminal import write_output


def files(words: Sequence[str]) -> int:
    """Prints the names as seen from the current folder, byte for byte as the file system has them, sorted."""
    arguments, null = parse_files(words)
    cwd = working_folder()
    from gostatic.project.load import load

    workspace = load(
        arguments.patterns, build_context(arguments, configuration(arguments.config, arguments.isolated, cwd)), cwd
    )
    # A package and its external tests share a folder, but no file is in two packages.
    paths = sorted(os.path.relpath(file.abspath, cwd) for package in workspace.packages for file in package.files)
    end = b"\0" if null else b"\n"
    write_output(b"".join(os.fsencode(path) + end for path in paths))
    tell(workspace.problems, workspace.root, cwd)
    return FAILED if has_failed(workspace.problems) else CLEAN
