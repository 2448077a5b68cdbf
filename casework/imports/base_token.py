"""The `base` of an exported row: which state it shows, so that an import knows what its writer had seen.

Promise: values that the person left as they were are recognised by a hash and never written back over newer ones.
The token holds counters, hashes and, for lists of choices, the codes that stand in the row anyway; no answers.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from casework.imports.columns import Column, columns_of
from shared_schema import canonical
from shared_schema.canonical import Json, decode_bytes, encode_bytes
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.records.kind import Kind
from shared_schema.records.types import Choices, Refs

HASH_BYTES = 6
MAX_TOKEN = 64 * 1024


@dataclass(frozen=True, slots=True)
class Base:
    """`seen` of the state shown; {column: hash of its value}; {column: list} for lists that merge by element.

    A column of the export without a hash was shown empty; `with_names` tells which columns the export had.
    """

    seen: Mapping[Id, int]
    hashes: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    with_names: bool

    def has_shown(self, kind: Kind, column: Column) -> bool:
        """Whether the export had this column at all."""
        return column in columns_of(kind, with_names=self.with_names)

    def is_unchanged(self, record: Id, column: Column, value: Json) -> bool:
        """Whether `value` is what the row showed in `column` when it was written; the column was in the export."""
        shown = self.hashes.get(column.name)
        return value is None if shown is None else shown == _hash(record, column.name, value)


def write_base(record: Id, seen: Mapping[Id, int], columns: Mapping[Column, Json], *, with_names: bool) -> str:
    """The token of a row that shows `columns` = {column: value}, empty ones left out."""
    hashes = {column.name: _hash(record, column.name, value) for column, value in columns.items()}
    lists = {
        column.name: value
        for column, value in columns.items()
        if isinstance(column.field.type, Choices | Refs) and isinstance(value, list)
    }
    body = canonical.dumps({"s": dict(seen), "h": hashes, "l": lists, "n": with_names})
    return encode_bytes(zlib.compress(body, 9))


def read_base(token: str) -> Base:
    """What a token says; raises `import.base_unreadable`."""
    try:
        stream = zlib.decompressobj()
        data = stream.decompress(decode_bytes(token.strip()), MAX_TOKEN)
        body = canonical.loads(data)
        seen = {device: n for device, n in body["s"].items() if is_id(device) and isinstance(n, int) and n > 0}
        lists = {str(name): tuple(str(item) for item in items) for name, items in body["l"].items()}
        hashes = {str(name): str(value) for name, value in body["h"].items()}
        if len(seen) != len(body["s"]):
            raise ValueError("seen")
    except (HomewardError, zlib.error, KeyError, TypeError, ValueError, AttributeError) as error:
        raise HomewardError("import.base_unreadable") from error
    return Base(seen, hashes, lists, body.get("n") is True)


def _hash(record: Id, column: str, value: Json) -> str:
    return encode_bytes(sha256(canonical.dumps([record, column, value])).digest()[:HASH_BYTES])
