"""Rules: known values, laws, and what they refuse."""

import numpy as np
import pytest
from scipy.stats import norm

from naive import cut as naive
from vedette.core.errors import InvalidInput, InvalidParameter, TooLittleData
from vedette.detectors import ZScore
from vedette.thresholds import (
    AlarmsPerDayRule,
    BestFRule,
    ContaminationRule,
    CostRule,
    SigmaRule,
    TailRule,
    days_of,
)

NORMAL = np.random.default_rng(0).normal(size=5_000)


def labelled(seed=0, n=400, share=0.1, shift=2.0):
    rng = np.random.default_rng(seed)
    odd = rng.random(n) < share
    odd[0] = True
    return np.round(rng.normal(size=n) + shift * odd, 1), odd


def test_contamination_draws_the_line_of_a_detectors_own():
    X = np.random.default_rng(0).normal(size=(300, 2))
    detector = ZScore(contamination=0.07).fit(X)

    rule = ContaminationRule(0.07).fit(detector.unusualness(X))

    assert rule.threshold_ == -detector.offset_
    assert rule.flags(detector.unusualness(X)).sum() == 21


def test_sigma_by_hand():
    scores = [0.0, 0.0, 2.0, 2.0]  # mean 1, standard deviation 1

    assert SigmaRule(3).fit(scores).threshold_ == pytest.approx(4.0)
    # Median 1, deviations from it all 1, over 0.6745.
    robust = SigmaRule(3, robust=True).fit(scores)
    assert robust.threshold_ == pytest.approx(1 + 3 / 0.6744897501960817)


def test_both_sigmas_agree_on_normal_scores_and_one_resists_what_is_far_out():
    plain, robust = SigmaRule(3), SigmaRule(3, robust=True)
    assert plain.fit(NORMAL).threshold_ == pytest.approx(3, abs=0.1)
    assert robust.fit(NORMAL).threshold_ == pytest.approx(3, abs=0.15)

    spoiled = np.append(NORMAL, np.full(500, 100.0))

    assert plain.fit(spoiled).threshold_ > 50
    assert robust.fit(spoiled).threshold_ == pytest.approx(3.5, abs=0.3)


@pytest.mark.parametrize("rule", [SigmaRule(2), TailRule(0.01)])
def test_labelled_odd_rows_do_not_move_what_is_said_of_usual_ones(rule):
    scores = np.append(NORMAL, np.full(500, 100.0))
    odd = np.arange(len(scores)) >= len(NORMAL)

    assert rule.fit(scores, odd).threshold_ == rule.fit(NORMAL).threshold_


@pytest.mark.parametrize("seed", range(10))
def test_the_best_f_is_that_of_trying_all_cuts(seed):
    scores, odd = labelled(seed)

    for beta in (0.5, 1, 3):
        rule = BestFRule(beta).fit(scores, odd)
        flagged = rule.flags(scores)
        hits = (flagged & odd).sum()
        f = (1 + beta**2) * hits / (flagged.sum() + beta**2 * odd.sum())
        assert f == pytest.approx(naive.best_f(scores, odd, beta), rel=1e-12)


def test_the_best_f1_says_what_it_reached_on_the_rows_it_saw():
    rule = BestFRule().fit([5.0, 4.0, 3.0, 2.0, 1.0], [1, 0, 1, 0, 0])

    assert rule.threshold_ == 2.5
    assert (rule.cut_.precision, rule.cut_.recall) == (2 / 3, 1.0)


def test_equal_scores_are_said_to_tell_nothing():
    rule = BestFRule().fit(np.full(4, 7.0), [True, False, False, False])

    assert rule.flags([7.0]).tolist() == [True]
    assert rule.cut_.precision == 0.25
    assert rule.notes_ == ["all scores are equal: they tell no row from another"]


def test_costs_are_told_beside_those_of_flagging_none_and_all():
    rule = CostRule(miss=10, alarm=1).fit([4.0, 3.0, 2.0, 1.0], [0, 1, 0, 0])

    assert rule.threshold_ == 2.5
    assert (rule.cost_, rule.cost_of_none_, rule.cost_of_all_) == (0.25, 2.5, 0.75)


def test_a_row_costs_by_its_amount():
    scores, odd = [4.0, 3.0, 2.0, 1.0], [0, 1, 0, 1]

    small = CostRule(1, 5).fit(scores, odd, amounts=[1, 90, 1, 2])
    large = CostRule(1, 5).fit(scores, odd, amounts=[1, 90, 1, 20])

    assert (small.threshold_, small.cost_) == (2.5, 7 / 4)
    assert large.flags(scores).all()
    assert large.cost_ == 10 / 4


def test_alarms_that_cost_more_than_they_save_are_not_raised():
    rule = CostRule(1, 100).fit([3.0, 2.0, 1.0], [0, 1, 0])

    assert not rule.flags([3.0, 2.0, 1.0]).any()
    assert rule.notes_ == ["no cut saves more than it costs: nothing is flagged"]


def test_one_in_a_hundred_counted_and_one_in_a_million_extrapolated():
    near = TailRule(0.01).fit(NORMAL)
    far = TailRule(1e-6).fit(NORMAL)

    assert near.threshold_ == pytest.approx(norm.isf(0.01), abs=0.1)
    assert norm.isf(1e-6) - 0.3 < far.threshold_ < norm.isf(1e-6) + 2
    assert near.notes_ == far.notes_ == []
    assert "the tail's model that speaks" in TailRule(1e-9).fit(NORMAL).notes_[0]


