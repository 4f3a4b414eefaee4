"""The sandbox as a process of its own: real connections, real files, real signals."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from scripts.pscloud_sandbox.cli import SAMPLE
from tests.sandbox.door import API_KEY, payment, to

PROGRAM = SAMPLE.parents[1] / "sandbox"
DEADLINE_S = 20
"""Far more than a start takes, far less than a test run may hang."""

Start = Callable[..., "Sandbox"]


class Sandbox:
    """A running sandbox, and a client that knows its key."""

    def __init__(self, directory: Path, invoices_csv: Path, *options: str) -> None:
        key_file, self.port_file = directory / "key", directory / "port"
        key_file.write_text(f"{API_KEY}\n")
        command: list[str | Path] = [
            sys.executable,
            PROGRAM,
            "--csv",
            invoices_csv,
            "--as-of",
            "2026-10-15",
            "--port",
            "0",
        ]
        command += ["--key-file", key_file, "--port-file", self.port_file, *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.announcement = self.process.stdout.readline().strip()
        address = self.announcement.removeprefix("PSCloud sandbox listening on ")
        headers = {"Authorization": f"Bearer {API_KEY}"}
        self.client = httpx.Client(base_url=address, headers=headers, timeout=DEADLINE_S, trust_env=False)

    def pay(self, body: dict[str, object]) -> httpx.Response:
        return self.client.post("/payments", json=body, headers={"Idempotency-Key": str(body["payment_id"])})

    def order_fault(self, **fault: object) -> None:
        self.client.post(str(self.client.base_url.join("/sandbox/faults")), json=fault).raise_for_status()

    def stop(self, with_signal: signal.Signals) -> tuple[int, str]:
        """Ends the process; its exit code and what it had to say on stderr."""
        self.client.close()
        self.process.send_signal(with_signal)
        _, complaints = self.process.communicate(timeout=DEADLINE_S)
        return self.process.returncode, complaints


@pytest.fixture
def start(tmp_path: Path, invoices_csv: Path) -> Iterator[Start]:
    running: list[Sandbox] = []

    def start_one(*options: str) -> Sandbox:
        running.append(Sandbox(tmp_path, invoices_csv, *options))
        return running[-1]

    yield start_one
    for sandbox in running:
        sandbox.stop(signal.SIGKILL)


def test_a_cut_connection_leaves_the_client_without_a_byte_and_the_payment_posted(start: Start) -> None:
    sandbox = start()
    body = payment("SOA-1000-AAAAA", "100.00", to("A1", "100.00"))
    sandbox.order_fault(kind="drop_after_accept")
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        sandbox.pay(body)
    again = sandbox.pay(body)
    assert (again.status_code, again.headers["Idempotent-Replay"]) == (200, "true")
    assert sandbox.stop(signal.SIGTERM) == (0, "")


def test_a_connection_cut_before_the_deed_posts_nothing(start: Start) -> None:
    sandbox = start()
    sandbox.order_fault(kind="drop_before", path="/payments")
    body = payment("SOA-1000-AAAAA", "100.00", to("A1", "100.00"))
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        sandbox.pay(body)
    assert sandbox.pay(body).status_code == 201


def test_a_killed_sandbox_still_knows_what_it_posted(start: Start, tmp_path: Path) -> None:
    options = ("--state", str(tmp_path / "state"))
    before = start(*options)
    body = payment("SOA-1000-AAAAA", "1100.00", to("A1", "1100.00"))
    void_key = str(uuid4())
    kept = payment("SOA-2000-BBBBB", "80.08", to("B1", "80.08"))
    posted = before.pay(body).json()
    settled = before.pay(kept).json()
    letter = {"reason": "wrong", "voided_at": "2026-10-15T10:00:00+08:00"}
    way = f"/payments/{body['payment_id']}/void"
    voided = before.client.post(way, json=letter, headers={"Idempotency-Key": void_key}).json()
    soas = [before.client.get(f"/soas/SOA-{number}").json() for number in ("1000-AAAAA", "2000-BBBBB")]
    before.stop(signal.SIGKILL)

    after = start(*options)
    assert [after.client.get(f"/soas/SOA-{number}").json() for number in ("1000-AAAAA", "2000-BBBBB")] == soas
    assert after.client.get("/payments").json()["items"] == [voided, settled]
    assert after.pay(body).json() == posted
    assert after.client.post(way, json=letter, headers={"Idempotency-Key": void_key}).status_code == 200
    assert after.pay(body | {"remarks": "other"}).status_code == 409
    assert (
        after.pay(payment("SOA-1000-AAAAA", "1.00", receipt_no=kept["receipt_no"], advance="1.00")).status_code == 422
    )


def test_the_port_file_holds_the_port_that_is_announced(start: Start) -> None:
    sandbox = start()
    port = sandbox.port_file.read_text().strip()
    assert sandbox.announcement == f"PSCloud sandbox listening on http://127.0.0.1:{port}/api/v1"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--key-env", "NO_SUCH_VARIABLE"], "holds no API key"),
        (["--key-env", "PSCLOUD_KEY", "--csv", "/no/such/file", "--as-of", "2026-10-15"], "No such file"),
        (["--key-env", "PSCLOUD_KEY", "--csv", __file__], "--as-of is needed"),
        (["--key-env", "PSCLOUD_KEY", "--csv", __file__, "--as-of", "2026-10-15"], "is not an invoice"),
        (["--key-env", "PSCLOUD_KEY", "--state", __file__], "can't be used as a state file"),
        ([], "--key-file"),
    ],
)
def test_what_cant_be_used_is_one_line_and_exit_code_2(options: list[str], complaint: str) -> None:
    environment = os.environ | {"PSCLOUD_KEY": API_KEY}
    ended = subprocess.run(
        [sys.executable, PROGRAM, *options], env=environment, capture_output=True, text=True, timeout=DEADLINE_S
    )
    assert ended.returncode == 2
    assert complaint in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr
