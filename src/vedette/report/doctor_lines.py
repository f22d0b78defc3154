"""A diagnosis as JSON Lines, schema 1: itself, then recalls, limits and assumptions."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from vedette.core.diagnosis import ASSUMPTIONS, Assumption, Diagnosis, Limit, Recall
from vedette.report.jsonl import SCHEMA, lines


def dump(said: Diagnosis) -> str:
    """One `diagnosis`, then a `recall` for each, a `limit` for each, and `assumption`s."""
    return lines(
        [
            record(said),
            *({"kind": "recall", **_fields(one)} for one in said.recalls),
            *({"kind": "limit", **_fields(one)} for one in said.limits),
            *(
                {"kind": "assumption", **_fields(one), "assumes": ASSUMPTIONS[one.check]}
                for one in said.checks
            ),
        ]
    )


def record(said: Diagnosis) -> dict[str, Any]:
    """What was examined, and how."""
    return {
        "kind": "diagnosis",
        "schema": SCHEMA,
        "source": said.source.name,
        "rows": said.rows,
        "columns": said.columns,
        "examined": said.examined,
        "fdr": said.fdr,
        "detector": said.detector,
        "label": said.label,
        "seed": said.seed,
        "times": said.times,
        "scans": said.scans,
        "most": said.most,
        "findings": said.findings,
        "false_alarms": said.false_alarms,
        "unplanted": said.unplanted,
        "noise": {name: _number(value) for name, value in said.noise.items()},
        "left_out": list(said.left_out),
        "notes": list(said.notes),
        "redacted": list(said.redacted),
        "vedette": said.version,
    }


def _fields(one: Recall | Limit | Assumption) -> dict[str, Any]:
    """The fields of a record; the kind of anomaly is called so, beside that of the record."""
    fields = {name: _number(value) for name, value in asdict(one).items()}
    if "kind" in fields:
        return {"anomaly": fields.pop("kind"), **fields}
    return fields


def _number(value: Any) -> Any:
    return float(f"{value:.4g}") if isinstance(value, float) else value
