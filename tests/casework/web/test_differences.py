"""Two answers are compared by word, in Khmer by letter group, and nothing of either text is lost or run as markup."""

import re

from hypothesis import given
from hypothesis import strategies as st

from casework.web.differences import mark_differences, pieces_of
from casework.web.saying import PHRASES

TEXTS = st.text(alphabet="កខសុ្តិ៍ា abc<&\n", max_size=40)


def marked(before, after, language="en"):
    return str(mark_differences(before, after, language=language, phrases=PHRASES))


def test_a_changed_word_is_marked_whole():
    said = marked("House 12 near the pagoda", "House 14 near the pagoda")
    assert "House <del>" in said and ">removed: </span>12</del>" in said and ">added: </span>14</ins> near" in said


def test_khmer_is_never_broken_inside_a_letter_group():
    assert pieces_of("ស្ត្រីខ្មែរ") == ["ស្ត្រី", "ខ្មែ", "រ"]
    said = marked("ផ្ទះក្បែរវត្ត", "ផ្ទះក្បែរផ្សារ", "km")
    assert "ផ្ទះក្បែរ<del>" in said and "បានដកចេញ៖ </span>វត្ត</del>" in said


def test_texts_with_little_in_common_are_left_unmarked():
    assert marked("with her aunt", "ភ្នំពេញ") == "ភ្នំពេញ"


def test_markup_in_an_answer_stays_text():
    assert "<script>" not in marked("<script>a</script>", "<script>b</script>")


def test_a_very_long_text_is_not_compared():
    assert "<ins>" not in marked("a " * 4000, "b " + "a " * 4000)


@given(TEXTS, TEXTS)
def test_the_new_text_stands_whole_once_marks_and_what_was_removed_are_taken_out(before, after):
    said = re.sub(r"<del>.*?</del>", "", marked(before, after), flags=re.DOTALL)
    said = re.sub(r"<span[^>]*>[^<]*</span>|</?ins>", "", said)
    assert said.replace("&lt;", "<").replace("&amp;", "&") == after
    assert "".join(pieces_of(after)) == after
