"""What every face says of a comparison in the same words."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.comparison import Comparison, Contender, Estimate

MEASURED = {
    "labels": "average precision",
    "planted": "average precision on planted anomalies",
}
# Said below every table.
KEY = {
    "labels": (
        "= not told apart from the first (95 %, all comparisons at once). AP: average "
        "precision, with its 95 % interval. behind: AP less than the first."
    ),
    "planted": (
        "= not told apart from the first on planted anomalies (95 %, all comparisons at "
        "once). AP: average precision, with its 95 % interval. agrees: rank correlation "
        "with the others, the top weighing most; common: share of the top {top} rows in "
        "common with them. seeds, halves: share of the top {top} that stays with another "
        "seed, and if each half of the rows is learned alone; - where there is no chance."
    ),
}


def extent(found: Comparison) -> str:
    """ "1,000 rows, 5 columns"."""
    rows = wording.count(found.rows, "row")
    return f"{rows}, {wording.count(found.columns, 'column')}"


def way(found: Comparison) -> str:
    """What the detectors were measured by."""
    guess = f"guessing has AP {number(found.chance)}"
    if found.way == "labels":
        odd = wording.count(found.anomalies, "anomaly")
        return f"by {wording.plain(found.label or '')}: {odd}; {found.split}; {guess}"
    return f"without labels: {found.split} planted; {guess}"


def headline(found: Comparison) -> str:
    """Who is first, and how sure that is."""
    best = found.best
    if best is None:
        return "No detector could be compared"
    assert best.ap is not None
    first = f"{best.detector} has the best {MEASURED[found.way]}, {interval(best.ap)}"
    alike = [c.detector for c in found.alike]
    if not alike:
        return first if len(found.ranked) == 1 else f"{first}; all others are worse"
    if len(alike) + 1 == len(found.ranked):
        return f"{first}, but no other is told apart from it"
    return f"{first}; not told apart from it: {wording.join(alike, most=4)}"


def advice(found: Comparison) -> str:
    """What to do with it."""
    best = found.best
    if best is None:
        return ""
    ahead = best.ahead_of_default
    name = best.detector
    if name == found.default:
        return f"The default, {name}, is first: there is no reason to name a detector"
    if ahead is None:
        return f"The default, {found.default}, was not among them; try {name}"
    if not found.worth_naming:
        return (
            f"{name} is ahead of the default, {found.default}, by {interval(ahead)}, which "
            "may be chance: no reason yet to name a detector"
        )
    more = f"{name} is better than the default, {found.default}, by {interval(ahead)}"
    if found.way == "planted":
        return f"{more}, at finding what was planted: a reason to look at both, no proof"
    return more


def options(found: Comparison) -> list[str]:
    """The command that goes with the advice, and its options, after the file's name."""
    best = found.best
    if best is None:
        return ["scan"]
    kept = best.ahead_of_default is not None and not found.worth_naming
    if found.way == "labels":
        label = ["--label", found.label or ""]
        for value in found.positive:
            label += ["--positive", value]
        name = found.default if kept else best.detector
        return ["evaluate", *label, "--detector", name]
    if kept or best.detector == found.default:
        return ["scan"]
    return ["scan", "--detector", best.detector]


def interval(estimate: Estimate) -> str:
    """ "0.812 (0.75 to 0.86)"."""
    return f"{number(estimate.value)} ({between(estimate)})"


def between(estimate: Estimate) -> str:
    """ "0.75 to 0.86"; small ones with three decimals."""
    low, high = estimate.low, estimate.high
    if high < 0.1:
        return f"{number(low)} to {number(high)}"
    return f"{low:.2f} to {high:.2f}".replace("-0.00", "0.00")


def number(x: float | None) -> str:
    """A measure with three decimals; "-" for none."""
    if x is None:
        return "-"
    text = f"{x:.3f}"
    return "0.000" if text == "-0.000" else text


def share(x: float | None) -> str:
    """A share as whole percent; "-" for none."""
    return "-" if x is None else f"{100 * x:.0f} %"


def behind(one: Contender) -> str:
    """How much less than the first: "-0.020"; "" for the first."""
    return "" if one.behind is None else number(-one.behind.value)


def mark(one: Contender) -> str:
    """ "=" if it is not told apart from the first."""
    return "=" if one.tied else ""


def failed(one: Contender) -> str:
    """Why a detector is not ranked."""
    return f"{one.detector}: {one.reason}"


def key(found: Comparison) -> str:
    """What the columns of the table mean."""
    return KEY[found.way].format(top=found.top)


def table(found: Comparison, *, timing: bool) -> tuple[list[str], list[list[str]]]:
    """The ranked table: its head, and a row for each detector."""
    labelled = found.way == "labels"
    cuts = labelled and any(c.f1 is not None for c in found.ranked)
    head = ["", "", "detector", "AP", "95 %"]
    if labelled:
        head += ["AUROC", *(["F1"] if cuts else []), "behind"]
    else:
        head += ["agrees", "common", "seeds", "halves"]
    rows = []
    for c in found.ranked:
        assert c.ap is not None
        assert c.auroc is not None
        row = [mark(c), str(c.rank), c.detector, number(c.ap.value), between(c.ap)]
        if labelled:
            row.append(number(c.auroc.value))
            row += [number(c.f1.value if c.f1 else None)] if cuts else []
            row.append(behind(c))
        else:
            agrees = "-" if c.agreement is None else f"{c.agreement:.2f}"
            row += [agrees, share(c.overlap), share(c.stable_seeds), share(c.stable_halves)]
        rows.append([*row, wording.duration(c.seconds)] if timing else row)
    return ([*head, "time"] if timing else head), rows
