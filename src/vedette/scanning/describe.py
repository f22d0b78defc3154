"""From what was decided to what is said: reasons, findings and groups in the row's own units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from vedette.core.findings import Reason, Value
from vedette.core.redaction import REDACTED, hidden_reason
from vedette.core.segments import Division
from vedette.core.table import Roles, Table, iso
from vedette.core.wording import show
from vedette.explain.sentences import (
    Place,
    cell_sentence,
    row_sentence,
    usual_if,
)
from vedette.scanning.blame import SUSPECT, Scene, Verdict, blame
from vedette.scanning.echo import lag_parts
from vedette.scanning.judged import Cell, Judged, Whole
from vedette.scanning.views import Fit
from vedette.scanning.wholes import LEAST_NAMED, MOST_NAMED, whole_reasons
from vedette.tables.series import Series

Rows = npt.NDArray[np.int64]

# Columns are named until they make up this share of what a value rests on.
NAMED = 0.8
# Fewer consecutive rows are single findings, not a run.
RUN = 3


@dataclass(frozen=True, slots=True)
class Case:
    """A finding before it is put into words."""

    row: int  # canonical
    log10_p: float
    column: str
    above: bool
    reasons: tuple[Reason, ...]
    given: tuple[str, ...]
    place: Place
    text: str
    kind: str = "cell"  # or "whole"
    comparable: tuple[int, ...] = ()


@dataclass(eq=False)
class Describer:
    """Puts the rows of one judged table into words.

    table
        In canonical order, sentinels set to missing.
    original
        By canonical row, the row number in the table as it came.
    division
        The segments within which rows were judged, if they were.
    expected
        By canonical row and column, what was expected of a wrong cell, as the model has it;
        also of those that are not to be shown.
    """

    table: Table
    roles: Roles
    judged: Judged
    original: Rows
    series: Series | None
    copies: npt.NDArray[np.int64] | None
    before: Rows | None = None
    division: Division | None = None
    expected: dict[tuple[int, str], float] = field(default_factory=dict)
    _mended: dict[tuple[int, int], dict[int, float]] = field(default_factory=dict)
    _quantiles: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)

    def cases(self) -> list[Case]:
        by_row: dict[int, list[Cell]] = {}
        for cell in self.judged.cells:
            by_row.setdefault(cell.row, []).append(cell)
        found = [self.cell_case(row, cells) for row, cells in sorted(by_row.items())]
        return found + [self.whole_case(whole) for whole in self.judged.wholes]

    def cell_case(self, row: int, cells: Sequence[Cell]) -> Case:
        """One finding: all wrong cells of a row, the one to blame first."""
        fit = self.judging_fit(cells)
        mine = [cell for cell in cells if cell.fit is fit]
        accused = {c.target: c.inner if np.isfinite(c.inner) else SUSPECT for c in mine}
        runs = [c for c in mine if c.in_run]
        together = {t for c in mine if c.accomplices for t in (c.target, *c.accomplices)}
        verdict = blame(self.scene(fit, row), accused, sorted(together))
        self._mended[id(fit), row] = verdict.expected
        if runs:
            verdict = replace_first(verdict, runs[0].target)
        reasons = self.reasons(fit, verdict)
        worst = min(cells, key=lambda c: c.log10_p)
        first = verdict.blamed[0]
        given, witnesses = self.named(fit, row, first, verdict.blamed)
        column = fit.design.parts[first].column
        return Case(
            row,
            worst.log10_p,
            column,
            verdict.z[first] > 0,
            reasons,
            given,
            self.place(column, row),
            cell_sentence(reasons[0], witnesses, self.note(row, reasons[1:])),
            comparable=worst.comparable,
        )

    def scene(self, fit: Fit, row: int) -> Scene:
        """A row with the row before as it should have been, where that was found wrong.

        Rows come in the order of their series, so a run is mended from its first row on.
        """
        before = int(self.before[row]) if self.before is not None else -1
        mended = self._mended.get((id(fit), before), {})
        lags = lag_parts(fit) if mended else {}
        return Scene(fit, row, {lags[t]: value for t, value in mended.items() if t in lags})

    def judging_fit(self, cells: Sequence[Cell]) -> Fit:
        return min(cells, key=lambda c: (c.log10_p, -abs(c.z))).fit

    def reasons(self, fit: Fit, verdict: Verdict) -> tuple[Reason, ...]:
        total = sum(abs(verdict.z[t]) for t in verdict.blamed) or 1.0
        said = []
        for t in verdict.blamed:
            column = fit.design.parts[t].column
            given, _ = self.named(fit, verdict.row, t, verdict.blamed)
            part = fit.design.parts[t]
            middle, low, high = (
                part.in_own_units(verdict.row, value)
                for value in (verdict.expected[t], verdict.low[t], verdict.high[t])
            )
            expected = self.rounded(fit, t, middle, low, high)
            self.expected[verdict.row, column] = (
                expected if part.within is None else verdict.expected[t]
            )
            reason = Reason(
                column,
                round(float(verdict.z[t] / total), 4),
                self.table[column].cell(verdict.row),
                expected,
                self.rounded(fit, t, low, low, high),
                self.rounded(fit, t, high, low, high),
                given,
            )
            hidden = self.table[column].redacted
            # What is judged by itself has a side: flags and categories are not.
            said.append(
                hidden_reason(reason, sided=True) if hidden else replace_usual(reason)
            )
        return tuple(said)

    def rounded(
        self, fit: Fit, target: int, value: float, low: float, high: float
    ) -> float:
        """An estimate, to a thousandth of its range: the digits beyond are noise."""
        width = abs(high - low)
        if not np.isfinite(width) or width <= 0:
            return float(f"{value:.6g}")
        digits = int(np.clip(3 - np.floor(np.log10(width)), -12, 12))
        return float(round(value, digits))

    def named(
        self, fit: Fit, row: int, target: int, wrong: Sequence[int]
    ) -> tuple[tuple[str, ...], dict[str, Value]]:
        """The columns an expectation rests on, and their values in this row."""
        segment = self.segment(row)
        if not fit.tells(target):
            return tuple(segment), segment
        shares = fit.shares(np.array([row], dtype=np.int64), target)[0].copy()
        shares[[t for t in wrong if t != target]] = 0.0
        names, values = list(segment), dict(segment)
        total, told = float(shares.sum()), 0.0
        for j in np.argsort(-shares, kind="stable"):
            most = MOST_NAMED + len(segment)
            if total <= 0 or told >= NAMED * total or len(names) >= most:
                break
            if shares[j] < LEAST_NAMED * total:
                break
            told += float(shares[j])
            name, value = self.witness(fit, row, int(j))
            if name not in names:
                names.append(name)
                values[name] = value
        return tuple(names), values

    def segment(self, row: int) -> dict[str, Value]:
        """What divides the rows into segments, and that of a row; empty without segments."""
        if self.division is None or self.division.codes[row] < 0:
            return {}
        return {self.division.by: self.division.names[self.division.codes[row]]}

    def witness(self, fit: Fit, row: int, part: int) -> tuple[str, Value]:
        encoded = fit.design.parts[part]
        if encoded.lag_of is None:
            return encoded.column, self.table[encoded.column].cell(row)
        value = float(np.asarray(encoded.feature.values)[row])
        name = f"the {encoded.column} before"
        within = fit.design.parts[encoded.lag_of].within
        if within is not None and self.before is not None and np.isfinite(value):
            value = float(self.table[encoded.column].values[self.before[row]])
        if np.isnan(value):
            return name, None
        hidden = self.table[encoded.column].redacted
        return name, REDACTED if hidden else plain_number(value)

    def whole_case(self, whole: Whole) -> Case:
        reasons = self.whole_reasons(whole.place, whole.row)
        told = [
            f"{name} = {show(value)}" for name, value in self.segment(whole.row).items()
        ]
        where = f"in {told[0]}, " if told else ""
        text = (
            where
            + row_sentence(reasons)
            + (f"; {note}" if (note := self.copies_note(whole.row)) else "")
        )
        column = reasons[0].column if reasons else ""
        place = Place(usual=False, extreme=False)
        return Case(
            whole.row, whole.log10_p, column, True, reasons, (), place, text, "whole"
        )

    def whole_reasons(self, place: int, row: int) -> tuple[Reason, ...]:
        assert self.judged.space is not None
        mine = None if self.division is None else self.division.codes
        return whole_reasons(self.judged.space, self.table, self.roles, place, row, mine)

    def place(self, column: str, row: int) -> Place:
        """How the value lies among all values of its column."""
        values = np.asarray(self.table[column].values, dtype=np.float64)
        if column not in self._quantiles:
            present = values[np.isfinite(values)]
            low, high = np.quantile(present, [0.01, 0.99])
            inner_low, inner_high = np.quantile(present, [0.001, 0.999])
            self._quantiles[column] = (low, high, inner_low, inner_high)
        low, high, least, most = self._quantiles[column]
        x = values[row]
        return Place(usual=bool(low <= x <= high), extreme=bool(x < least or x > most))

    def note(self, row: int, others: Sequence[Reason]) -> str:
        """What else is wrong in the row, and how many copies it has."""
        said = [f"also {cell_sentence(r, {})}" for r in others]
        return "; ".join([*said, *filter(None, [self.copies_note(row)])])

    def copies_note(self, row: int) -> str:
        if self.copies is None:
            return ""
        copies = int((self.copies == row).sum()) - 1
        return (
            ""
            if copies < 1
            else f"and {copies:,} {'copy' if copies == 1 else 'copies'} of it"
        )

    def rows_of(self, row: int) -> Rows:
        """A row and its copies, canonical."""
        if self.copies is None:
            return np.array([row], dtype=np.int64)
        return np.flatnonzero(self.copies == row)

    def when(self, row: int) -> str:
        """The moment of a row, "" if there is none to show."""
        if self.series is None or np.isnat(self.series.time[row]):
            return ""
        if any(self.table[name].redacted for name in self.series.names):
            return ""
        return iso(self.series.time[row])


def replace_first(verdict: Verdict, target: int) -> Verdict:
    """The same verdict with the target of a run to blame first, if it is among the blamed."""
    if target not in verdict.blamed:
        return verdict
    rest = tuple(t for t in verdict.blamed if t != target)
    return Verdict(
        verdict.row, (target, *rest), verdict.z, verdict.expected, verdict.low, verdict.high
    )


def replace_usual(reason: Reason) -> Reason:
    return Reason(
        reason.column,
        reason.share,
        reason.observed,
        reason.expected,
        reason.low,
        reason.high,
        reason.given,
        usual_if(reason),
    )


def plain_number(value: float) -> int | float:
    return int(value) if value.is_integer() and abs(value) < 2**53 else value
