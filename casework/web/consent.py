"""The consent ledger of a case or an inquiry: what is open today, every decision with its day, add, renew, withdraw.

Promise: entries are added, never edited. Withdrawing is one page, needs no reason, and takes effect on this computer
with the save; whoever received something under it gets a task that tells them to stop.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from casework.book import Edit
from casework.forms.sections import FormSpec, Section
from casework.web.acting import NotTaken, addition, change, take_step
from casework.web.consent_view import entry_lines, purpose_lines
from casework.web.desk import Desk
from casework.web.form_page import Sheet, Walk, form_page
from casework.web.joined_view import joined_notes, lead_to_kept, number_tags
from casework.web.record_places import CASES, TRACING, Stand, files_url, url_of_record
from casework.web.record_rights import may_write
from casework.web.record_screen import Screen, screen_at
from shared_schema.canonical import Json
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.consent import has_consent
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer, day, is_minor, read_day
from shared_schema.rules.referral import PURPOSE as SHARING
from shared_schema.rules.referral import is_overridden
from shared_schema.vocabularies.consent import CONSENT_PURPOSE
from shared_schema.words.sentence import Words

TELL_WITHIN = timedelta(days=2)
UNDER_WAY = ("sent", "accepted")
RENEWED = ("purpose", "recipient", "recipient_class", "scope", "given_by", "giver_member")
SPEC = FormSpec(
    "consent",
    Words("Record consent", "កត់ត្រាការយល់ព្រម"),
    (
        Section("what", Words("What is the consent for?", "ការយល់ព្រមនេះសម្រាប់អ្វី?"), ("purpose",)),
        Section("decided", Words("What was decided, and when?", "បានសម្រេចអ្វី ហើយនៅពេលណា?"), ("decision", "decided_on")),
        Section("whom", Words("Who may receive it?", "តើអ្នកណាអាចទទួលបាន?"), ("recipient", "recipient_class")),
        Section("scope", Words("What may be shared?", "តើអាចចែករំលែកអ្វីខ្លះ?"), ("scope",)),
        Section(
            "until", Words("Until when, under which conditions?", "ដល់ពេលណា ក្រោមលក្ខខណ្ឌអ្វី?"), ("expires_on", "conditions")
        ),
        Section("who", Words("Who decided?", "តើអ្នកណាបានសម្រេច?"), ("given_by", "giver_member")),
        Section("child", Words("Does the child agree?", "តើកុមារយល់ស្របដែរឬទេ?"), ("child_assent",)),
        Section(
            "how", Words("How was it recorded?", "តើបានកត់ត្រាដោយរបៀបណា?"), ("evidence", "witness_name", "evidence_file")
        ),
        Section(
            "interpreter",
            Words("Was there an interpreter?", "តើមានអ្នកបកប្រែដែរឬទេ?"),
            ("interpreter_name", "language"),
        ),
    ),
    button=Words("Save this decision", "រក្សាទុកសេចក្តីសម្រេចនេះ"),
)
_BASE = f"/<any({CASES},{TRACING}):base>/<home>/consent"


def blueprint(desk: Desk) -> Blueprint:
    """Pages of consent."""
    pages = Blueprint("consent", __name__)

    @pages.get(_BASE)
    def show(base: str, home: str) -> Response:
        return _ConsentPage(desk, base, home).show()

    @pages.route(f"{_BASE}/add", methods=["GET", "POST"])
    def add(base: str, home: str) -> Response:
        return _ConsentPage(desk, base, home).add()

    @pages.route(f"{_BASE}/<entry>/withdraw", methods=["GET", "POST"])
    def withdraw(base: str, home: str, entry: str) -> Response:
        return _ConsentPage(desk, base, home).withdraw(entry)

    return pages


class _ConsentPage:
    """The consent pages of one dossier during one request."""

    def __init__(self, desk: Desk, base: str, home: Id) -> None:
        self.desk = desk
        self.base = base
        self.screen: Screen = screen_at(desk, base, "consent", home)
        self.language = desk.reader().language
        self.today = desk.today()
        dossier, head = self.screen.surroundings.dossier, self.screen.head
        if dossier is None or head is None:
            abort(404)
        self.dossier: Dossier = dossier
        self.head: Shown = head

    def show(self) -> Response:
        """What is open today, and the ledger."""
        around = self.screen.surroundings
        lead_to_kept(around)
        facts = {"language": self.language, "phrases": self.desk.phrases}
        every = (self.dossier, *(() if around.together is None else around.together.others))
        page = render_template(
            "consent/show.html",
            **self._common(),
            purposes=purpose_lines(self.dossier, self.today, **facts),  # type: ignore[arg-type]
            entries=entry_lines(every, self.today, **facts),  # type: ignore[arg-type]
            joined=joined_notes(around),
            number_tags=lambda entry: number_tags(around, entry.home),
            may_write=self._may_write(),
            add_url=self._url("add"),
            renew_url=lambda entry: self._url("add", renew=entry.record_id),
            purpose_url=lambda purpose: self._url("add", purpose=purpose),
            withdraw_url=lambda entry: self._url("withdraw", of=entry.home, entry=entry.record_id),
            entry_url=lambda entry: Stand(self.base, entry.home).url("show", "consent", record=entry.record_id),
            form_url=lambda entry: url_for(
                "files.one", base=self.base, home=entry.home, record=str(answer(entry, "evidence_file"))
            ),
            add_form_url=lambda entry: files_url(
                self.base, entry.home, named=entry.record_id, register="evidence_file"
            ),
            saved_at=_moment(request.args.get("saved")),
        )
        return make_response(page)

    def add(self) -> Response:
        """A new entry; `renew` begins it like an earlier one, `purpose` names what it is for."""
        if not self._may_write():
            abort(404)
        lead_to_kept(self.screen.surroundings)
        sheet = Sheet(
            spec=SPEC,
            home=self.head.record_id,
            back_url=self._url("show"),
            after=lambda _taken: self._url("show", saved=self.desk.clock()),
            presets=self._presets(),
            hints={
                "expires_on": self.desk.phrases.say(self.language, "Empty means: 12 months, for sharing with others."),
                "evidence_file": self.desk.phrases.say(
                    self.language, "Papers that were added before. A new one is added from the list of decisions."
                ),
            },
            walk=Walk(skipped=self._skipped),
            link_of=lambda record: url_of_record(self.screen.book, record),
            template="consent/form.html",
            context={**self._common(), "is_minor": self._is_minor()},
        )
        return form_page(self.desk, sheet)

    def withdraw(self, record: Id) -> Response:
        """One page: what closes, and the button."""
        entry = self.screen.record(record)
        if not self._may_write() or answer(entry, "decision") != "given" or entry.is_retracted:
            abort(404)
        already = day(entry, "withdrawn_on") is not None
        problem = NotTaken()
        told = self._to_tell(entry)
        if request.method == "POST" and not already:
            not_taken = self._save_withdrawn(entry, told)
            if not_taken is None:
                return make_response(redirect(self._url("show", saved=self.desk.clock()), code=303))
            problem = not_taken
        page = make_response(
            render_template(
                "consent/withdraw.html",
                **self._common(),
                entry=entry,
                already=already,
                told=told,
                problems=problem.problems,
                draft=request.form.get("draft") or self.desk.new_id(),
                day_typed=request.form.get("withdrawn_on", self.today.isoformat()),
                how_typed=request.form.get(
                    "withdrawn_how", self.desk.phrases.say(self.language, "Said to the social worker")
                ),
                back_url=self._url("show"),
            )
        )
        page.status_code = 422 if problem.problems or problem.gates else 200
        return page

    def _save_withdrawn(self, entry: Shown, told: tuple[Shown, ...]) -> NotTaken | None:
        say = self.desk.phrases.say
        withdrawn = read_day(request.form.get("withdrawn_on", ""))
        decided = day(entry, "decided_on")
        if withdrawn is None or withdrawn > self.today or (decided is not None and withdrawn < decided):
            words = say(self.language, "Choose today or an earlier day, not before the day of the consent.")
            return NotTaken(problems=(words,))
        how = request.form.get("withdrawn_how", "").strip()[:120] or say(self.language, "Said to the social worker")
        values: dict[str, Json] = {"withdrawn_on": withdrawn.isoformat(), "withdrawn_how": how}
        tasks = tuple(self._tell(referral) for referral in told)
        surroundings, book = self.screen.surroundings, self.screen.book
        edits = (change(entry, values), *tasks)
        return take_step(self.desk, surroundings, edits, link_of=lambda record: url_of_record(book, record))

    def _tell(self, referral: Shown) -> Edit:
        provider = self.screen.surroundings.name_of(str(answer(referral, "provider")))
        words = "Consent was withdrawn. Tell the receiver to stop and destroy: %(name)s"
        title = self.desk.phrases.say(self.language, words, name=provider)
        due = (self.today + TELL_WITHIN).isoformat()
        values: dict[str, Json] = {
            "title": title[:120],
            "due_on": due,
            "owner_worker": answer(self.head, "case_worker") or self.screen.book.person.worker,
            "origin": "referral",
            "origin_id": referral.record_id,
            "state": "open",
        }
        return addition("task", self.desk.new_id(), self.head.record_id, values)

    def _to_tell(self, entry: Shown) -> tuple[Shown, ...]:
        """Referrals that are under way and lose their consent with this entry."""
        after = replace(entry, values={**entry.values, "withdrawn_on": self.today.isoformat()})
        future = replace(self.dossier, records={**self.dossier.records, entry.record_id: after})
        under_way = [one for one in self.dossier.of_kind("referral") if answer(one, "state") in UNDER_WAY]
        covered = [one for one in under_way if not is_overridden(one) and self._is_covered(self.dossier, one)]
        return tuple(one for one in covered if not self._is_covered(future, one))

    def _is_covered(self, dossier: Dossier, referral: Shown) -> bool:
        provider = str(answer(referral, "provider"))
        return has_consent(dossier, SHARING, self.today, provider=provider, expiry_counts=False)

    def _skipped(self, values: Mapping[str, Json]) -> frozenset[str]:
        """Pages that ask nothing here: how long a no holds, and whether somebody of age agrees as a child."""
        refused = frozenset({"until"}) if values.get("decision") == "refused" else frozenset[str]()
        return refused if self._is_minor() else refused | {"child"}

    def _presets(self) -> dict[str, Json]:
        found: dict[str, Json] = {"decided_on": self.today.isoformat(), "decision": "given"}
        renewed = request.args.get("renew", "")
        together = self.screen.surroundings.together
        earlier = None if together is None or not is_id(renewed) else together.whole.find(renewed)
        if earlier is not None and earlier.kind == "consent":
            is_own = earlier.home == self.head.record_id  # relatives of a joined case are not relatives of this one
            names = RENEWED if is_own else tuple(name for name in RENEWED if name != "giver_member")
            found |= {name: earlier.values[name] for name in names if answer(earlier, name) is not None}
        purpose = request.args.get("purpose", "")
        return found | ({"purpose": purpose} if purpose in CONSENT_PURPOSE else {})

    def _common(self) -> dict[str, object]:
        return {**self.screen.common(), "empty_of_inquiry": self.base == TRACING}

    def _may_write(self) -> bool:
        return may_write(KINDS["consent"], self.screen.book.person)

    def _is_minor(self) -> bool:
        return self.head.kind == "case" and is_minor(self.head, self.today)

    def _url(self, page: str, *, of: Id = "", **values: object) -> str:
        """The address of a page; `of` = the joined case in which the entry stands."""
        return url_for(f"consent.{page}", base=self.base, home=of or self.head.record_id, **values)  # type: ignore[arg-type]


def _moment(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 14 else None
