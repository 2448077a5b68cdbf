"""A laptop that speaks with the centre and with a hub that lags behind it: whose word counts."""

from pathlib import Path

import pytest

from shared_schema.errors import HomewardError
from shared_schema.wire.messages import ReplyHello
from tests.builders.records import OFFICE, WORKER, a_case
from tests.field_client.store.applying import use_scopes
from tests.field_client.store.centres import ACentre
from tests.field_client.store.laptops import CENTRE, HUB, ALaptop, a_laptop

SCOPE, OFFICE_SCOPE = f"worker/{WORKER.worker}", f"office/{OFFICE}"
SCOPES = (SCOPE, OFFICE_SCOPE, "directory")


@pytest.fixture
def laptop(tmp_path: Path) -> ALaptop:
    made = a_laptop(tmp_path, scopes=SCOPES)
    made.store.cursors.put_server(HUB, kind="hub", url="https://hub", certificate=b"", tls_authority=b"")
    use_scopes(made.store, HUB, SCOPES, now=made.clock())
    return made


@pytest.fixture
def centre() -> ACentre:
    return ACentre()


@pytest.fixture
def hub(centre: ACentre) -> ACentre:
    return ACentre(server=HUB, states=centre.states)


def speaks(laptop: ALaptop, server: str, *, at: int) -> None:
    """A reply begins: the centre at this time, or a hub that knew the centre until then."""
    is_centre = server == CENTRE
    hello = ReplyHello("e", 1, at if is_centre else 99, upstream_at=None if is_centre else at)
    with laptop.store.transaction():
        laptop.store.word.note(server, hello)


def is_shown(laptop: ALaptop, record: str) -> bool:
    try:
        laptop.book.open(record)
    except HomewardError as error:
        assert error.code == "record.not_found"
        return False
    return True


def a_case_from_both(laptop: ALaptop, centre: ACentre, hub: ACentre, *, centre_at: int, hub_at: int) -> str:
    case = a_case()
    centre.write(case)
    speaks(laptop, CENTRE, at=centre_at)
    centre.send(laptop, case.record)
    speaks(laptop, HUB, at=hub_at)
    hub.send(laptop, case.record)
    return case.record


def test_what_the_centre_takes_away_is_not_kept_for_a_hub_that_has_not_heard(
    laptop: ALaptop, centre: ACentre, hub: ACentre
) -> None:
    case = a_case_from_both(laptop, centre, hub, centre_at=100, hub_at=90)
    speaks(laptop, CENTRE, at=200)
    centre.send_gone(laptop, case)
    assert not is_shown(laptop, case)
    assert laptop.store.records.received(HUB, [case]) == {}


def test_a_hub_that_lags_does_not_bring_back_what_the_centre_took(
    laptop: ALaptop, centre: ACentre, hub: ACentre
) -> None:
    case = a_case_from_both(laptop, centre, hub, centre_at=100, hub_at=90)
    speaks(laptop, CENTRE, at=200)
    centre.send_gone(laptop, case)
    speaks(laptop, HUB, at=150)
    assert hub.send(laptop, case) == ()
    assert not is_shown(laptop, case)
    assert laptop.store.word.is_behind(HUB, SCOPE) and laptop.store.word.differing(HUB) == ()
    laptop.store.word.remember_differing(HUB, ())  # the end of that exchange
    speaks(laptop, HUB, at=250)  # the hub has heard, and the case came back to her meanwhile
    assert not laptop.store.word.is_behind(HUB, SCOPE)
    assert laptop.store.word.differing(HUB) == (SCOPE,), "what was passed over is compared now"
    hub.send(laptop, case)
    assert is_shown(laptop, case)


def test_an_erased_record_does_not_come_back_from_a_hub(laptop: ALaptop, centre: ACentre, hub: ACentre) -> None:
    case = a_case_from_both(laptop, centre, hub, centre_at=100, hub_at=90)
    speaks(laptop, CENTRE, at=200)
    centre.send_gone(laptop, case, why="erased", home=case)
    hub.send(laptop, case)
    assert not is_shown(laptop, case)


def test_a_hub_that_knew_more_than_the_last_contact_with_the_centre_takes_away_too(
    laptop: ALaptop, centre: ACentre, hub: ACentre
) -> None:
    case = a_case_from_both(laptop, centre, hub, centre_at=100, hub_at=90)
    speaks(laptop, HUB, at=300)
    hub.send_gone(laptop, case)
    assert not is_shown(laptop, case)
    assert laptop.store.word.differing(CENTRE) == (), "the centre said less than the hub knows now"
    speaks(laptop, CENTRE, at=400)
    assert laptop.store.word.differing(CENTRE) == (SCOPE,), "and is asked at the next contact"


