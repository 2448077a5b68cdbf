"""Rules about matches, verifications and returns (16, 17, 18, 19, 20)."""

from collections.abc import Iterator
from datetime import date

from shared_schema.identifiers import by_age
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gates_match import FACTS_NEEDED, OPEN_STATES, same_pair, verification_of
from shared_schema.rules.gates_return import BY_VERIFICATION, return_on
from shared_schema.rules.reading import answer, choices, day
from shared_schema.rules.rule import DossierRule, E, RecordRule, Rule, W, state_in
from shared_schema.rules.signatures import has_two_sign_offs


def _not_one_other_side(record: Shown) -> Iterator[str]:
    if (answer(record, "inquiry_id") is None) is (answer(record, "family_member_id") is None):
        yield "inquiry_id"


def _second_open_match(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    earlier = (m for m in same_pair(dossier, record) if by_age(m.record_id) < by_age(record.record_id))
    if any(answer(m, "state") in OPEN_STATES for m in earlier):
        yield "state"


def _confirmed_unverified(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    verification = verification_of(dossier, record)
    if not has_two_sign_offs(verification) or answer(verification, "result") != "verified":
        yield "state"


def _verified_too_lightly(record: Shown) -> Iterator[str]:
    if answer(record, "result") != "verified":
        return
    if answer(record, "interviewed_apart") is not True:
        yield "interviewed_apart"
    if len(choices(record, "facts_checked")) < FACTS_NEEDED:
        yield "facts_checked"
    if answer(record, "complicity_check") == "involved":
        yield "result"


def _returned_too_early(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    on = day(record, "date_reunification")
    if on is None or answer(record, "return_type") not in BY_VERIFICATION:
        return
    if any(return_on(dossier, record, on)):
        yield "state"


def _reunited_twice(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    earlier = (m for m in same_pair(dossier, record) if by_age(m.record_id) < by_age(record.record_id))
    if any(answer(m, "state") == "reunited" for m in earlier):
        yield "state"


def _two_confirmed(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    confirmed = [m.record_id for m in dossier.of_kind("match") if answer(m, "state") == "confirmed"]
    if len(confirmed) > 1 and record.record_id != confirmed[0]:
        yield "state"


RULES: tuple[Rule, ...] = (
    RecordRule("rule_16", E, ("match",), _not_one_other_side),
    DossierRule("rule_16", E, ("match",), _second_open_match, applies=state_in(*OPEN_STATES)),
    DossierRule("rule_17", E, ("match",), _confirmed_unverified, applies=state_in("confirmed")),
    RecordRule("rule_18", E, ("verification",), _verified_too_lightly),
    DossierRule("rule_19", E, ("reunification",), _returned_too_early, applies=state_in("done")),
    DossierRule("rule_20", E, ("match",), _reunited_twice, applies=state_in("reunited")),
    DossierRule("rule_20", W, ("match",), _two_confirmed, applies=state_in("confirmed")),
)
