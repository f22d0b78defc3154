"""A room: which groups the rows of a table form, and which rows belong to none."""
