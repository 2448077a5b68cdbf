"""The order of the menu, one for all roles: what people open first stands first; a role's first line is her home."""

from collections.abc import Iterable

from sync_server.console.room import Place

ORDER = (
    "overview.index", "today.show", "review.index", "cases.index", "tracing.index", "matches.index",
    "conferences.index", "calendar.index",
    "workload.index", "follow_ups.index", "intake.index", "assign.index", "moves.index", "board.index", "board.inbox",
    "duplicates.index", "tasks.index", "questions.index", "trainings.index", "reports.index", "acts.index",
    "users.index", "devices.index", "bundles.index", "offices.index", "settings.index", "wording.index", "hubs.index",
    "centre.index", "jobs.index",
    "directory.index",
    "providers.index", "prints.index", "retention.index", "erasure.index",
)  # fmt: skip
MOST_AT_ONCE = 7  # the others stand under *More*


def in_order(places: Iterable[Place]) -> list[Place]:
    """Places as the menu has them; one that ORDER does not know comes last."""
    known = {endpoint: number for number, endpoint in enumerate(ORDER)}
    return sorted(places, key=lambda place: known.get(place.endpoint, len(known)))
