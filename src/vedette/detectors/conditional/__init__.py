"""The conditional model: each column of a table predicted from the others, out of fold."""
