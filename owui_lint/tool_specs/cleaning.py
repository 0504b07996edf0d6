"""What langchain-core and Open WebUI leave of a schema before the model sees it."""

from __future__ import annotations

from owui_lint.tool_specs.type_schemas import Schema


def without_titles(schema: Schema, key: str = "") -> Schema:
    """The schema as langchain-core leaves it: titles go, except those of members of a union."""
    found: Schema = {}
    for name, value in schema.items():
        if name == "title" and not (isinstance(value, dict) and key == "properties"):
            continue
        found[name] = without_titles(value, name) if isinstance(value, dict) else value
    return found


def clean(schema: Schema) -> Schema:
    """What Open WebUI makes of a property before the model sees it (`clean_properties`)."""
    schema = dict(schema)
    if "anyOf" in schema:
        kept = [member for member in schema["anyOf"] if member.get("type") != "null"]
        if len(kept) == 1:
            del schema["anyOf"]
            schema.update(kept[0])
        else:
            schema["anyOf"] = kept
    if schema.get("default", 0) is None:
        del schema["default"]
    if not schema.keys() & {"type", "anyOf", "properties"}:
        schema["type"] = "string"
    if "properties" in schema:
        schema["properties"] = {name: clean(inner) for name, inner in schema["properties"].items()}
    if "items" in schema:
        schema["items"] = clean(schema["items"])
    return schema
