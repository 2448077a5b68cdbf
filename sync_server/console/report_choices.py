"""The period, office and grant that pages of reports are asked for, and what they offer to choose from."""

from collections.abc import Mapping
from typing import Any

from casework.reports.asked import quarter_before, quarter_code, read_quarter
from shared_schema.identifiers import is_id
from sync_server.console.phrases import say
from sync_server.console.report_view import quarters_until
from sync_server.console.room import Console
from sync_server.services import reports
from sync_server.services.reports import Wanted


def wanted_of(console: Console, typed: Mapping[str, str]) -> Wanted:
    """The period (whole quarters, the last one that is over by default), office and grant that are asked for."""
    before = quarter_before(console.desk.today())
    first = read_quarter(typed.get("first", "")) or before
    last = read_quarter(typed.get("last", "")) or first
    office, grant = typed.get("office", ""), typed.get("grant", "").strip()[:24]
    ends = (min(first[0], last[0]), max(first[1], last[1]))
    return Wanted(ends[0], ends[1], office if is_id(office) else None, grant or None)


def address_of(wanted: Wanted) -> dict[str, Any]:
    """The same as words of an address."""
    found = {"first": quarter_code(wanted.first), "last": quarter_code(wanted.last)}
    return (
        found | ({"office": wanted.office} if wanted.office else {}) | ({"grant": wanted.grant} if wanted.grant else {})
    )


def choices(console: Console, wanted: Wanted) -> dict[str, object]:
    """Everything that the form of a report is drawn from."""
    language = console.desk.reader().language
    offices = reports.offices_of(console.server, console.actor(), language)
    return {
        "wanted": wanted,
        "address": address_of(wanted),
        "quarters": quarters_until(console.desk.today(), console.desk.reader().language),
        "offices": [("", say(language, "All my offices")), *offices],
        "grants": [("", say(language, "All")), *((one, one) for one in reports.grants(console.server))],
    }
