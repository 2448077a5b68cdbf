"""A step that lacks what it needs once everything is merged is never refused: it becomes a line for a person."""

from sqlalchemy import Connection

from casework.book import Edit
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from sync_server.services.book import make_books
from sync_server.services.directory import publish_worker
from sync_server.services.dossier_rules import check_queue
from sync_server.services.review import Line, decide_line, review_lines
from sync_server.services.review_words import in_words
from tests.builders.records import an_edit
from tests.builders.town import Town

TODAY, BEFORE, LATER = "2026-11-18", "2026-11-01", "2026-12-24"


def gates(town: Town) -> dict[str, Line]:
    """Open lines about steps that lack something, by code, as the supervisor sees them."""
    check_queue(town.server)
    book = make_books(town.server).of(town.people["chenda"].id)
    with town.server.database.snapshot() as connection:
        lines = review_lines(town.server, connection, book.actor, item_kind="rule_broken")
    return {line.why: line for line in lines if line.why.startswith("gate_")}


def publish(town: Town) -> None:
    """The directory says who has which role, as it does for accounts made by an administrator."""
    server = town.server

    def work(connection: Connection) -> None:
        for login, account in town.people.items():
            publish_worker(server, connection, account, named={"name_latin": login})

    server.sealing.prepare(["directory"])
    server.database.run(work)


def consent(home: Id, *, on: str = BEFORE) -> Edit:
    """What the person decided about services."""
    given: dict[str, Json] = {"purpose": "services", "decision": "given", "decided_on": on}
    return an_edit("consent", {**given, "given_by": "person", "evidence": "signature", "scope": ["needs"]}, home=home)


def a_case_ready_for_integration(town: Town) -> tuple[Id, Id, Id]:
    """Sokha's case with all that integration asks for, known to both laptops: case, plan, consent."""
    publish(town)
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.saved_case(
        "sokha", risk_level="low", primary_category="trafficking_labour", identified_by="ngo",
        date_of_birth="1999-05-02", care_arrangement="residential_care",
    )  # fmt: skip
    agreed = consent(case)
    assessment = {"assessed_on": BEFORE, "assessment_type": "initial", "risk_level": "low", "completed": True}
    plan = an_edit("reintegration_plan", {"made_on": BEFORE, "agreed_by_person": "yes"}, home=case)
    for edit in (agreed, an_edit("assessment", assessment, home=case), plan):
        sokha.save(edit)
    assert not sokha.exchange().verdicts.set_aside
    chenda.settle()
    approve(town, plan.record, "approved")
    sokha.settle()
    return case, plan.record, agreed.record


def approve(town: Town, plan: Id, approval: str) -> None:
    """Chenda approves a plan or returns it."""
    chenda = town.laptop("chenda")
    whole = {"approval": approval, "approved_by": chenda.worker, "approved_on": TODAY}
    chenda.change(plan, {"group:approval": whole})
    assert not chenda.exchange().verdicts.set_aside


def withdraw(town: Town, agreed: Id, *, on: str) -> None:
    """Chenda writes down that the person withdrew what she had agreed to."""
    chenda = town.laptop("chenda")
    chenda.change(agreed, {"withdrawn_on": on})
    assert not chenda.exchange().verdicts.set_aside


def go_on(town: Town, case: Id, stage: str = "integration", **other: object) -> None:
    """Sokha takes the step, on her laptop."""
    sokha = town.laptop("sokha")
    sokha.change(case, {"group:status": {"status": "open", "stage": stage}}, **other)
    assert not sokha.exchange().verdicts.set_aside, "a step that lacks something is never refused"


def test_a_step_whose_ground_was_taken_away_on_another_laptop_becomes_a_line_and_is_settled_when_it_is_back(
    town: Town,
) -> None:
    case, plan, _consent = a_case_ready_for_integration(town)
    approve(town, plan, "returned")
    go_on(town, case)
    assert town.shown(case).values["stage"] == "integration"
    found = gates(town)
    assert set(found) == {"gate_approved_plan"}
    line = found["gate_approved_plan"]
    assert (line.record, line.kind, line.is_warning) == (case, "case", False)
    assert in_words(line, "en").startswith("Make a plan") and in_words(line, "km") != in_words(line, "en")
    approve(town, plan, "approved")
    assert gates(town) == {}


