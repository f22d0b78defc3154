"""Rows judged against their own segment, and segments against their peers."""

from vedette.scanning.segments.dividing import Divide, divided, named_by
from vedette.scanning.segments.telling import segments_of
from vedette.scanning.segments.within import within_segments

__all__ = ["Divide", "divided", "named_by", "segments_of", "within_segments"]
