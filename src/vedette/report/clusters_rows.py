"""Which cluster every row is in, as a frame or a file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from vedette.core.clusters import Clusters
from vedette.report.frame import framed

FORMATS = {
    "csv": "FORMAT csv, HEADER true",
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "jsonl": "FORMAT json",
}
_KINDS = {
    "row": "Int64",
    "cluster": "Int64",
    "distance": "Float64",
    "sigmas": "Float64",
    "outlier": "Boolean",
}


def columns(found: Clusters) -> dict[str, np.ndarray]:
    """`row` (from 0), `cluster` (from 1; 0 for none), `distance` to its centre, `sigmas`
    beyond the usual distance (both NaN for none), and whether it is an `outlier`."""
    placed = found.assignments
    return {
        "row": placed.rows,
        "cluster": placed.clusters,
        "distance": placed.distances,
        "sigmas": placed.sigmas,
        "outlier": placed.outliers,
    }


def frame(found: Clusters) -> Any:
    """The same as a frame of the kind that was given; no value where there is none."""
    cells = {
        name: [None if v != v else v for v in values.tolist()]
        for name, values in columns(found).items()
    }
    return framed(cells, dict(_KINDS), found.frame)


def dump(found: Clusters, form: str) -> bytes:
    """A file of all rows: 'csv', 'parquet' or 'jsonl'."""
    from vedette.tables.engine import connection, literal

    given = columns(found)
    said = ", ".join(
        f"CASE WHEN isnan({name}) THEN NULL ELSE round({name}, 6) END AS {name}"
        if name in ("distance", "sigmas")
        else name
        for name in given
    )
    with connection() as con, tempfile.TemporaryDirectory(prefix="vedette-") as folder:
        con.register("given", given)
        path = Path(folder) / f"rows.{form}"
        con.execute(
            f"COPY (SELECT {said} FROM given) TO {literal(str(path))} ({FORMATS[form]})"
        )
        return path.read_bytes()
