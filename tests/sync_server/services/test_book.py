"""The console's book: what is forbidden is not there, what is read is audited, too much reading is noticed."""

import pytest
from sqlalchemy import select

from casework.book import Edit, Problems, Query, Saved
from shared_schema.errors import HomewardError
from sync_server.services.book import CentralCaseBook, make_books
from sync_server.services.limits import CASES_AN_HOUR, SEARCHES
from sync_server.store.tables_audit import audit_rows
from tests.builders.records import a_record_id, a_visit
from tests.builders.town import Town, an_account


def book_of(town: Town, login: str) -> CentralCaseBook:
    """Somebody at the console."""
    return make_books(town.server).of(town.people[login].id)


def acts(town: Town) -> list[str]:
    """Actions in the audit."""
    with town.server.database.snapshot() as connection:
        return list(connection.scalars(select(audit_rows.c.action)))


def test_a_forbidden_and_an_unknown_record_are_the_same(town: Town) -> None:
    case = town.saved_case("sokha")
    rith = book_of(town, "rith")
    codes = set()
    for record in (case, a_record_id()):
        for ask in (rith.open, rith.dossier, rith.history, rith.receipt_of):
            with pytest.raises(HomewardError) as caught:
                ask(record)
            codes.add(caught.value.code)
        for edit in (
            Edit(record, "case", record, {"nickname": "x"}, {"AAAAAAAAAAAAAAAAAAAAAA": 1}),
            a_visit(home=record),
        ):
            with pytest.raises(HomewardError) as caught:
                rith.save([edit])
            codes.add(caught.value.code)
    assert codes == {"record.not_found"}
    assert rith.list(Query("case")).records == ()
    assert rith.search("Chenda") == ()


def test_an_administrator_and_an_auditor_see_no_case(town: Town) -> None:
    case = town.saved_case("sokha")
    for login, role in (("ad", "administrator"), ("au", "auditor")):
        town.people[login] = town.central.person(login, office=None, role=role)
        book = book_of(town, login)
        with pytest.raises(HomewardError):
            book.open(case)
        assert book.list(Query("case")).records == () and book.search("Chenda") == ()
        assert book.conflicts() == () and book.set_aside() == ()


def test_a_coordinator_opens_a_restricted_account_with_a_reason_only(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    account = an_account(case)
    sokha.save(account)
    sokha.exchange()
    granted = (town.battambang,)
    town.people["bopha"] = town.central.person(
        "bopha", office=town.battambang, role="coordinator", clearance="restricted", granted=granted
    )
    bopha = book_of(town, "bopha")
    with pytest.raises(HomewardError):
        bopha.open(account.record)
    assert account.record not in bopha.dossier(case).records
    assert bopha.open(account.record, reason="court asks").values["trafficking_status"] == "possible_victim"
    with pytest.raises(HomewardError):
        book_of(town, "vanna").open(account.record, reason="curious")


def test_reading_and_writing_are_audited(town: Town) -> None:
    case = town.saved_case("sokha")
    chenda = book_of(town, "chenda")
    chenda.open(case)
    chenda.open(case)  # read twice for one page: one row
    book_of(town, "chenda").open(case)
    chenda.dossier(case)
    chenda.history(case)
    chenda.search("sok")
    assert isinstance(chenda.save([a_visit(home=case)]), Saved)
    assert {"record.open", "dossier.open", "record.history", "record.save", "record.search"} <= set(acts(town))
    assert acts(town).count("record.open") == 2


def test_many_dossiers_in_an_hour_are_an_alert_and_no_block(town: Town) -> None:
    case = town.saved_case("sokha")
    chenda = book_of(town, "chenda")
    for _ in range(CASES_AN_HOUR):
        chenda.dossier(case)
    assert "alert.cases_per_hour" not in acts(town)
    chenda.dossier(case)
    chenda.dossier(case)
    assert acts(town).count("alert.cases_per_hour") == 1


def test_searches_have_a_limit(town: Town) -> None:
    chenda = book_of(town, "chenda")
    for _ in range(SEARCHES):
        chenda.search("sok")
    with pytest.raises(HomewardError) as caught:
        chenda.search("sok")
    assert caught.value.code == "server.too_busy"


def test_signing_for_somebody_else_is_refused_when_saving(town: Town) -> None:
    case = town.saved_case("sokha")
    chenda = book_of(town, "chenda")
    registers = {
        "made_on": "2026-11-20",
        "group:approval": {"approval": "approved", "approved_by": town.people["rith"].id},
    }
    answer = chenda.save([Edit(a_record_id(), "reintegration_plan", case, registers)])
    assert isinstance(answer, Problems)
    assert "change.signer_is_not_author" in {one.code for one in answer.problems}


def test_what_the_console_saves_reaches_the_laptop_and_what_the_laptop_saves_is_found_at_once(town: Town) -> None:
    sokha = town.laptop("sokha")
    chenda = book_of(town, "chenda")
    case = town.saved_case("sokha", given_name_latin="Rachana")
    assert [one.record_id for one in chenda.search("racha")] == [case]
    sokha.change(case, {"group:name_latin": {"family_name_latin": "Sok", "given_name_latin": "Bopha"}})
    sokha.exchange()
    assert chenda.search("racha") == ()
    visit = a_visit(home=case)
    assert isinstance(chenda.save([visit]), Saved)
    sokha.settle()
    assert sokha.received[visit.record] == town.state(visit.record)
