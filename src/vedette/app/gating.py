"""Judge a load by a model: what `vedette.gate` is, and what the command does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from vedette.app.arguments import named, values
from vedette.core.errors import InvalidInput, InvalidParameter, NoRows, unknown
from vedette.core.progress import Progress

if TYPE_CHECKING:
    from vedette.app.model import Model
    from vedette.core.findings import Group
    from vedette.core.gate import Check, Gate
    from vedette.core.result import Result
    from vedette.gating.run import Judged


def gate(
    data: Any,
    model: Any,
    *,
    max_findings: int | None = None,
    alpha: float = 0.05,
    fdr: float = 0.1,
    now: datetime | None = None,
    skip: Iterable[str] = (),
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    where: str | None = None,
    na: Iterable[Any] | None = None,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> Gate:
    """Whether a load may pass: its volume, time, columns and rows against those fitted.

    data
        The load: whatever `vedette.scan` takes.
    model
        From `vedette.fit`, or the name of a file that `vedette.save` wrote.
    max_findings
        So many rows may look wrong. None: as many as the fitted table makes likely.
    alpha
        A clean load fails with about this probability, over all checks together.
    fdr
        At most this share of the rows that look wrong is expected to be false.
    now
        When the load should be fresh; None: it is only compared with the fitted rows.
    skip
        Checks to leave out: "gap", or "shift:price" for one column.
    select, ignore, where, na, encoding
        As in `vedette.scan`; the columns and values of the model if not given.

    The outcome is true if the load passes. Raises InvalidParameter and UnknownName for what
    was asked, InvalidInput for a load that cannot be read; a load whose columns differ is
    none of these, but fails the check "schema", and one without rows fails "volume".
    """
    check(alpha=alpha, max_findings=max_findings)
    left_out = frozenset(_checked(skip))
    from vedette import __version__
    from vedette.core.gate import Gate
    from vedette.core.redaction import withholding
    from vedette.gating.run import Fitted, in_order, judge
    from vedette.tables.reading import read

    report = progress or (lambda phase, done, total: None)
    known = _model(model)
    with withholding(known.redacted), rereadable(data) as (source, called):
        chosen: dict[str, Any] = {  # read twice, so no iterators
            "select": named("select", select),
            "ignore": named("ignore", ignore),
            "na": values(na),
        }
        told: dict[str, Any] = {"where": where, "encoding": encoding}
        reading = known.reading.of_another(**chosen) | told
        try:
            table = read(source, **reading, progress=lambda d, t: report("reading", d, t))
        except NoRows as error:
            if "volume" in left_out:
                raise
            return _empty(known, called or _name_of(data), error, alpha)
        if called:
            table = replace(table, source=replace(table.source, name=called))
        fitted = Fitted(
            known.table, known.rows, known.roles, known.learned.codes, known.redacted
        )
        report("comparing", 0, None)
        judged = judge(fitted, table, alpha, now)
        found: list[Check] = list(judged.checks)
        findings = None
        if "rows" not in left_out:
            rows, findings, max_findings = _rows(
                known,
                source,
                judged,
                table.rows,
                max_findings,
                fdr,
                chosen | told,
                progress,
            )
            found.append(rows)
    kept = [c for c in found if not {c.check, f"{c.check}:{c.column}"} & left_out]
    return Gate(
        source=table.source,
        rows=table.rows,
        fitted=known.source,
        fitted_rows=known.rows,
        loads=judged.loads.count,
        unit=judged.loads.unit,
        alpha=alpha,
        checks=in_order(kept),
        findings=findings,
        max_findings=max_findings,
        version=__version__,
    )


def _empty(known: Model, name: str, error: NoRows, alpha: float) -> Gate:
    """The outcome for a load without any row: there is nothing else to check."""
    from vedette import __version__
    from vedette.core.gate import Check, Gate
    from vedette.core.table import Source
    from vedette.core.wording import count

    text = f"{error.message}: {count(known.rows, 'row')} were fitted"
    return Gate(
        source=Source(name, "empty"),
        rows=0,
        fitted=known.source,
        fitted_rows=known.rows,
        loads=1,
        unit="load",
        alpha=alpha,
        checks=(Check("volume", None, "fail", text, 0),),
        findings=None,
        max_findings=None,
        version=__version__,
    )


def _name_of(data: Any) -> str:
    """What a load is called that could not be read."""
    import os

    from vedette.tables.sources.address import without_secrets

    if isinstance(data, str | os.PathLike):
        return os.path.basename(without_secrets(os.fspath(data)))
    return f"a {type(data).__name__}"


def check(*, alpha: float, max_findings: int | None) -> None:
    """Refuse what makes no sense."""
    if isinstance(alpha, bool) or not hasattr(alpha, "__float__") or not 0 < alpha < 1:
        raise InvalidParameter(
            f"alpha is {alpha!r}: it is a share, above 0 and below 1",
            hint="0.05 lets at most one clean load in twenty fail",
        )
    if max_findings is None:
        return
    if isinstance(max_findings, bool) or not hasattr(max_findings, "__index__"):
        raise InvalidParameter(f"max_findings is {max_findings!r}: it is a whole number")
    if max_findings < 0:
        raise InvalidParameter(f"max_findings is {max_findings}: it is 0 or more")


def _checked(skip: Iterable[str]) -> list[str]:
    from vedette.core.gate import CHECKS

    if isinstance(skip, str):
        raise InvalidParameter(
            f"skip is the text {skip!r}, not a list of checks", hint=f"skip=[{skip!r}]"
        )
    names = list(skip)
    for name in names:
        if name.partition(":")[0] not in CHECKS:
            raise unknown("check", name.partition(":")[0], CHECKS)
    return names


def _model(model: Any) -> Model:
    import os

    from vedette.app.model import Model, load_model

    if isinstance(model, str | os.PathLike):
        return load_model(model)
    if not isinstance(model, Model):
        raise InvalidParameter(
            f"a {type(model).__name__} is not a model of a table",
            hint="vedette.fit makes one, and vedette fit FILE -o FILE.vedette",
        )
    return model


@contextmanager
def rereadable(data: Any) -> Iterator[tuple[Any, str]]:
    """The load so that it can be read twice, and its name if that is not its file's."""
    if not isinstance(data, str) or data != "-":
        yield data, ""
        return
    import sys

    from vedette.tables.staging import spooled

    with spooled(sys.stdin.buffer, "standard input") as path:
        yield str(path), "standard input"


