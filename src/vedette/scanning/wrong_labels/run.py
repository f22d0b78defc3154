"""From a column of labels to the rows whose label looks wrong.

A label's probability p is that of its class where the row lies (`humps`). Under the null, in
which labels are drawn by these probabilities, P(p <= t) <= t for a label with p < 1/2; so p
serves as a p-value, and Benjamini and Hochberg's step-up over all rows holds the share of
right labels among the listed ones. A row is only listed if most rows like it are of one
other class.

References
----------
.. [1] Benjamini and Hochberg, "Controlling the false discovery rate", JRSS B 57, 1995.
.. [2] Northcutt, Jiang and Chuang, "Confident learning: estimating uncertainty in dataset
   labels", JAIR 70, 2021.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from vedette.core import wording
from vedette.core.arrays import Matrix, Vector
from vedette.core.errors import InvalidParameter
from vedette.core.findings import Value
from vedette.core.labels import Labels, SuspiciousLabel
from vedette.core.redaction import REDACTED
from vedette.core.result import Result
from vedette.core.table import Column, Roles, Table
from vedette.scanning.learning import COPIES, Ordered
from vedette.scanning.order import row_hashes
from vedette.scanning.wrong_labels.humps import fit_humps
from vedette.scanning.wrong_labels.likeness import codes, leaning, likeness, nearest

Codes = npt.NDArray[np.int64]

COMPARED = 10  # rows most like a row
MAJORITY = 0.6  # of these, for a row to be listed
LEAST = 20  # rows of a class, and of the others, to judge its labels
MOST_CLASSES = 50
REACH = 5  # the distance to a class is that to its fifth nearest row
MOST_ROWS = 50_000
# Of the rows, at most this share may lean to a class exactly as another row does.
TIED = 0.1
# Labels that lie nearer to the border than right ones at this p-value are not listed.
SHALLOW = 0.005


def judge_labels(ordered: Ordered, result: Result, column: str, fdr: float) -> Labels:
    """What looks wrong among the labels of a table that was scanned.

    ordered, result
        The table in canonical order, and what the scan said of it.

    Raises
    ------
    InvalidParameter
        If the column holds no labels: one value only, or too many.
    """
    if ordered.table.rows != result.rows:
        note = "labels are compared only in tables that are judged as a whole"
        present = _classes(ordered.table[column])[2]
        return Labels(column, present, 0, fdr, (), notes=(note,))
    numbers = ordered.rows
    if result.row_numbers is not None:
        numbers = result.row_numbers[numbers]
    return judged_of(ordered.table, result.roles, column, fdr, numbers, result.seed)


def judged_of(
    table: Table,
    roles: Roles,
    column: str,
    fdr: float,
    numbers: npt.NDArray[np.int64],
    seed: int = 0,
) -> Labels:
    """The same of a table whose rows have these `numbers` (n,)."""
    labels = table[column]
    code, classes, present = _classes(labels)
    kept, notes = _judged(code, classes, labels)
    if len(np.unique(code[kept])) < 2:
        notes.append(f"nothing is compared: no two labels stand in {LEAST} rows each")
        return Labels(column, present, 0, fdr, (), notes=tuple(notes))
    kept, left = _drawn(without_copies(table, roles, kept, seed), seed)
    own = code[kept]
    points = likeness(_taken(table, kept), roles, column, own)
    if not points.shape[1]:
        notes.append("nothing is compared: no column says what a row is like")
        return Labels(column, present, 0, fdr, (), notes=tuple(notes))
    lean = leanings(points, own)
    if tied(lean):
        notes.append(
            "nothing is compared: rows take few different values, so many lie equally near"
        )
        return Labels(column, present, 0, fdr, (), notes=tuple(notes))
    notes += left
    p, noise = probabilities(lean, own)
    near = nearest(points, min(COMPARED, len(points) - 1))
    likely, agree = _majority(own[near], classes)
    p_value = np.where((likely != own) & (agree >= MAJORITY * near.shape[1]), p, 1.0)
    p_value[p_value >= 0.5] = 1.0
    listed = _stepped_up(p_value, fdr)
    smooth = overlapping(listed, own, likely, lean)
    if smooth.any():
        rows = wording.count(int(smooth.sum()), "row")
        notes.append(
            f"{rows} not listed: their labels are unlike those of their neighbours mostly "
            "near the border, as right labels of classes that overlap are"
        )
    listed = listed[~smooth]
    said = _Sayer(table, roles, labels, code, numbers)
    return Labels(
        column=column,
        classes=present,
        judged=len(kept),
        fdr=fdr,
        suspicious=tuple(
            said.of(int(kept[i]), int(likely[i]), float(p[i]), int(agree[i]), near.shape[1])
            for i in listed
        ),
        noise=noise,
        notes=tuple(notes),
    )


def leanings(points: Matrix, code: Codes) -> dict[int, Vector]:
    """By class, how each row (n,) leans to it; of two classes to one as away from the other."""
    present = [int(c) for c in np.unique(code)]
    if len(present) == 2:
        x = leaning(points, code == present[0], REACH)
        return {present[0]: x, present[1]: -x}
    return {c: leaning(points, code == c, REACH) for c in present}


def probabilities(lean: Mapping[int, Vector], code: Codes) -> tuple[Vector, float | None]:
    """The probability (n,) of each row's own class, and the share of exchanged labels.

    lean, code
        By class, how each row (n,) leans to it; the class (n,) of each row. Every class has
        at least LEAST rows.
    """
    p = np.ones(len(code))
    exchanged = 0.0
    for c in list(lean)[:1] if len(lean) == 2 else lean:
        inside = code == c
        x = lean[c]
        share = float(inside.mean())
        humps = fit_humps(x, inside)
        here = humps.probability(x, share)
        p[inside] = here[inside]
        exchanged += humps.exchanged[0] * share
        if len(lean) == 2:
            p[~inside] = 1 - here[~inside]
            exchanged += humps.exchanged[1] * (1 - share)
    return p, exchanged or None


def tied(lean: Mapping[int, Vector]) -> bool:
    """Whether too many rows lean exactly as another does, so that no class is one hump.

    Where rows take few different values, or are mostly zeros, distances are of few sizes. The
    humps then fit single sizes instead of classes, and right labels look improbable.
    """
    x = next(iter(lean.values())).round(9)
    _, place, count = np.unique(x, return_inverse=True, return_counts=True)
    return bool((count[place] > 1).mean() > TIED)


def overlapping(
    listed: Codes, own: Codes, likely: Codes, lean: Mapping[int, Vector]
) -> npt.NDArray[np.bool_]:
    """(k,) which listed rows are those of overlapping classes.

    Labels that were exchanged lie anywhere in the class that they are really of. Right labels
    of a class that reaches into another lie mostly near the border. So the listed rows of a
    class are compared with all rows of the other class at least as far beyond the border, by
    a Wilcoxon-Mann-Whitney test of how they lean.
    """
    from scipy.stats import mannwhitneyu

    smooth = np.zeros(len(listed), dtype=bool)
    for c, other in {(int(own[i]), int(likely[i])) for i in listed}:
        mine = (own[listed] == c) & (likely[listed] == other)
        here = lean[c][listed[mine]]
        among = lean[c][(own == other) & (lean[c] <= here.max())]
        if len(among):
            nearer = mannwhitneyu(here, among, alternative="greater").pvalue
            smooth[mine] = nearer < SHALLOW
    return smooth


def _stepped_up(p: Vector, fdr: float) -> Codes:
    """The places with small p, ascending, by Benjamini and Hochberg's step-up."""
    order = np.argsort(p, kind="stable")
    within = np.flatnonzero(p[order] <= fdr * np.arange(1, len(p) + 1) / len(p))
    return order[: within[-1] + 1] if within.size else order[:0]


