"""Who receives what: leaves of a dossier, restricted records, handing over, records of two dossiers."""

from casework.book import Edit, Saved
from shared_schema.scopes import ASSIGNMENT, office_scope, restricted_scope, worker_scope
from sync_server.services.book import make_books
from sync_server.store.feed import scopes_of_records
from tests.builders.records import a_visit, an_edit
from tests.builders.town import Town, an_account


def scopes_at_centre(town: Town, record: str) -> set[str]:
    """Where a record lies."""
    with town.server.database.snapshot() as connection:
        return set(scopes_of_records(connection, [record]).get(record, ()))


def an_inquiry(town: Town, login: str) -> Edit:
    """A family in this worker's district looks for somebody."""
    me = town.person(login)
    values = {
        "inquiry_number": f"{login}-1",
        "inquiry_date": "2026-11-01",
        "relation": "mother",
        "inquirer_name_latin": "Mao",
        "sought_given_name_latin": "Chenda",
        "sought_sex": "female",
        "sought_age_stated": 17,
        "sought_age_stated_on": "2026-11-01",
        "status": "open",
        "office": me.office,
        "case_worker": me.worker,
    }
    return an_edit("tracing_inquiry", values)


def test_a_dossier_lies_with_its_worker_and_its_office(town: Town) -> None:
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    visit, account = a_visit(home=case), an_account(case)
    sokha.save(visit)
    sokha.save(account)
    assert not sokha.exchange().verdicts.set_aside
    mine, office = worker_scope(sokha.worker), office_scope(town.battambang)
    assert scopes_at_centre(town, visit.record) == {mine, office}
    assert scopes_at_centre(town, account.record) == {mine, restricted_scope(town.battambang)}


def test_who_lacks_clearance_receives_nothing_of_a_restricted_account(town: Town) -> None:
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.saved_case("sokha")
    account = an_account(case)
    sokha.save(account)
    sokha.exchange()
    dara, rith = town.laptop("dara"), town.laptop("rith")
    for laptop in (chenda, dara, rith):
        laptop.settle()
    assert account.record in chenda.received
    assert account.record not in dara.received and case not in dara.received
    assert account.record not in rith.received and case not in rith.received


def test_a_coordinators_laptop_holds_no_restricted_account(town: Town) -> None:
    """She gives a reason for each, which a laptop cannot ask; so she opens them at the console."""
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    account = an_account(case)
    sokha.save(account)
    sokha.exchange()
    granted = (town.battambang,)
    town.people["bopha"] = town.central.person(
        "bopha", office=town.battambang, role="coordinator", clearance="restricted", granted=granted
    )
    bopha = town.laptop("bopha")
    bopha.settle()
    assert case in bopha.received and account.record not in bopha.received


def test_restricted_record_for_a_colleagues_case(town: Town) -> None:
    """Accepted from who held the case, quarantined for the supervisor from who never did."""
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.saved_case("sokha")
    chenda.settle()
    dara = town.laptop("dara")
    stranger = town.laptop("mony")
    stranger.save(an_account(case))
    assert list(stranger.exchange().codes().values()) == ["change.not_allowed"]
    chenda.change(case, {ASSIGNMENT: {"case_worker": dara.worker, "office": town.battambang}})
    assert not chenda.exchange().verdicts.set_aside
    heard = an_account(case)
    sokha.save(heard)
    answer = sokha.exchange()
    assert not answer.verdicts.set_aside
    assert town.exists(heard.record)
    assert heard.record not in sokha.members.get(worker_scope(sokha.worker), set())


def test_case_leaves_scope_with_unsent_edits(town: Town) -> None:
    sokha, dara, chenda = town.laptop("sokha"), town.laptop("dara"), town.laptop("chenda")
    case = town.saved_case("sokha")
    visit = a_visit(home=case)
    sokha.save(visit)
    sokha.exchange()
    chenda.settle()
    chenda.change(case, {ASSIGNMENT: {"case_worker": dara.worker, "office": town.battambang}})
    assert not chenda.exchange().verdicts.set_aside
    late = sokha.save(a_visit(home=case))
    answer = sokha.exchange()
    assert answer.codes() == {late[1]: "change.after_handover"}
    assert {(one.scope, one.why) for one in answer.gone} == {(worker_scope(sokha.worker), "reassigned")}
    assert {record for one in answer.gone for record in one.ids} == {case, visit.record}
    assert sokha.received == {}
    assert sokha.is_as_the_server_says(answer)
    dara.settle()
    assert set(dara.received) >= {case, visit.record}


