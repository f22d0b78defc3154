"""Compare detectors on a table: what `vedette.compare` is, and what the command does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from vedette.app.arguments import check, named
from vedette.core.errors import InvalidParameter

if TYPE_CHECKING:
    from vedette.core.estimator import Estimator
    from vedette.core.progress import Progress
    from vedette.report.comparison import Comparison

# Of every family that scores rows without labels, those that differ most.
DEFAULT = (
    *("ensemble", "isolation-forest", "knn", "lof", "cblof", "gaussian-covariance"),
    *("hbos", "ecod", "pca", "gmm", "sgd-ocsvm", "autoencoder"),
)
JOBS = 2


def compare(
    data: Any,
    label: str | None = None,
    *,
    positive: Iterable[Any] | None = None,
    by_key: str | Iterable[str] | None = None,
    by_time: bool = False,
    by_chance: bool = False,
    detector: Any = None,
    roles: Mapping[str, str] | None = None,
    seed: int = 0,
    jobs: int | None = None,
    sample: int | None = None,
    cache: bool = False,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    where: str | None = None,
    na: Iterable[Any] | None = None,
    encoding: str | None = None,
    redact: Iterable[str] | None = None,
    progress: Progress | None = None,
    said: Callable[[str], None] | None = None,
) -> Comparison:
    """Which detectors find most in this table, and which differences mean anything.

    data
        Whatever `vedette.scan` takes.
    label
        The column that says which rows are anomalies. None: there is none; then detectors
        are compared by what they say of each other, by how stable they are, and by planted
        anomalies, which proves much less.
    positive
        Its values that stand for anomalies; None: the rarer of two.
    by_key, by_time, by_chance
        How rows are divided, as in `vedette.evaluate`.
    detector
        Names between commas ("knn, lof(n_neighbors=50)"), "all", unfitted detectors, or a
        list of these. None: twelve of different families.
    jobs
        Processes at a time; None: two, where there are two cores.
    sample
        Compare on so many rows drawn at random; None: on all, or as many as end in minutes.
    cache
        Keep each finished piece of work, and take those of earlier runs.
    progress
        As in `vedette.scan`.
    said
        Told a sentence when something is worth knowing: a process that was killed.

    Roles, seed and what is read are as in `vedette.scan`. A detector that cannot be used is
    a line with its reason. Raises InvalidParameter and UnknownName for what was asked,
    InvalidInput for the data, TooLittleData if there is too little of it.

    Examples
    --------
    >>> import numpy as np, vedette
    >>> rng = np.random.default_rng(0)
    >>> x, y = rng.normal(size=(2, 300))
    >>> odd = np.arange(300) % 20 == 7
    >>> table = {"x": x, "y": np.where(odd, -x, x) + 0.1 * y, "odd": odd}
    >>> found = vedette.compare(table, "odd", detector="gaussian-covariance, hbos", jobs=1)
    >>> [c.detector for c in found.ranked], found.ranked[1].tied
    (['gaussian-covariance', 'hbos'], False)
    """
    from vedette import __version__
    from vedette.app.cache.place import store
    from vedette.app.evaluating import listed, way_asked
    from vedette.app.pieces.labelled import by_labels
    from vedette.app.pieces.running import Running
    from vedette.app.pieces.unlabelled import by_planting
    from vedette.app.understanding import understand
    from vedette.core.parameters import check_whole
    from vedette.core.redaction import withholding
    from vedette.report.comparison import Comparison

    check(fdr=0.1, budget=None, roles=roles, seed=seed)
    way = way_asked(by_key, by_time, by_chance)
    if label is None and (positive is not None or way is not None):
        raise InvalidParameter(
            "positive, by_key, by_time and by_chance are about labels, and none are named"
        )
    jobs = jobs_of(jobs)
    if sample is not None:
        check_whole("sample", sample, 20)
    chosen, unnamed = detectors_asked(detector, label is not None, seed)
    hidden = named("redact", redact)
    report = progress or (lambda phase, done, total: None)
    asked = dict(roles or {}) | ({} if label is None else {label: "label"})
    with withholding(hidden):
        table, known = understand(
            data,
            roles=asked,
            select=select,
            ignore=ignore,
            where=where,
            na=na,
            encoding=encoding,
            redact=hidden,
            progress=progress,
        )
        running = Running(
            jobs, store() if cache else None, report, said or (lambda text: None), unnamed
        )
        if label is None:
            found = by_planting(table, known, chosen, running, seed=seed, sample=sample)
        else:
            found = by_labels(
                table,
                known,
                chosen,
                running,
                label=label,
                positive=None if positive is None else listed(positive),
                way=way,
                keys=[by_key] if isinstance(by_key, str) else named("by_key", by_key),
                seed=seed,
                sample=sample,
            )
    return Comparison.of(found, version=__version__)


def jobs_of(jobs: int | None) -> int:
    """How many processes at a time."""
    if jobs is None:
        import os

        return min(JOBS, len(os.sched_getaffinity(0)))
    from vedette.core.parameters import check_whole

    check_whole("jobs", jobs, 1)
    return jobs


def detectors_asked(
    asked: Any, labels: bool, seed: int
) -> tuple[list[str], dict[str, Estimator]]:
    """The detectors to compare, as they are typed; and those that were given as objects.

    asked
        None, "all", or what `detectors_of` takes.
    labels
        Whether "all" has those that learn from labels.
    """
    if asked is None:
        return list(DEFAULT), {}
    if isinstance(asked, str) and asked.strip() == "all":
        return everything(labels), {}
    from vedette.app.choosing import detectors_of, parts_of
    from vedette.core.estimator import Estimator
    from vedette.detectors.catalogue import said_of

    names: dict[str, None] = {}
    unnamed: dict[str, Estimator] = {}
    for one in asked if isinstance(asked, (list, tuple)) else [asked]:
        for part in parts_of(one) if isinstance(one, str) else [one]:
            (made,) = detectors_of(part, seed)
            names[typed(part, said_of(made))] = None
            if isinstance(part, Estimator):
                unnamed[said_of(made)] = part
    if not names:
        raise InvalidParameter("no detector is named", hint="vedette detectors lists them")
    return list(names), unnamed


def typed(asked: Any, said: str) -> str:
    """A detector as it is typed; what is not said of it usually, but was asked, is said."""
    apart = isinstance(asked, str) and any(w in asked for w in ("scale", "random_state"))
    return " ".join(asked.split()) if apart else said


def everything(labels: bool) -> list[str]:
    """Every detector that can judge the rows of a table; those with labels only if asked."""
    from vedette.detectors.catalogue import entries

    # `copod` has the scores of `ecod`, and `combination` those of its detectors.
    left_out = ("copod", "combination")
    return [
        entry.name
        for entry in entries()
        if entry.family != "sequence"
        and entry.name not in left_out
        and (labels or entry.family != "supervised")
    ]
