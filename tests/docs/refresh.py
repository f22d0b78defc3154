"""Put what the examples print now into the pages; look at the difference before keeping it.

The table of detectors and what type checkers read of them are written from the catalogue;
pictures are those that the Python of a page saves. Pages may be named, else it is all.

python tests/docs/refresh.py [PAGE ...]
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot

HERE = Path(__file__).parent
PICTURES = HERE.parents[1] / "docs" / "pictures"
sys.path += [str(HERE.parent), str(HERE.parents[1] / "benchmarks")]

from made import listing  # noqa: E402
from made.pages import (  # noqa: E402
    PAGES,
    Example,
    examples_of,
    make_tables,
    named,
    python_of,
    run,
)


def main() -> int:
    for file, text in ((listing.PAGE, listing.page()), (listing.STUB, listing.stub())):
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            print(file)  # noqa: T201
    pages = [Path(name).resolve() for name in sys.argv[1:]] or PAGES
    with tempfile.TemporaryDirectory() as folder:
        make_tables(Path(folder))
        for page in pages:
            for example in examples_of(page):
                if example.shown is not None and renewed(example, Path(folder)):
                    print(f"{named(page)}: {example.command}")  # noqa: T201
        for page in pages:
            if "pictures/" in page.read_text(encoding="utf-8"):
                draw(page, Path(folder))
    return 0


def draw(page: Path, folder: Path) -> None:
    """Save the pictures of a page, in few colours so that the files are small."""
    from PIL import Image

    mpl.use("Agg")
    with contextlib.chdir(folder):
        for old in Path().glob("*.png"):
            old.unlink()
        names: dict[str, object] = {"__name__": "page"}
        for block in python_of(page):
            exec(compile(block, str(page), "exec"), names)
        pyplot.close("all")
        for picture in Path().glob("*.png"):
            kept = PICTURES / picture.name
            Image.open(picture).convert("RGB").quantize(128).save(kept, optimize=True)
            print(kept)  # noqa: T201


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
