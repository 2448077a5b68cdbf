"""Records are put back over what is there: only what may differ is set, and whoever moved is found where she is."""

from itertools import groupby

from sqlalchemy import text

from sync_server.store.records import RecordRow, put_records, read_records, records_of_homes
from tests.asking import asked_of
from tests.builders.records import a_record_id, a_visit
from tests.builders.town import Town


def the_row(town: Town, record: str) -> RecordRow:
    """As it is stored."""
    with town.server.database.snapshot() as connection:
        return read_records(connection, [record])[record]


def test_an_edit_sets_nothing_that_says_where_a_record_lies(town: Town) -> None:
    case = town.saved_case("sokha")
    town.laptop("sokha").change(case, {"nickname": "ពៅ"})
    with asked_of(town.server.database) as asked:
        town.laptop("sokha").exchange()
    written = {
        table: [sql for sql in asked if sql.startswith(f"INSERT INTO {table} ")] for table in ("records", "feed")
    }
    assert written["records"] and written["feed"]
    assert not any("home = excluded" in sql or "kind = excluded" in sql for sql in written["records"])
    assert not any("is_gone = excluded" in sql for sql in written["feed"])
    assert town.shown(case).values["nickname"] == "ពៅ"


def test_new_records_and_those_that_moved_are_found_where_they_lie(town: Town) -> None:
    first, second = town.saved_case("sokha"), town.saved_case("sokha")
    sokha = town.laptop("sokha")
    visit = a_visit(home=first)
    sokha.save(visit)
    sokha.exchange()
    stored = the_row(town, visit.record)
    moved, new = stored._replace(home=second), stored._replace(id=a_record_id())
    with town.server.database.transaction() as connection:
        put_records(connection, [moved, new], {visit.record: stored})
    with town.server.database.snapshot() as connection:
        lie = {home: {row.id for row in records_of_homes(connection, [home])} for home in (first, second)}
    assert visit.record in lie[second] and visit.record not in lie[first] and new.id in lie[first]


def test_rows_of_one_record_in_its_scopes_are_stored_side_by_side(town: Town) -> None:
    if not town.server.database.is_sqlite:
        return  # PostgreSQL writes each row anew, wherever there is room
    sokha = town.laptop("sokha")
    for case in [town.saved_case("sokha") for _ in range(3)]:
        sokha.save(a_visit(home=case))
    sokha.exchange()
    with town.server.database.snapshot() as connection:
        stored = list(connection.scalars(text("SELECT record FROM feed ORDER BY rowid")))
    assert len(stored) > len(set(stored)), "each lies in more than one scope"
    assert len([record for record, _rows in groupby(stored)]) == len(set(stored))
