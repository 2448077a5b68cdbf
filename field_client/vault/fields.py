"""Strict reading of the vault's small JSON files: exact members, exact sizes, canonical bytes, base64 and hex.

Promise: what is read back would be written with the same bytes. Refused: an unknown member, a longer value,
another alphabet; each by the error code that the file's own reader gives.
"""

import base64
import binascii
import hashlib
from typing import Any

from shared_schema.canonical import dumps, loads
from shared_schema.errors import HomewardError

Document = dict[str, Any]  # JSON enters here
CHECK_BYTES = 8


def encode_b64(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(data).decode("ascii")


class Reader:
    """Reads one file's members; every refusal raises `code` with the part that was wrong."""

    def __init__(self, code: str) -> None:
        self.code = code

    def document(self, data: bytes | None, *, limit: int) -> Document:
        """The object in canonical `data` of at most `limit` bytes."""
        if data is None or len(data) > limit:
            raise self.refusal("size")
        try:
            value = loads(data)
        except HomewardError as error:
            raise self.refusal("form") from error
        if not isinstance(value, dict):
            raise self.refusal("form")
        return value

    def members(self, value: Any, *names: str) -> Document:
        """`value` if it is an object with exactly these members."""
        if not isinstance(value, dict) or value.keys() != set(names):
            raise self.refusal("members")
        return value

    def b64(self, document: Document, name: str, size: int | None = None) -> bytes:
        """The bytes of a base64 member, of exactly `size` bytes if given."""
        return self.b64_value(document[name], name, size)

    def b64_value(self, text: Any, name: str, size: int | None = None) -> bytes:
        """The bytes of a base64 text that stands in the member `name`."""
        if not isinstance(text, str):
            raise self.refusal(name)
        try:
            data = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise self.refusal(name) from error
        if encode_b64(data) != text or (size is not None and len(data) != size):
            raise self.refusal(name)
        return data

    def hex(self, document: Document, name: str, size: int) -> bytes:
        """The bytes of a lower-case hexadecimal member of exactly `size` bytes."""
        return self.hex_value(document[name], name, size)

    def hex_value(self, text: Any, name: str, size: int) -> bytes:
        """The bytes of a hexadecimal text that stands in the member `name`."""
        if not isinstance(text, str) or len(text) != 2 * size or set(text) - set("0123456789abcdef"):
            raise self.refusal(name)
        return bytes.fromhex(text)

    def integer(self, document: Document, name: str, *, least: int = 0, most: int = 2**53) -> int:
        """An integer member between `least` and `most`."""
        value = document[name]
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.refusal(name)
        return value

    def constant(self, document: Document, name: str, value: object) -> None:
        """Refuses unless the member is exactly `value`."""
        if document[name] != value or type(document[name]) is not type(value):
            raise self.refusal(name)

    def array(self, document: Document, name: str, *, least: int, most: int) -> list[Any]:
        """A list member of `least` to `most` items."""
        value = document[name]
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise self.refusal(name)
        return value

    def checked(self, data: bytes | None, *, limit: int) -> Document:
        """The object of a file written by `with_check`, its sum compared."""
        document = self.document(data, limit=limit)
        if document.get("check") != _check({key: item for key, item in document.items() if key != "check"}):
            raise self.refusal("check")
        return document

    def refusal(self, part: str) -> HomewardError:
        """The error to raise for a wrong part of the file."""
        return HomewardError(self.code, part=part)


def with_check(document: Document) -> bytes:
    """Canonical bytes with a sum that finds a torn or flipped file (damage, not malice)."""
    return dumps(document | {"check": _check(document)})


def _check(document: Document) -> str:
    return hashlib.sha256(dumps(document)).digest()[:CHECK_BYTES].hex()
