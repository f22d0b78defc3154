"""Vedette: point it at a table; it says what looks wrong, why, and how sure that is.

    import vedette
    result = vedette.scan("orders.csv")

Names load on use, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vedette.core.errors import VedetteError as VedetteError
    from vedette.core.saving import load as load
    from vedette.core.saving import save as save
    from vedette.detectors.combining.ensemble import Ensemble as Ensemble
    from vedette.report.result import Result as Result

__version__ = "0.1.0"

_HOMES = {
    "Ensemble": "vedette.detectors.combining.ensemble",
    "Result": "vedette.report.result",
    "VedetteError": "vedette.core.errors",
    "load": "vedette.core.saving",
    "save": "vedette.core.saving",
    "scan": "vedette.app.scanning",
}

__all__ = ["Ensemble", "Result", "VedetteError", "__version__", "load", "save", "scan"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'vedette' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
