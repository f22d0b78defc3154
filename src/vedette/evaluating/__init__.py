"""A room: detectors measured and compared on a table, by an honest protocol."""
