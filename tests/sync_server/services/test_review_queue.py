"""The queue read from the store, on both databases: order, pages, reach, filters; its cost does not grow with it."""

from dataclasses import replace

import pytest

from casework.book import Edit
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.services.access import Actor
from sync_server.services.book import make_books
from sync_server.services.review_claiming import claim_line
from sync_server.services.review_judging import accept_lines
from sync_server.services.review_queue import QueuePage, queue_page, reach_of
from sync_server.services.review_set_aside import reject_line, release_line, set_aside
from sync_server.store.review_queue import FREE, GATE, MINE, SET_ASIDE, Wanted
from sync_server.store.review_totals import count_lines, oldest_line
from tests.asking import asked_of
from tests.builders.records import an_edit
from tests.builders.town import Town, an_account

EVERYTHING = Wanted()


def actor(town: Town, login: str) -> Actor:
    """Somebody as the account tables know her."""
    return make_books(town.server).of(town.people[login].id).actor


def lines(page: QueuePage) -> list[str]:
    """What stands on a page."""
    return [row.line for row in page.rows]


def apart(town: Town, count: int) -> list[Id]:
    """So many cases with a nickname that two people wrote apart, each a second later than the one before."""
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    cases = [town.saved_case("sokha") for _ in range(count)]
    chenda.settle()
    for case in cases:
        town.central.clock.advance(ms=1000)
        sokha.change(case, {"nickname": "ស្រីពៅ"})
        chenda.change(case, {"nickname": "ពៅ"})
        sokha.exchange()
        chenda.exchange()
    return cases


def waiting(town: Town, count: int) -> None:
    """So many visits that were set aside in one push."""
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    for _ in range(count):
        sokha.save(an_edit("case_note", {"text": "x", "noted_on": "2026-11-18"}, home=case), by=town.people["dara"].id)
    sokha.exchange()


def test_pages_follow_each_other_without_a_gap_or_a_repetition(town: Town) -> None:
    apart(town, 5)
    waiting(town, 6)
    whole = lines(queue_page(town.server, actor(town, "chenda"), EVERYTHING))
    assert len(whole) == len(set(whole)) == 11
    for at_once in (1, 3, 4, 10):
        found: list[str] = []
        after = None
        while True:
            page = queue_page(town.server, actor(town, "chenda"), EVERYTHING, after=after, at_once=at_once)
            found += lines(page)
            after = page.after
            if after is None:
                break
        assert found == whole


def test_everything_of_one_record_is_one_line(town: Town) -> None:
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.saved_case("sokha")
    chenda.settle()
    sokha.change(case, {"nickname": "ស្រីពៅ", "wishes": "ចង់រៀន", "family_group": "a"})
    chenda.change(case, {"nickname": "ពៅ", "wishes": "ចង់ធ្វើការ", "education_level": "primary"})
    sokha.exchange()
    chenda.exchange()
    who = actor(town, "chenda")
    page = queue_page(town.server, who, EVERYTHING)
    assert lines(page) == [case]
    assert {one.item_kind for one in page.rows[0].items} == {"two_versions", "soft_merge"}
    assert len(page.rows[0].items) == 3 and page.rows[0].mark == ""
    assert lines(queue_page(town.server, who, Wanted(item_kind="soft_merge"))) == [case]
    with town.server.database.snapshot() as connection:
        assert count_lines(connection, reach_of(who), at_most=10) == 1


def test_a_page_costs_the_same_however_much_waits(town: Town) -> None:
    apart(town, 3)
    who = actor(town, "chenda")
    queue_page(town.server, who, EVERYTHING, at_once=2)
    with asked_of(town.server.database) as few:
        queue_page(town.server, who, EVERYTHING, at_once=2)
    apart(town, 4)
    with asked_of(town.server.database) as many:
        queue_page(town.server, who, EVERYTHING, at_once=2)
    assert len(many) == len(few)


def test_two_holders_of_one_case_stand_before_older_lines_and_marks_stand_last(town: Town) -> None:
    older = apart(town, 1)
    case = town.saved_case("sokha")
    vanna, chenda = make_books(town.server).of(town.people["vanna"].id), town.laptop("chenda")
    chenda.settle()
    before = dict(vanna.open(case).seen)
    for login in ("dara", "sokha"):
        given = {"group:assignment": {"case_worker": town.people[login].id, "office": town.battambang}}
        vanna.save([Edit(case, "case", case, given, before, "given")])
    assert lines(queue_page(town.server, actor(town, "vanna"), EVERYTHING)) == [case, *older]


def test_everybody_sees_what_the_table_of_rights_gives_and_nothing_else(town: Town) -> None:
    [case] = apart(town, 1)
    waiting(town, 1)
    for login, count in (("chenda", 2), ("vanna", 2), ("sokha", 2), ("dara", 1), ("rith", 0), ("mony", 0)):
        page = queue_page(town.server, actor(town, login), EVERYTHING)
        assert len(page.rows) == count, login
    unverified = replace(actor(town, "chenda"), status="unverified")
    assert lines(queue_page(town.server, unverified, EVERYTHING)) == []
    assert case in lines(queue_page(town.server, actor(town, "vanna"), Wanted(office=town.battambang)))
    assert lines(queue_page(town.server, actor(town, "vanna"), Wanted(office=town.pailin))) == []
    assert lines(queue_page(town.server, actor(town, "rith"), Wanted(office=town.battambang))) == []


