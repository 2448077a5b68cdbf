"""A clock ten years off, at 1970, moved by summer time, or jumping in the middle of a save or a sync (security.md 6).

Merging, cursors, request numbers and signatures go by counters and by the server's word: whatever the clock of a laptop
says, both laptops end with the same answers, the same question and the same cursors. The idle lock counts by the
monotonic clock; a lease never lasts longer than under a clock that is right. TLS: `tests/security/test_tls.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest

from field_client.app import Laptop
from field_client.lease_end import days_left, is_over
from field_client.store.check import check_at_unlock
from field_client.vault.incarnation import read_incarnation
from field_client.vault.lease import DAY_MS, at_contact, at_unlock, new_lease, read_lease
from field_client.web.idle import SLEPT_SECONDS, TICK_SECONDS, IdleWatch
from shared_schema.identifiers import Id
from tests.builders.records import a_case, a_visit
from tests.central import Central, a_central
from tests.field_client.sync.laptops import Field, SteeredClock, change, enrol_field, save
from tests.soak import trials
from tests.stores import StoreUrls

pytestmark = pytest.mark.simulation

HOUR_MS, YEAR_MS = 3_600_000, 365 * DAY_MS
TO_1970 = "1970"
JUMPS: dict[str, int | str] = {
    "ten years back": -10 * YEAR_MS, "ten years ahead": 10 * YEAR_MS, "1970": TO_1970, "summer time": HOUR_MS,
    "winter time": -HOUR_MS, "a day back": -DAY_MS - 1,
}  # fmt: skip
MOMENTS = ("before", "in the save", "in the sync", "between two saves", "twice")
TRIALS = [(name, seed) for seed in range(trials(1, soak=60)) for name in JUMPS]


class JumpingClock(SteeredClock):
    """Moves a second at every look, and jumps at the k-th look from when it was told."""

    left: int = 0
    jump: int | str = 0

    def __call__(self) -> int:
        self.left -= 1
        if self.left == 0:
            self.now = 0 if self.jump == TO_1970 else self.now + int(self.jump)
        return super().__call__()

    def jump_at(self, look: int, jump: int | str) -> None:
        """At which of the next looks it jumps."""
        self.left, self.jump = look, jump


@dataclass
class House:
    """A centre and two open laptops of one worker; the clock of the first can jump."""

    central: Central
    field: Field
    clock: JumpingClock
    first: Laptop
    second: Laptop

    def set_right(self) -> None:
        """An hour later, the first laptop's clock says what the centre's does."""
        self.central.clock.advance(hours=1)
        self.clock.left = 0
        self.clock.now = self.central.clock.now_ms

    def conflicts(self, laptop: Laptop, record: Id) -> set[tuple[str, frozenset[str]]]:
        found = laptop.book.open(record).conflicts
        return {(one.register, frozenset(str(value.value) for value in one.versions)) for one in found}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("clocks")
    for line in ("records", "keyset"):
        (folder / f"{line}.db").write_bytes((sqlite_template / f"{line}.db").read_bytes())
    urls = StoreUrls("sqlite", f"sqlite:///{folder / 'records.db'}", f"sqlite:///{folder / 'keyset.db'}", None)
    central = a_central(urls, folder)
    central.person("sokha", office=central.office("PNH"))
    field = enrol_field(central, folder / "laptops", "sokha", name="first")
    other = enrol_field(central, folder / "laptops", "sokha", name="second")
    clock = JumpingClock(field.clock.now)
    field = replace(field, tools=replace(field.tools, clock=clock), clock=clock)
    first, second = field.open(), other.open()
    yield House(central, field, clock, first, second)
    for one in (first, second):
        one.close()
    central.close()


@pytest.mark.parametrize(("name", "seed"), TRIALS)
def test_whatever_a_clock_says_both_laptops_end_with_the_same(house: House, name: str, seed: int) -> None:
    """Five trials: one case each, edited while the clock jumps at its moment, all sent while it jumps once more."""
    house.set_right()
    first, second, jump, random = house.first, house.second, JUMPS[name], Random(f"{name} {seed}")
    cases = {moment: a_case(worker=first.book.person) for moment in MOMENTS}
    save(first, *cases.values())
    first.sync(), second.sync()
    visits = {moment: a_visit(home=case.record) for moment, case in cases.items()}
    for moment, case in cases.items():
        house.clock.now = house.central.clock.now_ms
        house.clock.jump_at({"before": 1, "in the sync": 0}.get(moment, random.randint(1, 4)), jump)
        change(first, case.record, {"nickname": "of the first", "other_names": "typed under any clock"})
        if moment == "twice":
            house.clock.jump_at(random.randint(1, 2), HOUR_MS if jump == TO_1970 else -int(jump))
        save(first, visits[moment])
        change(second, case.record, {"nickname": "of the second"})
    if seed % 2 == 0:
        house.clock.now = house.central.clock.now_ms  # else it is sent under the clock that jumped last
    house.clock.jump_at(random.randint(1, 8), jump)
    for laptop in (first, second, first):
        laptop.sync()
    asked = {("nickname", frozenset({"of the first", "of the second"}))}
    for moment, case in cases.items():
        assert house.conflicts(first, case.record) == house.conflicts(second, case.record) == asked, moment
        change(first, case.record, {"nickname": "decided"}, reason="the_person_said", resolves=("nickname",))
    first.sync(), second.sync()
    for laptop in (first, second):
        for moment, case in cases.items():
            values = laptop.book.open(case.record).values
            assert (values["nickname"], values["other_names"]) == ("decided", "typed under any clock"), moment
            assert laptop.book.open(visits[moment].record).home == case.record
        server = laptop.centre().server
        assert not laptop.store.word.differing(server) and not laptop.store.outbox.waiting(server)
    assert first.store.cursors.of(server) == second.store.cursors.of(server)
    held = read_lease(house.field.tools.files, house.field.config.data)
    assert held.last_contact == house.central.clock.now_ms and days_left(held) == 30


def test_afterwards_chain_sums_and_anchor_hold(house: House) -> None:
    laptop = house.first
    found = check_at_unlock(
        laptop.store,
        read_anchor=laptop.vault.anchor().read,
        read_incarnation=lambda: read_incarnation(house.field.tools.files, house.field.config.folder.incarnation),
        vault=laptop.vault.id,
        machine_id=house.field.tools.machine,
    )
    assert not found.differences and not found.broken and found.new_incarnation is None


@pytest.mark.parametrize("name", JUMPS)
def test_no_clock_makes_a_lease_longer(name: str) -> None:
    begun, jump = 1_795_000_000_000, JUMPS[name]
    lease = at_contact(new_lease(bytes(16), now=begun), server_time=begun, now=begun)
    left = [days_left(lease)]
    for day in range(1, 33):
        right = begun + day * DAY_MS
        lease = at_unlock(lease, now=day * DAY_MS if jump == TO_1970 else right + int(jump), high_water=0)
        left.append(days_left(lease))
    assert left == sorted(left, reverse=True) and is_over(lease)


@pytest.mark.parametrize("name", JUMPS)
def test_the_idle_lock_is_exact_under_any_clock(name: str) -> None:
    jump, monotonic, wall = JUMPS[name], [0.0], [1_795_000_000_000]
    watch = IdleWatch(monotonic=lambda: monotonic[0], clock=lambda: wall[0], minutes=lambda: 5)
    for _ in range(10):
        monotonic[0] += TICK_SECONDS
        wall[0] += int(TICK_SECONDS * 1000)
        assert not watch.tick()
    wall[0] = 0 if jump == TO_1970 else wall[0] + int(jump)
    assert watch.tick()  # a jump looks like sleep: locked rather too soon
    watch.restart()
    for _ in range(59):
        monotonic[0] += TICK_SECONDS
        wall[0] += int(TICK_SECONDS * 1000) + int(SLEPT_SECONDS * 900)  # a clock that runs wild, without a jump
        assert not watch.tick()
    monotonic[0] += TICK_SECONDS
    assert watch.is_over() and watch.quiet_seconds == 300
