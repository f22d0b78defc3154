"""Explaining the rows of a table again, from what was kept of its scan.

A row is explained by what the scan learned, and by what it found out on its way and would
not find out in the same way again: which values it mended in the rows that it accused, what
it expected there, and on what the values in question rest (`Fit.shares`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from vedette.core.result import Result
from vedette.scanning import keeping
from vedette.scanning.explaining import Explainer, describer, ids_of
from vedette.scanning.learning import Learned

Values = dict[str, Any]


def dump(explainer: Explainer, learned: Learned) -> Values:
    """Values, arrays and detectors: what `core.saving.save_content` takes."""
    fits = learned.judged.fits
    place = {id(fit): i for i, fit in enumerate(fits)}
    mended = [
        (place[fit], row, target, value)
        for (fit, row), values in explainer.about._mended.items()
        for target, value in values.items()
    ]
    return {
        "learned": keeping.dump(learned),
        "mended": np.array([cell[:3] for cell in mended], dtype=np.int64).reshape(-1, 3),
        "values": np.array([cell[3] for cell in mended], dtype=np.float64),
        "expected": expected(explainer, learned),
        "asked": [asked(fit._shares) for fit in fits],
        "shares": [stacked(fit._shares) for fit in fits],
    }


def expected(explainer: Explainer, learned: Learned) -> dict[str, Any]:
    """What was expected of wrong cells: (k,) rows, columns by place, and values."""
    names = {name: i for i, name in enumerate(learned.ordered.table.names)}
    said = explainer.about.expected
    return {
        "rows": np.array([row for row, _ in said], dtype=np.int64),
        "columns": np.array([names[column] for _, column in said], dtype=np.int64),
        "values": np.array(list(said.values()), dtype=np.float64),
    }


def asked(shares: dict[tuple[int, int], Any]) -> Any:
    """(k, 2) the row and target of each."""
    return np.array(list(shares), dtype=np.int64).reshape(-1, 2)


def stacked(shares: dict[tuple[int, int], Any]) -> Any:
    """(k, features) the shares of each."""
    if not shares:
        return np.empty((0, 0))
    return np.stack(list(shares.values()))


def restore(values: Values, result: Result) -> tuple[Explainer, Learned]:
    """What explains the rows of a result, from what `dump` gave.

    Raises ValueError, KeyError, TypeError or the like for what it never gives.
    """
    learned = keeping.restore(values["learned"])
    if learned.ordered.table.rows != result.rows or learned.roles != result.roles:
        raise ValueError("it was learned from another table")
    about = describer(learned, result.row_numbers)
    fits, n = learned.judged.fits, result.rows
    cells, mended = values["mended"], values["values"]
    for (i, row, target), value in zip(cells.tolist(), mended.tolist(), strict=True):
        if not (0 <= i < len(fits) and 0 <= row < n and target in fits[i].z):
            raise ValueError("a mended value stands nowhere")
        about._mended.setdefault((id(fits[i]), row), {})[target] = float(value)
    said, names = values["expected"], learned.ordered.table.names
    rows = keeping.inside(said["rows"], n).tolist()
    columns = keeping.inside(said["columns"], len(names)).tolist()
    for row, i, value in zip(rows, columns, said["values"].tolist(), strict=True):
        about.expected[row, names[i]] = float(value)
    pairs = zip(fits, values["asked"], values["shares"], strict=True)
    for fit, keys, shares in pairs:
        if len(keys) and shares.shape != (len(keys), len(fit.design.parts)):
            raise ValueError("shares are not those of its features")
        for (row, target), share in zip(keys.tolist(), shares, strict=True):
            fit._shares[row, target] = keeping.finite(share)
    explainer = Explainer(
        about, ids_of(learned), result.findings, result.groups, result.facts
    )
    return explainer, learned
