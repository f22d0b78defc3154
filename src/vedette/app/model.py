"""What was learned from one table, kept to judge others: fit today, score tomorrow."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from vedette.app.arguments import check, named, values

if TYPE_CHECKING:
    from vedette.clustering.model import ClusterModel
    from vedette.core.detector import Detector
    from vedette.core.estimator import Estimator
    from vedette.core.progress import Progress
    from vedette.core.table import Roles, Source, Table
    from vedette.report.result import Result
    from vedette.scanning.learning import Learned


KIND = "model"
CLUSTERS = "model of clusters"


@dataclass(frozen=True)
class Reading:
    """How the table was read that a model was learned from: others are read likewise.

    select
        The columns kept; None: all of them but `ignore`.
    ignore
        Columns left out, where they are there.
    na
        Texts and numbers that stand for a missing value.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    na: tuple[str | float, ...] = ()

    @classmethod
    def of(
        cls,
        select: Iterable[str] | None,
        ignore: Iterable[str] | None,
        na: Iterable[Any] | None,
    ) -> Self:
        """As the arguments of `vedette.scan` say."""

        kept, left = named("select", select), named("ignore", ignore)
        markers = [n if isinstance(n, str) else float(n) for n in values(na) or ()]
        return cls(None if kept is None else tuple(kept), tuple(left or ()), tuple(markers))

    def of_another(
        self,
        select: Iterable[str] | None,
        ignore: Iterable[str] | None,
        na: Iterable[Any] | None,
    ) -> dict[str, Any]:
        """How another table is read, as `vedette.tables.reading.read` takes it.

        What is said of that table itself takes the place of what is kept here.
        """

        kept, markers = named("select", select), values(na)
        return {
            "select": self.select if kept is None else kept,
            "ignore": named("ignore", ignore),
            "without": self.ignore if kept is None else (),
            "na": list(self.na) if markers is None else markers,
        }


