"""Rules by name, as they are typed: "best-f1", "sigma(3)", "cost(100, 1)"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from vedette.core.errors import InvalidParameter, unknown
from vedette.core.wording import count, plain
from vedette.thresholds.alarms import AlarmsPerDayRule
from vedette.thresholds.best_f import BestFRule
from vedette.thresholds.conformal import ConformalRule
from vedette.thresholds.contamination import ContaminationRule
from vedette.thresholds.cost import CostRule
from vedette.thresholds.rule import Rule
from vedette.thresholds.sigma import SigmaRule
from vedette.thresholds.tail import TailRule


@dataclass(frozen=True)
class Known:
    """A rule that can be typed: how it is made, and how many numbers it takes."""

    make: Callable[..., Rule]
    example: str
    most: int


KNOWN = {
    "best-f1": Known(BestFRule, "best-f1", 0),
    "best-fbeta": Known(BestFRule, "best-fbeta(2)", 1),
    "cost": Known(CostRule, "cost(100, 1)", 2),
    "contamination": Known(ContaminationRule, "contamination(0.01)", 1),
    "sigma": Known(SigmaRule, "sigma(3)", 1),
    "robust-sigma": Known(partial(SigmaRule, robust=True), "robust-sigma(3)", 1),
    "conformal": Known(ConformalRule, "conformal(0.1)", 2),
    "tail": Known(TailRule, "tail(1e-4)", 1),
    "alarms-per-day": Known(AlarmsPerDayRule, "alarms-per-day(2)", 2),
}
_TYPED = re.compile(r"\s*([A-Za-z][\w-]*)\s*(?:\((.*)\))?\s*", re.DOTALL)


def rule_of(given: Any) -> Rule:
    """The rule that is typed so, unfitted: "sigma(3)". A rule is given back as it is.

    Raises
    ------
    InvalidParameter
        If it is not typed as a rule is, or has numbers it cannot have.
    UnknownName
        If there is no such rule.
    """
    if isinstance(given, Rule):
        return given
    found = _TYPED.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        raise InvalidParameter(
            f"a threshold rule is a name and its numbers, got {given!r}",
            hint=f"there are: {', '.join(examples())}",
        )
    name = found[1].lower().replace("_", "-")
    if name not in KNOWN:
        raise unknown("threshold rule", plain(found[1]), KNOWN)
    known, numbers = KNOWN[name], _numbers(found[2], given)
    if len(numbers) > known.most:
        raise InvalidParameter(
            f"{name} takes at most {count(known.most, 'number')}, got '{plain(given)}'"
            if known.most
            else f"{name} takes no numbers, got '{plain(given)}'",
            hint=f"{known.example}, say",
        )
    rule = known.make(*numbers)
    rule._check_params()
    return rule


def examples() -> list[str]:
    """Every rule as it may be typed."""
    return [known.example for known in KNOWN.values()]


def _numbers(inside: str | None, given: str) -> list[float]:
    if inside is None or not inside.strip():
        return []
    try:
        return [float(part) for part in inside.split(",")]
    except ValueError:
        raise InvalidParameter(
            f"the brackets of a threshold rule hold numbers, got '{plain(given)}'",
            hint=f"there are: {', '.join(examples())}",
        ) from None
