"""Which groups the rows of a table form: `vedette.cluster`."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vedette.app.arguments import check, named, values
from vedette.core.errors import InvalidInput, InvalidParameter, unknown
from vedette.core.progress import Progress

if TYPE_CHECKING:
    from vedette.report.clusters import Clusters

SCALES = ("auto", "none", "unit", "within")


def cluster(
    data: Any,
    clusters: int | None = None,
    *,
    algorithm: str = "auto",
    most: int = 12,
    n_sigma: float = 3.0,
    scale: str = "auto",
    eps: float | None = None,
    least: int | None = None,
    roles: Mapping[str, str] | None = None,
    seed: int = 0,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    where: str | None = None,
    na: Iterable[Any] | None = None,
    encoding: str | None = None,
    redact: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> Clusters:
    """The clusters of a table's rows: how many and why, and what makes each different.

    data, roles, seed, select, ignore, where, na, encoding, redact
        As in `vedette.scan`. Labels, ids, free texts and times take no part.
    clusters
        How many. None: as many as there are, which may be 1: then there are no clusters.
    algorithm
        'kmeans', 'minibatch', 'gmm', 'hierarchical'; or 'dbscan', 'hdbscan', which count by
        themselves. 'auto': k-means, by small batches in tables of over 100,000 rows.
    most
        Up to so many clusters are looked for; where up to 20 are asked for, up to these.
    n_sigma
        Rows so many standard deviations of their cluster's distances beyond the mean of
        these are outliers.
    scale
        'unit': columns come in units in which 3 is far out. 'none': numbers stand as they
        are: for columns of one unit. 'within': weighed by the covariance within clusters,
        so that these are about as wide in every direction. 'auto': if all are numbers, that
        in which the most clusters are apart; if that is none, as they stand unless one
        column makes more than 90 % of the squared distance between rows. With categories
        in one unit.
    eps
        Of DBSCAN: how far apart neighbours may be, in units of the columns as they come.
    least
        Of DBSCAN: rows that make a dense place. Of HDBSCAN: rows of the smallest cluster.

    Raises
    ------
    InvalidParameter
        If what is asked makes no sense.
    InvalidInput
        If the data cannot be used, or has fewer different rows than clusters are asked for.

    Examples
    --------
    >>> import numpy as np, vedette
    >>> rng = np.random.default_rng(0)
    >>> x = np.concatenate([rng.normal(0, 1, 200), rng.normal(10, 1, 100)])
    >>> found = vedette.cluster({"x": x, "y": rng.normal(0, 1, 300)})
    >>> found.k, [cluster.rows for cluster in found.clusters]
    (2, [200, 100])
    """
    from vedette import __version__
    from vedette.app.understanding import understand
    from vedette.clustering.run import Asked
    from vedette.clustering.run import cluster as found_in
    from vedette.core.redaction import withholding
    from vedette.report.clusters import Clusters
    from vedette.tables.large import is_too_large

    started = time.perf_counter()
    given = check(fdr=0.1, budget=None, roles=roles, seed=seed)
    checked(clusters, algorithm, most, n_sigma, scale, eps, least)
    hidden, absent = named("redact", redact), values(na)
    if where is None and is_too_large(data):
        raise InvalidInput(
            "the table is larger than memory, and clusters are found in it as a whole",
            hint="look at some of its rows: where (--where), or a sample of its file",
        )
    report = progress or (lambda phase, done, total: None)
    table, known = understand(
        data,
        roles=given,
        select=named("select", select),
        ignore=named("ignore", ignore),
        where=where,
        na=absent,
        encoding=encoding,
        redact=hidden,
        progress=report,
    )
    markers = tuple(n if isinstance(n, str) else float(n) for n in absent or ())
    asked = Asked(
        clusters, algorithm, most, float(n_sigma), scale, eps, least, seed, markers
    )
    with withholding(table.redacted):
        found = found_in(table, known, asked, version=__version__, tell=report)
    return Clusters.of(replace(found, seconds=time.perf_counter() - started))


def checked(
    clusters: int | None,
    algorithm: str,
    most: int,
    n_sigma: float,
    scale: str,
    eps: float | None,
    least: int | None,
) -> None:
    """Refuse what makes no sense, before anything is read."""
    from vedette.clustering.partition import ALGORITHMS, COUNTED

    if algorithm not in ("auto", *ALGORITHMS):
        raise unknown("algorithm", str(algorithm), ("auto", *ALGORITHMS))
    if scale not in SCALES:
        raise unknown("scale", str(scale), SCALES)
    for name, number, lowest in (
        ("clusters", clusters, 1),
        ("most", most, 1),
        ("least", least, 2),
    ):
        if number is None:
            continue
        if isinstance(number, bool) or not hasattr(number, "__index__") or number < lowest:
            raise InvalidParameter(
                f"{name} is {number!r}: it is a whole number, at least {lowest}"
            )
    if most > 100:
        raise InvalidParameter(f"most is {most:,}: at most 100 clusters are looked for")
    numbers = {"n_sigma": n_sigma} if eps is None else {"n_sigma": n_sigma, "eps": eps}
    for name, value in numbers.items():
        if (
            isinstance(value, bool)
            or not hasattr(value, "__float__")
            or not 0 < value < 1e300
        ):
            raise InvalidParameter(f"{name} is {value!r}: it is a number above 0")
    if clusters is not None and algorithm not in ("auto", *COUNTED):
        raise InvalidParameter(
            f"{algorithm} counts clusters by itself: clusters cannot be {clusters}",
            hint="leave one of the two out",
        )
    if eps is not None and algorithm != "dbscan":
        raise InvalidParameter("eps is of DBSCAN alone", hint="algorithm='dbscan'")
    if least is not None and algorithm not in ("dbscan", "hdbscan"):
        raise InvalidParameter(
            "least is of DBSCAN and HDBSCAN alone", hint="algorithm='hdbscan'"
        )
