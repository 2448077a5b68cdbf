"""Time steps of second factors that were used at this server, for 35 days: one that was used at another server too
shows that somebody else has the code, or the secret."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, or_, select, tuple_

from shared_schema.identifiers import Id
from sync_server.store.tables_people import totp_uses

STEP_MS = 30_000
KEPT_STEPS = 35 * 86_400_000 // STEP_MS


def note_use(connection: Connection, person: Id, step: int) -> None:
    """Of a step that has just been used up (under another secret it may have been before); old ones of hers go."""
    mine = delete(totp_uses).where(totp_uses.c.person == person)
    connection.execute(mine.where(or_(totp_uses.c.step < step - KEPT_STEPS, totp_uses.c.step == step)))
    connection.execute(insert(totp_uses), [{"person": person, "step": step}])


def uses_since(connection: Connection, step: int, *, limit: int) -> tuple[tuple[Id, int], ...]:
    """(person, step) of what was used from `step` on, the newest first."""
    newest = select(totp_uses).where(totp_uses.c.step >= step).order_by(totp_uses.c.step.desc(), totp_uses.c.person)
    return tuple((row.person, row.step) for row in connection.execute(newest.limit(limit)))


def used_here(connection: Connection, wanted: Iterable[tuple[Id, int]]) -> frozenset[tuple[Id, int]]:
    """Those that were used at this server as well."""
    listed = sorted(set(wanted))
    if not listed:
        return frozenset()
    rows = connection.execute(select(totp_uses).where(tuple_(totp_uses.c.person, totp_uses.c.step).in_(listed)))
    return frozenset((row.person, row.step) for row in rows)
