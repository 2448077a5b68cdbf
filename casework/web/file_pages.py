"""The pages of the photos and papers of one dossier: the list, what an added file is about, one file, its paper.

Promise: before a photo of somebody is added the page says whether she agreed; a file that an answer asked for (a signed
form, the photo of the person) is named by that answer in the same save set.
"""

from dataclasses import replace
from io import BytesIO
from typing import BinaryIO, cast

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from casework.book import Draft, Edit
from casework.forms.sections import FormSpec, Section
from casework.web.acting import change
from casework.web.desk import Desk
from casework.web.draft_address import draft_url
from casework.web.file_drafts import ATTACHMENT, FILE, SECTION, carried, draft_of, form_of_draft, take_in, value_in
from casework.web.file_lines import FileLine, Seen, file_of, going_with, has_photo_consent
from casework.web.form_page import Sheet, form_page
from casework.web.joined_view import joined_notes, lead_to_kept, number_tags
from casework.web.printing import printing
from casework.web.record_places import TRACING, files_url, url_if_there, url_of_record
from casework.web.record_rights import may_write
from casework.web.record_screen import Screen, opened, screen_at
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, by_age, is_id
from shared_schema.merge.policy import Shown
from shared_schema.records.file_value import to_json
from shared_schema.records.kinds import KINDS
from shared_schema.rules.dossier import Dossier
from shared_schema.words.sentence import Words

DISCARDED = "discard-surely"
UNPROCESSABLE, NO_SPACE = 422, 507
ABOUT = Words("About this file", "អំពីឯកសារនេះ")
BUTTON = Words("Save this file", "រក្សាទុកឯកសារនេះ")
# answers of other records that may name a file, and what the file is then taken for
NAMING = {
    ("consent", "evidence_file"): "consent_form",
    ("case", "photo"): "photo",
    ("tracing_inquiry", "photo"): "photo",
}


