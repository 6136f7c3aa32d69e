"""The JSON schema of the configuration file, for editors that complete and check TOML with one."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from gostatic.base.budgets import DEFAULT, MAX_FACTOR
from gostatic.engine.config_keys import BUDGET_KEYS, KEYS, LEVELS, MODES, PROFILES, SUPPRESSION_FLAGS, UNUSED
from gostatic.models.rows import EFFECT_WORDS, ENDS

VERSION = 1  # keys may be added; one that changes its meaning makes version 2
_RULE_ID = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
_FUNCTION = r"^[^\s()*\"]*[^\s()*\"./]\.(\(\*?\w+(\[[^\]]*\])?\)\.\w+|\w+(\.\w+)?)$"


def schema(rule_ids: Collection[str] = ()) -> dict[str, Any]:
    """The schema; with ``rule_ids`` it names the rules there are (further ones may come from rule packs)."""
    strings = {"type": "array", "items": {"type": "string", "minLength": 1}}
    globs = {
        "type": "array",
        "items": {"type": "string", "minLength": 1, "not": {"pattern": r"^!|(^|/)\.\.(/|$)"}},
    }
    function = {"type": "string", "pattern": _FUNCTION}
    rules = {
        "type": "object",
        "properties": {rule_id: {"enum": list(LEVELS)} for rule_id in rule_ids},
        "propertyNames": {"pattern": _RULE_ID},
        "additionalProperties": {"enum": list(LEVELS)},
    }
    profile = {"enum": list(PROFILES)}
    kinds: dict[str, dict[str, Any]] = {
        "profile": profile,
        "globs": globs,
        "flag": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string", "pattern": r"^[\w.]+$"}},
        "count": {"type": "integer", "minimum": 1},
        "functions": {"type": "array", "items": function},
        "packs": strings,
        "rules": rules,
        "per-path": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"paths": globs, "rules": rules, "profile": profile},
                "required": ["paths"],
                "minProperties": 2,
                "additionalProperties": False,
            },
        },
        "models": {"type": "array", "items": _model(function)},
        "file": {"type": "string", "minLength": 1, "not": {"pattern": r"^[/\\]|(^|[/\\])\.\.([/\\]|$)"}},
        "suppressions": {
            "type": "object",
            "properties": {**{key: {"type": "boolean"} for key in SUPPRESSION_FLAGS}, "unused": {"enum": list(UNUSED)}},
            "additionalProperties": False,
        },
        "budgets": {
            "type": "object",
            "properties": {
                key: {"type": "integer", "minimum": 1, "maximum": getattr(DEFAULT, field) * MAX_FACTOR}
                for key, field in BUDGET_KEYS.items()
            },
            "additionalProperties": False,
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"gostatic configuration, version {VERSION}",
        "type": "object",
        "properties": {
            key.name: {"description": re.sub("^.", lambda first: first[0].upper(), key.text), **kinds[key.kind]}
            for key in KEYS
        },
        "additionalProperties": False,
    }


def _model(function: dict[str, Any]) -> dict[str, Any]:
    def belongs(key: str, effects: list[str]) -> dict[str, Any]:
        return {"if": {"required": [key]}, "then": {"properties": {"effect": {"enum": effects}}}}

    return {
        "type": "object",
        "properties": {
            "function": {"description": 'Such as "example.com/log.(*Logger).Die"', **function},
            "effect": {"enum": list(EFFECT_WORDS)},
            "argument": {
                "description": "The argument it is on, from 0; for spawns and calls the function that is run",
                "type": "integer",
                "minimum": 0,
                "maximum": 64,
            },
            "mode": {"description": "The side of a lock for readers and writers", "enum": list(MODES)},
            "how": {"description": "How a function that never returns leaves", "enum": list(ENDS)},
        },
        "required": ["function", "effect"],
        "additionalProperties": False,
        "allOf": [
            belongs("mode", ["acquire", "release", "try-acquire"]),
            belongs("how", ["no-return"]),
        ],
    }
