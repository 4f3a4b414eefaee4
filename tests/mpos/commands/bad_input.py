"""The table of bad input: what is typed in which state, how it ends, and a part of the line that is said.

In what is typed, BIG stands for a text that is too long, FILES for a directory with files to trip over.
"""

from typing import NamedTuple

from tests.mpos.commands.states import State, closed, counted, left, listless, new, next_day, opened, paid, ready

BIG = "x" * 201
MANUAL_CHECK = "or-entry --manual-or 77 --customer-no 1000 --check"
CHECK = "--check 5:BDO:1:2026-11-22"
CARD = "--card 5:A:4242"


class Case(NamedTuple):
    """What is typed in which state, how it ends, and a part of the line that is said. `stdin`: what is piped in."""

    state: State
    typed: str
    exit_code: int
    told: str
    stdin: str = ""

    @property
    def name(self) -> str:
        typed = self.typed if len(self.typed) < 90 else f"{self.typed[:40]} ... {self.typed[-45:]}"
        return f"{self.state.__name__}: {typed}" + (f" < {self.stdin!r}" if self.stdin else "")


NOT_COMMANDS = (
    Case(new, "nonsense", 2, "no command 'nonsense'"),
    Case(new, "--nonsense", 2, "no command '--nonsense'"),
    Case(new, "''", 2, "no command ''"),
    Case(opened, "collect 'SOA-\udcff' --cash 5", 2, "UTF-8"),
    Case(opened, "soa list --search '\udcff'", 2, "UTF-8"),
)

ENROLL = (
    Case(new, "enroll", 2, "--bridge"),
    Case(new, "enroll --bridge https://b.example.ph", 2, "--code"),
    Case(new, "enroll --code 1234567890", 2, "--bridge"),
    Case(new, "enroll --bridge https://b.example.ph --code 1234567890 more", 2, "more"),
    Case(new, "enroll --bridge '' --code 1234567890", 2, "not an address"),
    Case(new, "enroll --bridge b.example.ph --code 1234567890", 2, "not an address"),
    Case(new, "enroll --bridge ftp://b.example.ph --code 1234567890", 2, "not an address"),
    Case(new, "enroll --bridge https:// --code 1234567890", 2, "not an address"),
    Case(new, "enroll --bridge 'https://[::1' --code 1234567890", 2, "not an address"),
    Case(new, "enroll --bridge https://ana:1357@b.example.ph --code 1234567890", 2, "not an address"),
    Case(new, "enroll --bridge https://b.example.ph:99999 --code 1234567890", 2, "not an address"),
    Case(new, "enroll --bridge https://b.example.ph:x --code 1234567890", 2, "not an address"),
    Case(new, "enroll --bridge 'https://b example.ph' --code 1234567890", 2, "not an address"),
    Case(new, "enroll --bridge http://b.example.ph --code 1234567890", 2, "https://"),
    Case(new, "enroll --bridge https://b.example.ph --code 123", 2, "10 digits"),
    Case(new, "enroll --bridge https://b.example.ph --code 12345678901", 2, "10 digits"),
    Case(new, "enroll --bridge https://b.example.ph --code １２３４５６７８９０", 2, "10 digits"),
    Case(new, "enroll --bridge http://127.0.0.1 --code 1234567890", 4, "wrong or has expired"),
    Case(ready, "enroll --bridge https://b.example.ph --code 1234567890", 4, "as T001"),
)

LOGINS = (
    Case(new, "login ana --pin -", 6, "not enrolled", stdin="1357\n"),
    Case(new, "logout", 6, "not enrolled"),
    Case(left, "login", 2, "LOGIN"),
    Case(left, "login ana maria --pin -", 2, "maria", stdin="1357\n"),
    Case(left, "login ana", 2, "PIN is missing"),
    Case(left, "login ana --pin", 2, "--pin"),
    Case(left, "login ana --pin 1357", 2, "not taken from the command line"),
    Case(left, "login ana --pin=1357", 2, "not taken from the command line"),
    Case(left, "login ana --pin -", 2, "nothing came"),
    Case(left, "login ana --pin -", 2, "nothing came", stdin="\n"),
    Case(left, "login '' --pin -", 2, "LOGIN is empty", stdin="1357\n"),
    Case(left, f"login {BIG} --pin -", 2, "longer than 60", stdin="1357\n"),
    Case(left, "login 'ana\x1b[2J' --pin -", 2, "can't be printed", stdin="1357\n"),
    Case(left, "login ana --pin -", 6, "PIN is wrong", stdin="9999\n"),
    Case(left, "login ana --pin -", 6, "PIN is wrong", stdin="13570\n"),
    Case(left, "login Ana --pin -", 6, "PIN is wrong", stdin="1357\n"),
    Case(left, "login nobody --pin -", 6, "PIN is wrong", stdin="1357\n"),
    Case(left, "logout", 6, "Nobody is logged in"),
    Case(ready, "logout ana", 2, "ana"),
)

