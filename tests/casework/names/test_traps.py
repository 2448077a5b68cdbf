"""Each trap of matching.md 2.5 as one test."""

import pytest

from casework.names.levels import Level, compare_parts
from casework.names.part import NamePart, join_parts, name_part, name_parts


def part(text: str) -> NamePart:
    return join_parts(name_parts(text))


def level(one: str, other: str) -> Level:
    return compare_parts(part(one), part(other))


def test_r_before_y_is_heard_so_nary_is_not_navy() -> None:
    assert part("Nary").skeleton == "nr"
    assert level("Nary", "Navy") <= Level.PARTLY


@pytest.mark.parametrize(
    ("khmer", "latin"), [("រស្មី", "Reaksmey"), ("សុវណ្ណ", "Sovann"), ("សុវណ្ណា", "Sovanna"), ("រ័ត្ន", "Rath")]
)
def test_irregular_readings_are_known(khmer: str, latin: str) -> None:
    assert level(khmer, latin) == Level.SOUND


def test_second_reading_of_rasmey_finds_and_does_not_judge() -> None:
    rasmey = part("Rasmey")
    assert rasmey.vowels in {reading.vowels for reading in part("រស្មី").also}
    assert compare_parts(part("រស្មី"), rasmey) == Level.PARTLY


def test_yukaleapintu_is_a_syllable() -> None:
    assert level("វណ្ណា", "Vanna") == level("វណ្ណៈ", "Vannak") == Level.SOUND
    assert level("វណ្ណា", "វណ្ណៈ") < Level.SOUND


def test_muusikatoan_and_p_or_b_fold_alike() -> None:
    assert (part("ប៉ែន").plain, part("ប៊ុន").plain) == ("paen", "bun")
    assert level("ប៉ែន", "Pen") == level("ប៉ែន", "Ben") == level("ប៊ុន", "Bun") == level("ប៊ុន", "Pun") == Level.SOUND


def test_first_y_stays_in_the_skeleton() -> None:
    assert part("យ៉ន").skeleton == part("Yan").skeleton == "yn"


def test_first_h_stays_so_heng_is_not_eng() -> None:
    assert level("Heng", "Eng") == level("ហេង", "Eng") == Level.DIFFERS
    assert level("ហេង", "Heng") == level("អេង", "Eng") == Level.SOUND


def test_final_n_and_ng_are_close() -> None:
    assert level("Sen", "Seng") == level("សែន", "Seng") == Level.CLOSE


def test_ch_and_s_never_fold_together() -> None:
    assert level("Chheng", "Seng") == level("ឆេង", "Seng") == Level.DIFFERS


def test_names_of_one_consonant_have_a_coarse_key() -> None:
    """Frequency, not the key, keeps their evidence small."""
    assert level("Chea", "Chhay") == Level.SOUND
    assert {part(name).skeleton for name in ("Chea", "Chhay", "Chey")} == {"C"}
    assert (part("Ly").skeleton, part("Mao").skeleton) == ("l", "m")


def test_dara_and_thara_sound_the_same() -> None:
    assert level("Dara", "Thara") == Level.SOUND


def test_sok_and_sokha_share_a_skeleton_and_are_only_close() -> None:
    assert part("Sok").skeleton == part("Sokha").skeleton
    assert level("Sok", "Sokha") == Level.CLOSE


def test_collapsed_doubles_make_sopheap_and_sophy_close() -> None:
    assert level("Sopheap", "Sophy") == Level.CLOSE


@pytest.mark.parametrize("invisible", "\u200b\u200c\u200d\u2060\ufeff\u00ad\u17b4\u17b5")
def test_invisible_characters_of_web_pages_and_phones_change_nothing(invisible: str) -> None:
    assert name_parts(f"ស្រី{invisible}មុំ{invisible}") == name_parts("ស្រីមុំ")
    assert name_parts(f"So{invisible}k") == (name_part("sok"),)


def test_one_part_more_is_not_the_same_part() -> None:
    assert compare_parts(name_part("sok"), name_part("soksokha")) == Level.DIFFERS
