"""Rules between kinds that a few rows break: currency is EUR for country DE, but in 4 rows.

For a value a of A, let b be the commonest value of B, s the rows with A = a, o those among
them where B is not b, and e = s (1 - P(B = b)) what o would be if A and B had nothing to do
with each other. It is a rule if s >= 50, o is at most 1 % of s (in small groups 5 rows, but
never more than 3 %), at most 5 % of e, and P(Poisson(e) <= o) < 1e-6 / cells. The rule is
broken if o > 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.findings import Fact
from vedette.tables.facts.columns import Coded, Rows, log_chance, strided
from vedette.tables.facts.wording import differ, fact, name

SUPPORT = 50
SMALL_GROUP = 5
# Of many flights some always have one carrier: with more values than these, four fifths of
# those with support must have a rule before one of them is worth a line.
FEW_VALUES = 12
MANY_RULED = 0.8
MOST_CELLS = 1 << 21  # of one table of counts
MOST_COLUMNS = 60
FULL_COUNTS = 40_000_000  # rows x pairs; beyond it pairs are first tried on a sample
SCREEN = 50_000
MOST_FACTS = 8
MOST_TRIPLE_COLUMNS = 8
TRIPLES = 5.0  # stricter by this much in log level: there are many more of them
JOIN = "\0"  # between the names of two columns taken as one


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule that `rows` break; `of` determines `column` in `holds` rows."""

    column: str
    of: tuple[str, ...]
    rows: Rows
    holds: int
    text: str
    quantity: bool


@dataclass
class Rules:
    """What was found: rules that are broken, and columns that others determine."""

    broken: list[Rule] = field(default_factory=list)
    exact: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Counts:
    """Of each value of A: its rows, the commonest B, the exceptions seen and expected."""

    support: Vector
    best: npt.NDArray[np.int64]
    seen: Vector
    expected: Vector

    def ruled(self, log_level: float) -> npt.NDArray[np.bool_]:
        """Which values of A have a rule, broken or not."""
        few = np.minimum(np.maximum(5, 0.01 * self.support), 0.03 * self.support)
        return np.asarray(
            (self.support >= SUPPORT)
            & (self.seen <= few)
            & (self.seen <= 0.05 * self.expected)
            & (log_chance(self.seen, self.expected) < log_level)
        )


