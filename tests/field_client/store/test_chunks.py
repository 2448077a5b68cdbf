"""The chunks of files on a laptop: named by records, kept while they are needed, nothing else lies there."""

from io import BytesIO
from pathlib import Path

import pytest

from casework.book import Draft, Edit
from field_client.store.chunks import CHUNK_FOLDER, UNNAMED_KEPT_MS
from field_client.store.rebuild import rebuild
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.records.file_value import FileValue, to_json
from shared_schema.wire.messages import Gone
from tests.builders.pictures import a_paper, a_photo
from tests.builders.records import WORKER, a_case, a_record_id, an_id
from tests.field_client.store.centres import ACentre
from tests.field_client.store.laptops import CENTRE, ALaptop, a_laptop, reopen

SCOPE = f"worker/{WORKER.worker}"


@pytest.fixture
def laptop(tmp_path: Path) -> ALaptop:
    return a_laptop(tmp_path)


def with_photo(laptop: ALaptop, seed: str = "photo") -> tuple[Edit, Edit, FileValue]:
    """A case with a photo, saved."""
    value = laptop.book.attachments.write(BytesIO(a_photo(seed=seed)))
    case = a_case()
    photo = Edit(a_record_id(), "attachment", case.record, {"file": to_json(value), "attachment_type": "photo"})
    laptop.save(case, photo)
    return case, photo, value


def lying(laptop: ALaptop) -> set[str]:
    return {path.name for path in (laptop.path / CHUNK_FOLDER).iterdir()}


def go(laptop: ALaptop, home: Id, why: str) -> None:
    with laptop.store.transaction():
        laptop.store.leaving.go(CENTRE, Gone(SCOPE, why, home=home), at=laptop.clock())


def test_a_record_names_the_chunks_of_its_file_thumbnail_and_picture(laptop: ALaptop) -> None:
    case, photo, value = with_photo(laptop)
    (named,) = laptop.store.chunks.names.all()
    assert (named.record, named.home, named.is_left) == (photo.record, case.record, False)
    assert value.thumbnail is not None
    assert (named.thumbnail, named.content) == (value.thumbnail.chunks, value.chunks)
    assert named.content_bytes == value.size + 16 * len(value.chunks)
    assert laptop.store.chunks.here() == set(value.names) == lying(laptop)


def test_what_nobody_names_is_swept_and_a_draft_names_its_file(laptop: ALaptop) -> None:
    _case, _photo, kept = with_photo(laptop)
    files = laptop.book.attachments
    loose, drafted = files.write(BytesIO(a_photo(seed="loose"))), files.write(BytesIO(a_paper()))
    form = {"typed": {"file": [str(to_json(drafted))]}}
    laptop.book.keep_draft(Draft(an_id("draft"), a_record_id(), "attachment", an_id("home"), {}, form, 1))
    now = laptop.clock()
    assert laptop.store.chunks.sweep(now=now) == 0, "a draft or a record may still come that names the loose one"
    laptop.store.database.close()
    again = reopen(laptop.path, key=laptop.key)
    assert again.store.chunks.sweep(now=now + UNNAMED_KEPT_MS - 1) == 0
    assert again.store.chunks.sweep(now=now + UNNAMED_KEPT_MS) == len(loose.names)
    assert again.store.chunks.here() == {*kept.names, *drafted.names}
    assert again.store.chunks.sweep(now=now + 9 * UNNAMED_KEPT_MS) == 0


def test_an_erased_case_leaves_no_chunk(laptop: ALaptop) -> None:
    case, _photo, _value = with_photo(laptop)
    _other, kept, other = with_photo(laptop, "other")
    go(laptop, case.record, "erased")
    assert [one.record for one in laptop.store.chunks.names.all()] == [kept.record], "at once"
    laptop.store.chunks.sweep(now=laptop.clock())
    assert lying(laptop) == set(other.names)


def test_a_photo_written_here_stays_after_its_case_moved_until_a_server_has_it(laptop: ALaptop) -> None:
    case, photo, value = with_photo(laptop)
    ACentre().take(laptop)
    go(laptop, case.record, "reassigned")
    laptop.store.chunks.sweep(now=laptop.clock())
    (named,) = laptop.store.chunks.names.all()
    assert named.is_left and lying(laptop) == set(value.names)
    laptop.store.chunks.names.note_whole(CENTRE, [photo.record])
    laptop.store.chunks.sweep(now=laptop.clock())
    assert lying(laptop) == set() and laptop.store.chunks.names.all() == ()


