"""What a comparison does not prove, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vedette.comparing.grounds import NOT_SEEN, Unlabelled
from vedette.core.comparison import Contender
from vedette.core.wording import count, join


def split_of(way: str, folds: int, tests: int, times: Sequence[str]) -> str:
    """How rows were divided, in a few words."""
    if way == "time":
        return f"{count(folds, 'stretch', 'stretches')} in the order of {join(times)}"
    repeats = tests // folds
    apart = ", rows of one key together" if way == "key" else ""
    return f"{folds} folds, {count(repeats, 'time')}{apart}"


def plantings(where: Unlabelled) -> str:
    """What was planted, in a few words."""
    kinds = {kind for planted in where.planted for kind in planted.kinds}
    mean = round(float(np.mean([len(p) for p in where.planted])))
    times = count(len(where.planted), "time")
    return f"{count(mean, 'row')} of {count(len(kinds), 'kind')}, {times}"


def with_labels(
    contenders: Sequence[Contender],
    rows: int,
    used: int,
) -> tuple[str, ...]:
    """The limits of a comparison by labels."""
    found = []
    learning = [c.detector for c in contenders if c.learns_labels and not c.reason]
    if learning:
        found.append(
            f"{join(learning)} learned from labels of other rows: that finds again what was "
            "labelled, and not what nobody has labelled yet"
        )
    return (*found, *_sampled(contenders, rows, used))


def without_labels(
    where: Unlabelled, contenders: Sequence[Contender], rows: int
) -> tuple[str, ...]:
    """How little a comparison without labels proves."""
    return (
        "nobody knows which detector is best here, as there are no labels; planted anomalies "
        "favour detectors that look for what was planted, and real ones may be of other kinds",
        "agreement favours the crowd: detectors of one kind agree, also where they are wrong, "
        "and the one that disagrees may be the only one that is right",
        "stability is needed and not enough: a detector can be wrong in the same way each time",
        f"{join(sorted(n.replace('_', ' ') for n in NOT_SEEN))} were not planted: "
        "who looks at one row at a time cannot see them",
        *_sampled(contenders, rows, where.table.rows),
    )


def _sampled(contenders: Sequence[Contender], rows: int, used: int) -> list[str]:
    found = []
    if used < rows:
        found.append(f"{used:,} of {rows:,} rows, drawn at random, were looked at")
    by_most: dict[int, list[str]] = {}
    for c in contenders:
        if c.learned_from is not None:
            by_most.setdefault(c.learned_from, []).append(c.detector)
    for most, names in sorted(by_most.items()):
        found.append(
            f"{join(names)} learned from {count(most, 'row')}, as their time grows with the "
            "square of the rows"
            if len(names) > 1
            else f"{names[0]} learned from {count(most, 'row')}, as its time grows with the "
            "square of the rows"
        )
    return found
