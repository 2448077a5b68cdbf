"""The worked example of records.md 7.2 from end to end: a laptop without a network, a supervisor at the console, and
the review of what came of it. People and numbers are invented.
"""

from sqlalchemy import Connection

from casework.book import Edit, Saved
from shared_schema.identifiers import Id
from sync_server.services.book import CentralCaseBook, make_books
from sync_server.services.directory import publish_worker
from sync_server.services.dossier_rules import check_queue
from sync_server.services.review_judging import items_to_decide, judge_items
from sync_server.services.review_marks import mark_of
from sync_server.services.review_origins import origins_of
from sync_server.services.review_queue import queue_page
from sync_server.store.review_queue import Wanted
from tests.builders.records import an_edit
from tests.builders.town import Town

OPEN = {"status": "open", "stage": "monitoring_support"}
CLOSED = {"status": "closed", "stage": "case_closure", "closed_on": "2026-11-18", "closure_reason": "moved_in_country"}


def book_of(town: Town, login: str) -> CentralCaseBook:
    """Somebody at the console."""
    return make_books(town.server).of(town.people[login].id)


def monday(town: Town) -> tuple[Id, Id]:
    """The case as both have it on Monday, and the closure that its worker proposed."""
    _names(town)
    case = town.saved_case(
        "sokha",
        case_number="TST-26-K7-020",
        nickname="Ra",
        risk_level="medium",
        risk_reason="watch",
        education_level="primary",
        categories=["irregular_migrant", "trafficking_labour"],
        do_not_contact_family=False,
        given_name_km="តារា",
        **OPEN,
    )
    closing = {"proposed_on": "2026-11-16", "closure_reason": "moved_in_country", "person_agrees": "yes"}
    closure = an_edit("closure", closing, home=case)
    town.laptop("sokha").save(closure)
    assert not town.laptop("sokha").exchange().verdicts.set_aside
    town.laptop("sokha").settle()
    return case, closure.record


def _names(town: Town) -> None:
    """The directory knows the people: who approves must be a supervisor by it."""
    town.server.sealing.prepare(["directory"])

    def work(connection: Connection) -> None:
        for login in ("sokha", "chenda"):
            publish_worker(town.server, connection, town.people[login], named={"name_latin": login.title()})

    town.server.database.run(work)


def tuesday(town: Town, case: Id) -> None:
    """A, without a network."""
    sokha = town.laptop("sokha")
    sokha.save(an_edit("task", {"title": "Visit the aunt", "state": "open", "owner_worker": sokha.worker}, home=case))
    sokha.change(
        case,
        {
            "nickname": "Rara",
            "education_level": "vocational",
            "categories.domestic_violence": True,
            "risk_level": "high",
            "risk_reason": "threat by phone",
            "do_not_contact_family": True,
            "do_not_contact_reason": "danger",
            "group:name_km": {"family_name_km": "សុខ", "given_name_km": "ដារ៉ា"},
        },
        reason="threat by phone",
    )


def wednesday(town: Town, case: Id, closure: Id) -> None:
    """B, at the console, who has seen Monday's answers."""
    town.central.clock.advance(days=1)
    book = book_of(town, "chenda")
    shown, proposed = book.open(case), book.open(closure)
    approval = {"approval": "approved", "approved_by": town.people["chenda"].id, "approved_on": "2026-11-18"}
    saved = book.save(
        [
            Edit(closure, "closure", case, {"group:approval": approval}, dict(proposed.seen)),
            Edit(
                case,
                "case",
                case,
                {
                    "education_level": "upper_secondary",
                    "categories.irregular_migrant": False,
                    "risk_level": "low",
                    "risk_reason": "stable for a year",
                    "group:status": CLOSED,
                    "group:name_km": {"family_name_km": "សុខ", "given_name_km": "ដារ៉ូ"},
                },
                dict(shown.seen),
                "stable for a year",
            ),
        ]
    )
    assert isinstance(saved, Saved), saved


def test_two_people_edit_one_case_apart(town: Town) -> None:
    case, closure = monday(town)
    tuesday(town, case)
    wednesday(town, case, closure)
    sokha = town.laptop("sokha")
    answer = sokha.exchange()
    assert not answer.verdicts.set_aside
    shown = town.shown(case)
    assert shown.values["nickname"] == "Rara"
    assert shown.values["education_level"] == "upper_secondary"  # the later by device time
    assert shown.values["categories"] == ["domestic_violence", "trafficking_labour"]
    assert shown.values["risk_level"] == "high"  # the protective value
    assert shown.values["do_not_contact_family"] is True
    assert shown.values["status"] == "closed"
    assert {one.register for one in shown.conflicts} == {"risk_reason", "group:name_km"}
    check_queue(town.server)

    chenda = book_of(town, "chenda")
    page = queue_page(town.server, chenda.actor, Wanted())
    assert sorted((row.kind, row.number) for row in page.rows) == [("case", "TST-26-K7-020"), ("task", "TST-26-K7-020")]
    kinds = sorted((one.item_kind, one.item) for one in items_to_decide(town.server, chenda.actor, case))
    assert [one for one in kinds if one[0] == "two_versions"] == [
        ("two_versions", "group:name_km"), ("two_versions", "risk_reason"),
    ]  # fmt: skip
    assert ("safety_kept", "risk_level") in kinds and ("soft_merge", "record") in kinds
    assert ("lowering", "risk_level") in kinds  # what B lowered is a line of its own
    task = next(row.record for row in page.rows if row.kind == "task")
    broken = items_to_decide(town.server, chenda.actor, task)
    assert [(one.item_kind, one.item) for one in broken] == [("rule_broken", "gate_task_open")]

    origins = origins_of(town.server, chenda.actor, case, "risk_reason", shown.conflicts[-1].dots)
    assert [one.value for one in origins.before] == ["watch"]
    told = {one.written.value: (one.written.role, one.written.device) for one in origins.of.values()}
    assert told == {"threat by phone": ("social_worker", "K1"), "stable for a year": ("supervisor", "")}

    for register, value in (
        ("group:name_km", {"family_name_km": "សុខ", "given_name_km": "ដារ៉ា"}),
        ("risk_reason", "threat"),
    ):
        seen = dict(chenda.open(case).seen)
        edit = Edit(case, "case", case, {register: value}, seen, "asked the worker", (register,))
        assert isinstance(chenda.save([edit]), Saved)
    for record in (case, task):
        items = items_to_decide(town.server, chenda.actor, record)
        assert all(one.item_kind != "two_versions" for one in items)
        codes = [one.long_code for one in items]
        judge_items(chenda, town.server, record, codes, mark=mark_of(items), reason="it is done by telephone")
    check_queue(town.server)
    assert queue_page(town.server, chenda.actor, Wanted()).rows == ()

    third = book_of(town, "vanna")
    name = {"family_name_km": "សុខ", "given_name_km": "តារ៉ា"}
    assert isinstance(third.save([Edit(case, "case", case, {"group:name_km": name}, {}, "from the birth book")]), Saved)
    again = items_to_decide(town.server, chenda.actor, case)
    assert ("two_versions", "group:name_km") in {(one.item_kind, one.item) for one in again}
    values = [one.value for one in chenda.history(case).entries if one.register == "risk_reason"]
    assert {"watch", "threat by phone", "stable for a year", "threat"} == set(values)
    sokha.settle()
    assert sokha.received[case] == town.state(case)
