"""Many comparisons at one level: what is spent where, and that it is held."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from naive.familywise import rejected
from vedette.profiling.familywise import EVENLY, holm, weights


def test_with_equal_weights_it_is_the_procedure_of_holm() -> None:
    p = np.array([0.01, 0.04, 0.03, 0.005])  # adjusted by hand: 4p, then 3p, 2p, p

    found = holm(p, np.full(4, 0.25))

    assert found == pytest.approx([0.03, 0.06, 0.06, 0.02])


@pytest.mark.parametrize("seed", range(20))
def test_it_rejects_what_its_definition_rejects(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = rng.random(12) ** 4 * 0.2
    share = rng.dirichlet(np.ones(12))

    found = set(np.flatnonzero(holm(p, share) <= 0.05).tolist())

    assert found == rejected(p.tolist(), share.tolist(), 0.05)


def test_equal_comparisons_get_equal_weights_that_sum_to_one() -> None:
    assert weights(np.full(7, 4.0), 0.05) == pytest.approx(np.full(7, 1 / 7))
    assert weights(np.array([4.0]), 0.05) == pytest.approx([1.0])


@pytest.mark.parametrize(
    "expected", [[30.0] * 20, [0.0] * 20, [0.1, 80.0], [3.0, 5.0, 9.0], [4.5] * 2_000]
)
def test_weights_are_shares_of_which_none_is_nothing(expected: list[float]) -> None:
    found = weights(np.array(expected), 0.04)

    assert found.sum() == pytest.approx(1)
    assert found.min() >= EVENLY / len(expected) * (1 - 1e-12)


def test_most_of_the_level_goes_where_a_change_is_hard_to_see() -> None:
    # The second sees its change at any level, and has but its part of the fifth.
    assert weights(np.array([4.0, 30.0]), 0.04) == pytest.approx([0.9, 0.1], abs=1e-3)


def test_no_other_division_has_more_power() -> None:
    expected, alpha = np.array([3.0, 4.0, 5.0, 8.0]), 0.05
    best = (weights(expected, alpha) - EVENLY / 4) / (1 - EVENLY)

    def power(share: np.ndarray) -> float:
        return float(ndtr(expected + ndtri(np.maximum(share * alpha, 1e-300) / 2)).mean())

    others = np.random.default_rng(0).dirichlet(np.ones(4), 2_000)
    assert power(best) >= max(power(one) for one in others) - 1e-9


def test_where_nothing_is_the_level_is_held_and_used() -> None:
    rng = np.random.default_rng(1)
    share = weights(rng.uniform(1, 10, 30), 0.04)

    wrong = np.mean([holm(rng.random(30), share).min() <= 0.04 for _ in range(3_000)])

    assert 0.03 < wrong < 0.05
