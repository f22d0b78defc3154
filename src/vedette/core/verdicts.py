"""What people say of rows: real, or expected after all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from vedette.core.findings import Finding, Value

Said = Literal[
    "real",  # this row is an anomaly
    "expected",  # this row is as it should be
    "undone",  # what was said of this row before no longer counts
]
SAID: tuple[str, ...] = get_args(Said)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person said of one row, and how that row is found again.

    id
        Of the row, where the table has an id column and no other row has it.
    content
        Else: a hash of what the row holds, 16 hexadecimal digits.
    row
        Its number when this was said: a hint for readers, as rows move.
    saw
        What stood in the columns it was about, to tell whether the row has changed since.
    when
        In UTC: "2026-03-01T09:30:00Z".
    line
        Where it stands in its file, from 1; 0 if nowhere yet.
    """

    verdict: Said
    id: Value = None
    content: str = ""
    row: int | None = None
    saw: Mapping[str, Value] = field(default_factory=dict)
    when: str = ""
    who: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Broken:
    """A line of a file of verdicts that cannot be read, by its number from 1."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A verdict that holds for no row of a table any more.

    why
        "gone": no row has that id or content. "changed": what it was about stands
        otherwise in that row now.
    """

    verdict: Verdict
    why: Literal["gone", "changed"]


@dataclass(frozen=True, slots=True)
class Resembling:
    """A row that the scan did not find, but that resembles those called real.

    score
        Its place in the learned order: 1 is the most like the real ones, 0 the least.
    """

    row: int
    id: Value
    score: float
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """How well an order puts what was called real before what was called expected.

    Over the labelled rows, each scored by a model that has not seen its verdict: average
    precision, and precision among the first `n`, which is how many are real.
    """

    average_precision: float
    precision: float
    n: int


@dataclass(frozen=True)
class Labelled:
    """What verdicts did to the result of a scan.

    file
        Where they stand.
    real, expected
        How many rows of the table are called so.
    called
        By row, what people said of the findings that are left.
    apart
        Findings that people called expected, no longer among the findings.
    found
        How many findings the scan chose, before any was set apart; the stated rate is
        theirs.
    missed
        Rows called real that the scan did not find.
    resembling
        Rows nobody labelled that the scan did not find, most like the real ones first.
    before, after
        The scan's order and the learned one, compared out of fold; None: too few labels.
    learned
        Whether the findings stand in the learned order.
    lost, broken
        Verdicts that hold for no row, and lines that cannot be read.
    disputed
        Rows of which both was said without taking it back.
    text
        All of this in sentences, most worth reading first.
    """

    file: str
    real: int
    expected: int
    called: Mapping[int, str]
    apart: tuple[Finding, ...]
    found: int
    missed: tuple[Resembling, ...]
    resembling: tuple[Resembling, ...]
    before: Comparison | None
    after: Comparison | None
    learned: bool
    lost: tuple[Lost, ...]
    broken: tuple[Broken, ...]
    disputed: tuple[int, ...]
    text: tuple[str, ...] = ()
