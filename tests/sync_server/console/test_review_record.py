"""A record with all that waits of it: judging with a reason, broken rules, lowered answers; what was set aside."""

import re

import pytest

from casework.book import Edit
from shared_schema.identifiers import Id
from tests.builders.records import a_visit, an_edit
from tests.builders.town import an_account
from tests.casework.web.desks import APage
from tests.sync_server.console.consoles import AConsole
from tests.sync_server.console.test_review_queue import HOSTILE, boxes, in_question, set_aside


def lowered(console: AConsole) -> Id:
    """A case whose risk its worker lowered, with a reason."""
    sokha = console.town.laptop("sokha")
    case = console.town.saved_case("sokha", case_number="BTB-26-K1-5", risk_level="high", risk_reason="x")
    sokha.exchange()
    sokha.change(case, {"risk_level": "medium"}, reason=f"calmer {HOSTILE}")
    assert not sokha.exchange().verdicts.set_aside
    return case


def judge(console: AConsole, role: str, page: APage, *, reason: str, status: int = 303) -> APage:
    """Leaves as it stands everything that may be ticked."""
    items = re.findall(r'name="item" value="([^"]+)"', page.text)
    return console.send(role, page, {"item": items, "reason": reason}, form="judge-form", status=status)


def aside_url(page: APage) -> str:
    """Where the first line that was set aside is decided."""
    found = re.search(r"/review/set-aside/[^\"]+", page.text)
    assert found is not None
    return found[0]


def test_a_lowered_safety_answer_is_confirmed_with_a_reason_and_opens_again_when_it_sinks_further(
    console: AConsole,
) -> None:
    case = lowered(console)
    page = console.get("supervisor", f"/review/{case}")
    assert "Safety answer lowered: Risk level" in page.words and "High" in page.words and "Medium" in page.words
    assert HOSTILE not in page.text and HOSTILE in page.words
    refused = judge(console, "supervisor", page, reason="", status=422)
    assert "Say why in a few words" in refused.words and "Nothing you typed was lost." in refused.words
    judge(console, "supervisor", page, reason="seen at home")
    assert "BTB-26-K1-5" not in console.get("supervisor", "/review").words
    sokha = console.town.laptop("sokha")
    sokha.settle()
    assert any(state.kind == "review_decision" for state in sokha.received.values())
    sokha.change(case, {"risk_level": "low"}, reason="moved")
    sokha.exchange()
    assert "BTB-26-K1-5" in console.get("supervisor", "/review?kind=lowering").words


def test_what_came_after_the_page_was_drawn_is_judged_by_nobody(console: AConsole) -> None:
    case = lowered(console)
    page = console.get("supervisor", f"/review/{case}")
    sokha = console.town.laptop("sokha")
    sokha.settle()
    sokha.change(case, {"risk_level": "low"}, reason="moved")
    sokha.exchange()
    refused = judge(console, "supervisor", page, reason="seen at home", status=422)
    assert "Something new came for this record" in refused.words and "seen at home" in refused.words
    assert "BTB-26-K1-5" in console.get("supervisor", "/review?kind=lowering").words


def test_a_worker_does_not_confirm_what_she_lowered_herself(console: AConsole) -> None:
    case = lowered(console)
    page = console.get("worker", f"/review/{case}")
    refused = judge(console, "worker", page, reason="I know", status=422)
    assert "This could not be saved as it is." in refused.words
    assert "BTB-26-K1-5" in console.get("supervisor", "/review?kind=lowering").words


def test_the_safer_answer_that_stands_is_told_and_accepted(console: AConsole) -> None:
    town = console.town
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.saved_case("sokha", case_number="BTB-26-K1-6", risk_level="medium", risk_reason="x")
    sokha.exchange()
    chenda.settle()
    sokha.change(case, {"risk_level": "high"})
    chenda.change(case, {"risk_level": "low"}, reason="stable")
    sokha.exchange()
    chenda.exchange()
    assert town.shown(case).values["risk_level"] == "high"
    page = console.get("supervisor", "/review?kind=safety_kept")
    assert "BTB-26-K1-6" in page.words and "Safety rule applied: Risk level" in page.words
    console.get("supervisor", f"/review/{case}")
    chenda.settle()
    chenda.change(case, {"risk_level": "low"}, reason="stable, and I know of the threat")
    chenda.exchange()
    assert "BTB-26-K1-6" not in console.get("supervisor", "/review?kind=safety_kept").words


