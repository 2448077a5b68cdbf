"""How many days a laptop may be without contact before its lease ends: a setting of the programme (security.md 2.6).

Pure. Of several lines that count on a day the strictest holds; what lies outside 7 to 90 days is believed of nobody.
"""

from collections.abc import Iterable, Mapping

from shared_schema.canonical import Json

LEASE_DAYS = "lease_days"  # the kind of setting
LEAST, SHIPPED, MOST = 7, 30, 90


def is_in_range(days: Json) -> bool:
    """Whether a lease may be so long."""
    return type(days) is int and LEAST <= days <= MOST


def lease_days(settings: Iterable[Mapping[str, Json]], *, day: str) -> int:
    """The days of a lease on a day (`2026-11-22`), from the values of all settings; 30 where nothing else is set."""
    found = [
        one["value"]
        for one in settings
        if one.get("setting_type") == LEASE_DAYS
        and is_in_range(one.get("value"))
        and str(one.get("from_on") or "") <= day <= str(one.get("until_on") or "9999")
    ]
    return min(found, default=SHIPPED)
