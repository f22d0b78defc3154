"""Turns what a user asks for into calls: the one place where the parts are joined."""
