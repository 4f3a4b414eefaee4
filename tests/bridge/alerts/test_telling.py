"""What people hear of alerts: by mail and by webhook, from real servers' point of view."""

import hmac
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from bridge.alerts.evaluating import evaluate
from bridge.alerts.rounds import one_round
from bridge.alerts.telling import tell_due, try_channels
from bridge.settings import BadSetting
from bridge.store.alert_notices import MAX_ATTEMPTS, untold
from bridge.store.engine import reading
from tests.bridge.alerts.servers import LOOPBACK, PASSWORD, Receiver, an_identity, mail_server, receiver
from tests.bridge.office_core import Core, open_core

SECRET = "a-secret-that-both-know"


def a_problem(core: Core, times: int = 1) -> None:
    """Something to look at."""
    hand = core.terminal()
    for _ in range(times):
        hand.record("what_nobody_knows")
    hand.upload()
    evaluate(core.bridge)


@contextmanager
def office(home: Path, **alerts: str) -> Iterator[Core]:
    named = {f"MPOS_BRIDGE_ALERTS_{name.upper()}": value for name, value in alerts.items()}
    with open_core(home / "bridge", MPOS_BRIDGE_ALERTS_RULES_OFF="sync_late,disk_low", **named) as core:
        for name, secret in (("webhook.secret", SECRET), ("smtp.password", PASSWORD)):
            path = core.bridge.settings.home / name
            path.write_text(secret + "\n")
            path.chmod(0o600)
        yield core


def by_mail(port: int, security: str = "none") -> dict[str, str]:
    return {
        "mail_to": "one@example.com, two@example.com",
        "mail_from": "mpos@example.com",
        "smtp_host": LOOPBACK,
        "smtp_port": str(port),
        "smtp_security": security,
    }


def by_webhook(url: str) -> dict[str, str]:
    return {"webhook_url": url, "webhook_secret_file": "webhook.secret"}


def failing(core: Core) -> list[tuple[str, int]]:
    with reading(core.bridge.engine) as conn:
        return [(each.channel, each.alerts) for each in untold(conn)]


def test_an_alert_is_mailed_once_to_everybody_on_the_list(tmp_path: Path) -> None:
    with mail_server() as (box, port), office(tmp_path, **by_mail(port)) as core:
        a_problem(core)
        assert tell_due(core.bridge) == 1
        assert tell_due(core.bridge) == 0
        (mail,) = box.mails
        assert box.recipients == [["one@example.com", "two@example.com"]]
        assert mail["Subject"] == "MPOS: Entry set aside, T001 epoch 1 entry 1"
        assert "what_nobody_knows" not in str(mail["Subject"])
        assert "See the terminal" in mail.get_content()
        assert mail["Auto-Submitted"] == "auto-generated"


def test_a_bad_hour_is_one_mail_and_not_a_storm(tmp_path: Path) -> None:
    with mail_server() as (box, port), office(tmp_path, **by_mail(port)) as core:
        a_problem(core, times=120)
        assert tell_due(core.bridge) == 120
        (mail,) = box.mails
        assert "and 119 more" in mail["Subject"]
        assert "And 70 more." in mail.get_content()


def test_what_a_subject_holds_makes_no_header_of_its_own(tmp_path: Path) -> None:
    with mail_server() as (box, port), office(tmp_path, **by_mail(port)) as core:
        hand = core.terminal()
        hand.collect(receipt_no="A\nBcc: eve@example.com\n00000002")
        hand.upload()
        evaluate(core.bridge)
        assert tell_due(core.bridge) == 1
        assert box.mails[0]["Bcc"] is None
        assert box.recipients == [["one@example.com", "two@example.com"]]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_goes_with_a_password_over_tls_to_a_server_that_is_who_it_says(security: str, tmp_path: Path) -> None:
    identity = an_identity(tmp_path)
    with mail_server(identity, at_once=security == "tls") as (box, port):
        login = {"smtp_user": "mpos", "smtp_password_file": "smtp.password"}
        trusted = {"smtp_ca_file": str(identity.certificate)}
        with office(tmp_path, **by_mail(port, security), **login, **trusted) as core:
            assert list(try_channels(core.bridge).values()) == [None]
        assert (len(box.mails), box.logins) == (1, ["mpos"])


def test_mail_goes_to_no_server_that_cant_show_who_it_is(tmp_path: Path) -> None:
    with mail_server(an_identity(tmp_path)) as (box, port):
        login = {"smtp_user": "mpos", "smtp_password_file": "smtp.password"}
        with office(tmp_path, **by_mail(port, "starttls"), **login) as core:
            (problem,) = try_channels(core.bridge).values()
            assert problem is not None
            assert "certificate" in problem.message
        assert (box.mails, box.logins) == ([], [])


def test_mail_goes_to_no_server_that_offers_no_tls_when_tls_is_wanted(tmp_path: Path) -> None:
    with mail_server() as (box, port), office(tmp_path, **by_mail(port, "starttls")) as core:
        (problem,) = try_channels(core.bridge).values()
        assert problem is not None
        assert box.mails == []


def test_a_mail_server_that_refuses_is_tried_again_with_longer_and_longer_pauses_and_then_no_more(
    tmp_path: Path,
) -> None:
    with mail_server() as (box, port), office(tmp_path, **by_mail(port)) as core:
        a_problem(core)
        box.refuses = "451 too busy"
        minutes = 0
        tries = 0
        while minutes < 3_000:
            before = core.value("SELECT attempts FROM alert_notice")
            tell_due(core.bridge)
            tries += core.value("SELECT attempts FROM alert_notice") - before
            core.clock.move(minutes=1)
            minutes += 1
        assert tries == MAX_ATTEMPTS
        assert failing(core) == [("mail", 1)]
        assert "451 too busy" in core.value("SELECT detail FROM alert_notice")


