"""What a parameter may be: a whole number, a number of an interval, a known word, a seed."""

from __future__ import annotations

from typing import TypeGuard

import numpy as np

from vedette.core.errors import InvalidParameter


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a parameter is a whole number (True and False are none)."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def is_number(value: object) -> TypeGuard[float]:
    """Whether a parameter is a number (True and False are none)."""
    return isinstance(value, (int, float, np.number)) and not isinstance(value, bool)


def is_between(value: object, low: float, high: float) -> bool:
    """Whether a parameter is a number between low and high, neither included."""
    return is_number(value) and low < float(value) < high


def check_whole(name: str, value: object, least: int) -> None:
    """Refuse a parameter that is no whole number from `least` on."""
    if not is_whole(value) or value < least:
        raise InvalidParameter(f"{name} must be a whole number >= {least}, got {value!r}")


def check_number(
    name: str, value: object, low: float, high: float, *, closed: str = "right"
) -> None:
    """Refuse a parameter that is no number from low to high.

    closed
        Which ends belong to it: 'left', 'right', 'both' or 'neither'.
    """
    left, right = closed in ("left", "both"), closed in ("right", "both")
    inside = is_between(value, low, high) or (
        is_number(value) and ((left and value == low) or (right and value == high))
    )
    if not inside:
        span = f"{'[' if left else '('}{low:g}, {high:g}{']' if right else ')'}"
        raise InvalidParameter(f"{name} must be a number in {span}, got {value!r}")


def check_positive(name: str, value: object) -> None:
    """Refuse a parameter that is no finite number above 0."""
    if not is_between(value, 0, np.inf):
        raise InvalidParameter(f"{name} must be a number above 0, got {value!r}")


def check_one_of(name: str, value: object, known: tuple[str, ...]) -> None:
    """Refuse a parameter that is none of the known words."""
    if not isinstance(value, str) or value not in known:
        raise InvalidParameter(f"{name} must be one of {known}, got {value!r}")


def check_random_state(random_state: object) -> None:
    """Refuse a `random_state` that seeds nothing."""
    generators = (np.random.RandomState, np.random.Generator)
    if random_state is None or isinstance(random_state, generators):
        return
    if not is_whole(random_state):
        raise InvalidParameter(
            f"random_state must be a whole number or None, got {random_state!r}"
        )
    if random_state < 0:
        raise InvalidParameter(f"random_state must be at least 0, got {random_state!r}")


def seed_of(random_state: object, *, below: int = 2**64) -> int:
    """A whole number below `below` from what `random_state` may be.

    A whole number stands for itself (from `below` on it starts again at 0), a generator of
    NumPy's for the next number it draws, None for another number each time.

    Raises
    ------
    InvalidParameter
        If it is none of these.
    """
    check_random_state(random_state)
    if is_whole(random_state):
        return int(random_state) % below
    if isinstance(random_state, np.random.RandomState):
        return int(random_state.randint(2**31))
    # None: a generator that nothing seeds.
    return int(np.random.default_rng(random_state).integers(2**31))  # type: ignore[arg-type]
