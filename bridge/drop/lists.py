"""A list that came as a file, asked as any other back office is: so it becomes a download like any other."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Self

from bridge.connector.expressions import Language
from bridge.connector.formats import Unwritten
from bridge.connector.records import Statements, as_text, gathered
from bridge.connector.versions import Memory, Versions
from bridge.pscloud.answers import Answer, Outcome
from bridge.pscloud.back_office import NO_DOUBT, CantTell, Doubt, Page, Voided
from bridge.pscloud.shapes import CollectorCode, ControlTotals, Translated
from mpos.contract.clock import Clock

from .description import ROWS, DropDescription
from .tables import Row

PAGE_SIZE = 500


class FilesCantTell(CantTell):
    """{who} can't tell {what}: it has no API, only files."""

    hint = "Nothing was changed. Put a new list into in/ of the drop folder."


class DroppedList:
    """One file, or none: then nothing can be told. Posts nothing; payments go out in batches."""

    looks_up = True
    clock_skew: timedelta | None = None

    def __init__(
        self, description: DropDescription, memory: Memory, clock: Clock, rows: list[Row] | None = None, as_of: str = ""
    ) -> None:
        self.who = description.name
        self._is_whole = description.files.lists == "whole"
        self._language = Language(description.formats.formats)
        self._statements = Statements(description)
        self._versions = Versions(memory, clock, tells_changes=description.soa.updated_at is not None)
        self._number = description.soa.soa_no
        self._has_file = rows is not None
        self._as_of = as_of
        self._records = [_record(group) for group in gathered(rows or [], self._number_of)]
        self._taken: dict[str, Translated] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    @property
    def lists_changes(self) -> bool:
        """Whether a file has what changed only."""
        return not self._is_whole

    def collector_codes(self) -> list[CollectorCode]:
        """None are told; those that SOAs name are added."""
        return []

    def soas(
        self,
        updated_since: str | None = None,  # noqa: ARG002 -- a file has what it has
        collector_code: str | None = None,
    ) -> Iterator[Page]:
        """The file's SOAs, whatever is asked for."""
        if not self._has_file or collector_code is not None:
            raise FilesCantTell(who=self.who, what="its SOAs but by files")
        for start in range(0, max(1, len(self._records)), PAGE_SIZE):
            records = self._records[start : start + PAGE_SIZE]
            translated = [self._statements.translate(record, self._as_of) for record in records]
            for record, own in zip(translated, records, strict=True):
                record.original = own[ROWS]
            self._versions.number(translated)
            self._taken.update({str(record.get("soa_no")): record for record in translated})
            yield Page(list(translated), None, self._as_of)

    def soa(self, soa_no: str) -> Any:
        """What the file says of one; of others nothing that could be taken in, so that they stay as they are."""
        if not self._has_file:
            raise FilesCantTell(who=self.who, what="how one SOA stands now")
        return self._taken.get(soa_no, {})

    def control_totals(self) -> ControlTotals:
        """Files have none."""
        raise FilesCantTell(who=self.who, what="what all SOAs add up to")

    def payments(self, posted_since: str | None = None) -> Iterator[Page]:  # noqa: ARG002 -- nothing can be told
        """Files have none: acknowledgements tell."""
        raise FilesCantTell(who=self.who, what="which payments it has posted")

    def post(self, key: str, _body: Mapping[str, Any], _doubt: Doubt = NO_DOUBT, /) -> Answer:
        """Never sent this way."""
        return Answer(Outcome.UNREACHED, detail=f"{key} goes out in a file")

    def void(self, _voided: Voided, key: str, _body: Mapping[str, Any], _doubt: Doubt = NO_DOUBT, /) -> Answer:
        """Never sent this way."""
        return Answer(Outcome.UNREACHED, detail=f"{key} goes out in a file")

    def _number_of(self, row: object) -> str | None:
        try:
            return as_text(self._language.find(self._number, row))
        except Unwritten:
            return None


def _record(group: Any) -> dict[str, Any]:
    """What [soa] looks at: the first row, and all of them under a name of their own."""
    return {**group[0], ROWS: group}
