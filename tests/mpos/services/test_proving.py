"""The proof on a printed receipt, from the terminal's keypad to the office's verdict."""

from pathlib import Path

import pytest

from bridge.reconcile.genuine import CHECK_CODE, QR_CODE, verify
from mpos.store.database import KEY_FILE
from printers.document import Document, Qr, Text, from_json
from tests.mpos.terminal_at_work import TerminalAtWork


@pytest.fixture
def printing(open_terminal: TerminalAtWork, tmp_path: Path) -> TerminalAtWork:
    open_terminal.print_to(tmp_path / "paper")
    return open_terminal


def slips(terminal: TerminalAtWork) -> list[Document]:
    """All that was printed, oldest first."""
    return [from_json(row[0]) for row in terminal.rows("SELECT document FROM print_job ORDER BY job_id")]


def proofs(slip: Document) -> tuple[str, str]:
    """The check code and the QR text on a receipt."""
    (told,) = [block.text for block in slip.blocks if isinstance(block, Text) and block.text.startswith("Check code")]
    (qr,) = [block.content for block in slip.blocks if isinstance(block, Qr)]
    return told.rpartition(" ")[2], qr


def test_the_office_knows_a_printed_receipt_before_and_after_its_upload(printing: TerminalAtWork) -> None:
    printing.collect("100")
    check_code, qr_text = proofs(slips(printing)[0])
    for place in (None, "listed"):
        by_code, by_qr = (verify(printing.office.bridge, text) for text in (check_code, qr_text))
        assert (by_code.checked_by, by_qr.checked_by) == (CHECK_CODE, QR_CODE)
        for found in (by_code, by_qr):
            assert found.is_genuine
            assert (found.receipt_no, found.amount_minor, found.place) == ("A00000001", 10_000, place)
        printing.ask("upload")


def test_a_reprint_and_a_copy_carry_the_proof_of_the_receipt_itself(printing: TerminalAtWork) -> None:
    printing.collect("100", "SOA-1000", "--copy")
    printing.ask("receipt")
    first, *others = map(proofs, slips(printing))
    assert others == [first, first]


def test_a_payment_without_a_slip_loads_no_key(printing: TerminalAtWork) -> None:
    (printing.home / KEY_FILE).unlink()
    printing.collect("100", "SOA-1000", "--no-print")
    assert not (printing.home / KEY_FILE).exists()


@pytest.mark.parametrize("key", [None, b"", b"zz", b"00" * 16, b"\xff" * 64])
def test_money_is_taken_and_printed_without_a_usable_key(printing: TerminalAtWork, key: bytes | None) -> None:
    path = printing.home / KEY_FILE
    path.unlink()
    if key is not None:
        path.write_bytes(key)
    answer = printing.collect("100")
    assert (answer["receipt_no"], answer["printed"]) == ("A00000001", True)
    assert not [block for block in slips(printing)[0].blocks if isinstance(block, Qr)]
    # A new key would seal what the office can't check.
    assert path.exists() == (key is not None)


def test_the_secret_of_the_check_codes_is_kept_nowhere(printing: TerminalAtWork) -> None:
    printing.collect("100")
    kept = {key for (key,) in printing.rows("SELECT key FROM setting")}
    assert not [key for key in kept if "secret" in key or "check" in key]
