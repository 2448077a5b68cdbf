"""Sums over rows, kept in the transaction that changes the rows: damage on this disk shows, and so does a difference.

For each kind and each of 256 buckets: the sum modulo 2^128 of SHA-256(record, state) of shown rows and of the rows
received from each server (security.md 2.5). For each scope of a server: the sum modulo 2^64 that the digest of the
exchange uses (sync.md section 4).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from field_client.store.database import Database
from shared_schema.identifiers import Id
from shared_schema.wire.compact import BUCKETS, DIGEST_MODULUS, bucket_of

HASH_BYTES = 16  # of SHA-256(record || 0 || state); its first 8 bytes are the digest of the exchange
SHOWN = "shown"
NO_KIND = ""


def hash_row(record: Id, state: bytes) -> bytes:
    """16 bytes that stand for a row in the sums; the first eight are `state_digest`."""
    return sha256(record.encode("ascii") + b"\0" + state).digest()[:HASH_BYTES]


def received_space(server: Id) -> str:
    """The name under which the sums of rows received from `server` stand."""
    return "received/" + server


def scope_space(server: Id, scope: str) -> str:
    """The name under which the digest of a scope of `server` stands."""
    return "scope/" + server + "/" + scope


def digest_number(row_hash: bytes) -> int:
    """The 64-bit digest of a row, as the exchange counts it."""
    return int.from_bytes(row_hash[:8], "big")


@dataclass(frozen=True, slots=True)
class Summed:
    """One row as the sums see it: its `hash_row`, and the kind it is counted under."""

    record: Id
    kind: str
    hash: bytes


class Sums:
    """Collects what a transaction changes, and writes it once; `write` is called before the transaction ends."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._changed: dict[tuple[str, str], dict[int, int]] = {}

    def add(self, space: str, rows: Iterable[Summed], *, sign: int = 1) -> None:
        """Counts rows in (sign 1) or takes them out (sign -1)."""
        is_scope = space.startswith("scope/")
        for row in rows:
            kind = NO_KIND if is_scope else row.kind
            number = digest_number(row.hash) if is_scope else int.from_bytes(row.hash, "big")
            buckets = self._changed.setdefault((space, kind), {})
            bucket = bucket_of(row.record)
            buckets[bucket] = buckets.get(bucket, 0) + sign * number

    def write(self) -> None:
        """Puts what was collected into the table."""
        changed, self._changed = self._changed, {}
        for (space, kind), buckets in changed.items():
            sums = self.read(space, kind)
            modulus = _modulus(space)
            for bucket, number in buckets.items():
                sums[bucket] = (sums[bucket] + number) % modulus
            self._put(space, kind, sums)

    def forget(self) -> None:
        """Drops what was collected, when its transaction failed."""
        self._changed = {}

    def read(self, space: str, kind: str = NO_KIND) -> list[int]:
        """The 256 sums of a space and kind; zeros where nothing was counted."""
        blob = self._database.value("SELECT sums FROM record_sums WHERE space = ? AND kind = ?", (space, kind))
        return [0] * BUCKETS if blob is None else _unpack(blob, _width(space))

    def kinds(self, space: str) -> tuple[str, ...]:
        """The kinds that have sums in a space."""
        rows = self._database.rows("SELECT kind FROM record_sums WHERE space = ? ORDER BY kind", (space,))
        return tuple(row[0] for row in rows)

    def digest(self, space: str) -> int:
        """The whole digest of a scope: its bucket sums together, modulo 2^64."""
        return sum(self.read(space)) % DIGEST_MODULUS

    def replace(self, space: str, sums: Mapping[str, list[int]]) -> None:
        """Puts computed sums (by kind) in the place of a space's (after a rebuild)."""
        self._database.execute("DELETE FROM record_sums WHERE space = ?", (space,))
        for kind, numbers in sums.items():
            self._put(space, kind, numbers)

    def remove(self, space: str) -> None:
        """Forgets a space (a scope that was withdrawn)."""
        self._changed = {key: value for key, value in self._changed.items() if key[0] != space}
        self._database.execute("DELETE FROM record_sums WHERE space = ?", (space,))

    def _put(self, space: str, kind: str, sums: list[int]) -> None:
        blob = b"".join(number.to_bytes(_width(space), "big") for number in sums)
        sql = "INSERT INTO record_sums VALUES (?, ?, ?) ON CONFLICT (space, kind) DO UPDATE SET sums = excluded.sums"
        self._database.execute(sql, (space, kind, blob))


def sums_of(rows: Iterable[Summed], *, space: str) -> dict[str, list[int]]:
    """The sums that `rows` should have in `space`, by kind (for the check at unlock)."""
    found: dict[str, list[int]] = {}
    is_scope, modulus = space.startswith("scope/"), _modulus(space)
    for row in rows:
        sums = found.setdefault(NO_KIND if is_scope else row.kind, [0] * BUCKETS)
        number = digest_number(row.hash) if is_scope else int.from_bytes(row.hash, "big")
        bucket = bucket_of(row.record)
        sums[bucket] = (sums[bucket] + number) % modulus
    return found


def _width(space: str) -> int:
    return 8 if space.startswith("scope/") else HASH_BYTES


def _modulus(space: str) -> int:
    return 1 << (8 * _width(space))


def _unpack(blob: bytes, width: int) -> list[int]:
    return [int.from_bytes(blob[at : at + width], "big") for at in range(0, len(blob), width)]
