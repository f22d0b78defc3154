"""A comparison of detectors as users hold it: the data, with its faces as methods."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from vedette.core import comparison as core
from vedette.core.comparison import Contender, Estimate
from vedette.report import comparison_phrases
from vedette.report.faces import Faces


@dataclass(frozen=True, repr=False)
class Comparison(Faces, core.Comparison):
    """Detectors compared on one table: `contenders`, `agreements`, `notes`, and views."""

    @classmethod
    def of(cls, compared: core.Comparison, *, version: str) -> Comparison:
        """The same comparison, with methods."""
        told = {f.name: getattr(compared, f.name) for f in fields(core.Comparison)}
        return cls(**told | {"version": version})

    def summary(self) -> str:
        """Which detector is first, in one line."""
        return comparison_phrases.headline(self)

    def to_frame(self) -> Any:
        """A row for each detector, in pandas or polars, whichever is installed; else a dict
        of NumPy arrays.

        Intervals are in columns that end in `_low` and `_high`.
        """
        from vedette.report.frame import frame_of

        return frame_of([row(c) for c in self.contenders])

    def drawn(self, form: str, **how: Any) -> str:
        from vedette.report import comparison_lines, comparison_page, comparison_screen

        views = {
            "table": comparison_screen.render,
            "jsonl": comparison_lines.dump,
            "md": comparison_screen.markdown,
            "html": comparison_page.render,
        }
        return views[form](self, **how)


def row(one: Contender) -> dict[str, Any]:
    """A detector as one row of a data frame."""
    found: dict[str, Any] = {"rank": one.rank, "detector": one.detector}
    found |= {"family": one.family, "tied": one.tied}
    for name in ("ap", "auroc", "f1", "behind", "ahead_of_default"):
        found |= spread(name, getattr(one, name))
    for name in ("agreement", "overlap", "stable_seeds", "stable_halves"):
        found[name] = getattr(one, name)
    found |= {"learns_labels": one.learns_labels, "learned_from": one.learned_from}
    return found | {"seconds": one.seconds, "reason": one.reason}


def spread(name: str, estimate: Estimate | None) -> dict[str, float | None]:
    """An estimate as three columns."""
    if estimate is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    return {
        name: estimate.value,
        f"{name}_low": estimate.low,
        f"{name}_high": estimate.high,
    }
