"""The questions of closing a case, one a page, and what is still under way although no gate asks for it.

Promise: nothing here decides; approval is another person's (stage.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from casework.book import CaseBook
from casework.forms.sections import FormSpec, Section
from casework.web.desk import Desk
from casework.web.record_places import url_if_there
from shared_schema.canonical import Json
from shared_schema.records.domains import domain_fields
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer
from shared_schema.words.sentence import Words

STABLE = ("3", "4")
_DOMAINS = tuple(field.name for field in domain_fields())
CLOSING = FormSpec(
    "closure",
    Words("Close the case", "បិទករណី"),
    (
        Section("reason", Words("Why is the case closed?", "ហេតុអ្វីបិទករណី?"), ("closure_reason", "proposed_on")),
        Section("outcome", Words("What is the outcome?", "តើលទ្ធផលយ៉ាងណា?"), ("outcome",)),
        Section("domains", Words("How is life now?", "តើជីវិតសព្វថ្ងៃយ៉ាងណា?"), _DOMAINS),
        Section(
            "low",
            Words("Why close although a part of life is not stable?", "ហេតុអ្វីបិទ ទោះផ្នែកខ្លះនៃជីវិតមិនទាន់មានស្ថិរភាព?"),
            ("domain_reason",),
        ),
        Section("person", Words("What does the person say?", "តើសាមីខ្លួនមានយោបល់យ៉ាងណា?"), ("person_agrees",)),
        Section(
            "call",
            Words("Does the person know whom to call?", "តើសាមីខ្លួនដឹងថាត្រូវហៅអ្នកណាទេ?"),
            ("knows_whom_to_call",),
        ),
        Section("summary", Words("What else should stay with the case?", "តើមានអ្វីទៀតគួរកត់ទុកក្នុងករណី?"), ("summary",)),
    ),
    button=Words("Save the answers", "រក្សាទុកចម្លើយ"),
)


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Something that still waits: its words, and where it is looked at ("" = nowhere on this program)."""

    words: str
    url: str


def needless_pages(values: Mapping[str, Json]) -> frozenset[str]:
    """Why it is closed all the same is asked for `reintegrated` alone, where a domain is not stable."""
    is_stable = all(values.get(name) in STABLE for name in _DOMAINS)
    return frozenset({"low"}) if values.get("closure_reason") != "reintegrated" or is_stable else frozenset()


def outstanding(desk: Desk, book: CaseBook, dossier: Dossier) -> tuple[Outstanding, ...]:
    """Questions of reviewers that nobody answered, and work that the centre has not received."""
    say_count, language = desk.phrases.say_count, desk.reader().language
    questions = sum(answer(one, "state") == "open" for one in dossier.of_kind("review_question"))
    unsent = sum(not book.receipt_of(record).at_centre for record in dossier.records)
    found = []
    if questions:
        words = say_count(
            language, "%(n)s question of a reviewer is open", "%(n)s questions of reviewers are open", n=questions
        )
        found.append(Outstanding(words, url_if_there("questions.index")))
    if unsent:
        words = say_count(
            language,
            "%(n)s record is not yet received by the centre",
            "%(n)s records are not yet received by the centre",
            n=unsent,
        )
        found.append(Outstanding(words, url_if_there("sync.show")))
    return tuple(found)
