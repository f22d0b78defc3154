"""From which size on an anomaly is caught."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vedette.core import wording
from vedette.core.diagnosis import Limit, Recall
from vedette.planting import KINDS

# It counts as caught where nine of ten are; and at every size above, too.
CAUGHT = 0.9


def limits(
    recalls: Sequence[Recall], noise: Mapping[str, float | None]
) -> tuple[Limit, ...]:
    """One for each kind and column.

    noise
        By column, the noise that nine of ten rows have at most, in the column's own units.
    """
    grouped: dict[tuple[str, str], list[Recall]] = {}
    for one in recalls:
        grouped.setdefault((one.kind, one.column), []).append(one)
    return tuple(
        _limit(kind, column, some, noise.get(column))
        for (kind, column), some in grouped.items()
    )


def _limit(kind: str, column: str, some: list[Recall], noise: float | None) -> Limit:
    called = (
        f"{KINDS[kind].words} in {wording.show(column)}" if column else KINDS[kind].words
    )
    planted = sum(one.planted for one in some)
    caught = sum(one.caught for one in some)
    if not KINDS[kind].sized:
        text = f"{called} is caught {caught:,} times of {planted:,}"
        return Limit(kind, column, None, None, planted, caught, text)
    sizes = sorted(some, key=lambda one: one.size or 0.0)
    first: Recall | None = None
    for one in reversed(sizes):
        if one.share < CAUGHT:
            break
        first = one
    if first is None:
        last = sizes[-1]
        text = (
            f"{called} is not caught: {last.caught} of {last.planted} "
            f"at {wording.show(last.size)} times the noise"
        )
        return Limit(kind, column, None, None, planted, caught, text)
    # Rows differ in their noise; what is said in the column's units is for nearly all of them.
    amount = first.amount
    if amount is not None and noise is not None:
        amount = noise * (first.size or 0.0)
    text = f"{called} is caught from {_amount(amount, first.size)} on"
    text += f" ({first.caught} of {first.planted})"
    return Limit(kind, column, first.size, amount, planted, caught, text)


def _amount(amount: float | None, size: float | None) -> str:
    times = f"{wording.show(size)} times its noise"
    return times if amount is None else f"{wording.show(float(f'{amount:.2g}'))} ({times})"
