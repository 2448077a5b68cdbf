"""Photos through a hub: what a laptop gave it reaches the centre, what the centre has comes to the office."""

import pytest

from shared_schema.errors import HomewardError
from shared_schema.wire.chunks import Want, part_of
from sync_server.hub.chunks import relay_chunks
from sync_server.store.people import set_epoch
from tests.builders.carrying import Carrying
from tests.builders.photos import Photo, a_photo
from tests.builders.town import Town
from tests.central import reopen
from tests.sync_server.hub.hubs import Hub, WsgiLine


def everything(record: str, photo: Photo) -> tuple[Want, Want]:
    assert photo.value.thumbnail is not None
    return Want(record, part_of(photo.value.thumbnail)), Want(record, part_of(photo.value))


def a_photo_at(hub: Hub, town: Town, word: str = "photo") -> tuple[str, str, Photo]:
    """A photo whose record and chunks a laptop gave to the hub alone: (case, record, photo)."""
    laptop = hub.meet(town.laptop("sokha"))
    case, photo = town.case_of("sokha"), a_photo(word)
    edit = photo.edit(case.record)
    for one in (case, edit):
        laptop.save(one)
    assert not laptop.exchange().verdicts.set_aside
    for sealed in photo.chunks.values():
        assert Carrying(laptop).put(edit.record, sealed) == ""
    return case.record, edit.record, photo


def test_photos_that_a_laptop_gave_the_hub_reach_the_centre_once(town: Town, hub: Hub) -> None:
    _case, record, photo = a_photo_at(hub, town)
    hub.relay()
    assert not list(town.server.chunks.names())
    assert relay_chunks(hub.server, line=hub.line).up == len(photo.chunks)
    assert set(town.server.chunks.names()) == set(photo.chunks)
    supervisor = town.laptop("chenda")
    assert len(Carrying(supervisor).get(*everything(record, photo))) == len(photo.chunks)
    before = len(hub.line.sizes)
    assert relay_chunks(hub.server, line=hub.line).up == 0 and len(hub.line.sizes) == before  # nothing is asked again


def test_photos_that_the_centre_has_come_to_the_office(town: Town, hub: Hub) -> None:
    case = town.saved_case("sokha")
    photo, laptop = a_photo(), town.laptop("sokha")
    edit = photo.edit(case)
    laptop.save(edit)
    laptop.exchange()
    hub.relay()
    assert relay_chunks(hub.server, line=hub.line).down == 0  # the centre has none of it yet
    for sealed in photo.chunks.values():
        assert Carrying(laptop).put(edit.record, sealed) == ""
    assert relay_chunks(hub.server, line=hub.line).down == len(photo.chunks)
    there = hub.meet(laptop)
    there.settle()
    assert len(Carrying(there).get(*everything(edit.record, photo))) == len(photo.chunks)
    assert relay_chunks(hub.server, line=hub.line).up == 0


def test_a_cut_line_costs_no_chunk_that_arrived(light_town: Town, light_hub: Hub) -> None:
    case = light_town.saved_case("sokha")
    photo, laptop = a_photo(), light_town.laptop("sokha")
    edit = photo.edit(case)
    laptop.save(edit)
    laptop.exchange()
    for sealed in photo.chunks.values():
        Carrying(laptop).put(edit.record, sealed)
    light_hub.relay()
    light_hub.line.lose_reply_after = 80_000
    for _time in range(3):
        try:
            relay_chunks(light_hub.server, line=light_hub.line)
        except HomewardError as error:
            assert error.code == "sync.cut"
    assert set(light_hub.server.chunks.names()) == set(photo.chunks)


def test_a_hub_reads_no_photo_of_another_office(light_town: Town, light_hub: Hub) -> None:
    case = light_town.saved_case("mony")
    photo, laptop = a_photo(), light_town.laptop("mony")
    edit = photo.edit(case)
    laptop.save(edit)
    laptop.exchange()
    for sealed in photo.chunks.values():
        Carrying(laptop).put(edit.record, sealed)
    light_hub.relay()
    assert relay_chunks(light_hub.server, line=light_hub.line).down == 0
    assert not list(light_hub.server.chunks.names())


def test_a_restored_centre_is_given_the_photos_again(light_town: Town, light_hub: Hub) -> None:
    _case, _record, photo = a_photo_at(light_hub, light_town)
    light_hub.relay()
    relay_chunks(light_hub.server, line=light_hub.line)
    server = light_town.server
    for name in photo.chunks:
        server.chunks.remove(name)
    server.database.run(lambda tx: set_epoch(tx, "0011223344556677"))
    again = reopen(server.config, light_town.central.folder, light_town.central.clock)
    line = WsgiLine(again.client())
    light_hub.relay(line=line)
    assert relay_chunks(light_hub.server, line=line).up == len(photo.chunks)
    assert set(again.server.chunks.names()) == set(photo.chunks)
    again.close()


def test_without_a_line_photos_wait(light_town: Town, light_hub: Hub) -> None:
    _case, _record, photo = a_photo_at(light_hub, light_town)
    light_hub.relay()
    light_hub.line.is_up = False
    with pytest.raises(HomewardError, match=r"^sync\.no_contact$"):
        relay_chunks(light_hub.server, line=light_hub.line)
    light_hub.line.is_up = True
    assert relay_chunks(light_hub.server, line=light_hub.line).up == len(photo.chunks)


def test_photos_of_a_case_that_left_the_hub_go_when_the_centre_has_them(light_town: Town, light_hub: Hub) -> None:
    case, record, photo = a_photo_at(light_hub, light_town)
    light_hub.relay()
    mover = light_town.laptop("vanna")
    mover.settle()
    assignment = {"case_worker": light_town.people["mony"].id, "office": light_town.pailin}
    mover.change(case, {"group:assignment": assignment}, reason="moved")
    assert not mover.exchange().verdicts.set_aside
    light_hub.relay()
    assert set(light_hub.server.chunks.names()) == set(photo.chunks)
    assert relay_chunks(light_hub.server, line=light_hub.line).up == len(photo.chunks)
    assert not list(light_hub.server.chunks.names())
    assert len(Carrying(light_town.laptop("mony")).get(*everything(record, photo))) == len(photo.chunks)
