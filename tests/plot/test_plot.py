"""Pictures: what is drawn where, what is said, what is refused."""

import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_rgba

from vedette import plot
from vedette.core.errors import InvalidInput, InvalidParameter, NotFitted, VedetteError
from vedette.detectors import Gaussian, ZScore
from vedette.plot import look
from vedette.testing.data import cloud, far_row

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _closed():
    pyplot.close("all")
    yield
    pyplot.close("all")


def isolation_case():
    """100 points of a heap and 20 anywhere: the field's usual example."""
    rng = np.random.RandomState(42)
    return np.r_[0.3 * rng.randn(100, 2), rng.uniform(-4, 4, size=(20, 2))]


def title(ax):
    return ax.get_title(loc="left")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def drawn(ax):
    """Places, colours' values, and places of the rings."""
    rings = [c for c in ax.collections if c.get_label() == "odd"]
    points = [c for c in ax.collections if c.get_label() != "odd"]
    places = np.vstack([c.get_offsets().data for c in points])
    values = np.concatenate([c.get_array().data for c in points])
    return places, values, np.vstack([c.get_offsets() for c in rings]) if rings else None


def rows_of(places):
    return sorted(map(tuple, np.asarray(places).tolist()))


# Points


def test_two_columns_are_drawn_as_they_are_coloured_by_surprise():
    X = isolation_case()
    detector = Gaussian(contamination=0.15).fit(X)

    ax = plot.scores(X, detector)

    places, values, rings = drawn(ax)
    surprise = detector.surprise(X)
    assert rows_of(places) == rows_of(X)
    assert rows_of(np.c_[places, values]) == rows_of(np.c_[X, surprise])
    assert rows_of(rings) == rows_of(X[detector.predict(X) == -1])
    assert title(ax) == "18 of 120 rows odd, ringed"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("column 0", "column 1")
    bar = ax.figure.axes[-1]
    assert bar.get_ylabel() == "surprise (higher is odder)"


def test_the_oddest_are_drawn_last_and_darkest():
    X = isolation_case()

    ax = plot.scores(X, np.random.default_rng(0).permutation(np.arange(120.0)))

    _, values, rings = drawn(ax)
    assert values.tolist() == sorted(values)
    assert rings is None
    assert title(ax) == "120 rows"
    ax.figure.canvas.draw()
    colours = ax.collections[0].get_facecolors()
    light = colours[:, :3] @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(light) <= 0.02).all()
    assert light[-1] < 0.15 < 0.8 < light[0]


def test_a_threshold_says_which_scores_are_ringed():
    X = isolation_case()

    ax = plot.scores(X, np.arange(120.0), threshold=118)

    assert rows_of(drawn(ax)[2]) == rows_of(X[118:])
    assert title(ax) == "2 of 120 rows odd, ringed (score 118 and above)"


def test_the_rule_of_a_detector_is_said():
    X = cloud(1000, 2)

    ax = plot.scores(X, Gaussian().fit(X))
    other = plot.scores(X, Gaussian().fit(X), threshold=1)

    assert title(ax) == "10 of 1,000 rows odd, ringed (surprise 2 and above)"
    assert title(other) == "100 of 1,000 rows odd, ringed (surprise 1 and above)"


def test_more_columns_are_drawn_by_their_principal_components():
    X = cloud(300, 2)
    X = np.c_[X, X @ [1.0, 2.0], X @ [1.0, -1.0]]  # a plane in four dimensions

    ax = plot.scores(X, np.arange(300.0))

    places, values, _ = drawn(ax)
    assert abs(np.corrcoef(places.T)[0, 1]) < 1e-6
    assert places[:, 0].var() > places[:, 1].var()
    # On a plane, two components keep all distances of the scaled columns.
    z = (X - np.median(X, axis=0)) / X.std(axis=0)
    i, j = np.argsort(values)[[3, 200]]
    expected = np.linalg.norm(z[3] - z[200])
    assert np.linalg.norm(places[i] - places[j]) == pytest.approx(expected, rel=0.05)
    shares = [
        int(t.split("(")[1].split("%")[0]) for t in (ax.get_xlabel(), ax.get_ylabel())
    ]
    assert ax.get_xlabel().startswith("component 1 (")
    assert sum(shares) in (99, 100, 101)


def test_columns_are_chosen_by_name_or_number_and_named():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(cloud(50), columns=["price", "weight", "length"])

    for wanted in (["length", "price"], [2, "price"], [-1, 0]):
        ax = plot.scores(frame, np.arange(50.0), columns=wanted)
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("length", "price")
        assert rows_of(drawn(ax)[0]) == rows_of(frame[["length", "price"]].to_numpy())


def test_one_column_is_drawn_against_its_score():
    X = cloud(50)
    detector = ZScore().fit(X)

    ax = plot.scores(X, detector, columns=[1])

    expected = np.c_[X[:, 1], detector.surprise(X)]
    assert rows_of(drawn(ax)[0]) == rows_of(expected)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("column 1", "surprise")


