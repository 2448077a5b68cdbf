"""Random working days of two laptops and a centre, on real stores: after every step sums, digests and rebuild agree.

Every failing seed becomes a named test.
"""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from casework.book import Edit, Problems
from field_client.store.check import find_differences
from field_client.store.lives import begin_life, common_with_servers, mint_again
from field_client.store.rebuild import rebuild
from field_client.store.states import is_covered
from field_client.store.sums import scope_space
from shared_schema.identifiers import Id, random_id
from shared_schema.merge.join import join
from shared_schema.wire.compact import DIGEST_MODULUS, read_state, state_digest, write_state
from tests.builders.records import WORKER, a_case, a_family_member, a_visit, changed
from tests.field_client.store.applying import apply_page
from tests.field_client.store.centres import ACentre
from tests.field_client.store.laptops import CENTRE, ALaptop, a_laptop
from tests.soak import trials

pytestmark = pytest.mark.simulation

SEEDS = range(trials(12, soak=10_000))
STEPS = 40
SCOPE = f"worker/{WORKER.worker}"


class Days:
    """Two laptops of one person (an old and a new one) and the centre; `words` = what was typed on which laptop."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = Random(seed)
        self.centre = ACentre()
        self.laptops = [a_laptop(folder / name, name=name) for name in ("K7", "K8")]
        self.edits: dict[Id, Edit] = {}
        self.words: dict[tuple[str, Id], set[str]] = {}
        self.is_out: dict[Id, bool] = {}

    def laptop(self) -> ALaptop:
        return self.random.choice(self.laptops)

    def step(self) -> None:
        steps: tuple[Callable[[], None], ...] = (
            self.create, self.edit, self.edit, self.edit, self.edit_apart, self.push, self.push, self.pull, self.pull,
            self.pull_delta, self.leave, self.new_life, self.fork, self.refuse,
        )  # fmt: skip
        self.random.choice(steps)()

    def create(self) -> None:
        laptop = self.laptop()
        case = a_case()
        made = [case, a_visit(home=case.record), a_family_member(home=case.record)]
        laptop.save(*made)
        self.edits.update({edit.record: edit for edit in made})

    def edit(self) -> None:
        laptop = self.laptop()
        held = [r for r in sorted(self.edits) if laptop.store.records.shown_state(r) is not None]
        if not held:
            return
        record = self.random.choice(held)
        answers = self.answers(record)
        self.words.setdefault((laptop.path.name, record), set()).update(answers.values())
        edit = changed(self.edits[record], laptop.state(record).seen, answers)
        assert not isinstance(laptop.book.save([edit]), Problems)

    def edit_apart(self) -> None:
        if self.centre.states:
            record = self.random.choice(sorted(self.centre.states))
            seen = self.centre.states[record].seen if self.random.random() < 0.5 else {}
            self.centre.write(changed(self.edits[record], seen, self.answers(record)))

    def answers(self, record: Id) -> dict[str, str]:
        word = f"word {self.random.randrange(10**6)}"
        names = {"case": ("nickname", "other_names"), "visit": ("person_says", "narrative")}
        return {self.random.choice(names.get(self.edits[record].kind, ("nickname", "notes"))): word}

    def push(self) -> None:
        self.centre.take(self.laptop())

    def pull(self) -> None:
        if self.centre.states:
            records = self.random.sample(sorted(self.centre.states), k=min(3, len(self.centre.states)))
            laptop = self.laptop()
            self.centre.take(laptop)
            self.centre.send(laptop, *records)

    def pull_delta(self) -> None:
        laptop = self.laptop()
        self.centre.take(laptop)
        held = [r for r in sorted(self.centre.states) if laptop.store.records.received(CENTRE, [r])]
        if held:
            record = self.random.choice(held)
            frame = self.centre.frame(record, changed=self.centre.states[record].registers)
            assert apply_page(laptop.store, CENTRE, [frame], cursors={}, now=1) == ()

    def leave(self) -> None:
        laptop = self.laptop()
        homes = sorted({edit.home for edit in self.edits.values()})
        if homes:
            self.centre.send_gone(laptop, home=self.random.choice(homes))

    def new_life(self) -> None:
        if self.random.random() < 0.3:
            laptop = self.laptop()
            begin_life(laptop.store, new=self.new_id(), reason="restored", sign=laptop.sign, now=1)

    def fork(self) -> None:
        if self.random.random() < 0.3:
            laptop = self.laptop()
            life = laptop.store.log.current()
            common = common_with_servers(laptop.store, life.id, n=life.n)
            mint_again(
                laptop.store, incarnation=life.id, common=common, new=self.new_id(), reason="forked",
                sign=laptop.sign, random=laptop.random, now=1,
            )  # fmt: skip

    def refuse(self) -> None:
        life = self.laptop().store.log.current()
        self.centre.refuses[(life.id, life.n + 1)] = "change.not_allowed"

    def new_id(self) -> Id:
        return random_id(self.random.randbytes(16))


def assert_sound(days: Days, laptop: ALaptop) -> None:
    store = laptop.store
    assert find_differences(store) == ()
    held = {row[0]: bytes(row[1]) for row in store.database.rows("SELECT record, state FROM received")}
    digest = sum(state_digest(record, state) for record, state in held.items()) % DIGEST_MODULUS
    in_scope = set(store.memberships.records_in(CENTRE, SCOPE))
    assert in_scope == held.keys()
    assert store.sums.digest(scope_space(CENTRE, SCOPE)) == digest
    for record, state in held.items():
        assert is_covered(read_state(state).seen, days.centre.states[record].seen), "received = what the centre has"
    for life in store.log.incarnations():
        assert store.log.find_break(life.id) is None


def assert_rebuild_changes_nothing(laptop: ALaptop) -> None:
    before = laptop.store.database.rows("SELECT record, state, has_conflict FROM shown ORDER BY record")
    made = rebuild(laptop.store)
    assert (made.mended, made.wanted) == ((), ())
    assert laptop.store.database.rows("SELECT record, state, has_conflict FROM shown ORDER BY record") == before


def assert_ends_in_one_state(days: Days) -> None:
    days.centre.refuses.clear()
    days.centre.waiting.clear()
    for laptop in days.laptops:
        days.centre.take(laptop)
    for laptop in days.laptops:
        for edit in days.edits.values():  # a person lets what waits stand
            for change in laptop.store.log.changes_of(edit.record):
                days.centre.apply(change)
    for laptop in days.laptops:
        days.centre.send(laptop)
        for record, state in days.centre.states.items():
            assert days.centre.holds_what_laptop_received(laptop, record)
            shown = laptop.state(record)
            assert write_state(join(shown, state)) == write_state(state) == write_state(shown)


def assert_no_word_is_lost(days: Days) -> None:
    for laptop in days.laptops:
        for (name, record), words in days.words.items():
            if name == laptop.path.name:
                assert words <= {str(entry.value) for entry in laptop.book.history(record).entries}


@pytest.mark.parametrize("seed", SEEDS)
def test_random_days(tmp_path: Path, seed: int) -> None:
    days = Days(tmp_path, seed)
    for _ in range(STEPS):
        days.step()
        for laptop in days.laptops:
            assert_sound(days, laptop)
    for laptop in days.laptops:
        assert_rebuild_changes_nothing(laptop)
    assert_ends_in_one_state(days)
    assert_no_word_is_lost(days)
    for laptop in days.laptops:
        assert_sound(days, laptop)
        laptop.store.database.close()
