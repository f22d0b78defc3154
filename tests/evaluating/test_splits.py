"""Rows in three parts or in folds: all of them, each once, classes in proportion."""

from __future__ import annotations

import numpy as np
import pytest

from vedette.core.errors import InvalidParameter
from vedette.evaluating.splits import TEST, TRAIN, VALIDATION, _filled, folds, three_parts


def labelled(make, n=1000, odd=50, **more):
    rng = np.random.default_rng(0)
    columns = {"a": rng.normal(size=n), "odd": (np.arange(n) < odd).astype(float)}
    return make({name: v[rng.permutation(n)] for name, v in columns.items()} | more)


def sizes(whole, split):
    parts = (split.train, split.validation, split.test)
    return [(len(rows), int(whole.odd[rows].sum())) for rows in parts]


def test_usual_rows_are_divided_60_20_20_and_anomalies_tested_on(sample):
    whole = labelled(sample)

    assert sizes(whole, three_parts(whole)) == [(570, 0), (215, 25), (215, 25)]
    assert sizes(whole, three_parts(whole, (50, 10, 40))) == [
        (475, 0),
        (105, 10),
        (420, 40),
    ]


def test_where_labels_are_learned_from_anomalies_are_divided_as_all_rows_are(sample):
    whole = labelled(sample)

    parts = three_parts(whole, labelled=True)
    assert sizes(whole, parts) == [(600, 30), (200, 10), (200, 10)]


def test_every_row_is_in_one_part_and_another_seed_draws_others(sample):
    whole = labelled(sample)
    split = three_parts(whole)

    parts = (split.train, split.validation, split.test)
    assert np.sort(np.concatenate(parts)).tolist() == list(range(1000))
    assert (three_parts(whole).test == split.test).all()
    assert (three_parts(whole, seed=1).test != split.test).any()


def test_every_row_is_tested_on_once_in_the_folds_of_a_repeat(sample):
    whole = labelled(sample)
    made = folds(whole, 5, 3)

    assert len(made) == 15
    for repeat in range(3):
        some = made[5 * repeat : 5 * repeat + 5]
        tested = np.concatenate([split.test for split in some])
        assert np.sort(tested).tolist() == list(range(1000))
        assert all(sizes(whole, s) == [(600, 30), (200, 10), (200, 10)] for s in some)
    assert (made[0].test != made[5].test).any()


def test_rows_without_a_label_are_learned_from_and_in_no_other_part(sample):
    odd = np.where(np.arange(1000) % 3 == 0, np.nan, np.arange(1000) % 10 == 1)
    whole = sample({"a": np.random.default_rng(0).normal(size=1000), "odd": odd})
    split = three_parts(whole)

    assert whole.known[split.validation].all()
    assert whole.known[split.test].all()
    assert not whole.known[split.train].all()


@pytest.mark.parametrize(
    ("units", "shares", "expected"),
    [
        (1, (0, 20, 20), {TEST: 1}),
        (2, (0, 20, 20), {VALIDATION: 1, TEST: 1}),
        (1, (60, 20, 20), {TEST: 1}),
        (2, (60, 20, 20), {VALIDATION: 1, TEST: 1}),
        (3, (60, 20, 20), {TRAIN: 1, VALIDATION: 1, TEST: 1}),
        (10, (60, 20, 20), {TRAIN: 6, VALIDATION: 2, TEST: 2}),
    ],
)
def test_few_anomalies_are_tested_on_first(units, shares, expected):
    part = _filled(np.ones(units), shares)

    assert {k: n for k, n in enumerate(np.bincount(part)) if n} == expected


def test_rows_that_are_equal_to_many_are_no_copies(sample):
    flag = np.random.default_rng(0).integers(0, 2, 400)
    whole = sample({"a": flag, "odd": (np.arange(400) % 10 == 0).astype(int)})

    assert len(set(whole.copies)) == 400
    assert len(three_parts(whole).train) == 216


def test_folds_by_time_follow_each_other(sample):
    n = 700
    time = np.datetime64("2024-01-01") + np.arange(n) * np.timedelta64(1, "h")
    rng = np.random.default_rng(0)
    odd = (rng.random(n) < 0.2).astype(int)
    whole = sample({"time": time, "a": rng.normal(size=n), "odd": odd})

    made = folds(whole, 5, 3)
    assert [len(split.train) for split in made] == [100, 200, 300, 400, 500]
    assert [split.test[0] for split in made] == [200, 300, 400, 500, 600]
    assert all(len(s.validation) == len(s.test) == 100 for s in made)


def test_a_row_without_a_time_has_no_part(sample):
    n = 100
    time = np.datetime64("2024-01-01") + np.arange(n) * np.timedelta64(1, "h")
    time[::10] = np.datetime64("NaT")
    rng = np.random.default_rng(0)
    odd = np.arange(n) % 3 == 1
    whole = sample({"time": time, "a": rng.normal(size=n), "odd": odd.astype(int)})
    split = three_parts(whole)

    parts = np.concatenate([split.train, split.validation, split.test])
    assert np.sort(parts).tolist() == [i for i in range(n) if i % 10]


def test_more_folds_than_rows_are_refused(sample):
    whole = sample({"a": np.arange(20.0), "odd": (np.arange(20) % 5 == 0).astype(int)})
    with pytest.raises(InvalidParameter, match="folds is 21: there are 20 rows"):
        folds(whole, 21)
    assert len(folds(whole, 20)) == 20


def test_impossible_divisions_are_refused(sample):
    whole = labelled(sample)

    with pytest.raises(InvalidParameter, match="at least 3"):
        folds(whole, 2)
    with pytest.raises(InvalidParameter, match="repeats"):
        folds(whole, 5, 0)
