"""Chunks of photos over the three routes: who may send and fetch which, and what the server says it lacks."""

from dataclasses import replace

import pytest

from casework.book import Edit
from shared_schema.records.file_value import CHUNK_BYTES, to_json
from shared_schema.wire.chunks import CHUNKS_TYPE, GET_PATH, LACKING_PATH, PUT_PATH, Want, part_of, write_question
from sync_server.services import attachments, limits
from sync_server.services.attachments import remove_unnamed
from sync_server.store.devices import revoke
from tests.builders.carrying import Carrying
from tests.builders.photos import a_photo
from tests.builders.town import a_town


@pytest.fixture
def town(store_urls, tmp_path):
    whole = a_town(store_urls, tmp_path)
    yield whole
    whole.close()


def a_sent_photo(town, login="sokha", **values):
    """A photo of a new case whose record the centre has, and whose chunks it lacks: (case, record, photo)."""
    case = town.saved_case(login)
    photo = a_photo(**values)
    edit = photo.edit(case)
    town.laptop(login).save(edit)
    answer = town.laptop(login).exchange()
    assert not answer.verdicts.set_aside, answer.codes()
    return case, edit.record, photo


def everything(record, photo):
    """All of a photo as it is asked for, thumbnail first."""
    return Want(record, part_of(photo.value.thumbnail)), Want(record, part_of(photo.value))


def test_what_is_lacking_is_told_chunk_by_chunk_and_sent_chunks_come_back_whole(town):
    _case, record, photo = a_sent_photo(town)
    laptop = Carrying(town.laptop("sokha"))
    small, full = laptop.lacking(record)[record]
    assert (small.is_thumbnail, small.part, small.numbers) == (True, part_of(photo.value.thumbnail), (0,))
    assert (full.is_thumbnail, full.part, full.numbers) == (False, part_of(photo.value), (0, 1, 2))
    assert laptop.put(record, photo.thumbnail[0]) == "" and laptop.put(record, photo.full[1]) == ""
    small, full = laptop.lacking(record)[record]
    assert (small.numbers, full.numbers) == ((), (0, 2))
    pieces = laptop.get(*everything(record, photo))
    assert [(one.want, one.number, one.sealed) for one in pieces] == [(0, 0, photo.thumbnail[0]), (1, 1, photo.full[1])]


def test_a_process_with_another_folder_of_chunks_is_noticed(town, tmp_path):
    elsewhere = replace(town.server, config=replace(town.server.config, chunk_folder=tmp_path / "elsewhere"))
    assert not attachments.is_folder_another(elsewhere)  # nothing was received yet
    _case, record, photo = a_sent_photo(town)
    Carrying(town.laptop("sokha")).put(record, photo.full[0])
    assert attachments.is_folder_another(elsewhere) and not attachments.is_folder_another(town.server)


def test_a_chunk_sent_twice_is_harmless(town):
    _case, record, photo = a_sent_photo(town)
    laptop = Carrying(town.laptop("sokha"))
    assert [laptop.put(record, photo.full[0]) for _time in range(3)] == ["", "", ""]
    assert len(list(town.server.chunks.root.glob("*/*"))) == 1


def test_a_fetch_goes_on_from_the_chunk_it_names_and_stays_within_the_bytes_it_asks_for(town):
    _case, record, photo = a_sent_photo(town)
    laptop = Carrying(town.laptop("sokha"))
    for sealed in (*photo.thumbnail, *photo.full):
        assert laptop.put(record, sealed) == ""
    rest = laptop.get(Want(record, part_of(photo.value), start=1))
    assert [one.number for one in rest] == [1, 2]
    middle = laptop.get(Want(record, part_of(photo.value), start=1, end=2))
    assert [one.number for one in middle] == [1]
    one = laptop.get(Want(record, part_of(photo.value)), max_bytes=CHUNK_BYTES)
    assert [each.number for each in one] == [0]


def test_what_no_record_names_is_not_kept(town):
    _case, record, photo = a_sent_photo(town)
    laptop = Carrying(town.laptop("sokha"))
    altered = bytes([photo.full[0][0] ^ 1]) + photo.full[0][1:]
    other = a_photo("another")
    assert laptop.put(record, altered) == "chunks.unknown"
    assert laptop.put(record, other.full[0]) == "chunks.unknown"
    assert not list(town.server.chunks.root.glob("*/*"))


