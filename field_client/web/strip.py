"""The sync strip: one pure function from counts to a state and its sentences (interface.md 1.3 and 4.2).

Promise: "received" is said of receipts alone; what waits is counted in records that a worker recognises, never in
changes or bytes; the most urgent thing gives the state, and how much waits and when the last contact was always follow.
"""

from dataclasses import dataclass

from casework.web.dates import moment_words
from casework.web.desk import (
    ALL_RECEIVED,
    LEASE_ENDING,
    NEEDS_YOU,
    NO_CONTACT,
    SENDING,
    WAITING,
    WITH_OFFICE,
)
from field_client.web.phrases import say, say_count

LEASE_WARNING_DAYS = 7
SHIPPED_CENTRE = ("Phnom Penh", "ភ្នំពេញ")


@dataclass(frozen=True, slots=True, kw_only=True)
class StripFacts:
    """`visits` and `records` = what the centre has not received (visits apart); `at_office` = an office holds all of
    it; `photos` = added here, not yet whole at the centre; `needs_you` = set aside or in two versions; times in ms."""

    visits: int = 0
    records: int = 0
    photos: int = 0
    at_office: bool = False
    is_running: bool = False
    done: int = 0
    total: int = 0
    has_no_contact: bool = False
    needs_you: int = 0
    lease_days: int = 30
    last_contact: int | None = None
    centre: str = "Phnom Penh"
    office: str = ""


def centre_words(name: str, language: str) -> str:
    """The centre's name in the reader's language, where it is the one that ships; a name of one's own as it is."""
    return say(language, "Phnom Penh") if name in SHIPPED_CENTRE else name


def strip_state(facts: StripFacts) -> str:
    """The state of STRIP_STATES that these facts mean, the most urgent first."""
    waiting = facts.visits + facts.records
    if facts.is_running:
        return SENDING
    if facts.needs_you:
        return NEEDS_YOU
    if facts.lease_days <= LEASE_WARNING_DAYS:
        return LEASE_ENDING
    if facts.has_no_contact:
        return NO_CONTACT
    if waiting and facts.at_office:
        return WITH_OFFICE
    return WAITING if waiting or facts.photos else ALL_RECEIVED


def strip_lines(facts: StripFacts, language: str) -> tuple[str, ...]:
    """The sentences of the strip: the state's own first, then what waits, then the last contact."""
    state = strip_state(facts)
    lines = [*_own_lines(state, facts, language), *_waiting_lines(facts, language)]
    if facts.photos:
        lines.append(say_count(language, "%(n)s photo still to send", "%(n)s photos still to send", n=facts.photos))
    when = moment_words(facts.last_contact, language) if facts.last_contact else say(language, "not yet")
    return (*lines, say(language, "Last contact: %(when)s", when=when))


def _own_lines(state: str, facts: StripFacts, language: str) -> list[str]:
    if state == SENDING:
        if facts.total:
            return [say(language, "Sending %(done)s of %(total)s", done=facts.done, total=facts.total)]
        return [say(language, "Sending and receiving now")]
    if state == NEEDS_YOU:
        return [say_count(language, "%(n)s item needs you", "%(n)s items need you", n=facts.needs_you)]
    if state == LEASE_ENDING:
        return [
            say(
                language,
                "This laptop will stop opening its cases in %(n)s days unless it reaches the office.",
                n=facts.lease_days,
            )
        ]
    if state == NO_CONTACT:
        return [say(language, "No internet. Your work is safe on this laptop.")]
    return []


def _waiting_lines(facts: StripFacts, language: str) -> list[str]:
    centre = centre_words(facts.centre, language)
    if not facts.visits + facts.records:
        if facts.photos:
            return [say(language, "All records have been received by %(centre)s", centre=centre)]
        return [say(language, "Everything has been received by %(centre)s", centre=centre)]
    if facts.at_office:
        return [
            say(
                language,
                "Received by the %(office)s office, not yet by %(centre)s",
                office=facts.office,
                centre=centre,
            )
        ]
    lines = []
    if facts.visits:
        one, many = (
            "%(n)s visit not yet received by %(centre)s",
            "%(n)s visits not yet received by %(centre)s",
        )
        lines.append(say_count(language, one, many, n=facts.visits, centre=centre))
    if facts.records:
        one, many = (
            "%(n)s other record not yet received by %(centre)s",
            "%(n)s other records not yet received by %(centre)s",
        )
        lines.append(say_count(language, one, many, n=facts.records, centre=centre))
    return lines
