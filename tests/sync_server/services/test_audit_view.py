"""Reading the audit: everybody what she may know of; the chain's state; exports are acts themselves."""

import pytest
from sqlalchemy import update

from shared_schema.errors import HomewardError
from sync_server.services import audit_view
from sync_server.services.access import Actor, actor_of
from sync_server.services.audit_view import Asked, ChainState
from sync_server.services.book import make_books
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.tables_audit import audit_rows
from tests.builders.town import Town, an_account

FROM, TO = 0, 2**50


def actor(town: Town, login: str) -> Actor:
    with town.server.database.snapshot() as connection:
        return actor_of(connection, town.people[login].id)


@pytest.fixture
def house(town: Town) -> Town:
    """Sokha's case was opened by her, by her supervisor and by the coordinator; Mony's by her supervisor."""
    for login, role in (("theary", "administrator"), ("nimol", "auditor")):
        town.people[login] = town.central.person(login, office=None, role=role)
    books = make_books(town.server)
    here, there = (
        town.saved_case("sokha", case_number="BTB-26-K1-1"),
        town.saved_case("mony", case_number="PLN-26-K2-1"),
    )
    for login, case in (("sokha", here), ("chenda", here), ("vanna", here), ("rith", there)):
        books.of(town.people[login].id).open(case)
    return town


def opened(town: Town, login: str, **asked: object) -> set[str]:
    """Logins of those whose opening she reads of."""
    wish = Asked(FROM, TO, group="opened", **asked)  # type: ignore[arg-type]
    acts = audit_view.read_acts(town.server, actor(town, login), wish)
    return {acts.logins[entry.row.actor or ""] for entry in acts.rows if entry.row.action == "record.open"}


def test_everybody_reads_of_her_own_of_her_offices_or_of_all(house: Town) -> None:
    assert opened(house, "sokha") == {"sokha"}
    assert opened(house, "chenda") == {"sokha", "chenda", "vanna"}
    assert opened(house, "rith") == {"rith"}
    assert opened(house, "vanna") == opened(house, "nimol") == {"sokha", "chenda", "vanna", "rith"}


def test_an_administrator_reads_no_audit(house: Town) -> None:
    with pytest.raises(HomewardError) as caught:
        opened(house, "theary")
    assert caught.value.code == "record.not_found"


def test_who_leads_an_office_reads_who_opened_its_case_whoever_it_was_and_of_no_other(house: Town) -> None:
    assert opened(house, "chenda", number="btb-26-k1-1") == {"sokha", "chenda", "vanna"}
    assert opened(house, "chenda", number="PLN-26-K2-1") == set()
    assert opened(house, "chenda", number="PLN-26-K2-9") == set()
    assert opened(house, "sokha", number="BTB-26-K1-1") == {"sokha"}
    assert opened(house, "nimol", number="PLN-26-K2-1") == {"rith"}


def test_filters_by_person_and_period(house: Town) -> None:
    assert opened(house, "nimol", actor=house.people["rith"].id) == {"rith"}
    empty = audit_view.read_acts(house.server, actor(house, "nimol"), Asked(TO - 1, TO))
    assert (empty.rows, empty.total, empty.pages) == ((), 0, 1)


def test_pages_hold_fifty_newest_first(house: Town) -> None:
    for _time in range(60):
        audit_view.check_chain(house.server)
    first = audit_view.read_acts(house.server, actor(house, "nimol"), Asked(FROM, TO))
    last = audit_view.read_acts(house.server, actor(house, "nimol"), Asked(FROM, TO), page=99)
    assert len(first.rows) == 50 and first.pages == last.page == 2
    assert len(first.rows) + len(last.rows) == first.total


def test_a_long_list_is_counted_some_pages_further_and_says_that_there_are_more(
    house: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_view, "PAGES_AHEAD", 1)
    rows = [AuditRow(at, "session.opened", house.people["sokha"].id) for at in range(1, 161)]
    house.server.database.run(lambda tx: append_rows(tx, rows, random=house.server.random))
    seen = list[int]()
    for page in (1, 2, 3, 4, 10**30):
        acts = audit_view.read_acts(house.server, actor(house, "nimol"), Asked(1, 161), page=page)
        seen += [found.row.at for found in acts.rows] if page < 10 else []
        assert (acts.page, acts.is_more, acts.total) == (min(page, 4), page < 3, min((page + 1) * 50, 160))
    assert seen == list(range(160, 0, -1))


def test_an_export_is_an_act_itself_and_holds_no_name(house: Town) -> None:
    text = audit_view.export_acts(house.server, actor(house, "nimol"), Asked(FROM, TO)).decode("utf-8-sig")
    assert text.startswith("seq,at,login,actor,device,action") and ",rith," in text
    again = audit_view.read_acts(house.server, actor(house, "nimol"), Asked(FROM, TO, group="exported"))
    assert [entry.row.action for entry in again.rows] == ["audit.exported"]


def test_a_changed_row_is_found_and_the_banner_stays_until_a_check_is_clean(house: Town) -> None:
    server, nimol = house.server, actor(house, "nimol")
    assert audit_view.check_chain(server, nimol) == ()
    assert not audit_view.chain_state(server).is_broken
    with server.database.transaction() as connection:
        connection.execute(update(audit_rows).where(audit_rows.c.seq == 2).values(outcome="refused"))
    house.central.clock.advance(ms=1)
    assert audit_view.check_chain(server)[0].code == "row_changed"
    state = audit_view.chain_state(server)
    assert state.is_broken and state.found == "row_changed"
    with pytest.raises(HomewardError):
        audit_view.check_chain(server, actor(house, "vanna"))


def test_the_chain_says_when_it_was_never_checked(town: Town) -> None:
    assert audit_view.chain_state(town.server) == ChainState(0, None, None, None, None)


def test_who_lacks_clearance_reads_nothing_of_a_restricted_account_in_the_audit(house: Town) -> None:
    case = house.saved_case("sokha")
    books = make_books(house.server)
    books.of(house.people["sokha"].id).save([an_account(case)])
    kinds = {
        login: {
            entry.row.object_kind
            for entry in audit_view.read_acts(house.server, actor(house, login), Asked(FROM, TO)).rows
        }
        for login in ("sokha", "chenda", "vanna", "nimol")
    }
    assert "trafficking_account" in kinds["sokha"] & kinds["chenda"] & kinds["nimol"]
    assert "trafficking_account" not in kinds["vanna"]
