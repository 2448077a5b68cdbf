"""The lease secret of each laptop: the one in use and, while it changes, the next; both sealed (security.md 2.6)."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, update

from shared_schema.identifiers import Id
from sync_server.store.sealing import ACCOUNTS, DIRECTORY, Sealing
from sync_server.store.statements import rows_where
from sync_server.store.tables_people import leases


@dataclass(frozen=True, slots=True)
class Lease:
    """The 16-byte secrets of a laptop; `generation` rises whenever the next one takes the place of the former."""

    secret: bytes
    pending: bytes | None
    generation: int
    changed_at: int
    read_out_at: int | None


def read_lease(connection: Connection, sealing: Sealing, device: Id) -> Lease | None:
    """The lease of a laptop, or None (revoked, or not a laptop)."""
    row = rows_where(connection, leases, device=device).one_or_none()
    if row is None:
        return None
    pending = row.pending_sealed and _open(sealing, device, "pending", row.generation + 1, row.pending_sealed)
    secret = _open(sealing, device, "secret", row.generation, row.secret_sealed)
    return Lease(secret, pending, row.generation, row.changed_at, row.read_out_at)


def start_lease(connection: Connection, sealing: Sealing, device: Id, *, secret: bytes, now_ms: int) -> None:
    """The first secret of a laptop, or a fresh start after it was found again."""
    connection.execute(leases.delete().where(leases.c.device == device))
    sealed = _seal(sealing, device, "secret", 1, secret)
    row = {"device": device, "secret_sealed": sealed, "generation": 1, "changed_at": now_ms}
    connection.execute(insert(leases), [row])


def replace_secret(connection: Connection, sealing: Sealing, device: Id, *, secret: bytes, now_ms: int) -> None:
    """Forget every secret of a lost laptop at once; should it be found, it gets this one with a higher generation."""
    found = read_lease(connection, sealing, device)
    if found is None:
        return
    generation = found.generation + 1
    sealed = _seal(sealing, device, "secret", generation, secret)
    values = {"secret_sealed": sealed, "pending_sealed": None, "generation": generation, "changed_at": now_ms}
    connection.execute(update(leases).where(leases.c.device == device).values(**values, read_out_at=None))


def offer_next_secret(connection: Connection, sealing: Sealing, device: Id, *, secret: bytes) -> None:
    """A new secret to be sent; it takes effect when the laptop says that its slot was rewritten (`take_pending`)."""
    found = read_lease(connection, sealing, device)
    if found is not None:
        sealed = _seal(sealing, device, "pending", found.generation + 1, secret)
        connection.execute(update(leases).where(leases.c.device == device).values(pending_sealed=sealed))


def take_pending(connection: Connection, sealing: Sealing, device: Id, *, generation: int, now_ms: int) -> bool:
    """The laptop uses the secret of `generation`: forget the former one. False if that is not the pending one."""
    found = read_lease(connection, sealing, device)
    if found is None or found.pending is None or generation != found.generation + 1:
        return False
    sealed = _seal(sealing, device, "secret", generation, found.pending)
    values = {"secret_sealed": sealed, "pending_sealed": None, "generation": generation, "changed_at": now_ms}
    connection.execute(update(leases).where(leases.c.device == device).values(**values, read_out_at=None))
    return True


def mark_read_out(connection: Connection, device: Id, *, now_ms: int) -> None:
    """The secret was shown to be read by telephone; the next contact offers a new one."""
    connection.execute(update(leases).where(leases.c.device == device).values(read_out_at=now_ms))


def _seal(sealing: Sealing, device: Id, column: str, generation: int, secret: bytes) -> bytes:
    return sealing.seal(DIRECTORY, ACCOUNTS, secret, table="leases", column=column, record=device, version=generation)


def _open(sealing: Sealing, device: Id, column: str, generation: int, sealed: bytes) -> bytes:
    return sealing.open_sealed(
        DIRECTORY, ACCOUNTS, sealed, table="leases", column=column, record=device, version=generation
    )
