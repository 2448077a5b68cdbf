"""A laptop brought back from an image, a copy, or without its incarnation file, against a real centre (sync.md 2).

Each time: nothing is lost that the centre or the laptop has, no counter is used twice, and everybody ends up the same.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from field_client.app import Laptop
from shared_schema.identifiers import Id
from tests.builders.records import a_case, a_visit
from tests.field_client.commanding import command
from tests.field_client.sync.laptops import Field, change, closing, same_everywhere, save

OLDER = "store.older_than_it_should_be"


def image_of(field: Field, folder: Path) -> Path:
    """A disk image of the data folder, taken while the laptop is closed."""
    return Path(shutil.copytree(field.config.data, folder))


def put_back(field: Field, image: Path, *names: str) -> None:
    """The image, or single files of it, in the place of what is there."""
    if not names:
        shutil.rmtree(field.config.data)
        shutil.copytree(image, field.config.data)
    for name in names:
        for path in field.config.data.glob(name + "*"):
            path.unlink()
        for path in image.glob(name + "*"):
            shutil.copy2(path, field.config.data / path.name)


def lose_incarnation_file(field: Field) -> None:
    field.config.folder.incarnation.unlink()


def move_to_another_machine(field: Field) -> None:
    field.tools = replace(field.tools, machine=b"another machine")


def a_day_before_and_after(field: Field, image: Path) -> Id:
    """A case that was sent before the image, and an edit that was sent after it."""
    with closing(field) as (laptop,):
        case = a_case(worker=laptop.book.person)
        save(laptop, case)
        laptop.sync()
    image_of(field, image)
    with closing(field) as (laptop,):
        change(laptop, case.record, {"nickname": "after the image"})
        laptop.sync()
    return case.record


def lives(laptop: Laptop) -> list[str]:
    return [life.code for life in laptop.store.log.incarnations()]


@pytest.mark.parametrize("what", [lose_incarnation_file, move_to_another_machine])
def test_copied_laptop_takes_a_new_incarnation_and_goes_on(
    sokha: Field, second: Field, tmp_path: Path, what: Callable[[Field], None]
) -> None:
    record = a_day_before_and_after(sokha, tmp_path / "image")
    what(sokha)
    with closing(sokha, second) as (laptop, other):
        assert laptop.alerts
        assert len(lives(laptop)) == 2 and lives(laptop)[1] == lives(laptop)[0] + "B"
        change(laptop, record, {"other_names": "after the copy"})
        assert laptop.sync().waiting == 0
        other.sync()
        assert other.book.open(record).values["other_names"] == "after the copy"
        assert same_everywhere(laptop, other)
    with closing(sokha) as (laptop,):
        assert len(lives(laptop)) == 2, "it is noticed once"


def test_older_store_is_noticed_and_gets_back_what_was_sent(sokha: Field, second: Field, tmp_path: Path) -> None:
    record = a_day_before_and_after(sokha, tmp_path / "image")
    put_back(sokha, tmp_path / "image", "store.db")
    with closing(sokha, second) as (laptop, other):
        assert OLDER in laptop.alerts
        assert "nickname" not in laptop.book.open(record).values
        change(laptop, record, {"nickname": "typed again"})
        laptop.sync()
        other.sync()
        assert {v.value for c in laptop.book.conflicts() for v in c.versions} == {"after the image", "typed again"}
        assert same_everywhere(laptop, other)


def test_whole_image_is_known_by_the_servers_counter(sokha: Field, second: Field, tmp_path: Path) -> None:
    record = a_day_before_and_after(sokha, tmp_path / "image")
    put_back(sokha, tmp_path / "image")
    with closing(sokha, second) as (laptop, other):
        visit = a_visit(home=record)
        save(laptop, visit)  # under a counter that the centre has already seen with another hash
        change(laptop, record, {"other_names": "typed after the restore"})
        for _ in range(2):
            laptop.sync()
        other.sync()
        values = other.book.open(record).values
        assert (values["nickname"], values["other_names"]) == ("after the image", "typed after the restore")
        assert other.book.open(visit.record).home == record
        assert len(lives(laptop)) == 2
        assert same_everywhere(laptop, other)


def test_two_copies_that_both_go_on_lose_nothing(sokha: Field, second: Field, tmp_path: Path) -> None:
    record = a_day_before_and_after(sokha, tmp_path / "image")
    twin = replace(sokha, config=replace(sokha.config, data=tmp_path / "twin"))
    shutil.copytree(sokha.config.data, twin.config.data)
    with closing(sokha) as (laptop,):
        change(laptop, record, {"other_names": "of the first"})
    with closing(twin) as (copy,):
        change(copy, record, {"national_id_no": "123456789"})
        copy.sync()
    with closing(sokha) as (laptop,):
        for _ in range(2):
            laptop.sync()
    with closing(second) as (other,):
        other.sync()
        values = other.book.open(record).values
        assert (values["other_names"], values["national_id_no"]) == ("of the first", "123456789")


def test_backup_brought_back_begins_a_new_life_and_gets_back_what_came_after_it(
    sokha: Field, second: Field, tmp_path: Path
) -> None:
    sheet = command(sokha, "--json", "recovery", "print").json["result"]["recovery_code"]
    with closing(sokha) as (laptop,):
        case = a_case(worker=laptop.book.person)
        save(laptop, case)
        laptop.sync()
    stick = tmp_path / "stick.hwb"
    assert command(sokha, "backup", "make", "--to", str(stick)).code == 0
    with closing(sokha) as (laptop,):
        change(laptop, case.record, {"nickname": "after the backup"})
        laptop.sync()
        change(laptop, case.record, {"other_names": "never sent"})
    phrase = "a new sentence after the restore"
    told = command(sokha, "backup", "restore", "--from", str(stick), secrets=(sheet, phrase))
    assert told.code in (0, 6), told.err
    kept = [path for path in sokha.config.data.glob("replaced-*") if (path / "store.db").exists()]
    assert len(kept) == 1  # the store with what was never sent is put aside whole
    assert command(sokha, "sync", secrets=(phrase,)).code in (0, 6)
    with closing(second) as (other,):
        other.sync()
        assert other.book.open(case.record).values["nickname"] == "after the backup"
    told = command(sokha, "--json", "status", secrets=(phrase,))
    assert told.json["result"]["waiting"] == 0
