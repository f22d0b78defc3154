"""What the checks ask with: labelled rows, and classifiers made afresh."""

from __future__ import annotations

import copy
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix
from vedette.testing.data import cloud

# Our own base class, or anything that behaves like it.
Classifier: TypeAlias = Any
Labels: TypeAlias = npt.NDArray[np.bool_]


def labelled(
    n: int = 200, odd: int = 20, *, seed: int = 0, out: float = 6.0
) -> tuple[Matrix, Labels]:
    """A cloud (n, 3), the first `odd` rows of it shifted in column 1 by `out` spreads."""
    X = cloud(n, seed=seed)
    X[:odd, 1] += out * X[odd:, 1].std()
    return X, np.arange(n) < odd


def fresh(classifier: Classifier, **params: Any) -> Classifier:
    """An unfitted classifier with the same parameters but for `params`."""
    given = copy.deepcopy(classifier.get_params(deep=False))
    return type(classifier)(**{**given, **params})


def fitted(classifier: Classifier, X: Any, y: Any, **params: Any) -> Classifier:
    """A fresh classifier, fitted."""
    return fresh(classifier, **params).fit(X, y)
