"""Matching at the centre: an inquiry of one province finds the case of another, proposes it once, decides nothing."""

import pytest
from sqlalchemy import select

from casework.book import Edit, Saved
from casework.matching.proposing import Judgement, reject_match
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import day_of_ms
from sync_server.services.book import make_books
from sync_server.services.matching import (
    Proposal,
    match_inquiries,
    measure_decisions,
    open_inquiries,
    propose_weights,
)
from sync_server.services.names import NameIndex
from sync_server.store.tables_records import records
from tests.builders.records import a_record_id, an_edit
from tests.builders.town import Town

BANAN: Json = {"country": "KH", "province": "02", "district": "0201", "commune": "020101"}


def an_inquiry(town: Town, login: str, **values: Json) -> Id:
    """A mother in Pailin looks for Sok Chenda; tracing is agreed to."""
    who = town.person(login)
    whole: dict[str, Json] = {
        "inquiry_number": "PLN-25-K1-1",
        "inquiry_date": "2025-11-20",
        "inquirer_name_latin": "Mao Sopheap",
        "relation": "mother",
        "inquirer_phone": "+85512345678",
        "sought_family_name_latin": "Sokh",
        "sought_given_name_latin": "Chinda",
        "sought_sex": "female",
        "sought_date_of_birth": "2009-05-02",
        "sought_home_place": BANAN,
        "separated_on": {"none": "unknown"},
        "separated_at": {"none": "unknown"},
        "status": "open",
        "office": who.office,
        "case_worker": who.worker,
        **values,
    }
    record = a_record_id()
    _send(town, login, an_edit("tracing_inquiry", whole, record=record, home=record), _consent(record))
    return record


def a_girl(town: Town, login: str, *, decision: str = "given") -> Id:
    """An assisted girl in Battambang whose name is known in Khmer letters alone, and who wants her family found."""
    case = town.case_of(login, home_place=BANAN, wishes_tracing="yes")
    registers = {name: value for name, value in case.registers.items() if name != "group:name_latin"}
    case = Edit(case.record, case.kind, case.home, registers)
    _send(town, login, case, _consent(case.record, decision=decision))
    return case.record


def _consent(home: Id, *, decision: str = "given") -> Edit:
    values: dict[str, Json] = {
        "purpose": "tracing",
        "decision": decision,
        "decided_on": "2025-11-20",
        "scope": ["family", "identity"],
        "given_by": "authority",
        "child_assent": "yes",
        "evidence": "signature",
    }
    return an_edit("consent", values, record=a_record_id(), home=home)


def _send(town: Town, login: str, *edits: Edit) -> None:
    laptop = town.laptop(login)
    for edit in edits:
        laptop.save(edit)
    assert not laptop.exchange().verdicts.set_aside


def run(town: Town) -> list[Proposal]:
    return list(match_inquiries(town.server, NameIndex(town.server), open_inquiries(town.server)))


def matches(town: Town) -> list[Shown]:
    with town.server.database.snapshot() as connection:
        ids = list(connection.scalars(select(records.c.id).where(records.c.kind == "match")))
    return [town.shown(one) for one in ids]


def test_an_inquiry_finds_the_case_of_another_province_in_the_other_script(town: Town) -> None:
    girl, inquiry = a_girl(town, "sokha"), an_inquiry(town, "mony")
    (proposal,) = run(town)
    assert proposal.scored.band == "likely" and proposal.is_new
    assert proposal.inquiry == "PLN-25-K1-1" and proposal.case.startswith("PNH-25-K1-")
    (match,) = matches(town)
    assert match.values["case_id"] == girl and match.values["inquiry_id"] == inquiry
    assert match.values["state"] == "proposed" and match.values["found_by"] == "server"
    said = str(match.values)
    assert not any(name in said for name in ("Chinda", "ចិន្តា", "Sokh"))


def test_both_workers_receive_the_proposal_and_neither_the_other_dossier(town: Town) -> None:
    girl, inquiry = a_girl(town, "sokha"), an_inquiry(town, "mony")
    run(town)
    (match,) = matches(town)
    for login, theirs in (("sokha", inquiry), ("mony", girl)):
        laptop = town.laptop(login)
        laptop.settle()
        assert match.record_id in laptop.received and theirs not in laptop.received


def test_a_pair_is_proposed_once_and_a_decided_one_is_left_alone(town: Town) -> None:
    a_girl(town, "sokha")
    an_inquiry(town, "mony")
    assert len(run(town)) == 1 and run(town) == []
    (match,) = matches(town)
    vanna = make_books(town.server).of(town.people["vanna"].id)
    judgement = Judgement(vanna.person, day_of_ms(town.server.clock()), "facts_differ", None)
    answer = vanna.save([reject_match(match, judgement)])
    assert isinstance(answer, Saved), answer
    assert run(town) == [] and len(matches(town)) == 1
    assert measure_decisions(town.server).bands[0].decided == 1


def test_more_facts_renew_the_levels_of_a_proposal(town: Town) -> None:
    a_girl(town, "sokha")
    inquiry = an_inquiry(town, "mony")
    before = run(town)[0].scored.total
    town.laptop("mony").change(inquiry, {"sought_home_place": {"country": "KH", "province": "24"}})
    town.laptop("mony").exchange()
    (renewed,) = run(town)
    assert not renewed.is_new and renewed.scored.total < before
    assert matches(town)[0].values["score"] == renewed.scored.total


@pytest.mark.parametrize("why", ["refused", "closed"])
def test_what_may_not_be_traced_is_not_compared(town: Town, why: str) -> None:
    a_girl(town, "sokha", decision="refused" if why == "refused" else "given")
    closed: dict[str, Json] = {"status": "closed", "closed_on": "2025-11-20", "outcome": "withdrawn"}
    an_inquiry(town, "mony", **(closed if why == "closed" else {}))
    assert run(town) == [] and matches(town) == []


def test_weights_are_not_learnt_from_few_people(town: Town) -> None:
    a_girl(town, "sokha")
    an_inquiry(town, "mony")
    with pytest.raises(HomewardError, match="too_few_people"):
        propose_weights(town.server, NameIndex(town.server), version="x")
