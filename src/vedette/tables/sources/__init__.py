"""Tables of databases: SQLite, DuckDB and Postgres, opened to read and for nothing else."""
