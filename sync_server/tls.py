"""The organisation's own TLS authority and the certificates of its servers (security.md 4.11): P-256, TLS 1.3 only.

The authority may certify only names of this organisation and private addresses, so that a stolen one cannot stand for
the rest of the internet. Laptops pin it by the hash on their slip; the public store of authorities plays no part.
"""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from shared_schema.errors import HomewardError
from sync_server.store.keyring import require_private, write_private

AUTHORITY, AUTHORITY_KEY = "authority.pem", "authority.key"
CERTIFICATE, KEY = "server.pem", "server.key"
AUTHORITY_YEARS = 10
CERTIFICATE_DAYS = 800
_PRIVATE_NETWORKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16")
_PRIVATE_NETWORKS_6 = ("fc00::/7", "fe80::/10")
_OWN_NAMES = ("localhost", "homeward.internal")


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority while it issues a certificate."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def ensure_authority(folder: Path, *, names: Sequence[str], now_ms: int) -> Authority:
    """The authority in `folder`, made there for `names` if there is none (private key 0600)."""
    if (folder / AUTHORITY).exists():
        return read_authority(folder)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Homeward authority")])
    public = key.public_key()
    identifier = x509.SubjectKeyIdentifier.from_public_key(public)
    certificate = (
        _builder(subject, subject, public, now_ms, timedelta(days=365 * AUTHORITY_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(is_authority=True), critical=True)
        .add_extension(x509.NameConstraints(_permitted(names), None), critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        .sign(key, SHA256())
    )
    write_private(folder / AUTHORITY_KEY, _pem_key(key))
    (folder / AUTHORITY).write_bytes(certificate.public_bytes(Encoding.PEM))
    return Authority(certificate, key)


def read_authority(folder: Path) -> Authority:
    """The authority in `folder`; `tls.authority_missing` without its private key."""
    if not (folder / AUTHORITY_KEY).exists():
        raise HomewardError("tls.authority_missing")
    require_private(folder / AUTHORITY_KEY)
    key = load_pem_private_key((folder / AUTHORITY_KEY).read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise HomewardError("tls.authority_missing")
    return Authority(x509.load_pem_x509_certificate((folder / AUTHORITY).read_bytes()), key)


def issue_certificate(authority: Authority, folder: Path, *, names: Sequence[str], now_ms: int) -> None:
    """A server certificate for DNS names and addresses, with its key (0600), in `folder`; the chain is in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Homeward server")])  # names stand in the SAN
    issuer = authority.certificate
    certificate = (
        _builder(subject, issuer.subject, public, now_ms, timedelta(days=CERTIFICATE_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(is_authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_name(name) for name in names]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
        .sign(authority.key, SHA256())
    )
    write_private(folder / KEY, _pem_key(key))
    (folder / CERTIFICATE).write_bytes(certificate.public_bytes(Encoding.PEM))


def authority_hash(path: Path | None) -> bytes:
    """SHA-256 of the authority's certificate (DER), as it stands on slips; empty bytes without TLS."""
    return b"" if path is None else authority_hash_of(path.read_text("ascii"))


def authority_hash_of(pem: str) -> bytes:
    """The same of an authority as text; `hub.request_damaged` for what is not a certificate."""
    if not pem:
        return b""
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode("ascii"))
    except ValueError as error:
        raise HomewardError("hub.request_damaged") from error
    return sha256(certificate.public_bytes(Encoding.DER)).digest()


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """What the built-in server speaks: TLS 1.3, nothing older."""
    require_private(key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(certificate, key)
    return context


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, now_ms: int, valid: timedelta
) -> x509.CertificateBuilder:
    start = datetime.fromtimestamp(now_ms // 1000, UTC) - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + valid)
    )


def _key_usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


def _permitted(names: Sequence[str]) -> list[x509.GeneralName]:
    dns: list[str] = list(_OWN_NAMES)
    networks: list[IPv4Network | IPv6Network] = [IPv4Network(one) for one in _PRIVATE_NETWORKS]
    networks += [IPv6Network(one) for one in _PRIVATE_NETWORKS_6]
    for name in names:
        address = _address(name)
        if address is None:
            labels = name.lower().split(".")
            dns.append(".".join(labels[1:]) if len(labels) > 2 else name.lower())
        elif isinstance(address, IPv4Address):
            networks.append(IPv4Network(address))
        else:
            networks.append(IPv6Network(address))
    return [*(x509.DNSName(one) for one in dict.fromkeys(dns)), *(x509.IPAddress(one) for one in networks)]


def _name(name: str) -> x509.GeneralName:
    address = _address(name)
    return x509.DNSName(name.lower()) if address is None else x509.IPAddress(address)


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None


def _pem_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
