"""What a change says it has seen must exist: a forged claim hides nothing, an honest one that came early only waits."""

import random

import pytest

from casework.book import Edit, Problems, Saved
from shared_schema.merge.state import covers, highest
from sync_server.jobs import dossier_rules
from sync_server.services import receive
from sync_server.services.book import make_books
from sync_server.services.review import Line, decide_line, review_lines
from tests.builders.device import an_id
from tests.builders.field import FieldLaptop
from tests.builders.records import a_visit
from tests.builders.town import Town

FAR = 2**62


def queue(town: Town, login: str = "chenda") -> list[Line]:
    """The review list as she sees it."""
    book = make_books(town.server).of(town.people[login].id)
    with town.server.database.snapshot() as connection:
        return review_lines(town.server, connection, book.actor)


def decide(town: Town, line: Line, decision: str) -> None:
    """Chenda decides."""
    book = make_books(town.server).of(town.people["chenda"].id)
    decide_line(book, town.server, line.code, decision=decision, reason="I know the house")


def two_laptops(town: Town) -> tuple[FieldLaptop, FieldLaptop, str]:
    """Sokha's case, which Chenda's laptop holds too."""
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.saved_case("sokha", nickname="ពៅ")
    chenda.settle()
    return sokha, chenda, case


@pytest.mark.parametrize("claim", [2, FAR])
def test_a_forged_claim_to_have_seen_hides_nothing_that_is_written_later(town: Town, claim: int) -> None:
    sokha, chenda, case = two_laptops(town)
    forged = chenda.change(case, {"nickname": "x"}, seen={sokha.device.incarnation: sokha.device.n + claim})
    honest = a_visit(home=case)
    chenda.save(honest)
    assert chenda.exchange().codes() == {forged[1]: "change.seen_not_here"}
    assert town.exists(honest.record)
    for nickname in ("ស្រីពៅ", "ពៅតូច", "ពៅធំ"):
        sokha.change(case, {"nickname": nickname})
        sokha.exchange()
    assert town.shown(case).values["nickname"] == "ពៅធំ"
    assert town.state(case).ahead == {} and len(town.waiting()) == (claim == FAR)


def test_a_claim_about_a_laptop_that_nobody_knows_waits(town: Town) -> None:
    _sokha, chenda, case = two_laptops(town)
    seen = {**town.state(case).seen, an_id(): 1}
    forged = chenda.change(case, {"nickname": "x"}, seen=seen)
    assert chenda.exchange().codes() == {forged[1]: "change.seen_not_here"}


def test_a_new_record_cannot_claim_it_either(town: Town) -> None:
    sokha, chenda, case = two_laptops(town)
    forged = chenda.save(a_visit(home=case), seen={sokha.device.incarnation: FAR})
    assert chenda.exchange().codes() == {forged[1]: "change.seen_not_here"}


def test_no_correction_brings_a_forged_claim_in(town: Town) -> None:
    sokha, chenda, case = two_laptops(town)
    forged = chenda.change(case, {"nickname": "x"}, seen={sokha.device.incarnation: FAR})
    over = chenda.change(case, {"nickname": "y"}, corrects=forged, seen={chenda.device.incarnation: forged[1]})
    assert chenda.exchange().codes() == {forged[1]: "change.seen_not_here", over[1]: "change.held"}
    assert town.state(case).ahead == {}


def test_a_correction_that_has_not_seen_what_it_corrects_lets_nothing_in(town: Town) -> None:
    """Otherwise a worker's own approval would stand beside the answer that she may give."""
    sokha, _chenda, case = two_laptops(town)
    approved = {"made_on": "2026-11-20", "group:approval": {"approval": "approved", "approved_by": sokha.worker}}
    plan = a_visit(home=case).record
    wrong = sokha.save(Edit(plan, "reintegration_plan", case, approved))
    blind = sokha.save(
        Edit(plan, "reintegration_plan", case, {"made_on": "2026-11-20", "group:approval": {"approval": "draft"}}),
        corrects=wrong, seen={},
    )  # fmt: skip
    assert sokha.exchange().codes() == {wrong[1]: "change.not_allowed", blind[1]: "change.held"}


