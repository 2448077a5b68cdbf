"""Files of a stick between hub and centre that are damaged, foreign, cut, or more than one."""

import os
from pathlib import Path

import pytest

from shared_schema.errors import HomewardError
from shared_schema.wire.bundle import MAX_PAYLOAD_BYTES
from sync_server.hub.stick import read_answer
from sync_server.hub.stick_packing import make_bundle, make_bundles
from sync_server.services.courier import open_carried
from tests.builders.records import a_note
from tests.builders.town import Town
from tests.simulation.killing import kill_at_every_statement
from tests.sync_server.hub.hubs import Hub, a_hub, are_equal
from tests.sync_server.hub.sticks import answer_for, read_at_centre, read_heads_of, refused


def test_files_of_and_for_others_are_refused(
    light_town: Town, light_hub: Hub, tmp_path: Path, sqlite_template: Path
) -> None:
    town, hub = light_town, light_hub
    other = a_hub(town.central, tmp_path / "other", offices=("PLN",), template=sqlite_template)
    laptop = hub.meet(town.laptop("sokha"))
    laptop.save(town.case_of("sokha"))
    laptop.exchange()
    (made,) = make_bundles(hub.server)
    refused("bundle.for_another", lambda: open_carried(other.server, made.data))
    refused("bundle.for_another", lambda: open_carried(hub.server, made.data))
    refused("bundle.no_request", lambda: answer_for(town, hub))
    read_at_centre(town, made.data)
    answer = answer_for(town, hub).data
    refused("bundle.for_another", lambda: read_answer(other.server, answer))
    refused("bundle.wrong_kind", lambda: open_carried(hub.server, answer))
    read_at_centre(town, make_bundle(other.server).data)
    mixed = answer_for(town, other).data
    refused("bundle.for_another", lambda: read_answer(hub.server, mixed))
    assert read_answer(hub.server, answer).already_at is None
    other.close()


def test_damaged_files_are_refused_and_read_in_part_where_the_person_says_so(
    light_town: Town, light_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, hub = light_town, light_hub
    laptop, there = hub.meet(town.laptop("sokha")), town.another_laptop("sokha")
    laptop.save(town.case_of("sokha"))
    for _case in range(20):
        case = town.case_of("sokha")
        there.save(case)
        for _note in range(5):
            there.save(a_note(home=case.record, text=os.urandom(1000).hex()))
    laptop.exchange(), there.exchange()
    monkeypatch.setattr("sync_server.services.reply.CHECKPOINT_STATES", 5)
    (made,) = make_bundles(hub.server)
    read_at_centre(town, made.data)
    answer = answer_for(town, hub).data
    assert len(answer) > 64 * 1024
    for cut in (0, 20, 300, 1000, len(answer) - 70_000):
        with pytest.raises(HomewardError, match=r"^bundle\."):
            read_answer(hub.server, answer[:cut])
    cut = answer[: len(answer) - 20]
    assert refused("bundle.damaged", lambda: read_answer(hub.server, cut)).facts["sections"]
    before = hub.received()
    read_answer(hub.server, cut, in_part=True)
    assert hub.received() != before
    read_answer(hub.server, answer)
    assert are_equal(town.server, hub)


def test_killed_while_an_answer_is_read_the_hub_reads_it_again(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    laptop, there = hub.meet(town.laptop("sokha")), town.another_laptop("sokha")
    mine, hers = town.case_of("sokha"), town.case_of("sokha")
    laptop.save(mine), there.save(hers)
    laptop.exchange(), there.exchange()
    (made,) = make_bundles(hub.server)
    read_at_centre(town, made.data)
    answer = answer_for(town, hub).data

    def whole_or_void() -> None:
        town.server.database.dispose()
        town.server.keyset.database.dispose()
        town.central.clock.advance(hours=1)  # the process that held the line is gone

    kill_at_every_statement(hub.server, lambda: read_answer(hub.server, answer), then=whole_or_void, step=11)
    assert read_answer(hub.server, answer).already_at is not None
    assert are_equal(town.server, hub)
    assert hub.state(mine.record) == town.state(mine.record) and hub.state(hers.record) == town.state(hers.record)


def test_more_than_fits_goes_into_several_bundles(
    light_town: Town, light_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    for _case in range(6):
        laptop.save(town.case_of("sokha"))
        laptop.exchange()
    monkeypatch.setattr("sync_server.hub.stick_packing.GROUP_BYTES", 1)
    monkeypatch.setattr("shared_schema.wire.steps.ROOM_BYTES", MAX_PAYLOAD_BYTES)
    made = make_bundles(hub.server)
    assert len(made) > 1
    for one in reversed(made):
        read_at_centre(town, one.data)
    for one in made:
        assert read_at_centre(town, one.data).told.set_aside == 0
    read_answer(hub.server, answer_for(town, hub).data)
    assert are_equal(town.server, hub)
    assert read_heads_of(hub)[laptop.device.incarnation] == 6
