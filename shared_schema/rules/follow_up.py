"""Follow-up of a case on a day: what is due, how late, attempts, whether closing or "lost" is suggested (4.5).

Nothing is stored and no clock is read: everything is a function of dated values and the day asked about, with the
same answer on laptop and server.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shared_schema.identifiers import Id, by_age
from shared_schema.merge.policy import Shown
from shared_schema.rules.alerts import RISK_RANK, Alert, alerts, risk_over_time
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.family import member
from shared_schema.rules.patterns import (
    SOON_DAYS,
    DueState,
    Segment,
    before_return_pattern,
    due_dates,
    due_state,
    first_due_after,
    is_stronger,
    pattern_for,
    tolerance_days,
)
from shared_schema.rules.reading import answer, day, read_day, value_on, values_over_time, written_day

LOST_ATTEMPTS, LOST_DAYS = 3, 60


@dataclass(frozen=True, slots=True)
class Due:
    """The next visit: its day, how it stands today, the tolerance after it, and the pattern it comes from."""

    day: date
    state: DueState
    tolerance: int
    pattern: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The follow-up of a case on a day. `due` is None where nothing is due any more or the case is not followed."""

    due: Due | None
    pattern: str | None
    last_success: Id | None
    attempts: int
    is_lost_suggested: bool
    is_closing_suggested: bool


@dataclass(frozen=True, slots=True)
class _Phase:
    start: date
    anchor: date
    is_after_return: bool


def follow_up(dossier: Dossier, today: date) -> FollowUp:
    """What follow-up asks of a case on a day."""
    if not _is_followed(dossier, today):
        return FollowUp(None, None, None, 0, False, False)
    levels = _Levels(dossier)
    phases = [phase for phase in _phases(dossier) if phase.start <= today]
    success = _last_success(dossier, today)
    attempts = _attempts(dossier, success, today)
    is_lost = _is_lost(dossier, attempts)
    last_id = None if success is None else success.record_id
    if not phases:
        return FollowUp(None, None, last_id, len(attempts), is_lost, False)
    segments = levels.segments(phases[-1], None, as_of=today)
    due = _next_due(phases[-1], segments, success, levels, today)
    is_ended = due is None and phases[-1].is_after_return
    return FollowUp(due, segments[-1].pattern, last_id, len(attempts), is_lost, is_ended)


def due_between(dossier: Dossier, first: date, last: date) -> tuple[date, ...]:
    """Every due date of the pattern from `first` to `last`; a closed case has none after its closing day."""
    levels, phases = _Levels(dossier), _phases(dossier)
    segments: list[Segment] = []
    for phase, following in zip(phases, [*phases[1:], None], strict=True):
        segments += levels.segments(phase, following, as_of=last)
    closed = day(dossier.head, "closed_on")
    return due_dates(segments, first=first, last=last if closed is None else min(last, closed)) if segments else ()


def latest_without_reason(dossier: Dossier, visit: Shown) -> date | None:
    """The last day that `next_visit_on` may name without a reason: the pattern date after the visit, plus tolerance."""
    visited = day(visit, "visited_on")
    phases = [] if visited is None else [phase for phase in _phases(dossier) if phase.start <= visited]
    if visited is None or not phases:
        return None
    found = first_due_after(_Levels(dossier).segments(phases[-1], None, as_of=visited), settled_until(visit))
    return None if found is None else found[0] + timedelta(days=tolerance_days(found[0], phases[-1].anchor))


def next_pattern_date(dossier: Dossier, visited: date) -> date | None:
    """The pattern date to preset as `next_visit_on` of a visit made on a day; None at the last one."""
    phases = [phase for phase in _phases(dossier) if phase.start <= visited]
    if not phases:
        return None
    found = first_due_after(_Levels(dossier).segments(phases[-1], None, as_of=visited), visited)
    return None if found is None else found[0]


def settled_until(visit: Shown) -> date:
    """A visit settles due dates up to its day, or up to the one it was planned for if that is within 7 days after."""
    visited, planned = day(visit, "visited_on") or date.min, day(visit, "planned_for")
    if planned is not None and visited < planned <= visited + timedelta(days=SOON_DAYS):
        return planned
    return visited


