"""Where an algorithm has a rule of its own for what is odd, contamination='own' is it."""

from __future__ import annotations

import numpy as np

from vedette.core.detector import Detector
from vedette.core.errors import InvalidParameter
from vedette.testing.data import cloud, far_row
from vedette.testing.promises.asking import fresh, raises


def a_rule_of_its_own_draws_the_line(detector: Detector) -> None:
    model = fresh(detector).set_params(contamination="own").fit(cloud())
    limit = model._own_limit()
    assert np.isfinite(limit), f"the limit is {limit}"
    X = np.vstack([cloud(), cloud(seed=1), far_row(cloud())])
    odd = model.predict(X) == -1
    assert model.offset_ == -limit, "another line is drawn"
    assert np.array_equal(odd, model.unusualness(X) > limit)
    assert odd[-1], "the rule calls a far row usual"
    assert not odd.all(), "the rule calls every row odd"
    assert (model.own_rule or "").strip(), "the rule has no words"


def a_rule_that_is_not_there_is_refused(detector: Detector) -> None:
    model = fresh(detector).set_params(contamination="own")
    assert raises(InvalidParameter, lambda: model.fit(cloud())), "'own' is taken"
