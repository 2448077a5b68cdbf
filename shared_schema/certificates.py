"""Certificates and signed lists (security.md 4.1, 4.3, 2.3, 2.5): what they say, making, and public verification.

The organisation's root signs servers and custodians; the centre signs devices and revocations; a device signs that
it took a new incarnation. Expiry is judged by servers' clocks alone, so reading a certificate knows no time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from shared_schema.canonical import Json, decode_bytes, encode_bytes
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.signed import Signer, body_unverified, make_signed, read_signed

SERVER = "homeward/1/server-certificate"
DEVICE = "homeward/1/device-certificate"
CUSTODIANS = "homeward/1/custodians"
REVOCATIONS = "homeward/1/revocations"
INCARNATION = "homeward/1/incarnation"

VALID_DAYS = 400
GRACE_DAYS = 7
KEY_BYTES = 32
CUSTODIAN_KEY_BYTES = {1: 32, 2: 1216}  # by suite: X25519; ML-KEM-768 with X25519
INCARNATION_REASONS = (
    "file_missing",
    "file_damaged",
    "other_vault",
    "other_machine",
    "other_incarnation",
    "rolled_back",
    "restored",
    "forked",
    "log_damaged",
    "server_restored",
)
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class ServerCertificate:
    """Who a server is; signed by the root key. `tls_authority` is the SHA-256 of the CA certificate, or empty bytes."""

    server: Id
    kind: str  # centre | hub
    signing_key: bytes
    age_recipient: str
    offices: tuple[Id, ...]
    tls_authority: bytes
    serial: int
    issued: int


@dataclass(frozen=True, slots=True)
class DeviceCertificate:
    """Whose laptop this is; signed by the centre (`issuer`), or by a hub for its offices."""

    device: Id
    code: str
    serial: int
    signing_key: bytes
    box_key: bytes
    user: Id
    office: Id
    issued: int
    issuer: Id


@dataclass(frozen=True, slots=True)
class Custodian:
    """The public half of a custodian's key; `kid` = first 16 bytes of its SHA-256."""

    kid: bytes
    pub: bytes


@dataclass(frozen=True, slots=True)
class CustodianList:
    """The three custodians; numbered, signed by the root key. An empty list means that none were named yet."""

    number: int
    suite: int
    custodians: tuple[Custodian, ...]


@dataclass(frozen=True, slots=True)
class Revoked:
    """One lost device: changes of an incarnation count up to the n named here; of one not named, none."""

    device: Id
    serial: int
    incarnations: Mapping[Id, int]
    reason: str


@dataclass(frozen=True, slots=True)
class RevocationList:
    """Numbered list signed by the centre; a lower number never replaces a higher one."""

    number: int
    issuer: Id
    revoked: tuple[Revoked, ...]


@dataclass(frozen=True, slots=True)
class IncarnationStatement:
    """A device took a new incarnation and leaves the old one at `old_n`; signed by the device key, made offline."""

    serial: int
    new: Id
    old: Id
    old_n: int
    reason: str


def kid_of(public_key: bytes) -> bytes:
    """Key id of a custodian's public key."""
    return sha256(public_key).digest()[:16]


def is_late(certificate: DeviceCertificate, *, now_ms: int) -> bool:
    """Whether a server judges the certificate too old: its changes are set aside for a person, not refused."""
    return now_ms > certificate.issued + (VALID_DAYS + GRACE_DAYS) * _DAY_MS


def make_server_certificate(certificate: ServerCertificate, *, sign: Signer) -> bytes:
    """Signed bytes, by the root key."""
    body = {
        "server": certificate.server,
        "kind": certificate.kind,
        "signing_key": encode_bytes(certificate.signing_key),
        "age_recipient": certificate.age_recipient,
        "offices": sorted(certificate.offices),
        "tls_authority": encode_bytes(certificate.tls_authority),
        "serial": certificate.serial,
        "issued": certificate.issued,
    }
    return make_signed(SERVER, body, sign=sign)


def read_server_certificate(data: bytes, *, root_key: bytes) -> ServerCertificate:
    """The certificate, if `root_key` signed it; else `certificate.not_valid`."""
    with _Form(SERVER):
        body = read_signed(SERVER, data, public_key=root_key)
        return ServerCertificate(
            server=_id(body["server"]),
            kind=_one_of(body["kind"], ("centre", "hub")),
            signing_key=_key(body["signing_key"]),
            age_recipient=_text(body["age_recipient"]),
            offices=tuple(_id(office) for office in body["offices"]),
            tls_authority=_bytes(body["tls_authority"], (0, 32)),
            serial=_count(body["serial"]),
            issued=_count(body["issued"]),
        )


def make_device_certificate(certificate: DeviceCertificate, *, sign: Signer) -> bytes:
    """Signed bytes, by the server's signing key."""
    body = {
        "device": certificate.device,
        "code": certificate.code,
        "serial": certificate.serial,
        "signing_key": encode_bytes(certificate.signing_key),
        "box_key": encode_bytes(certificate.box_key),
        "user": certificate.user,
        "office": certificate.office,
        "issued": certificate.issued,
        "issuer": certificate.issuer,
    }
    return make_signed(DEVICE, body, sign=sign)


