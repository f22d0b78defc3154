"""A profile as JSON Lines, schema 1: itself, then columns, patterns, pairs and facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from vedette.core.profile import TRAITS, ColumnProfile, Profile
from vedette.report.jsonl import SCHEMA, lines

DIGITS, FEW = 6, 4
UNITLESS = ("skew", "kurtosis", "asymmetry", "tail")


def dump(found: Profile) -> str:
    """One `profile`, a `column` for each, `pattern`s and `together` of what is missing,
    and a `fact` for each."""
    return lines(records(found))


def records(found: Profile) -> Iterator[dict[str, Any]]:
    """The objects in their order."""
    absence = found.absence
    yield {
        "kind": "profile",
        "schema": SCHEMA,
        "source": found.source.name,
        "rows": found.rows,
        "columns": len(found.columns),
        "looked_at": found.looked_at,
        "duplicates": found.duplicates,
        "aside": list(found.aside),
        "missing": {
            "cells": absence.cells,
            "rows": absence.rows,
            "complete": absence.complete,
            "columns": list(absence.columns),
            "more_patterns": absence.more,
        },
        "notes": list(found.notes),
        "redacted": list(found.redacted),
        "seed": found.seed,
        "vedette": found.version,
    }
    for column in found.columns:
        yield column_record(column)
    for pattern in absence.patterns:
        yield {"kind": "pattern", **asdict(pattern)}
    for pair in absence.together:
        yield {"kind": "together", **rounded(asdict(pair))}
    yield from together(found)
    for course in found.courses:
        told = rounded(asdict(course))
        told["column"] = told.pop("name")
        yield {"kind": "course", **told}
    yield from against_records(found)
    for fact in found.facts:
        yield {
            "kind": "fact",
            "fact": fact.fact,
            "columns": list(fact.columns),
            "count": fact.count,
            "rows": list(fact.rows),
            "text": fact.text,
        }
    names = [column.name for column in found.columns]
    for example in found.examples:
        cells = dict(zip(names, example.cells, strict=True))
        yield {"kind": "row", "row": example.row, "cells": cells}


def together(found: Profile) -> Iterator[dict[str, Any]]:
    """What columns tell of each other, what findings move, what is advised."""
    if found.relations is not None:
        told = rounded(asdict(found.relations), FEW)
        pairs, predicted = told.pop("pairs"), told.pop("predicted")
        yield {"kind": "relations", **told}
        for pair in pairs:
            yield {"kind": "pair", **pair}
        for one in predicted:
            yield {"kind": "predicted", **one}
    for kind, part in (
        ("known", found.known),
        ("influence", found.influence),
        ("advice", found.advice),
    ):
        if part is not None:
            yield {"kind": kind, **rounded(asdict(part))}


def against_records(found: Profile) -> Iterator[dict[str, Any]]:
    """The comparison with another table, and a `drift` for each column that differs."""
    one = found.against
    if one is None:
        return
    yield {
        "kind": "against",
        "source": one.source.name,
        "rows": one.rows,
        "compared": list(one.compared),
        "alpha": one.alpha,
        "drifted": list(one.named),
        "added": list(one.added),
        "removed": list(one.removed),
        "unlike": list(one.unlike),
        "notes": list(one.notes),
    }
    for drift in one.drifts:
        said = rounded(asdict(drift))
        said["column"] = said.pop("name")
        del said["picture"]
        yield {"kind": "drift", **said}


def column_record(column: ColumnProfile) -> dict[str, Any]:
    """One column; `picture` says of itself what it is."""
    said = rounded(asdict(column))
    if column.shape is not None:
        said["shape"] |= {name: rounded(said["shape"][name], FEW) for name in UNITLESS}
    said["column"] = said.pop("name")
    picture = said.pop("picture")
    if picture is not None:
        picture = {name: value for name, value in picture.items() if name != "column"}
        picture = {"form": "levels" if "names" in picture else "histogram", **picture}
    traits = {name: TRAITS[name] for name in column.traits}
    return {"kind": "column", **said, "traits": traits, "picture": picture}


def rounded(value: Any, digits: int = DIGITS) -> Any:
    """Numbers with so many digits, wherever they are; whole ones stay as they are."""
    if isinstance(value, float):
        return float(f"{value:.{digits}g}")
    if isinstance(value, dict):
        return {name: rounded(one, digits) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(one, digits) for one in value]
    return value