def test_a_broken_rule_is_kept_with_a_reason_or_mended_on_the_record(console: AConsole) -> None:
    sokha = console.town.laptop("sokha")
    case = console.town.saved_case("sokha", case_number="BTB-26-K1-8")
    visit = a_visit(home=case)
    wrong = Edit(visit.record, "visit", case, {**visit.registers, "next_visit_on": "2025-11-01"})
    sokha.save(wrong)
    sokha.exchange()
    page = console.get("supervisor", f"/review/{visit.record}")
    assert "1 rule is broken" in page.words and "Change an answer" in page.words
    judge(console, "supervisor", page, reason="the day was agreed so")
    assert "BTB-26-K1-8" not in console.get("supervisor", "/review?kind=rule_broken").words


def test_possible_duplicates_stand_in_the_queue_until_somebody_decides(console: AConsole) -> None:
    town = console.town
    sokha = town.laptop("sokha")
    first = town.saved_case("sokha", case_number="BTB-26-K1-11")
    second = town.saved_case("sokha", case_number="BTB-26-K1-12")
    link = an_edit("case_link", {"case_a": first, "case_b": second, "state": "proposed"}, home=first)
    sokha.save(link)
    assert not sokha.exchange().verdicts.set_aside
    assert "Possible duplicate" in console.get("supervisor", "/review?kind=possible_duplicate").words
    assert "BTB-26-K1-11" in console.get("supervisor", "/review?kind=possible_duplicate").words
    sokha.change(link.record, {"group:state": {"state": "not_duplicate"}})
    assert not sokha.exchange().verdicts.set_aside
    assert "Nothing of this kind waits." in console.get("supervisor", "/review?kind=possible_duplicate").words


def test_what_was_set_aside_is_read_beside_what_stands_and_let_stand(console: AConsole) -> None:
    case = set_aside(console)
    url = aside_url(console.get("supervisor", "/review"))
    page = console.get("supervisor", url)
    for words in ("Set aside", "Risk level", "High", "Low", "Waits behind it", "ស្រីពៅ", "Sokha"):
        assert words in page.words, words
    console.get("other_supervisor", url, status=404)
    told = console.follow("supervisor", console.post("supervisor", url, {"_do": "release"}))
    assert "The decision is saved." in told.words
    assert console.town.shown(case).values["risk_level"] == "low"
    assert console.town.shown(case).values["nickname"] == "ស្រីពៅ"


def test_rejecting_needs_a_reason_and_puts_the_former_answer_back(console: AConsole) -> None:
    case = set_aside(console)
    url = aside_url(console.get("supervisor", "/review"))
    refused = console.post("supervisor", url, {"_do": "reject", "reason": " "}, status=422)
    assert "Nothing you typed was lost." in refused.words
    console.post("supervisor", url, {"_do": "draft", "reason": "still in danger"})
    assert "still in danger" in console.get("supervisor", url).words
    console.post("supervisor", url, {"_do": "reject", "reason": "still in danger"})
    shown = console.town.shown(case)
    assert shown.values["risk_level"] == "high" and shown.values["nickname"] == "ស្រីពៅ"
    assert "low" in [one.value for one in console.book("supervisor").history(case).entries]
    late = console.post("coordinator", url, {"_do": "reject", "reason": "what I wrote"}, status=200)
    assert "This has been decided" in late.words and "what I wrote" in late.words
    console.get("other_supervisor", url, status=404)
    console.get("supervisor", "/review/set-aside/AAAAAAAAAAAAAAAAAAAAAA.1", status=404)


def handed_over(console: AConsole) -> Id:
    """A case that Dara holds now, and a nickname that Sokha still wrote."""
    town = console.town
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha", case_number="BTB-26-K1-14")
    book = console.book("coordinator")
    given = {"group:assignment": {"case_worker": town.people["dara"].id, "office": town.battambang}}
    book.save([Edit(case, "case", case, given, dict(book.open(case).seen), "moved")])
    sokha.change(case, {"nickname": "ស្រីពៅ"})
    sokha.exchange()
    return case


def test_what_came_after_a_handover_is_taken_over_with_one_press_by_the_new_worker(console: AConsole) -> None:
    case = handed_over(console)
    former = aside_url(console.get("worker", "/review"))
    assert "Take it over" not in console.get("worker", former).words
    console.post("worker", former, {"_do": "adopt"}, status=404)
    url = aside_url(console.get("colleague", "/review"))
    assert "Take it over" in console.get("colleague", url).words
    console.post("colleague", url, {"_do": "reject", "reason": "x"}, status=404)
    console.post("colleague", url, {"_do": "adopt"})
    assert console.town.shown(case).values["nickname"] == "ស្រីពៅ"


