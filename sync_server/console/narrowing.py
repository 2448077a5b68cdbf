"""Reads the coded filters of a list from the address: office, worker, province, risk, stage, state, page. No words."""

from datetime import date, timedelta

from flask import request

from shared_schema.identifiers import Id, is_id
from shared_schema.rules.patterns import SOON_DAYS
from shared_schema.vocabularies.outcome import RISK_LEVEL
from shared_schema.vocabularies.province import PROVINCE
from shared_schema.vocabularies.stage import CASE_STAGE
from sync_server.services.standings import quarter_of
from sync_server.store.standing_lists import Sought
from sync_server.store.standings import CASE

STATES = (
    "due",
    "tried",
    "open",
    "overdue",
    "escalated",
    "lost",
    "alerts",
    "matches",
    "reunified",
    "closed",
    "twice",
    "unassigned",
    "all",
)
MOST_PAGES = 10_000


def sought_of_address(today: date, *, state: str = "open", kind: str | None = CASE) -> Sought:
    """What the address narrows a list to; unknown codes are left out. Returns are those of this quarter."""
    since, until = quarter_of(today)
    asked = request.args.get("state", state)
    return Sought(
        today=today.isoformat(),
        kind=kind,
        office=id_of("office"),
        worker=id_of("worker"),
        province=_code("province", PROVINCE),
        risk=_code("risk", RISK_LEVEL),
        stage=_code("stage", CASE_STAGE),
        state=asked if asked in STATES else state,
        since=since.isoformat(),
        until=until.isoformat(),
        soon=(today + timedelta(days=SOON_DAYS)).isoformat(),
    )


def id_of(name: str) -> Id | None:
    """An id of the address, or None."""
    value = request.values.get(name, "")
    return value if is_id(value) else None


def page_of_address(name: str = "page") -> int:
    """The page asked for, from 1; a second list of one page has a `name` of its own."""
    text = request.args.get(name, "1")
    return int(text) if text.isascii() and text.isdecimal() and 0 < int(text) < MOST_PAGES else 1


def narrowed_by(sought: Sought) -> dict[str, str]:
    """The same as parts of an address."""
    parts = {name: getattr(sought, name) for name in ("office", "worker", "province", "risk", "stage", "state")}
    return {name: value for name, value in parts.items() if value}


def _code(name: str, codes: object) -> str | None:
    value = request.args.get(name, "")
    return value if value and value in codes else None  # type: ignore[operator]
