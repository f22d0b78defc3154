"""Small pictures as SVG, in pure Python: no script, no style attribute, colours by class.

Each takes plain numbers (`vedette.core.pictures`) and gives markup to stand in a page, whose
style sheet says how the classes look. A picture has its text alternative in it.
"""

from vedette.report.charts.bars import share_bar
from vedette.report.charts.classes import classes
from vedette.report.charts.clouds import clouds
from vedette.report.charts.distribution import (
    marked_distribution,
    silhouette,
    sparkline,
    tiny_distribution,
)
from vedette.report.charts.intervals import intervals
from vedette.report.charts.levels import levels
from vedette.report.charts.lines import lines
from vedette.report.charts.matrix import matrix
from vedette.report.charts.scatter import scatter
from vedette.report.charts.series import series

__all__ = [
    "classes",
    "clouds",
    "intervals",
    "levels",
    "lines",
    "marked_distribution",
    "matrix",
    "scatter",
    "series",
    "share_bar",
    "silhouette",
    "sparkline",
    "tiny_distribution",
]
