"""Figures of the prototype on the same series worlds, to be beaten.

11 worlds in the order of SERIES_WORLDS; 10 tables each at n = 1,000, 5 at n = 10,000, all
planted sizes 8 innovation standard deviations, false share asked for .1.
"""

from __future__ import annotations

FALSE = "false share"
MEASURES = (
    FALSE, "spikes", "swapped", "run, any row", "run, rows", "level shift, first row",
)  # fmt: skip

PROTOTYPE: dict[int, dict[str, tuple[float, ...]]] = {
    1000: {
        FALSE: (.07, .01, .06, .02, .03, .10, .07, .01, .00, .09, .00),
        "spikes": (.82, .75, .62, .80, .72, .45, .75, .40, .48, .62, .25),
        "swapped": (.93, .95, .72, .80, .90, .53, .82, .46, .16, .83, .00),
        "run, any row": (.80, .50, .20, .40, .70, .10, .40, .10, .30, .60, .00),
        "run, rows": (.79, .23, .03, .03, .33, .01, .03, .10, .12, .52, .00),
        "level shift, first row": (.80, .70, .60, .80, .70, .20, .50, .40, .10, .60, .00),
    },
    10_000: {
        FALSE: (.12, .02, .08, .07, .08, .09, .06, .19, .03, .04, .00),
        "spikes": (.77, .77, .80, .93, .80, .70, .83, .63, .63, .77, .17),
        "swapped": (1.0, .96, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, .71, 1.0, .00),
        "run, any row": (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, .40, .80, 1.0, .00),
        "run, rows": (1.0, .80, 1.0, .82, 1.0, .98, 1.0, .03, .68, 1.0, .00),
        "level shift, first row": (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, .80, 1.0, 1.0, .00),
    },
}  # fmt: skip
