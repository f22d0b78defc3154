"""What a scan says: findings, their reasons, groups and facts.

Everything here is plain data in the row's own units; every surface (terminal, JSON Lines,
notebook, report) draws from it and adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

Value = float | int | str | bool | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One column's part in a finding.

    share
        Signed share of the finding's score that is this column's: positive where the value
        is above what was expected (or there is no direction), negative where it is below.
        The absolute shares of a finding's columns sum to 1; small ones may be left out.
    observed, expected, low, high
        In the column's own units. `low` to `high` is where 95 % of such rows lie.
    given
        The columns on which the expectation rests, strongest first.
    usual_if
        The counterfactual in words: what value would have been usual.
    """

    column: str
    share: float
    observed: Value
    expected: Value = None
    low: Value = None
    high: Value = None
    given: tuple[str, ...] = ()
    usual_if: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One row that is not explained by what the other rows allow.

    surprise
        -log10 of the p-value, never above log10(n) + 3 or 12; `capped` if it would be.
    group
        Number of the group it belongs to, from 1.
    """

    row: int  # 0-based
    id: Value
    surprise: float
    capped: bool
    group: int
    reasons: tuple[Reason, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that share a reason.

    alike
        The rows are a cluster (or too many of one column to be single errors): they are one
        statement about all of them, and are not listed as findings.
    span
        First and last row of a run of consecutive rows, if the group is one run.
    headline, example
        The group in one short line, and its most surprising row in another.
    emphasis
        The names in the headline that are columns, to be set in bold.
    """

    group: int
    count: int
    rows: tuple[int, ...]
    text: str
    headline: str
    surprise: float
    capped: bool
    alike: bool = False
    span: tuple[int, int] | None = None
    emphasis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """Something counted, not estimated. Has no p-value and no part in the false share.

    fact
        Its kind: 'rule_broken', 'sentinel', 'wrong_type', 'duplicate_id', ...
    weight
        How much it deserves to be read before others, higher first.
    """

    fact: str
    columns: tuple[str, ...]
    count: int
    rows: tuple[int, ...]
    text: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is known of one cell of one row, whether or not it is a finding."""

    column: str
    observed: Value
    expected: Value
    low: Value
    high: Value
    surprise: float | None  # None: not judged
    capped: bool = False
    given: tuple[str, ...] = ()
    note: str = ""  # why it was not judged, or "a code", "a category"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that can be said of one row."""

    row: int
    id: Value
    finding: Finding | None
    group: Group | None
    judgements: tuple[Judgement, ...]  # most surprising first
    surprise_of_row: float | None  # by the ensemble, for the row as a whole
    facts: tuple[Fact, ...]  # those that name the row
    comparable: tuple[int, ...] = ()  # rows like it, nearest first
    comparable_text: str = ""  # "150 rows like it have fee from 9.8 to 10.1"
    text: str = ""
