"""A line on a terminal that says how far the work is.

It takes what `vedette.core.progress` describes, draws at most ten times a second, nothing in
the first two seconds, and nothing at all where standard error is no terminal.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

from vedette.core import wording

PATIENCE, PAUSE = 2.0, 0.1  # seconds
BAR = 20  # columns
_CLEAR = "\r\x1b[2K"


class ProgressLine:
    """Use it as a context: on leaving, however that happens, the line is gone."""

    def __init__(
        self,
        stream: TextIO,
        *,
        enabled: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.stream = stream
        self.enabled = enabled
        self.clock = clock
        self.started = self.phase_started = clock()
        self.drawn = -PAUSE + self.started
        self.phase = ""
        self.shown = False

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.clear()

    def clear(self) -> None:
        """Take the line away, until the next call draws it again."""
        if self.shown:
            self.stream.write(_CLEAR)
            self.stream.flush()
            self.shown = False

    def __call__(self, phase: str, done: int, total: int | None) -> None:
        """Tell how far a phase is."""
        if not self.enabled:
            return
        now = self.clock()
        if work_of(phase) != work_of(self.phase):
            self.phase_started = now
        self.phase = phase
        if now - self.started < PATIENCE or now - self.drawn < PAUSE:
            return
        self.drawn = now
        self.shown = True
        room = shutil.get_terminal_size().columns - 1
        text = describe(phase, done, total, now - self.phase_started)
        self.stream.write(_CLEAR + text[:room])
        self.stream.flush()


def work_of(phase: str) -> str:
    """What the share that is done is a share of."""
    return phase.partition(":")[0]


def describe(phase: str, done: int, total: int | None, seconds: float) -> str:
    """One line: "reading [######    ] 1,200,000 rows, 600,000 rows/s, 4.2 s left"."""
    parts = []
    reading = phase.startswith("reading")
    if reading:
        parts.append(wording.count(done, "row"))
    if reading and seconds > 0 and done:
        parts.append(f"{round(done / seconds):,} rows/s")
    if ":" in phase and total:
        parts.append(f"{100 * done // total} %")
    elif not reading and total:
        parts.append(f"{done:,} of {total:,}")
    if total and done and seconds > 0:
        parts.append(f"{wording.duration(seconds * max(total - done, 0) / done)} left")
    bar = f" [{'#' * min(BAR, BAR * done // total):{BAR}}]" if total else ""
    return f"{wording.plain(phase)}{bar} {', '.join(parts)}".rstrip()
