"""A metric found with the clusters: for long ones, and columns that tell nothing."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_wine
from sklearn.metrics import adjusted_rand_score

import vedette
from vedette.clustering.adapting import adapted, whitening
from vedette.clustering.counting import metric
from vedette.clustering.partition import divided
from vedette.clustering.separation import APART, by_chance, halves, least_apart
from vedette.report import clusters_phrases as phrases


def pancakes(seed=0):
    """Three long clusters, 7 sigma apart the short way, and which of them each row is in."""
    rng = np.random.default_rng(seed)
    own = np.repeat([0, 1, 2], [200, 100, 60])
    return np.c_[7.0 * own + rng.normal(size=360), 8 * rng.normal(size=360)], own


def test_long_clusters_are_found_where_k_means_cuts_them_across():
    X, own = pancakes()

    assert adjusted_rand_score(own, divided(X, 3, 0).labels) < 0.5
    assert adjusted_rand_score(own, adapted(X, 3, 0)[0]) > 0.98


def test_rows_are_as_wide_in_every_direction_of_the_metric():
    X, own = pancakes()
    inside = X @ whitening(X, own)
    inside -= np.stack([inside[own == i].mean(axis=0) for i in range(3)])[own]

    assert inside.T @ inside / 360 == pytest.approx(np.eye(2), abs=0.05)


def test_the_metric_is_none_where_nothing_is_apart_in_any():
    assert metric(np.random.default_rng(0).normal(size=(200, 4)), 5, 0) is None


def test_clusters_of_a_table_are_found_in_a_metric_of_their_own_and_it_is_said(tmp_path):
    X, own = pancakes()
    table = {"short": X[:, 0], "long": X[:, 1]}
    found = vedette.cluster(table, most=5)

    assert (found.k, found.scale) == (3, "within")
    assert adjusted_rand_score(own, found.labels) > 0.98
    assert "as wide in every direction" in phrases.method(found)
    vedette.save(found.model, tmp_path / "model.vedette")
    again = vedette.load(tmp_path / "model.vedette").assign(table)
    assert (again.clusters == found.labels).all()


def test_columns_of_one_unit_are_left_as_they_stand_where_that_is_asked_for():
    X, _ = pancakes()
    assert vedette.cluster({"a": X[:, 0], "b": X[:, 1]}, 3, most=3, scale="none").scale == (
        "none"
    )


def test_a_number_asked_for_is_divided_by_width():
    data = load_wine(as_frame=True)
    found = vedette.cluster(data.data, 3, most=2, scale="within")
    assert adjusted_rand_score(data.target, found.labels) > 0.85


def test_three_wines_are_three_clusters_without_being_told():
    data = load_wine(as_frame=True)
    found = vedette.cluster(data.data, most=5)

    assert found.k == 3
    assert adjusted_rand_score(data.target, found.labels) > 0.8


@pytest.mark.parametrize("table", [{"a": [1, 1, 1]}, {"a": [1.5]}, {"a": [None, None]}])
def test_a_table_without_differences_has_no_metric_to_find(table):
    assert vedette.cluster(table, scale="within").k == 1


def test_every_cluster_has_rows_in_both_halves():
    labels = np.array([0] * 5 + [1] * 6)
    for seed in range(20):
        half = halves(labels, np.random.default_rng(seed).permutation(11))
        assert sorted((half[:5].sum(), half[5:].sum())) == [2, 3]


def test_few_rows_at_the_centres_may_be_chance_and_many_not():
    assert by_chance({(0.2, 0, 4)})
    assert not by_chance({(0.1, 0, 9)})
    assert not by_chance({(0.2, 0, 4), (0.2, 0, 5)})
    assert by_chance({(0.5, 5, 11)})


def test_what_few_rows_show_may_be_chance_and_of_many_is_apart():
    own = np.tile([-0.3, 0.0, 0.05, 0.3], 2)
    X, labels = np.append(own, own + 1)[:, None], np.repeat([0, 1], 8)
    half = np.tile(np.repeat([0, 1], 4), 2)

    assert least_apart(X, labels, half) == 1
    assert least_apart(*(np.tile(x.T, 5).T for x in (X, labels, half))) < APART


@pytest.mark.parametrize("seed", range(3))
def test_thirty_rows_of_one_group_are_no_clusters(seed):
    X = np.random.default_rng(seed).standard_t(3, size=(30, 7))
    assert vedette.cluster(X).k == 1
