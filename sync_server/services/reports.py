"""Reports of the centre: figures over the coded dossiers that a person may list, with what stands beside them.

A caseload of some thousand dossiers is counted at once. A larger one is counted by a job and kept, and always told with
the moment at which it was counted: never a stale number that looks new. Who cannot list the cases behind a number gets
the suppressed tables; so does everything that leaves.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import orjson
from sqlalchemy import Connection

from casework.reports.asked import BEGINNING, Asked
from casework.reports.data_quality import Quality
from casework.reports.figure import Figure
from casework.reports.kept import figure_from_json, figure_to_json, told_from_json
from casework.reports.learning import Training, attendees_by_training
from casework.reports.report import Beside, report
from shared_schema import canonical
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import answer, day, day_of_ms
from shared_schema.words.sentence import Words
from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.coded import coded_dossiers
from sync_server.services.dossiers import show_rows
from sync_server.services.newcomers import intake_verdicts
from sync_server.services.people_names import name_in
from sync_server.services.standings import bring_up_to_date, reach_of
from sync_server.store.people import list_offices
from sync_server.store.records import RecordRow, list_page
from sync_server.store.reports import (
    Snapshot,
    count_broken_rules,
    find_snapshot,
    has_more_coded,
    keep_snapshot,
    want_snapshot,
    wanted_snapshots,
)
from sync_server.store.roster import roster_rows, unverified_persons
from sync_server.store.standing_counts import two_versions_waiting
from sync_server.store.standing_lists import Reach

AT_ONCE = 2_000  # dossiers that are counted while somebody waits: about a second
KEPT_MS = 12 * 3_600_000
_PAGE = 500
TARGETS = ("F1", "F2", "F3")  # the codes of the settings, as the report names its figures
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for: a period, one office or all of hers, one grant or all."""

    first: date
    last: date
    office: Id | None = None
    grant: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Figures by number, what was asked, when the data were cut off, and dossiers that wait to be counted anew.

    `figures` is None where they are still being made.
    """

    asked: Asked
    figures: Mapping[str, Figure] | None
    at: int
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """Figures for people who may see real counts, as `Counted`; a release needs more than stands here."""

    figures: Mapping[str, Figure] | None
    at: int
    waiting: int = 0


def figures_for(server: Server, actor: Actor, wanted: Wanted) -> Counted:
    """The figures of what this person may list: made now, or kept and told as of when, or asked for."""
    found = _figures(server, actor, wanted, read=figure_from_json)
    with server.database.snapshot() as connection:
        asked = asked_for(server, connection, wanted, _narrowed(reach_of(actor), wanted))
    return Counted(asked, found.figures, found.at, found.waiting)


def figures_told(server: Server, actor: Actor, wanted: Wanted) -> Told:
    """The same for a page of real counts, which reads what its tables tell and no more."""
    return _figures(server, actor, wanted, read=told_from_json)


def make_again(server: Server, actor: Actor, wanted: Wanted) -> None:
    """Asks for figures that are kept to be counted anew."""
    reach, now = _narrowed(reach_of(actor), wanted), server.clock()
    server.database.run(lambda c: want_snapshot(c, _scope(reach, wanted), _text(reach, wanted), at=now))


def is_wanted(server: Server) -> bool:
    """Whether somebody waits for figures."""
    with server.database.snapshot() as connection:
        return bool(wanted_snapshots(connection))


def make_wanted(server: Server) -> int:
    """Counts what somebody waits for; how many reports. Run by a job."""
    with server.database.snapshot() as connection:
        waiting = wanted_snapshots(connection)
    for one in waiting:
        _make_one(server, one)
    return len(waiting)


def asked_for(server: Server, connection: Connection, wanted: Wanted, reach: Reach) -> Asked:
    """Everything that figures need to know besides the dossiers."""
    newcomers = unverified_persons(connection)
    settings = list(_every(server, connection, "setting"))
    starts = [day(one, "from_on") for one in settings if answer(one, "setting_type") == "target"]
    return Asked(
        wanted.first,
        wanted.last,
        day_of_ms(server.clock()),
        start=min((one for one in starts if one is not None), default=BEGINNING),
        offices=reach.offices or None,
        grant=wanted.grant,
        unverified=newcomers,
        intake=intake_verdicts(server, connection, newcomers),
        aliases=_aliases(connection),
        names=_names(server, connection),
    )


def offices_of(server: Server, actor: Actor, language: str) -> tuple[tuple[Id, str], ...]:
    """(id, name) of the offices whose cases she may list."""
    reach = reach_of(actor)
    with server.database.snapshot() as connection:
        found = [one for one in _every(server, connection, "office") if one.record_id in reach.offices]
    return tuple(sorted(((one.record_id, name_in(one, language)) for one in found), key=lambda pair: pair[1]))


def providers(server: Server, language: str) -> tuple[tuple[Id, str], ...]:
    """(id, name) of active organisations of the directory."""
    with server.database.snapshot() as connection:
        found = [one for one in _every(server, connection, "provider") if answer(one, "active") is not False]
    return tuple(sorted(((one.record_id, name_in(one, language)) for one in found), key=lambda pair: pair[1]))


def grants(server: Server) -> tuple[str, ...]:
    """The codes of grants in the settings."""
    with server.database.snapshot() as connection:
        found = [one for one in _every(server, connection, "setting") if answer(one, "setting_type") == "grant"]
    return tuple(sorted(code for one in found if isinstance(code := answer(one, "code"), str)))


def _figures(server: Server, actor: Actor, wanted: Wanted, *, read: Callable[[Json], Figure]) -> Told:
    waiting = bring_up_to_date(server).waiting
    reach = _narrowed(reach_of(actor), wanted)
    with server.database.snapshot() as connection:
        if not has_more_coded(connection, reach, than=AT_ONCE):
            figures = _make(server, connection, reach, asked_for(server, connection, wanted, reach))
            return Told(figures, server.clock(), waiting)
        kept = find_snapshot(connection, _scope(reach, wanted))
    now = server.clock()
    if kept is None or kept.made_at is None or kept.made_at < now - KEPT_MS:
        server.database.run(lambda c: want_snapshot(c, _scope(reach, wanted), _text(reach, wanted), at=now))
    if kept is None or kept.figures is None or kept.made_at is None:
        return Told(None, now)
    return Told({number: read(one) for number, one in orjson.loads(kept.figures).items()}, kept.made_at, waiting)


def _make(server: Server, connection: Connection, reach: Reach, asked: Asked) -> dict[str, Figure]:
    beside = Beside(
        tuple(_trainings(server, connection, reach)),
        _targets(_every(server, connection, "setting"), asked.reached),
        _quality(server, connection, reach, asked),
        tuple(one for one in _every(server, connection, "provider") if answer(one, "active") is not False),
        tuple(_every(server, connection, "provider_service")),
    )
    # whose dossiers is judged by reach; her own case of another office counts for her too
    return report(coded_dossiers(connection, reach), beside, replace(asked, offices=None))


def _make_one(server: Server, one: Snapshot) -> None:
    kept = orjson.loads(one.asked)
    reach = Reach(frozenset(kept["offices"]), kept["worker"])
    first, last = date.fromisoformat(kept["first"]), date.fromisoformat(kept["last"])
    wanted = Wanted(first, last, None, kept["grant"])
    cut_off = server.clock()
    with server.database.snapshot() as connection:
        figures = _make(server, connection, reach, asked_for(server, connection, wanted, reach))
    text = canonical.dumps({number: figure_to_json(figure) for number, figure in figures.items()}).decode()
    server.database.run(lambda c: keep_snapshot(c, one.scope, figures=text, at=cut_off))


def _narrowed(reach: Reach, wanted: Wanted) -> Reach:
    """One office of hers; an office that is not hers leaves nothing."""
    if wanted.office is None:
        return reach
    return Reach(reach.offices & {wanted.office} or frozenset({"none"}), "")


def _text(reach: Reach, wanted: Wanted) -> str:
    return canonical.dumps(
        {
            "offices": sorted(reach.offices),
            "worker": reach.worker,
            "first": wanted.first.isoformat(),
            "last": wanted.last.isoformat(),
            "grant": wanted.grant,
        }
    ).decode()


def _scope(reach: Reach, wanted: Wanted) -> str:
    return hashlib.sha256(_text(reach, wanted).encode()).hexdigest()


def _every(server: Server, connection: Connection, kind: str) -> Iterator[Shown]:
    for rows in _pages(connection, kind):
        for shown in show_rows(server, rows).values():
            if not shown.is_retracted:
                yield shown


def _pages(connection: Connection, kind: str) -> Iterator[list[RecordRow]]:
    after: Id | None = None
    while True:
        rows = list_page(connection, kind=kind, homes=None, after=after, limit=_PAGE)
        yield rows
        if len(rows) < _PAGE:
            return
        after = rows[-1].id


def _aliases(connection: Connection) -> dict[Id, Id]:
    """{joined case: the case that is kept}, of links that are merged."""
    found: dict[Id, Id] = {}
    for rows in _pages(connection, "case_link"):
        for coded in (orjson.loads(row.coded) for row in rows if row.coded):
            kept = coded.get("survivor")
            if coded.get("state") == "merged" and coded.get("retracted") is not True and kept:
                found |= {case: kept for case in (coded.get("case_a"), coded.get("case_b")) if case and case != kept}
    return found


def _names(server: Server, connection: Connection) -> dict[Id, Words]:
    """Of offices by their code, then of providers by name: tables keep this order."""
    found: dict[Id, Words] = {}
    for kind in ("office", "provider"):
        listed: dict[Id, Words] = {}
        for shown in _every(server, connection, kind):
            en, km = name_in(shown, "en"), name_in(shown, "km")
            listed[shown.record_id] = Words(en or shown.record_id, km or en or shown.record_id)
        by_name = sorted(listed, key=lambda one: (listed[one].en, one))
        found |= {one: listed[one] for one in sorted(by_name, key=_by_code(connection))}
    return found


def _by_code(connection: Connection) -> Callable[[Id], int]:
    """The order of offices as every table has it; what is no office comes behind them."""
    places = {one.id: at for at, one in enumerate(list_offices(connection))}
    return lambda one: places.get(one, len(places))


def _targets(settings: Iterator[Shown], on: date) -> dict[str, int]:
    """The targets that hold on a day, by figure."""
    found: dict[str, int] = {}
    for one in settings:
        number, value = str(answer(one, "code")).strip().upper(), answer(one, "value")
        begins, ends = day(one, "from_on"), day(one, "until_on")
        holds = (begins is None or begins <= on) and (ends is None or on <= ends)
        if answer(one, "setting_type") == "target" and number in TARGETS and isinstance(value, int) and holds:
            found[number] = value
    return found


def _trainings(server: Server, connection: Connection, reach: Reach) -> Iterator[Training]:
    events = [one for one in _every(server, connection, "training") if one.home in reach.offices]
    homes = {one.home for one in events}
    attendees = [one for one in _every(server, connection, "training_attendee") if one.home in homes]
    yield from attendees_by_training(events, attendees)


def _quality(server: Server, connection: Connection, reach: Reach, asked: Asked) -> Quality:
    conflicts, since = two_versions_waiting(connection, reach)
    oldest = 0 if since is None else (server.clock() - since) // DAY_MS
    silent = _silent_days(server, connection, reach)
    return Quality(conflicts, oldest, count_broken_rules(connection, reach), len(asked.unverified), silent)


def _silent_days(server: Server, connection: Connection, reach: Reach) -> dict[Id, int | None]:
    """Days since a laptop of each office last sent; None where none ever did."""
    newest: dict[Id, int | None] = dict.fromkeys(sorted(reach.offices, key=_by_code(connection)))
    for row in roster_rows(connection, offices=reach.offices):
        before = newest.get(row.office or "")
        if row.office in newest and row.last_contact_at is not None:
            newest[row.office] = max(before or 0, row.last_contact_at)
    now = server.clock()
    return {office: None if at is None else (now - at) // DAY_MS for office, at in newest.items()}
