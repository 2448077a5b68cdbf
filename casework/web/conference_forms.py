"""The forms of a case conference: the meeting, a person who sits in it, an item with its decision.

Promise: each form bears its conference in the key of its first section, so that a draft never opens in another meeting.
"""

from casework.forms.sections import FormSpec, Section
from shared_schema.identifiers import Id
from shared_schema.records.kinds import KINDS
from shared_schema.words.sentence import Words

_MEETING = Words("The meeting", "កិច្ចប្រជុំ")
_VIEW = Words("What the person says", "អ្វីដែលសាមីខ្លួននិយាយ")
_SITUATION = Words("Strengths and limits", "ចំណុចខ្លាំង និងដែនកំណត់")
PERSON = Words("Person at the meeting", "អ្នកចូលរួមប្រជុំ")
ITEM = Words("Item and decision", "ចំណុច និងសេចក្តីសម្រេច")
SAVE_ITEM = Words("Save this item", "រក្សាទុកចំណុចនេះ")


def meeting_spec(*, is_new: bool) -> FormSpec:
    """Date, place, kind, chair; what the person says about it; strengths and limits."""
    sections = (
        Section("meeting", _MEETING, _with_other("case_conference", "held_on", "place", "conference_type", "chair")),
        Section("view", _VIEW, _with_other("case_conference", "person_present", "person_view")),
        Section("situation", _SITUATION, ("strengths", "limitations")),
    )
    title = Words("New case conference", "កិច្ចប្រជុំករណីថ្មី") if is_new else Words("Case conference", "កិច្ចប្រជុំករណី")
    return FormSpec("case_conference", title, sections)


def person_spec(conference: Id) -> FormSpec:
    """Who sits in the meeting, for which agency."""
    names = _with_other("conference_attendee", "name", "agency", "agency_text", "role", "confidentiality_signed")
    return FormSpec("conference_attendee", PERSON, (Section(f"who-{conference[-8:]}", PERSON, names),))


def item_spec(conference: Id) -> FormSpec:
    """What was said, what was decided, who does it by when, and who did not agree."""
    decided = ("discussion", "text", "decision_type", "owner_worker", "owner_agency", "due_on", "dissent")
    names = _with_other("conference_decision", *decided)
    sections = (Section(f"item-{conference[-8:]}", ITEM, names),)
    return FormSpec("conference_decision", ITEM, sections, button=SAVE_ITEM)


def all_short(spec: FormSpec) -> dict[str, bool]:
    """Every question of a form in sight: in a meeting nobody opens a second list."""
    return {name: True for section in spec.sections for name in section.fields}


def _with_other(kind: str, *names: str) -> tuple[str, ...]:
    return tuple(each for name in names for each in (name, name + "_other") if each in KINDS[kind].fields)
