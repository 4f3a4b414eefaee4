"""What is set on this device: config.toml in MPOS_HOME, or MPOS_<NAME> in the environment, which wins."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from mpos.contract.clock import DEFAULT_TIMEZONE, zone_named
from mpos.contract.problems import BadUsage

CONFIG_FILE = "config.toml"
PAPER_COLUMNS = (32, 42, 48)
NO_PRINTER = "none"


class BadSetting(BadUsage):
    """{name} in {place} can't be used: {detail}"""

    hint = "Nothing was changed. Correct it and try again."


class Settings(NamedTuple):
    """The device's own settings. What the business prints and its policies come from the office."""

    home: Path
    printer: str
    printer_profile: str
    printer_columns: int
    timezone: str
    journal_copy: Path | None


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings that hold for this environment; BadSetting names what can't be used."""
    home = home_of(environ)
    config = _read_config(home / CONFIG_FILE)
    unknown = sorted(set(config) - set(_DEFAULTS))
    if unknown:
        raise BadSetting(name=unknown[0], place=CONFIG_FILE, detail="there is no such setting")
    values = {name: environ.get(f"MPOS_{name.upper()}", config.get(name, value)) for name, value in _DEFAULTS.items()}
    return Settings(
        home=home,
        printer=str(values["printer"]),
        printer_profile=str(values["printer_profile"]),
        printer_columns=_columns(values["printer_columns"]),
        timezone=_timezone(str(values["timezone"])),
        journal_copy=_folder(str(values["journal_copy"])),
    )


_DEFAULTS: dict[str, object] = {
    "printer": NO_PRINTER,
    "printer_profile": "default",
    "printer_columns": 32,
    "timezone": DEFAULT_TIMEZONE,
    "journal_copy": "",
}


def home_of(environ: Mapping[str, str]) -> Path:
    """Where this device keeps everything: MPOS_HOME, or the XDG data directory for mpos."""
    if environ.get("MPOS_HOME"):
        return Path(environ["MPOS_HOME"]).expanduser()
    shared = environ.get("XDG_DATA_HOME")
    return (Path(shared) if shared else Path(environ.get("HOME", "~")) / ".local" / "share").expanduser() / "mpos"


def _read_config(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(name="the file", place=path, detail=str(error)) from error
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(name="the file", place=path, detail=str(error)) from error
    except RecursionError as error:
        raise BadSetting(name="the file", place=path, detail="it is nested too deep") from error


def _columns(value: object) -> int:
    if str(value) not in {str(columns) for columns in PAPER_COLUMNS}:
        raise BadSetting(name="printer_columns", place="the settings", detail="it is 32, 42 or 48")
    return int(str(value))


def _folder(text: str) -> Path | None:
    if not text:
        return None
    folder = Path(text)
    if not folder.is_absolute():
        raise BadSetting(name="journal_copy", place="the settings", detail="it is not a path from the root, as /mnt/sd")
    return folder


def _timezone(name: str) -> str:
    try:
        zone_named(name)
    except ValueError as error:
        raise BadSetting(name="timezone", place="the settings", detail=str(error)) from error
    return name
