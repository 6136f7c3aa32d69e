"""``gostatic config``: the configuration that holds, whether it is right, where it is, its schema, and a first one."""

from __future__ import annotations

import os
from collections.abc import Sequence

from gostatic.cli.exits import CLEAN, FAILED, UsageError
from gostatic.cli.help_arguments import parse_config
from gostatic.cli.packs import BUILT_IN
from gostatic.cli.source import configuration, working_folder
from gostatic.cli.terminal import note, write_output
from gostatic.engine import config as files
from gostatic.engine.config import Config


def config(words: Sequence[str]) -> int:
    """Runs one of ``show``, ``verify``, ``path``, ``schema``, ``init``. Raises ``UsageError``."""
    arguments = parse_config(words)
    cwd = working_folder()
    if arguments.action == "schema":
        return _schema()
    if arguments.action == "init":
        return _init(cwd)
    settings = configuration(arguments.file, arguments.isolated, cwd)
    if arguments.action == "path":
        return _path(settings, cwd)
    if arguments.action == "verify":
        return _verify(settings, cwd)
    from gostatic.engine.config_text import as_toml

    source = os.path.relpath(settings.path, cwd) if settings.path else "no file: these are the defaults"
    write_output(f"# {source}\n{as_toml(settings)}")
    return CLEAN


def _path(settings: Config, cwd: str) -> int:
    if not settings.path:
        note(f"no {files.NAMES[0]} or {files.NAMES[1]} from here up to the repository's root")
        return FAILED
    write_output(os.fsencode(os.path.relpath(settings.path, cwd)) + b"\n")
    return CLEAN


def _verify(settings: Config, cwd: str) -> int:
    if not settings.path:
        raise UsageError("there is no configuration file to verify; `gostatic config init` writes one")
    write_output(f"{os.path.relpath(settings.path, cwd)}: ok\n")
    return CLEAN


def _schema() -> int:
    import json

    from gostatic.engine.config_schema import schema

    write_output(json.dumps(schema(BUILT_IN.ids()), indent=2) + "\n")
    return CLEAN


def _init(cwd: str) -> int:
    from gostatic.engine.config_text import starter

    for name in files.NAMES:
        if os.path.lexists(os.path.join(cwd, name)):
            raise UsageError(f"{name} is there already")
    try:
        with open(os.path.join(cwd, files.NAMES[0]), "x", encoding="utf-8") as stream:
            stream.write(starter())
    except OSError as error:
        raise UsageError(f"cannot write {files.NAMES[0]}: {error.strerror}") from None
    write_output(f"{files.NAMES[0]}: written; every key stands in it as a comment\n")
    return CLEAN
