"""Words and contracts: what every other part of the library speaks in."""
