"""The coded line of a dossier, made from its records after they were touched, and read by everybody within her reach.

Promise: a figure is true as of now: what was touched a moment ago is made anew before it is counted, as far as that is
little; the rest is counted and told as `waiting`. Restricted records say nothing here, whoever asks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection

from casework.case_list import CasesWanted
from casework.outline import outline_of
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.follow_up import latest_return
from shared_schema.rules.patterns import ESCALATED_AFTER_DAYS, ESCALATED_AFTER_DAYS_HIGH, SOON_DAYS
from shared_schema.rules.reading import answer, day_of_ms
from shared_schema.scopes import ASSIGNMENT, Holders
from shared_schema.vocabularies.province import PROVINCE
from sync_server.server import Server
from sync_server.services.access import UNVERIFIED, Action, Actor, Target, decide
from sync_server.services.coded import make_coded
from sync_server.services.dossiers import dossiers_of_homes
from sync_server.store.records import RecordRow, all_dossiers, read_dossiers
from sync_server.store.standing_lists import Reach, Sought, list_homes
from sync_server.store.standing_sums import count_again, is_behind, is_counted, sum_standings
from sync_server.store.standings import (
    CASE,
    INQUIRY,
    Standing,
    count_not_made_yet,
    drop_standings,
    expired,
    not_made_yet,
    put_standings,
)

OF_A_DAY = 200  # cases that Today looks through, those due first; and pages of tasks and of questions
AT_ONCE = 25  # lines that a page makes anew before it counts


def soon_after(today: date) -> date:
    """The last day whose visits count as due."""
    return today + timedelta(days=SOON_DAYS)


def standing_of(dossier: Dossier, today: date, *, now_ms: int) -> Standing | None:
    """The line of a case or inquiry; None where the head is not held or was voided."""
    head = dossier.head
    if head is None or head.is_retracted or head.kind not in (CASE, INQUIRY):
        return None
    line = replace(_of_head(head), made_at=now_ms)
    return line if head.kind == INQUIRY else _of_case(line, _unrestricted(dossier), today)


def make_standings(server: Server, connection: Connection, dossiers: Iterable[Dossier]) -> None:
    """Write the lines of dossiers that were read in this transaction, and what figures are made of."""
    now, read = server.clock(), list(dossiers)
    make_coded(server, connection, read)
    made = {one.home: standing_of(one, day_of_ms(now), now_ms=now) for one in read}
    put_standings(connection, [one for one in made.values() if one is not None])
    drop_standings(connection, [home for home, one in made.items() if one is None])


def remake_standings(server: Server, homes: Iterable[Id]) -> None:
    """Read these dossiers and write their lines."""
    wanted = list(homes)
    if not wanted:
        return

    def work(connection: Connection) -> None:
        there = read_dossiers(connection, wanted)
        standing = [home for home in wanted if home in there and not there[home].erased_at]
        found = list(_read(server, connection, standing).values())
        make_standings(server, connection, found)

    server.database.run(work)


def remake_all(server: Server) -> int:
    """Make every line and the codes of every dossier anew, some at a time; how many dossiers were read."""
    with server.database.snapshot() as connection:
        homes = [one.id for one in all_dossiers(connection)]
    for start in range(0, len(homes), AT_ONCE):
        remake_standings(server, homes[start : start + AT_ONCE])
    return len(homes)


def remake_expired(server: Server, *, at_most: int = AT_ONCE) -> int:
    """Make lines anew whose records mean something else from today on; how many."""
    today = day_of_ms(server.clock()).isoformat()
    with server.database.snapshot() as connection:
        homes = expired(connection, today=today, limit=at_most)
    remake_standings(server, homes)
    return len(homes)


@dataclass(frozen=True, slots=True)
class UpToDate:
    """How true the lines are: dossiers that wait to be counted anew, and as of when (milliseconds)."""

    waiting: int
    at: int


def bring_up_to_date(server: Server, *, at_most: int = AT_ONCE) -> UpToDate:
    """Make anew what was touched last, before a page counts; the rest is told."""
    today = day_of_ms(server.clock()).isoformat()
    with server.database.snapshot() as connection:
        touched = not_made_yet(connection, limit=at_most)
        homes = dict.fromkeys((*touched, *expired(connection, today=today, limit=at_most)))
    remake_standings(server, homes)
    if len(touched) < at_most:
        return UpToDate(0, server.clock())
    with server.database.snapshot() as connection:
        return UpToDate(count_not_made_yet(connection), server.clock())


def bring_sums_up_to_date(server: Server) -> UpToDate:
    """The same for figures that read sums: those of everybody whose lines changed are made anew."""
    truth = bring_up_to_date(server)
    today = day_of_ms(server.clock())
    with server.database.snapshot() as connection:
        is_true = is_counted(connection, today=today.isoformat())
    if not is_true:
        days = [one.isoformat() for one in (today, soon_after(today), *quarter_of(today))]
        days_of = dict(zip(("today", "soon", "since", "until"), days, strict=True))
        server.database.run(lambda tx: count_again(tx, **days_of))
    return truth


@contextmanager
def true_lines(server: Server) -> Iterator[tuple[Connection, UpToDate]]:
    """One view in which lines and sums are as true as it says: what is behind is made anew before."""
    with server.database.snapshot() as connection:
        if not is_behind(connection, today=day_of_ms(server.clock()).isoformat()):
            yield connection, UpToDate(0, server.clock())
            return
    truth = bring_sums_up_to_date(server)
    with server.database.snapshot() as connection:
        yield connection, truth


def reach_of(actor: Actor) -> Reach:
    """Whose dossiers this person may list; nobody's where she may list none."""
    if not decide(actor, Action.SEE, _own(actor)):
        return Reach(frozenset(), "")
    is_leading = actor.person.role != "social_worker" and actor.status != UNVERIFIED
    return Reach(actor.offices if is_leading else frozenset(), actor.person.worker)


