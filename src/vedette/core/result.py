"""The result of a scan: one object that every surface draws from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.findings import Explanation, Fact, Finding, Group
from vedette.core.labels import Labels
from vedette.core.pictures import Pictures
from vedette.core.segments import Segments
from vedette.core.table import Roles, Source
from vedette.core.verdicts import Labelled


@dataclass(frozen=True)
class Result:
    """What a scan found in a table.

    Attributes
    ----------
    findings
        Most surprising first.
    groups
        Findings that share a reason, most surprising first; `groups[i].group == i + 1`.
    facts
        Counted, certain; most worth reading first.
    expected_false
        At most this many findings are expected to be false. None with a budget: no rate is
        stated for the N most surprising rows.
    checked, not_checked
        What was looked at and what was not, each in a few words.
    notes
        What the user should know of how the table was understood: "3,322 rows ...".
    needed
        None if the table could be judged; else how many rows would do.
    row_numbers
        (rows,) ascending 0-based numbers of the rows in what was read, if a condition left
        some out. Findings, groups and facts speak of these.
    detector
        The one that was chosen to judge the rows, by name and parameters; None: all views.
    labels
        What looks wrong in a column of labels, if one was named; apart from the findings.
    segments
        Which segments are odd among their peers, if rows were judged within segments; apart
        from the findings.
    redacted
        Columns whose values took part and are shown nowhere: what is drawn, kept or written
        of a result asks here first. A report draws no picture of such a column, a kept run
        holds the result alone, and a model says in its manifest what it must not show.
        Nothing else in a result holds a value of theirs but `frame`, `learned` and
        `explainer`, which stay in memory.
    learned
        By what the rows were judged, for those who explain, draw or keep it; None without.
    kept
        It was taken from an earlier run of the same scan, which took `seconds`.
    pictures
        What its pictures are drawn from, where they were gathered already.
    labelled
        What verdicts of people did to it: then findings they called expected are set apart,
        and the others may stand in an order learned from them. `expected_false` speaks of
        the findings that the scan chose, before any was set apart.
    time_text
        How the time column runs ("every 5 min", "hourly for each origin"), or "".
    """

    source: Source
    rows: int
    roles: Roles
    fdr: float | None
    budget: int | None
    seed: int
    findings: tuple[Finding, ...]
    groups: tuple[Group, ...]
    facts: tuple[Fact, ...]
    expected_false: float | None
    checked: tuple[str, ...]
    not_checked: tuple[str, ...]
    seconds: float
    time_text: str = ""
    notes: tuple[str, ...] = ()
    detector: str | None = None
    labels: Labels | None = None
    segments: Segments | None = None
    needed: int | None = None
    redacted: tuple[str, ...] = ()
    labelled: Labelled | None = None
    row_numbers: npt.NDArray[np.int64] | None = field(default=None, repr=False)
    row_of_id: Callable[[str], int | None] = field(default=lambda _: None, repr=False)
    explainer: Callable[[int], Explanation] | None = field(default=None, repr=False)
    frame: Any = field(default=None, repr=False)
    learned: Any = field(default=None, repr=False)
    pictures: Pictures | None = field(default=None, repr=False)
    version: str = ""
    kept: bool = field(default=False, repr=False)