def test_the_other_way_round_it_is_the_same(town: Town) -> None:
    case, plan, _consent = a_case_ready_for_integration(town)
    go_on(town, case)
    assert gates(town) == {}
    approve(town, plan, "returned")
    assert set(gates(town)) == {"gate_approved_plan"}


def test_a_judgement_settles_it_and_another_edit_does_not_ask_again(town: Town) -> None:
    case, plan, _consent = a_case_ready_for_integration(town)
    approve(town, plan, "returned")
    go_on(town, case)
    book = make_books(town.server).of(town.people["chenda"].id)
    line = gates(town)["gate_approved_plan"]
    decide_line(book, town.server, line.code, decision="keep", reason="the new plan comes this week")
    sokha = town.laptop("sokha")
    sokha.settle()
    sokha.change(case, {"nickname": "ពៅ"})
    sokha.exchange()
    assert gates(town) == {}


def test_consent_that_had_ended_when_the_step_was_taken_is_missing(town: Town) -> None:
    case, _plan, agreed = a_case_ready_for_integration(town)
    withdraw(town, agreed, on="2026-11-17")
    go_on(town, case)
    assert set(gates(town)) == {"gate_consent_services"}


def test_consent_that_ended_later_breaks_no_step_taken_before(town: Town) -> None:
    case, _plan, agreed = a_case_ready_for_integration(town)
    go_on(town, case)
    town.central.clock.advance(days=40)
    withdraw(town, agreed, on=LATER)
    assert gates(town) == {}


def test_consent_that_is_written_down_later_settles_the_line(town: Town) -> None:
    case, _plan, agreed = a_case_ready_for_integration(town)
    withdraw(town, agreed, on="2026-11-17")
    go_on(town, case)
    assert set(gates(town)) == {"gate_consent_services"}
    town.central.clock.advance(days=40)
    chenda = town.laptop("chenda")
    chenda.save(consent(case, on=LATER))
    assert not chenda.exchange().verdicts.set_aside
    assert gates(town) == {}


def test_a_step_that_was_taken_back_asks_for_nothing(town: Town) -> None:
    case, plan, _consent = a_case_ready_for_integration(town)
    approve(town, plan, "returned")
    go_on(town, case)
    assert set(gates(town)) == {"gate_approved_plan"}
    go_on(town, case, "pre_integration")
    assert gates(town) == {}


def test_what_a_coordinator_allowed_with_a_reason_is_listed_as_a_mark(town: Town) -> None:
    case, plan, _consent = a_case_ready_for_integration(town)
    approve(town, plan, "returned")
    book = make_books(town.server).of(town.people["vanna"].id)
    status = {"group:status": {"status": "open", "stage": "integration"}}
    book.save([Edit(case, "case", case, status, dict(book.open(case).seen), "the house is closed tonight")])
    assert town.shown(case).values["stage"] == "integration"
    assert {why: line.is_warning for why, line in gates(town).items()} == {"gate_approved_plan": True}


def test_a_record_made_in_one_change_is_asked_too(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    held = {"held_on": TODAY, "conference_type": "review", "state": "held", "chair": sokha.worker}
    conference = an_edit("case_conference", held, home=case)
    sokha.save(conference)
    assert not sokha.exchange().verdicts.set_aside
    assert "gate_two_agencies" in gates(town)
    for agency in ("Social affairs", "An invented agency"):
        attendee = {"conference_id": conference.record, "name": "Chan Testvisal", "agency_text": agency}
        sokha.save(an_edit("conference_attendee", attendee, home=case))
    sokha.exchange()
    assert "gate_two_agencies" not in gates(town)