def test_what_a_lagging_hub_takes_away_stays_for_the_centre(laptop: ALaptop, centre: ACentre, hub: ACentre) -> None:
    case = a_case_from_both(laptop, centre, hub, centre_at=500, hub_at=90)
    speaks(laptop, HUB, at=400)
    hub.send_gone(laptop, case)
    assert is_shown(laptop, case)


def test_a_scope_that_the_centre_took_is_empty_until_the_hub_has_heard(
    laptop: ALaptop, centre: ACentre, hub: ACentre
) -> None:
    case = a_case()
    centre.write(case)
    speaks(laptop, CENTRE, at=200)
    use_scopes(laptop.store, CENTRE, [SCOPE, "directory"], now=laptop.clock())
    speaks(laptop, HUB, at=150)
    hub.send(laptop, case.record, scopes=(OFFICE_SCOPE,))
    assert not is_shown(laptop, case.record)
    hub.send(laptop, case.record, scopes=(OFFICE_SCOPE, SCOPE))
    assert is_shown(laptop, case.record), "it lies in her own leaf as well"
    assert set(laptop.store.memberships.of(HUB, [case.record])[case.record]) == {SCOPE}


def test_a_scope_given_back_is_compared_with_whoever_was_passed_over(
    laptop: ALaptop, centre: ACentre, hub: ACentre
) -> None:
    speaks(laptop, CENTRE, at=200)
    use_scopes(laptop.store, CENTRE, [SCOPE, "directory"], now=laptop.clock())
    speaks(laptop, CENTRE, at=300)
    use_scopes(laptop.store, CENTRE, SCOPES, now=laptop.clock())
    speaks(laptop, HUB, at=310)
    assert laptop.store.word.differing(HUB) == (OFFICE_SCOPE,)


def test_the_centre_never_knows_less_than_before_whatever_its_clock_says(laptop: ALaptop, centre: ACentre) -> None:
    case = a_case()
    centre.write(case)
    speaks(laptop, CENTRE, at=500)
    centre.send(laptop, case.record)
    centre.send_gone(laptop, case.record)
    speaks(laptop, CENTRE, at=400)
    centre.send(laptop, case.record)
    assert is_shown(laptop, case.record)


@pytest.mark.parametrize("takes", ["the record", "the scope"])
def test_a_hub_that_claims_to_know_the_future_hides_nothing_from_the_centre(
    laptop: ALaptop, centre: ACentre, hub: ACentre, takes: str
) -> None:
    case = a_case_from_both(laptop, centre, hub, centre_at=100, hub_at=90)
    speaks(laptop, HUB, at=2**50)
    if takes == "the record":
        hub.send_gone(laptop, case, why="erased")
    else:
        use_scopes(laptop.store, HUB, ["directory"], now=laptop.clock())
    assert not is_shown(laptop, case)
    speaks(laptop, CENTRE, at=200)
    use_scopes(laptop.store, CENTRE, SCOPES, now=laptop.clock())
    assert laptop.store.word.differing(CENTRE) == (SCOPE,), "it is asked what it has"
    centre.send(laptop, case)
    assert is_shown(laptop, case), "nobody knew the centre later than the centre itself"


def test_what_a_restored_server_lacks_is_no_word_against_another(
    laptop: ALaptop, centre: ACentre, hub: ACentre
) -> None:
    case = a_case_from_both(laptop, centre, hub, centre_at=100, hub_at=90)
    speaks(laptop, CENTRE, at=200)
    with laptop.store.transaction():
        laptop.store.leaving.lacks(CENTRE, SCOPE, [case], at=laptop.clock())
    assert is_shown(laptop, case), "the hub still holds it"
    speaks(laptop, HUB, at=110)
    hub.send(laptop, case)
    assert is_shown(laptop, case) and not laptop.store.word.is_behind(HUB, SCOPE)


def test_a_hub_that_speaks_of_an_erasure_destroys_no_words_that_the_centre_lacks(
    laptop: ALaptop, centre: ACentre, hub: ACentre
) -> None:
    sent, kept = a_case(), a_case()
    laptop.save(sent)
    centre.take(laptop)
    laptop.save(kept)
    hub.take(laptop)
    for case in (sent, kept):
        speaks(laptop, HUB, at=300)
        hub.send_gone(laptop, case.record, why="erased", home=case.record)
        assert not is_shown(laptop, case.record)
    bodies = "SELECT count(*) FROM log WHERE body IS NOT NULL"
    assert laptop.store.database.value(bodies) == 1, "what the centre has is destroyed, what it lacks is not"
    assert laptop.store.outbox.waiting(CENTRE) == 1
    speaks(laptop, CENTRE, at=400)
    centre.send_gone(laptop, kept.record, why="erased", home=kept.record)
    assert laptop.store.database.value(bodies) == 0
