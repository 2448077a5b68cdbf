"""Rules about status, stage and the dates of an inquiry (3, 11), and about voiding a record (38)."""

from collections.abc import Iterator

from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.reading import answer, day, span
from shared_schema.rules.rule import E, RecordRule, Rule


def _closed_in_part(record: Shown) -> Iterator[str]:
    is_closed = answer(record, "status") == "closed"
    if (answer(record, "stage") == "case_closure") is not is_closed:
        yield "stage"
    for name in ("closed_on", "closure_reason"):
        if (answer(record, name) is not None) is not is_closed:
            yield name


def _closed_before_registration(record: Shown) -> Iterator[str]:
    closed, registered = day(record, "closed_on"), day(record, "registered_on")
    if closed is not None and registered is not None and closed < registered:
        yield "closed_on"


def _inquiry_dates(record: Shown) -> Iterator[str]:
    separated, heard, asked = (span(record, name) for name in ("separated_on", "last_heard_on", "inquiry_date"))
    if separated is not None and asked is not None and asked.is_surely_before(separated):
        yield "separated_on"
    if separated is not None and heard is not None and heard.is_surely_before(separated):
        yield "last_heard_on"


def _voided_without_reason(record: Shown) -> Iterator[str]:
    kind = KINDS.get(record.kind)
    if not record.is_retracted or answer(record, "retracted_reason") is not None:
        return
    if kind is None or not kind.fields["retracted_reason"].home_only:
        yield "retracted_reason"


RULES: tuple[Rule, ...] = (
    RecordRule("rule_03", E, ("case",), _closed_in_part),
    RecordRule("rule_03", E, ("case",), _closed_before_registration),
    RecordRule("rule_11", E, ("tracing_inquiry",), _inquiry_dates),
    RecordRule("rule_38", E, (), _voided_without_reason),
)
