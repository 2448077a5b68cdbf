"""What the consent page shows: each purpose with whether it is open today, and the ledger, newest entry first. Pure.

An entry that does not count (a child's without a guardian, one without its scope) is never shown as a yes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casework.web.pieces import Tag
from casework.web.saying import Phrasebook, message
from shared_schema.identifiers import by_age
from shared_schema.merge.policy import Shown
from shared_schema.rules.consent import Recipient, consent_in_force, ends_on, giver_of
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer, choices, day
from shared_schema.vocabularies.consent import CONSENT_PURPOSE

IN_FORCE, REFUSED, WITHDRAWN, ENDED, NOT_COUNTING, NOT_YET, NEVER = (
    "in_force",
    "refused",
    "withdrawn",
    "ended",
    "not_counting",
    "not_yet",
    "never",
)
TONES: Mapping[str, str] = {IN_FORCE: "good", REFUSED: "waiting", WITHDRAWN: "waiting", ENDED: "waiting"}
STATE_WORDS: Mapping[str, str] = {
    IN_FORCE: message("In force"),
    REFUSED: message("The person said no"),
    WITHDRAWN: message("Consent withdrawn"),
    ENDED: message("Ended"),
    NOT_COUNTING: message("Does not count"),
    NOT_YET: message("Not yet"),
    NEVER: message("Not recorded"),
}
OPENS: Mapping[str, str] = {
    "services": message("Services, the plan, and the step to integration"),
    "tracing": message("Family tracing: searching, possible matches, verification"),
    "share_with_provider": message("Referrals to this provider or kind of provider, with the parts that were agreed"),
    "share_with_government": message("Reports about this person to the ministry"),
    "share_with_family": message("Telling the family, and preparing the return"),
    "case_conference": message("Discussing the case by name in a conference"),
    "photo": message("Taking and keeping photos"),
    "research": message("Questions of a study"),
    "statistics": message("Being counted in figures, without a name"),
}
OF_INQUIRY = ("tracing", "share_with_provider", "share_with_government", "photo")


@dataclass(frozen=True, slots=True)
class PurposeLine:
    """One purpose: its code, state, the words of the state, what it opens while in force, and its newest entry."""

    purpose: str
    state: str
    tag: Tag
    opens: str
    newest: Shown | None

    @property
    def is_open(self) -> bool:
        """Whether it is in force today."""
        return self.state == IN_FORCE


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of the ledger: who it is for, from when until when, how it stands today, what can be done with it."""

    entry: Shown
    state: str
    tag: Tag
    scope: tuple[str, ...]
    until: date | None
    may_be_withdrawn: bool


def purpose_lines(dossier: Dossier, today: date, *, language: str, phrases: Phrasebook) -> tuple[PurposeLine, ...]:
    """Each purpose in the order of the vocabulary; of an inquiry those that concern one."""
    is_case = dossier.head is not None and dossier.head.kind == "case"
    codes = [one.code for one in CONSENT_PURPOSE if is_case or one.code in OF_INQUIRY]
    entries = sorted(dossier.of_kind("consent"), key=_order, reverse=True)
    found = []
    for code in codes:
        own = [entry for entry in entries if answer(entry, "purpose") == code]
        states = [_state(dossier, entry, today) for entry in own]
        state = IN_FORCE if IN_FORCE in states else states[0] if states else NEVER
        opens = phrases.say(language, OPENS[code])
        found.append(PurposeLine(code, state, _tag(state, language, phrases), opens, own[0] if own else None))
    return tuple(found)


def entry_lines(
    dossiers: Sequence[Dossier], today: date, *, language: str, phrases: Phrasebook
) -> tuple[EntryLine, ...]:
    """The ledger, newest decision first; each entry counts in its own dossier (several where cases were joined)."""
    found = [(entry, dossier) for dossier in dossiers for entry in dossier.of_kind("consent")]
    found.sort(key=lambda one: _order(one[0]), reverse=True)
    return tuple(_entry(dossier, entry, today, language, phrases) for entry, dossier in found)


def _entry(dossier: Dossier, entry: Shown, today: date, language: str, phrases: Phrasebook) -> EntryLine:
    state = _state(dossier, entry, today)
    is_given = answer(entry, "decision") == "given" and day(entry, "withdrawn_on") is None
    return EntryLine(
        entry=entry,
        state=state,
        tag=_tag(state, language, phrases),
        scope=choices(entry, "scope"),
        until=ends_on(entry) if answer(entry, "decision") == "given" else None,
        may_be_withdrawn=is_given and state != ENDED,
    )


def _state(dossier: Dossier, entry: Shown, today: date) -> str:
    if answer(entry, "decision") == "refused":
        return REFUSED
    withdrawn, end, decided = day(entry, "withdrawn_on"), ends_on(entry), day(entry, "decided_on")
    if withdrawn is not None and withdrawn <= today:
        return WITHDRAWN
    if decided is not None and decided > today:
        return NOT_YET
    if end is not None and end <= today:
        return ENDED
    return IN_FORCE if _is_in_force(dossier, entry, today) else NOT_COUNTING


def _is_in_force(dossier: Dossier, entry: Shown, today: date) -> bool:
    """Whether this entry counts today beside the refusals and withdrawals of the same purpose and recipient."""
    provider, of_class = answer(entry, "recipient"), answer(entry, "recipient_class")
    recipient = Recipient(
        provider if isinstance(provider, str) else None, frozenset({of_class} if isinstance(of_class, str) else ())
    )
    others = [
        one
        for one in dossier.of_kind("consent")
        if one is entry or answer(one, "decision") == "refused" or day(one, "withdrawn_on") is not None
    ]
    purpose = str(answer(entry, "purpose"))
    return consent_in_force(others, purpose, recipient, choices(entry, "scope"), today, giver=giver_of(dossier))


def _tag(state: str, language: str, phrases: Phrasebook) -> Tag:
    return Tag(phrases.say(language, STATE_WORDS[state]), TONES.get(state, "quiet"))


def _order(entry: Shown) -> tuple[str, bytes]:
    return str(answer(entry, "decided_on") or ""), by_age(entry.record_id)