def is_lost(dossier: Dossier, on: date) -> bool:
    """Whether 3 attempts over 60 days, in person and with news, found the person no more; closed or not."""
    return _is_lost(dossier, _attempts(dossier, _last_success(dossier, on), on))


def planned_again(dossier: Dossier, today: date) -> date | None:
    """The day that the latest attempt without success names for the next one; the due date stays what it was (4.5)."""
    tried = _attempts(dossier, _last_success(dossier, today), today)
    wanted = day(tried[-1], "next_visit_on") if tried else None
    return wanted if tried and wanted is not None and wanted > (day(tried[-1], "visited_on") or wanted) else None


def is_successful_contact(visit: Shown) -> bool:
    """A visit with seen = yes, whatever its contact_type."""
    return bool(answer(visit, "seen") == "yes")


def is_successful_visit(visit: Shown) -> bool:
    """A successful contact in person."""
    return is_successful_contact(visit) and answer(visit, "contact_type") == "in_person"


def latest_return(dossier: Dossier) -> Shown | None:
    """The latest return in state done: its date is the anchor of the pattern."""
    done = [r for r in dossier.of_kind("reunification") if answer(r, "state") == "done"]
    dated = [r for r in done if day(r, "date_reunification") is not None]
    return max(dated, key=lambda r: (str(answer(r, "date_reunification")), by_age(r.record_id)), default=None)


def is_clock_behind(dossier: Dossier, today: date, last_receipt: date | None) -> bool:
    """Whether this computer's date lies before its last visit or last receipt: "check the date of this computer"."""
    visits = [visited for visit in dossier.of_kind("visit") if (visited := day(visit, "visited_on")) is not None]
    return any(known > today for known in [*visits, *([last_receipt] if last_receipt is not None else [])])


def _is_followed(dossier: Dossier, today: date) -> bool:
    head = dossier.head
    if head is None or head.kind != "case" or head.is_retracted:
        return False
    return value_on(dossier, head, "status", today, "group:status") not in ("closed", "duplicate")


def _phases(dossier: Dossier) -> list[_Phase]:
    registered = day(dossier.head, "registered_on")
    found = [] if registered is None else [_Phase(registered, registered, False)]
    returns = [r for r in dossier.of_kind("reunification") if answer(r, "state") in ("done", "broken_down")]
    for returned in sorted(returns, key=lambda r: (str(answer(r, "date_reunification")), by_age(r.record_id))):
        happened = day(returned, "date_reunification")
        if happened is None:
            continue
        found.append(_Phase(happened, happened, True))
        if answer(returned, "state") == "broken_down":
            ended = day(returned, "broke_down_on") or written_day(returned, "group:state") or happened
            found.append(_Phase(max(ended, happened), registered or happened, False))
    return sorted(found, key=lambda phase: phase.start)


def _visits(dossier: Dossier, today: date) -> list[Shown]:
    dated = [v for v in dossier.of_kind("visit") if (visited := day(v, "visited_on")) is not None and visited <= today]
    return sorted(dated, key=lambda v: (str(answer(v, "visited_on")), by_age(v.record_id)))


def _last_success(dossier: Dossier, today: date) -> Shown | None:
    seen = [visit for visit in _visits(dossier, today) if is_successful_contact(visit)]
    return seen[-1] if seen else None


def _attempts(dossier: Dossier, success: Shown | None, today: date) -> list[Shown]:
    since = "" if success is None else str(answer(success, "visited_on"))
    tried = [v for v in _visits(dossier, today) if answer(v, "seen") in ("no", "other_only")]
    return [visit for visit in tried if str(answer(visit, "visited_on")) > since]


def _is_lost(dossier: Dossier, attempts: list[Shown]) -> bool:
    days = [visited for visit in attempts if (visited := day(visit, "visited_on")) is not None]
    if len(days) < LOST_ATTEMPTS or (days[-1] - days[0]).days < LOST_DAYS:
        return False
    in_person = any(answer(visit, "contact_type") == "in_person" for visit in attempts)
    return in_person and any(_is_heard_of(dossier, visit) for visit in attempts)


