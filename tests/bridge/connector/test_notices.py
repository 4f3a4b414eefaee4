"""A back office that says which SOAs have changed, and downloads by the calendar."""

import hmac
import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256

import httpx
import pytest

from bridge.pull.due import due_by_notice, due_by_schedule
from bridge.store.engine import reading
from bridge.store.soa_notices import waiting
from bridge.sync import SyncResult
from bridge.web import make_app
from scripts.world.in_process import InProcess
from tests.bridge.connector.conftest import OtherOffice

SECRET = "a-webhook-secret"
Tell = Callable[..., httpx.Response]


@pytest.fixture
def tell(cloud: OtherOffice) -> Iterator[Tell]:
    """Sends a signed notice."""
    home = cloud.bridge.settings.home
    (home / "webhook.key").write_text(SECRET)
    (home / "webhook.key").chmod(0o600)
    change(cloud, webhook_secret_file="webhook.key")
    network = InProcess(make_app(cloud.bridge))

    def tell(content: object, *, secret: str = SECRET, late_s: int = 0, **headers: str) -> httpx.Response:
        body = json.dumps(content).encode()
        sent_at = str(int(cloud.clock.now().timestamp()) - late_s)
        seal = hmac.new(secret.encode(), f"m1.{sent_at}.".encode() + body, sha256).digest()
        own = {
            "webhook-id": "m1",
            "webhook-timestamp": sent_at,
            "webhook-signature": f"v1,AAAA v1,{b64encode(seal).decode()}",
        }
        return http.post("/hooks/soas", content=body, headers=own | headers)

    with httpx.Client(transport=network, base_url="http://bridge.test") as http:
        yield tell
    network.shut_down()


def change(office: OtherOffice, **settings: object) -> None:
    object.__setattr__(office.bridge, "settings", office.bridge.settings.model_copy(update=settings))


def told(office: OtherOffice) -> list[str]:
    with reading(office.bridge.engine) as conn:
        return waiting(conn)


def bring(office: OtherOffice) -> SyncResult:
    """What the daemon does of notices."""
    asked = due_by_notice(office.bridge)
    assert asked is not None
    return office.sync(asked=asked)


def test_a_soa_that_is_told_of_is_looked_up_alone(cloud: OtherOffice, tell: Tell) -> None:
    cloud.sync()
    cloud.books.charge("S2", "D8", 500)
    cloud.books.charge("S3", "D9", 700)
    answer = tell({"soa_nos": ["S2"]})
    assert (answer.status_code, answer.json()) == (202, {"accepted": 1})
    assert cloud.bridge.woken.is_set()
    result = bring(cloud)
    assert result.download is not None
    assert (result.download.scope, result.download.status, result.download.total) == ("noticed", "completed", 1)
    assert (cloud.due("S2"), cloud.due("S3")) == (8_508, 6_000)
    assert told(cloud) == []


def test_a_look_up_moves_no_moment_that_changes_are_asked_from(cloud: OtherOffice, tell: Tell) -> None:
    cloud.sync()
    cloud.clock.sleep(600)
    cloud.books.charge("S3", "D9", 700)
    cloud.clock.sleep(600)
    tell({"soa_nos": ["S2"]})
    bring(cloud)
    cloud.sync()
    assert cloud.due("S3") == 6_700


def test_a_notice_of_nothing_in_particular_brings_all_changes(cloud: OtherOffice, tell: Tell) -> None:
    cloud.sync()
    cloud.clock.sleep(600)
    cloud.books.charge("S3", "D9", 700)
    tell({})
    result = bring(cloud)
    assert result.download is not None
    assert (result.download.scope, cloud.due("S3")) == ("changes", 6_700)
    assert told(cloud) == []


def test_the_same_notice_twice_is_one(cloud: OtherOffice, tell: Tell) -> None:
    for _ in range(3):
        assert tell({"soa_nos": ["S2", "S1"]}).status_code == 202
    assert told(cloud) == ["S1", "S2"]


def test_a_notice_outlives_a_back_office_that_is_away(cloud: OtherOffice, tell: Tell) -> None:
    cloud.sync()
    tell({"soa_nos": ["S2"]})
    cloud.network.is_down = True
    bring(cloud)
    assert told(cloud) == ["S2"]


@pytest.mark.parametrize("wrong", [{"secret": "another"}, {"late_s": 301}, {"late_s": -301}, {"webhook-id": "m2"}])
def test_a_notice_of_somebody_else_or_an_old_one_is_refused(
    cloud: OtherOffice, tell: Tell, wrong: dict[str, str]
) -> None:
    assert tell({"soa_nos": ["S2"]}, **wrong).status_code == 401
    assert told(cloud) == []


@pytest.mark.parametrize(
    "content", [{"soa_nos": 5}, {"soa_nos": [1]}, {"soa_nos": ["x" * 61]}, {"soa_nos": ["S"] * 1_001}]
)
def test_a_notice_without_sense_is_refused(cloud: OtherOffice, tell: Tell, content: object) -> None:
    assert tell(content).status_code == 400
    assert told(cloud) == []


def test_a_flood_of_notices_becomes_one_for_everything(cloud: OtherOffice, tell: Tell) -> None:
    for start in range(0, 6_000, 1_000):
        assert tell({"soa_nos": [f"X{start + each}" for each in range(1_000)]}).status_code == 202
    assert told(cloud) == [""]


def test_other_ways_to_prove_it(cloud: OtherOffice, tell: Tell) -> None:
    body = b'{"soa_nos": ["S2"]}'
    change(cloud, webhook_style="bearer")
    assert tell({"soa_nos": ["S2"]}).status_code == 401
    assert tell({"soa_nos": ["S2"]}, Authorization=f"Bearer {SECRET}").status_code == 202
    change(cloud, webhook_style="body")
    seal = "sha256=" + hmac.new(SECRET.encode(), body, sha256).hexdigest()
    assert tell({"soa_nos": ["S2"]}, **{"X-Signature-256": seal}).status_code == 202
    assert tell({"soa_nos": ["S3"]}, **{"X-Signature-256": seal}).status_code == 401


def test_without_a_secret_there_is_no_such_place(cloud: OtherOffice, tell: Tell) -> None:
    change(cloud, webhook_secret_file=None)
    assert tell({"soa_nos": ["S2"]}).status_code == 404


def test_by_the_calendar_a_download_is_due_once_and_made_good_when_missed(cloud: OtherOffice) -> None:
    change(cloud, download="daily 05:00")
    assert due_by_schedule(cloud.bridge) is not None
    cloud.sync()
    assert due_by_schedule(cloud.bridge) is None
    cloud.clock.sleep(19 * 3_600)
    assert due_by_schedule(cloud.bridge) is None
    cloud.clock.sleep(7_200)
    cloud.network.is_down = True
    cloud.sync()
    assert due_by_schedule(cloud.bridge) is not None
    cloud.network.is_down = False
    cloud.sync()
    assert due_by_schedule(cloud.bridge) is None


def test_the_schedule_may_want_whole_lists(cloud: OtherOffice) -> None:
    change(cloud, download="daily 05:00", download_scope="whole")
    asked = due_by_schedule(cloud.bridge)
    assert asked is not None
    assert asked.whole
