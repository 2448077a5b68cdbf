"""The timeline of a case in words: 20 events, then earlier ones; by group; each with who wrote it and when."""

from collections.abc import Iterator

from casework.history import HAPPENS, Happening
from casework.web.form_around import Surroundings
from casework.web.joined_view import number_tags
from casework.web.pieces import Event, Provenance, Tag
from casework.web.record_names import kind_name
from casework.web.record_places import CASES, Stand, url_if_there
from casework.web.saying import say
from shared_schema.merge.policy import Shown
from shared_schema.records.field import has_answer
from shared_schema.records.kinds import KINDS

AT_ONCE = 20
_MARKS = {"visits": "person", "tracing": "up", "services": "choice", "meetings": "pen", "status": "dot"}
_TITLE = {
    "visit": "followup_type", "tracing_action": "tracing_type", "assessment": "assessment_type",
    "service": "service_type", "referral": "service_type", "case_conference": "conference_type",
    "case_note": "note_type", "consent": "purpose", "closure": "closure_reason", "reunification": "return_type",
}  # fmt: skip
_LINES = {
    "visit": ("seen", "not_seen_reason", "learnt", "safety", "re_trafficking", "person_says", "narrative"),
    "tracing_action": ("outcome", "description"),
    "verification": ("result",),
    "reunification": ("state", "to_place", "care_arrangement"),
    "assessment": ("risk_level", "recommendation", "summary"),
    "reintegration_plan": ("follow_up_pattern", "approval"),
    "service": ("provider", "result"),
    "referral": ("provider", "state"),
    "case_conference": ("state", "person_view"),
    "case_note": ("text",),
    "consent": ("decision", "withdrawn_on"),
    "closure": ("outcome", "approval"),
    "case_transfer": ("to_office", "state"),
}
_MOVED = ("stage", "status")
_UNREMARKABLE = {"seen": "yes", "safety": "safe", "re_trafficking": "none"}
_DANGER = {"safety": ("danger",), "re_trafficking": ("suspected", "confirmed")}
_LONGEST = 220


def event_of(happening: Happening, around: Surroundings) -> Event:
    """One event of the timeline."""
    return _moved(happening, around) if happening.shown is None else _record(happening, happening.shown, around)


def _record(happening: Happening, shown: Shown, around: Surroundings) -> Event:
    url = Stand(CASES, shown.home).url("show", shown.kind, record=shown.record_id)
    return Event(
        at=happening.at,
        day=happening.day,
        title=_title(shown, around),
        url=url,
        lines=tuple(_lines(shown, around)),
        mark=_MARKS[HAPPENS[shown.kind][1]],
        tags=(*_tags(shown, around), *number_tags(around, shown.home)),
        provenance=_provenance(shown, around),
    )


def _moved(happening: Happening, around: Surroundings) -> Event:
    language = around.wording.language
    before, after = happening.before or {}, happening.after or {}
    old, new = (
        {name: around.code("case", name, str(one.get(name) or "")) for name in _MOVED} for one in (before, after)
    )
    lines = [
        f"{KINDS['case'].fields[name].label(language)}: {old[name]} → {new[name]}"
        for name in _MOVED
        if before.get(name) != after.get(name)
    ]
    by = "" if happening.by is None else around.name_of(happening.by)
    provenance = Provenance(by=by, at=None) if by else None
    title = say(language, "Stage or status changed")
    tags = number_tags(around, happening.home)
    return Event(at=happening.at, day=happening.day, title=title, lines=tuple(lines), tags=tags, provenance=provenance)


def _title(shown: Shown, around: Surroundings) -> str:
    kind = kind_name(shown.kind, around.wording.language)
    said = around.answer(shown, _TITLE.get(shown.kind, "")) if shown.kind in _TITLE else ""
    return f"{kind} · {said}" if said else kind


def _lines(shown: Shown, around: Surroundings) -> Iterator[str]:
    language, kind = around.wording.language, KINDS[shown.kind]
    for name in _LINES[shown.kind]:
        value = shown.values.get(name)
        if has_answer(value) and value != _UNREMARKABLE.get(name, ""):
            words = around.answer(shown, name)
            short = words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(" ", 1)[0] + " …"
            yield (
                f"{kind.fields[name].label(language)} {short}"
                if _asks(kind.fields[name].label(language))
                else (f"{kind.fields[name].label(language)}: {short}")
            )


def _tags(shown: Shown, around: Surroundings) -> Iterator[Tag]:
    for name, codes in _DANGER.items():
        if shown.kind == "visit" and shown.values.get(name) in codes:
            yield Tag(around.answer(shown, name), "danger")
    if shown.conflicts:
        yield Tag(say(around.wording.language, "Two versions"), "waiting")


def _asks(label: str) -> bool:
    return label.endswith("?")


def _provenance(shown: Shown, around: Surroundings) -> Provenance | None:
    if shown.author is None:
        return None
    url = url_if_there("history.show", record=shown.record_id)
    return Provenance(by=around.name_of(shown.author), at=shown.created_at, url=url)