def _majority(near: Codes, classes: int) -> tuple[Codes, Codes]:
    """The class (n,) that most of the near rows (n, k) have, and how many have it."""
    counts = np.zeros((len(near), classes), dtype=np.int64)
    for j in range(near.shape[1]):
        counts[np.arange(len(near)), near[:, j]] += 1
    return counts.argmax(axis=1), counts.max(axis=1)


def _classes(labels: Column) -> tuple[Codes, int, int]:
    """The class (n,) of each row, -1 for none; what its codes stay below; how many occur."""
    code, _ = codes(labels)
    present = len(np.unique(code[code >= 0]))
    if present < 2:
        raise InvalidParameter(
            f"{wording.show(labels.name)} holds {wording.count(present, 'label')}: "
            "nothing can be compared",
            hint="a label is a known answer of each row: yes or no, or one of few kinds",
        )
    if present > MOST_CLASSES:
        raise InvalidParameter(
            f"{wording.show(labels.name)} holds {present:,} different values; labels have "
            f"at most {MOST_CLASSES}",
            hint="a label is a known answer of each row: yes or no, or one of few kinds",
        )
    return code, int(code.max()) + 1, present


def _judged(code: Codes, classes: int, labels: Column) -> tuple[Codes, list[str]]:
    """The rows that can be compared, and what is said of the others."""
    counts = np.bincount(code[code >= 0], minlength=classes)
    enough = counts >= LEAST
    notes = []
    if (code < 0).any():
        without = int(np.count_nonzero(code < 0))
        notes.append(f"{wording.count(without, 'row')} without a label")
    few = counts[(counts > 0) & ~enough]
    if few.size:
        notes.append(
            f"{wording.count(int(few.sum()), 'row')} of {wording.count(len(few), 'label')} "
            f"that fewer than {LEAST} rows have"
        )
    return np.flatnonzero((code >= 0) & enough[code]), notes


