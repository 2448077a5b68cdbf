"""What the attachments of every CaseBook promise; part of the contract suite (case_book.py)."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Protocol

import pytest
from PIL import Image

from casework.book import CaseBook, Edit, Person, Saved
from shared_schema.errors import HomewardError
from shared_schema.records.file_value import (
    CHUNK_BYTES,
    TAG_BYTES,
    FileValue,
    file_problem,
    read_file_value,
    sealed_bytes,
    to_json,
)
from tests.builders.pictures import CANARY, a_paper, a_photo, a_recording
from tests.builders.records import a_case, a_record_id


class SettingOfFiles(Protocol):
    """A book and the folder under which its chunks lie, each a file with the name of the chunk."""

    book: CaseBook
    person: Person
    chunk_folder: Path

    def elsewhere(self, edits: Sequence[Edit]) -> None: ...


class AttachmentsContract:
    """The promises, one test each."""

    def test_a_photo_comes_back_upright_small_and_without_what_the_camera_noted(self, setting: SettingOfFiles) -> None:
        files = setting.book.attachments
        value = files.write(BytesIO(a_photo(900, 600, sideways=True)))
        assert file_problem(to_json(value)) is None and read_file_value(to_json(value)) == value
        whole, small = (b"".join(files.read(value, thumbnail=one)) for one in (False, True))
        assert value.media_type == "image/jpeg" and value.size == len(whole)
        assert Image.open(BytesIO(whole)).size == (600, 900) and max(Image.open(BytesIO(small)).size) == 320
        assert CANARY not in whole and CANARY not in small
        assert files.state(value) == "here"

    @pytest.mark.parametrize("data", [a_paper(CHUNK_BYTES), a_paper(CHUNK_BYTES + 1), a_recording("ogg", 200_000)])
    def test_papers_and_recordings_come_back_byte_for_byte_in_pieces(
        self, setting: SettingOfFiles, data: bytes
    ) -> None:
        files = setting.book.attachments
        value = files.write(BytesIO(data))
        pieces = list(files.read(value))
        assert b"".join(pieces) == data and max(map(len, pieces)) <= CHUNK_BYTES
        assert value.thumbnail is None and len(pieces) == len(value.chunks) == -(-len(data) // CHUNK_BYTES)

    def test_on_disk_lies_ciphertext_alone_named_by_its_hash(self, setting: SettingOfFiles) -> None:
        data = a_paper(100_000)
        value = setting.book.attachments.write(BytesIO(data))
        lying = chunk_files(setting, value)
        assert [len(path.read_bytes()) for path in lying] == [sealed_bytes(value, n) for n in range(2)]
        assert sum(sealed_bytes(value, n) for n in range(2)) == len(data) + 2 * TAG_BYTES
        everything = b"".join(path.read_bytes() for path in setting.chunk_folder.parent.rglob("*") if path.is_file())
        assert b"%PDF" not in everything and data[50_000:50_030] not in everything

    def test_a_key_never_seals_two_contents(self, setting: SettingOfFiles) -> None:
        files = setting.book.attachments
        values = [files.write(BytesIO(a_photo(80, 60))) for _ in range(3)]
        contents = [one for value in values for one in (value, value.thumbnail) if one is not None]
        assert len(contents) == 6 and len({one.key for one in contents}) == 6, "though all three are the same photo"
        assert len({name for one in contents for name in one.chunks}) == sum(len(one.chunks) for one in contents)

    def test_a_flipped_chunk_is_refused_by_name_before_the_first_byte_and_counts_as_not_here(
        self, setting: SettingOfFiles
    ) -> None:
        files = setting.book.attachments
        value = files.write(BytesIO(a_paper(150_000)))
        path = chunk_files(setting, value)[1]
        damaged = bytearray(path.read_bytes())
        damaged[100] ^= 1
        path.write_bytes(damaged)
        with pytest.raises(HomewardError) as caught:
            files.read(value)
        assert caught.value.code == "attachment.damaged" and caught.value.facts == {"chunk": 2}
        assert files.state(value) == "not_here", "so it is asked for again"

    def test_a_missing_chunk_is_told_and_a_thumbnail_is_shown_without_its_picture(
        self, setting: SettingOfFiles
    ) -> None:
        files = setting.book.attachments
        value = files.write(BytesIO(a_photo()))
        chunk_files(setting, value)[0].unlink()
        assert files.state(value) == "thumbnail"
        assert b"".join(files.read(value, thumbnail=True)).startswith(b"\xff\xd8\xff")
        with pytest.raises(HomewardError) as caught:
            files.read(value)
        assert caught.value.code == "attachment.not_here"

    def test_a_chunk_in_the_place_of_another_is_refused(self, setting: SettingOfFiles) -> None:
        files = setting.book.attachments
        value = files.write(BytesIO(a_paper(3 * CHUNK_BYTES)))
        first, second, _third = chunk_files(setting, value)
        second.write_bytes(first.read_bytes())
        with pytest.raises(HomewardError) as caught:
            files.read(value)
        assert caught.value.code == "attachment.damaged"

    def test_a_file_that_became_no_record_is_dropped_and_one_that_did_stays(self, setting: SettingOfFiles) -> None:
        files = setting.book.attachments
        loose, kept = files.write(BytesIO(a_photo(seed="loose"))), files.write(BytesIO(a_photo(seed="kept")))
        record = an_attachment(setting, kept)
        files.drop(loose)
        files.drop(kept)
        assert (files.state(loose), files.state(kept)) == ("not_here", "here")
        assert read_file_value(setting.book.open(record).values["file"]) == kept
        assert not chunk_files(setting, loose)

    def test_a_refused_file_leaves_nothing(self, setting: SettingOfFiles) -> None:
        before = {path for path in setting.chunk_folder.rglob("*") if path.is_file()}
        with pytest.raises(HomewardError) as caught:
            setting.book.attachments.write(BytesIO(a_photo()[:-90]))
        assert caught.value.code == "attachment.picture_damaged"
        assert {path for path in setting.chunk_folder.rglob("*") if path.is_file()} == before


def an_attachment(setting: SettingOfFiles, value: FileValue) -> str:
    """A record of a new case that holds a file."""
    case = a_case(worker=setting.person)
    record = a_record_id()
    photo = {"file": to_json(value), "attachment_type": "photo"}
    saved = setting.book.save([case, Edit(record, "attachment", case.record, photo)])
    assert isinstance(saved, Saved), saved
    return record


def chunk_files(setting: SettingOfFiles, value: FileValue) -> list[Path]:
    """The files of a content's chunks, in order; those that lie there."""
    lying = {path.name: path for path in setting.chunk_folder.rglob("*") if path.is_file()}
    return [lying[name] for name in value.chunks if name in lying]
