"""How long `vedette compare` takes, and what is kept when it is killed: 10,000 rows, 20 columns.

python benchmarks/compare.py [--rows 10000] [--columns 20]

Prints, with labels and without: seconds on the wall and of the cores (of all processes) for the
twelve detectors; then kills a run half-way, starts it again, and prints how many pieces were
taken and whether both gave the same bytes. Where other work shares the machine, the seconds of
the cores over their number are what it takes alone.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

VEDETTE = [sys.executable, "-m", "vedette"]


def table(file: Path, rows: int, columns: int) -> None:
    """Columns of four common causes; one row in a hundred breaks two of them."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(rows, 4)) @ rng.normal(size=(4, columns))
    X += 0.5 * rng.normal(size=X.shape)
    odd = rng.random(rows) < 0.01
    for i in np.flatnonzero(odd):
        some = rng.choice(columns, 2, replace=False)
        X[i, some] += rng.choice([-1, 1], 2) * rng.uniform(1.5, 4, 2)
    head = ",".join([*(f"c{j}" for j in range(columns)), "odd"])
    np.savetxt(
        file, np.column_stack([X, odd]), "%.4f", delimiter=",", header=head, comments=""
    )


def run(args: list[str], cache: str) -> tuple[subprocess.CompletedProcess[str], str]:
    """The command, and how long it took."""
    env = os.environ | {"VEDETTE_CACHE": cache}
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([*VEDETTE, *args], capture_output=True, text=True, env=env)
    wall, after = (
        time.perf_counter() - started,
        resource.getrusage(resource.RUSAGE_CHILDREN),
    )
    cores = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = after.ru_maxrss / 1024
    told = f"{wall:6.1f} s on the wall, {cores:6.1f} s of cores ({cores / 2:.1f} on two), "
    return done, told + f"largest process {peak:,.0f} MB"


def killed(args: list[str], cache: str, pieces: int) -> None:
    """Start the command and kill it, as `kill -9` does, when so many pieces are kept."""
    env = os.environ | {"VEDETTE_CACHE": cache}
    process = subprocess.Popen(
        [*VEDETTE, *args], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env
    )
    while process.poll() is None and len(list(Path(cache).rglob("*.piece"))) < pieces:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--columns", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.csv"
        table(file, given.rows, given.columns)
        print(f"{given.rows:,} rows, {given.columns} columns, 12 detectors")
        for name, asked in (("labels", ["--label", "odd"]), ("none", ["--ignore", "odd"])):
            args = ["compare", str(file), *asked, "--json"]
            whole, told = run(args, "off")
            print(f"labels: {name}\n  from the start  {told}")
            cache = str(Path(folder) / name)
            killed(args, cache, 50)
            again, told = run(args, cache)
            same = "the same bytes" if again.stdout == whole.stdout else "OTHER BYTES"
            print(f"  after kill -9   {told}\n  {again.stderr.strip()}; {same}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