def read_device_certificate(data: bytes, *, server_key: bytes) -> DeviceCertificate:
    """The certificate, if the server with `server_key` signed it; else `certificate.not_valid`."""
    with _Form(DEVICE):
        body = read_signed(DEVICE, data, public_key=server_key)
        return DeviceCertificate(
            device=_id(body["device"]),
            code=_text(body["code"]),
            serial=_count(body["serial"]),
            signing_key=_key(body["signing_key"]),
            box_key=_key(body["box_key"]),
            user=_id(body["user"]),
            office=_id(body["office"]),
            issued=_count(body["issued"]),
            issuer=_id(body["issuer"]),
        )


def make_custodian_list(custodians: CustodianList, *, sign: Signer) -> bytes:
    """Signed bytes, by the root key."""
    rows = [{"kid": encode_bytes(one.kid), "pub": encode_bytes(one.pub)} for one in custodians.custodians]
    body = {"number": custodians.number, "suite": custodians.suite, "custodians": rows}
    return make_signed(CUSTODIANS, body, sign=sign)


def read_custodian_list(data: bytes, *, root_key: bytes) -> CustodianList:
    """The list, if `root_key` signed it, with three different keys of the suite's size (or none)."""
    with _Form(CUSTODIANS):
        body = read_signed(CUSTODIANS, data, public_key=root_key)
        suite = _count(body["suite"])
        custodians = tuple(_custodian(row, suite) for row in body["custodians"])
        if len(custodians) not in (0, 3) or len({one.kid for one in custodians}) != len(custodians):
            raise ValueError("three different custodians")
        return CustodianList(number=_count(body["number"]), suite=suite, custodians=custodians)


def make_revocation_list(revocations: RevocationList, *, sign: Signer) -> bytes:
    """Signed bytes, by the centre's signing key."""
    rows = [
        {"device": one.device, "serial": one.serial, "incarnations": dict(one.incarnations), "reason": one.reason}
        for one in sorted(revocations.revoked, key=lambda one: one.serial)
    ]
    body = {"number": revocations.number, "issuer": revocations.issuer, "revoked": rows}
    return make_signed(REVOCATIONS, body, sign=sign)


def read_revocation_list(data: bytes, *, server_key: bytes) -> RevocationList:
    """The list, if the centre with `server_key` signed it; else `certificate.not_valid`."""
    with _Form(REVOCATIONS):
        body = read_signed(REVOCATIONS, data, public_key=server_key)
        rows = tuple(
            Revoked(
                device=_id(row["device"]),
                serial=_count(row["serial"]),
                incarnations={_id(key): _count(n) for key, n in row["incarnations"].items()},
                reason=_text(row["reason"]),
            )
            for row in body["revoked"]
        )
        return RevocationList(number=_count(body["number"]), issuer=_id(body["issuer"]), revoked=rows)


def make_incarnation_statement(statement: IncarnationStatement, *, sign: Signer) -> bytes:
    """Signed bytes, by the device's signing key; payload of the frame `incarnation`."""
    body = {
        "serial": statement.serial,
        "new": statement.new,
        "old": statement.old,
        "old_n": statement.old_n,
        "reason": statement.reason,
    }
    return make_signed(INCARNATION, body, sign=sign)


def read_incarnation_statement(data: bytes, *, device_key: bytes) -> IncarnationStatement:
    """The statement, if the device with `device_key` signed it; else `certificate.not_valid`."""
    with _Form(INCARNATION):
        return _statement(read_signed(INCARNATION, data, public_key=device_key))


def statement_unverified(data: bytes) -> IncarnationStatement:
    """What a statement claims, to find the device whose key must be asked; never acted upon without reading."""
    with _Form(INCARNATION):
        return _statement(body_unverified(data))


class _Form:
    """Turns any malformed body into `certificate.not_valid` with the name of what it should have been."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, KeyError | ValueError | TypeError | AttributeError):
            raise HomewardError("certificate.not_valid", what=self.what) from error


def _statement(body: Json) -> IncarnationStatement:
    return IncarnationStatement(
        serial=_count(body["serial"]),
        new=_id(body["new"]),
        old=_id(body["old"]),
        old_n=_count(body["old_n"]),
        reason=_one_of(body["reason"], INCARNATION_REASONS),
    )


def _custodian(row: Json, suite: int) -> Custodian:
    pub = _bytes(row["pub"], (CUSTODIAN_KEY_BYTES[suite],))
    if decode_bytes(row["kid"]) != kid_of(pub):
        raise ValueError("kid")
    return Custodian(kid=kid_of(pub), pub=pub)


def _id(value: Json) -> Id:
    if not is_id(value):
        raise ValueError("id")
    return str(value)


def _text(value: Json) -> str:
    if not isinstance(value, str) or len(value) > 200:
        raise ValueError("text")
    return value


def _one_of(value: Json, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ValueError("code")
    return str(value)


def _count(value: Json) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("count")
    return value


def _key(value: Json) -> bytes:
    return _bytes(value, (KEY_BYTES,))


def _bytes(value: Json, sizes: tuple[int, ...]) -> bytes:
    if not isinstance(value, str):
        raise ValueError("bytes")
    data = decode_bytes(value)
    if len(data) not in sizes:
        raise ValueError("size")
    return data
