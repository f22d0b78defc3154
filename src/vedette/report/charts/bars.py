"""A share as a bar."""

from __future__ import annotations

from markupsafe import Markup

from vedette.report.charts import svg

WIDTH, HEIGHT = 56, 8


def share_bar(share: float) -> Markup:
    """A bar filled by the size of a share; the number stands beside it."""
    filled = max(8.1, min(1.0, abs(share)) * WIDTH)
    return svg.picture(
        WIDTH, HEIGHT, "", svg.path(f"M4 4H{svg.number(filled - 4)}"), class_="s"
    )
