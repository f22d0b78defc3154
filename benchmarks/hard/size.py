"""From a thousand rows to ten million: time and memory, each in a process of its own.

The scan reads the CSV of `large.py` (10 columns) and finds cells, relations, rows and facts;
the detectors get the eight numbers in memory, fit and score all rows. From a million rows on
the scan goes the way of tables that are larger than memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from hard.judged import ENSEMBLE, FACTOR, FOREST, SCAN
from hard.outcome import Outcome, Panel

SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
STRETCHES = 1_000_000  # from here on as if memory were short
SAMPLE = 100_000
MOST = {FACTOR: 100_000}  # its time grows with the square of the rows
DETECTOR = """
import json, resource, sys, time
import numpy as np
from large import block, BLOCK
parts = [block(a, min(BLOCK, {rows} - a), 0)[0] for a in range(0, {rows}, BLOCK)]
names = [n for n in parts[0] if n not in ("parcel", "region")]
X = np.vstack([np.column_stack([p[n] for n in names]) for p in parts])
del parts
{make}
begin = time.process_time()
model.fit(X)
{score}
print(json.dumps([time.process_time() - begin,
                  resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024]))
"""
# A process begins with the peak of the one that started it, so small ones write and start.
WRITE = "import large\nlarge.write(large.Path({path!r}), {rows})"
START = """
import json, large
run = large.scan(large.Path({path!r}), large.Path({out!r}), {sample}, room={room})
print(json.dumps([run.code, run.cpu, run.bytes]))
"""
MADE = {
    ENSEMBLE: (
        "import vedette; model = vedette.Ensemble(n_jobs=1)",
        "model.score_samples(X)",
    ),
    FOREST: (
        "from sklearn.ensemble import IsolationForest; "
        "model = IsolationForest(random_state=0, n_jobs=1)",
        "model.score_samples(X)",
    ),
    FACTOR: (
        "from sklearn.neighbors import LocalOutlierFactor; "
        "model = LocalOutlierFactor(n_jobs=1)",
        "model.negative_outlier_factor_",
    ),
}


def told(code: str) -> str:
    """What Python prints, in a process of its own that a small one starts."""
    here = str(Path(__file__).parents[1])
    code = f"import sys; sys.path.insert(0, {here!r})\n{code}"
    start = "import subprocess, sys; subprocess.run(sys.argv[1:], check=True)"
    command = [sys.executable, "-c", start, sys.executable, "-W", "ignore", "-c", code]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def detector(name: str, rows: int) -> tuple[float, float]:
    """CPU seconds of fit and score, and the most memory in GB."""
    make, score = MADE[name]
    cpu, memory = json.loads(told(DETECTOR.format(rows=rows, make=make, score=score)))
    return cpu, memory / 1e9


def scan(rows: int) -> tuple[float, float]:
    """CPU seconds of a scan from file to findings, and the most memory in GB."""
    with tempfile.TemporaryDirectory(prefix="bench-size-") as folder:
        path, out = f"{folder}/parcels.csv", f"{folder}/found.jsonl"
        told(WRITE.format(path=path, rows=rows))
        room = 1 << (20 if rows >= STRETCHES else 50)
        code, cpu, memory = json.loads(
            told(START.format(path=path, out=out, sample=SAMPLE, room=room))
        )
    if code:
        raise RuntimeError(f"the scan of {rows:,} rows ended with {code}")
    return cpu, memory / 1e9


def measure(most: int) -> Outcome:
    sizes = [rows for rows in SIZES if rows <= most]
    seconds: dict[str, list[float | None]] = {n: [] for n in (SCAN, *MADE)}
    memory: dict[str, list[float | None]] = {n: [] for n in (SCAN, *MADE)}
    for rows in sizes:
        for name in seconds:
            if rows > MOST.get(name, most):
                cpu, peak = None, None
            else:
                cpu, peak = scan(rows) if name == SCAN else detector(name, rows)
            print(f"  {rows:,} {name}: {cpu} s, {peak} GB", file=sys.stderr, flush=True)
            seconds[name].append(cpu)
            memory[name].append(peak)
    return outcome(sizes, seconds, memory)


def outcome(
    sizes: list[int],
    seconds: dict[str, list[float | None]],
    memory: dict[str, list[float | None]],
) -> Outcome:
    return Outcome(
        "size",
        f"From {sizes[0]:,} to {sizes[-1]:,} rows",
        "10 columns; the scan reads a CSV and judges cells, rows and relations; detectors "
        "fit and score 8 numeric columns in memory",
        "rows",
        [float(n) for n in sizes],
        [
            Panel("CPU seconds", seconds, log=True),
            Panel("most memory, GB", memory, log=True),
        ],
        log=True,
        labels=[
            f"{n // 1000:,}k" if n < 1_000_000 else f"{n // 1_000_000}M" for n in sizes
        ],
    )
