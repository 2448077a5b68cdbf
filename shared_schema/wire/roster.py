"""The roster: what a hub must know of its offices to judge alone: offices, people, laptops (security.md 4.11).

Signed by the centre for one hub and numbered; a lower number never replaces a higher one. Credentials stand in it only
for people who may sign in at a console of these offices, encrypted with age to that hub alone. No names of people:
those are records of the directory.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from shared_schema.canonical import Json, decode_bytes, dumps, encode_bytes, loads
from shared_schema.identifiers import Id
from shared_schema.signed import Signer, make_signed, read_signed
from shared_schema.signed_form import Form, read_bytes, read_count, read_id, read_key, read_one_of, read_text

ROSTER = "homeward/1/roster"
CREDENTIALS = "homeward/1/roster-credentials"
MAX_ROSTER_BYTES = 1000 * 1024  # fits one frame
LAPTOP, SERVER = "laptop", "server"
_HASH = (32,)


@dataclass(frozen=True, slots=True)
class RosterOffice:
    """An office of the hub."""

    id: Id
    code: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """An account as the centre has it. `office` and `granted` name offices of this hub alone; a person of elsewhere who
    has a laptop here stands with neither. `credentials` = `write_credentials`, encrypted to the hub, or None."""

    id: Id
    login: str
    role: str
    office: Id | None
    granted: tuple[Id, ...]
    status: str
    clearance: str
    credentials: bytes | None = None


@dataclass(frozen=True, slots=True)
class RosterIncarnation:
    """One life of a device; `number` 1, 2, 3 …; changes above `revoked_after` are set aside."""

    id: Id
    number: int
    letter: str
    public_key: bytes
    first_link: bytes
    statement: bytes | None
    revoked_after: int | None


@dataclass(frozen=True, slots=True)
class RosterDevice:
    """A laptop of these offices, or (`server`) the centre's own device whose signed changes come down.

    `certificate` is signed by the centre, or by the hub whose root-signed `issuer_certificate` stands beside it."""

    kind: str
    certificate: bytes
    issuer_certificate: bytes | None
    incarnations: tuple[RosterIncarnation, ...]
    revoked_at: int | None


@dataclass(frozen=True, slots=True)
class Roster:
    """Everything at once: what is not in it any more is not of this hub any more. `hub` = the server id it is for."""

    number: int
    hub: Id
    made_at: int
    offices: tuple[RosterOffice, ...]
    people: tuple[RosterPerson, ...]
    devices: tuple[RosterDevice, ...]


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in at the console of the hub needs: password hash, TOTP secret (base32), the last step used up."""

    person: Id
    password_hash: str
    totp_secret: str
    last_step: int


def write_roster(roster: Roster, *, sign: Signer) -> bytes:
    """Signed bytes, by the centre's signing key; payload of the frame `r`."""
    return make_signed(ROSTER, roster_body(roster), sign=sign)


def roster_body(roster: Roster) -> dict[str, Json]:
    """What is signed."""
    return {
        "number": roster.number,
        "hub": roster.hub,
        "made_at": roster.made_at,
        "offices": [{"id": one.id, "code": one.code, "active": one.is_active} for one in roster.offices],
        "people": [_person_body(one) for one in roster.people],
        "devices": [_device_body(one) for one in roster.devices],
    }


def read_roster(data: bytes, *, server_key: bytes, hub: Id) -> Roster:
    """The roster, if the centre with `server_key` made it for `hub`; else `certificate.not_valid`."""
    with Form(ROSTER):
        body = read_signed(ROSTER, data, public_key=server_key, max_bytes=MAX_ROSTER_BYTES)
        if body["hub"] != hub:
            raise ValueError("of another hub")
        return Roster(
            number=read_count(body["number"]),
            hub=read_id(body["hub"]),
            made_at=read_count(body["made_at"]),
            offices=tuple(_read_office(one) for one in body["offices"]),
            people=tuple(_read_person(one) for one in body["people"]),
            devices=tuple(_read_device(one) for one in body["devices"]),
        )


