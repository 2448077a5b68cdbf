"""The roster of a hub, made from the account tables: numbered anew when it says something else, signed for that hub.

Promise: credentials of people who may write at the hub's console, and of nobody else, leave the centre, encrypted to
that hub. The last step of a second factor changes no number: it travels with the next roster.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256

from sqlalchemy import Connection

from shared_schema.canonical import dumps
from shared_schema.certificates import read_server_certificate
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.roster import (
    MAX_ROSTER_BYTES,
    Credentials,
    Roster,
    RosterDevice,
    RosterIncarnation,
    RosterOffice,
    RosterPerson,
    roster_body,
    write_credentials,
    write_roster,
)
from sync_server.keys.passwords import open_totp
from sync_server.keys.server_keys import sealer_to
from sync_server.server import Server
from sync_server.services.hub_reach import accounts_of, people_of
from sync_server.store.devices import LAPTOP, SERVER, Device, all_devices, find_device, incarnations_of
from sync_server.store.hubs import OtherServer, enrolled_at, find_server, roster_mark, set_roster_mark
from sync_server.store.people import Account, Held, account_by_id, credentials_of, office_by_id

_UNNUMBERED = 0
_HIGHEST = 2**53  # what a hub says it holds counts no further


def roster_for(server: Server, hub: OtherServer, *, held: int) -> bytes | None:
    """The signed roster if the hub holds another number; None where it has this one.

    Raises `hub.roster_too_large`; what was relayed is taken in all the same."""

    def work(connection: Connection) -> tuple[Roster, Mapping[Id, Held]]:
        plain, secrets = _read(server, connection, hub)
        number, former = roster_mark(connection, hub.server)
        digest = _digest(plain, secrets)
        if digest != former or number < held:  # a centre that was restored goes on above what the hub has
            number = max(number, min(held, _HIGHEST)) + 1
            set_roster_mark(connection, hub.server, number=number, digest=digest)
        return replace(plain, number=number), secrets

    plain, secrets = server.database.run(work)
    if plain.number == held:
        return None
    recipient = read_server_certificate(hub.certificate, root_key=server.identity.root_key).age_recipient
    people = tuple(_with_credentials(server, one, secrets.get(one.id), recipient) for one in plain.people)
    signed = write_roster(replace(plain, people=people, made_at=server.clock()), sign=server.keys.sign)
    if len(signed) > MAX_ROSTER_BYTES:
        raise HomewardError("hub.roster_too_large")
    return signed


def _read(server: Server, connection: Connection, hub: OtherServer) -> tuple[Roster, Mapping[Id, Held]]:
    accounts = {one.id: one for one in accounts_of(connection, hub)}
    laptops = [one for one in all_devices(connection, kind=LAPTOP) if _is_of(hub, one, accounts)]
    for device in laptops:
        person = device.person or ""
        found = accounts.get(person) or account_by_id(connection, person)
        if found is not None:
            accounts[person] = found
    own = find_device(connection, server.identity.own_device)
    signs_in = people_of(connection, hub)
    secrets = {key: one for key, one in credentials_of(connection, signs_in).items() if one.is_whole}
    plain = Roster(
        number=_UNNUMBERED,
        hub=hub.server,
        made_at=0,
        offices=tuple(_office(connection, office) for office in hub.offices),
        people=tuple(_person(hub, accounts[key]) for key in sorted(accounts)),
        devices=tuple(_devices(connection, hub, [*laptops, *([own] if own is not None else [])])),
    )
    return plain, secrets


def _is_of(hub: OtherServer, device: Device, accounts: Mapping[Id, Account]) -> bool:
    person = accounts.get(device.person or "")
    return device.office in hub.offices or (person is not None and person.office in hub.offices)


def _office(connection: Connection, office: Id) -> RosterOffice:
    found = office_by_id(connection, office)
    return RosterOffice(office, found.code if found is not None else "", found is not None and found.is_active)


def _person(hub: OtherServer, account: Account) -> RosterPerson:
    return RosterPerson(
        id=account.id,
        login=account.login,
        role=account.role,
        office=account.office if account.office in hub.offices else None,
        granted=tuple(sorted(set(account.granted) & set(hub.offices))),
        status=account.status,
        clearance=account.clearance,
    )


def _devices(connection: Connection, hub: OtherServer, rows: Iterable[Device]) -> Iterable[RosterDevice]:
    rows = list(rows)
    made_at = enrolled_at(connection, [one.id for one in rows])
    for device in sorted(rows, key=lambda one: one.serial):
        issuer = made_at.get(device.id)
        maker = find_server(connection, issuer) if issuer is not None and issuer != hub.server else None
        yield RosterDevice(
            kind=SERVER if device.kind == SERVER else LAPTOP,
            certificate=device.certificate,
            issuer_certificate=maker.certificate if maker is not None else None,
            incarnations=tuple(_incarnations(connection, device)),
            revoked_at=device.revoked_at,
        )


def _incarnations(connection: Connection, device: Device) -> Iterable[RosterIncarnation]:
    for one in incarnations_of(connection, device.id):
        yield RosterIncarnation(
            one.id, one.number, one.letter, one.public_key, one.first_link, one.statement, one.revoked_after
        )


def _digest(plain: Roster, secrets: Mapping[Id, Held]) -> bytes:
    """Of everything that the roster says but for last steps."""
    said = dumps([roster_body(plain), {key: one.fingerprint for key, one in secrets.items()}])
    return sha256(said).digest()


def _with_credentials(server: Server, person: RosterPerson, held: Held | None, recipient: str) -> RosterPerson:
    if held is None or held.password_hash is None or held.totp_sealed is None:
        return person
    secret = open_totp(server.sealing, person.id, held.totp_sealed)
    plain = write_credentials(Credentials(person.id, held.password_hash, secret, held.last_step))
    return replace(person, credentials=sealer_to(recipient)(plain))
