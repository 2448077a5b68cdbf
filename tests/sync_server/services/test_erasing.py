"""Two persons and a day: what an erasure needs, what it takes away, what it leaves, and what may still arrive."""

from dataclasses import replace
from pathlib import Path

import orjson
import pyrage
import pytest
from sqlalchemy import select

from casework.book import Draft
from casework.invented.names import canary_names
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.scopes import office_scope, worker_scope
from shared_schema.signed import read_signed
from sync_server.jobs.nightly_backup import back_up
from sync_server.jobs.scheduler import find_jobs
from sync_server.services.access import Actor, actor_from
from sync_server.services.book import make_books
from sync_server.services.dossier_rules import check_queue
from sync_server.services.erasing import (
    WISH,
    approve_erasure,
    ask_erasure,
    erasure_of,
    erasures_of,
    find_home,
    stop_erasure,
)
from sync_server.services.erasure_certificate import CONTEXT, certificate_of
from sync_server.services.erasure_run import destroy_late, run_due_erasures
from sync_server.services.hub_withdrawal import withdraw
from sync_server.store.audit import find_rows
from sync_server.store.erasures import APPROVED, DONE, RUNNING, STOPPED
from sync_server.store.feed import rows_of_records
from sync_server.store.log import entries_of_records
from sync_server.store.records import find_dossiers_numbered, read_dossiers, read_records
from sync_server.store.tables_records import changes, console_drafts, records
from tests.builders.raw_hub import a_raw_hub
from tests.builders.records import a_visit, an_edit
from tests.builders.town import Town, a_town, an_account
from tests.security.canaries import hits
from tests.stores import StoreUrls

(NAME,) = canary_names(11, 1)
WORDS = [NAME.given_km.encode(), NAME.given_latin.encode()]


@pytest.fixture
def place(sqlite_urls: StoreUrls, tmp_path: Path):
    """The stage on SQLite: what depends on the store is tried on both by `test_erased_means_erased`."""
    town = a_town(sqlite_urls, tmp_path)
    yield town
    town.close()


def actor(town: Town, login: str) -> Actor:
    return actor_from(town.people[login])


def a_told_case(town: Town, **values: object) -> tuple[Id, Id]:
    case = town.saved_case("sokha", given_name_km=NAME.given_km, given_name_latin=NAME.given_latin, **values)
    visit = a_visit(home=case, narrative=NAME.km)
    laptop = town.laptop("sokha")
    laptop.save(visit)
    assert not laptop.exchange().codes()
    return case, visit.record


def agreed(town: Town, case: Id) -> Id:
    erasure = ask_erasure(town.server, actor(town, "chenda"), case, ground=WISH)
    approve_erasure(town.server, actor(town, "vanna"), erasure)
    return erasure


def erased(town: Town, case: Id) -> Id:
    erasure = agreed(town, case)
    town.central.clock.advance(hours=25)
    assert run_due_erasures(town.server) == 1
    return erasure


def acts(town: Town, action: str) -> int:
    with town.server.database.snapshot() as connection:
        return len(find_rows(connection, action=action))


def refused(code: str, work) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(HomewardError) as caught:
        work()
    assert caught.value.code == code


def test_nothing_happens_before_the_day_has_passed(place: Town) -> None:
    case, visit = a_told_case(place)
    erasure = agreed(place, case)
    place.central.clock.advance(hours=23)
    assert run_due_erasures(place.server) == 0
    assert place.shown(visit).values["narrative"]
    assert erasure_of(place.server, actor(place, "chenda"), erasure).row.state == APPROVED


