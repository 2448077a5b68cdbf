"""Two cases that may be one person: joined under one of them, held apart, taken apart again; nothing is lost."""

import pytest

from casework.book import Edit
from casework.matching.proposing import propose_link
from shared_schema.rules.reading import answer
from tests.builders.records import a_case, a_contact_point, a_family_member, a_note, a_record_id, a_visit

MORE = {"languages": ["thai"], "religion": "buddhist"}


@pytest.fixture
def pair(console):
    return saved_pair(console)


def saved_pair(console, *, other="supervisor"):
    """Two cases and the link that was proposed between them: (kept, other, link)."""
    cases = []
    for role, values in (
        ("supervisor", {"given_name_latin": "Chenda", "registered_on": "2025-10-01"}),
        (other, {"given_name_latin": "Chinda", "registered_on": "2025-11-01", **MORE}),
    ):
        book = console.book(role)
        case = a_case(worker=book.person, case_number=f"{role[:3].upper()}-25-K1-{len(cases) + 1}", **values)
        assert book.save([case]).dots
        cases.append(case.record)
    link = propose_link(*cases, record=a_record_id())
    assert console.book("coordinator").save([link]).dots
    return (*cases, link.record)


def joined(console, pair, role="supervisor", **typed):
    kept, _other, link = pair
    page = console.get(role, f"/duplicates/{link}?kept={kept}")
    return console.send(role, page, {"_reason": "same scar, same mother", **typed}, form="join-form", do="join")


def found(console, typed):
    return [one.record_id for one in console.book("supervisor").search(typed)]


def test_a_pair_waits_with_its_evidence(console, pair):
    page = console.get("supervisor", "/duplicates")
    assert "Chenda" in page.words and "Chinda" in page.words and "1 pair" in page.words
    assert "No possible duplicates." in console.get("other_supervisor", "/duplicates").words
    page = console.get("supervisor", f"/duplicates/{pair[2]}")
    assert "What agrees and what differs" in page.words and "Answers that differ" in page.words


def test_a_list_that_differs_is_told_in_words(console, pair):
    page = console.get("supervisor", f"/duplicates/{pair[2]}")
    assert "Languages" in page.words and "Thai" in page.words and "['thai']" not in page.words


def test_the_case_that_was_registered_first_is_kept_unless_somebody_chooses(console, pair):
    kept, other, link = pair
    page = console.get("supervisor", f"/duplicates/{link}")
    assert page.form("join-form").values["kept"] == kept
    assert console.get("supervisor", f"/duplicates/{link}?kept={other}").form("join-form").values["kept"] == other


def test_joining_makes_an_alias_and_saves_the_chosen_answers_into_the_kept_case(console, pair):
    kept, other, link = pair
    joined(console, pair, **{"take.group:name_latin": "other"})
    assert answer(console.town.shown(link), "state") == "merged"
    assert answer(console.town.shown(link), "survivor") == kept
    assert answer(console.town.shown(other), "status") == "duplicate"
    shown = console.town.shown(kept)
    assert answer(shown, "given_name_latin") == "Chinda"
    assert answer(shown, "religion") == "buddhist" and "thai" in answer(shown, "languages")
    assert answer(shown, "case_number") == "SUP-25-K1-1"
    assert "leads to it" in console.get("supervisor", f"/duplicates/{link}").words


def test_searching_the_other_number_leads_to_the_kept_case(console, pair):
    kept, other, _link = pair
    assert other in found(console, "SUP-25-K1-2")
    joined(console, pair)
    assert found(console, "SUP-25-K1-2") == [kept]


def test_joining_needs_a_reason(console, pair):
    page = console.get("supervisor", f"/duplicates/{pair[2]}")
    again = console.send("supervisor", page, {"_reason": " "}, form="join-form", do="join", status=422)
    assert "No reason was written." in again.words
    assert answer(console.town.shown(pair[2]), "state") == "proposed"


def test_a_case_that_changed_meanwhile_shows_the_pair_anew(console, pair):
    kept, _other, link = pair
    page = console.get("supervisor", f"/duplicates/{link}")
    book = console.book("coordinator")
    case = book.open(kept)
    changed = a_case(record=kept, nickname="Pov").registers["nickname"]
    assert book.save([Edit(kept, "case", kept, {"nickname": changed}, dict(case.seen))]).dots
    again = console.send("supervisor", page, {"_reason": "same scar"}, form="join-form", do="join", status=422)
    assert "was changed or joined elsewhere meanwhile" in again.words
    assert answer(console.town.shown(link), "state") == "proposed"


