"""The board of referrals of the cases within reach, by state; one waiting longer than its urgency allows is overdue.

Promise: every referral of a state stands on one of its pages. Those that wait longest are looked at first, so that none
that is overdue falls behind newer ones.
"""

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
SENT = "sent"
PER_PAGE, MOST_SORTED = 25, 500  # whole pages: those behind the sorted ones follow as the store has them


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A referral with its case and provider."""

    shown: Shown
    head: Shown
    provider: Shown | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Board:
    """A page of one state; `counts` of every state, `overdue` of those that were sent: of the 500 that wait longest
    (`is_more` = there may be more of them)."""

    lines: tuple[BoardLine, ...]
    counts: Mapping[str, int]
    overdue: int
    is_more: bool
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
        total = counts[state]
        page = max(1, min(page, -(-total // PER_PAGE)))

        def part(first: int, limit: int) -> list[Shown]:
            found = coded_records(
                connection, kind=REFERRAL, scopes=scopes, codes={"state": [state]}, of=of, first=first, limit=limit,
                is_oldest_first=state == SENT,
            )  # fmt: skip
            return list(sight.show(sight.visible(found)).values())

        first = (page - 1) * PER_PAGE
        sorted_part = part(0, MOST_SORTED)
        late = {one.record_id for one in sorted_part if is_answer_overdue(one, today)}
        sorted_part.sort(key=lambda one: (one.record_id not in late, str(answer(one, "sent_on") or "")))
        mine = sorted_part[first : first + PER_PAGE] if first < MOST_SORTED else part(first, PER_PAGE)
        heads = sight.show(sight.visible(read_records(connection, [one.home for one in mine]).values()))
        providers = show_rows(server, read_records(connection, [str(answer(one, "provider")) for one in mine]).values())
    lines = tuple(
        BoardLine(one, heads[one.home], providers.get(str(answer(one, "provider"))), is_answer_overdue(one, today))
        for one in mine
        if one.home in heads
    )
    row = AuditRow(server.clock(), "referral.board", actor.person.worker, None, REFERRAL)
    note_reading(server, row)
    return Board(lines, counts, len(late), total > MOST_SORTED, total, page)
