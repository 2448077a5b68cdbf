"""Referrals of a case: the need, a provider of the directory, what is shared, the letter, and what came of it.

Promise: nothing is sent that the person did not agree to; what is missing is said before the button, with the way to
consent. The directory is read here and never written.
"""

from dataclasses import replace

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for

from casework.book import Query
from casework.forms.sections import FormSpec, Section
from casework.forms.taking import Taken
from casework.joined import Together
from casework.web.acting import NotTaken, take_step, typed_reason
from casework.web.bilingual import Bilingual
from casework.web.desk import Desk
from casework.web.directory import province_options, service_options, wanted_of_request
from casework.web.form_page import Sheet, form_page
from casework.web.joined_view import joined_notes, lead_to_kept
from casework.web.printing import printing
from casework.web.provider_view import MOST_READ, Wanted, offers_of, provider_lines
from casework.web.record_places import CASES, url_of_record
from casework.web.record_rights import may_write
from casework.web.record_screen import opened
from casework.web.record_view import answer_rows
from casework.web.referral_letter import letter_words
from casework.web.referral_steps import SEND, Press, edits_for, presses_of
from casework.web.referral_view import agreed_scopes, covering_consent, letter_parts, parts_of
from casework.web.referring import Referring
from casework.web.saying import say
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.gate import S_C
from shared_schema.rules.gates_referral import to_revoke
from shared_schema.rules.reading import answer, choices
from shared_schema.scopes import ATTACHMENT
from shared_schema.vocabularies.code_list import OTHER
from shared_schema.vocabularies.services import OVERRIDE_REASON, SERVICE_TYPE
from shared_schema.words.sentence import Words

TITLE = Words("New referral", "ការបញ្ជូនបន្តថ្មី")
CHANGED = Words("Change the referral", "កែការបញ្ជូនបន្ត")
_IN_THE_HEAD = ("provider", "service_type", "state", "shared_scope", "receiving_office")


def blueprint(desk: Desk) -> Blueprint:
    """The pages of referrals."""
    pages = Blueprint("referrals", __name__)

    @pages.get("/cases/<case>/referrals")
    def index(case: str) -> Response:
        return _Referrals(desk, case).index()

    @pages.route("/cases/<case>/referrals/new", methods=["GET", "POST"])
    def new(case: str) -> Response:
        return _Referrals(desk, case).new()

    @pages.route("/cases/<case>/referrals/<record>", methods=["GET", "POST"])
    def show(case: str, record: str) -> Response:
        return _Referrals(desk, case).show(record)

    @pages.route("/cases/<case>/referrals/<record>/edit", methods=["GET", "POST"])
    def edit(case: str, record: str) -> Response:
        return _Referrals(desk, case).edit(record)

    @pages.route("/cases/<case>/referrals/<record>/letter", methods=["GET", "POST"])
    def letter(case: str, record: str) -> Response:
        return _Referrals(desk, case).letter(record)

    return pages


