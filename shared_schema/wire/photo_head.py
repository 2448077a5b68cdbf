"""The head of a file of photos: who made it for whom, what it asks, what it says, and every chunk that follows by name.

Canonical JSON, signed by its maker: with the names the signature covers the chunks too. Whatever is not exactly a head
raises `bundle.damaged`; names of chunks and records are all that stands in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shared_schema import canonical
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.records.file_value import TAG_BYTES
from shared_schema.wire.body_values import read_count, read_id
from shared_schema.wire.chunks import (
    MAX_SEALED_BYTES,
    PartLacks,
    Want,
    is_name,
    lacking_rows,
    read_lacking_rows,
    read_want_rows,
    want_rows,
)
from shared_schema.wire.manifest import ANSWER, UP

NONE, THUMBNAILS, ALL = "none", "thumbnails", "all"
CHOICES = (NONE, THUMBNAILS, ALL)
MAX_HEAD_BYTES = 4 * 1024 * 1024
MAX_CHUNKS = 40_000  # of one file
MAX_CHUNK_BYTES = 1024 * 1024 * 1024  # of one file; what is more goes into the next
MAX_ASKED = 5_000  # records asked about, and parts wanted; the rest with the next file
VERSION = 1
_DEPTH = 8


class Listed(NamedTuple):
    """A chunk that follows: a record that names it, its name, and how long its ciphertext is."""

    record: Id
    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoHead:
    """`kind` = up or answer; `maker` and `to` = ids of a device or a server; `made` = the maker's clock (ms).

    Up: `choice` = which photos its maker wants, `asks` = records of which it wants to know what is not there, `wants` =
    what it lacks itself, `cursors` under `epoch` = how far it knows the records. Answer: `lacks` of the records asked
    about, and which file it `answers`.
    """

    id: Id
    kind: str
    maker: Id
    to: Id
    certificate: Json
    made: int
    choice: str = NONE
    asks: tuple[Id, ...] = ()
    wants: tuple[Want, ...] = ()
    cursors: Mapping[str, int] = field(default_factory=dict)
    epoch: str = ""
    lacks: Mapping[Id, tuple[PartLacks, ...]] = field(default_factory=dict)
    answers: Id = ""
    chunks: tuple[Listed, ...] = ()

    @property
    def photos(self) -> int:
        """Of how many records something follows."""
        return len({one.record for one in self.chunks})

    @property
    def bytes(self) -> int:
        """Ciphertext that follows."""
        return sum(one.size for one in self.chunks)


def write_head(head: PhotoHead) -> bytes:
    """Canonical bytes. Raises `bundle.too_large` beyond 4 MiB."""
    body: dict[str, Json] = {
        "v": VERSION,
        "id": head.id,
        "kind": head.kind,
        "from": head.maker,
        "to": head.to,
        "certificate": head.certificate,
        "made": head.made,
        "photos": head.choice,
        "asks": list(head.asks),
        "wants": want_rows(head.wants),
        "cursors": dict(head.cursors),
        "epoch": head.epoch,
        "lacks": lacking_rows(head.lacks.items()),
        "answers": head.answers,
        "chunks": _by_record(head.chunks),
    }
    data = canonical.dumps(body)
    if len(data) > MAX_HEAD_BYTES:
        raise HomewardError("bundle.too_large", limit=MAX_HEAD_BYTES)
    return data


def read_head(data: bytes) -> PhotoHead:
    """The head; its signature is verified by whoever knows the maker's key. Raises `bundle.damaged`."""
    try:
        return _head(canonical.loads(data, max_depth=_DEPTH))
    except (HomewardError, KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise HomewardError("bundle.damaged", sections=0, of=0) from error


def fitting(chunks: Iterable[Listed], *, max_bytes: int = MAX_CHUNK_BYTES) -> tuple[tuple[Listed, ...], ...]:
    """The chunks in order, in as many files as they take; one file at least, which may be empty."""
    files: list[list[Listed]] = [[]]
    total = 0
    for one in chunks:
        if files[-1] and (total + one.size > max_bytes or len(files[-1]) == MAX_CHUNKS):
            files.append([])
            total = 0
        files[-1].append(one)
        total += one.size
    return tuple(tuple(some) for some in files)


def _head(body: Json) -> PhotoHead:
    kind, choice, certificate, answers = body["kind"], body["photos"], body["certificate"], body["answers"]
    if body["v"] != VERSION or kind not in (UP, ANSWER) or choice not in CHOICES or not isinstance(certificate, dict):
        raise ValueError("not a head")
    if not isinstance(body["epoch"], str) or not all(isinstance(scope, str) for scope in body["cursors"]):
        raise TypeError("not a head")
    return PhotoHead(
        id=read_id(body["id"]),
        kind=kind,
        maker=read_id(body["from"]),
        to=read_id(body["to"]),
        certificate=certificate,
        made=read_count(body["made"]),
        choice=choice,
        asks=tuple(read_id(one) for one in _few(body["asks"])),
        wants=read_want_rows(_few(body["wants"])),
        cursors={scope: read_count(seq) for scope, seq in body["cursors"].items()},
        epoch=body["epoch"],
        lacks=read_lacking_rows(_few(body["lacks"])),
        answers=read_id(answers) if answers != "" else "",
        chunks=_listed(body["chunks"]),
    )


def _few(rows: Json) -> Sequence[Json]:
    if not isinstance(rows, list) or len(rows) > MAX_ASKED:
        raise ValueError("not a few rows")
    return rows


def _by_record(chunks: Iterable[Listed]) -> list[Json]:
    """Neighbours of one record share its id."""
    found: list[tuple[Id, list[Json]]] = []
    for one in chunks:
        if not found or found[-1][0] != one.record:
            found.append((one.record, []))
        found[-1][1].append([one.name, one.size])
    return [[record, names] for record, names in found]


def _listed(rows: Sequence[Json]) -> tuple[Listed, ...]:
    found = tuple(Listed(read_id(record), name, size) for record, names in rows for name, size in names)
    if not all(names for _record, names in rows):
        raise ValueError("no chunks of a record")
    if len(found) > MAX_CHUNKS or any(not is_name(one.name) or type(one.size) is not int for one in found):
        raise ValueError("not chunks")
    if any(not TAG_BYTES < one.size <= MAX_SEALED_BYTES for one in found):
        raise ValueError("not the size of a chunk")
    if sum(one.size for one in found) > MAX_CHUNK_BYTES + MAX_SEALED_BYTES:
        raise ValueError("too much for one file")
    return found
