"""Random months of a whole house on real stores: five laptops, two hubs, a centre, sticks, moves, erasures, restores.

HOMEWARD_HOUSES = how many (40 unless told; in `make soak` 10,000); a failing history names its seed:
`HOMEWARD_HOUSES=1 HOMEWARD_FIRST_SEED=<seed>` plays it again alone.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from casework.book import Edit, Saved
from field_client.app import Laptop
from field_client.carrying import courier_for
from field_client.store.check import find_differences
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.state import RecordState
from sync_server.services.book import make_books
from sync_server.services.courier import open_carried, take_in
from sync_server.services.erasure_run import run_due_erasures
from sync_server.services.release import reject, release
from sync_server.store.erasures import APPROVED, Erasure, put_erasure
from sync_server.store.records import open_state, read_records
from sync_server.store.waiting import all_waiting
from tests.builders.records import a_case, a_family_member, a_record_id, a_visit
from tests.simulation.house import PEOPLE, House, back_up, copy_house, digests_agree, furnish, restore
from tests.soak import trials
from tests.sync_server.hub.hubs import are_equal

pytestmark = pytest.mark.simulation

HOUSES = int(os.environ.get("HOMEWARD_HOUSES") or trials(40, soak=10_000))
FIRST_SEED = int(os.environ.get("HOMEWARD_FIRST_SEED", "0"))
EVENTS = 22
ROUNDS = 8
NAMES = {"case": ("nickname", "other_names"), "visit": ("person_says", "narrative")}


class Month:
    """One history: `run` makes events, `settle` lets everybody meet and decides what waits."""

    def __init__(self, house: House, folder: Path, seed: int) -> None:
        self.house, self.folder = house, folder
        self.random = Random(seed)
        self.kinds: dict[Id, tuple[str, Id]] = {}  # record -> kind and home
        self.words: dict[str, Id] = {}  # typed word -> the home it was typed in
        self.sticks: list[tuple[Id, bytes]] = []
        self.images: dict[str, Path] = {}
        self.backups: dict[str, Path] = {}
        self.erased: set[Id] = set()
        self.burnt: set[str] = set()
        self.epochs = 1

    def run(self) -> None:
        often = (
            *[self.edit] * 7, *[self.sync] * 5, self.create, self.relay, self.relay, self.make_stick, self.read_stick
        )  # fmt: skip
        rare = (
            self.move,
            self.move,
            self.decide,
            self.erase,
            self.image,
            self.restore_laptop,
            self.back_up,
            self.restore,
        )
        self.create()
        for _ in range(EVENTS):
            self.random.choice(rare if self.random.random() < 0.18 else often)()

    def laptop(self) -> Laptop:
        return self.house.laptop(self.random.choice(PEOPLE))

    def create(self) -> None:
        laptop = self.laptop()
        person = laptop.book.person
        case = a_case(worker=person)
        self.save(laptop, case, a_visit(home=case.record), a_family_member(home=case.record))

    def edit(self) -> None:
        laptop = self.laptop()
        held = [one for one in sorted(self.kinds) if laptop.store.records.shown_state(one) is not None]
        if not held:
            return
        record = self.random.choice(held)
        kind, home = self.kinds[record]
        name = self.random.choice(NAMES.get(kind, ("notes",)))
        word = f"word {len(self.words)}"
        state = laptop.store.records.shown_state(record)
        assert state is not None
        self.words[word] = home
        self.save(laptop, Edit(record, kind, home, {name: word}, dict(state.seen)))

    def save(self, laptop: Laptop, *edits: Edit) -> None:
        assert isinstance(laptop.book.save(list(edits)), Saved)
        self.kinds.update({edit.record: (edit.kind, edit.home) for edit in edits})

    def sync(self) -> None:
        laptop = self.laptop()
        server = self.random.choice(self.house.servers_of(laptop))
        cut = self.random.choice((None, None, "reply", "page"))
        self.house.sync(laptop, server, lose_reply=cut == "reply", reply_bytes=700 if cut == "page" else None)

    def relay(self) -> None:
        hub = self.random.choice(list(self.house.hubs.values()))
        hub.line.lose_reply_after = self.random.choice((None, None, 0, 900))
        try:
            hub.relay()
        except HomewardError as error:
            assert error.code in ("sync.cut", "sync.no_contact"), error.code
        finally:
            hub.line.lose_reply_after = None

    def make_stick(self) -> None:
        laptop = self.laptop()
        server = self.random.choice(laptop.store.cursors.servers())
        self.sticks += [(server.server, made.data) for made in courier_for(laptop, server).make()]

    def read_stick(self) -> None:
        if not self.sticks:
            return
        to, data = self.random.choice(self.sticks)
        for server in (self.house.centre, *(hub.server for hub in self.house.hubs.values())):
            if server.identity.server == to:
                take_in(server, open_carried(server, data))

    def move(self) -> None:
        """The coordinator gives a case to another worker, perhaps of the other office."""
        case = self.a_case_at_the_centre()
        if case is None:
            return
        account = self.house.town.people[self.random.choice(PEOPLE)]
        book = make_books(self.house.centre).of(self.house.town.people["vanna"].id)
        shown = book.open(case)
        assignment = {"case_worker": account.id, "office": account.office}
        edit = Edit(case, "case", case, {"group:assignment": assignment}, dict(shown.seen), "moved")
        assert isinstance(book.save([edit]), Saved)

    def decide(self) -> None:
        rows = [row for row in self.waiting() if row.own_code is not None and row.home not in self.erased]
        if rows:
            self.decide_one(self.random.choice(rows).dot, is_rejected=self.random.random() < 0.5)

    def decide_one(self, dot: tuple[Id, int], *, is_rejected: bool) -> None:
        vanna = self.house.town.people["vanna"].id
        if is_rejected:
            reject(self.house.centre, dot, by=vanna, reason="not so")
        else:
            release(self.house.centre, dot, by=vanna)

    def erase(self) -> None:
        case = self.a_case_at_the_centre()
        if case is None or self.erased:
            return
        server, now = self.house.centre, self.house.town.central.clock.now_ms
        vanna, chenda = self.house.town.people["vanna"].id, self.house.town.people["chenda"].id
        row = Erasure(
            id=a_record_id(), home=case, kind="case", number=None, ground="person_asked", state=APPROVED,
            asked_by=chenda, asked_at=now, approved_by=vanna, due_at=now,
        )  # fmt: skip
        server.database.run(lambda connection: put_erasure(connection, row))
        assert run_due_erasures(server) == 1
        self.erased.add(case)
        self.backups.pop("centre", None)  # copies from before it are replaced

    def image(self) -> None:
        login = self.random.choice(PEOPLE)
        self.house.close_laptop(login)
        place = self.folder / "images" / login
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.house.folder / "laptops" / login / "data", place)
        self.images[login] = place

    def restore_laptop(self) -> None:
        """The disk of last week is put back; what lay on the new one alone is gone."""
        if not self.images:
            return
        login = self.random.choice(sorted(self.images))
        lost = self.words_of(login)
        self.house.close_laptop(login)
        data = self.house.folder / "laptops" / login / "data"
        shutil.rmtree(data)
        shutil.copytree(self.images[login], data)
        self.burnt |= lost

    def back_up(self) -> None:
        name = self.random.choice(("centre", *self.house.hubs))
        self.backups[name] = back_up(self.house, name, self.folder / f"{name}.backup")

    def restore(self) -> None:
        if self.backups:
            name = self.random.choice(sorted(self.backups))
            self.epochs += 1
            restore(self.house, name, self.backups[name], epoch=f"{self.epochs:016x}")

    def settle(self) -> None:
        """Everybody meets undisturbed, and what waits is decided, until a whole round moves nothing."""
        for _ in range(ROUNDS):
            moved = 0
            for hub in self.house.hubs.values():
                hub.relay()
            for login in PEOPLE:
                laptop = self.house.laptop(login)
                for server in self.house.servers_of(laptop):
                    report = laptop.sync(server=server, photos="none")
                    moved += sum(report.sent.values()) + sum(report.arrived.values()) + report.left
            waiting = [row for row in self.waiting() if row.own_code is not None and row.home not in self.erased]
            for row in waiting:
                self.decide_one(row.dot, is_rejected=False)
            if not moved and not waiting:
                return
        raise AssertionError("the history never comes to rest")

    # What is true then

    def everybody_agrees(self) -> None:
        house = self.house
        assert digests_agree(house, PEOPLE) == []
        for code, hub in house.hubs.items():
            assert are_equal(house.centre, hub), f"the hub {code} and the centre differ"
        for login in PEOPLE:
            laptop = house.laptop(login)
            assert find_differences(laptop.store) == ()
            for record in self.kinds:
                shown = laptop.store.records.shown_state(record)
                if shown is not None:
                    assert shown == self.at_the_centre(record), f"{login} is shown another {record}"

    def no_word_is_lost(self) -> None:
        found = set().union(*(self.words_of(login) for login in PEOPLE))
        book = make_books(self.house.centre).of(self.house.town.people["vanna"].id)
        for record, (_kind, home) in self.kinds.items():
            if home not in self.erased and self.at_the_centre(record) is not None:
                found |= {str(one.value) for one in book.history(record).entries}
        typed = {word for word, home in self.words.items() if home not in self.erased}
        assert typed - found <= self.burnt, sorted(typed - found - self.burnt)

    def the_erased_case_is_nowhere(self) -> None:
        for home in self.erased:
            for login in PEOPLE:
                assert self.house.laptop(login).store.records.of_home(home) == {}, login
            for hub in self.house.hubs.values():
                assert hub.state(home) is None

    # What is looked up

    def waiting(self):  # type: ignore[no-untyped-def]
        with self.house.centre.database.snapshot() as connection:
            return all_waiting(connection)

    def at_the_centre(self, record: Id) -> RecordState | None:
        server = self.house.centre
        with server.database.snapshot() as connection:
            row = read_records(connection, [record]).get(record)
        return open_state(server.sealing, row).state() if row is not None and row.sealed is not None else None

    def a_case_at_the_centre(self) -> Id | None:
        cases = [one for one, (kind, _home) in self.kinds.items() if kind == "case" and one not in self.erased]
        there = [one for one in sorted(cases) if self.at_the_centre(one) is not None]
        return self.random.choice(there) if there else None

    def words_of(self, login: str) -> set[str]:
        """Typed words in the history of every record that a laptop holds, or in its own log."""
        laptop = self.house.laptop(login)
        rows = laptop.store.database.rows("SELECT body FROM log WHERE body IS NOT NULL")
        text = b"\n".join(bytes(row[0]) for row in rows).decode()
        own = {word for word in self.words if f'"{word}"' in text}
        values = laptop.store.database.rows("SELECT value FROM history_values")
        return own | {str(row[0]).strip('"') for row in values}


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> House:
    """The house that every history begins with, closed."""
    house = furnish(tmp_path_factory.mktemp("house") / "house", sqlite_template)
    house.close()
    return house


@pytest.fixture
def month(furnished: House, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Month]:
    seed = int(request.param)
    house = copy_house(furnished, tmp_path / "house", seed=seed + 1)
    yield Month(house, tmp_path, seed)
    house.close()


@pytest.mark.parametrize("month", range(FIRST_SEED, FIRST_SEED + HOUSES), indirect=True)
def test_a_month_of_a_whole_house_ends_in_one_state_and_loses_no_word(month: Month) -> None:
    month.run()
    month.settle()
    month.everybody_agrees()
    month.no_word_is_lost()
    month.the_erased_case_is_nowhere()


def test_two_hubs_and_a_courier_converge(furnished: House, tmp_path: Path) -> None:
    """One case: Sokha sends to her hub, Dara's stick goes to Phnom Penh, Chenda writes at the same answer and meets the
    hub; then the case goes to Mony in the other province. Nobody ever meets everybody."""
    house = copy_house(furnished, tmp_path / "house", seed=0)
    month = Month(house, tmp_path, 0)
    sokha, dara, chenda, mony = (house.laptop(login) for login in ("sokha", "dara", "chenda", "mony"))
    battambang, pailin = house.hubs["BTB"], house.hubs["PLN"]
    case = a_case(worker=sokha.book.person)
    month.save(sokha, case)
    sokha.sync(server=battambang.server.identity.server, photos="none")
    chenda.sync(server=battambang.server.identity.server, photos="none")
    seen = dict(chenda.book.open(case.record).seen)
    month.save(chenda, Edit(case.record, "case", case.record, {"nickname": "Pov"}, seen))
    month.save(
        sokha, Edit(case.record, "case", case.record, {"nickname": "Srey"}, dict(sokha.book.open(case.record).seen))
    )
    note = a_visit(home=case.record)
    month.save(sokha, note)
    (stick,) = courier_for(sokha, sokha.centre()).make()
    battambang.relay()
    assert take_in(house.centre, open_carried(house.centre, stick.data)).told.applied == 2
    assert take_in(house.centre, open_carried(house.centre, stick.data)).changes_nothing
    chenda.sync(server=battambang.server.identity.server, photos="none")
    battambang.relay()
    vanna = make_books(house.centre).of(house.town.people["vanna"].id)
    assert len(vanna.open(case.record).conflicts) == 1
    assignment = {"case_worker": house.town.people["mony"].id, "office": house.town.pailin}
    edit = Edit(
        case.record, "case", case.record, {"group:assignment": assignment}, dict(vanna.open(case.record).seen), "moved"
    )
    assert isinstance(vanna.save([edit]), Saved)
    pailin.relay()
    battambang.relay()
    mony.sync(server=pailin.server.identity.server, photos="none")
    sokha.sync(server=battambang.server.identity.server, photos="none")
    assert {one.value for one in mony.book.open(case.record).conflicts[0].versions} == {"Pov", "Srey"}
    assert mony.book.open(note.record).values["seen"] == "yes"
    assert sokha.store.records.shown_state(case.record) is None, "it is no longer hers"
    assert dara.store.records.shown_state(case.record) is None
    month.settle()
    month.everybody_agrees()
    house.close()
