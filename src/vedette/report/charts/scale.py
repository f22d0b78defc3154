"""From values to places in a picture, and the values worth writing at its edge."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime

from vedette.core import wording
from vedette.core.pictures import Axis

STEPS = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis laid from pixel `start` to pixel `end`."""

    axis: Axis
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a value; one beyond an end is at that end."""
        return self.start + self.share(value) * (self.end - self.start)

    def share(self, value: float) -> float:
        low, high = self.axis.low, self.axis.high
        if self.axis.log:
            if value <= 0:
                return 0.0
            low, high, value = math.log(low), math.log(high), math.log(value)
        if not high > low:
            return 0.5
        return min(1.0, max(0.0, (value - low) / (high - low)))

    def beyond(self, value: float) -> int:
        """-1 below the axis, 1 above it, 0 on it."""
        return (value > self.axis.high) - (value < self.axis.low)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """Round values on the axis with how they are written, at most so many."""
        if self.axis.timed:
            return _moments(self.axis, most)
        values = _powers(self.axis, most) if self.axis.log else _round(self.axis, most)
        like = None if self.axis.log or len(values) < 2 else (values[0], values[1])
        return [(v, wording.number(v, like)) for v in values]


def _round(axis: Axis, most: int) -> list[float]:
    width = axis.high - axis.low
    if not width > 0 or not math.isfinite(width):
        return [axis.low]
    raw = width / most
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(s * size for s in STEPS if s * size >= raw * (1 - 1e-9))
    first, last = math.ceil(axis.low / step - 1e-9), math.floor(axis.high / step + 1e-9)
    if last - first > 4 * most:  # where steps are lost in the size of the values
        return [axis.low]
    return [float(f"{i * step:.12g}") for i in range(first, last + 1)] or [axis.low]


def _powers(axis: Axis, most: int) -> list[float]:
    first, last = math.floor(math.log10(axis.low)), math.ceil(math.log10(axis.high))
    for parts in ((1, 2, 5), (1, 3), (1,)):
        values = [
            float(f"{m}e{p}")
            for p in range(first, last + 1)
            for m in parts
            if axis.low <= m * 10.0**p <= axis.high
        ]
        if len(values) <= most:
            return values or [axis.low]
    return values[:: -(-len(values) // most)]


def _moments(axis: Axis, most: int) -> list[tuple[float, str]]:
    """The ends of a time axis, and its middle where there is room."""
    middle = [(axis.low + axis.high) / 2] if most > 2 else []
    return [(v, moment(v, axis.high - axis.low)) for v in (axis.low, *middle, axis.high)]


def moment(seconds: float, span: float) -> str:
    """A moment as it is written where the picture spans so many seconds."""
    try:
        at = datetime.fromtimestamp(round(seconds), UTC)
    except (OverflowError, ValueError, OSError):
        return wording.number(seconds)
    if span > 3 * 86_400:
        return f"{at:%Y-%m-%d}"
    return f"{at:%m-%d %H:%M}" if span > 600 else f"{at:%H:%M:%S}"
