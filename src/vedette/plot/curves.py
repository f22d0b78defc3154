"""How well scores tell odd rows from usual ones: curves, thresholds, classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from vedette.core.errors import InvalidParameter
from vedette.core.pictures import Lines
from vedette.core.wording import percent
from vedette.metrics import precision_recall_curve, roc_curve
from vedette.metrics.pictures import (
    classes_picture,
    precision_recall_picture,
    recall_picture,
    roc_picture,
    threshold_picture,
)
from vedette.plot import look
from vedette.plot.lines import draw, mark

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def roc(odd: Any, scores: Any, *, ax: Axes | None = None) -> Axes:
    """Draw the share of the odd rows that is found against the false alarms it costs.

    Parameters
    ----------
    odd
        (n,) true (or 1) where a row is known to be odd.
    scores
        (n,), higher is odder; or several by name, for a line each.

    Raises
    ------
    TooLittleData
        If all rows are odd, or none is.
    InvalidInput
        If odd and scores do not belong together.
    MissingExtra
        If matplotlib is not installed.
    """
    curves = {name: roc_curve(odd, values) for name, values in _by_name(scores).items()}
    return _drawn(roc_picture(curves), _told(odd), "AUROC", ax)


def precision_recall(odd: Any, scores: Any, *, ax: Axes | None = None) -> Axes:
    """Draw precision against recall, in steps whose area is the average precision.

    Arguments and errors as of `roc`; the dotted line is the precision of random scores.
    """
    curves = {
        name: precision_recall_curve(odd, values)
        for name, values in _by_name(scores).items()
    }
    return _drawn(precision_recall_picture(curves), _told(odd), "AP", ax)


def thresholds(
    odd: Any, scores: Any, threshold: float | None = None, *, ax: Axes | None = None
) -> Axes:
    """Draw precision, recall and F1 of the rows at or above each threshold.

    Parameters
    ----------
    odd, scores
        (n,) as of `roc`, of one detector.
    threshold
        The one that was chosen, to be marked.
    """
    picture = threshold_picture(odd, scores, threshold)
    return _drawn(picture, _told(odd), "", ax)


def classes(
    odd: Any, scores: Any, threshold: float | None = None, *, ax: Axes | None = None
) -> Axes:
    """Draw how the scores of usual and of odd rows lie, each as shares of its own rows.

    Odd rows are drawn downward, so that the few are seen beside the many. Scores beyond the
    axis are in its last bars. Arguments and errors as of `thresholds`.
    """
    picture = classes_picture(odd, scores, threshold)
    ax = look.axes(ax)
    edges = np.linspace(picture.axis.low, picture.axis.high, len(picture.usual) + 1)
    for counts, sign, colour, noun in (
        (picture.usual, 1, look.USUAL, "usual row"),
        (picture.odd, -1, look.ODD, "odd row"),
    ):
        total = sum(counts)
        ax.bar(
            edges[:-1],
            [sign * count / max(total, 1) for count in counts],
            np.diff(edges),
            align="edge",
            color=colour,
            edgecolor="white",
            linewidth=0.4,
        )
        ax.annotate(
            look.count(total, noun),
            (0.0, 1.0 if sign > 0 else 0.0),
            xytext=(6, -4 * sign),
            xycoords="axes fraction",
            textcoords="offset points",
            va="top" if sign > 0 else "bottom",
            color=look.INK,
            fontsize="small",
        )
    ax.axhline(0, color=look.FAINT, linewidth=0.8)
    ax.set_xlim(picture.axis.low, picture.axis.high)
    ax.margins(y=0.12)
    ax.yaxis.set_major_formatter(lambda value, _: percent(round(abs(value), 6)))
    ax.set_xlabel(picture.x)
    ax.set_ylabel("share of the class")
    mark(ax, picture.mark)
    look.say(ax, _told(odd))
    look.plain(ax)
    return ax


def recall_curves(
    sizes: Sequence[float],
    recalls: Mapping[str, Sequence[float | None]],
    *,
    x: str = "size",
    log: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw which share of what was planted is found, against its size: a line for each kind.

    Parameters
    ----------
    sizes
        (k,) rising, in the units that `x` names.
    recalls
        By kind (k,) shares; None where nothing was planted.
    log
        Whether equal steps are equal ratios of sizes.
    """
    if not len(sizes) or any(len(along) != len(sizes) for along in recalls.values()):
        raise InvalidParameter(
            f"there must be one recall for each of {len(sizes)} sizes, of each kind"
        )
    picture = recall_picture(sizes, recalls, x=x, log=log)
    return _drawn(picture, "Recall of what was planted", "", ax)


def _by_name(scores: Any) -> dict[str, Any]:
    if isinstance(scores, Mapping):
        if not scores:
            raise InvalidParameter("scores names no detector")
        return {str(name): values for name, values in scores.items()}
    return {"": scores}


def _drawn(picture: Lines, told: str, measure: str, ax: Axes | None) -> Axes:
    ax = look.axes(ax)
    draw(ax, picture)
    loud = [line for line in picture.lines if not line.quiet]
    one = measure and len(loud) == 1 and not loud[0].name
    note = (
        f"{measure} {loud[0].note}"
        if one
        else f"beside the names: {measure}" * bool(measure)
    )
    look.say(ax, told, note)
    return ax


def _told(odd: Any) -> str:
    rows = np.asarray(odd)
    return f"{int(np.count_nonzero(rows)):,} odd of {look.count(rows.size)}"
