"""Cuts: by hand, against trying all of them, and with ties."""

import numpy as np
import pytest

from naive import cut as naive
from vedette.core.cut import best_cut, cut_at


def test_the_best_cut_by_hand():
    scores = np.array([5.0, 4.0, 3.0, 2.0, 1.0])
    odd = np.array([True, False, True, False, False])

    cut = best_cut(scores, odd)

    # 5 | : 2/3;  5 4 3 | : 4/5
    assert (cut.threshold, cut.precision, cut.recall) == (2.5, 2 / 3, 1.0)
    assert cut.f1 == pytest.approx(0.8)


@pytest.mark.parametrize("seed", range(20))
def test_no_other_cut_is_better(seed):
    rng = np.random.default_rng(seed)
    odd = rng.random(60) < 0.2
    odd[0] = True
    scores = np.round(rng.normal(size=60) + odd, int(rng.integers(0, 3)))  # some are tied

    cut = best_cut(scores, odd, natural=[None, 0.0][seed % 2])

    assert cut.f1 == pytest.approx(naive.best_f1(scores, odd), rel=1e-12)
    assert cut == cut_at(scores, odd, cut.threshold)


def test_equal_scores_are_never_parted():
    cut = best_cut(np.array([1.0, 1.0, 1.0, 0.0]), np.array([True, False, False, False]))

    assert (cut.threshold, cut.precision, cut.recall) == (0.5, 1 / 3, 1.0)


def test_scores_that_are_all_equal_are_all_flagged_if_any_is_odd():
    cut = best_cut(np.full(4, 7.0), np.array([True, False, False, False]))

    assert cut.threshold < 7.0
    assert cut.recall == 1.0


def test_of_equally_good_cuts_the_natural_one_is_taken():
    scores, odd = np.array([3.0, 1.0, -4.0]), np.array([True, False, False])

    assert best_cut(scores, odd, natural=2.0).threshold == 2.0
    assert best_cut(scores, odd, natural=0.0).threshold == 2.0  # half way from 3 to 1
    assert best_cut(np.array([3.0, -4.0]), odd[:2], natural=0.0).threshold == 0.0


def test_scores_a_bit_apart_are_still_parted():
    low, high = 1.0, np.nextafter(1.0, 2.0)

    cut = best_cut(np.array([high, low]), np.array([True, False]))

    assert (cut.threshold, cut.f1) == (low, 1.0)


def test_nothing_flagged_is_zero_and_not_an_error():
    cut = cut_at(np.zeros(3), np.zeros(3, dtype=bool), 1.0)

    assert (cut.precision, cut.recall, cut.f1) == (0.0, 0.0, 0.0)
