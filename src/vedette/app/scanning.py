"""Scan a table: what `vedette.scan` is, and what the command does."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, SupportsFloat, TypeAlias

from vedette.core.errors import InvalidParameter, unknown

if TYPE_CHECKING:
    from vedette.core import result as core
    from vedette.core.detector import Detector
    from vedette.core.labels import Labels
    from vedette.labelling.verdicts import Verdicts
    from vedette.report.result import Result

Progress: TypeAlias = Callable[[str, int, int | None], None]


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
    hidden = named("redact", redact)
    with withholding(hidden):
        found = scan_table(
            data,
            fdr=fdr,
            budget=budget,
            roles=asked,
            seed=seed,
            select=named("select", select),
            ignore=named("ignore", ignore),
            where=where,
            detector=chosen,
            na=values(na),
            encoding=encoding,
            redact=hidden,
            sample=sample,
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


def labelled(
    roles: Mapping[str, str] | None, label: str | None
) -> Mapping[str, str] | None:
    """The roles, with that of the column whose labels are looked at."""
    if label is None or not (roles is None or isinstance(roles, Mapping)):
        return roles
    if not isinstance(label, str):
        raise InvalidParameter(f"label is {label!r}: it is the name of a column")
    if dict(roles or {}).get(label, "label") != "label":
        raise InvalidParameter(
            f"{label!r} is to be the label, and its role {(roles or {})[label]!r}",
            hint="leave the role out",
        )
    return {**(roles or {}), label: "label"}


def labels_of(found: core.Result, label: str | None, fdr: float) -> Labels | None:
    """What looks wrong among the labels of the table that was scanned."""
    if label is None:
        return None
    from vedette.scanning.wrong_labels import judge_labels

    return judge_labels(found.learned.ordered, found, label, fdr)


def check(
    *, fdr: float, budget: int | None, roles: Mapping[str, str] | None, seed: int
) -> dict[str, str]:
    """The roles as a dict, if everything that was asked makes sense."""
    if isinstance(fdr, bool) or not hasattr(fdr, "__float__"):
        raise InvalidParameter(f"fdr is {fdr!r}: it is a share, above 0 and below 1")
    for name, number in (("budget", budget), ("seed", seed)):
        if number is None and name == "budget":
            continue
        if isinstance(number, bool) or not hasattr(number, "__index__"):
            raise InvalidParameter(f"{name} is {number!r}: it is a whole number")
    if not 0 < fdr < 1:
        raise InvalidParameter(
            f"fdr is {fdr:g}: it is a share, above 0 and below 1",
            hint="0.1 lets at most one finding in ten be false",
        )
    if budget is not None and budget < 1:
        raise InvalidParameter(f"budget is {budget}: it is a number of rows, at least 1")
    if not 0 <= seed < 2**63:
        raise InvalidParameter(f"seed is {seed}: it is a whole number, 0 to 2**63 - 1")
    from vedette.core.table import ROLE_KINDS

    if roles is not None and not isinstance(roles, Mapping):
        raise InvalidParameter(
            f"roles is {roles!r}: it is a role for each column's name",
            hint="roles={'errors': 'category'}",
        )
    asked = dict(roles or {})
    for kind in asked.values():
        if kind not in ROLE_KINDS:
            raise unknown("role", str(kind), ROLE_KINDS)
    return asked


def named(what: str, names: Iterable[str] | None) -> list[str] | None:
    if isinstance(names, str):
        raise InvalidParameter(
            f"{what} is the text {names!r}, not a list of columns",
            hint=f"{what}=[{names!r}]",
        )
    return None if names is None else list(names)


def values(na: Iterable[Any] | None) -> list[Any] | None:
    """The values that stand for missing, as a list of texts and numbers."""
    if na is None:
        return None
    if isinstance(na, (str, bytes, Mapping)) or not isinstance(na, Iterable):
        raise InvalidParameter(
            f"na is {na!r}, not a list of values", hint='na=[-999, "none", "amount=-1"]'
        )
    given = list(na)
    for value in given:
        if isinstance(value, bool) or not isinstance(value, (str, SupportsFloat)):
            raise InvalidParameter(f"na holds {value!r}: its values are texts and numbers")
    return given
