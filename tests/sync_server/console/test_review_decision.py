"""Deciding between versions over HTTP: side by side, a reason, what is stored, what comes meanwhile; asking."""

import re

from casework.book import Edit
from shared_schema.identifiers import Id
from tests.builders.records import a_visit, an_edit
from tests.casework.web.desks import APage
from tests.sync_server.console.consoles import AConsole
from tests.sync_server.console.test_review_queue import HOSTILE, in_question


def decide(console: AConsole, role: str, page: APage, **typed: str) -> APage:
    """Goes from the choice to the page that says what is stored."""
    console.send(role, page, {"_version": typed.get("version", "v0"), **_other(typed)}, form="versions-form", do="next")
    why = console.get(role, page.form("versions-form").action + "?at=why")
    fields = {"_why": typed.get("why", "worker"), "_reason": typed.get("reason", "she told me")}
    console.send(role, why, fields, form="versions-form", do="next")
    return console.get(role, page.form("versions-form").action + "?at=check")


def key_of(page: APage, words: str) -> str:
    """What is posted for the version with these words; which one is A follows from the dots."""
    text = re.sub(r"</?(ins|del)>|<span class=\"govuk-visually-hidden\">[^<]*</span>", "", page.text)
    found = re.search(rf'value="(v\d)"(?:(?!value="v).)*?hw-version__words">{re.escape(words)}<', text, re.DOTALL)
    assert found is not None
    return found[1]


def _other(typed: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in typed.items() if name not in ("version", "why", "reason")}


def test_the_answers_stand_side_by_side_with_where_each_comes_from(console: AConsole) -> None:
    case = in_question(console)
    page = console.get("supervisor", f"/review/{case}/nickname")
    for words in ("Before: Ra", "ស្រីពៅ", "ពៅ", "Role: Social worker", "Had seen: Ra", "Received", "Battambang", "Sokha"):
        assert words in page.words, words
    assert "Ask the worker instead" in page.words and "Write another answer" in page.words
    assert "Given name" in page.words  # an answer that stands beside it


def test_a_decision_is_checked_stored_with_its_reason_and_reaches_the_laptop(console: AConsole) -> None:
    case = in_question(console)
    page = console.get("supervisor", f"/review/{case}/nickname")
    check = decide(console, "supervisor", page, version=key_of(page, "ពៅ"))
    assert "I asked the worker: she told me" in check.words
    assert "The other answers stay in the history." in check.words and "last contact" in check.words
    answer = console.send("supervisor", check, {}, form="versions-form")
    told = console.follow("supervisor", answer)
    assert "The decision is saved." in told.words and "BTB-26-K1-2" not in told.words
    chosen = console.town.shown(case)
    assert chosen.conflicts == () and chosen.values["nickname"] == "ពៅ"
    sokha = console.town.laptop("sokha")
    sokha.settle()
    assert sokha.received[case] == console.town.state(case)
    entries = console.book("supervisor").history(case).entries
    assert {"Ra", "ស្រីពៅ", "ពៅ"} <= {one.value for one in entries if one.register == "nickname"}
    assert any(one.reason == "I asked the worker: she told me" for one in entries)


def test_another_answer_is_written_in_the_field_of_its_type(console: AConsole) -> None:
    case = in_question(console)
    page = console.get("supervisor", f"/review/{case}/nickname")
    assert re.search(r'<input[^>]+name="nickname"', page.text)
    check = decide(console, "supervisor", page, version="other", nickname="ស្រីតូច")
    console.send("supervisor", check, {}, form="versions-form")
    assert console.town.shown(case).values["nickname"] == "ស្រីតូច"


def test_a_reason_from_the_list_and_in_words_is_needed(console: AConsole) -> None:
    case = in_question(console)
    page = console.get("supervisor", f"/review/{case}/nickname")
    console.send("supervisor", page, {"_version": "v0"}, form="versions-form", do="next")
    why = console.get("supervisor", f"/review/{case}/nickname?at=why")
    refused = console.send("supervisor", why, {"_reason": "so"}, form="versions-form", do="next", status=422)
    assert "Choose a reason from the list." in refused.words and "so" in refused.words
    refused = console.send("supervisor", why, {"_why": "paper"}, form="versions-form", do="next", status=422)
    assert "Write the reason for the decision." in refused.words
    assert len(console.town.shown(case).conflicts) == 1


