"""F8 to F10: who was lost to follow-up, signs of new trafficking, and returns that still hold after a year."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from casework.reports.asked import Asked
from casework.reports.figure import Figure, Place, Row, Share, Sum, Table, Tally
from casework.reports.people import HOME_OR_COMMUNITY, Beneficiary
from casework.reports.words import NUMBER, PER_CENT
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.follow_up import is_lost as is_lost_on
from shared_schema.rules.follow_up import is_successful_contact
from shared_schema.rules.reading import answer, day, value_on, values_over_time
from shared_schema.words.sentence import Words

LOST, FOLLOWED, SUGGESTED, SIGNS, RETURNS = (
    Place("F8.lost"), Place("F8.followed"), Place("F8.suggested"), Place("F9.signs"), Place("F10.returns")
)  # fmt: skip
LOST_TITLE = Words("Lost to follow-up", "បាត់ការទាក់ទង")
LOST_MEANS = Words(
    "Cases closed as lost to follow-up in the period, of the cases that were in monitoring and support at any time in "
    "it; beside it the open cases for which closing as lost is suggested and not yet confirmed.",
    "ករណីដែលបានបិទក្នុងរយៈពេលដោយបាត់ការទាក់ទង ក្នុងចំណោមករណីដែលធ្លាប់ស្ថិតក្នុងដំណាក់កាលតាមដាន "
    "និងគាំទ្រក្នុងរយៈពេលនោះ។ "
    "បន្ថែមពីលើនោះ ករណីបើកដែលប្រព័ន្ធស្នើឱ្យបិទ តែមិនទាន់បញ្ជាក់។",
)
SIGNS_TITLE = Words("Signs of new trafficking", "សញ្ញាជួញដូរម្តងទៀត")
SIGNS_MEANS = Words(
    "Cases with a confirmed sign of new trafficking at a visit in the period, by the time since the return.",
    "ករណីដែលមានសញ្ញាជួញដូរម្តងទៀតបានបញ្ជាក់ នៅពេលចុះជួបក្នុងរយៈពេល តាមរយៈពេលតាំងពីត្រឡប់។",
)
SPANS = (
    (90, "d90", Words("Up to 90 days after the return", "រហូតដល់ 90ថ្ងៃក្រោយត្រឡប់")),
    (180, "d180", Words("91 to 180 days", "91 ដល់ 180ថ្ងៃ")),
    (360, "d360", Words("181 to 360 days", "181 ដល់ 360ថ្ងៃ")),
    (10**6, "later", Words("Later", "យូរជាងនេះ")),
)
NO_RETURN = ("no_return", Words("Before a return, or without one", "មុនត្រឡប់ ឬគ្មានការត្រឡប់"))
HELD_TITLE = Words("Sustained reintegration", "សមាហរណកម្មប្រកបដោយនិរន្តរភាព")
HELD_MEANS = Words(
    "Returns made 360 to 389 days before the end of the period: still in a home or community arrangement, seen within "
    "120 days and without confirmed new trafficking. Who was not seen is a part of its own and no success.",
    "ការត្រឡប់ដែលបានធ្វើ 360 ដល់ 389ថ្ងៃ មុនចុងរយៈពេល៖ នៅតែរស់នៅក្នុងគ្រួសារ ឬសហគមន៍ បានជួបក្នុងរយៈពេល 120ថ្ងៃ "
    "និងគ្មានការជួញដូរម្តងទៀតដែលបានបញ្ជាក់។ អ្នកដែលមិនបានជួប ជាផ្នែកដោយឡែក មិនរាប់ជាជោគជ័យទេ។",
)
PARTS = {
    "sustained": Words("Sustained", "នៅតែរឹងមាំ"),
    "not_seen": Words("Not seen within 120 days", "មិនបានជួបក្នុង 120ថ្ងៃ"),
    "moved": Words("No longer in a home or community arrangement", "លែងរស់នៅក្នុងគ្រួសារ ឬសហគមន៍"),
    "trafficked": Words("Trafficked again, confirmed", "ត្រូវគេជួញដូរម្តងទៀត បានបញ្ជាក់"),
}
OLDEST_DAYS, YOUNGEST_DAYS, SEEN_DAYS = 389, 360, 120


@dataclass(frozen=True, slots=True)
class Followed:
    """Whether a case was in monitoring in the period, was closed as lost in it, or is suggested to be."""

    was_followed: bool
    is_lost: bool
    is_suggested: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """The first confirmed sign of a case in the period: how long after the return."""

    span: str


@dataclass(frozen=True, slots=True)
class Return:
    """A return of the cohort and the part it belongs to."""

    part: str


def followed(dossier: Dossier, _person: Beneficiary, asked: Asked) -> Iterator[Followed]:
    """One line for a case that counts in F8."""
    head = dossier.head
    assert head is not None
    is_lost = answer(head, "closure_reason") == "lost_to_follow_up" and asked.holds(day(head, "closed_on"))
    is_suggested = answer(head, "status") != "closed" and is_lost_on(dossier, asked.today)
    was = _was_in(dossier, head, "monitoring_support", asked.first, asked.reached)
    if was or is_lost or is_suggested:
        yield Followed(was or is_lost, is_lost, is_suggested)


def signs(dossier: Dossier, _person: Beneficiary, asked: Asked) -> Iterator[Sign]:
    """The first confirmed sign of the case in the period."""
    found = sorted(visited for visited in _confirmed(dossier) if asked.holds(visited))
    if not found:
        return
    returns = [one for one in _return_days(dossier) if one <= found[0]]
    if not returns:
        yield Sign(NO_RETURN[0])
        return
    days = (found[0] - max(returns)).days
    yield Sign(next(code for limit, code, _words in SPANS if days <= limit))


def returns_after_a_year(dossier: Dossier, _person: Beneficiary, asked: Asked) -> Iterator[Return]:
    """The returns of the cohort and what became of them by the end of the period."""
    end = asked.last
    first, last = end - timedelta(days=OLDEST_DAYS), end - timedelta(days=YOUNGEST_DAYS)
    for returned in dossier.of_kind("reunification"):
        happened = day(returned, "date_reunification")
        if answer(returned, "state") in ("done", "broken_down") and happened is not None and first <= happened <= last:
            yield Return(_part(dossier, returned, happened, end))


def lost(facts: Iterable[Followed], _asked: Asked) -> Figure:
    """F8."""
    tally = Tally()
    others = Place("F8.not_lost")
    tally.fill((LOST, FOLLOWED, SUGGESTED, others))
    for one in facts:
        tally.add(FOLLOWED, one.was_followed)
        tally.add(LOST, one.is_lost)
        tally.add(others, one.was_followed and not one.is_lost)
        tally.add(SUGGESTED, one.is_suggested)
    rows = (
        Row(Words("In monitoring and support", "ក្នុងការតាមដាន និងគាំទ្រ"), (FOLLOWED,), is_total=True),
        Row(Words("Closed as lost", "បិទដោយបាត់ការទាក់ទង"), (LOST, Share(LOST, FOLLOWED))),
        Row(Words("Suggested, not yet confirmed", "ស្នើ តែមិនទាន់បញ្ជាក់"), (SUGGESTED,)),
    )
    table = Table("F8", LOST_TITLE, (NUMBER, PER_CENT), rows)
    return Figure("F8", 1, LOST_TITLE, LOST_MEANS, tally.counts, (Sum(FOLLOWED, (LOST, others)),), (table,))


def new_trafficking(facts: Iterable[Sign], _asked: Asked) -> Figure:
    """F9."""
    parts = {code: words for _limit, code, words in SPANS} | dict([NO_RETURN])
    return _parted("F9", SIGNS, "span", parts, [one.span for one in facts], SIGNS_TITLE, SIGNS_MEANS)


def sustained(facts: Iterable[Return], _asked: Asked) -> Figure:
    """F10."""
    return _parted("F10", RETURNS, "part", PARTS, [one.part for one in facts], HELD_TITLE, HELD_MEANS)


def _parted(
    number: str, whole: Place, dimension: str, parts: dict[str, Words], found: list[str], title: Words, means: Words
) -> Figure:
    tally = Tally()
    places = {code: whole.also(dimension, code) for code in parts}
    tally.fill((whole, *places.values()))
    for code in found:
        tally.add(whole)
        tally.add(places[code])
    rows = [Row(Words("All", "សរុប"), (whole,), is_total=True)]
    rows += [Row(words, (places[code], Share(places[code], whole))) for code, words in parts.items()]
    table = Table(number, title, (NUMBER, PER_CENT), tuple(rows))
    return Figure(number, 1, title, means, tally.counts, (Sum(whole, tuple(places.values())),), (table,))


def _was_in(dossier: Dossier, head: Shown, stage: str, first: date, last: date) -> bool:
    if value_on(dossier, head, "stage", first, "group:status") == stage:
        return True
    later = values_over_time(dossier, head, "stage", "group:status")
    return any(one.value == stage and first.isoformat() <= one.day <= last.isoformat() for one in later)


def _confirmed(dossier: Dossier) -> Iterator[date]:
    for visit in dossier.of_kind("visit"):
        visited = day(visit, "visited_on")
        if visited is not None and answer(visit, "re_trafficking") == "confirmed":
            yield visited


def _return_days(dossier: Dossier) -> Iterator[date]:
    for returned in dossier.of_kind("reunification"):
        happened = day(returned, "date_reunification")
        if happened is not None and answer(returned, "state") in ("done", "broken_down"):
            yield happened


def _part(dossier: Dossier, returned: Shown, happened: date, end: date) -> str:
    if any(happened <= visited <= end for visited in _confirmed(dossier)):
        return "trafficked"
    ended = day(returned, "broke_down_on")
    lives = value_on(dossier, dossier.head, "care_arrangement", end, "group:care") if dossier.head else None
    lives = lives or answer(returned, "care_arrangement")
    if (
        answer(returned, "state") == "broken_down" and (ended is None or ended <= end)
    ) or lives not in HOME_OR_COMMUNITY:
        return "moved"
    since = end - timedelta(days=SEEN_DAYS)
    visits = [day(one, "visited_on") for one in dossier.of_kind("visit") if is_successful_contact(one)]
    return "sustained" if any(one is not None and since <= one <= end for one in visits) else "not_seen"
