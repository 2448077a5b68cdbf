"""Transfers in words: a line of a list, who may take a case, what went wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from casework.web.pieces import Tag
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.rules.reading import answer
from shared_schema.vocabularies.transfer import TRANSFER_STATE
from sync_server.console.case_rows import office_words, worker_words
from sync_server.console.room import Console
from sync_server.services.moves import Move
from sync_server.services.roster import OfficeLine, Roster, read_offices, read_roster

_TONES = {"draft": "quiet", "sent": "waiting", "accepted": "good", "refused": "waiting", "revoked": "quiet"}


@dataclass(frozen=True, slots=True)
class Row:
    """A transfer in a list."""

    move: Move
    from_office: str
    to_office: str
    worker: str
    tag: Tag
    url: str


def people_of(console: Console, *, more: Sequence[Id] = ()) -> tuple[Roster, Mapping[Id, OfficeLine]]:
    """The workers and offices that a page of transfers names."""
    with console.server.database.snapshot() as connection:
        roster = read_roster(console.server, connection, console.actor(), more=more)
        return roster, read_offices(console.server, connection)


def rows_of(console: Console, moves: Sequence[Move], roster: Roster, offices: Mapping[Id, OfficeLine]) -> list[Row]:
    """Transfers as lines of a list."""
    language = console.desk.reader().language
    rows = []
    for move in moves:
        named = answer(move.shown, "to_worker")
        worker = worker_words(roster.workers.get(str(named)), language) if named else ""
        rows.append(
            Row(
                move,
                office_words(offices.get(move.from_office), language),
                office_words(offices.get(move.to_office), language),
                worker,
                Tag(TRANSFER_STATE[move.state].label(language), _TONES[move.state]),
                url_for("moves.show", transfer=move.shown.record_id),
            )
        )
    return rows


def worker_choices(console: Console, roster: Roster, office: Id | None) -> list[tuple[Id, str]]:
    """Who may take a case: active workers of an office, or of every office."""
    language = console.desk.reader().language
    return [
        (one.id, f"{worker_words(one, language)} · {office_words(roster.offices.get(one.row.office or ''), language)}")
        for one in roster.active()
        if office in (None, one.row.office)
    ]


def said(console: Console, error: HomewardError) -> str:
    """Why nothing was done, and what to do next."""
    words = error.sentences(console.desk.reader().language)
    return f"{words.happened} {words.next}"
