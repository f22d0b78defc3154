"""`vedette.compare`: by labels by the protocol of an evaluation, without them by planting."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import vedette
from made import compared
from vedette.app.comparing import DEFAULT, detectors_asked
from vedette.core.detector import Detector
from vedette.core.errors import InvalidInput, InvalidParameter, TooLittleData, UnknownName
from vedette.core.table import Role
from vedette.detectors import HBOS, KNN
from vedette.detectors.catalogue import entry
from vedette.evaluating.labels import labels_of
from vedette.evaluating.protocol import measure
from vedette.evaluating.sample import sample_of
from vedette.evaluating.splits import folds
from vedette.metrics import auroc, average_precision
from vedette.tables.reading import read
from vedette.tables.roles import guess_roles
from vedette.thresholds import rule_of


def bare(found):
    """All of a comparison but the times."""
    return replace(
        found, contenders=tuple(replace(c, seconds=0.0) for c in found.contenders)
    )


@pytest.fixture(scope="module")
def labelled():
    return vedette.compare(
        compared.table(),
        "odd",
        detector="hbos, gaussian-covariance, ensemble, knn, logistic",
    )


@pytest.fixture(scope="module")
def unlabelled():
    table = {name: v for name, v in compared.table().items() if name != "odd"}
    return vedette.compare(table, detector="hbos, gaussian-covariance, ensemble, logistic")


def test_with_labels_the_figures_are_those_of_the_protocol(labelled):
    table = read(compared.table())
    roles = guess_roles(table)
    roles["odd"] = Role("label")
    sample = sample_of(table, roles, labels_of(table, "odd"))
    splits = folds(sample, 5, 2, seed=0)
    for name in ("hbos", "gaussian-covariance"):
        (one,), _ = detectors_of(name)
        ap, area = [], []
        for split in splits:
            test = measure(one, sample, split, rule_of("best-f1")).test
            ap.append(average_precision(test.odd, test.scores))
            area.append(auroc(test.odd, test.scores))
        (c,) = [c for c in labelled.contenders if c.detector == name]
        assert c.ap.value == pytest.approx(np.mean(ap), abs=1e-12)
        assert c.auroc.value == pytest.approx(np.mean(area), abs=1e-12)


def detectors_of(name):
    from vedette.app.choosing import detectors_of as chosen

    return chosen(name, 0), None


def test_the_best_come_first_and_those_not_told_apart_are_marked(labelled):
    ranked = labelled.ranked
    assert [c.rank for c in ranked] == [1, 2, 3, 4, 5]
    values = [c.ap.value for c in ranked]
    assert values == sorted(values, reverse=True)
    assert all(c.tied == (c.behind.low <= 0) for c in ranked[1:])
    assert "hbos" not in [c.detector for c in labelled.alike]
    assert labelled.chance == pytest.approx(1 / 15, abs=0.01)


def test_a_detector_that_learns_from_labels_says_so(labelled):
    (logistic,) = [c for c in labelled.contenders if c.detector == "logistic"]
    assert logistic.learns_labels
    assert any("logistic learned from labels" in note for note in labelled.notes)


def test_the_same_seed_gives_the_same_whatever_the_number_of_jobs(labelled):
    again = vedette.compare(
        compared.table(),
        "odd",
        detector="hbos, gaussian-covariance, ensemble, knn, logistic",
        jobs=1,
    )
    assert bare(again) == bare(labelled)


def test_labels_that_are_drawn_by_lot_leave_all_at_chance():
    table = compared.table(600)
    table["odd"] = np.random.default_rng(0).permutation(table["odd"])
    found = vedette.compare(table, "odd", detector="hbos, knn, logistic", jobs=1)
    for c in found.ranked:
        assert c.ap.low < 0.2
        assert 0.35 < c.auroc.value < 0.65


def test_without_labels_it_is_said_how_little_that_proves(unlabelled):
    said = " ".join(unlabelled.notes)
    assert "planted anomalies favour" in said
    assert "agreement favours the crowd" in said
    assert unlabelled.way == "planted"
    (failed,) = unlabelled.failed
    assert failed.detector == "logistic"
    assert failed.reason == "it learns from labels, and there are none"


def test_without_labels_each_pair_and_each_detector_is_told(unlabelled):
    assert len(unlabelled.agreements) == 3
    for c in unlabelled.ranked:
        assert 0 <= c.overlap <= 1
        assert 0 <= c.stable_halves <= 1
        assert (c.stable_seeds is None) == (c.detector == "hbos")
        assert dict(c.kinds)["spike"] >= 0
    by_name = {c.detector: c for c in unlabelled.ranked}
    whole, single = (
        dict(by_name[name].kinds)["broken_correlation"]
        for name in ("gaussian-covariance", "hbos")
    )
    assert whole > 2 * single


def test_two_names_of_the_same_scores_agree_and_are_not_told_apart():
    table = {n: v for n, v in compared.table().items() if n != "odd"}
    found = vedette.compare(table, detector=["ecod", "copod"], jobs=1)
    (pair,) = found.agreements
    assert pair.correlation == pytest.approx(1.0)
    assert pair.overlap == 1.0
    assert found.ranked[1].tied


def test_unfitted_detectors_are_taken_and_left_unfitted():
    mine, other = KNN(n_neighbors=7), OwnKnn()
    found = vedette.compare(compared.table(), "odd", detector=[mine, other, "hbos"], jobs=1)
    assert [c.detector for c in found.failed] == []
    assert {c.detector for c in found.ranked} == {"knn(n_neighbors=7)", "OwnKnn", "hbos"}
    assert not hasattr(mine, "offset_")


class OwnKnn(HBOS):
    """A detector that only this module knows."""


class Broken(Detector):
    """A detector that fails as nobody expects."""

    def __init__(self, *, contamination="auto", scale=None):
        self.contamination = contamination
        self.scale = scale

    def _fit(self, X):
        raise ZeroDivisionError("value 4711 of a customer")

    def _unusualness(self, X):
        raise NotImplementedError


def test_a_detector_that_fails_is_a_line_and_not_an_end():
    found = vedette.compare(compared.table(), "odd", detector=[Broken(), "hbos"], jobs=1)
    (failed,) = found.failed
    assert failed.reason == "it failed with ZeroDivisionError"
    assert [c.detector for c in found.ranked] == ["hbos"]


def test_a_sample_is_said():
    found = vedette.compare(compared.table(), "odd", detector="hbos", sample=200, jobs=1)
    assert any("200 of 300 rows" in note for note in found.notes)
    assert found.rows == 300


def test_few_anomalies_are_said():
    table = compared.table(90)
    found = vedette.compare(table, "odd", detector="hbos, knn", jobs=1)
    assert found.anomalies == 6
    assert any("6 anomalies to test on" in note for note in found.notes)


def test_the_frame_has_a_row_for_each_detector(labelled):
    frame = labelled.to_frame()
    assert list(frame["detector"]) == [c.detector for c in labelled.contenders]
    assert {"ap", "ap_low", "ap_high", "tied", "reason", "seconds"} <= set(frame.columns)


def test_the_default_are_twelve_of_six_families_with_the_ensemble():
    assert len(DEFAULT) == len(set(DEFAULT)) == 12
    families = {entry(name).family for name in DEFAULT}
    assert len(families) >= 6
    assert "ensemble" in DEFAULT


def test_all_are_those_that_apply():
    every, _ = detectors_asked("all", False, 0)
    learning, _ = detectors_asked("all", True, 0)
    assert "hmm" not in learning
    assert set(every) < set(learning)
    assert "logistic" in set(learning) - set(every)
    assert len(every) >= 25


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"detector": "lof, knn, gaussain"}, UnknownName),
        ({"detector": []}, InvalidParameter),
        ({"jobs": 0}, InvalidParameter),
        ({"sample": 3}, InvalidParameter),
        ({"seed": -1}, InvalidParameter),
        ({"positive": [1]}, InvalidParameter),
        ({"label": "nothing"}, UnknownName),
        ({"label": "x"}, InvalidInput),
    ],
)
def test_what_makes_no_sense_is_refused_before_the_work(asked, error):
    with pytest.raises(error):
        vedette.compare(compared.table(), **asked)


def test_too_few_rows_are_said():
    with pytest.raises(TooLittleData, match="too few"):
        vedette.compare({"x": np.arange(8.0), "y": np.arange(8.0) ** 2})
    with pytest.raises(TooLittleData, match="tells the rows apart"):
        vedette.compare({"x": np.ones(100)})


def test_a_given_scale_and_seed_are_kept():
    given = ["isolation-forest(random_state=3)", "knn(scale='rank')", "knn"]
    assert detectors_asked(", ".join(given), True, 0) == (given, {})
