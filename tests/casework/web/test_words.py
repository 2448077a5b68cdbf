"""Both languages are complete at all times, and the Khmer keeps to one term and one spelling for each notion."""

import ast
import re

from casework.web.saying import PHRASES, read_phrases
from casework.web.words.glossary import SPELLINGS, TERMS
from tests.casework.web.messages import ROOT, in_python, in_template, messages, templates

INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad]")
PLACEHOLDER = re.compile(r"%\((\w+)\)([sd])|%[^%(]")
KHMER = re.compile("[\u1780-\u17ff]")
KHMER_DIGIT, LETTER = re.compile("[\u17e0-\u17e9]"), re.compile("[\u1780-\u17b3]")
NOT_SAID = (
    "casework/invented/", "casework/place_", "casework/names/", "casework/matching/", "casework/web/words/glossary.py",
)  # fmt: skip
SAME_IN_BOTH = {"English", "ខ្មែរ", "Homeward", "A4", "USB"}


def all_phrases():
    return read_phrases("casework.web.words", "field_client.web.words", "sync_server.console.words").khmer


def all_khmer():
    """(where, Khmer text) of every label, vocabulary, message, error and sentence that stands in the sources."""
    for folder in ("shared_schema", "casework", "field_client", "sync_server"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            where = str(path.relative_to(ROOT))
            if not where.startswith(NOT_SAID):
                for node in ast.walk(ast.parse(path.read_text())):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str) and KHMER.search(node.value):
                        yield f"{where}:{node.lineno}", node.value
    for path in templates():
        yield str(path.relative_to(ROOT)), path.read_text()


def test_every_message_of_a_page_stands_in_khmer():
    known = all_phrases()
    missing = [f"{where}: {text!r}" for text, where in messages().items() if text not in known | SAME_IN_BOTH_WORDS]
    assert not missing, "\n" + "\n".join(missing)


def test_each_program_has_the_khmer_of_the_pages_that_it_shows():
    """A message of the shared pages that only the other program's words hold would stand in English in this one."""
    rooms = {
        "field_client.web.words": ("casework", "field_client"),
        "sync_server.console.words": ("casework", "sync_server"),
    }
    missing = [
        f"{where}: {text!r} ({room})"
        for room, folders in rooms.items()
        for text, where in messages().items()
        if where.startswith(folders) and text not in read_phrases("casework.web.words", room).khmer | SAME_IN_BOTH_WORDS
    ]
    assert not missing, "\n".join(missing)


def test_a_message_and_its_khmer_hold_the_same_facts():
    unequal = [message for message, khmer in all_phrases().items() if _placeholders(message) != _placeholders(khmer)]
    assert not unequal, unequal


def test_khmer_messages_are_khmer_and_hold_nothing_invisible():
    wrong = [
        message
        for message, khmer in all_phrases().items()
        if INVISIBLE.search(khmer) or INVISIBLE.search(message) or not KHMER.search(khmer)
    ]
    assert not wrong, wrong


def test_no_message_shouts_or_blames():
    words = re.compile(r"!|\b(victim|invalid|failed|rejected|sync)\b", re.IGNORECASE)
    shouting = [
        text for text in {**messages(), **all_phrases()} if words.search(text) or "!" in PHRASES.khmer.get(text, "")
    ]
    assert not shouting, shouting


def test_one_khmer_term_for_each_notion():
    broken = [
        f"{where}: {wrong} (say {term} for {notion})"
        for where, khmer in all_khmer()
        for notion, term, unwanted in TERMS
        for wrong in unwanted
        if wrong in khmer
    ]
    assert not broken, "\n".join(broken)


def test_one_spelling_for_each_khmer_word():
    broken = [
        f"{where}: {wrong} (write {right})"
        for where, khmer in all_khmer()
        for wrong, right in SPELLINGS.items()
        if wrong in khmer
    ]
    assert not broken, "\n".join(broken)


def test_every_term_of_the_glossary_is_in_use():
    texts = " ".join(khmer for _where, khmer in all_khmer())
    assert [notion for notion, term, _unwanted in TERMS if term not in texts] == []


def test_messages_are_found_in_templates_and_in_python():
    template = '{{ _("One %(n)s", n=1) }}{{ ngettext("%(num)s day", "%(num)s days", 2) }}{% trans %}Three{% endtrans %}'
    assert list(in_template(template)) == ["One %(n)s", "%(num)s days", "Three"]
    source = (
        'say("km", "A" if x else "B")\nself._say("C", n=1)\nsay_count("en", "%(n)s d", "%(n)s ds", n=2)\nprint("no")'
    )
    assert list(in_python(source)) == ["A", "B", "C", "%(n)s ds"]


def test_a_message_without_khmer_is_shown_in_english():
    assert PHRASES.say("km", "Not a message %(n)s", n=1) == "Not a message 1"


def test_counted_messages_follow_the_number_in_english_and_not_in_khmer():
    assert PHRASES.say_count("en", "%(n)s visit", "%(n)s visits", n=1) == "1 visit"
    assert PHRASES.say_count("en", "%(n)s visit", "%(n)s visits", n=0) == "0 visits"


def _placeholders(text):
    return sorted(match.groups() if match.group(1) else (match.group(0), "") for match in PLACEHOLDER.finditer(text))


SAME_IN_BOTH_WORDS = dict.fromkeys(SAME_IN_BOTH, "")


def test_digits_are_shown_as_0_to_9():
    wrong = [f"{where}: {khmer}" for where, khmer in all_khmer() if KHMER_DIGIT.search(khmer) and LETTER.search(khmer)]
    assert not wrong, "\n".join(wrong)
