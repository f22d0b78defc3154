"""Pictures of metrics: the lines are the numbers, and each is named."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot
from sklearn import metrics as theirs

from vedette import metrics, plot
from vedette.core.errors import InvalidInput, InvalidParameter, TooLittleData
from vedette.metrics import pictures

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _closed():
    pyplot.close("all")
    yield
    pyplot.close("all")


def drawn(n=2_000, seed=0):
    rng = np.random.default_rng(seed)
    odd = rng.random(n) < 0.05
    return odd, {name: rng.normal(size=n) + s * odd for name, s in (("a", 3), ("b", 1))}


def line(ax, label):
    found = next(one for one in ax.lines if one.get_label() == label)
    return np.asarray(found.get_xdata(), float), np.asarray(found.get_ydata(), float)


def texts(ax):
    return [text.get_text() for text in ax.texts]


def title(ax):
    return ax.get_title(loc="left")


@pytest.mark.parametrize("seed", range(5))
def test_the_areas_below_the_lines_are_the_metrics(seed):
    odd, scores = drawn(seed=seed)
    area = theirs.roc_auc_score(odd, scores["a"])
    x, y = line(plot.roc(odd, scores), f"a {area:.2f}")
    assert np.trapezoid(y, x) == pytest.approx(area, abs=2e-3)
    area = theirs.average_precision_score(odd, scores["a"])
    x, y = line(plot.precision_recall(odd, scores), f"a {area:.2f}")
    assert np.trapezoid(y, x) == pytest.approx(area, abs=5e-3)


def test_a_picture_has_no_more_points_than_can_be_told_apart():
    odd, scores = drawn(100_000)
    for picture in (
        pictures.roc_picture({"a": metrics.roc_curve(odd, scores["a"])}),
        pictures.precision_recall_picture(
            {"a": metrics.precision_recall_curve(odd, scores["a"])}
        ),
        pictures.threshold_picture(odd, scores["a"]),
    ):
        for one in picture.lines:
            assert len(one.points) <= 1_300


def test_every_detector_is_named_beside_its_line_with_its_area():
    odd, scores = drawn()
    ax = plot.roc(odd, scores)
    areas = {name: metrics.auroc(odd, s) for name, s in scores.items()}
    assert [f"{name} {area:.2f}" in texts(ax) for name, area in areas.items()] == [True] * 2
    assert title(ax) == f"{odd.sum():,} odd of 2,000 rows"
    assert "beside the names: AUROC" in texts(ax)


def test_one_detector_has_its_area_above():
    odd, scores = drawn()
    said = texts(plot.precision_recall(odd, scores["a"]))
    assert f"AP {metrics.average_precision(odd, scores['a']):.2f}" in said


def test_the_threshold_that_was_chosen_is_marked():
    odd, scores = drawn()
    ax = plot.thresholds(odd, scores["a"], 2.0)
    assert "threshold 2" in texts(ax)
    x, y = line(ax, "recall")
    there = metrics.confusion(odd, scores["a"] >= 2).recall
    assert np.interp(2.0, x, y) == pytest.approx(there, abs=0.02)
    assert {"precision", "recall", "F1"} <= set(texts(ax))


def test_a_wild_score_does_not_squeeze_the_others():
    odd, scores = drawn()
    wild = scores["a"].copy()
    wild[np.flatnonzero(odd)[0]], wild[np.flatnonzero(~odd)[0]] = np.inf, -1e200
    wild[np.flatnonzero(odd)[1]] = 1e200
    for ax in (plot.thresholds(odd, wild), plot.classes(odd, wild)):
        low, high = ax.get_xlim()
        assert -20 < low < high < 20


def test_the_axis_holds_most_odd_rows_and_the_threshold_however_far():
    odd = np.arange(1_000) < 10
    scores = np.where(odd, 1_000.0, np.arange(1_000) / 1_000)
    assert plot.classes(odd, scores).get_xlim()[1] == 1_000
    low, high = plot.classes(odd, scores, 5_000.0).get_xlim()
    assert low < 0.02
    assert high == 5_000


def test_both_classes_are_whole_whatever_their_sizes():
    odd, scores = drawn()
    ax = plot.classes(odd, scores["a"])
    heights = np.array([bar.get_height() for bar in ax.patches])
    assert heights[heights > 0].sum() == pytest.approx(1)
    assert heights[heights < 0].sum() == pytest.approx(-1)
    assert {f"{(~odd).sum():,} usual rows", f"{odd.sum()} odd rows"} <= set(texts(ax))


def test_constant_scores_can_be_drawn():
    odd = np.arange(20) < 4
    for one in (plot.roc, plot.precision_recall, plot.thresholds, plot.classes):
        one(odd, np.full(20, 3.0)).figure.canvas.draw()


def test_recall_is_drawn_against_size_with_gaps_left_out():
    kinds = {"spike": [0, 0.5, 1], "swap": [None, 0.1, 0.4]}
    ax = plot.recall_curves([1, 2, 4], kinds, x="size, in widths", log=True)
    assert line(ax, "swap")[0].tolist() == [2, 4]
    assert ax.get_xlabel() == "size, in widths"
    assert ax.get_xscale() == "log"
    ax.figure.canvas.draw()
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["1", "2", "4"]


def test_names_do_not_act_as_formulas():
    odd, scores = drawn()
    ax = plot.roc(odd, {r"$\frac{1}{2}$ \x1b[2J" "\x1b": scores["a"], "$x": scores["b"]})
    ax.figure.canvas.draw()
    assert not any("\x1b" in said for said in texts(ax))


def test_axes_of_ones_own_are_drawn_on():
    ax = pyplot.subplots()[1]
    odd, scores = drawn()
    assert plot.roc(odd, scores, ax=ax) is ax


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(TooLittleData, match="no row is odd"):
        plot.roc([0, 0], [1, 2])
    with pytest.raises(TooLittleData, match="no row is odd"):
        plot.classes([0, 0], [1, 2])
    with pytest.raises(InvalidInput, match="odd has 2 rows, scores has 3"):
        plot.thresholds([0, 1], [1, 2, 3])
    with pytest.raises(InvalidParameter, match="names no detector"):
        plot.roc([0, 1], {})
    with pytest.raises(InvalidParameter, match="one recall for each of 2 sizes"):
        plot.recall_curves([1, 2], {"a": [0.5]})
