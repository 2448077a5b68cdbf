"""Photos and papers as pages show them: what each is, under which consent it stands, how much of it is here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import url_for

from casework.attachments import HERE, THUMBNAIL, Attachments
from casework.book import CaseBook
from casework.web.pieces import Tag
from casework.web.saying import Phrasebook, message
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, by_age
from shared_schema.merge.policy import Shown
from shared_schema.records.file_value import PDF, FileValue, read_file_value
from shared_schema.rules.consent import has_consent
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer, choices
from shared_schema.scopes import ATTACHMENT

PHOTO = "photo"
KIB = 1024
WAITS, STATE_HERE, STATE_THUMBNAIL, STATE_NOT_HERE = (
    message("On this laptop, not sent yet"),
    message("Full file is here"),
    message("Thumbnail received"),
    message("Not received yet"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """One photo or paper. `thumbnail_url` and `picture_url` are "" where there is none or it is not here; `signed` =
    the consents whose signed form it is."""

    shown: Shown
    url: str
    form: str
    kib: int
    state: Tag
    is_whole: bool
    is_photo: bool
    has_consent: bool
    is_of_person: bool
    thumbnail_url: str
    picture_url: str
    download_url: str
    signed: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """Who looks at the files of which dossier on which day."""

    book: CaseBook
    dossier: Dossier
    base: str
    today: date
    language: str
    phrases: Phrasebook

    def lines(self) -> tuple[FileLine, ...]:
        """The files of the dossier, newest first; voided ones are left out."""
        found = [one for one in self.dossier.of_kind(ATTACHMENT) if file_of(one) is not None]
        return tuple(self.line(one) for one in sorted(found, key=lambda one: by_age(one.record_id), reverse=True))

    def line(self, shown: Shown) -> FileLine:
        """One file; the record holds one (`file_of`)."""
        value = file_of(shown)
        if value is None:
            raise HomewardError("attachment.not_a_file")
        files, head = self.book.attachments, self.dossier.head
        presence = files.state(value)
        is_photo = answer(shown, "attachment_type") == PHOTO
        return FileLine(
            shown=shown,
            url=self._url("one", shown.record_id),
            form=self._say(form_of(value)),
            kib=max(1, round(value.size / KIB)),
            state=self._state(files, shown.record_id, presence),
            is_whole=presence == HERE,
            is_photo=is_photo,
            has_consent=has_photo_consent(self.dossier, self.today),
            is_of_person=head is not None and answer(head, PHOTO) == shown.record_id,
            thumbnail_url=self._url("thumbnail", shown.record_id) if can_show_small(value, presence) else "",
            picture_url=self._url("picture", shown.record_id) if value.is_image and presence == HERE else "",
            download_url=self._url("download", shown.record_id) if presence == HERE else "",
            signed=tuple(
                one for one in self.dossier.of_kind("consent") if answer(one, "evidence_file") == shown.record_id
            ),
        )

    def _state(self, files: Attachments, record: Id, presence: str) -> Tag:
        if presence == HERE:
            return Tag(self._say(WAITS), "waiting") if files.waits(record) else Tag(self._say(STATE_HERE), "good")
        return Tag(self._say(STATE_THUMBNAIL if presence == THUMBNAIL else STATE_NOT_HERE), "quiet")

    def _url(self, page: str, record: Id) -> str:
        return url_for(f"files.{page}", base=self.base, home=self.dossier.home, record=record)

    def _say(self, words: str) -> str:
        return self.phrases.translate(self.language, words)


def file_of(shown: Shown) -> FileValue | None:
    """The file of an attachment; None where it has none that this version can read."""
    value = answer(shown, "file")
    try:
        return None if value is None else read_file_value(value)
    except HomewardError:
        return None


def form_of(value: FileValue) -> str:
    """What a file is, to be said in the reader's language."""
    if value.is_image:
        return message("Picture")
    return message("PDF paper") if value.media_type == PDF else message("Recording")


def can_show_small(value: FileValue, presence: str) -> bool:
    """Whether a small picture of the file can stand on a page."""
    return value.thumbnail is not None and presence in (HERE, THUMBNAIL)


def has_photo_consent(dossier: Dossier, today: date) -> bool:
    """Whether consent to photos is in force."""
    return has_consent(dossier, PHOTO, today)


def going_with(shown: Shown, name_of: Callable[[Id], str]) -> tuple[str, ...]:
    """The referrals with which a file goes, by their names."""
    return tuple(name_of(referral) for referral in choices(shown, "for_receiver"))