BAD_AMOUNTS = (
    "-1", "1e5", "12.345", "₱5", "1,00", "1,2345", "''", "' '", "abc", "5.", ".5", "1.5.0", "'1 000'", "٥", "0x5",
)  # fmt: skip
TOO_MUCH = ("99999999999999", "9999999999999.99", "9" * 5000)

OPEN_REGISTRY = (
    *(Case(ready, f"open-registry --change-fund {bad}", 2, "--change-fund") for bad in (*BAD_AMOUNTS, *TOO_MUCH)),
    Case(new, "open-registry --change-fund 5", 6, "not enrolled"),
    Case(left, "open-registry --change-fund 5", 6, "Nobody is logged in"),
    Case(ready, "open-registry", 2, "--change-fund"),
    Case(ready, "open-registry 500", 2, "--change-fund"),
    Case(ready, "open-registry --change-fund", 2, "--change-fund"),
    Case(ready, "open-registry --change-fund 5 --business-date tomorrow", 2, "not a date"),
    Case(ready, "open-registry --change-fund 5 --business-date 2026-11-31", 2, "not a date"),
    Case(ready, "open-registry --change-fund 5 --business-date 22-11-2026", 2, "not a date"),
    Case(ready, "open-registry --change-fund 5 --business-date 20261122", 2, "not a date"),
    Case(ready, "open-registry --change-fund 5 --business-date 2026-11-22T09:00", 2, "not a date"),
    Case(ready, "open-registry --change-fund 5 --business-date ''", 2, "not a date"),
    Case(ready, "open-registry --change-fund 5 --business-date 2026-12-24", 4, "more than 31 days ahead"),
    Case(ready, "open-registry --change-fund 5 --business-date 9999-12-31", 4, "more than 31 days ahead"),
    Case(opened, "open-registry --change-fund 5", 4, "still open"),
    Case(opened, "open-registry --change-fund 5 --business-date 2026-11-23", 4, "still open"),
    Case(counted, "open-registry --change-fund 5", 4, "still open"),
    Case(closed, "open-registry --change-fund 5", 4, "not after 2026-11-22"),
    Case(closed, "open-registry --change-fund 5 --business-date 2026-11-21", 4, "not after 2026-11-22"),
)

LISTS = (
    Case(new, "download-soa", 6, "not enrolled"),
    Case(left, "download-soa", 6, "Nobody is logged in"),
    Case(left, "download-soa --from FILES/junk", 6, "Nobody is logged in"),
    Case(ready, "download-soa now", 2, "now"),
    Case(ready, "download-soa --from", 2, "--from"),
    Case(ready, "download-soa --from FILES/nowhere", 2, "No such file"),
    Case(ready, "download-soa --from FILES", 2, "can't be read"),
    Case(ready, "download-soa --from FILES/empty", 4, "not a file of MPOS"),
    Case(ready, "download-soa --from FILES/junk", 4, "not a file of MPOS"),
    Case(new, "soa list", 6, "not enrolled"),
    Case(left, "soa list", 6, "Nobody is logged in"),
    Case(listless, "soa list", 4, "mpos download-soa"),
    Case(ready, "soa", 2, "Missing command"),
    Case(ready, "soa lost", 2, "lost"),
    Case(ready, "soa list SOA-1000", 2, "SOA-1000"),
    Case(ready, "soa list --limit 0", 2, "--limit"),
    Case(ready, "soa list --limit -1", 2, "--limit"),
    Case(ready, "soa list --limit many", 2, "--limit"),
    Case(ready, "soa list --search ''", 2, "--search"),
    Case(ready, "soa list --search ' '", 2, "--search"),
    Case(ready, f"soa list --search {BIG}", 2, "--search"),
    Case(left, "soa show SOA-1000", 6, "Nobody is logged in"),
    Case(ready, "soa show", 2, "SOA_NO"),
    Case(ready, "soa show SOA-1000 SOA-2000", 2, "SOA-2000"),
    Case(ready, "soa show SOA-9", 4, "SOA-9 is not on this device's list"),
    Case(ready, "soa show ''", 4, "not on this device's list"),
    Case(ready, "soa show SOA-3000", 4, "not on this device's list"),
    Case(ready, "soa show soa-1000", 4, "not on this device's list"),
    Case(ready, "soa show 'SOA\n1000'", 4, "SOA 1000 is not on this device's list"),
)

