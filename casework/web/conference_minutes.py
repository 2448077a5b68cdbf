"""What a conference looks at, and the words of its minutes in both languages.

The points are read from the case on the day: what is open, late or alarming. Nothing is put on the list by a machine
that is not recorded in the case.
"""

from collections.abc import Iterator
from datetime import date

from casework.web.bilingual import Bilingual, Both
from casework.web.form_around import Surroundings
from casework.web.saying import say
from shared_schema.merge.policy import Shown
from shared_schema.rules.alerts import open_alerts
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.follow_up import follow_up
from shared_schema.rules.gates_conference import open_decisions
from shared_schema.rules.gates_referral import is_answer_overdue
from shared_schema.rules.reading import answer, day

MOST_POINTS = 12


def agenda_points(dossier: Dossier, conference: Shown, around: Surroundings, today: date) -> tuple[str, ...]:
    """Points to look at, alerts first, in the reader's language."""
    return tuple(_points(dossier, conference, around, today))[:MOST_POINTS]


def _points(dossier: Dossier, conference: Shown, around: Surroundings, today: date) -> Iterator[str]:
    language = around.wording.language
    if open_alerts(dossier, today):
        yield say(language, "An alert is open: look at safety first")
    for decision in open_decisions(dossier):
        if answer(decision, "conference_id") != conference.record_id:
            yield say(language, "Open from an earlier meeting: %(text)s", text=str(answer(decision, "text") or ""))
    for task in dossier.of_kind("task"):
        due = day(task, "due_on")
        if answer(task, "state") in (None, "open") and answer(task, "origin") != "conference" and due and due < today:
            yield say(language, "Late task: %(text)s", text=str(answer(task, "title") or ""))
    for referral in dossier.of_kind("referral"):
        if is_answer_overdue(referral, today):
            service = around.answer(referral, "service_type")
            yield say(language, "Referral without an answer: %(service)s", service=service)
    due_visit = follow_up(dossier, today).due
    if due_visit is not None:
        yield say(language, "Visit due: %(day)s", day=around.day(due_visit.day))


def minutes_words(two: Bilingual, *, is_planned: bool) -> dict[str, Both]:
    """The headings of the paper, by their place on it."""
    return {
        "title": two.say("Agenda of a case conference") if is_planned else two.say("Minutes of a case conference"),
        "case": two.kind("case"),
        "points": two.say("To look at"),
        "people": two.say("People at the meeting"),
        "view": two.label("case_conference", "person_view"),
        "items": two.say("Items and decisions"),
        "item": two.say("Item"),
        "signature": two.say("Signature"),
        "number_only": two.say("The case is discussed under its number only."),
        "confidential": two.say("Everybody who signs keeps what was said to themselves."),
        "chair": two.say("Chair: name, signature, date"),
        "person": two.say("The person: name, signature or thumbprint"),
    }
