"""What is missing, and which columns are missing together."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix
from vedette.core.profile import Absence, Pattern, Together
from vedette.core.table import Table

Mask = npt.NDArray[np.bool_]
MOST_KINDS = 50_000  # different patterns that are counted
MOST_COLUMNS = 60  # compared with each other, those with most missing first
SHOWN_PATTERNS, SHOWN_PAIRS, SHOWN_COLUMNS = 12, 12, 200
CELLS_AT_ONCE = 20_000_000
LEAST, ASSOCIATED, CLEAR = 5, 0.2, 4.0  # rows, phi, standard errors


@dataclass(eq=False)
class Patterns:
    """How often each set of columns is missing, over the rows that were added.

    kinds
        Rows by pattern, a bit a column. New patterns beyond `MOST_KINDS` are only counted.
    """

    names: tuple[str, ...]
    rows: int = 0
    kinds: dict[bytes, int] = field(default_factory=dict)
    uncounted: int = 0

    def add(self, table: Table) -> None:
        """Join the rows of a table, in parts of bounded size."""
        step = max(1, CELLS_AT_ONCE // max(1, len(self.names)))
        for start in range(0, table.rows, step):
            stop = min(start + step, table.rows)
            lost = np.empty((stop - start, len(self.names)), dtype=bool)
            for j, column in enumerate(table):
                values = column.values[start:stop]
                match column.kind:
                    case "text":
                        lost[:, j] = values < 0
                    case "time":
                        lost[:, j] = np.isnat(values)
                    case _:
                        lost[:, j] = np.isnan(values)
            self._add(lost)

    def _add(self, lost: Mask) -> None:
        self.rows += len(lost)
        lost = lost[lost.any(axis=1)]
        if not len(lost):
            return
        packed = np.ascontiguousarray(np.packbits(lost, axis=1))
        keys, counts = np.unique(
            packed.view(f"V{packed.shape[1]}").ravel(), return_counts=True
        )
        for key, count in zip(keys, counts.tolist(), strict=True):
            kind = key.tobytes()
            if kind in self.kinds or len(self.kinds) < MOST_KINDS:
                self.kinds[kind] = self.kinds.get(kind, 0) + count
            else:
                self.uncounted += count

    def masks(self) -> tuple[Mask, npt.NDArray[np.int64]]:
        """(k, d) the patterns and (k,) how often each occurs, most frequent first."""
        ordered = sorted(self.kinds.items(), key=lambda item: (-item[1], item[0]))
        width = (len(self.names) + 7) // 8
        raw = np.frombuffer(b"".join(kind for kind, _ in ordered), dtype=np.uint8)
        packed = raw.reshape(len(ordered), width)
        found = np.unpackbits(packed, axis=1, count=len(self.names)).astype(bool)
        return found, np.array([count for _, count in ordered], dtype=np.int64)


def absence(seen: Patterns) -> Absence:
    """The patterns that were counted, in words' order.

    Columns without any value are left out of patterns and pairs: they are in every one.
    """
    masks, counts = seen.masks()
    lost = counts @ masks  # (d,) missing by column, but for what was not counted
    empty = (lost == seen.rows) & (seen.rows > 0)
    order = [int(j) for j in np.argsort(-lost, kind="stable") if lost[j] and not empty[j]]
    masks = masks & ~empty
    patterns = [
        Pattern(tuple(seen.names[j] for j in order if mask[j]), int(count))
        for mask, count in zip(masks, counts, strict=True)
        if mask.any()
    ]
    in_some = sum(one.count for one in patterns) + seen.uncounted
    shown = patterns[:SHOWN_PATTERNS]
    return Absence(
        cells=int(lost.sum()),
        rows=in_some,
        complete=seen.rows - in_some,
        columns=tuple(seen.names[j] for j in order[:SHOWN_COLUMNS]),
        patterns=tuple(shown),
        more=len(patterns) - len(shown),
        together=tuple(pairs(seen, masks, counts, unlike(masks, order))),
    )


def unlike(masks: Mask, order: list[int]) -> list[int]:
    """The first of each set of columns that always miss the same rows."""
    first: dict[bytes, int] = {}
    for j in order:
        first.setdefault(masks[:, j].tobytes(), j)
    return list(first.values())[:MOST_COLUMNS]


def pairs(
    seen: Patterns, masks: Mask, counts: npt.NDArray[np.int64], order: list[int]
) -> list[Together]:
    """Pairs of columns whose missing rows have to do with each other, clearest first."""
    some = masks[:, order].astype(float)
    n = float(seen.rows)
    both: Matrix = some.T @ (some * counts[:, None])
    alone = np.diag(both)
    found = []
    for i, a in enumerate(order):
        for j in range(i + 1, len(order)):
            expected = alone[i] * alone[j] / n
            spread = np.sqrt(expected * (n - alone[i]) * (n - alone[j]) / n)
            phi = float((both[i, j] - expected) / spread)
            least = max(float(both[i, j]), expected)
            if least < LEAST or abs(phi) < ASSOCIATED or abs(phi) * np.sqrt(n) < CLEAR:
                continue
            first, second = sorted((a, order[j]))
            names = seen.names[first], seen.names[second]
            found.append(Together(*names, int(both[i, j]), float(expected), phi))
    found.sort(key=lambda one: (-abs(one.association), -one.both))
    return found[:SHOWN_PAIRS]