def test_a_photo_of_somebody_else_goes_with_its_case(laptop: ALaptop) -> None:
    centre, made = ACentre(), with_photo(a_laptop(laptop.path / "other", name="K8"))
    case, photo, value = made
    centre.write(case)
    centre.write(photo)
    centre.send(laptop, case.record, photo.record)
    chunks = laptop.store.chunks
    assert not chunks.has(value.names)
    for name in value.names:
        sealed = (laptop.path / "other" / CHUNK_FOLDER / name).read_bytes()
        chunks.receive(name, sealed)
    assert laptop.book.attachments.state(value) == "here"
    go(laptop, case.record, "reassigned")
    chunks.sweep(now=laptop.clock())
    assert lying(laptop) == set()


def test_a_case_that_comes_back_names_its_photo_again(laptop: ALaptop) -> None:
    case, photo, _value = with_photo(laptop)
    centre = ACentre()
    centre.take(laptop)
    go(laptop, case.record, "reassigned")
    centre.send(laptop, case.record, photo.record)
    assert [one.is_left for one in laptop.store.chunks.names.all()] == [False]


def test_a_record_that_comes_after_a_restore_finds_its_chunks_still_here(laptop: ALaptop) -> None:
    _case, _photo, value = with_photo(laptop)
    laptop.store.database.execute("DELETE FROM chunk_names")  # as in an older store beside the same folder
    laptop.store.chunks.sweep(now=laptop.clock())
    laptop.store.chunks.names.build()
    assert laptop.store.chunks.sweep(now=laptop.clock() + 9 * UNNAMED_KEPT_MS) == 0
    assert laptop.book.attachments.state(value) == "here"


def test_names_are_made_again_by_a_rebuild(laptop: ALaptop) -> None:
    with_photo(laptop)
    before = laptop.store.chunks.names.all()
    laptop.store.database.execute("DELETE FROM chunk_names")
    rebuild(laptop.store)
    assert laptop.store.chunks.names.all() == before != ()


def test_a_chunk_from_a_server_must_be_what_its_name_says(laptop: ALaptop) -> None:
    _case, _photo, value = with_photo(laptop)
    with pytest.raises(HomewardError) as caught:
        laptop.store.chunks.receive(value.chunks[0], b"something else")
    assert caught.value.code == "attachment.damaged"


@pytest.mark.parametrize("name", ["../store.db", "a" * 42, "a" * 42 + "/", "", "a" * 44])
def test_no_record_can_point_outside_the_folder(laptop: ALaptop, name: str) -> None:
    with pytest.raises(ValueError, match="not the name"):
        laptop.store.chunks.take(name)


def test_a_full_disk_is_told_and_nothing_of_the_file_stays(laptop: ALaptop, monkeypatch: pytest.MonkeyPatch) -> None:
    chunks = laptop.store.chunks
    keep, kept = chunks.keep, []

    def keep_three(name: str, sealed: bytes) -> None:
        if len(kept) == 3:
            raise HomewardError("files.disk_full", errno=28)
        kept.append(name)
        keep(name, sealed)

    monkeypatch.setattr(chunks, "keep", keep_three)
    with pytest.raises(HomewardError) as caught:
        laptop.book.attachments.write(BytesIO(a_paper(400_000)))
    assert caught.value.code == "files.disk_full" and len(kept) == 3
    assert lying(laptop) == set()


def test_nothing_of_a_photo_lies_in_the_clear_anywhere_in_the_data_folder(laptop: ALaptop) -> None:
    data = a_paper(300_000)
    value = laptop.book.attachments.write(BytesIO(data))
    case = a_case()
    laptop.save(
        case, Edit(a_record_id(), "attachment", case.record, {"file": to_json(value), "attachment_type": "other"})
    )
    needles = [data[at : at + 24] for at in range(0, len(data), 10_000)] + [value.key]
    for path in laptop.path.rglob("*"):
        if path.is_file():
            lies = path.read_bytes()
            assert not any(needle in lies for needle in needles), path.name
