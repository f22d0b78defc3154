"""Results that are kept in the user's cache directory, so that nothing is scanned twice."""
