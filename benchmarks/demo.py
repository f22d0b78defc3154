"""Write a table with known anomalies, scan it, and say which of them were found.

python benchmarks/demo.py [--seed 7] [--file demo.csv]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from demo_table import Demo, Plant, demo, write_csv

Line = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--file", type=Path, default=Path("demo.csv"))
    options = parser.parse_args(arguments)
    table = demo(options.seed)
    write_csv(table.table, options.file)
    size = options.file.stat().st_size / 1e6
    print(
        f"wrote {options.file} ({size:.1f} MB); now: vedette scan {options.file}\n",
        flush=True,
    )
    if code := subprocess.run(command(options.file)).returncode:
        return code
    told = subprocess.run(
        [*command(options.file), "--format", "jsonl"],
        capture_output=True,
        text=True,
        check=True,
    )
    print()
    print("\n".join(compared(table, map(json.loads, told.stdout.splitlines()))))
    return 0


def command(file: Path) -> list[str]:
    """The command line that was installed beside this Python."""
    return [str(Path(sys.executable).parent / "vedette"), "scan", str(file)]


def compared(table: Demo, lines: Iterable[Line]) -> list[str]:
    """What was planted beside what was said, in lines of at most 80 columns."""
    said = list(lines)
    findings = {line["row"]: line for line in said if line["kind"] == "finding"}
    grouped = {r for line in said if line["kind"] == "group" for r in line["rows"]}
    facts = {r for line in said if line["kind"] == "fact" for r in line["rows"]}
    named = {"finding": set(findings) | grouped, "fact": facts}
    out = [f"{'What was planted':<30}{'column':<13}{'rows':>5}{'found':>7}  missed (row)"]
    for plant in table.plants:
        out.append(_line(plant, named[plant.by], named))
    wrong = {row for plant in table.plants if plant.wrong for row in plant.rows}
    false = sorted(named["finding"] - wrong)
    total = len(named["finding"])
    out.append("")
    out.append(
        f"False: {len(false)} of {total} rows that were named"
        + (f" ({len(false) / total:.2f})" if total else "")
        + (":" if false else "")
    )
    for row in false[:8]:
        text = findings[row]["text"] if row in findings else "in a group"
        out.append(f"  row {row}: {text}"[:80])
    if len(false) > 8:
        out.append(f"  and {len(false) - 8} more")
    return out


def _line(plant: Plant, named: set[int], every: dict[str, set[int]]) -> str:
    missed = [row for row in plant.rows if row not in named]
    found = len(plant.rows) - len(missed)
    other = "fact" if plant.by == "finding" else "finding"
    elsewhere = sum(row in every[other] for row in missed)
    by = {"finding": "", "fact": " as a fact"}
    tail = " ".join(map(str, missed[:3])) + (" ..." if len(missed) > 3 else "")
    if elsewhere:
        tail += f" ({elsewhere}{by[other] or ' as a finding'})"
    count = f"{found:>7}"
    return (
        f"{plant.what:<30}{plant.column:<13}{len(plant.rows):>5}{count}  {tail}".rstrip()[
            :80
        ]
    )


if __name__ == "__main__":
    raise SystemExit(main())
