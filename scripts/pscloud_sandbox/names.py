"""Invented customers: the CSV holds ids only, so names and addresses are derived from them, always the same."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

from scripts.pscloud_sandbox.records import Collector, Customer

MAX_NAME_CHARACTERS = 120
"""The longest name that the contract warns of."""

FIRST_NAMES = (
    "Maria Luisa", "José Antonio", "Niño", "Concepción", "Rosalinda", "Efren", "Teofilo", "Ma. Corazón", "Begoña",
    "Crisanto", "Perlita", "Dionisio", "Analyn", "Rodel", "Milagros", "Ángel", "Jun-Jun", "Leticia", "Ramón", "Inday",
)  # fmt: skip
SURNAMES = (
    "Peñaflorida", "Dela Cruz", "Nuñez", "Santos", "Magbanua", "O'Hara-Bautista", "Ibañez", "Macaraeg", "Villaseñor",
    "Pangilinan", "Catacutan", "D'Souza", "Zuñiga", "Manalastas", "Bañaga", "Dimaculangan", "Muñoz", "Tolentino",
)  # fmt: skip
TRADES = (
    "Sari-Sari Store", "Trading", "Hardware", "Carinderia", "Botika", "Bakery", "Agrivet Supply", "Auto Parts", "Café",
    "General Merchandise", "Water Refilling Station", "Rice Mill",
)  # fmt: skip
STREETS = ("Rizal St.", "Mabini St.", "Bonifacio Ave.", "P. Burgos St.", "Sto. Niño St.", "Quezon Blvd.", "Luna Ext.")
BARANGAYS = ("Brgy. Poblacion", "Brgy. San Roque", "Brgy. Bagong Silang", "Brgy. Peñafrancia", "Brgy. Sta. Cruz")
CITIES = (
    ("Dasmariñas", "4114"), ("Parañaque", "1700"), ("Biñan", "4024"), ("Los Baños", "4030"), ("Iloilo City", "5000"),
    ("Cebu City", "6000"), ("Naga", "4400"), ("Santiago", "3311"),
)  # fmt: skip

HOSTILE_NAMES = (
    "ÑÑÑÑ Ññññ y Ibáñez-Íñiguez, Ma. Encarnación de los Ángeles",
    "O'Brien's D'Angelo ‘t Hooft “Baby” & Sons \\ <b>Ltd.</b> %s {0}",
    "Sari-Sari 🏪 ni Aling 👩🏽‍🌾 Nena 🇵🇭",
    "متجر السيدة نور للتجارة العامة",
    "חנות המכולת של דוד Dela Cruz",
    "Jose\u0301 Pen\u0303aflorida, written with combining marks",
)

_Choice = TypeVar("_Choice")


def customer_named_for(customer_no: str) -> Customer:
    """The customer that goes with an id. The mobile and TIN are of forms that nobody is issued."""
    city, postal_code = _pick(CITIES, customer_no, "city")
    house_no, phone, tin = (_number(customer_no, part) for part in ("house", "mobile", "tin"))
    return Customer(
        customer_no=customer_no,
        name=_name(customer_no),
        address=f"{house_no % 999 + 1} {_pick(STREETS, customer_no, 'street')}, "
        f"{_pick(BARANGAYS, customer_no, 'barangay')}",
        city=city,
        postal_code=postal_code,
        mobile=f"+63900{phone % 10**7:07d}",
        tin=f"000-{tin // 1000 % 1000:03d}-{tin % 1000:03d}-00000",
    )


def hostile_name(customer_no: str) -> str:
    """A name that breaks careless software, of exactly 120 characters."""
    name = _pick(HOSTILE_NAMES, customer_no, "hostile")
    repeats = MAX_NAME_CHARACTERS // len(name) + 1
    return " ".join([name] * repeats)[:MAX_NAME_CHARACTERS]


def collector_named_for(collector_code: str) -> Collector:
    """The area that goes with a collector code."""
    city, _ = _pick(CITIES, collector_code, "area")
    return Collector(collector_code, f"Area {collector_code}", city, branch_of(collector_code))


def branch_of(collector_code: str) -> str:
    """The branch that an area belongs to."""
    return _pick(("North", "South"), collector_code, "branch")


def _name(customer_no: str) -> str:
    person = f"{_pick(FIRST_NAMES, customer_no, 'first')} {_pick(SURNAMES, customer_no, 'surname')}"
    is_shop = _number(customer_no, "shop") % 3 == 0
    return f"{person} {_pick(TRADES, customer_no, 'trade')}" if is_shop else person


def _pick(choices: Sequence[_Choice], key: str, part: str) -> _Choice:
    return choices[_number(key, part) % len(choices)]


def _number(key: str, part: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{part}:{key}".encode()).digest()[:8])
