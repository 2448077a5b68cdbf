"""No page of the console shows a case without a row of the audit that says who read what; an administrator and an
auditor are shown none (security.md 4.6, 4.9). Every route of the URL map is asked, so none is forgotten.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from sync_server.services.refusals import MINUTE_MS, MOST_A_MINUTE, REFUSED
from sync_server.store.tables_audit import audit_rows
from tests.security.stages import KHMER, LATIN, AStage, a_stage

READERS = ("worker", "supervisor", "coordinator")
NO_READERS = ("administrator", "auditor", "other_worker", "other_supervisor")
FEWEST = 20  # routes that show her name to who may see her; fewer would mean that the walk sees nothing


@pytest.fixture(scope="module")
def stage(tmp_path_factory, sqlite_template):
    with a_stage(tmp_path_factory.mktemp("reads"), sqlite_template) as whole:
        yield whole


def count_rows(stage: AStage, role: str) -> int:
    """How many acts of this person the audit holds."""
    rows = select(func.count()).select_from(audit_rows).where(audit_rows.c.actor == stage.console.person(role))
    with stage.console.server.database.snapshot() as connection:
        return connection.scalar(rows) or 0


def walk(stage: AStage, role: str) -> Iterator[tuple[str, bool, bool]]:
    """(route, whether it shows her name, whether the asking left a row) of every page."""
    stage.console.steps_up(role)
    for with_ids in (False, True):
        for endpoint, rule, names in stage.rules(with_ids=with_ids):
            if with_ids and not stage.fills(names):
                continue
            before = count_rows(stage, role)
            page = stage.ask(role, rule, stage.hers).get_data(as_text=True)
            yield endpoint, LATIN in page or KHMER in page, count_rows(stage, role) > before


@pytest.mark.parametrize("role", READERS)
def test_who_is_shown_a_case_is_in_the_audit(stage: AStage, role: str) -> None:
    shown = [(endpoint, is_noted) for endpoint, is_shown, is_noted in walk(stage, role) if is_shown]
    assert len(shown) >= FEWEST
    assert [endpoint for endpoint, is_noted in shown if not is_noted] == []


@pytest.mark.parametrize("role", NO_READERS)
def test_who_may_see_no_case_is_shown_none(stage: AStage, role: str) -> None:
    assert [endpoint for endpoint, is_shown, _is_noted in walk(stage, role) if is_shown] == []


def test_who_asks_for_a_case_of_others_or_a_page_of_others_is_in_the_audit(stage: AStage) -> None:
    stage.console.clock.advance(ms=MINUTE_MS)
    stage.console.steps_up("other_worker")
    before = count_rows(stage, "other_worker")
    assert stage.ask("other_worker", f"/cases/{stage.case}/case/{stage.case}", {}).status_code == 404
    assert stage.ask("other_worker", "/users", {}).status_code == 404
    assert count_rows(stage, "other_worker") == before + 2
    acts = select(audit_rows.c.object_id).where(audit_rows.c.action == REFUSED)
    with stage.console.server.database.snapshot() as connection:
        assert stage.case in set(connection.scalars(acts))


def test_nobody_fills_the_audit_by_asking(stage: AStage) -> None:
    stage.console.steps_up("other_supervisor")
    before = count_rows(stage, "other_supervisor")
    for _again in range(MOST_A_MINUTE + 5):
        stage.ask("other_supervisor", "/users", {})
    assert count_rows(stage, "other_supervisor") <= before + MOST_A_MINUTE
