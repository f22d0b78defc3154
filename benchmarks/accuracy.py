"""How well detectors rank labelled anomalies, beside their peers, in one run.

    .venv-peers/bin/python benchmarks/accuracy.py FOLDER [--ours ensemble lof ...]

FOLDER holds .npz files with X (n, d) and y (n,), 1 for an anomaly. One protocol for all:
each method, with its defaults, is fitted on a set's rows (a seeded sample of at most
10,000, three seeds) without labels and ranks the same rows; labels are only looked at to
measure. PyOD's and scikit-learn's get columns brought to 0..1. Figures are means over
seeds, then over sets. Outcomes are kept in benchmarks/results/, by set, seed and method:
a run that was stopped goes on where it was. The tables are written there too, as CSV (sets
by methods) and JSON (the comparisons).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np

from comparing import paired
from comparing.kept import RESULTS, Kept, Record, complete, free_cores
from comparing.labelled import tables_of
from comparing.methods import RIVALS, installed
from comparing.ranking import KEYS, run, task

MEASURES = ("auroc", "ap")
FAR = 0.05  # sets on which we are this far behind the best rival are listed


def figures(records: list[Record], tables: list[str], methods: list[str]) -> np.ndarray:
    """(tables, methods, 2) AUROC and AP, means over seeds; NaN where a seed failed."""
    out = np.full((len(tables), len(methods), len(MEASURES)), np.nan)
    for i, table in enumerate(tables):
        for j, method in enumerate(methods):
            mine = [r for r in records if (r["table"], r["method"]) == (table, method)]
            if mine and all("error" not in r for r in mine):
                out[i, j] = [np.mean([r[m] for r in mine]) for m in MEASURES]
    return out


def seconds(records: list[Record], method: str) -> float:
    """CPU seconds a set, mean over what was done."""
    spent = [r["cpu"] for r in records if r["method"] == method and "cpu" in r]
    return float(np.mean(spent)) if spent else np.nan


def compared(found: np.ndarray, methods: list[str], first: str) -> list[Record]:
    """`first` against each other method, and against the best of them, by each measure."""
    i = methods.index(first)
    others = [j for j in range(len(methods)) if j != i]
    rivals = [j for j in others if not methods[j].startswith("vedette")]
    out = []
    for m, measure in enumerate(MEASURES):
        mine = found[:, i, m]
        calls = {methods[j]: partial(paired.compare, mine, found[:, j, m]) for j in others}
        if rivals:
            nearest = partial(paired.against_best, mine, found[:, rivals, m])
            calls["whichever peer is nearest"] = nearest
        for name, call in calls.items():
            pair: Record = {"measure": measure, "first": first, "second": name}
            try:
                out.append(pair | asdict(call()))
            except ValueError as error:
                out.append(pair | {"error": str(error)})
    return out


def show_means(found: np.ndarray, methods: list[str], records: list[Record]) -> None:
    print(f"\n{'method':28s}{'AUROC':>8s}{'AP':>8s}{'sets':>6s}{'CPU s a set':>13s}")
    mean = np.nanmean(found, axis=0)
    for j in np.argsort(-mean[:, 0]):
        known = int((~np.isnan(found[:, j, 0])).sum())
        print(
            f"{methods[j]:28s}{mean[j, 0]:8.4f}{mean[j, 1]:8.4f}{known:6d}"
            f"{seconds(records, methods[j]):13.2f}"
        )


def show_pairs(pairs: list[Record]) -> None:
    print(
        f"\n{pairs[0]['first'] + ' against':28s}{'':>6s}{'gain':>8s}{'95 % interval':>19s}"
        f"{'won':>5s}{'lost':>5s}{'p':>8s}"
    )
    for pair in pairs:
        head = f"{pair['second']:28s}{pair['measure'].upper():>6s}"
        if "error" in pair:
            print(f"{head}  {pair['error']}")
            continue
        print(
            f"{head}{pair['gain']:+8.4f}  [{pair['low']:+.4f}, {pair['high']:+.4f}]"
            f"{pair['won']:5d}{pair['lost']:5d}{pair['p']:8.3f}"
        )


def show_behind(
    found: np.ndarray, tables: list[str], methods: list[str], first: str
) -> None:
    """The sets on which the peer that is nearest by its mean gain is far ahead."""
    i = methods.index(first)
    rivals = [j for j, name in enumerate(methods) if not name.startswith("vedette")]
    for m, measure in enumerate(MEASURES if rivals else ()):
        gains = found[:, [i], m] - found[:, rivals, m]
        nearest = int(np.nanmean(gains, axis=0).argmin())
        gain, name = gains[:, nearest], methods[rivals[nearest]]
        far = [f"{tables[t]} {gain[t]:+.3f}" for t in np.flatnonzero(gain < -FAR)]
        if far:
            print(f"{measure.upper()}: more than {FAR} behind {name} on {', '.join(far)}")


def write(
    folder: Path,
    found: np.ndarray,
    tables: list[str],
    methods: list[str],
    pairs: list[Record],
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "accuracy.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["table", "method", *MEASURES])
        for i, table in enumerate(tables):
            for j, method in enumerate(methods):
                rows.writerow([table, method, *(f"{v:.6f}" for v in found[i, j])])
    (folder / "accuracy.json").write_text(
        json.dumps(pairs, indent=1) + "\n", encoding="utf-8"
    )
    print(f"\nby table: {folder / 'accuracy.csv'}; comparisons: {folder / 'accuracy.json'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument(
        "--ours", nargs="*", default=["ensemble"], help="names of detectors"
    )
    parser.add_argument("--pyod", nargs="*", default=list(RIVALS))
    parser.add_argument(
        "--sklearn", nargs="*", default=["IsolationForest", "LocalOutlierFactor"]
    )
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--tables", nargs="*")
    parser.add_argument("--workers", type=int, default=free_cores())
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    if options.folder is None:
        print("accuracy: skipped; give a folder of .npz files with X and y (DATA=folder)")
        return
    os.environ["VEDETTE_THREADS"] = os.environ["NUMBA_NUM_THREADS"] = "1"
    methods = [f"vedette {name}" for name in options.ours]
    for library in ("pyod", "sklearn"):
        if installed(library):
            methods += [f"{library} {name}" for name in getattr(options, library)]
        else:
            print(f"{library} is not installed: left out")
    paths = tables_of(options.folder)
    if options.tables:
        paths = [p for p in paths if p.stem in options.tables]
    tables = [p.stem for p in paths]
    tasks = [
        task(method, path, options.rows, seed)
        for seed in range(options.seeds)
        for path in paths
        for method in methods
    ]
    kept = Kept(options.results / "accuracy.jsonl", KEYS)
    records = complete(kept, tasks, run, options.workers)
    for record in records:
        if "error" in record:
            print(f"{record['method']} on {record['table']}: {record['error']}")
    found = figures(records, tables, methods)
    pairs = compared(found, methods, methods[0])
    print(f"{len(tables)} sets, {options.seeds} seeds, at most {options.rows:,} rows")
    show_means(found, methods, records)
    show_pairs(pairs)
    show_behind(found, tables, methods, methods[0])
    write(options.results, found, tables, methods, pairs)


if __name__ == "__main__":
    main()
