"""What is kept of one record so that it can be found: tokens (words, codes, telephones, places) and names. Pure.

The centre keeps it sealed as bytes; each of its processes holds the opened rows in memory.
"""

import struct
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from casework.matching.indexed import FORMS_VERSION, Entry, Indexed
from casework.names.tokens import SEARCHED, Tokens
from shared_schema.canonical import Json
from shared_schema.records.kind import Kind

_HEADER = struct.Struct(">HII")  # version, bytes of features, bytes of tokens
FORMAT = int(FORMS_VERSION)


@dataclass(frozen=True, slots=True)
class SearchRow:
    """Tokens separated by spaces (escaped to ASCII), features of the names (sorted), packed forms of the names."""

    tokens: str
    features: tuple[int, ...]
    forms: bytes

    def pack(self) -> bytes:
        """As bytes."""
        features = array("I", self.features).tobytes()
        tokens = self.tokens.encode()
        return _HEADER.pack(FORMAT, len(features), len(tokens)) + features + tokens + self.forms


@dataclass(frozen=True)
class SearchRows:
    """Makes search rows of records."""

    kinds: Mapping[str, Kind]
    tokens: Tokens = field(init=False)
    indexed: Indexed = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tokens", Tokens(self.kinds))
        object.__setattr__(self, "indexed", Indexed(self.kinds))

    def of(self, kind: str, registers: Iterable[tuple[str, Json]]) -> SearchRow | None:
        """The row of a record; None for kinds that are not searched.

        `registers` = (register, value), more than once where two people wrote it apart.
        """
        if kind not in SEARCHED:
            return None
        values = list(registers)
        entry = self.indexed.entry_of(kind, values) or Entry((), b"[]")
        return SearchRow(self.tokens.of(kind, values), entry.features, entry.forms)


def unpack_row(data: bytes) -> SearchRow | None:
    """The row in the bytes of `pack`; None where another version of the program wrote them."""
    version, features_size, tokens_size = _HEADER.unpack_from(data)
    if version != FORMAT:
        return None
    tokens_at = _HEADER.size + features_size
    features = array("I")
    features.frombytes(data[_HEADER.size : tokens_at])
    forms_at = tokens_at + tokens_size
    return SearchRow(data[tokens_at:forms_at].decode(), tuple(features), data[forms_at:])
