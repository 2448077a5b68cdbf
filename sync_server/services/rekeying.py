"""New keys for dossiers (security.md 4.7): when an office loses one, when somebody who held it is cut off, on demand.

In the transaction of a move the dossier gets its key, and its current states are sealed anew; the rest, and whatever
was asked for, is the job's (`rekeying_run`). Both keys open until nothing is left under the former one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.scopes import DIRECTORY, office_scope
from sync_server.server import Server
from sync_server.services.leaves import leaves_of
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.contacts import dossiers_in
from sync_server.store.devices import LAPTOP, all_devices
from sync_server.store.people import find_office, list_accounts
from sync_server.store.records import find_dossiers_numbered
from sync_server.store.rekeyings import ASKED, LEFT, LOST, MOVED, put_rekeyings
from sync_server.store.resealing import CURRENT_STATES, Mark, reseal_page

ROWS = 1_000  # of one transaction


def give_new_keys(server: Server, connection: Connection, homes: Collection[Id], *, now_ms: int) -> None:
    """These dossiers have left an office in this transaction: what it seals from here on is under their new keys."""
    if not homes:
        return
    server.sealing.replace_keys(homes)
    put_rekeyings(connection, homes, reason=MOVED, now_ms=now_ms, is_replaced=True)
    note_replacements(server, connection, homes, reason=MOVED, by=None, now_ms=now_ms)


def reseal_moved(server: Server, connection: Connection, homes: Iterable[Id]) -> None:
    """Seal the current states of these dossiers anew in the transaction of their move, 1,000 rows at the most."""
    left = ROWS
    for home in sorted(homes):
        if left <= 0:
            return
        page = reseal_page(connection, server.sealing, home, mark=Mark(), limit=left, places=CURRENT_STATES)
        left -= page.done + page.broken


def rekey_held(
    server: Server, connection: Connection, scopes: Iterable[str], *, reason: str, by: Id | None = None
) -> int:
    """Whoever held these leaves is cut off: every dossier in them gets a new key, by the job. How many they are."""
    held = dossiers_in(connection, set(scopes) - {DIRECTORY})
    put_rekeyings(connection, held, reason=reason, now_ms=server.clock(), by=by, is_replaced=False)
    return len(held)


def ask_new_keys(server: Server, *, numbers: Sequence[str], office: str | None = None) -> int:
    """On demand, from the server's shell: new keys for the dossiers with these numbers, or for every dossier of an
    office and the office's own. How many they are; the job gives them. Raises `keys.number_unknown`, `office.unknown`.
    """

    def work(connection: Connection) -> int:
        asked = _of_office(connection, office) if office is not None else _numbered(connection, numbers)
        now = server.clock()
        put_rekeyings(connection, asked, reason=ASKED, now_ms=now, is_replaced=False)
        rows = [AuditRow(now, "key.asked", object_kind="dossier", object_id=home) for home in asked]
        append_rows(connection, rows, random=server.random)
        return len(asked)

    return server.database.run(work)


def who_holds(connection: Connection) -> dict[tuple[Id, str], tuple[str, ...]]:
    """{(person or laptop in good standing, why it would end): the leaves that are held so}."""
    active = {one.id: leaves_of(one) for one in list_accounts(connection) if one.is_active}
    in_use = [one for one in all_devices(connection, kind=LAPTOP) if one.revoked_at is None]
    laptops = {(one.id, LOST): active.get(one.person or "", ()) for one in in_use}
    return {(person, LEFT): leaves for person, leaves in active.items()} | laptops


def rekey_who_left(server: Server, connection: Connection, before: Mapping[tuple[Id, str], tuple[str, ...]]) -> None:
    """At a hub, after a word of the centre: whoever held something `before` it and is cut off by it."""
    after = who_holds(connection)
    for (held_by, reason), leaves in before.items():
        if (held_by, reason) not in after:
            rekey_held(server, connection, leaves, reason=reason)


def note_replacements(
    server: Server, connection: Connection, homes: Iterable[str], *, reason: str, by: Id | None, now_ms: int
) -> None:
    """Rows of the audit, before the new keys are used."""
    rows = [
        AuditRow(now_ms, "key.replaced", by, object_kind="dossier", object_id=home, reason_code=reason)
        for home in sorted(homes)
    ]
    append_rows(connection, rows, random=server.random)


def _numbered(connection: Connection, numbers: Iterable[str]) -> list[Id]:
    found: set[Id] = set()
    for number in numbers:
        living = [one.id for one in find_dossiers_numbered(connection, number.strip()) if one.erased_at is None]
        if not living:
            raise HomewardError("keys.number_unknown", number=number)
        found.update(living)
    return sorted(found)


def _of_office(connection: Connection, code: str) -> list[Id]:
    office = find_office(connection, code.upper())
    if office is None:
        raise HomewardError("office.unknown", office=code)
    return [office.id, *dossiers_in(connection, [office_scope(office.id)])]
