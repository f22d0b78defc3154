"""Whether two scans say the same: the same rows, the same reasons, in the same words."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from vedette.core.findings import Finding, Reason
from vedette.testing.tables import Columns


def same(
    before: Iterable[Finding],
    after: Iterable[Finding],
    place_before: npt.NDArray[np.int64] | None = None,
    place_after: npt.NDArray[np.int64] | None = None,
) -> None:
    """The same rows with the same reasons, in the same words; rows may have moved."""
    one, two = by_place(before, place_before), by_place(after, place_after)
    assert sorted(one) == sorted(two), f"rows {sorted(one)} became {sorted(two)}"
    for place, said in one.items():
        assert said == two[place], f"row {place}: {said} became {two[place]}"


def by_place(
    findings: Iterable[Finding], place: npt.NDArray[np.int64] | None
) -> dict[int, tuple[object, ...]]:
    """What is said of each row found."""
    return {
        f.row if place is None else int(place[f.row]): (f.reasons, f.surprise, f.text)
        for f in findings
    }


def same_rows(before: Iterable[Finding], after: Iterable[Finding]) -> None:
    one, two = blamed(before), blamed(after)
    assert one == two, f"{one} became {two}"


def blamed(findings: Iterable[Finding]) -> dict[int, str]:
    return {finding.row: finding.reasons[0].column for finding in findings}


def content(table: Columns, row: int) -> str:
    return repr([str(values[row]) for values in table.values()])


def distance(one: Reason, two: Reason, by: float = 1.0, add: float = 0.0) -> float:
    """How far the expectation has moved, as a share of its range; units changed as said."""
    before = np.sort([number(v) * by + add for v in (one.low, one.expected, one.high)])
    after = np.array([number(v) for v in (two.low, two.expected, two.high)])
    return float(np.abs(before - after).max() / np.ptp(before))


def number(value: object) -> float:
    assert isinstance(value, int | float), f"{value!r} is no number"
    return float(value)
