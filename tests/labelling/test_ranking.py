"""An order learned from verdicts, and an honest answer to whether it is the better one."""

from __future__ import annotations

import numpy as np
import pytest

from vedette.labelling.ranking import LEAST, rank, ranks


def table(seed=0, n=240, d=4):
    """Rows that are odd in column 0 are real, rows that are odd in column 1 are expected."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d))
    X[:20, 0] += 6
    X[20:40, 1] += 6
    y = np.full(n, -1)
    y[:12], y[20:32] = 1, 0
    return X, np.abs(X).max(axis=1), y


def test_ranks_go_from_0_to_1_and_equal_scores_share_one():
    assert ranks(np.array([3.0, 1.0, 1.0, 9.0])).tolist() == pytest.approx(
        [2 / 3, 1 / 6, 1 / 6, 1.0]
    )
    assert ranks(np.array([5.0])).tolist() == [0.0]


def test_labels_help_where_real_and_expected_rows_differ():
    X, order, y = table()
    found = rank(X, order, y)
    assert found.helps
    assert found.before.average_precision < 0.8
    assert found.after.average_precision > 0.9
    assert found.before.n == found.after.n == 12
    assert found.before.average_precision < found.after.average_precision
    # Rows nobody labelled follow: those like the real ones before those like the expected.
    assert found.score[12:20].min() > found.score[32:40].max()


@pytest.mark.parametrize("seed", range(3))
def test_verdicts_by_chance_do_not_seem_to_help(seed):
    """An in-sample comparison would always say that they do."""
    rng = np.random.default_rng(seed)
    X, order, y = table(seed)
    order[:40] = rng.permutation(np.arange(40.0)) + 10
    y[:40] = rng.permutation(np.repeat([0, 1], 20))
    found = rank(X, order, y)
    assert found.after.average_precision < 0.75


def test_labels_that_make_the_order_worse_are_not_used():
    X, _, y = table()
    rng = np.random.default_rng(1)
    X[:40] = rng.normal(size=(40, 4))  # nothing tells them apart
    order = np.where(y == 1, 2.0, np.where(y == 0, 1.0, 0.0))  # which is perfect already
    found = rank(X, order, y)
    assert found.before.average_precision == 1.0
    assert found.after.average_precision < 1.0
    assert not found.helps


@pytest.mark.parametrize(
    ("real", "expected"), [(0, 0), (LEAST - 1, 9), (9, LEAST - 1), (9, 0)]
)
def test_with_too_few_verdicts_the_given_order_stands(real, expected):
    X, order, y = table()
    y[:] = -1
    y[:real], y[20 : 20 + expected] = 1, 0
    found = rank(X, order, y)
    assert found.before is found.after is None
    assert not found.helps
    assert np.array_equal(found.score, ranks(order))


def test_copies_are_left_out_together_so_none_tells_of_another():
    """Each content comes twice with a label by chance: a copy that stayed would know it."""
    rng = np.random.default_rng(2)
    X, order, y = table()
    y[:] = -1
    X[:40] = np.repeat(rng.normal(size=(20, 4)) * 8, 2, axis=0)
    y[:40] = np.repeat(rng.permutation(np.repeat([0, 1], 10)), 2)
    assert rank(X, order, y).after.average_precision < 0.75


def test_of_many_rows_a_part_is_learned_from_and_all_are_ranked(monkeypatch):
    X, order, y = table()
    monkeypatch.setattr("vedette.labelling.ranking.UNLABELLED", 100)
    found = rank(X, order, y)
    assert found.helps
    assert len(found.score) == len(X)
    assert found.score[12:20].min() > found.score[32:40].max()
    assert 0 <= found.score.min() <= found.score.max() <= 1


def test_the_real_rows_are_the_anomalies_also_where_they_are_the_more_frequent():
    X, order, y = table()
    y[12:20] = 1
    y[23:] = -1
    found = rank(X, order, y)
    assert found.score[:20].min() > found.score[20:40].max()