def test_two_assignments_are_in_both_scopes(town: Town) -> None:
    """Two people hand the case to different workers without knowing of each other."""
    sokha, dara, chenda, vanna = (town.laptop(name) for name in ("sokha", "dara", "chenda", "vanna"))
    case = town.saved_case("sokha")
    chenda.settle()
    vanna.settle()
    chenda.change(case, {ASSIGNMENT: {"case_worker": dara.worker, "office": town.battambang}})
    mony = town.people["mony"].id
    vanna.change(case, {ASSIGNMENT: {"case_worker": mony, "office": town.pailin}})
    assert not chenda.exchange().verdicts.set_aside
    assert not vanna.exchange().verdicts.set_aside
    assert scopes_at_centre(town, case) == {
        worker_scope(dara.worker),
        worker_scope(mony),
        office_scope(town.battambang),
        office_scope(town.pailin),
    }
    sokha.settle()
    assert case not in sokha.received
    chenda.settle()
    chenda.change(case, {ASSIGNMENT: {"case_worker": dara.worker, "office": town.battambang}}, reason="agreed")
    assert not chenda.exchange().verdicts.set_aside
    assert scopes_at_centre(town, case) == {worker_scope(dara.worker), office_scope(town.battambang)}


def test_other_dossier_never_gets_the_words(town: Town) -> None:
    sokha, mony, vanna = town.laptop("sokha"), town.laptop("mony"), town.laptop("vanna")
    case = town.saved_case("sokha")
    inquiry = an_inquiry(town, "mony")
    mony.save(inquiry)
    assert not mony.exchange().verdicts.set_aside
    vanna.settle()
    match = an_edit(
        "match",
        {
            "case_id": case,
            "found_by": "person",
            "inquiry_id": inquiry.record,
            "state": "proposed",
            "state_reason": "ម្តាយនិយាយថាស្គាល់ស្លាកស្នាម",
        },
        home=case,
    )
    vanna.save(match)
    answer = vanna.exchange()
    assert not answer.verdicts.set_aside, answer.verdicts
    mony.settle()
    sokha.settle()
    assert "state_reason" not in mony.received[match.record].registers
    assert mony.withheld[match.record] == ("state_reason",)
    assert "state_reason" in sokha.received[match.record].registers
    assert mony.is_as_the_server_says(mony.exchange())
    forbidden = mony.change(match.record, {"state_reason": "x"})
    assert mony.exchange().codes() == {forbidden[1]: "change.withheld"}


def test_a_decision_of_the_centre_does_not_carry_the_words_to_the_other_dossier(town: Town) -> None:
    sokha, mony = town.laptop("sokha"), town.laptop("mony")
    case = town.saved_case("sokha")
    inquiry = an_inquiry(town, "mony")
    mony.save(inquiry)
    mony.exchange()
    values = {
        "case_id": case,
        "found_by": "person",
        "inquiry_id": inquiry.record,
        "state": "proposed",
        "state_reason": "ម្តាយនិយាយថាស្គាល់",
    }
    saved = make_books(town.server).of(town.people["vanna"].id).save([an_edit("match", values, home=case)])
    assert isinstance(saved, Saved), saved
    words = "ម្តាយនិយាយថាស្គាល់".encode()
    for laptop, is_home in ((sokha, True), (mony, False)):
        answer = laptop.exchange()
        bodies = [item for batch in answer.batches for item in batch.items if isinstance(item, bytes)]
        assert any(words in body for body in bodies) is is_home
        assert laptop.is_as_the_server_says(answer)


def test_the_words_come_with_the_case_when_it_is_handed_over(town: Town) -> None:
    """Who held the record through the other dossier alone gets what was withheld when the case becomes hers."""
    sokha, mony, vanna = town.laptop("sokha"), town.laptop("mony"), town.laptop("vanna")
    case = town.saved_case("sokha")
    inquiry = an_inquiry(town, "mony")
    mony.save(inquiry)
    mony.exchange()
    values = {"case_id": case, "found_by": "person", "inquiry_id": inquiry.record, "state": "proposed"}
    match = an_edit("match", {**values, "state_reason": "ម្តាយនិយាយថាស្គាល់"}, home=case)
    sokha.save(match)
    assert not sokha.exchange().verdicts.set_aside
    mony.settle()
    assert "state_reason" not in mony.received[match.record].registers
    vanna.settle()
    vanna.change(case, {ASSIGNMENT: {"case_worker": mony.worker, "office": town.pailin}})
    assert not vanna.exchange().verdicts.set_aside
    answer = mony.exchange()
    assert "state_reason" in mony.received[match.record].registers
    assert mony.is_as_the_server_says(answer)


