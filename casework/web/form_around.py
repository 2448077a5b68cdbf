"""The records around a form: which ones a reference may name, how a case is found by its number, how all are called.

One object answers for one request; it reads the dossier and each list of the directory once.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property

from casework.book import CaseBook, Query
from casework.forms.reading import Around
from casework.joined import Together, together
from casework.place_search import PlaceSearch, load_place_search
from casework.web.answers import Wording, answer_words
from casework.web.dates import day_words
from casework.web.desk import Desk
from casework.web.record_names import record_name
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Shown
from shared_schema.records.field import Field
from shared_schema.records.file_value import file_problem, read_file_value
from shared_schema.records.kind import Placement
from shared_schema.records.kinds import KINDS
from shared_schema.records.types import Ref, Refs
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.elsewhere import signing_fields
from shared_schema.scopes import DIRECTORY

MOST_OFFERED = 500
PHOTO, FILE = "photo", "file"


class Surroundings:
    """The records around one form of one request."""

    def __init__(self, desk: Desk, home: Id) -> None:
        self._desk = desk
        self._home = home
        self._lists: dict[str, tuple[Shown, ...]] = {}
        self._listed: dict[Id, Shown] = {}
        self._names: dict[Id, str] = {}

    @cached_property
    def book(self) -> CaseBook:
        """The book of this request."""
        return self._desk.book()

    @cached_property
    def dossier(self) -> Dossier | None:
        """The dossier of the form; None in the directory, the office book, and before a new case is saved."""
        if self._home == DIRECTORY:
            return None
        try:
            return self.book.dossier(self._home)
        except HomewardError:
            return None

    @cached_property
    def together(self) -> Together | None:
        """The case with those that were joined to it, for pages that show what was recorded; None as `dossier`."""
        if self.dossier is None:
            return None
        found = together(self.dossier, self.book.dossier)
        for other in found.others:
            self._listed |= {**other.related, **other.records}
        return found

    @cached_property
    def wording(self) -> Wording:
        """How values are put into words for the reader."""
        desk = self._desk
        return Wording(
            language=desk.reader().language,
            phrases=desk.phrases,
            places=desk.places,
            today=desk.today(),
            name_of=self.name_of,
        )

    def tongue(self, language: str) -> str:
        """A language as the office words it, for papers that stand in both."""
        return self._desk.tongue(language)

    def around(self) -> Around:
        """What reading and writing typed text need."""
        return Around(search_of(self._desk), self.find, self.number_of)

    def name_of(self, record: Id) -> str:
        """A record in one line; its id is never shown."""
        shown = self._shown(record)
        if shown is None:
            return self.wording.say("Not on this device")
        return record_name(shown, self.wording)

    def name_of_shown(self, shown: Shown) -> str:
        """A record that is at hand, in one line."""
        return record_name(shown, self.wording)

    def answer(self, shown: Shown, field: str) -> str:
        """An answer of a record in words."""
        return answer_words(shown.kind, field, shown.values.get(field), self.wording)

    def code(self, kind: str, field: str, code: str) -> str:
        """A code as an answer to a field would be said."""
        return answer_words(kind, field, code, self.wording)

    def day(self, on: date) -> str:
        """A day in words, with its weekday where it is near."""
        return day_words(on, self.wording.language, today=self.wording.today)

    def number_of(self, record: Id) -> str:
        """The number of a case or inquiry; a sentence where it is not held here."""
        shown = self._shown(record)
        numbers = () if shown is None else (shown.values.get("case_number"), shown.values.get("inquiry_number"))
        found = next((number for number in numbers if isinstance(number, str)), None)
        return found or self.name_of(record)

    def find(self, text: str, kinds: tuple[str, ...]) -> Sequence[tuple[Id, str]]:
        """Cases or inquiries by number, name or telephone number, as everywhere else."""
        found = [one for one in self.book.search(text, limit=20) if one.kind in kinds]
        exact = [one for one in found if self.number_of(one.record_id).casefold() == text.casefold()]
        return [(one.record_id, self.number_of(one.record_id)) for one in exact or found]

    def of_kind(self, kind: str) -> tuple[Shown, ...]:
        """The records of one kind: of the directory or the office book, else of the dossier; read once."""
        if kind not in self._lists:
            self._lists[kind] = self._read(kind)
            self._listed |= {one.record_id: one for one in self._lists[kind]}
        return self._lists[kind]

    def records_for(self, kind: str, present: dict[str, object]) -> Callable[[Field], Sequence[tuple[str, str]]]:
        """What references of a kind may name: (id, words). Who signs is the reader herself, or who signed before."""
        signers = signing_fields(kind)

        def records(declared: Field) -> Sequence[tuple[str, str]]:
            if not isinstance(declared.type, Ref | Refs):
                return ()
            held = _ids(present.get(declared.name))
            if declared.name in signers:
                return self._named(dict.fromkeys([self.book.person.worker, *held]))
            found = [
                one.record_id
                for name in declared.type.kinds
                for one in self.of_kind(name)
                if declared.name != PHOTO or is_picture(one)
            ]
            return self._named(dict.fromkeys([*held, *found]))

        return records

    def _named(self, records: dict[Id, None]) -> Sequence[tuple[str, str]]:
        for record in records.keys() - self._names.keys():
            self._names[record] = self.name_of(record)
        return [(record, self._names[record]) for record in records]

    def _read(self, kind: str) -> tuple[Shown, ...]:
        if KINDS[kind].placement in (Placement.DIRECTORY, Placement.OFFICE):
            return self.book.list(Query(kind), limit=MOST_OFFERED).records
        return () if self.dossier is None else tuple(self.dossier.of_kind(kind))

    def _shown(self, record: Id) -> Shown | None:
        held = self.dossier.find(record) if self.dossier is not None else None
        if held is not None or record in self._listed:
            return held or self._listed[record]
        try:
            self._listed[record] = self.book.open(record)
        except HomewardError:
            return None
        return self._listed[record]


def is_picture(shown: Shown) -> bool:
    """Whether a record holds a picture: a photo is nothing else."""
    value = shown.values.get(FILE)
    return file_problem(value) is None and read_file_value(value).is_image


def search_of(desk: Desk) -> PlaceSearch:
    """The search over places that the program made once; without one it is made here, which takes a moment."""
    return desk.place_search or load_place_search(desk.places)


def _ids(value: object) -> list[Id]:
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, str) and is_id(one)]