BAD_TENDERS = (
    "--check 5",
    "--check 5:BDO:1",
    "--check 5:BDO:1:",
    "--check 5::1:2026-11-22",
    "--check '5: :1:2026-11-22'",
    "--check 5:BDO:1:2026-11-22:more",
    "--check 5:BDO:1:2026-02-30",
    "--check 5:BDO:1:22/11/2026",
    "--check 0:BDO:1:2026-11-22",
    "--check=-5:BDO:1:2026-11-22",
    "--check five:BDO:1:2026-11-22",
    "--check '5:BDO\x1bp:1:2026-11-22'",
    "--card 5:A",
    "--card 5:A:424",
    "--card 5:A:42424",
    "--card 5:A:４２４２",
    "--card 5:A:-424",
    "--ewallet 5",
    "--ewallet 5:",
    "--ewallet 5:GC:1",
    "--ewallet '5:GC\n1'",
    f"--ewallet 5:{BIG}",
    "--qr-ph 5",
    "--qr-ph 5:",
    "--qr-ph 5:A-1:2",
    "--qr-ph five:A-1",
    f"--qr-ph 5:{BIG}",
    "--bank-transfer 1e5:IP",
    "--bank-transfer IP",
    "--withholding 1,00:2307",
    "--withholding ''",
)
LEFT_OPEN = ("--cash 5 --ewallet :GC", "--ewallet :GC --card :A:4242", "--ewallet :GC --ewallet 5:GD")
BAD_WORDS = (
    f"--remarks {BIG}",
    "--remarks 'ring \x07'",
    "--pay A1",
    "--pay =5",
    "--pay ' =5'",
    "--pay A1=",
    "--pay A1=0",
    "--pay A1=-5",
    "--pay A1=five",
    f"--pay {BIG}",
    " ".join(["--check 5:BDO:1:2026-11-22"] * 16),
)

