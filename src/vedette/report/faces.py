"""The views that every outcome has, whatever it is of: text, page, lines, notebook."""

from __future__ import annotations

import os
from html import escape
from typing import Any


class Faces:
    """Methods of an outcome, for its own `summary` and `drawn`."""

    def summary(self) -> str:
        """The outcome in one line."""
        raise NotImplementedError

    def drawn(self, form: str, **how: Any) -> str:
        """The outcome as a 'table' for a screen, or as 'jsonl', 'md' or 'html'.

        how
            For a screen `columns` (its width) and `colour`; for a page the `command` that it
            names. What else there is depends on the outcome.
        """
        raise NotImplementedError

    def to_json(self) -> str:
        """All of it as JSON Lines: what `--json` prints."""
        return self.drawn("jsonl")

    def to_markdown(self) -> str:
        """All of it as Markdown: for an issue, a pull request, a wiki page."""
        return self.drawn("md")

    def to_html(self, path: str | os.PathLike[str] | None = None) -> str | None:
        """All of it as one page with its pictures: one file that needs no network.

        path
            Where to write it. None: the page is returned as text.
        """
        text = self.drawn("html")
        if path is None:
            return text
        from vedette.core.files import write_whole

        write_whole({path: text.encode()})
        return None

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"

    def __str__(self) -> str:
        return self.drawn("table").rstrip("\n")

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.summary()}>"
