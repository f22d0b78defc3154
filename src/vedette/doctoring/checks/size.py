"""Whether there are rows enough: at all, and for so many columns."""

from __future__ import annotations

from vedette.core.diagnosis import Assumption
from vedette.core.remedies import take
from vedette.core.table import Table
from vedette.core.wording import count
from vedette.doctoring.checks.points import Points
from vedette.doctoring.seen import Usual

LEAST = 60
# Rows for each feature: below the first a shape cannot be learned, from the second it can.
TOO_FEW, PLENTY = 5, 10


def enough(table: Table, usual: Usual) -> Assumption:
    """Whether any column can be judged."""
    n = table.rows
    if usual.judged:
        return Assumption("rows", "holds", n, LEAST, f"{count(n, 'row')}: enough to judge")
    if usual.needed is None:
        text = f"{count(n, 'row')}, but no column is a quantity that can be judged"
        advice = "see what is checked without: vedette scan; say what a column is: --role"
        return Assumption("rows", "not known", n, None, text, advice)
    text = f"{count(n, 'row')}: too few to judge, {usual.needed:,} would do"
    advice = "collect more rows; until then vedette scan tells facts alone"
    return Assumption("rows", "fails", n, usual.needed, text, advice)


def dimension(table: Table, points: Points) -> Assumption:
    """Whether there are rows enough for so many columns."""
    d = points.all.shape[1]
    if d == 0:
        return Assumption(
            "dimension", "not known", None, TOO_FEW, "no column to learn from"
        )
    ratio = table.rows / d
    said = f"{count(table.rows, 'row')} for {count(d, 'feature')}"
    if ratio >= PLENTY:
        return Assumption("dimension", "holds", ratio, TOO_FEW, said)
    verdict = "fails" if ratio < TOO_FEW else "not known"
    advice = f"keep columns that belong together (--select), or {take('dimension')}"
    text = f"{said}: {ratio:.1f} for each, and {PLENTY} are needed"
    return Assumption("dimension", verdict, ratio, TOO_FEW, text, advice)  # type: ignore[arg-type]
