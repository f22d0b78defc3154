"""A room: what a table is like, before anything in it is accused."""
