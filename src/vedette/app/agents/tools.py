"""The tools: what each is for, what it takes, and the records it answers with."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from vedette.app.agents.bounding import Record, bounded
from vedette.app.agents.folders import Folders
from vedette.core.errors import InvalidParameter

T = TypeVar("T")
LIMIT, MOST = 20, 200
LINES = (
    "The answer is JSON Lines, one object a line, of the schema that `vedette scan --json` "
    "writes. A last object of kind left_out counts what did not fit."
)

Schema = dict[str, Any]
Arguments = dict[str, Any]


@dataclass(frozen=True)
class Tool:
    """One tool; `answer` gives JSON Lines."""

    name: str
    title: str
    description: str
    parameters: Schema
    required: tuple[str, ...]
    answer: Callable[[Folders, Arguments], str]

    def schema(self) -> Schema:
        """What it takes, as JSON Schema."""
        return {
            "type": "object",
            "properties": {**self.parameters, **limit(self.name)},
            "required": list(self.required),
            "additionalProperties": False,
        }

    def records(self, folders: Folders, given: Arguments) -> list[Record]:
        """The answer to a call, of bounded size.

        Raises
        ------
        InvalidParameter
            If the arguments are not those of the schema; VedetteError for all else that
            is wrong with them, or with the table.
        """
        check(given, self.schema())
        wanted = dict(given)
        most = int(wanted.pop("limit", self.schema()["properties"]["limit"]["default"]))
        text = self.answer(folders, wanted)
        return bounded([json.loads(line) for line in text.splitlines()], most)


def check(given: Arguments, schema: Schema) -> None:
    import jsonschema

    wrong = next(iter(jsonschema.Draft202012Validator(schema).iter_errors(given)), None)
    if wrong is not None:
        where = ".".join(map(str, wrong.absolute_path))
        raise InvalidParameter(f"{where}: {wrong.message}" if where else wrong.message)


def texts(meaning: str) -> Schema:
    return {"type": "array", "items": {"type": "string"}, "description": meaning}


def limit(name: str) -> Schema:
    default = LIMIT if name in ("scan", "explain") else MOST
    return {
        "limit": {
            "type": "integer",
            "minimum": 1,
            "maximum": MOST,
            "default": default,
            "description": "At most so many objects of each kind; the rest is counted.",
        }
    }


READING: Schema = {
    "file": {
        "type": "string",
        "description": "Name of a table (CSV, TSV, Parquet, JSON Lines, SQLite, DuckDB) under "
        "the folders of this server, or the address of a table in a database file there: "
        "sqlite:shop.db?table=orders, duckdb:shop.duckdb?query=select ...",
    },
    "roles": {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": 'What columns are for, where the guess is wrong: {"errors": '
        '"category"}. One of: id, time, key, number, category, flag, text, label, weight, '
        "ignore, clock, angle, part, code, constant.",
    },
    "select": texts("Columns to look at; all others are left out."),
    "ignore": texts("Columns not to look at."),
    "where": {
        "type": "string",
        "description": "Rows to look at, as an SQL condition on the columns: country = 'DE'",
    },
    "na": texts(
        "Texts and numbers that stand for a missing value, besides the usual ones."
    ),
    "redact": texts(
        "Columns that take part, but of which no value is shown, besides those that a "
        "vedette.toml here or beside the table redacts."
    ),
}
JUDGING: Schema = {
    "fdr": {
        "type": "number",
        "exclusiveMinimum": 0,
        "exclusiveMaximum": 1,
        "default": 0.1,
        "description": "At most this share of the findings is expected to be false.",
    },
    "budget": {
        "type": "integer",
        "minimum": 1,
        "description": "Instead of fdr: the so many most surprising rows, without a rate.",
    },
    "seed": {"type": "integer", "minimum": 0, "default": 0},
    "detector": {
        "type": "string",
        "description": "Let one detector judge the rows as wholes: lof, "
        "knn(n_neighbors=30). The tool `detectors` lists them.",
    },
}


def scan(folders: Folders, given: Arguments) -> str:
    from vedette.report import jsonl

    return jsonl.dump(scanned(folders, given))


def explain(folders: Folders, given: Arguments) -> str:
    from vedette.report import jsonl

    wanted = dict(given)
    row = wanted.pop("row")
    said = scanned(folders, wanted).explain(row)
    return jsonl.lines([jsonl.explanation(said)])


def scanned(folders: Folders, given: Arguments) -> Any:
    from vedette.app.scanning import scan

    wanted = dict(given)
    if "fdr" in wanted and "budget" in wanted:
        raise InvalidParameter("fdr and budget exclude each other")
    return redacted(folders, wanted, scan)


def redacted(folders: Folders, given: Arguments, work: Callable[..., T]) -> T:
    """The work on a table of the folders, with what its `vedette.toml` redacts redacted."""
    from vedette.app.settings import settings

    file = folders.table(given.pop("file"))
    hidden = given.pop("redact", None)
    found = settings(file, {}, config=None, no_config=False, redact=hidden)
    done, _ = replace(found, kept={}).apply(
        file, lambda _, redact: work(file, redact=redact, **given)
    )
    return done


def roles(folders: Folders, given: Arguments) -> str:
    from vedette.app.understanding import understand, with_examples
    from vedette.report import roles_screen

    table, taken = redacted(folders, dict(given), understand)
    return roles_screen.dump(with_examples(table, taken))


def detectors(_: Folders, given: Arguments) -> str:
    from vedette.app.detectors import known
    from vedette.detectors import catalogue
    from vedette.report import detector_screen, detectors_screen

    wanted = dict(given)
    name = wanted.pop("name", None)
    if name is None:
        return detectors_screen.dump(catalogue.chosen(**wanted))
    if wanted:
        raise InvalidParameter("name and what chooses among detectors exclude each other")
    return detector_screen.dump(known(name))


def flag(meaning: str) -> Schema:
    return {"type": "boolean", "description": meaning}


TOOLS = (
    Tool(
        "scan",
        "Find what looks wrong in a table",
        "Say what looks wrong in a table, why, in the row's own units, and how many of the "
        "findings are expected to be false. Nothing has to be known of the table. The first "
        "object (kind run) says what was read, what each column was taken for, what was "
        "checked and what not. Then findings (rows, most surprising first, with the expected "
        "value and range), groups (findings with one reason) and facts (counted, certain). "
        "No findings is a common answer. " + LINES,
        {**READING, **JUDGING},
        ("file",),
        scan,
    ),
    Tool(
        "explain",
        "Explain one row",
        "Say everything about one row of a table, odd or not: each cell with what was expected "
        "there given the others, its finding and group, the facts that name it, and rows to "
        "compare it with. Give the same arguments as to `scan`. " + LINES,
        {
            "row": {
                "type": ["string", "integer"],
                "description": "The row's id, or its number counted from 0.",
            },
            **READING,
            **JUDGING,
        },
        ("file", "row"),
        explain,
    ),
    Tool(
        "roles",
        "Say what each column is taken for",
        "Say what each column of a table is taken for (id, time, number, category, ...), why, "
        "and some of its values, without judging any row. Faster than a scan: use it first to "
        "see which columns there are. " + LINES,
        READING,
        ("file",),
        roles,
    ),
    Tool(
        "detectors",
        "List the detectors",
        "List the detectors that `scan` can be told to use, with what each finds, assumes and "
        "copes with; or say everything about one, its parameters among it. A scan without a "
        "detector uses all views of the table, and is the right choice if in doubt. "
        + LINES,
        {
            "name": {"type": "string", "description": "Everything about this one."},
            "family": {"type": "string", "description": "Only those of one family."},
            "missing": flag("Only those that take missing values."),
            "categories": flag("Only those that tell categories from numbers."),
            "streams": flag("Only those that go on learning."),
        },
        (),
        detectors,
    ),
)
