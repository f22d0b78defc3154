"""Clusters as JSON Lines, schema 1: what was found, then criteria, clusters and far rows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from vedette.core.clusters import Clusters
from vedette.report import clusters_phrases as phrases
from vedette.report.jsonl import SCHEMA, lines


def dump(found: Clusters) -> str:
    """One `clusters`, then a `criterion`, a `cluster`, an `outlier` for each."""
    return lines(
        [
            record(found),
            *(
                {
                    "kind": "criterion",
                    "name": one.name,
                    "means": one.means,
                    "k": one.k,
                    "can_say_none": one.can_say_none,
                    "values": [[k, _number(value)] for k, value in one.values],
                }
                for one in found.criteria
            ),
            *({"kind": "cluster", **_plain(asdict(one))} for one in found.clusters),
            *({"kind": "outlier", **_plain(asdict(one))} for one in found.outliers),
        ]
    )


def record(found: Clusters) -> dict[str, Any]:
    """What was looked at, how, and how many there are."""
    return {
        "kind": "clusters",
        "schema": SCHEMA,
        "source": found.source.name,
        "rows": found.rows,
        "k": found.k,
        "asked": found.asked,
        "text": phrases.headline(found),
        "why": phrases.chosen(found),
        "algorithm": found.algorithm,
        "scale": found.scale,
        "used": list(found.used),
        "left_out": [{"column": name, "why": why} for name, why in found.left_out],
        "looked_at": found.looked_at,
        "within": _number(found.within),
        "silhouette": _number(found.silhouette),
        "davies_bouldin": _number(found.davies_bouldin),
        "calinski_harabasz": _number(found.calinski_harabasz),
        "stability": _number(found.stability),
        "redrawn": found.redrawn,
        "n_sigma": found.n_sigma,
        "outliers": found.far,
        "noise": found.noise,
        "seed": found.seed,
        "notes": list(found.notes),
        "redacted": list(found.redacted),
        "vedette": found.version,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(held) for name, held in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(held) for held in value]
    return _number(value)


def _number(value: Any) -> Any:
    return float(f"{value:.6g}") if isinstance(value, float) else value
