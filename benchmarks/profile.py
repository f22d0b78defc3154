"""What `vedette profile FILE -o page.html` costs: seconds of CPU, memory, size of the page.

    python benchmarks/profile.py [--most 10000000]

Made tables: 10,000 rows of 12 columns and a million of 10 as CSV, ten million of 10 as
Parquet, 2,000 columns of numbers and of texts. Each is profiled by a process of its own,
whose user and system time and largest resident memory are told.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

STEP = 1_000_000


def table(rng: np.random.Generator, n: int, columns: int) -> pa.Table:
    """Columns of every kind, in turn: an id, a time, skewed, kinds, gaps, codes, flags."""
    lost = rng.random(n) < 0.03
    latent = rng.normal(size=n)
    made = {
        "id": np.array([f"r{i:08d}" for i in range(n)]),
        "at": np.datetime64("2026-01-01") + np.arange(n).astype("timedelta64[s]"),
        "amount": np.exp(3 + latent).round(2),
        "kind": rng.choice(["a", "b", "c", "d"], n, p=[0.5, 0.3, 0.15, 0.05]),
        "load": np.where(lost, np.nan, latent * 5 + rng.normal(50, 3, n)).round(2),
        "code": np.where(rng.random(n) < 0.01, -999, rng.integers(1, 400, n)),
        "city": np.array([f"city {k}" for k in range(300)])[rng.zipf(1.6, n) % 300],
        "paid": rng.random(n) < 0.3,
        "items": rng.poisson(3, n),
        "heavy": rng.standard_t(2, n).round(3),
        "fee": (latent + rng.normal(size=n)).round(3),
        "note": rng.choice(["", "late", "sent back"], n, p=[0.9, 0.06, 0.04]),
    }
    return pa.table(dict(list(made.items())[:columns]))


def wide(rng: np.random.Generator, n: int, columns: int, texts: bool) -> pa.Table:
    """Columns of one kind."""
    words = np.array([f"word {i}" for i in range(40)])
    made = (
        words[rng.integers(0, 40, n)] if texts else rng.normal(size=n).round(3)
        for _ in range(columns)
    )
    return pa.table({f"c{i}": column for i, column in enumerate(made)})


def written(folder: Path, most: int) -> list[tuple[str, Path]]:
    """The tables as files, with what each is."""
    rng = np.random.default_rng(0)
    small, million = folder / "small.csv", folder / "million.csv"
    pa.csv.write_csv(table(rng, 10_000, 12), small)
    files = [("10,000 x 12, CSV", small)]
    if most >= STEP:
        pa.csv.write_csv(table(rng, STEP, 10), million)
        files.append(("1,000,000 x 10, CSV", million))
    if most > STEP:
        path = folder / "long.parquet"
        part = table(rng, STEP, 10)
        with pa.parquet.ParquetWriter(path, part.schema) as out:
            for i in range(most // STEP):
                out.write_table(table(rng, STEP, 10) if i else part)
        files.append((f"{most:,} x 10, Parquet", path))
    for name, texts in (("numbers", False), ("texts", True)):
        path = folder / f"{name}.csv"
        pa.csv.write_csv(wide(rng, 1_000, 2_000, texts), path)
        files.append((f"1,000 x 2,000 {name}, CSV", path))
    return files


def costs(path: Path) -> tuple[float, float, float]:
    """Seconds of CPU, largest resident memory in GB, size of the page in kB."""
    page = path.with_suffix(".html")
    command = [sys.executable, "-m", "vedette", "profile", "-q", path, "-o", page]
    process = subprocess.Popen(command)
    _, ended, used = os.wait4(process.pid, 0)
    if ended:
        raise SystemExit(f"{path.name}: ended with {os.waitstatus_to_exitcode(ended)}")
    cpu = used.ru_utime + used.ru_stime
    return cpu, used.ru_maxrss / 1e6, page.stat().st_size / 1e3


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--most", type=int, default=10_000_000, help="rows of the longest")
    most = asked.parse_args().most
    print("| table | CPU | memory | page |\n| --- | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own: what it held would count as memory of those that follow.
        with get_context("spawn").Pool(1) as made:
            files = made.apply(written, (Path(folder), most))
        for name, path in files:
            cpu, memory, page = costs(path)
            print(f"| {name} | {cpu:.1f} s | {memory:.2f} GB | {page:.0f} kB |", flush=True)


if __name__ == "__main__":
    main()
