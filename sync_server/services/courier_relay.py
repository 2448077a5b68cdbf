"""A stick from a provincial hub at the centre: what a relay holds, taken in and answered by what a relay does.

Promise: one bad laptop holds up nobody else of the hub; a withdrawn hub brings no new laptops and gets no states, and
what laptops signed is theirs, whoever carries it. Refused: anything that a relay could not hold.
"""

from collections.abc import Iterable
from dataclasses import replace

from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.bodies import READERS, write_body
from shared_schema.wire.messages import HubFacts, Message, Refused, RequestHello
from sync_server.server import Server
from sync_server.services import relaying
from sync_server.services.carried import Questions, Told
from sync_server.services.courier_verdicts import carried_heads, standing_of_changes
from sync_server.services.issuers import signer_named
from sync_server.services.limits import require_changes
from sync_server.services.requests import Request, sort_out
from sync_server.services.serve import Asked
from sync_server.store.bundles import StoredBundle
from sync_server.store.devices import Device, find_incarnation
from sync_server.store.hubs import OtherServer, read_told, refusals_of

Steps = Iterable[tuple[Message, ...]]


def verify_relayed(hello: RequestHello, steps: Steps) -> Questions:
    """The first pass: every frame is one of a relay, and within its limits; nothing is stored. Batches are verified
    where they are taken in, each log by itself. Raises `wire.malformed`, `request.too_large`."""
    asked = Questions()
    for step in steps:
        found = sort_out(hello, step, is_hub=True)
        if found.witnesses:
            raise HomewardError("wire.malformed", at=0)  # a hub has none
        require_changes(found.batches)
        asked.compares += found.compares
        asked.want += found.want
        asked.checkpoints += found.checkpoints
        asked.changes += sum(len(batch.items) for batch in found.batches)
    asked.require_few()
    return asked


def take_relayed(
    server: Server, hub: OtherServer, hello: RequestHello, steps: Steps, *, standing: str, told: Told
) -> list[Json]:
    """The second pass: step by step through the same intake as a relay. Answers what was refused, as it is kept."""
    refused: dict[Id, Refused] = {}
    facts: HubFacts | None = None
    for step in steps:
        found = sort_out(hello, step, is_hub=True)
        facts = found.facts or facts
        found.batches = [one for one in found.batches if one.incarnation not in refused]
        relayed = relaying.take_in(server, hub, found, standing=standing)
        refused |= relayed.refused
        told.add(relayed.verdicts)
    told.refused = len(refused)
    _note_facts(server, hub, Request(hello, facts=facts))
    return [write_body(one) for one in refused.values()]


def _note_facts(server: Server, hub: OtherServer, asked: Request) -> None:
    """Unless the hub has said since that it holds more: then these words are old."""
    with server.database.snapshot() as connection:
        held = read_told(connection).get(hub.server)
    if held is None or all(asked.hello.cursors.get(scope, 0) >= at for scope, at in held.cursors.items()):
        relaying.note_facts(server, hub, asked)


def relayed_question(
    server: Server, hub: OtherServer, read: list[StoredBundle], hello: RequestHello, *, may_pull: bool
) -> Asked:
    """What the reply of a relay is written from, as of now. Nothing counts as confirmed: the reply names how far every
    log is known here, so that a hub can read it after a newer contact."""
    carried = carried_heads(read)
    named = {**dict.fromkeys(carried, 0), **hello.confirmed}
    with server.database.snapshot() as connection:
        rows = {one: row for one in sorted(named) if (row := find_incarnation(connection, one)) is not None}
        may_know = relaying.known_in_reach(server, hub, Request(replace(hello, confirmed=named)))
        lives = [row for one, row in rows.items() if one in carried and one in may_know]
        verdicts, _echo = standing_of_changes(connection, lives, carried, hello.confirmed, is_hub=True)
        still = {one.incarnation for one in refusals_of(connection, hub.server)}
    told = [one for one in _refused(read) if one.incarnation in still]
    lost = {one: n for one, n in named.items() if one not in rows or not rows[one].head_n}
    roster = relaying.roster_frame(server, hub, held=hello.have.get("roster", 0)) if may_pull else ()
    newest = read[0].details
    return Asked(
        hello=replace(hello, confirmed={**dict.fromkeys(named, 0), **lost}),
        want=tuple(newest["want"]),
        verdicts=verdicts,
        told=(*roster, *told),
        may_know=may_know,
    )


def recipient_of_hub(server: Server, hub: OtherServer) -> str:
    """The age recipient of a hub, as its root-signed certificate says."""
    with server.database.snapshot() as connection:
        return signer_named(server, connection, hub.server).age_recipient


def hub_of(server: Server, device: Device) -> OtherServer:
    """The hub whose device made a bundle; `bundle.from_unknown` where none is known by it."""
    try:
        return relaying.hub_behind(server, device)
    except HomewardError as error:
        raise HomewardError("bundle.from_unknown") from error


def _refused(read: Iterable[StoredBundle]) -> list[Refused]:
    """What the newest of these bundles says of each incarnation."""
    found: dict[Id, Refused] = {}
    for bundle in read:
        for body in bundle.details.get("refused", ()):
            one = READERS["f"](body)
            if isinstance(one, Refused):
                found.setdefault(one.incarnation, one)
    return list(found.values())
