"""What a detector learns from, and what its rule is told."""

from __future__ import annotations

import numpy as np
import pytest

from vedette.core.errors import TooLittleData
from vedette.detectors.statistical.gaussian import Gaussian
from vedette.detectors.supervised.logistic import LogisticDetector
from vedette.evaluating import protocol
from vedette.evaluating.figures import assessed
from vedette.evaluating.protocol import measure
from vedette.evaluating.splits import folds, three_parts
from vedette.thresholds import rule_of


class Watching(Gaussian):
    """Keeps what it was given."""

    def fit(self, X, y=None):
        self.given = X
        return super().fit(X)


class TakesUnlabelled(LogisticDetector):
    """Has a label for rows of which nothing is known, and keeps those it was given."""

    def __init__(self, *, unlabelled=-1, folds=2, scale="standard", random_state=0):
        super().__init__(folds=folds, scale=scale, random_state=random_state)
        self.unlabelled = unlabelled

    def fit(self, X, y):
        self.given = y
        return super().fit(X[y >= 0], y[y >= 0])


def some(n=400):
    rng = np.random.default_rng(0)
    odd = (rng.random(n) < 0.1).astype(float)
    a = rng.normal(size=n) + 2 * odd
    odd[rng.random(n) < 0.3] = np.nan
    return {"a": a, "b": rng.normal(size=n), "odd": odd}


def test_a_detector_without_labels_learns_from_rows_that_are_not_known_to_be_odd(sample):
    whole = sample(some())
    for split in (three_parts(whole, labelled=True), folds(whole, 4)[0]):
        measured = measure(Watching(), whole, split, rule_of("best-f1"))

        usual = split.train[~whole.odd[split.train]]
        assert (measured.fitted.given == measured.encoding.matrix(whole.at(usual))).all()
        assert measured.trained == len(usual)


def test_a_classifier_learns_from_labelled_rows_and_others_only_if_it_can(sample):
    whole = sample(some())
    split = three_parts(whole, labelled=True)
    known = whole.known[split.train]

    plain = measure(LogisticDetector(folds=2), whole, split, rule_of("best-f1"))
    assert plain.trained == known.sum() < len(split.train)
    taking = measure(TakesUnlabelled(), whole, split, rule_of("best-f1"))
    assert taking.trained == len(split.train)
    labels = np.where(known, whole.odd[split.train].astype(int), -1)
    assert taking.fitted.given.tolist() == labels.tolist()


def test_the_detector_that_was_given_is_not_fitted(sample):
    whole = sample(some())
    detector = Gaussian()
    measure(detector, whole, three_parts(whole), rule_of("best-f1"))

    assert not hasattr(detector, "offset_")


def test_alarms_per_day_are_of_the_days_that_the_usual_rows_of_the_part_fill(sample):
    columns = some(480)
    columns["time"] = np.datetime64("2024-01-01") + np.arange(480) * np.timedelta64(1, "h")
    columns["odd"] = (np.arange(480) % 20 == 0).astype(int)
    whole = sample(columns)
    split = three_parts(whole)
    rule = rule_of("alarms-per-day(2)")
    measured = measure(Gaussian(), whole, split, rule)

    usual = ~measured.validation.odd
    alarms = np.count_nonzero(measured.validation.flagged & usual)
    assert alarms / 4 == pytest.approx(2, abs=0.5)  # a fifth of twenty days


