"""Notes, attached files and the answers of a study (records.md 2.19)."""

from shared_schema.records.domains import domain_fields
from shared_schema.records.field import (
    ACCOUNT,
    CODED,
    DECLINED,
    IDENTITY,
    NON_ANSWERS,
    NOT_ASKED,
    OPERATIONAL,
    Field,
)
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.policy import ASK, ELEMENTS, ONCE
from shared_schema.records.types import Choice, Date, File, Int, LongText, Refs, Text
from shared_schema.records.visit import INCOME_LIMIT_KHR
from shared_schema.vocabularies.notes import ATTACHMENT_TYPE, NOTE_TYPE, STUDY_WAVE
from shared_schema.vocabularies.outcome import SCALE5
from shared_schema.vocabularies.visit import SCHOOL_STATE, WORK_STATE

_OPEN = (NOT_ASKED, DECLINED)

CASE_NOTE = Kind(
    "case_note",
    "Note",
    "កំណត់ចំណាំករណី",
    Placement.DOSSIER,
    (
        Field("noted_on", Date(), "Date", "កាលបរិច្ឆេទ", OPERATIONAL, ONCE, short=True, required=True),
        Field("note_type", Choice(NOTE_TYPE), "Type", "ប្រភេទ", OPERATIONAL, ONCE, short=True, required=True),
        Field("text", LongText(), "Note", "កំណត់ចំណាំ", ACCOUNT, ASK, short=True, required=True),
    ),
)

ATTACHMENT = Kind(
    "attachment",
    "Attachment",
    "ឯកសារភ្ជាប់",
    Placement.DOSSIER,
    (
        Field("file", File(), "File", "ឯកសារ", IDENTITY, ONCE, short=True),
        Field("attachment_type", Choice(ATTACHMENT_TYPE), "Type", "ប្រភេទ", CODED, ASK, short=True, required=True),
        Field("caption", Text(), "Caption", "ចំណងជើង", IDENTITY, ASK, short=True),
        Field("for_receiver", Refs(("referral",)), "Goes with referral", "ភ្ជាប់ជាមួយការបញ្ជូន", OPERATIONAL, ELEMENTS),
    ),
)

STUDY_RESPONSE = Kind(
    "study_response",
    "Study response",
    "ចម្លើយក្នុងការសិក្សា",
    Placement.DOSSIER,
    (
        Field("wave", Choice(STUDY_WAVE), "Wave", "ជំហានសិក្សា", CODED, ONCE, short=True, required=True),
        Field("asked_on", Date(), "Date", "កាលបរិច្ឆេទ", CODED, ONCE, short=True, required=True),
        *domain_fields(),
        Field("income_month_khr", Int(0, INCOME_LIMIT_KHR), "Income a month (riel)", "ចំណូលប្រចាំខែ (រៀល)", CODED, ASK, short=True, non_answers=NON_ANSWERS),
        Field("working", Choice(WORK_STATE), "Work", "ការងារ", CODED, ASK, short=True, non_answers=NON_ANSWERS),
        Field("in_school", Choice(SCHOOL_STATE), "School or training", "ការសិក្សា", CODED, ASK, short=True, non_answers=NON_ANSWERS),
        Field("safe_feeling", Choice(SCALE5), "Feels safe", "មានអារម្មណ៍សុវត្ថិភាព", CODED, ASK, short=True, non_answers=NON_ANSWERS),
        Field("accepted_feeling", Choice(SCALE5), "Feels accepted", "មានអារម្មណ៍ថាគេទទួលយក", CODED, ASK, short=True, non_answers=NON_ANSWERS),
        Field("comment", LongText(), "In own words", "សម្តីផ្ទាល់", ACCOUNT, ASK, non_answers=_OPEN),
    ),
)
