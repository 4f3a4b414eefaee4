from hashlib import sha256

from mpos.contract.journal import write_entry
from mpos.contract.journal_lines import write_seal
from mpos.contract.seal import Signer, journal_seal_text
from mpos.contract.sealed_runs import Believed, Run, sealed_runs
from tests.mpos.contract.records import journal_of

SIGNER, OFFICE = Signer(bytes(range(32))), Signer(bytes(range(1, 33)))
FOUR = journal_of([{"number": place} for place in range(4)])
DIGEST = sha256(b"").hexdigest()
SEAL = write_seal("T001", FOUR[-1].head, SIGNER, DIGEST)


def test_a_run_reaches_from_its_first_entry_to_its_last_seal() -> None:
    lines = [
        write_entry(FOUR[0]),
        write_seal("T001", FOUR[0].head, SIGNER, DIGEST),
        write_entry(FOUR[1]),
        "",
        "junk",
    ]
    found = sealed_runs([line.encode() for line in lines], "T001", SIGNER.public_key)
    seal = SIGNER.sign(journal_seal_text("T001", FOUR[0].head))
    assert found == Believed((Run((FOUR[0],), seal, 1, 2),), (3, 5))


def test_a_lost_seal_line_costs_nothing_when_a_later_one_covers_its_entries() -> None:
    lines = [*map(write_entry, FOUR[:2]), "damaged", *map(write_entry, FOUR[2:]), SEAL]
    found = sealed_runs([line.encode() for line in lines], "T001", SIGNER.public_key)
    assert ([run.entries for run in found.runs], found.unusable) == ([tuple(FOUR)], (3,))


def test_a_lost_entry_parts_a_journal_in_two_runs() -> None:
    early = write_seal("T001", FOUR[0].head, SIGNER, DIGEST)
    lines = [write_entry(FOUR[0]), early, "damaged", *map(write_entry, FOUR[2:]), SEAL]
    found = sealed_runs([line.encode() for line in lines], "T001", SIGNER.public_key)
    assert [[entry.seq for entry in run.entries] for run in found.runs] == [[1], [3, 4]]


def test_entries_are_not_believed_for_a_seal_of_another_key() -> None:
    lines = [*map(write_entry, FOUR), SEAL]
    assert sealed_runs([line.encode() for line in lines], "T001", OFFICE.public_key) == Believed((), (1, 2, 3, 4, 5))
