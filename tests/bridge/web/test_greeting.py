"""The greeting: a bridge shows who it is, to anybody who asks with a nonce."""

import pytest

from mpos.contract.seal import greeting_text, holds
from mpos.contract.wire import HEALTH
from tests.bridge.office_core import Core, problem

NONCE = "0123456789abcdef" * 4


def test_the_nonce_and_the_time_are_sealed_with_the_key_that_terminals_trust(core: Core) -> None:
    said = core.http.get(HEALTH, params={"nonce": NONCE}).json()
    key = core.bridge.signer.public_key
    assert holds(key, greeting_text(NONCE, said["time"]), said["seal"])
    assert not holds(key, greeting_text("f" * 64, said["time"]), said["seal"])
    assert not holds(key, greeting_text(NONCE, "2030-01-01T00:00:00.000+08:00"), said["seal"])


def test_without_a_nonce_nothing_is_sealed(core: Core) -> None:
    assert "seal" not in core.http.get(HEALTH).json()


@pytest.mark.parametrize("nonce", ["", "abc", "A" * 64, "0" * 63, "0" * 65, f"{NONCE}\n", "mpos-challenge-1\nT001\nx"])
def test_only_a_nonce_is_sealed(core: Core, nonce: str) -> None:
    assert problem(core.http.get(HEALTH, params={"nonce": nonce})) == (400, "bad_request")
