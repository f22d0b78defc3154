"""The numbers for pictures of a result, gathered from what was learned in its scan.

This is the one place that decides which columns are pictured at all (`may_be_pictured`) and
which picture shows best why the rows of a group are wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from vedette.core.findings import Finding, Group, Reason
from vedette.core.pictures import Distribution, Levels, Pictures, Scatter, Stretch
from vedette.core.result import Result
from vedette.scanning.learning import Learned
from vedette.scanning.picturing_series import stretch
from vedette.tables.picturing import (
    axis_of,
    distribution,
    is_measured,
    levels,
    numbers_of,
)

Rows = npt.NDArray[np.int64]
Of = Stretch | Scatter | Distribution

COLUMNS = 500
STRETCHES = 400
GROUPS = 40
POINTS, GROUP_POINTS = 1_500, 700  # of all rows, in a scatter
MARKED = 400
FAR = 15.0  # widths of the usual part of a column that the picture of a group may have
PICTURED = ("number", "time", "category", "flag", "key", "clock", "angle", "part", "code")


def pictures(result: Result) -> Pictures:
    """Everything that can be drawn of a result; nothing if it was not kept with its table."""
    if result.pictures is not None:
        return result.pictures
    if not isinstance(result.learned, Learned):
        return Pictures()
    about = _Gathering(result, result.learned)
    return Pictures(about.columns(), about.stretches(), about.groups(), about.all_rows())


def may_be_pictured(result: Result, column: str) -> bool:
    """Whether values of a column may be drawn: it is no name or free text, nor redacted."""
    if column in result.redacted:
        return False
    return column in result.roles and result.roles[column].kind in PICTURED


class _Gathering:
    """One result with the table it speaks of, in canonical order."""

    def __init__(self, result: Result, learned: Learned) -> None:
        self.result, self.learned = result, learned
        self.table = learned.ordered.table
        self.names = [n for n in self.table.names if may_be_pictured(result, n)]
        rows, numbers = learned.ordered.rows, result.row_numbers
        self.here = rows >= 0  # others were learned from before: they have no number
        self.number = rows if numbers is None else np.where(self.here, numbers[rows], rows)
        series = learned.ordered.series
        self.along = series is not None and not set(series.names) & set(result.redacted)
        self.sorter = np.argsort(self.number)
        self.members: dict[int, list[Finding]] = {}
        for finding in result.findings:
            self.members.setdefault(finding.group, []).append(finding)

    def places(self, rows: Iterable[int]) -> Rows:
        """Canonical places of some rows by their numbers; of those that are there."""
        wanted = np.array(sorted(rows), dtype=np.int64)
        wanted = wanted[wanted >= 0]
        if not len(self.number) or not len(wanted):
            return np.empty(0, dtype=np.int64)
        at = np.searchsorted(self.number, wanted, sorter=self.sorter)
        found = self.sorter[np.minimum(at, len(self.sorter) - 1)]
        return np.asarray(found[self.number[found] == wanted], dtype=np.int64)

    def columns(self) -> dict[str, Distribution | Levels]:
        """The distribution of each column, wide enough for the findings in it."""
        told: dict[str, list[float]] = {}
        for finding in self.result.findings:
            for reason in finding.reasons:
                told.setdefault(reason.column, []).extend(_numbers_in(reason))
        drawn: dict[str, Distribution | Levels] = {}
        for name in self.names[:COLUMNS]:
            column = self.table[name]
            if is_measured(column, self.result.roles[name].kind):
                made: Distribution | Levels | None = distribution(
                    column, told.get(name, ())
                )
            else:
                made = levels(column)
            if made is not None:
                drawn[name] = made
        return drawn

    def stretches(self) -> dict[int, Stretch]:
        """By row, the main column of a finding along its series."""
        if not self.along:
            return {}
        drawn = {}
        for finding in self.result.findings[:STRETCHES]:
            reason = _main(finding)
            if reason is not None and self.is_drawn(reason.column):
                at = self.places([finding.row])
                if (
                    len(at)
                    and self.table[reason.column].cell(int(at[0])) == reason.observed
                ):
                    drawn[finding.row] = stretch(
                        self.learned, reason.column, int(at[0]), int(at[0])
                    )
        return {row: made for row, made in drawn.items() if made is not None}

    def is_drawn(self, name: str) -> bool:
        """Whether a column can be an axis."""
        kind = self.result.roles[name].kind if name in self.result.roles else "ignore"
        return name in self.names and is_measured(self.table[name], kind)

    def groups(self) -> dict[int, Of]:
        drawn: dict[int, Of] = {}
        for group in self.result.groups[:GROUPS]:
            made = self.of_group(group, self.members.get(group.group, []))
            if made is not None:
                drawn[group.group] = made
        return drawn

    def of_group(self, group: Group, members: Sequence[Finding]) -> Of | None:
        """A run along its series; what does not fit another column, against that; else
        what is far out among all values.
        """
        rows = [f.row for f in members] or list(group.rows)
        if members and not self.speaks_of(members[0]):
            return None
        column, other = self.telling(group, members)
        if not column:
            return None
        places = self.places(rows)
        if group.span is not None and self.along and len(places):
            return stretch(self.learned, column, int(places.min()), int(places.max()))
        if other:
            return self.scatter(column, other, places, GROUP_POINTS)
        values = numbers_of(self.table[column])[places[:MARKED]]
        return distribution(self.table[column], values[np.isfinite(values)].tolist(), FAR)

    def speaks_of(self, finding: Finding) -> bool:
        """Whether a finding is about a row of this table: its cells are what it says."""
        places = self.places([finding.row])
        return len(places) == 1 and all(
            self.table[r.column].cell(int(places[0])) == r.observed
            for r in finding.reasons
            if r.column in self.names
        )

    def telling(self, group: Group, members: Sequence[Finding]) -> tuple[str, str]:
        """The column that is wrong in most rows of a group, and the one it is seen against.

        That is the first quantity the headline names; of rows that are odd as wholes, the
        next of their reasons. "" where there is none.
        """
        wrong: Counter[str] = Counter()
        others: Counter[str] = Counter()
        for finding in members:
            reason = _main(finding)
            if reason is not None and self.is_drawn(reason.column):
                wrong[reason.column] += 1
                others.update(
                    r.column
                    for r in finding.reasons
                    if r is not reason and self.is_drawn(r.column)
                )
        named = [n for n in group.emphasis if self.is_drawn(n)]
        column = _most(wrong) if members else (named or [""])[0]
        against = next((n for n in named if n != column), "")
        if not members and column and not against:
            against = self.related(column)[1]
        elif members and not against:
            del others[column]
            against = _most(others)
        return column, against

    def all_rows(self) -> Scatter | None:
        """All rows in the two columns that tell most of the findings, or are most related."""
        pairs: Counter[tuple[str, str]] = Counter()
        for group in self.result.groups:
            y, x = self.telling(group, self.members.get(group.group, []))
            if y and x:
                pairs[y, x] += group.count
        y, x = max(pairs, key=lambda p: pairs[p], default=("", ""))
        if not y:
            y, x = self.related("")
        if not y or not x:
            return None
        rows = {f.row for f in self.result.findings}
        rows |= {row for g in self.result.groups if g.alike for row in g.rows}
        if self.result.findings and not self.speaks_of(self.result.findings[0]):
            return None
        return self.scatter(y, x, self.places(rows), POINTS)

    def related(self, first: str) -> tuple[str, str]:
        """The quantities whose ranks go together most, one of them given or ""."""
        names = [
            n
            for n in self.names
            if self.result.roles[n].kind == "number" and self.is_drawn(n)
        ][:30]
        some = np.linspace(0, self.table.rows - 1, min(self.table.rows, 2000)).astype(int)
        ranks = {n: _ranks(numbers_of(self.table[n])[some]) for n in names}
        pairs = [
            (abs(float(np.mean(ranks[a] * ranks[b]))), a, b)
            for i, a in enumerate(names)
            for b in names[i + 1 :]
            if not first or first in (a, b)
        ]
        if not pairs:
            return "", ""
        _, a, b = max(pairs, key=lambda pair: pair[0])
        return (b, a) if b == first else (a, b)

    def scatter(self, y: str, x: str, marked: Rows, most: int) -> Scatter | None:
        """Rows in two columns; the marked ones are all there, of the others a sample."""
        xs, ys = numbers_of(self.table[x]), numbers_of(self.table[y])
        known = np.isfinite(xs) & np.isfinite(ys)
        marked = marked[known[marked]]
        of = len(marked)
        marked = marked[np.unique(np.linspace(0, of - 1, min(of, MARKED)).astype(np.int64))]
        others = np.flatnonzero(known)
        if len(others) < 3:
            return None
        chosen = others[np.unique(np.linspace(0, len(others) - 1, most).astype(np.int64))]
        x_axis = axis_of(self.table[x], xs[others], xs[marked].tolist())
        y_axis = axis_of(self.table[y], ys[others], ys[marked].tolist())
        if x_axis is None or y_axis is None:
            return None
        learned = int((~self.here).sum())
        outside = (xs[marked] < x_axis.low) | (xs[marked] > x_axis.high)
        outside |= (ys[marked] < y_axis.low) | (ys[marked] > y_axis.high)
        return Scatter(
            x,
            y,
            x_axis,
            y_axis,
            tuple(zip(xs[chosen].tolist(), ys[chosen].tolist(), strict=True)),
            tuple(zip(xs[marked].tolist(), ys[marked].tolist(), strict=True)),
            self.result.rows + learned,
            int(outside.sum()),
            of,
            learned,
        )


def _main(finding: Finding) -> Reason | None:
    """The column with the greatest part in a finding."""
    return max(finding.reasons, key=lambda r: abs(r.share), default=None)


def _most(counted: Counter[str]) -> str:
    return max(counted, key=lambda n: counted[n], default="")


def _numbers_in(reason: Reason) -> list[float]:
    told = (reason.observed, reason.low, reason.high)
    return [
        float(v) for v in told if isinstance(v, int | float) and not isinstance(v, bool)
    ]


def _ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Ranks of the values, standardised; missing ones in the middle, equal ones alike."""
    known = np.isfinite(values)
    ranks = np.zeros(len(values))
    if known.any():
        ranks[known] = np.unique(values[known], return_inverse=True)[1]
        ranks[known] -= ranks[known].mean()
    return np.asarray(ranks / (ranks.std() or 1.0))
