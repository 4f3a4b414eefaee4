"""SOA lists as the bridge writes them, for a device that has none."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path

from bridge.store.soa_list_file import SoaListFile
from mpos.contract.soa import Invoice, Soa
from mpos.store.list_draft import drafted
from mpos.store.soas import SoaList, open_list
from tests.mpos.office_at_work import CODE

AT = "2026-10-15T09:00:00+08:00"
ABOUT = {"list_id": "x", "revision": 1, "as_of": AT, "codes": [CODE], "taken": [], "office": {}}


def a_soa(
    soa_no: str, customer_no: str = "1000", name: str = "Ana Peña", due_date: str = "2026-10-31", code: str = CODE
) -> Soa:
    """A SOA of one invoice of 10.00."""
    invoice = Invoice(f"I-{soa_no}", "2026-10-01", due_date, 1_000, 1_000, 0)
    return Soa(soa_no, 1, customer_no, name, "", code, "", "2026-10-01", due_date, "PHP", AT, (invoice,))


def packed(soas: Iterable[Soa]) -> bytes:
    """The list with these SOAs as it travels."""
    with closing(SoaListFile()) as file:
        file.add(list(soas), {})
        return file.finish(ABOUT)


def put(home: Path, soas: Iterable[Soa]) -> None:
    """Has a list with these SOAs arrive."""
    with drafted(home, BytesIO(packed(soas))):
        pass


@contextmanager
def opened(home: Path) -> Iterator[SoaList]:
    """The list of this home."""
    soas = open_list(home)
    assert soas is not None
    with closing(soas):
        yield soas
