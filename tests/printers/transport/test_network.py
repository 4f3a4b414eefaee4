import socket

from printers.transport import Outcome, open_transport, send, status
from scripts.fake_printer import OUT_OF_PAPER, SILENT, Behaviour, printer_in_the_network

SLIP = b"COLLECTION RECEIPT 000123\n" * 20
# More than the kernels of both sides keep for each other.
HUGE_SLIP = b"COLLECTION REPORT\n" * 600_000
PATIENT_S = 20.0
SHORT_S = 0.2


def sent_to(behaviour: Behaviour, slip: bytes = SLIP, deadline_s: float = PATIENT_S) -> tuple[Outcome, bytes]:
    with printer_in_the_network(behaviour) as (printer, address):
        outcome = send(open_transport(address), slip, deadline_s)
        return outcome, printer.taken


def test_a_network_printer_confirms_the_slip() -> None:
    outcome, taken = sent_to(Behaviour())
    assert (outcome.state, taken) == ("confirmed", SLIP)


def test_a_network_printer_without_paper_gets_nothing() -> None:
    outcome, taken = sent_to(Behaviour(status=OUT_OF_PAPER))
    assert (outcome.state, outcome.bytes_sent, taken) == ("failed", 0, b"")


def test_a_silent_network_printer_confirms_nothing() -> None:
    outcome, _ = sent_to(Behaviour(status=SILENT), deadline_s=SHORT_S)
    assert outcome == Outcome("unknown", "The printer does not answer.", len(SLIP), mute=True)


def test_a_hung_network_printer_is_given_up() -> None:
    outcome, _ = sent_to(Behaviour(hangs_after=100), HUGE_SLIP, SHORT_S)
    assert (outcome.state, outcome.detail) == ("failed", "The printer stopped taking the slip.")
    assert 0 < outcome.bytes_sent < len(HUGE_SLIP)


def test_what_only_the_kernel_took_does_not_count_as_taken_by_the_printer() -> None:
    outcome, _ = sent_to(Behaviour(hangs_after=100), HUGE_SLIP[:200_000], SHORT_S)
    assert (outcome.state, outcome.detail) == ("failed", "The printer stopped taking the slip.")


def test_a_connection_reset_in_the_middle_leaves_the_slip_in_doubt() -> None:
    outcome, _ = sent_to(Behaviour(leaves_after=100, bite=64), HUGE_SLIP)
    assert outcome.state == "failed"
    assert 0 < outcome.bytes_sent < len(HUGE_SLIP)


def test_a_connection_reset_at_once_sends_nothing() -> None:
    outcome, _ = sent_to(Behaviour(leaves_after=0))
    assert (outcome.state, outcome.bytes_sent) == ("failed", 0)


def test_a_refused_connection_fails_with_nothing_sent() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
        outcome = send(open_transport(f"tcp://127.0.0.1:{port}"), SLIP)
        asked = status(open_transport(f"tcp://127.0.0.1:{port}"))
    sentence = f"The printer at 127.0.0.1:{port} cannot be reached (Connection refused)."
    assert outcome == Outcome("failed", sentence, 0)
    assert (asked.can_print, asked.detail) == (False, sentence)


def test_a_host_that_swallows_connections_is_given_up() -> None:
    with socket.socket() as full, socket.socket() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        # The one place in its queue is taken; the kernel lets everybody else knock in vain.
        waiting.connect(full.getsockname())
        outcome = send(open_transport(f"tcp://127.0.0.1:{full.getsockname()[1]}"), SLIP, SHORT_S)
    assert (outcome.state, outcome.bytes_sent) == ("failed", 0)
    assert "no answer" in outcome.detail


def test_a_name_that_nobody_knows_fails_with_nothing_sent() -> None:
    outcome = send(open_transport("tcp://printer.invalid"), SLIP, SHORT_S)
    assert (outcome.state, outcome.bytes_sent) == ("failed", 0)
    assert "name is not known" in outcome.detail
