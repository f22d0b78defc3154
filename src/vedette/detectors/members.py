"""Detectors inside other detectors: by name or as they are, never fitted in place."""

from __future__ import annotations

import copy
from typing import Any, TypeVar

from vedette.core.detector import Detector
from vedette.core.errors import InvalidParameter
from vedette.core.estimator import Estimator
from vedette.detectors import catalogue

E = TypeVar("E", bound=Estimator)


def unfitted(given: Any, parameter: str) -> list[Detector]:
    """New, unfitted detectors as `given` in a list: names of the catalogue, or detectors.

    Raises
    ------
    InvalidParameter
        If `given`, the value of `parameter`, is no list of these, or empty.
    UnknownName
        If there is no detector of that name.
    """
    if not isinstance(given, (list, tuple)) or not given:
        raise InvalidParameter(
            f"{parameter} must be a list of detectors or their names, got {given!r}",
            hint=f"{parameter}=['ensemble'], say",
        )
    return [_one(member, f"{parameter}[{i}]") for i, member in enumerate(given)]


def _one(given: Any, where: str) -> Detector:
    made = catalogue.make(given) if isinstance(given, str) else given
    if isinstance(made, Estimator):
        made = copied(made)
    if not isinstance(made, Detector):
        raise InvalidParameter(
            f"{where} must be a detector that learns without labels, got {given!r}"
        )
    return made


def copied(given: E) -> E:
    """An unfitted estimator with the same parameters, copied too."""
    return type(given)(**copy.deepcopy(given.get_params(deep=False)))