def find_rules(columns: Sequence[Coded], presences: Sequence[Coded] = ()) -> Rules:
    """Rules between pairs of columns and, where no pair explains it, triples."""
    columns = columns[:MOST_COLUMNS]
    rules = Rules()
    targets = [*columns, *presences[: MOST_COLUMNS // 2]]
    cells = sum(c.k for c in columns) * max(len(targets), 1)
    log_level = np.log(1e-6 / max(cells, 1))
    explained: set[tuple[str, str]] = set()
    for a, b in promising(columns, targets, log_level):
        table = cross(a, b)
        for of, to, counts in ((a, b, table), (b, a, table.T)):
            if of.quantity or of.presence or to.k < 2:
                continue
            if judge(of, to, tally(counts), log_level, rules):
                explained.add((of.name, to.name))
    triples(columns, log_level, explained, rules)
    rules.broken = distinct(rules.broken)
    return rules


def facts_of(rules: Rules) -> list[Fact]:
    """One fact a rule that is broken."""
    return [
        fact(
            "function" if rule.quantity else "rule_broken",
            (*rule.of, rule.column),
            rule.rows,
            rule.text,
            bonus=1 - len(rule.rows) / 100 if len(rule.rows) <= 100 else -30,
        )
        for rule in rules.broken[:MOST_FACTS]
    ]


def promising(
    columns: Sequence[Coded], targets: Sequence[Coded], log_level: float
) -> Iterator[tuple[Coded, Coded]]:
    """Pairs worth counting in full: all of a small table, else those a sample favours."""
    pairs = [
        (a, b)
        for a, b in (
            *combinations(columns, 2),
            *((a, p) for a in columns for p in targets if p.presence and p.name != a.name),
        )
        if a.k * b.k <= MOST_CELLS and not (a.quantity and (b.quantity or b.presence))
    ]
    if not pairs:
        return
    n = len(columns[0].codes)
    if n * len(pairs) <= FULL_COUNTS:
        yield from pairs
        return
    some = strided(n, SCREEN)
    # The level of the full count would be too strict for a sample: any hint will do.
    for a, b in pairs:
        table = cross(a, b, some)
        for of, counts in ((a, table), (b, table.T)):
            if not (of.quantity or of.presence) and hinted(tally(counts)):
                yield a, b
                break


def hinted(counts: Counts) -> bool:
    """Whether a sample has any value of A that might have a rule, or A as a whole."""
    near = (counts.seen <= 0.1 * counts.expected) & (counts.expected >= 5)
    return bool(near.any()) or counts.seen.sum() <= 0.1 * counts.expected.sum()


def cross(a: Coded, b: Coded, rows: Rows | None = None) -> npt.NDArray[np.int64]:
    """(a.k, b.k) rows in which both are given."""
    i, j = (a.codes, b.codes) if rows is None else (a.codes[rows], b.codes[rows])
    # Missing is code -1: one row and one column more, dropped afterwards.
    cell = (i.astype(np.int64) + 1) * (b.k + 1) + (j + 1)
    table = np.bincount(cell, minlength=(a.k + 1) * (b.k + 1))
    return table.reshape(a.k + 1, b.k + 1)[1:, 1:]


def tally(table: npt.NDArray[np.int64]) -> Counts:
    """What the table of counts says of each value of A (its rows)."""
    support = table.sum(axis=1)
    base = table.sum(axis=0) / max(int(support.sum()), 1)
    best = table.argmax(axis=1)
    hit = np.take_along_axis(table, best[:, None], axis=1)[:, 0]
    return Counts(
        support.astype(float),
        best,
        (support - hit).astype(float),
        support * (1 - base[best]),
    )


def judge(of: Coded, to: Coded, counts: Counts, log_level: float, rules: Rules) -> bool:
    """Add what `of` implies for `to`; whether it determines it altogether."""
    ruled = counts.ruled(log_level)
    broken = np.flatnonzero(ruled & (counts.seen > 0))
    whole = counts.support >= SMALL_GROUP
    seen, expected = counts.seen[whole].sum(), counts.expected[whole].sum()
    support = counts.support[whole].sum()
    everywhere = bool(
        seen <= 0.01 * support
        and seen <= 0.05 * expected
        and log_chance(seen, expected) < log_level
    )
    if everywhere and counts.seen.sum() == 0 and not to.presence:
        rules.exact.append((to.name, tuple(of.name.split(JOIN))))
    elif everywhere and seen > 0 and (len(broken) != 1 or counts.seen[broken[0]] < seen):
        rules.broken.append(mapping_broken(of, to, counts))
    elif not to.quantity and worth_a_line(of.k, counts, ruled):
        for a in broken[np.argsort(counts.seen[broken] / counts.expected[broken])][:3]:
            rules.broken.append(value_broken(of, to, counts, int(a)))
    return everywhere


def worth_a_line(k: int, counts: Counts, ruled: npt.NDArray[np.bool_]) -> bool:
    """Whether the rule of one value among k is more than a habit of that value."""
    of_supported = ruled[counts.support >= SUPPORT]
    return k <= FEW_VALUES or (of_supported.size > 0 and of_supported.mean() >= MANY_RULED)


def value_broken(of: Coded, to: Coded, counts: Counts, a: int) -> Rule:
    """The rule of one value of A, with the rows that break it."""
    b = int(counts.best[a])
    rows = np.flatnonzero((of.codes == a) & (to.codes != b) & (to.codes >= 0))
    support = int(counts.support[a])
    holds = support - len(rows)
    first = of.name.split(JOIN)[0]
    text = (
        f"{name(to.name)} is {to.label(b)} for {name(first)} {of.label(a)} "
        f"in {holds:,} of {support:,} rows; {differ(rows)}"
    )
    return Rule(to.name, tuple(of.name.split(JOIN)), rows, holds, text, to.quantity)


def mapping_broken(of: Coded, to: Coded, counts: Counts) -> Rule:
    """The rule that A determines B, with the rows that break it."""
    usable = np.append(counts.support >= SMALL_GROUP, False)
    best = np.append(counts.best, -1)
    rows = np.flatnonzero(usable[of.codes] & (to.codes >= 0) & (best[of.codes] != to.codes))
    support = int(counts.support[usable[:-1]].sum())
    holds = support - len(rows)
    named = " and ".join(name(part) for part in of.name.split(JOIN))
    text = (
        f"{name(to.name)} follows {named} in {holds:,} of {support:,} rows; {differ(rows)}"
    )
    return Rule(to.name, tuple(of.name.split(JOIN)), rows, holds, text, to.quantity)


def triples(
    columns: Sequence[Coded],
    log_level: float,
    explained: set[tuple[str, str]],
    rules: Rules,
) -> None:
    """Add rules of two columns for a third that neither of the two gives alone."""
    usable = [c for c in columns if not c.quantity and c.k <= 128][:MOST_TRIPLE_COLUMNS]
    targets = [*usable, *(c for c in columns if c.quantity)][: MOST_TRIPLE_COLUMNS + 16]
    if len(usable) < 2:
        return
    n = len(usable[0].codes)
    some = strided(n, SCREEN)
    for a, b in combinations(usable, 2):
        if a.k * b.k * 2 > min(4096, n / 10):
            continue
        both = joined(a, b)
        for c in targets:
            if c is a or c is b or {(a.name, c.name), (b.name, c.name)} & explained:
                continue
            if both.k * c.k <= MOST_CELLS // 4 and hinted(
                beyond_pairs(a, b, both, c, some)
            ):
                counts = beyond_pairs(a, b, both, c)
                judge(both, c, counts, log_level - TRIPLES, rules)


def beyond_pairs(
    a: Coded, b: Coded, both: Coded, c: Coded, rows: Rows | None = None
) -> Counts:
    """Counts of (a, b) for c; expected is the least that a alone or b alone would give."""
    table = cross(both, c, rows)
    counts = tally(table)
    cube = table.reshape(a.k, b.k, c.k)
    flat = np.arange(both.k)
    rates = []
    for axis, place in ((1, flat // b.k), (0, flat % b.k)):
        margin = cube.sum(axis=axis)
        total = np.maximum(margin.sum(axis=1), 1)
        rates.append(1 - margin[place, counts.best] / total[place])
    expected = counts.support * np.minimum(*rates)
    return Counts(counts.support, counts.best, counts.seen, expected)


def joined(a: Coded, b: Coded) -> Coded:
    """Two columns as one, whose values are pairs."""
    codes = np.where((a.codes < 0) | (b.codes < 0), -1, a.codes * b.k + b.codes)
    values = np.array(
        [f"{a.label(i)} and {b.name} {b.label(j)}" for i in range(a.k) for j in range(b.k)],
        dtype=object,
    )
    return Coded(f"{a.name}{JOIN}{b.name}", codes.astype(np.int32), values)


def distinct(rules: list[Rule]) -> list[Rule]:
    """Leave out rules whose rows are named by stronger ones that share a column."""
    kept: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (len(r.of), r.quantity, -r.holds)):
        said = [k.rows for k in kept if {k.column, *k.of} & {rule.column, *rule.of}]
        covered = np.isin(rule.rows, np.concatenate(said)) if said else np.zeros(1)
        if covered.mean() < 0.8:
            kept.append(rule)
    return kept
