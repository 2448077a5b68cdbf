"""Rules about the restricted records of a case; whatever they find needs clearance to be seen (15, 21, 37)."""

from collections.abc import Iterator
from datetime import date, timedelta

from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.dossier import RESTRICTED, Dossier
from shared_schema.rules.family import member
from shared_schema.rules.reading import answer, read_day, values_over_time
from shared_schema.rules.rule import DossierRule, E, Rule, W

RESTRICTED_KINDS = frozenset(kind.name for kind in KINDS.values() if kind.restricted)
FOLLOWING_KINDS = frozenset(kind.name for kind in KINDS.values() if kind.follows)
ACCOUNT_DAYS = 30
_TRAFFICKED = ("trafficking_sexual", "trafficking_labour", "trafficking_other")
_NEEDS = (RESTRICTED,)


def is_restricted(record: Shown, dossier: Dossier | None = None) -> bool:
    """Whether reading the record needs clearance: by its kind, or because it is a question about such a record."""
    if record.kind in RESTRICTED_KINDS:
        return True
    if record.kind not in FOLLOWING_KINDS or dossier is None:
        return False
    about = dossier.find(record.values.get(KINDS[record.kind].follows))
    return about is not None and about.kind in RESTRICTED_KINDS


def _second_account(_record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    if len(list(dossier.of_kind("trafficking_account"))) > 1:
        yield "trafficking_account"


def _account_missing(record: Shown, dossier: Dossier, today: date) -> Iterator[str]:
    if answer(record, "primary_category") not in _TRAFFICKED or answer(record, "stage") != "integration":
        return
    since = _in_integration_since(record, dossier)
    is_late = since is not None and today > since + timedelta(days=ACCOUNT_DAYS)
    if is_late and not any(dossier.of_kind("trafficking_account")):
        yield "trafficking_account"


def _in_integration_since(head: Shown, dossier: Dossier) -> date | None:
    since = None
    for one in values_over_time(dossier, head, "stage", "group:status"):
        if one.value != "integration":
            since = None
        elif since is None:
            since = read_day(one.day)
    return since


def _contact_not_closed(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    if record.kind == "perpetrator":
        linked = member(dossier, answer(record, "family_member"))
        if linked is not None and answer(linked, "contact_safety") != "unsafe":
            yield "family_member"
        return
    if answer(record, "relationship_to_trafficker") != "familial":
        return
    is_linked = any(answer(p, "family_member") is not None for p in dossier.of_kind("perpetrator"))
    if not is_linked and answer(dossier.head, "do_not_contact_family") is not True:
        yield "relationship_to_trafficker"


def _refers_to_restricted(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    if is_restricted(record, dossier) or record.kind in FOLLOWING_KINDS:
        return
    hidden = frozenset(r.record_id for r in dossier.records.values() if r.kind in RESTRICTED_KINDS)
    if hidden:
        yield from (name for name, value in record.values.items() if _names_one_of(value, hidden))


def _names_one_of(value: Json, hidden: frozenset[str]) -> bool:
    if isinstance(value, str):
        return value.partition("/")[0] in hidden
    if isinstance(value, list):
        return any(_names_one_of(item, hidden) for item in value)
    return False


RULES: tuple[Rule, ...] = (
    DossierRule("rule_15", E, ("case",), _second_account, needs=_NEEDS),
    DossierRule("rule_15", W, ("case",), _account_missing, needs=_NEEDS),
    DossierRule("rule_21", E, ("perpetrator", "trafficking_account"), _contact_not_closed, needs=_NEEDS),
    DossierRule("rule_37", E, (), _refers_to_restricted, needs=_NEEDS),
)
