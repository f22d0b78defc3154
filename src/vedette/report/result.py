"""The result as users hold it: the data of a scan, with its faces as methods."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass, fields
from typing import Any

from vedette.core import result as core
from vedette.core import wording
from vedette.core.errors import InvalidInput, InvalidParameter, UnknownName
from vedette.core.findings import Explanation
from vedette.report import phrases


@dataclass(frozen=True, repr=False)
class Result(core.Result):
    """What a scan found: `findings`, `groups`, `facts`, `roles`, and views of them."""

    @classmethod
    def of(cls, scanned: core.Result) -> Result:
        """The same result, with methods."""
        if isinstance(scanned, cls):
            return scanned
        return cls(**{f.name: getattr(scanned, f.name) for f in fields(scanned)})

    def row(self, named: int | str) -> int:
        """The 0-based number of a row given by its number or its id.

        A text is looked for among the ids first, and read as a number only if it is none;
        the other way round where ids are redacted and rows are called by their numbers.
        """
        if isinstance(named, str) and self._is_number(named):
            named = int(named)
        if isinstance(named, str):
            found = self.row_of_id(named)
            if found is not None:
                return found
            if not named.strip().isdecimal():
                raise self._no_such_id(named)
            named = int(named)
        if isinstance(named, bool) or not hasattr(named, "__index__"):
            raise InvalidParameter(
                f"a row is its number or its id, not {named!r}",
                hint="an id is given as text: explain('r00017')",
            )
        number = int(named)
        if self.row_numbers is not None:
            return self._of_the_kept(number)
        if not 0 <= number < self.rows:
            raise InvalidParameter(
                f"there is no row {number} in a table of {wording.count(self.rows, 'row')}",
                hint=f"rows are counted from 0; the last one is {self.rows - 1}",
            )
        return number

    def _is_number(self, named: str) -> bool:
        """Whether a text is the number of a row, where rows are not called by their ids."""
        ids = [name for name, role in self.roles.items() if role.kind == "id"]
        if not ids or ids[0] not in self.redacted or not named.strip().isdecimal():
            return False
        if self.row_numbers is not None:
            return int(named) in self.row_numbers
        return int(named) < self.rows

    def _of_the_kept(self, number: int) -> int:
        """The number, if a condition on the rows left that row in."""
        assert self.row_numbers is not None
        if number in self.row_numbers:
            return number
        raise InvalidParameter(
            f"row {number} is not among the {wording.count(self.rows, 'row')} that the "
            "condition left in",
            hint=f"they keep their numbers in the whole table, {self._numbers()}",
        )

    def _numbers(self) -> str:
        """The first and the last row's number: "0 to 9999"."""
        if self.row_numbers is None:
            return f"0 to {self.rows - 1}"
        return f"{self.row_numbers[0]} to {self.row_numbers[-1]}"

    def _no_such_id(self, named: str) -> UnknownName:
        ids = [name for name, role in self.roles.items() if role.kind == "id"]
        shown = wording.show(named)
        if not ids:
            return UnknownName(
                f"no row is called {shown!r}: the table has no id column",
                hint="give a row's number, counted from 0, or name the ids with a role: id",
            )
        near = difflib.get_close_matches(named, self._ids_of_findings(), n=1, cutoff=0.6)
        other = f"did you mean {near[0]!r}? " if near else ""
        return UnknownName(
            f"no row has {wording.join(ids, most=3)} {shown!r}",
            hint=f"{other}a row can also be named by its number, {self._numbers()}",
        )

    def _ids_of_findings(self) -> list[str]:
        return [str(f.id) for f in self.findings[:10_000] if f.id is not None]

    def explain(self, row: int | str) -> Explanation:
        """All that can be said of one row, given by its number (from 0) or its id."""
        number = self.row(row)
        if self.explainer is None:
            raise InvalidInput("this result was not kept with its table, so cannot explain")
        return self.explainer(number)

    def to_frame(self, what: str = "findings") -> Any:
        """The findings, labels that look wrong or odd segments, as a dataframe as scanned.

        Columns: row, id, surprise, capped, group, column, observed, expected, low, high,
        text; of what="labels": row, id, label, likely, probability, agree, compared, text; of
        what="segments": segment, rows, column, what, level, value, low, high, surprise, text.
        A pandas frame has the index of the rows it speaks of. For a file: pandas or
        polars if one is installed, else a dict of NumPy arrays.
        """
        from vedette.report.frame import to_frame

        return to_frame(self, what)

    def to_sarif(self, file: str | None = None) -> str:
        """The result as a SARIF 2.1.0 log, for code scanning.

        file
            The table's path, to point at it and at the lines of its rows.
        """
        from vedette.report.sarif import dump

        return dump(self, file)

    def to_github(self, file: str | None = None) -> str:
        """The result as annotations of GitHub Actions, one workflow command a line.

        file
            The table's path, to point at it and at the lines of its rows.
        """
        from vedette.report.github import dump

        return dump(self, file)

    def to_parquet(self) -> bytes:
        """The findings and facts as the bytes of a Parquet file, one row for each row."""
        from vedette.report.parquet import dump

        return dump(self)

    def to_html(self, path: str | os.PathLike[str] | None = None) -> str | None:
        """A page that says all of this, with pictures: one file that needs no network.

        path
            Where to write it. None: the page is returned as text.

        It holds at most 2 MB. If something is left out, all of the result is written beside
        it as JSON Lines: for `orders.html`, `orders.findings.jsonl`.
        """
        from vedette.report.page import render, write

        if path is None:
            return render(self).text
        write(self, path)
        return None

    def _repr_html_(self) -> str:
        from vedette.report.html import dump

        return dump(self)

    def summary(self) -> str:
        """The headline, the false share, and how many facts there are, in one line."""
        share = phrases.false_share(self)
        said = "; ".join(part for part in (phrases.headline(self), share) if part)
        return said + (f"; {wording.count(len(self.facts), 'fact')}" if self.facts else "")

    def __repr__(self) -> str:
        rows = wording.count(self.rows, "row")
        return f"<Result {wording.plain(self.source.name)}: {rows}; {self.summary()}>"

    def __str__(self) -> str:
        from vedette.report.terminal import Screen, render

        return render(self, Screen()).rstrip("\n")
