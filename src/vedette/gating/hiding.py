"""Checks of columns whose values must not be shown: the same verdicts, without values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from vedette.core import wording
from vedette.core.gate import Check

OF_TIME = {
    "fresh": ("the newest row is later than those fitted", "the newest row is not fresh"),
    "gap": ("no more is missing than when fitted", "more is missing than when fitted"),
    "stretch": ("no long stretch is without rows", "a long stretch is without rows"),
}


def hide(check: Check, columns: Collection[str], times: Collection[str]) -> Check:
    """The check without any value of its column, if that is one of those to hide.

    times
        The columns that say when rows happened.
    """
    judged = check.verdict != "not checked"
    if judged and check.check in OF_TIME and set(times) & set(columns):
        good, bad = OF_TIME[check.check]
        bare = replace(check, observed=None, expected=None, low=None, high=None)
        return replace(bare, text=bad if check.verdict in ("fail", "warn") else good)
    if check.column not in columns or check.check not in ("new", "range", "shift"):
        return check
    name = wording.show(check.column)
    if check.check == "shift":
        said = "has shifted" if check.verdict == "fail" else "is spread as when fitted"
        bare = replace(check, observed=None, expected=None, low=None, high=None)
        return replace(bare, text=f"{name} {said}; its values are redacted")
    what = "has new kinds" if check.check == "new" else "is far outside the fitted range"
    share = wording.percent(float(check.observed or 0))
    return replace(check, text=f"{name} {what} in {share} of the rows")
