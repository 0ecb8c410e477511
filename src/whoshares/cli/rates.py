"""A line on the terminal that tells how much of long work is done, how fast it goes, and how long it still takes."""

from __future__ import annotations

from rich.console import Console
from rich.filesize import decimal
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Column
from rich.text import Text

_BAR = 12


def line(console: Console, unit: str | None) -> Progress:
    """The line, for work that is counted in a unit (“bytes”, “rows”); `None` where nobody knows how much there is."""
    sentence = Column(no_wrap=True, overflow="ellipsis", ratio=1)
    told = (SpinnerColumn(), TextColumn("{task.description}", table_column=sentence))
    rest = (TimeElapsedColumn(),) if unit is None else (BarColumn(_BAR), _Done(unit), TimeRemainingColumn())
    return Progress(*told, *rest, console=console, transient=True, expand=True)


class _Done(ProgressColumn):
    """So many of so many, and how many a second."""

    def __init__(self, unit: str) -> None:
        super().__init__(table_column=Column(no_wrap=True, justify="right"))
        self._unit = unit

    def render(self, task: Task) -> Text:
        """The numbers; no rate until there is one."""
        what = "" if self._unit == "bytes" else f" {self._unit}"
        speed = task.finished_speed or task.speed
        rate = "" if speed is None else f", {self._told(speed)}/s"
        return Text(f"{self._told(task.completed)} of {self._told(task.total or 0)}{what}{rate}")

    def _told(self, amount: float) -> str:
        return decimal(int(amount)) if self._unit == "bytes" else f"{amount:,.0f}"
