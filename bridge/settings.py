"""What whoever runs the bridge may set: config.toml in the bridge's home, or MPOS_BRIDGE_<NAME> in the environment.

The environment wins. [business] and [policy] are handed on to terminals; their settings are named
MPOS_BRIDGE_BUSINESS_<NAME> and MPOS_BRIDGE_POLICY_<NAME> in the environment; those of [alerts],
MPOS_BRIDGE_ALERTS_<NAME>.
"""

import tomllib
from collections.abc import Mapping
from datetime import tzinfo
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, InstanceOf, SecretStr, ValidationError, field_validator

from bridge.alert_settings import AlertSettings
from bridge.pins import MAX_DIGITS, MIN_DIGITS
from bridge.schedule import read_schedule
from mpos.contract.canonical import BadContent
from mpos.contract.clock import DEFAULT_TIMEZONE, zone_named
from mpos.contract.money import MAX_MINOR, parse_typed_money
from mpos.contract.office import Business, Office, Policy, read_office
from mpos.contract.problems import BadUsage
from mpos.contract.qr_ph import BadQrPh, read_static
from mpos.contract.slip_words import SLIP_WORDS

PREFIX = "MPOS_BRIDGE_"
CONFIG_NAME = "config.toml"
DATABASE_NAME = "bridge.sqlite3"
MAX_KEY_FILE = 10_000
"""Bytes; a key is one short line, so anything longer is another file."""


class BadSetting(BadUsage):
    """{place}: {problem}"""

    hint = "Nothing was changed. Correct the setting and try again."


class Settings(BaseModel):
    """Everything that may be set, checked once. Immutable; `home` comes from the environment alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path
    pscloud_url: str = Field("http://127.0.0.1:8801/api/v1", pattern=r"^https?://[^\s]+$")
    pscloud_key: SecretStr | None = None
    pscloud_key_file: Path | None = None
    pscloud_timeout_s: Annotated[int, Field(ge=1, le=600)] = 40
    connector: str = ""
    drop_folder: str = ""
    drop_acknowledge: Literal["file", "written"] = "file"
    database_url: str = ""
    database_url_file: Path | None = None
    poll_seconds: Annotated[int, Field(ge=5, le=86_400)] = 300
    download: str = ""
    download_scope: Literal["changes", "whole"] = "changes"
    webhook_secret_file: Path | None = None
    webhook_style: Literal["standard", "body", "bearer"] = "standard"
    timezone: str = DEFAULT_TIMEZONE
    approval: Literal["automatic", "amount", "cashier"] = "automatic"
    approve_up_to: str = "0.00"
    credit_when_soa_closed: bool = True
    postings_at_once: Annotated[int, Field(ge=1, le=64)] = 8
    min_pin_digits: Annotated[int, Field(ge=MIN_DIGITS, le=MAX_DIGITS)] = MIN_DIGITS
    easy_pins: Literal["warn", "refuse"] = "warn"
    host: Annotated[str, Field(min_length=1, max_length=255)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8800
    log_format: Literal["plain", "json"] = "plain"
    access_log: bool = False
    metrics: Literal["key", "loopback"] = "key"
    public_url: str = Field("", pattern=r"^(https?://[^\s]+)?$")
    office: InstanceOf[Office] = Office()
    alerts: AlertSettings = AlertSettings()

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        zone_named(name)
        return name

    @field_validator("download")
    @classmethod
    def _is_schedule(cls, text: str) -> str:
        if text:
            read_schedule(text)
        return text

    @field_validator("approve_up_to")
    @classmethod
    def _is_amount(cls, amount: str) -> str:
        parse_typed_money(amount)
        return amount

    @property
    def approves_up_to_minor(self) -> int:
        """Payments of up to this amount go to PSCloud without a person's approval; 0 is none."""
        by_amount = parse_typed_money(self.approve_up_to)
        return {"automatic": MAX_MINOR, "amount": by_amount}.get(self.approval, 0)

    @property
    def zone(self) -> tzinfo:
        """The zone in which instants are shown."""
        return _zone(self.timezone)

    @property
    def database(self) -> str:
        """The database's URL: SQLite in the home unless set otherwise; BadSetting when its file can't be read."""
        if not self.database_url and self.database_url_file is not None:
            return read_line(self.home / self.database_url_file, "database_url_file")
        return self.database_url or f"sqlite:///{self.home / DATABASE_NAME}"

    def secret_for_pscloud(self) -> str:
        """The key that PSCloud knows us by; BadSetting when none is set or its file can't be read."""
        if self.pscloud_key is not None:
            return self.pscloud_key.get_secret_value()
        if self.pscloud_key_file is None:
            raise BadSetting(place="pscloud_key", problem="no key for PSCloud is set (MPOS_BRIDGE_PSCLOUD_KEY)")
        return read_line(self.home / self.pscloud_key_file, "pscloud_key_file")


@cache
def _zone(name: str) -> tzinfo:
    """Read once: a page shows thousands of instants."""
    return zone_named(name)


