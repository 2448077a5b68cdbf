"""Which right of the table a change uses, by what it sets (security.md 4.6, records.md section 4 columns "Who")."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from shared_schema.canonical import Json
from shared_schema.merge.state import Change, RecordState, covers
from shared_schema.scopes import ASSIGNMENT
from sync_server.services.access import Action

Values: TypeAlias = Mapping[str, Json]
Demand: TypeAlias = Callable[[Values, Values], Action | None]
_JUDGED_BY: Mapping[str, Action] = {"lowering": Action.APPROVE, "intake": Action.ACCEPT_INTAKE}
_CLOSED = frozenset({"closed", "case_closure"})
_APPROVED = frozenset({"approved", "refused", "returned", "rejected"})
_ANSWERS = frozenset({"accepted", "declined", "done"})


def of_directory(change: Change) -> Action:
    """The right to edit a record of the directory."""
    if change.kind == "provider" and set(change.set) <= {"place"}:
        return Action.EDIT_PROVIDER_SERVICES
    return _DIRECTORY.get(change.kind, Action.EDIT_SETTINGS)


def of_change(change: Change, state: RecordState | None) -> Iterator[Action]:
    """Every right that the change of a record in a dossier needs."""
    for about, action in _JUDGED_BY.items():
        if _is_about(change, state, about):
            yield action
    special = _SPECIAL.get(change.kind)
    plain = _PLAIN.get(change.kind, Action.EDIT)
    if special is None or special.keys().isdisjoint(change.set):
        yield plain
        return
    if any(name not in special for name in change.set):
        yield plain
    for name, demand in special.items():
        if name in change.set:
            for before in values_before(change, name, state):
                yield demand(_values(change.set[name]), before) or plain


def _is_about(change: Change, state: RecordState | None, item_kind: str) -> bool:
    """Whether it is a judgement of such an item: some are for those whom the line was meant for, whatever they say."""
    if change.kind != "review_decision":
        return False
    live = state.registers.get("item_kind", {}).values() if state is not None else ()
    return item_kind in (change.set.get("item_kind"), *(written.value for written in live))


def _values(value: Json) -> Values:
    return value if isinstance(value, dict) else {"": value}


def values_before(change: Change, name: str, state: RecordState | None) -> tuple[Values, ...]:
    """What a change is measured by ({"": value} for a plain register): of the live values that it replaces the nearest,
    so that choosing one of two versions is deciding, not moving. Where it has seen none of them, every live value: who
    claims to have seen nothing gets no right by it. ({},) for a first value.
    """
    live = state.registers.get(name, {}) if state is not None else {}
    seen = [_values(written.value) for dot, written in sorted(live.items()) if covers(change.seen, dot)]
    if seen:
        return (max(seen, key=lambda one: _shared(one, _values(change.set[name]))),)
    return tuple(_values(written.value) for _dot, written in sorted(live.items())) or ({},)


def _shared(before: Values, after: Values) -> int:
    return sum(after.get(name) == value for name, value in before.items())


def _approval(value: Values, before: Values) -> Action | None:
    is_new = value.get("approval") != before.get("approval") or value.get("completed") != before.get("completed")
    names = value.get("approved_by") != before.get("approved_by") and value.get("approved_by") is not None
    return Action.APPROVE if names or (is_new and value.get("approval") in _APPROVED) else None


def _status(value: Values, before: Values) -> Action | None:
    now = {value.get("status"), value.get("stage")}
    then = {before.get("status"), before.get("stage")}
    if "duplicate" in now ^ then:
        return Action.DECIDE_MATCH
    return Action.APPROVE if bool(_CLOSED & now) != bool(_CLOSED & then) else None


def _inquiry_status(_value: Values, before: Values) -> Action | None:
    return Action.APPROVE if before.get("status") == "closed" else None


def _assignment(value: Values, before: Values) -> Action | None:
    if not before:
        return None
    return Action.MOVE if value.get("office") != before.get("office") else Action.ASSIGN


def _match_state(value: Values, before: Values) -> Action | None:
    if value.get("state") in ("proposed", "reunited", "reunited_elsewhere"):
        return None
    return Action.DECIDE_MATCH if value.get("state") != before.get("state") else None


def _link_state(value: Values, before: Values) -> Action | None:
    if value.get("state") in ("proposed", "not_duplicate") or value.get("state") == before.get("state"):
        return None
    return Action.DECIDE_MATCH


def _transfer_state(value: Values, before: Values) -> Action | None:
    if value.get("state") in ("draft", before.get("state")):
        return None
    return Action.MOVE if value.get("state") in ("accepted", "refused") else Action.ASK_MOVE


def _referral_state(value: Values, _before: Values) -> Action | None:
    return Action.ANSWER_REFERRAL if value.get("state") in _ANSWERS else Action.REFER


def _second_sign(value: Values, before: Values) -> Action | None:
    name = value.get("second_sign_by")
    return Action.APPROVE if name is not None and name != before.get("second_sign_by") else None


def _override(value: Values, _before: Values) -> Action | None:
    return Action.APPROVE if value.get("override_reason") is not None else None


def _judgement(value: Values, _before: Values) -> Action | None:
    return Action.APPROVE if value.get("") == "confirm" else Action.DECIDE


def _always(action: Action) -> Demand:
    def demand(_value: Values, _before: Values) -> Action | None:
        return action

    return demand


_DIRECTORY: Mapping[str, Action] = {
    "office": Action.EDIT_OFFICES,
    "worker": Action.EDIT_WORKER_NAME,
    "provider": Action.EDIT_PROVIDERS,
    "provider_service": Action.EDIT_PROVIDER_SERVICES,
    "setting": Action.EDIT_SETTINGS,
    "wording": Action.EDIT_SETTINGS,
}

_PLAIN: Mapping[str, Action] = {
    "study_response": Action.STUDY,
    "review_decision": Action.DECIDE,
    "match": Action.PROPOSE,
    "case_link": Action.PROPOSE,
}

_SPECIAL: Mapping[str, Mapping[str, Demand]] = {
    "case": {"group:status": _status, ASSIGNMENT: _assignment},
    "tracing_inquiry": {"group:status": _inquiry_status, ASSIGNMENT: _assignment},
    "match": {"group:state": _match_state},
    "case_link": {"group:state": _link_state},
    "case_transfer": {"group:state": _transfer_state, "to_worker": _always(Action.ASSIGN)},  # named by the receiver
    "verification": {"group:sign2": _second_sign},
    "assessment": {"group:approval": _approval},
    "reintegration_plan": {"group:approval": _approval},
    "reunification": {"group:approval": _approval},
    "closure": {"group:approval": _approval},
    "referral": {
        "group:override": _override,
        "group:state": _referral_state,
        "receiver_note": _always(Action.ANSWER_REFERRAL),
    },
    "task": {"alert_outcome": _always(Action.ACCEPT_INTAKE)},
    "review_question": {"text": _always(Action.ASK_QUESTION), "group:answer": _always(Action.EDIT)},
    "review_decision": {"decision": _judgement},
}
