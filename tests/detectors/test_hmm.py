"""Hidden Markov model: hmmlearn's likelihoods, wrong orders, unknown symbols, refusals."""

import sys

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.utils.estimator_checks import check_estimator

from made.tables import NAMES, cycles
from vedette.core.errors import InvalidInput, InvalidParameter, VedetteError
from vedette.detectors.model.hmm import HiddenMarkov, step_log_likelihoods, windows
from vedette.testing import checks_for
from vedette.testing.data import cloud

hmm = pytest.importorskip("hmmlearn.hmm")
SMALL = {"n_components": 2, "max_iter": 5}


@pytest.mark.parametrize(
    "check", checks_for(HiddenMarkov()), ids=lambda check: check.__name__
)
def test_keeps_every_promise_of_a_detector(check):
    check(HiddenMarkov(**SMALL))


@pytest.mark.filterwarnings("ignore:Estimator .* does not inherit")
def test_is_a_scikit_learn_estimator():
    results = check_estimator(HiddenMarkov(**SMALL), on_skip=None, on_fail=None)

    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


# Known values


def test_likelihoods_by_hand():
    start, transitions = np.array([0.6, 0.4]), np.array([[0.7, 0.3], [0.4, 0.6]])
    emissions = np.array([[0.1, 0.4, 0.5], [0.6, 0.3, 0.1]])
    chances = emissions.T[[[0], [1], [2]]]

    steps = step_log_likelihoods(np.log(chances), np.log(start), np.log(transitions))

    first = 0.6 * 0.1 + 0.4 * 0.6
    # f_1 = (.06, .24); f_2 = ((.06*.7+.24*.4)*.4, (.06*.3+.24*.6)*.3); f_3 likewise
    f = np.array([(0.06 * 0.7 + 0.24 * 0.4) * 0.4, (0.06 * 0.3 + 0.24 * 0.6) * 0.3])
    g = np.array([(f @ [0.7, 0.4]) * 0.5, (f @ [0.3, 0.6]) * 0.1])
    np.testing.assert_allclose(steps[0].cumsum(), np.log([first, f.sum(), g.sum()]))


def test_scores_are_the_likelihoods_of_hmmlearn_for_values():
    X = waves(60, 25, 0) * 1000
    model = HiddenMarkov(3).fit(X)
    theirs = hmm.GaussianHMM(3, covariance_type="diag")
    theirs.startprob_, theirs.transmat_ = model.start_, model.transitions_
    theirs.means_ = model.emissions_[:, :1] * 2.0**-model.unit_
    theirs.covars_ = model.emissions_[:, 1:] * 4.0**-model.unit_

    expected = [theirs.score(row[:, None]) / 25 for row in X]

    np.testing.assert_allclose(model.score_samples(X), expected, rtol=1e-9)


def waves(n, length, seed, *, backwards=False):
    """Values that rise slowly through three levels and fall at once."""
    rng = np.random.default_rng(seed)
    levels = cycles(n, length, seed, backwards=backwards)
    return np.searchsorted(np.arange(6), levels) % 3 + 0.1 * rng.normal(size=(n, length))


# What it finds


def test_a_wrong_step_is_named():
    X = cycles(200, 20, 0)
    odd = np.repeat(NAMES, 4)[None, :20]  # goes round once, staying four times at each
    odd[0, 10] = NAMES[5]

    model = HiddenMarkov().fit(X)

    shares = model.contributions(odd)[0]

    assert set(np.argsort(-shares)[:2]) == {10, 11}  # the step there and the one back


def test_the_parts_add_up_to_the_score():
    X = cycles(50, 12, 0)
    model = HiddenMarkov().fit(X)

    np.testing.assert_allclose(model._parts(X).sum(axis=1), model.unusualness(X))


@pytest.mark.parametrize("strange", [99.0, -1.0, 2.5, 1e300])
def test_a_symbol_that_was_never_seen_is_unlikely_and_not_impossible(strange):
    X = cycles(100, 20, 0)
    odd = X[:2].copy()
    odd[0, 7] = strange
    odd[1] = strange

    model = HiddenMarkov().fit(X)

    assert np.isfinite(model.unusualness(odd)).all()
    assert (model.predict(odd) == -1).all()


def test_values_that_move_the_wrong_way_are_found():
    X = waves(100, 60, 0)
    rows = np.vstack([waves(100, 60, 1), waves(100, 60, 1)[:, ::-1]])
    y = np.repeat([0, 1], 100)

    assert roc_auc_score(y, HiddenMarkov(6, n_init=4).fit(X).unusualness(rows)) > 0.9


def test_auto_takes_few_whole_numbers_for_symbols():
    assert len(HiddenMarkov(**SMALL).fit(cycles(20, 9, 0)).symbols_) == 6
    assert len(HiddenMarkov(**SMALL).fit(cloud(20, 9)).symbols_) == 0
    gaussian = HiddenMarkov(emission="gaussian", **SMALL)
    assert len(gaussian.fit(cycles(20, 9, 0)).symbols_) == 0


def test_windows_are_runs_of_a_long_sequence():
    assert windows(np.arange(5), 3).tolist() == [[0, 1, 2], [1, 2, 3], [2, 3, 4]]
    assert windows([1, 2, 3], 3, step=5).tolist() == [[1, 2, 3]]
    with pytest.raises(InvalidInput, match="at least 4 steps"):
        windows([1, 2, 3], 4)


# Refusals


def test_a_gap_is_refused():
    X = cycles(20, 9, 0)
    X[3, 4] = np.nan

    with pytest.raises(InvalidInput, match="row 3, column 4"):
        HiddenMarkov().fit(X)


def test_without_hmmlearn_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "hmmlearn", None)

    with pytest.raises(VedetteError, match=r"pip install 'vedette\[hmm\]'"):
        HiddenMarkov().fit(cycles(20, 9, 0))


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"n_components": 0}, "n_components must be a whole number >= 1"),
        ({"emission": "poisson"}, "emission must be one of"),
        ({"smoothing": 0}, "smoothing must be a number in"),
        ({"n_init": 0}, "n_init must be"),
        ({"scale": "robust"}, "scale must be None for sequences"),
    ],
)
def test_wrong_parameters_are_refused_at_fit(params, reason):
    with pytest.raises(InvalidParameter, match=reason):
        HiddenMarkov(**params).fit(cycles(20, 9, 0))


def test_a_state_in_which_sequences_only_end_moves_nowhere():
    rng = np.random.default_rng(0)
    # Other symbols at each step.
    X = np.column_stack([rng.integers(low, low + 3, 30) for low in (0, 3, 6)])
    detector = HiddenMarkov().fit(X)
    assert detector.unusualness([[6, 3, 0]]) > detector.unusualness(X).max()


def test_a_state_that_loses_all_steps_is_one_too_many():
    values = [1e308, -1e308, 5e-324, 0.0, 1.0, -1.0, 1e154, 1e-154]
    for seed in range(40):
        X = np.random.default_rng(seed).choice(values, (30, 2))
        assert np.isfinite(HiddenMarkov().fit(X).unusualness(X)).all()


def test_a_billion_states_are_refused():
    with pytest.raises(InvalidParameter, match="n_components must be at most 1,000, got"):
        HiddenMarkov(10**9).fit(cycles(20, 9, 0))
