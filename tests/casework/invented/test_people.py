"""Invented dossiers: whole, valid, the same for the same seed, and nobody real."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from itertools import count

import pytest

from casework.book import Edit
from casework.invented.names import canary_names
from casework.invented.people import invented_dossier, invented_inquiry
from casework.places import Gazetteer, load_gazetteer
from shared_schema.identifiers import Id, uuid7
from shared_schema.merge.apply import apply
from shared_schema.merge.policy import Shown, show
from shared_schema.merge.state import Change, empty_state
from shared_schema.records.kinds import KINDS
from shared_schema.rules.check import Finding, Severity, check_dossier
from shared_schema.rules.dossier import HISTORY, Dossier
from tests.shared_schema.merge.sample import an_id

TODAY = date(2026, 11, 21)
WORKER, OFFICE, DEVICE = an_id("worker"), an_id("office"), an_id("laptop")
SEEDS = range(150)


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return load_gazetteer()


def ids() -> Callable[[], Id]:
    numbers = count(1)
    return lambda: uuid7(1_760_000_000_000, next(numbers).to_bytes(10, "big"))


def a_dossier(seed: int, places: Gazetteer) -> list[Edit]:
    return invented_dossier(seed, worker=WORKER, office=OFFICE, next_id=ids(), today=TODAY, places=places)


def shown(edits: Sequence[Edit]) -> dict[Id, Shown]:
    found = {}
    for n, edit in enumerate(edits, start=1):
        facts = {"version": 1, "at": 1_760_000_000_000, "offset": 0, "by": WORKER, "seen": {}}
        change = Change(DEVICE, n, record=edit.record, kind=edit.kind, home=edit.home, set=edit.registers, **facts)
        state, _events = apply(empty_state(edit.record, edit.kind, edit.home), change, None)
        found[edit.record] = show(state, KINDS[edit.kind])
    return found


def errors(edits: Sequence[Edit]) -> list[Finding]:
    dossier = Dossier(edits[0].home, shown(edits), held=frozenset({HISTORY}))
    return [found for found in check_dossier(dossier, today=TODAY) if found.severity is Severity.ERROR]


def test_every_record_passes_its_declaration_and_is_complete(places: Gazetteer) -> None:
    for seed in SEEDS:
        for edit in [*a_dossier(seed, places), *an_inquiry(seed, places)]:
            kind = KINDS[edit.kind]
            assert kind.check_set(edit.registers) == (), (seed, edit.kind)
            assert kind.missing(shown([edit])[edit.record].values) == (), (seed, edit.kind)


def an_inquiry(seed: int, places: Gazetteer) -> list[Edit]:
    return invented_inquiry(seed, worker=WORKER, office=OFFICE, next_id=ids(), today=TODAY, places=places)


def test_a_dossier_breaks_no_rule_of_severity_e(places: Gazetteer) -> None:
    broken: Counter[tuple[str, str]] = Counter()
    for seed in SEEDS:
        broken.update((found.rule, found.field) for found in errors(a_dossier(seed, places)))
        broken.update((found.rule, found.field) for found in errors(an_inquiry(seed, places)))
    assert broken == {}


def test_a_dossier_is_one_save_set_with_the_case_first(places: Gazetteer) -> None:
    kinds: Counter[str] = Counter()
    for seed in SEEDS:
        edits = a_dossier(seed, places)
        assert edits[0].kind == "case"
        assert {edit.home for edit in edits} == {edits[0].record}
        assert len({edit.record for edit in edits}) == len(edits) <= 50
        kinds.update(edit.kind for edit in edits)
    wanted = "case family_member contact_point consent assessment reintegration_plan goal service visit tracing_action"
    assert kinds.keys() >= set(wanted.split())


def test_the_same_seed_gives_the_same_people_and_another_seed_others(places: Gazetteer) -> None:
    assert a_dossier(7, places) == a_dossier(7, places)
    names = {str(a_dossier(seed, places)[0].registers["group:name_km"]) for seed in SEEDS}
    assert len(names) > 100


def test_numbers_belong_to_no_telephone(places: Gazetteer) -> None:
    for seed in SEEDS:
        numbers = [e.registers["number"] for e in a_dossier(seed, places) if e.kind == "contact_point"]
        assert numbers
        assert all(str(number).startswith("+85500") for number in numbers)


def test_the_inquiry_of_a_seed_looks_for_the_person_of_its_case(places: Gazetteer) -> None:
    case, inquiry = a_dossier(3, places)[0].registers, an_inquiry(3, places)[0].registers
    sought = {name.removeprefix("sought_"): value for name, value in inquiry["group:name_km"].items()}
    assert sought == case["group:name_km"]


def test_canary_names_are_different_and_stand_in_no_other_text(places: Gazetteer) -> None:
    canaries = canary_names(5, 40)
    assert canaries == canary_names(5, 40)
    assert len(canaries) == 40
    text = str([edit.registers for seed in SEEDS for edit in a_dossier(seed, places)]).lower()
    text += str(list(places.areas.values())).lower()
    for one in canaries:
        assert one.given_latin.lower() not in text
        assert one.given_km not in text
        assert len(one.given_latin) >= 8
        others = [other for other in canaries if other is not one]
        assert not any(one.given_km in other.km or one.given_latin in other.latin for other in others)
        for kind in ("case",):
            assert KINDS[kind].check_set({"group:name_km": {"given_name_km": one.given_km}}) == ()
