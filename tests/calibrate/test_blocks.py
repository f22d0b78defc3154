"""Blocks of a series: how long rows stay alike, and what counts once."""

from __future__ import annotations

import numpy as np
import pytest

from naive import calibrate as naive
from vedette.calibrate import block_maxima, blocks, decorrelation_length
from vedette.calibrate.blocks import correlation, ranks
from vedette.core.errors import InvalidInput


def in_order(n: int) -> np.ndarray:
    return np.arange(n) - 1


def ar(phi: float, n: int, rng: np.random.Generator) -> np.ndarray:
    x = rng.normal(size=n)
    for i in range(1, n):
        x[i] += phi * x[i - 1]
    return x


def test_independent_rows_have_length_one():
    x = np.random.default_rng(0).normal(size=2000)
    assert decorrelation_length(x, in_order(2000)) == 1


def test_a_first_order_series_lasts_until_its_correlation_is_a_tenth():
    x = ar(0.8, 20_000, np.random.default_rng(1))
    assert decorrelation_length(x, in_order(20_000)) in (16, 24)  # .8^10 = .107


def test_waves_of_volatility_count_though_levels_are_independent():
    rng = np.random.default_rng(2)
    x = rng.normal(size=5000) * np.exp(ar(0.9, 5000, rng) / 2)
    assert decorrelation_length(x, in_order(5000)) > 4


def test_the_order_of_the_rows_is_that_of_the_series_not_of_the_table():
    rng = np.random.default_rng(3)
    x = ar(0.7, 3000, rng)
    at = rng.permutation(3000)  # row of the i-th time
    shuffled, previous = np.empty(3000), np.full(3000, -1)
    shuffled[at] = x
    previous[at[1:]] = at[:-1]
    expected = decorrelation_length(x, in_order(3000))
    assert expected > 1
    assert decorrelation_length(shuffled, previous) == expected
    assert decorrelation_length(shuffled, in_order(3000)) == 1


@pytest.mark.parametrize("lag", [1, 3])
def test_the_correlation_is_that_of_ranks(lag):
    x = np.round(ar(0.6, 300, np.random.default_rng(4)), 1)
    lagged = np.maximum(np.arange(300) - lag, -1)
    slow = naive.autocorrelation(x, lag)
    assert correlation(ranks(x), lagged) == pytest.approx(slow, abs=0.01)


def test_blocks_do_not_cross_series():
    previous = np.array([-1, 0, 1, 2, 3, -1, 5, 6])
    assert blocks(previous, 2).tolist() == [0, 0, 1, 1, 2, 3, 3, 4]
    assert blocks(previous, 1).tolist() == list(range(8))


def test_blocks_follow_the_chain_through_a_shuffled_table():
    previous = np.array([3, -1, 0, 1])  # order: 1, 3, 0, 2
    block = blocks(previous, 2)
    assert block[1] == block[3]
    assert block[0] == block[2]
    assert block[1] != block[0]


def test_a_block_has_its_largest_score_or_none():
    scores = np.array([1.0, np.nan, 5.0, -2.0, np.nan])
    maxima = block_maxima(scores, np.array([0, 0, 1, 1, 2]))
    assert maxima[:2].tolist() == [1.0, 5.0]
    assert np.isnan(maxima[2])


def test_a_circle_is_refused():
    with pytest.raises(InvalidInput, match="circle"):
        blocks(np.array([1, 2, 0]), 2)


@pytest.mark.parametrize(
    "z", [np.zeros(200), np.full(200, np.nan), np.empty(0), np.ones(1)]
)
def test_scores_without_a_correlation_have_length_one(z):
    assert decorrelation_length(z, in_order(len(z))) == 1
