"""Gates of a match and its verification, and when a match is blocked (records.md 4.3)."""

from collections.abc import Iterator
from datetime import date

from shared_schema.identifiers import by_age
from shared_schema.merge.policy import Shown
from shared_schema.rules.consent import has_consent
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.family import member
from shared_schema.rules.gate import COORDINATOR, Missing, Occasion
from shared_schema.rules.lowering import counting_value
from shared_schema.rules.reading import answer, choices
from shared_schema.rules.signatures import has_two_sign_offs, sign_off, signature_basis

OPEN_STATES = ("proposed", "under_verification", "confirmed")
FACTS_NEEDED = 3
_SEEN_BY_BOTH = ("under_verification", "confirmed", "reunited")
_SHOWN_SCOPES = ("identity", "family")


def blocks(dossier: Dossier, match: Shown, on: date) -> Iterator[Missing]:
    """What blocks every step of an open match: no consent to tracing, or the family is not to be contacted."""
    if not has_consent(dossier, "tracing", on):
        yield Missing("consent_tracing", match.record_id)
    head = dossier.head
    if head is not None and counting_value(dossier, head, "do_not_contact_family", on) is True:
        yield Missing("do_not_contact", match.record_id)


def is_blocked(dossier: Dossier, match: Shown, on: date) -> bool:
    """Derived, never stored: the other side is told "paused", not why."""
    return answer(match, "state") in OPEN_STATES and any(blocks(dossier, match, on))


def shown_to_other_side(dossier: Dossier, match: Shown, on: date) -> frozenset[str]:
    """Scopes of the person's case that the inquirer's worker may see: none before verification or while blocked.

    From then on identity and family, as far as the person's consent `tracing` names them (4.2).
    """
    if answer(match, "state") not in _SEEN_BY_BOTH or any(blocks(dossier, match, on)):
        return frozenset()
    return frozenset(scope for scope in _SHOWN_SCOPES if has_consent(dossier, "tracing", on, scope=(scope,)))


def propose(dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """Consent to tracing, a person who does not say no, a family still sought, a pair not rejected before."""
    yield from blocks(dossier, record, occasion.today)
    yield from _sought(dossier, record)
    if answer(record, "why") != "new_facts" and any(_is_rejected(m) for m in same_pair(dossier, record)):
        yield Missing("pair_rejected", record.record_id)


def start(dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """As for proposing; and the located relative is not unsafe to contact."""
    yield from blocks(dossier, record, occasion.today)
    yield from _sought(dossier, record)
    relative = member(dossier, answer(record, "family_member_id"))
    if relative is not None and counting_value(dossier, relative, "contact_safety", occasion.today) == "unsafe":
        yield Missing("relative_unsafe", record.record_id, "family_member_id")


def verify(dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """Both sides heard, apart, by a named worker; three facts equal; complicity and home safety answered."""
    match = dossier.find(answer(record, "match_id"))
    if match is not None:
        yield from blocks(dossier, match, occasion.today)
    for side in ("beneficiary", "family"):
        for name in (f"{side}_interviewed_on", f"{side}_interviewed_by", f"{side}_answers"):
            if answer(record, name) is None:
                yield Missing("side_heard", record.record_id, name)
    if answer(record, "interviewed_apart") is not True:
        yield Missing("heard_apart", record.record_id, "interviewed_apart")
    if len(choices(record, "facts_checked")) < FACTS_NEEDED:
        yield Missing("three_facts", record.record_id, "facts_checked")
    for name in ("complicity_check", "home_safety"):
        if answer(record, name) in (None, "not_checked"):
            yield Missing("answer_needed", record.record_id, name)


def sign_first(dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """As for verifying, with a result; what was signed is what stands there."""
    yield from verify(dossier, record, occasion)
    if answer(record, "result") is None:
        yield Missing("answer_needed", record.record_id, "result")
    if answer(record, "first_sign_by") is not None and sign_off(record, "first") is None:
        yield Missing("first_sign_off", record.record_id, "first_sign_basis")


def sign_second(dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """A live first sign-off by another person, over the same answers."""
    yield from verify(dossier, record, occasion)
    first = sign_off(record, "first")
    if first is None:
        yield Missing("first_sign_off", record.record_id, "first_sign_by")
    signer = answer(record, "second_sign_by") or occasion.actor.worker
    if first is not None and first.by == signer:
        yield Missing("other_signer", record.record_id, "second_sign_by")
    basis = answer(record, "second_sign_basis")
    if basis is not None and basis != signature_basis(record):
        yield Missing("second_sign_off", record.record_id, "second_sign_basis")


def confirm(dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """Two live sign-offs, the result verified, complicity cleared, or suspected and C signs with a reason."""
    yield from blocks(dossier, record, occasion.today)
    verification = verification_of(dossier, record)
    if not has_two_sign_offs(verification):
        yield Missing("two_sign_offs", record.record_id)
    if answer(verification, "result") != "verified":
        yield Missing("result_verified", record.record_id)
    if verification is None:
        return
    complicity = counting_value(dossier, verification, "complicity_check", occasion.today)
    by_coordinator = complicity == "suspected" and occasion.actor.role == COORDINATOR and bool(occasion.reason)
    if complicity != "cleared" and not by_coordinator:
        yield Missing("complicity_cleared", verification.record_id, "complicity_check")


def say_why(_dossier: Dossier, record: Shown, _occasion: Occasion) -> Iterator[Missing]:
    """Rejecting and undoing say why, in a code that both sides read."""
    if answer(record, "state") in ("rejected", "under_verification") and answer(record, "why") is None:
        yield Missing("answer_needed", record.record_id, "why")


def undo(dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """Why; and a return that rested on the match is marked as broken down."""
    yield from say_why(dossier, record, occasion)
    verification = verification_of(dossier, record)
    for returned in dossier.of_kind("reunification"):
        rests_on_it = verification is not None and answer(returned, "verification_id") == verification.record_id
        if rests_on_it and answer(returned, "state") == "done":
            yield Missing("return_broken_down", returned.record_id, "state")


def verification_of(dossier: Dossier, match: Shown) -> Shown | None:
    """The verification of a match: one with two live sign-offs before others, then the newest."""
    every = [v for v in dossier.of_kind("verification") if answer(v, "match_id") == match.record_id]
    return max(every, key=lambda v: (has_two_sign_offs(v), by_age(v.record_id)), default=None)


def same_pair(dossier: Dossier, match: Shown) -> tuple[Shown, ...]:
    """Other matches of the case with the same inquiry or the same relative."""
    pair = (answer(match, "inquiry_id"), answer(match, "family_member_id"))
    others = (m for m in dossier.of_kind("match") if m.record_id != match.record_id)
    return tuple(m for m in others if (answer(m, "inquiry_id"), answer(m, "family_member_id")) == pair)


def _sought(dossier: Dossier, match: Shown) -> Iterator[Missing]:
    if answer(dossier.head, "wishes_tracing") == "no":
        yield Missing("person_wishes_tracing", match.record_id)
    inquiry, relative = answer(match, "inquiry_id"), answer(match, "family_member_id")
    held = dossier.find(inquiry)
    if held is not None and answer(held, "status") == "closed":
        yield Missing("inquiry_open", match.record_id, "inquiry_id")
    if relative is not None and not any(_located(action, relative) for action in dossier.of_kind("tracing_action")):
        yield Missing("relative_located", match.record_id, "family_member_id")


def _located(action: Shown, relative: object) -> bool:
    return bool(answer(action, "outcome") == "family_located" and answer(action, "located_member") == relative)


def _is_rejected(match: Shown) -> bool:
    return bool(answer(match, "state") == "rejected")
