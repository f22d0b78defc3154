"""An evaluation as JSON Lines: an `evaluation`, then of each detector `measured`, `fold`s."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from vedette.core.evaluation import Assessed, Evaluation, Unlabelled
from vedette.report import jsonl


def dump(found: Evaluation) -> str:
    """The evaluation, one JSON object a line."""
    return jsonl.lines(records(found))


def records(found: Evaluation) -> Iterator[dict[str, Any]]:
    """The objects in their order: what was done, detectors best first, folds of each."""
    yield {
        "kind": "evaluation",
        "schema": jsonl.SCHEMA,
        "source": found.source.name,
        "rows": found.rows,
        "label": asdict(found.label),
        "protocol": asdict(found.protocol),
        "scan": None if found.scan is None else asdict(found.scan),
        "suspicions": list(found.suspicions),
        "notes": list(found.notes),
        "seed": found.seed,
        "vedette": found.version,
    }
    for one in found.assessed:
        yield detector(one)
        if len(one.by_fold) > 1:
            for fold in one.by_fold:
                yield {"kind": "fold", "detector": one.detector, **asdict(fold)}


def detector(one: Assessed) -> dict[str, Any]:
    """One detector with its figures and curves."""
    kept = {k: v for k, v in asdict(one).items() if k != "by_fold"}
    return {"kind": "measured", **kept}


def dump_unlabelled(looked: Unlabelled) -> str:
    """What is known without labels, one JSON object a line."""
    first = {
        "kind": "evaluation",
        "schema": jsonl.SCHEMA,
        "source": looked.source.name,
        "rows": looked.rows,
        "label": None,
        "known": list(looked.known),
        "unknown": list(looked.unknown),
        "scan": looked.states or None,
        "notes": list(looked.notes),
        "seed": looked.seed,
        "vedette": looked.version,
    }
    rest = [{"kind": "spread", **asdict(one)} for one in looked.spreads]
    return jsonl.lines([first, *rest])
