"""A form asked one question a page: which pages there are by what was answered so far, and what comes next. Pure.

Promise: a page whose questions are not asked in this case is left out, unless something stands in it: then it can be
emptied there. What an author skips is left out always.
"""

from collections.abc import Collection, Mapping

from casework.forms.questions import is_score
from casework.forms.sections import MAIN, FormSpec, Section, split_name
from casework.forms.typed import Typed, keys_of
from shared_schema.canonical import Json
from shared_schema.records.field import Field
from shared_schema.records.kinds import KINDS

CHECK = "check"  # the page after the last: every answer, before it is saved


def pages_of(
    spec: FormSpec, typed: Typed, values: Mapping[str, Json], *, skipped: Collection[str] = ()
) -> tuple[Section, ...]:
    """The sections that are pages now, in order; `values` = the main record by what is typed so far."""
    return tuple(
        section
        for section in spec.sections
        if section.key not in skipped and (_holds_anything(section, typed) or _is_asked(section, spec, values))
    )


def page_after(pages: Collection[Section], key: str) -> str:
    """The page that follows; CHECK after the last, and after one that is no page any more."""
    keys = [section.key for section in pages]
    following = keys[keys.index(key) + 1 :] if key in keys else []
    return following[0] if following else CHECK


def page_before(pages: Collection[Section], key: str) -> str:
    """The page before; "" before the first."""
    keys = [*(section.key for section in pages), CHECK]
    at = keys.index(key) if key in keys else 0
    return keys[at - 1] if at else ""


def page_of(spec: FormSpec, question: str) -> str:
    """The page on which a question (its key on the form) stands; "" for none."""
    found = (section.key for section in spec.sections if question in section.fields)
    return next(found, "")


def carried(section: Section | None, typed: Typed) -> tuple[tuple[str, str], ...]:
    """What a page carries without showing it: everything typed on other pages (on all pages for None)."""
    own = {key for name in (section.fields if section is not None else ()) for key in keys_of(typed, name)}
    return tuple((key, text) for key, texts in typed.texts.items() if key not in own for text in texts)


def _holds_anything(section: Section, typed: Typed) -> bool:
    keys = (key for name in section.fields for key in keys_of(typed, name))
    return any(text.strip() for key in keys for text in typed.texts[key])


def _is_asked(section: Section, spec: FormSpec, values: Mapping[str, Json]) -> bool:
    named = [split_name(name) for name in section.fields]
    return any(part != MAIN or _may_be_asked(KINDS[spec.kind].fields[name], spec, values) for part, name in named)


def _may_be_asked(declared: Field, spec: FormSpec, values: Mapping[str, Json]) -> bool:
    condition = declared.asked_when or declared.required_when
    if condition is None or is_score(declared) or condition.field not in spec.fields_of(MAIN):
        return True  # what another page asks hides nothing here
    return condition.holds(values)
