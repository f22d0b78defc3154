"""Labels as they come: 0 and 1, yes and no, several kinds, missing, one class only."""

from __future__ import annotations

import numpy as np
import pytest

from vedette.app.understanding import understand
from vedette.core.errors import InvalidInput, InvalidParameter, UnknownName
from vedette.evaluating.labels import labels_of


def labels(values, positive=None, **asked):
    table, _ = understand({"a": range(len(values)), "y": values}, **asked)
    return labels_of(table, "y", positive)


@pytest.mark.parametrize(
    ("values", "anomaly"),
    [
        ([0, 0, 0, 1], "1"),
        ([1, 1, 1, 0], "0"),
        ([0.0, 0.0, 1.0], "1"),
        ([False, True, False], "true"),
        (["no", "yes", "no"], "true"),
        (["ok", "ok", "fraud"], "fraud"),
        (["b", "b", "a", "a"], "b"),  # of two equally frequent ones the greater
        ([0, 1], "1"),
    ],
)
def test_the_rarer_of_two_values_is_the_anomaly(values, anomaly):
    found = labels(values)

    assert found.positive == (anomaly,)
    assert found.odd.sum() == min(np.unique(values, return_counts=True)[1])
    assert found.known.all()
    assert not found.chosen


def test_it_is_doubted_where_the_rarer_value_means_no():
    assert labels([1, 1, 1, 0]).doubtful
    assert not labels([0, 0, 0, 1]).doubtful
    assert not labels([1, 1, 1, 0], [0]).doubtful


@pytest.mark.parametrize("said", [1, 1.0, True, "1", "yes", "True", np.int64(1)])
def test_the_anomaly_is_named_as_people_write_it(said):
    assert labels([0, 0, 1, 1, 1], [said]).odd.tolist() == [False, False, True, True, True]


def test_several_values_may_be_anomalies():
    found = labels(["ok", "bad", "worse", "ok"], ["worse", "bad"])

    assert found.odd.tolist() == [False, True, True, False]
    assert (found.positive, found.negative) == (("bad", "worse"), ("ok",))


def test_rows_without_a_label_are_not_known():
    found = labels([0, 1, None, 0, 0])

    assert found.known.tolist() == [True, True, False, True, True]
    assert not found.odd[2]


def test_what_cannot_be_read_as_a_number_is_a_value_like_any_other(tmp_path):
    file = tmp_path / "t.csv"
    rows = "\n".join(f"{i},{i % 2}" for i in range(200))
    file.write_text(f"a,y\n{rows}\n200,?x\n")
    table, _ = understand(str(file))

    with pytest.raises(InvalidInput, match=r"3 classes: 0 \(100 rows\).*\?x \(1 rows?\)"):
        labels_of(table, "y")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([0, 0, 0], "holds one class only, 0, in 3 rows"),
        ([None, None, 1.0], "holds one class only, 1, in 1 rows?"),
        ([np.nan, np.nan], "holds no label in 2 rows"),
        (["a", "b", "c", "a"], r"3 classes: a \(2 rows\), b \(1 row\) and c \(1 row\)"),
        (np.arange(500) / 7, "holds 500 different values"),
    ],
)
def test_labels_that_say_nothing_are_refused_with_what_they_hold(values, message):
    with pytest.raises(InvalidInput, match=message):
        labels(values)


def test_minus_one_is_told_to_be_perhaps_no_label():
    with pytest.raises(InvalidInput, match="--na y=-1"):
        labels([0, 0, 1, -1, -1])


def test_a_value_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(UnknownName, match="there are: bad and ok"):
        labels(["ok", "bad"], ["awful"])
    with pytest.raises(InvalidParameter):
        labels(["ok", "bad"], [])
    with pytest.raises(InvalidInput, match="all 2 labelled rows are anomalies"):
        labels(["ok", "bad"], ["ok", "bad"])


def test_values_of_a_redacted_label_are_not_shown():
    found = labels(["ok", "ok", "secret"], redact=["y"])

    assert "secret" not in repr(found.positive) + repr(found.negative)
    with pytest.raises(UnknownName) as refused:
        labels(["ok", "ok", "secret"], ["none"], redact=["y"])
    assert "secret" not in str(refused.value)
    with pytest.raises(InvalidInput) as refused:
        labels(["ok", "other", "secret"], redact=["y"])
    assert "secret" not in str(refused.value)
