"""`vedette.evaluate`: figures that are right, notes that say what they are worth."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics

import vedette
from vedette.core.cut import cut_at
from vedette.core.errors import InvalidParameter, TooLittleData, UnknownName
from vedette.evaluating import run


def table(n=600, odd=60, seed=0, **more):
    rng = np.random.default_rng(seed)
    wrong = rng.permutation(n) < odd
    columns = {f"c{j}": rng.normal(size=n) + 2.0 * wrong for j in range(3)}
    return pd.DataFrame(columns | {"wrong": wrong.astype(int)} | more)


def evaluate(data, label="wrong", **asked):
    return vedette.evaluate(
        data, label, **({"scan": False, "detector": "gaussian"} | asked)
    )


def test_figures_are_those_of_scikit_learn_on_the_test_part():
    from vedette.app.choosing import detectors_of
    from vedette.app.understanding import understand
    from vedette.evaluating.labels import labels_of
    from vedette.evaluating.protocol import measure
    from vedette.evaluating.sample import sample_of
    from vedette.evaluating.splits import three_parts
    from vedette.thresholds import rule_of

    data = table()
    found = evaluate(data)["gaussian"]
    read, roles = understand(data, roles={"wrong": "label"})
    sample = sample_of(read, roles, labels_of(read, "wrong"))
    one = measure(
        detectors_of("gaussian", 0)[0], sample, three_parts(sample), rule_of("best-f1")
    )
    odd, scores = one.test.odd, one.test.scores
    flagged = scores > found.threshold
    assert found.test.precision.value == metrics.precision_score(odd, flagged)
    assert found.test.recall.value == metrics.recall_score(odd, flagged)
    assert found.test.f1.value == pytest.approx(metrics.f1_score(odd, flagged))
    assert found.test.auroc.value == pytest.approx(metrics.roc_auc_score(odd, scores))
    average = metrics.average_precision_score(odd, scores)
    assert found.test.average_precision.value == pytest.approx(average)
    best = max(
        cut_at(one.validation.scores, one.validation.odd, cut).f1
        for cut in one.validation.scores
    )
    assert found.validation.f1.value == pytest.approx(best)


@pytest.mark.parametrize("detector", ["gaussian", "gaussian-covariance", "kde"])
def test_epsilon_of_a_density_is_its_density_at_the_threshold(detector):
    from vedette.detectors.catalogue import make
    from vedette.evaluating.protocol import log_density_at

    X = np.random.default_rng(0).normal(size=(300, 2))
    fitted = make(detector).fit(X)
    row = np.array([[1.5, -2.0]])
    cut = float(fitted.unusualness(row)[0])
    expected = float(fitted.log_density(row)[0] / np.log(10))
    assert log_density_at(fitted, X, cut) == pytest.approx(expected, abs=1e-6)
    assert log_density_at(make("knn").fit(X), X, cut) is None


def test_epsilon_is_told_where_the_density_is_zero_in_floating_point():
    rng = np.random.default_rng(0)
    odd = rng.permutation(400) < 40
    columns = {f"c{j}": rng.normal(size=400) + 0.5 * odd for j in range(500)}
    found = evaluate(columns | {"wrong": odd.astype(int)})["gaussian"]

    assert found.log_density < -324  # 10^-324 is 0 in float64
    assert found.test.f1.value > 0.9


def test_folds_are_summed_up_with_their_spread():
    found = evaluate(table(), folds=5, repeats=2)["gaussian"]

    assert [fold.fold for fold in found.by_fold] == list(range(1, 11))
    areas = [fold.auroc for fold in found.by_fold]
    assert found.test.auroc.value == pytest.approx(np.mean(areas))
    assert found.test.auroc.deviation == pytest.approx(np.std(areas, ddof=1))
    assert found.test.auroc.low < found.test.auroc.value < found.test.auroc.high
    assert found.test.rows == 2 * 600
    counts = found.test.counts
    assert counts.hits + counts.missed == 2 * 60


def test_precision_is_told_at_the_share_of_anomalies_in_the_table():
    found = evaluate(table())
    one = found["gaussian"]

    recall = one.test.recall.value
    counts = one.test.counts
    false = counts.false_alarms / (counts.false_alarms + counts.passed)
    expected = recall * 0.1 / (recall * 0.1 + false * 0.9)
    assert one.precision_at_share == pytest.approx(expected)
    assert "10 % of the table: with as few, precision would be" in found.to_markdown()


def test_the_threshold_of_folds_is_their_median():
    found = evaluate(table(), folds=5)["gaussian"]

    lines = [fold.threshold for fold in found.by_fold]
    assert len(set(lines)) == 5
    assert found.threshold == np.median(lines)
    assert found.log_density == pytest.approx(
        np.median([f.log_density for f in found.by_fold])
    )


def test_folds_have_the_share_of_anomalies_of_the_table():
    found = evaluate(table(odd=7), folds=5)  # 1.4 in a fold, on average

    assert "rows tested on are anomalies" not in found.to_markdown()


def test_perfect_folds_are_not_certain():
    rows = table(far=100.0 * table()["wrong"] + table()["c0"])
    found = evaluate(rows, folds=5, repeats=3)["gaussian"].test

    for one in (found.precision, found.recall, found.average_precision):
        assert (one.value, one.deviation, one.high) == (1.0, 0.0, 1.0)
        # Wilson's of 60 of 60, not of 180.
        assert one.low == pytest.approx(0.9398, abs=1e-3)
    assert 0.98 < found.auroc.low < found.auroc.value == 1
    assert found.f1.low == pytest.approx(2 * 0.9398 / 1.9398, abs=1e-3)


def test_detectors_are_ranked_and_those_that_learn_from_labels_may_be_among_them():
    found = evaluate(table(), detector="gaussian, logistic(folds=2), hbos")

    values = [one.test.average_precision.value for one in found.assessed]
    assert values == sorted(values, reverse=True)
    assert [one.needs_labels for one in found.assessed].count(True) == 1
    assert found["logistic(folds=2)"].trained == 360
    assert found["gaussian"].trained == 324  # usual rows only
    with pytest.raises(UnknownName, match="gaussain"):
        found["gaussain"]


def test_any_rule_sets_the_threshold():
    found = evaluate(table(), threshold="contamination(0.2)")["gaussian"]

    counts = found.validation.counts  # of 138 rows, 30 anomalies that count as 0.4
    flagged = 0.4 * counts.hits + counts.false_alarms
    assert flagged == pytest.approx(0.2 * (108 + 0.4 * 30), abs=1)


# What the label is by another name, or known only afterwards


def test_what_is_the_label_by_another_name_is_left_out_and_said():
    data = table()
    data["state"] = np.where(data.wrong == 1, "bad", "fine")
    data["refund"] = np.where(data.wrong == 1, np.arange(600) / 7, np.nan)
    asked = {"detector": "gaussian, logistic(folds=2)"}
    found = evaluate(data, **asked)

    assert _same(found, evaluate(table(), **asked))
    said = " ".join(found.suspicions)
    assert "state has one value in all anomalies" in said
    assert "refund has a value in rows of one class only" in said


def _same(one, other):
    figures = [[a.test, a.validation, a.threshold] for a in one.assessed]
    return figures == [[a.test, a.validation, a.threshold] for a in other.assessed]


def test_a_column_that_tells_the_label_in_every_row_is_suspected_and_can_be_ignored():
    data = table()
    data["balance"] = np.where(data.wrong == 1, 50.0, 0.0) + data.c0.rank()  # overlaps
    assert evaluate(data).suspicions == ()
    data["after"] = np.where(data.wrong == 1, 5000.0, 0.0) + data.c0.rank()
    (said,) = evaluate(data).suspicions
    assert said.startswith("after is larger in all anomalies")
    assert "--ignore" in said
    assert evaluate(data, ignore=["after"]).suspicions == ()


def test_a_column_that_tells_the_label_only_where_it_is_tested_is_suspected():
    from vedette.evaluating.splits import three_parts
    from vedette.evaluating.suspicion import suspicions

    plain = table(late=np.random.default_rng(3).normal(size=600))
    sample = _sample(plain)
    test = three_parts(sample).test
    plain.loc[test, "late"] = plain.wrong[test] * 10.0
    planted = _sample(plain)
    assert [
        one.column for one in suspicions(planted.table, planted.roles, planted.odd, test)
    ] == ["late"]
    (said,) = evaluate(plain).suspicions
    assert said.startswith("late tells the label in every row that was tested on, and not")


def _sample(data):
    from vedette.app.understanding import understand
    from vedette.evaluating.labels import labels_of
    from vedette.evaluating.sample import sample_of

    read, roles = understand(data, roles={"wrong": "label"})
    return sample_of(read, roles, labels_of(read, "wrong"))


# What little is known is said


def test_one_anomaly_is_tested_on_and_no_threshold_is_learned():
    found = evaluate(table(odd=1))
    one = found["gaussian"]

    assert one.test.odd == 1
    assert one.threshold is None
    assert one.test.counts is None
    assert one.test.precision.value is None
    assert one.test.average_precision.value is not None
    assert "only 1 anomaly to test on" in " ".join(found.notes)
    assert "needs rows of both classes" in " ".join(one.notes)


def test_folds_without_an_anomaly_are_in_no_mean():
    found = evaluate(table(odd=3), folds=5)

    one = found["gaussian"]
    assert one.test.auroc.folds == 3
    known = [fold.precision for fold in one.by_fold if fold.precision is not None]
    assert 0 < one.test.precision.folds == len(known) < 3
    assert "2 folds of 5 without an anomaly to test on: in no mean" in found.notes


def test_a_test_part_without_an_anomaly_tells_what_is_not_known():
    data = table()
    time = pd.date_range("2024-01-01", periods=600, freq="h")
    data = data.sort_values("wrong", ascending=False).assign(time=time)
    found = evaluate(data)
    one = found["gaussian"]

    assert found.protocol.way == "time"
    assert (one.test.odd, one.test.auroc.value) == (0, None)
    assert "the test part has no anomaly" in " ".join(found.notes)


def test_more_anomalies_than_usual_rows_are_measured_and_said():
    found = evaluate(table(odd=400), positive=1)

    assert found.label.odd == 400
    assert "67 % of the labelled rows are anomalies" in " ".join(found.notes)


def test_scores_that_are_all_equal_are_a_clear_answer():
    data = table(code=np.where(np.arange(600) < 598, "a", "b"))
    data.loc[598:, "wrong"] = 0
    found = evaluate(data, select=["code", "wrong"])["gaussian"]

    assert 0.4 < found.test.auroc.value <= 0.5
    assert (found.test.recall.value, found.test.counts.passed) == (1.0, 0)
    assert "all scores are equal" in " ".join(found.notes)


def test_a_detector_that_cannot_be_measured_is_told_and_the_others_are_measured():
    found = evaluate(table(odd=2), detector="logistic, gaussian")

    failed = found["logistic"]
    assert failed.test is None
    assert "labels of both kinds" in failed.failed
    assert found.assessed[0].detector == "gaussian"


# Dividing


def test_rows_are_divided_by_time_or_key_where_there_is_one():
    time = pd.date_range("2024-01-01", periods=600, freq="h")
    timed = table(time=time)
    assert evaluate(timed).protocol.way == "time"
    by_chance = evaluate(timed, by_chance=True)
    assert by_chance.protocol.way == "random"
    assert "what came later was learned from" in " ".join(by_chance.notes)
    machines = table(machine=[f"m{i % 30}" for i in range(600)])
    assert evaluate(machines).protocol.way == "random"
    assert evaluate(machines, roles={"machine": "key"}).protocol.way == "key"
    assert evaluate(machines, by_key="machine").protocol.names == ("machine",)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"split": "60/40"}, "three shares"),
        ({"split": "60/0/40"}, "three shares"),
        ({"seed": -1}, "seed is -1"),
        ({"sample": 0.5}, "sample must be a whole number"),
        ({"split": (60, 20, "x")}, "three shares"),
        ({"split": "60/20/20", "folds": 5}, "exclude"),
        ({"repeats": 2}, "repeats are of folds"),
        ({"folds": 2}, "at least 3"),
        ({"folds": "five"}, "whole number"),
        ({"by_time": True, "by_chance": True}, "exclude"),
        ({"by_time": True}, "no time"),
        ({"sample": 0}, "sample must be a whole number"),
        ({"detector": 3}, "detector is 3"),
        ({"detector": []}, "no detector"),
    ],
)
def test_what_makes_no_sense_is_refused(asked, message):
    with pytest.raises(InvalidParameter, match=message):
        evaluate(table(), **asked)


def test_many_rows_are_thinned_with_their_share_of_anomalies(monkeypatch):
    monkeypatch.setattr(run, "MOST_ROWS", 6_000)
    found = evaluate(table(n=12_000, odd=600))

    assert found.protocol.sampled == 6_000
    assert sum(part.odd for part in found.protocol.parts) == 300
    assert "6,000 rows were drawn" in str(found)
    assert evaluate(table(), sample=100).protocol.sampled == 100


def test_an_evaluation_is_the_same_again():
    first, again = (json.loads(line) for line in _lines(2))
    assert first == again


def _lines(times):
    for _ in range(times):
        text = evaluate(table(), detector="isolation-forest").to_json().splitlines()[1]
        yield re.sub(r'"seconds":[^,]*', '"seconds":0', text)


def test_the_figures_come_as_a_frame():
    frame = evaluate(table(), folds=3).to_frame()

    assert isinstance(frame, pd.DataFrame)
    assert set(frame.fold) == {0, 1, 2, 3}
    one = frame.query("part == 'test' and metric == 'auroc' and fold == 0")
    assert one.value.item() == pytest.approx(
        frame.query("part == 'test' and metric == 'auroc' and fold > 0").value.mean()
    )
    arrays = vedette.evaluate(
        {"a": np.arange(50.0), "y": np.arange(50) % 5 == 0}, "y", detector="iqr", scan=False
    ).to_frame()
    assert len(arrays["value"]) == 10


# With a scan beside it, and without labels


def test_a_plain_scan_is_counted_against_the_labels():
    data = table(n=1000, odd=10)
    data.loc[data.wrong == 1, "c0"] += 30
    found = evaluate(data, scan=True)

    assert (found.scan.hits, found.scan.odd) == (10, 10)
    assert "10 of the 10 anomalies" in " ".join(str(found).split())
    kept = evaluate(data, scan=True, where="c0 < 100 and c1 > -1")
    assert kept.scan.odd == kept.scan.hits


def test_without_labels_it_is_said_what_can_be_known_and_what_not():
    looked = evaluate(table(), None, detector="gaussian, logistic", scan=True)

    said = " ".join(str(looked).split())
    assert "Without labels it cannot be known how good a detector is" in said
    assert "precision, recall, F1" in said
    for command in ("vedette doctor", "vedette compare", "vedette label"):
        assert command in said
    assert 0.5 <= looked.spreads[0].agreement <= 1
    assert "learns from labels" in looked.spreads[1].failed
    assert "scan of the table: " in said
    with pytest.raises(InvalidParameter, match="learned from labels, and none are named"):
        evaluate(table(), None, threshold="best-f1")
    with pytest.raises(TooLittleData, match="20 rows would do"):
        evaluate(table(n=10), None)


def test_a_value_that_only_anomalies_have_is_suspected():
    data = table(n=1000, odd=100)
    kinds = np.where((data.wrong == 1) & (np.arange(1000) % 2 == 0), "repaired", "none")
    (said,) = evaluate(data.assign(action=kinds)).suspicions
    assert said.startswith("action has a value that occurs in anomalies only")
    assert "repaired" not in said
    rare = np.where(np.arange(1000) == data.wrong.idxmax(), "x", "none")
    assert evaluate(data.assign(action=rare)).suspicions == ()


def test_it_is_said_that_rows_of_one_key_are_alike():
    machines = table(machine=[f"m{i % 30}" for i in range(600)])
    assert "too narrow" in " ".join(evaluate(machines, by_key="machine").notes)
    folded = evaluate(machines, by_key="machine", folds=3)
    assert "too narrow" not in " ".join(folded.notes)


def test_a_validation_part_without_anomalies_is_told_with_what_would_help():
    n = 400
    day = np.datetime64("2026-01-01") + np.arange(n).astype("timedelta64[D]")
    odd = np.isin(np.arange(n), [20, 50, 90, 350, 370])
    x = np.random.default_rng(0).normal(size=n) + 6 * odd
    found = vedette.evaluate(
        {"day": day, "x": x, "odd": odd.astype(int)},
        label="odd",
        detector="knn",
        scan=False,
    )
    text = " ".join(str(found).split())
    assert "the validation part has no anomaly to set a threshold by" in text
    assert "--folds 5 tests on more rows" in text
