"""A laptop says that it took a new incarnation: after a restore, a copy, a fork or a damaged log (security.md 2.5)."""

from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema.certificates import (
    IncarnationStatement,
    make_incarnation_statement,
    read_incarnation_statement,
)
from shared_schema.change import link_zero
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, Random, random_id
from shared_schema.signed import Signer
from sync_server.store import devices


@dataclass(frozen=True, slots=True)
class Accepted:
    """The incarnation, what was stated, and whether this statement is news (then somebody must be told)."""

    incarnation: devices.Incarnation
    statement: IncarnationStatement
    is_new: bool


def accept_incarnation(connection: Connection, device: devices.Device, payload: bytes, *, now_ms: int) -> Accepted:
    """Record a new incarnation on the device key's word alone, without a new enrolment. Repeating is harmless.

    A revoked device's new incarnations are recorded as cut at 0: all that they write is set aside. Raises
    `certificate.not_valid` (not this device's word) or `device.incarnation_taken`.
    """
    statement = read_incarnation_statement(payload, device_key=device.signing_key)
    if statement.serial > device.serial:  # an earlier one is of a certificate that was renewed since
        raise HomewardError("certificate.not_valid", what="serial")
    held = devices.find_incarnation(connection, statement.new)
    if held is not None:
        if held.device != device.id or held.statement != payload:
            raise HomewardError("device.incarnation_taken")
        return Accepted(held, statement, is_new=False)
    old = devices.find_incarnation(connection, statement.old)
    if old is None or old.device != device.id:
        raise HomewardError("certificate.not_valid", what="incarnation")
    number = devices.incarnations_of(connection, device.id)[-1].number + 1
    link = link_zero(statement.new, device.signing_key)
    incarnation = devices.Incarnation(
        id=statement.new,
        device=device.id,
        number=number,
        letter=devices.letter_of(number),
        public_key=device.signing_key,
        first_link=link,
        statement=payload,
        head_n=0,
        head_link=link,
        revoked_after=None if device.revoked_at is None else 0,
        created_at=now_ms,
    )
    devices.insert_incarnation(connection, incarnation)
    return Accepted(incarnation, statement, is_new=True)


def renew_own_incarnation(
    connection: Connection, *, own_device: Id, sign: Signer, random: Random, now_ms: int
) -> devices.Incarnation:
    """After a restore the server's own device writes under a new incarnation: no counter of the lost days is reused."""
    device = devices.find_device(connection, own_device)
    old = None if device is None else devices.find_incarnation(connection, device.newest_incarnation)
    if device is None or old is None:
        raise HomewardError("device.unknown")
    statement = IncarnationStatement(
        serial=device.serial,
        new=random_id(random(16)),
        old=old.id,
        old_n=old.head_n,
        reason="server_restored",
    )
    payload = make_incarnation_statement(statement, sign=sign)
    return accept_incarnation(connection, device, payload, now_ms=now_ms).incarnation
