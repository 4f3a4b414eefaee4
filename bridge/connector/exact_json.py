"""JSON with amounts as numbers that keep every digit: nothing passes through a binary fraction."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def write_json(value: Any) -> str:
    """The JSON text of a value that may hold Decimals; TypeError for what JSON has no word for."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(str(name))}: {write_json(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(write_json, value)) + "]"
    return json.dumps(value, allow_nan=False)
