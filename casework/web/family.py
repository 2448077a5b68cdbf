"""The family around a person: rows by generation, a table that says the same, adding, numbers, links to other dossiers.

Promise: whoever must not be contacted or told, and a number that is not safe, is marked wherever it is shown. A number
that stops working is ended, never deleted. A new "do not contact" makes its task for the supervisor.
"""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from markupsafe import Markup

from casework.forms.sections import FormSpec, Part, Section
from casework.forms.taking import THIS_RECORD
from casework.matching.proposing import Pair, propose_match
from casework.web.acting import NotTaken, change, take_step
from casework.web.alarm import alarm_tasks
from casework.web.desk import Desk
from casework.web.family_view import Member, generations_of, members_of
from casework.web.form_page import Sheet, form_page
from casework.web.joined_view import joined_notes, lead_to_kept, number_tags
from casework.web.person_names import names_of
from casework.web.record_places import CASES, Stand, url_if_there, url_of_record
from casework.web.record_rights import may_write
from casework.web.record_screen import Screen, screen_at
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.dossier import Dossier
from shared_schema.words.sentence import Words

MOST_FOUND = 10
_WHO = ("name_km", "name_latin", "nickname", "relation", "sex", "birth_year", "age_stated")
_SAFE = ("contact_safety", "may_be_told")
_LIFE = ("vital_status", "in_household", "is_caregiver", "in_contact", "place")
_MORE = ("occupation", "receives_services", "same_person_as", "notes")
_SECTIONS = (
    Section("who", Words("Who", "អ្នកណា"), _WHO),
    Section("safe", Words("Safe to contact, may be told", "ទាក់ទងដោយសុវត្ថិភាព អាចប្រាប់បាន"), _SAFE),
    Section("life", Words("How they are", "ស្ថានភាព"), _LIFE),
)
_NUMBER = Section("phone", Words("Telephone", "ទូរស័ព្ទ"), ("phone.number", "phone.safety", "phone.whose"))
_LAST = Section("more", Words("More", "ផ្សេងទៀត"), _MORE)
NEW_SPEC = FormSpec(
    "family_member",
    Words("Add a person", "បន្ថែមមនុស្ស"),
    (*_SECTIONS, _NUMBER, _LAST),
    (Part("phone", "contact_point", requires=("number",), is_optional=True),),
)
EDIT_SPEC = FormSpec("family_member", Words("Change what is known", "កែអ្វីដែលដឹង"), (*_SECTIONS, _LAST))
NUMBER_SPEC = FormSpec(
    "contact_point",
    Words("Add a number", "បន្ថែមលេខទូរស័ព្ទ"),
    (Section("number", Words("Telephone", "ទូរស័ព្ទ"), ("number", "safety", "whose", "used_from", "used_until")),),
)


def blueprint(desk: Desk) -> Blueprint:
    """Pages of the family."""
    pages = Blueprint("family", __name__)
    base, both = "/cases/<case>/family", ["GET", "POST"]
    pages.add_url_rule(base, "show", lambda case: _FamilyPage(desk, case).show())
    pages.add_url_rule(f"{base}/add", "add", lambda case: _FamilyPage(desk, case).add(), methods=both)
    pages.add_url_rule(
        f"{base}/<member>", "edit", lambda case, member: _FamilyPage(desk, case).edit(member), methods=both
    )
    pages.add_url_rule(
        f"{base}/<owner>/number", "number", lambda case, owner: _FamilyPage(desk, case).number(owner), methods=both
    )
    pages.add_url_rule(
        f"{base}/number/<number>/end",
        "end",
        lambda case, number: _FamilyPage(desk, case).end(number),
        methods=["POST"],
    )
    pages.add_url_rule(
        f"{base}/<member>/link", "link", lambda case, member: _FamilyPage(desk, case).link(member), methods=both
    )
    return pages


