"""Do one piece: let a detector learn, and score the rows of its test."""

from __future__ import annotations

import time
import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.comparing.piece import Outcome, Piece, Points
from vedette.core.arrays import Vector
from vedette.core.errors import VedetteError
from vedette.core.estimator import Estimator
from vedette.detectors.members import copied
from vedette.evaluating.protocol import measure, needs_labels
from vedette.evaluating.sample import Sample
from vedette.evaluating.splits import Split
from vedette.thresholds import rule_of


def work(piece: Piece, *parts: Any, detector: Estimator | None = None) -> Outcome:
    """The outcome of a piece; what a detector refuses is one too.

    parts
        `Points`, or a `Sample` and a `Split` of it.
    detector
        The unfitted detector, if it cannot be named.
    """
    started = time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = made_for(piece, detector)
            found = (
                _measured(piece, made, *parts)
                if len(parts) > 1
                else _scored(piece, made, *parts)
            )
    except VedetteError as error:
        found = Outcome(reason=error.message)
    except MemoryError:
        found = Outcome(reason="there is not enough memory for it", lasting=False)
    except Exception as error:
        # Its text may quote values, which may be redacted.
        found = Outcome(reason=f"it failed with {type(error).__name__}", lasting=False)
    return replace(found, seconds=time.process_time() - started)


def made_for(piece: Piece, detector: Estimator | None) -> Any:
    """The detector of a piece, which keeps to one thread."""
    from vedette.app.choosing import detectors_of

    if detector is None:
        (made,) = detectors_of(piece.detector, piece.seed)
    else:
        made = copied(detector)
        if "random_state" in made._param_names():
            made.set_params(random_state=piece.seed)
    if "n_jobs" in made._param_names():
        made.set_params(n_jobs=1)
    return made


def _measured(piece: Piece, detector: Any, sample: Sample, split: Split) -> Outcome:
    """By the protocol of an evaluation: the test part is scored once, its labels unseen."""
    train = split.train
    if piece.most is not None and not needs_labels(detector):
        usual = train[~sample.odd[train]]
        train = usual[_evenly(len(usual), piece.most)]
    found = measure(detector, sample, replace(split, train=train), rule_of("best-f1"))
    available = int(np.count_nonzero(~sample.odd[split.train]))
    return Outcome(found.test.scores, found.threshold, found.trained, available)


def _scored(piece: Piece, detector: Any, points: Points) -> Outcome:
    """Without labels: of all rows, or of those in another half."""
    if needs_labels(detector):
        return Outcome(reason="it learns from labels, and there are none")
    if points.kinds:
        detector.set_params(categories=list(points.kinds))
    most = min(
        (m for m in (piece.most, detector.learns_from) if m is not None), default=None
    )
    n = len(points.learn)
    if points.score is None and (most is None or n <= most):
        return Outcome(_double(detector.fit_unusualness(points.learn)), None, n, n)
    learn = points.learn if most is None else points.learn[_evenly(n, most)]
    detector.fit(learn)
    return Outcome(_double(detector.unusualness(points.scored)), None, len(learn), n)


def _evenly(rows: int, most: int) -> npt.NDArray[np.int64]:
    """At most so many of the rows, evenly taken."""
    return np.linspace(0, rows - 1, min(rows, most)).astype(np.int64)


def _double(scores: Any) -> Vector:
    return np.asarray(scores, dtype=np.float64)
