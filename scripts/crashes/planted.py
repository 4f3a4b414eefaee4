"""Faults that can be planted in the process that is killed, and in no other: for the proof that they are found."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mpos.contract.identity import new_id


def print_before_commit() -> None:
    """A slip goes to paper when it is made, and what it tells of is committed after that."""
    from mpos.services.deed import Deed
    from mpos.services.terminal import Terminal
    from printers.document import Document, to_json

    began = Deed.__init__

    def begin(self: Deed, terminal: Terminal, *others: Any) -> None:
        self.__dict__["paper"] = terminal.paper
        began(self, terminal, *others)

    def print_at_once(self: Deed, _slip: str, document: Document, _receipt_no: str | None = None) -> int:
        self.__dict__["paper"].print(to_json(document))
        return 0

    setattr(Deed, "__init__", begin)  # noqa: B010 -- planting a fault is what this file is for
    setattr(Deed, "print", print_at_once)  # noqa: B010


def leave_out_the_transaction() -> None:
    """Each statement of a deed is committed by itself."""
    from mpos.services import deed

    @contextmanager
    def no_transaction(connection: Any) -> Iterator[Any]:
        yield connection

    setattr(deed, "transaction", no_transaction)  # noqa: B010


def post_under_a_key_of_its_own() -> None:
    """Each try to post a payment has a new key, so that PSCloud can't know it again."""
    from bridge.pscloud.client import PSCloud

    post = PSCloud.post

    def post_anew(self: PSCloud, _key: str, body: dict[str, Any], *doubt: Any) -> Any:
        key = new_id()
        return post(self, key, {**body, "payment_id": key, "receipt_no": key[:8]}, *doubt)

    setattr(PSCloud, "post", post_anew)  # noqa: B010


def acknowledge_what_is_not_kept() -> None:
    """The bridge says that it has a journal before it is on disk."""
    from bridge.intake import journals

    setattr(journals, "keep", lambda *_: None)  # noqa: B010


FAULTS = {
    fault.__name__.replace("_", "-"): f"{__name__}:{fault.__name__}"
    for fault in (
        print_before_commit,
        leave_out_the_transaction,
        post_under_a_key_of_its_own,
        acknowledge_what_is_not_kept,
    )
}
