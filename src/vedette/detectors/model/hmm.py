"""Hidden Markov model: sequences whose order is unlikely, step by step.

A row is one sequence x_1 ... x_T. With start p, transitions A and emissions b of hidden
states, and the forward recursion in scaled form [1, eqs. 19, 20 and 103]

    f_1 = p b(x_1),   f_t = (f_(t-1) / c_(t-1)) A b(x_t),   c_t = sum of f_t

c_t is the probability (density) of x_t given all before, and the score is

    - (1/T) sum over t of log c_t

so a column's part is exactly -log c_t / T: how unexpected that step was.

References
----------
.. [1] Rabiner, "A tutorial on hidden Markov models and selected applications in speech
   recognition", Proceedings of the IEEE 77 (1989).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.errors import InvalidInput, InvalidParameter, MissingExtra
from vedette.core.parameters import check_number, check_one_of, check_whole, seed_of
from vedette.detectors.model.fence import Fence, common_exponent, fit_fence, in_unit
from vedette.detectors.model.gmm import log_sum

EMISSIONS = ("auto", "categorical", "gaussian")
# 'auto' takes whole numbers for symbols if there are at most so many of them.
MOST_SYMBOLS = 32
MOST_STATES = 8  # unless told otherwise
MOST_ASKED = 1_000  # of more, the chances of all pairs take minutes
# Sequences and steps that are learned from; of more, so many sequences at random.
MOST_SEQUENCES, MOST_STEPS = 1_000, 100_000
# A round that gains less than this in the mean log-likelihood of a step is the last.
GAIN = 1e-3
# A state's variance is at least this share of that of all values.
LEAST_VARIANCE = 1e-2


class HiddenMarkov(Detector):
    """Sequences, one a row, whose steps follow each other in an unusual order.

    Columns are steps: all sequences have one length (`windows` cuts a long one), and
    exchanging columns is another sequence. Missing values are refused: a gap would shift
    the steps. Columns are not scaled one by one, as they are one quantity in time; values
    are brought to one unit for all columns.

    Needs hmmlearn, which does the learning: `pip install 'vedette[hmm]'`.

    Parameters
    ----------
    n_components
        Hidden states; None: as many as there are symbols, at most 8; for values 4.
    emission
        'categorical': each number is a symbol, and their order means nothing; a symbol never
        seen in training is unlikely, not impossible. 'gaussian': numbers are values. 'auto':
        symbols if all are whole and at most 32 differ.
    smoothing
        Share of each distribution that is spread evenly: what was never seen keeps a chance.
    max_iter
        Rounds of expectation maximisation (Baum and Welch).
    n_init
        Starts, of which the likeliest end is kept.
    random_state
        An int, or None for another seed at each fit.

    Attributes
    ----------
    start_ : (s,) array
    transitions_ : (s, s) array
    symbols_ : (k,) array
        Known symbols, ascending; empty for values.
    emissions_ : (s, k + 1) array
        Chance of each symbol in each state, the last of any other; for values (s, 2): mean
        and variance in units of 2^-unit_.
    """

    copes_with_missing = False
    least_rows = 2

    def __init__(
        self,
        n_components: int | None = None,
        *,
        emission: str = "auto",
        smoothing: float = 1e-3,
        max_iter: int = 50,
        n_init: int = 1,
        random_state: int | np.random.RandomState | None = 0,
        contamination: float | str = "auto",
        scale: str | None = None,
    ) -> None:
        self.n_components = n_components
        self.emission = emission
        self.smoothing = smoothing
        self.max_iter = max_iter
        self.n_init = n_init
        self.random_state = random_state
        self.contamination = contamination
        self.scale = scale

    def _check_params(self) -> None:
        if self.n_components is not None:
            check_whole("n_components", self.n_components, 1)
            if self.n_components > MOST_ASKED:
                raise InvalidParameter(
                    f"n_components must be at most {MOST_ASKED:,}, got {self.n_components!r}"
                )
        check_one_of("emission", self.emission, EMISSIONS)
        check_number("smoothing", self.smoothing, 0, 0.5)
        check_whole("max_iter", self.max_iter, 1)
        check_whole("n_init", self.n_init, 1)
        if self.scale is not None:
            raise InvalidParameter(
                f"scale must be None for sequences, got {self.scale!r}: columns are steps of "
                "one quantity",
                hint="values are brought to one unit for all columns",
            )
        _hmmlearn()

    def _fit(self, X: Matrix) -> None:
        rng = np.random.default_rng(seed_of(self.random_state))
        most = max(2, min(MOST_SEQUENCES, MOST_STEPS // X.shape[1]))
        if len(X) > most:
            X = X[np.sort(rng.choice(len(X), most, replace=False))]
        self.unit_, self.symbols_ = 0, np.empty(0)
        if self._takes_symbols(X):
            self.symbols_ = np.unique(X)
            model = self._best(self._symbols(X), len(self.symbols_), rng)
            even = 1.0 / (len(self.symbols_) + 1)
            chances = np.column_stack([model.emissionprob_, np.zeros(model.n_components)])
            self.emissions_ = self._smoothed(chances, even)
        else:
            self.unit_ = common_exponent(X)
            values = in_unit(X, self.unit_)
            fence: Fence = fit_fence(values.reshape(-1, 1))
            # A far value would become a state, in which it is usual.
            values = fence.draw_in(values.reshape(-1, 1)).reshape(X.shape)
            model = self._best(values, 0, rng)
            variances = model.covars_.ravel()
            self.emissions_ = np.column_stack([model.means_.ravel(), variances])
        states, self.n_iter_ = model.n_components, int(model.monitor_.iter)
        self.start_: Vector = self._smoothed(model.startprob_, 1.0 / states)
        self.transitions_: Matrix = self._smoothed(model.transmat_, 1.0 / states)

    def _takes_symbols(self, X: Matrix) -> bool:
        if self.emission != "auto":
            return self.emission == "categorical"
        return bool((np.round(X) == X).all()) and len(np.unique(X)) <= MOST_SYMBOLS

    def _symbols(self, X: Matrix) -> npt.NDArray[np.int64]:
        """The place of each value among the known symbols; their number if not there."""
        places = np.searchsorted(self.symbols_, X)
        known = self.symbols_[np.minimum(places, len(self.symbols_) - 1)] == X
        return np.where(known, places, len(self.symbols_)).astype(np.int64)

    def _smoothed(self, chances: Matrix, even: float) -> Matrix:
        # A state that no sequence visits has no transitions of its own.
        total = chances.sum(axis=-1, keepdims=True)
        chances = np.where(total > 0, chances, even)
        return np.asarray((1 - self.smoothing) * chances + self.smoothing * even)

    # Learning

    def _best(self, X: npt.NDArray[Any], symbols: int, rng: np.random.Generator) -> Any:
        """The likeliest of the models learned from X (n, T) from several starts."""
        wanted = self.n_components or (min(symbols, MOST_STATES) if symbols else 4)
        # A state that loses all steps has no mean: then it is one too many.
        for states in range(wanted, 0, -1):
            fits = []
            for start in range(self.n_init):
                model = self._begun(X, symbols, states, rng, by_chance=start > 0)
                fits.append((_learned(model, X), -start, model))
            found = max((fit for fit in fits if np.isfinite(fit[0])), default=None)
            if found is not None:
                return found[2]
        raise ArithmeticError(f"{self!r} learned no model with finite likelihood")

    def _begun(
        self,
        X: npt.NDArray[Any],
        symbols: int,
        states: int,
        rng: np.random.Generator,
        by_chance: bool,
    ) -> Any:
        """A model before its first round; without chance, from what the data show."""
        learned = {"n_iter": self.max_iter, "init_params": "", "tol": GAIN * X.size}
        chain = "st" if X.shape[1] > 1 else "s"  # one step moves nowhere
        if symbols:
            model = _hmmlearn().CategoricalHMM(states, params=chain + "e", **learned)
            emissions = rng.dirichlet(np.ones(symbols), states)
            if not by_chance:
                emissions = 0.1 * emissions + 0.9 * np.eye(states, symbols)
                emissions[symbols:] = rng.dirichlet(
                    np.ones(symbols), max(states - symbols, 0)
                )
                emissions /= emissions.sum(axis=1, keepdims=True)
            model.emissionprob_, model.n_features = emissions, symbols
        else:
            variance = float(X.var()) or 1.0
            model = _hmmlearn().GaussianHMM(
                states,
                covariance_type="diag",
                params=chain + "mc",
                min_covar=LEAST_VARIANCE * variance,
                **learned,
            )
            levels = (np.arange(states) + 0.5) / states
            levels = rng.uniform(size=states) if by_chance else levels
            model.means_ = np.quantile(X, levels).reshape(-1, 1)
            model.covars_ = np.full((states, 1), variance)
        model.startprob_ = rng.dirichlet(np.full(states, 10.0))
        model.transmat_ = rng.dirichlet(np.full(states, 10.0), states)
        return model

    # Scoring

    def _unusualness(self, X: Matrix) -> Vector:
        total = np.zeros(len(X))
        for column in self._parts(X).T:
            total += column
        return total

    def _parts(self, X: Matrix) -> Matrix:
        steps = step_log_likelihoods(
            self._log_emissions(X), np.log(self.start_), np.log(self.transitions_)
        )
        return np.asarray(-steps / X.shape[1])

    def _log_emissions(self, X: Matrix) -> npt.NDArray[np.float64]:
        """(T, n, s) logarithms of the chance or density of each step in each state."""
        if len(self.symbols_):
            return np.asarray(np.log(self.emissions_).T[self._symbols(X).T])
        means, variances = self.emissions_.T
        away = in_unit(X, self.unit_).T[:, :, None] - means
        # The density is that in the units of X.
        constant = np.log(2 * np.pi * variances) / 2 - self.unit_ * np.log(2)
        return np.asarray(-(away * away) / (2 * variances) - constant)


def _learned(model: Any, X: npt.NDArray[Any]) -> float:
    """Let a model learn sequences (n, T); the log-likelihood it reaches, NaN if it broke."""
    flat, lengths = X.reshape(-1, 1), [X.shape[1]] * len(X)
    with _quiet():
        model.fit(flat, lengths)
        # A state in which sequences only end has no transitions, one that no step is in
        # no symbols either: neither is looked at.
        tables = [model.transmat_, getattr(model, "emissionprob_", model.transmat_)]
        for table in tables:
            table[table.sum(axis=1) == 0] = 1.0 / table.shape[1]
        if not np.isfinite([t.sum() for t in (model.startprob_, *tables)]).all():
            return float("nan")
        return float(model.score(flat, lengths))


def step_log_likelihoods(
    emissions: npt.NDArray[np.float64], start: Vector, transitions: Matrix
) -> Matrix:
    """log c_t (n, T) of sequences, from the logarithms of b (T, n, s), p (s,), A (s, s)."""
    steps = np.empty((emissions.shape[1], len(emissions)))
    forward = start + emissions[0]
    for t, emission in enumerate(emissions):
        if t > 0:
            coming = [log_sum(forward + to_state) for to_state in transitions.T]
            forward = np.stack(coming, axis=1) + emission
        steps[:, t] = log_sum(forward)
        forward = forward - steps[:, t, None]
    return steps


def windows(x: npt.ArrayLike, length: int, step: int = 1) -> Matrix:
    """All runs of `length` steps of one long sequence, as rows, a new one every `step`.

    Examples
    --------
    >>> windows([1, 2, 3, 4, 5], 3, step=2)
    array([[1., 2., 3.],
           [3., 4., 5.]])
    """
    series = np.asarray(x, dtype=np.float64)
    check_whole("length", length, 1)
    check_whole("step", step, 1)
    if series.ndim != 1 or len(series) < length:
        raise InvalidInput(
            f"x must be one sequence of at least {length} steps, got shape {series.shape}"
        )
    runs = np.lib.stride_tricks.sliding_window_view(series, length)
    return np.ascontiguousarray(runs[::step])


def _hmmlearn() -> Any:
    try:
        from hmmlearn import hmm
    except ImportError as error:
        raise MissingExtra(
            "HiddenMarkov needs hmmlearn, which is not installed",
            hint="pip install 'vedette[hmm]'",
        ) from error
    return hmm


@contextmanager
def _quiet() -> Iterator[None]:
    """Without hmmlearn's remarks on the way: the best of several ends is taken."""
    logger = logging.getLogger("hmmlearn")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with np.errstate(divide="ignore", invalid="ignore", under="ignore"):
            yield
    finally:
        logger.setLevel(level)
