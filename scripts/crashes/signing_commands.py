"""Customers who sign: a signature is taken, and goes to the office, with a kill at any step of it."""

from collections.abc import Iterator
from hashlib import sha256

from mpos.contract import kinds
from scripts.crashes.running import Ended
from scripts.crashes.terminal_commands import TerminalCommand

SIZE = 300, 90


class Sign(TerminalCommand):
    """Keeping the signature in a picture."""

    name, steps = "signature-add", 104

    def make_ready(self) -> None:
        super().make_ready()
        self.words = ("mpos", "signature", "add", self.collect(), self.scrawl())

    def faults(self, ended: Ended) -> Iterator[str]:
        yield from super().faults(ended)
        yield from self.faults_in_pictures()

    def faults_in_pictures(self) -> Iterator[str]:
        """A picture is on disk, whole, before the journal tells of it, and stays."""
        for entry in self.seen.of_kind(kinds.SIGNATURE_TAKEN):
            path = self.device.home / "signatures" / f"{entry.body['sha256']}.png"
            if not path.exists():
                yield f"entry {entry.seq} tells of a picture that is not there"
            elif sha256(path.read_bytes()).hexdigest() != entry.body["sha256"]:
                yield f"the picture of entry {entry.seq} is not as it was named"

    def scrawl(self) -> str:
        """A picture as nobody has drawn it before."""
        from PIL import Image, ImageDraw

        paper = Image.new("L", SIZE, 255)
        points = [(self.chance.randrange(SIZE[0]), self.chance.randrange(SIZE[1])) for _ in range(9)]
        ImageDraw.Draw(paper).line(points, fill=0, width=3)
        path = self.directory / "scrawl.png"
        paper.save(path)
        return str(path)


class UploadSigned(Sign):
    """Sending entries and the pictures that they name: once more after a kill, everything is at the office."""

    name, steps = "upload-signed", 282

    def make_ready(self) -> None:
        TerminalCommand.make_ready(self)
        for _ in range(2):
            self.device.do("mpos", "signature", "add", self.collect(), self.scrawl())
        self.words = ("mpos", "upload")

    def recover(self) -> Ended:
        ended = super().recover()
        self.waiting = self.device.ask("mpos", "upload")["signatures"]["waiting"]
        return ended

    def faults(self, ended: Ended) -> Iterator[str]:
        yield from super().faults(ended)
        if not ended.was_killed and self.waiting:
            yield f"{self.waiting} pictures still wait after an upload that went well"

    def set_up(self) -> None:
        super().set_up()
        self.waiting = 0
