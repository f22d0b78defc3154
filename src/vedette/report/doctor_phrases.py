"""What every face of a diagnosis says in the same words."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.core import wording
from vedette.core.diagnosis import Diagnosis, Limit, Recall
from vedette.planting import KINDS

# The kinds that have a line of their own for each column.
BY_COLUMN = ("spike", "broken_correlation")
UNBROKEN = "\xa0"  # a blank at which no line is broken


@dataclass(frozen=True)
class Summed:
    """A kind over all columns.

    steps
        What was planted ("x 10", "4 times the noise", ""), how much of it, and caught.
    worst
        The column of which the least was caught, if others are better.
    """

    kind: str
    steps: tuple[tuple[str, int, int], ...]
    worst: Limit | None


def extent(said: Diagnosis) -> str:
    """ "orders.csv: 4,000 rows, 8 columns, CSV 0.2 MB"."""
    size = (
        "" if said.source.size_bytes is None else f" {wording.size(said.source.size_bytes)}"
    )
    rows, columns = wording.count(said.rows, "row"), wording.count(said.columns, "column")
    return f"{said.source.name}: {rows}, {columns}, {said.source.format}{size}"


def headline(said: Diagnosis) -> str:
    """The outcome in one sentence."""
    planted = sum(one.planted for one in said.recalls)
    caught = sum(one.caught for one in said.recalls)
    failing = [check.check for check in said.failing]
    held = f"of {wording.count(len(said.checks), 'assumption')} {len(failing)} fail"
    held = held if failing else f"none of {len(said.checks)} assumptions fails"
    if not planted:
        return f"nothing could be planted; {held}"
    return (
        f"a scan catches {wording.percent(caught, planted)} of {planted:,} planted "
        f"errors of all sizes; {held}"
    )


def method(said: Diagnosis) -> str:
    """How it was found out."""
    if not said.scans:
        return ""
    by = f"by {said.detector}" if said.detector else f"--fdr {said.fdr:g}"
    text = (
        f"Each planted {wording.count(said.times, 'time')}, at most {said.most} at once, in "
        f"{wording.count(said.scans, 'scan')} of {wording.count(said.examined, 'row')} ({by})."
    )
    if said.findings:
        text += (
            f" Of {wording.count(said.findings, 'finding')}, {said.false_alarms:,} "
            f"({wording.percent(said.false_alarms, said.findings)}) were where nothing was "
            f"planted."
        )
        expected = said.fdr * said.findings
        if not said.detector and said.false_alarms > expected + 2 * expected**0.5:
            text += (
                " That is more than --fdr: rows that were just below the cut, or that seem "
                "odd beside what was planted."
            )
    return text


def sizes(said: Diagnosis) -> tuple[float, ...]:
    """All sizes that were planted in columns."""
    found = {one.size for one in said.recalls if one.kind in BY_COLUMN and one.size}
    return tuple(sorted(found))


def columns(said: Diagnosis) -> tuple[str, ...]:
    """The columns with a line of their own, in order."""
    return tuple(dict.fromkeys(one.column for one in said.recalls if one.kind in BY_COLUMN))


def at(said: Diagnosis, kind: str, column: str) -> dict[float, Recall]:
    """By size, what was caught of a kind in a column."""
    return {
        one.size: one
        for one in said.recalls
        if one.kind == kind and one.column == column and one.size is not None
    }


def limit(said: Diagnosis, kind: str, column: str) -> Limit | None:
    """From where on a kind is caught in a column; None if it was not planted there."""
    found = (x for x in said.limits if x.kind == kind and x.column == column)
    return next(found, None)


def amount(value: float | None) -> str:
    """A size in a column's own units, to two digits."""
    return "" if value is None else wording.show(float(f"{value:.2g}"))


def starts(found: Limit | None) -> str:
    """From where on it is caught: an amount; in units of noise where none may be shown."""
    if found is None:
        return ""
    if found.size is None:
        return "never"
    return amount(found.amount) or f"{found.size:g} x"


def others(said: Diagnosis) -> tuple[Summed, ...]:
    """The kinds without lines of their own, each over all columns."""
    kinds = dict.fromkeys(o.kind for o in said.recalls if o.kind not in BY_COLUMN)
    return tuple(_summed(said, kind) for kind in kinds)


def _summed(said: Diagnosis, kind: str) -> Summed:
    steps: dict[str, list[int]] = {}
    for one in said.recalls:
        if one.kind == kind:
            name = one.form if one.size is None else f"{one.size:g} x"
            step = steps.setdefault(name, [0, 0])
            step[0] += one.planted
            step[1] += one.caught
    places = [found for found in said.limits if found.kind == kind and found.column]
    shares = [found.caught / found.planted for found in places]
    worst = None
    if len(places) > 1 and min(shares) < max(shares):
        worst = places[shares.index(min(shares))]
    listed = tuple((name, planted, caught) for name, (planted, caught) in steps.items())
    return Summed(kind, listed, worst)


def steps(summed: Summed) -> str:
    """ "x 10: 38/40, x 100: 40/40"; "30/40; least in price 3/10"."""
    parts = [
        f"{name}: {caught}/{planted}" if name else f"{caught}/{planted}"
        for name, planted, caught in summed.steps
    ]
    text = ", ".join(part.replace(" ", UNBROKEN) for part in parts)
    worst = summed.worst
    if worst is None:
        return text
    least = f"least in {wording.show(worst.column, longest=24)}"
    return f"{text}; {least} {worst.caught}/{worst.planted}"


def verdicts(said: Diagnosis, verdict: str) -> list[str]:
    """The checks that ended so."""
    return [check.check for check in said.checks if check.verdict == verdict]


def words(kind: str) -> str:
    """What a kind is called."""
    return KINDS[kind].words
