"""Who claims to have seen nothing gets no right by it."""

from pathlib import Path

import pytest

from shared_schema.scopes import ASSIGNMENT
from tests.builders.town import Town, a_town
from tests.stores import StoreUrls


@pytest.fixture
def town(store_urls: StoreUrls, tmp_path: Path):
    stage = a_town(store_urls, tmp_path)
    yield stage
    stage.close()


def test_a_supervisor_cannot_give_a_case_away_by_claiming_to_have_seen_nothing(town: Town) -> None:
    chenda = town.laptop("chenda")
    case = town.saved_case("sokha")
    chenda.settle()
    value = {ASSIGNMENT: {"case_worker": town.people["mony"].id, "office": town.pailin}}
    chenda.change(case, value, seen={})
    assert [one.code for one in chenda.exchange().verdicts.set_aside] == ["change.not_allowed"]


def test_a_worker_cannot_reopen_a_closed_case_by_claiming_to_have_seen_nothing(town: Town) -> None:
    sokha, chenda = town.laptop("sokha"), town.laptop("chenda")
    case = town.saved_case("sokha")
    chenda.settle()
    closed = {"status": "closed", "stage": "case_closure", "closed_on": "2026-11-20", "closure_reason": "refused"}
    chenda.change(case, {"group:status": closed})
    assert not chenda.exchange().verdicts.set_aside
    sokha.settle()
    sokha.change(case, {"group:status": {"status": "open", "stage": "integration"}}, seen={})
    assert [one.code for one in sokha.exchange().verdicts.set_aside] == ["change.not_allowed"]
