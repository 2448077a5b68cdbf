"""Certificates (security.md 4.1, 2.5): what they say, making, and public verification.

The organisation's root signs servers; the centre signs devices; a device signs that it took a new incarnation. Expiry
is judged by servers' clocks alone, so reading a certificate knows no time. Signed lists stand in `signed_lists.py`.
"""

from dataclasses import dataclass

from shared_schema.canonical import Json, encode_bytes
from shared_schema.identifiers import Id
from shared_schema.signed import Signer, body_unverified, make_signed, read_signed
from shared_schema.signed_form import Form, read_bytes, read_count, read_id, read_key, read_one_of, read_text

SERVER = "homeward/1/server-certificate"
DEVICE = "homeward/1/device-certificate"
INCARNATION = "homeward/1/incarnation"

VALID_DAYS = 400
GRACE_DAYS = 7
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
    "travel",
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
class IncarnationStatement:
    """A device took a new incarnation and leaves the old one at `old_n`; signed by the device key, made offline."""

    serial: int
    new: Id
    old: Id
    old_n: int
    reason: str


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
    with Form(SERVER):
        body = read_signed(SERVER, data, public_key=root_key)
        return ServerCertificate(
            server=read_id(body["server"]),
            kind=read_one_of(body["kind"], ("centre", "hub")),
            signing_key=read_key(body["signing_key"]),
            age_recipient=read_text(body["age_recipient"]),
            offices=tuple(read_id(office) for office in body["offices"]),
            tls_authority=read_bytes(body["tls_authority"], (0, 32)),
            serial=read_count(body["serial"]),
            issued=read_count(body["issued"]),
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
    with Form(DEVICE):
        body = read_signed(DEVICE, data, public_key=server_key)
        return DeviceCertificate(
            device=read_id(body["device"]),
            code=read_text(body["code"]),
            serial=read_count(body["serial"]),
            signing_key=read_key(body["signing_key"]),
            box_key=read_key(body["box_key"]),
            user=read_id(body["user"]),
            office=read_id(body["office"]),
            issued=read_count(body["issued"]),
            issuer=read_id(body["issuer"]),
        )


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
    with Form(INCARNATION):
        return _statement(read_signed(INCARNATION, data, public_key=device_key))


def statement_unverified(data: bytes) -> IncarnationStatement:
    """What a statement claims, to find the device whose key must be asked; never acted upon without reading."""
    with Form(INCARNATION):
        return _statement(body_unverified(data))


def _statement(body: Json) -> IncarnationStatement:
    return IncarnationStatement(
        serial=read_count(body["serial"]),
        new=read_id(body["new"]),
        old=read_id(body["old"]),
        old_n=read_count(body["old_n"]),
        reason=read_one_of(body["reason"], INCARNATION_REASONS),
    )
