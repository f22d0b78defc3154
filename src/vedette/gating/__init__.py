"""The room of gates: a new load of a table, against the loads that a model was fitted on."""
