"""Bundles at the console: read, read twice, damaged, of another office; the answer is downloaded by a neutral name."""

import io
import re
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from field_client.carrying import courier_for, photos_for
from sync_server.store.tables_audit import audit_rows
from tests.builders.photos import a_photo
from tests.builders.records import a_case, a_visit
from tests.casework.web.desks import APage
from tests.central import BASE
from tests.field_client.sync.laptops import Field, closing, enrol_field, save
from tests.field_client.sync.photos import a_case_here, add
from tests.sync_server.console.consoles import AConsole

NAME = re.compile(r'filename="homeward-[a-z0-9]{12}\.age"')


@pytest.fixture
def field(console: AConsole, tmp_path: Path) -> Field:
    """Sokha's laptop, of the supervisor's office."""
    return enrol_field(console.town.central, tmp_path / "laptops", "sokha")


def a_bundle(field: Field) -> bytes:
    """A case and a visit in a bundle."""
    with closing(field) as (laptop,):
        laptop.sync()
        case = a_case(worker=laptop.book.person)
        save(laptop, case, a_visit(home=case.record))
        return courier_for(laptop, laptop.centre()).make()[0].data


def upload(console: AConsole, role: str, data: bytes, *, status: int = 303, **form: str) -> APage:
    """Posts a file, whose name is none of our business."""
    return console.post(role, "/bundles/read", {**form, "file": (io.BytesIO(data), "../../sokha.age")}, status=status)


def download(console: AConsole, role: str, bundle: str, what: str) -> TestResponse:
    """Makes and downloads an answer."""
    client = console.client(role)
    token = console.get(role, "/bundles").text.split('name="csrf" value="')[1].split('"')[0]
    return client.post(f"{bundle}/answer", base_url=BASE, data={"csrf": token, "what": what}, headers={"Origin": BASE})


def test_a_bundle_is_read_and_answered(console: AConsole, field: Field) -> None:
    assert "No bundle has been read here." in console.get("supervisor", "/bundles").words
    read = upload(console, "supervisor", a_bundle(field))
    shown = console.follow("supervisor", read)
    assert "Changes received 2" in shown.words
    answer = download(console, "supervisor", read.location, "answer")
    assert answer.status_code == 200 and NAME.search(answer.headers["Content-Disposition"])
    with closing(field) as (laptop,):
        delivered = courier_for(laptop, laptop.centre()).read(answer.data)
        assert delivered.tally.sent == {"case": 1, "visit": 1}
    assert "Answer made" in console.get("supervisor", "/bundles").words


def test_photos_from_a_stick_are_read_and_their_answer_is_downloaded(console: AConsole, field: Field) -> None:
    with closing(field) as (laptop,):
        laptop.sync()
        add(laptop, a_case_here(laptop), a_photo())
        photos = photos_for(laptop, laptop.centre())
        records, (made,) = courier_for(laptop, laptop.centre()).make()[0].data, photos.make("all")
        file = io.BytesIO()
        made.write_into(file)
        early = console.follow("supervisor", upload(console, "supervisor", file.getvalue()))
        assert "Read the bundle with the records first" in early.words
        assert "not known here" in upload(console, "other_supervisor", file.getvalue(), status=422).words
        upload(console, "supervisor", records)
        read = upload(console, "supervisor", file.getvalue())
        assert "Pieces received 4" in console.follow("supervisor", read).words
        answer = download(console, "supervisor", read.location, "photos")
        assert answer.status_code == 200 and NAME.search(answer.headers["Content-Disposition"])
        assert photos.read(io.BytesIO(answer.data)).received == 1
    console.say_khmer()
    assert "បានអានរូបថតនៅទីនេះ" in console.get("supervisor", "/bundles").words


def test_the_same_bundle_again_changes_nothing_and_says_when_it_was_read(console: AConsole, field: Field) -> None:
    data = a_bundle(field)
    upload(console, "supervisor", data)
    console.clock.advance(hours=0.1)
    again = console.follow("supervisor", upload(console, "supervisor", data))
    assert "Already read on" in again.words and "nothing changed" in again.words
    console.say_khmer()
    assert "គ្មានអ្វីត្រូវបានផ្លាស់ប្តូរ" in console.follow("supervisor", upload(console, "supervisor", data)).words


def test_what_cannot_be_read_says_where_the_work_still_is(console: AConsole, field: Field) -> None:
    data = a_bundle(field)
    damaged = data[:-40] + bytes([data[-40] ^ 1]) + data[-39:]
    for wrong, words in ((damaged, "damaged"), (b"a letter", "not a bundle"), (b"", "not a bundle")):
        page = upload(console, "supervisor", wrong, status=422)
        assert words in page.words and "still has everything" in page.words


def test_another_office_knows_nothing_of_the_laptop_and_of_its_bundles(console: AConsole, field: Field) -> None:
    data = a_bundle(field)
    assert "not known here" in upload(console, "other_supervisor", data, status=422).words
    read = upload(console, "supervisor", data)
    console.get("other_supervisor", read.location, status=404)
    assert "No bundle has been read here." in console.get("other_supervisor", "/bundles").words
    assert "Read here" in console.get("coordinator", "/bundles").words
    for role in ("worker", "administrator", "auditor"):
        console.get(role, "/bundles", status=404)


def test_reading_and_answering_are_rows_of_the_audit(console: AConsole, field: Field) -> None:
    read = upload(console, "supervisor", a_bundle(field))
    download(console, "supervisor", read.location, "receipt")
    with console.server.database.snapshot() as connection:
        rows = connection.execute(select(audit_rows.c.action, audit_rows.c.actor)).all()
    assert {("bundle.read", console.person("supervisor")), ("bundle.answer", console.person("supervisor"))} <= set(
        map(tuple, rows)
    )
