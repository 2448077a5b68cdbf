"""Opening a restricted record on a laptop is written down, and stands in its history."""

from tests.builders.records import a_case, an_edit
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
