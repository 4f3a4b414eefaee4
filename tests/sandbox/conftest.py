"""A small world: three customers under two collector codes, on 15 October 2026."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scripts.pscloud_sandbox import PSCloudWorld, load_invoices, make_app
from tests.sandbox.door import API_KEY, Door

AS_OF = date(2026, 10, 15)
NOW = datetime(2026, 10, 15, 1, 0, tzinfo=UTC)

INVOICES = """\
countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,\
PaperlessBill,DaysToSettle,DaysLate
391,1000-AAAAA,1/1/2026,A1,8/10/2026,9/9/2026,1000.00,No,10/15/2026,Paper,66,36
391,1000-AAAAA,1/1/2026,A2,10/1/2026,10/31/2026,250.5,Yes,11/3/2026,Paper,33,3
391,1000-AAAAA,1/1/2026,A3,8/1/2026,8/31/2026,77,No,10/14/2026,Paper,74,44
391,2000-BBBBB,1/1/2026,B1,9/1/2026,10/1/2026,80.08,No,10/20/2026,Paper,49,19
406,3000-CCCCC,1/1/2026,C1,9/2/2026,10/2/2026,60.00,No,9/20/2026,Paper,18,0
406,3000-CCCCC,1/1/2026,C2,10/17/2026,11/16/2026,99.99,No,11/1/2026,Paper,15,0
"""


@pytest.fixture(scope="session")
def invoices_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("invoices") / "invoices.csv"
    path.write_text(INVOICES, encoding="utf-8")
    return path


@pytest.fixture
def world(invoices_csv: Path) -> PSCloudWorld:
    world = PSCloudWorld(lambda: NOW)
    world.load(load_invoices(invoices_csv), AS_OF)
    return world


@pytest.fixture
def door(world: PSCloudWorld) -> Door:
    return Door(make_app(world, API_KEY))
