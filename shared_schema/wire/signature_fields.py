"""How requests of laptops and hubs are signed (RFC 9421, security.md 4.2): one list of components for both ends.

Ed25519, keyid = device id, no `alg`, tag "homeward-1". `@authority` is left out because hubs are reached by many
names; the header homeward-server names the one server that the request is for.
"""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from http_message_signatures import HTTPMessageSigner
from http_message_signatures.algorithms import ED25519

from shared_schema.identifiers import Id
from shared_schema.signed import Signer

TAG = "homeward-1"
LABEL = "h"
SERVER_HEADER = "homeward-server"
COMPONENTS = ("@method", "@path", "@query", "content-digest", "content-encoding", SERVER_HEADER)
EXCHANGE_TYPE = "application/vnd.homeward.exchange"
CODINGS = ("gzip", "zstd", "homeward-zstd")
CODINGS_HEADER = "homeward-codings"  # of every reply: what this server reads
MAX_BODY_BYTES = 1024 * 1024  # compressed


@dataclass(slots=True)
class _Message:
    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


def content_digest(body: bytes) -> str:
    """Value of the content-digest header (RFC 9530) over the body as it travels."""
    return f"sha-256=:{b64encode(hashlib.sha256(body).digest()).decode('ascii')}:"


def sign_request(
    *,
    method: str,
    url: str,
    body: bytes,
    coding: str,
    content_type: str,
    server: Id,
    device: Id,
    nonce: int,
    created_ms: int,
    sign: Signer,
) -> Mapping[str, str]:
    """Every header that a signed request needs (type, coding, digest, server, signature); `url` is absolute ASCII.

    `nonce` is the device's next request number at this server; it rises strictly. `created_ms` is judged by nobody.
    """
    message = _Message(method, url)
    message.headers.update(
        {
            "Content-Type": content_type,
            "Content-Encoding": coding,
            "Content-Digest": content_digest(body),
            "Homeward-Server": server,
        }
    )
    signer = HTTPMessageSigner(signature_algorithm=ED25519)
    prepared = signer.prepare(
        message,
        key_id=device,
        created=datetime.fromtimestamp(created_ms / 1000, UTC),
        nonce=str(nonce),
        label=LABEL,
        tag=TAG,
        include_alg=False,
        covered_component_ids=COMPONENTS,
        use_existing_digest=True,
    )
    signer.apply(message, prepared, sign(prepared.signature_base))
    return message.headers
