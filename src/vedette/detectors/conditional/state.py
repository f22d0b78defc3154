"""A fitted conditional model as a dict of plain arrays, and back, bit for bit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidInput
from vedette.detectors.conditional.classes import Classes
from vedette.detectors.conditional.encoding import Column
from vedette.detectors.conditional.numbers import Numbers
from vedette.detectors.conditional.prediction import Fitted
from vedette.detectors.conditional.transform import Transform
from vedette.kernels import _native

VERSION = 1
State = dict[str, npt.NDArray[Any]]
FOREST = ("sizes", "columns", "starts", "nodes", "steps")
FIELDS = ("ridge_columns", "slopes", "intercepts", "edges", "calibration", "resolution")


def dump(fitted: Fitted) -> State:
    """Arrays only: any container of named arrays can keep them."""
    out: State = {
        "version": np.array([VERSION]),
        "settings": np.array([fitted.seed, fitted.folds]),
        "kinds": np.array(fitted.kinds),
        "status": np.array(fitted.status),
        "sources": fitted.sources,
        "centre": fitted.centre,
        "grid": fitted.grid,
        "columns": np.array([_numbers_of(c) for c in fitted.columns]),
    }
    for j, (column, donors) in enumerate(zip(fitted.columns, fitted.donors, strict=True)):
        out[f"{j}.edges"], out[f"{j}.look_up"] = column.edges, column.look_up
        out[f"{j}.donors"] = donors
    if fitted.numbers is not None:
        out["targets"] = np.array(fitted.numbers.targets)
        out.update({f"numbers.{name}": getattr(fitted.numbers, name) for name in FIELDS})
        _put(out, "means", fitted.numbers.means)
        _put(out, "scales", fitted.numbers.scales)
    out["class_targets"] = np.array(sorted(fitted.classes), np.int64)
    for t, model in fitted.classes.items():
        out[f"{t}.names"], out[f"{t}.known"] = model.names, model.known
        out[f"{t}.classes"], out[f"{t}.sizes"] = (
            model.look_up,
            np.array([model.unseen, model.sharpness]),
        )
        _put(out, f"{t}.forests", model.forests)
    return out


def load(state: Mapping[str, npt.NDArray[Any]]) -> Fitted:
    """The model kept by `dump`; refuses what another version wrote."""
    version = int(state["version"][0]) if "version" in state else None
    if version != VERSION:
        raise InvalidInput(
            f"the saved conditional model has version {version}, not {VERSION}",
            hint="fit it again",
        )
    columns = [
        _column(row, state[f"{j}.edges"], state[f"{j}.look_up"])
        for j, row in enumerate(state["columns"].tolist())
    ]
    numbers = None
    if "targets" in state:
        targets = [int(t) for t in state["targets"]]
        numbers = Numbers(
            targets=targets,
            transforms=[columns[t].transform for t in targets],
            means=_get(state, "means"),
            scales=_get(state, "scales"),
            **{name: state[f"numbers.{name}"] for name in FIELDS},
        )
    classes = {
        int(t): Classes(
            int(t),
            state[f"{t}.names"],
            state[f"{t}.known"],
            state[f"{t}.classes"],
            float(state[f"{t}.sizes"][0]),
            float(state[f"{t}.sizes"][1]),
            _get(state, f"{t}.forests"),
        )
        for t in state["class_targets"]
    }
    return Fitted(
        seed=int(state["settings"][0]),
        folds=int(state["settings"][1]),
        kinds=state["kinds"].tolist(),
        sources=state["sources"],
        status=state["status"].tolist(),
        columns=columns,
        donors=[state[f"{j}.donors"] for j in range(len(columns))],
        centre=state["centre"],
        numbers=numbers,
        grid=state["grid"],
        classes=classes,
    )


def _numbers_of(c: Column) -> list[float]:
    t = c.transform
    return [
        c.category, c.fit_clip, c.clip, c.numeric, c.missing, c.indicators, c.useful,
        t.exponent, t.log, t.shift, t.least, t.centre, t.width,
    ]  # fmt: skip


def _column(row: list[float], edges: npt.NDArray[Any], look_up: npt.NDArray[Any]) -> Column:
    category, fit_clip, clip, numeric, missing, indicators, useful, *rest = row
    exponent, log, shift, least, centre, width = rest
    return Column(
        category=bool(category),
        transform=Transform(int(exponent), bool(log), shift, least, centre, width),
        edges=edges,
        look_up=look_up,
        fit_clip=fit_clip,
        clip=clip,
        numeric=bool(numeric),
        missing=bool(missing),
        indicators=int(indicators),
        useful=bool(useful),
    )


def _put(out: State, name: str, forests: Any) -> None:
    for part, array in zip(FOREST, forests.dump(), strict=True):
        out[f"{name}.{part}"] = array


def _get(state: Mapping[str, npt.NDArray[Any]], name: str) -> Any:
    try:
        return _native.Forests.load(*(state[f"{name}.{part}"] for part in FOREST))
    except ValueError as error:
        raise InvalidInput(f"the saved conditional model is damaged: {error}") from None
