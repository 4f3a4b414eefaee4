"""[alerts] of config.toml: from when on something is worth an alert, and through what people hear of it."""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

RULES = (
    "sync_late",
    "compare_differs",
    "terminal_silent",
    "payment_refused",
    "day_not_closed",
    "clock_skew",
    "receipt_gap",
    "chain_broken",
    "audit_failed",
    "void_after_print",
    "many_reprints",
    "disk_low",
    "entry_set_aside",
    "entry_in_conflict",
)
MAX_ADDRESSES = 20
_ADDRESS = r"^[^@\s,;<>\"]+@[^@\s,;<>\"]+$"


class AlertSettings(BaseModel):
    """Thresholds and channels. A channel without its address is not there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rules_off: tuple[str, ...] = ()
    sync_late_minutes: Annotated[int, Field(ge=1, le=10_080)] = 30
    silent_hours: Annotated[int, Field(ge=1, le=720)] = 24
    day_close_hours: Annotated[int, Field(ge=0, le=720)] = 6
    skew_minutes: Annotated[int, Field(ge=1, le=1_440)] = 5
    many_reprints: Annotated[int, Field(ge=1, le=1_000)] = 3
    look_back_days: Annotated[int, Field(ge=1, le=90)] = 3
    min_free_mb: Annotated[int, Field(ge=1, le=1_000_000)] = 500

    mail_to: Annotated[
        tuple[Annotated[str, Field(max_length=254, pattern=_ADDRESS)], ...], Field(max_length=MAX_ADDRESSES)
    ] = ()
    mail_from: Annotated[str, Field(max_length=254, pattern=rf"^$|{_ADDRESS}")] = ""
    smtp_host: Annotated[str, Field(max_length=255)] = ""
    smtp_port: Annotated[int, Field(ge=1, le=65_535)] = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: Annotated[str, Field(max_length=254)] = ""
    smtp_password_file: Path | None = None
    smtp_ca_file: Path | None = None

    webhook_url: Annotated[str, Field(max_length=2_000)] = ""
    webhook_secret_file: Path | None = None
    webhook_ca_file: Path | None = None

    @field_validator("rules_off", "mail_to", mode="before")
    @classmethod
    def _separated(cls, given: Any) -> Any:
        """The environment has one text for several words."""
        return [word.strip() for word in given.split(",") if word.strip()] if isinstance(given, str) else given

    @field_validator("rules_off")
    @classmethod
    def _are_rules(cls, named: tuple[str, ...]) -> tuple[str, ...]:
        unknown = sorted(set(named) - set(RULES))
        if unknown:
            raise ValueError(f"there is no rule {unknown[0]!r}; there are {', '.join(RULES)}")
        return named

    @field_validator("webhook_url")
    @classmethod
    def _is_private(cls, url: str) -> str:
        """What it carries is for the receiver alone: plain HTTP only where it never leaves the machine."""
        parts = urlsplit(url)
        stays_here = parts.scheme == "http" and _is_loopback(parts.hostname or "")
        if url and not (parts.hostname and (parts.scheme == "https" or stays_here)):
            raise ValueError("it must be an https:// address")
        return url

    @model_validator(mode="after")
    def _is_whole(self) -> "AlertSettings":
        if self.mail_to and not (self.smtp_host and self.mail_from):
            raise ValueError("mail_to needs smtp_host and mail_from, too")
        if self.smtp_user and self.smtp_security == "none" and not _is_loopback(self.smtp_host):
            raise ValueError("smtp_user needs smtp_security: a password is not sent in the clear")
        if self.webhook_url and self.webhook_secret_file is None:
            raise ValueError("webhook_url needs webhook_secret_file, too: its receiver must see who sent it")
        return self


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
