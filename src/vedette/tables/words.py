"""What a column's name says: its words, and what kind of thing they stand for."""

from __future__ import annotations

import re

_LETTERS = re.compile(r"[^\W\d_]+")


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Values that a calendar part may take, ends included.
PARTS: dict[str, tuple[int, int]] = {
    "year": (1000, 2500),
    "yr": (1000, 2500),
    "quarter": (1, 4),
    "month": (1, 12),
    "week": (0, 53),
    "yday": (0, 366),
    "day": (0, 31),
    "weekday": (0, 7),
    "dow": (0, 7),
    "hour": (0, 24),
    "minute": (0, 60),
    "second": (0, 60),
}
# "day of week" and "day of year" are parts of another range than "day".
LONGER_PARTS: dict[tuple[str, ...], tuple[int, int]] = {
    ("day", "of", "week"): (0, 7),
    ("day", "of", "month"): (1, 31),
    ("day", "of", "year"): (0, 366),
    ("week", "of", "year"): (0, 53),
    ("hour", "of", "day"): (0, 24),
    ("day", "week"): (0, 7),
}
YEARS = ("year", "yr")
# Beside one of these, "year" or "month" belongs to a thing, not to the row's moment.
EVENTS = _set(
    """
    birth born built build renovated model made manufactured founded established per
    since construction graduation number num no count total avg mean average n of
    last past previous
    """
)

ANGLES = _set(
    """
    dir direction bearing azimuth heading wdir
    """
)

CODES = _set(
    """
    id ids code zip zipcode postal postcode plz nr flight phone telephone mobile fax
    account iban bic mcc mnc sku ean upc gtin isbn issn fips naics sic icd tract key
    ref reference serial uuid guid vin imei ssn ip port asn barcode status
    """
)
# Code words only at the end: "house number" names, "number of seats" counts.
LAST_CODES = frozenset(("number", "num", "no"))
# Code words at the beginning of a name too: "id_customer".
FIRST_CODES = frozenset(("id", "code", "zip", "plz", "sku", "mcc", "fips"))
COUNTS = _set(
    """
    count counts total sum mean avg average rate share ratio per age
    """
)
_OWNERS = _set(
    """
    customer order user client product item account session device store shop vendor
    seller buyer employee person passenger patient transaction trip ride driver
    event row record invoice payment sensor machine station location movie book
    student area country region
    """
)
RUN_TOGETHER = frozenset(
    owner + end for owner in _OWNERS for end in ("id", "code", "no", "nr")
)

ROW_WORDS = _set(
    """
    id ids uuid guid udi uid index idx row rownum nr no number key
    """
)

LABELS = _set(
    """
    label labels is_anomaly anomaly anomalous is_fraud fraud isfraud fraudulent
    is_fraudulent outlier is_outlier ground_truth fraud_flag anomaly_label
    anomaly_flag is_anomalous isanomaly isoutlier fraud_label outlier_label
    """
)
LABELS_OF_TWO = frozenset(("target", "class", "y_true"))

LONG_TEXTS = _set(
    """
    comment comments description note notes remark remarks review message text body
    summary abstract feedback content
    """
)


def words(name: str) -> tuple[str, ...]:
    """A name's words in lower case: split at what is no letter, and at camelCase."""
    return tuple(
        word.lower() for run in _LETTERS.findall(name) for word in at_capitals(run)
    )


def at_capitals(run: str) -> list[str]:
    """PULocationID as PU, Location, ID."""
    found = [run[0]]
    for k in range(1, len(run)):
        here, before, after = run[k], run[k - 1], run[k + 1 : k + 2]
        if here.isupper() and (not before.isupper() or after.islower()):
            found.append(here)
        else:
            found[-1] += here
    return found


def part_range(name: str) -> tuple[str, tuple[int, int]] | None:
    """The calendar part that a name speaks of, and the values it may take."""
    said = words(name)
    for long, limits in LONGER_PARTS.items():
        if len(said) >= len(long) and said[-len(long) :] == long:
            return long[0], limits
    if not said or EVENTS & set(said):
        return None
    for word in (said[-1], said[0]):
        if word in PARTS:
            return word, PARTS[word]
    return None


def names_an_angle(name: str) -> bool:
    return bool(ANGLES & set(words(name)))


def names_a_code(name: str) -> bool:
    """Whether the name says that its whole numbers name something."""
    said = words(name)
    if not said or COUNTS & set(said):
        return False
    last, first = said[-1], said[0]
    if last in CODES or last in LAST_CODES or last in RUN_TOGETHER:
        return True
    return first in FIRST_CODES


def names_a_row(name: str) -> bool:
    """Whether the name says that each row has its own value."""
    said = words(name)
    return bool(said) and (
        said[-1] in ROW_WORDS or said[0] == "id" or said[-1] in RUN_TOGETHER
    )


def names_a_label(name: str, distinct: int) -> bool:
    """Whether the name can only be that of a known answer."""
    plain = "_".join(words(name))
    if plain in LABELS:
        return distinct <= (20 if plain.startswith("label") else 3)
    return plain in LABELS_OF_TWO and distinct == 2


def names_long_text(name: str) -> bool:
    said = words(name)
    return bool(said) and said[-1] in LONG_TEXTS
