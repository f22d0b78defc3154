"""What a scan learned, kept beside its result so that rows can be explained later."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import numpy as np

from vedette.app.cache.store import Store
from vedette.core import result as core
from vedette.core.errors import VedetteError
from vedette.report.result import Result

KIND = "run"
# Writing may take at most this share of the scan, or so many seconds, at such a speed.
SHARE = 0.1
SECONDS = 0.1
BYTES_A_SECOND = 500e6  # with its checksum; 350 to 800 MB/s were measured


def keep(store: Store, name: str, result: core.Result) -> None:
    """Keep what the rows of a result are explained by, if it is worth its room and time."""
    from vedette.core.saving import save_content
    from vedette.scanning import recalling
    from vedette.scanning.explaining import Explainer

    explainer, learned = result.explainer, result.learned
    if learned is None or not isinstance(explainer, Explainer):
        return
    if learned.ordered.table.rows != result.rows:  # learned from some of the rows
        return
    try:
        values = recalling.dump(explainer, learned)
        most = min(store.largest, BYTES_A_SECOND * max(SECONDS, SHARE * result.seconds))
        if size_of(values) > most:
            return
        store.place(name, lambda path: save_content(KIND, values, path))
    except (VedetteError, TypeError, ValueError):  # a detector that cannot be saved
        return


def taken(store: Store, name: str, result: Result) -> Result | None:
    """The result with what explains its rows; None if that is not there.

    What is damaged is removed.
    """
    from vedette.core.saving import load_any
    from vedette.scanning import recalling

    path = store.path(name)
    if not path.is_file():
        return None
    try:
        with warnings.catch_warnings(action="ignore"):
            kind, values = load_any(path)
            if kind != KIND:
                raise ValueError(f"it holds a {kind}")
            explainer, learned = recalling.restore(values, result)
    except Exception:  # what a damaged file does to its readers has no end
        store.remove(name)
        return None
    store.use(name)
    row_of_id = explainer.row_of_id
    return replace(result, explainer=explainer, row_of_id=row_of_id, learned=learned)


def size_of(values: Any) -> int:
    """Bytes of all arrays in some values, each counted as often as it is written."""
    if isinstance(values, np.ndarray):
        return int(values.nbytes)
    if isinstance(values, dict):
        return sum(map(size_of, values.values()))
    if isinstance(values, list | tuple):
        return sum(map(size_of, values))
    return 0
