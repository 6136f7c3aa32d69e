"""sarif-om objects to JSON values.

The serializer that belongs to sarif-om copies every subtree at every level and drops each value that equals its
default, ``level: warning`` among them, although for a result without a level the rule's own level holds. This walk is
linear, and keeps levels.
"""

from __future__ import annotations

from functools import cache
from typing import Any

# Defaults of the model that are written all the same: where `level` is absent, another object's level applies.
_ALWAYS_WRITTEN = frozenset({"level"})
# The model is of an earlier draft of SARIF 2.1.0, which called this property of a suppression `state`.
_RENAMED = {("Suppression", "state"): "status"}


@cache
def _properties(model: type) -> tuple[tuple[str, str, Any], ...]:
    """Of a class of the model: attribute name, property name in JSON, the default that is left out."""
    import attr

    found = []
    for field in attr.fields(model):
        name = field.metadata["schema_property_name"]
        default = field.default
        if isinstance(default, attr.Factory):  # type: ignore[arg-type]  # a class at run time, a function in the stubs
            default = default.factory()
        if default is attr.NOTHING or name in _ALWAYS_WRITTEN:
            default = None
        found.append((field.name, _RENAMED.get((model.__name__, field.name), name), default))
    return tuple(found)


def to_json_value(value: Any) -> Any:
    """A sarif-om object, or a list or mapping of such, as dicts, lists and plain values for the json module.

    Absent values (None) and defaults are left out, empty lists are kept; mappings (property bags, fingerprints) keep
    their keys as they are.
    """
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (list, tuple)):
        return [to_json_value(each) for each in value]
    if isinstance(value, dict):
        return {key: to_json_value(each) for key, each in value.items()}
    written = {}
    for attribute, name, default in _properties(type(value)):  # type: ignore[arg-type]  # mypy: type[Any] is not Hashable
        held = getattr(value, attribute)
        if held is not None and (default is None or held != default):
            written[name] = to_json_value(held)
    return written
