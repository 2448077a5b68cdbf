"""Questions and judgements written while records are reviewed; the queue itself is derived (records.md 2.22).

A decision that writes a value is an ordinary change and needs no record here. Both kinds are as restricted as the
record they are about.
"""

from shared_schema.records.field import ACCOUNT, OPERATIONAL, Field, When
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.policy import ONCE, Group
from shared_schema.records.types import Choice, Date, Dots, LongText, Ref, Text
from shared_schema.vocabularies.review import QUESTION_STATE, REVIEW_KIND, REVIEW_VERDICT

_ANSWER = Group("answer")
_ANSWERED = When("state", ("answered",))
_NEEDS_REASON = When("decision", ("keep", "confirm", "reject"))

REVIEW_QUESTION = Kind(
    "review_question",
    "Review question",
    "សំណួរពិនិត្យ",
    Placement.DOSSIER,
    (
        Field("record_id", Text(), "About which record", "អំពីកំណត់ត្រាណា", OPERATIONAL, ONCE, short=True, required=True),
        Field("register", Text(), "About which answer", "អំពីចម្លើយណា", OPERATIONAL, ONCE, short=True, required=True),
        Field("dots", Dots(), "Answers as they stood", "ចម្លើយនៅពេលសួរ", OPERATIONAL, ONCE, short=True, required=True),
        Field("text", LongText(), "Question", "សំណួរ", ACCOUNT, ONCE, short=True, required=True),
        Field("asked_by", Ref(("worker",)), "Asked by", "អ្នកសួរ", OPERATIONAL, ONCE, short=True, required=True),
        Field("asked_on", Date(), "Asked on", "ថ្ងៃសួរ", OPERATIONAL, ONCE, short=True, required=True),
        Field("state", Choice(QUESTION_STATE), "State", "ស្ថានភាព", OPERATIONAL, _ANSWER, short=True, required=True, default="open"),
        Field("answer", LongText(), "Answer", "ចម្លើយ", ACCOUNT, _ANSWER, short=True, required_when=_ANSWERED),
        Field("answered_by", Ref(("worker",)), "Answered by", "អ្នកឆ្លើយ", OPERATIONAL, _ANSWER, short=True, required_when=_ANSWERED),
        Field("answered_on", Date(), "Answered on", "ថ្ងៃឆ្លើយ", OPERATIONAL, _ANSWER, short=True, required_when=_ANSWERED),
    ),
    follows="record_id",
)

REVIEW_DECISION = Kind(
    "review_decision",
    "Review decision",
    "សេចក្តីសម្រេចពិនិត្យ",
    Placement.DOSSIER,
    (
        Field("item_kind", Choice(REVIEW_KIND), "What was judged", "អ្វីដែលបានវិនិច្ឆ័យ", OPERATIONAL, ONCE, short=True, required=True),
        Field("record_id", Text(), "About which record", "អំពីកំណត់ត្រាណា", OPERATIONAL, ONCE, short=True, required=True),
        Field("item", Text(), "Answer or rule", "ចម្លើយ ឬក្បួន", OPERATIONAL, ONCE, short=True, required=True),
        Field("dots", Dots(), "Answers as they stood", "ចម្លើយនៅពេលវិនិច្ឆ័យ", OPERATIONAL, ONCE, short=True, required=True),
        Field("decision", Choice(REVIEW_VERDICT), "Decision", "សេចក្តីសម្រេច", OPERATIONAL, ONCE, short=True, required=True),
        Field("reason", Text(), "Reason", "មូលហេតុ", ACCOUNT, ONCE, short=True, required_when=_NEEDS_REASON),
    ),
    follows="record_id",
)
