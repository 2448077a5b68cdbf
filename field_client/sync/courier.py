"""Sending and receiving by hand: bundles for a server are made, its answers and receipts are read (sync.md section 6).

    outbox -> bundles, a head at every checkpoint -> a stick -> the server -> an answer -> the pages of any reply

Promise: a bundle holds everything that the server has not confirmed; reading twice, late, or in the wrong order is
harmless. Refused: an answer that would take the laptop back, and any file that its server did not sign for this laptop.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from field_client.store.bundles import Bundles, CarriedBundle
from field_client.store.local_store import LocalStore
from field_client.store.rebuild import wanted
from field_client.store.travelling import TRAVELLING
from field_client.sync.answer import AnswerPages, asked_by
from field_client.sync.carrier import Unwatched
from field_client.sync.engine import Engine
from field_client.sync.packing import Made, Packing
from field_client.sync.reading import Reading
from field_client.sync.report import Tally
from field_client.sync.request import Errand
from field_client.sync.room import Room
from shared_schema import canonical
from shared_schema.canonical import Json
from shared_schema.certificates import ServerCertificate, read_server_certificate
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, Random
from shared_schema.wire.bundle import (
    Checked,
    Opener,
    Sealed,
    Sealer,
    check_payload,
    open_bundle,
    read_frames_of,
)
from shared_schema.wire.late import is_usable
from shared_schema.wire.manifest import ANSWER, UP, Manifest
from shared_schema.wire.messages import MAX_CARRIED_NOTES

_WANT, _RELAYED = "bundle_want/", "bundle_relayed/"  # facts: what the next bundle is to ask for, and to give back


@dataclass(frozen=True, slots=True)
class Delivered:
    """What reading an answer or receipt did; `already_at` = when it was read before (ms), then nothing was changed.

    `has_more` = the server holds more than fitted into it. `checked` = how much of the file was whole.
    """

    manifest: Manifest
    tally: Tally
    checked: Checked
    has_more: bool = False
    already_at: int | None = None


@dataclass(frozen=True, slots=True)
class Courier:
    """What one laptop needs to carry for one server; `engine` is the one that speaks with it over the line."""

    engine: Engine
    certificate: ServerCertificate
    root_key: bytes
    device: Id
    own_certificate: bytes
    opener: Opener
    sealer: Sealer
    random: Random
    delivered: Callable[[int], None]  # told when the server made what was read

    @property
    def store(self) -> LocalStore:
        """The laptop's store."""
        return self.engine.store

    def make(self) -> tuple[Made, ...]:
        """Everything that the server has not confirmed: one bundle, or several where one is not enough.

        Raises `sync.busy` while an exchange with this server runs.
        """
        with self.alone():
            packing = Packing(self.engine, self.device, self.own_certificate, self.sealer, self.random)
            return packing.make(self._errand())

    def open(self, data: bytes) -> Sealed:
        """An answer or receipt for this laptop, its signature verified; nothing of it is applied.

        Raises the `bundle.*` errors.
        """
        sealed = open_bundle(data, opener=self.opener)
        manifest = sealed.manifest
        if manifest.kind == UP:
            raise HomewardError("bundle.not_an_answer")
        if manifest.to != self.device:
            raise HomewardError("bundle.for_another")
        if manifest.maker != self.engine.server:
            raise HomewardError("bundle.from_unknown")
        sealed.require_signed_by(self.signer_named(manifest.certificate, maker=manifest.maker).signing_key)
        return sealed

    def read(self, data: bytes, *, in_part: bool = False) -> Delivered:
        """Reads an answer or receipt; a cut or damaged one only where the person says `in_part`, up to its last whole
        page. Raises the `bundle.*` errors, `sync.busy`, `travel.receives_nothing` where it would bring cases on a trip.
        """
        sealed = self.open(data)
        if sealed.manifest.kind == ANSWER and self.store.identity.fact(TRAVELLING):
            raise HomewardError("travel.receives_nothing")
        checked = check_payload(sealed)
        with self.alone():
            before = Bundles(self.store.database).find(sealed.manifest.id)
            if before is not None and before.is_whole:
                return Delivered(sealed.manifest, Tally(), checked, already_at=before.at)
            if not checked.is_whole and not (in_part and checked.sections):
                raise HomewardError("bundle.damaged", sections=checked.sections, of=checked.of)
            return self._read(sealed, checked, size=len(data))

    def carried(self) -> tuple[tuple[CarriedBundle, int | None], ...]:
        """The bundles made here for this server, newest first, each with when the server confirmed all of it (ms), or
        None while it has not."""
        found = Bundles(self.store.database).newest(kinds=(UP,))
        return tuple((one, self._received_at(one)) for one in found if one.server == self.engine.server)

    def _errand(self) -> Errand:
        server, identity = self.engine.server, self.store.identity
        want = (*wanted(self.store, server), *(identity.fact(_WANT + server) or "").split())
        relayed = canonical.loads((identity.fact(_RELAYED + server) or "{}").encode())
        return Errand(
            compare=self.store.word.differing(server),
            want=tuple(dict.fromkeys(want)),
            relayed_after=relayed or None,
            checkpoint=self.engine.lists.checkpoint(),
            notes=self.store.act_notes.next(most=MAX_CARRIED_NOTES),
        )

    def _read(self, sealed: Sealed, checked: Checked, *, size: int) -> Delivered:
        manifest, store, server = sealed.manifest, self.store, self.engine.server
        if not is_usable(manifest, epoch=store.cursors.epoch(server), now=store.cursors.of(server)):
            raise HomewardError("bundle.out_of_date")
        row = store.cursors.server(server)
        with Room(store.database) as room:
            pages = AnswerPages(
                manifest,
                store,
                server,
                last_contact=row.contact_at or 0,
                lists=self.engine.lists,
                clock=self.engine.clock,
                contact=self.delivered,
                watch=Unwatched(),
                room=room,
            )
            reading = Reading(pages, asked_by(manifest))
            reading.read(read_frames_of(sealed, sections=checked.sections))
            if reading.end is not None:
                reading.finish()
        self._settle(reading, is_all=reading.end is not None)
        self._note(manifest, checked, size=size)
        has_more = reading.end is not None and reading.end.has_more
        return Delivered(manifest, pages.tally, checked, has_more=has_more)

    def _settle(self, reading: Reading, *, is_all: bool) -> None:
        """What has to follow: forks and damage at once, questions with the next bundle or contact."""
        server, identity = self.engine.server, self.store.identity
        for incarnation, n in reading.damaged.items():
            self.engine.leave_damage(incarnation, n)
        for incarnation, (n, _link) in reading.forked.items():
            self.engine.leave_fork(incarnation, n)
        open_still = [] if is_all else (identity.fact(_WANT + server) or "").split()
        listed = dict.fromkeys([*open_still, *reading.missing, *reading.want])
        identity.put_fact(_WANT + server, " ".join(listed))
        identity.put_fact(_RELAYED + server, canonical.dumps(dict(reading.relayed_after)).decode())

    def _note(self, manifest: Manifest, checked: Checked, *, size: int) -> None:
        row = self.store.cursors.server(self.engine.server)
        with self.store.transaction():
            self.store.act_notes.forget_carried(manifest.answers)
            if manifest.made > (row.contact_at or 0):
                self.store.cursors.note_contact(
                    row.server,
                    at=manifest.made,
                    batch_bytes=row.batch_bytes or 0,
                    reply_bytes=row.reply_bytes or 0,
                    codings=row.codings,
                )
            records, now = manifest.counts.get("records", 0), self.engine.clock()
            read = CarriedBundle(
                manifest.id, manifest.kind, row.server, now, manifest.made, size, 0, records, checked.is_whole, {}
            )
            Bundles(self.store.database).put(read)

    def signer_named(self, certificate: Json, *, maker: Id) -> ServerCertificate:
        """The certificate that the root signed for the server which made a file; it may be newer than the one held.

        Raises `bundle.forged`.
        """
        try:
            named = read_server_certificate(canonical.dumps(certificate), root_key=self.root_key)
        except HomewardError as error:
            raise HomewardError("bundle.forged") from error
        if named.server != maker or named.serial < self.certificate.serial:
            raise HomewardError("bundle.forged")
        return named

    def _received_at(self, bundle: CarriedBundle) -> int | None:
        times = [self.store.cursors.received_at(bundle.server, one, n) for one, n in bundle.heads.items()]
        known = [at for at in times if at is not None]
        return max(known, default=bundle.at) if len(known) == len(times) else None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No exchange with the same server runs meanwhile."""
        if not self.engine.running.acquire(blocking=False):
            raise HomewardError("sync.busy")
        try:
            yield
        finally:
            self.engine.running.release()
