"""Signs are scikit-learn's; thresholds and surprise count usual rows."""

from __future__ import annotations

import numpy as np

from vedette.core.detector import Detector
from vedette.core.errors import InvalidParameter
from vedette.testing.data import cloud, far_row
from vedette.testing.promises.asking import fitted, fresh, raises


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
        assert raises(InvalidParameter, lambda m=model: m.fit(cloud()))  # type: ignore[misc]


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
