"""SOA Daily Download."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from bridge.access.scopes import Scope
from bridge.app import Bridge
from bridge.deeds.run_download import NotBegunYet, run_download
from bridge.items.downloads import download_item, failure_item
from bridge.items.instants import in_zone
from bridge.problems import NotFound, TooLarge
from bridge.pscloud.problems import PscloudBusy, PscloudUnreachable
from bridge.settings import BadSetting
from bridge.store import downloads as store
from bridge.store.downloads import Download, KeptFailure
from bridge.store.engine import reading
from bridge.turn import TurnTaken
from bridge.web.problems import TooSlow
from bridge.web.requests import Body
from mpos.contract.fields import Fields

from .asking import Asker, asker_with
from .paging import Paged, page_of
from .parameters import Number
from .places import OFFICE_API, place

router = APIRouter(tags=["SOA Daily Download"])
Reading = Annotated[Asker, Depends(asker_with(Scope.DOWNLOADS_READ))]
Running = Annotated[Asker, Depends(asker_with(Scope.DOWNLOADS_RUN))]
ALL = f"{OFFICE_API}/downloads"
ONE = f"{ALL}/{{download_id}}"
NOT_RUN = (TooLarge, TooSlow, TurnTaken, NotBegunYet, PscloudUnreachable, PscloudBusy, BadSetting)


@router.get(ALL, **place(Scope.DOWNLOADS_READ, "DownloadPage"))
def downloads(asker: Reading, wanted: Paged) -> dict[str, Any]:
    """One row a sync, the newest first."""
    before = wanted.after(int)
    with reading(asker.bridge.engine) as conn:
        found = store.newest(conn, wanted.limit + 1, before[0] if before else None)
    return page_of(found, wanted, lambda row: (row.download_id,), lambda row: download_item(asker.bridge, row))


@router.post(ALL, **place(Scope.DOWNLOADS_RUN, "Download", *NOT_RUN, body="DownloadWanted"))
def run(asker: Running, body: Body) -> dict[str, Any]:
    """Begins a download and answers at once: look at it until its status is no longer processing."""
    whole = Fields(body, "download").flag("whole")
    return download_item(asker.bridge, _one(asker.bridge, run_download(asker.bridge, asker.actor, whole=whole)))


@router.get(ONE, **place(Scope.DOWNLOADS_READ, "Download", NotFound))
def download(asker: Reading, download_id: Number) -> dict[str, Any]:
    """One download."""
    return download_item(asker.bridge, _one(asker.bridge, download_id))


@router.get(f"{ONE}/failures", **place(Scope.DOWNLOADS_READ, "FailurePage", NotFound))
def failures(asker: Reading, download_id: Number, wanted: Paged) -> dict[str, Any]:
    """The records that it could not take: what came, why, and which download brought a good one."""
    after = wanted.after(int)
    _one(asker.bridge, download_id)
    with reading(asker.bridge.engine) as conn:
        found = store.page_of_failures(
            conn, download_id, after[0] if after else 0, wanted.limit + 1, asker.actor.branches
        )
    return page_of(found, wanted, lambda kept: (kept.failure_id,), lambda kept: _failure(asker.bridge, kept))


def _one(bridge: Bridge, download_id: int) -> Download:
    with reading(bridge.engine) as conn:
        row = store.show(conn, download_id)
    if row is None:
        raise NotFound(what=f"download {download_id}")
    return row


def _failure(bridge: Bridge, kept: KeptFailure) -> dict[str, Any]:
    return {**failure_item(kept.failure), "healed_at": in_zone(bridge, kept.healed_at)}