class _FamilyPage:
    """The family pages of one case during one request."""

    def __init__(self, desk: Desk, case: Id) -> None:
        self.desk = desk
        self.screen: Screen = screen_at(desk, CASES, "family_member", case)
        self.today = desk.today()
        dossier, head = self.screen.surroundings.dossier, self.screen.head
        if dossier is None or head is None:
            abort(404)
        self.dossier: Dossier = dossier
        self.head: Shown = head

    def show(self, not_taken: NotTaken | None = None) -> Response:
        """Everybody who is known; `not_taken` = why a press changed nothing."""
        around = self.screen.surroundings
        lead_to_kept(around)
        wording, found = around.wording, around.together
        members = members_of(
            self.dossier if found is None else found.whole,
            wording,
            name_of=self._name,
            tags_of=lambda home: number_tags(around, home),
            today=self.today,
        )
        is_writer = self._may_write()
        page = make_response(
            render_template(
                "family/show.html",
                **self.screen.common(),
                members=members,
                joined=joined_notes(around),
                generations=generations_of(members, wording, url_of=lambda one: self._url_of(one)),
                is_empty=len(members) <= 1,
                may_write=is_writer,
                problems=not_taken.problems if not_taken else (),
                gates=not_taken.gates if not_taken else (),
                member_url=self._url_of,
                number_url=lambda one: self._url("number", of=one.home, owner=one.record),
                end_url=lambda one: self._url("end", of=one.home, number=one.record),
                change_number_url=lambda one: Stand(CASES, one.home).url("edit", "contact_point", record=one.record),
                link_url=lambda one: self._url("link", of=one.home, member=one.record),
                same_url=lambda one: url_of_record(self.screen.book, one.same_as),
                add_url=self._url("add"),
                draft=self.desk.new_id(),
                saved_at=_moment(request.args.get("saved")),
            )
        )
        page.status_code = 422 if not_taken else 200
        return page

    def add(self) -> Response:
        """A new person of the family, with a number."""
        self._require_writer()
        lead_to_kept(self.screen.surroundings)
        return form_page(self.desk, self._sheet(NEW_SPEC, None, {"phone.owner": THIS_RECORD}))

    def edit(self, member: Id) -> Response:
        """What is known of one person."""
        self._require_writer()
        shown = self.screen.record(member)
        if shown.is_retracted:
            abort(404)
        return form_page(self.desk, self._sheet(EDIT_SPEC, shown, {}))

    def number(self, owner: Id) -> Response:
        """A new number of the person or of somebody of the family."""
        self._require_writer()
        held = self.dossier.records.get(owner)
        if held is None or held.kind not in ("case", "family_member"):
            abort(404)
        return form_page(self.desk, self._sheet(NUMBER_SPEC, None, {"owner": owner}, of=held))

    def end(self, number: Id) -> Response:
        """Ends a number today; the address stays in the history."""
        self._require_writer()
        shown = self.dossier.records.get(number)
        if shown is None or shown.kind != "contact_point":
            abort(404)
        edit = change(shown, {"used_until": self.today.isoformat()})
        not_taken = take_step(self.desk, self.screen.surroundings, [edit], link_of=self._link)
        return self._after(not_taken)

    def link(self, member: Id) -> Response:
        """Says that a relative has a case of her own, or is looking for this person: found by words, taken by press."""
        self._require_writer()
        shown = self.screen.record(member)
        chosen, text = request.form.get("chosen", ""), request.form.get("text", "").strip()
        if chosen:
            return self._link_to(shown, chosen)
        found = self.screen.book.search(text, limit=MOST_FOUND) if text else ()
        page = render_template(
            "family/link.html",
            **self.screen.common(),
            member=shown,
            text=text,
            is_searched=bool(text),
            found=tuple(one for one in found if one.record_id != self.head.record_id),
            number_of=self.screen.surroundings.number_of,
            draft=self.desk.new_id(),
            back_url=self._url("show"),
        )
        return make_response(page)

    def _link_to(self, member: Shown, chosen: str) -> Response:
        other = self._other_head(chosen)
        if other.kind == "tracing_inquiry":
            pair = Pair(self.head.record_id, inquiry=other.record_id)
            edit = propose_match(pair, record=self.desk.new_id(), found_by="person")
        else:
            edit = change(member, {"same_person_as": other.record_id})
        beside = {other.record_id: other}
        return self._after(take_step(self.desk, self.screen.surroundings, [edit], link_of=self._link, beside=beside))

    def _other_head(self, record: str) -> Shown:
        try:
            other = self.screen.book.open(record) if is_id(record) else None
        except HomewardError:
            other = None
        if other is None or other.kind not in ("case", "tracing_inquiry") or other.record_id == self.head.record_id:
            abort(404)
        return other

    def _after(self, not_taken: NotTaken | None) -> Response:
        if not_taken is None:
            return make_response(redirect(self._url("show", saved=self.desk.clock()), code=303))
        return self.show(not_taken)

    def _sheet(self, spec: FormSpec, record: Shown | None, fixed: dict[str, Json], *, of: Shown | None = None) -> Sheet:
        surroundings = self.screen.surroundings
        return Sheet(
            spec=spec,
            home=self.head.record_id,
            record=record,
            fixed=fixed,
            back_url=self._url("show"),
            after=lambda _taken: self._url("show", saved=self.desk.clock()),
            short={"is_caregiver": True, "whose": True},
            prepare=lambda taken: alarm_tasks(taken, record, desk=self.desk, surroundings=surroundings),
            link_of=self._link,
            template="family/form.html",
            context={**self.screen.common(), "of": of or record},
        )

    def _name(self, shown: Shown) -> str | Markup:
        names = names_of(shown.kind, shown.values, self.desk.reader().language)
        parts = [Markup('<bdi lang="{}">{}</bdi>').format(one.language, one.text) for one in names]
        return Markup(" · ").join(parts) if parts else self.screen.surroundings.name_of_shown(shown)

    def _url_of(self, one: Member) -> str:
        if one.is_self:
            return url_if_there("cases.show", case=one.record)
        if self._may_write():
            return self._url("edit", of=one.home, member=one.record)
        return Stand(CASES, one.home).url("show", "family_member", record=one.record)

    def _link(self, record: Id) -> str:
        return url_of_record(self.screen.book, record)

    def _may_write(self) -> bool:
        return may_write(KINDS["family_member"], self.screen.book.person)

    def _require_writer(self) -> None:
        if not self._may_write():
            abort(404)

    def _url(self, page: str, *, of: Id = "", **values: object) -> str:
        """The address of a page; `of` = the joined case in which the record stands."""
        return url_for(f"family.{page}", case=of or self.head.record_id, **values)  # type: ignore[arg-type]


def _moment(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 14 else None
