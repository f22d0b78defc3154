"""Put what the examples print now into the pages; look at the difference before keeping it.

python tests/docs/refresh.py
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path += [str(HERE.parent), str(HERE.parents[1] / "benchmarks")]

from made.pages import PAGES, Example, examples_of, make_tables, named, run  # noqa: E402


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        make_tables(Path(folder))
        for page in PAGES:
            for example in examples_of(page):
                if example.shown is not None and renewed(example, Path(folder)):
                    print(f"{named(page)}: {example.command}")  # noqa: T201
    return 0


def renewed(example: Example, folder: Path) -> bool:
    """Whether an example prints something else now; if so, the page is rewritten."""
    printed = example.cut(run(example.command, folder).stdout)
    if printed == example.shown:
        return False
    text = example.page.read_text(encoding="utf-8")
    block = "```console\n$ {}\n{}```"
    old = block.format(example.command, example.shown)
    new = block.format(example.command, printed)
    example.page.write_text(text.replace(old, new), encoding="utf-8")
    return True


if __name__ == "__main__":
    raise SystemExit(main())
