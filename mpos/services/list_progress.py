"""How far a collector has come with the list of the day."""

from contextlib import closing

from mpos.contract.problems import Problem
from mpos.domain.business_day import BusinessDay
from mpos.domain.reading import ListProgress
from mpos.store import payments, people

from .forgetting import check_may_show_soas
from .terminal import Terminal


def list_progress(terminal: Terminal, day: BusinessDay, upto_seq: int) -> ListProgress | None:
    """The SOAs of the day's collector, and how many of them were paid on; None where there is no list to look at.

    A list that is damaged, put away or not for this device any more must not keep a day from being closed.
    """
    paid = payments.soas_paid_between(terminal.connection, day.opened_seq, upto_seq)
    try:
        check_may_show_soas(terminal)
        return _progress(terminal, day.collector, paid)
    except Problem:
        return None


def _progress(terminal: Terminal, collector: str, paid: set[str]) -> ListProgress | None:
    person, soas = people.find_person(terminal.connection, collector), terminal.open_soa_list()
    if person is None or soas is None:
        return None
    with closing(soas):
        found = [soas.find(soa_no) for soa_no in paid]
        listed, _ = soas.totals(person.codes)
        # What was paid in full leaves the list with the next download, and was the day's work all the same.
        gone = found.count(None)
        here = sum(soa is not None and soa.collector_code in person.codes for soa in found)
        return ListProgress(listed + gone, here + gone)