def test_a_photo_outside_her_scopes_is_as_unknown_as_one_that_is_not_there(town):
    _case, record, photo = a_sent_photo(town)
    assert Carrying(town.laptop("sokha")).put(record, photo.full[0]) == ""
    for login in ("dara", "mony", "rith"):
        stranger = Carrying(town.laptop(login))
        nowhere = a_photo("nowhere").edit(record).record
        assert stranger.lacking(record, nowhere) == {}
        assert stranger.put(record, photo.full[1]) == stranger.put(nowhere, photo.full[1]) == "chunks.unknown"
        assert stranger.get(*everything(record, photo)) == []
    supervisor = Carrying(town.laptop("chenda"))
    assert [one.sealed for one in supervisor.get(*everything(record, photo))] == [photo.full[0]]


def test_who_wrote_a_photo_may_still_send_it_after_her_case_has_moved_and_fetches_it_no_more(town):
    case, record, photo = a_sent_photo(town)
    laptop = Carrying(town.laptop("sokha"))
    mover = town.laptop("chenda")
    mover.settle()
    assignment = {"case_worker": town.people["dara"].id, "office": town.battambang}
    mover.change(case, {"group:assignment": assignment}, reason="handed over")
    assert not mover.exchange().verdicts.set_aside
    assert laptop.put(record, photo.full[0]) == ""
    assert laptop.get(*everything(record, photo)) == []
    assert [one.sealed for one in Carrying(town.laptop("dara")).get(*everything(record, photo))] == [photo.full[0]]


@pytest.mark.parametrize("who", ["sokha", "chenda", "mony"])
def test_a_file_that_claims_the_first_chunk_of_another_stops_nobody(town, who):
    """Somebody who has seen a photo writes a longer file with the same first chunk: taken in or set aside."""
    _case, record, photo = a_sent_photo(town)
    names = (photo.value.chunks[0], *(a_photo(f"other {n}").value.chunks[0] for n in range(19)))
    longer = replace(photo.value, size=19 * CHUNK_BYTES + 1, chunks=names)
    forger = town.another_laptop(who)
    home = town.state(record).home
    forger.device.save("attachment", {"file": to_json(longer)}, record=record, home=home, seen={})
    forger.exchange()
    author, supervisor = Carrying(town.laptop("sokha")), Carrying(town.laptop("chenda"))
    for laptop in (author, supervisor):
        told = {part.part: part for part in laptop.lacking(record)[record]}
        assert told[part_of(photo.value)].numbers == (0, 1, 2)
    for sealed in (*photo.thumbnail, *photo.full):
        assert author.put(record, sealed) == ""
    assert [one.sealed for one in supervisor.get(*everything(record, photo))] == [*photo.thumbnail, *photo.full]


def test_a_photo_that_was_set_aside_may_be_sent_by_its_author_and_read_by_nobody(town):
    case = town.saved_case("sokha")
    laptop = town.laptop("dara")
    edit = a_photo().edit(case)
    laptop.save(edit)
    assert laptop.exchange().codes(), "a case that is not hers"
    photo = a_photo()
    assert Carrying(laptop).put(edit.record, photo.full[0]) == ""
    for login in ("dara", "sokha", "chenda"):
        assert Carrying(town.laptop(login)).get(*everything(edit.record, photo)) == []
    assert Carrying(town.laptop("sokha")).lacking(edit.record) == {}


def test_a_chunk_of_another_record_is_not_taken_under_ones_own(town):
    _case, _record, hers = a_sent_photo(town)
    _other_case, own, _photo = a_sent_photo(town, "mony", word="of mony")
    assert Carrying(town.laptop("mony")).put(own, hers.full[0]) == "chunks.unknown"
    assert not list(town.server.chunks.names())


def test_a_second_file_that_was_set_aside_is_read_by_nobody(town):
    case, record, photo = a_sent_photo(town)
    second, dara = a_photo("second"), town.laptop("dara")
    dara.save(Edit(record, "attachment", case, {"file": to_json(second.value)}))
    assert dara.exchange().codes(), "a case that is not hers"
    assert Carrying(dara).put(record, second.full[0]) == ""
    for login in ("sokha", "chenda"):
        reader = Carrying(town.laptop(login))
        assert reader.get(*everything(record, second)) == []
    assert {one.part for one in Carrying(town.laptop("chenda")).lacking(record)[record]} == {
        part_of(photo.value), part_of(photo.value.thumbnail)
    }  # fmt: skip


def test_a_lost_laptop_is_told_nothing_of_what_others_wrote(town):
    _case, record, _photo = a_sent_photo(town)
    device = town.laptop("chenda").laptop.device
    assert Carrying(town.laptop("chenda")).lacking(record)
    town.server.database.run(lambda tx: revoke(tx, device, reason="lost", number=1, now_ms=town.central.clock()))
    assert Carrying(town.laptop("chenda")).lacking(record) == {}


