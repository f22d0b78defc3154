"""Findings in words: one sentence for a row, one line for a group.

Only what was observed, what was expected and on which columns that rests: no jargon, no units
but the row's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vedette.core.findings import Reason, Value
from vedette.core.redaction import REDACTED
from vedette.core.wording import count, digits_of, expectation, join, show

# Shares below this are not worth a word.
NAMED_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Place:
    """How a value lies among all values of its column.

    usual
        Between the 1 % and 99 % quantiles: the value alone says nothing.
    extreme
        The largest (or smallest) of all.
    """

    usual: bool
    extreme: bool


def cell_sentence(reason: Reason, witnesses: Mapping[str, Value], note: str = "") -> str:
    """ "latency_ms is 898.2, expected about 118 (106 to 131) given requests = 333" """
    said = f"{reason.column} is {show(reason.observed)}"
    if reason.observed == REDACTED:
        said += f", {'above' if reason.share > 0 else 'below'} what is usual"
    if reason.expected is not None:
        said += f", expected about {expectation(reason.expected, reason.low, reason.high)}"
    told = [f"{name} = {show(value)}" for name, value in witnesses.items()]
    if told:
        said += f" given {join(told)}"
    return said + (f"; {note}" if note else "")


def row_sentence(reasons: Sequence[Reason]) -> str:
    """For a row that is odd as a whole: its columns with the largest shares."""
    told = [f"{r.column} = {show(r.observed)}" for r in reasons]
    if not told:
        return "no other row is like it"
    usual = next((r.usual_if for r in reasons if r.usual_if), "")
    said = f"{join(told)} {'do' if len(told) > 1 else 'does'} not occur"
    with_others = "together" if len(told) > 1 else "with the rest of the row"
    last = f"; rows like it have {usual}" if usual else ""
    return f"no other row is like it: {said} {with_others}{last}"


def usual_if(reason: Reason) -> str:
    """The counterfactual: which value would have been usual."""
    if reason.low is None or reason.high is None:
        return ""
    like = digits_of(reason.expected, reason.low, reason.high)
    return f"{reason.column} between {show(reason.low, like)} and {show(reason.high, like)}"


def redacted_headline(column: str, given: Sequence[str]) -> str:
    """A group of findings in a redacted column: nothing of where its values lie."""
    return f"{column} does not fit {join(given) if given else 'its other values'}"


def cell_headline(column: str, given: Sequence[str], above: bool, place: Place) -> str:
    """A group of findings in one column, in a few words."""
    side = "above" if above else "below"
    if place.usual:
        fits = join(given) if given else "the rest of its row"
        return f"{column} does not fit {fits}; each value alone is usual"
    if not given:
        return f"{column} far {side} all but a few of its values"
    if place.extreme:
        return (
            f"{column} far {side} what {join(given)} imply"
            if len(given) > 1
            else (f"{column} far {side} what {given[0]} implies")
        )
    return (
        f"{column} {side} what {join(given)} imply"
        if len(given) > 1
        else (f"{column} {side} what {given[0]} implies")
    )


def run_headline(column: str, first: str, rows: int, value: str, above: bool) -> str:
    """A run of consecutive rows: "requests fell to 40 for 12 rows from 2026-01-21 20:00".

    Without a value or a first moment these are left out.
    """
    verb = "rose" if above else "fell"
    to = f" to {value}" if value else ""
    start = f" from {first}" if first else ""
    return f"{column} {verb}{to} for {count(rows, 'row')}{start}"


def wholes_headline(column: str) -> str:
    """Rows odd as wholes: "rows unlike any other, most of them in speed_rpm".

    column
        The one that has the greatest part in most of them; "" if there is none.
    """
    where = f"most of them in {column}" if column else "taken as a whole"
    return f"rows unlike any other, {where}"


def alike_headline(rows: int, columns: Sequence[str]) -> str:
    """A cluster: "50 rows alike, unlike the rest: amount and fee"."""
    where = f": {join(columns)}" if columns else ""
    return f"{count(rows, 'row')} alike, unlike the rest{where}"


def crowd_headline(column: str, rows: int, above: bool, edge: str) -> str:
    """Too many of one column to be single errors."""
    side = "above" if above else "below"
    return f"{count(rows, 'row')} with {column} {side} {edge}, a group apart"
