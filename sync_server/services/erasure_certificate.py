"""The certificate of an erasure: number, case, when, by whom, until when copies of keys may be left, which laptops.

Signed by the server's key; it holds no word of the case and no name.
"""

from dataclasses import dataclass

import orjson
from sqlalchemy import Connection

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.rules.reading import day_of_ms
from shared_schema.signed import make_signed, read_signed
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.devices import find_device
from sync_server.store.erasures import Erasure, find_erasure
from sync_server.store.records import read_dossiers

CONTEXT = "homeward/1/erasure"
COPIES_DAYS = 35
_DAY_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Certificate:
    """As it was signed; times in milliseconds. `waiting` = codes of laptops that have not been in contact since."""

    number: str
    case: str
    asked_by: Id
    approved_by: Id
    erased_at: int
    copies_until: int
    laptops: tuple[str, ...]
    waiting: tuple[str, ...]
    signed: bytes


def make_certificate(row: Erasure, server: Server) -> bytes:
    """The signed bytes for an erasure that is done."""
    if row.ended_at is None or row.serial is None:
        raise ValueError("only what is done is certified")
    year = day_of_ms(row.ended_at).year
    body = {
        "number": f"E-{year}-{row.serial:04d}",
        "server": server.identity.server,
        "case": row.number or row.home,
        "home": row.home,
        "ground": row.ground,
        "asked_by": row.asked_by,
        "approved_by": row.approved_by,
        "erased_at": row.ended_at,
        "copies_until": row.ended_at + COPIES_DAYS * _DAY_MS,
        "laptops": orjson.loads(row.laptops or "[]"),
    }
    return make_signed(CONTEXT, body, sign=server.keys.sign)


def certificate_of(server: Server, actor: Actor, erasure: Id) -> Certificate:
    """The certificate, checked against the server's key. Raises `record.not_found`, `certificate.not_valid`."""
    with server.database.snapshot() as connection:
        row = find_erasure(connection, erasure)
        dossier = read_dossiers(connection, [row.home]).get(row.home) if row is not None else None
        may = dossier is not None and decide(actor, Action.SEE_ERASURES, Target(dossier.holders))
        if row is None or row.certificate is None or not may:
            raise HomewardError("record.not_found", record=erasure)
        found = _read(server, connection, row.certificate)
    act = AuditRow(server.clock(), "erasure.certificate", actor.person.worker, None, row.kind, row.home)
    server.database.run(lambda tx: append_rows(tx, [act], random=server.random))
    return found


def _read(server: Server, connection: Connection, signed: bytes) -> Certificate:
    body = read_signed(CONTEXT, signed, public_key=server.keys.signing_key)
    devices = [one for one in (find_device(connection, device) for device in body["laptops"]) if one is not None]
    waiting = [one.code for one in devices if (one.last_contact_at or 0) <= body["erased_at"]]
    return Certificate(
        number=body["number"],
        case=body["case"],
        asked_by=body["asked_by"],
        approved_by=body["approved_by"],
        erased_at=body["erased_at"],
        copies_until=body["copies_until"],
        laptops=tuple(sorted(one.code for one in devices)),
        waiting=tuple(sorted(waiting)),
        signed=signed,
    )
