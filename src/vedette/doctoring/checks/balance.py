"""Whether labelled anomalies are rare, and enough to measure anything by."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.diagnosis import Assumption
from vedette.core.wording import count, percent

# With fewer, a measured recall is uncertain by more than a fifth; more are not rare.
FEWEST, LARGEST = 20, 0.2


def balance(odd: npt.NDArray[np.bool_]) -> Assumption:
    """How many of the rows are labelled as anomalies."""
    anomalies, n = int(odd.sum()), len(odd)
    share = anomalies / n if n else 0.0
    said = f"{count(anomalies, 'anomaly')} in {count(n, 'row')} ({percent(share)})"
    if anomalies < FEWEST:
        text = f"{said}: a recall measured on them is uncertain"
        advice = (
            "measure by repeated folds, compare average precision, not accuracy: "
            "vedette evaluate"
        )
        return Assumption("balance", "fails", anomalies, FEWEST, text, advice)
    if share > LARGEST:
        text = f"{said}: these are no exceptions but a class"
        advice = "learn from the labels: vedette evaluate --detector boosting"
        return Assumption("balance", "fails", share, LARGEST, text, advice)
    return Assumption("balance", "holds", share, LARGEST, said)
