"""Secrets of channels: one short line in a file of its own, which nobody but its owner reads."""

import stat
from pathlib import Path

from bridge.settings import MAX_KEY_FILE, BadSetting

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_secret(home: Path, name: str, path: Path) -> str:
    """The secret; BadSetting when its file can't be read, is empty, or is open to others."""
    path = home / path
    try:
        with path.open(encoding="utf-8") as file:
            mode = path.stat().st_mode
            secret = file.read(MAX_KEY_FILE).strip()
    except (OSError, ValueError) as error:
        raise BadSetting(place=name, problem=error) from error
    if mode & _OTHERS:
        raise BadSetting(place=name, problem=f"others can read it; run: chmod 600 {path}")
    if not secret:
        raise BadSetting(place=name, problem=f"{path} is empty")
    return secret
