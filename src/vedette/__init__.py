"""Vedette: point it at a table; it says what looks wrong, why, and how sure that is.

    import vedette
    result = vedette.scan("orders.csv")

Names load on use, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vedette.app.differing import diff as diff
    from vedette.app.model import Model as Model
    from vedette.app.model import fit as fit
    from vedette.app.model import load as load
    from vedette.app.model import save as save
    from vedette.core.errors import VedetteError as VedetteError
    from vedette.core.gate import Gate as Gate
    from vedette.detectors.combining.ensemble import Ensemble as Ensemble
    from vedette.report.result import Result as Result

__version__ = "0.1.0"

_HOMES = {
    "Ensemble": "vedette.detectors.combining.ensemble",
    "Gate": "vedette.core.gate",
    "Model": "vedette.app.model",
    "Result": "vedette.report.result",
    "VedetteError": "vedette.core.errors",
    "diff": "vedette.app.differing",
    "fit": "vedette.app.model",
    "gate": "vedette.app.gating",
    "load": "vedette.app.model",
    "save": "vedette.app.model",
    "scan": "vedette.app.scanning",
}

__all__ = [
    *("Ensemble", "Gate", "Model", "Result", "VedetteError", "__version__"),
    *("diff", "fit", "gate", "load", "save", "scan"),
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'vedette' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
