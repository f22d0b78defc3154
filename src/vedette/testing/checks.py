"""What every detector promises, one promise to a function.

Each takes an unfitted detector, leaves it as it is, and raises AssertionError if the
promise is broken.
"""

from __future__ import annotations

import copy
import pickle
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.detector import Detector
from vedette.core.errors import InvalidInput, InvalidParameter, NotFitted, VedetteError
from vedette.core.saving import load, save
from vedette.testing.data import cloud, far_row, hard_tables

Check = Callable[[Detector], None]


def check_detector(detector: Detector) -> None:
    """Run every check; the AssertionError names each promise that is broken."""
    broken = []
    for check in checks_for(detector):
        try:
            check(detector)
        except Exception as error:  # an unexpected error breaks the promise too
            broken.append(f"{check.__name__}: {type(error).__name__}: {error}")
    assert not broken, f"{detector!r} breaks {len(broken)} promises\n" + "\n".join(broken)


def checks_for(detector: Detector) -> list[Check]:
    """The checks that apply to a detector of this kind."""
    units = [other_units_change_no_ranking, powers_of_two_change_no_bit]
    return COMMON + (units if detector.scale is not None else [])


def fresh(detector: Detector) -> Detector:
    """An unfitted detector with the same parameters."""
    return type(detector)(**copy.deepcopy(detector.get_params(deep=False)))


def fitted(detector: Detector, X: Any) -> Detector:
    """A fresh detector, fitted on X."""
    return fresh(detector).fit(X)


# Scores


def scores_are_one_finite_float_per_row(detector: Detector) -> None:
    scores = fitted(detector, cloud()).score_samples(cloud(7, seed=1))
    assert scores.shape == (7,)
    assert scores.dtype == np.float64
    assert np.isfinite(scores).all()


def scores_are_not_all_alike(detector: Detector) -> None:
    scores = fitted(detector, cloud()).score_samples(cloud(50, seed=1))
    assert len(np.unique(scores)) > 10, "most rows score the same"
    assert np.ptp(scores) > 1e-6 * np.abs(scores).max(), "the rows hardly differ"


def a_far_row_is_odder_than_every_usual_one(detector: Detector) -> None:
    X = cloud()
    model = fitted(detector, X)
    assert model.score_samples(far_row(X))[0] < model.score_samples(X).min()
    assert model.predict(far_row(X))[0] == -1


def what_is_usual_comes_from_the_training_rows(detector: Detector) -> None:
    here, there = cloud(), cloud() + 100.0
    assert fitted(detector, here).predict(there[:50]).max() == -1
    assert (fitted(detector, there).predict(there[:50]) == 1).mean() > 0.5


def rows_are_scored_alone(detector: Detector) -> None:
    X = np.vstack([cloud(60), cloud(60, seed=1), far_row(cloud())])
    model = fitted(detector, cloud())
    together = model.score_samples(X)
    alone = np.concatenate([model.score_samples(X[i : i + 1]) for i in range(len(X))])
    backwards = model.score_samples(X[::-1])[::-1]
    assert np.array_equal(together, alone), "a row's score depends on the batch"
    assert np.array_equal(together, backwards), "a row's score depends on the order"


def scoring_changes_nothing(detector: Detector) -> None:
    X = cloud()
    model = fitted(detector, X)
    before, given = pickle.dumps(vars(model)), X.copy()
    first = model.score_samples(X)
    model.predict(X), model.surprise(X), model.contributions(X[:3])
    assert np.array_equal(first, model.score_samples(X))
    assert np.array_equal(X, given), "scoring changed its argument"
    assert pickle.dumps(vars(model)) == before, "scoring changed the detector"


def fitting_leaves_its_argument(detector: Detector) -> None:
    X = cloud()
    fitted(detector, X)
    assert np.array_equal(X, cloud()), "fit changed its argument"


def fit_forgets(detector: Detector) -> None:
    once = fitted(detector, cloud())
    twice = fitted(detector, cloud(300, 4, seed=9) * 100).fit(cloud()).fit(cloud())
    assert np.array_equal(once.score_samples(cloud()), twice.score_samples(cloud()))


def the_same_seed_gives_the_same_bits(detector: Detector) -> None:
    X = cloud(50, seed=1)
    first, second = (fitted(detector, cloud()).score_samples(X) for _ in range(2))
    assert np.array_equal(first, second)


def training_rows_score_again_as_in_fit(detector: Detector) -> None:
    X = np.vstack([cloud(), cloud(5), far_row(cloud())])  # five rows are copies
    model = fitted(detector, X)
    assert np.array_equal(np.sort(model.unusualness(X)), model.training_)
    assert np.array_equal(fresh(detector).fit_predict(X), model.predict(X))


def a_training_row_does_not_vouch_for_itself(detector: Detector) -> None:
    X = np.vstack([cloud(), far_row(cloud())])
    model = fitted(detector, X)
    seen = model.unusualness(X)
    assert seen[-1] == seen.max(), "a far training row is not the oddest"
    assert model.predict(X)[-1] == -1


