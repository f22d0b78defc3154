"""The verdicts on the rows of one table: what stands, what is lost, and how to add to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidParameter, unknown
from vedette.core.table import Roles, Table
from vedette.core.verdicts import SAID, Broken, Lost, Said, Verdict
from vedette.core.wording import count
from vedette.labelling import notebook
from vedette.labelling.naming import Names

LONGEST_NOTE = 2_000
REAL, EXPECTED, UNKNOWN = 1, 0, -1


def now() -> str:
    """The moment in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Verdicts:
    """What people say of the rows of one table, kept in a text file.

    Rows are given by their number (from 0) or, as text, by their id. What is added is in the
    file when the call returns.

    Attributes
    ----------
    file : pathlib.Path
        Where the verdicts stand, a line each.
    broken : tuple of Broken
        Lines that cannot be read, by number. They stay as they are.
    """

    def __init__(
        self,
        file: Path,
        table: Table,
        roles: Roles,
        *,
        clock: Callable[[], str] = now,
    ) -> None:
        self.file = file
        self.clock = clock
        self.names = Names(table, roles)
        self._of: dict[int, Verdict] = {}
        self._lost: dict[object, Lost] = {}
        self._disputed: set[int] = set()
        held = notebook.read(file)
        self.broken: tuple[Broken, ...] = held.broken
        for verdict in held.verdicts:
            self._take(verdict)

    # What was said

    def __len__(self) -> int:
        """How many rows have a verdict."""
        return len(self._of)

    def __iter__(self) -> Iterator[int]:
        """The numbers of the rows that have a verdict, ascending."""
        return iter(sorted(map(self.names.number, self._of)))

    def __contains__(self, row: int | str) -> bool:
        return self._place(row) in self._of

    def __getitem__(self, row: int | str) -> Verdict:
        """The verdict that stands for a row. Raises UnknownName if it has none."""
        place = self._place(row)
        if place not in self._of:
            raise unknown("verdict", f"row {row}", [f"row {n}" for n in self])
        return self._of[place]

    def get(self, row: int | str) -> Verdict | None:
        """The verdict that stands for a row; None if it has none."""
        return self._of.get(self._place(row))

    @property
    def real(self) -> tuple[int, ...]:
        """The numbers of the rows called real, ascending."""
        return self._said("real")

    @property
    def expected(self) -> tuple[int, ...]:
        """The numbers of the rows called expected, ascending."""
        return self._said("expected")

    @property
    def disputed(self) -> tuple[int, ...]:
        """Rows of which both was said, without taking it back; the last stands."""
        return tuple(sorted(map(self.names.number, self._disputed)))

    @property
    def lost(self) -> tuple[Lost, ...]:
        """Verdicts that hold for no row of this table, with the reason."""
        return tuple(self._lost.values())

    @property
    def y(self) -> npt.NDArray[np.int64]:
        """(n,) by place in the table: 1 real, 0 expected, -1 if nobody has said."""
        y = np.full(self.names.table.rows, UNKNOWN, dtype=np.int64)
        for place, verdict in self._of.items():
            y[place] = REAL if verdict.verdict == "real" else EXPECTED
        return y

    def _said(self, what: Said) -> tuple[int, ...]:
        places = (place for place, verdict in self._of.items() if verdict.verdict == what)
        return tuple(sorted(map(self.names.number, places)))

    def __repr__(self) -> str:
        return f"<Verdicts on {count(len(self), 'row')}: {self.summary()}>"

    def summary(self) -> str:
        """How many rows are called what."""
        return f"{len(self.real):,} real, {len(self.expected):,} expected"

    # Saying something

    def add(
        self,
        row: int | str,
        verdict: Said,
        *,
        note: str = "",
        who: str = "",
        saw: Sequence[str] = (),
    ) -> Verdict:
        """Say of a row that it is "real" or "expected", or that this is "undone".

        saw
            The columns that the verdict is about. If another value stands in one of them
            later, the row has changed, and the verdict is set aside.

        Raises
        ------
        InvalidParameter, UnknownName
            If there is no such row, column or verdict, or the file cannot be written.
        """
        if verdict not in SAID:
            raise unknown("verdict", str(verdict), SAID)
        for name, text in (("note", note), ("who", who)):
            if not isinstance(text, str) or len(text) > LONGEST_NOTE:
                raise InvalidParameter(
                    f"{name} is a text of at most {LONGEST_NOTE:,} characters"
                )
        columns = tuple(saw)
        for column in columns:
            self.names.table[column]
        place = self._place(row)
        id_, content = self.names.name(place)
        said = Verdict(
            verdict,
            id_,
            content,
            self.names.number(place),
            self.names.seen(place, columns),
            self.clock(),
            who,
            note,
        )
        self.keep(said)
        return said

    def undo(self, row: int | str, *, who: str = "") -> Verdict:
        """Take back what was said of a row: a further line in the file."""
        return self.add(row, "undone", who=who)

    def keep(self, verdict: Verdict) -> None:
        """Add a verdict as it is: one from elsewhere, or one that is to stand again."""
        notebook.append(self.file, verdict)
        self._take(verdict)

    def _place(self, row: int | str) -> int:
        """The place of a row in the table; a text is an id first, and else a number."""
        if isinstance(row, str):
            rows = self.names.find(Verdict("real", row))[0]
            if len(rows):
                return int(rows[0])
            if not row.strip().isdecimal():
                raise InvalidParameter(
                    f"no row is called {row!r}", hint="a row's number, counted from 0"
                )
            row = int(row)
        if isinstance(row, bool) or not hasattr(row, "__index__"):
            raise InvalidParameter(f"a row is its number or its id, not {row!r}")
        place = self.names.place(int(row))
        if place is None:
            raise InvalidParameter(
                f"there is no row {int(row):,} in a table of "
                f"{count(self.names.table.rows, 'row')}",
                hint="rows are counted from 0",
            )
        return place

    def _take(self, verdict: Verdict) -> None:
        """Let a verdict stand in place of what was said of its rows before."""
        key = (verdict.content, str(verdict.id))
        places, changed = self.names.find(verdict)
        self._lost.pop(key, None)
        if not len(places):
            if verdict.verdict != "undone":
                self._lost[key] = Lost(verdict, "changed" if changed else "gone")
            return
        for place in places.tolist():
            before = self._of.pop(place, None)
            self._disputed.discard(place)
            if verdict.verdict == "undone":
                continue
            if before is not None and before.verdict != verdict.verdict:
                self._disputed.add(place)
            self._of[place] = verdict
