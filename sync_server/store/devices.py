"""Laptops, hubs and the server's own device: certificates, request numbers, incarnations and their heads, leases."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Update, bindparam, insert, select, update

from shared_schema.certificates import DeviceCertificate
from shared_schema.identifiers import Id
from shared_schema.signed_lists import RevocationList, Revoked
from sync_server.store.statements import rows_where
from sync_server.store.tables_people import (
    devices,
    incarnations,
    revocations,
    server_identity,
    signed_lists,
)

LAPTOP, HUB, SERVER = "laptop", "hub", "server"
LOST, FOUND = "lost", "found"
REVOCATIONS, CUSTODIANS = "revocations", "custodians"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Device:
    """One row of `devices`; `person` and `office` are absent for the server's own device alone."""

    id: Id
    serial: int
    code: str
    kind: str
    signing_key: bytes
    box_key: bytes
    person: Id | None
    office: Id | None
    certificate: bytes
    issued_at: int
    last_nonce: int
    newest_incarnation: Id
    last_contact_at: int | None
    revoked_at: int | None


@dataclass(frozen=True, slots=True)
class Incarnation:
    """One row of `incarnations`; `letter` is "" for the first and is put behind the device's code."""

    id: Id
    device: Id
    number: int
    letter: str
    public_key: bytes
    first_link: bytes
    statement: bytes | None
    head_n: int
    head_link: bytes
    revoked_after: int | None
    created_at: int


def find_device(connection: Connection, device: Id) -> Device | None:
    """The device, or None."""
    return _device(rows_where(connection, devices, id=device).one_or_none())


def find_device_by_code(connection: Connection, code: str) -> Device | None:
    """The device whose code is `code` (K7, without the letter of an incarnation), or None."""
    return _device(rows_where(connection, devices, code=code).one_or_none())


def lock_device(connection: Connection, device: Id) -> Device | None:
    """The device with its row locked until the transaction ends."""
    return _device(rows_where(connection, devices, id=device, lock=True).one_or_none())


def put_certificate(connection: Connection, device: Device) -> None:
    """The serial, certificate, office and day of issue of a device that was renewed."""
    changed = update(devices).where(devices.c.id == device.id)
    values = {"serial": device.serial, "certificate": device.certificate, "issued_at": device.issued_at}
    connection.execute(changed.values(**values, office=device.office))


def put_own_certificate(connection: Connection, device: Id, says: DeviceCertificate, *, signed: bytes) -> None:
    """What the centre certified of a hub's own device."""
    values = {"serial": says.serial, "code": says.code, "certificate": signed, "issued_at": says.issued}
    connection.execute(update(devices).where(devices.c.id == device).values(**values))


def begin_serials(connection: Connection, first: int) -> None:
    """The certificates of this hub are numbered from here."""
    connection.execute(update(server_identity).values(next_serial=first))


def find_device_by_serial(connection: Connection, serial: int) -> Device | None:
    """The device with this certificate serial, or None."""
    return _device(rows_where(connection, devices, serial=serial).one_or_none())


def find_incarnation(connection: Connection, incarnation: Id) -> Incarnation | None:
    """The incarnation, or None."""
    return _incarnation(rows_where(connection, incarnations, id=incarnation).one_or_none())


def incarnations_of(connection: Connection, device: Id) -> list[Incarnation]:
    """Every incarnation of a device, oldest first."""
    rows = rows_where(connection, incarnations, device=device, order_by="number")
    return [found for row in rows if (found := _incarnation(row)) is not None]


def insert_device(connection: Connection, device: Device, first: Incarnation) -> None:
    """A new device with its first incarnation."""
    connection.execute(insert(devices), [_values(device)])
    connection.execute(insert(incarnations), [_values(first)])


def insert_incarnation(connection: Connection, incarnation: Incarnation) -> None:
    """A further incarnation, the device's newest from now on."""
    connection.execute(insert(incarnations), [_values(incarnation)])
    changed = update(devices).where(devices.c.id == incarnation.device)
    connection.execute(changed.values(newest_incarnation=incarnation.id))


def insert_former_incarnation(connection: Connection, incarnation: Incarnation, *, number: int) -> None:
    """A life that a device led before; its newest one stays what it is."""
    row = {**_values(incarnation), "number": number, "letter": letter_of(number)}
    connection.execute(insert(incarnations), [row])


def lock_incarnation(connection: Connection, incarnation: Id) -> Incarnation | None:
    """The incarnation with its row locked until the transaction ends: whoever appends to its log holds this."""
    return _incarnation(rows_where(connection, incarnations, id=incarnation, lock=True).one_or_none())


def set_head(connection: Connection, incarnation: Id, *, n: int, link: bytes) -> None:
    """The highest counter held without a gap, and the link after it."""
    connection.execute(_raise_head(), {"of": incarnation, "head_n": n, "head_link": link})


@cache
def _raise_head() -> Update:
    changed = update(incarnations).where(incarnations.c.id == bindparam("of"))
    return changed.values(head_n=bindparam("head_n"), head_link=bindparam("head_link"))


def take_nonce(connection: Connection, device: Id, *, nonce: int, now_ms: int) -> bool:
    """Use up a request number; False if this one or a later one was used before."""
    return connection.execute(_use_number(), {"of": device, "number": nonce, "at": now_ms}).rowcount == 1


@cache
def _use_number() -> Update:
    unused = (devices.c.id == bindparam("of")) & (devices.c.last_nonce < bindparam("number"))
    return update(devices).where(unused).values(last_nonce=bindparam("number"), last_contact_at=bindparam("at"))


def next_device_number(connection: Connection) -> int:
    """The number of the next device code; the first laptop is K1."""
    raised = update(server_identity).values(next_device_number=server_identity.c.next_device_number + 1)
    return int(connection.execute(raised.returning(server_identity.c.next_device_number)).scalar_one()) - 1


