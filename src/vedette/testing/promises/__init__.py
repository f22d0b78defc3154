"""What every detector promises, one promise to a function, one kind of promise to a file."""
