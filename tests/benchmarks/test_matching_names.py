"""The figures of matching.md section 8 for village names hold, on a sample of the odd half."""

from benchmarks.halves import is_ours
from benchmarks.matching_names import answered, place_of_right_one
from benchmarks.name_pairs import Question, village_questions


def test_only_names_of_the_odd_half_are_asked_for() -> None:
    to_latin, to_khmer = village_questions()
    assert all(is_ours(khmer) for khmer in to_latin.pairs)
    assert all(is_ours(khmer) for right in to_khmer.pairs.values() for khmer in right)
    assert 9_000 < len(to_latin.pool) < 9_300


def test_village_names_are_found_across_scripts() -> None:
    for question, (key, first, ten) in zip(village_questions(), ((0.96, 0.96, 0.99), (0.95, 0.95, 0.99)), strict=True):
        row = answered(question, limit=400)
        assert row["share a key"] >= key
        assert row["R@1"] >= first
        assert row["R@10"] >= ten
        assert row["random pairs"] <= 0.003


def test_equal_ones_are_counted_apart() -> None:
    question = Question("villages, Khmer to Latin", {"សុខ": frozenset({"sok"})}, ("sok", "suk", "chea"))
    assert list(place_of_right_one(question)) == [(0, 0)]
    asked = Question("villages, Khmer to Latin", {"សុខ": frozenset({"chea"})}, ("sok", "suk", "chea"))
    assert list(place_of_right_one(asked)) == [(2, 0)]
