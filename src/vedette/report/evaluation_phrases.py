"""What is said of an evaluation, in one wording for every face."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.evaluation import (
    Assessed,
    Counts,
    Estimate,
    Evaluation,
    PartOfRows,
    Protocol,
    Scanned,
)

NAMES = {
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "auroc": "AUROC",
    "average_precision": "AP",
}
READING = (
    "precision: of the rows flagged, the share that are anomalies; recall: of the "
    "anomalies, the share that are flagged; F1: both in one",
    "AUROC: the chance that an anomaly scores above a usual row; AP: the mean precision "
    "along the ranking, to be read beside the share of anomalies",
    "in brackets, between what the figure may well lie (95 %)",
)


def figure(value: float | None) -> str:
    """A share as it is printed: ".508", "1.00"; "-" if it is not known."""
    if value is None:
        return "-"
    return f"{value:.2f}" if value >= 0.9995 else f"{value:.3f}".lstrip("0")


def interval(estimate: Estimate) -> str:
    """The range in brackets: "(.46-.55)"; "" where there is none."""
    if estimate.low is None or estimate.high is None:
        return ""
    return f"({_short(estimate.low)}-{_short(estimate.high)})"


def _short(value: float) -> str:
    return f"{value:.1f}" if value >= 0.995 else f"{value:.2f}".lstrip("0")


def with_interval(estimate: Estimate) -> str:
    """A figure and its range."""
    return f"{figure(estimate.value)} {interval(estimate)}".rstrip()


def headline(found: Evaluation) -> str:
    """The outcome in one sentence."""
    good = found.measured
    if not good:
        return "No detector could be measured"
    best = good[0]
    assert best.test is not None
    if best.test.average_precision.value is None:
        return "Average precision is not known: no anomaly was tested on"
    precise = f"average precision {with_interval(best.test.average_precision)}"
    if len(good) == 1:
        return f"{best.detector}: {precise}"
    return f"{best.detector} ranks first of {len(good)}: {precise}"


def labels(found: Evaluation) -> str:
    """What the label says: "label is_fraud: 50 anomalies (true), 950 usual rows (false)"."""
    label = found.label
    said = (
        f"{wording.plain(label.column)}: {wording.count(label.odd, 'anomaly')} "
        f"({_values(label.positive)}), {wording.count(label.usual, 'usual row')} "
        f"({_values(label.negative)})"
    )
    if label.unlabelled:
        said += f", {label.unlabelled:,} without a label"
    return said


def _values(values: tuple[str, ...]) -> str:
    return wording.join((wording.cut(value, 24) for value in values), most=3, last="or")


def protocol(how: Protocol) -> str:
    """How the rows were divided, in one sentence."""
    sampled = "" if how.sampled is None else f"{how.sampled:,} rows were drawn; "
    if how.shares is None:
        times = "" if how.repeats < 2 else f" {how.repeats} times"
        if how.way == "time":
            cut = (
                f"the rows in the order of {wording.join(how.names)} were cut into "
                f"{how.folds + 2} parts; the last {how.folds} were each tested on, with the "
                "threshold from the part before, and the usual rows of all earlier ones "
                "learned from"
            )
        else:
            cut = (
                f"{_drawn(how)} into {how.folds} parts{times}; each was tested on once, the "
                "threshold was set on another, and the usual rows of the rest were learned "
                "from"
            )
        return f"{sampled}{cut}{_apart(how)}"
    train, validation, test = how.parts
    if how.way == "time":
        return (
            f"{sampled}learned from the usual rows up to {train.end}, threshold set on those "
            f"up to {validation.end}, tested once on those up to {test.end}: no row is "
            "learned from that is later than one tested on"
        )
    percents = "/".join(f"{share:g}" for share in how.shares)
    return (
        f"{sampled}{_drawn(how)} {percents}: usual rows of the first part are learned from, "
        f"the second sets the threshold, the third is tested on once{_apart(how)}"
    )


def _drawn(how: Protocol) -> str:
    return "rows were divided by chance" if how.way == "random" else "rows were divided"


def _apart(how: Protocol) -> str:
    if how.way == "key":
        return f"; no {wording.join(how.names)} is in two parts"
    return "" if how.way == "time" else "; copies of a row are in one part"


def parts(how: Protocol) -> str:
    """The sizes of the parts: "train 570 rows (no anomaly), ..."."""
    sizes = ", ".join(map(_part, how.parts))
    return sizes if how.shares is not None else f"on average {sizes}"


def _part(part: PartOfRows) -> str:
    return f"{part.name} {wording.count(part.rows, 'row')} ({_odd(part.odd)})"


def _odd(count: int) -> str:
    return wording.count(count, "anomaly") if count else "no anomaly"


def epsilon(one: Assessed) -> str:
    """The threshold; for densities as a power of ten."""
    if one.threshold is None:
        return "-"
    if one.log_density is not None:
        return f"10^{one.log_density:.{0 if abs(one.log_density) >= 100 else 1}f}"
    written = (f"{one.threshold:.{digits}g}" for digits in (4, 3, 2))
    return next((text for text in written if len(text) <= 8), f"{one.threshold:.1g}")


def flagged(one: Assessed) -> str:
    """When a row is flagged: ">2.648"; of densities "p<10^-8.3"; "-" if not known."""
    if one.threshold is None:
        return "-"
    return f"{'p<' if one.log_density is not None else '>'}{epsilon(one)}"


def where(how: Protocol) -> str:
    """On which rows, and with which threshold."""
    if how.shares is None:
        return (
            f"Mean over the tests, each at the threshold {how.rule} of its validation part"
        )
    return f"On the test part, at the threshold {how.rule} of the validation part"


def counted(counts: Counts) -> str:
    """Hits, false alarms and misses in words."""
    return (
        f"{wording.count(counts.hits, 'hit')}, "
        f"{wording.count(counts.false_alarms, 'false alarm')}, {counts.missed:,} missed, "
        f"{counts.passed:,} passed"
    )


def scan(one: Scanned) -> str:
    """How the plain scan did."""
    if not one.found:
        return (
            "a plain scan of the table, which sees no label, finds none of its "
            f"{one.odd:,} anomalies, and no other labelled row: none stands out enough "
            "from all others for the rate that it keeps"
        )
    false = one.found - one.hits
    return (
        "a plain scan of the table, which sees no label, finds "
        f"{wording.count(one.found, 'labelled row')}: {one.hits:,} of the {one.odd:,} "
        f"anomalies and {false:,} others ({wording.percent(false, one.found)}; stated: at "
        f"most {wording.percent(one.stated)} wrong; an unusual row need not be one of "
        "these anomalies)"
    )


def at_share(found: Evaluation) -> str:
    """What precision would be at the table's share of anomalies; "" if it is the same."""
    known = [one for one in found.measured if one.precision_at_share is not None]
    if not known or known[0].test is None:
        return ""
    label, test = found.label, known[0].test
    share, tested = label.odd / (label.odd + label.usual), test.odd / test.rows
    if abs(tested - share) < 0.2 * share:
        return ""
    each = (f"{one.detector} {figure(one.precision_at_share)}" for one in known)
    return (
        f"{wording.percent(tested)} of the rows tested on are anomalies, and "
        f"{wording.percent(share)} of the table: with as few, precision would be "
        f"{wording.join(each, most=8)}"
    )


def close(found: Evaluation) -> str:
    """Which detectors may well be as good as the first; "" if it stands alone."""
    good = [one.test.average_precision for one in found.assessed if one.test is not None]
    if len(good) < 2 or good[0].low is None:
        return ""
    tied = sum(e.high is not None and e.high > good[0].low for e in good[1:])
    if not tied:
        return ""
    return (
        f"the interval of the first overlaps with {wording.count(tied, 'other')}: vedette "
        "compare says which differences mean anything"
    )


def zero_by_zero(one: Assessed) -> str:
    """Which figures of the test part are 0 / 0; "" if none is."""
    if one.test is None or not one.test.undefined:
        return ""
    names = wording.join(NAMES[name] for name in one.test.undefined)
    return f"{one.detector}: {names} 0 / 0, written as 0"
