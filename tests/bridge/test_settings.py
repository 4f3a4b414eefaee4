"""Settings: a file, the environment above it, and clear words for mistakes."""

import re
from pathlib import Path

import pytest

from bridge.alert_settings import AlertSettings
from bridge.app import CONFIG_TEMPLATE
from bridge.settings import BadSetting, Settings, read_settings
from mpos.contract.office import Business, Policy
from tests.mpos.contract.test_qr_ph import STATIC_P2M


def settings_of(home: Path, text: str = "", **environ: str) -> Settings:
    (home / "config.toml").write_text(text)
    return read_settings({"MPOS_BRIDGE_HOME": str(home), **environ})


def test_everything_has_a_default(tmp_path: Path) -> None:
    found = settings_of(tmp_path)
    assert (found.poll_seconds, found.timezone, found.port) == (300, "Asia/Manila", 8800)
    assert found.database == f"sqlite:///{tmp_path / 'bridge.sqlite3'}"
    assert found.office == (Business(), Policy())


def test_the_environment_wins(tmp_path: Path) -> None:
    found = settings_of(
        tmp_path,
        'poll_seconds = 60\nport = 1\n[business]\nname = "File"\ntin = "1"\n[policy]\nvat_basis_points = 0',
        MPOS_BRIDGE_POLL_SECONDS="90",
        MPOS_BRIDGE_CREDIT_WHEN_SOA_CLOSED="false",
        MPOS_BRIDGE_BUSINESS_NAME="Environment",
        MPOS_BRIDGE_BUSINESS_FOOTER="one\ntwo",
        MPOS_BRIDGE_POLICY_VAT_BASIS_POINTS="1000",
        MPOS_BRIDGE_POLICY_UPLOAD_BEFORE_Z="true",
        MPOS_BRIDGE_POLICY_MAX_PAYMENT="100.00",
    )
    assert (found.poll_seconds, found.port, found.credit_when_soa_closed) == (90, 1, False)
    business, policy = found.office
    assert (business.name, business.tin, business.footer) == ("Environment", "1", ("one", "two"))
    assert (policy.vat_basis_points, policy.upload_before_z, policy.max_payment_minor) == (1000, True, 10_000)


def test_printed_words_may_be_replaced_in_the_file_and_in_the_environment(tmp_path: Path) -> None:
    found = settings_of(tmp_path, '[business.labels]\n"TOTAL" = "KABUUAN"')
    assert found.office.business.labels == {"TOTAL": "KABUUAN"}
    found = settings_of(tmp_path, MPOS_BRIDGE_BUSINESS_LABELS="TOTAL=KABUUAN\nChange=Sukli")
    assert found.office.business.labels == {"TOTAL": "KABUUAN", "Change": "Sukli"}


def test_a_word_that_is_on_no_slip_is_refused_with_the_nearest_that_is(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"'TOTALS'.*'TOTAL'"):
        settings_of(tmp_path, '[business.labels]\n"TOTALS" = "KABUUAN"')


@pytest.mark.parametrize("new", ["   ", r"\u0007", r"\u001b[2JSukli", r"\u202e"])
def test_a_label_that_cannot_be_printed_is_refused(tmp_path: Path, new: str) -> None:
    with pytest.raises(BadSetting, match=r"'TOTAL'.*can't be printed"):
        settings_of(tmp_path, f'[business.labels]\n"TOTAL" = "{new}"')


@pytest.mark.parametrize("code", ["", "PH", "php", "PESOS", "₱₱₱"])
def test_a_currency_that_no_payment_could_carry_is_refused(tmp_path: Path, code: str) -> None:
    with pytest.raises(BadSetting, match=r"currency is .* three capital letters"):
        settings_of(tmp_path, f'[business]\ncurrency = "{code}"')


def test_lines_of_several_come_from_the_environment_one_a_line(tmp_path: Path) -> None:
    business = settings_of(tmp_path, MPOS_BRIDGE_BUSINESS_HEADER="one\ntwo", MPOS_BRIDGE_BUSINESS_SUPPLIER="x").office[
        0
    ]
    assert (business.header, business.supplier) == (("one", "two"), ("x",))


def test_the_key_for_pscloud_may_be_in_a_file_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret\n")
    found = settings_of(tmp_path, 'pscloud_key_file = "key"')
    assert found.secret_for_pscloud() == "secret"
    assert settings_of(tmp_path, MPOS_BRIDGE_PSCLOUD_KEY="other").secret_for_pscloud() == "other"


def test_a_missing_key_is_named_when_it_is_needed(tmp_path: Path) -> None:
    for text in ("", 'pscloud_key_file = "missing"'):
        with pytest.raises(BadSetting, match="pscloud_key"):
            settings_of(tmp_path, text).secret_for_pscloud()


def test_secrets_do_not_show_in_what_is_logged_of_settings(tmp_path: Path) -> None:
    assert "opensesame" not in repr(settings_of(tmp_path, MPOS_BRIDGE_PSCLOUD_KEY="opensesame"))


def test_a_secret_that_is_wrong_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(BadSetting) as caught:
        settings_of(tmp_path, "pscloud_key = 1234567")
    assert "1234567" not in caught.value.message


def test_the_settings_file_that_init_writes_shows_each_setting_and_its_default(tmp_path: Path) -> None:
    template = CONFIG_TEMPLATE.read_text()
    shown = re.sub(r"^# (\w+ = )", r"\1", template, flags=re.MULTILINE)
    files = "pscloud_key_file|smtp_password_file|webhook_secret_file|(smtp|webhook)_ca_file"
    examples = rf"^({files}|database_url(_file)?|connector|drop_folder) = .*$"
    without_examples = re.sub(examples, "", shown, flags=re.MULTILINE)
    assert shown.count(" = ") == template.count(" = ") == len(every_setting())
    assert settings_of(tmp_path, without_examples) == settings_of(tmp_path, template) == settings_of(tmp_path)


def every_setting() -> list[str]:
    own = set(Settings.model_fields) - {"home", "office", "alerts", "pscloud_key"}
    return [*own, *AlertSettings.model_fields, *Business._fields, *Policy._fields]


def test_a_qr_ph_code_that_none_can_be_made_of_is_found_at_the_start(tmp_path: Path) -> None:
    assert settings_of(tmp_path, MPOS_BRIDGE_BUSINESS_QR_PH=STATIC_P2M).office.business.qr_ph == STATIC_P2M
    with pytest.raises(BadSetting, match="qr_ph: its check sum is wrong"):
        settings_of(tmp_path, f'[business]\nqr_ph = "{STATIC_P2M[:-4]}0000"')
