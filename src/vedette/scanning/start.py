"""From data to a result: read it, and scan it as a whole or, if it is too long, in stretches."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from vedette.core.detector import Detector
from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.core.progress import Progress
from vedette.core.result import Result
from vedette.core.table import Table
from vedette.scanning.long import SAMPLE, scan_long
from vedette.scanning.run import scan_table
from vedette.scanning.segments import Divide
from vedette.scanning.work import Work
from vedette.tables.large import long_table


def scan(
    data: Any,
    *,
    fdr: float = 0.1,
    budget: int | None = None,
    roles: Mapping[str, str] | None = None,
    seed: int = 0,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    where: str | None = None,
    detector: Detector | None = None,
    na: Iterable[Any] | None = None,
    encoding: str | None = None,
    redact: Iterable[str] | None = None,
    sample: int | None = None,
    divide: Divide | None = None,
    progress: Progress | None = None,
) -> Result:
    """Find what looks wrong in a table; the arguments are those of `vedette.scan`.

    detector
        Unfitted; it is fitted here on numbers in units in which 3 is far out
        (`vedette.detectors.features`).

    sample
        Learn from so many rows and judge all in stretches, also if the table fits in memory.

    divide
        Into segments, within which rows are judged.

    Raises InvalidInput if the data cannot be read as a table, InvalidParameter and
    UnknownName if an argument cannot be used, or names a column that is not there.
    """
    started = time.perf_counter()
    check(fdr, budget)
    report = Work(progress or (lambda phase, done, total: None))
    asked: dict[str, Any] = {
        "fdr": fdr,
        "budget": budget,
        "roles": roles or {},
        "seed": seed,
        "detector": detector,
        "progress": report,
    }
    with long_table(
        data,
        select=select,
        ignore=ignore,
        where=where,
        na=na,
        encoding=encoding,
        redact=redact,
        sample=sample,
        progress=report,
    ) as long:
        if isinstance(long, Table):
            result = scan_table(long, divide=divide, **asked)
        elif divide is not None:
            raise InvalidInput(
                f"{long.source.name} is larger than memory: its rows cannot be judged "
                "within segments",
                hint="take fewer rows or columns: --where, --select",
            )
        else:
            result = scan_long(long, sample or SAMPLE, **asked)
    return replace(result, seconds=time.perf_counter() - started)


def check(fdr: float, budget: int | None) -> None:
    if not 0 < fdr < 1:
        raise InvalidParameter(
            f"fdr must be between 0 and 1, got {fdr}", hint="0.1 accepts one false in ten"
        )
    if budget is not None and budget < 1:
        raise InvalidParameter(f"budget must be at least 1 row, got {budget}")
