"""A laptop in words: what stands beside its code, its last contact and by which way, clock, lease and certificate."""

from collections.abc import Mapping

from casework.web.dates import moment_words
from casework.web.pieces import Tag
from casework.web.saying import message
from shared_schema.identifiers import Id
from sync_server.console.phrases import say, say_count
from sync_server.services import renewal
from sync_server.services.laptops import Laptop, LaptopPage
from sync_server.services.people_names import name_in

DAY_MS, MINUTE_MS = 86_400_000, 60_000
SILENT_DAYS = 14
GRACE_DAYS = 7
CLOCK_TOLERANCE_MS = 5 * MINUTE_MS
WAYS = {
    "direct": message("over the internet"),
    "hub": message("through a hub"),
    "bundle": message("by USB"),
}


def laptop_tags(one: Laptop, *, now_ms: int, language: str) -> list[Tag]:
    """Lost, silent for long, certificate ending or late."""
    if one.is_lost:
        return [Tag(say(language, "Access stopped"), "danger")]
    found = []
    if one.is_moved:
        found.append(Tag(say(language, "Enrolled for another office"), "waiting"))
    heard = one.device.last_contact_at or one.device.issued_at
    if now_ms - heard > SILENT_DAYS * DAY_MS:
        days = (now_ms - heard) // DAY_MS
        found.append(Tag(say_count(language, "Silent for %(n)s day", "Silent for %(n)s days", n=days), "waiting"))
    ends = renewal.ends_at(one.device.issued_at)
    if now_ms > ends + GRACE_DAYS * DAY_MS:
        found.append(Tag(say(language, "Certificate ended"), "waiting"))
    elif renewal.is_ending(one.device.issued_at, now_ms=now_ms):
        found.append(Tag(say(language, "Certificate ends soon"), "quiet"))
    return found


def contact_words(one: Laptop, language: str) -> str:
    """When it was last heard of, and by which way."""
    if one.device.last_contact_at is None:
        return say(language, "Never")
    when = moment_words(one.device.last_contact_at, language)
    if one.contact is None:
        return when
    return say(language, "Heard of %(when)s, %(way)s", when=when, way=say(language, WAYS[one.contact.way]))


def worker_words(one: Laptop, language: str) -> str:
    """Whose laptop it is."""
    return name_in(one.shown, language) or (one.account.login if one.account is not None else "–")


def page_facts(page: LaptopPage, offices: Mapping[Id, str], language: str) -> list[tuple[str, str]]:
    """(question, answer) of one laptop's page; `offices` = names by id."""
    one, contact = page.laptop, page.laptop.contact
    office = "–" if one.office is None else offices.get(one.office.id) or one.office.code
    rows = [
        (say(language, "Worker"), worker_words(one, language)),
        (say(language, "Office"), office),
        (say(language, "Last contact"), contact_words(one, language)),
        (say(language, "Cases on it"), str(page.cases)),
        (say(language, "Changes received"), str(sum(life.head_n for life in page.lives))),
        (say(language, "Changes it still holds back"), _unsent(page, language)),
        (say(language, "Its clock"), _clock(page, language)),
        (say(language, "Version of its records"), "–" if contact is None else str(contact.schema_version)),
        (say(language, "Lease"), _lease(page, language)),
        (say(language, "Certificate good until"), moment_words(renewal.ends_at(one.device.issued_at), language)),
    ]
    if page.restricted is not None:
        rows.insert(4, (say(language, "Restricted records on it"), str(page.restricted)))
    if len(page.lives) > 1:
        times = say_count(language, "%(n)s time", "%(n)s times", n=len(page.lives) - 1)
        rows.append((say(language, "Restored from a backup"), times))
    return rows


def _unsent(page: LaptopPage, language: str) -> str:
    contact = page.laptop.contact
    if contact is None or contact.unsent is None:
        return say(language, "Not known")
    if contact.unsent == 0:
        return say(language, "None at its last contact; what was written since is not known here")
    return say(language, "%(n)s at its last contact", n=contact.unsent)


def _clock(page: LaptopPage, language: str) -> str:
    contact = page.laptop.contact
    if contact is None:
        return say(language, "Not known")
    difference = contact.clock_difference_ms
    if abs(difference) < CLOCK_TOLERANCE_MS:
        return say(language, "Right")
    minutes = abs(difference) // MINUTE_MS
    if difference > 0:
        return say_count(language, "%(n)s minute ahead", "%(n)s minutes ahead", n=minutes)
    return say_count(language, "%(n)s minute behind", "%(n)s minutes behind", n=minutes)


def _lease(page: LaptopPage, language: str) -> str:
    if page.lease is None or page.laptop.is_lost:
        return say(language, "Ended")
    if page.lease.read_out_at is not None:
        return say(language, "Its code was read out %(when)s", when=moment_words(page.lease.read_out_at, language))
    return say(language, "Renewed at each contact")
