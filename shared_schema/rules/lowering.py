"""A lowered safety answer closes no gate until a supervisor or coordinator has made or confirmed it (rule 4)."""

from datetime import date

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.merge.state import Dot
from shared_schema.records.field import has_answer
from shared_schema.records.kinds import KINDS
from shared_schema.records.policy import Protective
from shared_schema.rules.closure import role_of
from shared_schema.rules.dossier import DatedValue, Dossier
from shared_schema.rules.elsewhere import CONFIRMED_LOWERINGS, CONFIRMERS
from shared_schema.rules.reading import answer, value_on, values_over_time


def counting_value(dossier: Dossier, record: Shown, name: str, on: date) -> Json:
    """The value of a safety answer that gates go by on a day: a lowering that nobody confirmed does not count yet.

    Without a history a lowering cannot be told from a first answer; the value shown counts then.
    """
    held = [one for one in values_over_time(dossier, record, name) if one.day <= on.isoformat()]
    rule = _rule(record, name)
    if len(held) < 2 or rule is None or name not in CONFIRMED_LOWERINGS.get(record.kind, ()):
        return value_on(dossier, record, name, on)
    counting = held[0].value
    for one in held[1:]:
        if not rule.is_lowering(counting, one.value) or _counts(dossier, record, name, one):
            counting = one.value
    return counting if has_answer(counting) else None


def is_confirmed_by_judgement(dossier: Dossier, record: Id, register: str, dot: Dot) -> bool:
    """Whether a supervisor or coordinator judged the lowering written under `dot` with `confirm`."""
    for judgement in dossier.of_kind("review_decision"):
        is_about = answer(judgement, "record_id") == record and answer(judgement, "item") == register
        if not is_about or answer(judgement, "item_kind") != "lowering" or answer(judgement, "decision") != "confirm":
            continue
        dots = answer(judgement, "dots") or []
        if list(dot) in [list(named) for named in dots] and role_of(dossier, judgement.author) in CONFIRMERS:
            return True
    return False


def _counts(dossier: Dossier, record: Shown, name: str, one: DatedValue) -> bool:
    by, dot = one.by, one.dot
    written = record.written.get(name)
    if by is None and written is not None and record.values.get(name) == one.value:
        dot, by = written[0], written[1].by
    if role_of(dossier, by) in CONFIRMERS:
        return True
    return dot is not None and is_confirmed_by_judgement(dossier, record.record_id, name, dot)


def _rule(record: Shown, name: str) -> Protective | None:
    register = KINDS[record.kind].registers.get(name)
    return None if register is None else register.protective
