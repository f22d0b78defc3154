"""Detectors by name: ours, PyOD's and scikit-learn's, each with its defaults.

A method is called `library name`, as in 'vedette ensemble', 'pyod IForest' or 'sklearn
LocalOutlierFactor'. `scores` fits it on rows and gives how odd each of these rows is.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
from functools import cache
from pathlib import Path

import numpy as np

from comparing.labelled import unit_range

# PyOD's module of each class. The first eleven are the rivals of `accuracy.py`.
PYOD = {
    "IForest": "iforest",
    "KNN": "knn",
    "LOF": "lof",
    "HBOS": "hbos",
    "ECOD": "ecod",
    "COPOD": "copod",
    "PCA": "pca",
    "OCSVM": "ocsvm",
    "CBLOF": "cblof",
    "GMM": "gmm",
    "INNE": "inne",
    "MCD": "mcd",
    "LODA": "loda",
    "KDE": "kde",
}
RIVALS = tuple(PYOD)[:11]
SKLEARN = {
    "IsolationForest": "sklearn.ensemble",
    "LocalOutlierFactor": "sklearn.neighbors",
    "OneClassSVM": "sklearn.svm",
    "EllipticEnvelope": "sklearn.covariance",
}
PACKAGES = {"vedette": "vedette", "pyod": "pyod", "sklearn": "scikit-learn"}


def installed(library: str) -> bool:
    return importlib.util.find_spec(library) is not None


@cache
def version(library: str) -> str:
    """What is installed; of ours a fingerprint, since the version says too little."""
    if library != "vedette":
        return importlib.metadata.version(PACKAGES[library])
    found = importlib.util.find_spec("vedette")
    assert found is not None
    assert found.origin is not None
    root = Path(found.origin).parent
    made = hashlib.blake2b(digest_size=6)
    for folder in ("core", "detectors", "kernels"):
        for path in sorted((root / folder).rglob("*.py")):
            made.update(path.read_bytes())
    return made.hexdigest()


def scores(
    method: str, X: np.ndarray, seed: int, *, given: dict[str, object] | None = None
) -> np.ndarray:
    """How odd each row of X (n, d) is to a method that was fitted on X: (n,), higher is odder.

    Peers get columns brought to 0..1; ours bring columns to robust units by themselves.
    `given` are parameters other than defaults.
    """
    library, name = method.split(" ", 1)
    if library == "vedette":
        return ours(name, X, seed, given or {})
    if library == "pyod":
        return pyods(name, unit_range(X), seed)
    return sklearns(name, unit_range(X), seed)


def ours(name: str, X: np.ndarray, seed: int, given: dict[str, object]) -> np.ndarray:
    from vedette.core.detector import Detector
    from vedette.detectors.catalogue import class_of, entry, make

    known = class_of(entry(name))._param_names()
    wanted = {"scale": "robust", "random_state": seed}
    made = make(name, **{k: v for k, v in wanted.items() if k in known} | given)
    assert isinstance(made, Detector)
    return np.asarray(made.fit_unusualness(X))


def _seeded(made: type, seed: int) -> object:
    """With a seed, where it takes one."""
    try:
        return made(random_state=seed)
    except TypeError:
        return made()


def pyods(name: str, X: np.ndarray, seed: int) -> np.ndarray:
    made = getattr(importlib.import_module(f"pyod.models.{PYOD[name]}"), name)
    return np.asarray(_seeded(made, seed).fit(X).decision_scores_)  # type: ignore[attr-defined]


def sklearns(name: str, X: np.ndarray, seed: int) -> np.ndarray:
    made = getattr(importlib.import_module(SKLEARN[name]), name)
    fitted = _seeded(made, seed).fit(X)  # type: ignore[attr-defined]
    if name == "LocalOutlierFactor":
        return -np.asarray(fitted.negative_outlier_factor_)
    return -np.asarray(fitted.score_samples(X))
