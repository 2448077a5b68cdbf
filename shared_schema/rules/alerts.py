"""Alerts: derived from answers that mean danger, each answered by a task; while one is open the risk is high (4.5).

Nothing is stored: an alert is the record, the register and the dot that wrote the answer. A new writing of it is a
new alert.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from shared_schema.identifiers import Id, by_age
from shared_schema.merge.policy import Shown
from shared_schema.merge.state import Dot
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer, read_day, values_over_time, written_day

ALARMING: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "visit": {
        "re_trafficking": ("suspected", "confirmed"),
        "safety": ("danger",),
        "not_seen_reason": ("abducted_or_missing",),
    },
    "family_member": {"contact_safety": ("unsafe",)},
    "verification": {"home_safety": ("unsafe",), "complicity_check": ("involved",)},
}
SETTLING = ("resolved", "false_alarm")
RISK_RANK = {"low": 1, "medium": 2, "high": 3}


@dataclass(frozen=True, slots=True)
class Alert:
    """An answer that means danger: `raised_on` = the day it was written, `settled_on` = when S or C settled it.

    `tasks` are the tasks that answer it; `settled_on` is None while it is open.
    """

    record: Id
    register: str
    dot: Dot
    raised_on: date
    tasks: tuple[Id, ...] = ()
    settled_on: date | None = None

    @property
    def origin_id(self) -> str:
        """What the task that answers it holds as origin_id."""
        return origin_id(self.record, self.register, self.dot)

    def is_open(self, on: date) -> bool:
        """Whether it was raised and not settled by the end of a day."""
        return self.raised_on <= on and (self.settled_on is None or self.settled_on > on)


def origin_id(record: Id, register: str, dot: Dot) -> str:
    """Record id, register and dot in one text (at most 120 characters)."""
    return f"{record}/{register}/{dot[0]}/{dot[1]}"


def read_origin_id(text: object) -> tuple[Id, str, Dot] | None:
    """The record, register and dot that an alert's task names; None for other text."""
    parts = text.split("/") if isinstance(text, str) else []
    if len(parts) != 4 or not parts[3].isdecimal():
        return None
    return parts[0], parts[1], (parts[2], int(parts[3]))


def alarming_registers(kind: str, values: Mapping[str, object]) -> tuple[str, ...]:
    """Registers of a record about to be saved whose values raise an alert: a task goes into the same save set."""
    alarming = ALARMING.get(kind, {})
    return tuple(name for name, codes in alarming.items() if values.get(name) in codes)


def alerts(dossier: Dossier) -> tuple[Alert, ...]:
    """Every alert of a dossier, open or settled, those raised last first."""
    tasks = _answering_tasks(dossier)
    found = [alert for kind in ALARMING for record in dossier.of_kind(kind) for alert in _of(dossier, record, tasks)]
    return tuple(sorted(found, key=lambda a: (a.raised_on, by_age(a.record), a.register), reverse=True))


def open_alerts(dossier: Dossier, today: date) -> tuple[Alert, ...]:
    """Alerts that nobody has settled by a day."""
    return tuple(alert for alert in alerts(dossier) if alert.is_open(today))


def working_risk_level(dossier: Dossier, today: date) -> str | None:
    """High while an alert is open, else the risk level that held on the day; None where no level was set."""
    if open_alerts(dossier, today):
        return "high"
    level = None
    for one in risk_over_time(dossier):
        if one[0] <= today:
            level = one[1]
    return level


def risk_over_time(dossier: Dossier) -> tuple[tuple[date, str | None], ...]:
    """The recorded risk level with the days from which it held, the first one from the beginning."""
    head = dossier.head
    if head is None or head.kind != "case":
        return ()
    found = []
    for one in values_over_time(dossier, head, "risk_level"):
        since = read_day(one.day)
        if since is not None:
            found.append((since, one.value if isinstance(one.value, str) else None))
    return tuple(found)


def _answering_tasks(dossier: Dossier) -> Mapping[str, tuple[Shown, ...]]:
    found: dict[str, tuple[Shown, ...]] = {}
    for task in dossier.of_kind("task"):
        if answer(task, "origin") == "alert":
            named = str(answer(task, "origin_id"))
            found[named] = (*found.get(named, ()), task)
    return found


def _of(dossier: Dossier, record: Shown, tasks: Mapping[str, tuple[Shown, ...]]) -> Iterator[Alert]:
    for register, codes in ALARMING[record.kind].items():
        written = record.written.get(register)
        if answer(record, register) not in codes or written is None:
            continue
        answered = tasks.get(origin_id(record.record_id, register, written[0]), ())
        raised = _raised_on(dossier, record, register)
        if raised is not None:
            ids = tuple(task.record_id for task in answered)
            yield Alert(record.record_id, register, written[0], raised, ids, _settled_on(dossier, answered, raised))


def _raised_on(dossier: Dossier, record: Shown, register: str) -> date | None:
    codes = ALARMING[record.kind][register]
    return _since(dossier, record, register, codes) or written_day(record, register)


def _settled_on(dossier: Dossier, tasks: tuple[Shown, ...], raised: date) -> date | None:
    settled = [task for task in tasks if answer(task, "alert_outcome") in SETTLING]
    days = [_since(dossier, task, "alert_outcome", SETTLING) or raised for task in settled]
    return min(days, default=None)


def _since(dossier: Dossier, record: Shown, register: str, codes: tuple[str, ...]) -> date | None:
    since = None
    for one in values_over_time(dossier, record, register):
        if one.value not in codes:
            since = None
        elif since is None:
            since = read_day(one.day)
    return since
