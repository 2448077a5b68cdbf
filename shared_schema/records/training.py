"""The office book: trainings and who took part (records.md 2.21)."""

from shared_schema.records.field import CODED, IDENTITY, OPERATIONAL, Field
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.policy import ASK
from shared_schema.records.types import Bool, Choice, Date, Int, Ref, Text
from shared_schema.vocabularies.directory import TRAINING_GROUP, TRAINING_TOPIC
from shared_schema.vocabularies.person import SEX

TRAINING = Kind(
    "training",
    "Training",
    "វគ្គបណ្តុះបណ្តាល",
    Placement.OFFICE,
    (
        Field("title", Text(), "Title", "ចំណងជើងវគ្គ", OPERATIONAL, ASK, short=True, required=True),
        Field("topic", Choice(TRAINING_TOPIC), "Topic", "ប្រធានបទ", OPERATIONAL, ASK, short=True),
        Field("held_on", Date(), "Held on", "ថ្ងៃធ្វើ", OPERATIONAL, ASK, short=True, required=True),
        Field("days", Int(1, 60), "Days", "ចំនួនថ្ងៃ", OPERATIONAL, ASK, short=True),
        Field("office", Ref(("office",)), "Office", "ការិយាល័យ", OPERATIONAL, ASK, short=True),
        Field("organiser", Ref(("provider",)), "Organiser", "អ្នករៀបចំ", OPERATIONAL, ASK, short=True),
    ),
)

TRAINING_ATTENDEE = Kind(
    "training_attendee",
    "Training participant",
    "អ្នកចូលរួមវគ្គ",
    Placement.OFFICE,
    (
        Field("training_id", Ref(("training",)), "Training", "វគ្គបណ្តុះបណ្តាល", OPERATIONAL, ASK, short=True, required=True),
        Field("name", Text(), "Name", "ឈ្មោះ", IDENTITY, ASK, short=True),
        Field("sex", Choice(SEX), "Sex", "ភេទ", CODED, ASK, short=True),
        Field("organisation", Text(), "Organisation", "ស្ថាប័ន", IDENTITY, ASK, short=True),
        Field("attendee_group", Choice(TRAINING_GROUP), "Group", "ក្រុម", CODED, ASK, short=True),
        Field("completed", Bool(), "Completed", "បានបញ្ចប់", CODED, ASK, short=True),
        Field("pre_score", Int(0, 100), "Test before", "តេស្តមុន", CODED, ASK),
        Field("post_score", Int(0, 100), "Test after", "តេស្តក្រោយ", CODED, ASK),
    ),
)
