"""An evaluation as a dataframe: one row for each detector, part, fold and metric."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vedette.core.evaluation import METRICS, Evaluation
from vedette.report.frame import framed

KINDS = {
    "detector": "String",
    "part": "String",
    "fold": "Int64",
    "metric": "String",
    "value": "Float64",
    "low": "Float64",
    "high": "Float64",
    "deviation": "Float64",
}


def to_frame(found: Evaluation, given: Any) -> Any:
    """A frame of the kind of `given`; pandas, polars or a dict of arrays without one."""
    rows = list(records(found))
    columns = {name: [row[i] for row in rows] for i, name in enumerate(KINDS)}
    return framed(columns, KINDS, given)


def records(found: Evaluation) -> Iterator[tuple[Any, ...]]:
    """The rows: means of both parts, then each fold where there are several."""
    for one in found.assessed:
        for name, part in (("validation", one.validation), ("test", one.test)):
            for metric in METRICS if part is not None else ():
                e = getattr(part, metric)
                yield one.detector, name, 0, metric, e.value, e.low, e.high, e.deviation
        for fold in one.by_fold if len(one.by_fold) > 1 else ():
            for metric in METRICS:
                value = getattr(fold, metric)
                yield one.detector, "test", fold.fold, metric, value, None, None, None
