"""The figures of matching.md section 8 for village names with a number hold (odd half of the pairs)."""

from benchmarks.halves import is_ours
from benchmarks.matching_places import FIGURES_TO_BEAT, WITH_NUMBER, across_scripts
from casework.places import load_gazetteer


def test_the_halves_are_halves_and_blanks_do_not_move_a_name() -> None:
    names = {area.km for area in load_gazetteer().areas.values()}
    assert 0.48 < sum(map(is_ours, names)) / len(names) < 0.52
    assert all(is_ours(name) == is_ours(f" {name}\u200b") for name in list(names)[:200])


def test_village_names_with_a_number_are_found_across_scripts() -> None:
    areas = [area for area in load_gazetteer().areas.values() if not area.is_retired and is_ours(area.km)]
    rows = list(across_scripts(areas, queries=400, kinds=(WITH_NUMBER,)))
    assert len(rows) == 2
    for row in rows:
        for figure, least in FIGURES_TO_BEAT.items():
            assert row[figure] >= least, (row["measure"], figure)
        assert row["strangers share"] <= 0.003
