"""Settings that hold at once, a passphrase and a sheet changed from the page, copies made and checked."""

from field_client.sync.photos import choice_of
from field_client.vault.backup_file import SUFFIX
from tests.builders.records import a_case
from tests.field_client.sync.laptops import PASSPHRASE, Field, save
from tests.field_client.web.programs import OpenProgram, a_program, an_open_program

NEW = "another sentence of my own"


def text(made: OpenProgram, path: str) -> str:
    return made.get(path).get_data(as_text=True)


def test_settings_hold_at_once_and_nonsense_changes_nothing(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        made.post("/settings", {"language": "km", "text_size": "130", "idle_minutes": "1", "still": "1"})
        page = text(made, "/settings")
        assert "hw-size-130" in page
        assert "hw-still" in page
        assert 'data-idle-seconds="60"' in page
        made.post("/settings", {"language": "xx", "text_size": "9999", "idle_minutes": "0"})
        held = made.program.shell.read()
        assert (held.language, held.text_size, held.idle_minutes, held.motion) == ("km", 130, 1, True)
        for chosen in ("all", "everything"):
            made.post("/settings", {"photos": chosen})
            assert choice_of(made.program.held().store) == "all"
        assert 'id="photos-all" name="photos" type="radio" value="all" checked' in text(made, "/settings")


def test_the_passphrase_changes_after_the_present_one(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        wrong = {"present": "not the one of now at all", "passphrase": NEW, "again": NEW}
        assert made.post("/settings/passphrase", wrong).status_code == 422
        for bad in ({"passphrase": "short", "again": "short"}, {"passphrase": NEW, "again": NEW + "x"}):
            assert made.post("/settings/passphrase", {"present": PASSPHRASE, **bad}).status_code == 422
        before = made.client.get_cookie("session", path=made.program.prefix + "/", domain="127.9.8.7")
        good = {"present": PASSPHRASE, "passphrase": NEW, "again": NEW}
        assert made.post("/settings/passphrase", good).status_code == 303
        after = made.client.get_cookie("session", path=made.program.prefix + "/", domain="127.9.8.7")
        assert before is not None
        assert after is not None
        assert before.value != after.value
    with a_program(laptop) as made:
        made.let_in()
        assert made.unlock(PASSPHRASE).status_code == 422
        assert made.unlock(NEW).status_code == 303


def test_a_new_sheet_needs_the_passphrase_and_is_shown_once(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        assert made.post("/settings/recovery", {"present": "not the one of now at all"}).status_code == 422
        assert made.program.sheet is None
        assert made.post("/settings/recovery", {"present": PASSPHRASE}).location.endswith("/start/recovery")
        assert made.program.sheet is not None
        page = text(made, "/start/recovery")
        assert "Step 4" not in page
        assert 'lang="km"' in page  # the sheet is bilingual
        assert "sokha" not in page


def test_a_copy_is_made_and_opened_again(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        folder = laptop.config.folder.backups
        before = len(list(folder.glob("*" + SUFFIX)))
        assert made.post("/backups/make").status_code == 303
        names = sorted(path.name for path in folder.glob("*" + SUFFIX))
        assert len(names) == before + 1
        assert "rows are whole" in made.post("/backups/check", {"name": names[-1]}).get_data(as_text=True)
        damaged = folder / names[-1]
        damaged.write_bytes(damaged.read_bytes()[:-4096])
        assert made.post("/backups/check", {"name": names[-1]}).status_code == 422
        assert made.post("/backups/check", {"name": "../store.db"}).status_code == 404


def test_diagnostics_say_how_the_laptop_is_and_nothing_of_a_case_in_both_languages(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        held = made.program.held()
        case = a_case(worker=held.book.person)
        save(held, case)
        page = made.get("/settings/diagnostics").get_data(as_text=True)
        number = str(case.registers["case_number"])
        saved = made.get("/settings/diagnostics/file")
        told = saved.get_json()
        assert told["waiting"] == 1 and told["records"]["case"] == 1 and told["lease_days"] > 0
        assert told["version"] in page and held.identity.code in page
        for text in (page, saved.get_data(as_text=True)):
            assert number not in text and case.record not in text and "Chenda" not in text
        made.post("/settings", {"language": "km"})
        assert "ស្ថានភាពកុំព្យូទ័រនេះ" in made.get("/settings/diagnostics").get_data(as_text=True)