# Signs and thresholds


def signs_are_those_of_scikit_learn(detector: Detector) -> None:
    X = np.vstack([cloud(seed=1), far_row(cloud())])
    model = fitted(detector, cloud())
    scores, decision, odd = (
        model.score_samples(X),
        model.decision_function(X),
        model.predict(X),
    )
    assert np.array_equal(scores, -model.unusualness(X))
    assert np.array_equal(decision, scores - model.offset_)
    assert np.array_equal(odd == -1, decision < 0)
    assert set(np.unique(odd)) <= {-1, 1}


def auto_flags_about_one_usual_row_in_a_hundred(detector: Detector) -> None:
    model = fresh(detector).set_params(contamination="auto").fit(cloud(1000))
    share = (model.predict(cloud(1000, seed=1)) == -1).mean()
    assert 0.001 <= share <= 0.03, f"{share:.1%} of usual rows are flagged"


def contamination_is_a_share_of_the_training_rows(detector: Detector) -> None:
    for share in (0.05, 0.2):
        odd = fresh(detector).set_params(contamination=share).fit_predict(cloud()) == -1
        assert abs(odd.mean() - share) <= 0.011, f"{odd.mean():.1%} for {share:.0%}"
    for wrong in (0.0, 0.6, -1, "many", float("nan")):
        model = fresh(detector).set_params(contamination=wrong)
        assert _raises(InvalidParameter, lambda m=model: m.fit(cloud()))  # type: ignore[misc]


def surprise_counts_how_rare_a_score_is(detector: Detector) -> None:
    model = fresh(detector).set_params(contamination="auto").fit(cloud(1000))
    X = np.vstack([cloud(1000, seed=1), far_row(cloud())])
    surprise, unusual = model.surprise(X), model.unusualness(X)
    assert (np.diff(surprise[np.argsort(unusual)]) >= 0).all(), "not in the scores' order"
    assert 0 <= surprise.min() <= surprise.max() <= np.log10(1000) + 3
    for level in (0.5, 1.0):
        share, meant = (surprise[:-1] >= level).mean(), 10.0**-level
        assert meant / 2 <= share <= meant * 2, f"surprise {level} on {share:.1%} of rows"
    assert surprise[-1] >= 2
    assert np.array_equal(surprise >= 2, model.predict(X) == -1)


# Units, types, hard tables


def powers_of_two_change_no_bit(detector: Detector) -> None:
    X, units = cloud(), np.array([2.0**-40, 1.0, 2.0**30])
    there = cloud(50, seed=1)
    plain = fitted(detector, X).score_samples(there)
    scaled = fitted(detector, X * units).score_samples(there * units)
    assert np.array_equal(plain, scaled), "a power of two changed a bit"


def other_units_change_no_ranking(detector: Detector) -> None:
    X, there = cloud(), cloud(50, seed=1)
    plain = fitted(detector, X).score_samples(there)
    for units, shift in ((np.array([1e-3, 1.8, 1e6]), 0.0), (np.ones(3), 1000.0)):
        other = fitted(detector, X * units + shift).score_samples(there * units + shift)
        assert _same_ranking(plain, other), f"units {units} and shift {shift} change ranks"


def the_type_of_the_array_does_not_matter(detector: Detector) -> None:
    X = np.round(cloud() * 8)  # exact in every type
    plain = fitted(detector, X).score_samples(X)
    read_only = X.copy()
    read_only.flags.writeable = False
    for other in (
        X.astype(np.int64),
        X.astype(np.float32),
        X.astype(np.float16),
        np.asfortranarray(X),
        np.repeat(X, 2, axis=0)[::2],
        read_only,
        X.tolist(),
        X.astype(object),
    ):
        assert np.array_equal(fitted(detector, other).score_samples(other), plain)


def hard_tables_get_an_answer_or_a_clear_error(detector: Detector) -> None:
    for name, X in hard_tables().items():
        given = X.copy()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                model = fitted(detector, X)
                scores = [
                    model.score_samples(X),
                    model.surprise(X),
                    model.decision_function(X),
                ]
                shares = model.contributions(X[:2])
        except VedetteError:
            continue
        except Exception as error:
            raise AssertionError(f"{name}: {type(error).__name__}: {error}") from error
        finite = all(np.isfinite(values).all() for values in (*scores, shares))
        assert finite, f"{name}: NaN or inf came out"
        assert np.array_equal(X, given), f"{name}: the argument was changed"


