"""How a long step is shown: bars on a terminal, a plain line at every 10 %, or one JSON object a line.

Promise: progress and messages go to the error stream, never to the result. Refused: a name or an answer in either.
"""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TextIO

import orjson

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

EVERY = 500  # records between two lines where nobody knows how many will come


class Step(Protocol):
    """One step that takes a while."""

    def reach(self, done: int) -> None:
        """How much is done so far, in the unit of the step's total; never falls."""
        ...


class ProgressView(Protocol):
    """Where steps are shown."""

    def step(self, name: str, *, total: int) -> AbstractContextManager[Step]:
        """Shows a step for the time of a `with` block; `total` may be 0 where it is not known."""
        ...


class Silent:
    """Shows nothing (`--quiet`)."""

    @contextmanager
    def step(self, name: str, *, total: int) -> Iterator[Step]:
        """A step that nobody sees."""
        yield _Unseen()


class _Unseen:
    def reach(self, done: int) -> None:
        return


@dataclass(slots=True)
class PlainLines:
    """One line as a step begins, and one at every 10 %."""

    stream: TextIO
    as_json: bool = False

    @contextmanager
    def step(self, name: str, *, total: int) -> Iterator[Step]:
        """A step in lines of text, or of JSON."""
        yield _PlainStep(self, name, total)

    def write(self, name: str, done: int, total: int) -> None:
        """One line."""
        if self.as_json:
            line = orjson.dumps({"step": name, "done": done, "total": total}).decode()
        else:
            line = f"{name} {done} / {total}" if total else f"{name} {done}"
        self.stream.write(line + "\n")
        self.stream.flush()


@dataclass(slots=True)
class _PlainStep:
    lines: PlainLines
    name: str
    total: int
    _tenth: int = field(default=-1)

    def reach(self, done: int) -> None:
        tenth = done * 10 // self.total if self.total else done // EVERY
        if tenth > self._tenth:
            self._tenth = tenth
            self.lines.write(self.name, done, self.total)


@dataclass(slots=True)
class Bars:
    """Bars of rich on a terminal; plain characters where the encoding is not UTF-8."""

    stream: TextIO
    no_color: bool = False

    @contextmanager
    def step(self, name: str, *, total: int) -> Iterator[Step]:
        """A step as a bar."""
        # Loaded where a bar is drawn: the program of the pages draws none, and has little memory.
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(file=self.stream, no_color=self.no_color)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=False) as bars:
            yield _BarStep(bars, bars.add_task(name, total=total or None))


@dataclass(frozen=True, slots=True)
class _BarStep:
    bars: "Progress"
    task: "TaskID"

    def reach(self, done: int) -> None:
        self.bars.update(self.task, completed=done)


def choose_view(*, quiet: bool, as_json: bool, no_color: bool, stream: TextIO | None = None) -> ProgressView:
    """The view that fits the options and the stream (the error stream, if none is named)."""
    out = sys.stderr if stream is None else stream
    if quiet:
        return Silent()
    if as_json or not out.isatty():
        return PlainLines(out, as_json=as_json)
    return Bars(out, no_color=no_color)
