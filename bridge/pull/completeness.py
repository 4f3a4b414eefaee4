"""Whether a whole download has brought all: its sums are held against PSCloud's control totals."""

from bridge.app import Bridge
from bridge.pscloud.back_office import BackOffice, CantTell
from bridge.pscloud.problems import PscloudUnreachable
from bridge.reconcile.totals import Totals, totals
from bridge.store.engine import reading
from mpos.contract.money import print_money


def note_shortfall(bridge: Bridge, pscloud: BackOffice) -> str | None:
    """A sentence for the download's row when the sums differ, or could not be had; None when they agree."""
    try:
        control = pscloud.control_totals()
    except CantTell as problem:
        return f"not compared: {problem.message}"
    except PscloudUnreachable as problem:
        return f"not compared with {pscloud.who}'s control totals: {problem.message}"
    with reading(bridge.engine) as conn:
        both = totals(conn, control)
    return None if both.agree else _difference(both, pscloud.who)


def _difference(both: Totals, who: str) -> str:
    ours, upstream = both.ours, both.upstream
    return (
        f"{who} counts {upstream.soas} SOAs and {print_money(upstream.amount_due_minor)} due, "
        f"we have {ours.soas} and {print_money(ours.amount_due_minor)}: mpos-bridge soa compare names the difference"
    )
