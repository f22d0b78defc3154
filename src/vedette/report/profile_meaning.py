"""What every face says of columns together, in the same words."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.advice import Influence, Moved, MovedPair
from vedette.core.dependence import Pair, Predicted
from vedette.core.diagnosis import ASSUMPTIONS, Assumption
from vedette.core.profile import Profile

TOLD = 0.1  # explained less, a column is not said to be told by others
INFLATED, SHIFTED = 0.02, 0.02  # less is not worth a line


def predicted(one: Predicted, most: int | None = None) -> str:
    """A column and what tells it: "fee: 84 % explained, by amount (71 %) and kind (20 %)"."""
    name = wording.plain(one.column)
    leaning = [f"{by.column} ({wording.percent(by.share)})" for by in one.by[:most]]
    by = wording.join(leaning)
    said = f"{name}: {wording.percent(round(one.explained, 2))} explained"
    if one.curved and one.linear is not None:
        said += f" ({wording.percent(round(one.linear, 2))} by a straight line)"
    return f"{said}, by {by}" if by else said


def told(found: Profile, most: int | None = None) -> list[str]:
    """The columns that the others tell, best first; `most` of those that tell each."""
    if found.relations is None:
        return []
    return [
        predicted(one, most) for one in found.relations.predicted if one.explained >= TOLD
    ]


def untold(found: Profile) -> tuple[str, ...]:
    """The columns of which the others tell nothing to speak of."""
    if found.relations is None:
        return ()
    return tuple(p.column for p in found.relations.predicted if p.explained < TOLD)


def related(one: Pair) -> str:
    """How strongly two columns go together."""
    if one.linear is not None and one.rank is not None:
        return f"correlation {one.linear:.2f}, of ranks {one.rank:.2f}"
    return f"association {one.association or 0.0:.2f}"


def moved(one: Moved) -> str:
    """A column with and without: "fee: mean 12.1, 10.0 without; deviation 41, 5.2"."""
    like = (
        one.mean_without - one.deviation_without,
        one.mean_without + one.deviation_without,
    )
    return (
        f"{wording.plain(one.column)}: mean {wording.show(one.mean, like)}, without them "
        f"{wording.show(one.mean_without, like)}; deviation "
        f"{wording.show(one.deviation, like)}, without "
        f"{wording.show(one.deviation_without, like)}"
    )


def moved_pair(one: MovedPair) -> str:
    """Two columns with and without."""
    names = wording.join([one.first, one.second])
    return f"{names}: correlation {one.correlation:.2f}, without them {one.without:.2f}"


def found_by_scan(of: Influence) -> str:
    """How many rows are left out, and by which right."""
    rows = wording.count(of.rows, "row")
    if not of.found:
        return f"A scan of {rows} finds nothing: the numbers stand as they are."
    return (
        f"A scan finds {of.found:,} of {rows} odd (at most {wording.percent(of.fdr)} of its "
        f"findings are expected to be false)."
    )


def influential(found: Profile) -> list[str]:
    """The columns and pairs whose numbers the findings move, most first."""
    of = found.influence
    if of is None:
        return []
    columns = [
        moved(one)
        for one in of.columns
        if abs(one.inflated - 1) >= INFLATED or abs(one.shift) >= SHIFTED
    ]
    return [*columns, *(moved_pair(one) for one in of.pairs)]


def assumption(one: Assumption) -> str:
    """What fails, by its name."""
    return f"{ASSUMPTIONS[one.check]}: {one.text}"


def advised(found: Profile) -> list[str]:
    """The advice, then what fails by name."""
    if found.advice is None:
        return []
    text = found.advice.text
    failing = [f"fails: {assumption(one)}" for one in found.advice.failing]
    return [f"{text[:1].upper()}{text[1:]}.", *failing]


def known(found: Profile) -> list[str]:
    """The anomalies that a label names, and what tells them."""
    if found.known is None:
        return []
    of = found.known
    said = (
        f"{wording.plain(of.label)} names {wording.count(of.anomalies, 'row')} of "
        f"{of.rows:,} ({wording.percent(of.anomalies, of.rows)})"
    )
    if not of.telling:
        return [f"{said}; no column tells them by itself"]
    columns = wording.join(f"{name} ({area:.2f})" for name, area in of.telling)
    return [f"{said}; told best by {columns}, as areas under the ROC curve"]
