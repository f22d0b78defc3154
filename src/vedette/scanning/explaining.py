"""Everything that can be said of one row, finding or not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vedette.calibrate.tail import surprise
from vedette.core.errors import InvalidInput
from vedette.core.findings import Explanation, Fact, Finding, Group, Judgement
from vedette.core.redaction import hidden_judgement, withholding
from vedette.core.table import Column, id_column, shown_id
from vedette.core.wording import count, show
from vedette.scanning.blame import deviations
from vedette.scanning.confirm import Candidate, Court
from vedette.scanning.describe import Describer, Rows
from vedette.scanning.encode import why_skipped
from vedette.scanning.extending import NOWHERE
from vedette.scanning.learning import Learned
from vedette.scanning.views import View
from vedette.scanning.wholes import shares_of_columns


def describer(learned: Learned, numbers: Rows | None) -> Describer:
    """What puts the rows of a table into words, by what was learned from it.

    numbers
        (n,) of the rows in what was read, if a condition left some out.
    """
    ordered = learned.ordered
    rows = ordered.rows
    original = np.where(rows >= 0, rows if numbers is None else numbers[rows], NOWHERE)
    return Describer(
        ordered.table,
        learned.roles,
        learned.judged,
        original,
        ordered.series,
        ordered.copies,
        ordered.before,
        learned.division,
    )


def ids_of(learned: Learned) -> Column | None:
    """The first column that names rows."""
    return id_column(learned.ordered.table, learned.roles)


class Explainer:
    """Explains rows of one scanned table by their row numbers."""

    def __init__(
        self,
        about: Describer,
        ids: Column | None,
        findings: Sequence[Finding],
        groups: Sequence[Group],
        facts: Sequence[Fact],
        rows: int | None = None,
    ) -> None:
        self.rows = about.table.rows if rows is None else rows
        self.about, self.ids, self.facts = about, ids, tuple(facts)
        self.redacted = [column.name for column in about.table if column.redacted]
        self.findings = {finding.row: finding for finding in findings}
        self.groups = {group.group: group for group in groups}
        self.alike = {row: g for g in groups if g.alike for row in g.rows}

    def row_of_id(self, text: str) -> int | None:
        """The row with this id, if there is an id column and one row has it."""
        if self.ids is None:
            return None
        for i in range(len(self.ids)):
            cell = self.ids.held(i)
            if cell is not None and str(cell) == text:
                return int(self.about.original[i])
        return None

    def __call__(self, row: int) -> Explanation:
        with withholding(self.redacted):
            return self.explain(row)

    def explain(self, row: int) -> Explanation:
        at = self.place(row)
        finding = self.findings.get(row)
        group = self.groups.get(finding.group) if finding else self.alike.get(row)
        best = self.best_views(at)
        judgements = [
            hidden_judgement(said) if said.column in self.redacted else said
            for said in (self.judgement(view, at) for view in best.values())
        ]
        judgements.sort(key=lambda j: -(j.surprise or 0.0))
        judgements += self.unjudged(at, set(best))
        comparable, comparable_text = self.comparable(at, best, finding)
        return Explanation(
            row,
            shown_id(self.ids, at),
            finding,
            group,
            tuple(judgements),
            self.surprise_of_row(at),
            tuple(fact for fact in self.facts if row in fact.rows),
            comparable,
            comparable_text,
            finding.text if finding else (group.text if group else ""),
        )

    def place(self, row: int) -> int:
        """The canonical place of a row, given by its number in the table as it came."""
        places = np.flatnonzero(self.about.original == row)
        if row >= 0 and not len(places) and self.rows > self.about.table.rows:
            raise InvalidInput(
                f"row {row:,} was judged and is no finding; of a table scanned by a sample, "
                "only findings and the sample can be explained",
                hint="scan a part of the table that has the row in it: --where",
            )
        if row < 0 or not len(places):
            last = max(0, int(self.about.original.max(initial=0)))
            raise InvalidInput(
                f"there is no row {row:,}", hint=f"rows are numbered from 0 to {last:,}"
            )
        return int(places[-1])

    def best_views(self, at: int) -> dict[str, View]:
        """By column, the view in which the row is furthest out."""
        best: dict[str, View] = {}
        for view in self.about.judged.views:
            if view.target < 0 or not np.isfinite(view.z[at]):
                continue
            if view.column not in best or abs(view.z[at]) > abs(best[view.column].z[at]):
                best[view.column] = view
        return best

    def judgement(self, view: View, at: int) -> Judgement:
        """One cell of the row, by what the rest of the row implies once its wrong cells are
        as they should have been.
        """
        assert view.fit is not None
        finding = self.findings.get(int(self.about.original[at]))
        reasons = {r.column: r for r in finding.reasons} if finding else {}
        observed = self.about.table[view.column].cell(at)
        if (
            finding is not None
            and (r := reasons.get(view.column))
            and (at, view.column) in self.about.expected
        ):
            first = r is finding.reasons[0]
            seen = (
                (finding.surprise, finding.capped) if first else self.seen(view, view.z[at])
            )
            return Judgement(
                view.column, observed, r.expected, r.low, r.high, *seen, given=r.given
            )
        expected, parts = self.about.expected, view.fit.design.parts
        wrong = {
            t: expected[at, parts[t].column]
            for t in view.fit.z
            if finding is not None and (at, parts[t].column) in expected
        }
        scene = self.about.scene(view.fit, at)
        found = scene.predict(wrong, [view.target]).range(view.target)
        own = view.fit.design.parts[view.target].in_own_units
        raw = [own(at, float(part[0])) for part in found]
        middle, low, high = (
            self.about.rounded(view.fit, view.target, value, raw[1], raw[2])
            for value in raw
        )
        z = deviations(scene, wrong, [view.target])[view.target]
        given, _ = self.about.named(view.fit, at, view.target, tuple(wrong))
        return Judgement(
            view.column, observed, middle, low, high, *self.seen(view, z), given=given
        )

    def seen(self, view: View, z: float) -> tuple[float, bool]:
        """Surprise of a deviation in a column, both sides counted."""
        p = view.log10_p(1 if z >= 0 else -1, np.array([abs(z)])) + np.log10(2)
        value, capped = surprise(np.minimum(p, 0.0), self.rows)
        return round(float(value[0]), 3), bool(capped[0])

    def unjudged(self, at: int, judged: set[str]) -> list[Judgement]:
        said = []
        shares = self.shares(at)
        fits = self.about.judged.fits
        skipped = why_skipped(fits[0].design, self.about.table) if fits else {}
        for column in self.about.table:
            if column.name in judged:
                continue
            role = self.about.roles[column.name].kind
            note = skipped.get(column.name, role if role != "number" else "not judged")
            if column.name in shares:
                note = f"{100 * shares[column.name]:.0f} % of what is odd"
            if role == "number" and column.missing[at]:
                note = "missing"
            said.append(
                Judgement(column.name, column.cell(at), None, None, None, None, note=note)
            )
        return said

    def shares(self, at: int) -> dict[str, float]:
        """By column, its share in what makes the row odd, where a detector judged it."""
        points = self.about.judged.space
        if self.about.judged.detector is None or points is None:
            return {}
        place = np.flatnonzero(points.rows == at)
        return shares_of_columns(points, int(place[0])) if len(place) else {}

    def surprise_of_row(self, at: int) -> float | None:
        for view in self.about.judged.views:
            if view.target < 0 and np.isfinite(view.z[at]):
                p = view.log10_p(1, np.array([view.z[at]]))
                return round(float(surprise(p, self.rows)[0][0]), 3)
        return None

    def comparable(
        self, at: int, best: dict[str, View], finding: Finding | None
    ) -> tuple[tuple[int, ...], str]:
        """The rows most like this one in what its oddest column rests on."""
        column = finding.reasons[0].column if finding and finding.reasons else ""
        view = best.get(column) or max(
            best.values(), key=lambda v: abs(float(v.z[at])), default=None
        )
        if view is None or view.fit is None:
            return (), ""
        court = Court(view.fit)
        candidate = Candidate(at, view, float(view.z[at]), 0.0)
        share = view.fit.shares(np.array([at], dtype=np.int64), view.target)[0]
        chosen = court.witnesses(candidate, share)
        if not chosen:
            return (), ""
        rows = court.opinion(candidate, chosen, np.asarray(share)).rows
        if (division := self.about.division) is not None:
            rows = rows[division.codes[rows] == division.codes[at]]
        if not len(rows):
            return (), ""
        text = f"{count(len(rows), 'row')} like it"
        if view.column not in self.redacted:
            values = np.asarray(self.about.table[view.column].values, dtype=np.float64)
            known = values[rows][np.isfinite(values[rows])]
            low, high = (show(float(q)) for q in np.quantile(known, [0.025, 0.975]))
            text += f" have {view.column} from {low} to {high}"
        return tuple(int(self.about.original[r]) for r in rows[:20]), text