COLLECT = (
    *(Case(opened, f"collect SOA-1000 --cash {bad}", 2, "--cash") for bad in (*BAD_AMOUNTS, *TOO_MUCH, "0")),
    *(Case(opened, f"collect SOA-1000 --amount {bad}", 2, "--amount") for bad in (*BAD_AMOUNTS, "0")),
    *(Case(opened, f"collect SOA-1000 {bad}", 2, bad.split()[0].split("=")[0]) for bad in (*BAD_TENDERS, *BAD_WORDS)),
    *(Case(opened, f"collect SOA-1000 {words}", 2, "may be left open only") for words in LEFT_OPEN),
    Case(new, "collect SOA-1000", 6, "not enrolled"),
    Case(left, "collect SOA-1000", 6, "Nobody is logged in"),
    Case(ready, "collect SOA-1000", 4, "registry is not open"),
    Case(counted, "collect SOA-1000", 4, "cash is counted"),
    Case(closed, "collect SOA-1000", 4, "registry is not open"),
    Case(listless, "collect SOA-1000", 4, "mpos download-soa"),
    Case(opened, "collect", 2, "SOA_NO"),
    Case(opened, "collect ''", 4, "not on this device's list"),
    Case(opened, "collect SOA-1000 SOA-2000", 2, "SOA-2000"),
    Case(opened, "collect SOA-1000 --nonsense", 2, "--nonsense"),
    Case(opened, "collect SOA-1000 --cas 5", 2, "--cas"),
    Case(opened, "collect SOA-1000 --cash", 2, "--cash"),
    Case(opened, "collect SOA-1000 --advance=yes --cash 5", 2, "--advance"),
    Case(opened, "collect SOA-9 --cash 5", 4, "SOA-9 is not on this device's list"),
    Case(opened, "collect SOA-3000 --cash 5", 4, "not on this device's list"),
    Case(opened, "collect SOA-1000 --amount 1275.51", 4, "--advance"),
    Case(opened, "collect SOA-1000 --cash 1275.51 --amount 1275.51", 4, "--advance"),
    Case(opened, "collect SOA-1000 --check 1275.51:BDO:1:2026-11-22", 4, "--advance"),
    Case(opened, "collect SOA-1000 --amount 10 --cash 9.99", 2, "does not match"),
    Case(opened, f"collect SOA-1000 --amount 4 {CHECK}", 2, "does not match"),
    Case(opened, f"collect SOA-1000 --amount 6 {CARD}", 2, "does not match"),
    Case(opened, f"collect SOA-1000 --amount 5 {CHECK} --cash 5", 2, "does not match"),
    Case(opened, "collect SOA-1000 --cash 5 --pay Z9=5", 4, "Z9 is not an open invoice of SOA-1000"),
    Case(opened, "collect SOA-1000 --cash 5 --pay B1=5", 4, "B1 is not an open invoice of SOA-1000"),
    Case(opened, "collect SOA-1000 --pay A2=250.51", 4, "due on invoice A2"),
    Case(opened, "collect SOA-1000 --pay A2=200 --pay A2=50.51", 4, "due on invoice A2"),
    Case(opened, "collect SOA-1000 --cash 5 --pay A1=5.01", 2, "more than the 5.00 paid"),
    Case(opened, f"collect SOA-1000 {' '.join([CHECK] * 12 + [CARD] * 9)}", 2, "more than 20"),
    Case(paid, "collect SOA-1000", 4, "Nothing is due"),
    Case(paid, "collect SOA-1000 --cash 5", 4, "Nothing is due"),
    Case(paid, "collect SOA-1000 --advance", 2, "does not match"),
)

QR_PAY = (
    *(Case(opened, f"qr-pay SOA-1000 --amount {bad}", 2, "--amount") for bad in (*BAD_AMOUNTS, *TOO_MUCH, "0")),
    Case(new, "qr-pay SOA-1000", 6, "not enrolled"),
    Case(left, "qr-pay SOA-1000", 6, "Nobody is logged in"),
    Case(ready, "qr-pay SOA-1000", 4, "registry is not open"),
    Case(counted, "qr-pay SOA-1000", 4, "cash is counted"),
    Case(opened, "qr-pay", 2, "SOA_NO"),
    Case(opened, "qr-pay SOA-1000 SOA-2000", 2, "SOA-2000"),
    Case(opened, "qr-pay SOA-1000 --amount", 2, "--amount"),
    Case(opened, "qr-pay SOA-1000", 4, "has set no QR Ph code"),
    Case(opened, "qr-pay SOA-1000 --print", 4, "has set no QR Ph code"),
)

REMIT = (
    Case(new, "remit --amount 5", 6, "not enrolled"),
    Case(left, "remit --amount 5", 6, "Nobody is logged in"),
    Case(ready, "remit --amount 5", 4, "registry is not open"),
    Case(opened, "remit", 2, "--amount A, or --count"),
    *(Case(opened, f"remit --amount {bad}", 2, "--amount") for bad in (*BAD_AMOUNTS, *TOO_MUCH, "0")),
    Case(opened, "remit --count 1000", 2, "--count"),
    Case(opened, "remit --count 3x1", 2, "not a note or coin"),
    Case(opened, f"remit {' '.join(['--count 100x1'] * 101)}", 2, "more than 100 times"),
    Case(opened, "remit --count 100x0", 2, "Nothing is handed over"),
    Case(opened, "remit --amount 5 --count 100x1", 2, "come to 100.00, and not to 5.00"),
    Case(opened, "remit --amount 500.01", 4, "more than the cash in hand"),
    Case(opened, "remit --amount 5 --to ''", 2, "--to"),
    Case(opened, f"remit --amount 5 --to {BIG}", 2, "--to"),
    Case(opened, "remit --amount 5 --reference 'a\nb'", 2, "--reference"),
    Case(opened, "remit --amount 5 more", 2, "more"),
)

