"""How well each detector of the catalogue ranks labelled anomalies, beside its namesake.

    .venv-peers/bin/python benchmarks/detectors.py FOLDER [--write docs/detectors.md]

FOLDER holds .npz files with X (n, d) and y (n,), 1 for an anomaly. Each detector is fitted,
with its defaults and columns in robust units, on a set's rows (a seeded sample of at most
5,000) and ranks the same rows; labels are only looked at to measure. PyOD's detector of the
same name gets the same rows with columns brought to 0..1. Outcomes are kept in
benchmarks/results/: a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from comparing.kept import RESULTS, Kept, Record, complete, free_cores
from comparing.labelled import tables_of
from comparing.methods import installed
from comparing.ranking import KEYS, called, run, task
from vedette.core.detector import Detector
from vedette.detectors.catalogue import class_of, entries

MARKS = ("<!-- accuracy -->", "<!-- /accuracy -->")
# Other settings of ours that are measured too, some because a peer has them.
VARIANTS: dict[str, tuple[str, dict[str, object]]] = {
    "knn, k = 5": ("knn", {"n_neighbors": 5}),
    "pca, mahalanobis": ("pca", {"method": "mahalanobis"}),
    "gaussian-covariance, mcd": ("gaussian-covariance", {"covariance": "mcd"}),
    "ecod, larger per column": ("ecod", {"larger": "column"}),
    "kmeans, auto": ("kmeans", {"n_clusters": "auto"}),
}
# Ours by name, and PyOD's class of that name.
NAMESAKES = {
    "isolation-forest": "IForest",
    "hbos": "HBOS",
    "ecod": "ECOD",
    "copod": "COPOD",
    "loda": "LODA",
    "kde": "KDE",
    "knn, k = 5": "KNN",
    "lof": "LOF",
    "inne": "INNE",
    "cblof": "CBLOF",
    "pca": "PCA",
    "pca, mahalanobis": "PCA",
    "ocsvm": "OCSVM",
    "gmm": "GMM",
    "gaussian-covariance, mcd": "MCD",
}
EXPLAINED = 0.02


def ours(name: str) -> tuple[str, dict[str, object]]:
    """The method and its parameters behind a name of the page."""
    name, given = VARIANTS.get(name, (name, {}))
    return f"vedette {name}", given


def tasks(names: Iterable[str], paths: list[Path], rows: int, seeds: int) -> list[Record]:
    made = []
    for seed in range(seeds):
        for path in paths:
            for name in names:
                method, given = ours(name)
                made.append(task(method, path, rows, seed, given))
                if name in NAMESAKES and installed("pyod"):
                    made.append(task(f"pyod {NAMESAKES[name]}", path, rows, seed))
    return made


def means(records: list[Record], method: str) -> tuple[float, float, float] | None:
    """AUROC, AP and seconds a set, means over the sets and seeds that did not fail."""
    good = [r for r in records if r["method"] == method and "error" not in r]
    if not good:
        return None
    auroc, ap, cpu = (float(np.mean([r[k] for r in good])) for k in ("auroc", "ap", "cpu"))
    return auroc, ap, cpu


def table_of(records: list[Record], names: list[str]) -> str:
    lines = [
        "| detector | AUROC | AP | s a set | PyOD's AUROC | AP | s a set |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    rows = []
    for name in names:
        mine = means(records, called(*ours(name)))
        peer = means(records, f"pyod {NAMESAKES.get(name)}")
        if mine is None:
            continue
        shown = f"| `{name}` | {mine[0]:.3f} | {mine[1]:.3f} | {mine[2]:.2f} |"
        if peer is None:
            shown += " | | |"
        else:
            far = (
                "**"
                if max(abs(mine[0] - peer[0]), abs(mine[1] - peer[1])) > EXPLAINED
                else ""
            )
            shown += f" {far}{peer[0]:.3f}{far} | {far}{peer[1]:.3f}{far} | {peer[2]:.2f} |"
        rows.append((-mine[0], shown))
    return "\n".join(lines + [text for _, text in sorted(rows)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--names", nargs="*")
    parser.add_argument("--tables", nargs="*")
    parser.add_argument("--workers", type=int, default=free_cores())
    parser.add_argument("--write", type=Path, help="a page to put the table into")
    options = parser.parse_args()
    if options.folder is None:
        print("detectors: skipped; give a folder of .npz files with X and y")
        return
    os.environ["VEDETTE_THREADS"] = "1"
    names = options.names or [
        e.name
        for e in entries()
        if issubclass(class_of(e), Detector) and e.family != "sequence"
    ] + list(VARIANTS)
    paths = tables_of(options.folder)
    if options.tables:
        paths = [p for p in paths if p.stem in options.tables]
    records = complete(
        Kept(RESULTS / "accuracy.jsonl", KEYS),
        tasks(names, paths, options.rows, options.seeds),
        run,
        options.workers,
    )
    text = table_of(records, names)
    print(text)
    for record in records:
        if "error" in record:
            print(f"{record['method']} on {record['table']}: {record['error']}")
    if options.write is not None:
        page = options.write.read_text()
        before, _, rest = page.partition(MARKS[0])
        _, _, after = rest.partition(MARKS[1])
        options.write.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}")


if __name__ == "__main__":
    main()