def test_a_rarer_level_lies_further_out():
    lines = [
        TailRule(level).fit(NORMAL).threshold_ for level in np.geomspace(0.5, 1e-9, 20)
    ]

    assert lines == sorted(lines)


def test_a_tail_that_cannot_be_told_ends_at_the_greatest_score():
    for scores in (np.arange(5.0), np.full(300, 2.0)):
        rule = TailRule(1e-6).fit(scores)
        assert rule.threshold_ == scores.max()
        assert "cannot be told" in rule.notes_[0]


def test_alarms_a_day_are_as_many_on_other_usual_rows():
    rule = AlarmsPerDayRule(5).fit(NORMAL, days=10)  # 500 rows a day
    later = np.random.default_rng(1).normal(size=200_000)  # 400 days

    assert rule.rows_per_day_ == 500
    low, high = rule.alarms_
    assert low < 5 < high
    assert low <= rule.flags(later).sum() / 400 <= high


def test_odd_rows_cause_no_false_alarms():
    scores = np.append(NORMAL, np.full(500, 100.0))
    odd = np.arange(len(scores)) >= len(NORMAL)

    rule = AlarmsPerDayRule(5, rows_per_day=550).fit(scores, odd)

    assert rule.threshold_ == AlarmsPerDayRule(5, rows_per_day=500).fit(NORMAL).threshold_


def test_fewer_alarms_than_the_rows_can_tell_are_said_so():
    rule = AlarmsPerDayRule(1, rows_per_day=1_000).fit(NORMAL[:99])

    assert rule.threshold_ == NORMAL[:99].max()
    assert rule.notes_ == [
        "99 usual rows cannot tell 1 in 1,000 a day: the line is drawn beyond all of them; "
        "999 rows would do"
    ]
    assert AlarmsPerDayRule(1, rows_per_day=1_000).fit(NORMAL[:999]).notes_ == []


def test_more_alarms_than_rows_flag_every_row():
    rule = AlarmsPerDayRule(10, rows_per_day=5).fit([1.0, 2.0])

    assert rule.flags([1.0, 2.0]).all()
    assert "every row is flagged" in rule.notes_[0]


def test_days_are_one_step_longer_than_from_the_first_time_to_the_last():
    hours = np.datetime64("2026-01-01") + np.arange(48) * np.timedelta64(1, "h")

    assert days_of(hours) == pytest.approx(2.0)
    assert days_of([*hours, np.datetime64("NaT")]) == pytest.approx(2.0)
    with pytest.raises(InvalidParameter, match="no two different times"):
        days_of(hours[:1])


@pytest.mark.parametrize("rule", [BestFRule(), BestFRule(2), CostRule()])
@pytest.mark.parametrize(
    ("odd", "said"),
    [
        (None, "learns from labels, and there are none"),
        ([False] * 3, "3 rows to learn it from are all usual"),
        ([True] * 3, "3 rows to learn it from are all odd"),
    ],
)
def test_labels_that_are_missing_or_of_one_class_are_refused(rule, odd, said):
    with pytest.raises(TooLittleData, match=said):
        rule.fit([1.0, 2.0, 3.0], odd)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (([],), "no scores"),
        (([[1.0]],), "shape"),
        (([1.0, np.nan],), "nan at row 1"),
        (([1.0, np.inf],), "inf at row 1"),
        (([1.0, 2.0], [True]), "shape"),
        (([1.0, 2.0], [0, 7]), "True or False"),
    ],
)
def test_scores_and_labels_that_cannot_be_used_are_refused(arguments, said):
    with pytest.raises(InvalidInput, match=said):
        SigmaRule().fit(*arguments)


def test_amounts_and_days_that_cannot_be_used_are_refused():
    with pytest.raises(InvalidInput, match=r"-1\.0 at row 1"):
        CostRule().fit([1.0, 2.0], [0, 1], amounts=[1, -1])
    with pytest.raises(InvalidInput, match="shape"):
        CostRule().fit([1.0, 2.0], [0, 1], amounts=[1])
    with pytest.raises(InvalidInput, match="too large"):
        CostRule().fit([1.0, 2.0], [1, 0], amounts=[1e308, 1])
    with pytest.raises(InvalidInput, match="days"):
        AlarmsPerDayRule().fit([1.0, 2.0], days=0)
    with pytest.raises(InvalidParameter, match="how many rows come in a day"):
        AlarmsPerDayRule().fit([1.0, 2.0])


@pytest.mark.parametrize(
    "rule",
    [
        ContaminationRule(0.6),
        ContaminationRule(0),
        SigmaRule(0),
        SigmaRule(float("nan")),
        SigmaRule(robust="yes"),
        BestFRule(-1),
        CostRule(0, 1),
        CostRule(1, float("inf")),
        TailRule(0.9),
        AlarmsPerDayRule(0),
        AlarmsPerDayRule(1, rows_per_day=-1),
    ],
    ids=repr,
)
def test_parameters_that_cannot_be_used_are_refused(rule):
    with pytest.raises(InvalidParameter):
        rule.fit([1.0, 2.0], [True, False])


def test_a_cut_that_saves_just_what_it_costs_flags_nothing():
    rule = CostRule(miss=1, alarm=1).fit([3.0, 2.0, 1.0], [False, True, False])

    assert rule.threshold_ == 3.0
    assert rule.cost_ == rule.cost_of_none_ == pytest.approx(1 / 3)
    assert not rule.flags([3.0, 2.0]).any()
    (said,) = rule.notes_
    assert "nothing is flagged" in said