def _is_heard_of(dossier: Dossier, visit: Shown) -> bool:
    if answer(visit, "informant_type") == "commune":
        return True
    return bool(answer(member(dossier, answer(visit, "informant_member")), "contact_safety") == "safe")


def _next_due(
    phase: _Phase, segments: list[Segment], success: Shown | None, levels: "_Levels", today: date
) -> Due | None:
    after = phase.start if success is None else max(phase.start, settled_until(success))
    found = first_due_after(segments, after)
    due = None if found is None else found[0]
    visited = day(success, "visited_on")
    if success is not None and visited is not None and visited >= phase.start:
        due = _with_next_visit(due, success, visited, phase, segments)
    if due is None:
        return None
    tolerance = tolerance_days(due, phase.anchor)
    is_high = levels.level_on(today) == "high"
    pattern = _segment_on(segments, due).pattern
    return Due(due, due_state(due, today, tolerance=tolerance, is_high_risk=is_high), tolerance, pattern)


def _with_next_visit(
    due: date | None, success: Shown, visited: date, phase: _Phase, segments: list[Segment]
) -> date | None:
    wanted = day(success, "next_visit_on")
    if wanted is None or wanted <= visited:
        return due
    then = [segment for segment in segments if segment.start <= visited] or segments[:1]
    expected = first_due_after(then, settled_until(success))
    if expected is not None and answer(success, "next_visit_reason") is None:
        wanted = min(wanted, expected[0] + timedelta(days=tolerance_days(expected[0], phase.anchor)))
    rises = [s for s in segments if s.start > visited and is_stronger(s.pattern, then[-1].pattern)]
    sooner = first_due_after(rises, visited) if rises else None
    return wanted if sooner is None else min(wanted, sooner[0])


def _segment_on(segments: list[Segment], on: date) -> Segment:
    return [segments[0], *(segment for segment in segments if segment.start <= on)][-1]


class _Levels:
    """Working risk level and chosen pattern of a case over time, read once."""

    __slots__ = ("_alerts", "_choices", "_risk")

    def __init__(self, dossier: Dossier) -> None:
        self._risk = risk_over_time(dossier)
        self._alerts: tuple[Alert, ...] = alerts(dossier)
        self._choices = sorted(_chosen_patterns(dossier))

    def level_on(self, on: date) -> str | None:
        """The working risk level on a day."""
        if any(alert.is_open(on) for alert in self._alerts):
            return "high"
        levels = [level for since, level in self._risk if since <= on]
        return levels[-1] if levels else None

    def segments(self, phase: _Phase, following: _Phase | None, *, as_of: date) -> list[Segment]:
        """The patterns in force from the phase's start, switching on the days on which level or choice changed."""
        days = {phase.start, *(since for since, _level in self._risk), *(since for since, _pattern in self._choices)}
        for alert in self._alerts:
            days |= {alert.raised_on} | ({alert.settled_on} if alert.settled_on is not None else set())
        end = as_of if following is None else min(as_of, following.start - timedelta(days=1))
        found: list[Segment] = []
        for on in sorted(on for on in days if phase.start <= on <= max(end, phase.start)):
            pattern = self._pattern_on(on, phase)
            if not found or found[-1].pattern != pattern:
                found.append(Segment(on, pattern, phase.anchor))
        return found

    def _pattern_on(self, on: date, phase: _Phase) -> str:
        level = self.level_on(on)
        if not phase.is_after_return:
            return before_return_pattern(level)
        chosen = [choice for choice in self._choices if choice[0] <= on]
        if not chosen:
            return pattern_for(level)
        since, pattern = chosen[-1]
        has_risen = RISK_RANK.get(str(level), 0) > RISK_RANK.get(str(self.level_on(since)), 0)
        return pattern_for(level) if has_risen and is_stronger(pattern_for(level), pattern) else pattern


def _chosen_patterns(dossier: Dossier) -> Iterator[tuple[date, str]]:
    for plan in dossier.of_kind("reintegration_plan"):
        approved = day(plan, "approved_on")
        if answer(plan, "approval") != "approved" or approved is None:
            continue
        for one in values_over_time(dossier, plan, "follow_up_pattern"):
            since = read_day(one.day)
            if since is not None and isinstance(one.value, str):
                yield max(since, approved), one.value