def _rows(
    model: Model,
    data: Any,
    judged: Judged,
    rows: int,
    most: int | None,
    fdr: float,
    reading: dict[str, Any],
    progress: Progress | None,
) -> tuple[Check, int | None, int | None]:
    """The check of rows that look wrong, how many do, and how many may."""
    from vedette.core.gate import Check
    from vedette.gating.rows import most_findings, rows_check

    if judged.paired.check.verdict == "fail":
        text = "whether rows look wrong: the columns differ"
        return Check("rows", None, "not checked", text), None, most
    if lacks_file(model, judged):
        text = "whether rows look wrong: the load has no column file; fit the files again "
        text += "with --role file=ignore"
        return Check("rows", None, "not checked", text), None, most
    try:
        result = model.score(data, fdr=fdr, progress=progress, **reading)
    except InvalidInput as error:
        text = f"the rows cannot be judged: {error.message}"
        return Check("rows", None, "fail", text), None, most
    if result.needed is not None and not (result.findings or result.groups):
        text = "whether rows look wrong: the fitted table has too few rows"
        return Check("rows", None, "not checked", text), None, most
    before, kept = model.found, model.table.rows
    if most is None:
        most = most_findings(before, kept, rows, judged.levels["rows"])
    crowds = [] if judged.loads.many else crowds_of(result)
    found = wrong_rows(result, crowds)
    reasons = [group.headline for group in result.groups if group not in crowds]
    told = [group.headline for group in crowds]
    return rows_check(found, rows * before / kept, most, reasons, told), found, most


def lacks_file(model: Model, judged: Judged) -> bool:
    """Whether many files were fitted, their column is judged, and the load is one file."""
    from vedette.gating.loads import FILE
    from vedette.tables.agreeing import OPTIONAL

    fitted = FILE in model.roles and model.roles[FILE].kind not in OPTIONAL
    return fitted and FILE not in judged.paired.names


def crowds_of(result: Result) -> list[Group]:
    """Groups that are a matter of the load, not of single rows."""
    from vedette.gating.rows import CROWD

    return [g for g in result.groups if g.alike and g.count > CROWD * result.rows]


def wrong_rows(result: Result, crowds: Collection[Group]) -> int:
    """How many rows a result calls wrong, one by one or as a group."""
    groups = [group for group in result.groups if group.alike and group not in crowds]
    return sum(g.count for g in groups) + len({f.row for f in result.findings})
