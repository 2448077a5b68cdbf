"""The form of a visit: its sections over the declared questions, what stands in it in advance, what is asked of whom.

Promise: no second list of questions, only their order and sections. Last time's answers stand beside a question and
are never filled in for anybody.
"""

from collections.abc import Mapping
from datetime import date

from casework.forms.sections import FormSpec, Part, Section
from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.records.domains import domain_fields
from shared_schema.records.field import has_answer
from shared_schema.records.visit import VISIT
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.follow_up import follow_up, latest_return, next_pattern_date
from shared_schema.rules.patterns import Segment, before_return_pattern, first_due_after, pattern_for
from shared_schema.rules.reading import answer, day, youngest_age
from shared_schema.words.sentence import Words

WORKING_AGE, SCHOOL_AGES = 15, range(5, 25)
DOMAINS = tuple(declared.name for declared in domain_fields())
WEAK = ("1", "2")
NOT_LAST_TIME = ("visited_on", "planned_for", "next_visit_on", "next_visit_reason")
SAVE_VISIT = Words("Save visit", "រក្សាទុកការចុះជួប")


def _asked(*names: str) -> tuple[str, ...]:
    """The named questions, each with the text of its "other"."""
    return tuple(each for name in names for each in (name, name + "_other") if each in VISIT.fields)


VISIT_SPEC = FormSpec(
    "visit",
    Words("Record a visit", "កត់ត្រាការចុះជួប"),
    (
        Section(
            "when",
            Words("When, where, how", "ពេលណា ទីណា របៀបណា"),
            _asked("visited_on", "contact_type", "followup_type", "place", "others_present"),
        ),
        Section(
            "seen",
            Words("Was the person seen?", "តើបានជួបសាមីខ្លួនដែរឬទេ?"),
            _asked("seen", "not_seen_reason", "informant_type", "informant_member", "learnt"),
        ),
        Section("safety", Words("Safety", "សុវត្ថិភាព"), _asked("safety", "seen_alone", "re_trafficking")),
        Section(
            "life",
            Words("How life is going", "ជីវភាពប្រចាំថ្ងៃ"),
            _asked(
                "same_caregiver",
                "care_change_reason",
                "new_care_arrangement",
                *DOMAINS,
                "working",
                "income_month_khr",
                "in_school",
                "family_relations",
                "community_acceptance",
                "needs_now",
                "person_says",
            ),
        ),
        Section("actions", Words("Agreed actions", "សកម្មភាពដែលបានព្រមព្រៀង"), rows=("action",)),
        Section("next", Words("Next visit", "ការចុះជួបលើកក្រោយ"), ("next_visit_on", "next_visit_reason")),
        Section("papers", Words("Photos and papers", "រូបថត និងឯកសារ")),
        Section("note", Words("Note", "កំណត់ចំណាំ"), ("narrative",)),
    ),
    (
        Part(
            "action",
            "task",
            rows=1,
            fields=("title", "due_on", "owner_worker"),
            requires=("title",),
            title=Words("Action", "សកម្មភាព"),
            is_optional=True,
        ),
    ),
    SAVE_VISIT,
)

COULD_NOT_SPEC = FormSpec(
    "visit",
    Words("Could not visit", "មិនបានចុះជួប"),
    (
        Section(
            "attempt",
            Words("What happened", "អ្វីដែលបានកើតឡើង"),
            _asked(
                "visited_on", "contact_type", "seen", "not_seen_reason", "informant_type", "informant_member", "learnt"
            ),
        ),
        Section(
            "after",
            Words("What next", "អ្វីបន្ទាប់"),
            ("re_trafficking", "next_visit_on", "next_visit_reason"),
        ),
    ),
    button=SAVE_VISIT,
)


def presets_of_visit(dossier: Dossier, today: date) -> dict[str, Json]:
    """Today, the purpose from the agenda, and the next visit by the pattern (none at its last one)."""
    after = next_pattern_date(dossier, today)
    found: dict[str, Json] = {"visited_on": today.isoformat(), "contact_type": "in_person"}
    found["followup_type"] = "after_reunification" if latest_return(dossier) is not None else "in_care"
    if after is not None:
        found["next_visit_on"] = after.isoformat()
    return found


def presets_of_attempt(today: date) -> dict[str, Json]:
    """An attempt: today, not seen. When to try again is for the worker to say."""
    return {"visited_on": today.isoformat(), "contact_type": "in_person", "seen": "no"}


def planned_for(dossier: Dossier, today: date) -> dict[str, Json]:
    """The due visit that this one is made for, from the agenda: said on the page, not asked; {} where none is due."""
    due = follow_up(dossier, today).due
    return {} if due is None else {"planned_for": due.day.isoformat()}


def next_visit_in_danger(dossier: Dossier, visited: date) -> date | None:
    """The next day of the pattern for high risk: an alert raises the risk from the moment the visit is saved."""
    returned = day(latest_return(dossier), "date_reunification")
    anchor = returned or day(dossier.head, "registered_on")
    if anchor is None:
        return None
    pattern = pattern_for("high") if returned is not None else before_return_pattern("high")
    found = first_due_after([Segment(min(anchor, visited), pattern, anchor)], visited)
    return None if found is None else found[0]


def last_answers(dossier: Dossier) -> Mapping[str, Json]:
    """What was answered last time: of the visit before this one, domains also of a later assessment."""
    scored = [*dossier.of_kind("assessment"), *dossier.of_kind("visit")]
    found: dict[str, Json] = {}
    for one in sorted(scored, key=_day_of):
        names = DOMAINS if one.kind == "assessment" else tuple(one.values)
        found |= {name: one.values[name] for name in names if has_answer(one.values.get(name))}
    visits = sorted(dossier.of_kind("visit"), key=_day_of)
    latest = visits[-1].values if visits else {}
    kept = {name: found[name] for name in DOMAINS if name in found}
    return {**{name: value for name, value in latest.items() if name not in NOT_LAST_TIME}, **kept}


def short_form(dossier: Dossier, last: Mapping[str, Json], today: date) -> dict[str, bool]:
    """Which questions stand first: domains that were weak last time, work and school at the ages they are asked."""
    age = youngest_age(dossier.head, today)
    found = {name: last.get(name) in WEAK for name in DOMAINS}
    found |= dict.fromkeys(("working", "income_month_khr"), age is None or age >= WORKING_AGE)
    return {**found, "in_school": age is None or age in SCHOOL_AGES, "seen_alone": True}


def _day_of(record: Shown) -> tuple[str, str]:
    name = "visited_on" if record.kind == "visit" else "assessed_on"
    return str(answer(record, name) or ""), record.record_id
