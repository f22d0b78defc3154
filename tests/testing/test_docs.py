"""The detector on the page about writing detectors keeps every promise."""

import re
from pathlib import Path

from vedette.testing import check_detector

PAGE = Path(__file__).parents[2] / "docs" / "testing.md"


def test_the_example_on_the_page_keeps_every_promise():
    code = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[
        0
    ]
    names = {"__name__": "page"}
    exec(code, names)

    check_detector(names["Distance"]())
