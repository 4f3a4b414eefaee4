"""Writing settings of this device into config.toml, beside all that stands there already."""

import json
import re
import tomllib
from collections.abc import Mapping

from mpos.contract.lasting import make_folder, write_lasting
from mpos.light.paths import Path
from mpos.settings import CONFIG_FILE, BadSetting

CONFIG_MODE = 0o600
HOME_MODE = 0o700
_SETTING = r"""(?m)^[ \t]*{name}[ \t]*=[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\w+)"""
"""A setting on a line of its own, as people write it; what follows its value, as a comment, stays."""


def change_settings(home: Path, changes: Mapping[str, object]) -> None:
    """Writes these settings, durably; BadSetting when the file can't be read or written, and nothing has changed."""
    path = home / CONFIG_FILE
    try:
        before = path.read_text() if path.exists() else ""
        after = _changed(before, changes)
        make_folder(home, HOME_MODE)
        write_lasting(path, after.encode(), CONFIG_MODE)
    except (OSError, ValueError) as error:
        raise BadSetting(name="the file", place=path, detail=str(error)) from error


def _changed(text: str, changes: Mapping[str, object]) -> str:
    """The file with these settings in it; all other lines, comments among them, stay. ValueError if that can't be done.

    Only a file that reads as meant is written: TOML has more ways to write a setting than this knows to replace.
    """
    wanted = {**tomllib.loads(text), **changes}
    for name, value in changes.items():
        text = _with(text, name, json.dumps(value, ensure_ascii=False))
    if tomllib.loads(text) != wanted:
        raise ValueError("it is written in a way that only a person can change")
    return text


def _with(text: str, name: str, value: str) -> str:
    place = re.search(_SETTING.format(name=name), text)
    if place:
        return f"{text[: place.start(1)]}{value}{text[place.end(1) :]}"
    return f"{text.rstrip()}\n{name} = {value}\n".lstrip("\n")
