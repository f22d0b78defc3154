"""How well one method ranks the anomalies of one table: a task, and its outcome."""

from __future__ import annotations

import time
import warnings
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from comparing.kept import Record
from comparing.labelled import load, print_of
from comparing.methods import scores, version

KEYS = ("method", "version", "table", "print", "rows", "seed")


def called(method: str, given: dict[str, object] | None = None) -> str:
    """What a method is called in tables: with the parameters that are no defaults."""
    return f"{method} {given}" if given else method


def task(
    method: str, path: Path, rows: int, seed: int, given: dict[str, object] | None = None
) -> Record:
    """What is to be done; `given` are parameters of ours other than defaults."""
    return {
        "method": called(method, given),
        "version": version(method.split(" ", 1)[0]),
        "table": path.stem,
        "print": print_of(path),
        "rows": rows,
        "seed": seed,
        "path": str(path),
        "base": method,
        "given": given or {},
    }


def run(task: Record) -> Record:
    """The task with `auroc`, `ap` and `cpu` seconds; or with `error`.

    Fitted on a table's rows without labels, the method ranks the same rows. A score that
    is not a number ranks last, and `not_numbers` says how many there were.
    """
    warnings.simplefilter("ignore")
    X, y = load(Path(task["path"]), task["rows"], task["seed"])
    done = {k: v for k, v in task.items() if k not in ("path", "base", "given")}
    begin = time.process_time()
    try:
        found = scores(task["base"], X, task["seed"], given=task["given"])
    except Exception as error:  # a peer may fail in any way; that is an outcome
        return done | {"error": f"{type(error).__name__}: {error}"[:200]}
    done["cpu"] = round(time.process_time() - begin, 3)
    lost = int(np.isnan(found).sum())
    if lost:
        done["not_numbers"] = lost
    found = np.nan_to_num(found, nan=-1e300, posinf=1e300, neginf=-1e300)
    return done | {
        "auroc": float(roc_auc_score(y, found)),
        "ap": float(average_precision_score(y, found)),
    }
