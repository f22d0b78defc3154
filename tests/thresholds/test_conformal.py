"""Conformal p-values: by counting, the false share they keep, and when they can find nothing."""

import numpy as np
import pytest
from scipy.stats import norm

from naive import cut as naive
from vedette.core.errors import InvalidParameter, TooLittleData
from vedette.detectors import KNN, GaussianCovariance
from vedette.thresholds import ConformalRule
from vedette.thresholds.false_discovery import discoveries

DRAWS = 200


def allowed(q):
    return q + 2 * np.sqrt(q * (1 - q) / DRAWS)


def test_p_values_by_hand():
    rule = ConformalRule().fit([3.0, 1.0, 2.0, 2.0])

    assert rule.p_values([9.0, 3.0, 2.5, 2.0, 0.0]).tolist() == [0.2, 0.4, 0.4, 0.8, 1.0]


@pytest.mark.parametrize("seed", range(20))
def test_p_values_and_findings_are_those_of_counting(seed):
    rng = np.random.default_rng(seed)
    calibration = np.round(rng.normal(size=199), 1)
    scores = np.round(np.append(rng.normal(size=40), rng.normal(size=8) + 3), 1)
    rule = ConformalRule(q=[0.05, 0.1, 0.3][seed % 3]).fit(calibration)

    p = rule.p_values(scores)

    assert p.tolist() == [naive.p_value(score, calibration) for score in scores]
    assert rule.flags(scores).tolist() == naive.benjamini_hochberg(p, rule.q).tolist()


def test_p_values_on_the_line_are_found():
    # 10 of 100 rows at 1/100 = 0.1 x 10 / 100.
    p = np.append(np.full(10, 0.01), np.linspace(0.3, 1, 90))

    assert discoveries(p, 0.1).sum() == 10
    assert discoveries(p, 0.0999).sum() == 0
    assert len(discoveries(np.empty(0), 0.1)) == 0
    # 34 of 50 rows at 17/250 = 0.1 x 34 / 50, which arithmetic puts a bit above the line.
    assert discoveries(np.append(np.full(34, 17 / 250), np.ones(16)), 0.1).sum() == 34


def test_the_line_of_a_single_row_is_where_its_p_value_is_the_level():
    rng = np.random.default_rng(0)
    scores = np.round(rng.normal(size=500), 1)
    for n in (99, 150, 1_000):
        rule = ConformalRule(level=0.01).fit(np.round(rng.normal(size=n), 1))
        assert rule.beyond(scores).tolist() == (rule.p_values(scores) <= 0.01).tolist()


def test_the_share_beyond_the_line_is_within_its_range_nine_times_in_ten():
    rng, draws, inside = np.random.default_rng(0), 2_000, 0
    for _ in range(draws):
        rule = ConformalRule(level=0.05).fit(rng.normal(size=300))
        low, high = rule.false_alarms_
        inside += low <= norm.sf(rule.threshold_) <= high
    assert inside / draws == pytest.approx(0.9, abs=3 * np.sqrt(0.09 / draws))


def gaussian(rng, n, d):
    return rng.normal(size=(n, d)) @ np.diag(np.linspace(0.5, 2, d))


def drawn(detector, seed, *, odd=0, d=3, n=200, calibration=399, on_training=False):
    """Scores of calibration rows and of a batch of 40, of which the first `odd` are odd."""
    rng = np.random.default_rng(seed)
    training, held_out = gaussian(rng, n, d), gaussian(rng, calibration, d)
    batch = gaussian(rng, 40, d)
    batch[:odd] += 12
    detector.fit(training)
    seen = training if on_training else held_out
    return detector.unusualness(seen), detector.unusualness(batch)


def shares(detector, rule, odd=0, **how):
    """How often anything is found, the mean false share, and the mean recall."""
    found = []
    for seed in range(DRAWS):
        calibration, batch = drawn(detector, seed, odd=odd, **how)
        flags = rule.fit(calibration).flags(batch)
        false = flags[odd:].sum() / max(flags.sum(), 1)
        found.append((flags.any(), false, flags[:odd].mean() if odd else 0.0))
    return np.mean(found, axis=0)


@pytest.mark.parametrize("detector", [GaussianCovariance(), KNN()], ids=repr)
@pytest.mark.parametrize("q", [0.1, 0.3])
def test_clean_batches_seldom_have_a_finding(detector, q):
    any_finding, _, _ = shares(detector, ConformalRule(q))

    assert any_finding <= allowed(q)
    assert any_finding >= q / 3, "it is kept by finding nothing"


