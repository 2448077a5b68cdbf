"""The referrals of one case during one request: its dossier, their lines and marks, whom they go to, what is agreed."""

from dataclasses import dataclass

from flask import Response, abort, make_response, render_template, url_for

from casework.book import Query
from casework.web.case_safety import consent_url
from casework.web.desk import Desk
from casework.web.joined_view import number_tags
from casework.web.pieces import Tag
from casework.web.provider_view import MOST_READ
from casework.web.record_places import CASES, url_if_there
from casework.web.record_screen import Screen, screen_at
from casework.web.referral_steps import OPEN_STATES
from casework.web.saying import say
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.consent import has_consent
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gates_referral import is_answer_overdue
from shared_schema.rules.reading import answer
from shared_schema.rules.referral import PURPOSE
from shared_schema.vocabularies.services import REFERRAL_STATE

_TONES = {"draft": "quiet", "sent": "waiting", "accepted": "good", "declined": "waiting", "done": "good"}


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """A referral in the list: itself, its marks, whether it still waits for something, where it leads."""

    shown: Shown
    tags: tuple[Tag, ...]
    is_open: bool
    url: str


class Referring:
    """The referrals of one case during one request."""

    def __init__(self, desk: Desk, case: Id) -> None:
        self.desk, self.today, self.language = desk, desk.today(), desk.reader().language
        self.screen: Screen = screen_at(desk, CASES, "referral", case)
        self.around, self.book = self.screen.surroundings, self.screen.book
        dossier, head = self.around.dossier, self.screen.head
        if dossier is None or head is None:
            abort(404)
        self.dossier: Dossier = dossier
        self.head: Shown = head

    def line(self, referral: Shown, lost: set[Id]) -> ReferralLine:
        """A referral in a list; `lost` = those whose consent was withdrawn."""
        state = str(answer(referral, "state") or "draft")
        tags = [Tag(REFERRAL_STATE[state].label(self.language), _TONES.get(state, "quiet"))]
        if is_answer_overdue(referral, self.today):
            tags.append(Tag(say(self.language, "Answer overdue"), "waiting"))
        if referral.record_id in lost:
            tags.append(Tag(say(self.language, "Consent was withdrawn: take it back"), "danger"))
        tags += number_tags(self.around, referral.home)
        url = url_for("referrals.show", case=referral.home, record=referral.record_id)
        return ReferralLine(referral, tuple(tags), state in OPEN_STATES, url)

    def has_any_consent(self) -> bool:
        """Whether anything may be shared with anybody."""
        named = {answer(one, "recipient") for one in self.dossier.of_kind("consent")}
        providers = self.book.list(Query("provider"), limit=MOST_READ).records
        ids = [one.record_id for one in providers] or [str(one) for one in named if one]
        return any(has_consent(self.dossier, PURPOSE, self.today, provider=one) for one in ids)

    def office_of(self, provider: Id) -> Shown | None:
        """The office of the coalition that leads as this provider."""
        offices = self.book.list(Query("office"), limit=MOST_READ).records
        return next((one for one in offices if answer(one, "lead_agency") == provider), None)

    def provider_of(self, referral: Shown) -> Shown | None:
        """Whom a referral goes to."""
        return self.dossier.find(answer(referral, "provider"))

    def consent_url(self) -> str:
        """Where consent of the case is recorded."""
        return url_if_there("consent.show", base=CASES, home=self.head.record_id) or consent_url(self.head.record_id)

    def page(self, template: str, **context: object) -> Response:
        """A page of these referrals."""
        common = {**self.screen.common(), "consent_url": self.consent_url(), "case": self.head}
        return make_response(render_template(template, **{**common, **context}))
