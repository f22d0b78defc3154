"""Clusters with what can be done with them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Self

from vedette.core import clusters as core
from vedette.report.faces import Faces


@dataclass(frozen=True, eq=False, repr=False)
class Clusters(Faces, core.Clusters):
    """The clusters of a table (`vedette.core.clusters.Clusters`), with methods."""

    @classmethod
    def of(cls, found: core.Clusters) -> Self:
        """The same with methods."""
        return cls(**{f.name: getattr(found, f.name) for f in fields(found)})

    def summary(self) -> str:
        """What was found, in one line."""
        from vedette.core.wording import plain
        from vedette.report.clusters_phrases import headline

        return f"{plain(self.source.name)}: {headline(self)}"

    def to_frame(self) -> Any:
        """A row for each row of the table: its cluster, distance, sigmas, outlier.

        pandas for pandas, polars for polars, Arrow for Arrow; for a file pandas or polars if
        one can be imported, else a dict of NumPy arrays.
        """
        from vedette.report.clusters_rows import frame

        return frame(self)

    def drawn(self, form: str, **how: Any) -> str:
        from vedette.report import (
            clusters_lines,
            clusters_markdown,
            clusters_page,
            clusters_screen,
        )

        views = {
            "table": clusters_screen.render,
            "jsonl": clusters_lines.dump,
            "md": clusters_markdown.dump,
            "html": clusters_page.render,
        }
        return views[form](self, **how)
