"""Case conferences of the cases within reach: those planned by day, and minutes that still await a signature."""

from dataclasses import dataclass

from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import answer
from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.reading_notes import note_reading
from sync_server.services.sight import Sight
from sync_server.services.standings import bring_up_to_date, reach_of
from sync_server.store.audit import AuditRow
from sync_server.store.coded_lists import coded_records
from sync_server.store.records import read_dossiers

CONFERENCE = "case_conference"
MOST_READ = 300


@dataclass(frozen=True, slots=True)
class Meeting:
    """A conference with the number of its case (never a name: consent to the conference may be missing) and office."""

    shown: Shown
    number: str
    office: Id | None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Planned ones by day; held ones whose minutes are not signed, the oldest first; `is_cut` = there may be more."""

    planned: tuple[Meeting, ...]
    unsigned: tuple[Meeting, ...]
    is_cut: bool


def read_calendar(server: Server, actor: Actor) -> Calendar:
    """Audited as one question."""
    bring_up_to_date(server)
    planned, held = _in_state(server, actor, "planned"), _in_state(server, actor, "held")
    row = AuditRow(server.clock(), "conference.calendar", actor.person.worker, None, CONFERENCE)
    note_reading(server, row)
    return Calendar(planned, held, MOST_READ in (len(planned), len(held)))


def _in_state(server: Server, actor: Actor, state: str) -> tuple[Meeting, ...]:
    with server.database.snapshot() as connection:
        sight = Sight(server, connection, actor)
        rows = coded_records(
            connection,
            kind=CONFERENCE,
            scopes=sight.scopes(),
            codes={"state": [state]},
            of=reach_of(actor),
            limit=MOST_READ,
        )
        shown = sight.show(sight.visible(rows))
        dossiers = read_dossiers(connection, {one.home for one in shown.values()})
    found = []
    for one in sorted(shown.values(), key=lambda each: str(answer(each, "held_on") or "")):
        dossier = dossiers.get(one.home)
        offices = sorted(dossier.holders.offices) if dossier is not None else []
        number = dossier.number if dossier is not None else None
        found.append(Meeting(one, number or "", offices[0] if offices else None))
    return tuple(found)
