"""What a page may ask of the program that mounts it: the reader, her records, the frame around the page.

A desk is handed to every blueprint once. Its callables answer for the request that is being served, so pages hold no
state and know no program. Refused: anything that writes outside a `CaseBook`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from casework.book import CaseBook
from casework.matching.finding import Candidates
from casework.matching.weights import WeightSet
from casework.matching.weights_in_force import weights_of
from casework.place_search import PlaceSearch
from casework.places import Gazetteer
from casework.web.saying import PHRASES, Phrasebook
from shared_schema.identifiers import Clock, Id
from shared_schema.merge.state import Dot

TEXT_SIZES = (100, 115, 130, 150)
ALL_RECEIVED, WAITING, WITH_OFFICE, SENDING = "all_received", "waiting", "with_office", "sending"
NO_CONTACT, NEEDS_YOU, LEASE_ENDING = "no_contact", "needs_you", "lease_ending"
STRIP_STATES = (ALL_RECEIVED, WAITING, WITH_OFFICE, SENDING, NO_CONTACT, NEEDS_YOU, LEASE_ENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads: language `en` or `km`, text size in per cent (one of TEXT_SIZES), and whether things may move."""

    language: str = "en"
    text_size: int = 100
    motion: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the frame: its words, already in the reader's language, and where it leads."""

    words: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The line that always tells the truth: a state of STRIP_STATES and its sentences in the reader's language.

    `url` leads to what stands behind it, in the words `url_words`; `poll_url` answers the strip alone (`_strip.html`),
    every `poll_seconds`.
    """

    state: str
    lines: tuple[str, ...]
    url: str | None = None
    url_words: str = ""
    poll_url: str | None = None
    poll_seconds: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """When the program locks by itself: after `seconds`; `alive_url` (POST) says that somebody is there; `keep_url`
    (POST) keeps what stands in a form without a draft, where the program can."""

    seconds: int
    alive_url: str
    locked_url: str
    keep_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the shell puts around every page; empty parts are left out (an unlock page has next to nothing).

    `lock_url` is posted to by *Hide and lock*; `language_url` is posted to with `language` and `next` where no form is
    open; `search_url` is where F2 leads. `initials` are the worker's, never her name.
    """

    product: str = "Homeward"
    home_url: str | None = None
    office: str = ""
    initials: str = ""
    navigation: tuple[Link, ...] = ()
    more: tuple[Link, ...] = ()
    footer: tuple[Link, ...] = ()
    strip: Strip | None = None
    lock_url: str | None = None
    language_url: str | None = None
    search_url: str | None = None
    idle: Idle | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """Who opened a restricted record when (milliseconds since 1970), with the reason where one was asked."""

    at: int
    by: Id
    reason: str = ""


class Openings(Protocol):
    """Where openings of restricted records are written down, for a program whose book does not do it by itself."""

    def note(self, record: Id, *, reason: str = "") -> None:
        """Writes that the person at this program opened the record now."""
        ...

    def of(self, record: Id) -> tuple[Opening, ...]:
        """The openings of a record, newest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The callables a page is handed; `new_id` gives a fresh record id, `today` the day in Phnom Penh.

    `tongue` = a language as the office words its labels (worded.py); `device_name` = the code of the laptop that
    writes under an incarnation, "" where it is not known here; `received_at` = when the centre received a change
    (milliseconds), None where it has not or that is not known here; `matcher` = who compares records here, a code of
    match_source; `note_names(paper, record, names)` writes into the audit that a paper with so many names was made
    (route_list, attendance_list); `candidates` = those of a dossier where they are kept, with or without the unlikely
    ones, else they are found anew for each page.
    """

    book: Callable[[], CaseBook]
    reader: Callable[[], Reader]
    csrf: Callable[[], str]
    clock: Clock
    today: Callable[[], date]
    new_id: Callable[[], Id]
    frame: Callable[[], Frame]
    places: Gazetteer
    phrases: Phrasebook = field(default=PHRASES)
    place_search: PlaceSearch | None = None
    openings: Openings | None = None
    tongue: Callable[[str], str] = str
    device_name: Callable[[Id], str] = lambda _incarnation: ""
    received_at: Callable[[Dot], int | None] = lambda _dot: None
    matcher: str = "laptop"
    note_names: Callable[[str, Id | None, int], None] = lambda _paper, _record, _names: None
    candidates: Callable[[Id, bool], Candidates] | None = None


def weights_for(desk: Desk) -> WeightSet:
    """The weight set by which records are compared here today."""
    return weights_of(desk.book(), desk.today(), counts_all=desk.matcher == "server")
