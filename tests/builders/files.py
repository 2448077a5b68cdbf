"""File values for tests that seal nothing: well formed, of one chunk, their names made from a word."""

from hashlib import sha256
from typing import Any

from shared_schema.canonical import encode_bytes


def a_file_value(word: str = "paper", **changes: Any) -> dict[str, Any]:
    """A file value as a register holds it: one byte, one chunk."""
    value: dict[str, Any] = {
        "media_type": "image/jpeg",
        "bytes": 1,
        "sha256": _named(word, "plain"),
        "key": _named(word, "key"),
        "chunks": [_named(word, "chunk")],
    }
    return {**value, **changes}


def _named(word: str, part: str) -> str:
    return encode_bytes(sha256(f"{word} {part}".encode()).digest())
