"""Few labels: known values, that labels help or are laid aside, and what y may be."""

import numpy as np
import pytest

from vedette.core.errors import InvalidInput, InvalidParameter, TooLittleData, UnknownName
from vedette.detectors import Ensemble, FewLabels
from vedette.detectors.supervised.few_labels import weights_of
from vedette.detectors.supervised.gain import Gain, gain_of, places_among


def shifted(seed=0, n=600, odd=40, labelled=8):
    """Rows (n, 6), the first `odd` shifted where a row is not far out; some labelled."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 6))
    X[:odd, 0] += 2.5
    return X, np.arange(n) < odd, (np.arange(n) < labelled).astype(int)


def quick(**given):
    return FewLabels(n_estimators=20, folds=3, **given)


def auroc(odd, scores):
    return places_among(scores[odd], scores[~odd]).mean()


# Known values


def test_places_are_shares_of_the_others_and_equal_ones_count_half():
    assert places_among(
        np.array([1.0, 2.0, 9.0]), np.array([1.0, 2.0, 2.0, 3.0])
    ).tolist() == [
        0.125,
        0.5,
        1.0,
    ]


def test_the_gain_is_paired_over_the_labelled_anomalies():
    odd = np.array([True, True, False, False, False, False])
    before = np.array([0.0, 5.0, 1, 2, 3, 4])
    after = np.array([2.5, 5.0, 1, 2, 3, 4])

    assert gain_of(before, after, odd) == Gain(2, 0.5, 0.75, 0.25)


def test_a_gain_decides_only_with_enough_labels_and_beyond_chance():
    assert Gain(5, 0.9, 0.7, 0.09).worse
    assert not Gain(4, 0.9, 0.7, 0.01).worse
    assert not Gain(5, 0.9, 0.7, 0.11).worse
    assert "too few labels" in Gain(4, 0.9, 0.7, 0.01).text
    assert "make it worse" in Gain(5, 0.9, 0.7, 0.09).text
    assert "labels help" in Gain(5, 0.7, 0.9, 0.09).text
    assert "no difference" in Gain(5, 0.7, 0.8, 0.09).text


def test_both_classes_weigh_alike_and_a_verdict_as_much_as_an_anomaly():
    odd = np.arange(10) < 2

    assert weights_of(odd, odd).tolist() == [2.5] * 2 + [0.625] * 8
    told = np.arange(10) < 3
    assert np.allclose(weights_of(odd, told), [2.5] * 3 + [2.5 / 7] * 7)
    many = np.arange(10) < 8  # six verdicts hold half of their class
    assert np.allclose(weights_of(odd, many), [2.5] * 2 + [2.5 / 6] * 6 + [1.25] * 2)


# Laws


def test_labels_help_where_what_is_odd_is_not_far_out():
    X, _, y = shifted()
    there, odd, _ = shifted(seed=1)
    blind = Ensemble().fit(X).unusualness(there)

    model = quick().fit(X, y)

    assert auroc(odd, model.unusualness(there)) > auroc(odd, blind) + 0.1
    assert model.gain_.after > model.gain_.before
    assert model.labelled_ == 8


def test_a_single_label_leaves_most_to_the_prior():
    X, _, y = shifted(labelled=1)
    far = np.vstack([X[50:51], np.full((1, 6), -9.0)])

    model = quick().fit(X, y)

    assert model.gain_ is None
    usual, odd = model.unusualness(far)
    assert odd > usual
    assert (model.unusualness(X) < odd).mean() > 0.9


def test_labels_that_make_it_worse_are_laid_aside(monkeypatch):
    X, _, y = shifted()
    there = shifted(seed=1)[0]
    order = np.argsort(Ensemble().fit(X).unusualness(there))
    used = quick().fit(X, y)
    worse = Gain(8, 0.9, 0.5, 0.01)
    monkeypatch.setattr("vedette.detectors.supervised.few_labels.gain_of", lambda *_: worse)
    model = quick().fit(X, y)

    assert model.gain_.worse
    assert (np.diff(model.unusualness(there)[order]) >= -1e-9).all(), (
        "not the prior's order"
    )
    assert (np.diff(used.unusualness(there)[order]) < 0).any()
    assert 0 < (model.predict(there) == 1).mean() < 0.5


def test_verdicts_that_rows_are_as_expected_lower_them():
    X, _, y = shifted(labelled=6)
    rng = np.random.default_rng(2)
    X[-60:] = rng.normal(size=(60, 6))
    X[-60:, 1] += 4.0  # odd, but expected
    y = np.where(y == 1, 1, -1)
    told = y.copy()
    told[-60:-20] = 0
    before, after = quick().fit(X, y), quick().fit(X, told)

    def place(model):
        scores = model.unusualness(X)
        return places_among(scores[-20:], scores[:-60]).mean()

    assert place(after) < place(before) - 0.1
    assert after.classes_.tolist() == [0, 1]


def test_rows_without_a_label_may_be_called_by_any_name():
    X, _, y = shifted()
    words = np.where(y == 1, "bad", "unknown")
    words[50:60] = "good"
    numbers = np.where(y == 1, 1, -1)
    numbers[50:60] = 0
    named = quick(unlabelled="unknown", anomaly="bad").fit(X, words)

    assert np.array_equal(named.unusualness(X), quick().fit(X, numbers).unusualness(X))
    assert named.classes_.tolist() == ["bad", "good"]


def test_the_prior_may_be_another_detector():
    X, _, y = shifted()
    other = quick(prior="knn").fit(X, y).unusualness(X)

    assert not np.array_equal(other, quick().fit(X, y).unusualness(X))


# Refusals


def test_what_no_model_can_be_learned_from_is_refused():
    X, _, y = shifted()
    with pytest.raises(InvalidInput, match="no labelled anomaly"):
        quick().fit(X, np.where(np.arange(600) < 9, 0, -1))
    with pytest.raises(InvalidInput, match="one class only"):
        quick().fit(X, np.zeros(600))
    with pytest.raises(InvalidInput, match="multiclass"):
        quick().fit(X, np.arange(600) % 4 - 1)
    with pytest.raises(TooLittleData):
        quick().fit(X[:1], y[:1])


def test_parameters_that_cannot_be_used_are_refused():
    X, _, y = shifted()
    for wrong in ({"C": 0}, {"n_estimators": 0}, {"min_samples_leaf": 0}, {"prior": 3}):
        with pytest.raises(InvalidParameter):
            FewLabels(**wrong).fit(X, y)
    with pytest.raises(UnknownName, match="did you mean"):
        FewLabels(prior="ensembel").fit(X, y)
