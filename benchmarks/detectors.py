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
import importlib
import json
import os
import sys
import time
import warnings
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from vedette.core.detector import Detector
from vedette.detectors.catalogue import class_of, entries, entry, make

RESULTS = Path(__file__).parent / "results" / "detectors.jsonl"
MARKS = ("<!-- accuracy -->", "<!-- /accuracy -->")
# Other settings of ours that are measured too, some because a peer has them.
VARIANTS: dict[str, tuple[str, dict[str, object]]] = {
    "knn, k = 5": ("knn", {"n_neighbors": 5}),
    "pca, mahalanobis": ("pca", {"method": "mahalanobis"}),
    "gaussian-covariance, mcd": ("gaussian-covariance", {"covariance": "mcd"}),
    "ecod, larger per column": ("ecod", {"larger": "column"}),
    "kmeans, auto": ("kmeans", {"n_clusters": "auto"}),
}
# Ours by name, and PyOD's module and class of that name.
NAMESAKES = {
    "isolation-forest": ("iforest", "IForest"),
    "hbos": ("hbos", "HBOS"),
    "ecod": ("ecod", "ECOD"),
    "copod": ("copod", "COPOD"),
    "loda": ("loda", "LODA"),
    "kde": ("kde", "KDE"),
    "knn, k = 5": ("knn", "KNN"),
    "lof": ("lof", "LOF"),
    "inne": ("inne", "INNE"),
    "cblof": ("cblof", "CBLOF"),
    "pca": ("pca", "PCA"),
    "pca, mahalanobis": ("pca", "PCA"),
    "ocsvm": ("ocsvm", "OCSVM"),
    "gmm": ("gmm", "GMM"),
    "gaussian-covariance, mcd": ("mcd", "MCD"),
}
EXPLAINED = 0.02


@dataclass(frozen=True)
class Task:
    """One detector on one set: `peer` is 'vedette' or 'pyod'."""

    peer: str
    name: str
    table: str
    rows: int
    seed: int


def unit_range(X: np.ndarray) -> np.ndarray:
    low, high = X.min(axis=0), X.max(axis=0)
    return (X - low) / np.where(high > low, high - low, 1)


def load(path: Path, rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    with np.load(path) as file:
        X, y = np.asarray(file["X"], dtype=np.float64), np.asarray(file["y"])
    if len(X) > rows:
        some = np.random.default_rng(seed).choice(len(X), rows, replace=False)
        X, y = X[some], y[some]
    return X, y


def ours(name: str, X: np.ndarray, seed: int) -> np.ndarray:
    name, given = VARIANTS.get(name, (name, {}))
    known = class_of(entry(name))._param_names()
    wanted = {"scale": "robust", "random_state": seed}
    detector = make(name, **{k: v for k, v in wanted.items() if k in known}, **given)
    assert isinstance(detector, Detector)
    return detector.fit_unusualness(X)


def theirs(name: str, X: np.ndarray, seed: int) -> np.ndarray:
    module, cls = NAMESAKES[name]
    make_peer = getattr(importlib.import_module(f"pyod.models.{module}"), cls)
    try:
        peer = make_peer(random_state=seed)
    except TypeError:
        peer = make_peer()
    return np.asarray(peer.fit(unit_range(X)).decision_scores_)


def run(task: Task, folder: Path) -> dict[str, object]:
    """AUROC, AP and CPU seconds of one detector on one set; an error is an outcome."""
    warnings.simplefilter("ignore")
    X, y = load(folder / f"{task.table}.npz", task.rows, task.seed)
    begin = time.process_time()
    try:
        method = ours if task.peer == "vedette" else theirs
        scores = np.nan_to_num(method(task.name, X, task.seed), posinf=1e300, neginf=-1e300)
    except Exception as error:
        return asdict(task) | {"error": f"{type(error).__name__}: {error}"[:200]}
    seconds = time.process_time() - begin
    figures = {
        "auroc": float(roc_auc_score(y, scores)),
        "ap": float(average_precision_score(y, scores)),
    }
    return asdict(task) | figures | {"cpu": round(seconds, 3)}


def tasks(names: Iterable[str], tables: list[Path], rows: int, seeds: int) -> list[Task]:
    made = []
    for seed in range(seeds):
        for path in tables:
            for name in names:
                made.append(Task("vedette", name, path.stem, rows, seed))
                if name in NAMESAKES:
                    made.append(Task("pyod", name, path.stem, rows, seed))
    return made


def key(record: dict[str, object]) -> tuple[object, ...]:
    return tuple(record[k] for k in ("peer", "name", "table", "rows", "seed"))


def measure(wanted: list[Task], folder: Path, workers: int) -> list[dict[str, object]]:
    known: dict[tuple[object, ...], dict[str, object]] = {}
    if RESULTS.exists():
        for line in RESULTS.read_text().splitlines():
            record = json.loads(line)
            known[key(record)] = record
    left = [t for t in wanted if key(asdict(t)) not in known]
    RESULTS.parent.mkdir(exist_ok=True)
    with ProcessPoolExecutor(workers) as pool, RESULTS.open("a") as file:
        running = [pool.submit(run, task, folder) for task in left]
        for i, done in enumerate(as_completed(running), start=1):
            record = done.result()
            known[key(record)] = record
            print(json.dumps(record), file=file, flush=True)
            print(f"\r{i} of {len(left)}", end="", file=sys.stderr)
    return [known[key(asdict(t))] for t in wanted]


def means(
    records: list[dict[str, object]], peer: str, name: str
) -> tuple[float, float, float, int] | None:
    """AUROC, AP and seconds a set, means over sets and seeds; and how many sets failed."""
    mine = [r for r in records if r["peer"] == peer and r["name"] == name]
    good = [r for r in mine if "error" not in r]
    if not good:
        return None
    mean = [float(np.mean([r[k] for r in good])) for k in ("auroc", "ap", "cpu")]  # type: ignore[arg-type]
    return mean[0], mean[1], mean[2], len(mine) - len(good)


def table_of(records: list[dict[str, object]], names: list[str]) -> str:
    lines = [
        "| detector | AUROC | AP | s a set | PyOD's AUROC | AP | s a set |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    rows = []
    for name in names:
        mine, peer = means(records, "vedette", name), means(records, "pyod", name)
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
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
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
    tables = sorted(options.folder.glob("*.npz"))
    if options.tables:
        tables = [t for t in tables if t.stem in options.tables]
    records = measure(
        tasks(names, tables, options.rows, options.seeds), options.folder, options.workers
    )
    text = table_of(records, names)
    print(text)
    for record in records:
        if "error" in record:
            print(
                f"{record['peer']} {record['name']} on {record['table']}: {record['error']}"
            )
    if options.write is not None:
        page = options.write.read_text()
        before, _, rest = page.partition(MARKS[0])
        _, _, after = rest.partition(MARKS[1])
        options.write.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}")


if __name__ == "__main__":
    main()
