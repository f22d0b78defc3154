"""Things made by hand for tests."""
