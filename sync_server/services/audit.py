"""The audit as a service: chaining after commit, signed checkpoints, and proof that nothing was cut or rewritten."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema.canonical import Json, loads
from shared_schema.checkpoint import (
    CHAIN_START,
    AuditCheckpoint,
    make_checkpoint,
    next_hash,
    read_checkpoint,
    row_hash,
)
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Clock, Id, Random
from shared_schema.signed import Signer
from sync_server.server import Server
from sync_server.store.audit import (
    AuditHead,
    AuditRow,
    ChainedRow,
    append_rows,
    body_of,
    chain_rows,
    hash_at,
    keep_checkpoint,
    lock_head,
    oldest_unchained,
    path_hashes,
    read_chain,
    read_checkpoints,
    read_head,
)
from sync_server.store.engine import Database

SIGN_EVERY_ROWS = 1000
SIGN_EVERY_MS = 3_600_000
UNCHAINED_MS = 60_000
MAX_PATH_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not fit: row_missing, row_changed, cut_short, checkpoint_differs, checkpoint_not_ours, unchained."""

    code: str
    seq: int


@dataclass(frozen=True, slots=True)
class Auditor:
    """Chains, signs and verifies the audit of one server; made at composition."""

    database: Database
    server: Id
    sign: Signer
    server_key: bytes
    clock: Clock
    random: Random

    def chain(self, *, epoch: str) -> int:
        """Chains every waiting row; keeps a signed checkpoint each 1,000 rows and each hour. Returns rows chained."""
        with self.database.snapshot() as connection:
            if oldest_unchained(connection) is None and not self._is_due(read_head(connection)):
                return 0
        total = 0
        while done := self.database.run(lambda connection: chain_rows(connection)):
            total += done
        self.database.run(lambda connection: self._sign_if_due(connection, epoch))
        return total

    def checkpoint(self, head: AuditHead, *, epoch: str) -> bytes:
        """A signed checkpoint of `head`, for a reply."""
        return make_checkpoint(AuditCheckpoint(self.server, epoch, head.n, head.h), sign=self.sign)

    def compare(self, returned: bytes, *, epoch: str, device: Id) -> bool:
        """Whether a checkpoint that a laptop gave back fits this chain; if not, an `audit.fork` row is written."""
        try:
            held = read_checkpoint(returned, server_key=self.server_key)
        except HomewardError:
            return False
        if held.server != self.server or held.epoch != epoch:
            return True
        with self.database.snapshot() as connection:
            here = hash_at(connection, held.n)
        if here == held.h:
            return True
        row = AuditRow(self.clock(), "audit.fork", device=device, object_id=str(held.n), outcome="alarm")
        self.database.run(lambda connection: append_rows(connection, [row], random=self.random))
        return False

    def verify(self, *, epoch: str, collected: Iterable[bytes] = ()) -> tuple[Finding, ...]:
        """What is wrong with the chain (nothing: an empty tuple), against kept checkpoints and `collected` ones.

        Checkpoints of an earlier epoch left the house before a restore and are told of by the restore's own row.
        Not caught: rows cut off after the newest checkpoint that left the house.
        """
        with self.database.snapshot() as connection:
            findings = list(_walk(read_chain(connection), read_head(connection)))
            for data in read_checkpoints(connection):
                findings += self._check_one(connection, data, epoch=None)
            for data in collected:
                findings += self._check_one(connection, data, epoch=epoch)
            oldest = oldest_unchained(connection)
        if oldest is not None and oldest < self.clock() - UNCHAINED_MS:
            findings.append(Finding("unchained", 0))
        return tuple(findings)

    def _sign_if_due(self, connection: Connection, epoch: str) -> None:
        head = lock_head(connection)
        if self._is_due(head):
            signed = self.checkpoint(head, epoch=epoch)
            keep_checkpoint(connection, n=head.n, epoch=epoch, at=self.clock(), signed=signed)

    def _is_due(self, head: AuditHead) -> bool:
        new = head.n - head.signed_n
        return new > 0 and (new >= SIGN_EVERY_ROWS or self.clock() - head.signed_at >= SIGN_EVERY_MS)

    def _check_one(self, connection: Connection, data: bytes, *, epoch: str | None) -> list[Finding]:
        try:
            held = read_checkpoint(data, server_key=self.server_key)
        except HomewardError:
            return [Finding("checkpoint_not_ours", 0)]
        if epoch is not None and held.epoch != epoch:
            return []
        return [] if hash_at(connection, held.n) == held.h else [Finding("checkpoint_differs", held.n)]


def auditor_of(server: Server) -> Auditor:
    """The auditor of a composed server."""
    return Auditor(
        database=server.database,
        server=server.identity.server,
        sign=server.keys.sign,
        server_key=server.keys.signing_key,
        clock=server.clock,
        random=server.random,
    )


def exchange_checkpoints(server: Server, device: Id, returned: Sequence[bytes]) -> Json:
    """Compares the checkpoints that a device gives back with the chain; answers the newest, None where it has it.

    What does not fit becomes an `audit.fork` row and never a refusal.
    """
    auditor, epoch = auditor_of(server), server.identity.epoch
    for one in returned:
        auditor.compare(one, epoch=epoch, device=device)
    with server.database.snapshot() as connection:
        head = read_head(connection)
    signed = auditor.checkpoint(head, epoch=epoch)
    return None if head.n == 0 or signed in returned else loads(signed)


def read_path(server: Server, *, after: int, upto: int) -> list[bytes]:
    """Row hashes after..upto (at most `MAX_PATH_ROWS`); `audit.path_range` for a stretch that is not there."""
    if not 0 <= after <= upto <= after + MAX_PATH_ROWS:
        raise HomewardError("audit.path_range", limit=MAX_PATH_ROWS)
    with server.database.snapshot() as connection:
        if upto > read_head(connection).n:
            raise HomewardError("audit.path_range", limit=MAX_PATH_ROWS)
        return path_hashes(connection, after=after, upto=upto)


def _walk(chain: Iterable[ChainedRow], head: AuditHead) -> Iterator[Finding]:
    n, h = 0, CHAIN_START
    for entry in chain:
        h = next_hash(h, row_hash(body_of(entry.row)))
        if entry.seq != n + 1:
            yield Finding("row_missing", n + 1)
        if entry.h != h:
            yield Finding("row_changed", entry.seq or 0)
            h = entry.h or h
        n = entry.seq or n
    if (n, h) != (head.n, head.h):
        yield Finding("cut_short", head.n)