def test_a_value_that_arrives_meanwhile_opens_the_page_again(console: AConsole) -> None:
    case = in_question(console)
    page = console.get("supervisor", f"/review/{case}/nickname")
    check = decide(console, "supervisor", page)
    console.book("coordinator").save([Edit(case, "case", case, {"nickname": "ថ្មី"}, {}, "seen by nobody")])
    again = console.send("supervisor", check, {}, form="versions-form", status=422)
    assert "Another answer came meanwhile" in again.words and "ថ្មី" in again.words
    assert len(console.town.shown(case).conflicts[0].versions) == 3


def test_who_decides_second_sees_the_first_decision_and_keeps_her_reason(console: AConsole) -> None:
    case = in_question(console)
    page = console.get("coordinator", f"/review/{case}/nickname")
    check = decide(console, "coordinator", page, reason="what I was writing")
    first = decide(console, "supervisor", console.get("supervisor", f"/review/{case}/nickname"), reason="seen on paper")
    console.send("supervisor", first, {}, form="versions-form")
    late = console.send("coordinator", check, {}, form="versions-form", status=200)
    for words in ("This answer has been decided", "Chenda", "seen on paper", "what I was writing"):
        assert words in late.words, words


def test_markup_in_an_answer_is_shown_as_letters(console: AConsole) -> None:
    case = in_question(console, second=HOSTILE)
    for path in (f"/review/{case}/nickname", f"/review/{case}", "/review"):
        page = console.get("supervisor", path)
        assert HOSTILE not in page.text
    assert HOSTILE in console.get("supervisor", f"/review/{case}/nickname").words


def test_the_visit_that_an_answer_was_saved_with_leads_to_it(console: AConsole) -> None:
    town = console.town
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.saved_case("sokha")
    chenda.settle()
    visit = a_visit(home=case)
    first = sokha.device.n + 1
    sokha.save(visit, set_of=(first, 2))
    sokha.save(Edit(case, "case", case, {"nickname": "ស្រីពៅ"}), seen=dict(town.state(case).seen), set_of=(first, 2))
    chenda.change(case, {"nickname": "ពៅ"})
    sokha.exchange()
    chenda.exchange()
    page = console.get("supervisor", f"/review/{case}/nickname")
    assert "Saved together with: Follow-up visit" in page.words and visit.record in page.text


def ask(console: AConsole, case: Id) -> APage:
    """The supervisor asks about the nickname."""
    page = console.get("supervisor", f"/review/{case}/ask/nickname")
    console.send("supervisor", page, {"text": "Which name does she use?"}, form="ask-form")
    return console.send("supervisor", page, {"text": "Which name does she use?"}, form="ask-form")  # pressed twice


def test_the_worker_is_asked_and_her_answer_brings_the_line_back(console: AConsole) -> None:
    case = in_question(console)
    told = console.follow("supervisor", ask(console, case))
    assert "The worker is asked" in told.words and "Which name does she use?" in told.words
    assert "The worker is asked" in console.get("coordinator", "/review").words
    assert "BTB-26-K1-2" in console.get("coordinator", "/review?state=asked").words
    sokha = console.town.laptop("sokha")
    sokha.settle()
    [question] = [one for one, state in sokha.received.items() if state.kind == "review_question"]
    answer = {"state": "answered", "answer": "Srey Pov", "answered_by": sokha.worker, "answered_on": "2026-11-19"}
    sokha.change(question, {"group:answer": answer})
    assert not sokha.exchange().verdicts.set_aside
    assert "BTB-26-K1-2" in console.get("supervisor", "/review?state=answered").words
    page = console.get("supervisor", f"/review/{case}/nickname")
    assert "The worker has answered" in page.words and "Srey Pov" in page.words


def test_the_worker_settles_the_line_herself_by_deciding(console: AConsole) -> None:
    case = in_question(console)
    ask(console, case)
    sokha = console.town.laptop("sokha")
    sokha.settle()
    sokha.change(case, {"nickname": "ពៅ"}, reason="she uses this one", resolves=("nickname",))
    assert not sokha.exchange().verdicts.set_aside
    assert "BTB-26-K1-2" not in console.get("supervisor", "/review").words


