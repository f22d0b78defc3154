"""Few labels: the ensemble's score as a prior, a line and trees beside it, joined.

    score(x) = (w z(x) + line(x) + t trees(x)) / (w + 1 + t)

z is the unsupervised score as robust z. `line` is a logistic regression on the columns and
z, strongly penalised; `trees` are extra trees on the same. Each is divided by its standard
deviation among the training rows. With a labelled anomalies, w = PRIOR / (PRIOR + a) and
t = a / (TREES + a): the prior leads while labels are few, trees as they grow many.

Rows that nobody has labelled are taken for usual, as nearly all are; the penalty and the
size of the leaves keep the anomalies among them from being learned one by one.

References
----------
.. [1] Micenkova, McWilliams and Assent, "Learning outlier ensembles: the best of both worlds,
   supervised and unsupervised", ODD workshop at KDD 2014.
.. [2] Elkan and Noto, "Learning classifiers from only positive and unlabeled data", KDD 2008.
.. [3] Zhao and Hryniewicki, "XGBOD: improving supervised outlier detection with unsupervised
   representation learning", IJCNN 2018.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.errors import InvalidInput
from vedette.core.parameters import check_positive, check_whole
from vedette.detectors import members
from vedette.detectors.combining.robust_z import RobustUnits, robust_units
from vedette.detectors.supervised import trees
from vedette.detectors.supervised.folds import Rows
from vedette.detectors.supervised.gain import Gain, gain_of
from vedette.detectors.supervised.logistic import Line
from vedette.detectors.supervised.multiplying import MultiplyingDetector
from vedette.detectors.supervised.rowwise import product

Odd = npt.NDArray[np.bool_]

# Labelled anomalies at which the prior, and the trees, have half of the line's weight.
PRIOR, TREES = 10.0, 3.0
MOST_STEPS = 1_000
ALONE = np.array([1.0, 0.0, 0.0])


@dataclass(frozen=True)
class Learned:
    """The line, the trees, and how they are joined with the prior.

    weights, spreads
        (3,) of the prior, the line and the trees.
    floor
        The least that the line says of a training row. It says no less of any other: far
        out on the usual side of a line is no reason to be more usual than all that was seen.
    centre
        Of the joined score: even odds, both classes weighing alike.
    """

    line: Line
    trees: Any
    weights: Vector
    spreads: Vector
    floor: float
    centre: float = 0.0


class FewLabels(MultiplyingDetector):
    """Learns from the first few labels on without forgetting what is unusual anyway.

    `y` is 1 for an anomaly and 0 for a row that is as expected; -1 says that nobody has
    looked at the row. Labels of two classes alone, whatever they are called, are taken as in
    every classifier: the rarer is the anomaly, the others are rows that are not known to be
    odd. `LabelledDetector` tells the parameters that all classifiers share.

    Parameters
    ----------
    prior
        The detector that learns the same rows without labels, or its name; None: `Ensemble`.
    C
        Inverse strength of the line's penalty.
    n_estimators
        Number of trees.
    min_samples_leaf
        Training rows in a leaf of the trees at least.
    unlabelled
        The label, besides two classes, of rows that nobody has looked at.
    n_jobs
        Threads; None and -1 are all that the process may use. They change no bit.

    Attributes
    ----------
    labelled_ : int
        Labelled anomalies.
    gain_ : Gain or None
        Whether labels help, out of fold. Where they make it worse by more than chance, the
        prior alone is the score. None with a single labelled anomaly.
    """

    balanced = True
    extra = None

    def __init__(
        self,
        *,
        prior: Any = None,
        C: float = 0.01,
        n_estimators: int = 100,
        min_samples_leaf: int = 10,
        unlabelled: Any = -1,
        threshold: float | str = "auto",
        anomaly: Any = None,
        folds: int = 5,
        scale: str | None = "robust",
        random_state: int | None = 0,
        n_jobs: int | None = None,
    ) -> None:
        self.prior = prior
        self.C = C
        self.n_estimators = n_estimators
        self.min_samples_leaf = min_samples_leaf
        self.unlabelled = unlabelled
        self.threshold = threshold
        self.anomaly = anomaly
        self.folds = folds
        self.scale = scale
        self.random_state = random_state
        self.n_jobs = n_jobs

    def _check_params(self) -> None:
        check_positive("C", self.C)
        check_whole("n_estimators", self.n_estimators, 1)
        check_whole("min_samples_leaf", self.min_samples_leaf, 1)

    def _known(self, labels: npt.NDArray[Any]) -> Odd:
        try:
            values = np.unique(labels)
        except TypeError:  # of several types, which is refused next
            return np.ones(len(labels), dtype=np.bool_)
        aside = [value for value in values if bool(value == self.unlabelled)]
        if aside and len(values) == 2 and self.anomaly is None and 0 in values:
            raise InvalidInput(
                "y holds no labelled anomaly: its labels are "
                f"{values[0].item()!r} and {values[1].item()!r}",
                hint="without one, take a detector such as vedette.Ensemble",
            )
        if not aside or len(values) < 3:
            return np.ones(len(labels), dtype=np.bool_)
        return np.asarray(labels != aside[0])

    # Learning

    def _learn(self, rows: Matrix, odd: Odd, known: Odd) -> None:
        self.labelled_ = int(np.count_nonzero(odd))
        # Of two classes alone, the usual one says no more than: not known to be odd.
        self.told_ = odd if known.all() else known
        super()._learn(rows, odd, known)

    def _learn_features(self, X: Matrix) -> Matrix:
        (prior,) = members.unfitted([self.prior or "ensemble"], "prior")
        if self.prior is None or isinstance(self.prior, str):
            ready = {"random_state": self.random_state, "n_jobs": self.n_jobs}
            known = prior.get_params(deep=False)
            prior.set_params(**{k: v for k, v in ready.items() if k in known})
        self.extra_ = [prior]
        scores = prior.fit_unusualness(X)[:, None]
        self.extra_units_: RobustUnits = robust_units(scores)
        return np.hstack([X, self.extra_units_.held(scores)])

    def _trained_on(self, X: Matrix, odd: Odd, rows: Rows) -> Learned:
        return self._joined(X[rows], odd[rows], weights_of(odd[rows], self.told_[rows]))

    def _trained(self, X: Matrix, odd: Odd) -> Learned:
        return self._joined(X, odd, weights_of(odd, odd))

    def _joined(self, X: Matrix, odd: Odd, weight: Vector) -> Learned:
        line, grown = self._line(X, odd, weight), self._trees(X, odd, weight)
        parts = self._parts_of(line, grown, X)
        spreads = parts.std(axis=0)
        labelled = np.count_nonzero(odd)
        shares = np.array([PRIOR / (PRIOR + labelled), 1.0, labelled / (TREES + labelled)])
        learned = Learned(
            line,
            grown,
            shares / shares.sum(),
            np.where(spreads > 0, spreads, 1.0),
            float(parts[:, 1].min()),
        )
        score = self._log_odds(learned, X)
        return replace(learned, centre=centre_of(score, odd))

    def _line(self, X: Matrix, odd: Odd, weight: Vector) -> Line:
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(C=self.C, max_iter=MOST_STEPS)
        with self._fitting():
            model.fit(self._seen(X), odd, sample_weight=weight)
        line = Line(model.coef_.T.copy(), float(model.intercept_[0]), int(model.n_iter_[0]))
        if not (np.isfinite(line.weights).all() and np.isfinite(line.intercept)):
            raise self._no_fit("no finite weights are found")
        return line

    def _trees(self, X: Matrix, odd: Odd, weight: Vector) -> Any:
        from sklearn.ensemble import ExtraTreesClassifier

        model = ExtraTreesClassifier(
            n_estimators=self.n_estimators,
            min_samples_leaf=self.min_samples_leaf,
            random_state=self.random_state,
            n_jobs=trees.threads(self.n_jobs, len(X)),
        )
        with trees.large_values():
            model.fit(trees.within_reach(X), odd, sample_weight=weight)
        # Threads would add up the trees in the order in which they come back.
        return model.set_params(n_jobs=1)

    def _draw_line(self, X: Matrix, scores: Vector, odd: Odd) -> None:
        """As in every classifier, once it is known whether the labels are of use."""
        prior = X[:, -1]
        self.gain_: Gain | None = gain_of(prior, scores, odd) if self.folds_ else None
        if self.gain_ is not None and self.gain_.worse:
            alone = replace(self.model_, weights=ALONE, centre=0.0)
            scores = prior / alone.spreads[0]
            middle = centre_of(scores, odd)
            self.model_ = replace(alone, centre=middle)
            scores = scores - middle
        super()._draw_line(X, scores, odd)

    # Scoring

    def _log_odds(self, model: Learned, X: Matrix) -> Vector:
        parts = self._parts_of(model.line, model.trees, X)
        parts[:, 1] = np.maximum(parts[:, 1], model.floor)
        parts /= model.spreads
        return np.asarray(product(parts, model.weights[:, None])[:, 0] - model.centre)

    def _parts_of(self, line: Line, grown: Any, X: Matrix) -> Matrix:
        """The prior, the line and the trees (n, 3) of rows with the prior as last column."""
        with np.errstate(over="ignore", invalid="ignore"):
            odds = product(self._seen(X), line.weights)[:, 0] + line.intercept
        return np.column_stack(
            [X[:, -1], np.nan_to_num(odds), trees.odds_of_votes(grown, X)]
        )


def centre_of(score: Vector, odd: Odd) -> float:
    """Half way between the means of both classes."""
    return float((score[odd].mean() + score[~odd].mean()) / 2)


def weights_of(odd: Odd, told: Odd) -> Vector:
    """What each row (n,) counts for: both classes alike, n in all.

    A usual row somebody has labelled counts as much as a labelled anomaly, but all of them
    together no more than half of their class, if there are others.
    """
    half = len(odd) / 2
    weight = np.zeros(len(odd))
    weight[odd] = half / np.count_nonzero(odd)
    sure = told & ~odd
    others = ~told & ~odd
    left = half
    if sure.any():
        whole = half if not others.any() else half / 2
        each = min(half / np.count_nonzero(odd), whole / np.count_nonzero(sure))
        weight[sure] = each
        left -= each * np.count_nonzero(sure)
    if others.any():
        weight[others] = left / np.count_nonzero(others)
    return weight
