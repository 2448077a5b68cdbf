"""Canonical bytes: UTF-8, NFC, sorted keys, no insignificant space, integers only; bytes as base64url.

Two programs that hold the same value write the same bytes, so a hash or a signature over them means the value.
"""

import base64
import unicodedata
from typing import Any, TypeAlias

import orjson

from shared_schema.errors import HomewardError

Json: TypeAlias = Any  # JSON enters here: null, bool, 64-bit int, str, list, dict with string keys

MAX_DEPTH = 8
_CONTAINERS = frozenset({dict, list})


def dumps(value: Json) -> bytes:
    """Canonical bytes of `value`; the caller holds NFC text (see `nfc`). Raises TypeError for other types."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def loads(data: bytes, *, max_depth: int = MAX_DEPTH) -> Json:
    """The value of canonical bytes; anything that would be written otherwise is refused (`canonical.not_canonical`)."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise HomewardError("canonical.not_canonical", at=error.pos) from error
    _refuse_floats_and_depth(value, max_depth)
    if orjson.dumps(value, option=orjson.OPT_SORT_KEYS) != data:
        raise HomewardError("canonical.not_canonical", at=0)
    if not data.isascii() and not unicodedata.is_normalized("NFC", data.decode()):
        raise HomewardError("canonical.not_canonical", at=0)
    return value


def nfc(value: Json) -> Json:
    """The same value with every text (keys too) in Unicode NFC."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {nfc(key): nfc(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [nfc(item) for item in value]
    return value


def encode_bytes(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode_bytes(text: str) -> bytes:
    """Bytes of unpadded base64url; raises `canonical.not_base64` unless `text` is exactly what `encode_bytes` gives."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, TypeError) as error:
        raise HomewardError("canonical.not_base64") from error
    if encode_bytes(data) != text:
        raise HomewardError("canonical.not_base64")
    return data


def _refuse_floats_and_depth(value: Json, max_depth: int) -> None:
    level: list[Json] = [value]
    for left in range(max_depth, -1, -1):
        types = set(map(type, level))
        if float in types:
            raise HomewardError("canonical.not_canonical", at=0)
        if types.isdisjoint(_CONTAINERS):
            return
        if not left:
            raise HomewardError("canonical.too_deep", limit=max_depth)
        inner: list[Json] = []
        for item in level:
            if type(item) is dict:
                inner += item.values()
            elif type(item) is list:
                inner += item
        level = inner
