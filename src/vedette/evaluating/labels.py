"""A column of labels: which rows are anomalies, which are usual, of which it is not known."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidInput, InvalidParameter, UnknownName
from vedette.core.redaction import REDACTED
from vedette.core.table import Column, Table
from vedette.core.wording import as_read, count, join

Bools = npt.NDArray[np.bool_]

# More classes than this are no labels but a quantity, an id or a text.
MOST_CLASSES = 200
SHOWN = 6
WORDS = {"1": "true", "yes": "true", "1.0": "true", "0": "false", "no": "false"}
# Of two classes that mean yes and no, the anomaly is mostly the first.
YES = ("1", "true", "yes")


@dataclass(frozen=True, eq=False)
class Labels:
    """What one column says of each row.

    odd, known
        (n,) whether a row is an anomaly; whether it is labelled.
    positive, negative
        The values that stand for anomalies and for usual rows, as they are shown.
    chosen
        Whether the user said which is which; else the rarer is the anomaly.
    doubtful
        Whether the rarer value is one that mostly means "no".
    """

    column: str
    odd: Bools
    known: Bools
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    chosen: bool
    doubtful: bool = False


def labels_of(table: Table, column: str, positive: Collection[Any] | None = None) -> Labels:
    """The labels in a column of a table.

    positive
        The values that stand for anomalies. None: the rarer of two, of equally frequent
        ones the one that is more (1 rather than 0, yes rather than no).

    Raises
    ------
    UnknownName
        If there is no such column.
    InvalidInput
        If it holds no label, one class only, or more than two and `positive` is None.
    InvalidParameter
        If no row has a value of `positive`.
    """
    held = table[column]
    classes, which = classes_of(held)
    counts = np.bincount(which[which >= 0], minlength=len(classes))
    _refuse_classes(held, classes, counts, positive)
    if positive is None:
        rarer = 0 if counts[0] < counts[1] else 1
        odd = [rarer]
    else:
        odd = _named(held, classes, positive)
    usual = [c for c in range(len(classes)) if c not in odd]
    said = [REDACTED if held.redacted else name for name in classes]
    if not usual:
        raise InvalidInput(
            f"{column!r}: all {counts.sum():,} labelled rows are anomalies "
            f"({join(said, most=SHOWN)})",
            hint="without usual rows, precision and recall say nothing",
        )
    return Labels(
        column=column,
        odd=np.isin(which, odd),
        known=which >= 0,
        positive=tuple(said[c] for c in odd),
        negative=tuple(said[c] for c in usual),
        chosen=positive is not None,
        doubtful=positive is None and classes[usual[0]].lower() in YES,
    )


def classes_of(column: Column) -> tuple[list[str], npt.NDArray[np.int64]]:
    """The distinct values as texts, ascending, and (n,) which one each row has; -1: none.

    What could not be read as the kind of the column is a value like any other.
    """
    which = np.full(len(column), -1, dtype=np.int64)
    there = ~column.missing
    texts: list[str] = []
    if there.any():
        values = column.values[there]
        _, first, inverse = np.unique(values, return_index=True, return_inverse=True)
        if len(first) > MOST_CLASSES:
            raise InvalidInput(
                f"{column.name!r} holds {len(first):,} different values; a column of labels "
                "holds few",
                hint="is it this one? vedette roles FILE shows what each column holds",
            )
        rows = np.flatnonzero(there)[first]
        texts = [as_read(column.held(int(row)), longest=200) for row in rows]
        which[there] = inverse
    for row, text in zip(column.misfit_rows, column.misfit_texts, strict=True):
        if str(text) not in texts:
            texts.append(str(text))
        which[row] = texts.index(str(text))
    order = sorted(range(len(texts)), key=lambda i: _ascending(texts[i]))
    place = np.empty(len(texts) + 1, dtype=np.int64)
    place[order] = np.arange(len(texts))
    place[-1] = -1
    return [texts[i] for i in order], place[which]


def _ascending(text: str) -> tuple[float, str]:
    try:
        return float(text), text
    except ValueError:
        return np.inf, text


def _refuse_classes(
    column: Column,
    classes: list[str],
    counts: npt.NDArray[np.int64],
    positive: Collection[Any] | None,
) -> None:
    name, rows = column.name, len(column)
    if not classes:
        raise InvalidInput(
            f"{name!r} holds no label in {count(rows, 'row')}",
            hint="vedette evaluate FILE without --label says what is known without labels",
        )
    if len(classes) == 1:
        what = REDACTED if column.redacted else classes[0]
        raise InvalidInput(
            f"{name!r} holds one class only, {what}, in {count(int(counts.sum()), 'row')}: "
            "precision and recall cannot be known",
            hint="label some usual rows too; if nobody has looked at the others, "
            "vedette.detectors.FewLabels learns from these few, and vedette label asks for "
            "more",
        )
    if len(classes) > 2 and positive is None:
        raise InvalidInput(
            f"{name!r} holds {len(classes):,} classes: {_counted(column, classes, counts)}",
            hint="say which are anomalies: --positive VALUE (repeatable)"
            + (f"; if -1 is no label: --na {name}=-1" if "-1" in classes else ""),
        )


def _counted(column: Column, classes: list[str], counts: npt.NDArray[np.int64]) -> str:
    if column.redacted:
        return REDACTED
    order = np.argsort(-counts, kind="stable")
    return join(
        (f"{classes[c]} ({count(int(counts[c]), 'row')})" for c in order), most=SHOWN
    )


def _named(column: Column, classes: list[str], positive: Collection[Any]) -> list[int]:
    """The places of the values that stand for anomalies."""
    if isinstance(positive, str) or not isinstance(positive, Collection):
        positive = [positive]
    places = []
    for value in positive:
        wanted = _same(as_read(value, longest=200))
        found = [i for i, text in enumerate(classes) if _same(text) == wanted]
        if not found:
            raise _no_class(column, classes, value)
        places += found
    if not places:
        raise InvalidParameter("positive names no value", hint="--positive fraud, say")
    return sorted(set(places))


def _no_class(column: Column, classes: list[str], value: Any) -> UnknownName:
    there = "" if column.redacted else f"there are: {join(classes, most=SHOWN)}"
    return UnknownName(f"{column.name!r} holds no value {str(value)!r}", hint=there or None)


def _same(text: str) -> str:
    """A value as it is compared: Yes, true and 1 are the same."""
    low = text.strip().lower()
    return WORDS.get(low, low)
