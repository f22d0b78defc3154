"""Ensemble: its promises, its parts by hand, its laws, and what it refuses."""

import subprocess
import sys

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.utils.estimator_checks import check_estimator

from naive import ensemble as naive
from vedette.core.errors import InvalidInput, InvalidParameter, NotFitted, TooLittleData
from vedette.detectors.combining import ensemble
from vedette.detectors.combining.ensemble import Ensemble
from vedette.testing import checks_for
from vedette.testing.data import cloud, far_row, hard_tables


@pytest.mark.parametrize("scale", ["robust", "standard", "rank", None])
@pytest.mark.parametrize("check", checks_for(Ensemble()), ids=lambda check: check.__name__)
def test_keeps_every_promise_of_a_detector(check, scale):
    if check not in checks_for(Ensemble(scale=scale)):
        pytest.skip("no units are promised without a scale")
    if scale == "rank" and check.__name__ in BEYOND_RANKS:
        pytest.skip("beyond the training rows all ranks are the same")
    check(Ensemble(scale=scale))


# What lies beyond every training row has rank 1, however far: these checks ask for more.
BEYOND_RANKS = {
    "a_far_row_is_odder_than_every_usual_one",
    "a_training_row_does_not_vouch_for_itself",
    "what_is_usual_comes_from_the_training_rows",
    "missing_values_are_handled_or_refused_by_name",
    "contributions_are_shares_of_the_columns",
    "surprise_counts_how_rare_a_score_is",
    "contamination_is_a_share_of_the_training_rows",
    "an_odd_row_of_a_hard_table_is_the_oddest",
}


@pytest.mark.filterwarnings("ignore:Estimator Ensemble does not inherit")
def test_is_a_scikit_learn_estimator():
    results = check_estimator(Ensemble(n_estimators=10), on_skip=None, on_fail=None)

    assert len(results) > 40
    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


# Known values


def test_the_components_are_those_of_the_definition():
    X = cloud(120, 3)
    model = Ensemble(scale=None).fit(X)
    unit = 2.0**model.unit_

    near, cuts, tails = model.components(X).T

    rows = (X / unit).astype(np.float32)
    own = np.ones(len(model.near_rows_), np.uint8)
    expected = naive.nearest_of_samples(rows, model.near_rows_, own, model.near_size_)
    np.testing.assert_allclose(near, expected, rtol=1e-5)
    np.testing.assert_allclose(tails, naive.larger_tails(rows, rows), rtol=1e-12)
    assert ((cuts > 0) & (cuts < 1)).all()


def test_the_score_is_the_mean_of_clipped_robust_z():
    X = np.vstack([cloud(300), far_row(cloud(300))])
    model = Ensemble().fit(X)
    parts = model.fit_components()

    low, middle, high = np.quantile(parts, [0.25, 0.5, 0.75], axis=0)
    z = (parts - middle) / ((high - low) / 1.3489795)
    expected = np.clip(z, -3, 8).mean(axis=1)

    np.testing.assert_allclose(model.unusualness(X), expected, atol=0.01)
    assert z.max() > 8, "the far row should be clipped"


def test_farther_is_odder_also_beyond_the_clip():
    X = cloud(500)
    steps = X.mean(axis=0) + np.array([[1e2], [1e4], [1e8], [1e12]]) * X.std(axis=0)

    scores = Ensemble().fit(X).unusualness(steps)

    assert (np.diff(scores) > 0).all()


def test_planted_rows_are_the_oddest():
    X = cloud(2000, 5)
    X[:10] += 8 * X.std(axis=0) * np.sign(np.random.default_rng(1).normal(size=(10, 5)))

    scores = Ensemble().fit(X).unusualness(X)

    assert set(np.argsort(-scores)[:10]) == set(range(10))


def test_a_tight_cluster_of_copies_is_still_odd():
    X = cloud(1000)
    X[:46] = X.mean(axis=0) + 8 * X.std(axis=0)  # more copies than small-k neighbours see

    scores = Ensemble().fit(X).unusualness(X)

    assert scores[:46].min() > np.quantile(scores[46:], 0.99)


# Laws


@pytest.mark.parametrize("n", [2, 3, 40, 199, 2001, 10_500])
def test_training_components_are_those_of_the_same_rows_scored_again(n):
    X = cloud(n)
    model = Ensemble(n_estimators=20).fit(X)

    assert np.array_equal(model.fit_components(), model.components(X))


@pytest.mark.parametrize("n", [3, 300])
def test_components_of_a_training_row_do_not_know_it(n):
    X = np.vstack([cloud(n), far_row(cloud()), far_row(cloud()) * 1e3])

    parts = Ensemble().fit(X).fit_components()

    assert (parts.argmax(axis=0) == len(X) - 1).all() or n == 3
    assert (parts[:, [0, 2]] > 0).all()


def test_of_copies_one_is_left_out_and_the_others_vouch():
    X = np.repeat(cloud(40), 5, axis=0)

    near = Ensemble().fit(X).fit_components()[:, 0]

    alone = Ensemble().fit(cloud(40)).fit_components()
    assert near.mean() < alone[:, 0].mean()


def test_threads_change_no_bit():
    X = cloud(3000, 6)

    one, many = (
        Ensemble(n_jobs=jobs, n_estimators=30).fit(X).score_samples(X) for jobs in (1, 4)
    )

    assert np.array_equal(one, many)


def test_seeds_matter_and_none_draws_another_each_time():
    X = cloud()

    scores = [Ensemble(random_state=s).fit(X).score_samples(X) for s in (0, 1, None, None)]

    assert len({s.tobytes() for s in scores}) == 4


