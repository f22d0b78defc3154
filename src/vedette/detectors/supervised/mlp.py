"""Multilayer perceptron: layers of weighted sums, bent; the last sum is the log-odds.

    h_0 = x,   h_i = bend(h_(i-1) W_i + b_i),   log-odds = h_k W + b

References
----------
.. [1] Rumelhart, Hinton and Williams, "Learning representations by back-propagating
   errors", Nature 323, 1986.
.. [2] Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.parameters import check_one_of, check_positive, check_whole
from vedette.detectors.supervised.multiplying import MultiplyingDetector
from vedette.detectors.supervised.rowwise import product

ACTIVATIONS = ("relu", "tanh", "logistic", "identity")


@dataclass(frozen=True)
class Network:
    """Weights (inputs, outputs) and biases (outputs,) of each layer, and its bend."""

    weights: list[Matrix]
    biases: list[Vector]
    activation: str
    steps: int


class MLPDetector(MultiplyingDetector):
    """A small neural network, for borders that are neither planes nor boxes.

    Imbalance: rows of the rarer class are repeated until both are as many.
    `LabelledDetector` tells the parameters that all classifiers share.

    Parameters
    ----------
    hidden_layer_sizes
        Cells of each hidden layer.
    activation
        'relu', 'tanh', 'logistic' or 'identity'.
    alpha
        Strength of the quadratic penalty on the weights.
    learning_rate_init
        First step length.
    max_iter
        Passes over the rows at most.
    """

    def __init__(
        self,
        *,
        hidden_layer_sizes: int | Sequence[int] = (32, 16),
        activation: str = "relu",
        alpha: float = 1e-2,
        learning_rate_init: float = 3e-3,
        max_iter: int = 200,
        threshold: float | str = "auto",
        anomaly: Any = None,
        balanced: bool = True,
        extra: list[Any] | None = None,
        folds: int = 5,
        scale: str | None = "robust",
        random_state: int | None = 0,
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.alpha = alpha
        self.learning_rate_init = learning_rate_init
        self.max_iter = max_iter
        self.threshold = threshold
        self.anomaly = anomaly
        self.balanced = balanced
        self.extra = extra
        self.folds = folds
        self.scale = scale
        self.random_state = random_state

    @property
    def n_iter_(self) -> int:
        """Passes over the rows that were made."""
        self._check_fitted()
        return int(self.model_.steps)

    def _check_params(self) -> None:
        for cells in np.atleast_1d(np.asarray(self.hidden_layer_sizes, dtype=object)):
            check_whole("hidden_layer_sizes", cells, 1)
        check_one_of("activation", self.activation, ACTIVATIONS)
        check_positive("alpha", self.alpha)
        check_positive("learning_rate_init", self.learning_rate_init)
        check_whole("max_iter", self.max_iter, 1)

    def _trained(self, X: Matrix, odd: npt.NDArray[np.bool_]) -> Network:
        from sklearn.neural_network import MLPClassifier

        model = MLPClassifier(
            hidden_layer_sizes=self.hidden_layer_sizes,
            activation=self.activation,
            alpha=self.alpha,
            learning_rate_init=self.learning_rate_init,
            max_iter=self.max_iter,
            random_state=self.random_state,
        )
        rows = as_many_of_both(odd) if self.balanced else np.arange(len(odd))
        with self._fitting():
            model.fit(self._seen(X)[rows], odd[rows])
        weights = [np.ascontiguousarray(W, dtype=np.float64) for W in model.coefs_]
        biases = [np.asarray(b, dtype=np.float64) for b in model.intercepts_]
        return Network(weights, biases, self.activation, int(model.n_iter_))

    def _log_odds(self, model: Network, X: Matrix) -> Vector:
        h = self._seen(X)
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            for W, b in zip(model.weights[:-1], model.biases[:-1], strict=True):
                h = bend(product(h, W) + b, model.activation)
            out = product(h, model.weights[-1]) + model.biases[-1]
        return np.nan_to_num(out[:, 0])


def bend(h: Matrix, activation: str) -> Matrix:
    """What a layer makes of its sums."""
    match activation:
        case "relu":
            return np.maximum(h, 0.0)
        case "tanh":
            return np.asarray(np.tanh(h))
        case "logistic":
            return np.asarray(0.5 + 0.5 * np.tanh(h / 2))
    return h


def as_many_of_both(odd: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Indices of all rows (n,), those of the rarer class repeated until they are as many."""
    few, many = sorted((np.flatnonzero(odd), np.flatnonzero(~odd)), key=len)
    return np.concatenate([many, np.resize(few, len(many))])
