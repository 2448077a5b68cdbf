"""UUIDv7 (RFC 9562) from a clock reading and random bytes handed in; identifiers as 22 base64url characters."""

import re
from collections.abc import Callable
from typing import TypeAlias

from shared_schema.canonical import decode_bytes, encode_bytes
from shared_schema.errors import HomewardError

Id: TypeAlias = str  # 16 bytes as 22 characters of base64url without padding
Random: TypeAlias = Callable[[int], bytes]  # how many bytes -> that many random bytes
Clock: TypeAlias = Callable[[], int]  # -> milliseconds since 1970 (UTC) by this machine's clock

ID_CHARACTERS = 22


def uuid7(unix_ms: int, random_bytes: bytes) -> Id:
    """A UUIDv7 as an Id: 48 bits of `unix_ms`, version, variant and 74 of the 80 bits in `random_bytes` (10 bytes)."""
    if len(random_bytes) != 10:
        raise ValueError("uuid7 takes 10 random bytes")
    raw = bytearray(unix_ms.to_bytes(6, "big") + random_bytes)
    raw[6] = 0x70 | (raw[6] & 0x0F)
    raw[8] = 0x80 | (raw[8] & 0x3F)
    return encode_bytes(bytes(raw))


def by_age(identifier: Id) -> bytes:
    """What sorts ids by the time inside them, oldest first: it compares as their 16 bytes do.

    Their text does not: base64url counts `A-Z a-z 0-9 - _`, characters compare as `- 0-9 A-Z _ a-z`. Ids made within
    one millisecond, and random ids, have an order by this too, but it says nothing.
    """
    return identifier.encode().translate(_IN_ORDER)


def random_id(random_bytes: bytes) -> Id:
    """An Id of 16 random bytes (incarnations, devices, servers)."""
    if len(random_bytes) != 16:
        raise ValueError("random_id takes 16 random bytes")
    return encode_bytes(random_bytes)


def id_bytes(identifier: Id) -> bytes:
    """The 16 bytes of an Id; raises `canonical.not_base64` for anything else."""
    data = decode_bytes(identifier)
    if len(data) != 16:
        raise HomewardError("canonical.not_base64")
    return data


def is_id(value: object) -> bool:
    """Whether `value` has the form of an Id (22 characters that decode to 16 bytes)."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def is_base64(value: str) -> bool:
    """Whether `value` has no character outside the base64url alphabet."""
    return _BASE64.fullmatch(value) is not None


_DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_IN_ORDER = bytes.maketrans(_DIGITS, bytes(range(len(_DIGITS))))
_ID = re.compile("[A-Za-z0-9_-]{21}[AQgw]")
_BASE64 = re.compile("[A-Za-z0-9_-]*")
