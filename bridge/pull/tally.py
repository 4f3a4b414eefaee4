"""The count of one download: each SOA once, however often a page repeats it."""

from bridge.store.downloads import Counts


class Tally:
    """What came of the SOAs of one download so far. A SOA counts as what its last record was."""

    def __init__(self) -> None:
        self._is_good: dict[str, bool] = {}
        self._nameless = 0
        self._listed: set[str] = set()

    @property
    def counts(self) -> Counts:
        """Records without a readable number count as failed, each by itself."""
        good = sum(self._is_good.values())
        total = len(self._is_good) + self._nameless
        return Counts(total, good, total - good)

    @property
    def listed(self) -> frozenset[str]:
        """The SOAs that the present listing has shown."""
        return frozenset(self._listed)

    @property
    def taken(self) -> frozenset[str]:
        """The SOAs whose last record was good."""
        return frozenset(soa_no for soa_no, is_good in self._is_good.items() if is_good)

    @property
    def knows_all(self) -> bool:
        """Whether every record could at least be told apart, so that what is not listed is really not there."""
        return not self._nameless

    def start_listing(self) -> None:
        """The listing starts again: what it does not show this time is not there."""
        self._listed.clear()

    def note_good(self, soa_no: str) -> None:
        """A record could be taken."""
        self._is_good[soa_no] = True
        self._listed.add(soa_no)

    def note_bad(self, soa_no: str | None) -> bool:
        """A record could not be taken; False when the same SOA has failed in this download before."""
        if soa_no is None:
            self._nameless += 1
            return True
        is_new = self._is_good.get(soa_no) is not False
        self._is_good[soa_no] = False
        self._listed.add(soa_no)
        return is_new
