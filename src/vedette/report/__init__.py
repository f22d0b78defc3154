"""Draws any result, and adds nothing to it: terminal, JSON Lines, CSV, Markdown, HTML."""
