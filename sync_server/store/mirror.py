"""Accounts, offices and devices at a hub: rows that mirror what the centre's roster says, in the tables that every
judgement reads. Nothing is ever deleted: who is in no roster any more has left.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, insert, select, update

from shared_schema.identifiers import Id
from shared_schema.signed_lists import Revoked
from sync_server.store.devices import (
    LAPTOP,
    Device,
    Incarnation,
    find_device,
    find_incarnation,
    incarnations_of,
    insert_device,
)
from sync_server.store.people import LEFT, Account, Office, account_by_id, change_account, insert_account
from sync_server.store.sessions import delete_sessions_of
from sync_server.store.tables_people import devices, incarnations, offices, persons, server_identity


@dataclass(frozen=True, slots=True)
class MirroredCredentials:
    """What a sign-in here needs; `totp_sealed` under this hub's own keys."""

    password_hash: str
    totp_sealed: bytes
    last_step: int


def join_identity(connection: Connection, *, certificate: bytes, root_key: bytes, epoch: str) -> None:
    """A hub was admitted: the root's word about it, and its first epoch."""
    values = {"certificate": certificate, "root_key": root_key, "epoch": epoch}
    connection.execute(update(server_identity).values(**values))


def mirror_offices(connection: Connection, found: Iterable[Office], *, now_ms: int) -> None:
    """Offices as the centre has them."""
    known: set[Id] = set(connection.scalars(select(offices.c.id)))
    for one in found:
        if one.id in known:
            connection.execute(update(offices).where(offices.c.id == one.id).values(is_active=one.is_active))
        else:
            row = {"id": one.id, "code": one.code, "is_active": one.is_active, "created_at": now_ms}
            connection.execute(insert(offices), [row])


def mirror_people(connection: Connection, found: Iterable[Account], *, now_ms: int) -> None:
    """Accounts as the centre has them; sessions end of whoever changed or has left."""
    listed = {one.id: one for one in found}
    for row in connection.execute(select(persons.c.id, persons.c.login)).all():
        person: Id = row.id
        taken = next((one for one in listed.values() if one.login == row.login and one.id != person), None)
        if taken is not None:  # the login is somebody else's now
            connection.execute(update(persons).where(persons.c.id == person).values(login=f"left/{person}"))
        if person not in listed:
            _leave(connection, person, now_ms=now_ms)
    for one in listed.values():
        before = account_by_id(connection, one.id)
        if before is None:
            insert_account(connection, one, now_ms=now_ms)
            continue
        if before.login != one.login:
            connection.execute(update(persons).where(persons.c.id == one.id).values(login=one.login))
        if _rights(before) != _rights(one):
            change_account(connection, one, now_ms=now_ms)


def mirror_credentials(connection: Connection, found: Mapping[Id, MirroredCredentials | None], *, now_ms: int) -> None:
    """Password and second factor of each person (None: she may not sign in here). A step used up here stays so."""
    for person, one in found.items():
        mine = persons.c.id == person
        row = connection.execute(select(persons.c.password_hash, persons.c.totp_last_step).where(mine)).one()
        if row.password_hash != (one.password_hash if one is not None else None):
            delete_sessions_of(connection, person)
        last = max(row.totp_last_step, one.last_step if one is not None else 0)
        values = {
            "password_hash": one.password_hash if one is not None else None,
            "totp_sealed": one.totp_sealed if one is not None else None,
            "totp_last_step": last,
        }
        connection.execute(update(persons).where(mine).values(**values))


def mirror_device(connection: Connection, device: Device, lives: Iterable[Incarnation]) -> None:
    """A device with its lives, as the centre has them; what its log holds here stays."""
    listed = list(lives)
    before = find_device(connection, device.id)
    if before is None:
        insert_device(connection, device, listed[0])
    else:
        values = {
            "serial": device.serial,
            "certificate": device.certificate,
            "issued_at": device.issued_at,
            "person": device.person,
            "office": device.office,
            "revoked_at": device.revoked_at,
        }
        connection.execute(update(devices).where(devices.c.id == device.id).values(**values))
    for life in listed:
        _mirror_life(connection, life)
    newest = select(incarnations.c.id).where(incarnations.c.device == device.id).order_by(incarnations.c.number.desc())
    connection.execute(
        update(devices).where(devices.c.id == device.id).values(newest_incarnation=connection.scalars(newest).first())
    )


def mirror_revocations(connection: Connection, listed: Collection[Revoked], *, now_ms: int) -> None:
    """Laptops as the centre's list of revocations has them, whether or not a roster comes: one on it is cut off after
    the counters named (a life not named: after none), one that is no longer on it was found."""
    known = {one.device: one for one in listed}
    query = select(devices.c.id, devices.c.revoked_at).where(devices.c.kind == LAPTOP)
    for row in connection.execute(query).all():
        device, revoked_at = str(row[0]), row[1]
        if device not in known and revoked_at is None:
            continue
        mine = update(devices).where(devices.c.id == device)
        connection.execute(mine.values(revoked_at=(revoked_at or now_ms) if device in known else None))
        for life in incarnations_of(connection, device):
            after = known[device].incarnations.get(life.id, 0) if device in known else None
            connection.execute(update(incarnations).where(incarnations.c.id == life.id).values(revoked_after=after))


def _leave(connection: Connection, person: Id, *, now_ms: int) -> None:
    before = account_by_id(connection, person)
    if before is not None and before.status != LEFT:
        left = Account(before.id, before.login, before.role, before.office, LEFT, before.clearance)
        change_account(connection, left, now_ms=now_ms)
        gone = update(persons).where(persons.c.id == person)
        connection.execute(gone.values(password_hash=None, totp_sealed=None))


def _rights(account: Account) -> tuple[object, ...]:
    return (account.role, account.office, account.status, account.clearance, tuple(sorted(account.granted)))


def _mirror_life(connection: Connection, life: Incarnation) -> None:
    if find_incarnation(connection, life.id) is None:
        numbers = {one.number for one in incarnations_of(connection, life.device)}
        if life.number in numbers:  # another life was told of here first
            life = replace(life, number=max(numbers) + 1)
        connection.execute(insert(incarnations), [{name: getattr(life, name) for name in life.__dataclass_fields__}])
        return
    mine = update(incarnations).where(incarnations.c.id == life.id)
    connection.execute(mine.values(revoked_after=life.revoked_after))