def _own(actor: Actor) -> Target:
    return Target(Holders(workers=frozenset({actor.person.worker})))


def _read(server: Server, connection: Connection, homes: Sequence[Id]) -> dict[Id, Dossier]:
    return dossiers_of_homes(server, connection, homes, sees=_is_counted, has_clearance=False)


def _is_counted(row: RecordRow) -> bool:
    return not row.is_restricted and not (row.kind in KINDS and KINDS[row.kind].restricted)


def _unrestricted(dossier: Dossier) -> Dossier:
    kept = {key: one for key, one in dossier.records.items() if not KINDS[one.kind].restricted}
    return replace(dossier, records=kept)


def _of_head(head: Shown) -> Standing:
    second = _second_assignment(head)
    number_day = "registered_on" if head.kind == CASE else "inquiry_date"
    return Standing(
        home=head.record_id,
        kind=head.kind,
        worker=_text(answer(head, "case_worker")),
        office=_text(answer(head, "office")),
        other_worker=second[0],
        other_office=second[1],
        author=head.author,
        begun_on=_text(answer(head, number_day)),
        status=_text(answer(head, "status")) or "open",
        stage=_text(answer(head, "stage")),
        closed_on=_text(answer(head, "closed_on")),
    )


def _of_case(line: Standing, dossier: Dossier, today: date) -> Standing:
    outline = outline_of(dossier, today)
    if outline is None:
        return line
    returned, due = latest_return(dossier), outline.due
    tried = _last_attempt(dossier, outline.last_seen, today)
    due_on = None if due is None else date.fromisoformat(due.day)
    limit = ESCALATED_AFTER_DAYS_HIGH if outline.risk == "high" else ESCALATED_AFTER_DAYS
    late = None if due is None else due.tolerance + 1
    return replace(
        line,
        risk=outline.risk,
        province=_province(answer(returned, "to_place")) or _province(answer(dossier.head, "current_place")),
        due_on=_day(due_on, 0),
        overdue_on=_day(due_on, late or 0),
        escalated_on=_day(due_on, max(late or 0, limit)),
        last_seen_on=outline.last_seen or None,
        last_tried_on=_text(answer(tried, "visited_on")),
        not_seen_reason=_text(answer(tried, "not_seen_reason")),
        attempts=outline.attempts,
        reunified_on=_text(answer(returned, "date_reunification")),
        open_alerts=len(outline.alerts),
        open_tasks=len(outline.tasks),
        open_questions=len(outline.questions),
        open_matches=sum(answer(one, "state") == "proposed" for one in dossier.of_kind("match")),
        is_lost=outline.is_lost_suggested,
        stands_until=outline.stands_until or None,
    )


def _last_attempt(dossier: Dossier, last_seen: str, today: date) -> Shown | None:
    tried = [
        (visited, one)
        for one in dossier.of_kind("visit")
        if answer(one, "seen") in ("no", "other_only") and (visited := str(answer(one, "visited_on") or "")) > last_seen
    ]
    done = [one for one in tried if one[0] <= today.isoformat()]
    return max(done, key=lambda one: one[0])[1] if done else None


def _second_assignment(head: Shown) -> tuple[Id | None, Id | None]:
    conflict = next((one for one in head.conflicts if one.register == ASSIGNMENT), None)
    if conflict is None:
        return None, None
    shown = (answer(head, "case_worker"), answer(head, "office"))
    values = [version.value for version in conflict.versions if isinstance(version.value, dict)]
    pairs = [(_text(one.get("case_worker")), _text(one.get("office"))) for one in values]
    return next((pair for pair in pairs if pair != shown), (None, None))


def _province(place: Json) -> str | None:
    return _text(place.get("province")) if isinstance(place, Mapping) else None


def _day(day: date | None, later: int) -> str | None:
    return None if day is None else (day + timedelta(days=later)).isoformat()


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) and value else None


def page_of_cases(connection: Connection, actor: Actor, wanted: CasesWanted, today: date) -> tuple[list[Id], int]:
    """Ids of a page of the cases within her reach by next visit, and how many there are; of a place only the province
    is coded."""
    reach, state = reach_of(actor), wanted.holding or ("overdue" if wanted.overdue else wanted.status)
    province = wanted.village if wanted.village in PROVINCE else None
    sought = Sought(today=today.isoformat(), risk=wanted.risk or None, state=state, province=province)
    limit = min(wanted.limit, OF_A_DAY) if wanted.is_day or wanted.holding else wanted.limit
    homes = list_homes(connection, reach, sought, first=wanted.first, limit=limit)
    return homes, sum_standings(connection, reach, sought)


def quarter_of(today: date) -> tuple[date, date]:
    """The first and the last day of the quarter of a day."""
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    following = date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    return first, following - timedelta(days=1)
