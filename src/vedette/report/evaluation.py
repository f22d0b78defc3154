"""An evaluation as users hold it: its data, with its faces as methods."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from vedette.core import evaluation as core
from vedette.core.errors import unknown


@dataclass(frozen=True, repr=False)
class Evaluation(core.Evaluation):
    """Detectors measured on labelled rows: `assessed`, best first, and views of them."""

    frame: Any = field(default=None, compare=False)

    def __getitem__(self, detector: str) -> core.Assessed:
        """The figures of one detector, by its name."""
        for one in self.assessed:
            if one.detector == detector:
                return one
        raise unknown("detector", detector, [one.detector for one in self.assessed])

    def to_frame(self) -> Any:
        """One row for each detector, part and fold, as a dataframe of the kind measured on.

        Columns: detector, part, fold (0: all together), metric, value, low,
        high, deviation. For a file: pandas or polars if one can be imported, else a dict of
        NumPy arrays.
        """
        from vedette.report.evaluation_frame import to_frame

        return to_frame(self, self.frame)

    def to_json(self) -> str:
        """The evaluation as JSON Lines."""
        from vedette.report.evaluation_jsonl import dump

        return dump(self)

    def to_markdown(self) -> str:
        """The evaluation as Markdown."""
        from vedette.report.evaluation_markdown import dump

        return dump(self)

    def to_html(self) -> str:
        """The evaluation as one page with its curves."""
        from vedette.report.evaluation_page import page

        return page(self)

    def summary(self) -> str:
        """The outcome in one sentence."""
        from vedette.report.evaluation_phrases import headline

        return headline(self)

    def __str__(self) -> str:
        from vedette.report.evaluation_screen import render

        return render(self).rstrip("\n")

    def __repr__(self) -> str:
        return f"<Evaluation: {self.summary()}>"


@dataclass(frozen=True, repr=False)
class Unlabelled(core.Unlabelled):
    """What is known of detectors on a table without labels."""

    frame: Any = field(default=None, compare=False)

    @classmethod
    def of(
        cls, looked: core.Unlabelled, *, states: str, version: str, frame: Any
    ) -> Unlabelled:
        """The same, with methods."""
        kept = {f.name: getattr(looked, f.name) for f in fields(core.Unlabelled)}
        return cls(**(kept | {"states": states, "version": version}), frame=frame)

    def to_json(self) -> str:
        """What is known as JSON Lines."""
        from vedette.report.evaluation_jsonl import dump_unlabelled

        return dump_unlabelled(self)

    def __str__(self) -> str:
        from vedette.report.evaluation_screen import render_unlabelled

        return render_unlabelled(self).rstrip("\n")

    def __repr__(self) -> str:
        return f"<Unlabelled: {self.rows:,} rows, {len(self.spreads)} detectors>"
