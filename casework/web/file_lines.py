"""Photos and papers as pages show them: what each is, under which consent it stands, how much of it is here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from casework.attachments import HERE, THUMBNAIL, Attachments
from casework.book import CaseBook
from casework.web.answers import FILE_FORMS, RECORDING
from casework.web.pieces import Tag
from casework.web.record_places import CASES, TRACING
from casework.web.saying import Phrasebook, message
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, by_age
from shared_schema.merge.policy import Shown
from shared_schema.records.file_value import FileValue, read_file_value
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FileGlance:
    """One photo or paper among those of every case: `head` = whose it is, None where that is not held here."""

    shown: Shown
    head: Shown | None
    url: str
    form: str
    state: Tag
    thumbnail_url: str


def glances(book: CaseBook, found: Sequence[Shown], *, language: str, phrases: Phrasebook) -> list[FileGlance]:
    """Photos and papers of any dossiers; no dossier is read for it, its head alone."""
    made, heads = [], dict[Id, Shown | None]()
    for shown in found:
        value = file_of(shown)
        if value is None:
            continue
        head = heads[shown.home] if shown.home in heads else heads.setdefault(shown.home, _head_of(book, shown.home))
        base = TRACING if head is not None and head.kind == "tracing_inquiry" else CASES
        presence = book.attachments.state(value)
        small = can_show_small(value, presence)
        made.append(
            FileGlance(
                shown=shown,
                head=head,
                url=url_for("files.one", base=base, home=shown.home, record=shown.record_id),
                form=phrases.translate(language, form_of(value)),
                state=state_tag(book.attachments, shown.record_id, presence, language, phrases),
                thumbnail_url=url_for("files.thumbnail", base=base, home=shown.home, record=shown.record_id)
                if small
                else "",
            )
        )
    return made


def state_tag(files: Attachments, record: Id, presence: str, language: str, phrases: Phrasebook) -> Tag:
    """How much of a file is here, and whether it still has to be sent."""
    if presence == HERE:
        words, tone = (WAITS, "waiting") if files.waits(record) else (STATE_HERE, "good")
    else:
        words, tone = (STATE_THUMBNAIL if presence == THUMBNAIL else STATE_NOT_HERE), "quiet"
    return Tag(phrases.translate(language, words), tone)


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
            state=state_tag(files, shown.record_id, presence, self.language, self.phrases),
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
    return FILE_FORMS.get(value.media_type, RECORDING)


def can_show_small(value: FileValue, presence: str) -> bool:
    """Whether a small picture of the file can stand on a page."""
    return value.thumbnail is not None and presence in (HERE, THUMBNAIL)


def has_photo_consent(dossier: Dossier, today: date) -> bool:
    """Whether consent to photos is in force."""
    return has_consent(dossier, PHOTO, today)


def _head_of(book: CaseBook, home: Id) -> Shown | None:
    try:
        return book.open(home)
    except HomewardError:
        return None  # it came with a referral


def going_with(shown: Shown, name_of: Callable[[Id], str]) -> tuple[str, ...]:
    """The referrals with which a file goes, by their names."""
    return tuple(name_of(referral) for referral in choices(shown, "for_receiver"))