def write_credentials(credentials: Credentials) -> bytes:
    """Canonical bytes, to be encrypted to the hub before they go anywhere."""
    return dumps(
        {
            "for": CREDENTIALS,
            "person": credentials.person,
            "password_hash": credentials.password_hash,
            "totp_secret": credentials.totp_secret,
            "last_step": credentials.last_step,
        }
    )


def read_credentials(data: bytes, *, person: Id) -> Credentials:
    """What was decrypted, if it is this person's; else `certificate.not_valid`."""
    with Form(CREDENTIALS):
        body = loads(data)
        if body["for"] != CREDENTIALS or body["person"] != person:
            raise ValueError("of somebody else")
        return Credentials(
            person, _long_text(body["password_hash"]), read_text(body["totp_secret"]), read_count(body["last_step"])
        )


def _person_body(person: RosterPerson) -> dict[str, Json]:
    return {
        "id": person.id,
        "login": person.login,
        "role": person.role,
        "office": person.office,
        "granted": sorted(person.granted),
        "status": person.status,
        "clearance": person.clearance,
        "credentials": None if person.credentials is None else encode_bytes(person.credentials),
    }


def _device_body(device: RosterDevice) -> dict[str, Json]:
    return {
        "kind": device.kind,
        "certificate": encode_bytes(device.certificate),
        "issuer": None if device.issuer_certificate is None else encode_bytes(device.issuer_certificate),
        "incarnations": [_incarnation_body(one) for one in device.incarnations],
        "revoked_at": device.revoked_at,
    }


def _incarnation_body(one: RosterIncarnation) -> dict[str, Json]:
    return {
        "id": one.id,
        "number": one.number,
        "letter": one.letter,
        "public_key": encode_bytes(one.public_key),
        "first_link": encode_bytes(one.first_link),
        "statement": None if one.statement is None else encode_bytes(one.statement),
        "revoked_after": one.revoked_after,
    }


def _read_office(row: Json) -> RosterOffice:
    return RosterOffice(read_id(row["id"]), read_text(row["code"]), _flag(row["active"]))


def _read_person(row: Json) -> RosterPerson:
    return RosterPerson(
        id=read_id(row["id"]),
        login=read_text(row["login"]),
        role=read_text(row["role"]),
        office=None if row["office"] is None else read_id(row["office"]),
        granted=tuple(read_id(office) for office in row["granted"]),
        status=read_text(row["status"]),
        clearance=read_text(row["clearance"]),
        credentials=_optional_bytes(row, "credentials"),
    )


def _read_device(row: Json) -> RosterDevice:
    return RosterDevice(
        kind=read_one_of(row["kind"], (LAPTOP, SERVER)),
        certificate=decode_bytes(row["certificate"]),
        issuer_certificate=_optional_bytes(row, "issuer"),
        incarnations=tuple(_read_incarnation(one) for one in row["incarnations"]),
        revoked_at=_optional_count(row["revoked_at"]),
    )


def _read_incarnation(row: Json) -> RosterIncarnation:
    return RosterIncarnation(
        id=read_id(row["id"]),
        number=read_count(row["number"]),
        letter=read_text(row["letter"]),
        public_key=read_key(row["public_key"]),
        first_link=read_bytes(row["first_link"], _HASH),
        statement=_optional_bytes(row, "statement"),
        revoked_after=_optional_count(row["revoked_after"]),
    )


def _optional_bytes(row: Mapping[str, Json], name: str) -> bytes | None:
    return None if row[name] is None else decode_bytes(row[name])


def _optional_count(value: Json) -> int | None:
    return None if value is None else read_count(value)


def _flag(value: Json) -> bool:
    if not isinstance(value, bool):
        raise ValueError("flag")
    return value


def _long_text(value: Json) -> str:
    if not isinstance(value, str):
        raise ValueError("text")
    return value
