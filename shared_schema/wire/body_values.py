"""What may stand in the JSON of a message: counts, texts, identifiers, hashes, each read or refused.

A value that is not exactly what its place asks for raises KeyError, TypeError or ValueError.
"""

from shared_schema.canonical import Json, decode_bytes
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.state import Dot

HASH_BYTES = 32
_INT_LIMIT = 2**63


def read_counts(value: Json) -> dict[str, int]:
    """Counts by name."""
    return {key: read_count(number) for key, number in value.items()}


def read_whole(value: Json) -> int:
    """A whole number of 64 bits."""
    if type(value) is not int or abs(value) >= _INT_LIMIT:
        raise TypeError("not a whole number")
    return value


def read_count(value: Json) -> int:
    """A whole number that is not negative."""
    if read_whole(value) < 0:
        raise ValueError("less than nothing")
    return int(value)


def read_text(value: Json) -> str:
    """A text."""
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def read_id(value: Json) -> Id:
    """An identifier."""
    if not is_id(value):
        raise ValueError("not an identifier")
    return str(value)


def read_dot(value: Json) -> Dot:
    """(incarnation, counter)."""
    device, n = value
    return (read_id(device), read_count(n))


def read_hash(value: Json) -> bytes:
    """32 bytes as base64url."""
    data = decode_bytes(value)
    if len(data) != HASH_BYTES:
        raise ValueError("not a hash")
    return data
