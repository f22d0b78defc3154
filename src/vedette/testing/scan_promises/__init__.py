"""What every scan of a table promises, one promise to a function."""
