"""Settings of the programme and the wording of labels: records of the directory that say from when they count.

Everybody reads them; an administrator saves them through her own book, as ordinary changes that every laptop receives.
A code is unique in its kind; a label has words in both languages and every placeholder of the shipped ones.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from casework.book import CaseBook, Edit, Problem, Problems, Query
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError, RecordInvalid
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.directory import SETTING, WORDING
from shared_schema.records.kinds import KINDS
from shared_schema.rules.lease_days import LEASE_DAYS, LEAST, MOST, is_in_range
from shared_schema.scopes import DIRECTORY
from shared_schema.vocabularies.registry import VOCABULARIES

TYPES = ("target", "grant", "network", "retention_years", LEASE_DAYS, "weight_set")
EDITABLE = ("target", "grant", "network", "retention_years", LEASE_DAYS)
SHIPPED_YEARS_OF_KEEPING = 7
MOST_CHARACTERS = 120
_AT_ONCE = 500
_PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]")


@dataclass(frozen=True, slots=True)
class Label:
    """A label as it was shipped and as it is worded now; `shown` = its wording record, None: as shipped."""

    key: str
    en: str
    km: str
    shown: Shown | None

    @property
    def now(self) -> tuple[str, str]:
        """(English, Khmer) as they are read now."""
        if self.shown is None:
            return self.en, self.km
        values = self.shown.values
        return str(values.get("en") or self.en), str(values.get("km") or self.km)


def settings_of(book: CaseBook) -> dict[str, list[Shown]]:
    """Settings by kind, those that count last first."""
    found: dict[str, list[Shown]] = {kind: [] for kind in TYPES}
    for one in _all(book, SETTING.name):
        found.setdefault(str(one.values.get("setting_type")), []).append(one)
    for lines in found.values():
        lines.sort(key=lambda one: (str(one.values.get("from_on") or ""), str(one.values.get("code"))), reverse=True)
    return found


def find_setting(book: CaseBook, record: Id) -> Shown:
    """One setting; `record.not_found`."""
    found = next((one for one in _all(book, SETTING.name) if one.record_id == record), None)
    if found is None:
        raise HomewardError("record.not_found", record="")
    return found


def save_setting(
    book: CaseBook,
    values: Mapping[str, Json],
    *,
    shown: Shown | None,
    new_id: Callable[[], Id],
    reason: str = "programme",
) -> None:
    """A new line, or new values of one. Raises `setting.code_taken`, `setting.lease_days`, `record.not_found`, and
    `RecordInvalid` with a `Problem` for each question that cannot stand so."""
    before = {} if shown is None else shown.before()
    whole = values if shown is None else {**shown.values, **values}
    record = shown.record_id if shown else new_id()
    wrong = [Problem(record, one.field, one.code) for one in (*SETTING.check_values(values), *SETTING.missing(whole))]
    if not _is_in_order(whole):
        wrong.append(Problem(record, "until_on", "check_period"))
    if wrong:
        raise RecordInvalid(kind=SETTING.name, problems=wrong)
    if shown is None:
        _require_free(book, values)
    if whole.get("setting_type") == LEASE_DAYS and not is_in_range(whole.get("value")):
        raise HomewardError("setting.lease_days", least=LEAST, most=MOST)
    _save(book, SETTING.name, values, shown=shown, before=before, record=record, reason=reason)


def labels_of(book: CaseBook, group: str) -> tuple[Label, ...]:
    """The labels of a kind of record or of a vocabulary, in their order; `wording.unknown` for another group."""
    worded = {str(one.values.get("key")): one for one in _all(book, WORDING.name)}
    shipped = _shipped(group)
    if not shipped:
        raise HomewardError("wording.unknown")
    return tuple(Label(key, en, km, worded.get(key)) for key, (en, km) in shipped.items())


def find_label(book: CaseBook, key: str) -> Label:
    """One label; `wording.unknown`."""
    group = key.partition(".")[0]
    found = next((one for one in labels_of(book, group) if one.key == key), None)
    if found is None:
        raise HomewardError("wording.unknown")
    return found


def save_wording(book: CaseBook, label: Label, *, en: str, km: str, new_id: Callable[[], Id]) -> None:
    """New words of a label in both languages, counting from now. Raises `wording.empty`, `wording.placeholder`,
    `wording.too_long`."""
    if not en or not km:
        raise HomewardError("wording.empty")
    if max(len(en), len(km)) > MOST_CHARACTERS:
        raise HomewardError("wording.too_long", limit=MOST_CHARACTERS)
    needed = set(_PLACEHOLDER.findall(label.en))
    missing = sorted((needed - set(_PLACEHOLDER.findall(en))) | (needed - set(_PLACEHOLDER.findall(km))))
    if missing:
        raise HomewardError("wording.placeholder", names=", ".join(missing))
    values: dict[str, Json] = {"en": en, "km": km} if label.shown else {"key": label.key, "en": en, "km": km}
    before = {} if label.shown is None else label.shown.before()
    record = label.shown.record_id if label.shown else new_id()
    _save(book, WORDING.name, values, shown=label.shown, before=before, record=record)


def groups() -> tuple[tuple[str, int], ...]:
    """(name, number of labels) of every group: kinds of records, then vocabularies."""
    kinds = [(name, len(kind.fields)) for name, kind in sorted(KINDS.items())]
    return (*kinds, *((name, len(list(codes))) for name, codes in sorted(VOCABULARIES.items()) if name not in KINDS))


def _shipped(group: str) -> dict[str, tuple[str, str]]:
    if group in KINDS:
        return {f"{group}.{name}": (field.en, field.km) for name, field in KINDS[group].fields.items()}
    if group in VOCABULARIES:
        return {f"{group}.{code.code}": (code.en, code.km) for code in VOCABULARIES[group]}
    return {}


def _require_free(book: CaseBook, values: Mapping[str, Json]) -> None:
    kind, code = values.get("setting_type"), str(values.get("code") or "").casefold()
    for one in _all(book, SETTING.name):
        if one.values.get("setting_type") == kind and str(one.values.get("code") or "").casefold() == code:
            raise HomewardError("setting.code_taken")


def _is_in_order(values: Mapping[str, Json]) -> bool:
    begins, ends = values.get("from_on"), values.get("until_on")
    return not (isinstance(begins, str) and isinstance(ends, str)) or begins <= ends


def _save(
    book: CaseBook,
    kind: str,
    values: Mapping[str, Json],
    *,
    shown: Shown | None,
    before: Mapping[str, Json],
    record: Id,
    reason: str = "programme",
) -> None:
    registers = KINDS[kind].to_registers(values, before)
    if not registers:
        return
    seen = {} if shown is None else dict(shown.seen)
    resolves = () if shown is None else tuple(one.register for one in shown.conflicts if one.register in registers)
    edit = Edit(record, kind, DIRECTORY, registers, seen, reason=reason, resolves=resolves)
    outcome = book.save([edit])
    if isinstance(outcome, Problems):
        if any(one.code == "change.not_allowed" for one in outcome.problems):
            raise HomewardError("record.not_found", record="")
        raise RecordInvalid(kind=kind, problems=outcome.problems)


def _all(book: CaseBook, kind: str) -> list[Shown]:
    found: list[Shown] = []
    after: Id | None = None
    while True:
        page = book.list(Query(kind), after=after, limit=_AT_ONCE)
        found += page.records
        if page.after is None:
            return found
        after = page.after