def missing_values_are_handled_or_refused_by_name(detector: Detector) -> None:
    X, there = cloud(), cloud(20, seed=1)
    gap = there.copy()
    gap[7] = np.nan
    if not detector.copes_with_missing:
        model = fitted(detector, X)
        assert _refusal(lambda: model.score_samples(gap), "row 7", "column 0", "missing")
        X[11, 2] = np.nan
        assert _refusal(lambda: fresh(detector).fit(X), "row 11", "column 2", "missing")
        return
    model = fitted(detector, X)
    scores = model.unusualness(gap)
    assert np.isfinite(scores).all()
    usual = np.median(model.training_)
    assert scores[7] > usual, "a row of missing values scores as usual"
    X[::3, 1] = np.nan
    X[:, 2] = np.nan  # nothing is known of this column
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isfinite(fitted(detector, X).score_samples(gap)).all()
        assert np.isfinite(
            fitted(detector, np.full((20, 3), np.nan)).score_samples(gap)
        ).all()


def infinite_values_are_refused_by_name(detector: Detector) -> None:
    X = cloud()
    model = fitted(detector, X)
    for value in (np.inf, -np.inf):
        X[11, 2] = value
        assert _refusal(lambda: model.score_samples(X), "row 11", "column 2", "infinity")
        assert _refusal(lambda: fresh(detector).fit(X), "row 11", "column 2", "infinity")


def wrong_shapes_are_refused(detector: Detector) -> None:
    model = fitted(detector, cloud())
    for wrong in (cloud(d=4), cloud(d=2), cloud()[0], np.empty((0, 3)), [["a", "b", "c"]]):
        assert _raises(InvalidInput, lambda X=wrong: model.score_samples(X))  # type: ignore[misc]


# Explaining, saving, parameters


def contributions_are_shares_of_the_columns(detector: Detector) -> None:
    X = cloud()
    model = fitted(detector, X)
    odd = np.tile(np.median(X, axis=0), (3, 1)) + np.diag(12 * X.std(axis=0))
    shares = model.contributions(odd)
    assert shares.shape == odd.shape
    assert np.isfinite(shares).all()
    assert np.allclose(np.abs(shares).sum(axis=1), 1)
    assert np.array_equal(shares.argmax(axis=1), np.arange(3)), "another column is blamed"


def saved_and_loaded_scores_are_bit_equal(detector: Detector) -> None:
    X = np.vstack([cloud(), far_row(cloud())])
    model = fitted(detector, cloud())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.vedette"
        save(model, path)
        loaded = load(path)
    assert type(loaded) is type(model)
    assert repr(loaded) == repr(model)
    assert np.array_equal(loaded.score_samples(X), model.score_samples(X))
    assert np.array_equal(loaded.predict(X), model.predict(X))
    assert np.array_equal(loaded.surprise(X), model.surprise(X))


def unfitted_is_refused(detector: Detector) -> None:
    for method in ("score_samples", "decision_function", "predict", "surprise"):
        model = fresh(detector)
        assert _raises(NotFitted, lambda m=model, name=method: getattr(m, name)(cloud()))  # type: ignore[misc]


def parameters_make_an_equal_detector(detector: Detector) -> None:
    params = detector.get_params(deep=False)
    other = type(detector)(**params)
    assert all(getattr(other, name) is value for name, value in params.items())
    assert other.set_params(**params) is other
    assert _raises(ValueError, lambda: other.set_params(no_such_parameter=1))
    assert "contamination" in params
    assert "scale" in params


def _same_ranking(a: Vector, b: Vector) -> bool:
    """Whether b rises where a does, but for what rounding may do."""
    along = b[np.argsort(a)]
    back = np.maximum.accumulate(along) - along
    return bool(back.max() <= 1e-4 * float(np.ptp(b)))


def _raises(error: type[Exception], call: Callable[[], object]) -> bool:
    try:
        call()
    except error:
        return True
    return False


def _refusal(call: Callable[[], Any], *words: str) -> bool:
    """Whether the call is refused as InvalidInput in a message that has all the words."""
    try:
        call()
    except InvalidInput as error:
        return all(word in str(error) for word in words)
    return False


COMMON: list[Check] = [
    scores_are_one_finite_float_per_row,
    scores_are_not_all_alike,
    a_far_row_is_odder_than_every_usual_one,
    what_is_usual_comes_from_the_training_rows,
    rows_are_scored_alone,
    scoring_changes_nothing,
    fitting_leaves_its_argument,
    fit_forgets,
    the_same_seed_gives_the_same_bits,
    training_rows_score_again_as_in_fit,
    a_training_row_does_not_vouch_for_itself,
    signs_are_those_of_scikit_learn,
    auto_flags_about_one_usual_row_in_a_hundred,
    contamination_is_a_share_of_the_training_rows,
    surprise_counts_how_rare_a_score_is,
    the_type_of_the_array_does_not_matter,
    hard_tables_get_an_answer_or_a_clear_error,
    missing_values_are_handled_or_refused_by_name,
    infinite_values_are_refused_by_name,
    wrong_shapes_are_refused,
    contributions_are_shares_of_the_columns,
    saved_and_loaded_scores_are_bit_equal,
    unfitted_is_refused,
    parameters_make_an_equal_detector,
]