def next_serial(connection: Connection, *, above: int = 0) -> int:
    """The serial of the next certificate, higher than `above`."""
    if above:
        too_low = update(server_identity).where(server_identity.c.next_serial <= above)
        connection.execute(too_low.values(next_serial=above + 1))
    raised = update(server_identity).values(next_serial=server_identity.c.next_serial + 1)
    return int(connection.execute(raised.returning(server_identity.c.next_serial)).scalar_one()) - 1


def letter_of(number: int) -> str:
    """What the n-th incarnation puts behind the device code: nothing, B, C … Z, AA, AB …"""
    if number == 1:
        return ""
    letters = ""
    left = number
    while left > 0:
        left, at = divmod(left - 1, 26)
        letters = _LETTERS[at] + letters
    return letters


def all_devices(connection: Connection, *, kind: str) -> list[Device]:
    """Every device of a kind, oldest first."""
    query = select(devices).where(devices.c.kind == kind).order_by(devices.c.serial)
    return [found for row in connection.execute(query) if (found := _device(row)) is not None]


def devices_of(connection: Connection, person: Id) -> list[Device]:
    """The devices of a person, oldest first."""
    query = select(devices).where(devices.c.person == person).order_by(devices.c.serial)
    return [found for row in connection.execute(query) if (found := _device(row)) is not None]


def revoke(connection: Connection, device: Id, *, reason: str, number: int, now_ms: int) -> None:
    """Cut a device off: what it numbered up to now stands, later changes are set aside."""
    connection.execute(update(devices).where(devices.c.id == device).values(revoked_at=now_ms))
    cut = update(incarnations).where(incarnations.c.device == device)
    connection.execute(cut.values(revoked_after=incarnations.c.head_n))
    row = {"number": number, "device": device, "what": LOST, "reason": reason, "at": now_ms}
    connection.execute(insert(revocations), [row])


def lift_revocation(connection: Connection, device: Id, *, reason: str, number: int, now_ms: int) -> None:
    """A lost device was found; the list says so by leaving it out under a higher number."""
    connection.execute(update(devices).where(devices.c.id == device).values(revoked_at=None))
    connection.execute(update(incarnations).where(incarnations.c.device == device).values(revoked_after=None))
    row = {"number": number, "device": device, "what": FOUND, "reason": reason, "at": now_ms}
    connection.execute(insert(revocations), [row])


def revocation_list(connection: Connection, *, number: int, issuer: Id) -> RevocationList:
    """What the list numbered `number` says: every device that is lost now."""
    lost = connection.execute(select(devices).where(devices.c.revoked_at.is_not(None))).all()
    return RevocationList(number, issuer, tuple(_revoked(connection, row) for row in lost))


def read_list(connection: Connection, kind: str) -> tuple[int, bytes] | None:
    """Number and signed bytes of the newest `revocations` or `custodians` list."""
    row = connection.execute(select(signed_lists).where(signed_lists.c.kind == kind)).one_or_none()
    return None if row is None else (row.number, row.list)


def read_lists(connection: Connection, kinds: Iterable[str]) -> dict[str, tuple[int, bytes]]:
    """{kind: (number, signed bytes)} of the newest lists, those that there are."""
    found = connection.execute(select(signed_lists).where(signed_lists.c.kind.in_(list(kinds))))
    return {row.kind: (row.number, row.list) for row in found}


def write_list(connection: Connection, kind: str, *, number: int, signed: bytes, now_ms: int) -> None:
    """Put a list with a higher number in the place of the former one."""
    connection.execute(signed_lists.delete().where(signed_lists.c.kind == kind))
    connection.execute(insert(signed_lists), [{"kind": kind, "number": number, "list": signed, "at": now_ms}])


def _revoked(connection: Connection, row: Row[Any]) -> Revoked:
    cuts = {one.id: one.revoked_after or 0 for one in incarnations_of(connection, row.id)}
    last = select(revocations.c.reason).where(revocations.c.device == row.id, revocations.c.what == LOST)
    reason = connection.scalars(last.order_by(revocations.c.number.desc())).first()
    return Revoked(row.id, row.serial, cuts, reason or "lost", erase=row.kind == LAPTOP)


def _device(row: Row[Any] | None) -> Device | None:
    return None if row is None else Device(**row._mapping)


def _incarnation(row: Row[Any] | None) -> Incarnation | None:
    return None if row is None else Incarnation(**row._mapping)


def _values(row: Device | Incarnation) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes with an incarnation: its device's code with the letter, and the laptop's person and office."""

    code: str
    person: Id | None
    office: Id | None


def writers_of(connection: Connection, wanted: Iterable[Id]) -> dict[Id, Writer]:
    """Writers by incarnation; `person` None for the server's own device, unknown incarnations are absent."""
    columns = (incarnations.c.id, devices.c.code, incarnations.c.letter, devices.c.person, devices.c.office)
    joined = incarnations.join(devices, devices.c.id == incarnations.c.device)
    rows = connection.execute(select(*columns).select_from(joined).where(incarnations.c.id.in_(sorted(set(wanted)))))
    return {row[0]: Writer(f"{row[1]}{row[2]}", row[3], row[4]) for row in rows}


def laptops_of(connection: Connection, people: Iterable[Id]) -> list[tuple[Id, str, int | None]]:
    """(person, code of the laptop, last contact) of laptops that are not revoked, by code."""
    mine = devices.c.person.in_(sorted(set(people))) & (devices.c.kind == LAPTOP) & devices.c.revoked_at.is_(None)
    query = select(devices.c.person, devices.c.code, devices.c.last_contact_at).where(mine).order_by(devices.c.code)
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]
