"""What must be known before anybody acts on a case: danger, whom not to contact, which number not to call; consent.

Only what is held and may be seen is said: a restricted record adds nothing for whoever does not hold it.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from markupsafe import Markup

from casework.acceptance import REFUSED, WAITING, acceptance_of
from casework.web.form_around import Surroundings
from casework.web.joined_view import with_number
from casework.web.pieces import Tag
from casework.web.record_places import CASES, Stand, url_if_there
from casework.web.saying import say
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.alerts import open_alerts
from shared_schema.rules.consent import has_consent
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer, day

_SUSPECTED = ("suspected", "involved")


def safety_lines(dossier: Dossier, around: Surroundings, today: date) -> list[str | Markup]:
    """The sentences of the safety banner, alerts first; names as markup. Empty where nothing is known."""
    found: list[str | Markup] = [*_alerts(dossier, around, today), *_no_contact(dossier, around)]
    found += [*_relatives(dossier, around, today), *_numbers(dossier, around, today)]
    return [*found, *_suspected(dossier, around)]


def consent_tags(dossier: Dossier, around: Surroundings, today: date) -> tuple[Tag, ...]:
    """The consent badge: the purposes in force, and those withdrawn; without any entry that tracing is closed."""
    language, entries = around.wording.language, list(dossier.of_kind("consent"))
    if not entries:
        return (Tag(say(language, "No consent recorded"), "waiting"),)
    given = [code for code in _purposes(entries) if _is_in_force(dossier, entries, code, today)]
    withdrawn = [
        code for code in _purposes(entries) if code not in given and any(_is_withdrawn(e, code) for e in entries)
    ]
    tags = []
    if given:
        words = ", ".join(_purpose_words(code, around) for code in given)
        tags.append(Tag(say(language, "Consent given: %(purposes)s", purposes=words), "good"))
    if withdrawn:
        words = ", ".join(_purpose_words(code, around) for code in withdrawn)
        tags.append(Tag(say(language, "Consent withdrawn: %(purposes)s", purposes=words), "waiting"))
    return tuple(tags) or (Tag(say(language, "No consent in force"), "waiting"),)


def withdrawn_elsewhere(joined: Sequence[Dossier], around: Surroundings) -> tuple[Tag, ...]:
    """Consent that was withdrawn under the number of a joined case, so that nobody overlooks it."""
    tags = []
    for one in joined:
        entries = list(one.of_kind("consent"))
        codes = [code for code in _purposes(entries) if any(_is_withdrawn(entry, code) for entry in entries)]
        words = ", ".join(_purpose_words(code, around) for code in codes)
        said = say(around.wording.language, "Consent withdrawn: %(purposes)s", purposes=words)
        tags += [Tag(with_number(around, entries[0], said), "waiting")] if codes else []
    return tuple(tags)


def _alerts(dossier: Dossier, around: Surroundings, today: date) -> Iterator[Markup]:
    language = around.wording.language
    for alert in open_alerts(dossier, today):
        shown = dossier.records[alert.record]
        label = KINDS[shown.kind].fields[alert.register].label(language)
        words = around.answer(shown, alert.register)
        url = Stand(CASES, shown.home).url("show", shown.kind, record=alert.record)
        when = around.day(alert.raised_on)
        whose = f"{around.name_of_shown(shown)} · " if shown.kind == "family_member" else ""
        yield Markup('{}<a href="{}">{} · {}</a> · {}').format(whose, url, label, words, when)


def _no_contact(dossier: Dossier, around: Surroundings) -> Iterator[str]:
    head = dossier.head
    if answer(head, "do_not_contact_family") is not True or head is None:
        return
    language = around.wording.language
    reason = around.answer(head, "do_not_contact_reason")
    if reason:
        yield say(language, "Do not contact the family: %(reason)s", reason=reason)
    else:
        yield say(language, "Do not contact the family")


def _relatives(dossier: Dossier, around: Surroundings, today: date) -> Iterator[str]:
    alarmed = {alert.record for alert in open_alerts(dossier, today)}  # said above
    for member in dossier.of_kind("family_member"):
        if answer(member, "contact_safety") == "unsafe" and member.record_id not in alarmed:
            yield say(
                around.wording.language,
                "Not safe to contact: %(name)s (%(relation)s)",
                name=around.name_of_shown(member),
                relation=around.answer(member, "relation"),
            )


def _numbers(dossier: Dossier, around: Surroundings, today: date) -> Iterator[str]:
    for point in dossier.of_kind("contact_point"):
        until = day(point, "used_until")
        if answer(point, "safety") == "unsafe" and (until is None or until >= today):
            owner = around.name_of(str(answer(point, "owner")))
            number = around.answer(point, "number")
            yield say(around.wording.language, "Do not call %(number)s (%(name)s)", number=number, name=owner)


def _suspected(dossier: Dossier, around: Surroundings) -> Iterator[str]:
    language = around.wording.language
    for verification in dossier.of_kind("verification"):
        if answer(verification, "complicity_check") in _SUSPECTED:
            yield say(language, "A relative may be involved in what happened. See the verification.")
            return
    for person in dossier.of_kind("perpetrator"):
        relative = answer(person, "family_member")
        if isinstance(relative, str):
            yield say(language, "A relative may be involved in what happened: %(name)s", name=around.name_of(relative))


def _purposes(entries: list[Shown]) -> list[str]:
    return list(dict.fromkeys(str(answer(entry, "purpose")) for entry in entries))


def _is_in_force(dossier: Dossier, entries: list[Shown], purpose: str, today: date) -> bool:
    named = [answer(entry, "recipient") for entry in entries if answer(entry, "purpose") == purpose]
    recipients = [one if isinstance(one, str) else None for one in named]
    return any(has_consent(dossier, purpose, today, provider=one) for one in recipients)


def _is_withdrawn(entry: Shown, purpose: str) -> bool:
    return answer(entry, "purpose") == purpose and answer(entry, "withdrawn_on") is not None


def _purpose_words(purpose: str, around: Surroundings) -> str:
    return around.code("consent", "purpose", purpose)


def acceptance_tags(dossier: Dossier, language: str) -> tuple[Tag, ...]:
    """That the office has not accepted the case yet, or did not accept it."""
    state = acceptance_of(dossier)
    if state == WAITING:
        return (Tag(say(language, "Not yet accepted by the office"), "waiting"),)
    return (Tag(say(language, "Not accepted by the office"), "waiting"),) if state == REFUSED else ()


def consent_url(home: str) -> str:
    """Where consent is recorded: its own page, else the list of the kind."""
    return url_if_there("consent.show", base=CASES, home=home) or Stand(CASES, home).url("index", "consent")