def test_after_a_day_nothing_that_was_said_is_left(place: Town) -> None:
    case, visit = a_told_case(place)
    check_queue(place.server)
    erased(place, case)
    with place.server.database.snapshot() as connection:
        rows = read_records(connection, [case, visit]).values()
        assert [(row.sealed, row.coded, row.author) for row in rows] == [(None, None, None)] * 2
        assert all(entry.sealed is None and entry.body_hash for entry in entries_of_records(connection, [case, visit]))
        gone = rows_of_records(connection, [case, visit])
    whys = {row.why for rows in gone.values() for row in rows.values()}
    assert whys == {"erased"}
    assert set(gone[case]) == {worker_scope(place.people["sokha"].id), office_scope(place.battambang)}
    assert place.server.sealing.is_destroyed(case)
    assert acts(place, "erasure.run") == acts(place, "erasure.done") == 1


def test_no_file_of_the_centre_holds_a_code_of_it_either(place: Town, tmp_path: Path) -> None:
    case, _visit = a_told_case(place, primary_category="trafficking_sexual", religion="christian")
    check_queue(place.server)
    files = [path for path in tmp_path.rglob("*") if path.is_file() and "records" in path.name]
    before = b"".join(path.read_bytes() for path in files)
    assert b"christian" in before
    erased(place, case)
    after = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"christian" not in after
    assert not hits(after, WORDS)


def test_who_asked_cannot_agree(place: Town) -> None:
    case, _visit = a_told_case(place)
    erasure = ask_erasure(place.server, actor(place, "chenda"), case, ground=WISH)
    both = Actor(actor(place, "vanna").person, actor(place, "vanna").offices)
    same = Actor(type(both.person)(place.people["chenda"].id, "coordinator", place.battambang, "none"), both.offices)
    refused("erasure.same_person", lambda: approve_erasure(place.server, same, erasure))
    refused("record.not_found", lambda: approve_erasure(place.server, actor(place, "chenda"), erasure))


@pytest.mark.parametrize("login", ["sokha", "rith", "vanna"])
def test_only_who_leads_the_office_asks(place: Town, login: str) -> None:
    case, _visit = a_told_case(place)
    refused("record.not_found", lambda: ask_erasure(place.server, actor(place, login), case, ground=WISH))


def test_a_legal_hold_keeps_the_case_and_is_looked_for_to_the_last(place: Town) -> None:
    held, _visit = a_told_case(place, legal_hold=True)
    refused("erasure.legal_hold", lambda: ask_erasure(place.server, actor(place, "chenda"), held, ground=WISH))
    case, visit = a_told_case(place)
    erasure = agreed(place, case)
    laptop = place.laptop("sokha")
    laptop.save(an_edit("case", {"legal_hold": True}, record=case, home=case))
    laptop.exchange()
    found = erasure_of(place.server, actor(place, "vanna"), erasure)
    assert found.hold is not None and found.hold.by == place.people["sokha"].id
    place.central.clock.advance(hours=25)
    assert run_due_erasures(place.server) == 0
    assert erasure_of(place.server, actor(place, "vanna"), erasure).row.state == STOPPED
    assert place.shown(visit).values["narrative"]


def test_an_erasure_that_was_stopped_is_not_done(place: Town) -> None:
    case, visit = a_told_case(place)
    erasure = agreed(place, case)
    stop_erasure(place.server, actor(place, "chenda"), erasure)
    place.central.clock.advance(days=3)
    assert run_due_erasures(place.server) == 0
    assert place.exists(visit) and place.shown(case).values["given_name_km"]
    refused("erasure.not_open", lambda: stop_erasure(place.server, actor(place, "chenda"), erasure))
    refused("erasure.not_open", lambda: approve_erasure(place.server, actor(place, "vanna"), erasure))


def test_one_erasure_of_a_case_at_a_time(place: Town) -> None:
    case, _visit = a_told_case(place)
    ask_erasure(place.server, actor(place, "chenda"), case, ground=WISH)
    refused("erasure.under_way", lambda: ask_erasure(place.server, actor(place, "chenda"), case, ground=WISH))


def test_the_end_of_keeping_is_a_ground_only_when_it_has_come(place: Town) -> None:
    case, _visit = a_told_case(place)
    chenda = actor(place, "chenda")
    refused("erasure.not_due", lambda: ask_erasure(place.server, chenda, case, ground="retention"))
    refused("erasure.no_ground", lambda: ask_erasure(place.server, chenda, case, ground=""))


