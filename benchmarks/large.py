"""Tables larger than memory: how much memory and time a scan of one takes, and what it finds.

python benchmarks/large.py [--rows 30000000] [--fits 200000] [--limit 1.5]

Writes a CSV of 10 columns into a temporary folder (3 GB for 30,000,000 rows), in which 1 row in
10,000 has a wrong cell, and scans it by the command line. Then the same for a table that fits
in memory, whose findings must be those of the same scan in memory; and once more with the scan
killed half-way, which must leave no output behind.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

BLOCK = 500_000
EVERY = 10_000  # rows to one wrong cell
WRONG = ("charge", "volume", "insurance", "humidity")
REGIONS = np.array(["north", "south", "east", "west", "centre"], dtype=object)

Columns = dict[str, npt.NDArray[Any]]


def block(first: int, rows: int, seed: int) -> tuple[Columns, list[int]]:
    """Some parcels from number `first` on, and which of them have a wrong cell."""
    rng = np.random.default_rng([seed, first])
    weight, distance = rng.lognormal(1, 0.6, rows), rng.gamma(3, 100, rows)
    region = rng.integers(0, 5, rows)
    charge = 2 + 1.5 * weight + 0.01 * distance * (1 + 0.1 * region)
    charge += rng.normal(0, 0.3, rows)
    temperature = rng.normal(20, 5, rows)
    made: Columns = {
        "weight": weight,
        "distance": distance,
        "charge": charge,
        "volume": 5 * weight * rng.lognormal(0, 0.1, rows),
        "insurance": 0.02 * charge * weight + rng.normal(0, 0.02, rows),
        "temperature": temperature,
        "humidity": 60 - 1.2 * (temperature - 20) + rng.normal(0, 3, rows),
        "hours": distance / 50 + rng.gamma(2, 1, rows),
    }
    wrong = np.sort(rng.choice(rows, max(1, rows // EVERY), replace=False))
    for k, row in enumerate(wrong):
        made[WRONG[k % len(WRONG)]][row] *= 10
    digits = (5, 4, 4, 5, 6, 4, 4, 5)
    rounded = {n: np.round(v, d) for (n, v), d in zip(made.items(), digits, strict=True)}
    named = {"parcel": first + np.arange(rows), "region": region}
    return {**named, **rounded}, [int(first + row) for row in wrong]


def write(path: Path, rows: int, seed: int = 0) -> list[int]:
    """The table as a CSV; the rows with a wrong cell."""
    import duckdb

    wrong: list[int] = []
    part = path.with_suffix(".part")
    with duckdb.connect(config={"threads": 1}) as con, path.open("wb") as out:
        for first in range(0, rows, BLOCK):
            columns, bad = block(first, min(BLOCK, rows - first), seed)
            wrong += bad
            con.register("block", columns)
            named = "['north', 'south', 'east', 'west', 'centre'][region + 1]"
            con.execute(
                "COPY (SELECT 'P-' || (100000000 + parcel) AS parcel, "
                f"{named} AS region, * EXCLUDE (parcel, region) FROM block) "
                f"TO '{part}' (FORMAT csv, HEADER {first == 0})"
            )
            with part.open("rb") as file:
                shutil.copyfileobj(file, out, 1 << 20)
    part.unlink()
    return wrong


def frame(rows: int, seed: int = 0) -> Columns:
    """The same table in memory."""
    parts = [block(a, min(BLOCK, rows - a), seed)[0] for a in range(0, rows, BLOCK)]
    joined = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
    parcel = np.array([f"P-{100000000 + k}" for k in joined["parcel"]], dtype=object)
    return {**joined, "parcel": parcel, "region": REGIONS[joined["region"]]}


SCAN = """
import json, sys, time
started = time.monotonic()
import vedette
from vedette.app.output import to_file
from vedette.report.jsonl import dump
import vedette.tables.large as large
path, output, sample, room = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
large.free_memory = lambda: room
def progress(phase, done, total):
    print(json.dumps([time.monotonic() - started, phase, done, total]), flush=True)
