"""How a column goes through time, in words and its own units."""

from __future__ import annotations

from collections.abc import Sequence

from vedette.core.course import Season, Step, Trend
from vedette.core.wording import join, show


def said(
    deviation: float,
    seasons: Sequence[Season],
    trend: Trend | None,
    steps: Sequence[Step],
    wanders: bool,
    wave: float | None,
) -> str:
    """All that there is to tell; "" for a level that holds."""
    parts = []
    if trend is not None:
        verb = "rises" if trend.last > trend.first else "falls"
        parts.append(f"{verb} {between(trend.first, trend.last, deviation)}")
    if steps:
        moves = [
            f"{between(one.before, one.after, deviation)} at {clock(one.at)}"
            for one in steps
        ]
        parts.append(f"steps {join(moves)}")
    if wanders:
        parts.append("wanders: it returns to no level")
    if wave is not None:
        parts.append(
            f"goes up and down with the year (swing {show(wave, like(wave))}): a season, or "
            "chance; fewer than 4 years do not tell"
        )
    if seasons:
        swings = [f"{s.cycle} (swing {show(s.swing, like(s.swing))})" for s in seasons]
        parts.append(f"repeats every {join(swings)}")
    return "; ".join(parts)


def between(first: float, last: float, deviation: float) -> str:
    """ "58.2 -> 71.9 (+0.31 sd)"."""
    near = (first, first + abs(last - first) / 3)
    moved = f"({(last - first) / deviation:+.2f} sd)"
    return f"{show(first, near)} -> {show(last, near)} {moved}"


def like(size: float) -> tuple[float, float]:
    return 0.0, size / 3


def clock(at: object) -> str:
    """A moment to the minute, without a midnight."""
    text = show(at)
    return text[:16].replace("T", " ").removesuffix(" 00:00") if "-" in text else text
