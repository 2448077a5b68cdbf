"""Gates of a tracing inquiry, and the status it is shown with (records.md 4.2)."""

from collections.abc import Iterator
from datetime import date

from shared_schema.identifiers import by_age
from shared_schema.merge.policy import Shown
from shared_schema.rules.consent import has_consent
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import SUPERVISOR, Missing, Occasion, needed
from shared_schema.rules.reading import answer, day

NOT_FOUND_ACTIONS, NOT_FOUND_METHODS, NOT_FOUND_DAYS = 3, 2, 182  # half a year


def new_inquiry(dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """The inquirer agrees that the family is traced."""
    if not has_consent(dossier, "tracing", occasion.today):
        yield Missing("consent_tracing", record.record_id)


def to_tracing(dossier: Dossier, record: Shown, _occasion: Occasion) -> Iterator[Missing]:
    """A first tracing action, or a match proposed."""
    if not any(dossier.of_kind("tracing_action")) and not matches_of(dossier, record):
        yield Missing("first_action", record.record_id)


def close_inquiry(dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """The outcome; `not_found` only after three actions of two methods over half a year, or by S with a reason."""
    if answer(record, "status") == "closed":
        yield from needed(record, "outcome")
    if answer(record, "outcome") != "not_found" or is_search_exhausted(dossier):
        return
    if not (occasion.actor.role == SUPERVISOR and occasion.reason):
        yield Missing("search_longer", record.record_id, "outcome")


def reopen_inquiry(_dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """A reason."""
    if not occasion.reason:
        yield Missing("reason", record.record_id)


def is_search_exhausted(dossier: Dossier) -> bool:
    """At least 3 actions of at least 2 methods over at least half a year."""
    actions = list(dossier.of_kind("tracing_action"))
    days: list[date] = sorted(d for action in actions if (d := day(action, "date_tracing")) is not None)
    methods = {answer(action, "tracing_type") for action in actions} - {None}
    if len(days) < NOT_FOUND_ACTIONS or len(methods) < NOT_FOUND_METHODS:
        return False
    return (days[-1] - days[0]).days >= NOT_FOUND_DAYS


def matches_of(dossier: Dossier, inquiry: Shown) -> tuple[Shown, ...]:
    """Matches that name the inquiry, in whichever dossier they have their home; voided ones left out."""
    every = {**dossier.related, **dossier.records}
    named = (every[i] for i in sorted(every, key=by_age) if every[i].kind == "match" and not every[i].is_retracted)
    return tuple(match for match in named if answer(match, "inquiry_id") == inquiry.record_id)


def inquiry_status(dossier: Dossier, inquiry: Shown) -> str | None:
    """The status to show and count: closed as stored, else `verified` or `reunified` by a match of the inquiry."""
    stored = answer(inquiry, "status")
    states = {answer(match, "state") for match in matches_of(dossier, inquiry)}
    if stored != "closed" and "reunited" in states:
        return "reunified"
    if stored != "closed" and "confirmed" in states:
        return "verified"
    return stored if isinstance(stored, str) else None
