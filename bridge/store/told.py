"""What a body says where nobody has checked it: an entry that fits nowhere is still to be shown."""

from typing import Any

from mpos.contract.canonical import BadContent
from mpos.contract.fields import Fields


def told(body: Any, name: str) -> str | None:
    """The text under this name, or None when it says nothing there, or nonsense."""
    try:
        return Fields(body, "body").optional_text(name)
    except BadContent:
        return None


def told_minor(body: Any, name: str) -> int:
    """The amount under this name in minor units; 0 when it says none, or nonsense."""
    try:
        return Fields(body, "body").money(name)
    except BadContent:
        return 0
