"""Readers of what lies on a disk or comes over a wire as it pleases: settings, lists, headers, a printer's bytes."""

import lzma
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from hypothesis import strategies as st

from bridge.pscloud.exchange import Cut, Exchange, NotSent
from bridge.settings import BadSetting as BadBridgeSetting
from bridge.settings import read_settings as read_bridge_settings
from bridge.store.soa_list_file import SoaListFile
from mpos.contract.problems import Problem
from mpos.contract.soa import read_effect, read_soa
from mpos.settings import BadSetting, read_settings
from mpos.store.list_draft import drafted
from mpos.store.soas import LIST_FILE, open_list
from printers.transport.channel import PrinterLost
from printers.transport.realtime_status import ask
from scripts.fuzzing import examples
from scripts.fuzzing.reader import TAKEN, Reader
from scripts.fuzzing.spoiling import DEEP, bent

TERMINAL_CONFIG = b'printer = "tcp://10.0.0.9:9100"\nprinter_columns = 42\ntimezone = "Asia/Manila"\n'
BRIDGE_CONFIG = b'port = 8800\npoll_seconds = 60\n[business]\nname = "Coop"\n[policy]\nmax_payment = "500.00"\n'
NESTED = b"a = " + b"[" * 100 * DEEP
RETRY_AFTERS = ("5", "-5", "9" * 5_000, "Mon, 01 Jan 99999999999 00:00:00 GMT", "Mon, 01 Jan 2020 00:00:00 +99999999")
LARGEST_LIST_BYTES = 100_000


@cache
def _folder() -> Path:
    holder = TemporaryDirectory(prefix="mpos-fuzz-")
    _KEPT.append(holder)
    return Path(holder.name)


_KEPT: list[TemporaryDirectory[str]] = []


def _config(valid: bytes) -> st.SearchStrategy[bytes]:
    return bent(valid) | st.just(NESTED) | st.binary(max_size=40)


def _judge_config(content: bytes) -> str:
    (_folder() / "config.toml").write_bytes(content)
    try:
        read_settings({"MPOS_HOME": str(_folder())})
    except BadSetting as refused:
        return refused.code
    return TAKEN


def _judge_bridge_config(content: bytes) -> str:
    (_folder() / "config.toml").write_bytes(content)
    try:
        read_bridge_settings({"MPOS_BRIDGE_HOME": str(_folder())})
    except BadBridgeSetting as refused:
        return refused.code
    return TAKEN


@cache
def _list() -> bytes:
    """A list of one SOA, as the bridge makes it."""
    file = SoaListFile()
    soa = read_soa(examples.SOA)
    file.add([soa], {soa.soa_no: [read_effect(examples.EFFECT)]})
    about = {"list_id": "x", "revision": 1, "as_of": examples.AT, "codes": ["MNL-01"], "taken": [], "office": {}}
    packed = file.finish(about)
    file.close()
    return lzma.decompress(packed)


def _judge_list(database: bytes) -> str:
    """A list that is taken can be used, or says in the terminal's words where it can't."""
    try:
        with drafted(_folder(), BytesIO(lzma.compress(database, preset=0))):
            pass
        soas = open_list(_folder())
        assert soas is not None
        with suppress(Problem):
            soas.search("ana", ["MNL-01"], 10)
        soas.about()
        soas.find("SOA-1")
        soas.effects("SOA-1")
        soas.close()
    except Problem as refused:
        return refused.code
    finally:
        (_folder() / LIST_FILE).unlink(missing_ok=True)
    return TAKEN


class _Still:
    def now(self) -> datetime:
        return datetime(2026, 10, 15, 9, tzinfo=UTC)


def _judge_answer(answer: tuple[int, str, bytes]) -> str:
    status, retry_after, content = answer
    headers = {"Retry-After": retry_after, "Date": retry_after}

    def respond(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, headers=headers, content=content)

    exchange = Exchange("http://pscloud.test", "key", 5, _Still(), httpx.MockTransport(respond))
    try:
        reply = exchange.send("GET", "soas")
    except (Cut, NotSent) as lost:
        return type(lost).__name__
    return "no JSON" if reply.content is None else TAKEN


class _Babbling:
    """A printer that answers each question with whatever comes next."""

    answers = True

    def __init__(self, said: list[bytes]) -> None:
        self._said = said

    def write(self, piece: bytes, timeout_s: float) -> int:  # noqa: ARG002 - the protocol's signature
        return len(piece)

    def read(self, timeout_s: float) -> bytes:  # noqa: ARG002 - the protocol's signature
        return self._said.pop() if self._said else b""

    def unsent(self) -> int:
        return 0

    def discard_input(self) -> None: ...

    def discard_unsent(self) -> None: ...

    def close(self) -> None: ...


def _judge_printer(said: list[bytes]) -> str:
    try:
        status = ask(_Babbling(said), deadline_s=0.2)
    except PrinterLost as lost:
        return type(lost).__name__
    return {True: "can print", False: "can't print", None: "unknown"}[status.can_print]


_answers: st.SearchStrategy[Any] = st.tuples(
    st.sampled_from((200, 201, 204, 400, 410, 429, 500, 503)),
    st.sampled_from(RETRY_AFTERS)
    | st.text(st.characters(codec="ascii", categories=["L", "N", "P", "Zs"]), max_size=40),
    bent(b'{"items": [], "next_cursor": null}') | st.just(b"[" * 100_000) | st.just(b"1" * 5_000),
)

# What printers really say, and the silence that follows a single byte.
_STATUS_BYTES = st.sampled_from((b"", b"", b"\x12", b"\x16", b"\x1a", b"\x1e", b"\x32", b"\x72"))
_CONVERSATIONS = st.lists(st.sampled_from((b"\x12", b"\x12", b"\x12", b"\x1e", b"\x32")), min_size=4, max_size=4).map(
    lambda answers: [said for answer in answers for said in (b"", answer)]
)
"""One answer to each of the four questions, with silence after it; taken from the end."""

DEVICES: tuple[Reader, ...] = (
    Reader("terminal's config.toml", _config(TERMINAL_CONFIG), _judge_config),
    Reader("bridge's config.toml", _config(BRIDGE_CONFIG), _judge_bridge_config),
    Reader("SOA list file", st.deferred(lambda: bent(_list())), _judge_list),
    Reader("PSCloud: answer", _answers, _judge_answer),
    Reader(
        "printer's status",
        _CONVERSATIONS | st.lists(_STATUS_BYTES | st.binary(max_size=3), max_size=12),
        _judge_printer,
    ),
)
