"""mpos journal: exports and verifies the electronic journal."""

import json
from pathlib import Path
from typing import Annotated

import typer

from mpos.commands.calling import current, this_terminal
from mpos.commands.output import show
from mpos.contract.problems import BadUsage, StoreDamaged
from mpos.services.journal_file import export_lines, verify_file, verify_store
from mpos.services.journal_proof import OnPaper, Verified

app = typer.Typer(add_completion=False)
KEY_DIGITS = HASH_DIGITS = 64
MIN_HASH_DIGITS = 8
"""Fewer could be those of another head by chance; a slip has sixteen."""


class JournalBroken(StoreDamaged):
    """The journal does not hold at entry {seq}: {reason}."""

    hint = "Delete nothing. Tell your office which entry it is; the entries before it are proven."


@app.command()
def export(
    since: Annotated[int, typer.Option(min=1, metavar="N", help="From this entry on.")] = 1,
) -> int:
    """Print the journal, one JSON line an entry and the seal of its end last. With --json, as one document."""
    with this_terminal(as_found=True) as terminal:
        lines = export_lines(terminal, since)
        if current().as_json:
            return _show_document(list(lines))
        for line in lines:
            print(line)
    return 0


@app.command()
def verify(
    file: Annotated[Path | None, typer.Argument(help="An exported journal or a copy; else this device's own.")] = None,
    head: Annotated[
        str | None,
        typer.Option(metavar="SEQ:HASH", help="What a printed reading names: journal up to entry, journal head."),
    ] = None,
    bridge_key: Annotated[
        str | None, typer.Option(metavar="KEY", help="The office's public key, from mpos-bridge doctor.")
    ] = None,
) -> int:
    """Check the chain, and name the first entry that does not hold. A file can be checked on any machine."""
    on_paper, key = _read_head(head), _read_key(bridge_key)
    if file is None and key is not None:
        raise BadUsage(detail="--bridge-key is for a file; this device knows its office's key.")
    if file is None:
        with this_terminal(as_found=True) as terminal:
            found = verify_store(terminal, on_paper)
    else:
        found = verify_file(file, key, on_paper)
    bad = found.first_bad
    problem = JournalBroken(seq=bad.seq, reason=bad.reason) if bad else None
    return show(_content(found), lambda: _show_verified(found, is_trusted=file is None or key is not None), problem)


def _read_head(text: str | None) -> OnPaper | None:
    if text is None:
        return None
    seq, _, digits = text.partition(":")
    is_place = seq.isascii() and seq.isdigit() and len(seq) < 18
    if not is_place or not MIN_HASH_DIGITS <= len(digits) <= HASH_DIGITS or not _is_hex(digits):
        raise BadUsage(detail=f"--head {text!r} is not a head; write it as 29:8b13cdb83d068680, as the slip has it.")
    return OnPaper(int(seq), digits.lower())


def _read_key(text: str | None) -> str | None:
    if text is not None and (len(text) != KEY_DIGITS or not _is_hex(text)):
        raise BadUsage(detail=f"--bridge-key {text!r} is not a key; it has {KEY_DIGITS} hex digits.")
    return text and text.lower()


def _is_hex(text: str) -> bool:
    return set(text.lower()) <= set("0123456789abcdef")


def _content(found: Verified) -> dict[str, object]:
    bad = found.first_bad
    return {
        "entries": found.entries,
        "ok": bad is None,
        "first_bad": bad.seq if bad else None,
        "reason": bad.reason if bad else None,
        "countersigned": found.countersigned,
        "countersigned_to": found.countersigned_to or None,
        "bridge_key": found.bridge_key,
    }


def _show_verified(found: Verified, *, is_trusted: bool) -> None:
    print(f"{found.entries} entries hold.")
    if found.countersigned:
        print(f"The office has countersigned them up to entry {found.countersigned_to}.")
    if found.countersigned and not is_trusted:
        print(f"Its key, {found.bridge_key}, is taken from the file: hold it against that of mpos-bridge doctor.")


def _show_document(lines: list[str]) -> int:
    written = [json.loads(line) for line in lines]
    seal = written.pop() if written and "sha256" in written[-1] else None
    entries = [line for line in written if "kind" in line]
    signed = [line for line in written if "countersignature" in line]
    return show({"entries": entries, "countersigned": signed, "seal": seal}, lambda: None)
