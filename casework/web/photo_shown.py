"""The photo beside a name: only while consent to photos is in force, only what this person may read, and only if at
least its thumbnail is here. Everywhere else there is simply no photo."""

from datetime import date

from flask import url_for

from casework.attachments import NOT_HERE
from casework.book import CaseBook
from casework.web.file_lines import PHOTO, file_of, has_photo_consent
from casework.web.record_places import CASES, TRACING
from shared_schema.errors import HomewardError
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer
from shared_schema.scopes import ATTACHMENT


def photo_url(book: CaseBook, head: Shown | None, today: date) -> str:
    """The address of the small photo of a case's person, or of whom an inquiry looks for; "" where none stands."""
    record = answer(head, PHOTO)
    if head is None or not isinstance(record, str) or head.is_retracted:
        return ""
    try:
        dossier = book.dossier(head.record_id)
    except HomewardError:
        return ""
    shown = _photo_in(dossier, record)
    value = None if shown is None else file_of(shown)
    if value is None or value.thumbnail is None or not has_photo_consent(dossier, today):
        return ""
    if book.attachments.state(value) == NOT_HERE:
        return ""
    base = TRACING if head.kind == "tracing_inquiry" else CASES
    return url_for("files.thumbnail", base=base, home=head.record_id, record=record)


def _photo_in(dossier: Dossier, record: str) -> Shown | None:
    shown = dossier.records.get(record)
    return shown if shown is not None and shown.kind == ATTACHMENT and not shown.is_retracted else None
