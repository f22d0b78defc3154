"""Vedette: point it at a table; it says what looks wrong, why, and how sure that is.

    import vedette
    result = vedette.scan("orders.csv")

Names load on use, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vedette.app.clustering import cluster as cluster
    from vedette.app.comparing import compare as compare
    from vedette.app.differing import diff as diff
    from vedette.app.doctoring import doctor as doctor
    from vedette.app.evaluating import evaluate as evaluate
    from vedette.app.labelling import labels as labels
    from vedette.app.model import Model as Model
    from vedette.app.model import fit as fit
    from vedette.app.model import load as load
    from vedette.app.model import save as save
    from vedette.app.profiling import profile as profile
    from vedette.clustering.model import ClusterModel as ClusterModel
    from vedette.core.diagnosis import Diagnosis as Diagnosis
    from vedette.core.errors import VedetteError as VedetteError
    from vedette.core.gate import Gate as Gate
    from vedette.detectors.combining.ensemble import Ensemble as Ensemble
    from vedette.labelling.verdicts import Verdicts as Verdicts
    from vedette.report.clusters import Clusters as Clusters
    from vedette.report.comparison import Comparison as Comparison
    from vedette.report.evaluation import Evaluation as Evaluation
    from vedette.report.profile import Profile as Profile
    from vedette.report.result import Result as Result

__version__ = "0.1.0"

_HOMES = {
    "Diagnosis": "vedette.core.diagnosis",
    "ClusterModel": "vedette.clustering.model",
    "Clusters": "vedette.report.clusters",
    "Comparison": "vedette.report.comparison",
    "Ensemble": "vedette.detectors.combining.ensemble",
    "Evaluation": "vedette.report.evaluation",
    "Gate": "vedette.core.gate",
    "Model": "vedette.app.model",
    "Profile": "vedette.report.profile",
    "Result": "vedette.report.result",
    "Verdicts": "vedette.labelling.verdicts",
    "VedetteError": "vedette.core.errors",
    "cluster": "vedette.app.clustering",
    "compare": "vedette.app.comparing",
    "diff": "vedette.app.differing",
    "doctor": "vedette.app.doctoring",
    "evaluate": "vedette.app.evaluating",
    "fit": "vedette.app.model",
    "gate": "vedette.app.gating",
    "labels": "vedette.app.labelling",
    "load": "vedette.app.model",
    "profile": "vedette.app.profiling",
    "save": "vedette.app.model",
    "scan": "vedette.app.scanning",
}

__all__ = [
    *("ClusterModel", "Clusters", "Comparison", "Diagnosis", "Ensemble", "Evaluation"),
    *("Gate", "Model", "Profile", "Result", "VedetteError", "Verdicts", "__version__"),
    *("cluster", "compare", "diff", "doctor", "evaluate", "fit", "gate", "labels"),
    *("load", "profile", "save", "scan"),
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'vedette' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
