"""What goes between a handheld and its office, by network and by file."""

from collections.abc import Mapping

from mpos.contract import kinds
from mpos.services import downloading, uploading
from scripts.world.deeds.turn import Deed, Turn
from scripts.world.happening import NOTHING, Acknowledged, Claim, Claims


def download(turn: Turn) -> Claims:
    """The list is brought up to date."""
    with turn.device.opened() as terminal:
        downloading.download(terminal)
    return (Claim(kinds.SOAS_DOWNLOADED, {}),)


def upload(turn: Turn) -> Claims:
    """The journal is sent."""
    with turn.device.opened() as terminal:
        done = uploading.upload(terminal)
    assert done.pending == 0
    return (Acknowledged(done.head),)


def upload_to_file(turn: Turn) -> Claims:
    """The journal goes to a file, which somebody carries to the office, or doesn't."""
    path = turn.stage.free_path("journal", turn.dice)
    with turn.device.opened() as terminal:
        uploading.upload_to(terminal, path)
    turn.stage.files["journal"].append(path)
    return NOTHING


def download_from_file(turn: Turn) -> Claims:
    """A list that was exported some time ago is read in, perhaps an older one than before."""
    if not turn.stage.files["list"]:
        return NOTHING
    path = turn.dice.choice(turn.stage.files["list"][-4:])
    with turn.device.opened() as terminal:
        downloading.download_from(terminal, path.read_bytes())
    return (Claim(kinds.SOAS_DOWNLOADED, {}),)


DEEDS: Mapping[str, Deed] = {
    "download": download,
    "upload": upload,
    "upload_file": upload_to_file,
    "download_file": download_from_file,
}