LATER = "200:BDO:1:2026-11-23"
CHECKS = (
    Case(new, f"check hold SOA-1000 {LATER}", 6, "not enrolled"),
    Case(left, f"check hold SOA-1000 {LATER}", 6, "Nobody is logged in"),
    Case(ready, f"check hold SOA-1000 {LATER}", 4, "registry is not open"),
    Case(counted, f"check hold SOA-1000 {LATER}", 4, "cash is counted"),
    Case(listless, f"check hold SOA-1000 {LATER}", 4, "mpos download-soa"),
    Case(opened, "check", 2, "Missing command"),
    Case(opened, "check burn", 2, "burn"),
    Case(opened, "check hold", 2, "SOA_NO"),
    Case(opened, "check hold SOA-1000", 2, "A:BANK:NO:DATE"),
    Case(opened, "check hold SOA-1000 200:BDO:1", 2, "write it as A:BANK:NO:DATE"),
    Case(opened, "check hold SOA-1000 :BDO:1:2026-11-23", 2, "needs its amount"),
    Case(opened, "check hold SOA-1000 0:BDO:1:2026-11-23", 2, "not an amount that can be paid"),
    Case(opened, "check hold SOA-1000 200:BDO:1:2026-11-31", 2, "is not a date"),
    Case(opened, f"check hold SOA-1000 200:{BIG}:1:2026-11-23", 2, "longer than 60"),
    Case(opened, "check hold SOA-1000 200:BDO:1:2026-11-22", 4, "mpos collect SOA_NO --check"),
    Case(opened, f"check hold SOA-9 {LATER}", 4, "not on this device's list"),
    Case(opened, f"collect SOA-1000 --check {LATER}", 4, "mpos check hold"),
    Case(opened, f"{MANUAL_CHECK} {LATER}", 4, "mpos check hold"),
    Case(left, "check list", 6, "Nobody is logged in"),
    Case(opened, "check list now", 2, "now"),
    Case(opened, "check collect", 2, "ACK_NO"),
    Case(opened, "check collect A-P00000001", 4, "No check was taken in keeping"),
    Case(ready, "check collect A-P00000001", 4, "registry is not open"),
    Case(opened, "check return A-P00000001", 2, "--reason"),
    Case(opened, "check return A-P00000001 --reason ''", 2, "--reason"),
    Case(opened, "check return A-P00000001 --reason x", 4, "No check was taken in keeping"),
)

