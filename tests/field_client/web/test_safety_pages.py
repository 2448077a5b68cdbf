"""Travel mode on the pages: what is missing is listed, the list comes first, the sheet follows, and all come back."""

import re
import threading
from dataclasses import replace

import pytest

from field_client.safety import travel
from field_client.sync.line import Line
from field_client.web.travel_choice import Dossier, page_of
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from tests.builders.records import a_case
from tests.field_client.commanding import command
from tests.field_client.sync.laptops import PASSPHRASE, Field, change, closing, save
from tests.field_client.web.programs import OpenProgram, an_open_program


def words(made: OpenProgram, path: str = "/safety/travel") -> str:
    return made.get(path).get_data(as_text=True)


@pytest.fixture
def cases(laptop: Field) -> tuple[Id, Id]:
    """Two cases that the centre has received."""
    with closing(laptop) as (opened,):
        made = [a_case(worker=opened.book.person, given_name_latin=name) for name in ("Stayer", "Leaver")]
        save(opened, *made)
        opened.sync()
        return made[0].record, made[1].record


def test_a_trip_begins_with_the_list_and_ends_with_everything_back(laptop: Field, cases: tuple[Id, Id]) -> None:
    stays, leaves = cases
    with an_open_program(laptop) as made:
        assert "Stayer" in words(made) and "Leaver" in words(made)
        check = made.post("/safety/travel/check", {"stays": stays}).get_data(as_text=True)
        assert "1 case stays" in check and "1 case leaves" in check and "Leaver" not in check
        wrong = made.post("/safety/travel/leave", {"stays": stays, "passphrase": "another sentence, quite wrong"})
        assert wrong.status_code == 422
        assert made.program.laptop is not None and not travel.is_travelling(made.program.held().store)
        answer = made.post("/safety/travel/leave", {"stays": stays, "passphrase": PASSPHRASE})
        assert answer.status_code == 303 and answer.location.endswith("/start/recovery")
        assert made.program.sheet is not None
        assert "Travel mode is on" in words(made)
        assert made.program.held().book.search("Stayer") and not made.program.held().book.search("Leaver")
        assert made.get(f"/cases/{leaves}").status_code == 404
        travel.come_home(made.program.held().store)
        made.program.held().sync()
        assert made.program.held().book.search("Leaver")
        assert "Which cases stay" in words(made)


def test_a_long_list_comes_in_pages_and_what_was_chosen_is_kept_between_them(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        held = made.program.held()
        edits = [a_case(worker=held.book.person, given_name_latin=f"Person{n:02}") for n in range(60)]
        for at in range(0, 60, 30):
            save(held, *edits[at : at + 30])
        first = words(made)
        shown = re.findall(r'name="shown" value="([^"]+)"', first)
        assert len(shown) == 50 and first.count("<") - first.count("</") < 600 and "Page 1 of 2" in first
        form = {"shown": shown, "stays": shown[:2], "page": "2"}
        second = made.post("/safety/travel/choose", form).get_data(as_text=True)
        rest = re.findall(r'name="shown" value="([^"]+)"', second)
        assert len(rest) == 10 and "2 cases chosen" in second and not set(rest) & set(shown)
        form = {"shown": rest, "stays": rest[:1], "text": "Person41", "page": "1"}
        found = made.post("/safety/travel/choose", form).get_data(as_text=True)
        assert found.count('name="shown"') < 50 and "Person41" in found and "3 cases chosen" in found
        assert "Person41" not in words(made, "/safety/travel").partition("<main")[0]
        check = made.post("/safety/travel/check", {"shown": shown, "stays": shown[1]}).get_data(as_text=True)
        assert "2 cases stay" in check and "58 cases leave" in check  # one was taken back, one of the other page stays
        mark = re.search(r'name="choice" value="([^"]+)"', check)
        assert mark is None  # nothing may leave yet: they were never sent
        held.sync()
        check = made.post("/safety/travel/check", {}).get_data(as_text=True)
        mark = re.search(r'name="choice" value="([^"]+)"', check)
        assert mark is not None
        made.post("/safety/travel/choose", {"stays": shown[5]})  # in another tab
        late = made.post("/safety/travel/leave", {"choice": mark[1], "passphrase": PASSPHRASE})
        assert late.status_code == 422 and "3 cases stay" in late.get_data(as_text=True)


def test_two_thousand_dossiers_stay_fifty_a_page() -> None:
    dossiers = [Dossier(f"id{n}", f"PNH-26-K1-{n:04}", None) for n in range(2000)]
    listed = page_of(dossiers, None, text="", page=99)  # type: ignore[arg-type]
    assert (len(listed.dossiers), listed.page, listed.pages, listed.total) == (50, 40, 40, 2000)


def test_what_is_missing_is_said_and_there_is_no_button(laptop: Field, cases: tuple[Id, Id]) -> None:
    stays, leaves = cases
    with an_open_program(laptop) as made:
        change(made.program.held(), leaves, {"nickname": "not sent"})
        check = made.post("/safety/travel/check", {"stays": stays}).get_data(as_text=True)
        assert "1 change that" in check and "has not received" in check
        assert "Let the others leave" not in check
        answer = made.post("/safety/travel/leave", {"stays": stays, "passphrase": PASSPHRASE})
        assert answer.status_code == 422
        assert made.program.held().book.search("Leaver")
        assert made.program.next_try() is not None  # sending and receiving goes on


def test_the_button_home_begins_to_receive(laptop: Field, cases: tuple[Id, Id]) -> None:
    with an_open_program(laptop) as made:
        made.post("/safety/travel/leave", {"stays": cases[0], "passphrase": PASSPHRASE})
        assert made.post("/safety/travel/home").location.endswith("/sync")
        for thread in threading.enumerate():
            if thread.name == "sending":
                thread.join(10)
        assert not travel.is_travelling(made.program.held().store)
        assert made.program.held().book.search("Leaver")


def test_the_commands_take_a_list_of_numbers(laptop: Field, cases: tuple[Id, Id]) -> None:
    listed = laptop.config.data.parent / "keep.txt"
    with closing(laptop) as (opened,):
        number = opened.book.open(cases[0]).values["case_number"]
    listed.write_text("NO-SUCH-1\n", "utf-8")
    told = command(laptop, "travel", "on", "--keep", str(listed))
    assert told.code == 1 and "Line 1" in told.err
    listed.write_text(f"# for the trip\n\n{number}\n", "utf-8")
    told = command(laptop, "--json", "travel", "on", "--keep", str(listed))
    assert told.code == 0, told.out
    assert told.json["result"]["stays"] == 1 and told.json["result"]["recovery_code"]
    with closing(laptop) as (opened,):
        assert opened.book.search("Stayer") and not opened.book.search("Leaver")
    assert command(laptop, "travel", "off").code == 0
    with closing(laptop) as (opened,):
        assert opened.book.search("Leaver")
    assert command(laptop, "travel", "off").code == 1


def test_with_unsent_work_and_no_line_the_command_refuses_and_says_why(laptop: Field, cases: tuple[Id, Id]) -> None:
    def refuse(_url: str, _pem: str | None) -> Line:
        raise HomewardError("sync.no_contact")

    with closing(laptop) as (opened,):
        change(opened, cases[1], {"nickname": "not sent"})
    listed = laptop.config.data.parent / "keep.txt"
    listed.write_text(cases[0] + "\n", "utf-8")
    without = replace(laptop, tools=replace(laptop.tools, open_line=refuse))
    told = command(without, "travel", "on", "--keep", str(listed))
    assert told.code == 6
    assert "Not yet received by Phnom Penh: 1 changes" in told.err
