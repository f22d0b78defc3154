"""Scan a table: what `vedette.scan` is, and what the command does."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vedette.app.arguments import check, labelled, named, values
from vedette.core.errors import InvalidParameter
from vedette.core.progress import Progress

if TYPE_CHECKING:
    from vedette.app.dividing import By
    from vedette.core import result as core
    from vedette.core.detector import Detector
    from vedette.core.labels import Labels
    from vedette.labelling.verdicts import Verdicts
    from vedette.report.result import Result


def scan(
    data: Any,
    *,
    fdr: float = 0.1,
    budget: int | None = None,
    roles: Mapping[str, str] | None = None,
    seed: int = 0,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    where: str | None = None,
    detector: str | Detector | None = None,
    na: Iterable[Any] | None = None,
    encoding: str | None = None,
    redact: Iterable[str] | None = None,
    sample: int | None = None,
    labels: Verdicts | str | os.PathLike[str] | None = None,
    label: str | None = None,
    by: By | None = None,
    progress: Progress | None = None,
) -> Result:
    """What looks wrong in a table, why, and how many of the findings are expected false.

    data
        A file's name (CSV, TSV, Parquet, JSON Lines, Excel, Arrow; "-" is standard input),
        or a folder or pattern ("logs/*.csv": all files as one table), or a table in memory:
        pandas, polars, Arrow, NumPy.
    fdr
        At most this share of the findings is expected to be false.
    budget
        Instead of `fdr`: so many of the most surprising rows. No rate is stated for them.
    roles
        What columns are for, where the guess is wrong: {"errors": "category"}.
    select, ignore
        Columns to look at, and not to look at.
    where
        Rows to look at, as an SQL condition.
    detector
        Instead of all views of the rows and columns: this one alone judges the rows. A name
        ("lof", "lof(n_neighbors=50)", several between commas) or an unfitted detector.
    na
        Texts and numbers that stand for a missing value, besides those that always do; in
        one column only: "amount=-1".
    encoding
        Of a file of text, where it is not to be told from its bytes: "latin-1".
    redact
        Columns that take part, but of which no value is shown anywhere. An unexpected error
        then tells its type and place, and not its text, which might quote one.
    sample
        What is usual is learned from so many rows, and all are judged in chunks. None: from
        all rows, unless the table is larger than memory.
    labels
        What people said of rows: a file of verdicts (`vedette label` writes one), or what
        `vedette.labels` gave for this table. The findings stay those of the scan; which of
        them were called expected is set apart, and the order is learned if that helps.
    label
        A column of known answers, whose wrong ones are looked for: `Result.labels`. It takes
        no other part.
    by
        What divides the rows into segments, each row judged against its own: a column's
        name, or a model of clusters (`vedette.cluster(...).model`, or the file of one).
        Which segments are odd among the others: `Result.segments`.
    progress
        Called with a phase, how much of it is done, and of how much (None: unknown).

    Raises InvalidParameter and UnknownName for what was asked, InvalidInput for the data.
    Too few rows to judge are no error: `Result.needed` then says how many would do, and the
    facts are there.

    Examples
    --------
    >>> import numpy as np, vedette
    >>> rng = np.random.default_rng(0)
    >>> length = rng.normal(10, 1, 500)
    >>> weight = 2 * length + rng.normal(0, 0.1, 500)
    >>> weight[7] += 3  # usual by itself, but not for this length
    >>> result = vedette.scan({"length": length, "weight": weight})
    >>> [finding.row for finding in result.findings]
    [7]
    """
    asked = check(fdr=fdr, budget=budget, roles=labelled(roles, label), seed=seed)
    if where is not None and not isinstance(where, str):
        raise InvalidParameter(f"where is {where!r}: it is a condition in SQL, as text")
    from vedette import __version__
    from vedette.app.choosing import detector_of
    from vedette.core.redaction import withholding
    from vedette.detectors.catalogue import said_of
    from vedette.report.result import Result
    from vedette.scanning import scan as scan_table

    chosen = detector_of(detector, seed)
    called = said_of(chosen) if chosen is not None else None
    hidden, chosen_columns = named("redact", redact), named("select", select)
    ignored = named("ignore", ignore)
    segments = None
    if by is not None:
        from vedette.app import dividing

        segments = dividing.dividing(by)
        dividing.check(segments, ignore=ignored, detector=detector, sample=sample)
        chosen_columns = segments.among(chosen_columns)
    with withholding(hidden):
        found = scan_table(
            data,
            fdr=fdr,
            budget=budget,
            roles=asked,
            seed=seed,
            select=chosen_columns,
            ignore=ignored,
            where=where,
            detector=chosen,
            na=values(na),
            encoding=encoding,
            redact=hidden,
            sample=sample,
            divide=None if segments is None else segments.divide,
            progress=progress,
        )
        found = replace(found, labels=labels_of(found, label, fdr))
    done = replace(Result.of(found), version=found.version or __version__, detector=called)
    if labels is None:
        return done
    from vedette.app.labelling import relabelled, verdicts_of

    with withholding(hidden):
        asked_for = {"na": na, "encoding": encoding, "where": where, "redact": redact}
        said = verdicts_of(
            data, labels, roles=roles, select=select, ignore=ignore, **asked_for
        )
        return relabelled(done, said)


def labels_of(found: core.Result, label: str | None, fdr: float) -> Labels | None:
    """What looks wrong among the labels of the table that was scanned."""
    if label is None:
        return None
    from vedette.scanning.wrong_labels import judge_labels

    return judge_labels(found.learned.ordered, found, label, fdr)
