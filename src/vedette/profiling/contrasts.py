"""Whether two samples differ by more than chance: where they lie, how they spread, shares.

Ranks decide, so no single wild value does: normal scores for the place (van der Waerden,
1952), normal scores of the distance from the middle for the scale (Fligner and Killeen, 1976),
the largest difference of the distribution functions (Kolmogorov and Smirnov) for the shape;
of shares the hypergeometric distribution. Each takes the variance that rows resembling their
neighbours have (`vedette.profiling.worth`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.profiling.worth import Rows, Worth, worth

Numbers = npt.NDArray[np.float64]

# Where one value is more frequent, distances from two middles are of two lattices.
MOST_TIED = 0.02
# Sure that the place differs, each sample gets its own middle; before, one middle for both
# keeps two samples of one table alike, also of a skewed one.
PLACED = 1e-4
# Changes worth telling: of the place and spread of a normal column in standard deviations and
# as a factor, and what either makes of the distribution function; of a share.
FAR, WIDER, APART, MORE = 0.3, 1.5, 0.12, 0.03
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)  # quantiles whose shares tell what the rows are worth


@dataclass(frozen=True)
class Sample:
    """Values (n,) of one table, and orders of them in which neighbours may be alike."""

    values: Numbers
    orders: tuple[Rows, ...]

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class Contrast:
    """How likely a difference as large is by chance; which way it goes; what rows are worth.

    expected
        How many standard errors a change worth telling is, of independent rows.
    """

    p: float
    sign: float
    worths: tuple[Worth, Worth]
    expected: float
    at: float = 0.0


def of_scores(
    scores: Numbers, before: Sample, after: Sample, worthwhile: float
) -> Contrast:
    """Of the means of scores, (n + m,): those of `before`, then those of `after`.

    worthwhile
        The change that is worth telling, in standard deviations of the scores.
    """
    from scipy.special import stdtr

    n = len(before)
    first, last = scores[:n], scores[n:]
    expected = worthwhile / error(before, after)
    worths = worth(first, before.orders), worth(last, after.orders)
    parts = [w.inflation / k for w, k in zip(worths, (n, len(after)), strict=True)]
    spread = float(scores.var(ddof=1))
    difference = float(last.mean() - first.mean())
    if spread <= 0:
        return Contrast(1.0, 0.0, worths, expected)
    df = freedom(parts, worths)
    t = abs(difference) / np.sqrt(spread * sum(parts))
    p = float(min(1.0, 2 * stdtr(df, -t)))
    return Contrast(p, float(np.sign(difference)), worths, expected)


def error(before: Sample, after: Sample) -> float:
    """The standard error of a difference of means, in standard deviations."""
    return float(np.sqrt(1 / len(before) + 1 / len(after)))


def freedom(parts: Sequence[float], worths: tuple[Worth, Worth]) -> float:
    """Degrees of freedom of a sum of variances (Welch and Satterthwaite)."""
    return sum(parts) ** 2 / sum(v**2 / w.df for v, w in zip(parts, worths, strict=True))


def normal_scores(values: Numbers, *, folded: bool = False) -> Numbers:
    """What normal values of the same ranks would be; `folded`, what their sizes would be."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    share = rankdata(values) / (len(values) + 1)
    return np.asarray(ndtri(0.5 + share / 2 if folded else share), dtype=np.float64)


def place(before: Sample, after: Sample) -> Contrast:
    """Whether the one lies elsewhere than the other."""
    both = np.concatenate([before.values, after.values])
    return of_scores(normal_scores(both), before, after, FAR)


def scale(before: Sample, after: Sample, moved: bool) -> Contrast | None:
    """Whether the one spreads more than the other; None where that cannot be told from
    `moved`, another place."""
    both = np.concatenate([before.values, after.values])
    n = len(before)
    if not moved:
        apart = np.abs(both - np.median(both))
    elif tied(both):
        return None
    else:
        apart = np.abs(both)
        apart[:n] = np.abs(before.values - np.median(before.values))
        apart[n:] = np.abs(after.values - np.median(after.values))
    # The logarithm of a normal's deviation has half the variance of its mean.
    wider = float(np.log(WIDER)) * np.sqrt(2)
    return of_scores(normal_scores(apart, folded=True), before, after, wider)


def tied(values: Numbers) -> bool:
    """Whether one value is so frequent that the values form a lattice."""
    _, counts = np.unique(values, return_counts=True)
    return bool(counts.max() > MOST_TIED * len(values))


def shape(before: Sample, after: Sample) -> Contrast:
    """Whether the distribution functions differ anywhere; `at` is where they do most."""
    from scipy.special import kolmogorov, ndtri, stdtr

    both = np.sort(np.concatenate([before.values, after.values]))
    shares = [
        np.searchsorted(np.sort(sample.values), both, side="right") / len(sample)
        for sample in (before, after)
    ]
    gap = shares[1] - shares[0]
    k = int(np.abs(gap).argmax())
    at = np.quantile(both, LEVELS)
    worths = [
        max(
            (worth((sample.values <= v).astype(np.float64), sample.orders) for v in at),
            key=lambda w: w.inflation,
        )
        for sample in (before, after)
    ]
    pair = worths[0], worths[1]
    parts = [w.inflation / len(s) for w, s in zip(pair, (before, after), strict=True)]
    p = float(kolmogorov(abs(gap[k]) / np.sqrt(sum(parts))))
    if max(w.inflation for w in pair) > 1 and p > 0:
        p = float(2 * stdtr(freedom(parts, pair), ndtri(p / 2)))
    expected = 2 * APART / error(before, after)  # a share varies by half at the most
    return Contrast(min(p, 1.0), float(np.sign(gap[k])), pair, expected, float(both[k]))


def share(before: Sample, after: Sample) -> Contrast:
    """Whether the share of ones among zeros and ones differs."""
    from scipy.stats import hypergeom

    both = np.concatenate([before.values, after.values])
    spread = float(both.std())
    found = of_scores(both, before, after, MORE / spread if spread > 0 else 0.0)
    if max(w.inflation for w in found.worths) > 1:
        return found
    ones = int(after.values.sum())
    law = hypergeom(len(both), int(both.sum()), len(after))
    p = 2 * min(float(law.cdf(ones)), float(law.sf(ones - 1)))
    return Contrast(min(p, 1.0), found.sign, found.worths, found.expected)
