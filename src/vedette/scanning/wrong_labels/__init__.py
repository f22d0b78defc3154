"""Wrong labels: rows whose label is unlike that of the rows most like them."""

from vedette.scanning.wrong_labels.run import judge_labels

__all__ = ["judge_labels"]
