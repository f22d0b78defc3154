"""From scores to findings with a false share that holds.

`gap` decides which rows of a column stand apart, `columns` which columns are named, `tail`
how improbable each row is, `blocks` what counts once. `docs/calibration.md` has the promise
and the method.
"""

from vedette.calibrate.blocks import block_maxima, blocks, decorrelation_length
from vedette.calibrate.columns import choose_columns
from vedette.calibrate.gap import (
    Gap,
    GapScan,
    TwoSided,
    scan_both,
    scan_gaps,
    scan_top,
    turned,
)
from vedette.calibrate.order import Top, known, most_outliers, tops
from vedette.calibrate.tail import surprise, tail_probability

__all__ = [
    "Gap",
    "GapScan",
    "Top",
    "TwoSided",
    "block_maxima",
    "blocks",
    "choose_columns",
    "decorrelation_length",
    "known",
    "most_outliers",
    "scan_both",
    "scan_gaps",
    "scan_top",
    "surprise",
    "tail_probability",
    "tops",
    "turned",
]
