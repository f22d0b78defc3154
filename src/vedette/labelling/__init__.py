"""A room: what people say of findings, kept, and learned from."""