@pytest.mark.parametrize("detector", [GaussianCovariance(), KNN()], ids=repr)
@pytest.mark.parametrize("q", [0.1, 0.3])
def test_of_what_is_found_beside_planted_rows_few_are_false(detector, q):
    _, false, recall = shares(detector, ConformalRule(q), odd=2)

    assert q / 3 <= false <= allowed(q)
    assert recall > 0.95


def test_calibrating_on_rows_learned_from_breaks_the_promise():
    how = {"d": 40, "n": 399}
    honest, _, _ = shares(GaussianCovariance(), ConformalRule(0.1), **how)
    broken, _, _ = shares(GaussianCovariance(), ConformalRule(0.1), on_training=True, **how)

    assert honest <= allowed(0.1)
    assert broken > 2 * allowed(0.1)


class OneTooFew(ConformalRule):
    """Leaves out the row itself: # / n instead of (1 + #) / (n + 1)."""

    def p_values(self, scores):
        n = len(self.calibration_)
        return (super().p_values(scores) * (n + 1) - 1) / n


class EachByItself(ConformalRule):
    """Finds every row with p <= q, as if it were the only one."""

    def flags(self, scores):
        return self.p_values(scores) <= self.q


@pytest.mark.parametrize("broken", [OneTooFew, EachByItself])
def test_wrong_arithmetic_does_not_pass_for_the_promise(broken):
    any_finding, _, _ = shares(GaussianCovariance(), broken(0.1), calibration=99)

    assert any_finding > allowed(0.1)


def test_odd_rows_among_those_calibrated_on_cost_findings_and_never_the_promise():
    rng = np.random.default_rng(0)
    batch = np.append(rng.normal(size=35) + 8, rng.normal(size=465))
    rule = ConformalRule(0.1)
    found = []
    for spoiled in (0, 20, 200):
        calibration = rng.normal(size=1_999)
        calibration[:spoiled] += 8
        flags = rule.fit(calibration).flags(batch)
        found.append(flags[:35].sum())
        assert flags[35:].sum() <= 8
    assert found[0] == 35
    assert found == sorted(found, reverse=True)
    assert found[2] == 0

    # Known to be odd, they are left out.
    assert rule.fit(calibration, np.arange(1_999) < 200).flags(batch)[:35].all()


def test_a_part_too_small_for_a_batch_says_how_many_rows_would_do():
    rule = ConformalRule(0.1).fit(np.arange(249.0))

    assert rule.fewest(1_000) == 40
    assert rule.too_few(1_000) == (
        "with 249 calibration rows no p-value is below 1/250: among 1,000 rows nothing is "
        "found until 40 rows are odder than every calibration row, at a false share of 10 %. "
        "9,999 calibration rows would do for a single one"
    )
    scores = np.zeros(1_000)
    scores[:39] = 300
    assert not rule.flags(scores).any()
    scores[39] = 300
    assert rule.flags(scores).sum() == 40


def test_as_many_rows_as_it_says_will_do():
    scores = np.append(np.zeros(999), 20_000)

    for n, found in ((9_998, 0), (9_999, 1)):
        rule = ConformalRule(0.1).fit(np.arange(float(n)))
        assert rule.flags(scores).sum() == found
        assert (rule.too_few(1_000) is None) == bool(found)


def test_a_part_too_small_for_any_batch_says_so_when_fitted():
    rule = ConformalRule(0.1).fit(np.arange(8.0))

    assert not rule.flags(np.full(100, 99.0)).any()
    assert "too few to find anything at a false share of 10 %" in " ".join(rule.notes_)
    assert "nothing can be found" in rule.too_few(100)
    assert ConformalRule(0.1).fit(np.arange(9.0)).flags(np.full(100, 99.0)).all()


def test_a_part_too_small_for_the_level_draws_the_line_beyond_all():
    rule = ConformalRule(level=0.01).fit(np.arange(50.0))

    assert rule.threshold_ == 49
    assert "99 would do" in rule.notes_[0]
    assert ConformalRule(level=0.01).fit(np.arange(99.0)).notes_ == []


def test_without_usual_rows_there_is_nothing_to_calibrate_on():
    with pytest.raises(TooLittleData, match="no usual rows"):
        ConformalRule().fit([1.0], [True])


@pytest.mark.parametrize(
    "rule", [ConformalRule(0), ConformalRule(1), ConformalRule(level=2)]
)
def test_shares_that_are_none_are_refused(rule):
    with pytest.raises(InvalidParameter):
        rule.fit([1.0])
