"""How people write numbers, times and yes or no: the SQL that reads each way of writing.

An expression takes the SQL of a text value (NULL where missing) and is NULL where the text
is not written that way. `shape` is the same as a regular expression for a quick look at a
few values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from vedette.tables.engine import literal

MISSING = ("", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None", "-", "?", "#N/A")

# Above this, neighbouring whole numbers are the same float64.
LARGEST_WHOLE = 2**53


@dataclass(frozen=True)
class Way:
    """One way of writing."""

    name: str
    shape: str
    template: str  # SQL with $v

    def sql(self, v: str) -> str:
        shape = literal(self.shape)
        value = self.template.replace("$v", v)
        return f"CASE WHEN regexp_full_match({v}, {shape}) THEN {value} END"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.shape)

    def fits(self, text: str) -> bool:
        return self.pattern.fullmatch(text.strip()) is not None


def present(field: str) -> str:
    """A text field, NULL where it says that there is no value."""
    markers = ", ".join(literal(m) for m in MISSING)
    return f"CASE WHEN trim({field}) NOT IN ({markers}) THEN {field} END"


def plain_number(v: str) -> str:
    """12, -1.5, 1e308: possibly infinite. An underscore makes a code, not a number."""
    return f"CASE WHEN NOT contains({v}, '_') THEN TRY_CAST({v} AS DOUBLE) END"


_DIGIT = re.compile(r"\d")
_MONEY = r"[$€£¥]"
_PLAIN = r"\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"


def _strip(keep: str) -> str:
    return f"regexp_replace($v, '[^{keep}]', '', 'g')"


def _numbers(body: str) -> str:
    return rf"\s*[-+]?\s*{_MONEY}?\s*[-+]?(?:{body})\s*(?:%|{_MONEY})?\s*"


GROUPED = Way(
    "1,234.5",
    _numbers(rf"\d{{1,3}}(?:[, ']\d{{3}})+(?:\.\d+)?|{_PLAIN}"),
    f"TRY_CAST({_strip('0-9.eE+-')} AS DOUBLE)",
)
COMMA = Way(
    "1.234,5",
    _numbers(r"\d{1,3}(?:[. ']\d{3})+(?:,\d+)?|\d+(?:,\d+)?(?:[eE][-+]?\d+)?"),
    f"TRY_CAST(replace({_strip('0-9,eE+-')}, ',', '.') AS DOUBLE)",
)

_CLOCK = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.]\d+)?)?)?"
_ZONE = r"\s*(?:Z|UTC|GMT|[-+]\d{2}(?::?\d{2})?)?"
_HALF = r"(?:[, ]+\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?)?"


def _iso(name: str, mark: str, replaced: str) -> Way:
    # The zone is dropped, not applied: an hour of the day is what the people there lived.
    day = rf"\d{{4}}{mark}\d{{1,2}}{mark}\d{{1,2}}"
    whole = literal(rf"\s*({day}{_CLOCK}){_ZONE}\s*")
    sql = replaced.replace("$wall", f"regexp_extract($v, {whole}, 1)")
    sql = f"TRY_CAST({sql} AS TIMESTAMP)"
    return Way(name, rf"\s*{day}{_CLOCK}{_ZONE}\s*", sql)


def _clocks(day: str) -> str:
    ends = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
    formats = ", ".join(literal(day + end) for end in ends)
    tidy = "regexp_replace(trim($v), '[, ]+', ' ', 'g')"
    tidy = f"regexp_replace({tidy}, '([0-9])([AaPp])', '\\1 \\2')"
    return f"TRY_CAST(try_strptime({tidy}, [{formats}]) AS TIMESTAMP)"


def _dated(name: str, shape: str, day: str) -> Way:
    return Way(name, rf"\s*{shape}{_HALF}\s*", _clocks(day))


# In order of trust: the earlier one wins where several read equally many values.
TIMES = (
    _iso("ISO 8601", "-", "$wall"),
    _iso("Y/m/d", "/", "replace($wall, '/', '-')"),
    _dated("Jan 1 2000", r"[A-Za-z]{3} \d{1,2},? \d{4}", "%b %d %Y"),
    _dated("January 1 2000", r"[A-Za-z]{3,9} \d{1,2},? \d{4}", "%B %d %Y"),
    _dated("1 Jan 2000", r"\d{1,2} [A-Za-z]{3} \d{4}", "%d %b %Y"),
    _dated("1-Jan-2000", r"\d{1,2}-[A-Za-z]{3}-\d{4}", "%d-%b-%Y"),
    _dated("d.m.Y", r"\d{1,2}\.\d{1,2}\.\d{4}", "%d.%m.%Y"),
    _dated("m/d/Y", r"\d{1,2}/\d{1,2}/\d{4}", "%m/%d/%Y"),
    _dated("d/m/Y", r"\d{1,2}/\d{1,2}/\d{4}", "%d/%m/%Y"),
    _dated("d-m-Y", r"\d{1,2}-\d{1,2}-\d{4}", "%d-%m-%Y"),
    Way("Y-m", r"\s*\d{4}-\d{2}\s*", "TRY_CAST(trim($v) || '-01' AS TIMESTAMP)"),
)


def has_digit(text: str) -> bool:
    return _DIGIT.search(text) is not None


FLAGS = (("true", "false"), ("yes", "no"), ("y", "n"), ("t", "f"))


def flag_sql(pair: tuple[str, str], v: str) -> str:
    """1.0 and 0.0 for the pair's words in any case."""
    yes, no = (literal(word) for word in pair)
    return (
        f"CASE lower(trim({v})) WHEN {yes} THEN 1.0::DOUBLE WHEN {no} THEN 0.0::DOUBLE END"
    )


def plain_or_written(text: str) -> bool:
    """Whether one text reads as a number, in any way of writing."""
    try:
        float(text)
    except ValueError:
        return GROUPED.fits(text) or COMMA.fits(text)
    return True
