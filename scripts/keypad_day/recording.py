"""What is kept of a day at the keys: each screen, and how many keys a payment took."""

from pathlib import Path
from typing import NamedTuple

from scripts.keypad_day.emulator import Handheld
from scripts.keypad_day.pictures import draw_screen
from scripts.keypad_day.steps import Step


class Shot(NamedTuple):
    """One screen, and the keys that led to it."""

    name: str
    keys: str
    lines: list[str]
    reversed_rows: list[int]
    bold_rows: list[int]


class Recording:
    """One day on one size of screen."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns = columns
        self.rows = rows
        self.shots: list[Shot] = []
        self.payments: dict[str, int] = {}
        self.bytes_sent = 0

    def play(self, step: Step, handheld: Handheld) -> None:
        """Presses a step's keys, waits for what it brings, and keeps the screen."""
        handheld.press(step.keys)
        handheld.wait_for(*step.shows)
        if step.payment:
            keys = len(step.keys.replace(" ", "")) - step.free
            self.payments[step.payment] = self.payments.get(step.payment, 0) + keys
        self.screen(step.name, handheld, step.keys)

    def screen(self, name: str, handheld: Handheld, keys: str = "") -> None:
        """Keeps the screen as it is."""
        handheld.settle()
        self.shots.append(Shot(name, keys, handheld.lines, handheld.reversed_rows, handheld.bold_rows))
        self.bytes_sent = handheld.sent

    def table(self) -> str:
        """Keys per payment, besides the number and the amount."""
        lines = [f"{self.columns}x{self.rows}: {len(self.shots)} screens, {self.bytes_sent} bytes sent to the screen"]
        lines += [f"  {keys} keys for a payment {payment}" for payment, keys in self.payments.items()]
        return "\n".join(lines)

    def keep(self, folder: Path) -> None:
        """Writes each screen as text and as a picture."""
        place = folder / f"{self.columns}x{self.rows}"
        place.mkdir(parents=True, exist_ok=True)
        for old in place.iterdir():
            old.unlink()
        for number, shot in enumerate(self.shots, start=1):
            stem = f"{number:02d}-{shot.name.replace(' ', '-').replace(',', '')}"
            (place / f"{stem}.txt").write_text("\n".join(shot.lines) + "\n")
            draw_screen(shot.lines, shot.reversed_rows, shot.bold_rows, self.columns, place / f"{stem}.png")
