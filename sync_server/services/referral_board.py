"""The board of referrals of the cases within reach, by state; one waiting longer than its urgency allows is overdue."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared_schema.merge.policy import Shown
from shared_schema.rules.gates_referral import is_answer_overdue
from shared_schema.rules.reading import answer, day_of_ms
from shared_schema.scopes import REFERRAL
from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.dossiers import show_rows
from sync_server.services.reading_notes import note_reading
from sync_server.services.sight import Sight
from sync_server.services.standings import bring_up_to_date, reach_of
from sync_server.store.audit import AuditRow
from sync_server.store.coded_lists import coded_records, count_coded
from sync_server.store.records import read_records

STATES = ("draft", "sent", "accepted", "declined", "done", "revoked")
PER_PAGE, MOST_SORTED = 25, 500


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A referral with its case and provider."""

    shown: Shown
    head: Shown
    provider: Shown | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Board:
    """A page of one state; `counts` of every state, `overdue` of those that were sent (of the newest 500)."""

    lines: tuple[BoardLine, ...]
    counts: Mapping[str, int]
    overdue: int
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PER_PAGE))


def read_board(server: Server, actor: Actor, *, state: str, page: int = 1) -> Board:
    """The board in one state; overdue answers first, then those sent longest ago. Audited."""
    bring_up_to_date(server)
    today, of = day_of_ms(server.clock()), reach_of(actor)
    with server.database.snapshot() as connection:
        sight = Sight(server, connection, actor)
        scopes = sight.scopes()
        counts = {
            one: count_coded(connection, kind=REFERRAL, scopes=scopes, codes={"state": [one]}, of=of) for one in STATES
        }
        rows = coded_records(
            connection, kind=REFERRAL, scopes=scopes, codes={"state": [state]}, of=of, limit=MOST_SORTED
        )
        shown = list(sight.show(sight.visible(rows)).values())
        late = {one.record_id for one in shown if is_answer_overdue(one, today)}
        shown.sort(key=lambda one: (one.record_id not in late, str(answer(one, "sent_on") or "")))
        total = len(shown)
        page = max(1, min(page, -(-total // PER_PAGE) or 1))
        mine = shown[(page - 1) * PER_PAGE : page * PER_PAGE]
        heads = sight.show(sight.visible(read_records(connection, [one.home for one in mine]).values()))
        providers = show_rows(server, read_records(connection, [str(answer(one, "provider")) for one in mine]).values())
    lines = tuple(
        BoardLine(one, heads[one.home], providers.get(str(answer(one, "provider"))), one.record_id in late)
        for one in mine
        if one.home in heads
    )
    row = AuditRow(server.clock(), "referral.board", actor.person.worker, None, REFERRAL)
    note_reading(server, row)
    return Board(lines, counts, len(late), total, page)
