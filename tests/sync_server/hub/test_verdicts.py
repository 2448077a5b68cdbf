"""Where the hub and its centre judge a change differently: the centre's word is kept, told, and ends in one state."""

from sync_server.services.book import make_books
from sync_server.services.review import decide_line, review_lines
from sync_server.store import people, upstream
from tests.builders.town import Town
from tests.sync_server.hub.hubs import Hub, are_equal


def change_role(town: Town, login: str, status: str) -> None:
    account = town.people[login]
    changed = people.Account(account.id, login, account.role, account.office, status, account.clearance)
    now = town.central.clock()
    town.server.database.run(lambda tx: people.change_account(tx, changed, now_ms=now))


def decide(town: Town, decision: str) -> None:
    actor = make_books(town.server).of(town.people["chenda"].id)
    with town.server.database.snapshot() as connection:
        code = review_lines(town.server, connection, actor.actor, item_kind="set_aside")[0].code
    decide_line(actor, town.server, code, decision=decision, reason="asked her by telephone")


def test_what_the_centre_sets_aside_is_told_to_the_laptop_until_somebody_decides(
    light_town: Town, light_hub: Hub
) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    case = town.case_of("sokha")
    laptop.save(case)
    laptop.exchange()
    hub.relay()
    laptop.change(case.record, {"nickname": "Mom"})
    assert laptop.exchange().verdicts.applied  # the hub took it
    change_role(town, "sokha", people.LEFT)  # Phnom Penh knows something that the hub does not know yet
    hub.relay()
    answer = laptop.exchange()
    assert [(one.dot[1], one.code) for one in answer.verdicts.upstream] == [(2, "change.not_allowed")]
    decide(town, "release")
    hub.relay()
    with hub.server.database.snapshot() as connection:
        assert upstream.count_verdicts(connection) == 0
    assert hub.state(case.record) == town.state(case.record)
    assert are_equal(town.server, hub)


def test_a_change_that_the_hub_set_aside_stands_once_the_centre_has_taken_it(town: Town, hub: Hub) -> None:
    laptop = hub.meet(town.laptop("sokha"))
    case = town.case_of("sokha")
    laptop.save(case)
    laptop.exchange()
    hub.relay()
    now = town.central.clock()
    account = town.people["sokha"]
    left = people.Account(account.id, "sokha", account.role, account.office, people.LEFT, account.clearance)
    hub.server.database.run(lambda tx: people.change_account(tx, left, now_ms=now))  # as an older roster would say
    laptop.change(case.record, {"nickname": "Mom"})
    laptop.change(case.record, {"nickname": "Srey Mom"})
    laptop.exchange()
    assert {row.code for row in hub.waiting()} == {"change.not_allowed"}
    assert hub.relay().is_complete
    assert hub.waiting() == []
    state = hub.state(case.record)
    assert state is not None and state == town.state(case.record)
    assert {one.value for one in state.registers["nickname"].values()} == {"Srey Mom"}
    assert are_equal(town.server, hub)


def test_a_rejected_change_is_gone_on_both_sides_and_its_words_are_in_the_history(
    light_town: Town, light_hub: Hub
) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    case = town.case_of("sokha", nickname="Mom")
    laptop.save(case)
    laptop.exchange()
    hub.relay()
    laptop.change(case.record, {"nickname": "wrong"})
    laptop.exchange()
    change_role(town, "sokha", people.LEFT)
    hub.relay()
    decide(town, "keep")
    hub.relay()
    assert town.shown(case.record).values["nickname"] == "Mom"
    assert hub.state(case.record) == town.state(case.record)
    assert are_equal(town.server, hub)