def test_a_missing_value_is_as_odd_as_it_is_rare():
    X = cloud(1000)
    gap = np.median(X, axis=0)[None].copy()
    gap[0, 1] = np.nan
    often = X.copy()
    often[::2, 1] = np.nan

    rare, usual = Ensemble().fit(X), Ensemble().fit(often)

    assert rare.surprise(gap)[0] > 1
    assert usual.surprise(gap)[0] < 1


def test_contributions_name_the_column_of_a_training_row_too():
    X = cloud(500, 4)
    X[7, 2] += 15 * X[:, 2].std()

    shares = Ensemble().fit(X).contributions(X[7:8])

    assert shares.argmax() == 2
    assert shares[0, 2] > 0.6


def test_a_clone_is_unfitted_and_equal():
    model = Ensemble(n_estimators=7, scale="rank").fit(cloud())

    copied = clone(model)

    assert repr(copied) == "Ensemble(n_estimators=7, scale='rank')"
    with pytest.raises(NotFitted, match="not fitted"):
        copied.predict(cloud())


# Hard tables


@pytest.mark.parametrize(("name", "X"), hard_tables().items(), ids=list(hard_tables()))
def test_hard_tables_are_scored_unless_there_is_one_row(name, X):
    if len(X) == 1:
        with pytest.raises(TooLittleData, match="n_samples = 1"):
            Ensemble().fit(X)
        return
    model = Ensemble().fit(X)
    assert np.isfinite(model.components(X)).all()
    assert np.isfinite(model.contributions(X[:1])).all()


def test_where_all_rows_are_equal_another_row_is_odd():
    model = Ensemble().fit(np.full((200, 2), 0.1))

    assert model.predict([[0.1, 0.1], [0.1, 0.2]]).tolist() == [1, -1]


def test_one_value_of_1e308_is_found_and_hides_nothing():
    X = cloud(500)
    X[3, 0] = 1.7e308
    X[4, 1] += 30 * X[:, 1].std()

    scores = Ensemble().fit(X).unusualness(X)

    assert set(np.argsort(-scores)[:2]) == {3, 4}


def test_what_heavy_columns_say_does_not_drown_in_distances():
    X = np.random.default_rng(0).lognormal(0, 2, size=(1000, 20))
    X[5, :8] = np.quantile(X[:, :8], 0.97, axis=0)  # far for none, but in many columns

    model = Ensemble().fit(X)
    near, _, tails = ((s < s[5]).mean() for s in model.fit_components().T)
    scores = model.unusualness(X)

    assert near < 0.95 < 0.99 < tails
    assert (scores < scores[5]).mean() > near


def test_the_tails_of_many_rows_are_those_of_a_sample():
    X = cloud(12_000)
    model = Ensemble(n_estimators=5).fit(X)

    assert model.tails_.sorted.shape == (3, ensemble.TAIL_SAMPLE)
    few = Ensemble(n_estimators=5, random_state=1).fit(X)
    both = model.fit_components()[:, 2], few.fit_components()[:, 2]
    assert np.corrcoef(*both)[0, 1] > 0.999
    assert not np.array_equal(*both)


@pytest.mark.long
def test_ten_thousand_columns_fit():
    X = np.random.default_rng(0).normal(size=(60, 10_000))
    X[5] *= 3

    assert Ensemble(n_estimators=20).fit(X).unusualness(X).argmax() == 5


def test_a_data_frame_keeps_its_names():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(cloud(), columns=["a", "b", "c"])
    model = Ensemble(n_estimators=10).fit(frame)

    assert model.feature_names_in_.tolist() == ["a", "b", "c"]
    with pytest.raises(InvalidInput, match="feature names should match"):
        model.predict(frame.rename(columns={"a": "z"}))


def test_fitting_again_forgets_the_names():
    pandas = pytest.importorskip("pandas")
    model = Ensemble(n_estimators=10).fit(
        pandas.DataFrame(cloud(), columns=["a", "b", "c"])
    )

    model.fit(cloud())

    assert not hasattr(model, "feature_names_in_")


# Refusals


def test_one_that_an_earlier_version_fitted_is_refused():
    model = Ensemble(n_estimators=5).fit(cloud())
    del model.tails_  # what it did not have

    with pytest.raises(InvalidInput, match="fitted by an earlier version"):
        model.predict(cloud())


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"n_estimators": 0}, "n_estimators must be a whole number >= 1, got 0"),
        ({"n_estimators": 2.5}, "n_estimators must be"),
        ({"scale": "log"}, "scale must be one of"),
        ({"contamination": 0.7}, r"contamination must be 'auto' or a number in \(0, 0.5\]"),
        ({"random_state": -1}, "random_state must be at least 0"),
        ({"random_state": "a"}, "random_state must be a whole number"),
    ],
)
def test_wrong_parameters_are_refused_at_fit(params, reason):
    with pytest.raises(InvalidParameter, match=reason):
        Ensemble(**params).fit(cloud())


@pytest.mark.parametrize(
    ("X", "reason"),
    [
        ([["a", "b"]], "does not hold numbers"),
        ([1.0, 2.0], "Reshape your data"),
        ([[1 + 2j]], "Complex"),
        (np.array([["2020-01-01"]], dtype="M8[D]"), "holds times"),
        ([[10**400, 1]], "numbers only"),
    ],
)
def test_what_is_no_table_of_numbers_is_refused(X, reason):
    with pytest.raises(InvalidInput, match=reason):
        Ensemble().fit(X)


def test_fitting_does_not_import_scikit_learn():
    code = (
        "import sys, numpy as np, vedette\n"
        "vedette.Ensemble(n_estimators=5).fit(np.eye(9)).predict(np.eye(9))\n"
        "assert not any(name.startswith('sklearn') for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_names_of_the_components_are_three():
    assert ensemble.NAMES == ("near", "cuts", "tails")
