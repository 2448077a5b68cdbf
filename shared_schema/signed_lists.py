"""Signed lists (security.md 2.3, 4.3, 4.11): whom the organisation trusts with recovery, which devices it trusts no
more, and which servers the laptops of an office may talk to.

The organisation's root signs custodians, the centre signs the others; a lower number never replaces a higher one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from shared_schema.canonical import Json, decode_bytes, encode_bytes
from shared_schema.certificates import ServerCertificate, read_server_certificate
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.signed import Signer, body_unverified, make_signed, read_signed
from shared_schema.signed_form import Form, read_bytes, read_count, read_id, read_text

CUSTODIANS = "homeward/1/custodians"
REVOCATIONS = "homeward/1/revocations"
SERVERS = "homeward/1/servers"
MAX_AUTHORITY = 16 * 1024  # characters of a PEM
CUSTODIAN_KEY_BYTES = {1: 32, 2: 1216}  # by suite: X25519; ML-KEM-768 with X25519


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
    """One lost device: changes of an incarnation count up to the n named here; of one not named, none. `erase` = it is
    to send what it has and then to erase itself, when it next connects."""

    device: Id
    serial: int
    incarnations: Mapping[Id, int]
    reason: str
    erase: bool = False


@dataclass(frozen=True, slots=True)
class RevocationList:
    """Numbered list signed by the centre; a lower number never replaces a higher one."""

    number: int
    issuer: Id
    revoked: tuple[Revoked, ...]


@dataclass(frozen=True, slots=True)
class ListedServer:
    """A server that laptops of the office may talk to: where, its root-signed certificate, and the PEM of the authority
    that its TLS certificate comes from ("" on loopback)."""

    urls: tuple[str, ...]
    certificate: bytes
    authority: str
    says: ServerCertificate  # what the certificate says


@dataclass(frozen=True, slots=True)
class ServerList:
    """For the laptops of one `office`; numbered over all offices. `withdrawn` = {server: serial of its certificate} of
    hubs that are trusted no more: whoever knows one forgets it."""

    number: int
    issuer: Id
    office: Id
    servers: tuple[ListedServer, ...]
    withdrawn: Mapping[Id, int]


def kid_of(public_key: bytes) -> bytes:
    """Key id of a custodian's public key."""
    return sha256(public_key).digest()[:16]


def make_custodian_list(custodians: CustodianList, *, sign: Signer) -> bytes:
    """Signed bytes, by the root key."""
    rows = [{"kid": encode_bytes(one.kid), "pub": encode_bytes(one.pub)} for one in custodians.custodians]
    body = {"number": custodians.number, "suite": custodians.suite, "custodians": rows}
    return make_signed(CUSTODIANS, body, sign=sign)


def read_custodian_list(data: bytes, *, root_key: bytes) -> CustodianList:
    """The list, if `root_key` signed it, with three different keys of the suite's size (or none)."""
    with Form(CUSTODIANS):
        body = read_signed(CUSTODIANS, data, public_key=root_key)
        suite = read_count(body["suite"])
        custodians = tuple(_custodian(row, suite) for row in body["custodians"])
        if len(custodians) not in (0, 3) or len({one.kid for one in custodians}) != len(custodians):
            raise ValueError("three different custodians")
        return CustodianList(number=read_count(body["number"]), suite=suite, custodians=custodians)


def make_revocation_list(revocations: RevocationList, *, sign: Signer) -> bytes:
    """Signed bytes, by the centre's signing key."""
    rows = [
        {
            "device": one.device,
            "serial": one.serial,
            "incarnations": dict(one.incarnations),
            "reason": one.reason,
            "erase": one.erase,
        }
        for one in sorted(revocations.revoked, key=lambda one: one.serial)
    ]
    body = {"number": revocations.number, "issuer": revocations.issuer, "revoked": rows}
    return make_signed(REVOCATIONS, body, sign=sign)


def read_revocation_list(data: bytes, *, server_key: bytes) -> RevocationList:
    """The list, if the centre with `server_key` signed it; else `certificate.not_valid`."""
    with Form(REVOCATIONS):
        body = read_signed(REVOCATIONS, data, public_key=server_key)
        rows = tuple(
            Revoked(
                device=read_id(row["device"]),
                serial=read_count(row["serial"]),
                incarnations={read_id(key): read_count(n) for key, n in row["incarnations"].items()},
                reason=read_text(row["reason"]),
                erase=row["erase"] is True,
            )
            for row in body["revoked"]
        )
        return RevocationList(number=read_count(body["number"]), issuer=read_id(body["issuer"]), revoked=rows)


def make_server_list(servers: ServerList, *, sign: Signer) -> bytes:
    """Signed bytes, by the centre's signing key."""
    rows = [
        {"urls": list(one.urls), "certificate": encode_bytes(one.certificate), "authority": one.authority}
        for one in servers.servers
    ]
    body = {
        "number": servers.number,
        "issuer": servers.issuer,
        "office": servers.office,
        "servers": rows,
        "withdrawn": dict(servers.withdrawn),
    }
    return make_signed(SERVERS, body, sign=sign)


def read_server_list(data: bytes, *, server_key: bytes, root_key: bytes) -> ServerList:
    """The list, if the centre with `server_key` signed it and the root every server in it."""
    with Form(SERVERS):
        body = read_signed(SERVERS, data, public_key=server_key)
        return ServerList(
            number=read_count(body["number"]),
            issuer=read_id(body["issuer"]),
            office=read_id(body["office"]),
            servers=tuple(_listed_server(row, root_key) for row in body["servers"]),
            withdrawn={read_id(key): read_count(serial) for key, serial in body["withdrawn"].items()},
        )


def read_servers(data: bytes, *, root_key: bytes) -> ServerList:
    """The list, by the key of the centre that it names, which the root must have certified; `certificate.not_valid`."""
    return read_server_list(data, server_key=_centre_in(data, root_key).signing_key, root_key=root_key)


def _centre_in(data: bytes, root_key: bytes) -> ServerCertificate:
    with Form(SERVERS):
        rows = [decode_bytes(row["certificate"]) for row in body_unverified(data)["servers"]]
    for certificate in rows:
        says = read_server_certificate(certificate, root_key=root_key)
        if says.kind == "centre":
            return says
    raise HomewardError("certificate.not_valid", what=SERVERS)


def _listed_server(row: Json, root_key: bytes) -> ListedServer:
    certificate, authority = decode_bytes(row["certificate"]), row["authority"]
    if not isinstance(authority, str) or len(authority) > MAX_AUTHORITY:
        raise ValueError("authority")
    says = read_server_certificate(certificate, root_key=root_key)
    return ListedServer(tuple(read_text(url) for url in row["urls"]), certificate, authority, says)


def _custodian(row: Json, suite: int) -> Custodian:
    pub = read_bytes(row["pub"], (CUSTODIAN_KEY_BYTES[suite],))
    if decode_bytes(row["kid"]) != kid_of(pub):
        raise ValueError("kid")
    return Custodian(kid=kid_of(pub), pub=pub)
