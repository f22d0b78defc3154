"""Work in pieces: in processes of their own, and each kept as soon as it is done."""
