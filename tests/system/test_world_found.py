"""What the World found, each as the shortest trace or the fewest deeds that show it."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mpos.app import opened
from mpos.services.journal_file import verify_store
from scripts.world.running import run_trace
from scripts.world.simulation import Simulation
from scripts.world.trace import Scene, read_trace

FOUND = {
    "an epoch whose entries came in one run with the next one's is sealed by it": """
        scene 6 3
        open T1 158915730056
        keep_store T1 747805954241
        collect T1 55971857193
        set_back T1 421342247799
        rest - 291727390090
    """,
    "a byte that makes an entry unreadable is named by the audit": """
        scene 52 3
        open T3 816770028493
        download T2 572481648409
        rest - 20042191608
        tamper - 769050068394
    """,
    "a copy whose entries a restored office has lost sends them again, whatever its original has sent": """
        scene 1736142374 3
        backup T2 475839846952
        open T2 422086361647
        restore T2 536140831404
        keep_office - 619146160508
        upload T2r764 132114170116
        office_back - 231641790858
        rest - 770467657786
    """,
    "a void of days that the office has lost reaches PSCloud, though nobody had approved the payment anew": """
        scene 416382696 4
        keep_office - 857729784030
        open T1 257443154443
        collect T1 637984438291
        rest - 120935374666
        office_back - 618813211173
        void T1 881340002353
        rest - 53245008160
    """,
    "a clock that was set back keeps no uploaded day from its Z-reading": """
        scene 1466291223 3
        open T1 770175662313
        count T1 3517621928
        jump T1 185312103069
        upload T1 162141609462
        z T1 929929450150
    """,
}


@pytest.mark.parametrize("trace", FOUND.values(), ids=FOUND)
def test_no_rule_is_broken_any_more(trace: str, tmp_path: Path) -> None:
    path = tmp_path / "trace"
    path.write_text("\n".join(line.strip() for line in trace.splitlines()))
    assert run_trace(*read_trace(path)).findings == ()


def test_a_removed_first_entry_is_named_on_the_device_itself(tmp_path: Path) -> None:
    with Simulation(Scene(116, 1), tmp_path / "world") as simulation:
        device = simulation.stage.devices["T1"]
        copy = tmp_path / "copy"
        shutil.copytree(device.home, copy)
        with closing(sqlite3.connect(copy / device.store.name, isolation_level=None)) as store:
            store.execute("DROP TRIGGER journal_is_append_only_delete")
            store.execute("DELETE FROM journal WHERE seq = 1")
        with opened({"MPOS_HOME": str(copy)}, device.clock, device.network, as_found=True) as terminal:
            found = verify_store(terminal).first_bad
        assert found is not None
        assert (found.seq, found.reason) == (2, "entry 1 is missing")
