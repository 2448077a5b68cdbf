"""What the open laptop does while nobody asks for a page: the copy of the day, candidates of inquiries."""

from field_client.unlocking import BACKUP_FAILED
from field_client.vault.backup_file import SUFFIX
from field_client.web.quiet import AGAIN_MS, QUIET_SECONDS
from shared_schema.errors import HomewardError
from tests.field_client.sync.laptops import Field
from tests.field_client.web.programs import OpenProgram, an_open_program


def copies(laptop: Field) -> list[str]:
    return sorted(path.name for path in laptop.config.folder.backups.glob("*" + SUFFIX))


def no_copies(laptop: Field) -> list[str]:
    """It is another day: none of the copies is of today."""
    for path in laptop.config.folder.backups.glob("*" + SUFFIX):
        path.unlink()
    return []


def a_quiet_moment(made: OpenProgram) -> None:
    assert made.program.quiet is not None
    made.monotonic.now += QUIET_SECONDS
    made.program.quiet.run_once()


def test_the_copy_of_the_day_is_made_after_the_first_page_and_only_while_it_is_quiet(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        assert made.program.quiet is not None
        before = no_copies(laptop)
        made.get("/today")
        made.program.quiet.run_once()
        assert copies(laptop) == before
        a_quiet_moment(made)
        (new,) = set(copies(laptop)) - set(before)
        assert new.startswith(laptop.tools.today().isoformat())
        a_quiet_moment(made)
        assert len(copies(laptop)) == len(before) + 1
        *_first, before_last, last = made.timers[-1].at
        assert last - before_last >= AGAIN_MS


def test_a_laptop_that_is_locked_first_makes_the_copy_after_the_next_unlock(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        before = no_copies(laptop)
        quiet = made.program.quiet
        made.post("/lock")
        made.program.close()
        assert quiet is not None
        made.monotonic.now += QUIET_SECONDS
        quiet.run_once()
        assert copies(laptop) == before
    with an_open_program(laptop) as again:
        a_quiet_moment(again)
        assert len(copies(laptop)) == len(before) + 1


def test_a_copy_that_could_not_be_made_is_told_and_not_tried_again_and_again(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        folder = laptop.config.folder.backups
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        folder.write_text("in the way")
        a_quiet_moment(made)
        a_quiet_moment(made)
        assert made.program.notes.count(BACKUP_FAILED) == 1
        assert HomewardError(BACKUP_FAILED).sentences("en").next in made.get("/sync").get_data(as_text=True)
