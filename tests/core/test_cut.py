"""Cuts: by hand, against trying all of them, and with ties."""

import numpy as np
import pytest

from naive import cut as naive
from vedette.core.cut import best_cut, cheapest_cut, cut_at, every_cut, f_beta


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


def a_case(seed):
    """Scores, most of them tied in every second case, which are odd, and costs."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 40))
    odd = rng.random(n) < rng.choice([0.05, 0.2, 0.5])
    odd[int(rng.integers(n))] = True
    scores = np.round(rng.normal(size=n) + odd, [0, 1, 12][seed % 3])
    costs = np.where(odd, rng.integers(1, 20, size=n), 1).astype(float)
    return scores, odd, costs


def test_a_thousand_cuts_are_those_of_trying_all():
    for seed in range(1_000):
        scores, odd, _ = a_case(seed)
        for beta in (0.5, 1.0, 2.0):
            cut = best_cut(scores, odd, beta=beta)
            flagged, hits = (scores > cut.threshold), (scores > cut.threshold) & odd
            found = f_beta(hits.sum(), flagged.sum(), odd.sum(), beta)

            assert found == pytest.approx(naive.best_f(scores, odd, beta), rel=1e-12), seed
            if beta == 1:
                assert cut.f1 == found


def test_a_thousand_cheapest_cuts_are_those_of_trying_all():
    for seed in range(1_000):
        scores, odd, costs = a_case(seed)

        threshold, cost = cheapest_cut(scores, odd, costs)

        assert cost == naive.least_cost(scores, odd, costs), seed
        assert costs[(scores > threshold) != odd].sum() == cost, seed


def test_with_a_larger_beta_no_fewer_rows_are_flagged():
    for seed in range(200):
        scores, odd, _ = a_case(seed)
        thresholds = [best_cut(scores, odd, beta=beta).threshold for beta in (0.5, 1, 2, 4)]
        assert thresholds == sorted(thresholds, reverse=True)


def test_to_flag_nothing_is_the_cheapest_where_alarms_cost_more_than_they_save():
    scores, odd = np.array([3.0, 2.0, 1.0]), np.array([False, True, False])

    assert cheapest_cut(scores, odd, np.array([9.0, 5.0, 9.0])) == (3.0, 5.0)
    assert cheapest_cut(scores, odd, np.array([4.0, 5.0, 9.0])) == (1.5, 4.0)


def test_every_cut_parts_the_scores_at_its_own_threshold():
    scores = np.array([5.0, 1.0, 5.0, 3.0])

    cuts = every_cut(scores, np.array([True, False, False, True]))

    assert cuts.flagged.tolist() == [2, 3, 4]
    assert cuts.hits.tolist() == [1, 2, 2]
    assert cuts.middle.tolist() == [4.0, 2.0, np.nextafter(1.0, 0.0)]
    assert [(scores > at).sum() for at in cuts.middle] == [2, 3, 4]


def test_scores_of_both_ends_of_what_a_float_holds_are_parted():
    cut = best_cut(np.array([1.7e308, -1.7e308]), np.array([True, False]))

    assert (cut.threshold, cut.f1) == (0.0, 1.0)
