"""The review queue in a real browser: what merged by itself accepted together, two versions, a safety rule, a broken
rule, and somebody who decided meanwhile. Both languages.
"""

from selenium.webdriver.common.by import By

from tests.builders.records import a_visit
from tests.sync_server.console.test_duplicates import saved_pair
from tests.sync_server.console.test_review_decision import decide
from tests.sync_server.console.test_review_queue import in_question, merged_softly
from tests.sync_server.console.test_review_record import lowered


def test_what_merged_by_itself_is_accepted_together(stage):
    for number in ("BTB-26-K1-1", "BTB-26-K1-3"):
        merged_softly(stage.console, number=number)
    words = stage.opens("supervisor", "/review", shot="console-review-soft")
    assert "BTB-26-K1-1" in words and "BTB-26-K1-3" in words and "Soft merge" in words
    for box in stage.browser.find_elements(By.NAME, "accept"):
        stage.browser.execute_script("arguments[0].click()", box)
    words = stage.presses("Accept what is ticked")
    assert "2 lines were accepted." in words and "BTB-26-K1-1" not in words


def test_a_lowered_safety_answer_is_confirmed_with_a_reason(stage):
    case = lowered(stage.console)
    assert "Safety answer lowered: Risk level" in stage.opens("supervisor", "/review?kind=lowering")
    words = stage.follows("BTB-26-K1-5")
    assert "High" in words and "Medium" in words
    stage.opens("supervisor", f"/review/{case}", language="km", shot="console-review-record")
    stage.opens("supervisor", f"/review/{case}")
    button = "Leave as it stands"
    refused = stage.presses(button, reason="")
    assert "There is a problem on this page" in refused
    stage.presses(button, reason="seen at home")
    assert "BTB-26-K1-5" not in stage.opens("supervisor", "/review?kind=lowering")


def test_a_broken_rule_is_kept_with_a_reason(stage):
    sokha = stage.console.town.laptop("sokha")
    case = stage.console.town.saved_case("sokha", case_number="BTB-26-K1-8")
    visit = a_visit(home=case, next_visit_on="2025-11-01")
    sokha.save(visit)
    sokha.exchange()
    words = stage.opens("supervisor", f"/review/{visit.record}", shot="console-review-rule")
    assert "1 rule is broken" in words
    stage.presses("Leave as it stands", reason="the day was agreed so")
    assert "BTB-26-K1-8" not in stage.opens("supervisor", "/review?kind=rule_broken")


def test_who_decides_second_sees_the_first_decision_and_keeps_her_reason(stage):
    console = stage.console
    case = in_question(console)
    words = stage.opens("coordinator", f"/review/{case}/nickname", shot="console-review-two-versions")
    assert "Before: Ra" in words and "Ask the worker instead" in words
    stage.opens("coordinator", f"/review/{case}/nickname", language="km", shot="console-review-two-versions")
    stage.opens("coordinator", f"/review/{case}/nickname")
    stage.browser.find_element(By.CSS_SELECTOR, "main input[name=_version]").click()
    stage.presses("Continue")
    stage.presses("Continue", _why="worker", _reason="what I was writing")
    first = decide(console, "supervisor", console.get("supervisor", f"/review/{case}/nickname"), reason="seen on paper")
    console.send("supervisor", first, {}, form="versions-form")
    words = stage.presses("Use this answer")
    for said in ("This answer has been decided", "Chenda", "seen on paper", "what I was writing"):
        assert said in words, said


def test_an_empty_queue_says_so_in_both_languages(stage):
    assert "Nothing waits." in stage.opens("other_supervisor", "/review")
    stage.opens("other_supervisor", "/review", language="km", shot="console-review-empty")


def test_two_cases_of_one_person_are_joined_and_the_kept_one_shows_both(stage):
    kept, _other, link = saved_pair(stage.console)
    words = stage.opens("supervisor", f"/duplicates/{link}?kept={kept}", shot="console-duplicate")
    assert "Are these two cases one person?" in words and "Languages spoken" in words
    joined = stage.presses("Join the two cases", _reason="same scar, same mother")
    assert "leads to it" in joined
    for language in ("en", "km"):
        stage.opens("supervisor", f"/cases/{kept}", language=language, shot="console-case-joined")