class _Referrals(Referring):
    """What is asked of the referrals of one case during one request."""

    def index(self) -> Response:
        """What was referred, what waits, and the directory for the next need."""
        wanted = self._wanted()
        lead_to_kept(self.around)
        found = self.around.together or Together(self.dossier)
        lost = {one.record_id for each in (found.own, *found.others) for one in to_revoke(each, self.today)}
        lines = [self.line(one, lost) for one in found.whole.of_kind("referral")][::-1]
        offered = provider_lines(self.book, self.around, wanted) if wanted.service else ()
        return self.page(
            "referrals/index.html",
            waiting=[line for line in lines if line.is_open],
            settled=[line for line in lines if not line.is_open],
            joined=joined_notes(self.around),
            has_consent=self.has_any_consent(),
            may_add=may_write(KINDS["referral"], self.book.person),
            wanted=wanted,
            services=service_options(self.language),
            provinces=province_options(self.language),
            offered=offered,
        )

    def new(self) -> Response:
        """The form for a provider and service that were chosen from the directory."""
        provider, service = request.args.get("provider", ""), request.args.get("service", "")
        if not may_write(KINDS["referral"], self.book.person) or not is_id(provider) or service not in SERVICE_TYPE:
            abort(404)
        shown = opened(self.book, provider)
        if shown.kind != "provider":
            abort(404)
        office = self.office_of(provider)
        fixed = {"provider": provider, "service_type": service}
        fixed |= {"receiving_office": office.record_id} if office is not None else {}
        sheet = self._sheet(_spec(provider, service), shown, service)
        return form_page(self.desk, replace(sheet, fixed=fixed, presets={"summary": ""}))

    def edit(self, record: str) -> Response:
        """The same questions while it is a draft."""
        referral = self.screen.record(record)
        if answer(referral, "state") not in (None, "draft") or not may_write(KINDS["referral"], self.book.person):
            abort(404)
        provider, service = str(answer(referral, "provider")), str(answer(referral, "service_type"))
        sheet = self._sheet(replace(_spec(provider, service), title=CHANGED), opened(self.book, provider), service)
        back = url_for("referrals.show", case=self.head.record_id, record=record)
        return form_page(self.desk, replace(sheet, record=referral, back_url=back))

    def show(self, record: str) -> Response:
        """One referral with what may be pressed; a press that lacks something says what."""
        referral = self.screen.record(record)
        not_taken = self._press(referral) if request.method == "POST" else None
        if request.method == "POST" and not_taken is None:
            url = url_for("referrals.show", case=self.head.record_id, record=record, saved=self.desk.clock())
            return make_response(redirect(url, code=303))
        provider = self.provider_of(referral)
        office = answer(referral, "receiving_office")
        is_theirs = office is not None and office != self.book.person.office
        parts = parts_of(self.dossier, referral, self.today)
        page = self.page(
            "referrals/show.html",
            referral=referral,
            provider=provider,
            line=self.line(referral, {one.record_id for one in to_revoke(self.dossier, self.today)}),
            rows=[row for row in answer_rows(referral, self.around) if row.field not in _IN_THE_HEAD],
            parts=parts,
            presses=self._presses(referral, is_theirs),
            may_override=self.book.person.role in S_C and not all(part.is_agreed for part in parts),
            overrides=[(code.code, code.label(self.language)) for code in OVERRIDE_REASON],
            is_theirs=is_theirs,
            services=[one for one in self.dossier.of_kind("service") if answer(one, "referral_id") == record],
            service_url=self.screen.stand.url(
                "new", "service", referral_id=record, provider=answer(referral, "provider")
            ),
            not_taken=not_taken,
            reason=typed_reason(),
            draft=request.form.get("draft") or self.desk.new_id(),
            receipt=self.book.receipt_of(record),
            saved_at=_moment(request.args.get("saved")),
            index_url=url_for("referrals.index", case=self.head.record_id),
        )
        page.status_code = 422 if not_taken else 200
        return page

    def letter(self, record: str) -> Response:
        """The letter on paper, in both languages; of one that was taken back, the letter that says so."""
        referral, two = self.screen.record(record), Bilingual(self.around)
        parts = parts_of(self.dossier, referral, self.today)
        consent = self.dossier.find(answer(referral, "consent_id"))
        provider = self.provider_of(referral)
        return self.page(
            "referrals/letter.html",
            two=two,
            words=letter_words(two, is_revoked=answer(referral, "state") == "revoked"),
            referral=referral,
            provider=provider,
            office=self.dossier.find(answer(self.head, "office")),
            worker=self.dossier.find(answer(self.head, "case_worker")),
            is_revoked=answer(referral, "state") == "revoked",
            parts=letter_parts(self.dossier, referral, two, self.today),
            papers=self._papers(record),
            left_out=[two.value("referral", "shared_scope", [p.code]) for p in parts if not p.is_agreed],
            consent=consent,
            printing=printing(self.desk, self.around, self.head.record_id, self._paper(provider)),
            back_url=url_for("referrals.show", case=self.head.record_id, record=record),
        )

    def _papers(self, referral: Id) -> list[tuple[Shown, str]]:
        """Photos and papers that were marked to go with it, with their pages."""
        case = self.head.record_id
        return [
            (one, url_for("files.one", base=CASES, home=case, record=one.record_id))
            for one in self.dossier.of_kind(ATTACHMENT)
            if referral in choices(one, "for_receiver")
        ]

    def _paper(self, provider: Shown | None) -> str:
        name = self.around.name_of_shown(provider) if provider is not None else "–"
        return say(self.language, "Referral letter to %(name)s", name=name)

    def _sheet(self, spec: FormSpec, provider: Shown, service: str) -> Sheet:
        agreed = agreed_scopes(self.dossier, provider.record_id, self.today)
        labels = ", ".join(self.around.code("consent", "scope", code) for code in agreed)
        hint = (
            say(self.language, "The person agreed to: %(parts)s.", parts=labels)
            if agreed
            else say(self.language, "No consent for this provider is in force. The draft waits until it is recorded.")
        )
        services = self.book.list(Query("provider_service"), limit=MOST_READ).records
        return Sheet(
            spec=spec,
            home=self.head.record_id,
            back_url=url_for("referrals.index", case=self.head.record_id, service=service),
            after=lambda taken: url_for(
                "referrals.show", case=taken.home, record=taken.record, saved=self.desk.clock()
            ),
            hints={"shared_scope": hint},
            short=dict.fromkeys(("summary", "reason_other", "service_type_other"), True),
            arrange=lambda taken: self._with_consent(taken, provider.record_id),
            link_of=lambda record: url_of_record(self.book, record),
            template="referrals/form.html",
            context={
                **self.screen.common(),
                "provider": provider,
                "service": service,
                "offers": offers_of(provider.record_id, services, self.around, Wanted(service=service)),
                "agreed": agreed,
                "consent_url": self.consent_url(),
            },
        )

    def _with_consent(self, taken: Taken, provider: Id) -> Taken:
        scope = taken.values.get("shared_scope")
        chosen = [code for code in scope if isinstance(code, str)] if isinstance(scope, list) else []
        consent = covering_consent(self.dossier, provider, chosen, self.today) if chosen else None
        found = None if consent is None else consent.record_id
        if found == taken.values.get("consent_id"):
            return taken
        new = {"consent_id": found}
        return replace(taken, changed={**taken.changed, **new}, values={**taken.values, **new})

    def _press(self, referral: Shown) -> NotTaken | None:
        provider = self.provider_of(referral)
        tell = say(
            self.language,
            "Tell %(provider)s to stop and to destroy what was shared",
            provider="" if provider is None else self.around.name_of_shown(provider),
        )
        press = Press(
            do=request.form.get("_do", ""),
            person=self.book.person,
            today=self.today,
            reason=typed_reason(),
            override=request.form.get("_override", ""),
            tell=tell,
        )
        edits = edits_for(press, referral, self.dossier, new_id=self.desk.new_id)
        if not edits:
            return NotTaken(problems=(say(self.language, "This was already answered. The page shows how it stands."),))
        return take_step(
            self.desk, self.around, edits, link_of=lambda record: self._link_of(referral, record), reason=press.reason
        )

    def _presses(self, referral: Shown, is_theirs: bool) -> tuple[str, ...]:
        if not may_write(KINDS["referral"], self.book.person) or referral.is_retracted:
            return ()
        return presses_of(referral, answers_itself=is_theirs)

    def _link_of(self, referral: Shown, record: Id) -> str:
        is_own = record == referral.record_id
        return self.consent_url() if is_own and request.form.get("_do") == SEND else url_of_record(self.book, record)

    def _wanted(self) -> Wanted:
        province = request.args.get("province", "")
        return replace(wanted_of_request(), province=province if province.isdecimal() else "")


def _spec(provider: Id, service: str) -> FormSpec:
    """The questions; the first section bears the provider, so that a draft for one never opens for another."""
    others = ("service_type_other",) if service == OTHER else ()
    sections = (
        Section(f"why-{provider[-8:]}-{service}", Words("Why", "ហេតុអ្វី"), (*others, *_with_other("reason"), "urgency")),
        Section("shared", Words("What is shared", "អ្វីដែលចែករំលែក"), ("shared_scope", "summary")),
        Section("after", Words("Appointment and notes", "ការណាត់ និងកំណត់ចំណាំ"), ("appointment_on", "receiver_note")),
    )
    return FormSpec("referral", TITLE, sections, button=Words("Save the draft letter", "រក្សាទុកសេចក្តីព្រាងលិខិត"))


def _with_other(name: str) -> tuple[str, ...]:
    return tuple(each for each in (name, name + "_other") if each in KINDS["referral"].fields)


def _moment(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 14 else None
