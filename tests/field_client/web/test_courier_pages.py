"""*Carry by USB* on the laptop: make, save under a neutral name, read the answer, read it twice; calm errors."""

import io
import re

from sync_server.services.courier import open_carried, take_in
from sync_server.services.courier_answer import make_answer
from sync_server.services.courier_photo_answer import make_photos_answer
from sync_server.services.courier_photos import take_photos
from tests.builders.photos import a_photo
from tests.builders.records import a_case, a_visit
from tests.central import Central
from tests.field_client.sync.laptops import Field, save
from tests.field_client.sync.photos import a_case_here, add
from tests.field_client.web.programs import OpenProgram, an_open_program

NAME = re.compile(r"homeward-[a-z0-9]{12}\.age")


def made_bundle(made: OpenProgram) -> bytes:
    """Makes a bundle by the page and saves it."""
    laptop = made.program.held()
    case = a_case(worker=laptop.book.person)
    save(laptop, case, a_visit(home=case.record))
    assert "2 records wait to be received" in made.get("/courier").get_data(as_text=True)
    assert made.post("/courier/make", {"server": laptop.centre().server}).status_code == 303
    page = made.get("/courier?made=1").get_data(as_text=True)
    link = re.search(r'href="[^"]*(/courier/file/[^"]+)" download="([^"]+)"', page)
    assert link is not None and NAME.fullmatch(link[2])
    file = made.get(link[1])
    assert link[2] in file.headers["Content-Disposition"]
    return file.get_data()


def read_file(made: OpenProgram, data: bytes, **form: str):  # type: ignore[no-untyped-def]
    """Gives a file to the page that reads what came back."""
    return made.post("/courier/read", {**form, "file": (io.BytesIO(data), "C:\\stick\\..\\sokha.age")})


def test_a_bundle_is_made_answered_and_read_once(centre: Central, laptop: Field) -> None:
    with an_open_program(laptop) as made:
        made.program.held().sync()
        carried = open_carried(centre.server, made_bundle(made))
        assert "No receipt yet" in made.get("/courier").get_data(as_text=True)
        take_in(centre.server, carried)
        answer = make_answer(centre.server, carried.device).data
        assert "has received 2 records of yours" in read_file(made, answer).get_data(as_text=True)
        assert "Already read on" in read_file(made, answer).get_data(as_text=True)
        page = made.get("/courier").get_data(as_text=True)
        assert "No receipt yet" not in page and "Nothing waits to be received" in page


def test_photos_are_saved_beside_the_bundle_and_their_answer_is_read(centre: Central, laptop: Field) -> None:
    with an_open_program(laptop) as made:
        held = made.program.held()
        held.sync()
        add(held, a_case_here(held), a_photo())
        page = made.get("/courier").get_data(as_text=True)
        assert "1 photo · 137 kB" in page and "1 photo · 9 kB" in page
        assert made.post("/courier/make", {"server": held.centre().server, "photos": "all"}).status_code == 303
        page = made.get("/courier?made=1").get_data(as_text=True)
        links = re.findall(r'href="[^"]*(/courier/file/[^"]+)" download="', page)
        bundle, photos = (made.get(link).get_data() for link in links)
        carried = open_carried(centre.server, bundle)
        take_in(centre.server, carried)
        assert take_photos(centre.server, io.BytesIO(photos)).kept == 4
        answer = make_photos_answer(centre.server, carried.device)
        assert answer is not None
        file = io.BytesIO()
        answer.write_into(file)
        told = read_file(made, file.getvalue()).get_data(as_text=True)
        assert "0 photos and papers arrived here" in told and "now has 1 photo or paper of yours whole" in told
        wrong = read_file(made, photos)
        assert wrong.status_code == 422 and "another office" in wrong.get_data(as_text=True)
        made.post("/courier/make", {"server": held.centre().server, "photos": "none"})
        assert "Save the photos" not in made.get("/courier?made=1").get_data(as_text=True)


def test_what_cannot_be_read_says_where_the_work_is(centre: Central, laptop: Field) -> None:
    with an_open_program(laptop) as made:
        made.program.held().sync()
        bundle = made_bundle(made)
        take_in(centre.server, carried := open_carried(centre.server, bundle))
        answer = bytearray(make_answer(centre.server, carried.device).data)
        answer[-100] ^= 1
        for data, words in ((bytes(answer), "damaged"), (bundle, "another office"), (b"a letter", "not a bundle")):
            page = read_file(made, data)
            assert page.status_code == 422 and words in page.get_data(as_text=True)
            assert "still has everything" in page.get_data(as_text=True)
        assert made.get("/courier/file/AAAAAAAAAAAAAAAAAAAAAA").status_code == 404


def test_the_page_is_in_khmer_too(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        made.post("/settings", {"language": "km", "text_size": "100", "idle_minutes": "5"})
        assert "យកតាម USB" in made.get("/courier").get_data(as_text=True)
