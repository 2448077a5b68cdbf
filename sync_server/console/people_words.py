"""A person's account in words: what she sees in one sentence, how far her sign-in is, what waits for somebody."""

from collections.abc import Iterable

from casework.web.answers import code_words
from casework.web.pieces import Tag
from sync_server.console.phrases import say
from sync_server.services.access import ADMINISTRATOR, AUDITOR, WORKER
from sync_server.services.people_names import name_in
from sync_server.services.staff import NEW, NO_CONSOLE, Staff
from sync_server.store.people import LEFT, RESTRICTED, UNVERIFIED, Office

NONE = "–"


def scope_sentence(one: Staff, names: dict[str, str], language: str) -> str:
    """What she sees: her own cases, these offices, restricted accounts or not. `names` = office names by id."""
    account = one.account
    if account.status == LEFT:
        return say(language, "Left: sees nothing")
    if account.role == ADMINISTRATOR:
        return say(language, "Runs people, laptops and settings; sees no case")
    if account.role == AUDITOR:
        return say(language, "Reads the audit; sees no case")
    if account.role == WORKER:
        return say(language, "Sees her own cases")
    if account.status == UNVERIFIED:
        return say(language, "Sees her own cases alone until a coordinator has countersigned")
    offices = office_list((one.office,) if one.account.role == "supervisor" else one.granted, names)
    if not offices:
        return say(language, "Sees no office yet")
    if account.clearance == RESTRICTED:
        return say(language, "Sees %(offices)s, restricted accounts as well", offices=offices)
    return say(language, "Sees %(offices)s, not restricted accounts", offices=offices)


def office_list(offices: Iterable[Office | None], names: dict[str, str]) -> str:
    """Offices by name, or code where none is recorded."""
    return ", ".join(names.get(one.id) or one.code for one in offices if one is not None)


def person_name(one: Staff, language: str) -> str:
    """Her name, or the login where none is recorded."""
    return name_in(one.shown, language) or one.account.login


def role_words(role: str, language: str) -> str:
    """The role in words."""
    return code_words("worker_role", role, language)


def standing_tags(one: Staff, language: str) -> list[Tag]:
    """What stands beside her name: left, not countersigned, no console, new, a reset that waits."""
    found = []
    if one.account.status == LEFT:
        found.append(Tag(say(language, "Left"), "quiet"))
    if one.waits_for_countersign:
        found.append(Tag(say(language, "Waits for a coordinator"), "waiting"))
    if one.console == NEW:
        found.append(Tag(say(language, "Has not signed in yet"), "quiet"))
    if one.console == NO_CONSOLE:
        found.append(Tag(say(language, "Laptop only"), "quiet"))
    if one.reset_asked_at is not None:
        found.append(Tag(say(language, "New credentials wait for a second person"), "waiting"))
    if one.is_asked_by_laptop:
        found.append(Tag(say(language, "A laptop asked for a change"), "waiting"))
    return found