def home_from(environ: Mapping[str, str]) -> Path:
    """Where the bridge lives: MPOS_BRIDGE_HOME, or mpos-bridge in the XDG data directory."""
    if given := environ.get("MPOS_BRIDGE_HOME"):
        return Path(given).expanduser().absolute()
    shared = environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(shared).expanduser() / "mpos-bridge"


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings of the home that the environment names; BadSetting names the key and where it stands."""
    home = home_from(environ)
    path = home / CONFIG_NAME
    found = _read_toml(path)
    tables = {name: _table(found, name, path) for name in ("business", "policy")}
    if "home" in found or "office" in found:
        raise BadSetting(place=path, problem="home and office are no settings of this file")
    values = {**found, **_from_environment(environ), "alerts": _alerts(found, environ, path)}
    try:
        return Settings(home=home, office=_office(tables, environ, path), **values)
    except ValidationError as error:
        raise _bad_setting(error, path, environ) from error


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise BadSetting(place=path, problem=error) from error
    except RecursionError as error:
        raise BadSetting(place=path, problem="it is nested too deep") from error


def _table(found: dict[str, Any], name: str, path: Path) -> dict[str, Any]:
    table = found.pop(name, {})
    known = Business._fields if name == "business" else _policy_names()
    unknown = sorted(set(table) - set(known)) if isinstance(table, dict) else [name]
    if unknown:
        raise BadSetting(place=path, problem=f"[{name}] has no setting {unknown[0]!r}; it knows {', '.join(known)}")
    return dict(table)


def _policy_names() -> tuple[str, ...]:
    return tuple(name.removesuffix("_minor") for name in Policy._fields)


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    names = set(Settings.model_fields) - {"home", "office", "alerts"}
    return {name: environ[_variable(name)] for name in names if environ.get(_variable(name))}


def _alerts(found: dict[str, Any], environ: Mapping[str, str], path: Path) -> dict[str, Any]:
    table = found.get("alerts", {})
    if not isinstance(table, dict):
        raise BadSetting(place=path, problem="alerts is no table")
    names = {name: _variable(f"alerts_{name}") for name in AlertSettings.model_fields}
    return table | {name: environ[variable] for name, variable in names.items() if environ.get(variable)}


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _office(tables: dict[str, dict[str, Any]], environ: Mapping[str, str], path: Path) -> Office:
    for name in Business._fields:
        if (text := environ.get(_variable(f"business_{name}"))) is not None:
            tables["business"][name] = _business_typed(name, text)
    for name in _policy_names():
        if text := environ.get(_variable(f"policy_{name}")):
            tables["policy"][name] = _typed(text)
    try:
        office = read_office(tables)
    except BadContent as error:
        raise BadSetting(place=path, problem=error) from error
    _check_currency(office.business, path)
    _check_labels(office.business, path)
    _check_qr_ph(office.business, path)
    return office


def _business_typed(name: str, text: str) -> str | list[str] | dict[str, str]:
    """Lines of text for what has several; labels as lines of WORD=NEW WORD."""
    if name == "labels":
        return {word: new for word, _, new in (line.partition("=") for line in text.splitlines())}
    return text if isinstance(getattr(Business(), name), str) else text.split("\n")


def _check_currency(business: Business, path: Path) -> None:
    """Payments carry it, and none with another text would be taken anywhere."""
    code = business.currency
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise BadSetting(place=path, problem=f"[business] currency is {code!r}, and not three capital letters like PHP")


def _check_labels(business: Business, path: Path) -> None:
    """A word that no slip is printed with is a slip of the pen: the nearest one is named.

    One that prints as nothing would leave an amount without its name.
    """
    for word, new in business.labels.items():
        if not new.strip() or not new.isprintable():
            raise BadSetting(place=path, problem=f"[business.labels] {word!r} is to be {new!r}, which can't be printed")
        if word not in SLIP_WORDS:
            near = get_close_matches(word, SLIP_WORDS, n=1, cutoff=0)
            raise BadSetting(place=path, problem=f"[business.labels] no slip says {word!r}; did you mean {near[0]!r}?")


def _check_qr_ph(business: Business, path: Path) -> None:
    """What no code to pay can be made of is found here, and not in front of a customer."""
    try:
        if business.qr_ph:
            read_static(business.qr_ph)
    except BadQrPh as error:
        raise BadSetting(place=path, problem=f"[business] qr_ph: {error}") from error


def _typed(text: str) -> str | int | bool:
    if text in ("true", "false"):
        return text == "true"
    return int(text) if text.isascii() and text.isdigit() else text


def _bad_setting(error: ValidationError, path: Path, environ: Mapping[str, str]) -> BadSetting:
    first = error.errors(include_input=False, include_url=False)[0]
    name = "_".join(str(part) for part in first["loc"] if isinstance(part, str))
    place = _variable(name) if environ.get(_variable(name)) else path
    if first["type"] == "extra_forbidden":
        return BadSetting(place=place, problem=f"there is no setting {name!r}")
    return BadSetting(place=place, problem=f"{name}: {first['msg']}")


def read_line(path: Path, setting: str) -> str:
    """What the file that this setting names holds, one short secret; BadSetting when it can't be read."""
    try:
        with path.open(encoding="utf-8") as file:
            line = file.read(MAX_KEY_FILE).strip()
    except (OSError, ValueError) as error:
        raise BadSetting(place=setting, problem=error) from error
    if not line:
        raise BadSetting(place=setting, problem=f"{path} is empty")
    return line
