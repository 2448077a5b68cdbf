"""A task: something a worker or an agency is to do by a day (records.md 2.16)."""

from shared_schema.records.field import ACCOUNT, CODED, OPERATIONAL, Field, When
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.policy import ASK, LATEST, ONCE, Group
from shared_schema.records.types import Choice, Date, Ref, Text
from shared_schema.vocabularies.conference import ALERT_OUTCOME, TASK_ORIGIN, TASK_STATE

_OWNER, _STATE = Group("owner"), Group("state")
_FOR_ALERT = When("origin", ("alert",))

TASK = Kind(
    "task",
    "Task",
    "កិច្ចការ",
    Placement.DOSSIER,
    (
        Field("title", Text(), "What", "កិច្ចការអ្វី", ACCOUNT, ASK, short=True, required=True),
        Field("due_on", Date(), "Due", "ថ្ងៃកំណត់", OPERATIONAL, LATEST, short=True, future_ok=True),
        Field("owner_worker", Ref(("worker",)), "Worker", "បុគ្គលិកទទួលខុសត្រូវ", OPERATIONAL, _OWNER, short=True),
        Field("owner_agency", Ref(("provider",)), "Agency", "ស្ថាប័នទទួលខុសត្រូវ", OPERATIONAL, _OWNER, short=True),
        Field("origin", Choice(TASK_ORIGIN), "Comes from", "ប្រភព", OPERATIONAL, ONCE, short=True, default="manual"),
        Field("origin_id", Text(), "Comes from record", "ប្រភពពីកំណត់ត្រា", OPERATIONAL, ONCE, short=True, required_when=_FOR_ALERT),
        Field("state", Choice(TASK_STATE), "State", "ស្ថានភាព", OPERATIONAL, _STATE, short=True, default="open"),
        Field("done_on", Date(), "Done on", "ថ្ងៃរួច", OPERATIONAL, _STATE, short=True, required_when=When("state", ("done",))),
        Field("result", Text(), "Result", "លទ្ធផល", ACCOUNT, _STATE, short=True, required_when=When("state", ("dropped",))),
        Field("alert_outcome", Choice(ALERT_OUTCOME), "Alert handled", "ការដោះស្រាយការព្រមាន", CODED, ASK, short=True, asked_when=_FOR_ALERT),
    ),
)