def test_not_duplicates_is_remembered(console, pair):
    page = console.get("supervisor", f"/duplicates/{pair[2]}")
    console.send("supervisor", page, {"_reason": "two mothers"}, form="apart-form", do="apart")
    assert answer(console.town.shown(pair[2]), "state") == "not_duplicate"
    assert "No possible duplicates." in console.get("supervisor", "/duplicates").words
    assert "Decided: not one person." in console.get("supervisor", f"/duplicates/{pair[2]}").words


def held_apart(console, link):
    page = console.get("supervisor", f"/duplicates/{link}")
    console.send("supervisor", page, {"_reason": "two mothers"}, form="apart-form", do="apart")


def test_a_pair_held_apart_by_mistake_is_found_again_and_decided_anew(console, pair):
    _kept, other, link = pair
    held_apart(console, link)
    listed = console.get("supervisor", "/duplicates?state=two")
    assert "Chenda" in listed.words and "Chinda" in listed.words and f"/duplicates/{link}" in listed.text
    assert "No pair was held to be two persons." in console.get("other_supervisor", "/duplicates?state=two").words
    page = console.get("supervisor", f"/duplicates/{link}")
    again = console.send("supervisor", page, {"_reason": " "}, form="again-form", do="again", status=422)
    assert "No reason was written." in again.words
    console.send("supervisor", page, {"_reason": "one mother, two names"}, form="again-form", do="again")
    shown = console.town.shown(link)
    assert answer(shown, "state") == "proposed" and answer(shown, "decided_by") is None
    assert "1 pair" in console.get("supervisor", "/duplicates").words
    entries = console.book("supervisor").history(link).entries
    decided = [one.value["state"] for one in entries if one.register == "group:state"]
    assert "not_duplicate" in decided, "what was decided stays in the history"
    joined(console, pair)
    assert answer(console.town.shown(other), "status") == "duplicate"


def test_a_pair_taken_apart_again_can_be_joined_once_more(console, pair):
    joined(console, pair)
    page = undone(console, pair)
    console.send("coordinator", page, {"_reason": "one person after all"}, form="again-form", do="again")
    joined(console, pair)
    assert answer(console.town.shown(pair[2]), "state") == "merged"


def test_nobody_decides_again_what_is_joined_or_was_joined_elsewhere_meanwhile(console, pair):
    kept, _other, link = pair
    held_apart(console, link)
    page = console.get("supervisor", f"/duplicates/{link}")
    assert "again-form" in page.text
    third = a_case(worker=console.book("supervisor").person, case_number="SUP-25-K1-9")
    elsewhere = propose_link(kept, third.record, record=a_record_id())
    assert console.book("supervisor").save([third]).dots and console.book("coordinator").save([elsewhere]).dots
    joined(console, (third.record, kept, elsewhere.record))
    page = console.get("supervisor", f"/duplicates/{link}")
    again = console.send("supervisor", page, {"_reason": "look"}, form="again-form", do="again", status=422)
    assert "was changed or joined elsewhere meanwhile" in again.words
    joined_page = console.get("supervisor", f"/duplicates/{elsewhere.record}")
    assert "again-form" not in joined_page.text
    console.post("supervisor", f"/duplicates/{elsewhere.record}", {"_do": "again", "_reason": "x"}, status=422)


def test_a_coordinator_undoes_a_joining_and_nothing_is_lost(console, pair):
    kept, other, link = pair
    before = console.town.shown(other).values
    joined(console, pair)
    console.clock.advance(ms=120_000)
    visit = a_visit(home=kept)
    assert console.book("supervisor").save([visit]).dots
    page = console.get("supervisor", f"/duplicates/{link}")
    assert "undo-form" not in page.text and "A coordinator of both offices can undo this." in page.words
    console.post("supervisor", f"/duplicates/{link}", {"_do": "undo", "_reason": "wrong"}, status=422)
    page = console.get("coordinator", f"/duplicates/{link}")
    assert "Written under the kept case since the joining" in page.words
    console.send("coordinator", page, {"_reason": "two persons after all"}, form="undo-form", do="undo")
    assert answer(console.town.shown(link), "state") == "unmerged"
    assert console.town.shown(other).values == before
    assert other in found(console, "SUP-25-K1-2")


def undone(console, pair):
    """The pair joined and, two minutes and what `between` wrote later, taken apart again by the coordinator."""
    link = pair[2]
    console.clock.advance(ms=60_000)
    page = console.get("coordinator", f"/duplicates/{link}")
    console.send("coordinator", page, {"_reason": "two persons after all"}, form="undo-form", do="undo")
    return console.get("coordinator", f"/duplicates/{link}")


