"""The hard parts of the field: one experiment, one chart and a baseline for each."""
