"""Panic wipe: keys before everything else, nothing that opens afterwards, and no file of a case left behind."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from field_client.app import open_laptop
from field_client.files import Files
from field_client.safety import wipe
from field_client.sync.enrol import enrol
from field_client.vault.backup_file import SUFFIX
from field_client.vault.ways import by_recovery_code
from field_client.web.program import LOCKED, NOT_ENROLLED
from shared_schema.errors import HomewardError
from tests.builders.records import a_case, a_visit
from tests.central import Central, a_central
from tests.field_client.commanding import command
from tests.field_client.faults import CountingFiles, failing_at
from tests.field_client.sync.laptops import (
    PASSPHRASE,
    CountedRandom,
    Field,
    closing,
    enrol_field,
    passphrase_way,
    save,
)
from tests.field_client.web.programs import an_open_program
from tests.stores import StoreUrls

KEYS = ("keyslots", "lease", "anchor")


class WatchedFiles(Files):
    """Tells the order of what happens: (what, name)."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, str]] = []

    def spoil_head(self, path: Path, *, length: int | None = None) -> bool:
        self.steps.append(("overwrite", path.name))
        return super().spoil_head(path, length=length)

    def unlink(self, path: Path) -> bool:
        self.steps.append(("unlink", path.name))
        return super().unlink(path)


