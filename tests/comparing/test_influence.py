"""How much each row moves a measure: equal to derivatives, to DeLong, and to resampling."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from naive import comparing as naive
from vedette.comparing.influence import ap_influence, auroc_influence, f1_influence


def case(seed, n=60, tied=False):
    rng = np.random.default_rng(seed)
    odd = rng.random(n) < 0.2
    odd[:2] = True, False
    scores = rng.normal(size=n) + odd
    return odd, np.round(scores, 0 if tied else 9)


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_the_measures_are_those_of_scikit_learn(seed, tied):
    odd, scores = case(seed, tied=tied)
    assert ap_influence(odd, scores)[0] == pytest.approx(
        average_precision_score(odd, scores), abs=1e-12
    )
    assert auroc_influence(odd, scores)[0] == pytest.approx(
        roc_auc_score(odd, scores), abs=1e-12
    )
    assert f1_influence(odd, scores > 0.5)[0] == pytest.approx(
        f1_score(odd, scores > 0.5), abs=1e-12
    )


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_the_influences_are_derivatives(seed, tied):
    odd, scores = case(seed, tied=tied)
    for fast, slow, what in (
        (ap_influence, naive.weighted_ap, scores),
        (auroc_influence, naive.weighted_auroc, scores),
        (f1_influence, naive.weighted_f1, scores > 0.5),
    ):
        expected = naive.derivative(slow, odd, what)
        np.testing.assert_allclose(fast(odd, what)[1], expected, atol=1e-7)


def test_their_squares_are_the_variance_that_resampling_gives():
    rng = np.random.default_rng(1)
    odd = np.arange(600) < 80
    scores = rng.normal(size=600) + 1.5 * odd
    drawn = naive.bootstrap(naive.weighted_ap, odd, scores, 400, rng)
    sd = np.sqrt((ap_influence(odd, scores)[1] ** 2).sum())
    assert sd == pytest.approx(drawn.std(), rel=0.12)


def test_nothing_moves_a_perfect_or_a_constant_score():
    odd = np.arange(40) < 8
    value, moved = ap_influence(odd, odd.astype(float))
    assert (value, np.abs(moved).max()) == (1.0, 0.0)
    value, moved = ap_influence(odd, np.zeros(40))
    assert value == pytest.approx(0.2)
    assert np.abs(moved).max() < 1e-15
    assert auroc_influence(odd, np.zeros(40))[0] == 0.5


def test_f1_of_nothing_flagged_and_nothing_odd_is_nought():
    none = np.zeros(5, dtype=bool)
    value, moved = f1_influence(none, none)
    assert value == 0.0
    assert not moved.any()
