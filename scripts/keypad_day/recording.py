"""What is kept of a day at the keys: each screen, and how many keys a payment took."""

from pathlib import Path

from scripts.keypad_day.emulator import Handheld
from scripts.keypad_day.pictures import Shot, sheet
from scripts.keypad_day.steps import Step


class Recording:
    """One day on one size of screen."""

    def __init__(self, columns: int, rows: int) -> None:
        self._columns = columns
        self.size = f"{columns}x{rows}"
        self.shots: list[Shot] = []
        self.payments: dict[str, int] = {}
        """Keys of each payment, without those for the customer's number and for amounts."""
        self.bytes_sent = 0

    def play(self, step: Step, handheld: Handheld) -> None:
        """Presses a step's keys, waits for what it brings, and keeps the screen."""
        handheld.press(step.keys)
        handheld.wait_for(*step.shows)
        if step.payment:
            self.payments[step.payment] = self.payments.get(step.payment, 0) + len(step.keys) - step.free
        self.look(step.name, handheld, step.keys)

    def look(self, name: str, handheld: Handheld, keys: str = "") -> None:
        """Keeps the screen as it is."""
        handheld.settle()
        self.shots.append(Shot(name, keys, handheld.lines, handheld.reversed_rows, handheld.bold_rows))
        self.bytes_sent = handheld.sent

    def keep(self, folder: Path) -> None:
        """Writes the screens, as text and as one picture."""
        sheet(self.shots, self._columns).save(folder / f"{self.size}.png", optimize=True)
        told = [
            f"# A day at {self.size} characters\n",
            "E is Enter, C is Clear.\n",
            f"![All screens]({self.size}.png)\n",
        ]
        told += [_told(shot) for shot in self.shots]
        (folder / f"{self.size}.md").write_text("\n".join(told))


def table(recordings: list[Recording]) -> str:
    """What each day took, as Markdown."""
    payments = list(recordings[0].payments)
    heads = ["screen", "screens", "bytes sent to it", *(f"keys, {payment}" for payment in payments)]
    rows = [
        [each.size, str(len(each.shots)), f"{each.bytes_sent:,}", *(str(each.payments[name]) for name in payments)]
        for each in recordings
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, ["---"] * len(heads), *rows))


def _told(shot: Shot) -> str:
    keys = f" ({shot.keys})" if shot.keys else ""
    return "\n".join((f"## {shot.name.capitalize()}{keys}\n", "```", *shot.lines, "```\n"))
