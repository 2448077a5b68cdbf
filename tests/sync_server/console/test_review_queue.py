"""The review queue over HTTP: what waits, taking a line, accepting what merged by itself, and who sees what."""

import html
import re

import pytest

from casework.book import Edit
from shared_schema.identifiers import Id
from sync_server.services.access import actor_of
from sync_server.services.review_queue import offices_of
from tests.casework.web.desks import APage
from tests.sync_server.console.consoles import AConsole

HOSTILE = "<script>alert(1)</script>"


def merged_softly(console: AConsole, *, number: str = "BTB-26-K1-1") -> Id:
    """A case in which two people wrote different answers apart."""
    town = console.town
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.saved_case("sokha", case_number=number)
    chenda.settle()
    sokha.change(case, {"nickname": "ស្រីពៅ"})
    chenda.change(case, {"wishes": HOSTILE})
    sokha.exchange()
    chenda.exchange()
    return case


def in_question(console: AConsole, *, number: str = "BTB-26-K1-2", second: str = "ពៅ") -> Id:
    """A case whose nickname two people wrote apart, the same ancestors seen by both."""
    town = console.town
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.saved_case("sokha", case_number=number, nickname="Ra")
    chenda.settle()
    sokha.change(case, {"nickname": "ស្រីពៅ"})
    chenda.change(case, {"nickname": second})
    sokha.exchange()
    chenda.exchange()
    return case


def set_aside(console: AConsole) -> Id:
    """A case of which a safety answer was lowered without a reason, and a nickname written after it."""
    sokha = console.town.laptop("sokha")
    case = console.town.saved_case("sokha", case_number="BTB-26-K1-7", risk_level="high", risk_reason="x")
    sokha.exchange()
    sokha.change(case, {"risk_level": "low"})
    sokha.change(case, {"nickname": "ស្រីពៅ"})
    sokha.exchange()
    return case


def boxes(page: APage) -> list[str]:
    """The values of the boxes that may be ticked."""
    return re.findall(r'name="accept" value="([^"]+)"', page.text)


def next_page(page: APage) -> str:
    """Where the next page is."""
    found = re.search(r'href="([^"]+)" rel="next"', page.text)
    assert found is not None
    return html.unescape(found[1])


def test_the_queue_shows_what_waits_from_whom_and_since_when(console: AConsole) -> None:
    merged_softly(console)
    in_question(console)
    page = console.get("supervisor", "/review")
    for words in ("BTB-26-K1-1", "BTB-26-K1-2", "Two versions: Nickname", "Soft merge", "Sokha · K", "Battambang"):
        assert words in page.words, words
    assert page.words.index("BTB-26-K1-2") < page.words.index("BTB-26-K1-1")  # a question before a mark
    assert HOSTILE not in page.text


def test_an_empty_queue_says_when_the_last_record_came_together(console: AConsole) -> None:
    console.town.saved_case("sokha")
    page = console.get("supervisor", "/review")
    assert "Nothing waits. Last merged record" in page.words


def test_a_supervisor_of_another_office_sees_neither_the_line_nor_its_pages(console: AConsole) -> None:
    case = in_question(console)
    assert "BTB-26-K1-2" not in console.get("other_supervisor", "/review").words
    for path in (f"/review/{case}", f"/review/{case}/nickname", f"/review/{case}/ask/nickname"):
        console.get("other_supervisor", path, status=404)
    console.post("other_supervisor", f"/review/{case}/judge", {"reason": "x"}, status=404)
    console.post("other_supervisor", "/review/claim", {"line": case}, status=404)
    console.get("administrator", "/review", status=404)


def test_what_merged_by_itself_is_accepted_together_and_opens_again(console: AConsole) -> None:
    first, second = merged_softly(console), merged_softly(console, number="BTB-26-K1-3")
    values = boxes(console.get("supervisor", "/review"))
    assert {value.partition(".")[0] for value in values} == {first, second}
    sokha, chenda = console.town.laptop("sokha"), console.town.laptop("chenda")
    chenda.settle()
    sokha.settle()
    sokha.change(second, {"nickname": "តូច"})
    chenda.change(second, {"wishes": "ចង់រៀន"})
    sokha.exchange()
    chenda.exchange()
    answer = console.post("supervisor", "/review/accept", {"accept": values})
    told = console.follow("supervisor", answer)
    assert "1 line was accepted." in told.words and "1 line was left" in told.words
    assert "BTB-26-K1-3" in told.words and "BTB-26-K1-1" not in told.words


