"""The door: unlock in every case, the way back in, the end of the lease, language; what a locked page shows."""

import pytest

from field_client.lease_end import LEASE_DAYS
from field_client.vault.lease import LEASE_NAME, read_lease
from field_client.vault.recovery import print_lease_code
from field_client.vault.slot_files import CURRENT_NAME
from field_client.web.door import local_path
from tests.builders.records import a_case
from tests.field_client.commanding import command
from tests.field_client.sync.laptops import PASSPHRASE, Field, save
from tests.field_client.web.programs import PREFIX, OpenProgram, a_program, an_open_program

NEW = "another sentence of my own"
DAY_MS = 86_400_000


def text(made: OpenProgram, path: str) -> str:
    return made.get(path).get_data(as_text=True)


def test_a_page_asked_for_while_locked_comes_after_unlocking(laptop: Field) -> None:
    with a_program(laptop) as made:
        made.let_in()
        locked = made.get("/settings")
        assert locked.status_code == 423
        assert f'name="next" value="{PREFIX}/settings"' in locked.get_data(as_text=True)
        assert made.unlock(next=f"{PREFIX}/settings").location.endswith("/settings")


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/",
        "https://evil.example/",
        "/other",
        f"{PREFIX}//evil.example",
        f"{PREFIX}/\\evil",
        "",
        f"{PREFIX}/a\nb",
    ],
)
def test_nobody_is_led_to_another_place(path: str) -> None:
    assert local_path(path, prefix=PREFIX) is None


def test_a_locked_page_shows_the_nickname_and_nothing_of_a_case(laptop: Field) -> None:
    opened = laptop.open()
    save(opened, a_case(worker=opened.book.person, given_name_latin="Canarychenda"))
    code = opened.identity.code
    opened.close()
    with an_open_program(laptop) as made:
        made.post("/lock")
    with a_program(laptop) as made:
        made.let_in()
        page = text(made, "/unlock")
        assert code in page
        for hidden in ("Canarychenda", "sokha", "hw-strip", "PNH-"):
            assert hidden not in page


def test_the_recovery_code_opens_with_a_new_passphrase_and_a_new_sheet(laptop: Field) -> None:
    code = command(laptop, "--json", "recovery", "print").json["result"]["recovery_code"]
    with a_program(laptop) as made:
        made.let_in()
        refused = made.post("/forgot", {"code": code, "passphrase": "short", "again": "short"})
        assert refused.status_code == 422
        answer = made.post("/forgot", {"code": code.lower(), "passphrase": NEW, "again": NEW})
        assert answer.location.endswith("/start/recovery")
        assert made.program.sheet not in (None, code)
        assert made.program.sheet is not None
        assert made.program.sheet.split("-")[0] in text(made, "/start/recovery")
        made.post("/lock")
    with a_program(laptop) as made:
        made.let_in()
        assert made.unlock(PASSPHRASE).status_code == 422
        answer = made.unlock(NEW)
        assert answer.location.endswith("/settings")  # the sheet was never confirmed: it is said so
        assert "was not confirmed" in text(made, "/settings")


def test_a_mistyped_code_is_told_apart_and_not_counted(laptop: Field) -> None:
    with a_program(laptop) as made:
        made.let_in()
        for _ in range(6):
            answer = made.post("/forgot", {"code": "ABCD-EFGH", "passphrase": NEW, "again": NEW})
            assert answer.status_code == 422
        assert "28 characters" in answer.get_data(as_text=True)
        assert made.program.wait_seconds() == 0


def test_after_thirty_days_without_contact_a_code_by_telephone_opens(laptop: Field) -> None:
    held = read_lease(laptop.tools.files, laptop.config.data)
    laptop.clock.now += (LEASE_DAYS + 1) * DAY_MS
    with a_program(laptop) as made:
        made.let_in()
        assert 'name="lease_code"' in text(made, "/unlock")
        assert not (laptop.config.data / LEASE_NAME).exists()  # gone before a passphrase is asked for
        assert made.unlock().status_code == 422
        assert made.unlock(lease_code=print_lease_code(bytes(16))).status_code == 422
        assert not (laptop.config.data / LEASE_NAME).exists()
        assert made.unlock(lease_code=print_lease_code(held.secrets[-1])).status_code == 303


def test_thirty_days_are_not_over_a_day_before(laptop: Field) -> None:
    laptop.clock.now += (LEASE_DAYS - 1) * DAY_MS
    with a_program(laptop) as made:
        made.let_in()
        assert 'name="lease_code"' not in text(made, "/unlock")
        assert made.unlock().status_code == 303


def test_a_damaged_key_file_offers_the_second_copy(laptop: Field) -> None:
    path = laptop.config.data / CURRENT_NAME
    path.write_bytes(path.read_bytes()[:-20])
    with a_program(laptop) as made:
        made.let_in()
        page = made.unlock().get_data(as_text=True)
        assert 'name="second_copy"' in page
        assert "The encrypted copies on this laptop are not touched." in page
        assert made.unlock(second_copy="1").status_code == 303


def test_a_laptop_that_another_program_holds_says_so(laptop: Field) -> None:
    held = laptop.open()
    try:
        with a_program(laptop) as made:
            made.let_in()
            answer = made.unlock()
            assert answer.status_code == 422
            assert "already open on this laptop" in answer.get_data(as_text=True)
    finally:
        held.close()


def test_language_is_kept_and_used_on_the_next_page(laptop: Field) -> None:
    with a_program(laptop) as made:
        made.let_in()
        answer = made.post("/language", {"language": "km", "next": f"{PREFIX}/help"})
        assert answer.location == f"{PREFIX}/help"
        assert 'lang="km"' in text(made, "/unlock").partition("<head")[0]
        made.post("/language", {"language": "xx"})
        assert made.program.shell.read().language == "km"


def test_help_says_what_is_not_promised_in_both_languages(laptop: Field) -> None:
    with a_program(laptop) as made:
        made.let_in()
        english = text(made, "/help")
        for part in ("We cannot erase a laptop that never connects.", "no decoy", "Memory cannot be wiped"):
            assert part in english
        made.post("/language", {"language": "km"})
        assert "អ្វីដែលយើងមិនសន្យា" in text(made, "/help")


def test_a_page_at_rest_without_scripts_hides_everything(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        page = text(made, "/locked")
        assert "shows nothing of a case" in page
        assert made.program.state == "open"
        assert f"url={PREFIX}/locked" in text(made, "/sync")


def test_what_was_noticed_at_opening_is_said(laptop: Field) -> None:
    laptop.config.folder.incarnation.unlink()
    with an_open_program(laptop) as made:
        assert made.program.notes
        page = text(made, "/sync")
        assert 'data-state="needs_you"' in page
