"""What a doctor says of a table: what a scan of it would catch, and what holds in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vedette.core.table import Source

Holds = Literal["holds", "fails", "not known"]

# What detectors take for granted, by the name of its check.
ASSUMPTIONS = {
    "rows": "enough rows",
    "dimension": "enough rows for the columns",
    "noise": "columns tell of each other",
    "close": "usual rows lie close together",
    "metric": "one metric fits all columns",
    "density": "even density",
    "groups": "one homogeneous group",
    "tails": "no heavy tails",
    "duplicates": "rows come once",
    "drift": "no drift",
    "balance": "anomalies rare, and enough to measure by",
}


@dataclass(frozen=True, slots=True)
class Recall:
    """How many anomalies of one kind, in one column, of one size were caught.

    column
        "" for kinds that are of whole rows.
    form
        Which of the kind's forms: "x 10"; "" where there is one.
    size
        In units of the column's noise; None for kinds without a size.
    amount
        The size in the column's own units, as a median over what was planted; None without
        one, or if the column's values are not shown.
    caught
        The rows that a scan named in a finding, a group or a fact.
    by_fact
        Of these, those that only a fact names: counted, not estimated.
    named
        Of those caught, those whose wrong column is among the reasons that are given.
    low, high
        95 % interval of the share that is caught (Clopper and Pearson).
    """

    kind: str
    column: str
    form: str
    size: float | None
    amount: float | None
    planted: int
    caught: int
    by_fact: int
    named: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share that was caught; 0 if none was planted."""
        return self.caught / self.planted if self.planted else 0.0


@dataclass(frozen=True, slots=True)
class Limit:
    """From which size on a kind of anomaly is caught in a column, nine times of ten.

    size, amount
        None if it is not caught at any size that was planted.
    column
        "" over all columns, or of whole rows.
    """

    kind: str
    column: str
    size: float | None
    amount: float | None
    planted: int
    caught: int
    text: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that detectors take for granted, and whether it holds here.

    statistic, limit
        What was measured, and where it begins to fail; None if it could not be.
    advice
        What to do; "" where nothing is to be done.
    columns
        Those that the text is about.
    """

    check: str
    verdict: Holds
    statistic: float | None
    limit: float | None
    text: str
    advice: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Diagnosis:
    """What a scan of this table would catch, and which assumptions hold.

    examined
        So many rows were planted into; fewer than `rows` if the table is large.
    noise
        By column of numbers, one unit of its noise in its own units (a median), None if its
        values are not shown.
    times, scans, most
        How often each anomaly was planted, in how many scans, at most so many in each.
    false_alarms, findings
        Of so many findings in planted tables, those in rows where nothing was planted and
        nothing was found before.
    unplanted
        Rows that were found before anything was planted: they are not counted.
    left_out
        Columns nothing was planted in, though it could be.
    detector
        The one that was asked; None: a scan by all views.
    """

    source: Source
    rows: int
    columns: int
    examined: int
    fdr: float
    seed: int
    noise: dict[str, float | None]
    recalls: tuple[Recall, ...]
    limits: tuple[Limit, ...]
    checks: tuple[Assumption, ...]
    times: int
    scans: int
    most: int
    findings: int
    false_alarms: int
    unplanted: int
    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    redacted: tuple[str, ...] = ()
    detector: str | None = None
    label: str | None = None
    seconds: float = 0.0
    version: str = ""

    @property
    def failing(self) -> tuple[Assumption, ...]:
        """The assumptions that do not hold."""
        return tuple(check for check in self.checks if check.verdict == "fails")

    def limit(self, kind: str, column: str = "") -> Limit:
        """From where on a kind is caught in a column."""
        for found in self.limits:
            if found.kind == kind and found.column == column:
                return found
        raise KeyError(f"{kind} was not planted in {column or 'rows'}")

    def curves(self, kind: str) -> tuple[tuple[float, ...], dict[str, list[float | None]]]:
        """The sizes of a kind, and by column the share that was caught at each.

        None where nothing of that size could be planted. For `vedette.plot.recall_curves`.
        """
        some = [one for one in self.recalls if one.kind == kind and one.size is not None]
        sizes = tuple(sorted({one.size for one in some if one.size is not None}))
        caught = {(one.column, one.size): one.share for one in some}
        columns = dict.fromkeys(one.column for one in some)
        return sizes, {c: [caught.get((c, size)) for size in sizes] for c in columns}
