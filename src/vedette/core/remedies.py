"""Which detector does not take for granted what fails in a table, and why.

By measurement on made tables of each kind (`benchmarks/advice.py`); the doctor and the profile
say the same.
"""

from __future__ import annotations

from collections.abc import Collection

# By failing assumption, the detector that does not need it, and why; the first of a table
# decides. What distances cannot be repaired for comes before what a scale would repair.
INSTEAD = {
    "drift": (
        "",
        "it compares each row with what its time and the row before lead to expect",
    ),
    "rows": (
        "gaussian-covariance",
        "of few rows a mean and correlations can be learned, neighbourhoods not",
    ),
    "dimension": (
        "robust-zscore",
        "it judges one column at a time, and the number of columns does not matter",
    ),
    "close": (
        "robust-zscore",
        "it needs no distances: one wild cell is not lost among the other columns",
    ),
    "noise": (
        "robust-zscore",
        "columns that tell nothing of each other are best judged one at a time",
    ),
    "duplicates": (
        "gaussian-covariance",
        "a row far from the mean is far however many copies vouch for it",
    ),
    "density": ("inne", "it compares a row with its own neighbourhood, dense or sparse"),
    "groups": ("gmm", "it learns the place, size and shape of each group"),
    "tails": (
        "gaussian-covariance",
        "what breaks correlations counts there as much as what is far out",
    ),
    "metric": (
        "gaussian-covariance",
        "it gives the same scores whatever units columns are in",
    ),
}

# Where several fail together, what suits both: heavy tails are uneven density too.
TOGETHER = {
    ("density", "tails"): (
        "gmm",
        "it learns dense and sparse places, and how columns go together in each",
    ),
}


def remedies(failing: Collection[str]) -> dict[str, tuple[str, str]]:
    """By failing assumption, the detector and why; the first decides."""
    found = {check: one for check, one in INSTEAD.items() if check in failing}
    for checks, one in TOGETHER.items():
        if all(check in found for check in checks):
            found |= dict.fromkeys(checks, one)
    return found


def take(check: str) -> str:
    """What to take instead, in words: "take --detector gmm"."""
    detector, _ = INSTEAD[check]
    return f"take --detector {detector}" if detector else "take vedette scan as it is"
