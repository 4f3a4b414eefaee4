"""Choosing the printer: checked, and written into config.toml beside all that stands there already."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from mpos.contract.lasting import make_folder, write_lasting
from mpos.contract.problems import BadUsage
from mpos.settings import CONFIG_FILE, PAPER_COLUMNS, PESO_SIGNS, BadSetting

CONFIG_MODE = 0o600
HOME_MODE = 0o700
_SETTING = r"""(?m)^[ \t]*{name}[ \t]*=[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\w+)"""
"""A setting on a line of its own, as people write it; what follows its value, as a comment, stays."""


class BadPrinter(BadUsage):
    """{detail}"""

    hint = "Nothing was changed. What there is, tells: mpos printer list"


class Choice(NamedTuple):
    """A printer for the settings. What is None stays as it is, but for columns: they follow a profile that is given."""

    address: str
    profile: str | None = None
    columns: int | None = None
    peso: str | None = None


def choose_printer(home: Path, choice: Choice) -> Mapping[str, object]:
    """Writes the choice into the settings, durably; the settings that were written.

    Raises BadPrinter for what can't be one, BadSetting when the file can't be read or written. Nothing changes then.
    """
    changes = _checked(choice)
    path = home / CONFIG_FILE
    try:
        before = path.read_text() if path.exists() else ""
        after = _changed(before, changes)
        make_folder(home, HOME_MODE)
        write_lasting(path, after.encode(), CONFIG_MODE)
    except (OSError, ValueError) as error:
        raise BadSetting(name="the file", place=path, detail=str(error)) from error
    return changes


def _checked(choice: Choice) -> dict[str, object]:
    from printers.profiles import UnknownProfile, profile_named
    from printers.transport import BadAddress, open_transport

    address = choice.address.strip()
    try:
        open_transport(address)
        profile = profile_named(choice.profile) if choice.profile else None
    except (BadAddress, UnknownProfile) as error:
        raise BadPrinter(detail=error) from None
    columns = choice.columns or (profile.columns if profile else None)
    if columns and columns not in PAPER_COLUMNS:
        raise BadPrinter(detail=f"Paper has 32, 42 or 48 columns, not {columns}.")
    if profile and columns and columns > profile.max_columns:
        raise BadPrinter(detail=f"The {profile.name} prints at most {profile.max_columns} columns.")
    if choice.peso and choice.peso not in PESO_SIGNS:
        raise BadPrinter(detail=f"The peso sign is one of {', '.join(PESO_SIGNS)}.")
    wanted = {
        "printer": address,
        "printer_profile": profile and profile.name,
        "printer_columns": columns,
        "printer_peso": choice.peso,
    }
    return {name: value for name, value in wanted.items() if value}


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
