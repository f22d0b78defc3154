"""What agents may ask for: the tools of `vedette mcp`."""
