"""Whether a load follows the fitted rows in time, with nothing missing between or inside."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import numpy.typing as npt

from vedette.core import wording
from vedette.core.gate import Check, Verdict, verdict
from vedette.core.table import iso
from vedette.gating.loads import Loads, Numbers, Places, Span

OVERLAP = 0.05  # of the rows not later than the fitted ones: worth saying
LONGER = 2.0  # times the longest stretch without rows that was fitted
LEAST = 1 / 24  # of the load
HOURS = {"day": 24, "hour": 1}


def freshness(loads: Loads, now: datetime | None = None) -> list[Check]:
    """The checks "fresh", "gap" and "stretch"; one "not checked" if there is no time."""
    if loads.old is None or loads.new is None:
        text = "freshness: the rows have no time"
        return [Check("fresh", None, "not checked", text)]
    old, new = loads.old, loads.new
    checks = [fresh(old, new, now)]
    if new.last > old.last:
        checks.append(gap(old, new))
    return [*checks, stretch(old, new, loads)]


def fresh(old: Span, new: Span, now: datetime | None) -> Check:
    """The newest row is later than the fitted ones; `now` is not much later than it."""
    times = hours_of(new)
    before, newest = float(hours_of(old)[-1]), float(times[-1])
    said = f"the newest row is of {moment(newest, new)}"
    last = f"the newest fitted one of {moment(before, old)}"
    late = float(np.mean(times <= before))
    ended: Verdict = "pass"
    text = f"{said}, {last}"
    if newest <= before:
        ended, text = "fail", f"{said}, not later than {last}"
    elif now is not None and (age := too_old(newest, now, old, new)):
        ended, text = "fail", f"{said}: {age}"
    elif late > OVERLAP:
        ended, text = (
            "warn",
            f"{wording.percent(late)} of the rows are not later than {last}",
        )
    return Check("fresh", None, ended, text, moment(newest, new), None, moment(before, old))


def moment(hours: float, span: Span | None = None) -> str:
    """A time of a span (or a day as it is counted), in words."""
    shift = 0 if span is None else span.shift
    return iso(np.datetime64(round((hours + shift) * 3.6e9), "us"))


def too_old(newest: float, now: datetime, old: Span, new: Span) -> str:
    """How old a load is that another should have followed by now; "" if none should."""
    stated = np.datetime64(now.replace(tzinfo=None), "us").astype(np.int64) / 3.6e9
    age = float(stated) - newest - new.shift
    units = np.unique(old.units[old.within])
    most = max([*np.diff(units).tolist(), new.length]) * HOURS[new.unit]
    if age <= most:
        return ""
    said, limit = (wording.duration(hours * 3600) for hours in (age, most))
    return f"{said} ago, and at most {limit} would pass"


def gap(old: Span, new: Span) -> Check:
    """No day (or hour) is missing between the fitted rows and the load, or inside it."""
    fitted = np.unique(old.units[old.within])
    there = np.unique(new.units[new.within])
    usual = usual_units(fitted, new.unit)
    wanted = np.arange(fitted[-1] + 1, new.last + 1)
    wanted = wanted[[_phase(int(u), new.unit) in usual for u in wanted]]
    lost = wanted[~np.isin(wanted, there)]
    longest = _longest(fitted, usual, new.unit)
    allowed = f" (at most {longest:,} in a row when fitted)" if longest else ""
    if not len(lost):
        text = f"no {new.unit} is missing since the fitted rows"
        return Check("gap", None, "pass", text, 0, 0, 0, longest)
    first, last = (moment(float(u) * HOURS[new.unit]) for u in (lost[0], lost[-1]))
    when = first if first == last else f"{first} to {last}"
    run = _run(lost)
    verb = "is" if len(lost) == 1 else "are"
    text = f"{wording.count(len(lost), new.unit)} {verb} missing: {when}{allowed}"
    ended = verdict(run <= longest)
    return Check("gap", None, ended, text, run, 0, 0, longest)


def _phase(unit: int, of: str) -> int:
    """The weekday from Monday, or the hour of the day."""
    return (unit + 3) % 7 if of == "day" else unit % 24


def usual_units(fitted: Places, unit: str) -> set[int]:
    """The weekdays (or hours) on which rows are expected."""
    period = 7 if unit == "day" else 24
    if fitted[-1] - fitted[0] + 1 < 2 * period:
        # Too little to tell: a weekend without rows is no surprise.
        return set(range(5)) if unit == "day" else {_phase(int(u), unit) for u in fitted}
    phases = np.array([_phase(int(u), unit) for u in fitted])
    everything = np.array(
        [_phase(u, unit) for u in range(int(fitted[0]), int(fitted[-1]) + 1)]
    )
    possible = np.bincount(everything, minlength=period)
    seen = np.bincount(phases, minlength=period)
    return set(np.flatnonzero(seen * 2 >= possible).tolist())


def _longest(fitted: Places, usual: set[int], unit: str) -> int:
    """The longest run of expected days that the fitted rows leave out."""
    every = np.arange(fitted[0], fitted[-1] + 1)
    lost = [int(u) for u in every[~np.isin(every, fitted)] if _phase(int(u), unit) in usual]
    return _run(np.array(lost, dtype=np.int64))


def _run(units: Places) -> int:
    """The most units in a row."""
    if not len(units):
        return 0
    breaks = np.flatnonzero(np.diff(units) > 1)
    ends = np.concatenate([[-1], breaks, [len(units) - 1]])
    return int(np.diff(ends).max())


def stretch(old: Span, new: Span, loads: Loads) -> Check:
    """No long stretch of the load is without rows."""
    size = HOURS[new.unit]
    found, at = longest_gap(hours_of(new), new.first * size, (new.last + 1) * size)
    hours = hours_of(old)
    if loads.count == 1:
        most = longest_gap(hours, old.first * size, (old.last + 1) * size)[0]
    else:
        starts = new.first * size + loads.place * new.length * size
        ends = starts + new.length * size
        parts = (hours_of(old, loads.of_row == k) for k in range(loads.count))
        most = max(
            longest_gap(part, float(start), float(end))[0]
            for part, start, end in zip(parts, starts, ends, strict=True)
        )
    limit = max(LONGER * most, LEAST * new.length * size)
    longest, allowed = (wording.duration(h * 3600) for h in (found, limit))
    text = f"the longest stretch without rows is {longest}, from {moment(at, new)}; "
    text += f"{allowed} would pass"
    ended = verdict(found <= limit)
    return Check("stretch", None, ended, text, found, most, 0.0, limit)


def hours_of(span: Span, rows: npt.NDArray[np.bool_] | None = None) -> Numbers:
    """The times of a span (or some of its rows) in hours since 1970, ascending."""
    chosen = span.within if rows is None else rows & ~np.isnat(span.time)
    return np.asarray(np.sort(span.time[chosen].astype(np.int64) / 3.6e9))


def longest_gap(hours: Numbers, start: float, end: float) -> tuple[float, float]:
    """The longest time without a row from start to end, and when it begins; in hours."""
    points = np.concatenate([[start], hours, [end]])
    steps = np.diff(points)
    at = int(steps.argmax())
    return float(steps[at]), float(points[at])
