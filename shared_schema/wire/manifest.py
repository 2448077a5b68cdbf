"""The manifest of a bundle: who made it for whom, what it asks or answers, how far it reaches, and the hashes of it.

Canonical JSON, signed by its maker. Whatever is not exactly a manifest raises `bundle.damaged`; no name stands in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shared_schema import canonical
from shared_schema.canonical import Json, decode_bytes, encode_bytes
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.bodies import READERS, write_body
from shared_schema.wire.body_values import read_count, read_hash, read_id
from shared_schema.wire.messages import RequestHello
from shared_schema.wire.sections import SECTION_BYTES, Section

UP, ANSWER, RECEIPT = "up", "answer", "receipt"
KINDS = (UP, ANSWER, RECEIPT)
MAX_MANIFEST_BYTES = 64 * 1024
VERSION = 1
_DEPTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`maker` and `to` are ids of a device or a server, `certificate` the maker's signed certificate.

    `hello` = what the maker of an `up` holds and asks for; in an answer the hello that is answered. `cursors` and
    `epoch` = where the receiver stands after an answer. `heads` = {incarnation: highest n} that is carried, `answers` =
    the bundles read. `size` (bytes) and `digest` (SHA-256) are of the packed payload. `made` = the maker's clock in ms.
    """

    id: Id
    kind: str
    maker: Id
    to: Id
    certificate: Json
    made: int
    hello: RequestHello
    cursors: Mapping[str, int] = field(default_factory=dict)
    epoch: str = ""
    heads: Mapping[Id, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    answers: tuple[Id, ...] = ()
    sections: tuple[Section, ...]
    size: int
    digest: bytes

    @property
    def changes(self) -> int:
        """How many changes ride in it."""
        return self.counts.get("changes", 0)


def write_manifest(manifest: Manifest) -> bytes:
    """Canonical bytes. Raises `bundle.too_large` beyond 64 KiB."""
    body: dict[str, Json] = {
        "v": VERSION,
        "id": manifest.id,
        "kind": manifest.kind,
        "from": manifest.maker,
        "to": manifest.to,
        "certificate": manifest.certificate,
        "made": manifest.made,
        "hello": write_body(manifest.hello),
        "cursors": dict(manifest.cursors),
        "epoch": manifest.epoch,
        "heads": dict(manifest.heads),
        "counts": dict(manifest.counts),
        "answers": list(manifest.answers),
        "sections": [[one.size, encode_bytes(one.digest)] for one in manifest.sections],
        "bytes": manifest.size,
        "sha256": encode_bytes(manifest.digest),
    }
    data = canonical.dumps(body)
    if len(data) > MAX_MANIFEST_BYTES:
        raise HomewardError("bundle.too_large", limit=MAX_MANIFEST_BYTES)
    return data


def read_manifest(data: bytes) -> Manifest:
    """The manifest; its signature is verified by whoever knows the maker's key. Raises `bundle.damaged`."""
    try:
        return _manifest(canonical.loads(data, max_depth=_DEPTH))
    except (HomewardError, KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise HomewardError("bundle.damaged", sections=0, of=0) from error


def _manifest(body: Json) -> Manifest:
    hello = READERS["H"](body["hello"])
    kind, certificate = body["kind"], body["certificate"]
    if body["v"] != VERSION or kind not in KINDS or not isinstance(hello, RequestHello):
        raise ValueError("not a manifest")
    if not isinstance(certificate, dict) or not isinstance(body["epoch"], str):
        raise TypeError("not a manifest")
    return Manifest(
        id=read_id(body["id"]),
        kind=kind,
        maker=read_id(body["from"]),
        to=read_id(body["to"]),
        certificate=certificate,
        made=read_count(body["made"]),
        hello=hello,
        cursors={_text(scope): read_count(seq) for scope, seq in body["cursors"].items()},
        epoch=body["epoch"],
        heads={read_id(one): read_count(n) for one, n in body["heads"].items()},
        counts={_text(name): read_count(n) for name, n in body["counts"].items()},
        answers=tuple(read_id(one) for one in body["answers"]),
        sections=_sections(body["sections"]),
        size=read_count(body["bytes"]),
        digest=read_hash(body["sha256"]),
    )


def _sections(listed: Sequence[Json]) -> tuple[Section, ...]:
    found = tuple(Section(read_count(size), decode_bytes(digest)) for size, digest in listed)
    if any(not 0 < one.size <= SECTION_BYTES or len(one.digest) != 32 for one in found):
        raise ValueError("not a section")
    return found


def _text(value: Json) -> str:
    if not isinstance(value, str) or len(value) > 80:
        raise ValueError("not a short text")
    return value
