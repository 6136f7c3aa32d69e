"""The keys of the configuration file, as data: the reader, the schema, ``config init`` and the manual all come from here."""

from __future__ import annotations

from typing import NamedTuple

from gostatic.base.budgets import Budgets

LEVELS = ("off", "error", "warning", "note")
PROFILES = ("default", "audit")


class Key(NamedTuple):
    """One key: ``kind`` names its reader and its piece of schema; ``text`` is half a sentence; ``example`` is TOML."""

    name: str
    kind: str
    text: str
    example: str


KEYS = (
    Key("profile", "profile", "default: what a maintainer would fix today; audit: also what may be wrong", '"default"'),
    Key("exclude", "globs", "nothing is reported there; globs count from this file's folder", '["third_party"]'),
    Key("generated", "flag", "report in generated files too", "false"),
    Key("tests", "flag", "_test.go files take part", "true"),
    Key("tags", "tags", "build tags", '["integration"]'),
    Key("gomaxprocs", "count", "processors your deployment gives the program, when they are few", "1"),
    Key("no-return", "functions", "functions of yours that never return", '["example.com/log.Die"]'),
    Key("rule-packs", "packs", "installed packages with further rules, by entry point name", '["our-rules"]'),
    Key("rules", "rules", "rule id to off, error, warning or note", '{ lock-copied = "off" }'),
    Key(
        "per-path",
        "per-path",
        "other rules or another profile below some paths; a later entry goes before an earlier one",
        '[{ paths = ["legacy"], rules = { double-lock = "note" } }]',
    ),
    Key(
        "model",
        "models",
        "what functions of yours do to locks, counters, queues and goroutines",
        '[{ function = "example.com/sync2.(*Gate).Enter", effect = "acquire" }]',
    ),
    Key(
        "baseline",
        "file",
        "the baseline that holds for every check; counts from this file's folder",
        '".gostatic-baseline.json"',
    ),
    Key(
        "suppressions",
        "suppressions",
        "what comments that silence findings must have: a rule, a reason; unused ones: note, error or off",
        '{ require-reason = true, unused = "error" }',
    ),
    Key("budgets", "budgets", "how much is looked at before unknown is the answer", "{ path-steps = 12000 }"),
)
PER_PATH_KEYS = ("paths", "rules", "profile")
MODEL_KEYS = ("function", "effect", "argument", "mode", "how")
BUDGET_KEYS = {name.replace("_", "-"): name for name in Budgets._fields}
SUPPRESSION_FLAGS = ("require-rule", "require-reason")
UNUSED = ("note", "error", "off")
MODES = ("write", "read")
