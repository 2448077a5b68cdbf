"""A relay that is cut, killed, repeated, or tried twice at once: nothing is lost, nothing done twice."""

import pytest

from shared_schema.errors import HomewardError
from sync_server.hub.upstream import is_due
from sync_server.jobs.upstream import JOB
from sync_server.store import upstream
from sync_server.store.upstream import read_upstream
from tests.builders.records import a_visit
from tests.builders.town import Town
from tests.simulation.killing import MOST, kill_at_every_statement
from tests.sync_server.hub.hubs import Hub, are_equal


def busy(town: Town, hub: Hub, cases: int = 3) -> list[str]:
    """Cases on both sides that the other has not heard of."""
    laptop, there = hub.meet(town.laptop("sokha")), town.laptop("dara")
    records = []
    for _n in range(cases):
        mine, hers = town.case_of("sokha"), town.case_of("dara")
        laptop.save(mine)
        laptop.save(a_visit(home=mine.record))
        there.save(hers)
        records += [mine.record, hers.record]
    laptop.exchange()
    there.exchange()
    return records


def test_cut_at_every_frame_then_resume(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    records = busy(town, hub)
    hub.relay()
    whole = max(down for _up, down in hub.line.sizes[-2:])
    records += busy(town, hub)
    for length in range(0, whole, max(1, whole // 9)):
        hub.line.lose_reply_after, hub.line.lost = length, False
        try:
            hub.relay()
        except HomewardError as error:
            assert error.code in ("sync.cut", "wire.malformed", "wire.checksum"), error.code
        town.laptop("dara").change(records[1], {"nickname": f"Mom {length}"})
        town.laptop("dara").exchange()
    hub.line.lose_reply_after = None
    assert hub.relay().is_complete
    assert all(town.exists(record) and hub.state(record) == town.state(record) for record in records)
    assert are_equal(town.server, hub)


def test_a_hub_killed_at_every_statement_of_a_page_goes_on(
    light_town: Town, light_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, hub = light_town, light_hub
    monkeypatch.setattr("sync_server.services.limits.EXCHANGES", MOST * 10)
    records = busy(town, hub, cases=1)
    clock = town.central.clock

    def whole_or_void() -> None:
        town.server.database.dispose()
        town.server.keyset.database.dispose()
        clock.advance(hours=1)  # the process that held the line is gone
        received = hub.received()
        assert all(received.digest(scope) >= 0 for scope in received.seqs)

    def turn() -> None:
        hub.relay()

    kill_at_every_statement(hub.server, turn, then=whole_or_void, step=23)
    assert hub.relay().is_complete
    assert all(town.exists(record) and hub.state(record) == town.state(record) for record in records)
    assert are_equal(town.server, hub)


def test_while_one_process_has_the_line_another_says_so(light_hub: Hub, light_town: Town) -> None:
    hub, now = light_hub, light_town.central.clock()
    hub.server.database.run(lambda tx: upstream.hold(tx, "another", now_ms=now, until_ms=now + 60_000))
    with pytest.raises(HomewardError, match=r"^hub\.busy$"):
        hub.relay()
    light_town.central.clock.advance(hours=1)
    assert hub.relay().is_complete  # the other one died


def test_without_a_line_the_tries_grow_rarer_and_begin_again_with_the_first_contact(
    light_town: Town, light_hub: Hub
) -> None:
    town, hub = light_town, light_hub
    hub.line.is_up = False
    pauses = []
    for _try in range(5):
        with pytest.raises(HomewardError, match=r"^sync\.no_contact$"):
            hub.relay()
        with hub.server.database.snapshot() as connection:
            centre = read_upstream(connection)
        assert centre is not None and centre.problem == "sync.no_contact"
        pauses.append(centre.next_at - town.central.clock())
        assert not is_due(hub.server) and JOB.run(hub.server) is False
    assert 4 * 60_000 <= pauses[0] <= 6 * 60_000 and max(pauses) <= 36 * 60_000 and pauses[-1] > pauses[0]
    hub.line.is_up = True
    hub.relay()
    with hub.server.database.snapshot() as connection:
        centre = read_upstream(connection)
    assert centre is not None and centre.failures == 0 and centre.problem is None
    assert centre.next_at - town.central.clock() <= 6 * 60_000
