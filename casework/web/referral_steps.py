"""The presses of a referral: send, the answer, done, take back; each one save set with what follows from it.

Promise: taking back a letter that went out makes the task to tell the receiver in the same save. Rights and consent
are asked again by the steps (shared_schema/rules/steps.py).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from casework.book import Edit, Person
from casework.web.acting import addition, change
from casework.web.referral_view import covering_consent
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import S_C
from shared_schema.rules.gates_referral import TELL_RECEIVER_DAYS
from shared_schema.rules.reading import answer, choices
from shared_schema.rules.referral import OVERRIDE_REASONS

SEND, ACCEPT, DECLINE, FINISH, REVOKE = "send", "accept", "decline", "finish", "revoke"
OPEN_STATES = ("draft", "sent", "accepted")
_FROM: Mapping[str, tuple[str, ...]] = {
    "draft": (SEND, REVOKE),
    "sent": (ACCEPT, DECLINE, REVOKE),
    "accepted": (FINISH, REVOKE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What was pressed: by whom, when, with which reason and, of supervisors, which reason to send without consent."""

    do: str
    person: Person
    today: date
    reason: str = ""
    override: str = ""
    tell: str = ""


def presses_of(referral: Shown, *, answers_itself: bool) -> tuple[str, ...]:
    """What may be pressed in its present state; an office that works with Homeward answers by itself."""
    found = _FROM.get(str(answer(referral, "state") or "draft"), ())
    return tuple(one for one in found if not (answers_itself and one in (ACCEPT, DECLINE, FINISH)))


def edits_for(press: Press, referral: Shown, dossier: Dossier, *, new_id: Callable[[], Id]) -> Sequence[Edit]:
    """The edits of one press; none where it does not fit the state."""
    state = str(answer(referral, "state") or "draft")
    if press.do not in _FROM.get(state, ()):
        return ()
    edits = [change(referral, _values(press, referral, dossier), reason=press.reason or None)]
    if press.do == REVOKE and state != "draft":
        edits.append(_tell_receiver(press, referral, new_id()))
    return edits


def _values(press: Press, referral: Shown, dossier: Dossier) -> dict[str, Json]:
    today = press.today.isoformat()
    match press.do:
        case "send":
            return {"state": "sent", "sent_on": today, **_ground(press, referral, dossier)}
        case "accept":
            return {"state": "accepted", "answered_on": today}
        case "decline":
            return {"state": "declined", "answered_on": today, "state_reason": press.reason or None}
        case "finish":
            return {"state": "done", "done_on": today}
    return {"state": "revoked", "state_reason": press.reason or None}


def _ground(press: Press, referral: Shown, dossier: Dossier) -> dict[str, Json]:
    if press.override in OVERRIDE_REASONS and press.person.role in S_C:
        return {"override_reason": press.override, "override_by": press.person.worker}
    scope, provider = choices(referral, "shared_scope"), str(answer(referral, "provider"))
    consent = covering_consent(dossier, provider, scope, press.today)
    return {} if consent is None else {"consent_id": consent.record_id}


def _tell_receiver(press: Press, referral: Shown, task: Id) -> Edit:
    values: dict[str, Json] = {
        "title": press.tell,
        "due_on": (press.today + timedelta(days=TELL_RECEIVER_DAYS)).isoformat(),
        "owner_worker": press.person.worker,
        "origin": "referral",
        "origin_id": referral.record_id,
        "state": "open",
    }
    return addition("task", task, referral.home, values)
