"""A profile as users hold it: its data, with its faces as methods."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from vedette.core import profile as core
from vedette.report.faces import Faces


@dataclass(frozen=True, repr=False)
class Profile(Faces, core.Profile):
    """What there is to know of a table: `columns`, `absence`, `facts`, and views of them."""

    frame: Any = field(default=None, compare=False)

    @classmethod
    def of(
        cls, found: core.Profile, *, version: str, seconds: float, frame: Any
    ) -> Profile:
        """The same profile, with methods."""
        kept = {f.name: getattr(found, f.name) for f in fields(core.Profile)}
        return cls(**(kept | {"version": version, "seconds": seconds}), frame=frame)

    def to_frame(self) -> Any:
        """One row for each column, as a dataframe of the kind that was profiled.

        For a file: pandas or polars if one can be imported, else a dict of NumPy arrays.
        """
        from vedette.report.profile_frame import to_frame

        return to_frame(self, self.frame)

    def drawn(self, form: str, **how: Any) -> str:
        from vedette.report import (
            profile_lines,
            profile_markdown,
            profile_page,
            profile_screen,
        )

        views = {
            "table": profile_screen.render,
            "jsonl": profile_lines.dump,
            "md": profile_markdown.dump,
            "html": profile_page.render,
        }
        return views[form](self, **how)

    def summary(self) -> str:
        """What there is to know first, in one sentence."""
        from vedette.report.profile_phrases import headline

        return headline(self)

    def _repr_html_(self) -> str:
        from vedette.report.profile_html import dump

        return dump(self)
