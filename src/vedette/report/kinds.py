"""The kinds of what a result states, under names that stay: rules, as other tools say.

A finding's kind follows from what is known of it; a fact's kind is its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from vedette.core.findings import Finding, Group


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of statement.

    id
        Never changes: baselines, suppressions and dashboards of others hold it.
    said
        What it states, in one line.
    help
        What to do about it.
    """

    id: str
    said: str
    help: str


VALUE, RUN, ROW, ALIKE = "unusual-value", "unusual-run", "unusual-row", "unusual-group"
_EXPLAIN = "`vedette explain FILE ROW` says everything about one row."

FINDINGS = (
    Kind(
        VALUE,
        "A value that the rest of its row does not imply",
        "Compare the value with the range that such rows have. Estimated: a share of such "
        f"findings is expected to be false, and the run says how many. {_EXPLAIN}",
    ),
    Kind(
        RUN,
        "A value that is off for several rows in a row",
        "Look at what happened at that time: an outage, a stuck sensor, a changed unit. "
        f"{_EXPLAIN}",
    ),
    Kind(
        ROW,
        "A row unlike any other, taken as a whole",
        "No single value need be wrong: the values do not go together as they do in other "
        f"rows. {_EXPLAIN}",
    ),
    Kind(
        ALIKE,
        "A group of rows alike, unlike the rest",
        "One statement about all of its rows: an honest minority (one machine, one customer) "
        "or an error that repeats. Nothing in a table tells these apart.",
    ),
)

_FACTS = {
    "rule_broken": "A rule between columns that nearly all rows keep is broken",
    "sum": "A sum of columns does not add up in some rows",
    "product": "A product of columns does not come out in some rows",
    "copy": "A column that copies another differs in some rows",
    "linear": "A column that is a linear function of another differs in some rows",
    "function": "A number that a category determines differs in some rows",
    "order_broken": "Two columns are in the wrong order in some rows",
    "impossible": "A value that the column's name rules out",
    "sentinel": "A value that looks like a code for missing",
    "wrong_type": "Cells that are not of the column's kind",
    "duplicate_id": "An id that names more than one row",
    "duplicate_time": "A time that is there more than once in its series",
    "duplicate_row": "Rows that are equal in every column but ids",
    "spelling": "Two spellings that look like one value",
    "rare_category": "A category with very few rows",
    "new_category": "A category that the fitted table does not have",
    "nearly_constant": "A column that is one value in nearly all rows",
    "gap_in_time": "A regular series leaves steps out",
    "all_missing": "Columns without any value",
    "missing": "Columns with missing values",
    "constant": "Columns with one value only",
}
_COUNTED = (
    "Counted, not estimated: it is true of the table as it stands, and has no part in the "
    "share of findings that are expected to be false. Whether it is an error is for the "
    "reader to say."
)

FACTS = {kind: Kind(f"fact-{kind.replace('_', '-')}", said, _COUNTED)
         for kind, said in _FACTS.items()}  # fmt: skip

KINDS: tuple[Kind, ...] = (*FINDINGS, *FACTS.values())


def of_finding(found: Finding, group: Group | None) -> str:
    """The kind of a finding, given the group that it is in."""
    if group is not None and group.span is not None:
        return RUN
    if all(r.expected is None and r.low is None for r in found.reasons):
        return ROW
    return VALUE


def of_fact(kind: str) -> str:
    """The kind of a fact, by its own name."""
    return FACTS[kind].id if kind in FACTS else f"fact-{kind.replace('_', '-')}"
