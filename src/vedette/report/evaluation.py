"""An evaluation as users hold it: its data, with its faces as methods."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from vedette.core import evaluation as core
from vedette.core.errors import InvalidParameter, unknown
from vedette.report.faces import Faces


@dataclass(frozen=True, repr=False)
class Evaluation(Faces, core.Evaluation):
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

    def drawn(self, form: str, **how: Any) -> str:
        from vedette.report import (
            evaluation_lines,
            evaluation_markdown,
            evaluation_page,
            evaluation_screen,
        )

        views = {
            "table": evaluation_screen.render,
            "jsonl": evaluation_lines.dump,
            "md": evaluation_markdown.dump,
            "html": evaluation_page.render,
        }
        return views[form](self, **how)

    def summary(self) -> str:
        """The outcome in one sentence."""
        from vedette.report.evaluation_phrases import headline

        return headline(self)


@dataclass(frozen=True, repr=False)
class Unlabelled(Faces, core.Unlabelled):
    """What is known of detectors on a table without labels."""

    frame: Any = field(default=None, compare=False)

    @classmethod
    def of(
        cls, looked: core.Unlabelled, *, states: str, version: str, frame: Any
    ) -> Unlabelled:
        """The same, with methods."""
        kept = {f.name: getattr(looked, f.name) for f in fields(core.Unlabelled)}
        return cls(**(kept | {"states": states, "version": version}), frame=frame)

    def drawn(self, form: str, **how: Any) -> str:
        from vedette.report import evaluation_lines, evaluation_screen

        views = {
            "table": evaluation_screen.render_unlabelled,
            "jsonl": evaluation_lines.dump_unlabelled,
        }
        if form not in views:
            raise InvalidParameter(
                f"what is known without labels is not written as {form}",
                hint="to_json(), or name the column of labels",
            )
        return views[form](self, **how)

    def summary(self) -> str:
        """How much was looked at."""
        return f"{self.rows:,} rows, {len(self.spreads)} detectors, no labels"
