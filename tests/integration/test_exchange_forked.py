"""The same laptop running twice: a whole copy, files of the machine included. Nobody's words are lost or mixed."""

import shutil
from dataclasses import replace
from pathlib import Path

from tests.builders.records import a_case, a_visit
from tests.field_client.sync.laptops import Field, change, closing, same_everywhere, save


def a_clone(field: Field, folder: Path) -> Field:
    """A copy that nothing on its disk gives away: same incarnation file, same machine."""
    shutil.copytree(field.config.data, folder / "data")
    shutil.copytree(field.config.state, folder / "state")
    return replace(field, config=replace(field.config, data=folder / "data", state=folder / "state"))


def test_two_copies_that_wrote_apart_both_keep_their_words(sokha: Field, second: Field, tmp_path: Path) -> None:
    with closing(sokha) as (first,):
        case = a_case(worker=first.book.person)
        save(first, case)
        first.sync()
    clone = a_clone(sokha, tmp_path / "clone")
    with closing(sokha, clone, second) as (first, copy, other):
        change(first, case.record, {"nickname": "Nita"})
        save(first, a_visit(home=case.record))
        change(copy, case.record, {"distinguishing_marks": "scar"})
        theirs = a_case(worker=copy.book.person)
        save(copy, theirs)
        first.sync()
        report = copy.sync()
        assert report.waiting == 0
        assert copy.store.log.current().code.endswith("B")
        first.sync()
        other.sync()
        for laptop in (first, copy, other):
            shown = laptop.book.open(case.record).values
            assert (shown["nickname"], shown["distinguishing_marks"]) == ("Nita", "scar")
            assert laptop.book.open(theirs.record).values["sex"] == "female"
            assert laptop.book.conflicts() == ()
            assert same_everywhere(laptop)


def test_a_copy_that_wrote_nothing_goes_on_when_it_is_behind(sokha: Field, tmp_path: Path) -> None:
    with closing(sokha) as (first,):
        first.sync()
    clone = a_clone(sokha, tmp_path / "clone")
    with closing(sokha, clone) as (first, copy):
        case = a_case(worker=first.book.person)
        for _ in range(3):
            first.sync()
        save(first, case)
        first.sync()
        copy.sync()  # its request number is behind, and the centre names what this copy never wrote
        assert copy.book.open(case.record).values["sex"] == "female"
        change(copy, case.record, {"nickname": "Chan"})
        copy.sync()
        first.sync()
        assert first.book.open(case.record).values["nickname"] == "Chan"
        assert same_everywhere(first, copy)


def test_typing_in_both_copies_for_days_never_uses_one_number_twice(sokha: Field, tmp_path: Path) -> None:
    with closing(sokha) as (first,):
        case = a_case(worker=first.book.person)
        save(first, case)
        first.sync()
    clone = a_clone(sokha, tmp_path / "clone")
    for day in range(3):
        with closing(sokha) as (first,):
            change(first, case.record, {"nickname": f"first {day}"})
            first.sync()
        with closing(clone) as (copy,):
            change(copy, case.record, {"family_group": f"copy {day}"})
            copy.sync()
    with closing(sokha, clone) as (first, copy):
        first.sync()
        copy.sync()
        for laptop in (first, copy):
            shown = laptop.book.open(case.record).values
            assert (shown["nickname"], shown["family_group"]) == ("first 2", "copy 2")
            assert laptop.store.outbox.waiting(laptop.centre().server) == 0
            assert same_everywhere(laptop)
