"""Rows as points, coloured by how odd they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector, as_matrix, column_names
from vedette.core.detector import Detector
from vedette.core.errors import InvalidInput, InvalidParameter, unknown
from vedette.core.missing import filled, places_of_missing
from vedette.core.scaling import fit_scaler
from vedette.plot import look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Flags = npt.NDArray[np.bool_]

# An axis goes REACH times the width of the middle 98 % beyond it; rows farther out stand at
# its edge.
EDGE, REACH = 0.01, 1.0
FARTHEST = 1e300  # matplotlib draws nothing beyond
FEW = 1_000  # up to so many points have an outline


def scores(
    X: Any,
    scores_or_detector: Any,
    *,
    columns: Sequence[str | int] | None = None,
    labels: Any = None,
    threshold: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw rows as points, darker where odder, with a colour bar; odd ones are ringed.

    Parameters
    ----------
    X
        Array or data frame (n, d) of numbers. Two columns are drawn as they are, and one
        against its score; of more, the two principal components of the scaled columns.
    scores_or_detector
        A fitted detector: its surprise is shown, and its `predict` says what is odd. Or (n,)
        numbers, higher is odder.
    columns
        One or two columns to draw, by name or number, instead.
    labels
        (n,) true (or 1) where a row is known to be wrong: those are drawn as diamonds.
    threshold
        Scores (of a detector: surprises) of this and above are odd.

    Raises
    ------
    InvalidInput
        If X, scores and labels do not belong together.
    MissingExtra
        If matplotlib is not installed.
    """
    rows = as_matrix(X, missing=True)
    judged = _judged(X, scores_or_detector, threshold)
    _check_length(judged.values, rows, "scores")
    known = _known(labels, rows)
    chosen = _chosen(columns, X, rows.shape[1])
    places, names = _places(rows, chosen, _names(X, rows.shape[1]), judged)
    there: Flags = np.asarray(~np.isnan(places).any(axis=1))
    places, held = _held(places, there)
    ax = look.axes(ax)
    _draw(ax, places, judged, known, there)
    _ring(ax, places[there & judged.odd], int(there.sum()))
    ax.set_xlabel(names[0])
    ax.set_ylabel(names[1])
    gaps = int((~there).sum())
    look.say(
        ax,
        judged.told(),
        "diamonds: known to be wrong" if known.any() else "",
        f"{look.count(held)} farther out, drawn at the edge" if held else "",
        f"{look.count(gaps)} with a missing value not shown" if gaps else "",
    )
    look.plain(ax)
    return ax


@dataclass(frozen=True)
class Judged:
    """Scores (n,), which are odd (n,), what they are, and whether there was a threshold."""

    values: Vector
    odd: Flags
    meaning: str
    rule: str | None

    def told(self) -> str:
        rows = look.count(len(self.values))
        if self.rule is None:
            return rows
        ringed = ", ringed" if self.odd.any() else ""
        found = f"{int(self.odd.sum()):,} of {rows} odd{ringed}"
        return f"{found} ({self.rule})" if self.rule else found


def _judged(X: Any, judge: Any, threshold: float | None) -> Judged:
    if isinstance(judge, Detector):
        values, meaning = judge.surprise(X), "surprise"
        if threshold is None:
            rule = "surprise 2 and above" if judge.contamination == "auto" else ""
            return Judged(values, judge.predict(X) == -1, meaning, rule)
    else:
        values, meaning = look.numbers(judge, "scores"), "score"
        if threshold is None:
            return Judged(values, np.zeros(len(values), dtype=bool), meaning, None)
    return Judged(
        values, values >= threshold, meaning, f"{meaning} {threshold:g} and above"
    )


def _check_length(values: npt.NDArray[Any], rows: Matrix, what: str) -> None:
    if len(values) != len(rows):
        raise InvalidInput(f"X has {len(rows)} rows, {what} has {len(values)}")


def _known(labels: Any, rows: Matrix) -> Flags:
    if labels is None:
        return np.zeros(len(rows), dtype=bool)
    known = np.asarray(labels)
    if known.ndim != 1 or not np.isin(known, (0, 1)).all():
        raise InvalidInput(
            "labels must be one 0 or 1 (or False or True) a row",
            hint="labels = y == 'wrong'",
        )
    _check_length(known, rows, "labels")
    return known.astype(bool)


# Where the points are


def _names(X: Any, d: int) -> list[str]:
    names = column_names(X)
    return list(names) if names is not None else [f"column {j}" for j in range(d)]


