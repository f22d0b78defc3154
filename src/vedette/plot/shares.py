"""How many rows have which score, and where they begin to be odd."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.detector import Detector
from vedette.core.errors import InvalidParameter
from vedette.plot import look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_MARKS = 500  # marks of odd rows below the bars
# The axis goes at most so many times as far as the threshold (without one: as the quartiles)
# from the median, if scores go half as far again; what is beyond is told in words.
REACH, REACH_OF_QUARTILES = 4.0, 12.0
# Of the axis: of surprises closer than this only the first is written, which is the longer.
NEAR, NEAR_NAMED = 0.06, 0.1


def histogram(
    scores_or_detector: Any,
    X: Any = None,
    *,
    threshold: float | None = None,
    bins: int | str = "auto",
    ax: Axes | None = None,
) -> Axes:
    """Draw how many rows have which score, and the threshold beyond which they are odd.

    Each odd row has a mark below the bars, however few they are among many.

    Parameters
    ----------
    scores_or_detector
        A fitted detector: its `unusualness` is shown, and above it what that is in surprise.
        Or (n,) numbers, higher is odder.
    X
        Rows for the detector; None: those that it was fitted on.
    threshold
        Scores above this are odd. None: a detector's own; of numbers, none is marked.
    bins
        Their number, or a rule of `numpy.histogram_bin_edges`.

    Raises
    ------
    InvalidInput
        If the scores are no numbers.
    NotFitted
        If the detector is not fitted.
    MissingExtra
        If matplotlib is not installed.
    """
    values, limit, name = _asked(scores_or_detector, X, threshold)
    edges = _edges(values, limit, bins)
    ax = look.axes(ax)
    _bars(ax, values, edges, limit)
    ax.set_xlabel(f"{name} (higher is odder)")
    ax.set_ylabel("rows")
    odd = values[values > limit] if limit is not None else values[:0]
    if limit is not None:
        _mark(ax, odd, edges, limit)
    rows = look.count(len(values))
    look.say(ax, rows if limit is None else f"{len(odd):,} of {rows} odd")
    look.plain(ax)
    if limit is not None:
        ax.tick_params(axis="x", pad=8)  # room for the marks
    if isinstance(scores_or_detector, Detector):
        _add_surprise(ax, scores_or_detector.training_)
    return ax


def _asked(judge: Any, X: Any, threshold: float | None) -> tuple[Vector, float | None, str]:
    """Scores (n,), the threshold, and what they are."""
    if isinstance(judge, Detector):
        judge._check_fitted()
        values = judge.training_ if X is None else judge.unusualness(X)
        limit = -judge.offset_ if threshold is None else float(threshold)
        return values, limit, f"score of {type(judge).__name__}"
    if X is not None:
        raise InvalidParameter(
            "X is for a detector to score, and these are scores already",
            hint="histogram(detector, X), or histogram(scores)",
        )
    values = look.numbers(judge, "scores")
    return values, None if threshold is None else float(threshold), "score"


def _edges(values: Vector, limit: float | None, bins: int | str) -> Vector:
    """Edges of the bars; one is the threshold, so that a bar is odd as a whole or not."""
    low, high = float(values.min()), float(values.max())
    quartiles = np.quantile(values, [0.25, 0.5, 0.75])
    reach = REACH_OF_QUARTILES * float(quartiles[2] - quartiles[0])
    if limit is not None and limit > quartiles[1]:
        reach = max(reach, REACH * (limit - float(quartiles[1])))
    if reach > 0 and high > quartiles[1] + 1.5 * reach:
        high = float(quartiles[1]) + reach
    if high <= low:
        low, high = low - 0.5, low + 0.5
    held = np.clip(values, low, high)
    edges = np.histogram_bin_edges(held, bins, range=(low, high))
    if len(edges) > 200:
        edges = np.linspace(low, high, 200)
    if limit is None or not low < limit < high:
        return edges
    width = float(edges[1] - edges[0])
    below = limit - width * np.arange(int(np.ceil((limit - low) / width)), 0, -1)
    above = limit + width * np.arange(int(np.ceil((high - limit) / width)) + 1)
    return np.concatenate([below, above])


def _bars(ax: Axes, values: Vector, edges: Vector, limit: float | None) -> None:
    # A score at the threshold is not odd: it belongs to the bar below.
    held = np.clip(values, edges[0], edges[-1])
    at = np.clip(np.searchsorted(edges, held, side="left") - 1, 0, len(edges) - 2)
    counts = np.bincount(at, minlength=len(edges) - 1)
    odd = edges[:-1] >= (np.inf if limit is None else limit)
    for some, colour in ((~odd, look.USUAL), (odd, look.ODD)):
        ax.bar(
            edges[:-1][some],
            counts[some],
            np.diff(edges)[some],
            align="edge",
            color=colour,
            edgecolor="white",
            linewidth=0.4,
        )
    top = float(counts.max()) * 1.15
    ax.set_ylim(0, top)
    beyond = int((values > edges[-1]).sum())
    if beyond:
        ax.annotate(
            f"{look.count(beyond)} farther out,\nup to {values.max():.3g}",
            (edges[-1], min(counts[-1], 0.6 * top)),
            xytext=(0, 4) if counts[-1] <= 0.6 * top else (-24, 0),
            textcoords="offset points",
            ha="right",
            color=look.ODD,
            fontsize="small",
        )


def _mark(ax: Axes, odd: Vector, edges: Vector, limit: float) -> None:
    """The threshold as a line with its value, and a mark for each odd row."""
    ax.axvline(limit, color=look.INK, linewidth=1.1)
    left, right = ax.get_xlim()
    before = limit > left + 0.6 * (right - left)
    ax.annotate(
        f"odd above {limit:.4g}",
        (limit, 0.97),
        xytext=(-6 if before else 6, 0),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="right" if before else "left",
        va="top",
        color=look.INK,
    )
    marks = np.minimum(np.sort(odd)[-MOST_MARKS:], edges[-1])
    ax.plot(
        marks,
        np.full(len(marks), -0.018),
        "|",
        color=look.ODD,
        transform=ax.get_xaxis_transform(),
        markersize=6,
        clip_on=False,
        label="odd rows",
    )


def _add_surprise(ax: Axes, training: Vector) -> None:
    """Ticks above: which score has which surprise among the training rows."""
    n = len(training)
    left, right = ax.get_xlim()
    places: list[float] = []
    names: list[str] = []
    for level in range(1, 7):
        count = int(10.0**-level * (n + 1) * (1 + 1e-12))
        if count == 0:
            break
        place = float(training[n - count])
        room = (NEAR if len(places) > 1 else NEAR_NAMED) * (right - left)
        if left <= place <= right and (not places or place - places[-1] > room):
            names.append(str(level) if places else f"surprise {level}")
            places.append(place)
    if not places:
        return
    above = ax.secondary_xaxis("top")
    above.set_xticks(places, names)
    above.tick_params(color=look.FAINT, labelcolor=look.FAINT, labelsize="small", length=3)
    above.spines["top"].set_visible(False)
