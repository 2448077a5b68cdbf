"""Opening a restricted record on a laptop is written down, and stands in its history; the office is told of it, and of
papers with names, at the next sending."""

from shared_schema.wire.messages import ActNote
from sync_server.store.audit import AuditRow, find_rows
from tests.builders.records import a_case, an_edit
from tests.central import Central
from tests.field_client.sync.laptops import Field, save
from tests.field_client.web.programs import an_open_program


def test_opening_a_restricted_record_is_written_down_and_a_visit_is_not(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        held = made.program.held()
        case = a_case(worker=held.book.person)
        told = {"trafficking_status": "possible_victim", "account": "as she told it"}
        account = an_edit("trafficking_account", told, home=case.record)
        words = {"noted_on": "2026-11-01", "note_type": "admin", "text": "t"}
        note = an_edit("case_note", words, home=case.record)
        save(held, case, account, note)
        page = made.get(f"/cases/{case.record}/trafficking_account/{account.record}").get_data(as_text=True)
        assert "as she told it" in page and "That you opened it is written down." in page
        made.get(f"/cases/{case.record}/case_note/{note.record}")
        history = made.get(f"/records/{account.record}/history").get_data(as_text=True)
        assert "Opened on this laptop" in history
        assert f"Laptop {held.store.log.current().code}" in history, "what was written here names this laptop"
        assert "Opened on this laptop" not in made.get(f"/records/{note.record}/history").get_data(as_text=True)
        facts = held.store.identity
        assert facts.fact(f"opened/{account.record}") and facts.fact(f"opened/{note.record}") is None


def told(centre: Central, action: str) -> list[AuditRow]:
    with centre.server.database.snapshot() as connection:
        return [one.row for one in find_rows(connection, action=action)]


def test_the_office_learns_once_of_a_restricted_record_that_was_opened_and_of_a_list_with_names(
    laptop: Field, centre: Central
) -> None:
    with an_open_program(laptop) as made:
        held = made.program.held()
        case = a_case(worker=held.book.person)
        account = an_edit(
            "trafficking_account", {"trafficking_status": "possible_victim", "account": "told"}, home=case.record
        )
        save(held, case, account)
        made.get(f"/cases/{case.record}/trafficking_account/{account.record}")
        made.post("/today/route", {"village": ""})
        made.post("/today/route", {"village": "", "names": "yes"})
        assert told(centre, "laptop.open") == []
        held.sync()
        held.sync()
        (opened,) = told(centre, "laptop.open")
        (printed,) = told(centre, "laptop.print")
        assert (opened.actor, opened.device) == (held.book.person.worker, held.identity.device)
        assert (opened.object_kind, opened.object_id) == ("trafficking_account", account.record)
        assert opened.reason_code is not None and opened.reason_code.startswith("at:2026-11-1")
        assert printed.object_kind == "route_list" and str(printed.reason_code).endswith(" names:1")
        assert held.store.act_notes.next() == ()


def test_a_note_that_is_told_twice_is_one_row_of_the_audit(laptop: Field, centre: Central) -> None:
    with an_open_program(laptop) as made:
        held = made.program.held()
        note = ActNote(laptop.tools.new_id(), "print", "attendance_list", laptop.tools.clock(), None, 12)
        held.store.act_notes.add(note)
        held.sync()
        held.store.act_notes.add(note)  # as if the reply had been lost after the centre committed
        held.sync()
        assert len(told(centre, "laptop.print")) == 1 and held.store.act_notes.next() == ()
