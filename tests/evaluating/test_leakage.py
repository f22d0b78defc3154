"""The protocol does not profit from what is known only afterwards.

Each check is made twice: by the protocol, and by one that leaks on purpose, which must fail it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vedette.detectors.isolation.isolation_forest import IsolationForest
from vedette.detectors.neighbours.knn import KNN
from vedette.detectors.statistical.gaussian import Gaussian
from vedette.detectors.supervised.extra_trees import ExtraTreesDetector
from vedette.detectors.supervised.logistic import LogisticDetector
from vedette.evaluating import protocol
from vedette.evaluating.protocol import measure
from vedette.evaluating.sample import Sample
from vedette.evaluating.splits import folds, three_parts
from vedette.metrics import auroc
from vedette.thresholds import rule_of

RULE = rule_of("best-f1")


def area(measured):
    return auroc(measured.test.odd, measured.test.scores)


def weak(n=900, seed=0):
    """Two columns that tell a little, and a column of noise."""
    rng = np.random.default_rng(seed)
    odd = rng.random(n) < 0.15
    return {
        "a": rng.normal(size=n) + 0.5 * odd,
        "b": rng.normal(size=n),
        "late": rng.normal(size=n),
        "odd": odd.astype(int),
    }


# A column that is filled with the label at test time


def gain(detector, make, *, leaky):
    """How much the label in `late`, in the test rows only, adds to the AUROC; mean of ten.

    Beside the same values in another order.
    """
    gains = []
    for seed in range(10):
        columns = weak(seed=seed)
        split = three_parts(make(columns), labelled=True, seed=seed)
        late, label = columns["late"].copy(), columns["odd"][split.test]
        late[split.test] = np.where(label, 1.0, -1.0)  # both are usual
        planted = make(columns | {"late": late})
        late[split.test] = np.random.default_rng(seed).permutation(late[split.test])
        honest = make(columns | {"late": late})
        without = area(measure(detector, honest, split, RULE))
        if leaky:
            everything = np.sort(np.concatenate([split.train, split.test]))
            split = replace(split, train=everything)
        gains.append(area(measure(detector, planted, split, RULE)) - without)
    return np.mean(gains)


@pytest.mark.parametrize(
    "detector",
    [LogisticDetector(folds=2), IsolationForest(random_state=0)],
    ids=["labels", "none"],
)
def test_the_label_in_a_column_at_test_time_only_brings_no_profit(sample, detector):
    assert abs(gain(detector, sample, leaky=False)) < 0.05


def test_a_protocol_that_learns_from_the_test_rows_would_profit_from_it(sample):
    assert gain(LogisticDetector(folds=2), sample, leaky=True) > 0.1


def filled_at_test_time(make):
    columns = weak()
    honest = make(columns, leave_out=["late"])
    split = three_parts(honest)
    late = np.full(len(columns["odd"]), np.nan)
    late[split.test] = np.where(columns["odd"][split.test], 10.0, np.nan)
    late[split.test[0]] = 0.0  # else it would be left out as the label by another name
    return honest, make(columns | {"late": late}), split


def test_a_column_that_is_missing_where_one_learns_is_not_there(sample):
    honest, planted, split = filled_at_test_time(sample)

    for detector in (IsolationForest(random_state=0), Gaussian(), KNN()):
        expected = measure(detector, honest, split, RULE)
        measured = measure(detector, planted, split, RULE)
        assert measured.encoding.columns == ("a", "b")
        assert (measured.test.scores == expected.test.scores).all()


def test_columns_encoded_on_all_rows_would_profit_from_it(sample, monkeypatch):
    honest, planted, split = filled_at_test_time(sample)
    without = area(measure(Gaussian(), honest, split, RULE))
    fitted = protocol.fit_features
    monkeypatch.setattr(
        protocol,
        "fit_features",
        lambda table, roles, **kept: fitted(planted.table, roles, **kept),
    )

    assert area(measure(Gaussian(), planted, split, RULE)) > without + 0.2


# Labels and values of the test part


def changed(make):
    """A split, and the table with other labels and other values in the test rows."""
    columns = weak()
    whole = make(columns)
    split = three_parts(whole)
    odd, a = columns["odd"].copy(), columns["a"].copy()
    odd[split.test] = 1 - odd[split.test]
    a[split.test] *= 100
    return whole, make(columns | {"odd": odd}), make(columns | {"a": a}), split


def test_labels_of_the_test_part_change_neither_scores_nor_threshold(sample):
    whole, other_labels, other_values, split = changed(sample)
    expected = measure(KNN(), whole, split, RULE)

    flipped = measure(KNN(), other_labels, split, RULE)
    assert flipped.threshold == expected.threshold
    assert (flipped.test.scores == expected.test.scores).all()
    moved = measure(KNN(), other_values, split, RULE)
    assert moved.threshold == expected.threshold
    assert (moved.validation.scores == expected.validation.scores).all()


def test_a_threshold_learned_on_the_test_part_would_change_with_its_labels(sample):
    whole, other_labels, _, split = changed(sample)
    leaky = replace(split, validation=split.test)

    expected = measure(KNN(), whole, leaky, RULE)
    assert measure(KNN(), other_labels, leaky, RULE).threshold != expected.threshold


# Rows of the future


def drifting(n=1200, seed=0):
    """Rows on a line that wanders; one in twenty is beside it."""
    rng = np.random.default_rng(seed)
    odd = rng.random(n) < 0.05
    x, y = np.cumsum(rng.normal(0.2, 1.0, (2, n)), axis=1)
    start = np.datetime64("2024-01-01T00:00")
    return {
        "time": start + np.arange(n) * np.timedelta64(10, "m"),
        "x": x + rng.normal(0, 0.1, n) + 6 * odd * rng.choice([-1, 1], n),
        "y": y + rng.normal(0, 0.1, n) - 6 * odd * rng.choice([-1, 1], n),
        "odd": odd.astype(int),
    }


def later_is_never_learned_from(sample, split):
    last = sample.times[split.train].max()
    middle = sample.times[split.validation]
    return last < middle.min() and middle.max() < sample.times[split.test].min()


def test_no_row_is_learned_from_that_is_later_than_one_tested_on(sample):
    columns = drifting()
    shuffled = np.random.default_rng(1).permutation(len(columns["odd"]))
    whole = sample({name: values[shuffled] for name, values in columns.items()})

    for split in (three_parts(whole), *folds(whole, 5)):
        assert split.way == "time"
        assert later_is_never_learned_from(whole, split)
    leaky = three_parts(whole, way="random")
    assert not later_is_never_learned_from(whole, leaky)


def test_a_series_that_drifts_does_not_look_better_for_its_future(sample):
    whole = sample(drifting())
    detector = KNN(n_neighbors=5)

    ours = area(measure(detector, whole, three_parts(whole), RULE))
    leaky = area(measure(detector, whole, three_parts(whole, way="random"), RULE))
    assert leaky > ours + 0.1


def test_rows_of_one_moment_are_in_one_part(sample):
    columns = drifting()
    columns["time"] = columns["time"].astype("datetime64[D]")
    whole = sample(columns)

    assert later_is_never_learned_from(whole, three_parts(whole))


# Copies of a row, and rows of one key


def copied_rows(n=150, times=6, seed=0):
    """Rows that stand there six times; their label is chance."""
    rng = np.random.default_rng(seed)
    columns = {
        "a": rng.normal(size=n),
        "b": rng.normal(size=n),
        "odd": (rng.random(n) < 0.3).astype(int),
    }
    order = rng.permutation(n * times) % n
    return {name: values[order] for name, values in columns.items()}


def mean_area(whole, splits):
    detector = ExtraTreesDetector(n_estimators=20, folds=2)
    return np.mean([area(measure(detector, whole, split, RULE)) for split in splits])


def test_copies_of_a_row_are_in_one_part(sample):
    whole = sample(copied_rows())

    for split in (three_parts(whole, labelled=True), *folds(whole, 5)):
        parts = (split.train, split.validation, split.test)
        seen = [set(whole.copies[rows]) for rows in parts]
        assert sum(map(len, seen)) == len(set.union(*seen)) == 150


def test_copies_bring_no_profit_and_would_if_they_were_parted(sample, monkeypatch):
    whole = sample(copied_rows())
    ours = mean_area(whole, folds(whole, 3))
    assert abs(ours - 0.5) < 0.15
    alone = property(lambda self: np.arange(len(self)))
    monkeypatch.setattr(Sample, "copies", alone)
    leaky = sample(copied_rows())

    assert mean_area(leaky, folds(leaky, 3)) > 0.9


def keyed(keys=40, rows=20, seed=0):
    """Each machine has its own place, and its label is chance."""
    rng = np.random.default_rng(seed)
    machine = np.repeat(np.arange(keys), rows)
    place = rng.normal(size=(2, keys)) * 5
    odd = rng.random(keys) < 0.4
    a, b = place[:, machine] + rng.normal(0, 0.2, (2, keys * rows))
    names = np.array([f"m{number}" for number in machine], dtype=object)
    return {"machine": names, "a": a, "b": b, "odd": odd[machine].astype(int)}


def test_no_key_is_in_two_parts(sample):
    whole = sample(keyed(), keys=["machine"])

    for split in (three_parts(whole), *folds(whole, 5)):
        assert split.way == "key"
        parts = (split.train, split.validation, split.test)
        seen = [set(whole.keys[rows]) for rows in parts]
        assert sum(map(len, seen)) == len(set.union(*seen)) == 40


def test_a_key_brings_no_profit_and_would_if_it_were_in_two_parts(sample):
    whole = sample(keyed(), keys=["machine"], leave_out=["machine"])

    ours = mean_area(whole, folds(whole, 5))
    leaky = mean_area(whole, folds(whole, 5, way="random"))
    assert abs(ours - 0.5) < 0.25
    assert leaky > 0.95
