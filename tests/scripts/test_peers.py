"""What of the comparison with peers needs no peers: the line that counts, the work, and the table."""

import http.server
import threading
from collections.abc import Iterator

import httpx
import pytest

from scripts.benchmarks.figures import Figure
from scripts.peer_runs.counting import counting
from scripts.peer_runs.rounds import STEPS, Cost, Round
from scripts.peer_runs.table import NAMES, as_markdown, as_text, goals, lines
from scripts.peer_runs.workload import Size, as_document, as_rows, soas_of

ANSWER = b"x" * 300_000
"""More than goes over the line at once."""


class _Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Server) as listening:
        running = threading.Thread(target=listening.serve_forever, daemon=True)
        running.start()
        yield f"http://127.0.0.1:{listening.server_address[1]}"
        listening.shutdown()
        running.join()


def test_the_line_counts_bytes_both_ways_and_requests_and_changes_nothing(server: str) -> None:
    with counting(server) as (url, counted), httpx.Client(base_url=url) as http:
        for _ in range(3):
            assert http.post("/", content=b"y" * 1_000).content == ANSWER
        assert counted.requests == 3
        assert 3_000 < counted.up < 6_000
        assert 3 * len(ANSWER) < counted.down < 3 * len(ANSWER) + 3_000
        assert counted.both == counted.up + counted.down
        counted.forget()
        assert (counted.both, counted.requests) == (0, 0)


def test_a_server_that_is_gone_is_gone_at_the_near_end_too() -> None:
    with (
        counting("http://127.0.0.1:9") as (url, counted),
        pytest.raises(httpx.TransportError),
    ):
        httpx.get(url)
    assert counted.down == 0


def test_all_get_the_same_work_each_time() -> None:
    first, second = (list(soas_of(Size(20, 1))) for _ in range(2))
    assert first == second
    for soa in first:
        row, invoices = as_rows(soa)
        document = as_document(soa)
        assert document.pop("invoices") == [
            {name: value for name, value in each.items() if name not in ("soa_no", "line")} for each in invoices
        ]
        assert document == row


def test_the_table_has_medians_beside_ours_and_judges_the_goals_by_them() -> None:
    found = [_round(ours_s, wrong=0) for ours_s in (1.0, 2.0, 30.0)]
    rows = {line.what: line for line in lines(found)}
    assert rows["pull: seconds"].ours == "2.00 (1.0x, 1.00 to 30.00)"
    assert rows["pull: seconds"].datasette == "8.00 (4.0x, 8.00 to 8.00)"
    assert rows["pull: bytes both ways"].pouchdb == "1,000 (10.0x)"
    assert [figure.met for figure in goals(found)] == ["yes", "NO", "yes", "yes"]
    assert as_markdown(lines(found)).splitlines()[1] == "| --- | ---: | ---: | ---: |"
    assert as_text(lines(found)).splitlines()[0].split() == ["what", *NAMES]


def test_a_lost_payment_is_no_better_than_one_that_is_there_twice() -> None:
    for wrong in (-1, 1):
        *_, last = goals([_round(1.0, wrong)])
        assert last == Figure(last.what, "<= 0", "1", "NO")


def _round(ours_s: float, wrong: int) -> Round:
    took_s, sent = dict(zip(NAMES, (ours_s, 8.0, 8.0), strict=True)), dict(zip(NAMES, (100, 900, 1_000), strict=True))
    costs = {(name, step): Cost(took_s[name], sent[name], 2) for name in NAMES for step in STEPS}
    return Round(costs, dict.fromkeys(NAMES, wrong))
