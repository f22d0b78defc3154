"""Autoencoder: what a network trained to copy usual rows through a narrow layer cannot copy.

    e(x) = |x - f(h)|^2,   h the row, drawn in to where far begins,
    f = the network, d -> ... -> narrow -> ... -> d, with least mean squared error

With identity activation the narrow layer of k spans the first k principal directions [1];
with tanh it can bend along a curved surface [2]. Rows are drawn in (`fence`) before the
network sees them, in training and in scoring: a far row cannot teach it to copy far rows,
and the farther a row, the larger its error.

References
----------
.. [1] Baldi and Hornik, "Neural networks and principal component analysis: learning from
   examples without local minima", Neural Networks 2 (1989).
.. [2] Kramer, "Nonlinear principal component analysis using autoassociative neural
   networks", AIChE Journal 37 (1991).
.. [3] Kingma and Ba, "Adam: a method for stochastic optimization", ICLR (2015).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.errors import InvalidParameter
from vedette.core.parameters import check_number, check_one_of, check_whole, seed_of
from vedette.detectors.model.fence import Fence, common_exponent, fit_fence, in_unit
from vedette.detectors.quietly import quietly
from vedette.kernels.row_arithmetic import products, sums

ACTIVATIONS = ("tanh", "relu", "logistic", "identity")
# Unless told otherwise, about so many steps of training, within these numbers of epochs.
STEPS, LEAST_EPOCHS, MOST_EPOCHS = 4000, 5, 500
# Rows that are learned from; of more, so many at random.
MOST_ROWS = 50_000
WIDEST = 64  # layer, unless told otherwise
WIDE = 300  # columns


class Autoencoder(Detector):
    """Rows off the surface, flat or curved, that the usual rows lie on.

    Parameters
    ----------
    hidden_layer_sizes
        Widths of the hidden layers; the narrowest is the dimension of the surface. None:
        (w, k, w), k half the columns' square root and more, w four times the columns, at
        most 64; with 'identity', (k,).
    activation
        Of the hidden layers: 'tanh', 'relu', 'logistic' or 'identity'.
    epochs
        Passes over the rows; None: so many that about 4,000 batches are seen.
    batch_size, learning_rate
        Of the training by Adam.
    alpha
        Weight of the squared weights in what is minimised.
    random_state
        An int, or None for another seed at each fit.

    Attributes
    ----------
    weights_, biases_ : lists of arrays
        Of the layers, first to last.
    centre_, spread_ : (d,) arrays
        What the network takes is (x - centre) / spread.
    loss_ : float
        Mean squared error at the end of training, halved.
    """

    least_rows = 2

    def __init__(
        self,
        hidden_layer_sizes: Sequence[int] | None = None,
        *,
        activation: str = "tanh",
        epochs: int | None = None,
        batch_size: int = 64,
        learning_rate: float = 3e-3,
        alpha: float = 0.0,
        random_state: int | np.random.RandomState | None = 0,
        contamination: float | str = "auto",
        scale: str | None = "robust",
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.alpha = alpha
        self.random_state = random_state
        self.contamination = contamination
        self.scale = scale

    def _check_params(self) -> None:
        sizes = self.hidden_layer_sizes
        if sizes is not None:
            if not isinstance(sizes, (list, tuple)) or not sizes:
                raise InvalidParameter(
                    f"hidden_layer_sizes must be None or like (16, 2, 16), got {sizes!r}"
                )
            for size in sizes:
                check_whole("a hidden layer size", size, 1)
        check_one_of("activation", self.activation, ACTIVATIONS)
        if self.epochs is not None:
            check_whole("epochs", self.epochs, 1)
        check_whole("batch_size", self.batch_size, 1)
        check_number("learning_rate", self.learning_rate, 0, 10)
        check_number("alpha", self.alpha, 0, np.inf, closed="both")

    def _fit(self, X: Matrix) -> None:
        seed = seed_of(self.random_state, below=2**32)
        self.unit_ = common_exponent(X)
        X = in_unit(X, self.unit_)
        if len(X) > MOST_ROWS:
            chosen = np.random.default_rng(seed).choice(len(X), MOST_ROWS, replace=False)
            X = X[np.sort(chosen)]
        self.fence_: Fence = fit_fence(X)
        X = self.fence_.draw_in(X)
        self.centre_: Vector = X[0] + (X - X[0]).mean(axis=0)
        # One spread for all columns: their weights in the error stay those of the scale.
        spread = float(np.sqrt(np.square(X - self.centre_).mean()))
        self.spread_ = spread if spread > 0 else 1.0
        self._train((X - self.centre_) / self.spread_, seed)

    def _train(self, Z: Matrix, seed: int) -> None:
        """Learn to give Z (n, d) for Z."""
        from sklearn.neural_network import MLPRegressor

        batch = min(self.batch_size, len(Z))
        network = MLPRegressor(
            hidden_layer_sizes=layer_sizes(
                self.hidden_layer_sizes, Z.shape[1], self.activation
            ),
            activation=self.activation,
            alpha=self.alpha,
            batch_size=batch,
            learning_rate_init=self.learning_rate,
            max_iter=self._epochs(math.ceil(len(Z) / batch)),
            tol=0.0,
            n_iter_no_change=MOST_EPOCHS,
            random_state=seed,
        )
        # It is trained for a number of epochs, not until nothing changes.
        with quietly():
            network.fit(Z, Z if Z.shape[1] > 1 else Z[:, 0])
        self.weights_ = [np.ascontiguousarray(w) for w in network.coefs_]
        self.biases_ = [b.copy() for b in network.intercepts_]
        self.loss_ = float(network.loss_)

    def _epochs(self, batches: int) -> int:
        if self.epochs is not None:
            return int(self.epochs)
        return min(max(math.ceil(STEPS / batches), LEAST_EPOCHS), MOST_EPOCHS)

    def _unusualness(self, X: Matrix) -> Vector:
        error = self._errors(X)
        return sums(error * error)

    def _errors(self, X: Matrix) -> Matrix:
        """(n, d) of what the network does not copy."""
        X = in_unit(X, self.unit_)
        Z = (self.fence_.draw_in(X) - self.centre_) / self.spread_
        return np.asarray((X - self.centre_) / self.spread_ - self._copied(Z))

    def _parts(self, X: Matrix) -> Matrix:
        """By occlusion; of more than WIDE columns, each column's own squared error."""
        return super()._parts(X) if X.shape[1] <= WIDE else np.square(self._errors(X))

    def _copied(self, Z: Matrix) -> Matrix:
        """What the network gives for Z (n, d)."""
        last = len(self.weights_) - 1
        for i, (weights, biases) in enumerate(
            zip(self.weights_, self.biases_, strict=True)
        ):
            Z = products(Z, weights) + biases
            if i < last:
                Z = activated(Z, self.activation)
        return Z


def layer_sizes(wanted: Sequence[int] | None, d: int, activation: str) -> tuple[int, ...]:
    """Widths of the hidden layers for d columns."""
    if wanted is not None:
        return tuple(int(size) for size in wanted)
    narrow = max(1, math.ceil(math.sqrt(d) / 2))
    if activation == "identity":
        return (narrow,)
    wide = min(max(4 * d, 8), WIDEST)
    return (wide, narrow, wide)


def activated(Z: Matrix, activation: str) -> Matrix:
    """The activation of each value."""
    match activation:
        case "tanh":
            return np.asarray(np.tanh(Z))
        case "relu":
            return np.asarray(np.maximum(Z, 0.0))
        case "logistic":
            return np.asarray(0.5 * (1 + np.tanh(Z / 2)))
    return Z