to_file(dump(vedette.scan(path, sample=sample, progress=progress)), output)
print(json.dumps([time.monotonic() - started, "done", 1, 1]), flush=True)
"""


@dataclass(frozen=True)
class Run:
    """A scan in a process of its own: what it told, its most memory and its time."""

    told: list[tuple[float, str, int, int | None]]
    bytes: int
    seconds: float
    cpu: float
    code: int


def scan(
    path: Path,
    output: Path,
    sample: int,
    *,
    room: int,
    stop: float | None = None,
) -> Run:
    """Scan a file by a plan for so much free memory.

    stop
        The share of the work after which the process is killed.
    """
    told: list[tuple[float, str, int, int | None]] = []
    started = time.monotonic()
    command = [sys.executable, "-c", SCAN, str(path), str(output), str(sample), str(room)]
    environment = {**os.environ, "TMPDIR": str(path.parent)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    for line in process.stdout:
        at, phase, done, total = json.loads(line)
        told.append((at, phase, done, total))
        if stop and total and ":" in phase and done >= stop * total:
            process.send_signal(signal.SIGKILL)
            break
    process.stdout.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(
        told,
        used.ru_maxrss * 1024,
        time.monotonic() - started,
        used.ru_utime + used.ru_stime,
        process.returncode,
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=30_000_000)
    parser.add_argument("--fits", type=int, default=300_000)
    parser.add_argument("--sample", type=int, default=100_000)
    parser.add_argument("--limit", type=float, default=1.5, help="GB of memory")
    asked = parser.parse_args(arguments)
    kept = True
    with tempfile.TemporaryDirectory(prefix="bench-large-") as folder:
        kept &= long(Path(folder), asked)
        kept &= fitting(Path(folder), asked)
        kept &= killed(Path(folder), asked)
    print("all held" if kept else "NOT all held")
    return 0 if kept else 1


def long(folder: Path, asked: argparse.Namespace) -> bool:
    """Memory, time, what is found and how true the progress is."""
    path, output = folder / "long.csv", folder / "long.jsonl"
    started = time.monotonic()
    wrong = set(write(path, asked.rows))
    size = path.stat().st_size / 1e9
    print(
        f"{asked.rows:,} x 10, {size:.2f} GB, written in {time.monotonic() - started:.0f} s"
    )
    run = scan(path, output, asked.sample, room=1 << 20)
    found = rows_found(output)
    path.unlink()
    print(f"  most memory   {run.bytes / 1e9:.2f} GB (at most {asked.limit})")
    print(f"  time          {run.seconds:.0f} s, {run.cpu:.0f} s of it on a processor")
    print(f"  found         {len(found & wrong):,} of {len(wrong):,} wrong rows")
    print(f"  found besides {len(found - wrong):,}")
    for step, seconds in steps(run).items():
        print(f"    {step:<24}{seconds:6.0f} s")
    worst = worst_estimate(run)
    print(
        f"  time left, as said after a tenth and later: off by {100 * worst:.0f} % at most"
    )
    return run.code == 0 and run.bytes <= asked.limit * 1e9 and worst <= 0.3


def steps(run: Run) -> dict[str, float]:
    """Seconds in each phase."""
    took: dict[str, float] = {}
    for (at, phase, *_), (then, *_) in pairwise(run.told):
        took[phase] = took.get(phase, 0.0) + then - at
    return took


def worst_estimate(run: Run) -> float:
    """By how much of the whole time the time left, as told, was wrong, after a tenth of it."""
    end = run.told[-1][0]
    worst = 0.0
    for at, _, done, total in run.told[:-1]:
        if total and done and 0.1 * end <= at <= 0.9 * end:
            left = at * (total - done) / done
            worst = max(worst, abs(left - (end - at)) / end)
    return worst


def rows_found(output: Path) -> set[int]:
    lines = map(json.loads, output.read_text().splitlines())
    return {line["row"] for line in lines if line["kind"] == "finding"}


def fitting(folder: Path, asked: argparse.Namespace) -> bool:
    """Whether a table that fits says the same from a file in stretches and in memory."""
    path = folder / "fits.csv"
    wrong = set(write(path, asked.fits))
    sample = min(asked.sample, asked.fits // 5)
    outputs = []
    for name, room in (("stretches", 1 << 20), ("memory", 1 << 50)):
        output = folder / f"{name}.jsonl"
        scan(path, output, sample, room=room)
        outputs.append([told(line) for line in output.read_text().splitlines()])
    same = outputs[0] == outputs[1]
    scan(path, folder / "whole.jsonl", asked.fits, room=1 << 50)
    some, whole = rows_found(folder / "stretches.jsonl"), rows_found(folder / "whole.jsonl")
    print(
        f"{asked.fits:,} rows, in stretches and in memory: {'the same' if same else 'OTHER'}"
    )
    print(
        f"  found by a sample of {sample:,}: {len(some)}, {len(some & wrong)} of them wrong"
    )
    print(
        f"  found by all rows: {len(whole)}, {len(whole & wrong)} wrong; by both: "
        f"{len(some & whole)}"
    )
    return same


def told(line: str) -> dict[str, Any]:
    """A line of the output without how long it took."""
    said: dict[str, Any] = json.loads(line)
    return {key: value for key, value in said.items() if key != "seconds"}


def killed(folder: Path, asked: argparse.Namespace) -> bool:
    """Whether a scan that is killed leaves no output and the next one cleans up."""
    path, output = folder / "fits.csv", folder / "killed.jsonl"
    run = scan(path, output, asked.fits // 5, room=1 << 20, stop=0.5)
    left = list(folder.glob("vedette-large-*"))
    scan(path, folder / "again.jsonl", asked.fits // 5, room=1 << 20)
    cleaned = not list(folder.glob("vedette-large-*"))
    whole = not output.exists() and not list(folder.glob(".killed*"))
    print(
        f"killed half-way (exit {run.code}): output {'absent' if whole else 'LEFT'}, "
        f"{len(left)} folder of temporary files, {'gone' if cleaned else 'LEFT'} afterwards"
    )
    return run.code == -signal.SIGKILL and whole and cleaned


if __name__ == "__main__":
    raise SystemExit(main())
