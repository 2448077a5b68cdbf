"""Sending a person on to a provider, under a consent or a named exception (records.md 2.13)."""

from shared_schema.records.field import ACCOUNT, CODED, OPERATIONAL, Field, When
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.policy import ASK, LATEST, ONCE, Group
from shared_schema.records.types import Choice, Choices, Date, LongText, Ref, Text
from shared_schema.vocabularies.consent import CONSENT_SCOPE
from shared_schema.vocabularies.services import (
    OVERRIDE_REASON,
    REFERRAL_REASON,
    REFERRAL_STATE,
    SERVICE_TYPE,
    URGENCY,
)

_STATE, _OVERRIDE = Group("state"), Group("override")
_SENT = When("state", ("sent", "accepted", "declined", "done"))
_ANSWERED = When("state", ("accepted", "declined", "done"))
_DONE = When("state", ("done",))
_STOPPED = When("state", ("declined", "revoked"))

REFERRAL = Kind(
    "referral",
    "Referral",
    "ការបញ្ជូនបន្ត",
    Placement.DOSSIER,
    (
        Field("provider", Ref(("provider",)), "Referred to", "បញ្ជូនទៅ", OPERATIONAL, ONCE, short=True, required=True),
        Field("service_type", Choice(SERVICE_TYPE), "Service", "សេវា", CODED, ONCE, short=True, required=True),
        Field("receiving_office", Ref(("office",)), "Received by office", "ការិយាល័យទទួល", OPERATIONAL, ONCE),
        Field("reason", Choice(REFERRAL_REASON), "Reason", "មូលហេតុ", CODED, ASK, short=True, required=True),
        Field("urgency", Choice(URGENCY), "Urgency", "ភាពបន្ទាន់", CODED, ASK, short=True, required=True),
        Field("shared_scope", Choices(CONSENT_SCOPE), "What is shared", "អ្វីដែលចែករំលែក", CODED, ASK, short=True),
        Field("consent_id", Ref(("consent",)), "Consent", "ការយល់ព្រម", OPERATIONAL, ASK, short=True),
        Field("override_reason", Choice(OVERRIDE_REASON), "Sent without consent because", "បញ្ជូនដោយគ្មានការយល់ព្រម ព្រោះ", OPERATIONAL, _OVERRIDE),
        Field("override_by", Ref(("worker",)), "Sent without consent by", "អ្នកអនុញ្ញាតបញ្ជូនដោយគ្មានការយល់ព្រម", OPERATIONAL, _OVERRIDE, required_when=When("override_reason")),
        Field("state", Choice(REFERRAL_STATE), "State", "ស្ថានភាព", CODED, _STATE, short=True, default="draft"),
        Field("sent_on", Date(), "Sent on", "ថ្ងៃផ្ញើ", CODED, _STATE, short=True, required_when=_SENT),
        Field("answered_on", Date(), "Answered on", "ថ្ងៃឆ្លើយ", CODED, _STATE, short=True, required_when=_ANSWERED),
        Field("done_on", Date(), "Done on", "ថ្ងៃចប់", CODED, _STATE, short=True, required_when=_DONE),
        Field("state_reason", Text(), "Reason for the state", "មូលហេតុនៃស្ថានភាព", ACCOUNT, _STATE, short=True, required_when=_STOPPED),
        Field("appointment_on", Date(), "Appointment", "ថ្ងៃណាត់", OPERATIONAL, LATEST, future_ok=True),
        Field("summary", LongText(), "Letter text", "ខ្លឹមសារលិខិត", ACCOUNT, ASK),
        Field("receiver_note", Text(), "Note from receiver", "កំណត់ចំណាំពីអ្នកទទួល", ACCOUNT, ASK),
    ),
)