def test_known_rows_are_diamonds():
    X = isolation_case()
    labels = np.arange(120) >= 100

    ax = plot.scores(X, np.arange(120.0), labels=labels)

    round_ones, diamonds = ax.collections
    assert rows_of(diamonds.get_offsets()) == rows_of(X[100:])
    assert rows_of(round_ones.get_offsets()) == rows_of(X[:100])
    assert len(diamonds.get_paths()[0]) != len(round_ones.get_paths()[0])
    assert "diamonds: known to be wrong" in texts(ax)


def test_rows_with_a_missing_value_are_not_shown_and_that_is_said():
    X = isolation_case()
    X[[3, 7], [0, 1]] = np.nan

    ax = plot.scores(X, Gaussian().fit(X))

    assert len(drawn(ax)[0]) == 118
    assert texts(ax) == ["2 rows with a missing value not shown"]


def test_of_more_columns_a_missing_value_has_its_place():
    X = cloud(100, 4)
    X[3, 0] = np.nan

    ax = plot.scores(X, Gaussian().fit(X))

    assert len(drawn(ax)[0]) == 100


def test_one_wild_row_does_not_squeeze_the_others():
    X = cloud(1000, 2)
    X[0] = [1e300, -1e300]

    ax = plot.scores(X, np.r_[1e9, np.arange(999.0)])

    left, right = ax.get_xlim()
    assert right - left < 10 * X[1:, 0].std() + np.ptp(X[1:, 0])
    assert texts(ax) == ["1 row farther out, drawn at the edge"]
    assert ax.collections[0].get_clim()[1] < 3000


@pytest.mark.parametrize("X", [np.full((5, 2), 7.0), np.array([[1.7e308, -1.7e308]] * 3)])
def test_rows_that_are_all_alike_are_drawn(X):
    ax = plot.scores(X, np.ones(len(X)), threshold=2)

    ax.figure.canvas.draw()
    assert title(ax) == f"0 of {len(X)} rows odd (score 2 and above)"


# Histogram


def test_the_bars_hold_every_row_on_its_side_of_the_threshold():
    X = np.vstack([cloud(1000), far_row(cloud())])
    detector = Gaussian().fit(X)

    ax = plot.histogram(detector)

    colours = {to_rgba(look.USUAL): 0, to_rgba(look.ODD): 0}
    for bar in ax.patches:
        colours[bar.get_facecolor()] += bar.get_height()
    odd = int((detector.predict(X) == -1).sum())
    assert list(colours.values()) == [1001 - odd, odd]
    assert title(ax) == f"{odd} of 1,001 rows odd"
    assert ax.get_xlabel() == "score of Gaussian (higher is odder)"


def test_a_score_at_the_threshold_is_not_odd():
    ax = plot.histogram([0.0, 1.0, 2.0, 3.0, 3.0, 4.0], threshold=3, bins=4)

    red = [b.get_height() for b in ax.patches if b.get_facecolor() == to_rgba(look.ODD)]
    assert sum(red) == 1
    assert title(ax) == "1 of 6 rows odd"


def test_the_threshold_is_drawn_and_said():
    detector = Gaussian().fit(cloud(1000))

    ax = plot.histogram(detector)

    (line,) = (found for found in ax.lines if found.get_label() != "odd rows")
    assert list(line.get_xdata()) == [-detector.offset_] * 2
    assert f"odd above {-detector.offset_:.4g}" in texts(ax)
    edges = [bar.get_x() for bar in ax.patches]
    assert np.isclose(edges, -detector.offset_, rtol=1e-12).any()


def test_each_odd_row_has_a_mark():
    values = np.r_[np.random.default_rng(0).normal(size=10_000), 6.0, 6.5]

    ax = plot.histogram(values, threshold=5)

    (marks,) = (found for found in ax.lines if found.get_label() == "odd rows")
    assert list(marks.get_xdata()) == [6.0, 6.5]
    assert title(ax) == "2 of 10,002 rows odd"


def test_without_a_threshold_none_is_drawn():
    ax = plot.histogram(np.arange(100.0))

    assert not ax.lines
    assert title(ax) == "100 rows"
    assert sum(bar.get_height() for bar in ax.patches) == 100


def test_other_rows_are_scored():
    X, there = cloud(500), cloud(200, seed=1) + 50

    ax = plot.histogram(Gaussian().fit(X), there)

    assert title(ax) == "200 of 200 rows odd"
    scores = Gaussian().fit(X).unusualness(there)
    other = plot.histogram(Gaussian().fit(X), there, threshold=np.median(scores))
    assert not other.child_axes, "surprises that no row here has are told"


def test_surprise_is_told_above():
    detector = Gaussian().fit(cloud(5000))

    ax = plot.histogram(detector)

    (above,) = ax.child_axes
    names = [t.get_text() for t in above.get_xticklabels()]
    assert names[0] == "surprise 1"
    places = np.sort(detector.training_)[[-500, -50, -5]]
    for name, place in zip(names, above.get_xticks(), strict=True):
        assert place == pytest.approx(places[int(name[-1]) - 1])


