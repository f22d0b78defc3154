"""The hard parts of the field: one experiment, one chart and a baseline for each.

    python benchmarks/hardness.py [dimension imbalance ...] [--seeds 3] [--rows 10000000]

Prints a table for each, ours and the baseline measured in the same run, and draws it; charts
(hard-NAME.png) and figures (hard-NAME.json) go to benchmarks/results. --page puts the charts
into docs/pictures and the tables into docs/accuracy.md.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from importlib import import_module
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from comparing.kept import RESULTS
from hard.outcome import Outcome, Panel, draw, keep, markdown, table

PARTS = ("dimension", "imbalance", "drift", "noise", "labels", "context", "size")
PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
PAGE = PICTURES.parent / "accuracy.md"


def kept(name: str) -> Outcome:
    """An outcome of an earlier run."""
    found = json.loads((RESULTS / f"hard-{name}.json").read_text(encoding="utf-8"))
    return Outcome(**found | {"panels": [Panel(**panel) for panel in found["panels"]]})


def into(text: str, outcome: Outcome) -> str:
    """A page with the tables of an outcome between its marks."""
    marks = f"<!-- {outcome.name} -->", f"<!-- /{outcome.name} -->"
    before, found, rest = text.partition(marks[0])
    if not found:
        raise SystemExit(f"{PAGE} has no {marks[0]}")
    after = rest.partition(marks[1])[2]
    return f"{before}{marks[0]}\n{markdown(outcome)}{marks[1]}{after}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=list(PARTS), metavar="PART")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=10_000_000, help="the most of `size`")
    parser.add_argument("--draw-only", action="store_true", help="what was kept")
    parser.add_argument("--page", action="store_true", help="write the page, too")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no part is called {', '.join(sorted(unknown))}: {', '.join(PARTS)}")
    for name in options.parts:
        if options.draw_only:
            outcome = kept(name)
        else:
            begin = time.monotonic()
            part = import_module(f"hard.{name}")
            asked = options.rows if name == "size" else options.seeds
            outcome = part.measure(asked)
            keep(outcome, RESULTS)
            print(table(outcome), flush=True)
            print(f"({time.monotonic() - begin:.0f} s)")
        print(f"{draw(outcome, PICTURES if options.page else RESULTS)}\n", flush=True)
        if options.page:
            PAGE.write_text(into(PAGE.read_text("utf-8"), outcome), encoding="utf-8")


if __name__ == "__main__":
    main()
