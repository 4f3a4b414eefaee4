"""What is set on this device: config.toml in MPOS_HOME, or MPOS_<NAME> in the environment, which wins."""

from collections.abc import Mapping

from mpos.contract.clock import DEFAULT_TIMEZONE, zone_named
from mpos.contract.problems import BadUsage
from mpos.light.paths import Path
from mpos.light.typing import Any, NamedTuple

CONFIG_FILE = "config.toml"
PAPER_COLUMNS = (32, 42, 48)
NO_PRINTER = "none"
PESO_SIGNS = ("P", "PHP", "glyph")
"""What stands for the peso sign on paper; "glyph" draws it, which not every printer can."""
LANGUAGE_NAMES = {"en": "English", "fil": "Filipino"}
"""What the keypad speaks, each in its own words: who can't read the language set now finds theirs."""
MAX_IDLE_MINUTES = 1_440


class BadSetting(BadUsage):
    """{name} in {place} can't be used: {detail}"""

    hint = "Nothing was changed. Correct it and try again."


class Settings(NamedTuple):
    """The device's own settings. What the business prints and its policies come from the office.

    `machine_no` (MIN) and `serial_no` are what a regulator has given this very device. `idle_lock_minutes`: after so
    long without a key the keypad asks for the PIN; 0 is never.
    """

    home: Path
    printer: str
    printer_profile: str
    printer_columns: int
    printer_peso: str
    machine_no: str
    serial_no: str
    language: str
    background_upload: bool
    idle_lock_minutes: int
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
        printer_peso=_one_of("printer_peso", values["printer_peso"], PESO_SIGNS),
        machine_no=str(values["machine_no"]),
        serial_no=str(values["serial_no"]),
        language=_one_of("language", values["language"], tuple(LANGUAGE_NAMES)),
        background_upload=_flag("background_upload", values["background_upload"]),
        idle_lock_minutes=_minutes("idle_lock_minutes", values["idle_lock_minutes"]),
        timezone=_timezone(str(values["timezone"])),
        journal_copy=_folder(str(values["journal_copy"])),
    )


_DEFAULTS: dict[str, object] = {
    "printer": NO_PRINTER,
    "printer_profile": "default",
    "printer_columns": 32,
    "printer_peso": "P",
    "machine_no": "",
    "serial_no": "",
    "language": "en",
    "background_upload": True,
    "idle_lock_minutes": 5,
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


def _one_of(name: str, value: object, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise BadSetting(name=name, place="the settings", detail=f"it is one of {', '.join(choices)}")
    return str(value)


def _flag(name: str, value: object) -> bool:
    if str(value).lower() not in ("true", "false"):
        raise BadSetting(name=name, place="the settings", detail="it is true or false")
    return str(value).lower() == "true"


def _minutes(name: str, value: object) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < 5 and int(text) <= MAX_IDLE_MINUTES):
        raise BadSetting(name=name, place="the settings", detail=f"it is a number of minutes up to {MAX_IDLE_MINUTES}")
    return int(text)


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