def test_an_interrupted_erasure_is_finished_at_the_next_turn(place: Town, monkeypatch) -> None:
    case, _visit = a_told_case(place)
    erasure = agreed(place, case)
    place.central.clock.advance(hours=25)
    with monkeypatch.context() as patched:
        patched.setattr("sync_server.services.erasure_run.forget_homes", _break)
        with pytest.raises(KeyboardInterrupt):
            run_due_erasures(place.server)
    assert place.server.sealing.is_destroyed(case)
    assert erasure_of(place.server, actor(place, "vanna"), erasure).row.state == RUNNING
    assert run_due_erasures(place.server) == 1
    assert erasure_of(place.server, actor(place, "vanna"), erasure).row.state == DONE
    assert acts(place, "erasure.run") == 1


def _break(*_args: object, **_named: object) -> None:
    raise KeyboardInterrupt


def test_the_certificate_names_number_persons_copies_and_laptops_that_were_not_heard_of(place: Town) -> None:
    case, _visit = a_told_case(place)
    chenda = place.laptop("chenda")
    chenda.settle()
    with place.server.database.snapshot() as connection:
        number = read_dossiers(connection, [case])[case].number
    erasure = erased(place, case)
    found = certificate_of(place.server, actor(place, "vanna"), erasure)
    assert found.case == number and found.number.endswith("-0001")
    assert (found.asked_by, found.approved_by) == (place.people["chenda"].id, place.people["vanna"].id)
    assert (found.copies_until - found.erased_at) // 86_400_000 == 35
    assert set(found.waiting) == set(found.laptops) and len(found.laptops) == 2
    body = read_signed(CONTEXT, found.signed, public_key=place.server.keys.signing_key)
    assert not hits(orjson.dumps(body), WORDS)
    place.central.clock.advance(hours=1)
    chenda.settle()
    assert len(certificate_of(place.server, actor(place, "vanna"), erasure).waiting) == 1


def test_hubs_of_the_office_are_among_those_that_may_hold_it_until_they_are_heard_of(place: Town) -> None:
    hub, _withdrawn, _other = a_raw_hub(place), a_raw_hub(place), a_raw_hub(place, offices=("PLN",))
    case, _visit = a_told_case(place)
    withdraw(place.server, "H2")
    erasure = erased(place, case)
    found = certificate_of(place.server, actor(place, "vanna"), erasure)
    assert found.laptops == found.waiting == ("H1", "H2", "K1")
    place.central.clock.advance(hours=1)
    hub.relay()
    assert certificate_of(place.server, actor(place, "vanna"), erasure).waiting == ("H2", "K1")


def test_what_arrives_afterwards_is_kept_under_a_key_of_its_own_for_thirty_days(place: Town) -> None:
    case, _visit = a_told_case(place)
    laptop = place.laptop("sokha")
    late = a_visit(home=case, narrative=NAME.latin)
    laptop.save(late)
    erasure = erased(place, case)
    assert list(laptop.exchange().codes().values()) == ["change.home_erased"]
    found = erasure_of(place.server, actor(place, "vanna"), erasure)
    assert [(one.author, one.kind) for one in found.late] == [(place.people["sokha"].id, "visit")]
    assert found.row.late_home is not None and not erasure_of(place.server, actor(place, "chenda"), erasure).late
    place.central.clock.advance(days=29)
    run_due_erasures(place.server)
    assert len(place.waiting()) == 1
    place.central.clock.advance(days=2)
    run_due_erasures(place.server)
    assert place.waiting() == [] and acts(place, "erasure.late_destroyed") == 1
    assert place.server.sealing.is_destroyed(found.row.late_home)
    with place.server.database.snapshot() as connection:
        sealed = select(changes.c.sealed).where(changes.c.sealed_for == found.row.late_home)
        assert connection.execute(sealed).all() == []


