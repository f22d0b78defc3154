"""Columns that are computed from others: y = x, y = a + b x, z = x + y, z = x y.

All are tried on a sample of rows, at once; those that hold there in 97 % are checked on all
rows. "Holds" means: within the step in which the result is written, or where its terms are
themselves rounded within what that does to the result. A rule that the values of other rows
would keep as well (exceptions not below 5 % of those) says nothing and is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.findings import Fact
from vedette.core.table import Roles, Table
from vedette.tables.facts.columns import Rows, looked_at, resolution, role, strided
from vedette.tables.facts.wording import differ, fact, name, number, plural

HOLDS = 0.97
SAMPLE = 400
LEAST_ROWS = 60
MOST_PAIRED = 60  # columns tried in pairs
MOST_SUMMED = 24  # in sums and products of two
MOST_SUMMED_BY_THREE = 12
MOST_RULES = 12
# The slack of a rule, of the range of the result and (of a product) of the result itself.
LOOSEST = 0.05
LOOSEST_SHARE = 0.005
UNITS = ((1.0, "seconds"), (60.0, "minutes"), (3600.0, "hours"), (86400.0, "days"))


@dataclass(frozen=True, eq=False)
class Quantity:
    """A column of numbers: its values (n,), its step, and its values in the sample (m,).

    columns
        Those it is made of, if it is none itself.
    """

    name: str
    values: Vector
    step: float
    some: Vector
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Relation:
    """A column that is computed from others, but for `rows`."""

    kind: str  # 'copy', 'linear', 'sum', 'product'
    column: str
    of: tuple[str, ...]
    formula: str
    rows: Rows
    checked: int  # rows in which all columns are given


@dataclass(frozen=True, eq=False)
class Claim:
    """A relation that held in the sample, and how to check it on all rows."""

    kind: str
    column: Quantity
    of: tuple[Quantity, ...]
    formula: str
    expected: Callable[..., Vector]  # of the values of `of`
    slack: Callable[..., Vector | float]  # of the values of `of`


def relations(table: Table, roles: Roles) -> list[Relation]:
    """What is computed from what; each column at most once.

    What leaves the range of a float64 on the way (sums of 1e308) holds for no row.
    """
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return related(table, roles)


def related(table: Table, roles: Roles) -> list[Relation]:
    columns = quantities(table, roles)[:MOST_PAIRED]
    found: list[Relation] = []
    for claim in pair_claims(columns):
        add(found, claim)
    computed = {r.column for r in found}
    rest = [c for c in columns if c.name not in computed][:MOST_SUMMED]
    for claim in (*durations(table, roles, columns), *sums(rest), *products(rest)):
        add(found, claim)
    return found


def facts_of(found: Sequence[Relation]) -> list[Fact]:
    """One fact a relation: its exceptions if it has any, else that it holds."""
    facts = []
    for r in found:
        if len(r.rows):
            holds = r.checked - len(r.rows)
            text = f"{r.formula} in {holds:,} of {r.checked:,} rows; {differ(r.rows)}"
            bonus = 1 - min(1.0, len(r.rows) / 100)
        else:
            text = f"{r.formula} in all {plural(r.checked, 'row')}"
            bonus = -60 if r.kind in ("copy", "linear") else -65
        facts.append(fact(r.kind, (r.column, *r.of), r.rows, text, bonus=bonus))
    return facts


def quantities(table: Table, roles: Roles) -> list[Quantity]:
    """Columns of numbers with enough different values to compute with."""
    some = strided(table.rows, SAMPLE)
    found = []
    for column in looked_at(table, roles):
        if column.kind != "number" or role(roles, column) not in ("number", "category"):
            continue
        part = column.values[some]
        finite = part[np.isfinite(part)]
        # Unlike 8 values and more, whole numbers up to 3 fit nearly any sum.
        if len(finite) >= LEAST_ROWS and len(np.unique(finite)) >= 4:
            values = column.values[strided(table.rows)]
            found.append(Quantity(column.name, column.values, resolution(values), part))
    return found


def add(found: list[Relation], claim: Claim) -> None:
    """Check a claim on all rows and keep it, unless its column is explained already."""
    sets = [{r.column, *r.of} for r in found]
    names = {claim.column.name, *(q.name for q in claim.of)}
    if len(found) >= MOST_RULES or any(len(names & s) >= min(len(names), 3) for s in sets):
        return
    if claim.column.name in {r.column for r in found}:
        return
    residual, slack = off_by(claim, lambda q: q.values)
    given = np.isfinite(residual)
    checked = int(np.count_nonzero(given))
    off = given & (np.abs(residual) > slack)
    count = int(np.count_nonzero(off))
    if checked < LEAST_ROWS or count > (1 - HOLDS) * checked:
        return
    found.append(
        Relation(
            claim.kind,
            claim.column.name,
            tuple(name for q in claim.of for name in q.columns or (q.name,)),
            claim.formula,
            np.flatnonzero(off),
            checked,
        )
    )


def off_by(
    claim: Claim, values: Callable[[Quantity], Vector], shift: int = 0
) -> tuple[Vector, Vector]:
    """By how much each row misses the claim, and may; `shift` pairs it with other rows."""
    of = [values(q) for q in claim.of]
    target = np.roll(values(claim.column), shift)
    with np.errstate(all="ignore"):
        residual = target - claim.expected(*of)
        slack = claim.slack(*of) + 1e-9 * np.abs(target)
    return residual, np.asarray(slack, dtype=float)


def holds(claim: Claim) -> bool:
    """Whether the claim holds in the sample, and would not hold with the rows of others."""
    residual, slack = off_by(claim, lambda q: q.some)
    given = np.isfinite(residual)
    if given.sum() < LEAST_ROWS:
        return False
    off = float(np.mean(np.abs(residual[given]) > slack[given]))
    if off > 1 - HOLDS:
        return False
    by_chance = []
    for shift in (1, 7, 61):
        residual, slack = off_by(claim, lambda q: q.some, shift)
        given = np.isfinite(residual)
        by_chance.append(float(np.mean(np.abs(residual[given]) > slack[given])))
    return min(by_chance) >= max(0.3, 20 * off)


def pair_claims(columns: Sequence[Quantity]) -> Iterator[Claim]:
    """Copies and straight lines; the later column of a pair is the computed one.

    The line is the median of the slopes between rows half the sample apart in x, and the
    median of what is left: wrong rows do not turn it.
    """
    for i, x in enumerate(columns):
        for y in columns[i + 1 :]:
            both = np.isfinite(x.some) & np.isfinite(y.some)
            if both.sum() < LEAST_ROWS:
                continue
            if np.mean(x.some[both] == y.some[both]) >= HOLDS:
                claim = line(x, y, 0.0, 1.0)
            else:
                a, b = median_line(x.some[both], y.some[both])
                if b == 0 or not np.isfinite([a, b]).all():
                    continue
                claim = line(x, y, a, b)
            if holds(claim) and not coarse(claim, y.some[both]):
                yield claim


def coarse(claim: Claim, values: Vector) -> bool:
    """Whether the slack is so wide beside the values that holding says little."""
    spread = float(np.subtract(*np.quantile(values, [0.9, 0.1])))
    slack = claim.slack(*(q.some for q in claim.of))
    return float(np.nanmax(slack)) > 0.02 * spread and claim.kind != "copy"


def median_line(x: Vector, y: Vector) -> tuple[float, float]:
    """(a, b) of y = a + b x."""
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    half = len(x) // 2
    dx, dy = x[half:] - x[: len(x) - half], y[half:] - y[: len(y) - half]
    use = dx > 0
    if use.sum() < LEAST_ROWS // 4:
        return 0.0, 0.0
    b = float(np.median(dy[use] / dx[use]))
    return float(np.median(y - b * x)), b


def line(x: Quantity, y: Quantity, a: float, b: float) -> Claim:
    """y = a + b x within half a step of y and what half a step of x makes of it."""
    slack = 0.0 if (a, b) == (0.0, 1.0) else 0.51 * y.step + 0.51 * abs(b) * x.step
    by = "" if abs(b) == 1 else f"{number(round_off(abs(b)))} "
    sign = ("-" if b < 0 else "") if a == 0 else f"{number(round_off(a))} {'-+'[b > 0]} "
    formula = f"{name(y.name)} = {sign}{by}{name(x.name)}"
    kind = "copy" if (a, b) == (0.0, 1.0) else "linear"
    if kind == "linear":
        # The line itself is known to its median rows only: allow for their rounding.
        slack += 1e-6 * float(np.nanmax(np.abs(y.some)))
    return Claim(kind, y, (x,), formula, lambda v: a + b * v, lambda v: slack)


def round_off(value: float) -> float:
    """Six significant digits."""
    return float(f"{value:.6g}")


def sums(columns: Sequence[Quantity]) -> Iterator[Claim]:
    """z = x + y, and z = w + x + y in tables of few columns."""
    matrix = sample(columns)
    yield from claims(columns, matrix, 2, "sum", " + ", np.sum)
    if 4 <= len(columns) <= MOST_SUMMED_BY_THREE:
        yield from claims(columns, matrix, 3, "sum", " + ", np.sum)


def products(columns: Sequence[Quantity]) -> Iterator[Claim]:
    """z = x y."""
    yield from claims(columns, sample(columns), 2, "product", " x ", np.prod)


def sample(columns: Sequence[Quantity]) -> Matrix:
    """(d, m) the sampled values."""
    return np.array([c.some for c in columns], dtype=float)


def claims(
    columns: Sequence[Quantity],
    matrix: Matrix,
    terms: int,
    kind: str,
    sign: str,
    combine: Callable[..., Vector],
) -> Iterator[Claim]:
    """Every target and set of `terms` columns that make it, tightest slack first."""
    if len(columns) <= terms:
        return
    sets = np.array(list(combinations(range(len(columns)), terms)))
    with np.errstate(all="ignore"):
        made = combine(matrix[sets], axis=1)  # (sets, m)
    for target, z in enumerate(columns):
        loose = 1.01 * z.step + propagated(columns, matrix, sets, kind)
        with np.errstate(all="ignore"):
            miss = np.abs(made - matrix[target]) - 1e-9 * np.abs(matrix[target])
            given = np.isfinite(miss)
            near = (miss <= loose) & given
        enough = given.sum(axis=1) >= LEAST_ROWS
        fits = enough & (near.sum(axis=1) >= HOLDS * np.maximum(given.sum(axis=1), 1))
        for place in np.flatnonzero(fits & ~(sets == target).any(axis=1)):
            of = tuple(columns[int(i)] for i in sets[place])
            if not every_term_matters(of, kind):
                continue
            formula = f"{name(z.name)} = {sign.join(name(q.name) for q in of)}"
            claim = tightest(Claim(kind, z, of, formula, combined(combine), lambda *v: 0.0))
            if claim is not None:
                yield claim


def combined(combine: Callable[..., Vector]) -> Callable[..., Vector]:
    """The sum or product of several vectors."""
    return lambda *v: combine(np.array(v), axis=0)


def propagated(
    columns: Sequence[Quantity], matrix: Matrix, sets: Rows, kind: str
) -> Matrix | float:
    """(sets, m) half a step of each term, as the result feels it."""
    steps = np.array([c.step for c in columns])[sets]
    if kind == "sum":
        return np.asarray(0.51 * steps.sum(axis=1)[:, None])
    first, second = np.abs(matrix[sets[:, 0]]), np.abs(matrix[sets[:, 1]])
    return np.asarray(0.51 * (steps[:, :1] * second + steps[:, 1:] * first))


def tightest(claim: Claim) -> Claim | None:
    """The claim with the least slack that holds: half a step, a step, rounded terms."""
    step = claim.column.step

    def rounded_terms(*v: Vector) -> Vector | float:
        if claim.kind == "sum":
            return 0.51 * step + 0.51 * sum(q.step for q in claim.of)
        x, y = claim.of
        return 0.51 * (step + x.step * np.abs(v[1]) + y.step * np.abs(v[0]))

    for slack in (lambda *v: 0.51 * step, lambda *v: 1.01 * step, rounded_terms):
        tried = Claim(
            claim.kind, claim.column, claim.of, claim.formula, claim.expected, slack
        )
        if holds(tried):
            of = [q.some for q in claim.of]
            wide = np.broadcast_to(slack(*of), claim.column.some.shape)
            low, high = np.nanquantile(claim.column.some, [0.1, 0.9])
            narrow = float(np.nanmedian(wide)) <= LOOSEST * (high - low)
            # A product within a few percent is a relation with noise, not a computed column.
            with np.errstate(all="ignore"):
                share = float(np.nanmedian(wide / np.abs(claim.expected(*of))))
            exact = claim.kind != "product" or share <= LOOSEST_SHARE
            return tried if narrow and exact else None
    return None


def every_term_matters(of: tuple[Quantity, ...], kind: str) -> bool:
    """Whether no term is mostly 0 (of a product: mostly 0 or 1)."""
    trivial = (0.0,) if kind == "sum" else (0.0, 1.0)
    return all(
        float(np.mean(np.isin(q.some[np.isfinite(q.some)], trivial))) <= 0.8 for q in of
    )


def durations(table: Table, roles: Roles, columns: Sequence[Quantity]) -> Iterator[Claim]:
    """A number that is the time between two times, in seconds, minutes, hours or days."""
    times = [c for c in looked_at(table, roles) if c.kind == "time"][:6]
    some = strided(table.rows, SAMPLE)
    for x, y in combinations(times, 2):
        for start, end in ((x, y), (y, x)):
            seconds = (end.values - start.values) / np.timedelta64(1, "s")
            ends = f"{name(end.name)} = {name(start.name)}"
            ends_of = (end.name, start.name)
            length = Quantity(" - ".join(ends_of), seconds, 1.0, seconds[some], ends_of)
            for column in columns:
                for unit, word in UNITS:
                    claim = Claim(
                        "sum",
                        column,
                        (length,),
                        f"{ends} + {name(column.name)} {word}",
                        lambda v, unit=unit: v / unit,
                        lambda v, s=column.step / 2 + 1 / unit: s * 1.01,
                    )
                    if holds(claim):
                        yield claim
