"""What people say of rows: kept beside a table, asked for one by one, joined with a scan."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.core.progress import Progress

if TYPE_CHECKING:
    from vedette.core.arrays import Matrix, Vector
    from vedette.core.findings import Value
    from vedette.labelling.asking import Asking
    from vedette.labelling.verdicts import Verdicts
    from vedette.report.result import Result

SUFFIX = ".labels.jsonl"


def labels(
    data: Any,
    file: str | os.PathLike[str] | None = None,
    *,
    roles: Mapping[str, str] | None = None,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    where: str | None = None,
    na: Iterable[Any] | None = None,
    encoding: str | None = None,
    redact: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> Verdicts:
    """The verdicts of people on the rows of a table, to read and to add to.

    data
        The table, as `vedette.scan` takes it, and so are the other arguments.
    file
        Where the verdicts stand. None: beside the table, for `orders.csv` in
        `orders.labels.jsonl`. It is made when the first verdict is added.

    Examples
    --------
    >>> import numpy as np, tempfile, vedette
    >>> table = {"length": np.random.default_rng(0).normal(10, 1, 500)}
    >>> place = tempfile.mkdtemp() + "/lengths.labels.jsonl"
    >>> said = vedette.labels(table, place)
    >>> _ = said.add(7, "real", note="measured twice")
    >>> _ = said.add(9, "expected")
    >>> vedette.labels(table, place)
    <Verdicts on 2 rows: 1 real, 1 expected>
    """
    from vedette.app.understanding import understand
    from vedette.labelling.verdicts import Verdicts

    place = beside(data) if file is None else Path(file)
    refuse_stdin(data)
    table, understood = understand(
        data,
        roles=roles,
        select=select,
        ignore=ignore,
        where=where,
        na=na,
        encoding=encoding,
        redact=redact,
        progress=progress,
    )
    if isinstance(data, str | os.PathLike):
        from vedette.app.output import refuse_table

        refuse_table(place, str(place), str(data))
    return Verdicts(place, table, understood)


def verdicts_of(data: Any, given: Any, **asked: Any) -> Verdicts:
    """The verdicts that are given, or are in a file that is there."""
    from vedette.labelling.verdicts import Verdicts

    if isinstance(given, Verdicts):
        return given
    if not isinstance(given, str | os.PathLike):
        raise InvalidParameter(
            f"labels is {given!r}: it is a file of verdicts, or what vedette.labels gave",
            hint='labels="orders.labels.jsonl"',
        )
    refuse_unlabelled(data, given)
    return labels(data, given, **asked)


def beside(data: Any) -> Path:
    """Where the verdicts on a table stand unless another place is named."""
    from vedette.tables.packing import SUFFIXES
    from vedette.tables.sources.address import is_address

    refuse_stdin(data)
    if not isinstance(data, str | os.PathLike) or is_address(str(data)):
        raise InvalidParameter(
            "this table is no file, so there is no place beside it for verdicts",
            hint=f"name one: orders{SUFFIX}",
        )
    path = Path(data)
    if path.is_dir() or not path.exists():
        raise InvalidParameter(
            f"{str(data)!r} is not one file, so there is no place beside it for verdicts",
            hint=f"name one outside of the table: ../orders{SUFFIX}",
        )
    name = path.name
    for packed in SUFFIXES:
        name = name.removesuffix(packed)
    return path.with_name((Path(name).stem or path.name) + SUFFIX)


def refuse_unlabelled(data: Any, file: str | os.PathLike[str] | None) -> None:
    """Refuse a file of verdicts that is not there: a scan has nothing to make it from."""
    place = beside(data) if file is None else Path(file)
    if place.exists():
        return
    shown = str(data) if isinstance(data, str | os.PathLike) else "FILE"
    hint = f"make one with: vedette label {shown}"
    if file is not None and not place.suffix:
        hint += f"; a column of known answers is --label {place}"
    raise InvalidParameter(f"there is no file of verdicts {str(place)!r}", hint=hint)


def refuse_stdin(data: Any) -> None:
    """Refuse a table that can be read only once: verdicts belong to one that stays."""
    if isinstance(data, str) and data == "-":
        raise InvalidParameter(
            "verdicts belong to a table that can be read again, and standard input cannot",
            hint="save it to a file first",
        )


def relabelled(result: Result, verdicts: Verdicts) -> Result:
    """The result of a scan with what people said of its rows."""
    from vedette.labelling.joining import joined
    from vedette.labelling.ranking import rank
    from vedette.report.result import Result as Faced

    X, order = features(result, verdicts)
    ranking = rank(X, order, verdicts.y, seed=result.seed % 2**31)

    def say(row: int) -> tuple[Value, str]:
        return said_of(result, row)

    return Faced.of(joined(result, verdicts, ranking, say))


def said_of(result: Result, row: int) -> tuple[Value, str]:
    """The id of a row, and what is oddest about it in a few words."""
    from vedette.report.phrases import oddest

    said = result.explain(row)
    return said.id, said.text or oddest(said)


def features(result: Result, verdicts: Verdicts) -> tuple[Matrix, Vector]:
    """What a model of verdicts sees of each row (n, d), and (n,) the order of the scan.

    Its values in robust units, how far out each of them is given the others, and how
    surprising the row is in all.
    """
    import numpy as np

    from vedette.detectors.features import fit_features
    from vedette.scanning.deviations import deviations

    names = verdicts.names
    if result.learned is None or result.learned.ordered.table.rows != names.table.rows:
        raise InvalidInput(
            "verdicts are joined with scans of all rows in memory, and this one learned "
            "from a sample",
            hint="a part of the table: --where, or --sample with more rows",
        )
    out = deviations(result.learned)
    order = out.surprise.copy()
    highest = float(order.max(initial=0.0)) + 1
    for finding in result.findings:
        order[names.place(finding.row)] = highest + finding.surprise
    values = fit_features(names.table, result.roles).matrix(names.table)
    return np.column_stack([values, out.z, out.surprise]), order


def asking(result: Result, verdicts: Verdicts) -> Asking:
    """What chooses the rows to ask a person about."""
    from vedette.labelling.asking import Asking
    from vedette.labelling.ranking import learned

    X, order = features(result, verdicts)
    place = verdicts.names.place
    groups: dict[int, list[int]] = {g.group: [] for g in result.groups}
    for finding in result.findings:
        groups.setdefault(finding.group, []).append(_known(place(finding.row)))
    alike = [_known(place(g.rows[0])) for g in result.groups if g.alike and g.rows]

    def fit(X: Matrix, y: Any) -> Vector:
        return learned(X, y, result.seed % 2**31)(X)

    return Asking(order, [g for g in groups.values() if g], alike, X, verdicts.y, fit)


def _known(place: int | None) -> int:
    assert place is not None
    return place
