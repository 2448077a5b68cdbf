"""Reading at a hub what its centre answered on a stick (sync.md section 6; security.md 4.11).

    open -> signed by the centre, for this hub -> every section against its hash -> the line is held -> page by page

Promise: twice, late, or after a newer contact over the line is harmless; a power cut leaves whole pages, and reading it
again does the rest. Refused: an answer that would take the hub back, and any file that the centre did not sign for it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from shared_schema import canonical
from shared_schema.certificates import ServerCertificate, read_server_certificate
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, random_id
from shared_schema.wire.bundle import Checked, Sealed, check_payload, open_bundle, read_frames_of
from shared_schema.wire.late import is_usable
from shared_schema.wire.manifest import UP, Manifest
from sync_server.hub.pages import HOLD_MS
from sync_server.hub.stick_pages import AnswerPages, question_behind
from sync_server.server import Server
from sync_server.store import upstream
from sync_server.store.bundles import StoredBundle, find_bundle
from sync_server.store.hubs import CENTRE, HUB
from sync_server.store.upstream_states import read_cursors


@dataclass(frozen=True, slots=True)
class AnswerRead:
    """What reading did. `already_at` = when it was read before (ms): then nothing was changed."""

    bundle: StoredBundle
    checked: Checked
    states: int = 0
    already_at: int | None = None

    @property
    def has_more(self) -> bool:
        """Whether the centre holds more than fitted into it."""
        return bool(self.bundle.details.get("more"))


def is_answer(server: Server, data: bytes) -> bool:
    """Whether a file that this server can open is an answer to a hub, not a bundle to be read. Raises `bundle.*`."""
    return server.identity.kind == HUB and open_bundle(data, opener=server.keys.open_bundle).manifest.kind != UP


def open_answer(server: Server, data: bytes) -> Sealed:
    """An answer or receipt of the centre for this hub, its signature verified; nothing of it is applied.

    Raises the `bundle.*` errors, `hub.not_joined`.
    """
    sealed = open_bundle(data, opener=server.keys.open_bundle)
    manifest = sealed.manifest
    if manifest.kind == UP:
        raise HomewardError("bundle.not_an_answer")
    if manifest.to != server.identity.own_device:
        raise HomewardError("bundle.for_another")
    with server.database.snapshot() as connection:
        centre = upstream.require_upstream(connection)
    if manifest.maker != centre.server:
        raise HomewardError("bundle.from_unknown")
    sealed.require_signed_by(_maker_of(server, manifest, centre).signing_key)
    return sealed


def read_answer(server: Server, data: bytes, *, in_part: bool = False, by: Id | None = None) -> AnswerRead:
    """Read it; a cut or damaged one only where the person says `in_part`, up to its last whole page. `by` = the person
    at the console. Raises the `bundle.*` errors, `hub.busy` while this hub speaks with its centre."""
    sealed = open_answer(server, data)
    manifest, checked = sealed.manifest, check_payload(sealed)
    with _line_held(server) as holder:
        with server.database.snapshot() as connection:
            before = find_bundle(connection, manifest.id)
            centre = upstream.require_upstream(connection)
            now = read_cursors(connection).seqs
            asked = question_behind(connection, manifest)
        if before is not None and before.is_whole:
            return AnswerRead(before, checked, already_at=before.at)
        if not checked.is_whole and not (in_part and checked.sections):
            raise HomewardError("bundle.damaged", sections=checked.sections, of=checked.of)
        if not is_usable(manifest, epoch=centre.epoch, now=now):
            raise HomewardError("bundle.out_of_date")
        pages = AnswerPages(server, asked, manifest, holder=holder, checked=checked, by=by, size=len(data))
        return AnswerRead(_read(server, sealed, pages, checked), checked, states=pages.reading.states)


def _read(server: Server, sealed: Sealed, pages: AnswerPages, checked: Checked) -> StoredBundle:
    try:
        pages.read(read_frames_of(sealed, sections=checked.sections))
    except HomewardError as error:
        if error.code != "sync.cut" or checked.is_whole:
            raise
        return server.database.run(pages.note_part)
    with server.database.snapshot() as connection:
        found = find_bundle(connection, sealed.manifest.id)
    if found is None:
        raise HomewardError("wire.malformed", at=0)
    return found


def _maker_of(server: Server, manifest: Manifest, centre: upstream.Upstream) -> ServerCertificate:
    """The certificate that the root signed for the centre; it may be newer than the one held."""
    root = server.identity.root_key
    try:
        named = read_server_certificate(canonical.dumps(manifest.certificate), root_key=root)
    except HomewardError as error:
        raise HomewardError("bundle.forged") from error
    held = read_server_certificate(centre.certificate, root_key=root)
    if (named.server, named.kind) != (manifest.maker, CENTRE) or named.serial < held.serial:
        raise HomewardError("bundle.forged")
    return named


@contextmanager
def _line_held(server: Server) -> Iterator[Id]:
    """No process of this hub speaks with the centre meanwhile; the time of the next try stays as it is."""
    holder, now = random_id(server.random(16)), server.clock()
    with server.database.snapshot() as connection:
        tried_at = upstream.require_upstream(connection).tried_at
    if not server.database.run(lambda tx: upstream.hold(tx, holder, now_ms=now, until_ms=now + HOLD_MS)):
        raise HomewardError("hub.busy")
    try:
        yield holder
    finally:
        server.database.run(lambda tx: upstream.let_go(tx, holder, tried_at=tried_at))