def test_a_question_is_taken_back_and_by_a_decision_it_goes_by_itself(console: AConsole) -> None:
    case = in_question(console)
    ask(console, case)
    page = console.get("supervisor", f"/review/{case}")
    question = re.search(r"/review/questions/([^/]+)/withdraw", page.text)
    assert question is not None
    console.post("other_supervisor", f"/review/questions/{question[1]}/withdraw", {"record": case}, status=404)
    console.post("supervisor", f"/review/questions/{question[1]}/withdraw", {"record": case})
    assert console.town.shown(question[1]).values["state"] == "withdrawn"
    assert "BTB-26-K1-2" not in console.get("supervisor", "/review?state=asked").words
    ask(console, case)
    second = re.search(r"/review/questions/([^/]+)/withdraw", console.get("supervisor", f"/review/{case}").text)
    assert second is not None
    check = decide(console, "supervisor", console.get("supervisor", f"/review/{case}/nickname"))
    console.send("supervisor", check, {}, form="versions-form")
    assert console.town.shown(second[1]).values["state"] == "withdrawn"


def test_a_worker_does_not_ask_herself(console: AConsole) -> None:
    case = in_question(console)
    console.get("worker", f"/review/{case}/nickname")
    console.get("worker", f"/review/{case}/ask/nickname", status=404)


def test_two_versions_of_a_provider_are_decided_by_a_coordinator_and_nobody_is_asked(console: AConsole) -> None:
    book = console.book("coordinator")
    provider = an_edit("provider", {"name_latin": "Example Centre", "provider_type": "ngo"}, home="directory")
    book.save([provider])
    before = dict(book.open(provider.record).seen)
    for name in ("Example House", "Example Home"):
        book.save([Edit(provider.record, "provider", "directory", {"name_latin": name}, before)])
    console.get("supervisor", f"/review/{provider.record}/name_latin", status=404)
    page = console.get("coordinator", f"/review/{provider.record}/name_latin")
    assert "Example House" in page.words and "Ask the worker" not in page.words
    console.get("coordinator", f"/review/{provider.record}/ask/name_latin", status=404)
    check = decide(console, "coordinator", page, why="paper", reason="their letter head")
    console.send("coordinator", check, {}, form="versions-form")
    assert console.town.shown(provider.record).conflicts == ()


def test_before_is_the_last_answer_that_both_had_seen_and_no_older_one(console: AConsole) -> None:
    town = console.town
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.saved_case("sokha", nickname="First")
    sokha.settle()
    sokha.change(case, {"nickname": "Second"})
    sokha.exchange()
    chenda.settle()
    sokha.change(case, {"nickname": "Third"})
    sokha.change(case, {"nickname": "Fourth"})
    chenda.change(case, {"nickname": "Fifth"})
    sokha.exchange()
    chenda.exchange()
    page = console.get("supervisor", f"/review/{case}/nickname")
    assert "Before: Second" in page.words
    assert "Had seen: Third" in page.words and "Had seen: Second" in page.words
    assert "First" not in page.words


def test_who_holds_a_case_that_was_given_to_two_people_is_decided(console: AConsole) -> None:
    town, book = console.town, console.book("coordinator")
    case = town.saved_case("sokha", case_number="BTB-26-K1-21")
    before = dict(book.open(case).seen)
    for login in ("dara", "sokha"):
        given = {"group:assignment": {"case_worker": town.people[login].id, "office": town.battambang}}
        book.save([Edit(case, "case", case, given, before, "given")])
    queue = console.get("supervisor", "/review")
    assert "Two people have this case" in queue.words
    page = console.get("supervisor", f"/review/{case}/group:assignment")
    assert "Dara" in page.words and "Sokha" in page.words and "Console" in page.words
    check = decide(console, "supervisor", page, why="other", reason="Dara lives there")
    console.send("supervisor", check, {}, form="versions-form")
    assert town.shown(case).conflicts == ()
    assert "Two people have this case" not in console.get("supervisor", "/review").words