def test_scores_far_beyond_are_in_the_last_bar_and_told():
    values = np.r_[np.random.default_rng(0).normal(size=1000), 1e6, 2e6]

    ax = plot.histogram(values, threshold=3.5)

    assert ax.get_xlim()[1] < 30
    assert "2 rows farther out,\nup to 2e+06" in texts(ax)
    assert ax.patches[-1].get_height() == 2


@pytest.mark.parametrize(
    "values", [np.ones(20), np.r_[np.zeros(99), 1.0], [3.0], np.arange(9) * 1e-300]
)
@pytest.mark.parametrize("threshold", [None, 0.5, 1.0, -7.0])
def test_any_scores_are_drawn(values, threshold):
    ax = plot.histogram(values, threshold=threshold)

    ax.figure.canvas.draw()
    assert sum(bar.get_height() for bar in ax.patches) == len(values)


# Axes, and words that do not overlap


def test_axes_that_are_given_are_drawn_on_and_returned():
    _, (left, right) = pyplot.subplots(1, 2)
    X = isolation_case()

    assert plot.scores(X, np.arange(120.0), ax=left) is left
    assert plot.histogram(np.arange(120.0), ax=right) is right
    assert plot.histogram(np.arange(120.0)) not in (left, right)


@pytest.mark.parametrize("n", [120, 5000])
@pytest.mark.parametrize("wild", [0, 3])
def test_no_words_overlap(n, wild):
    X = cloud(n, 2)
    X[:wild] *= 1e5
    X[5, 0] = np.nan
    detector = Gaussian().fit(X)

    for ax in (
        plot.scores(X, detector, labels=np.arange(n) < 9),
        plot.histogram(detector),
        plot.histogram(detector, X * 1.5),
    ):
        ax.figure.canvas.draw()
        found = words(ax)
        boxes = [text.get_window_extent() for text in found]
        for i, box in enumerate(boxes):
            over = [found[j].get_text() for j in range(i) if box.overlaps(boxes[j])]
            assert not over, found[i].get_text()
            assert box.x0 >= 0
            assert box.x1 <= ax.figure.bbox.x1


def words(ax):
    found = [*ax.texts, ax.xaxis.label, ax.yaxis.label, ax._left_title]
    for axis in (ax.xaxis, ax.yaxis, *(above.xaxis for above in ax.child_axes)):
        low, high = sorted(axis.get_view_interval())
        found += [t.label1 for t in axis.get_major_ticks() if low <= t.get_loc() <= high]
        found += [t.label2 for t in axis.get_major_ticks() if low <= t.get_loc() <= high]
    return [text for text in found if text.get_text() and text.get_visible()]


# Refusals


@pytest.mark.parametrize(
    ("call", "error", "reason"),
    [
        (lambda X: plot.scores(X, [1.0]), InvalidInput, "X has 120 rows, scores has 1"),
        (lambda X: plot.scores(X, "high"), InvalidInput, "numbers or a fitted detector"),
        (lambda X: plot.scores(X, Gaussian()), NotFitted, "not fitted"),
        (
            lambda X: plot.scores(X, np.full(120, np.nan)),
            InvalidInput,
            "first that is not is nan at row 0",
        ),
        (
            lambda X: plot.scores(X, np.ones(120), labels=[1]),
            InvalidInput,
            "labels has 1",
        ),
        (
            lambda X: plot.scores(X, np.ones(120), labels=["a"] * 120),
            InvalidInput,
            "labels must be one 0 or 1",
        ),
        (
            lambda X: plot.scores(X, np.ones(120), columns=["price", 1]),
            InvalidParameter,
            "no column is called 'price'",
        ),
        (
            lambda X: plot.scores(X, np.ones(120), columns=[0, 7]),
            InvalidParameter,
            "column 7 is not one of the 2",
        ),
        (
            lambda X: plot.scores(X, np.ones(120), columns=[]),
            InvalidParameter,
            "one or two",
        ),
        (lambda X: plot.histogram(Gaussian()), NotFitted, "not fitted"),
        (lambda X: plot.histogram(np.ones(9), X), InvalidParameter, "scores already"),
        (lambda X: plot.histogram(X), InvalidInput, r"shape \(rows,\)"),
    ],
)
def test_what_does_not_belong_together_is_refused(call, error, reason):
    with pytest.raises(error, match=reason):
        call(isolation_case())
    assert not pyplot.get_fignums(), "an empty figure is left behind"


def test_without_matplotlib_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)

    with pytest.raises(plot.MissingExtra, match=r"pip install 'vedette\[plot\]'") as caught:
        plot.histogram(np.ones(9))

    assert isinstance(caught.value, ImportError)
    assert isinstance(caught.value, VedetteError)


def test_importing_it_does_not_import_matplotlib():
    code = "import sys, vedette.plot; assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
