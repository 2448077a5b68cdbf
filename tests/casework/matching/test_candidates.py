"""Which rows are compared with a name: those that hold what is rare in it, however it was put together."""

from collections.abc import Mapping, Sequence

import pytest

from casework.matching import candidates
from casework.matching.candidates import Wanted, find_candidates
from casework.matching.features import name_features
from casework.matching.indexed import PERSON, pack_forms, variants_of
from casework.names.whole import read_name


class Listed:
    """Names as postings; a row is the place of its name."""

    def __init__(self, names: Sequence[str]) -> None:
        parts = [name.parts for text in names if (name := read_name(text)) is not None]
        self._features = [name_features(one) for one in parts]
        self._forms = [pack_forms(variants_of(PERSON, one)) for one in parts]

    def total(self) -> int:
        return len(self._forms)

    def counts(self, features: Sequence[int]) -> Mapping[int, int]:
        return {one: count for one in features if (count := len(self.rows(one)))}

    def rows(self, feature: int) -> list[int]:
        return [row for row, held in enumerate(self._features) if feature in held]

    def forms(self, rows: Sequence[int]) -> Mapping[int, bytes]:
        return {row: self._forms[row] for row in rows}


OTHERS = [f"{family} {given}" for family in ("Keo", "Heng", "Tep", "Ros") for given in ("Bopha", "Rithy", "Makara")]


def first_of(names: Sequence[str], asked: str) -> str:
    name = read_name(asked)
    assert name is not None
    return names[find_candidates(Listed(names), [Wanted(name.parts)])[0].row]


@pytest.fixture(autouse=True)
def only_one_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "WEIGHED", 2)
    monkeypatch.setattr(candidates, "ORDERED", 1)


def test_a_given_name_written_in_one_word_is_found_by_its_two_parts() -> None:
    names = ["Chan Ryluei", "Chan Ry Meng", "Chan Luy Da", "Chan Luy Ry Da", *OTHERS]
    assert first_of(names, "Chan Ry Luei") == "Chan Ryluei"


def test_a_long_name_is_not_compared_before_a_short_one_that_holds_nothing_else() -> None:
    names = ["Kim Chamroeun Sophalkunthea Thida", "Kim Thida", *OTHERS]
    assert first_of(names, "Kim Bopheak Thida") == "Kim Thida"


def test_rows_that_hold_common_features_alone_are_not_taken_in(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["Sok Chenda", *["Sok Bopha"] * 20]
    monkeypatch.setattr(candidates, "WEIGHED", 30)
    monkeypatch.setattr(candidates, "ORDERED", 30)
    monkeypatch.setattr(candidates, "ROWS_TAKEN_IN", 15)
    name = read_name("Sok Chenda")
    assert name is not None
    assert [one.row for one in find_candidates(Listed(names), [Wanted(name.parts)])] == [0]


def test_a_family_name_that_stands_last_is_no_obstacle_to_a_given_name_in_two_words() -> None:
    listed = Listed(["Pich Na Khim", *OTHERS])
    name = read_name("ឃឹម ពេជ្រណា")
    assert name is not None
    asked = find_candidates(listed, [Wanted(name.parts)])
    assert asked[0].row == 0 and asked[0].likeness > 0.9
