"""The answer to what came on a stick: the reply of an exchange, sealed to the laptop, to be carried back.

Promise: it holds what the laptop would have been told over the line, as of now: verdicts on everything it wrote, its
records after the cursors that it named, notices. Refused: states for a laptop that may only send.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import Connection

from shared_schema.age_text import recipient_of
from shared_schema.canonical import Json, loads
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, random_id
from shared_schema.wire.bodies import READERS
from shared_schema.wire.bundle import MAX_PAYLOAD_BYTES, file_name, reach_of, seal_bundle
from shared_schema.wire.manifest import ANSWER, RECEIPT, Manifest
from shared_schema.wire.messages import Compare, RequestHello, SetAside, Verdicts
from shared_schema.wire.sections import SectionWriter
from sync_server.keys.server_keys import sealer_to
from sync_server.server import Server
from sync_server.services.arrivals import LOG_DAMAGED
from sync_server.services.audit import exchange_checkpoints
from sync_server.services.issuers import GOOD, standing_of
from sync_server.services.renewal import renew_in_time
from sync_server.services.serve import Asked, serve
from sync_server.services.verdicts import VerdictList
from sync_server.store import log
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.bundles import StoredBundle, newest_answer_at, put_bundle, read_of_device
from sync_server.store.devices import Device, Incarnation, incarnations_of
from sync_server.store.waiting import waiting_of


@dataclass(frozen=True, slots=True)
class MadeAnswer:
    """An answer as a file: its neutral name and bytes; `records` = states in it, `has_more` = not all fitted."""

    name: str
    data: bytes
    bundle: StoredBundle
    records: int
    has_more: bool


def make_answer(server: Server, device: Device, *, receipt_only: bool = False, by: Id | None = None) -> MadeAnswer:
    """The answer to the bundle of this laptop that was read last, and the receipts of all of them.

    Raises `bundle.no_request` where none was read.
    """
    with server.database.snapshot() as connection:
        read = read_of_device(connection, device.id)
        answered_at = newest_answer_at(connection, device.id)
        may_pull = standing_of(server, connection, device) == GOOD and not receipt_only
    if not read:
        raise HomewardError("bundle.no_request")
    hello = _hello_of(read[0])
    if may_pull:
        device = renew_in_time(server, device, held=hello.have.get("certificate", 0))
    packed = SectionWriter()
    serve(server, device, _question(server, device, read, hello), encoder=packed, may_pull=may_pull)
    new = tuple(one.id for one in read if one.at >= answered_at) or (read[0].id,)
    return _seal(server, device, packed, hello, kind=ANSWER if may_pull else RECEIPT, answers=new, by=by)


def _hello_of(bundle: StoredBundle) -> RequestHello:
    hello = READERS["H"](bundle.details["hello"])
    if not isinstance(hello, RequestHello):
        raise HomewardError("wire.malformed", at=0)
    return hello


def _question(server: Server, device: Device, read: Sequence[StoredBundle], hello: RequestHello) -> Asked:
    """What the laptop asked when it made its bundle, and what it is now told of its own work.

    Nothing counts as confirmed: so the reply names how far every log is known here, and the laptop judges that itself.
    """
    with server.database.snapshot() as connection:
        lives = incarnations_of(connection, device.id)
        verdicts, echo = _standing_of_changes(connection, lives, read, hello.confirmed)
    known = dict.fromkeys((*hello.confirmed, *(one.id for one in lives)), 0)
    newest = read[0].details
    compares = [READERS["Q"](one) for one in newest["compares"]]
    return Asked(
        hello=replace(hello, confirmed=known, max_reply_bytes=MAX_PAYLOAD_BYTES),
        compares=tuple(one for one in compares if isinstance(one, Compare)),
        want=tuple(newest["want"]),
        verdicts=verdicts,
        echo=echo,
        audit=exchange_checkpoints(server, device.id, ()),
    )


def _standing_of_changes(
    connection: Connection,
    lives: Sequence[Incarnation],
    read: Sequence[StoredBundle],
    confirmed: Mapping[Id, int],
) -> tuple[Verdicts, dict[Id, set[int]]]:
    """What has become of every change that the laptop did not know to be received, as of now; and by record the
    versions that its own standing bodies made, which need not be sent back to it."""
    answers, echo = VerdictList(), dict[Id, set[int]]()
    waiting = waiting_of(connection, [one.id for one in lives])
    for life in lives:
        damaged = log.damaged_at(connection, life.id)
        carried = max((one.details["heads"].get(life.id, 0) for one in read), default=0)
        if carried > life.head_n:
            answers.wait_for((life.id, life.head_n + 1))
        for entry in log.entries_between(connection, life.id, first=confirmed.get(life.id, 0) + 1, last=life.head_n):
            held = waiting.get(entry.dot)
            if damaged is not None and entry.n >= damaged:
                behind = (life.id, damaged) if entry.n > damaged else None
                answers.set_aside(SetAside(entry.dot, LOG_DAMAGED, behind))
            elif held is not None:
                answers.set_aside(SetAside(entry.dot, held.code, held.behind))
            else:
                answers.duplicate(entry.dot)
                if entry.record is not None and entry.status == log.APPLIED:
                    echo.setdefault(entry.record, set()).add(entry.version)
    return answers.verdicts(), echo


def _seal(
    server: Server,
    device: Device,
    packed: SectionWriter,
    hello: RequestHello,
    *,
    kind: str,
    answers: tuple[Id, ...],
    by: Id | None,
) -> MadeAnswer:
    payload, now = packed.payload, server.clock()
    reach = reach_of(payload)
    manifest = Manifest(
        id=random_id(server.random(16)),
        kind=kind,
        maker=server.identity.server,
        to=device.id,
        certificate=loads(server.identity.certificate),
        made=now,
        hello=hello,
        cursors=reach.cursors,
        epoch=server.identity.epoch,
        counts={"records": reach.states},
        answers=answers,
        sections=packed.sections,
        size=len(payload),
        digest=sha256(payload).digest(),
    )
    data = seal_bundle(manifest, payload, sign=server.keys.sign, seal=sealer_to(recipient_of(device.box_key)))
    details: dict[str, Json] = {"answers": list(answers), "records": reach.states, "more": reach.has_more}
    bundle = StoredBundle(manifest.id, kind, device.id, now, now, by, len(data), 0, True, details)
    act = AuditRow(
        at=now, action="bundle.answer", actor=by, device=device.id, object_kind="bundle", object_id=manifest.id
    )

    def work(connection: Connection) -> None:
        put_bundle(connection, bundle)
        append_rows(connection, [act], random=server.random)

    server.database.run(work)
    return MadeAnswer(file_name(server.random), data, bundle, reach.states, reach.has_more)
