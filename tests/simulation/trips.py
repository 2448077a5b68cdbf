"""A whole enrolled laptop that leaves for a trip or is erased, and is killed meanwhile."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import field_client.safety.travel as travel_module
from field_client.app import Laptop
from field_client.files import Files
from field_client.safety import travel, wipe
from field_client.store.database import Database
from field_client.web.doors import Doors
from field_client.web.program import NOT_ENROLLED, Program, Surroundings
from shared_schema.errors import HomewardError
from tests.builders.records import a_case
from tests.central import a_central
from tests.field_client.faults import CountingFiles
from tests.field_client.sync.laptops import PASSPHRASE, Field, closing, enrol_field, save
from tests.stores import on_sqlite

STAYS, LEAVES = "Stayingcase", "Leavingcase"
OPENING = "open_store"  # what opens the new store, watched here


@dataclass(frozen=True, slots=True)
class Trip:
    """A laptop with two cases that the centre has received, closed."""

    place: Field
    stays: str

    def copy(self, folder: Path) -> Field:
        """The same laptop in folders of its own."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.place.config.data, folder / "data")
        shutil.copytree(self.place.config.state, folder / "state")
        return replace(self.place, config=replace(self.place.config, data=folder / "data", state=folder / "state"))

    def leave(self, place: Field, *, files: Files | None = None, kill_at: int | None = None) -> None:
        """Leaves, and finishes as the next start does; the process ends at statement `kill_at` of either store."""
        laptop = self.open(place)
        laptop.tools = replace(laptop.tools, files=files or place.tools.files)
        with_kill = _Counted(kill_at)
        with_kill.watch(laptop.store.database)
        setattr(travel_module, OPENING, with_kill.opening(getattr(travel_module, OPENING)))
        travel.leave(laptop, keep=[self.stays], passphrase=PASSPHRASE)
        travel.finish_travel(laptop.tools.files, place.config.folder)

    def erase(self, place: Field, *, files: Files) -> None:
        """Both steps of a wipe."""
        wipe.destroy_keys(files, place.config.folder)
        wipe.finish(files, place.config.folder)

    def holds(self, place: Field) -> str:
        """What the next start finds: all | chosen | nothing. The laptop is well either way."""
        assert is_page_right(place)
        try:
            laptop = self.open(place)
        except HomewardError as error:
            assert error.code == "sync.not_enrolled", error.code
            left = [path.name for path in place.config.data.rglob("*") if path.is_file() and path.stat().st_size]
            assert not left, left
            return "nothing"
        try:
            assert laptop.alerts == ()
            assert laptop.book.search(STAYS)
            assert travel.is_travelling(laptop.store) == (not laptop.book.search(LEAVES))
            assert not (place.config.data / "travel").exists()
            return "all" if laptop.book.search(LEAVES) else "chosen"
        finally:
            laptop.close()

    def count_statements(self, folder: Path) -> int:
        """How many statements leaving takes, in both stores."""
        place = self.copy(folder)
        counted = _Counted(None)
        laptop = self.open(place)
        counted.watch(laptop.store.database)
        before = getattr(travel_module, OPENING)
        setattr(travel_module, OPENING, counted.opening(before))
        try:
            travel.leave(laptop, keep=[self.stays], passphrase=PASSPHRASE)
        finally:
            setattr(travel_module, OPENING, before)
        return counted.seen

    def count_files(self, folder: Path) -> int:
        """How many steps of files leaving and finishing take."""
        place, files = self.copy(folder), CountingFiles()
        laptop = self.open(place)
        laptop.tools = replace(laptop.tools, files=files)
        travel.leave(laptop, keep=[self.stays], passphrase=PASSPHRASE)
        travel.finish_travel(files, place.config.folder)
        return files.steps

    def open(self, place: Field) -> Laptop:
        """The laptop of a place."""
        return place.open()


class _Counted:
    """Counts statements of every store that it watches, and ends the process at one of them."""

    def __init__(self, kill_at: int | None) -> None:
        self.seen = 0
        self._kill_at = kill_at

    def watch(self, database: Database) -> None:
        database.connection.set_trace_callback(self._statement)

    def opening(self, open_store: Callable[..., Database]) -> Callable[..., Database]:
        """`open_store` that watches what it opens."""

        def watched(path: Path, *, db_key: bytes) -> Database:
            database = open_store(path, db_key=db_key)
            self.watch(database)
            return database

        return watched

    def _statement(self, _text: str) -> None:
        self.seen += 1
        if self.seen == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


def is_page_right(place: Field) -> bool:
    """Whether a program that starts now asks for a passphrase, or for a slip where nothing is left; never for a lease
    code."""
    files, folder = place.tools.files, place.config.folder
    wipe.finish(files, folder)
    travel.finish_at_start(files, folder, pause=lambda _seconds: None)
    around = Surroundings(config=place.config, tools=place.tools, monotonic=lambda: 0.0)
    program = Program(around=around, doors=Doors(random=place.tools.random, monotonic=lambda: 0.0), prefix="/~")
    return program.state == NOT_ENROLLED or not program.needs_lease_code()


def a_trip(template: Path, folder: Path) -> Iterator[Trip]:
    """A laptop ready to leave; its centre, on a copy of the template's SQLite files, is closed at the end."""
    centre = a_central(on_sqlite(template, folder), folder)
    try:
        centre.person("sokha", office=centre.office("PNH"))
        place = enrol_field(centre, folder / "laptops", "sokha")
        with closing(place) as (laptop,):
            stays = a_case(worker=laptop.book.person, given_name_latin=STAYS)
            save(laptop, stays)
            save(laptop, a_case(worker=laptop.book.person, given_name_latin=LEAVES))
            laptop.sync()
        yield Trip(place, stays.record)
    finally:
        centre.close()
