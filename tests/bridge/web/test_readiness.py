"""Health: whether the process lives, and whether it can do its work."""

from datetime import timedelta

import httpx
from sqlalchemy import text

from bridge.rounds import LONGEST_ROUND, Rounds
from bridge.store.engine import writing
from bridge.web import make_app
from scripts.world.in_process import InProcess
from tests.bridge.office_core import Core


def test_anybody_learns_that_it_lives_and_is_ready(core: Core) -> None:
    assert core.http.get("/health/live").json() == {"status": "ok"}
    answer = core.http.get("/health/ready")
    assert answer.status_code == 200
    checks = {"database": True, "disk": True, "rounds": True}
    assert answer.json() == {"status": "ok", "checks": checks, "pscloud": "not known"}


def test_a_database_of_another_version_is_not_ready(core: Core) -> None:
    with writing(core.bridge.engine) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    answer = core.http.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": False, "disk": True, "rounds": True}
    assert core.http.get("/health/live").status_code == 200


def test_a_round_that_does_not_end_is_not_ready_and_an_unreachable_pscloud_is(core: Core) -> None:
    rounds = Rounds()
    network = InProcess(make_app(core.bridge, rounds))
    with httpx.Client(transport=network, base_url="http://bridge.test") as http:
        rounds.begin(core.clock.now())
        rounds.end(core.clock.now(), reached=False)
        ready = http.get("/health/ready")
        assert (ready.status_code, ready.json()["pscloud"]) == (200, "unreachable")
        rounds.begin(core.clock.now())
        core.clock.move(seconds=(LONGEST_ROUND + timedelta(seconds=1)).total_seconds())
        stuck = http.get("/health/ready")
        assert (stuck.status_code, stuck.json()["checks"]["rounds"]) == (503, False)
    network.shut_down()
