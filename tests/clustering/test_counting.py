"""How many clusters there are: planted ones, none, and what looks like some."""

from __future__ import annotations

import numpy as np
import pytest

import vedette
from made.blobs import blobs
from vedette.clustering import gap
from vedette.clustering.counting import ROWS_EACH, _ratio, largest_apart, usual_rows
from vedette.clustering.partition import divided
from vedette.clustering.separation import APART, least_apart
from vedette.clustering.space import _spread


def counted(X, seed=0, most=12):
    """The choice alone, without the six others."""
    most = min(most, len(X) // ROWS_EACH)
    X = X[usual_rows(X, most, seed)]
    order = np.random.default_rng(seed).permutation(len(X))
    tried = range(1, most + 1)
    return largest_apart(
        [(k, _ratio(X, divided(X, k, seed).labels, order, k)) for k in tried]
    )


def right(cases):
    """The share of cases (k, d, seed) whose number of clusters is found."""
    return np.mean([counted(blobs(k, d, seed)[0], seed) == k for k, d, seed in cases])


def test_planted_blobs_are_counted_in_nine_of_ten():
    assert right([(2 + s % 9, 2 + (3 * s) % 9, s) for s in range(10)]) >= 0.9


@pytest.mark.long
def test_planted_blobs_are_counted_in_nine_of_ten_of_many():
    assert right([(2 + s % 9, 2 + (s // 9) % 9, s) for s in range(81)]) >= 0.9


SHAPES = {
    "normal": lambda rng, n, d: rng.normal(size=(n, d)),
    "uniform": lambda rng, n, d: rng.uniform(size=(n, d)),
    "skewed": lambda rng, n, d: np.exp(0.5 * rng.normal(size=(n, d))),
    "heavy tails": lambda rng, n, d: rng.standard_t(3, size=(n, d)),
    "a ridge": lambda rng, n, d: rng.normal(size=(n, d)) @ rng.normal(size=(d, d)),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("n", "d"), [(60, 1), (400, 2), (300, 10), (150, 40)])
def test_one_group_is_no_clusters(shape, n, d):
    assert counted(SHAPES[shape](np.random.default_rng(n + d), n, d)) == 1


def test_two_halves_of_a_group_are_not_apart_and_two_groups_are():
    rng = np.random.default_rng(0)
    half = np.arange(400) % 2
    one, two = rng.normal(size=(400, 3)), rng.normal(size=(400, 3))
    two[:200, 0] += 6
    left = np.repeat([0, 1], 200)

    assert least_apart(one, (one[:, 0] > 0).astype(int), half) > 0.5
    assert least_apart(two, left, half) < APART / 2


def test_a_division_fitted_to_noise_in_many_columns_is_not_apart():
    # Along the line between its own centres it looks perfectly clear.
    X = np.random.default_rng(1).normal(size=(100, 400))
    labels = divided(X, 2, 0).labels
    centres = np.stack([X[labels == i].mean(axis=0) for i in (0, 1)])
    along = X @ (centres[1] - centres[0])
    assert along[labels == 0].max() < along[labels == 1].min()

    assert least_apart(X, labels, np.arange(100) % 2) > APART


def test_a_few_far_rows_are_no_cluster_of_their_own():
    X, _ = blobs(3, 2, 4)
    X[:4] += 500
    X[4:7] -= 400

    assert counted(X) == 3


def test_the_gap_statistic_chooses_by_one_standard_error():
    assert gap.chosen(np.array([0.1, 0.5, 0.52, 0.6]), np.full(4, 0.05)) == 2
    assert gap.chosen(np.array([0.1, 0.1, 0.1]), np.full(3, 0.01)) == 1
    assert gap.chosen(np.array([]), np.array([])) is None


def test_the_gap_statistic_is_the_logarithm_against_uniform_rows():
    X, _ = blobs(2, 2, 1)
    values, spread = gap.gaps(X, 3, 0)
    rng = np.random.default_rng(0)
    logs = []
    for b in range(gap.REFERENCES):
        made = gap.box_like(X, rng)
        logs.append(np.log(((made - made.mean(axis=0)) ** 2).sum()))
        assert b < gap.REFERENCES
    own = np.log(((X - X.mean(axis=0)) ** 2).sum())

    assert values[0] == pytest.approx(np.mean(logs) - own)
    assert spread[0] == pytest.approx(np.std(logs) * np.sqrt(1.1))
    assert values[1] > values[0] + spread[1]


def test_all_ways_of_counting_are_shown_and_the_choice_is_one_of_them(two):
    found = vedette.cluster(two, most=5)

    assert [way.name for way in found.criteria] == [
        *("separation", "elbow", "silhouette", "davies_bouldin"),
        *("calinski_harabasz", "gap", "bic"),
    ]
    assert found.k == found.criterion("separation").k == 2
    assert all(np.isfinite(value) for way in found.criteria for _, value in way.values)
    assert [k for k, _ in found.criterion("bic").values] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "columns", [("flag", "kind"), ("stars",), ("flag", "stars", "kind", "x")], ids=str
)
def test_columns_of_few_values_that_do_not_go_together_make_no_clusters(columns):
    rng = np.random.default_rng(3)
    table = {
        "flag": rng.random(400) < 0.5,
        "stars": rng.integers(1, 6, 400),
        "kind": rng.choice(["red", "green", "blue"], 400),
        "x": rng.normal(size=400),
    }
    roles = {"stars": "number"} if "stars" in columns else {}
    assert vedette.cluster(table, select=columns, roles=roles, most=6).k == 1


def test_categories_that_go_together_are_clusters():
    rng = np.random.default_rng(4)
    group = rng.integers(0, 3, 300)
    table = {name: np.array(list("abc"))[group] for name in ("p", "q", "r", "s")}
    for values in table.values():
        values[rng.random(300) < 0.05] = "b"
    found = vedette.cluster(table, most=6)

    assert found.k == 3
    assert "p = b in 100 % (others 4.2 %)" in found.clusters[0].text


@pytest.mark.parametrize("values", [2, 50, 80])
def test_values_that_come_often_leave_no_gaps_on_a_log_scale(values):
    """Days since a purchase: 1, 2 and 3 are steps where logarithms are taken."""
    x = np.log(np.tile(np.arange(1.0, values + 1), 2_000 // values))
    filled = _spread(x, np.random.default_rng(0))

    assert np.diff(np.sort(filled)).max() < 0.25
    assert (np.abs(filled - x) <= np.log(2) / 2).all()


def test_values_that_are_all_different_stay_as_they_are():
    x = np.exp(np.arange(300.0) / 50)
    assert (_spread(x, np.random.default_rng(0)) == x).all()


def test_many_clusters_asked_for_are_not_counted_through():
    X = np.random.default_rng(0).normal(size=(300, 2))
    few, many = vedette.cluster(X, 14), vedette.cluster(X, 25, most=3)

    assert few.criterion("elbow").values[-1][0] == 14
    assert many.criterion("elbow").values[-1][0] == 3
    assert len(many.clusters) == 25
    assert "25 asked for; of up to 3 that were looked for, they form one group" in str(many)