MANUAL = "or-entry --manual-or 77 --customer-no 1000"
OR_ENTRY = (
    Case(new, f"{MANUAL} --cash 5", 6, "not enrolled"),
    Case(left, f"{MANUAL} --cash 5", 6, "Nobody is logged in"),
    Case(ready, f"{MANUAL} --cash 5", 4, "registry is not open"),
    Case(counted, f"{MANUAL} --cash 5", 4, "cash is counted"),
    Case(opened, "or-entry", 2, "--manual-or"),
    Case(opened, "or-entry --manual-or 77 --cash 5", 2, "--customer-no"),
    Case(opened, "or-entry --customer-no 1000 --cash 5", 2, "--manual-or"),
    Case(opened, "or-entry --manual-or '' --customer-no 1000 --cash 5", 2, "--manual-or"),
    Case(opened, f"or-entry --manual-or {BIG} --customer-no 1000 --cash 5", 2, "--manual-or"),
    Case(opened, "or-entry --manual-or 77 --customer-no ' ' --cash 5", 2, "--customer-no"),
    Case(opened, f"{MANUAL} --name '' --cash 5", 2, "--name"),
    Case(opened, f"{MANUAL} --name 'Ana\n' --name {BIG} --cash 5", 2, "--name"),
    Case(opened, MANUAL, 2, "does not match"),
    Case(opened, f"{MANUAL} SOA-1000 --cash 5", 2, "SOA-1000"),
    Case(opened, f"{MANUAL} --cash 0", 2, "--cash"),
    Case(opened, f"{MANUAL} --amount 10 --cash 5", 2, "does not match"),
    Case(opened, f"{MANUAL} --cash 5 --pay A1=5", 2, "--soa"),
    Case(opened, f"{MANUAL} --cash 5 --paid-at yesterday", 2, "--paid-at"),
    Case(opened, f"{MANUAL} --cash 5 --paid-at ''", 2, "--paid-at"),
    Case(opened, f"{MANUAL} --cash 5 --paid-at 2026-11-31", 2, "--paid-at"),
    Case(opened, f"{MANUAL} --cash 5 --paid-at 2026-11-22T25:00", 2, "--paid-at"),
    Case(opened, f"{MANUAL} --cash 5 --paid-at 2026-11-22T08:00+08:00:30", 2, "--paid-at"),
    Case(opened, f"{MANUAL} --cash 5 --paid-at 0001-01-01T00:00", 2, "--paid-at"),
    Case(opened, f"{MANUAL} --cash 5 --paid-at 2026-11-22T09:01", 2, "in the future"),
    Case(opened, f"{MANUAL} --cash 5 --paid-at 2026-11-23", 2, "in the future"),
    Case(opened, f"{MANUAL} --cash 5 --soa SOA-9", 4, "SOA-9 is not on this device's list"),
    Case(opened, f"{MANUAL} --cash 5 --soa ''", 4, "not on this device's list"),
    Case(opened, f"{MANUAL} --soa SOA-1000 --amount 2000", 4, "--advance"),
    Case(listless, f"{MANUAL} --cash 5 --soa SOA-1000", 4, "mpos download-soa"),
)

RECEIPTS = (
    Case(new, "receipt", 6, "not enrolled"),
    Case(left, "receipt", 6, "Nobody is logged in"),
    Case(ready, "receipt", 4, "No receipt was issued"),
    Case(ready, "receipt --preview", 4, "No receipt was issued"),
    Case(paid, "receipt A00000003", 4, "No receipt A00000003"),
    Case(paid, "receipt a00000002", 4, "No receipt a00000002"),
    Case(paid, "receipt A00000001 A00000002", 2, "A00000002"),
    Case(new, "void A00000001 --reason no", 6, "not enrolled"),
    Case(left, "void A00000001 --reason no", 6, "Nobody is logged in"),
    Case(ready, "void A00000001 --reason no", 4, "registry is not open"),
    Case(counted, "void A00000001 --reason no", 4, "cash is counted"),
    Case(next_day, "void A00000001 --reason no", 4, "belongs to 2026-11-22"),
    Case(paid, "void", 2, "RECEIPT_NO"),
    Case(paid, "void A00000002", 2, "--reason"),
    Case(paid, "void A00000002 --reason ''", 2, "--reason"),
    Case(paid, "void A00000002 --reason ' '", 2, "--reason"),
    Case(paid, f"void A00000002 --reason {BIG}", 2, "--reason"),
    Case(paid, "void A00000002 --reason 'a\x1bb'", 2, "--reason"),
    Case(paid, "void A00000002 A00000001 --reason no", 2, "A00000001"),
    Case(paid, "void A00000009 --reason no", 4, "No receipt A00000009"),
    Case(paid, "void A00000001 --reason no", 4, "voided already"),
    Case(paid, "void A00000002 --reason no --pin 1357", 2, "--pin"),
    Case(paid, "void A00000002 --reason no --pin -", 2, "--supervisor", stdin="1357\n"),
    Case(paid, "void A00000002 --reason no --supervisor boss", 2, "PIN is missing"),
    Case(paid, "void A00000002 --reason no --supervisor boss --pin 1357", 2, "not taken from the command line"),
    Case(paid, "void A00000002 --reason no --supervisor boss --pin -", 2, "nothing came"),
    Case(paid, "void A00000002 --reason no --supervisor boss --pin -", 6, "not a supervisor", stdin="1357\n"),
    Case(paid, "void A00000002 --reason no --supervisor ana --pin -", 6, "not a supervisor", stdin="1357\n"),
)

BAD_COUNTS = (
    "1000", "1000x", "x3", "3x1000", "1000x-1", "1000x1.5", "999x1", "1000x100001", "0x5", "-1000x1", "1000×3",
    "''", "1000x3x2", "1000x٣", "1000x1e2", "2x1",
)  # fmt: skip

