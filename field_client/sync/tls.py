"""How the laptop trusts a server: the organisation's own authority, pinned by hash; TLS 1.3; never the public store.

A laptop whose clock battery is dead must still synchronise, so certificates' dates are not checked for this private
authority; a leaked certificate is stopped by the revocation list. Names, chain and version are checked always.
Plain HTTP is refused, except on 127.0.0.0/8.
"""

import ssl
from hashlib import sha256
from http.client import HTTPException, HTTPSConnection
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from requests.adapters import BaseAdapter, HTTPAdapter

from shared_schema.errors import HomewardError
from shared_schema.wire.enrolment import AUTHORITY_PATH

NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME, openssl/x509_vfy.h
_AUTHORITY_LIMIT = 16 * 1024


def client_context(authority_pem: str) -> ssl.SSLContext:
    """Trusts exactly this authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(cadata=authority_pem)
    context.verify_flags |= ssl.VERIFY_X509_STRICT | NO_CHECK_TIME
    return context


def pinned_session(authority_pem: str | None) -> requests.Session:
    """A session that reaches https servers of this authority, and http on 127.0.0.0/8; no proxies or settings of the
    environment. Without an authority only loopback is reachable."""
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", _Pinned(client_context(authority_pem)) if authority_pem else _Refusing())
    session.mount("http://", _LoopbackOnly())
    return session


def fetch_authority(url: str, *, pinned_sha256: bytes, timeout_seconds: float = 30) -> str:
    """The authority's certificate (PEM) from a server that is not yet trusted; nothing secret is sent.

    Raises `tls.not_our_authority` unless its hash is the one on the slip, `tls.no_contact` if nobody answers.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname is None:
        raise HomewardError("tls.plain_http", host=parts.hostname or "")
    unverified = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unverified.minimum_version = ssl.TLSVersion.TLSv1_3
    unverified.check_hostname = False
    unverified.verify_mode = ssl.CERT_NONE  # only to fetch a public certificate, whose hash decides
    connection = HTTPSConnection(parts.hostname, parts.port or 443, timeout=timeout_seconds, context=unverified)
    try:
        connection.request("GET", AUTHORITY_PATH)
        data = connection.getresponse().read(_AUTHORITY_LIMIT)
    except (OSError, HTTPException) as error:
        raise HomewardError("tls.no_contact", host=parts.hostname) from error
    finally:
        connection.close()
    return _require_pinned(data, pinned_sha256)


def require_allowed(url: str) -> None:
    """Refuse plain HTTP anywhere but on 127.0.0.0/8 (`tls.plain_http`)."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
        return
    raise HomewardError("tls.plain_http", host=parts.hostname or "")


class _Pinned(HTTPAdapter):
    """Hands our context to every connection and keeps requests from adding the public authorities to it."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options, ssl_context=self._context)

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        host, asked = super().build_connection_pool_key_attributes(request, verify, cert)
        options = {name: value for name, value in asked.items() if name not in ("ca_certs", "ca_cert_dir")}
        return host, options | {"cert_reqs": "CERT_REQUIRED", "ssl_context": self._context}

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        conn.cert_reqs = "CERT_REQUIRED"
        conn.ca_certs = None
        conn.ca_cert_dir = None


class _LoopbackOnly(HTTPAdapter):
    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
        require_allowed(request.url or "")
        return super().send(request, *arguments, **options)


class _Refusing(BaseAdapter):
    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
        raise HomewardError("tls.not_our_authority")

    def close(self) -> None:
        """Nothing is held."""


def _require_pinned(data: bytes, pinned_sha256: bytes) -> str:
    try:
        certificate = x509.load_pem_x509_certificate(data)
    except ValueError as error:
        raise HomewardError("tls.not_our_authority") from error
    if sha256(certificate.public_bytes(Encoding.DER)).digest() != pinned_sha256:
        raise HomewardError("tls.not_our_authority")
    return certificate.public_bytes(Encoding.PEM).decode("ascii")


def _is_loopback(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.version == 4 and address.is_loopback
