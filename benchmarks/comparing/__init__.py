"""What comparisons with peers share: tables, methods, kept outcomes, statistics."""
