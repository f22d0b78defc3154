"""A diagnosis as users hold it: its data, with its faces as methods."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from vedette.core import diagnosis as core
from vedette.report.faces import Faces


@dataclass(frozen=True, repr=False)
class Diagnosis(Faces, core.Diagnosis):
    """What a scan of a table would catch, and which assumptions hold in it."""

    @classmethod
    def of(cls, found: core.Diagnosis) -> Diagnosis:
        """The same diagnosis, with methods."""
        return cls(**{f.name: getattr(found, f.name) for f in fields(core.Diagnosis)})

    def drawn(self, form: str, **how: Any) -> str:
        from vedette.report import doctor_lines, doctor_page, doctor_screen

        views = {
            "table": doctor_screen.render,
            "jsonl": doctor_lines.dump,
            "md": doctor_screen.markdown,
            "html": doctor_page.render,
        }
        return views[form](self, **how)

    def summary(self) -> str:
        """What would be caught, in one line."""
        from vedette.report.doctor_phrases import headline

        return headline(self)
