"""Scan a table: what looks wrong, why, and how much of it is expected to be false."""

from vedette.scanning.start import scan

__all__ = ["scan"]
