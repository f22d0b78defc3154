"""From scores to findings with a false share that holds.

`gap` decides which rows of a column stand apart, `columns` which columns are named, `tail`
how improbable each row is, `blocks` what counts once. `docs/calibration.md` has the promise
and the method.
"""

from vedette.calibrate.blocks import block_maxima, blocks, decorrelation_length
from vedette.calibrate.columns import choose_columns
from vedette.calibrate.gap import Gap, GapScan, TwoSided, scan_both, scan_gaps
from vedette.calibrate.tail import surprise, tail_probability

__all__ = [
    "Gap",
    "GapScan",
    "TwoSided",
    "block_maxima",
    "blocks",
    "choose_columns",
    "decorrelation_length",
    "scan_both",
    "scan_gaps",
    "surprise",
    "tail_probability",
]