def test_a_lost_laptop_may_send_what_it_wrote_and_fetch_nothing(town):
    _case, record, photo = a_sent_photo(town)
    laptop = Carrying(town.laptop("sokha"))
    device = town.laptop("sokha").laptop.device
    town.server.database.run(lambda tx: revoke(tx, device, reason="lost", number=1, now_ms=town.central.clock()))
    assert laptop.lacking(record)[record]
    assert laptop.put(record, photo.full[0]) == ""
    answer = laptop.ask_for(*everything(record, photo))
    assert answer.status_code == 403 and answer.json["code"] == "device.revoked"


def test_a_lost_laptop_cannot_fill_the_disk(town, monkeypatch):
    monkeypatch.setattr(attachments, "MOST_OF_A_LOST_DEVICE", 2 * CHUNK_BYTES)
    case = town.saved_case("sokha")
    device = town.laptop("sokha").laptop.device
    town.server.database.run(lambda tx: revoke(tx, device, reason="lost", number=1, now_ms=town.central.clock()))
    photo = a_photo()
    edit = photo.edit(case)
    town.laptop("sokha").save(edit)
    assert list(town.laptop("sokha").exchange().codes().values()) == ["device.revoked"]
    laptop = Carrying(town.laptop("sokha"))
    answers = [laptop.put(edit.record, sealed) for sealed in photo.full]
    assert answers == ["", "", "chunks.too_many"]
    assert Carrying(town.laptop("chenda")).lacking(edit.record) == {}


def test_a_file_that_is_lost_from_the_disk_is_lacking_again(town):
    _case, record, photo = a_sent_photo(town)
    laptop = Carrying(town.laptop("sokha"))
    assert laptop.put(record, photo.full[0]) == ""
    town.server.chunks.remove(photo.value.chunks[0])
    assert 0 in laptop.lacking(record)[record][1].numbers
    assert laptop.get(*everything(record, photo)) == []
    assert laptop.put(record, photo.full[0]) == "" and 0 not in laptop.lacking(record)[record][1].numbers


@pytest.mark.parametrize("path", [LACKING_PATH, PUT_PATH, GET_PATH])
def test_what_cannot_be_read_is_refused_by_name(town, path):
    laptop = Carrying(town.laptop("sokha"))
    for body in (b"", b"{}", b"[1]", b'{"r":[1]}', b'{"m":1,"w":[["x","y",0]]}', b"x" * 22 + b"short"):
        assert laptop.post(path, body, content_type=CHUNKS_TYPE).json["code"] in ("wire.malformed",)
    assert laptop.post(path, b"x" * 90_000, content_type=CHUNKS_TYPE).json["code"] in (
        "wire.too_large",
        "wire.malformed",
    )
    assert laptop.post(path, b"{}").json["code"] == "request.type_unknown"
    many = write_question([town.people["sokha"].id] * 201)
    if path == LACKING_PATH:
        assert laptop.post(path, many, content_type=CHUNKS_TYPE).json["code"] == "request.too_large"


def test_too_many_requests_about_chunks_are_told_to_wait_and_do_not_stop_the_exchange(town, monkeypatch):
    monkeypatch.setattr(limits, "CHUNKS", {limits.CHUNKS_LACKING: 3, limits.CHUNKS_PUT: 3, limits.CHUNKS_GET: 3})
    _case, record, photo = a_sent_photo(town)
    laptop = Carrying(town.laptop("sokha"))
    answers = [laptop.put(record, photo.full[0]) for _time in range(4)]
    assert answers == ["", "", "", "server.too_busy"]
    assert not town.laptop("sokha").exchange().verdicts.set_aside
    town.central.clock.advance(ms=600_000)
    assert laptop.put(record, photo.full[1]) == ""


def test_a_replayed_chunk_request_is_refused(town):
    _case, record, photo = a_sent_photo(town)
    laptop = Carrying(town.laptop("sokha"))
    assert laptop.put(record, photo.full[0]) == ""
    again = laptop.post(LACKING_PATH, write_question([record]), content_type=CHUNKS_TYPE, nonce=1)
    assert again.status_code == 409 and again.json["code"] == "device.nonce_behind"


def test_files_that_no_record_names_go_after_thirty_days(town):
    import os

    _case, record, photo = a_sent_photo(town)
    assert Carrying(town.laptop("sokha")).put(record, photo.full[0]) == ""
    stray = town.server.chunks.write(a_photo("stray").full[0])
    now = town.central.clock()
    for name in (stray, photo.value.chunks[0]):
        os.utime(town.server.chunks.path(name), (now / 1000, now / 1000))
    town.central.clock.advance(days=29)
    assert remove_unnamed(town.server) == 0
    town.central.clock.advance(days=2)
    assert remove_unnamed(town.server) == 1
    assert town.server.chunks.has(photo.value.chunks[0]) and not town.server.chunks.has(stray)
