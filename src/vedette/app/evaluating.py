"""Measure detectors on a table: what `vedette.evaluate` is, and what the command does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from vedette.app.arguments import check, named, values
from vedette.core.errors import InvalidParameter
from vedette.core.progress import Progress

if TYPE_CHECKING:
    from vedette.core.evaluation import Scanned
    from vedette.core.table import Roles, Table
    from vedette.evaluating.labels import Labels
    from vedette.evaluating.run import Division
    from vedette.evaluating.sample import Sample
    from vedette.report.evaluation import Evaluation, Unlabelled
    from vedette.report.result import Result

# Columns by themselves, the usual baseline of the field, distances, and the default.
USUAL = "gaussian, isolation-forest, knn, ensemble"
SHARES = (60.0, 20.0, 20.0)


def evaluate(
    data: Any,
    label: str | None = None,
    *,
    detector: Any = USUAL,
    threshold: Any = None,
    split: str | Iterable[float] | None = None,
    folds: int | None = None,
    repeats: int | None = None,
    positive: Iterable[Any] | None = None,
    by_key: str | Iterable[str] | None = None,
    by_time: bool = False,
    by_chance: bool = False,
    scan: bool = True,
    sample: int | None = None,
    seed: int = 0,
    roles: Mapping[str, str] | None = None,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    where: str | None = None,
    na: Iterable[Any] | None = None,
    encoding: str | None = None,
    redact: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> Evaluation | Unlabelled:
    """Precision, recall, F1, AUROC and average precision of detectors on a labelled table.

    Each detector learns from one part of the rows, its threshold is learned from a second,
    and the third is scored once. Copies of a row are in one part; so are the rows of a key
    where there is a key; where there is a time, no row is learned from that is later than
    one that is tested on.

    data
        Whatever `vedette.scan` takes.
    label
        The column of labels. None: what can be known without labels.
    detector
        Names of the catalogue between commas, with parameters if need be; a detector; or a
        list of both. Those that learn from labels may be among them.
    threshold
        How the threshold is learned from the validation part: a rule of
        `vedette.thresholds`, or its name ("contamination(0.01)"). None: "best-f1".
    split
        Shares of the rows to learn from, for the threshold, and to test on: "60/20/20".
    folds, repeats
        Instead: cross-validation in so many folds, so many times.
    positive
        The values of the label that are anomalies. None: the rarer of two.
    by_key, by_time, by_chance
        How rows are divided: no value of these columns in two parts; by time; or neither.
        None of the three: by time where rows have one, else by key where there is one.
    scan
        Whether to say too what a plain scan of the table finds, which sees no label.
    sample
        Measure on so many rows. None: on all, or on as many as end in minutes.
    seed
        For another draw of chance.

    The other arguments are those of `vedette.scan`.

    Raises InvalidParameter and UnknownName for what was asked, InvalidInput for the data.

    Examples
    --------
    >>> import numpy as np, vedette
    >>> rng = np.random.default_rng(0)
    >>> wrong = np.arange(1000) % 20 == 0
    >>> table = {"length": rng.normal(10, 1, 1000) + 3 * wrong, "wrong": wrong}
    >>> found = vedette.evaluate(table, "wrong", detector="gaussian", scan=False)
    >>> found["gaussian"].test.recall.value
    0.6
    """
    from vedette import __version__
    from vedette.app.choosing import detectors_of
    from vedette.app.scanning import scan as scan_table
    from vedette.app.understanding import understand
    from vedette.core.parameters import check_whole
    from vedette.core.redaction import withholding
    from vedette.thresholds import rule_of

    check(fdr=0.1, budget=None, roles=roles, seed=seed)
    if label is not None and not isinstance(label, str):
        raise InvalidParameter(f"label is {label!r}: it is the name of a column")
    chosen = detectors_of(detector, seed)
    rule = rule_of("best-f1" if threshold is None else threshold)
    if label is None and threshold is not None and rule.needs_labels:
        raise InvalidParameter(
            f"the threshold {rule} is learned from labels, and none are named",
            hint="--label COL; contamination, sigma and tail need no labels",
        )
    division = division_of(
        split=split, folds=folds, repeats=repeats, way=way_asked(by_key, by_time, by_chance)
    )
    keys = [by_key] if isinstance(by_key, str) else named("by_key", by_key)
    if sample is not None:
        check_whole("sample", sample, 1)
    hidden = named("redact", redact)
    given: dict[str, Any] = {
        "select": named("select", select),
        "ignore": named("ignore", ignore),
        "where": where,
        "na": values(na),
        "encoding": encoding,
        "redact": hidden,
    }
    asked = dict(roles or {}) | ({} if label is None else {label: "label"})
    again = given | {"roles": asked, "seed": seed, "progress": progress}
    once = isinstance(data, str) and data == "-"  # standard input is read only once
    scanning = partial(scan_table, data, **again) if scan and not once else None
    with withholding(hidden):
        table, known = understand(data, roles=asked, progress=progress, **given)
        if label is None:
            from vedette.evaluating.unlabelled import without_labels
            from vedette.report.evaluation import Unlabelled

            looked = without_labels(
                table, known, chosen, most=sample, seed=seed, told=_told(progress)
            )
            states = scanning().summary() if scanning else ""
            return Unlabelled.of(
                looked, states=states, version=__version__, frame=table.frame
            )
        plain = partial(scanned_plainly, scanning, table) if scanning else None
        return _measured(
            table,
            known,
            label,
            positive=positive,
            detectors=chosen,
            rule=rule,
            division=division,
            keys=keys,
            most=sample,
            seed=seed,
            progress=progress,
            plain=plain,
        )


def _measured(
    table: Table,
    roles: Roles,
    label: str,
    *,
    positive: Iterable[Any] | None,
    detectors: list[Any],
    rule: Any,
    division: Division,
    keys: list[str] | None,
    most: int | None,
    seed: int,
    progress: Progress | None,
    plain: Callable[[Labels], Scanned | None] | None,
) -> Evaluation:
    from vedette import __version__
    from vedette.core.evaluation import Labelled, Protocol
    from vedette.evaluating import notes, run
    from vedette.evaluating.labels import labels_of
    from vedette.evaluating.protocol import needs_labels
    from vedette.evaluating.suspicion import suspicions, without_disguises
    from vedette.report.evaluation import Evaluation

    given = None if positive is None else listed(positive)
    labels = labels_of(table, label, given)
    sample, suspected = without_disguises(table, roles, labels, keys=keys)
    whole = len(sample)
    sample = run.thinned(sample, most, seed)
    splits = run.divided(
        sample, division, labelled=any(map(needs_labels, detectors)), seed=seed
    )
    run.check_parts(sample, splits)
    assessed = run.assess(detectors, sample, splits, rule, _told(progress))
    tested = (
        suspicions(
            sample.table,
            roles,
            sample.odd,
            splits[0].test,
            leave_out=sample.leave_out,
        )
        if len(splits) == 1
        else ()
    )
    small = len(sample) == whole
    return Evaluation(
        source=table.source,
        rows=table.rows,
        label=Labelled(
            column=label,
            positive=labels.positive,
            negative=labels.negative,
            odd=int(labels.odd.sum()),
            usual=int((labels.known & ~labels.odd).sum()),
            unlabelled=int((~labels.known).sum()),
            chosen=labels.chosen,
        ),
        protocol=Protocol(
            way=splits[0].way,
            names=_names(sample, splits[0].way),
            shares=division.shares,
            folds=0 if division.shares else division.folds,
            repeats=0 if division.shares else len(splits) // division.folds,
            parts=run.parts_of(sample, splits),
            rule=str(rule),
            sampled=None if small else len(sample),
        ),
        assessed=assessed,
        scan=None if plain is None or not small else plain(labels),
        suspicions=notes.accusations(suspected, tested),
        notes=(*notes.of_labels(labels), *notes.of_splits(sample, splits)),
        seed=seed,
        version=__version__,
        frame=table.frame,
    )


def _names(sample: Sample, way: str) -> tuple[str, ...]:
    if way == "time":
        return sample.time_names
    return sample.key_names if way == "key" else ()


def _told(progress: Progress | None) -> Callable[[int, int, str], None] | None:
    if progress is None:
        return None
    return lambda done, total, name: progress(f"measuring {name}", done, total)


# What was asked


def division_of(
    *,
    split: str | Iterable[float] | None,
    folds: int | None,
    repeats: int | None,
    way: Any,
) -> Division:
    """How the rows are to be divided, if what was asked makes sense."""
    from vedette.core.parameters import check_whole
    from vedette.evaluating.run import Division

    if split is not None and folds is not None:
        raise InvalidParameter("split and folds exclude each other")
    if repeats is not None and folds is None:
        raise InvalidParameter("repeats are of folds", hint="--folds 5 --repeats 3")
    for name, number, least in (("folds", folds, 2), ("repeats", repeats, 1)):
        if number is not None:
            check_whole(name, number, least)
    if folds is not None:
        return Division(None, int(folds), 1 if repeats is None else int(repeats), way)
    return Division(SHARES if split is None else shares_of(split), way=way)


def shares_of(split: str | Iterable[float]) -> tuple[float, float, float]:
    """Three shares, written 60/20/20 or given as numbers."""
    wrong = InvalidParameter(
        f"split is {split!r}: it is three shares above 0",
        hint="60/20/20: 60 % to learn from, 20 % for the threshold, 20 % to test on",
    )
    try:
        parts = split.split("/") if isinstance(split, str) else list(split)
        shares = [float(part) for part in parts]
    except (TypeError, ValueError):
        raise wrong from None
    if len(shares) != 3 or not all(0 < share < float("inf") for share in shares):
        raise wrong
    return shares[0], shares[1], shares[2]


def way_asked(by_key: Any, by_time: bool, by_chance: bool) -> str | None:
    """How rows are to be divided; None: as their columns say."""
    ways = [
        way
        for way, asked in (
            ("key", by_key is not None),
            ("time", by_time),
            ("random", by_chance),
        )
        if asked
    ]
    if len(ways) > 1:
        raise InvalidParameter("by_key, by_time and by_chance exclude each other")
    return ways[0] if ways else None


def listed(values: Any) -> list[Any]:
    """One value, or several."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        return [values]
    return list(values)


# The plain scan


def scanned_plainly(
    scanning: Callable[[], Result], table: Table, labels: Labels
) -> Scanned | None:
    """How a scan without labels did on the labelled rows; None if it could not judge."""
    import numpy as np

    from vedette.core.evaluation import Scanned

    result = scanning()
    if result.needed is not None or result.expected_false is None:
        return None
    numbers = table.row_numbers
    if numbers is None:
        numbers = np.arange(table.rows, dtype=np.int64)
    rows = np.unique([finding.row for finding in result.findings]).astype(np.int64)
    place = np.searchsorted(numbers, rows)
    labelled = labels.known[place]
    return Scanned(
        found=int(labelled.sum()),
        hits=int(labels.odd[place].sum()),
        unlabelled=int((~labelled).sum()),
        odd=int(labels.odd.sum()),
        stated=result.expected_false / len(result.findings) if result.findings else 0.0,
    )