def _chosen(columns: Sequence[str | int] | None, X: Any, d: int) -> list[int] | None:
    """The numbers of the columns to draw; None: the principal components."""
    if columns is None:
        return list(range(d)) if d <= 2 else None
    wanted = [columns] if isinstance(columns, str) else list(columns)
    if not 1 <= len(wanted) <= 2:
        raise InvalidParameter(f"columns must be one or two, got {len(wanted)}")
    return [_number(column, column_names(X) or (), d) for column in wanted]


def _number(column: str | int, names: tuple[str, ...], d: int) -> int:
    if isinstance(column, str):
        if column not in names:
            error = unknown("column", column, names)
            raise InvalidParameter(error.message, hint=error.hint)
        return names.index(column)
    if not -d <= column < d:
        raise InvalidParameter(f"column {column} is not one of the {d} columns of X")
    return int(column) % d


def _places(
    rows: Matrix, chosen: list[int] | None, names: list[str], judged: Judged
) -> tuple[Matrix, list[str]]:
    """Where each row is drawn (n, 2), and what the two axes are."""
    if chosen is None:
        return _components(rows)
    if len(chosen) == 2:
        return rows[:, chosen], [names[j] for j in chosen]
    j = chosen[0]
    return np.column_stack([rows[:, j], judged.values]), [names[j], judged.meaning]


def _components(rows: Matrix) -> tuple[Matrix, list[str]]:
    """The first two principal components (n, 2) of the scaled columns."""
    scaled = fit_scaler(rows, "robust").scale(rows)
    scaled = filled(scaled, places_of_missing(scaled))
    gaps = scaled - scaled.mean(axis=0)
    variances, axes = np.linalg.eigh(gaps.T @ gaps / len(gaps))
    two = axes[:, ::-1][:, :2]
    two = two * np.sign(two[np.abs(two).argmax(axis=0), [0, 1]])  # one sign, always
    total = float(variances.sum())
    shares = variances[::-1][:2] / total if total > 0 else np.zeros(2)
    names = [f"component {i + 1} ({s:.0%} of the variance)" for i, s in enumerate(shares)]
    return gaps @ two, names


def _held(places: Matrix, there: Flags) -> tuple[Matrix, int]:
    """Places (n, 2) within reach of the others, and how many rows were brought there."""
    if not there.any():
        return places, 0
    low, high = _reach(places[there])
    held = np.clip(places, low, high)
    moved = there & (held != places).any(axis=1)
    return held, int(moved.sum())


def _reach(values: npt.NDArray[np.float64]) -> tuple[Any, Any]:
    """From where to where a picture goes, so that one wild row does not squeeze the rest."""
    values = np.clip(values, -FARTHEST, FARTHEST)
    low, high = values.min(axis=0), values.max(axis=0)
    left, right = np.quantile(values, [EDGE, 1 - EDGE], axis=0)
    reach = REACH * (right - left)
    # Of a column that is mostly one value, all is drawn.
    some = right > left
    return (
        np.where(some, np.maximum(low, left - reach), low),
        np.where(some, np.minimum(high, right + reach), high),
    )


# Drawing


def _draw(ax: Axes, places: Matrix, judged: Judged, known: Flags, there: Flags) -> None:
    values = judged.values
    low, high = (float(edge) for edge in _reach(values))
    order = np.argsort(values, kind="stable")  # the oddest on top
    order = order[there[order]]
    size = _size(len(order))
    for marker, area, some in (
        ("o", size, order[~known[order]]),
        ("D", 1.3 * size, order[known[order]]),
    ):
        if not some.size and marker == "D":
            continue
        points = ax.scatter(
            places[some, 0],
            places[some, 1],
            c=values[some],
            cmap=look.rising_colours(),
            vmin=low,
            vmax=high if high > low else low + 1.0,
            s=area,
            marker=marker,
            edgecolors=look.INK if marker == "D" else "#26323f66",
            linewidths=0.8 if marker == "D" else 0.5 * (len(order) <= FEW),
        )
    beyond = "max" if values.max() > high else "neither"
    bar = ax.figure.colorbar(points, ax=ax, pad=0.03, aspect=28, extend=beyond)
    bar.set_label(f"{judged.meaning} (higher is odder)", color=look.INK)
    bar.outline.set_visible(False)
    bar.ax.tick_params(color=look.FAINT, labelcolor=look.INK, length=3)


def _ring(ax: Axes, places: Matrix, n: int) -> None:
    if len(places):
        ax.scatter(
            places[:, 0],
            places[:, 1],
            s=3.5 * _size(n) + 25,
            facecolors="none",
            edgecolors=look.INK,
            linewidths=0.9,
            label="odd",
        )


def _size(n: int) -> float:
    """Area of a point, in square points: smaller where there are many."""
    return float(np.clip(5_000 / max(n, 1), 6, 36))
