"""Choosing the printer: checked, written into config.toml beside all that stands there already, and tried out."""

from collections.abc import Mapping

from mpos.contract.clock import write_instant
from mpos.contract.problems import BadUsage
from mpos.light.paths import Path
from mpos.light.typing import NamedTuple
from mpos.settings import PAPER_COLUMNS, PESO_SIGNS, Settings
from mpos.slips.trial import trial_slip
from mpos.slips.wording import shown_time

from .config_file import change_settings
from .printing import print_unrecorded
from .terminal import PrintOutcome, Terminal


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
    change_settings(home, changes)
    return changes


def print_trial(terminal: Terminal, settings: Settings) -> PrintOutcome:
    """Prints the test slip, which shows whether these settings are right for the printer. Nothing of it is recorded."""
    printed_at = shown_time(write_instant(terminal.clock.now()))
    slip = trial_slip(printed_at, settings.printer, settings.printer_profile, settings.printer_columns)
    return print_unrecorded(terminal, slip)


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
