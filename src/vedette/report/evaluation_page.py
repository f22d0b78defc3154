"""An evaluation as one page: figures in a table, and the curves."""

from __future__ import annotations

from collections.abc import Sequence

from vedette.core import wording
from vedette.core.evaluation import METRICS, Assessed, Curve, Evaluation
from vedette.core.pictures import Axis, Classes, Line, Lines
from vedette.report import evaluation_phrases as said
from vedette.report.page.sheet import Grid, Section, sheet

SHARE = Axis(0.0, 1.0)
MOST_LINES, MOST_DETAILED = 12, 6  # detectors in one picture; with pictures of their own


def render(found: Evaluation, *, command: str = "") -> str:
    """The page as HTML.

    command
        By which it can be had again.
    """
    shown = found.measured
    sections = [
        Section("Figures", [wording.sentence(said.where(found.protocol))], _grid(shown)),
        Section("How it was measured", _how(found)),
        Section("Curves", charts=_curves(shown)),
    ]
    sections += [_detail(one) for one in shown[:MOST_DETAILED] if _charts(one)]
    if found.scan is not None:
        text = wording.sentence(said.scan(found.scan))
        sections.append(Section("A plain scan of the table", text))
    rows = wording.count(found.rows, "row")
    return sheet(
        wording.plain(found.source.name),
        f"{rows}; {said.labels(found)}",
        sections,
        headline=said.headline(found),
        again=[("command", command), ("seed", str(found.seed)), ("vedette", found.version)],
        notes=[wording.sentence(text) for text in said.READING],
    )


def _how(found: Evaluation) -> list[str]:
    texts = [
        said.protocol(found.protocol),
        said.parts(found.protocol),
        f"the threshold is learned from the validation part: {found.protocol.rule}",
        *found.suspicions,
        *found.notes,
        *filter(None, (said.at_share(found), said.close(found))),
        *dict.fromkeys(note for one in found.assessed for note in one.notes),
        *(f"{one.detector}: {one.failed}" for one in found.assessed if one.failed),
        *filter(None, map(said.zero_by_zero, found.assessed)),
    ]
    return [wording.sentence(wording.plain(text)) for text in texts]


def _grid(shown: Sequence[Assessed]) -> Grid:
    names = [said.NAMES[name] for name in METRICS]
    head = ["detector", "flagged if", *names, "F1 (validation)", "seconds"]
    rows = []
    for one in shown:
        assert one.test is not None
        assert one.validation is not None
        rows.append(
            [
                wording.plain(one.detector),
                said.flagged(one),
                *(said.with_interval(getattr(one.test, name)) for name in METRICS),
                said.figure(one.validation.f1.value),
                f"{one.seconds:.1f}",
            ]
        )
    return Grid(head, rows, numeric=range(1, len(head)))


def _curves(shown: Sequence[Assessed]) -> list[Lines]:
    drawn = [(one.detector, one.curves) for one in shown if one.curves][:MOST_LINES]
    precise = [(name, c.precision_recall) for name, c in drawn if c.precision_recall]
    roc = [(name, c.roc) for name, c in drawn if c.roc]
    chance = Line("chance", ((0.0, 0.0), (1.0, 1.0)), quiet=True)
    charts = [_lines("Precision against recall", precise, ())] if precise else []
    return [*charts, _lines("ROC", roc, (chance,))] if roc else charts


def _lines(
    title: str, curves: Sequence[tuple[str, Curve]], quiet: tuple[Line, ...]
) -> Lines:
    first = curves[0][1]
    made = tuple(Line(wording.plain(name), curve.points) for name, curve in curves)
    return Lines(title, first.x, first.y, SHARE, SHARE, (*quiet, *made))


def _detail(one: Assessed) -> Section:
    told = said.counted(one.test.counts) if one.test and one.test.counts else ""
    return Section(
        wording.plain(one.detector),
        wording.sentence(told) if told else "",
        None,
        _charts(one),
    )


def _charts(one: Assessed) -> list[Lines | Classes]:
    """The threshold against precision, recall and F1; scores of usual and odd rows."""
    curves = one.curves
    if curves is None or not curves.lowest < curves.highest:
        return []
    mark = None if one.threshold is None else (one.threshold, said.epsilon(one))
    axis = Axis(curves.lowest, curves.highest)
    charts: list[Lines | Classes] = []
    if curves.by_threshold:
        inside = tuple(
            Line(
                curve.y,
                tuple((min(max(x, axis.low), axis.high), y) for x, y in curve.points),
            )
            for curve in curves.by_threshold
        )
        charts.append(
            Lines(
                "Validation part: the threshold",
                "score",
                "share",
                axis,
                SHARE,
                inside,
                mark,
            )
        )
    charts.append(
        Classes(
            "Test part: scores", "score", axis, curves.usual_scores, curves.odd_scores, mark
        )
    )
    return charts