def test_a_coordinator_may_destroy_what_came_late_at_once(place: Town) -> None:
    case, _visit = a_told_case(place)
    laptop = place.laptop("sokha")
    laptop.save(a_visit(home=case, narrative=NAME.latin))
    erasure = erased(place, case)
    laptop.exchange()
    refused("record.not_found", lambda: destroy_late(place.server, actor(place, "chenda"), erasure))
    destroy_late(place.server, actor(place, "vanna"), erasure)
    assert place.waiting() == []


def test_a_draft_about_the_case_goes_with_it_and_others_stay(place: Town) -> None:
    case, visit = a_told_case(place)
    other, _visit = a_told_case(place)
    book = make_books(place.server).of(place.people["chenda"].id)
    for draft, home in (("A" * 21 + "A", case), ("B" * 21 + "A", other)):
        book.keep_draft(Draft(draft, visit, "visit", home, {}, {"narrative": NAME.km}, 1))
    erased(place, case)
    with place.server.database.snapshot() as connection:
        assert connection.scalars(select(console_drafts.c.id)).all() == ["B" * 21 + "A"]


def test_a_link_to_another_case_leaves_its_ids_and_the_code_of_its_state(place: Town) -> None:
    one, _v = a_told_case(place)
    other, _w = a_told_case(place)
    first, second = sorted((one, other))
    book = make_books(place.server).of(place.people["chenda"].id)
    link = an_edit("case_link", {"case_a": first, "case_b": second, "state": "proposed"}, home=first)
    book.save([link])
    erased(place, one)
    with place.server.database.snapshot() as connection:
        row = connection.execute(select(records).where(records.c.id == link.record)).one()
    assert row.sealed is None and orjson.loads(row.coded) == {"state": "proposed"}
    assert {row.home, row.other} == {first, second}


def test_the_number_finds_a_case_within_her_office_alone(place: Town) -> None:
    case, _visit = a_told_case(place)
    with place.server.database.snapshot() as connection:
        number = read_dossiers(connection, [case])[case].number
        assert number is not None
        assert [one.id for one in find_dossiers_numbered(connection, number)] == [case]
    assert find_home(place.server, actor(place, "chenda"), f" {number} ") == case
    refused("erasure.number_unknown", lambda: find_home(place.server, actor(place, "rith"), number))
    refused("erasure.number_unknown", lambda: find_home(place.server, actor(place, "chenda"), "TST-00"))


def test_a_restricted_record_goes_too(place: Town) -> None:
    case, _visit = a_told_case(place)
    account = an_account(case)
    laptop = place.laptop("sokha")
    laptop.save(account)
    laptop.exchange()
    erased(place, case)
    with place.server.database.snapshot() as connection:
        assert read_records(connection, [account.record])[account.record].sealed is None


def test_erasures_are_listed_for_those_who_lead_the_office(place: Town) -> None:
    case, _visit = a_told_case(place)
    erasure = agreed(place, case)
    for login in ("chenda", "vanna"):
        assert [one.row.id for one in erasures_of(place.server, actor(place, login))] == [erasure]
    assert erasures_of(place.server, actor(place, "rith")) == ()


def test_copies_of_keys_from_before_it_are_replaced_directly(sqlite_urls: StoreUrls, tmp_path: Path) -> None:
    town = a_town(sqlite_urls, tmp_path)
    recipients = tuple(str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2))
    config = replace(town.server.config, backup_folder=tmp_path / "backups", backup_recipients=recipients)
    server = replace(town.server, config=config)
    case, _visit = a_told_case(town)
    agreed(town, case)
    back_up(server)
    (before,) = (tmp_path / "backups" / "keys").glob("keys-*.age")
    town.central.clock.advance(hours=25)
    assert run_due_erasures(server) == 1
    (after,) = (tmp_path / "backups" / "keys").glob("keys-*.age")
    assert after.name != before.name
    town.close()


def test_the_job_is_among_the_jobs() -> None:
    assert "erasures" in {job.name for job in find_jobs()}
