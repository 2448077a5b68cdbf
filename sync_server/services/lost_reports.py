"""What is written down when a laptop is reported as lost: the answers given, and what lay on it at that moment."""

from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema import canonical
from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.services.hub_reach import scopes_of
from sync_server.store.contacts import (
    LostReport,
    count_held,
    count_restricted,
    held_with_restricted,
    put_lost_report,
)
from sync_server.store.devices import Device

WAS = ("on", "asleep", "off", "unknown")
HAD_BY = ("worker", "colleague", "family", "stranger", "unknown")
REASONS = ("lost", "stolen", "left", "suspected")


@dataclass(frozen=True, slots=True)
class LostAnswers:
    """What the person who reports it knows: the day it was last seen, on or off, who had it, and why access ends."""

    last_seen_on: str
    was: str
    had_by: str
    reason: str


def keep_lost_report(
    server: Server, connection: Connection, device: Device, answers: LostAnswers, *, by: Id
) -> LostReport:
    """The report, with the dossiers that the laptop holds now: cases may move to somebody else afterwards."""
    scopes = scopes_of(connection, device)
    report = LostReport(
        device=device.id,
        reported_at=server.clock(),
        reported_by=by,
        last_seen_on=answers.last_seen_on,
        was=answers.was,
        had_by=answers.had_by,
        reason=answers.reason,
        cases=count_held(connection, scopes),
        restricted=count_restricted(connection, scopes),
        held=canonical.dumps([list(one) for one in held_with_restricted(connection, scopes)]).decode(),
    )
    put_lost_report(connection, report)
    return report
