"""The sections of the page of a case: the newest records of each kind, where the others stand, what is careful in them.

A record of a case that was joined stands in its own dossier: its line leads there and says the number.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from casework.web.case_safety import consent_url
from casework.web.joined_view import number_tags
from casework.web.open_case import OpenCase
from casework.web.pieces import Tag
from casework.web.record_names import kind_name
from casework.web.record_places import CASES, Stand, own_page_of, url_if_there
from casework.web.record_rights import may_list, may_write
from casework.web.saying import say
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.reading import answer

SHOWN_ROWS = 6
# the sections of the page and the kinds that stand in them
FAMILY, PLAN = ("family_member", "contact_point"), (
    "assessment", "reintegration_plan", "goal", "service", "referral", "case_conference", "task",
)  # fmt: skip
TRACING, DOCUMENTS = (
    ("tracing_action", "match", "verification", "reunification"),
    ("consent", "attachment", "case_note"),
)
STUDY = "study_response"  # written at the centre alone, so only its page of a case leads there
RESTRICTED_KINDS = ("trafficking_account", "trafficking_event", "perpetrator")
# pages of their own that stand in the place of a list, where the program has them
_OWN_PAGES: Mapping[str, str] = {
    "family_member": "family.show",
    "contact_point": "family.show",
    "referral": "referrals.index",
    "case_conference": "conferences.index",
    "reunification": "returns.show",
    "match": "candidates.of_case",
    "attachment": "files.show",
}
_CAREFUL = {"family_member": "contact_safety", "contact_point": "safety"}


@dataclass(frozen=True, slots=True)
class KindLine:
    """One record in a section: what it is called, where it stands, what must be known before it is used."""

    name: str
    url: str
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True)
class KindRows:
    """The records of one kind: its name, the newest of them, how many there are, where they stand and are added."""

    title: str
    lines: tuple[KindLine, ...]
    total: int
    url: str
    new_url: str


def sections_of(found: OpenCase) -> dict[str, list[KindRows]]:
    """The records of a case by the part of the page in which they stand."""
    plan = (*PLAN, STUDY) if _has_studies(found) else PLAN
    named = {"family": FAMILY, "plan": plan, "tracing": TRACING, "documents": DOCUMENTS}
    return {section: [_rows(found, kind) for kind in kinds] for section, kinds in named.items()}


def restricted_of(found: OpenCase) -> list[KindRows]:
    """The restricted records, for whoever holds the clearance; nothing at all for others."""
    kinds = [kind for kind in RESTRICTED_KINDS if may_list(KINDS[kind], found.whole)]
    return [_rows(found, kind) for kind in kinds]


def _has_studies(found: OpenCase) -> bool:
    if found.desk.matcher != "server":
        return False
    return may_write(KINDS[STUDY], found.around.book.person) or any(found.whole.of_kind(STUDY))


def _rows(found: OpenCase, kind: str) -> KindRows:
    case, language = found.head.record_id, found.language
    records = sorted(found.whole.of_kind(kind), key=lambda one: one.created_at or 0, reverse=True)
    own = url_if_there(_OWN_PAGES[kind], case=case) if kind in _OWN_PAGES else ""
    own = consent_url(case) if kind == "consent" else own
    can_add = may_write(KINDS[kind], found.around.book.person) and not found.head.is_retracted
    return KindRows(
        say(language, "Photos and papers") if kind == "attachment" else kind_name(kind, language),
        tuple(_line(found, one) for one in records[:SHOWN_ROWS]),
        len(records),
        own or found.stand.url("index", kind),
        found.stand.url("new", kind) if can_add else "",
    )


def _line(found: OpenCase, shown: Shown) -> KindLine:
    own = own_page_of(shown) if shown.kind == "attachment" else ""
    url = own or Stand(CASES, shown.home).url("show", shown.kind, record=shown.record_id)
    name = found.around.name_of_shown(shown)
    careful = _CAREFUL.get(shown.kind, "")
    safety = answer(shown, careful) if careful else None
    if shown.kind == "contact_point":
        name = f"{found.around.answer(shown, 'number')} · {found.around.name_of(str(answer(shown, 'owner')))}"
    if shown.kind == "family_member":
        name = f"{name} · {found.around.answer(shown, 'relation')}"
    tone = {"unsafe": "danger", "ask_first": "waiting"}.get(str(safety))
    tags = (Tag(found.around.answer(shown, careful), tone),) if tone else ()
    return KindLine(name, url, (*tags, *number_tags(found.around, shown.home)))