def in_time(n=4_800):
    """Twenty days, of which one row in twenty is an anomaly, in a random order."""
    columns = some(n)
    hours = np.random.default_rng(1).permutation(n) * np.timedelta64(480 * 60 // n, "m")
    columns["time"] = np.datetime64("2024-01-01") + hours
    columns["odd"] = (np.arange(n) % 20 == 0).astype(int)
    return columns


@pytest.mark.parametrize("way", ["random", "time"])
def test_alarms_per_day_are_those_of_all_rows_where_some_are_drawn(sample, way):
    whole = sample(in_time())
    drawn = whole.thinned(np.sort(np.random.default_rng(2).permutation(4_800)[:1_200]))
    assert (drawn.of, drawn.thinned(np.arange(100)).of) == (4_800, 4_800)
    for one in (whole, drawn):
        split = three_parts(one, way=way)
        rule = measure(Gaussian(), one, split, rule_of("alarms-per-day(24)")).rule

        per_day = rule.rows_per_day_ * (~one.odd[split.validation]).mean()
        assert per_day == pytest.approx(228, rel=0.02)  # usual rows in the table
        assert rule.alarms_[0] < 24 < rule.alarms_[1]


def test_labels_of_the_test_part_do_not_move_a_line_of_alarms_per_day(sample):
    columns = in_time(1_200)
    whole = sample(columns)
    split = three_parts(whole, way="random")
    odd = columns["odd"].copy()
    odd[split.test] = 1 - odd[split.test]
    other = sample(columns | {"odd": odd})

    lines = [
        measure(Gaussian(), one, split, rule_of("alarms-per-day(5)")).rule
        for one in (whole, other)
    ]
    assert lines[0].rows_per_day_ == lines[1].rows_per_day_
    assert lines[0].threshold_ == lines[1].threshold_


def test_costs_are_those_of_rows_as_they_come_and_not_of_a_part_full_of_anomalies(sample):
    rng = np.random.default_rng(0)
    odd = np.arange(4_000) % 10 == 0
    columns = {"a": rng.normal(size=4_000) + 1.5 * odd, "b": rng.normal(size=4_000)}
    whole = sample(columns | {"odd": odd.astype(int)})
    split = three_parts(whole)
    assert split.odd_weight == pytest.approx(0.4)
    measured = measure(Gaussian(), whole, split, rule_of("cost(4, 1)"))

    held, usual = measured.validation.scores, ~measured.validation.odd
    costs = [
        np.count_nonzero(usual & (held > cut))
        + 4 * 0.4 * np.count_nonzero(~usual & (held <= cut))
        for cut in np.sort(held)
    ]
    assert measured.rule.cost_ * len(held) == pytest.approx(min(costs))
    assert measured.rule.cost_of_none_ == pytest.approx(
        4 * 0.4 * (~usual).sum() / len(held)
    )
    for apart in (three_parts(whole, labelled=True), *folds(whole, 5)):
        assert apart.odd_weight == 1


def test_a_share_of_the_rows_is_one_of_rows_as_they_come(sample):
    rng = np.random.default_rng(0)
    odd = np.arange(4_000) % 10 == 0
    whole = sample({"a": rng.normal(size=4_000) + 12 * odd, "odd": odd.astype(int)})
    split = three_parts(whole)  # of the validation part 22 % are anomalies
    found = measure(Gaussian(), whole, split, rule_of("contamination(0.1)"))

    flagged = found.validation.flagged
    assert flagged[found.validation.odd].mean() > 0.97
    assert flagged[~found.validation.odd].mean() < 0.01
    apart = three_parts(whole, labelled=True)
    plain = measure(Gaussian(), whole, apart, rule_of("contamination(0.1)"))
    assert plain.validation.flagged.mean() == pytest.approx(0.1, abs=0.002)
    # The spread of usual rows is the same, however often each is repeated.
    spread = measure(Gaussian(), whole, split, rule_of("sigma(3)")).rule
    usual = found.validation.scores[~found.validation.odd]
    assert spread.threshold_ == pytest.approx(usual.mean() + 3 * usual.std())


def test_rules_that_judge_rows_together_flag_by_their_own_word(sample):
    columns = some(3000)
    columns["odd"] = np.nan_to_num(columns["odd"])
    columns["a"] += 6 * columns["odd"]
    whole = sample(columns)
    measured = measure(Gaussian(), whole, three_parts(whole), rule_of("conformal(0.2)"))

    assert measured.rule.judges_batches
    flags = measured.rule.flags(measured.test.scores)
    assert (measured.test.flagged == flags).all()
    assert flags.any()


def test_a_rule_says_that_it_learned_from_too_few_rows(sample):
    whole = sample(some())
    measured = measure(Gaussian(), whole, three_parts(whole), rule_of("conformal(0.01)"))

    one = assessed([measured], share=0.1, needs_labels=False, failed="")
    assert "calibration rows" in " ".join(one.notes)
    assert one.test.counts is not None


def test_there_must_be_something_to_learn_from(sample):
    whole = sample({"a": np.zeros(100), "odd": (np.arange(100) % 5 == 0).astype(int)})
    with pytest.raises(TooLittleData, match="no column tells the 48 rows"):
        measure(Gaussian(), whole, three_parts(whole), rule_of("best-f1"))


def test_columns_are_encoded_on_the_rows_that_are_learned_from(sample, monkeypatch):
    whole = sample(some())
    split = three_parts(whole)
    seen = []
    fitted = protocol.fit_features
    monkeypatch.setattr(
        protocol,
        "fit_features",
        lambda table, *rest, **more: (seen.append(table), fitted(table, *rest, **more))[1],
    )
    measure(Gaussian(), whole, split, rule_of("best-f1"))

    usual = split.train[~whole.odd[split.train]]
    assert (seen[0]["a"].values == whole.table["a"].values[usual]).all()
