"""What a scan says of the labels of a table: rows whose label looks wrong."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.core.findings import Value


@dataclass(frozen=True, slots=True)
class SuspiciousLabel:
    """One row whose label is unlike that of the rows most like it.

    label, likely
        The label it has, and the one that most of the rows like it have.
    probability
        Of its own label, given where it lies among the rows of its class and of the others.
    agree, compared
        `agree` of the `compared` rows most like it have the likely label.
    """

    row: int  # 0-based
    id: Value
    label: Value
    likely: Value
    probability: float
    agree: int
    compared: int
    text: str


@dataclass(frozen=True, slots=True)
class Labels:
    """What was found in a column of labels.

    classes
        Different labels.
    judged
        Rows that were compared: those with a label of a class that has enough rows.
    fdr
        At most this share of the suspicious labels is expected to be right.
    suspicious
        The least probable first.
    noise
        Estimated share of wrong labels, or None where nothing speaks for a share.
    notes
        What was not compared, and why.
    """

    column: str
    classes: int
    judged: int
    fdr: float
    suspicious: tuple[SuspiciousLabel, ...]
    noise: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def expected_false(self) -> float:
        """At most so many of the suspicious labels are expected to be right."""
        return float(f"{self.fdr * len(self.suspicious):.3g}")
