"""A checksum before what is kept, so that what is damaged is not trusted."""

from __future__ import annotations

import hashlib

DIGEST = 32  # bytes


def sealed(magic: bytes, body: bytes) -> bytes:
    """The content after what it is and its checksum."""
    return magic + hashlib.blake2b(body, digest_size=DIGEST).digest() + body


def opened(magic: bytes, data: bytes) -> bytes | None:
    """The content that was sealed; None if it is damaged, or something else."""
    body = data[len(magic) + DIGEST :]
    return body if data == sealed(magic, body) else None
