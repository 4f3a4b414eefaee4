"""What is shipped for administrators: units that systemd takes, and a reference that names every setting."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bridge.alert_settings import AlertSettings
from bridge.app import CONFIG_TEMPLATE
from bridge.settings import Settings
from mpos import settings as terminal_settings
from mpos.contract.office import Business, Policy
from tests.project.sources import ROOT

REFERENCE = ROOT / "docs" / "configuration.md"
DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
TIMERS = sorted((DEPLOY / "systemd").glob("*.timer"))
MOST_EXPOSED = 20
"""In tenths, by systemd's own measure: 0 is shut off from everything, 96 is a service without any limit."""
WANTED = shutil.which("systemd-analyze")
with_systemd = pytest.mark.skipif(WANTED is None, reason="systemd-analyze is not installed (Debian: systemd)")


@with_systemd
def test_systemd_takes_every_unit(tmp_path: Path) -> None:
    for unit in [*UNITS, *TIMERS]:
        # Programs are not where they will be: any that is there stands in for them.
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text(), flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(text)
    argv = ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))]
    ran = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    own = [line for line in ran.stderr.splitlines() if "mpos" in line]
    assert (ran.returncode, own) == (0, [])


@with_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_every_service_is_shut_off_from_what_it_does_not_need(unit: Path) -> None:
    argv = ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(unit)]
    ran = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stdout


def test_every_timer_has_its_service() -> None:
    assert {timer.stem for timer in TIMERS} <= {unit.stem for unit in UNITS}


def every_setting() -> dict[str, str]:
    """The settings of office and terminal, by the variable that sets them too."""
    office = set(Settings.model_fields) - {"office", "alerts"}
    policy = (name.removesuffix("_minor") for name in Policy._fields)
    return {
        **{f"MPOS_BRIDGE_{name.upper()}": name for name in office},
        **{f"MPOS_BRIDGE_BUSINESS_{name.upper()}": name for name in Business._fields},
        **{f"MPOS_BRIDGE_POLICY_{name.upper()}": name for name in policy},
        **{f"MPOS_BRIDGE_ALERTS_{name.upper()}": name for name in AlertSettings.model_fields},
        **{f"MPOS_{name.upper()}": name for name in terminal_settings.Settings._fields},
    }


def test_the_reference_names_every_setting_and_no_other() -> None:
    rows = re.findall(r"^\| `(\w+)` \|.*\| `(MPOS_\w+)` \|$", REFERENCE.read_text(), re.MULTILINE)
    named = {variable: name for name, variable in rows}
    wanted = every_setting()
    assert sorted(set(wanted) - set(named)) == [], "docs/configuration.md lacks these"
    assert sorted(set(named) - set(wanted)) == [], "docs/configuration.md has these, and nothing reads them"
    assert named == wanted
    assert len(rows) == len(wanted)


def test_the_reference_has_the_defaults_of_the_file_that_init_writes() -> None:
    rows = re.findall(r"^\| `(\w+)` \|.*\| (?:`(.*)`)? \| `MPOS_BRIDGE_\w+` \|$", REFERENCE.read_text(), re.MULTILINE)
    told = dict(rows)
    shown = dict(re.findall(r"^# (\w+) = (.*)$", CONFIG_TEMPLATE.read_text(), re.MULTILINE))
    differing = {name for name, default in shown.items() if (told[name] or '""') != default}
    assert {name for name in differing if not name.endswith("_file")} == {"connector", "drop_folder", "database_url"}