def test_a_restricted_account_is_a_line_for_who_is_cleared_and_for_her_own_worker(town: Town) -> None:
    sokha = town.laptop("sokha")
    account = an_account(town.saved_case("sokha"))
    sokha.save(account)
    sokha.exchange()
    second = town.another_laptop("sokha")
    second.settle()
    for laptop, status in ((sokha, "actual_victim"), (second, "not_a_victim")):
        laptop.change(account.record, {"trafficking_status": status})
    sokha.exchange()
    second.exchange()
    seen = {login: lines(queue_page(town.server, actor(town, login), EVERYTHING)) for login in town.people}
    assert {login for login, found in seen.items() if account.record in found} == {"sokha", "chenda"}
    vanna = actor(town, "vanna")  # a coordinator opens each with a reason, at the account itself
    cleared = replace(vanna, person=replace(vanna.person, clearance="restricted"))
    assert account.record not in lines(queue_page(town.server, cleared, EVERYTHING))
    bare = replace(actor(town, "chenda"), person=replace(actor(town, "chenda").person, clearance="none"))
    assert account.record not in lines(queue_page(town.server, bare, EVERYTHING))


def test_a_conflict_of_the_directory_is_for_those_who_keep_it(town: Town) -> None:
    vanna = make_books(town.server).of(town.people["vanna"].id)
    provider = an_edit("provider", {"name_latin": "Example Centre", "provider_type": "ngo"}, home="directory")
    vanna.save([provider])
    before = dict(vanna.open(provider.record).seen)
    for name in ("Example House", "Example Home"):
        vanna.save([Edit(provider.record, "provider", "directory", {"name_latin": name}, before)])
    assert provider.record in lines(queue_page(town.server, actor(town, "vanna"), EVERYTHING))
    assert provider.record not in lines(queue_page(town.server, actor(town, "chenda"), EVERYTHING))


def test_filters_by_kind_state_and_office_and_counting_that_ends_early(town: Town) -> None:
    cases = apart(town, 3)
    waiting(town, 2)
    who = actor(town, "chenda")
    assert len(lines(queue_page(town.server, who, Wanted(item_kind=SET_ASIDE)))) == 2
    assert lines(queue_page(town.server, who, Wanted(item_kind="two_versions"))) == cases
    assert lines(queue_page(town.server, who, Wanted(item_kind=GATE))) == []
    claim_line(town.server, who, cases[1])
    since = town.server.clock() - 1
    assert lines(queue_page(town.server, who, Wanted(state=MINE, claims_since=since))) == [cases[1]]
    free = lines(queue_page(town.server, who, Wanted(state=FREE, claims_since=since)))
    assert cases[1] not in free and len(free) == 4
    with town.server.database.snapshot() as connection:
        assert count_lines(connection, reach_of(who), at_most=100) == 5
        assert count_lines(connection, reach_of(who), at_most=4) == 4
        oldest = oldest_line(connection, reach_of(who))
    assert oldest == min(row.since for row in queue_page(town.server, who, EVERYTHING).rows)


def test_a_claim_lapses_and_is_gone_with_the_decision(town: Town) -> None:
    [case] = apart(town, 1)
    claim_line(town.server, actor(town, "vanna"), case)
    with pytest.raises(HomewardError) as caught:
        claim_line(town.server, actor(town, "chenda"), case)
    assert caught.value.code == "review.claimed"
    town.central.clock.advance(hours=13)
    claim_line(town.server, actor(town, "chenda"), case)
    with pytest.raises(HomewardError) as caught:
        claim_line(town.server, actor(town, "rith"), case)
    assert caught.value.code == "record.not_found"


def test_what_was_set_aside_is_decided_by_its_line_and_by_nobody_else(town: Town) -> None:
    waiting(town, 2)
    first, second = lines(queue_page(town.server, actor(town, "chenda"), EVERYTHING))
    assert set_aside(town.server, actor(town, "chenda"), first).may_decide
    assert not set_aside(town.server, actor(town, "sokha"), first).may_decide
    for login in ("sokha", "rith", "mony"):
        for act in (release_line, lambda *given: reject_line(*given, reason="x")):
            with pytest.raises(HomewardError) as caught:
                act(town.server, actor(town, login), first)
            assert caught.value.code == "record.not_found"
    reject_line(town.server, actor(town, "chenda"), first, reason="not hers")
    assert lines(queue_page(town.server, actor(town, "chenda"), Wanted(item_kind=SET_ASIDE))) == [second]


def test_accepting_takes_no_line_that_needs_a_decision(town: Town) -> None:
    cases = apart(town, 1)
    book = make_books(town.server).of(town.people["chenda"].id)
    done = accept_lines(book, town.server, [(cases[0], "0" * 12), ("no such record", "x")])
    assert (done.count, done.left) == (0, (cases[0], "no such record"))
    assert lines(queue_page(town.server, book.actor, EVERYTHING)) == cases