@pytest.fixture
def centre(sqlite_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    made = a_central(sqlite_urls, tmp_path)
    made.person("sokha", office=made.office("PNH"))
    yield made
    made.close()


@pytest.fixture
def laptop(centre: Central, tmp_path: Path) -> Field:
    return enrol_field(centre, tmp_path / "laptops", "sokha")


def with_a_case(place: Field) -> tuple[str, ...]:
    """One case that was received, one visit that was not, a copy; gives words that must not be left."""
    with closing(place) as (opened,):
        case = a_case(worker=opened.book.person, given_name_latin="Canarysokunthea")
        save(opened, case)
        opened.sync()
        save(opened, a_visit(home=case.record, narrative="canary words of a visit"))
        return case.record, "Canarysokunthea", "canary words of a visit", opened.identity.worker


def everything_in(place: Field) -> dict[str, bytes]:
    """{path: bytes} of every file of the laptop, in both of its folders."""
    folders = (place.config.data, place.config.state)
    return {str(path): path.read_bytes() for root in folders for path in root.rglob("*") if path.is_file()}


def test_keys_are_overwritten_and_gone_before_anything_slow(laptop: Field) -> None:
    with_a_case(laptop)
    files = WatchedFiles()
    wipe.destroy_keys(files, laptop.config.folder)
    names = [name for what, name in files.steps if what == "unlink"]
    assert names == ["keyslots.json", "keyslots.prev.json", "lease", "anchor"]
    for name in names:
        assert files.steps.index(("overwrite", name)) < files.steps.index(("unlink", name))
    heads = [name for _what, name in files.steps if name.endswith(SUFFIX)]
    assert heads and files.steps.index(("overwrite", heads[0])) > files.steps.index(("unlink", "anchor"))
    assert laptop.config.folder.store.exists()  # slow work is left to the next process
    for path in laptop.config.folder.backups.glob("*" + SUFFIX):
        assert path.read_bytes().startswith(bytes(1024))


def test_nothing_opens_between_the_two_steps_and_the_second_is_done_by_who_starts_next(laptop: Field) -> None:
    with_a_case(laptop)
    told = command(laptop, "--json", "recovery", "print").json["result"]["recovery_code"]
    before = everything_in(laptop)
    wipe.destroy_keys(laptop.tools.files, laptop.config.folder)
    with pytest.raises(HomewardError, match=r"^sync\.not_enrolled$"):
        open_laptop(laptop.config, laptop.tools, lambda tools: by_recovery_code(told, derive=tools.derive))
    assert len(before) > 6
    assert everything_in(laptop).keys() <= {str(laptop.config.data / "store.lock")}


def test_no_file_names_a_case_or_holds_a_byte_of_the_old_ones(laptop: Field) -> None:
    words = with_a_case(laptop)
    (laptop.config.data / "chunks").mkdir()
    (laptop.config.data / "chunks" / ("a" * 43)).write_bytes(b"ciphertext of a photograph")
    before = everything_in(laptop)
    assert command(laptop, "wipe", "--confirm", "k1").code == 0
    left = everything_in(laptop)
    for path, data in left.items():
        assert data == b"", path
    for old in before.values():
        assert not any(old[:64] in data for data in left.values() if old[:64])
    assert not any(word.encode() in data or word in path for word in words for path, data in left.items())


def test_the_name_must_be_said_and_a_file_of_hers_in_the_folder_is_not_touched(laptop: Field) -> None:
    with_a_case(laptop)
    own = laptop.config.data / "her-own-letter.txt"
    own.write_text("a letter", "utf-8")
    before = everything_in(laptop)
    assert command(laptop, "wipe").code == 2
    assert command(laptop, "wipe", "--confirm", "K9").code == 1
    assert everything_in(laptop) == before
    assert command(laptop, "wipe", "--confirm", "K1").code == 0
    assert own.read_text("utf-8") == "a letter"
    assert command(laptop, "wipe", "--confirm", "K1").code == 1


def test_a_full_disk_does_not_keep_the_keys(laptop: Field) -> None:
    with_a_case(laptop)
    full = failing_at(1)
    full.spoil_head = lambda path, *, length=None: Files.spoil_head(full, path, length=length)  # type: ignore[method-assign]
    full.unlink = lambda path: Files.unlink(full, path)  # type: ignore[method-assign]
    wipe.destroy_keys(full, laptop.config.folder)
    assert not list(laptop.config.data.glob("keyslots*"))
    with pytest.raises(HomewardError, match=r"^vault\."):
        laptop.open()


def test_stores_that_a_restore_put_aside_and_half_made_ones_lose_their_keys_too(laptop: Field) -> None:
    with_a_case(laptop)
    for name in ("replaced-2026-11-21-1", "travel", "enrolling"):
        inner = laptop.config.data / name
        inner.mkdir()
        for file in ("keyslots.json", "lease", "store.db"):
            (inner / file).write_bytes((laptop.config.data / file).read_bytes())
    wipe.destroy_keys(laptop.tools.files, laptop.config.folder)
    assert not [path for path in laptop.config.data.rglob("*") if path.name.startswith(KEYS)]
    assert wipe.finish(laptop.tools.files, laptop.config.folder)
    assert not list(laptop.config.data.rglob("store.db*"))
    assert not wipe.finish(laptop.tools.files, laptop.config.folder)


def test_pressed_twice_on_the_page_it_says_what_is_gone_and_the_keys_go_before_the_answer(laptop: Field) -> None:
    with_a_case(laptop)
    with an_open_program(laptop) as made:
        page = made.get("/safety/wipe").get_data(as_text=True)
        assert "1 change that no server has received" in page
        assert "1 visit" in page
        assert "custodians" in page
        once = made.post("/safety/wipe")
        assert "Press once more" in once.get_data(as_text=True)
        assert made.program.laptop is not None
        assert not made.program.is_leaving
        answer = made.post("/safety/wipe", {"sure": "yes"})
        assert "The keys are gone" in answer.get_data(as_text=True)
        assert answer.headers["Connection"] == "close"
        assert not list(laptop.config.data.glob("keyslots*"))
        assert made.program.is_leaving
        assert made.post("/safety/wipe").status_code == 423
        made.program.close()
        assert made.program.state == LOCKED
    wipe.finish(laptop.tools.files, laptop.config.folder)
    assert made.program.state == NOT_ENROLLED


def test_an_open_program_lets_go_of_a_laptop_that_a_command_erases(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        made.program.tick()
        assert not made.program.is_leaving
        wipe.destroy_keys(laptop.tools.files, laptop.config.folder)
        made.program.tick()
        assert made.program.is_leaving


def test_an_erased_laptop_can_be_enrolled_again(centre: Central, laptop: Field) -> None:
    with_a_case(laptop)
    wipe.destroy_keys(laptop.tools.files, laptop.config.folder)
    again = replace(laptop, tools=replace(laptop.tools, random=CountedRandom("another life")))
    enrol(again.config, again.tools, centre.slip("sokha"), passphrase=PASSPHRASE)
    with closing(again) as (opened,):
        opened.sync()
        assert opened.book.search("Canarysokunthea")


@pytest.mark.parametrize("action", [wipe.destroy_keys, wipe.finish], ids=["destroy_keys", "finish"])
def test_stopped_at_any_file_it_is_finished_by_doing_it_again(
    laptop: Field, action: Callable[..., object], tmp_path: Path
) -> None:
    with_a_case(laptop)
    counting = CountingFiles()

    def trial(files: Files) -> Field:
        shutil.rmtree(tmp_path / "trial", ignore_errors=True)
        shutil.copytree(laptop.config.data, tmp_path / "trial")
        place = replace(laptop, config=replace(laptop.config, data=tmp_path / "trial", state=tmp_path / "trial-state"))
        if action is wipe.finish:
            wipe.destroy_keys(Files(), place.config.folder)
        return replace(place, tools=replace(place.tools, files=files))

    place = trial(counting)
    action(counting, place.config.folder)
    assert counting.steps > 5
    for step in range(1, counting.steps + 1):
        stopped = trial(failing_at(step, code=5))
        try:
            action(stopped.tools.files, stopped.config.folder)
        except HomewardError as error:
            assert error.code.startswith("files.")
        wipe.destroy_keys(Files(), stopped.config.folder)
        wipe.finish(Files(), stopped.config.folder)
        left = [path for path in stopped.config.data.rglob("*") if path.is_file()]
        assert [path.name for path in left] in ([], ["store.lock"])
        with pytest.raises(HomewardError, match=r"^sync\.not_enrolled$"):
            open_laptop(stopped.config, laptop.tools, passphrase_way)