def test_a_judgement_sent_twice_is_kept_once(console: AConsole) -> None:
    case = lowered(console)
    page = console.get("supervisor", f"/review/{case}")
    judge(console, "supervisor", page, reason="seen at home")
    again = judge(console, "supervisor", page, reason="seen at home", status=200)
    assert "Nothing waits any more." in again.words
    records = console.book("supervisor").dossier(case).records.values()
    assert sum(one.kind == "review_decision" for one in records) == 1


def test_a_worker_sees_what_was_set_aside_of_hers_and_decides_nothing(console: AConsole) -> None:
    set_aside(console)
    url = aside_url(console.get("worker", "/review"))
    assert "It waits for a supervisor or a coordinator" in console.get("worker", url).words
    console.post("worker", url, {"_do": "release"}, status=404)


def test_a_restricted_account_asks_for_passphrase_and_code_and_is_not_counted_for_others(console: AConsole) -> None:
    town = console.town
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha", case_number="BTB-26-K1-15")
    account = an_account(case)
    sokha.save(account)
    sokha.exchange()
    second = town.another_laptop("sokha")
    second.settle()
    sokha.change(account.record, {"trafficking_status": "actual_victim"})
    second.change(account.record, {"trafficking_status": "not_a_victim"})
    sokha.exchange()
    second.exchange()
    assert "BTB-26-K1-15" in console.get("supervisor", "/review").words
    for role in ("coordinator", "other_supervisor", "colleague"):
        assert "BTB-26-K1-15" not in console.get(role, "/review").words
        console.get(role, f"/review/{account.record}", status=404)
    for path in (f"/review/{account.record}", f"/review/{account.record}/trafficking_status"):
        assert console.get("supervisor", path, status=303).location.startswith("/sign-in/again")
    console.steps_up("supervisor")
    assert "Two versions" in console.get("supervisor", f"/review/{account.record}").words
    assert "Two versions" in console.get("supervisor", f"/review/{account.record}/trafficking_status").words


@pytest.mark.parametrize("form", ["judge-form", "ask-form", "aside-form", "versions-form"])
def test_what_was_typed_after_the_session_ended_is_a_draft_and_nothing_else(console: AConsole, form: str) -> None:
    case, other = in_question(console), set_aside(console)
    lowered_case = lowered(console) if form == "judge-form" else other
    paths = {
        "judge-form": f"/review/{lowered_case}",
        "ask-form": f"/review/{case}/ask/nickname",
        "aside-form": aside_url(console.get("supervisor", "/review")),
        "versions-form": f"/review/{case}/nickname?at=why",
    }
    if form == "versions-form":
        first = console.get("supervisor", f"/review/{case}/nickname")
        console.send("supervisor", first, {"_version": "v0"}, form=form, do="next")
    page = console.get("supervisor", paths[form])
    box = {"ask-form": "text", "versions-form": "_reason"}.get(form, "reason")
    before = (console.town.state(case), console.town.state(other), console.town.waiting())
    console.clock.advance(hours=1)
    do = {"aside-form": "reject", "versions-form": "next"}.get(form, "save")
    late = console.send("supervisor", page, {box: "typed too late"}, form=form, do=do)
    assert late.location == "/sign-in?kept=yes"
    assert (console.town.state(case), console.town.state(other), console.town.waiting()) == before
    console.signs_in("supervisor")
    assert "typed too late" in console.get("supervisor", paths[form]).text


def test_a_late_press_that_keeps_no_draft_does_nothing(console: AConsole) -> None:
    case = in_question(console)
    page = console.get("supervisor", "/review")
    console.clock.advance(hours=1)
    console.post("supervisor", "/review/claim", {"line": case, "draft": case})
    console.post("supervisor", "/review/accept", {"accept": boxes(page), "draft": case})
    console.signs_in("supervisor")
    assert "Chenda since" not in console.get("supervisor", "/review").words


def test_every_page_of_review_is_whole_in_khmer(console: AConsole) -> None:
    case = in_question(console)
    set_aside(console)
    console.say_khmer()
    queue = console.get("supervisor", "/review")
    for path in (f"/review/{case}", f"/review/{case}/nickname", f"/review/{case}/ask/nickname", aside_url(queue)):
        page = console.get("supervisor", path)
        assert 'lang="km"' in page.text
