"""One change that no schema accepts among hundreds: it waits for a person, what follows it waits, all else stands."""

import pytest

from casework.book import Edit, Saved
from field_client.app import Laptop
from field_client.store.log import NewEntry
from shared_schema.change import SALT_BYTES, write_body
from shared_schema.identifiers import Id
from shared_schema.merge.state import Change
from shared_schema.records.kinds import SCHEMA_VERSION
from tests.builders.records import a_case, a_note
from tests.field_client.sync.laptops import Field, change, closing, same_everywhere, save

POISONS = {
    "an unknown code": {"sex": "woman?"},
    "a number for a text": {"nickname": 7},
    "a date that is none": {"registered_on": "2026-02-30"},
    "a group that is no object": {"group:birth": "2009"},
    "an element that is neither": {"languages.khmer": "yes"},
    "a non-answer that is not offered": {"sex": {"none": "declined"}},
    "a text without an end": {"nickname": "x" * 500},
}


def write_poison(laptop: Laptop, record: Id, registers: dict[str, object]) -> tuple[Id, int]:
    """A change as a broken or foreign program would write it: signed, chained, and not valid."""
    shown, life = laptop.book.open(record), laptop.store.log.current()
    made = Change(
        device=life.id,
        n=life.n + 1,
        version=SCHEMA_VERSION,
        record=record,
        kind=shown.kind,
        home=shown.home,
        at=laptop.tools.clock(),
        offset=0,
        by=laptop.book.person.worker,
        seen=dict(shown.seen),
        set=registers,
    )
    body = write_body(made, salt=laptop.tools.random(SALT_BYTES))
    with laptop.store.transaction():
        (dot,) = laptop.store.log.append([NewEntry(record, shown.home, body)])
    laptop.store.write_anchor(now=laptop.tools.clock())
    return dot


@pytest.mark.parametrize("poison", POISONS.values(), ids=list(POISONS))
def test_one_bad_change_does_not_hold_back_the_rest(sokha: Field, second: Field, poison: dict[str, object]) -> None:
    with closing(sokha, second) as (first, other):
        bad, good = a_case(worker=first.book.person), a_case(worker=first.book.person)
        save(first, bad)
        save(first, good, *(a_note(home=good.record) for _ in range(40)))
        first.sync()
        dot = write_poison(first, bad.record, poison)
        change(first, bad.record, {"distinguishing_marks": "scar"})
        save(first, *(a_note(home=good.record) for _ in range(45)))
        report = first.sync()
        assert (report.waiting, report.set_aside) == (0, 1)
        (entry,) = first.book.set_aside()
        assert entry.dot == dot
        assert entry.code.startswith("change.")
        assert len(entry.held) == 1
        assert other.sync().arrived["case_note"] == 85
        assert other.book.open(bad.record).values.get("distinguishing_marks") is None
        correct(first, entry.dot, bad.record, poison)
        assert first.sync().set_aside == 0
        other.sync()
        first.sync()
        assert other.book.open(bad.record).values["distinguishing_marks"] == "scar"
        assert same_everywhere(first, other)


def correct(laptop: Laptop, dot: tuple[Id, int], record: Id, poison: dict[str, object]) -> None:
    """The author sets every register of it again, rightly."""
    right = {
        "sex": "female",
        "nickname": "Nita",
        "registered_on": "2025-11-20",
        "group:birth": {"date_of_birth": "2009-05-02"},
        "languages.khmer": True,
    }
    shown = laptop.book.open(record)
    registers = {name: right[name] for name in poison}
    edit = Edit(record, shown.kind, shown.home, registers, dict(shown.seen), reason="a slip", corrects=dot)
    outcome = laptop.book.save([edit])
    assert isinstance(outcome, Saved), outcome
