"""Every route of the console with every role: reached or not as the table of rights says; an id out of reach is an id
that is not there (security.md 4.6). A route whose parameter nobody described here fails, so none is forgotten.
"""

import re

import pytest

from sync_server.console.guard import EVERYBODY
from sync_server.console.mount import ROOMS
from sync_server.console.shared_rights import SHARED_RIGHTS
from sync_server.services.access import RIGHTS
from tests.security.stages import OUTSIDE, PLAIN, a_stage

ROLE_OF = {
    "coordinator": "coordinator",
    "supervisor": "supervisor",
    "worker": "social_worker",
    "administrator": "administrator",
    "auditor": "auditor",
}
NOT_HERS = ("other_worker", "other_supervisor", "administrator", "auditor")


@pytest.fixture(scope="module")
def stage(tmp_path_factory, sqlite_template):
    with a_stage(tmp_path_factory.mktemp("matrix"), sqlite_template) as whole:
        yield whole


def action_of(endpoint: str):
    """The right of a route, from what its room declares."""
    for room in ROOMS:
        if endpoint in room.rights:
            return room.rights[endpoint]
    return SHARED_RIGHTS[endpoint.partition(".")[0]]


@pytest.mark.parametrize("role", ROLE_OF)
def test_each_role_reaches_the_pages_of_its_rights_and_no_other(stage, role):
    stage.console.steps_up(role)
    wrong = []
    for endpoint, rule, _names in stage.rules(with_ids=False):
        answer = stage.ask(role, rule, {})
        is_reached = answer.status_code not in (404, 405)
        may = endpoint in EVERYBODY or ROLE_OF[role] in RIGHTS[action_of(endpoint)]
        if is_reached != may or answer.status_code >= 500:
            wrong.append((endpoint, rule, answer.status_code, may))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("role", NOT_HERS)
def test_an_id_out_of_reach_is_an_id_that_is_not_there(stage, role):
    stage.console.steps_up(role)
    told = []
    for endpoint, rule, names in stage.rules(with_ids=True):
        if not stage.fills(names):
            continue
        answers = [_answer(stage, role, rule, values) for values in (stage.hers, stage.nobodys)]
        if answers[0] != answers[1] or answers[0][0] >= 500:
            told.append((endpoint, rule, answers[0][0], answers[1][0]))
    assert not told, "\n".join(map(str, told))


def test_the_worker_herself_reaches_them(stage):
    """So that the test above cannot hold because nobody reaches anything."""
    reached = [
        rule
        for _endpoint, rule, names in stage.rules(with_ids=True)
        if names == {"case"} and _answer(stage, "worker", rule, stage.hers)[0] == 200
    ]
    assert len(reached) >= 5, reached


def test_every_parameter_of_a_route_is_described(stage):
    known = set(stage.hers) | set(PLAIN) | OBJECTS_OF_THE_OFFICE
    unknown = {
        (rule.rule, name)
        for rule in stage.console.app.url_map.iter_rules()
        if not rule.endpoint.startswith(OUTSIDE)
        for name in rule.arguments - known
    }
    assert not unknown, "\n".join(map(str, sorted(unknown)))


# Parameters that name no record of a case: offices, people, reports …; their rooms' tests hold who reaches which.
OBJECTS_OF_THE_OFFICE = {
    "bundle",
    "code",
    "device",
    "draft",
    "erasure",
    "export_id",
    "key",
    "name",
    "number",
    "person",
    "provider",
}


def _answer(stage, role, rule, values):
    answer = stage.ask(role, rule, values)
    text = answer.get_data(as_text=True)
    for one in values.values():
        text = text.replace(one, "an id")
    return answer.status_code, re.sub(r'value="\w{64}"|data-csrf="\w{64}"', "", text)
