"""A room: detectors ranked against each other on one table, and what tells them apart."""