def test_an_honest_change_that_came_early_is_taken_in_when_the_log_that_it_saw_arrives(town: Town) -> None:
    """After a restore, or relayed: what Sokha wrote reached Chenda by another way than the centre."""
    sokha, chenda, case = two_laptops(town)
    first = sokha.change(case, {"nickname": "ស្រីពៅ"})
    over = chenda.change(case, {"nickname": "ពៅតូច"}, seen={**town.state(case).seen, first[0]: first[1]})
    after = chenda.change(case, {"wishes": "ចង់រៀន"})
    assert chenda.exchange().codes() == {over[1]: "change.seen_not_here", after[1]: "change.held"}
    assert [row.waits_for for row in town.waiting()] == [first, None]
    assert not sokha.exchange().verdicts.set_aside
    assert town.waiting() == [] and [line.item_kind for line in queue(town)] == []
    assert town.shown(case).values["nickname"] == "ពៅតូច" and town.shown(case).values["wishes"] == "ចង់រៀន"
    chenda.settle()
    assert chenda.is_as_the_server_says(chenda.exchange())


def test_what_a_busy_moment_missed_the_job_takes_up(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pushes at once do not see each other; the job that checks dossiers looks again."""
    sokha, chenda, case = two_laptops(town)
    first = sokha.change(case, {"nickname": "ស្រីពៅ"})
    chenda.change(case, {"nickname": "ពៅតូច"}, seen={**town.state(case).seen, first[0]: first[1]})
    chenda.exchange()
    monkeypatch.setattr(receive, "incarnations_waiting_for", lambda _connection, _incarnations: [])
    sokha.exchange()
    assert len(town.waiting()) == 1
    dossier_rules.run(town.server)
    assert town.waiting() == [] and town.shown(case).values["nickname"] == "ពៅតូច"


def test_both_in_one_push_stand_at_once_and_ask_nobody(town: Town) -> None:
    sokha, chenda, case = two_laptops(town)
    first = sokha.change(case, {"nickname": "ស្រីពៅ"})
    chenda.change(case, {"nickname": "ពៅតូច"}, seen={**town.state(case).seen, first[0]: first[1]})
    both = (sokha.device.batch(after=1), chenda.device.batch())
    assert not chenda.exchange(batches=both).verdicts.set_aside
    assert town.shown(case).values["nickname"] == "ពៅតូច"
    assert queue(town) == []


@pytest.mark.parametrize(("decision", "shown"), [("release", "x"), ("keep", "ពៅ")])
def test_what_a_person_decided_hides_nothing_that_comes_later(town: Town, decision: str, shown: str) -> None:
    """The laptop whose log nobody has any more may really be lost; then a person decides what was built on it."""
    sokha, chenda, case = two_laptops(town)
    dot = chenda.change(
        case, {"nickname": "x"}, seen={**town.state(case).seen, sokha.device.incarnation: FAR, an_id(): 7}
    )
    chenda.exchange()
    [line] = queue(town)
    assert (line.item_kind, line.why) == ("set_aside", "change.seen_not_here")
    decide(town, line, decision)
    assert covers(town.state(case).seen, dot) and town.state(case).ahead == {}
    assert town.shown(case).values["nickname"] == shown
    chenda.settle()
    again = chenda.change(case, {"wishes": "ចង់រៀន"}, seen=town.state(case).seen)
    assert not chenda.exchange().verdicts.set_aside
    assert covers(town.state(case).seen, again)
    sokha.change(case, {"nickname": "ស្រីពៅ"})
    sokha.exchange()
    assert {one.value for one in town.state(case).registers["nickname"].values()} == {shown, "ស្រីពៅ"}
    assert [line.why for line in queue(town) if line.item_kind == "two_versions"] == ["nickname"]


def test_a_value_that_was_replaced_while_it_waited_is_told_when_it_is_let_stand(town: Town) -> None:
    sokha, chenda, case = two_laptops(town)
    waits = sokha.change(case, {"nickname": "ស្រីពៅ", "visited_on": 3, "photo": 4})
    assert list(sokha.exchange().codes()) == [waits[1]]
    chenda.change(case, {"nickname": "ពៅតូច"}, seen={**town.state(case).seen, waits[0]: waits[1]})
    assert not chenda.exchange().verdicts.set_aside
    decide(town, next(line for line in queue(town) if line.item_kind == "set_aside"), "release")
    assert "nickname" in {line.why for line in queue(town) if line.item_kind == "replaced_early"}


def test_the_console_is_asked_the_same(town: Town) -> None:
    sokha, _chenda, case = two_laptops(town)
    book = make_books(town.server).of(town.people["chenda"].id)
    forged = {**town.state(case).seen, sokha.device.incarnation: FAR}
    answer = book.save([Edit(case, "case", case, {"nickname": "x"}, forged)])
    assert isinstance(answer, Problems) and [one.code for one in answer.problems] == ["change.seen_not_here"]
    assert isinstance(book.save([Edit(case, "case", case, {"nickname": "x"}, dict(town.state(case).seen))]), Saved)


def test_two_that_waited_for_one_log_stand_in_whatever_order_they_are_looked_at(town: Town) -> None:
    sokha, chenda, case = two_laptops(town)
    late, early = sorted((chenda, town.another_laptop("chenda")), key=lambda one: one.device.incarnation)
    late.settle()
    early.settle()
    seen = dict(town.state(case).seen)
    first = sokha.change(case, {"nickname": "ស្រីពៅ"})
    second = early.change(case, {"nickname": "ពៅតូច"}, seen={**seen, first[0]: first[1]})
    late.change(case, {"nickname": "ពៅធំ"}, seen={**seen, first[0]: first[1], second[0]: second[1]})
    for laptop in (late, early):
        assert list(laptop.exchange().codes().values()) == ["change.seen_not_here"]
    sokha.exchange()
    assert town.waiting() == [] and queue(town) == []
    assert town.shown(case).values["nickname"] == "ពៅធំ"


@pytest.mark.parametrize("seed", range(8))
def test_in_whatever_order_logs_come_back_the_centre_ends_the_same(town: Town, seed: int) -> None:
    """Three laptops that saw each other's work hand in their logs piece by piece, as after a restore."""
    chance = random.Random(seed)
    sokha, chenda, case = two_laptops(town)
    laptops = [sokha, chenda, town.another_laptop("sokha")]
    laptops[2].settle()
    starts = [laptop.device.n for laptop in laptops]
    shown = [dict(town.state(case).seen) for _ in laptops]
    written: dict[tuple[str, int], dict[str, int]] = {}
    for step in range(9):
        who, other = chance.randrange(3), chance.randrange(3)
        shown[who] = highest(shown[who], shown[other])
        dot = laptops[who].change(case, {"nickname": f"name {step}"}, seen=shown[who])
        written[dot] = dict(shown[who])
        shown[who][dot[0]] = dot[1]
    order = [who for who, laptop in enumerate(laptops) for _n in range(starts[who], laptop.device.n)]
    chance.shuffle(order)
    for who in order:
        piece = laptops[who].device.batch(after=starts[who], up_to=starts[who] + 1)
        starts[who] += 1
        laptops[who].exchange(batches=(piece,))
    alive = {dot for dot in written if not any(covers(seen, dot) for seen in written.values())}
    state = town.state(case)
    assert town.waiting() == []
    assert set(state.registers["nickname"]) == alive and state.ahead == {}
    assert not [line for line in queue(town) if line.item_kind == "replaced_early"]
