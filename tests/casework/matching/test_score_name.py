"""Names of two people: order, joined parts, titles, nicknames, a parent's given name, several variants."""

import pytest

from casework.matching.profile import MAIN, NICKNAME, OTHER, Source, WrittenName
from casework.matching.score_name import NameScore, compare_names, given_keys
from casework.matching.weights import DEFAULT_WEIGHTS
from casework.names.levels import Level

HERE = Source("R", "name")


def names(*texts: str, role: str = MAIN) -> list[WrittenName]:
    return [WrittenName(text, role, HERE) for text in texts]


def compared(one: list[WrittenName], other: list[WrittenName], **more: frozenset[str]) -> NameScore:
    found = compare_names(one, other, DEFAULT_WEIGHTS, **more)  # type: ignore[arg-type]
    back = compare_names(other, one, DEFAULT_WEIGHTS, **more)  # type: ignore[arg-type]
    assert found is not None and back is not None and found.tenths == back.tenths
    return found


@pytest.mark.parametrize(
    ("one", "other", "tenths"),
    [
        ("Sok Chenda", "Sok Chenda", 117),  # log2(.60 x 60) + log2(.60 x 150)
        ("Sok Chenda", "សុខ ចិន្តា", 107),  # log2(.85 x 60 / 2) + log2(.85 x 150 / 2)
        ("Sok Chenda", "Suk Chinda", 71),  # log2(.25 x 60 / 2) + log2(.25 x 150 / 2)
        ("Sok Chenda", "Chenda Sok", 112),  # half a bit for the order
        ("Sok Chenda", "Chenda", 60),  # half a bit for the part left over
        ("Sok Chenda", "SokChenda", 110),  # all joined, the same
        ("Suk Chinda", "SokChenda", 90),  # all joined, the same sound
        ("សុខចិន្តា", "Sok Chenda", 100),  # all joined, between scripts
        ("Sok Srey Mom", "Sok Sreymom", 117),  # given parts joined
        ("Sok Chenda", "Sok Dara", -3),
        ("Sok Chenda", "Kim Dara", -60),  # held at -6
        ("Sok Srey Mom", "Sok Srey Mom", 140),  # held at +14
        ("Srey", "Srey", 20),  # a nickname that half the country has
        ("Neak Srey Sok Chenda", "Sok Chenda", 117),  # a title is set aside
        ("Chea Dara", "Chhay Dara", 94),  # a coarse key: they come out as one sound
    ],
)
def test_names_are_worth_their_bits(one: str, other: str, tenths: int) -> None:
    assert compared(names(one), names(other)).tenths == tenths


def test_set_aside_words_never_agree_with_each_other() -> None:
    assert compared(names("Ming Sokha"), names("Ming Dara")).tenths < 0


@pytest.mark.parametrize("placeholder", ["", "...", "unknown", "No name", "n/a", "មិនស្គាល់", "គ្មាន", "មិនដឹង"])
def test_placeholders_are_missing_values(placeholder: str) -> None:
    assert compare_names(names(placeholder), names("Sok Chenda"), DEFAULT_WEIGHTS) is None
    assert compare_names(names(placeholder), names(placeholder), DEFAULT_WEIGHTS) is None


def test_a_family_name_that_is_a_parents_given_name_is_no_difference() -> None:
    one, other = names("Vuthy Chenda"), names("Sok Chenda")
    assert compared(one, other).tenths == 65 - 55
    parents = given_keys(names("Sok Vuthy"))
    assert compared(one, other, parents=parents).tenths == 65


def test_the_best_of_many_variants_wins_and_the_others_are_paid_for() -> None:
    alias = [*names("Lin Dao"), *names("Sok Chenda", role=OTHER)]
    found = compared(alias, names("Sok Chenda"))
    assert found.is_alias and found.tenths == 117 - 5  # two variants tried, one alike: half a bit
    two = [*alias, *names("Kolab", "Phkay", role=OTHER)]
    assert compared(two, names("Sok Chenda")).tenths == 117 - 10  # four tried: one bit


def test_main_names_in_both_scripts_that_agree_cost_nothing() -> None:
    both = names("សុខ ចិន្តា", "Sok Chenda")
    assert compared(both, both).tenths == 117
    assert compared(both, names("Sok Chenda")).tenths == 117


def test_a_nickname_that_differs_hardly_counts_and_never_replaces_a_name() -> None:
    nick = names("Mimi", role=NICKNAME)
    assert compared(nick, names("Sok Chenda")).tenths == -10
    both = [*names("Kim Dara"), *nick]
    assert compared(both, names("Sok Chenda")).tenths == -60


def test_given_and_family_levels_are_told_apart() -> None:
    found = compared(names("Sok Chenda"), names("Sok Dara"))
    assert (found.family, found.given) == (Level.SAME, Level.DIFFERS)