@dataclass(eq=False, repr=False)
class Model:
    """What is usual in a table, to judge the rows of others by.

    learned
        The rows that are kept, and by what rows are judged.
    rows
        Of the table it was learned from, which may be more than are kept.
    source
        Where that table came from.
    version
        Of the library that learned it.
    redacted
        Columns of which no value is shown.
    reading
        How that table was read.
    """

    learned: Learned
    rows: int
    source: Source
    version: str
    redacted: tuple[str, ...] = ()
    reading: Reading = Reading()

    @property
    def table(self) -> Table:
        """The rows that are kept (all, or a sample), in canonical order."""
        return self.learned.ordered.table

    @property
    def roles(self) -> Roles:
        """What each column of the table was taken for."""
        return self.learned.roles

    @property
    def found(self) -> int:
        """How many of the kept rows were found themselves: they are no part of what is usual."""
        return len(self.learned.found.rows)

    def summary(self) -> str:
        """What it was learned from, in one line."""
        from vedette.core import wording
        from vedette.report.phrases import extent

        said = f"{wording.plain(self.source.name)}: {extent(self.rows, len(self.roles))}"
        left_out = wording.count(self.found, "row")
        return f"{said}; {left_out} left out as unusual" if self.found else said

    def __repr__(self) -> str:
        return f"<Model of {self.summary()}>"

    def score(
        self,
        data: Any,
        *,
        fdr: float = 0.1,
        budget: int | None = None,
        select: Iterable[str] | None = None,
        ignore: Iterable[str] | None = None,
        where: str | None = None,
        na: Iterable[Any] | None = None,
        encoding: str | None = None,
        redact: Iterable[str] | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """What looks wrong in another table with the same columns, by what is usual here.

        The arguments are those of `vedette.scan`. Every row is judged, one or a million.
        What was redacted in learning is redacted here too; `select`, `ignore` and `na` are
        those of learning if they are not given.

        Raises
        ------
        InvalidInput
            If the columns differ from those learned from: missing, new and changed ones are
            named. New kinds of a category are no error but a fact, and counted.
        """
        from vedette import __version__
        from vedette.core.redaction import withholding
        from vedette.report.result import Result
        from vedette.scanning.score import score
        from vedette.tables.reading import read

        check(fdr=fdr, budget=budget, roles=None, seed=0)
        report = progress or (lambda phase, done, total: None)
        hidden = named("redact", redact) or []
        with withholding([*self.redacted, *hidden]):
            table = read(
                data,
                **self.reading.of_another(select, ignore, na),
                where=where,
                encoding=encoding,
                redact=hidden,
                progress=lambda done, total: report("reading", done, total),
            )
            found = score(
                self.learned, table, fdr=fdr, budget=budget, rows=self.rows, progress=report
            )
        return replace(Result.of(found), version=__version__)


def save(thing: Model | ClusterModel | Estimator, path: str | os.PathLike[str]) -> None:
    """Write a model or a detector to a file: numbers, texts and arrays, nothing that runs.

    The file is there whole or not at all, and carries its checksum. A model holds the rows
    it was learned from, so it is as confidential as they are.
    """
    from vedette.clustering.model import ClusterModel
    from vedette.core import saving

    if isinstance(thing, ClusterModel):
        return saving.save_content(CLUSTERS, {"model": thing}, path)
    if not isinstance(thing, Model):
        return saving.save(thing, path)
    from vedette.scanning.keeping import dump

    content = {
        "rows": thing.rows,
        "source": asdict(thing.source),
        "version": thing.version,
        "redacted": list(thing.redacted),
        "reading": asdict(thing.reading),
        "learned": dump(thing.learned),
    }
    saving.save_content(KIND, content, path)
    return None


def load(path: str | os.PathLike[str]) -> Model | ClusterModel | Estimator:
    """The model or detector that `save` wrote; what it scores is the same to the bit.

    Raises
    ------
    InvalidInput
        If the file was not written by `save`, is damaged, or is of a later format.
    """
    from vedette.core import saving
    from vedette.core.table import Source

    kind, content = saving.load_any(path)
    if kind == "detector":
        return content  # type: ignore[no-any-return]
    if kind == CLUSTERS:
        return clusters_in(content, path)
    from vedette.scanning.keeping import restore

    try:
        if kind != KIND:
            raise ValueError(f"it holds a {kind}")
        return Model(
            restore(content["learned"]),
            int(content["rows"]),
            Source(**content["source"]),
            str(content["version"]),
            tuple(content["redacted"]),
            _reading(content.get("reading", {})),
        )
    except Exception as error:  # what is not as `save` writes it has no end of forms
        raise saving.damaged(path, error) from error


def clusters_in(content: Any, path: str | os.PathLike[str]) -> ClusterModel:
    """The model of clusters that a file holds, if it holds together."""
    from vedette.clustering.model import ClusterModel
    from vedette.core import saving

    try:
        model = content["model"]
        if not isinstance(model, ClusterModel):
            raise TypeError(f"it holds a {type(model).__name__}")
        model.check()
    except Exception as error:  # what is not as `save` writes it has no end of forms
        raise saving.damaged(path, error) from error
    return model


def _reading(kept: dict[str, Any]) -> Reading:
    """What `save` kept of it; a file of before it was kept has nothing."""
    select = kept.get("select")
    return Reading.of(select, kept.get("ignore"), kept.get("na"))


def load_model(path: str | os.PathLike[str]) -> Model:
    """The model in a file.

    Raises
    ------
    InvalidInput
        Also if the file holds a detector.
    """
    from vedette.core.errors import InvalidInput

    found = load(path)
    if isinstance(found, Model):
        return found
    if type(found).__name__ == "ClusterModel":
        raise InvalidInput(
            f"{os.fspath(path)} holds clusters, which do not say what is usual",
            hint="make a model of a table: vedette fit FILE -o model.vedette",
        )
    raise InvalidInput(
        f"{os.fspath(path)} holds a {type(found).__name__}, which knows no columns",
        hint="make a model of a table: vedette fit FILE -o model.vedette",
    )


def fit(
    data: Any,
    *,
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
    progress: Progress | None = None,
) -> Model:
    """Learn what is usual in a table; the arguments are those of `vedette.scan`.

    Rows that look wrong in it are no part of what is usual.

    Examples
    --------
    >>> import numpy as np, vedette
    >>> rng = np.random.default_rng(0)
    >>> length = rng.normal(10, 1, 500)
    >>> model = vedette.fit({"length": length, "weight": 2 * length + rng.normal(0, 0.1, 500)})
    >>> result = model.score({"length": [9.5, 10.5], "weight": [19.1, 24.0]})
    >>> [finding.row for finding in result.findings]
    [1]
    """
    from vedette.app.scanning import scan

    select, ignore, na = named("select", select), named("ignore", ignore), values(na)
    result = scan(
        data,
        roles=roles,
        seed=seed,
        select=select,
        ignore=ignore,
        where=where,
        detector=detector,
        na=na,
        encoding=encoding,
        redact=redact,
        sample=sample,
        progress=progress,
    )
    return model_of(result, Reading.of(select, ignore, na))


def model_of(result: Result, reading: Reading) -> Model:
    """The model that a scan has learned from a table that was read so.

    Raises
    ------
    InvalidInput
        If nothing was learned that other rows could be judged by.
    """
    from vedette.core.errors import InvalidInput
    from vedette.core.wording import count

    learned = result.learned
    if learned is None or not (learned.judged.fits or learned.judged.space):
        raise InvalidInput(
            f"nothing was learned from {count(result.rows, 'row')}: no column could be judged",
            hint="fit a table with more rows, or with quantities in it",
        )
    return Model(
        learned, result.rows, result.source, result.version, result.redacted, reading
    )
