"""Photos on the page of sending and receiving: sizes before it begins, the choice, what is still to be sent."""

import pytest

from field_client.sync.photos import choice_of
from shared_schema.errors import HomewardError
from tests.builders.photos import a_photo
from tests.builders.records import a_case
from tests.field_client.sync.laptops import Field, save
from tests.field_client.web.programs import OpenProgram, an_open_program


def page(made: OpenProgram) -> str:
    return made.get("/sync").get_data(as_text=True)


def add_a_photo(made: OpenProgram) -> None:
    laptop = made.program.held()
    photo, case = a_photo(), a_case(worker=laptop.book.person)
    for name, sealed in photo.chunks.items():
        laptop.store.chunks.keep(name, sealed)
    save(laptop, case, photo.edit(case.record))


def test_sizes_stand_there_before_anything_moves_and_the_choice_is_kept(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        add_a_photo(made)
        before = page(made)
        assert "At most 9 kB to send, 0 kB to receive" in before and "At most 137 kB to send" in before
        assert "1 photo still to send" in before
        made.program.sending.run()
        after = page(made)
        assert "All records have been received by" in after and "1 photo still to send" in after
        assert made.post("/sync/photos", {"photos": "all"}).status_code == 303
        assert choice_of(made.program.held().store) == "all"
        made.program.sending.run()
        done = page(made)
        assert "still to send" not in done and 'data-state="all_received"' in done
        assert "Photos and papers sent whole: 1 (129 kB)." in done


def test_another_word_changes_nothing(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        made.post("/sync/photos", {"photos": "everything"})
        assert choice_of(made.program.held().store) == "thumbnails"


def test_a_pause_among_photos_keeps_what_went_and_says_so(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        add_a_photo(made)
        made.post("/sync/photos", {"photos": "all"})
        sending = made.program.sending
        seen = []

        def pause(done: int, total: int) -> None:
            seen.append((done, total))
            raise HomewardError("sync.paused")

        sending.photos = pause
        with pytest.raises(HomewardError, match=r"^sync\.paused$"):
            sending.run()
        assert len(seen) == 1 and seen[0][1] > 130_000
        assert "Go on" in page(made) and sending.report.sent["attachment"] == 1
        assert [one.outcome for one in sending.contacts()] == ["sync.paused"] and sending.contacts()[0].bytes > 9_000