DAY_VERBS = ("x-reading", "z-reading", "collection-report", "transactions")
READINGS = (
    *(Case(opened, f"close-registry --count {bad}", 2, "--count") for bad in BAD_COUNTS),
    *(Case(new, verb, 6, "not enrolled") for verb in DAY_VERBS),
    *(Case(left, verb, 6, "Nobody is logged in") for verb in DAY_VERBS),
    *(Case(ready, f"{verb} more", 2, "more") for verb in DAY_VERBS),
    Case(left, "close-registry --count 100x6", 6, "Nobody is logged in"),
    Case(ready, "close-registry --count 100x6", 4, "registry is not open"),
    Case(counted, "close-registry --count 100x6", 4, "cash is counted"),
    Case(closed, "close-registry --count 100x6 --recount", 4, "registry is not open"),
    Case(opened, "close-registry", 2, "--count"),
    Case(opened, "close-registry --count", 2, "--count"),
    Case(opened, "close-registry 1000x3", 2, "--count"),
    Case(opened, f"close-registry {' '.join(['--count 1000x1'] * 101)}", 2, "--count"),
    Case(ready, "x-reading", 4, "registry is not open"),
    Case(closed, "x-reading", 4, "registry is not open"),
    Case(ready, "z-reading", 4, "registry is not open"),
    Case(opened, "z-reading", 4, "not counted yet"),
    Case(closed, "z-reading", 4, "registry is not open"),
    Case(ready, "collection-report", 4, "registry is not open"),
    Case(closed, "collection-report --date today", 2, "not a date"),
    Case(closed, "collection-report --date 2026-11-21", 4, "no business day 2026-11-21"),
    Case(closed, "transactions --date 2026-11", 2, "not a date"),
)

OUT_AND_IN = (
    Case(new, "upload", 6, "not enrolled"),
    Case(new, "upload --to FILES/journal", 6, "not enrolled"),
    Case(ready, "upload all", 2, "all"),
    Case(ready, "upload --to", 2, "--to"),
    Case(ready, "upload --to FILES/nowhere/journal", 2, "can't be written"),
    Case(ready, "upload --to FILES", 2, "can't be written"),
    Case(ready, "status now", 2, "now"),
    Case(ready, "doctor now", 2, "now"),
    Case(new, "journal export", 6, "not enrolled"),
    Case(new, "journal verify", 6, "not enrolled"),
    Case(ready, "journal", 2, "Missing command"),
    Case(ready, "journal burn", 2, "burn"),
    Case(ready, "journal export --since 0", 2, "--since"),
    Case(ready, "journal export --since first", 2, "--since"),
    Case(ready, "journal verify FILES/nowhere", 2, "No such file"),
    Case(ready, "journal verify FILES", 2, "can't be read"),
    Case(new, "backup FILES/backup", 6, "not enrolled"),
    Case(ready, "backup", 2, "FILE"),
    Case(ready, "backup FILES/junk", 2, "of this name already"),
    Case(ready, "backup FILES", 2, "of this name already"),
    Case(ready, "backup FILES/nowhere/backup", 2, "can't be written"),
    Case(ready, "restore FILES/junk", 4, "not a usable backup"),
    Case(new, "rebuild", 6, "not enrolled"),
    Case(ready, "rebuild now", 2, "now"),
    Case(new, "restore", 2, "FILE"),
    Case(new, "restore FILES/nowhere", 4, "not a usable backup"),
    Case(new, "restore FILES", 4, "not a usable backup"),
    Case(new, "restore FILES/empty", 4, "not a usable backup"),
    Case(new, "restore FILES/junk", 4, "not a usable backup"),
    Case(new, "restore FILES/bytes", 4, "not a usable backup"),
)

CASES = (
    *NOT_COMMANDS,
    *ENROLL,
    *LOGINS,
    *OPEN_REGISTRY,
    *LISTS,
    *COLLECT,
    *QR_PAY,
    *OR_ENTRY,
    *REMIT,
    *CHECKS,
    *RECEIPTS,
    *READINGS,
    *OUT_AND_IN,
)
