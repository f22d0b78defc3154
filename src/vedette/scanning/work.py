"""How far a scan of several passes is, and how long it still takes.

What the steps cost beside each other is known from measurements, and how fast this machine is
is seen on the way. So what is told is time: how much has passed, of how much it will be.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from vedette.core.progress import Progress

# Of the work on a long table of 10 columns, the shares of its steps (benchmarks/large.py).
STEPS = {
    "loading": 0.38,
    "drawing": 0.06,
    "learning": 0.01,
    "judging": 0.43,
    "comparing": 0.12,
}
# A step's own rate is believed once this share of it is done.
BELIEVED = 0.05
NAME = "long table"


class Work:
    """A `progress` to which each step tells how much of it is done.

    What is no step is told as it is.
    """

    def __init__(
        self, progress: Progress, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.progress, self.clock = progress, clock
        self.first = self.step = ""
        self.started = self.step_started = 0.0

    def __call__(self, step: str, done: int, total: int | None) -> None:
        if step not in STEPS:
            self.progress(step, done, total)
            return
        now = self.clock()
        if not self.first:
            self.first, self.started = step, now
        if step != self.step:
            self.step, self.step_started = step, now
        passed = now - self.started
        left = self.left(passed, now - self.step_started, done / total if total else 0.0)
        whole = None if left is None else max(1, round(1000 * (passed + left)))
        self.progress(f"{NAME}: {step}", round(1000 * passed), whole)

    def left(self, passed: float, in_step: float, share: float) -> float | None:
        """Seconds left; None as long as nothing is known of the speed."""
        names = list(STEPS)
        before = names[names.index(self.first) : names.index(self.step)]
        after = names[names.index(self.step) + 1 :]
        planned = sum(STEPS[name] for name in before) + share * STEPS[self.step]
        if planned <= 0 or passed <= 0:
            return None
        pace = passed / planned  # seconds to one unit of plan
        here = (1 - share) * STEPS[self.step] * pace
        if share >= BELIEVED:
            here = in_step * (1 - share) / share
        return here + pace * sum(STEPS[name] for name in after)
