"""Photos that no server has ride in a copy of the laptop, whole or not at all, and come back with it."""

import shutil
from pathlib import Path

import pytest

from casework.book import Draft
from field_client.unlocking import photos_beside, read_head
from field_client.vault.backup import check_backup
from field_client.vault.backup_file import photos_in, read_backup_header
from shared_schema.errors import HomewardError
from tests.builders.photos import a_photo
from tests.field_client.commanding import command
from tests.field_client.sync.laptops import PASSPHRASE, Field, closing
from tests.field_client.sync.photos import a_case_here, add, has
from tests.field_client.web.programs import an_open_program


def test_unsent_photos_ride_in_a_copy_and_come_back_where_the_disk_is_lost(laptop: Field, tmp_path: Path) -> None:
    sent, unsent, big = a_photo("sent"), a_photo("unsent"), a_photo("of a draft")
    with closing(laptop) as (opened,):
        opened.sync()
        home = a_case_here(opened)
        add(opened, home, sent)
        opened.sync(photos="all")
        add(opened, home, unsent)
        for name, sealed in big.chunks.items():
            opened.store.chunks.keep(name, sealed)
        names = " ".join(big.chunks)
        opened.book.keep_draft(Draft("A" * 22, "A" * 21 + "Q", "attachment", home, {}, {"file": names}, 1))
        sheet = opened.vault.new_recovery_code()
        opened.keep_generation()
        database, files = opened.store.database, opened.tools.files
        few = photos_beside(database, files=files, max_bytes=150_000)
        assert (few.photos, few.left, set(few.names)) == (1, 1, set(big.chunks))  # what is only a draft goes first
        assert photos_beside(database, files=files, max_bytes=1000).names == ()
    stick = tmp_path / "copy.hwb"
    assert command(laptop, "backup", "make", "--to", str(stick)).code == 0
    header = read_backup_header(stick)
    assert (header.photos, header.photos_left) == (2, 0)
    assert len(list(photos_in(stick, header=header))) == 8
    cut = tmp_path / "cut.hwb"
    cut.write_bytes(stick.read_bytes()[:-70_000])
    with closing(laptop) as (opened,), pytest.raises(HomewardError, match=r"vault\.backup_unreadable"):
        check_backup(cut, vault=opened.vault, files=opened.tools.files, read_head=read_head)
    shutil.rmtree(laptop.config.data / "chunks")
    told = command(laptop, "backup", "restore", "--from", str(cut), secrets=(sheet, PASSPHRASE))
    assert told.code in (0, 6) and "ends before its photos" in told.err  # the records are back all the same
    assert command(laptop, "backup", "restore", "--from", str(stick), secrets=(sheet, PASSPHRASE)).code in (0, 6)
    with closing(laptop) as (opened,):
        assert has(opened, unsent) == "here" and has(opened, sent) == "not_here"
        assert opened.store.chunks.has(big.chunks)
        opened.sync(photos="all")
        assert has(opened, sent) == "here"


def test_the_page_says_how_many_photos_ride_in_a_copy(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        held = made.program.held()
        add(held, a_case_here(held), a_photo())
        page = made.get("/backups").get_data(as_text=True)
        assert "1 photo or paper exists only on this laptop (137 kB) and goes into the copy" in page
        made.post("/backups/make", {})
        assert 'govuk-table__cell--numeric">1</td>' in made.get("/backups").get_data(as_text=True)
