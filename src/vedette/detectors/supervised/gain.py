"""Whether labels help: where labelled anomalies stand with them and without.

    place(x) = share of the other rows that x is odder than

The mean place is the area under the ROC curve; the standard error of its change is that of a
mean over the labelled anomalies, paired.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector

ENOUGH = 5  # labelled anomalies, to say whether labels help


@dataclass(frozen=True)
class Gain:
    """What labels did to the ranking of labelled anomalies, each left out as it was ranked.

    labelled
        Labelled anomalies.
    before, after
        The share of the other rows that a labelled anomaly is odder than, on average, by the
        prior alone and by the joined score (the area under the ROC curve).
    error
        Standard error of the difference, over the labelled anomalies.
    """

    labelled: int
    before: float
    after: float
    error: float

    @property
    def worse(self) -> bool:
        """Whether labels make it worse by more than chance: then the prior alone is used."""
        return self.labelled >= ENOUGH and self.after - self.before < -2 * self.error

    @property
    def text(self) -> str:
        """What there is to say of it, in a sentence."""
        said = (
            f"a labelled anomaly is odder than {self.before:.1%} of the other rows without "
            f"the labels, than {self.after:.1%} with those of the others"
        )
        if self.labelled < ENOUGH:
            return f"{said}: too few labels to tell which is better"
        if self.worse:
            return f"{said}: labels make it worse, they are not used"
        if self.after - self.before > 2 * self.error:
            return f"{said}: labels help"
        return f"{said}: no difference beyond chance"


def gain_of(before: Vector, after: Vector, odd: npt.NDArray[np.bool_]) -> Gain:
    """What labels did to the place of the labelled anomalies; scores (n,), higher is odder."""
    places = [places_among(scores[odd], scores[~odd]) for scores in (before, after)]
    change = places[1] - places[0]
    error = change.std(ddof=1) / np.sqrt(len(change)) if len(change) > 1 else np.inf
    return Gain(len(change), float(places[0].mean()), float(places[1].mean()), float(error))


def places_among(scores: Vector, others: Vector) -> Vector:
    """The share of `others` that each score (k,) exceeds; an equal one is half exceeded."""
    ordered = np.sort(others)
    below, upto = (np.searchsorted(ordered, scores, side) for side in ("left", "right"))
    return np.asarray((below + upto) / (2 * len(ordered)))
