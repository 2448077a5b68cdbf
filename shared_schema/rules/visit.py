"""Rules about a follow-up visit: seen or not, care, work and school, the next visit (25, 26, 27, 28)."""

from collections.abc import Iterator
from datetime import date

from shared_schema.identifiers import by_age
from shared_schema.merge.policy import Shown
from shared_schema.records.field import is_answered
from shared_schema.records.visit import VISIT
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.follow_up import latest_without_reason
from shared_schema.rules.reading import answer, day, youngest_age
from shared_schema.rules.rule import DossierRule, E, RecordRule, Rule, W

SCHOOL_AGE = 4


def _personal_blocks() -> tuple[str, ...]:
    names = [declared.name for declared in VISIT.own_fields]
    between = names[names.index("same_caregiver") : names.index("person_says") + 1]
    with_others = [name + end for name in between for end in ("", "_other") if name + end in VISIT.fields]
    return tuple(name for name in with_others if name != "re_trafficking")


PERSONAL_BLOCKS = _personal_blocks()  # asked of the person herself, hidden unless she was seen


def _seen_or_not(record: Shown) -> Iterator[str]:
    seen = answer(record, "seen")
    if seen is None:
        return
    reason_given = is_answered(record.values.get("not_seen_reason"))
    if reason_given is (seen == "yes"):
        yield "not_seen_reason"
    if seen != "yes":
        yield from (name for name in PERSONAL_BLOCKS if is_answered(record.values.get(name)))


def _moved_without_words(record: Shown) -> Iterator[str]:
    if answer(record, "same_caregiver") == "no":
        for name in ("care_change_reason", "new_care_arrangement"):
            if not is_answered(record.values.get(name)):
                yield name


def _case_not_updated(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    head, arrangement = dossier.head, answer(record, "new_care_arrangement")
    if head is None or answer(record, "same_caregiver") != "no" or arrangement is None:
        return
    later = [v for v in dossier.of_kind("visit") if _order(v) > _order(record) and answer(v, "same_caregiver") == "no"]
    care = head.written.get("group:care")
    updated = care is not None and record.created_at is not None and care[1].when >= record.created_at
    if not later and not updated and answer(head, "care_arrangement") != arrangement:
        yield "new_care_arrangement"


def _order(visit: Shown) -> tuple[str, bytes]:
    return (answer(visit, "visited_on") or "", by_age(visit.record_id))


def _income_without_work(record: Shown) -> Iterator[str]:
    income = answer(record, "income_month_khr")
    if isinstance(income, int) and income > 0 and answer(record, "working") in ("not_working", "unable"):
        yield "income_month_khr"


def _too_young_for_school(record: Shown, dossier: Dossier, today: date) -> Iterator[str]:
    age = youngest_age(dossier.head, day(record, "visited_on") or today)
    if answer(record, "in_school") == "attending" and age is not None and age < SCHOOL_AGE:
        yield "in_school"


def _next_before_this(record: Shown) -> Iterator[str]:
    next_visit, visited = day(record, "next_visit_on"), day(record, "visited_on")
    if next_visit is not None and visited is not None and next_visit <= visited:
        yield "next_visit_on"


def _later_than_pattern(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    next_visit = day(record, "next_visit_on")
    if next_visit is None or answer(record, "next_visit_reason") is not None:
        return
    limit = latest_without_reason(dossier, record)
    if limit is not None and next_visit > limit:
        yield "next_visit_reason"


RULES: tuple[Rule, ...] = (
    RecordRule("rule_25", E, ("visit",), _seen_or_not),
    RecordRule("rule_26", E, ("visit",), _moved_without_words),
    DossierRule("rule_26", W, ("visit",), _case_not_updated),
    RecordRule("rule_27", W, ("visit",), _income_without_work),
    DossierRule("rule_27", W, ("visit",), _too_young_for_school),
    RecordRule("rule_28", E, ("visit",), _next_before_this),
    DossierRule("rule_28", E, ("visit",), _later_than_pattern),
)
