"""A photo that was sent to a locked laptop is sealed with its form, waits, and is a draft after unlocking."""

from io import BytesIO
from pathlib import Path

import pytest

from casework.web.file_drafts import value_in
from field_client.web.late import LatePost, read_late_post
from shared_schema.identifiers import Id
from tests.builders.pictures import CANARY, a_paper, a_photo
from tests.builders.records import a_case
from tests.builders.uploads import an_upload
from tests.field_client.sync.laptops import Field, save
from tests.field_client.web.programs import PREFIX, OpenProgram, a_program, an_open_program, form_fields


@pytest.fixture
def case(laptop: Field) -> Id:
    """A case of the laptop's own worker."""
    opened = laptop.open()
    edit = a_case(worker=opened.book.person)
    save(opened, edit)
    opened.close()
    return edit.record


def sent(made: OpenProgram, case: Id, fields: dict[str, str], data: bytes) -> int:
    """Posts the form that adds a file; the status."""
    headers = {"Origin": made.origin, "Sec-Fetch-Site": "same-origin"}
    form = an_upload({**fields, "_do": "add"}, data)
    path = f"{PREFIX}/cases/{case}/files/add"
    return made.client.post(path, **form, headers=headers, base_url=made.origin).status_code


def lies_in_the_clear(folder: Path, needle: bytes) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and needle in path.read_bytes()]


def test_a_photo_sent_to_a_locked_laptop_waits_sealed_and_is_a_draft_after_unlocking(laptop: Field, case: Id) -> None:
    data = a_photo()
    with an_open_program(laptop) as made:
        fields = form_fields(made.get(f"/cases/{case}/files").get_data(as_text=True))
    with a_program(laptop) as made:
        made.let_in()
        assert sent(made, case, fields, data) == 423
        (file,) = (laptop.config.data / "late").iterdir()
        assert file.stat().st_size > len(data) and lies_in_the_clear(laptop.config.data, CANARY) == []
        assert made.unlock().status_code == 303
        assert not list((laptop.config.data / "late").iterdir())
        book = made.program.held().book
        (draft,) = book.drafts()
        value = value_in(draft)
        assert draft.draft == fields["draft"] and draft.kind == "attachment" and value is not None
        assert b"".join(book.attachments.read(value)).startswith(b"\xff\xd8\xff")
        page = made.get(f"/cases/{case}/files").get_data(as_text=True)
        assert "is not saved yet" in page
        assert not list(book.dossier(case).of_kind("attachment")), "a draft is all that can come of it"


def test_what_no_page_would_take_stays_sealed(laptop: Field, case: Id) -> None:
    with an_open_program(laptop) as made:
        fields = form_fields(made.get(f"/cases/{case}/files").get_data(as_text=True))
    with a_program(laptop) as made:
        made.let_in()
        assert sent(made, case, fields, b"MZ a program") == 423
        assert made.unlock().status_code == 303
        assert made.program.held().book.drafts() == ()
        assert len(list((laptop.config.data / "late").iterdir())) == 1


def test_a_paper_of_ten_megabytes_passes_and_a_larger_body_is_refused_by_name(laptop: Field, case: Id) -> None:
    with an_open_program(laptop) as made:
        fields = form_fields(made.get(f"/cases/{case}/files").get_data(as_text=True))
        assert sent(made, case, fields, b"%PDF-" + bytes(8 * 1024 * 1024 - 5)) == 303
        assert sent(made, case, {**fields, "draft": case}, b"%PDF-" + bytes(10 * 1024 * 1024)) == 422
        headers = {"Origin": made.origin, "Sec-Fetch-Site": "same-origin"}
        answer = made.client.post(
            f"{PREFIX}/cases/{case}/files/add",
            input_stream=BytesIO(bytes(13 * 1024 * 1024)),
            content_length=13 * 1024 * 1024,
            content_type="multipart/form-data; boundary=x",
            headers=headers,
            base_url=made.origin,
        )
        assert answer.status_code == 413 and "larger than 10 MB" in answer.get_data(as_text=True)


@pytest.mark.parametrize("files", [{}, {"file": a_paper(300)}, {"file": b"\0\0{}", "more": b"\0"}])
def test_a_late_form_comes_back_with_its_files(files: dict[str, bytes]) -> None:
    post = LatePost("/x", {"draft": ["d"], "a": ["1", "2"]}, files)
    assert read_late_post(post.to_bytes()) == post


@pytest.mark.parametrize(
    "told",
    [
        b'{"fields":{},"files":[["a",5]],"path":"/x"}\0abc',
        b'{"fields":{},"files":[["a","b"]],"path":"/x"}\0abc',
        b'{"fields":{},"files":[["a",-1]],"path":"/x"}\0abc',
    ],
)
def test_sizes_that_do_not_fit_are_no_form(told: bytes) -> None:
    with pytest.raises(ValueError):
        read_late_post(told)
