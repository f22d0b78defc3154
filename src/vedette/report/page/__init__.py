"""A result as one page of HTML: whole in itself, inert, readable without its script."""

from vedette.report.page.page import MOST_BYTES, Origin, Page, render
from vedette.report.page.writing import Written, rest_of, write

__all__ = ["MOST_BYTES", "Origin", "Page", "Written", "render", "rest_of", "write"]
