"""How a form begins: as its draft left it, as the record stands, or new with what is set in advance; and how it comes
back with a post.

Promise: a form is known by its draft, the record id reserved with it, what was seen, and marks of what stood in it.
"""

from dataclasses import dataclass

import orjson
from flask import request

from casework.book import CaseBook, Draft
from casework.forms.reading import Around, read_fields
from casework.forms.sections import MAIN
from casework.forms.taking import Opened, home_of
from casework.forms.typed import Typed, typed_of_json
from casework.forms.writing import opened_as, typed_of_values
from casework.web.desk import Desk
from casework.web.draft_address import address_of_request
from casework.web.form_sheet import Sheet
from shared_schema.canonical import Json
from shared_schema.identifiers import is_id
from shared_schema.records.kind import Kind
from shared_schema.records.kinds import KINDS

MOST_BASES = 10_000


@dataclass(frozen=True, slots=True)
class Begun:
    """A form with what stands in it, the reason typed so far, and the page of a walk it is at."""

    opened: Opened
    typed: Typed
    reason: str = ""
    saved_at: int | None = None
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What beginning a form of one page needs."""

    desk: Desk
    sheet: Sheet
    around: Around
    language: str

    @property
    def kind(self) -> Kind:
        """The kind of the main record."""
        return KINDS[self.sheet.spec.kind]

    def drafts(self, book: CaseBook) -> tuple[Draft, ...]:
        """The drafts of this page, newest first: of this record, or of a new one in this place."""
        return tuple(draft for draft in book.drafts() if self._is_ours(draft))

    def fresh(self) -> Begun:
        """The form without a draft."""
        sheet = self.sheet
        if sheet.record is None:
            record = self.desk.new_id()
            home = home_of(self.kind, record, sheet.home)
            return Begun(Opened(draft=self.desk.new_id(), record=record, home=home), self._preset())
        names, values = sheet.spec.fields_of(MAIN), sheet.record.values
        typed = typed_of_values(self.kind, names, values, around=self.around, language=self.language)
        opened = Opened(
            draft=self.desk.new_id(),
            record=sheet.record.record_id,
            home=sheet.record.home,
            base_seen=dict(sheet.record.seen),
            marks=opened_as(self.kind, read_fields(self.kind, names, typed, around=self.around)),
        )
        if sheet.walk is None:
            return Begun(opened, typed)
        answered = {key.partition(".")[0] for key in typed.texts}
        preset = {key: texts for key, texts in self._preset().texts.items() if key.partition(".")[0] not in answered}
        return Begun(opened, typed.merged(Typed(preset)))

    def posted(self) -> Opened | None:
        """The form that this post belongs to; None where it cannot be told."""
        draft, record = request.form.get("draft", ""), request.form.get("_record", "")
        seen, marks = _json_object("_seen"), _json_object("_marks")
        if not is_id(draft) or not is_id(record) or seen is None or marks is None:
            return None
        edited = self.sheet.record
        if edited is None:
            home = home_of(self.kind, record, self.sheet.home)
            return Opened(draft=draft, record=record, home=home, marks=marks)
        if record != edited.record_id:
            return None
        base = {device: n for device, n in seen.items() if is_id(device) and isinstance(n, int)}
        return Opened(draft=draft, record=record, home=edited.home, base_seen=base, marks=marks)

    def draft_of(self, begun: Begun, *, saved_at: int) -> Draft:
        """The form as a draft keeps it, with the page it belongs to."""
        opened = begun.opened
        form: dict[str, Json] = {"typed": begun.typed.as_json(), "marks": dict(opened.marks), "reason": begun.reason}
        form |= {"at": self._place(), "page": begun.at, **address_of_request()}
        return Draft(opened.draft, opened.record, self.kind.name, opened.home, opened.base_seen, form, saved_at)

    def _is_ours(self, draft: Draft) -> bool:
        if draft.kind != self.kind.name or not isinstance(draft.form, dict) or draft.form.get("at") != self._place():
            return False
        return self.sheet.record is None or draft.record == self.sheet.record.record_id

    def _place(self) -> str:
        record = self.sheet.record.record_id if self.sheet.record is not None else "new"
        return f"{self.sheet.home}/{self.kind.name}/{record}/{self.sheet.spec.sections[0].key}"

    def _preset(self) -> Typed:
        sheet, typed = self.sheet, Typed()
        for key in (MAIN, *(part.key for part in sheet.spec.parts if not part.rows)):
            kind = self.kind if key == MAIN else KINDS[sheet.spec.part(key).kind]
            prefix = key + "." if key else ""
            names = sheet.spec.fields_of(key)
            values = {name: kind.fields[name].default for name in names if key == MAIN}
            values |= {name: sheet.presets[prefix + name] for name in names if prefix + name in sheet.presets}
            typed = typed.merged(
                typed_of_values(kind, names, values, around=self.around, language=self.language, prefix=prefix)
            )
        return typed


def begun_of(draft: Draft) -> Begun:
    """A form as its draft left it."""
    form = draft.form if isinstance(draft.form, dict) else {}
    marks = form.get("marks")
    opened = Opened(
        draft=draft.draft,
        record=draft.record,
        home=draft.home,
        base_seen=dict(draft.base_seen),
        marks=marks if isinstance(marks, dict) else {},
    )
    reason, page = str(form.get("reason") or ""), str(form.get("page") or "")
    return Begun(opened, typed_of_json(form.get("typed")), reason, draft.saved_at, page)


def hidden_of(opened: Opened) -> dict[str, str]:
    """What the page carries of a form without showing it, by the names of its inputs."""
    return {
        "draft": opened.draft,
        "_record": opened.record,
        "_seen": _dump(dict(opened.base_seen)),
        "_marks": _dump(dict(opened.marks)),
    }


def _dump(value: Json) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _json_object(key: str) -> dict[str, Json] | None:
    try:
        value = orjson.loads(request.form.get(key, ""))
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) and len(value) <= MOST_BASES else None
