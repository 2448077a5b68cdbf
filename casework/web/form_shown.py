"""A form as its page shows it: everything typed, what is wrong, its draft, and the page of a walk it is at."""

from dataclasses import dataclass, replace

from casework.web.form_around import Surroundings
from casework.web.form_opening import Begun
from casework.web.form_problems import Found
from casework.web.form_sheet import Sheet
from casework.web.form_view import FormView, Showing, sections_of
from casework.web.form_walk import Walking, to_rows
from shared_schema.identifiers import Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page around a form: where it is sent, other drafts of it (id, saved at), whether it is gone on with."""

    action: str
    others: tuple[tuple[Id, int], ...] = ()
    is_resumed: bool = False
    walking: Walking | None = None


def view_of(sheet: Sheet, begun: Begun, found: Found, surroundings: Surroundings, page: Page) -> FormView:
    """What the templates of a form print."""
    record, language = sheet.record, surroundings.wording.language
    walk = page.walking.view() if page.walking is not None else None
    is_check = walk is not None and walk.is_check
    return FormView(
        title=sheet.spec.title.say(language),
        button=sheet.spec.button.say(language),
        action=page.action,
        opened=begun.opened,
        sections=() if is_check else sections_of(_showing(sheet, begun, found, surroundings, page.walking)),
        problems=to_rows(found.problems) if is_check else found.problems,
        warnings=found.warnings,
        gates=found.gates,
        asks_reason=found.asks_reason or sheet.asks_reason or bool(begun.reason),
        reason=begun.reason,
        saved_at=begun.saved_at,
        is_resumed=page.is_resumed,
        other_drafts=page.others,
        is_new=record is None,
        changed_meanwhile=record is not None and dict(record.seen) != dict(begun.opened.base_seen),
        walk=walk,
    )


def _showing(sheet: Sheet, begun: Begun, found: Found, surroundings: Surroundings, walking: Walking | None) -> Showing:
    section = walking.section() if walking is not None else None
    return Showing(
        spec=sheet.spec if section is None else replace(sheet.spec, sections=(section,)),
        typed=begun.typed,
        language=surroundings.wording.language,
        surroundings=surroundings,
        values=sheet.record.values if sheet.record is not None else {},
        last_time=sheet.last_time,
        errors={said.key: said.text for said in found.problems if said.key},
        offers=found.offers,
        hints=sheet.hints,
        short=sheet.short if section is None else dict.fromkeys(section.fields, True),
    )
