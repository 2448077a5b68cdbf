"""Dossiers as matching needs them: what gates and earlier decisions ask, of many at once, and nothing else of them.

Found dossiers are compared before a person opens one: nothing read here is shown, noted or counted as opened.
"""

from collections.abc import Collection, Iterable, Sequence

from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import DIRECTORY, HISTORY, Dossier
from shared_schema.rules.reading import answer
from sync_server.server import Server
from sync_server.services.dossiers import dated_values, show_rows, without_words
from sync_server.services.finding import Seeing
from sync_server.store.records import read_records, records_of_homes, records_pointing_to

KINDS_READ = frozenset({"case", "tracing_inquiry", "consent", "family_member", "match", "case_link", "review_decision"})
KINDS_LISTED = frozenset({"tracing_inquiry", "match", "tracing_action", "review_decision"})
_OF_TWO = ("case_id", "inquiry_id", "case_a", "case_b")


def read_compared(
    server: Server, sight: Seeing, homes: Sequence[Id], *, kinds: Collection[str] = KINDS_READ
) -> dict[Id, Dossier]:
    """{home: dossier} of those whose head this viewer may see, with records of these kinds."""
    connection = sight.connection
    inside = sight.visible(row for row in records_of_homes(connection, homes) if row.kind in kinds)
    pointing = (row for row in records_pointing_to(connection, homes) if row.kind in kinds)
    heads = [row.id for row in inside if row.id == row.home]
    shown = show_rows(server, inside)
    related = {one.record_id: without_words(one) for one in show_rows(server, sight.visible(pointing)).values()}
    writers = {written.by for home in heads for _dot, written in shown[home].written.values()}
    people = show_rows(server, sight.visible(read_records(connection, writers).values()))
    dated = dated_values(server, connection, [row.id for row in inside if row.id == row.home and row.version > 1])
    found: dict[Id, Dossier] = {}
    for home in heads:
        records = {one.record_id: one for one in shown.values() if one.home == home}
        near = {key: one for key, one in related.items() if home in _ends(one)}
        values = {place: value for place, value in dated.items() if place[0] == home}
        found[home] = Dossier(home, records, {**people, **near}, values, frozenset({HISTORY, DIRECTORY}))
    return found


def _ends(one: Shown) -> Iterable[object]:
    return [answer(one, name) for name in _OF_TWO]
