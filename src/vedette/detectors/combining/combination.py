"""Combination: the scores of any detectors, joined.

    robust-z   mean of z_i = (s_i - median_i) / (IQR_i / 1.349), held within [-3, 20]
    p-value    mean of -log10 p_i, p_i the share of training rows that are as odd
    rank       mean share of training rows that are less odd

The mean of -log10 p is Fisher's statistic but for a factor. Shares know nothing beyond the
training rows: the oddest of them and one ten times as far have the same, so with p-values
and ranks the tail is lost. A thousandth of log(1 + z) is therefore added to both, which only
decides between rows that would else be equal. Robust z keeps the tail and is the default.

References
----------
.. [1] Fisher, "Statistical methods for research workers", 4th ed., 1932, section 21.1.
.. [2] Aggarwal and Sathe, "Theoretical foundations and algorithms for outlier ensembles",
   SIGKDD Explorations 17, 2015: means of standardised scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.errors import InvalidParameter, unknown
from vedette.core.parameters import check_one_of
from vedette.core.scoring import surprise_among
from vedette.detectors import members
from vedette.detectors.combining.robust_z import BEYOND, RobustUnits, robust_units

METHODS = ("robust-z", "p-value", "rank")
DEFAULT = ("isolation-forest", "knn", "lof")


class Combination(Detector):
    """Several detectors as one: each learns the rows, their scores are brought to one unit.

    The columns are scaled once for all (`scale`); a detector that has a scale of its own
    scales them again. The training rows' scores are those that each detector gave in its
    `fit`, so no row vouches for itself.

    Parameters
    ----------
    detectors
        Names of the catalogue, detectors, or both; None: an isolation forest, the distance
        to near rows, and the local outlier factor. They stay unfitted; `members_` are the
        fitted ones. `set_params(lof__n_neighbors=5)` reaches a detector, not a name, by its
        class in lower case or the catalogue's name ('-2' for the second of a kind).
    method
        'robust-z', 'p-value' or 'rank': the unit.
    weights
        A number above 0 for each detector; None: all alike.
    hold
        Whether a robust z is held within [-3, 20], so that no detector outvotes the others.
        A scan, which looks for gaps among the scores, does not hold them.

    Attributes
    ----------
    members_ : list
        The fitted detectors.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> detector = Combination(["ensemble"], method="p-value").fit(X)
    >>> detector.predict([[0.0, 0.0], [9.0, 9.0]])
    array([ 1, -1])
    """

    def __init__(
        self,
        detectors: Sequence[str | Detector] | None = None,
        *,
        method: str = "robust-z",
        weights: Sequence[float] | None = None,
        hold: bool = True,
        contamination: float | str = "auto",
        scale: str | None = "robust",
    ) -> None:
        self.detectors = detectors
        self.method = method
        self.weights = weights
        self.hold = hold
        self.contamination = contamination
        self.scale = scale

    def components(self, X: object) -> Matrix:
        """Each member's unusualness (n, k), higher is odder."""
        return self._components(self._prepared(self._border(X)))

    def fit_components(self) -> Matrix:
        """Each member's unusualness (n, k) of the training rows, in their order."""
        self._check_fitted()
        return self.training_components_.copy()

    # Parameters of the detectors inside

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The constructor's arguments by name; `deep` adds the detectors and theirs."""
        params = super().get_params(deep=False)
        if deep:
            for name, detector in self._named().items():
                params[name] = detector
                nested = detector.get_params().items()
                params.update((f"{name}__{key}", value) for key, value in nested)
        return params

    def set_params(self, **params: Any) -> Self:
        """Set constructor arguments, detectors by name, and `name__parameter` of them."""
        own = {name: params.pop(name) for name in self._param_names() if name in params}
        super().set_params(**own)
        for key, value in params.items():
            name, _, inner = key.partition("__")
            named = self._named()
            if name not in named:
                error = unknown(
                    f"parameter of {type(self).__name__}",
                    name,
                    [*self._param_names(), *named],
                )
                raise InvalidParameter(error.message, hint=error.hint)
            if inner:
                named[name].set_params(**{inner: value})
            else:
                self.detectors = [
                    value if given is named[name] else given
                    for given in self.detectors or ()
                ]
        return self

    def _named(self) -> dict[str, Detector]:
        """The detectors, not the names, among `detectors`: by names made from their class."""
        named: dict[str, Detector] = {}
        given: Iterable[Any] = (
            self.detectors if isinstance(self.detectors, (list, tuple)) else ()
        )
        for detector in given:
            if isinstance(detector, Detector):
                name = type(detector).__name__.lower()
                same = sum(known.split("-")[0] == name for known in named)
                named[f"{name}-{same + 1}" if same else name] = detector
        return named

    # Learning and scoring

    def _check_params(self) -> None:
        check_one_of("method", self.method, METHODS)
        self._shares(len(self._unfitted()))

    def _unfitted(self) -> list[Detector]:
        given = DEFAULT if self.detectors is None else self.detectors
        return members.unfitted(given, "detectors")

    def _shares(self, k: int) -> Vector:
        """Weights (k,) that sum to 1."""
        if self.weights is None:
            return np.full(k, 1.0 / k)
        try:
            weights = np.asarray(self.weights, dtype=np.float64)
        except (TypeError, ValueError):
            weights = np.empty(0)
        if weights.shape != (k,) or not ((weights > 0) & (weights < np.inf)).all():
            raise InvalidParameter(
                f"weights must be {k} numbers above 0, one a detector, got {self.weights!r}"
            )
        return np.asarray(weights / weights.max() / (weights / weights.max()).sum())

    def _fit(self, X: Matrix) -> None:
        self.members_ = self._unfitted()
        self.shares_ = self._shares(len(self.members_))
        scores = np.column_stack([member.fit_unusualness(X) for member in self.members_])
        self.training_components_: Matrix = scores
        self.sorted_components_: Matrix = np.sort(scores, axis=0)
        self.units_: RobustUnits = robust_units(scores)

    def _training_scores(self, X: Matrix) -> Vector:
        return self._joined(self.training_components_)

    def _unusualness(self, X: Matrix) -> Vector:
        return self._joined(self._components(X))

    def _components(self, X: Matrix) -> Matrix:
        return np.column_stack([member.unusualness(X) for member in self.members_])

    def _joined(self, components: Matrix) -> Vector:
        joined = np.zeros(len(components))
        for i, share in enumerate(self.shares_):  # in order: the bits are each row's own
            joined += share * self._in_units(components, i)
        return joined

    def _in_units(self, components: Matrix, i: int) -> Vector:
        scores, training = components[:, i], self.sorted_components_[:, i]
        if self.method == "robust-z":
            units = self.units_
            z = units.held(components) if self.hold else units.z(components)
            return np.asarray(z[:, i])
        z = self.units_.z(components)[:, i]
        beyond = BEYOND * np.log1p(np.maximum(z, 0.0))
        if self.method == "p-value":
            return np.asarray(surprise_among(scores, training) + beyond)
        below = np.searchsorted(training, scores, side="left")
        upto = np.searchsorted(training, scores, side="right")
        return np.asarray((below + upto) / (2.0 * len(training)) + beyond)

    def _parts(self, X: Matrix) -> Matrix:
        """The weighted mean of the members' contributions."""
        parts = np.zeros_like(X)
        for member, share in zip(self.members_, self.shares_, strict=True):
            parts += share * member.contributions(X)
        return parts
