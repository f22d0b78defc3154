"""The pictures of columns together: what goes together, what is missing at once."""

from __future__ import annotations

from collections import Counter

from vedette.core import wording
from vedette.core.dependence import Pair
from vedette.core.pictures import Matrix
from vedette.core.profile import Profile

MOST_RELATED, MOST_GAPPED, MOST_PATTERNS = 20, 20, 12


def together(found: Profile) -> tuple[Matrix, str] | None:
    """How strongly each two columns go together; those in the most and strongest pairs."""
    of = found.relations
    if of is None or not of.pairs:
        return None
    weight: Counter[str] = Counter()
    for pair in of.pairs:
        for name in (pair.first, pair.second):
            weight[name] += round(1e6 * pair.strength)
    chosen = {name for name, _ in weight.most_common(MOST_RELATED)}
    names = [c.name for c in found.columns if c.name in chosen]
    known = {frozenset((p.first, p.second)): signed(p) for p in of.pairs}
    values = tuple(
        tuple(known.get(frozenset((a, b)), 0.0) if j <= i else None
              for j, b in enumerate(names[:-1]))
        for i, a in enumerate(names[1:])
    )  # fmt: skip
    title = "Correlation and association"
    said = (
        "Blue: both rise together, or are associated; red: one falls as the other rises. "
        "The stronger of the correlations of Pearson and of Spearman, or the association. "
        "Empty: chance explains it"
    )
    if of.more:
        said += f", or it is one of {wording.count(of.more, 'weaker pair')}"
    picture = Matrix(title, tuple(names[1:]), tuple(names[:-1]), values, numbers=True)
    return picture, f"{said}."


def signed(pair: Pair) -> float:
    """-1 to 1: the correlation that is further from 0, or the association."""
    if pair.linear is None or pair.rank is None:
        return pair.association or 0.0
    return max(pair.linear, pair.rank, key=abs)


def patterns(found: Profile) -> tuple[Matrix, str] | None:
    """Which columns are missing at once; None if no two are."""
    absence = found.absence
    some = absence.patterns[:MOST_PATTERNS]
    if not any(len(pattern.columns) > 1 for pattern in some):
        return None
    met: Counter[str] = Counter()
    for pattern in some:
        met.update(dict.fromkeys(pattern.columns, pattern.count))
    chosen = {name for name, _ in met.most_common(MOST_GAPPED)}
    names = tuple(c.name for c in found.columns if c.name in chosen)
    rows = tuple(
        f"{one.count:,} ({wording.percent(one.count, found.rows)})" for one in some
    )
    values = tuple(tuple(float(n in one.columns) for n in names) for one in some)
    said = "Each line a pattern and the rows that have it; coloured: missing."
    if len(met) > len(names):
        said += f" {wording.count(len(met) - len(names), 'more column')} not drawn."
    return Matrix("Missing at once", rows, names, values), said
