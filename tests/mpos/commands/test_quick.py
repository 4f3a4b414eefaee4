"""The quick way into `collect` reads a command line exactly as Typer does, or leaves it to Typer."""

import subprocess
import sys
from collections.abc import Sequence

import click
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from mpos.commands.collect import app
from mpos.commands.payment_words import PaymentWords
from mpos.commands.quick import collect_words

COMMAND = typer.main.get_command(app)
VALUES = ("SOA-1000", "5", "A1=5", "5:BDO:1:2026-11-22", ":GC", "-1", "-", "", "=", "--", "--cash", "A=B=C", "ñ ñ")
ONCE = ("--amount", "--cash", "--remarks")
OPTIONS = (*ONCE, "--check", "--card", "--ewallet", "--qr-ph", "--bank-transfer", "--withholding")
REPEATED = ("check", "card", "ewallet", "qr_ph", "bank_transfer", "withholding", "pay")
FIELDS = PaymentWords._fields
WORDS = (*OPTIONS, "--pay", "--advance", "--no-print", "--copy", "--help", "--cas", "-c", "--advance=1")


def typer_words(argv: Sequence[str]) -> PaymentWords | None:
    """What Typer makes of a command line; None when it complains or shows its help."""
    try:
        found = COMMAND.make_context("collect", list(argv)).params
    except (click.ClickException, click.exceptions.Exit):
        return None
    return PaymentWords._make(() if found[name] is None and name in REPEATED else found[name] for name in FIELDS)


def listed(words: PaymentWords) -> list[object]:
    """The same words, with lists wherever something may be given more than once."""
    return [value if isinstance(value, str | bool | None) else list(value) for value in words]


option_and_value = st.builds(
    lambda option, value, glued: [f"{option}={value}"] if glued else [option, value],
    st.sampled_from((*OPTIONS, "--pay")),
    st.sampled_from(VALUES) | st.text(max_size=8),
    st.booleans(),
)
parts = st.lists(option_and_value | st.sampled_from((*WORDS, *VALUES)).map(lambda word: [word]), max_size=7)
command_lines = parts.map(lambda found: [word for part in found for word in part])


@given(command_lines)
def test_what_is_read_quickly_is_what_typer_reads(argv: list[str]) -> None:
    quick = collect_words(argv)
    if quick is not None:
        slow = typer_words(argv)
        assert slow is not None
        assert listed(quick) == listed(slow)


@pytest.mark.parametrize(
    "argv",
    [
        ["SOA-1000"],
        ["SOA-1000", "--cash", "500"],
        ["--cash=500", "SOA-1000", "--advance", "--copy", "--no-print"],
        ["SOA-1000", "--check", "5:BDO:1:2026-11-22", "--check", "6:BPI:2:2026-11-22", "--pay=A1=11"],
        ["SOA-1000", "--amount", "10", "--remarks", "half now", "--ewallet", ":GC1"],
        ["SOA-1000", "--qr-ph", ":A-7K2M9XWQ"],
    ],
)
def test_a_well_formed_payment_does_not_wait_for_typer(argv: list[str]) -> None:
    quick, slow = collect_words(argv), typer_words(argv)
    assert quick is not None
    assert slow is not None
    assert listed(quick) == listed(slow)


def test_collecting_loads_no_typer_no_network_and_no_cryptography() -> None:
    program = (
        "import sys; from mpos.commands import run; run(['collect', 'SOA-1000'], {'MPOS_HOME': sys.argv[1]});"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "/proc/nowhere"], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(done.stdout.split())
    assert "mpos.services.collecting" in loaded
    assert not {"typer", "click", "rich", "httpx", "nacl", "argon2", "escpos", "sqlite_utils"} & loaded