def test_others_see_who_has_a_line_and_may_take_it_over(console: AConsole) -> None:
    case = in_question(console)
    console.post("supervisor", "/review/claim", {"line": case})
    page = console.get("coordinator", "/review")
    assert "Chenda since" in page.words
    refused = console.post("coordinator", "/review/claim", {"line": case}, status=422)
    assert "Somebody else has taken this line." in refused.words and "Take it over" in refused.words
    console.post("coordinator", "/review/claim", {"over": case})
    assert "Vanna since" in console.get("supervisor", "/review").words
    assert "BTB-26-K1-2" in console.get("coordinator", "/review?state=mine").words
    console.post("coordinator", "/review/release", {"line": case})
    assert "Vanna since" not in console.get("supervisor", "/review").words


def test_filters_narrow_the_queue_and_pages_follow_each_other(console: AConsole) -> None:
    town = console.town
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    cases = [town.saved_case("sokha", case_number=f"BTB-26-K1-{n:03}") for n in range(30)]
    chenda.settle()
    for case in cases:
        sokha.change(case, {"nickname": "ស្រីពៅ"})
        chenda.change(case, {"nickname": "ពៅ"})
    sokha.exchange()
    chenda.exchange()
    first = console.get("coordinator", "/review")
    assert "The first 25 lines; more wait." in first.words
    second = console.get("coordinator", next_page(first))
    shown = [f"BTB-26-K1-{n:03}" for n in range(30)]
    assert sum(one in first.words for one in shown) == 25 and sum(one in second.words for one in shown) == 5
    assert all((one in first.words) != (one in second.words) for one in shown)
    assert "Nothing of this kind waits." in console.get("coordinator", "/review?kind=lowering").words
    assert "Nothing of this kind waits." in console.get("coordinator", f"/review?office={town.pailin}").words
    assert "BTB-26-K1-0" in console.get("coordinator", f"/review?office={town.battambang}&kind=two_versions").words
    assert "5 lines wait." not in first.words


def test_the_overview_leads_to_the_answers_with_two_versions_alone(console: AConsole) -> None:
    in_question(console)
    page = console.get("coordinator", "/overview")
    assert re.search(r'href="/review\?kind=two_versions">Answers with two versions', page.text)


def test_offices_are_offered_by_their_codes_whenever_they_were_added(console: AConsole) -> None:
    town = console.town
    first = town.central.office("AAA")
    granted = (town.pailin, first, town.battambang)
    person = town.central.person("bopha", office=first, role="coordinator", granted=granted)
    with console.server.database.snapshot() as connection:
        actor = actor_of(connection, person.id)
    assert list(offices_of(console.server, actor)) == [first, town.battambang, town.pailin]


@pytest.mark.parametrize("after", ["x", "1.2.w.a.b", "9.9.i..", "1.2.i.AAA.' OR 1=1", "2.179500000000000000000.w.x.1"])
def test_a_page_mark_that_nobody_gave_is_the_first_page(console: AConsole, after: str) -> None:
    console.get("supervisor", f"/review?after={after}")


def test_a_raised_safety_answer_that_was_set_aside_stands_first(console: AConsole) -> None:
    town = console.town
    in_question(console)
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha", case_number="BTB-26-K1-9", risk_level="low")
    book = console.book("coordinator")
    shown = book.open(case)
    given = {"group:assignment": {"case_worker": town.people["dara"].id, "office": town.battambang}}
    book.save([Edit(case, "case", case, given, dict(shown.seen), "moved")])
    sokha.change(case, {"risk_level": "high"})
    sokha.exchange()
    page = console.get("supervisor", "/review")
    assert "Raises a safety answer" in page.words
    assert page.words.index("BTB-26-K1-9") < page.words.index("BTB-26-K1-2")


def test_a_change_that_was_set_aside_shows_how_many_wait_behind_it(console: AConsole) -> None:
    set_aside(console)
    page = console.get("supervisor", "/review")
    assert "Set aside" in page.words and "1 change waits behind it" in page.words
    assert "BTB-26-K1-7" in console.get("supervisor", "/review?kind=set_aside").words
    assert "BTB-26-K1-7" not in console.get("supervisor", "/review?kind=two_versions").words


def test_the_queue_is_whole_in_khmer(console: AConsole) -> None:
    merged_softly(console)
    console.say_khmer()
    page = console.get("supervisor", "/review")
    assert "ពិនិត្យ" in page.words and "Accept what is ticked" not in page.words
