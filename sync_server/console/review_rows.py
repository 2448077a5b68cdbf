"""Lines of the review queue in words: what waits, from whom, since when, who looks at it. No answer stands here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for

from casework.web.dates import clock_words
from casework.web.pieces import Tag
from casework.web.record_names import kind_name
from casework.web.record_places import url_if_there
from casework.web.today import register_words
from shared_schema.errors import CATALOGUE
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.vocabularies.review import REVIEW_KIND
from shared_schema.words.rules import rule_words
from sync_server.console.phrases import say, say_count
from sync_server.services.people_names import name_in
from sync_server.services.review_events import POSSIBLE_DUPLICATE, TWO_VERSIONS, WHOLE
from sync_server.services.review_queue import Row, Source
from sync_server.store.review_items import ReviewItem

RULE_BROKEN, SOFT_MERGE, ASSIGNMENT = "rule_broken", "soft_merge", "group:assignment"
TOLD = 3  # answers that are named in one line; the record's page names all


@dataclass(frozen=True, slots=True, kw_only=True)
class RowWords:
    """A line as the table prints it. `accept` = the value of its box, "" where there is something to explain."""

    row: Row
    url: str
    number: str
    about: str
    what: tuple[str, ...]
    tags: tuple[Tag, ...]
    sources: tuple[str, ...]
    office: str
    claimed_by: str
    is_mine: bool
    accept: str


def row_words(row: Row, names: Mapping[Id, Shown], *, reader: Id, language: str) -> RowWords:
    """One line of the queue for this reader."""
    claim = row.claim
    holder = name_in(names.get(claim.person), language) if claim is not None else ""
    return RowWords(
        row=row,
        url=_url(row),
        number=row.number or say(language, "No case yet"),
        about=kind_name(row.kind, language) if row.kind else say(language, "Unknown record"),
        what=tuple(_aside_words(row, language) if row.aside else items_in_words(row.items, language)),
        tags=tuple(_tags(row, language)),
        sources=tuple(dict.fromkeys(source_words(one, names, language) for one in row.sources)),
        office=", ".join(name for one in row.offices if (name := name_in(names.get(one), language))) or "–",
        claimed_by=say(language, "%(name)s since %(time)s", name=holder or "–", time=clock_words(claim.at))
        if claim is not None
        else "",
        is_mine=claim is not None and claim.person == reader,
        accept=f"{row.record}.{row.mark}" if row.mark else "",
    )


def items_in_words(items: Iterable[ReviewItem], language: str) -> list[str]:
    """What waits of one record: kinds with the answers they are about; what merged by itself is counted."""
    by_kind: dict[str, list[ReviewItem]] = {}
    for one in items:
        by_kind.setdefault(one.item_kind, []).append(one)
    found = []
    for item_kind, held in by_kind.items():
        if item_kind == RULE_BROKEN:
            found += [item_words(one, language) for one in held[:TOLD]]
            more = len(held) - TOLD
        elif item_kind == SOFT_MERGE:
            found.append(item_kind_words(item_kind, language))
            more = 0
        else:
            told = ", ".join(about_words(one, language) for one in held[:TOLD])
            found.append(f"{item_kind_words(item_kind, language)}: {told}")
            more = len(held) - TOLD
        if more > 0:
            found.append(say_count(language, "%(n)s more", "%(n)s more", n=more))
    return found


def item_words(item: ReviewItem, language: str) -> str:
    """One item in a sentence: the rule's own words, else its kind and the answer."""
    if item.item_kind == RULE_BROKEN:
        try:
            return rule_words(item.item, "W" if item.is_warning else "E").say(language)
        except KeyError:  # a rule of another edition
            return f"{item_kind_words(item.item_kind, language)}: {item.item}"
    if item.item_kind == SOFT_MERGE:
        return say(language, "Several people wrote in this record apart. Their answers do not touch each other.")
    return f"{item_kind_words(item.item_kind, language)}: {about_words(item, language)}"


def about_words(item: ReviewItem, language: str) -> str:
    """Which answer an item is about."""
    if item.item == WHOLE or item.item_kind == POSSIBLE_DUPLICATE or item.item not in _registers(item):
        return say(language, "the whole record")
    return register_words(item.kind, item.item, language)


def item_kind_words(item_kind: str, language: str) -> str:
    """What a kind of item is called."""
    return REVIEW_KIND[item_kind].label(language) if item_kind in REVIEW_KIND else item_kind


def source_words(source: Source, names: Mapping[Id, Shown], language: str) -> str:
    """Who, and on which device: `Sophea · K7`."""
    name = name_in(names.get(source.person), language) if source.person else ""
    return " · ".join((name or "–", source.device or say(language, "Console")))


def set_aside_words(code: str, language: str) -> str:
    """Why a change was set aside, in one sentence."""
    words = CATALOGUE.get(code)
    return code if words is None else (words.km if language == "km" else words.en).happened


def item_url(item: ReviewItem) -> str:
    """Where an item is decided."""
    if item.item_kind == TWO_VERSIONS:
        return url_for("review.decide", record=item.record, field=item.item)
    if item.item_kind == POSSIBLE_DUPLICATE:
        return url_if_there("duplicates.show", link=item.record) or url_if_there("duplicates.index")
    return ""


def _aside_words(row: Row, language: str) -> list[str]:
    aside = row.aside
    words = [item_kind_words("set_aside", language)]
    if aside is not None:
        words.append(set_aside_words(aside.own_code or aside.code, language))
    if row.behind:
        words.append(say_count(language, "%(n)s change waits behind it", "%(n)s changes wait behind it", n=row.behind))
    return words


def _tags(row: Row, language: str) -> Iterable[Tag]:
    if row.aside is not None and row.aside.is_raise:
        yield Tag(say(language, "Raises a safety answer"), "danger")
    if any(one.item_kind == TWO_VERSIONS and one.item == ASSIGNMENT for one in row.items):
        yield Tag(say(language, "Two people have this case"), "waiting")
    states = {one.question_state for one in row.items}
    if "open" in states:
        yield Tag(say(language, "The worker is asked"), "quiet")
    if "answered" in states:
        yield Tag(say(language, "The worker has answered"), "good")


def _url(row: Row) -> str:
    if row.aside is not None:
        return url_for("review.aside", line=row.line)
    if len(row.items) == 1 and (only := item_url(row.items[0])):
        return only
    return url_for("review.record", record=row.record)


def _registers(item: ReviewItem) -> Iterable[str]:
    kind = KINDS.get(item.kind)
    known = kind is not None and kind.register_of(item.item) is not None
    return (item.item,) if known else ()