def test_what_was_written_while_they_were_joined_is_filed_again_where_it_belongs(console, pair):
    kept, other, link = pair
    book = console.book("supervisor")
    before = a_visit(home=kept)
    assert book.save([before]).dots
    joined(console, pair)
    console.clock.advance(ms=120_000)
    aunt = a_family_member(home=kept, name_latin="Sok Chanthy", relation="aunt")
    number, stays = a_contact_point(home=kept, owner=aunt.record), a_visit(home=kept, visited_on="2025-11-20")
    note = a_note(home=kept, text="Spoke with her aunt.")
    assert book.save([aunt, number, stays, note]).dots
    page = undone(console, pair)
    assert "Written under SUP-25-K1-1 while they were joined" in page.words
    assert aunt.record in page.text and before.record not in page.text, "what was there before stays"
    ticked = {"record": [aunt.record, note.record], "_reason": "the aunt of the other girl"}
    console.send("coordinator", page, {**ticked, "_reason": ""}, form="refile-form", do="refile", status=422)
    console.send("coordinator", page, ticked, form="refile-form", do="refile")
    theirs = console.book("coordinator").dossier(other)
    names = [answer(one, "name_latin") for one in theirs.of_kind("family_member")]
    assert names == ["Sok Chanthy"]
    (point,), (copy,) = theirs.of_kind("contact_point"), theirs.of_kind("family_member")
    assert answer(point, "owner") == copy.record_id, "the number went with its owner"
    assert [answer(one, "text") for one in theirs.of_kind("case_note")] == ["Spoke with her aunt."]
    mine = console.book("coordinator").dossier(kept)
    assert all(mine.records[one.record].is_retracted for one in (aunt, number, note))
    assert answer(mine.records[aunt.record], "retracted_reason") == "the aunt of the other girl"
    assert not mine.records[stays.record].is_retracted, "what nobody ticked stays"
    again = console.get("coordinator", f"/duplicates/{link}")
    assert stays.record in again.text and note.record not in again.text
    assert "SUP-25-K1-1" in console.get("coordinator", "/duplicates?state=apart").words


def test_only_a_coordinator_files_again_and_only_what_was_written_meanwhile(console, pair):
    kept, other, link = pair
    joined(console, pair)
    console.clock.advance(ms=120_000)
    visit = a_visit(home=kept)
    assert console.book("supervisor").save([visit]).dots
    page = undone(console, pair)
    asked = {
        "_do": "refile",
        "_reason": "hers",
        "record": visit.record,
        "stand": page.form("refile-form").values["stand"],
    }
    console.post("supervisor", f"/duplicates/{link}", asked, status=404)
    console.post("coordinator", f"/duplicates/{link}", {**asked, "record": other}, status=422)
    console.post("coordinator", f"/duplicates/{link}", {**asked, "stand": "old"}, status=422)
    assert not console.town.shown(visit.record).is_retracted


def test_the_case_page_of_the_console_shows_both_dossiers_to_whoever_may_see_both(console):
    pair = saved_pair(console, other="other_supervisor")
    kept, other, _link = pair
    assert console.book("other_supervisor").save([a_note(home=other, text="Her scar is on the left.")]).dots
    joined(console, pair, role="coordinator")
    page = console.get("coordinator", f"/cases/{kept}")
    assert "Her scar is on the left." in page.words and "From OTH-25-K1-2" in page.words
    assert f"/cases/{kept}?" in console.get("coordinator", f"/cases/{other}", status=303).location
    theirs = console.get("supervisor", f"/cases/{kept}")
    assert "scar" not in theirs.words and "OTH-25-K1-2" not in theirs.words and "Joined with" not in theirs.words
    alone = console.get("other_supervisor", f"/cases/{other}")
    assert "Her scar is on the left." in alone.words, "who may not see the kept case goes on with her own"


def test_of_a_case_of_another_office_only_the_office_is_named_and_nothing_is_decided(console):
    _kept, _other, link = saved_pair(console, other="other_supervisor")
    page = console.get("supervisor", f"/duplicates/{link}")
    assert "Pailin may hold the same person." in page.words and "Chinda" not in page.words
    assert "join-form" not in page.text
    for act in ("join", "apart", "undo"):
        console.post("supervisor", f"/duplicates/{link}", {"_do": act, "_reason": "x"}, status=404)
    joined(console, (_kept, _other, link), role="coordinator")
    assert answer(console.town.shown(link), "state") == "merged"


def test_who_does_not_lead_finds_no_duplicates(console, pair):
    for role in ("worker", "administrator", "auditor"):
        console.get(role, "/duplicates", status=404)
        console.get(role, f"/duplicates/{pair[2]}", status=404)
    console.get("other_supervisor", f"/duplicates/{pair[2]}", status=404)


def test_the_pages_in_khmer(console, pair):
    console.say_khmer()
    assert "តើករណីទាំងពីរនេះជាមនុស្សតែមួយឬ?" in console.get("supervisor", f"/duplicates/{pair[2]}").words
    assert "ករណីស្ទួន" in console.get("supervisor", "/duplicates").words
