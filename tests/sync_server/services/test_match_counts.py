"""How many matches wait: remembered, and the same number as counting them one by one after whatever happens to one."""

import pytest

from casework.book import Edit, Problems
from sync_server.services import match_counts
from sync_server.services.access import actor_of
from sync_server.services.match_counts import MatchCounts
from sync_server.services.sight import Sight
from sync_server.store.coded_lists import count_coded
from sync_server.store.forgetting import forget_homes
from tests.builders.records import a_case, a_record_id, an_edit
from tests.sync_server.console.consoles import a_console

STATES = ("proposed", "rejected")


@pytest.fixture
def console(tmp_path, store_urls):
    with a_console(tmp_path, store_urls) as console:
        yield console


@pytest.fixture
def counts():
    return MatchCounts()


def saved_match(console, *, family_of="supervisor"):
    """A case of Battambang and an inquiry, in which office it lies; the match between them."""
    ours, theirs = console.book("supervisor"), console.book(family_of)
    case = a_case(worker=ours.person)
    assert ours.save([case]).dots
    person = theirs.person
    values = {
        "inquiry_number": f"INQ-25-{a_record_id()[-6:]}", "inquiry_date": "2025-11-20",
        "inquirer_name_latin": "Mao Sopheap", "relation": "mother", "inquirer_phone": "+85512345678",
        "sought_family_name_latin": "Sok", "sought_given_name_latin": "Chenda", "sought_sex": "female",
        "sought_age_stated": 16, "sought_age_stated_on": "2025-11-20", "sought_is_estimated": True,
        "separated_on": {"none": "not_asked"}, "separated_at": {"none": "not_asked"},
        "status": "open", "office": person.office, "case_worker": person.worker,
    }  # fmt: skip
    inquiry = an_edit("tracing_inquiry", values)
    assert theirs.save([inquiry]).dots
    match = an_edit(
        "match",
        {"case_id": case.record, "inquiry_id": inquiry.record, "found_by": "person", "state": "proposed"},
        home=case.record,
    )
    assert console.book("coordinator").save([match]).dots
    return match


def counted(console, counts, role="coordinator", states=("proposed",)):
    """What is remembered, after it was held against what lies in the store."""
    with console.server.database.snapshot() as connection:
        scopes = Sight(console.server, connection, actor_of(connection, console.person(role))).scopes()
        found = counts.count(connection, scopes, states=states)
        assert found == count_coded(connection, kind="match", scopes=scopes, codes={"state": states})
    return found


def changed(console, match, **values):
    registers = {"group:state": values} if "state" in values else {"group:retraction": values}
    book = console.book("coordinator")
    seen = book.open(match.record).seen
    saved = book.save([Edit(match.record, "match", match.home, registers, seen)])
    assert not isinstance(saved, Problems), saved


def test_what_is_remembered_follows_a_match_through_its_states(console, counts):
    assert counted(console, counts) == 0
    first, second = saved_match(console), saved_match(console)
    assert counted(console, counts) == 2
    by = {"decided_by": console.person("coordinator"), "decided_on": "2025-11-20"}
    changed(console, first, state="rejected", why="facts_differ", **by)
    assert counted(console, counts) == 1 and counted(console, counts, states=STATES) == 2
    changed(console, second, retracted=True)
    assert counted(console, counts) == 0 and counted(console, counts, states=STATES) == 1


def test_each_office_counts_what_lies_in_it_and_a_case_that_moves_takes_its_match_along(console, counts):
    match = saved_match(console)
    assert (counted(console, counts, "supervisor"), counted(console, counts, "other_supervisor")) == (1, 0)
    there = console.book("other_supervisor").person
    moved = {"group:assignment": {"office": there.office, "case_worker": there.worker}}
    book = console.book("coordinator")
    assert book.save([Edit(match.home, "case", match.home, moved, book.open(match.home).seen)]).dots
    assert counted(console, counts, "other_supervisor") == 1
    assert counted(console, counts, "supervisor") == 1 and counted(console, counts) == 1  # the inquiry stayed


def test_a_match_of_two_offices_is_one_for_who_leads_both(console, counts):
    saved_match(console, family_of="other_supervisor")
    assert [counted(console, counts, role) for role in ("supervisor", "other_supervisor", "coordinator")] == [1, 1, 1]


def test_what_was_erased_is_counted_no_more(console, counts):
    match = saved_match(console)
    assert counted(console, counts) == 1
    console.server.database.run(lambda tx: forget_homes(tx, [match.home], now_ms=console.clock()))
    assert counted(console, counts) == 0


def test_after_very_many_changes_all_is_read_anew(console, counts, monkeypatch):
    assert counted(console, counts) == 0
    monkeypatch.setattr(match_counts, "MOST_TO_FOLLOW", 0)
    saved_match(console)
    monkeypatch.setattr(match_counts, "matches_since", None)  # would be called otherwise
    assert counted(console, counts) == 1


def test_matches_are_looked_up_one_by_one_only_once(console, counts, monkeypatch):
    saved_match(console)
    assert counted(console, counts) == 1
    for each in ("matches_by_scope", "matches_since", "count_coded"):
        monkeypatch.setattr(match_counts, each, None)  # would be called otherwise
    assert counted(console, counts) == 1


def test_an_older_view_counts_what_it_sees(console, counts):
    saved_match(console)
    assert counted(console, counts) == 1
    counts._heads = {scope: head + 1 for scope, head in counts._heads.items()}  # another page has seen more already
    counts._found = {}
    assert counted(console, counts) == 1
