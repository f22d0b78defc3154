"""What the checks ask with: models made afresh, and refusals in the right words."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from vedette.core.detector import Detector
from vedette.core.errors import InvalidInput


def fresh(detector: Detector) -> Detector:
    """An unfitted detector with the same parameters."""
    return type(detector)(**copy.deepcopy(detector.get_params(deep=False)))


def fitted(detector: Detector, X: Any) -> Detector:
    """A fresh detector, fitted on X."""
    return fresh(detector).fit(X)


def raises(error: type[Exception], call: Callable[[], object]) -> bool:
    """Whether the call ends with this error."""
    try:
        call()
    except error:
        return True
    return False


def refused(call: Callable[[], Any], *words: str) -> bool:
    """Whether the call is refused as InvalidInput in a message that has all the words."""
    try:
        call()
    except InvalidInput as error:
        return all(word in str(error) for word in words)
    return False
