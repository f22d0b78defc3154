"""Into which segments a scan divides its rows: a column's name, or a model of clusters."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from vedette.core.errors import InvalidParameter

if TYPE_CHECKING:
    from vedette.clustering.model import ClusterModel
    from vedette.core.segments import Division
    from vedette.core.table import Table
    from vedette.scanning.segments import Divide

By: TypeAlias = "str | os.PathLike[str] | ClusterModel"
SUFFIX = ".vedette"


@dataclass(frozen=True)
class Dividing:
    """What divides the rows of a table into segments.

    columns
        Those that tell the segments, and so must be read.
    """

    columns: tuple[str, ...]
    divide: Divide

    def among(self, names: list[str] | None) -> list[str] | None:
        """The columns to read, with those that tell the segments."""
        if names is None:
            return None
        return [*names, *(name for name in self.columns if name not in names)]


def is_file(by: Any) -> bool:
    """Whether the file of a model is meant, and not a column."""
    return isinstance(by, os.PathLike) or (isinstance(by, str) and by.endswith(SUFFIX))


def dividing(by: Any) -> Dividing:
    """What divides the rows of a table.

    by
        A column's name; or a model of clusters, or the file of one (`.vedette`).

    Raises
    ------
    InvalidParameter
        If it is neither, or a model that makes no segments.
    """
    from vedette.clustering.model import ClusterModel
    from vedette.scanning.segments import named_by

    if isinstance(by, str) and not is_file(by):
        return Dividing((by,), named_by(by))
    model = by
    if is_file(by):
        from vedette.app.model import load

        model = load(by)
    if not isinstance(model, ClusterModel):
        kind = type(model).__name__
        raise InvalidParameter(
            f"by is {kind}: it is a column's name, or a model of clusters"
            if model is by
            else f"{os.fspath(by)} holds {kind}, which makes no segments",
            hint="`vedette cluster FILE --save-model groups.vedette` writes one that does",
        )
    if model.k < 2:
        raise InvalidParameter(
            f"the model of {model.source} has {model.k} cluster: its rows are in no segments",
            hint="without segments (--by) rows are judged against each other",
        )
    return Dividing(model.columns, lambda table: by_cluster(table, model))


def by_cluster(table: Table, model: ClusterModel) -> Division:
    """The clusters of a table's rows, and the rows that are far from all."""
    import numpy as np

    from vedette.core.segments import Division

    placed = model.place(table)
    far = np.flatnonzero(placed.outliers).astype(np.int64)
    names = tuple(range(1, model.k + 1))
    return Division("cluster", placed.clusters - 1, names, far=far)


def check(by: Dividing, *, ignore: list[str] | None, detector: Any, sample: Any) -> None:
    """Refuse what makes no sense together with segments."""
    for name in by.columns:
        if name in (ignore or ()):
            raise InvalidParameter(
                f"{name!r} tells the segments, and is to be ignored",
                hint="read it: a column of segments is not judged itself",
            )
    for name, other, why, do in (
        (
            "detector",
            detector,
            "a detector judges rows by the whole table",
            "leave one out",
        ),
        (
            "sample",
            sample,
            "of each segment all rows are needed",
            "to read less: where (--where), select (--select)",
        ),
    ):
        if other is not None:
            raise InvalidParameter(f"by and {name} exclude each other: {why}", hint=do)
