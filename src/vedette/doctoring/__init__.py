"""A room: what would be caught in a table, and which assumptions fail there."""