def test_a_match_that_came_first_is_placed_when_the_inquiry_arrives(town: Town) -> None:
    sokha, mony = town.laptop("sokha"), town.laptop("mony")
    case = town.saved_case("sokha")
    inquiry = an_inquiry(town, "mony")
    values = {"case_id": case, "found_by": "person", "inquiry_id": inquiry.record, "state": "proposed"}
    match = an_edit("match", values, home=case)
    sokha.save(match)
    assert not sokha.exchange().verdicts.set_aside
    assert worker_scope(mony.worker) not in scopes_at_centre(town, match.record)
    mony.save(inquiry)
    mony.exchange()
    assert worker_scope(mony.worker) in scopes_at_centre(town, match.record)
    mony.settle()
    assert match.record in mony.received


def test_a_sent_referral_lies_with_its_receiver_until_it_is_revoked(town: Town) -> None:
    sokha, rith = town.laptop("sokha"), town.laptop("rith")
    case = town.saved_case("sokha")
    values = {"service_type": "counselling", "receiving_office": town.pailin, "state": "draft", "urgency": "week"}
    referral = an_edit("referral", values, home=case)
    sokha.save(referral)
    answer = sokha.exchange()
    assert not answer.verdicts.set_aside, answer.verdicts
    assert office_scope(town.pailin) not in scopes_at_centre(town, referral.record)
    sokha.change(referral.record, {"group:state": {"state": "sent", "sent_on": "2026-11-21"}})
    sokha.exchange()
    rith.settle()
    assert referral.record in rith.received and case not in rith.received
    rith.change(referral.record, {"group:state": {"state": "accepted", "answered_on": "2026-11-22"}})
    assert not rith.exchange().verdicts.set_aside
    sokha.settle()
    sokha.change(referral.record, {"group:state": {"state": "revoked", "state_reason": "x"}}, reason="withdrawn")
    assert not sokha.exchange().verdicts.set_aside
    rith.settle()
    assert referral.record not in rith.received


def test_record_stays_while_one_scope_holds_it(town: Town) -> None:
    """A supervisor who carries a case herself keeps it in her office when she hands it on."""
    chenda = town.laptop("chenda")
    case = town.case_of("chenda")
    chenda.save(case)
    assert not chenda.exchange().verdicts.set_aside
    chenda.change(case.record, {ASSIGNMENT: {"case_worker": town.people["dara"].id, "office": town.battambang}})
    answer = chenda.exchange()
    assert [one.scope for one in answer.gone] == [worker_scope(chenda.worker)]
    assert case.record in chenda.received
    assert chenda.is_as_the_server_says(answer)


def test_scope_missing_from_hello_is_gone(town: Town) -> None:
    from dataclasses import replace

    from sync_server.store import people

    chenda = town.laptop("chenda")
    town.saved_case("sokha")
    chenda.settle()
    assert chenda.received
    lowered = replace(town.people["chenda"], role="social_worker")
    town.server.database.run(lambda tx: people.change_account(tx, lowered, now_ms=town.central.clock()))
    answer = chenda.exchange()
    assert answer.hello.scopes is not None and office_scope(town.battambang) not in answer.hello.scopes
    assert chenda.received == {}


def test_scope_granted_again(town: Town) -> None:
    sokha, chenda, dara = town.laptop("sokha"), town.laptop("chenda"), town.laptop("dara")
    case = town.saved_case("sokha")
    chenda.settle()
    for holder in (dara, sokha):
        chenda.change(case, {ASSIGNMENT: {"case_worker": holder.worker, "office": town.battambang}})
        assert not chenda.exchange().verdicts.set_aside
        sokha.settle()
    answer = sokha.exchange()
    assert case in sokha.received
    assert sokha.received[case] == town.state(case)
    assert sokha.is_as_the_server_says(answer)


def test_office_book_lies_with_its_office_and_its_author(town: Town) -> None:
    sokha, dara = town.laptop("sokha"), town.laptop("dara")
    values = {"title": "ការស្វែងរកគ្រួសារ", "held_on": "2026-11-20", "days": 2}
    training = an_edit("training", values, home=town.battambang)
    sokha.save(training)
    assert not sokha.exchange().verdicts.set_aside
    dara.settle()
    assert training.record in dara.received
    foreign = an_edit("training", values, home=town.pailin)
    sokha.save(foreign)
    assert list(sokha.exchange().codes().values()) == ["change.not_allowed"]
