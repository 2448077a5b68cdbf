"""`field-client sync --photos`: the choice is kept, kilobytes are shown as they go, what is left is said."""

from tests.builders.photos import a_photo
from tests.builders.records import a_case
from tests.field_client.commanding import command
from tests.field_client.sync.laptops import Field, closing, save


def with_a_photo(laptop: Field) -> None:
    with closing(laptop) as (made,):
        photo, case = a_photo(), a_case(worker=made.book.person)
        for name, sealed in photo.chunks.items():
            made.store.chunks.keep(name, sealed)
        save(made, case, photo.edit(case.record))


def test_thumbnails_go_first_and_what_is_left_is_said(laptop: Field) -> None:
    with_a_photo(laptop)
    told = command(laptop, "sync")
    assert told.code == 0 and "Photos and papers still to send: 1." in told.out
    assert "Photos and papers still to send: 1." in command(laptop, "status").out
    told = command(laptop, "--json", "sync", "--photos", "all")
    assert told.json["result"]["photos"]["sent"] == 1 and told.json["result"]["photos_to_send"] == 0
    assert '"step":"Photos and papers, kB"' in told.err.replace(" ", "", 1)
    assert "still to send" not in command(laptop, "status").out


def test_the_choice_is_kept_for_later_sendings(laptop: Field) -> None:
    command(laptop, "sync", "--photos", "none")
    with_a_photo(laptop)
    told = command(laptop, "--json", "sync")
    assert told.json["result"]["photos"] == {"sent": 0, "arrived": 0, "bytes_up": 0, "bytes_down": 0, "stopped": None}
    assert command(laptop, "sync", "--photos", "everything").code == 2
