"""What every classifier of anomalies promises, one promise to a function."""
