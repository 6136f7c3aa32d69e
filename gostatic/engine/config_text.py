"""A configuration as TOML: the one that holds (``config show``), and a first one to start from (``config init``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gostatic.base.budgets import DEFAULT
from gostatic.engine.config import Config
from gostatic.engine.config_keys import BUDGET_KEYS, KEYS
from gostatic.rule import Severity


def quoted(text: str) -> str:
    """A text as a TOML string."""
    marks = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(marks.get(char, char if char >= " " else f"\\u{ord(char):04x}") for char in text) + '"'


def as_toml(config: Config) -> str:
    """The configuration with every value it has; reading it again gives the same one (in a file of the same folder)."""
    lines = [
        f"profile = {quoted(config.profile.value)}",
        f"exclude = {_list(config.exclude)}",
        f"generated = {str(config.generated).lower()}",
        f"tests = {str(config.tests).lower()}",
        f"tags = {_list(config.tags)}",
        *([f"gomaxprocs = {config.gomaxprocs}"] if config.gomaxprocs else []),
        f"no-return = {_list(config.no_return)}",
        f"rule-packs = {_list(config.rule_packs)}",
    ]
    levels = _levels(config.off, config.severities)
    if levels:
        lines += ["", "[rules]", *(f"{rule_id} = {quoted(level)}" for rule_id, level in levels)]
    for entry in config.per_path:
        lines += ["", "[[per-path]]", f"paths = {_list(entry.paths)}"]
        if entry.profile is not None:
            lines.append(f"profile = {quoted(entry.profile.value)}")
        inline = ", ".join(f"{rule_id} = {quoted(level)}" for rule_id, level in _levels(entry.off, entry.severities))
        if inline:
            lines.append(f"rules = {{ {inline} }}")
    for row in config.models:
        lines += ["", "[[model]]", f"function = {quoted(row.id)}", f"effect = {quoted(row.effect)}"]
        if row.argument is not None:
            lines.append(f"argument = {row.argument}")
        if row.mode:
            lines.append(f"mode = {quoted(row.mode)}")
        if row.effect == "no-return":
            lines.append(f"how = {quoted(row.how)}")
    if config.budgets != DEFAULT:
        lines += ["", "[budgets]", *(f"{key} = {getattr(config.budgets, field)}" for key, field in BUDGET_KEYS.items())]
    return "\n".join(lines) + "\n"


def starter() -> str:
    """A file in which every key stands as a comment that says what it does."""
    lines = [
        "# gostatic's configuration; `gostatic config verify` checks it. Take the # away from what you want to say.",
        "",
    ]
    simple = [key for key in KEYS if key.kind not in ("rules", "per-path", "models", "budgets")]
    for key in simple:
        lines += [f"# {key.text}", f"# {key.name} = {key.example}", ""]
    lines += [
        "[rules]",
        "# rule id to off, error, warning or note; `gostatic rules` lists them",
        '# lock-copied = "off"',
        "",
        "# Other rules or another profile below some paths.",
        "# [[per-path]]",
        '# paths = ["legacy", "**/*_gen.go"]',
        '# profile = "default"',
        '# rules = { double-lock = "note" }',
        "",
        '# What functions of yours do: acquire, release, try-acquire (mode = "read"), add, done, wait, blocks, send, recv,',
        "# close, spawns and calls (argument = index of the function that is run),",
        '# no-return (how = "exit", "goexit" or "panic").',
        "# [[model]]",
        '# function = "example.com/sync2.(*Gate).Enter"',
        '# effect = "acquire"',
        "# [[model]]",
        '# function = "example.com/sync2.(*Gate).Leave"',
        '# effect = "release"',
        "",
        "# [budgets]",
        *(f"# {key} = {getattr(DEFAULT, field)}" for key, field in BUDGET_KEYS.items()),
    ]
    return "\n".join(lines) + "\n"


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(quoted(value) for value in values) + "]"


def _levels(off: Iterable[str], severities: Mapping[str, Severity]) -> list[tuple[str, str]]:
    levels = {**dict.fromkeys(off, "off"), **{rule_id: level.value for rule_id, level in severities.items()}}
    return sorted(levels.items())