class FilePages:
    """The pages of the files of one dossier during one request."""

    def __init__(self, desk: Desk, base: str, home: Id) -> None:
        self.desk, self.base = desk, base
        self.screen: Screen = screen_at(desk, base, ATTACHMENT, home)
        self.book, self.language = self.screen.book, desk.reader().language
        dossier, head = self.screen.surroundings.dossier, self.screen.head
        if dossier is None or head is None:
            abort(404)
        self.dossier: Dossier = dossier
        self.head: Shown = head
        self.seen = Seen(self.book, dossier, base, desk.today(), self.language, desk.phrases)

    def show(self, *, problem: str = "", status: int = 200) -> Response:
        """The list, and the form that adds one."""
        lead_to_kept(self.screen.surroundings)
        target = self._named()
        page = render_template(
            "files/show.html",
            **self._common(),
            lines=self._lines(),
            joined=joined_notes(self.screen.surroundings),
            number_tags=lambda shown: number_tags(self.screen.surroundings, shown.home),
            drafts=[(one, draft_url(one)) for one in self._drafts()],
            going_on=[(one, draft_url(one)) for one in self.book.drafts() if _is_form_of(one, self.head.record_id)],
            may_write=self._may_write(),
            add_url=self._url("add", **target),
            is_for_consent=target.get("register") == "evidence_file",
            draft=self.desk.new_id(),
            reserved=self.desk.new_id(),
            problem=problem,
            saved_at=_moment(request.args.get("saved")),
            going_with=lambda shown: going_with(shown, self.screen.surroundings.name_of),
        )
        return make_response(page, status)

    def add(self) -> Response:
        """Takes the file that was chosen; then the page that asks what it is."""
        draft, record = request.form.get("draft", ""), request.form.get("_record", "")
        if not self._may_write() or not is_id(draft) or not is_id(record):
            abort(404)
        if self._is_saved(record):
            return see(self.list_url())  # the same form, sent again after it was saved
        target = self._named()
        typed = {"attachment_type": [_taken_for(target)]} if target else {}
        form = form_of_draft(self.head.record_id, {"base": self.base, "home": self.head.record_id, **target}, typed)
        begun = Draft(draft, record, ATTACHMENT, self.head.record_id, {}, form, self.desk.clock())
        try:
            take_in(self.book, _chosen_file(), begun)
        except HomewardError as error:
            said = error.sentences(self.language)
            status = NO_SPACE if error.code.startswith("files.") else UNPROCESSABLE
            return self.show(problem=f"{said.happened} {said.safe} {said.next}", status=status)
        return see(self._url("new", draft=draft, **target))

    def describe(self) -> Response:
        """What the file is: type, caption, with which referral it goes."""
        chosen = request.form.get("draft") or request.args.get("draft") or ""
        draft = draft_of(self.book, chosen) if is_id(chosen) else next(iter(self._drafts()), None)
        value = None if draft is None else value_in(draft)
        if draft is None or value is None or draft.home != self.head.record_id or not self._may_write():
            return see(self.list_url())
        sheet = Sheet(
            spec=self._spec(),
            home=self.head.record_id,
            back_url=self.list_url(),
            after=lambda _taken: self._after(),
            fixed={FILE: to_json(value)},
            carried={FILE: (carried(value),)},
            short={"for_receiver": True},
            prepare=lambda taken: self._linked(taken.record),
            link_of=lambda record: url_of_record(self.book, record),
            template="files/form.html",
            context={
                **self._common(),
                "is_image": value.is_image,
                "thumbnail_url": self._url("thumbnail", record=draft.record) if value.thumbnail else "",
            },
        )
        answer = form_page(self.desk, sheet)
        if request.form.get("_do") == DISCARDED and draft_of(self.book, draft.draft) is None:
            self.book.attachments.drop(value)
        return answer

    def one(self, record: Id) -> Response:
        """One file with all that is known of it."""
        shown = self.screen.record(record)
        if file_of(shown) is None:
            return see(self.screen.url("show", record=record))
        can_change = self._may_write() and not shown.is_retracted
        page = render_template(
            "files/one.html",
            **self._common(),
            line=self.seen.line(shown),
            shown=shown,
            going_with=going_with(shown, self.screen.surroundings.name_of),
            edit_url=self.screen.url("edit", record=record) if can_change else "",
            void_url=self.screen.url("void", record=record) if self._may_write() else "",
            use_url=self._url("use", record=record) if can_change and not shown.is_retracted else "",
            draft=self.desk.new_id(),
            history_url=url_if_there("history.show", record=record),
            list_url=self.list_url(),
            paper_url=self._url("paper", record=record),
        )
        return make_response(page)

    def use_as_photo(self, record: Id) -> Response:
        """The photo that stands beside the name of the person."""
        shown = self.screen.record(record)
        if not self._may_write() or shown.is_retracted or not _is_photo(shown):
            abort(404)
        draft = request.form.get("draft", "")
        self.book.save([change(self.head, {"photo": record})], draft=draft if is_id(draft) else None)
        return see(self.list_url(saved=self.desk.clock()))

    def paper(self, record: Id) -> Response:
        """A picture on paper; who printed it stands in the case before it may."""
        shown = self.screen.record(record)
        if not _is_photo(shown) or shown.is_retracted:
            abort(404)
        line = self.seen.line(shown)
        if not line.picture_url:
            return see(line.url)
        named = self.desk.phrases.say(self.language, "Photo or paper")
        page = render_template(
            "files/paper.html",
            **self._common(),
            line=line,
            shown=shown,
            printing=printing(self.desk, self.screen.surroundings, self.head.record_id, named),
        )
        return make_response(page)

    def list_url(self, *, saved: int | None = None) -> str:
        """The address of the list."""
        url = files_url(self.base, self.head.record_id)
        return url if saved is None else f"{url}?saved={saved}"

    def _lines(self) -> list[FileLine]:
        """The files of the case with those of the cases that were joined to it, newest first."""
        found = self.screen.surroundings.together
        others = () if found is None else found.others
        lines = [line for one in (self.dossier, *others) for line in replace(self.seen, dossier=one).lines()]
        return sorted(lines, key=lambda line: by_age(line.shown.record_id), reverse=True)

    def _spec(self) -> FormSpec:
        """The questions; which referral it goes with is asked where there is one."""
        with_referral = ("for_receiver",) if any(self.dossier.of_kind("referral")) else ()
        section = Section(SECTION, ABOUT, ("attachment_type", "caption", *with_referral))
        return FormSpec(ATTACHMENT, ABOUT, (section,), button=BUTTON)

    def _after(self) -> str:
        target = self._named()
        if target.get("register") == "evidence_file":
            return url_for("consent.show", base=self.base, home=self.head.record_id, saved=self.desk.clock())
        return self.list_url(saved=self.desk.clock())

    def _linked(self, record: Id) -> tuple[Edit, ...]:
        """The record that asked for this file names it, in the same save set."""
        target = self._named()
        if not target:
            return ()
        return (change(opened(self.book, target["for"]), {target["register"]: record}),)

    def _named(self) -> dict[str, str]:
        """Which answer of which record of this dossier the file is added for; empty where for none."""
        target = {"for": request.args.get("for", ""), "register": request.args.get("register", "")}
        held = self.dossier.find(target["for"]) if is_id(target["for"]) else None
        return target if held is not None and (held.kind, target["register"]) in NAMING else {}

    def _drafts(self) -> list[Draft]:
        home = self.head.record_id
        return [one for one in self.book.drafts() if one.kind == ATTACHMENT and one.home == home and value_in(one)]

    def _is_saved(self, record: Id) -> bool:
        return self.dossier.find(record) is not None

    def _common(self) -> dict[str, object]:
        is_agreed = has_photo_consent(self.dossier, self.desk.today())
        consent = url_for("consent.add", base=self.base, home=self.head.record_id, purpose="photo")
        return {
            **self.screen.common(),
            "is_of_inquiry": self.base == TRACING,
            "is_agreed": is_agreed,
            "photo_consent_url": "" if is_agreed else consent,
        }

    def _may_write(self) -> bool:
        return may_write(KINDS[ATTACHMENT], self.book.person)

    def _url(self, page: str, **values: str) -> str:
        return url_for(f"files.{page}", base=self.base, home=self.head.record_id, **values)  # type: ignore[arg-type]


def _taken_for(target: dict[str, str]) -> str:
    """The type of a file that an answer asked for."""
    return next(taken for (_kind, register), taken in NAMING.items() if register == target["register"])


def _chosen_file() -> BinaryIO:
    chosen = request.files.get("file")
    return BytesIO() if chosen is None else cast(BinaryIO, chosen.stream)


def _is_photo(shown: Shown) -> bool:
    value = file_of(shown)
    return value is not None and value.is_image


def _is_form_of(draft: Draft, home: Id) -> bool:
    return draft.home == home and draft.kind == "visit"


def see(url: str) -> Response:
    """Leads to another page."""
    return make_response(redirect(url, code=303))


def _moment(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 14 else None