def without_copies(table: Table, roles: Roles, kept: Codes, seed: int) -> Codes:
    """The rows `kept`, of copies the first: a row copied with its label would vouch for it.

    In a table of few different rows, equal ones are no copies; there all are kept.
    """
    silent = frozenset(c.name for c in table if roles[c.name].kind in ("id", "ignore"))
    content = row_hashes(table, seed, leave_out=silent)[kept]
    first = np.unique(content, return_index=True)[1]
    return kept[np.sort(first)] if len(first) >= COPIES * len(kept) else kept


def _drawn(kept: Codes, seed: int) -> tuple[Codes, list[str]]:
    """At most MOST_ROWS of the rows, drawn at random."""
    if len(kept) <= MOST_ROWS:
        return kept, []
    left = wording.count(len(kept) - MOST_ROWS, "row")
    chosen = np.random.default_rng(seed).choice(kept, MOST_ROWS, replace=False)
    return np.sort(chosen), [f"{left} beyond the {MOST_ROWS:,} that were drawn"]


def _taken(table: Table, rows: Codes) -> Table:
    columns = tuple(column.take(rows) for column in table)
    return replace(table, columns=columns, rows=len(rows), frame=None, row_numbers=None)


class _Sayer:
    """Puts a row whose label looks wrong into words."""

    def __init__(
        self,
        table: Table,
        roles: Roles,
        labels: Column,
        code: Codes,
        numbers: npt.NDArray[np.int64],
    ) -> None:
        self.ids = next((c for c in table if roles[c.name].kind == "id"), None)
        self.labels = labels
        # By class, a row that has it.
        self.example = dict(zip(code.tolist(), range(len(code)), strict=True))
        self.numbers = numbers

    def of(
        self, row: int, likely: int, p: float, agree: int, compared: int
    ) -> SuspiciousLabel:
        own = self.labels.cell(row)
        other = self.labels.cell(self.example[likely])
        name = wording.show(self.labels.name)
        number = int(self.numbers[row])
        return SuspiciousLabel(
            row=number,
            id=None if self.ids is None else self.ids.cell(row),
            label=own,
            likely=other,
            probability=float(f"{p:.3g}"),
            agree=agree,
            compared=compared,
            text=f"{name} is {spoken(own)}; {agree} of the {compared} rows most like it are "
            f"{spoken(other)}",
        )


def spoken(label: Value) -> str:
    """A label in a sentence: texts in quotes."""
    shown = wording.as_read(label)
    return f"'{shown}'" if isinstance(label, str) and label != REDACTED else shown