def test_a_channel_that_comes_round_tells_what_it_missed(tmp_path: Path) -> None:
    with mail_server() as (box, port), office(tmp_path, **by_mail(port)) as core:
        box.refuses = "451 too busy"
        a_problem(core)
        assert tell_due(core.bridge) == 0
        box.refuses = ""
        assert tell_due(core.bridge) == 0, "it rests a minute"
        core.clock.move(minutes=1)
        assert tell_due(core.bridge) == 1
        assert failing(core) == []


def test_a_webhook_is_signed_with_the_secret_that_both_know(tmp_path: Path) -> None:
    with receiver() as (taken, url), office(tmp_path, **by_webhook(url)) as core:
        a_problem(core, times=2)
        assert tell_due(core.bridge) == 2
        (posted,) = taken.posted
        at, signed = (part.partition("=")[2] for part in posted.headers["Mpos-Signature"].split(","))
        assert hmac.new(SECRET.encode(), f"{at}.".encode() + posted.body, sha256).hexdigest() == signed
        assert int(at) == int(core.clock.now().timestamp())
        content = json.loads(posted.body)
        assert content["kind"] == "alerts"
        assert [each["rule"] for each in content["alerts"]] == ["entry_set_aside", "entry_set_aside"]
        assert content["alerts"][0]["raised_at"] == "2026-10-15T09:00:00.000+08:00"


def test_a_webhook_goes_over_tls_to_a_receiver_that_is_who_it_says_and_to_no_other(tmp_path: Path) -> None:
    identity = an_identity(tmp_path)
    with receiver(identity) as (taken, url):
        trusted = {"webhook_ca_file": str(identity.certificate)}
        with office(tmp_path / "one", **by_webhook(url), **trusted) as core:
            assert list(try_channels(core.bridge).values()) == [None]
        with office(tmp_path / "two", **by_webhook(url)) as core:
            (problem,) = try_channels(core.bridge).values()
            assert problem is not None
            assert "certificate" in problem.message.lower()
    assert [json.loads(posted.body)["kind"] for posted in taken.posted] == ["test"]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_receiver_that_does_not_take_it_is_tried_again(status: int, tmp_path: Path) -> None:
    with receiver() as (taken, url), office(tmp_path, **by_webhook(url)) as core:
        taken.answers = status
        a_problem(core)
        assert tell_due(core.bridge) == 0
        assert failing(core) == [("webhook", 1)]
        taken.answers = 200
        core.clock.move(minutes=1)
        assert tell_due(core.bridge) == 1


def test_a_channel_that_is_down_holds_up_no_other_and_no_round(tmp_path: Path) -> None:
    with receiver() as (taken, url), mail_server() as (_, port):
        channels = by_webhook(url) | by_mail(port)
        closed = channels | {"smtp_port": str(unused_port())}
        with office(tmp_path, **closed) as core:
            a_problem(core)
            one_round(core.bridge)
            assert len(taken.posted) == 1
            assert failing(core) == [("mail", 1)]


def unused_port() -> int:
    """One that nobody listens at."""
    with Receiver() as server:
        return int(server.server_address[1])


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    with receiver() as (taken, url), office(tmp_path, **by_webhook(url)) as core:
        (core.bridge.settings.home / "webhook.secret").chmod(0o644)
        (problem,) = try_channels(core.bridge).values()
        assert isinstance(problem, BadSetting)
        assert "chmod 600" in problem.message
        assert taken.posted == []


@pytest.mark.parametrize(
    ("alerts", "why"),
    [
        ({"mail_to": "one@example.com"}, "needs smtp_host"),
        ({"mail_to": "nobody"}, "mail_to"),
        ({"webhook_url": "https://example.com/"}, "webhook_secret_file"),
        ({"webhook_url": "http://example.com/", "webhook_secret_file": "x"}, "https"),
        ({"webhook_url": "ftp://127.0.0.1/", "webhook_secret_file": "x"}, "https"),
        ({"smtp_host": "mail.example.com", "smtp_user": "u", "smtp_security": "none"}, "in the clear"),
        ({"silent_hours": "0"}, "alerts_silent_hours"),
    ],
)
def test_a_channel_that_cant_be_is_refused_at_the_start(alerts: dict[str, str], why: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=why), office(tmp_path, **alerts):
        pass


def test_the_log_tells_of_alerts_and_names_nobody(core: Core, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bridge")
    hand = core.terminal()
    hand.collect(receipt_no="A00000002", amount_minor=123_456)
    hand.upload()
    evaluate(core.bridge)
    hand.collect(receipt_no="A00000001")
    hand.upload()
    evaluate(core.bridge)
    told = [record.getMessage() for record in caplog.records if record.name.startswith("bridge.alerts")]
    assert told == ["alert raised: receipt_gap, A00000001", "alert healed: receipt_gap, A00000001"]


def test_what_goes_wrong_in_a_round_is_one_line_and_the_next_goes_on(
    core: Core, caplog: pytest.LogCaptureFixture
) -> None:
    core.bridge.engine.dispose()
    (core.bridge.settings.home / "bridge.sqlite3").rename(core.bridge.settings.home / "gone")
    (core.bridge.settings.home / "bridge.sqlite3").mkdir()
    one_round(core.bridge)
    assert "a look for alerts could not be done" in caplog.text
